//! Who gets in, at the store and past it.

use chrono::{DateTime, Days, TimeDelta, Utc};
use lytt::app::learning::{self as own_results, Asked, NewGrant, Span, Wrong};
use lytt::app::{App, administer};
use lytt::domain::access::Role;
use lytt::domain::care::AccountId;
use lytt::store::learning::{self, LONGEST};
use lytt::store::{Actor, Db, Kind, Proof, StoreError, account, audit};
use uuid::Uuid;

use super::{Treated, colleague, name, proof_of, treat};
use crate::support::cast::Organisation;
use crate::support::database::{Database, app, on_both, on_sqlite};
use crate::support::morning;
use crate::support::twins::{A, B, C, ELSEWHERE, EVERYWHERE, GRANT, Twin, id};

/// Whether the results of `of` open for a proof at an instant, and how many looks there are then.
async fn opens(db: &Db, proof: &Proof, of: AccountId, now: DateTime<Utc>, look: u128) -> bool {
    let mut tx = db.tenant(proof, now, "").await.unwrap();
    let open = learning::open(&mut tx, of, id(look)).await.unwrap();
    if let Some(open) = &open {
        assert_eq!(open.of(), of);
        learning::list_episodes(&mut tx, open).await.unwrap();
    }
    tx.commit().await.unwrap();
    open.is_some()
}

async fn looks(database: &Database, twin: Twin) -> i64 {
    database.raw.count("learning_look", &format!("tenant_id = {}", database.raw.id(twin.tenant()))).await
}

#[test]
fn results_open_for_their_owner_and_for_whom_the_owner_let_in() {
    on_both(async |database| {
        for twin in [A, B, C] {
            twin.seed(&database.db).await;
        }
        let (db, now) = (&database.db, morning());
        let before = looks(&database, A).await;
        // The owner leaves no look; the colleague does.
        assert!(opens(db, &A.clinician(EVERYWHERE), EVERYWHERE, now, 700).await);
        assert_eq!(looks(&database, A).await, before);
        assert!(opens(db, &A.clinician(ELSEWHERE), EVERYWHERE, now, 701).await);
        assert_eq!(looks(&database, A).await, before + 1);
        // Nobody else, whoever they are: an account without a grant, and those who are no member of staff.
        for proof in
            [A.proof(), A.clinician(AccountId(id(4711))), Proof::scheduler(A.tenant()), Proof::recipient(A.tenant())]
        {
            assert!(!opens(db, &proof, EVERYWHERE, now, 702).await, "{proof:?}");
            assert!(!opens(db, &proof, ELSEWHERE, now, 702).await, "{proof:?}");
        }
        // A grant runs until its end, and not a moment longer; it ran from its beginning.
        let until = now + TimeDelta::days(31);
        let reader = A.clinician(ELSEWHERE);
        assert!(opens(db, &reader, EVERYWHERE, until - TimeDelta::milliseconds(1), 703).await);
        assert!(!opens(db, &reader, EVERYWHERE, until, 704).await);
        assert!(!opens(db, &reader, EVERYWHERE, now - TimeDelta::milliseconds(1), 705).await);
        // Taken back, it is gone at once, here and nowhere else.
        let mut tx = db.tenant(&A.clinician(EVERYWHERE), now, "").await.unwrap();
        assert!(learning::revoke(&mut tx, GRANT).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!opens(db, &reader, EVERYWHERE, now, 706).await);
        assert!(opens(db, &B.clinician(ELSEWHERE), EVERYWHERE, now, 707).await, "the neighbour's own grant runs on");
        assert_eq!(looks(&database, A).await, before + 2);
        // Every try is in the chain.
        let mut tx = db.tenant_snapshot(&A.proof(), now).await.unwrap();
        let chain = audit::list(&mut tx, 0, 1000).await.unwrap();
        let about = format!("learning:{EVERYWHERE}");
        let count = |act: &str| chain.iter().filter(|one| one.act == act && one.subject == about).count();
        // One look in the seed, the owner's, and the colleague's two; four strangers and three times too late.
        assert_eq!((count("read"), count("refused")), (4, 7));
    });
}

