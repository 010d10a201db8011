//! What a team wants to think about together: who sees what, through the pages, on both databases.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use lytt::app::administer::{self, USUAL_PROTOCOL};
use lytt::app::collect::{self, Confirmed, Sent};
use lytt::app::{After, App, case_review};
use lytt::auth::token;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{AccountId, CaseItemId, Device, EpisodeId, PersonId, UnitId};
use lytt::domain::case_review::{Item, ItemState, SHOWN_FOR};
use lytt::domain::instrument::Answer;
use lytt::store;
use lytt::web::Web;
use lytt::web::router::router;
use tower::ServiceExt;
use uuid::Uuid;

use crate::support::cast::{Case, Organisation};
use crate::support::database::{Database, app, on_both, on_sqlite};
use crate::support::morning;

/// Somebody's browser, signed in anew for each thing it does: the clock moves further than a sign-in lasts.
pub(crate) struct Browser<'a> {
    pub(crate) app: &'a App,
    pub(crate) routes: &'a Router,
    pub(crate) own: &'a Organisation,
    pub(crate) account: AccountId,
}

impl Browser<'_> {
    pub(crate) async fn send(&self, method: Method, path: &str, fields: &str) -> (StatusCode, String) {
        let cookie = self.own.sign_in(self.app, self.account).await;
        let request = Request::builder()
            .method(&method)
            .uri(path)
            .header(header::COOKIE, format!("__Host-lytt={cookie}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = if method == Method::POST {
            format!("csrf={}&{fields}", token::form_token(&cookie))
        } else {
            String::new()
        };
        let mut request: Request<Body> = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 1], 40_000))));
        let (parts, body) = self.routes.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = to_bytes(body, 4 << 20).await.unwrap();
        // Slashes are written out by the pages' escaping.
        (parts.status, String::from_utf8_lossy(&bytes).replace("&#x2f;", "/"))
    }

    /// What is between the header and the footer.
    pub(crate) async fn main(&self, path: &str) -> String {
        let (status, page) = self.send(Method::GET, path, "").await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0.to_owned()
    }

    /// Presses a button: the status.
    pub(crate) async fn press(&self, path: &str, fields: &str) -> StatusCode {
        self.send(Method::POST, path, fields).await.0
    }
}

const QUESTION: &str = "Why+do+we+go+round+in+circles";
const SAID: &str = "Three+of+us+knew+it+well";
const AGREED: &str = "Ask+about+the+evenings+first";

/// A form's text as a page shows it.
fn shown(typed: &str) -> String {
    typed.replace('+', " ")
}

struct Setting {
    app: App,
    routes: Router,
    own: Organisation,
    case: Case,
    colleague: AccountId,
}

impl Setting {
    async fn new(database: &Database) -> Self {
        let app = app(&database.db);
        let own = Organisation::found(&app, "team").await;
        let case = own.patient(&app).await;
        let colleague = own.hire(&app, "hanna", &[Grant { role: Role::Clinician, unit: own.team }]).await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        Self { app, routes, own, case, colleague }
    }

    fn browser(&self, account: AccountId) -> Browser<'_> {
        Browser { app: &self.app, routes: &self.routes, own: &self.own, account }
    }

    fn clinician(&self) -> Browser<'_> {
        self.browser(self.own.account(Role::Clinician))
    }

    fn page(&self) -> String {
        format!("/episodes/{}", self.case.episode)
    }

    async fn root(&self) -> UnitId {
        let mut tx = self.app.db.tenant_snapshot(&self.case.clinician, self.app.ambient.now()).await.unwrap();
        store::unit::tree(&mut tx).await.unwrap().root().unwrap().id
    }

    /// Puts the question on the list.
    async fn put(&self) {
        let fields = format!("item=&question={QUESTION}&told=yes");
        assert_eq!(
            self.clinician().press(&format!("{}/case-review", self.page()), &fields).await,
            StatusCode::SEE_OTHER
        );
    }
}

