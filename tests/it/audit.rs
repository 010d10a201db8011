//! The audit chain: everything is in it, and nothing can be taken out, changed or moved unseen.

use chrono::TimeDelta;
use lytt::app::collect::{self, Sent};
use lytt::app::review;
use lytt::app::verify::{self, Checkpoint, Verdict};
use lytt::app::{App, AppError};
use lytt::auth::MasterKey;
use lytt::domain::access::Role;
use lytt::domain::care::{Device, TenantId};
use lytt::domain::instrument::Answer;
use lytt::store::audit::{self, Act, BEGINNING, Entry};
use lytt::store::{Kind, Proof, person};

use crate::support::cast::Organisation;
use crate::support::database::{Database, Raw, app, block_on, on_both, on_postgres, on_sqlite};
use crate::support::twins::{A, B, PERSON};
use crate::support::{morning, sources};
use crate::walls::operations::{Kind as Does, OPERATIONS};

async fn chain(app: &App, tenant: TenantId) -> Vec<Entry> {
    let mut tx = app.db.tenant_snapshot(&Proof::operator(tenant), app.ambient.now()).await.unwrap();
    audit::list(&mut tx, 0, 100_000).await.unwrap()
}

fn broken_at(verdict: &Verdict) -> Option<i64> {
    match verdict {
        Verdict::Broken { seq, .. } => Some(*seq),
        Verdict::Whole { .. } => None,
    }
}

#[test]
fn every_function_that_writes_says_so() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let app = app(&database.db);
        for (index, operation) in OPERATIONS.iter().filter(|operation| operation.kind == Does::Write).enumerate() {
            let before = chain(&app, A.tenant()).await.len();
            let proof = operation.proof(A);
            let mut tx = database.db.tenant(&proof, morning(), "the reason").await.unwrap();
            (operation.run)(&mut tx, A, 30_000 + u128::try_from(index).unwrap()).await.unwrap();
            tx.commit().await.unwrap();
            let after = chain(&app, A.tenant()).await;
            assert!(after.len() > before, "{} left no record", operation.name);
            for entry in &after[before..] {
                let by = proof.actor().to_string();
                assert_eq!((entry.actor.as_str(), entry.correlation.as_str()), (by.as_str(), "the reason"));
                assert!(Act::from_code(&entry.act).is_some_and(|act| act != Act::Read), "{}", operation.name);
                assert!(entry.subject.contains(':'), "{}: {}", operation.name, entry.subject);
                // Ids and names of fields, never what is in them.
                let said = format!("{} {}", entry.subject, entry.fields);
                // What is frozen is named by its checksum: the chain proves what it was.
                let frozen = [
                    "report::add_version",
                    "instrument::add_version",
                    "instrument::withdraw",
                    "instrument::add_wording",
                ]
                .contains(&operation.name);
                assert!(frozen || !said.contains(&A.mark()), "{said}");
            }
        }
    });
}

/// What no caller from outside can try: a function of the store that writes and forgets to say so.
#[test]
fn every_function_that_writes_notes_in_its_source() {
    let mut found = 0;
    for (name, text) in sources("store") {
        for function in text.split("pub async fn ").skip(1).filter(|text| text.contains("tx: &mut TenantTx")) {
            let body = function.split("\n}\n").next().unwrap();
            let writes = ["tx.insert(", "tx.execute(", "tx.execute_one(", "tx.update(", "tx.delete("];
            if body.split('\n').next().unwrap().contains("TenantTx") && writes.iter().any(|call| body.contains(call)) {
                found += 1;
                assert!(body.contains("tx.note"), "{name}: {}", body.lines().next().unwrap());
            }
        }
    }
    assert!(found >= 15, "only {found} were found");
}

#[test]
fn opening_a_person_is_a_record() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let app = app(&database.db);
        let before = chain(&app, A.tenant()).await.len();
        let mut tx = database.db.tenant(&A.proof(), morning(), "").await.unwrap();
        person::open(&mut tx, PERSON, "identity").await.unwrap().unwrap();
        assert!(person::open(&mut tx, crate::support::twins::id(4711).into(), "identity").await.unwrap().is_none());
        tx.commit().await.unwrap();
        let after = chain(&app, A.tenant()).await;
        let seen: Vec<_> =
            after[before..].iter().map(|one| (one.act.as_str(), one.subject.as_str(), one.fields.as_str())).collect();
        assert_eq!(seen, [("read", format!("person:{PERSON}").as_str(), "identity")]);
        // A snapshot cannot keep a record, so it opens nobody.
        let mut snapshot = database.db.tenant_snapshot(&A.proof(), morning()).await.unwrap();
        assert!(person::open(&mut snapshot, PERSON, "identity").await.is_err(), "a person was read without a record");
    });
}

