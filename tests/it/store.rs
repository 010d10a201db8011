//! The store: both databases keep the same, give it back as it was, and refuse the same.

use chrono::TimeDelta;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{
    DiscussionId, Moment, PersonId, ReportId, RequestId, ResponseId, SessionId, SessionState, State, UnitId,
};
use lytt::store::account::{self, ABSOLUTE, IDLE};
use lytt::store::report::Report;
use lytt::store::{
    Db, StoreError, TenantTx, discussion, draft, episode, migrate, person, receipt, report, request, response, session,
    tenant, unit,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::database::{Database, block_on, on_both};
use crate::support::morning;
use crate::support::twins::{
    A, ANSWERED, BROWSER, DISCUSSION, EPISODE, EVERYWHERE, IMPORT_KEY, MAC, PERSON, REPORT, REQUEST, RESPONSE, ROOT,
    SESSION, TEAM, id, subject,
};

async fn open(database: &Database) -> TenantTx {
    database.db.tenant(&A.proof(), morning(), "").await.unwrap()
}

#[test]
fn what_is_kept_is_given_back() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let tx = &mut open(&database).await;
        let tree = unit::tree(tx).await.unwrap();
        assert_eq!(tree.root().unwrap().id, ROOT);
        assert_eq!(tree.lookup(TEAM).unwrap().parent, Some(ROOT));
        let found = person::open(tx, PERSON, "test").await.unwrap().unwrap();
        let kept = A.person(PERSON, None);
        assert_eq!((&found.person, &found.identity_sealed), (&kept.person, &kept.identity_sealed));
        let by_number = person::find_by_external(tx, &[MAC.to_vec(), vec![1; 32]]).await.unwrap();
        assert_eq!(by_number, [(MAC.to_vec(), PERSON)]);
        assert_eq!(episode::lookup(tx, EPISODE).await.unwrap(), Some(A.episode(EPISODE)));
        let planned = A.session(SESSION, SessionState::Planned);
        assert_eq!(session::lookup(tx, SESSION).await.unwrap(), Some(planned));
        let asked = A.request(REQUEST, Some(SESSION), Moment::BeforeSession, State::Partial);
        assert_eq!(request::lookup(tx, REQUEST).await.unwrap(), Some(asked));
        let stored = receipt::lookup(tx, ANSWERED).await.unwrap().unwrap();
        assert_eq!(stored, A.receipt(ANSWERED, stored.stored_at));
        assert_eq!(draft::list(tx, REQUEST, &BROWSER).await.unwrap(), [A.draft("q1")]);
        assert_eq!(draft::list(tx, REQUEST, &[8; 32]).await.unwrap(), [], "another browser starts empty");
        let (answers, scores) = A.response(RESPONSE, Some(ANSWERED), "phq-9", Some(IMPORT_KEY));
        let one = std::slice::from_ref(&found);
        assert_eq!(response::list(tx, one, &[EPISODE]).await.unwrap(), [answers]);
        assert_eq!(response::list_scores(tx, one, &[EPISODE]).await.unwrap(), scores);
        assert_eq!(response::list(tx, &[], &[EPISODE]).await.unwrap(), [], "nobody open, nothing read");
        let note = A.discussion(DISCUSSION, morning());
        assert_eq!(discussion::list(tx, &found, EPISODE).await.unwrap(), [note]);
        let about = Report { id: REPORT, subject: subject("phq-9") };
        assert_eq!(report::find_by_subject(tx, &about.subject).await.unwrap(), Some(about.clone()));
        assert_eq!(report::lookup(tx, REPORT).await.unwrap(), Some(about));
        assert_eq!(report::list_versions(tx, REPORT).await.unwrap(), [A.version(1, morning())]);
    });
}

#[test]
fn what_is_not_there_is_none() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let tx = &mut open(&database).await;
        let nowhere = id(4711);
        assert!(person::open(tx, nowhere.into(), "").await.unwrap().is_none());
        assert!(episode::lookup(tx, nowhere.into()).await.unwrap().is_none());
        assert!(session::lookup(tx, nowhere.into()).await.unwrap().is_none());
        assert!(request::lookup(tx, nowhere.into()).await.unwrap().is_none());
        assert!(report::lookup(tx, nowhere.into()).await.unwrap().is_none());
        assert!(unit::protocol(tx, nowhere.into()).await.unwrap().is_none());
        // A change of what is not there is an error, and nothing is kept.
        let refused = request::set_state(tx, nowhere.into(), State::Expired).await;
        assert!(
            matches!(refused, Err(StoreError::Touched { table: "request", touched: 0, expected: 1 })),
            "{refused:?}"
        );
    });
}