/// The ids of the items that stand on the list.
async fn standing(database: &Database) -> Vec<Uuid> {
    let sql = match database.raw.kind() {
        store::Kind::Sqlite => "SELECT hex(id) FROM case_review WHERE state = 'standing'",
        store::Kind::Postgres => "SELECT id::text FROM case_review WHERE state = 'standing'",
    };
    database.raw.texts(sql).await.into_iter().map(|id| id.parse().unwrap()).collect()
}

#[test]
fn the_team_sees_the_question_and_not_who_and_what_came_of_it_stands_on_the_patients_page() {
    on_both(async |database| {
        let setting = Setting::new(&database).await;
        let (clinician, colleague) = (setting.clinician(), setting.browser(setting.colleague));
        assert!(colleague.main("/case-review").await.contains("Nothing is on the list"));
        setting.put().await;
        let item = standing(&database).await[0];

        let own = clinician.main("/case-review").await;
        assert!(own.contains(&shown(QUESTION)) && own.contains("Tyttebær Eksempel"));
        assert!(own.contains(&format!("href=\"{}\"", setting.page())));
        assert!(own.contains(&format!("href=\"{}/together\"", setting.page())));
        let theirs = colleague.main("/case-review").await;
        assert!(theirs.contains(&shown(QUESTION)) && theirs.contains("A patient of Name of clinician.team"));
        assert!(theirs.contains("The patient knows"));
        for kept in ["Tyttebær", "Eksempel", "1990", "/episodes/", "PHQ"] {
            assert!(!theirs.contains(kept), "a colleague reads \"{kept}\"");
        }
        // Whoever reads of a patient has it in the chain, with what was read.
        let read = "SELECT fields FROM audit WHERE act = 'read' AND subject LIKE 'person:%' AND actor = ";
        let read_by = |account: AccountId| format!("{read}'account:{account}'");
        assert_eq!(database.raw.texts(&read_by(setting.colleague)).await, ["question to the team"]);

        let notes = format!("/case-review/{item}/notes");
        let first = format!("said={SAID}&agreed=&do=note");
        assert_eq!(colleague.press(&notes, &first).await, StatusCode::SEE_OTHER);
        assert!(clinician.main(&setting.page()).await.contains(&shown(SAID)), "while it stands");
        let second = format!("said=&agreed={AGREED}&do=taken-up");
        assert_eq!(colleague.press(&notes, &second).await, StatusCode::SEE_OTHER);
        assert_eq!(standing(&database).await, [] as [Uuid; 0]);

        let (_, list) = colleague
            .main("/case-review")
            .await
            .split_once("Taken up in the last 30 days (1)")
            .map(|(before, after)| (before.to_owned(), after.to_owned()))
            .expect("a fold of what was taken up");
        assert!(list.contains(&shown(QUESTION)) && list.contains(&shown(AGREED)) && !list.contains("Tyttebær"));
        let (_, heard) = clinician
            .main(&setting.page())
            .await
            .split_once("heard-title")
            .map(|(before, after)| (before.to_owned(), after.to_owned()))
            .unwrap();
        for one in [QUESTION, SAID, AGREED] {
            assert!(heard.contains(&shown(one)), "{one}");
        }
        assert!(heard.contains("Name of hanna"), "who wrote the note");

        // What was said late is not lost, and ends nothing again.
        assert_eq!(clinician.press(&notes, "said=One+more+thing&agreed=&do=taken-up").await, StatusCode::SEE_OTHER);
        assert!(colleague.main("/case-review").await.contains("One more thing"));
        setting.app.ambient.advance(TimeDelta::days(31));
        assert!(colleague.main("/case-review").await.contains("Nothing is on the list"), "after 30 days");
        assert!(clinician.main(&setting.page()).await.contains(&shown(AGREED)), "there it stays");
        assert_eq!(colleague.press(&notes, &first).await, StatusCode::NOT_FOUND, "what is not shown is not written on");
        // Nothing of the words lies open in the database.
        let dump = database.raw.dump().await;
        for one in [QUESTION, SAID, AGREED] {
            assert!(!dump.contains(&shown(one)), "{one}");
        }
    });
}