#[test]
fn what_one_opened_nobody_else_reads() {
    on_both(async |database| {
        A.seed(&database.db).await;
        B.seed(&database.db).await;
        let (db, now) = (&database.db, morning());
        for (opened_by, read_by) in [
            (A.clinician(EVERYWHERE), A.proof()),
            (A.clinician(EVERYWHERE), A.clinician(ELSEWHERE)),
            (A.clinician(EVERYWHERE), B.clinician(EVERYWHERE)),
        ] {
            let mut tx = db.tenant(&opened_by, now, "").await.unwrap();
            let open = learning::open(&mut tx, EVERYWHERE, id(700)).await.unwrap().unwrap();
            learning::list_scales(&mut tx, &open).await.unwrap();
            drop(tx);
            let mut tx = db.tenant(&read_by, now, "").await.unwrap();
            let refused = [
                learning::list_episodes(&mut tx, &open).await.err(),
                learning::list_scales(&mut tx, &open).await.err(),
                learning::list_measured(&mut tx, &open, "phq-9", "total", 1).await.err(),
                learning::list_assumed(&mut tx, &open, "phq-9").await.err(),
            ];
            for error in refused {
                assert!(matches!(error, Some(StoreError::Unfit(_))), "{error:?}");
            }
        }
        // A snapshot cannot keep the note.
        let mut tx = db.tenant_snapshot(&A.clinician(EVERYWHERE), now).await.unwrap();
        assert!(learning::open(&mut tx, EVERYWHERE, id(700)).await.is_err());
    });
}

#[test]
fn only_the_owner_gives_and_takes_back() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let (db, now) = (&database.db, morning());
        // Another's grant is not there to take back, nor to see.
        let mut tx = db.tenant(&A.clinician(ELSEWHERE), now, "").await.unwrap();
        assert!(!learning::revoke(&mut tx, GRANT).await.unwrap());
        assert!(learning::list_grants(&mut tx).await.unwrap().iter().all(|grant| grant.owner == ELSEWHERE));
        assert!(learning::list_looks(&mut tx, 100).await.unwrap().is_empty(), "the looks are at another's");
        drop(tx);
        // Whoever is no member of staff has none.
        let mut tx = db.tenant(&A.proof(), now, "").await.unwrap();
        assert!(learning::list_grants(&mut tx).await.is_err());
        assert!(learning::add_grant(&mut tx, &A.grant(id(700), ELSEWHERE, now + TimeDelta::days(1))).await.is_err());
        drop(tx);
        let mut tx = db.tenant(&A.clinician(EVERYWHERE), now, "").await.unwrap();
        for (reader, until) in [
            (ELSEWHERE, now),
            (ELSEWHERE, now + LONGEST + TimeDelta::milliseconds(1)),
            (EVERYWHERE, now + TimeDelta::days(1)),
        ] {
            assert!(learning::add_grant(&mut tx, &A.grant(id(700), reader, until)).await.is_err(), "{reader} {until}");
        }
        learning::add_grant(&mut tx, &A.grant(id(700), ELSEWHERE, now + LONGEST)).await.unwrap();
        tx.commit().await.unwrap();
        // An owner who can sign in no more can take nothing back: nothing stays open.
        assert!(opens(db, &A.clinician(ELSEWHERE), EVERYWHERE, now, 701).await);
        let mut local = db.local().await.unwrap();
        account::set_active(&mut local.local(), EVERYWHERE, false, now).await.unwrap();
        local.commit().await.unwrap();
        assert!(!opens(db, &A.clinician(ELSEWHERE), EVERYWHERE, now, 702).await);
    });
}

/// On PostgreSQL the server's role can change nothing of a grant but whether it is taken back, and of a look
/// nothing. On SQLite the file is the server's.
#[test]
fn what_was_granted_and_seen_stays() {
    on_both(async |database| {
        A.seed(&database.db).await;
        if database.raw.kind() == Kind::Sqlite {
            return;
        }
        for (table, column, may) in [
            ("learning_grant", "until_at", false),
            ("learning_grant", "reader_id", false),
            ("learning_grant", "revoked_at", true),
            ("learning_look", "at", false),
        ] {
            let sql = format!("SELECT has_column_privilege('lytt_app', '{table}', '{column}', 'UPDATE')::text");
            assert_eq!(database.raw.texts(&sql).await, [may.to_string()], "{table}.{column}");
        }
    });
}

fn none(_: &[lytt::app::report::MetricOption]) -> Option<lytt::app::report::MetricOption> {
    None
}

async fn reads(app: &App, proof: &Proof, of: AccountId) -> bool {
    let asked = Asked { of, span: Span::All, choose: &none };
    own_results::compute(app, proof, asked).await.unwrap().is_some()
}