#[test]
fn every_page_about_a_person_is_a_record() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let case = own.patient(&app).await;
        let cookie = collect::start(&app, &case.link(&app, case.before).await, "nb", Device::Phone).await.unwrap();
        let cookie = cookie.unwrap();
        collect::save(&app, &cookie, "phq-9", "1", Some(Answer::Value(1.0))).await.unwrap().unwrap();
        assert_eq!(collect::send(&app, &cookie, None).await.unwrap(), Some(Sent::Stored));
        let reads = async || {
            let chain = chain(&app, own.tenant).await;
            chain.into_iter().filter(|entry| entry.act == "read").collect::<Vec<_>>()
        };
        let clinician = format!("account:{}", own.account(Role::Clinician));
        let respondent = format!("respondent:{}", case.before);
        let mut before = reads().await.len();
        let mut read_by = async |who: &str, what: &str| {
            let now = reads().await;
            assert!(now.len() > before, "{what}: no record");
            assert!(now[before..].iter().all(|entry| entry.actor == who), "{what}: {:?}", &now[before..]);
            before = now.len();
        };
        assert!(review::open(&app, &case.clinician, case.episode).await.unwrap().is_some());
        read_by(&clinician, "the patient's page").await;
        let today = "2026-03-18".parse().unwrap();
        assert_eq!(review::list_today(&app, &case.clinician, today).await.unwrap().len(), 1);
        read_by(&clinician, "the day").await;
        assert_eq!(review::list_patients(&app, &case.clinician, true).await.unwrap().len(), 1);
        read_by(&clinician, "the patients").await;
        assert!(collect::find_receipt(&app, &cookie).await.unwrap().is_some());
        read_by(&respondent, "the receipt").await;
    });
}

/// Five commits of a few records each, so that any of them can be first, in the middle or last.
async fn with_history(database: &Database) -> App {
    A.seed(&database.db).await;
    B.seed(&database.db).await;
    for number in 0..5 {
        let now = morning() + TimeDelta::milliseconds(1500 * number);
        let mut tx = database.db.tenant(&A.proof(), now, "later").await.unwrap();
        tx.note_because(Act::Report, "unit:x", "some \"fields\" æøå", "a reason");
        person::open(&mut tx, PERSON, "identity").await.unwrap();
        tx.commit().await.unwrap();
    }
    app(&database.db)
}

/// Changes the database, walks the chain, and puts the chain back.
async fn after(app: &App, raw: &Raw, sql: &[String], checkpoints: &[Checkpoint]) -> Verdict {
    for one in ["audit", "audit_head"] {
        raw.execute(&format!("CREATE TABLE kept_{one} AS SELECT * FROM {one}")).await;
    }
    for one in sql {
        assert!(raw.execute(one).await > 0, "{one} touched nothing");
    }
    let verdict = verify::walk(app, A.tenant(), checkpoints).await.unwrap_or_else(|error| panic!("{sql:?}: {error}"));
    for one in ["audit", "audit_head"] {
        raw.execute(&format!("DELETE FROM {one}")).await;
        raw.execute(&format!("INSERT INTO {one} SELECT * FROM kept_{one}")).await;
        raw.execute(&format!("DROP TABLE kept_{one}")).await;
    }
    verdict
}