#[test]
fn the_list_keeps_the_order_in_which_things_were_put_there() {
    on_sqlite(async |database| {
        let setting = Setting::new(&database).await;
        let clinician = setting.clinician();
        let mut cases = vec![setting.case.episode];
        for _ in 0..3 {
            cases.push(setting.own.patient(&setting.app).await.episode);
        }
        // Not in the order of the episodes.
        for place in [2, 0, 3, 1] {
            let fields = format!("item=&question=Question+{place}.&told=no");
            clinician.press(&format!("/episodes/{}/case-review", cases[place]), &fields).await;
            setting.app.ambient.advance(TimeDelta::minutes(1));
        }
        let changed = database.raw.texts("SELECT hex(id) FROM case_review ORDER BY asked_at LIMIT 1").await;
        let item: Uuid = changed[0].parse().unwrap();
        let fields = format!("item={item}&question=Question+2,+changed&told=yes");
        clinician.press(&format!("/episodes/{}/case-review", cases[2]), &fields).await;
        let list = clinician.main("/case-review").await;
        let places = ["Question 2, changed", "Question 0.", "Question 3.", "Question 1."].map(|one| {
            list.find(&format!("<p class=\"asked-team\">{one}")).unwrap_or_else(|| panic!("{one} is missing"))
        });
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(database.raw.count("case_review", "changed_by IS NOT NULL AND told").await, 1);
        let told =
            database.raw.texts("SELECT act || ' ' || fields FROM audit WHERE subject LIKE 'case_review:%'").await;
        assert!(told.iter().any(|one| one == "change question, told"), "who changed it is in the chain: {told:?}");
    });
}

#[test]
fn what_is_missing_is_asked_for_and_nothing_typed_is_lost() {
    on_sqlite(async |database| {
        let setting = Setting::new(&database).await;
        let (clinician, path) = (setting.clinician(), format!("{}/case-review", setting.page()));
        let long = "x".repeat(case_review::LONGEST + 1);
        for (fields, field, kept) in [
            ("item=&question=&told=yes".to_owned(), "question", ""),
            ("item=&question=+%0A&told=yes".to_owned(), "question", ""),
            (format!("item=&question={QUESTION}"), "told", QUESTION),
            (format!("item=&question={long}&told=yes"), "question", &long),
        ] {
            let (status, page) = clinician.send(Method::POST, &path, &fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields}");
            assert!(page.contains(&format!("href=\"#field-{field}\"")), "{fields}");
            assert!(page.contains(&shown(kept)), "{fields}");
        }
        for strange in ["item=&question=x&told=perhaps", "item=zzz&question=x&told=yes"] {
            assert_eq!(clinician.press(&path, strange).await, StatusCode::FORBIDDEN, "{strange}");
        }
        assert_eq!(database.raw.count("case_review", "1 = 1").await, 0);
        setting.put().await;
        // The page shows nothing on the list, and by now something stands there.
        let (status, page) = clinician.send(Method::POST, &path, "item=&question=Another+one&told=no").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("put there or changed by somebody else") && page.contains("Another one"));
        assert_eq!(database.raw.count("case_review", "1 = 1").await, 1);
        let item = standing(&database).await[0];
        let notes = format!("/case-review/{item}/notes");
        let (status, page) = clinician.send(Method::POST, &notes, "said=+&agreed=&do=note").await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#field-said\""));
        let (status, page) =
            clinician.send(Method::POST, &notes, &format!("said={long}&agreed={AGREED}&do=note")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains(&shown(AGREED)));
        assert_eq!(clinician.press(&notes, "said=&agreed=&do=taken-up").await, StatusCode::SEE_OTHER, "without words");
        assert_eq!(database.raw.count("case_note", "1 = 1").await, 0);
        // Once more, and off again: one press.
        setting.put().await;
        let item = standing(&database).await[0];
        assert_eq!(clinician.press(&format!("{path}/off"), &format!("item={item}")).await, StatusCode::SEE_OTHER);
        assert_eq!(database.raw.count("case_review", "state = 'taken-off' AND ended_by IS NOT NULL").await, 1);
        let theirs = setting.browser(setting.colleague).main("/case-review").await;
        assert!(!theirs.contains(&item.to_string()), "gone at once");
        assert!(clinician.main(&setting.page()).await.contains("Taken off the list"));
    });
}