#[test]
fn no_role_opens_anything() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let other = Organisation::found(&app, "other").await;
        let bjorn = own.account(Role::Clinician);
        let eli = colleague(&app, &own, "eli").await;
        treat(
            &app,
            &own,
            &[Treated { by: &[bjorn], ended_on: None, scores: &[("phq-9", "total", &[9.0])], older: false }],
        )
        .await;
        let his = own.proof(&app, Role::Clinician).await;
        assert!(reads(&app, &his, bjorn).await);
        let hers = proof_of(&app, &own, eli).await;
        let mut others = vec![("the operator", Proof::operator(own.tenant)), ("a colleague", hers.clone())];
        for role in Role::ALL {
            others.push(("another organisation's", other.proof(&app, *role).await));
            if *role != Role::Clinician {
                others.push((role.code(), own.proof(&app, *role).await));
            }
        }
        for (who, proof) in &others {
            assert!(!reads(&app, proof, bjorn).await, "{who}");
        }
        // A leader has none of their own either, even where a grant is in the database.
        let leader = own.account(Role::Leader);
        let mut tx = app.db.tenant(&his, app.ambient.now(), "").await.unwrap();
        let until_at = app.ambient.now() + TimeDelta::days(1);
        let purpose = "a leader asked".to_owned();
        let new = learning::NewGrant { id: app.ambient.id(), reader: leader, purpose, until_at };
        learning::add_grant(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        let leads = own.proof(&app, Role::Leader).await;
        assert!(!reads(&app, &leads, bjorn).await && !reads(&app, &leads, leader).await);
        assert!(own_results::list(&app, &leads).await.unwrap().is_none());
    });
}

#[test]
fn a_grant_is_for_a_colleague_who_treats_patients_and_for_a_year_at_most() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        let other = Organisation::found(&app, "other").await;
        let bjorn = own.account(Role::Clinician);
        let eli = colleague(&app, &own, "eli").await;
        let closed = colleague(&app, &own, "closed").await;
        administer::set_active(&app, own.tenant, "closed", false).await.unwrap();
        let his = own.proof(&app, Role::Clinician).await;
        let doors = own_results::list(&app, &his).await.unwrap().unwrap();
        let offered: Vec<_> = doors.colleagues.iter().map(|one| (one.id, one.name.clone(), one.leads)).collect();
        assert_eq!(offered, [(eli, name(&app, eli).await, false)]);
        let today = "2026-03-18".parse().unwrap();
        assert_eq!((doors.usual, doors.latest), ("2026-06-18".parse().unwrap(), "2027-03-17".parse().unwrap()));
        let give = async |reader: AccountId, purpose: &str, until| {
            let new = NewGrant { reader, purpose: purpose.to_owned(), until };
            own_results::grant(&app, &his, new).await.unwrap().unwrap()
        };
        for reader in [bjorn, closed, own.account(Role::Leader), other.account(Role::Clinician)] {
            assert_eq!(give(reader, "veiledning", today).await, Err(vec![Wrong::Reader]));
        }
        assert_eq!(give(eli, "  ", today - Days::new(1)).await, Err(vec![Wrong::NoPurpose, Wrong::Past]));
        let far = doors.latest + Days::new(1);
        assert_eq!(give(eli, &"æ".repeat(201), far).await, Err(vec![Wrong::LongPurpose, Wrong::Far]));
        assert_eq!(database.raw.count("learning_grant", "1 = 1").await, 0);
        // The last day is open to its end, and the longest there is fits.
        assert_eq!(give(eli, &"æ".repeat(200), doors.latest).await, Ok(()));
        let doors = own_results::list(&app, &his).await.unwrap().unwrap();
        let (grant, reader) = &doors.running[0];
        assert_eq!((grant.reader, reader), (eli, &name(&app, eli).await));
        assert_eq!(grant.until_at.to_rfc3339(), "2027-03-17T23:00:00+00:00", "midnight in Oslo");
        // Who looked, and that a grant taken back is over.
        let hers = proof_of(&app, &own, eli).await;
        assert!(reads(&app, &hers, bjorn).await);
        let received = own_results::list(&app, &hers).await.unwrap().unwrap().received;
        assert_eq!(received[0].1, name(&app, bjorn).await);
        assert!(own_results::revoke(&app, &hers, grant.id).await.unwrap().is_none(), "she cannot take it back");
        assert!(own_results::revoke(&app, &his, Uuid::nil()).await.unwrap().is_none());
        assert!(own_results::revoke(&app, &his, grant.id).await.unwrap().is_some());
        assert!(own_results::revoke(&app, &his, grant.id).await.unwrap().is_none(), "twice");
        assert!(!reads(&app, &hers, bjorn).await);
        let doors = own_results::list(&app, &his).await.unwrap().unwrap();
        assert!(doors.running.is_empty());
        assert_eq!(doors.past.len(), 1);
        assert_eq!(doors.looks, [(name(&app, eli).await, app.ambient.now())]);
        assert!(matches!(his.actor(), Actor::Account(account) if account == bjorn));
    });
}