#[test]
fn what_is_there_already_is_a_conflict_and_undoes_everything() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let before = database.raw.dump().await;
        for case in 0..7 {
            let mut tx = open(&database).await;
            let new = id(5000);
            // Something good first: it must go with the rest.
            let extra = lytt::domain::care::Unit { id: UnitId(new), parent: Some(ROOT), name: "extra".to_owned() };
            unit::add(&mut tx, &extra, "every-session").await.unwrap();
            let done = match case {
                0 => person::add_many(&mut tx, &[A.person(PersonId(new), Some(MAC.to_vec()))]).await,
                1 => {
                    let mut again = A.request(RequestId(new), Some(SESSION), Moment::BeforeSession, State::Due);
                    again.slot = A.request(REQUEST, None, Moment::BeforeSession, State::Due).slot;
                    request::add_many(&mut tx, &[again]).await
                }
                2 => response::add_many(&mut tx, &[A.response(ResponseId(new), Some(ANSWERED), "phq-9", None)]).await,
                3 => response::add_many(&mut tx, &[A.response(ResponseId(new), None, "gad-7", Some(IMPORT_KEY))]).await,
                4 => report::add(&mut tx, &Report { id: ReportId(new), subject: subject("phq-9") }).await,
                5 => report::add_version(&mut tx, REPORT, &A.version(1, morning())).await,
                _ => discussion::add(&mut tx, &A.discussion(DiscussionId(DISCUSSION.0), morning())).await,
            };
            assert!(matches!(done, Err(StoreError::Conflict(_))), "case {case}: {done:?}");
            drop(tx);
            assert_eq!(before, database.raw.dump().await, "case {case}");
        }
    });
}

#[test]
fn a_corrupt_row_says_which() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let raw = &database.raw;
        // What no CHECK keeps out: a code of a list that was made shorter.
        match database.db.kind() {
            lytt::store::Kind::Sqlite => {
                raw.execute("PRAGMA ignore_check_constraints = on").await;
            }
            lytt::store::Kind::Postgres => {
                raw.execute("ALTER TABLE session DROP CONSTRAINT session_state_check").await;
            }
        }
        raw.execute(&format!("UPDATE session SET state = 'dreamt' WHERE id = {}", raw.id(SESSION))).await;
        let tx = &mut open(&database).await;
        match session::lookup(tx, SESSION).await {
            Err(StoreError::Corrupt { table: "session", column: "state", row, value }) => {
                assert_eq!((row, value.as_str()), (SESSION.to_string(), "dreamt"));
            }
            other => panic!("{other:?}"),
        }
    });
}

#[test]
fn migrating_again_changes_nothing() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let before = database.raw.dump().await;
        assert_eq!(database.db.pending_migrations().await.unwrap(), 0);
        migrate(&database.url).await.unwrap();
        assert_eq!(before, database.raw.dump().await);
        assert_eq!(database.db.pending_migrations().await.unwrap(), 0);
        database.db.ping().await.unwrap();
    });
}

#[test]
fn a_new_database_lacks_its_migrations() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::connect(folder.path().join("new.db").to_str().unwrap()).await.unwrap();
        assert!(db.pending_migrations().await.unwrap() > 0);
        assert!(db.tenant(&A.proof(), morning(), "").await.is_ok(), "opening is not yet reading");
        db.close().await;
    });
}

/// A migration that was applied and changed since is refused, not passed over.
#[test]
fn a_migration_that_changed_is_refused() {
    on_both(async |database| {
        let changed = match database.db.kind() {
            lytt::store::Kind::Sqlite => "UPDATE _sqlx_migrations SET checksum = x'00'",
            lytt::store::Kind::Postgres => "UPDATE _sqlx_migrations SET checksum = '\\x00'",
        };
        database.raw.execute(changed).await;
        let refused = migrate(&database.url).await;
        assert!(matches!(refused, Err(StoreError::Migration(_))), "{refused:?}");
    });
}

#[test]
fn a_sign_in_ends_by_itself() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let prove = async |at| {
            let mut local = database.db.local_snapshot().await.unwrap();
            account::prove(&mut local.local(), &[1; 32], at).await.unwrap().is_some()
        };
        let began = morning();
        let second = TimeDelta::seconds(1);
        assert!(prove(began).await);
        assert!(prove(began + IDLE - second).await && !prove(began + IDLE).await, "left alone");
        // Used every twenty minutes, it still ends after twelve hours.
        let mut now = began;
        while now < began + ABSOLUTE - TimeDelta::minutes(20) {
            now += TimeDelta::minutes(20);
            assert!(prove(now).await, "{now}");
            let mut local = database.db.local().await.unwrap();
            account::touch(&mut local.local(), &[1; 32], now).await.unwrap();
            local.commit().await.unwrap();
        }
        assert!(prove(began + ABSOLUTE - second).await && !prove(began + ABSOLUTE).await, "the whole day");
        assert_eq!((IDLE, ABSOLUTE), (TimeDelta::minutes(30), TimeDelta::hours(12)));
    });
}