#[test]
fn of_two_who_put_it_there_at_once_one_is_told() {
    on_both(async |database| {
        let setting = Setting::new(&database).await;
        let put = |question| {
            case_review::put(&setting.app, &setting.case.clinician, setting.case.episode, None, question, true)
        };
        let (one, other) = tokio::join!(put("one"), put("other"));
        let mut stored = [one.unwrap(), other.unwrap()];
        stored.sort();
        assert_eq!(stored, [Some(false), Some(true)]);
        assert_eq!(database.raw.count("case_review", "state = 'standing'").await, 1);
    });
}

/// Leaders and the like, a clinician of another unit, and one of another organisation with the same rights: each
/// tries to read and to write everything there is.
#[test]
fn nobody_else_reads_or_writes_anything() {
    on_both(async |database| {
        let setting = Setting::new(&database).await;
        let app = &setting.app;
        let elsewhere = administer::add_unit(app, setting.own.tenant, "Elsewhere", None, USUAL_PROTOCOL).await.unwrap();
        let stranger = setting.own.hire(app, "stranger", &[Grant { role: Role::Clinician, unit: elsewhere }]).await;
        let other = Organisation::found(app, "other").await;
        other.patient(app).await;
        setting.put().await;
        let item = standing(&database).await[0];
        let mut who: Vec<(Browser<'_>, bool)> = Role::ALL
            .iter()
            .filter(|role| **role != Role::Clinician)
            .map(|role| (setting.browser(setting.own.account(*role)), false))
            .collect();
        who.push((setting.browser(stranger), true));
        who.push((Browser { own: &other, ..setting.browser(other.account(Role::Clinician)) }, true));
        for (browser, has_a_list) in &who {
            let (status, page) = browser.send(Method::GET, "/case-review", "").await;
            assert_eq!(status, if *has_a_list { StatusCode::OK } else { StatusCode::NOT_FOUND });
            assert!(!page.contains(&shown(QUESTION)) && !page.contains(&item.to_string()));
            assert_eq!(page.contains("/case-review\""), *has_a_list, "the menu has it for clinicians");
            for (path, fields) in [
                (format!("/case-review/{item}/notes"), "said=Theirs&agreed=&do=taken-up".to_owned()),
                (format!("{}/case-review", setting.page()), format!("item={item}&question=Theirs&told=no")),
                (format!("{}/case-review", setting.page()), "item=&question=Theirs&told=no".to_owned()),
                (format!("{}/case-review/off", setting.page()), format!("item={item}")),
            ] {
                assert_eq!(browser.press(&path, &fields).await, StatusCode::NOT_FOUND, "{path}");
            }
        }
        // A colleague writes notes, and neither changes the question nor takes it off.
        let colleague = setting.browser(setting.colleague);
        for (path, fields) in [
            (format!("{}/case-review", setting.page()), format!("item={item}&question=Theirs&told=no")),
            (format!("{}/case-review/off", setting.page()), format!("item={item}")),
        ] {
            assert_eq!(colleague.press(&path, &fields).await, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(colleague.send(Method::GET, &setting.page(), "").await.0, StatusCode::NOT_FOUND);
        // Somebody who treats one patient takes nothing of another's off.
        let mine = other.account(Role::Clinician);
        let theirs = database.raw.count("case_review", "state = 'standing' AND told AND changed_by IS NULL").await;
        assert_eq!((theirs, database.raw.count("case_note", "1 = 1").await), (1, 0));
        let second = setting.own.patient(app).await;
        let clinician = setting.clinician();
        let off = format!("/episodes/{}/case-review/off", second.episode);
        assert_eq!(clinician.press(&off, &format!("item={item}")).await, StatusCode::NOT_FOUND, "of another patient");
        assert_eq!(standing(&database).await, [item]);
        // Whoever is a clinician in a unit above has the list of this one too.
        let root = Grant { role: Role::Clinician, unit: setting.root().await };
        let above = setting.own.hire(app, "above", &[root]).await;
        assert!(setting.browser(above).main("/case-review").await.contains(&shown(QUESTION)));
        // The tries are in the chain.
        let tried = "SELECT DISTINCT actor FROM audit WHERE act = 'refused'";
        let tried = database.raw.texts(tried).await;
        assert!(
            tried.contains(&format!("account:{stranger}")) && tried.contains(&format!("account:{mine}")),
            "{tried:?}"
        );
    });
}

#[test]
fn the_patient_sees_the_day_it_was_talked_about_and_who_read_of_it() {
    on_both(async |database| {
        let setting = Setting::new(&database).await;
        let app = &setting.app;
        let tenant = administer::find_tenant(app, "team").await.unwrap();
        administer::show_afterwards(app, &tenant, After { own_result: false, over_time: true, own_page: false })
            .await
            .unwrap();
        setting.put().await;
        let item = standing(&database).await[0];
        setting.browser(setting.colleague).main("/case-review").await;
        let link = setting.case.link(app, setting.case.before).await;
        let cookie = collect::start(app, &link, "en", Device::Phone).await.unwrap().unwrap();
        collect::save(app, &cookie, "phq-9", "1", Some(Answer::Value(1.0))).await.unwrap().unwrap();
        assert_eq!(collect::send(app, &cookie, None).await.unwrap(), Some(Sent::Stored));
        let seen = async || {
            let born = Some("1990-05-17".parse().unwrap());
            match collect::over_time(app, &cookie, born).await.unwrap() {
                Some(Confirmed::Yes(seen)) => seen,
                other => panic!("{other:?}"),
            }
        };
        let before = seen().await;
        assert!(before.talked_about.is_empty(), "it stands on the list, and was not talked about");
        assert!(before.opened.iter().any(|(_, who)| who == "Name of hanna"));
        let path = format!("/case-review/{item}/notes");
        setting.browser(setting.colleague).press(&path, &format!("said={SAID}&agreed=&do=taken-up")).await;
        assert_eq!(seen().await.talked_about, [morning().date_naive()]);
        // On the page, in words, and none of what was said.
        let request = Request::builder()
            .method(Method::POST)
            .uri("/answer/over-time")
            .header(header::COOKIE, format!("__Host-lytt-answer={cookie}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = format!("csrf={}&birth_date=17.05.1990", token::form_token(&cookie));
        let mut request = request.body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 1], 40_000))));
        let response = setting.routes.clone().oneshot(request).await.unwrap();
        let page = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        let page = String::from_utf8_lossy(&page).into_owned();
        assert!(page.contains("Talked about in the team"), "{page}");
        assert!(!page.contains(&shown(QUESTION)) && !page.contains(&shown(SAID)));
    });
}

#[test]
fn an_item_is_shown_while_it_stands_and_thirty_days_after_it_was_taken_up() {
    let by = AccountId(Uuid::from_u128(1));
    let item = |state, ended: Option<DateTime<Utc>>| Item {
        id: CaseItemId(Uuid::from_u128(2)),
        episode: EpisodeId(Uuid::from_u128(3)),
        person: PersonId(Uuid::from_u128(4)),
        state,
        told: true,
        asked: (morning() - TimeDelta::days(400), by),
        changed: None,
        ended: ended.map(|at| (at, by)),
    };
    let just = TimeDelta::milliseconds(1);
    for (state, ended, shown) in [
        (ItemState::Standing, None, true),
        (ItemState::TakenUp, Some(morning()), true),
        (ItemState::TakenUp, Some(morning() - SHOWN_FOR + just), true),
        (ItemState::TakenUp, Some(morning() - SHOWN_FOR), false),
        (ItemState::TakenUp, None, false),
        (ItemState::TakenOff, Some(morning()), false),
    ] {
        assert_eq!(item(state, ended).is_shown_to_team(morning()), shown, "{state} {ended:?}");
    }
    assert_eq!(SHOWN_FOR, TimeDelta::days(30));
}
