//! Many who send at the same moment: each is told what became of their own, and nothing else.

use std::collections::BTreeMap;

use lytt::app::collect::{self, Sent, Told};
use lytt::app::verify::{self, Verdict};
use lytt::app::{App, AppError};
use lytt::auth::token;
use lytt::domain::care::State;
use lytt::domain::instrument::{Answer, Answers};
use lytt::store::{self, Db, Proof};
use tokio::task::JoinSet;

use crate::support::crowd::{Crowd, Sender, answer};
use crate::support::database::{Database, app, on_both, on_sqlite};

/// What a sender answers, as the server reads it.
fn answers(sender: &Sender) -> BTreeMap<String, Answers> {
    #[expect(clippy::cast_precision_loss, reason = "0 to 3")]
    let numbers =
        |count: usize| (1..=count).map(|item| (item.to_string(), Answer::Value(answer(sender.place, item) as f64)));
    let words = ("talk".to_owned(), Answer::Text("own words".to_owned()));
    BTreeMap::from([
        ("phq-9".to_owned(), numbers(9).collect()),
        ("gad-7".to_owned(), numbers(7).collect()),
        ("lytt-before".to_owned(), [words].into_iter().collect()),
    ])
}

async fn submit(app: &App, sender: &Sender, answers: BTreeMap<String, Answers>) -> Result<Option<Told>, AppError> {
    collect::submit(app, &sender.cookie, sender.key.clone(), "nb".to_owned(), answers).await
}

/// What somebody does, of all that can be done at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Once,
    Twice,
    OtherWords,
    WithAnUnfitAnswer,
    WithNothing,
    WithAnOldKey,
    AfterANo,
}

const WAYS: [Way; 10] = [
    Way::Once,
    Way::Twice,
    Way::Once,
    Way::OtherWords,
    Way::Once,
    Way::WithAnUnfitAnswer,
    Way::WithNothing,
    Way::Once,
    Way::WithAnOldKey,
    Way::AfterANo,
];

/// Two organisations, seventy senders, everything at once.
#[test]
fn each_is_told_what_became_of_their_own() {
    on_both(async |database| {
        let app = app(&database.db);
        let crowds = [Crowd::gather(&app, "here").await, Crowd::gather(&app, "there").await];
        let mut senders = crowds[0].senders(&app, 50).await;
        senders.extend(crowds[1].senders(&app, 20).await);
        let mut under_way = JoinSet::new();
        for (place, mut sender) in senders.into_iter().enumerate() {
            let (app, way) = (app.clone(), WAYS[place % WAYS.len()]);
            if way == Way::AfterANo {
                collect::decline(&app, &sender.cookie).await.unwrap().unwrap();
            }
            under_way.spawn(async move {
                let mut given = answers(&sender);
                match way {
                    Way::WithAnUnfitAnswer => given.get_mut("phq-9").unwrap().add("1", Answer::Value(17.0)),
                    Way::WithNothing => given = BTreeMap::new(),
                    Way::WithAnOldKey => sender.key = "a key of before".to_owned(),
                    _ => {}
                }
                let mut other = given.clone();
                if way == Way::OtherWords {
                    other.get_mut("lytt-before").unwrap().add("talk", Answer::Text("other words".to_owned()));
                }
                let (first, second) = if matches!(way, Way::Twice | Way::OtherWords) {
                    let (first, second) = tokio::join!(submit(&app, &sender, given), submit(&app, &sender, other));
                    (first.unwrap(), Some(second.unwrap()))
                } else {
                    (submit(&app, &sender, given).await.unwrap(), None)
                };
                (way, sender, first, second)
            });
        }
        while let Some(done) = under_way.join_next().await {
            let (way, sender, first, second) = done.unwrap();
            let sent = first.map(|(sent, _)| sent);
            match way {
                Way::Once => assert_eq!(sent, Some(Sent::Stored)),
                Way::Twice => {
                    assert_eq!(sent, Some(Sent::Stored));
                    assert_eq!(second.unwrap(), first, "the same again is the same");
                }
                Way::OtherWords => {
                    let mut both = [sent.unwrap(), second.unwrap().unwrap().0];
                    both.sort_by_key(|sent| *sent != Sent::Stored);
                    assert_eq!(both, [Sent::Stored, Sent::Differs], "one of the two, whichever came first");
                }
                Way::WithAnUnfitAnswer => assert_eq!(sent, Some(Sent::Unfit)),
                Way::WithNothing => assert_eq!(sent, Some(Sent::Empty)),
                Way::WithAnOldKey => assert_eq!(sent, Some(Sent::Changed)),
                Way::AfterANo => assert_eq!(sent, None),
            }
            let stored = matches!(way, Way::Once | Way::Twice | Way::OtherWords);
            let raw = &database.raw;
            let own = format!("request_id = {}", raw.id(sender.request));
            assert_eq!(raw.count("receipt", &own).await, i64::from(stored), "{way:?}");
            assert_eq!(raw.count("response", &own).await, if stored { 3 } else { 0 }, "{way:?}");
            let noted = format!("subject = 'request:{}' AND fields LIKE '%receipt%'", sender.request);
            let named = format!("{noted} AND actor = 'respondent:{}'", sender.request);
            assert_eq!(raw.count("audit", &noted).await, i64::from(stored), "{way:?}");
            assert_eq!(raw.count("audit", &named).await, i64::from(stored), "{way:?}");
        }
        for crowd in &crowds {
            let verdict = verify::walk(&app, crowd.tenant, &[]).await.unwrap();
            assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
        }
    });
}