#[test]
fn the_walk_names_the_first_bad_record() {
    on_both(async |database| {
        let app = with_history(&database).await;
        let raw = &database.raw;
        let entries = chain(&app, A.tenant()).await;
        let last = i64::try_from(entries.len()).unwrap();
        assert!(last > 20);
        assert_eq!(verify::walk(&app, A.tenant(), &[]).await.unwrap(), Verdict::Whole { records: last });
        let own = format!("tenant_id = {}", raw.id(A.tenant()));
        let checkpoint = verify::checkpoint(&app, A.tenant()).await.unwrap();
        let none: &[Checkpoint] = &[];
        let seen = std::slice::from_ref(&checkpoint);
        for seq in [1, 2, last / 2, last - 1, last] {
            // An altered byte, in every column that a hash covers.
            for column in ["actor", "act", "subject", "fields", "reason", "correlation", "previous", "hash"] {
                let sql = format!("UPDATE audit SET {column} = {column} || 'x' WHERE {own} AND seq = {seq}");
                assert_eq!(broken_at(&after(&app, raw, &[sql], none).await), Some(seq), "{column} of {seq}");
            }
            let later: &[&str] = match raw.kind() {
                Kind::Postgres => &["at + interval '1 microsecond'", "at - interval '1 day'"],
                Kind::Sqlite => &[
                    "substr(at, 1, 19) || '.000001+00:00'",
                    "replace(at, '2026', '2025')",
                    "replace(at, '2026', '20x6')",
                    "''",
                ],
            };
            for value in later {
                let sql = format!("UPDATE audit SET at = {value} WHERE {own} AND seq = {seq}");
                assert_eq!(broken_at(&after(&app, raw, &[sql], none).await), Some(seq), "at = {value} of {seq}");
            }
            // Another number, or none at all.
            for number in [-5, 0, last + 7] {
                let sql = format!("UPDATE audit SET seq = {number} WHERE {own} AND seq = {seq}");
                assert_eq!(broken_at(&after(&app, raw, &[sql], none).await), Some(seq), "{number} for {seq}");
            }
            let sql = format!("DELETE FROM audit WHERE {own} AND seq = {seq}");
            assert_eq!(broken_at(&after(&app, raw, &[sql], none).await), Some(seq), "{seq} is gone");
            if seq < last {
                let swap = [
                    format!("UPDATE audit SET seq = 0 WHERE {own} AND seq = {seq}"),
                    format!("UPDATE audit SET seq = {seq} WHERE {own} AND seq = {seq} + 1"),
                    format!("UPDATE audit SET seq = {seq} + 1 WHERE {own} AND seq = 0"),
                ];
                assert_eq!(broken_at(&after(&app, raw, &swap, none).await), Some(seq), "{seq} and the next");
            }
            // Cut off from here: the head shows it.
            let cut = format!("DELETE FROM audit WHERE {own} AND seq >= {seq}");
            assert_eq!(
                broken_at(&after(&app, raw, std::slice::from_ref(&cut), none).await),
                Some(seq),
                "cut from {seq}"
            );
            // Cut off with the head moved back: only a checkpoint shows it.
            let head = match seq {
                1 => format!("DELETE FROM audit_head WHERE {own}"),
                _ => format!(
                    "UPDATE audit_head SET seq = {seq} - 1, hash = \
                     (SELECT hash FROM audit WHERE {own} AND seq = {seq} - 1) WHERE {own}"
                ),
            };
            let both = [cut, head];
            let unseen = after(&app, raw, &both, none).await;
            assert_eq!(unseen, Verdict::Whole { records: seq - 1 }, "nothing in the database can show this");
            assert_eq!(broken_at(&after(&app, raw, &both, seen).await), Some(seq), "cut from {seq}, head moved");
            // Another tenant's chain is its own.
            assert!(broken_at(&verify::walk(&app, B.tenant(), &[]).await.unwrap()).is_none());
        }
        assert_eq!(verify::walk(&app, A.tenant(), seen).await.unwrap(), Verdict::Whole { records: last });
    });
}

/// Somebody who can compute hashes writes the end anew.
#[test]
fn a_rewritten_end_is_seen() {
    on_both(async |database| {
        let app = with_history(&database).await;
        let raw = &database.raw;
        let own = format!("tenant_id = {}", raw.id(A.tenant()));
        let entries = chain(&app, A.tenant()).await;
        let checkpoint = verify::checkpoint(&app, A.tenant()).await.unwrap();
        let last = entries.last().unwrap();
        let mut forged = last.clone();
        forged.actor = "account:somebody-else".to_owned();
        forged.hash = forged.digest(A.tenant());
        let row = format!(
            "UPDATE audit SET actor = '{}', hash = '{}' WHERE {own} AND seq = {}",
            forged.actor, forged.hash, forged.seq
        );
        let head = format!("UPDATE audit_head SET hash = '{}' WHERE {own}", forged.hash);
        assert_eq!(
            broken_at(&after(&app, raw, std::slice::from_ref(&row), &[]).await),
            Some(last.seq),
            "the head is another"
        );
        let both = [row, head];
        assert_eq!(broken_at(&after(&app, raw, &both, &[]).await), None, "nothing in the database can show this");
        assert_eq!(broken_at(&after(&app, raw, &both, &[checkpoint]).await), Some(last.seq));
        // A record put after the end.
        let mut more = last.clone();
        more.seq += 1;
        more.previous.clone_from(&last.hash);
        more.hash = more.digest(A.tenant());
        let columns = raw.columns("audit").await[1..].join(", ");
        let values = columns
            .replace("seq", &more.seq.to_string())
            .replace("previous", &format!("'{}'", more.previous))
            .replace(", hash", &format!(", '{}'", more.hash));
        let added = format!(
            "INSERT INTO audit (tenant_id, {columns}) SELECT tenant_id, {values} FROM audit WHERE {own} AND seq = {}",
            last.seq
        );
        assert_eq!(broken_at(&after(&app, raw, &[added], &[]).await), Some(last.seq + 1), "a record too many");
    });
}