#[test]
fn closing_an_account_ends_its_sign_ins_at_once() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let proved = async || {
            let mut local = database.db.local_snapshot().await.unwrap();
            account::prove(&mut local.local(), &[1; 32], morning()).await.unwrap().is_some()
        };
        assert!(proved().await);
        let mut local = database.db.local().await.unwrap();
        account::set_active(&mut local.local(), EVERYWHERE, false, morning()).await.unwrap();
        local.commit().await.unwrap();
        assert!(!proved().await);
        let mut local = database.db.local().await.unwrap();
        account::set_active(&mut local.local(), EVERYWHERE, true, morning()).await.unwrap();
        local.commit().await.unwrap();
        assert!(!proved().await, "an old sign-in came back with the account");
        // Without a role there is nothing to prove.
        database.raw.execute("UPDATE sign_in SET ended_at = NULL").await;
        assert!(proved().await);
        database.raw.execute("DELETE FROM membership").await;
        assert!(!proved().await);
    });
}

#[test]
fn a_code_works_once_and_a_role_is_given_once() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let mut tx = database.db.local().await.unwrap();
        let mut local = tx.local();
        for (step, works) in [(100, true), (100, false), (99, false), (101, true)] {
            assert_eq!(account::use_totp_step(&mut local, EVERYWHERE, step).await.unwrap(), works, "{step}");
        }
        let grant = Grant { role: Role::Leader, unit: TEAM };
        for _ in 0..2 {
            account::grant(&mut local, A.tenant(), EVERYWHERE, grant, morning()).await.unwrap();
        }
        let grants = account::grants(&mut local, A.tenant(), EVERYWHERE).await.unwrap();
        assert_eq!(grants.0.len(), 2);
        let known = tenant::find_by_slug(&mut local, &A.mark()).await.unwrap().unwrap();
        assert_eq!(known.id, A.tenant());
        assert!(tenant::add(&mut local, &known).await.is_err());
    });
}

/// Answers come back to the last bit, whatever they are.
#[test]
fn numbers_and_texts_come_back_to_the_last_bit() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let databases = runtime.block_on(async {
        let databases = [Database::sqlite().await, Database::postgres().await];
        for database in &databases {
            A.seed(&database.db).await;
        }
        databases
    });
    let number = prop_oneof![
        // SQLite knows no negative zero.
        any::<f64>().prop_filter("a number", |value| value.is_finite()).prop_map(|value| value + 0.0),
        Just(0.1 + 0.2),
        Just(f64::MIN_POSITIVE),
        (0..=27).prop_map(f64::from),
    ];
    // PostgreSQL keeps no NUL in a text.
    let values =
        (number, "[^\\x00]{0,40}", prop::collection::vec(any::<u8>(), 0..40), -4_000_000_000_i64..4_000_000_000);
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let property = |(value, text, sealed, millis): (f64, String, Vec<u8>, i64)| {
        runtime.block_on(async {
            for database in &databases {
                let tx = &mut open(database).await;
                let mut saved = A.draft(&format!("x{text}"));
                (saved.value, saved.text_sealed) = (Some(value), Some(sealed.clone()));
                draft::save(tx, REQUEST, &[5; 32], &saved).await.unwrap();
                let back = draft::list(tx, REQUEST, &[5; 32]).await.unwrap();
                prop_assert_eq!(back[0].value.map(f64::to_bits), Some(value.to_bits()));
                prop_assert_eq!(&back, &[saved]);
                let mut planned = A.session(SessionId(id(9000)), SessionState::Planned);
                planned.starts_at = morning() + TimeDelta::milliseconds(millis);
                session::add_many(tx, std::slice::from_ref(&planned)).await.unwrap();
                prop_assert_eq!(session::lookup(tx, planned.id).await.unwrap(), Some(planned));
            }
            Ok(())
        })
    };
    runner.run(&values, property).unwrap_or_else(|error| panic!("{error}"));
}

/// Times are compared as times on both, also where SQLite keeps a text.
#[test]
fn times_order_as_times() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let tx = &mut open(&database).await;
        let base = morning();
        let offsets = [-1001_i64, -1000, -999, -1, 0, 1, 10, 100, 999, 1000, 1001, 60_000];
        let mut made = Vec::new();
        for (index, offset) in offsets.into_iter().enumerate() {
            let mut one = A.session(SessionId(id(7000 + u128::try_from(index).unwrap())), SessionState::Planned);
            one.clinician = id(77).into();
            one.starts_at = base + TimeDelta::milliseconds(offset);
            made.push(one);
        }
        session::add_many(tx, &made).await.unwrap();
        for from in offsets {
            for to in offsets {
                let [from_at, to_at] = [from, to].map(|offset| base + TimeDelta::milliseconds(offset));
                let found = session::list_by_clinician(tx, id(77).into(), from_at, to_at).await.unwrap();
                let wanted = offsets.iter().filter(|one| (from..to).contains(one)).count();
                assert_eq!(found.len(), wanted, "from {from} to {to}");
                assert!(found.is_sorted_by_key(|one| one.starts_at), "from {from} to {to}");
            }
        }
    });
}