/// Somebody's row makes the database refuse the whole batch: the neighbours are stored all the same.
#[test]
fn one_that_the_database_refuses_does_not_spoil_the_others() {
    on_both(async |database| {
        let app = app(&database.db);
        let crowd = Crowd::gather(&app, "own").await;
        let senders = crowd.senders(&app, 20).await;
        // A receipt without its request being completed is what no program of ours leaves behind.
        let bad = &senders[7];
        let proof = Proof::operator(crowd.tenant);
        let mut tx = app.db.tenant(&proof, app.ambient.now(), "").await.unwrap();
        let receipt = store::receipt::Receipt {
            request: bad.request,
            key: "key".to_owned(),
            body_hash: vec![1],
            browser: vec![2],
            stored_at: app.ambient.now(),
        };
        store::receipt::add_many(&mut tx, &[receipt]).await.unwrap();
        tx.note(store::audit::Act::Create, "test", "receipt");
        tx.commit().await.unwrap();
        let bad = bad.request;
        let mut under_way = JoinSet::new();
        for sender in senders {
            let app = app.clone();
            under_way.spawn(async move { (sender.request, submit(&app, &sender, answers(&sender)).await) });
        }
        while let Some(done) = under_way.join_next().await {
            let (request, told) = done.unwrap();
            if request == bad {
                assert!(matches!(told, Err(AppError::Store(store::StoreError::Conflict(_)))), "{told:?}");
            } else {
                assert_eq!(told.unwrap().unwrap().0, Sent::Stored);
            }
        }
        let mut tx = app.db.tenant_snapshot(&proof, app.ambient.now()).await.unwrap();
        let left = store::request::lookup(&mut tx, bad).await.unwrap().unwrap();
        assert_eq!(left.state, State::Opened, "nothing of the refused one is kept");
        assert_eq!(database.raw.count("response", "1 = 1").await, 19 * 3);
    });
}