#[test]
fn a_forged_checkpoint_is_refused() {
    on_both(async |database| {
        let app = with_history(&database).await;
        let good = verify::checkpoint(&app, A.tenant()).await.unwrap();
        assert!(verify::walk(&app, A.tenant(), std::slice::from_ref(&good)).await.is_ok());
        let stranger = MasterKey::fresh(&lytt::ambient::Ambient::held(morning(), 77));
        let other = App::new(database.db.clone(), app.ambient.clone(), stranger, String::new()).unwrap();
        let theirs = verify::checkpoint(&other, A.tenant()).await.unwrap();
        for forged in [
            Checkpoint { seq: good.seq - 1, ..good.clone() },
            Checkpoint { hash: BEGINNING.to_owned(), ..good.clone() },
            Checkpoint { signature: String::new(), ..good.clone() },
            Checkpoint { tenant: B.tenant(), ..good.clone() },
            verify::checkpoint(&app, B.tenant()).await.unwrap(),
            theirs,
        ] {
            let refused = verify::walk(&app, A.tenant(), &[good.clone(), forged]).await;
            assert!(matches!(refused, Err(AppError::Refused(_))), "{refused:?}");
        }
    });
}

#[test]
fn an_empty_chain_is_whole_and_its_checkpoint_holds() {
    on_both(async |database| {
        let app = app(&database.db);
        let checkpoint = verify::checkpoint(&app, A.tenant()).await.unwrap();
        assert_eq!((checkpoint.seq, checkpoint.hash.as_str()), (0, BEGINNING));
        assert_eq!(
            verify::walk(&app, A.tenant(), std::slice::from_ref(&checkpoint)).await.unwrap(),
            Verdict::Whole { records: 0 }
        );
        // It goes on holding while the chain grows.
        A.seed(&database.db).await;
        assert!(broken_at(&verify::walk(&app, A.tenant(), &[checkpoint]).await.unwrap()).is_none());
    });
}

/// Many at once: one chain, without a fork, a gap or a lost record.
async fn crowd(database: &Database, tasks: usize, commits: usize) {
    A.seed(&database.db).await;
    let app = app(&database.db);
    let before = chain(&app, A.tenant()).await.len();
    let mut running = Vec::new();
    for task in 0..tasks {
        let db = database.db.clone();
        running.push(tokio::spawn(async move {
            for commit in 0..commits {
                let mut tx = db.tenant(&A.proof(), morning(), "").await.unwrap();
                tx.note(Act::Report, format_args!("task:{task}"), &commit.to_string());
                tokio::task::yield_now().await;
                tx.commit().await.unwrap();
            }
        }));
    }
    for one in running {
        one.await.unwrap();
    }
    let entries = chain(&app, A.tenant()).await;
    assert_eq!(entries.len() - before, tasks * commits);
    for task in 0..tasks {
        let own = entries.iter().filter(|entry| entry.subject == format!("task:{task}"));
        let order: Vec<usize> = own.map(|entry| entry.fields.parse().unwrap()).collect();
        assert_eq!(order, (0..commits).collect::<Vec<_>>(), "one task's commits are in order");
    }
    let records = i64::try_from(entries.len()).unwrap();
    assert_eq!(verify::walk(&app, A.tenant(), &[]).await.unwrap(), Verdict::Whole { records });
}

#[test]
fn writers_at_once_make_one_chain() {
    on_postgres(async |database| crowd(&database, 8, 20).await);
    on_sqlite(async |database| crowd(&database, 4, 10).await);
}

#[test]
fn the_same_chain_on_both_databases() {
    block_on(async {
        let (sqlite, postgres) = (Database::sqlite().await, Database::postgres().await);
        let (sqlite, postgres) = (with_history(&sqlite).await, with_history(&postgres).await);
        assert_eq!(chain(&sqlite, A.tenant()).await, chain(&postgres, A.tenant()).await);
    });
}

/// What was done is undone with its record, and the other way round.
#[test]
fn a_record_stands_and_falls_with_its_act() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let before = database.raw.dump().await;
        let mut tx = database.db.tenant(&A.proof(), morning(), "").await.unwrap();
        let write = OPERATIONS.iter().find(|operation| operation.name == "unit::add").unwrap();
        (write.run)(&mut tx, A, 40_000).await.unwrap();
        drop(tx);
        assert_eq!(before, database.raw.dump().await);
        let mut tx = database.db.tenant_snapshot(&A.proof(), morning()).await.unwrap();
        assert!((write.run)(&mut tx, A, 40_001).await.is_err(), "a snapshot wrote");
        drop(tx);
        assert_eq!(before, database.raw.dump().await);
    });
}