/// A disk that is full: what was receipted is there, the rest is told so, and it goes on when there is room.
#[test]
fn a_full_disk_is_said_and_passes() {
    on_sqlite(async |database: Database| {
        let app = app(&database.db);
        let crowd = Crowd::gather(&app, "own").await;
        let senders = crowd.senders(&app, 60).await;
        let Db::Sqlite { write, .. } = &database.db else { panic!("on SQLite") };
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(write).await.unwrap();
        let room = async |pages: i64| {
            let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
            sqlx::query(limit).execute(write).await.unwrap();
        };
        room(pages + 30).await;
        let (mut stored, mut full) = (0, Vec::new());
        for some in senders.chunks(10) {
            let mut under_way = JoinSet::new();
            for sender in some {
                let (app, given) = (app.clone(), answers(sender));
                let (cookie, key) = (sender.cookie.clone(), sender.key.clone());
                let place = sender.place;
                under_way
                    .spawn(async move { (place, collect::submit(&app, &cookie, key, "nb".to_owned(), given).await) });
            }
            while let Some(done) = under_way.join_next().await {
                match done.unwrap() {
                    (_, Ok(told)) => {
                        assert_eq!(told.unwrap().0, Sent::Stored);
                        stored += 1;
                    }
                    (place, Err(AppError::Full | AppError::Store(store::StoreError::Full(_)))) => full.push(place),
                    (_, other) => panic!("{other:?}"),
                }
            }
        }
        assert!(stored > 0 && !full.is_empty(), "{stored} stored, {} refused", full.len());
        assert_eq!(database.raw.count("receipt", "1 = 1").await, stored);
        assert_eq!(database.raw.count("response", "1 = 1").await, stored * 3);
        room(1 << 30).await;
        for place in full {
            let sender = &senders[place];
            assert_eq!(submit(&app, sender, answers(sender)).await.unwrap().unwrap().0, Sent::Stored);
        }
        assert_eq!(database.raw.count("receipt", "1 = 1").await, 60);
        let verdict = verify::walk(&app, crowd.tenant, &[]).await.unwrap();
        assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
    });
}

/// What was saved on the way and what is sent at once are one sending: whichever comes first counts, and the
/// other form is told the same when it holds the same.
#[test]
fn a_review_and_a_late_submission_are_one() {
    on_both(async |database| {
        let app = app(&database.db);
        let crowd = Crowd::gather(&app, "own").await;
        let senders = crowd.senders(&app, 2).await;
        let saved = async |cookie: &str| {
            collect::save(&app, cookie, "phq-9", "1", Some(Answer::Value(2.0))).await.unwrap().unwrap();
            collect::read(&app, cookie).await.unwrap().unwrap().mark()
        };
        let one = [("1".to_owned(), Answer::Value(2.0))].into_iter().collect::<Answers>();
        let same = BTreeMap::from([("phq-9".to_owned(), one)]);

        let first = &senders[0];
        let mark = saved(&first.cookie).await;
        assert_eq!(collect::send(&app, &first.cookie, Some(&mark)).await.unwrap(), Some(Sent::Stored));
        assert_eq!(collect::send(&app, &first.cookie, Some(&mark)).await.unwrap(), Some(Sent::Stored));
        assert_eq!(collect::send(&app, &first.cookie, Some("another")).await.unwrap(), Some(Sent::Differs));
        assert_eq!(submit(&app, first, same.clone()).await.unwrap().unwrap().0, Sent::Stored);
        assert_eq!(submit(&app, first, answers(first)).await.unwrap().unwrap().0, Sent::Differs);

        let second = &senders[1];
        let mark = saved(&second.cookie).await;
        assert_eq!(submit(&app, second, same).await.unwrap().unwrap().0, Sent::Stored);
        assert_eq!(collect::send(&app, &second.cookie, Some(&mark)).await.unwrap(), Some(Sent::Stored));
        assert_eq!(database.raw.count("draft", "1 = 1").await, 0);
        assert_eq!(database.raw.count("response", "1 = 1").await, 6);
        // Another browser gets neither receipt nor answer.
        assert_eq!(collect::send(&app, &token::fresh(&app.ambient), None).await.unwrap(), None);
    });
}
