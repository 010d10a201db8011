//! Who sees which question when, through the pages, on both databases.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request as Asking, StatusCode, header};
use chrono::{DateTime, TimeDelta, Utc};
use lytt::app::{App, demo};
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::{
    AccountId, Course, Device, EndKind, Episode, EpisodeId, Mode, Moment, PersonId, Problem, Provenance, Request,
    RequestId, Respondent, ResponseId, Session, SessionId, SessionKind, SessionMode, SessionState, Sex, State, Timing,
};
use lytt::store::feedback::Feedback;
use lytt::store::person::{NewPerson, Person};
use lytt::store::response::{Response, Score};
use lytt::store::{self, Proof};
use lytt::web::Web;
use lytt::web::router::router;
use tower::ServiceExt;

use crate::case_review::Browser;
use crate::support::at;
use crate::support::cast::Organisation;
use crate::support::database::{Database, app, on_both, on_sqlite};

/// How many sessions each patient has.
const SESSIONS: usize = 6;

/// One of so many forms is sent at the end of the session.
const LATE: usize = 4;

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}

/// Patients of the team with six sessions each in the autumn, a form before each, every fourth at its end. The
/// sessions are held by these clinicians in turn; whatever was sent in time was opened before.
async fn autumn(app: &App, own: &Organisation, patients: usize, clinicians: &[AccountId]) {
    let mut tx = app.db.tenant(&Proof::operator(own.tenant), app.ambient.now(), "").await.unwrap();
    let mut uses = Vec::new();
    for place in 0..patients {
        let person = Person {
            id: PersonId(app.ambient.id()),
            birth_year: None,
            sex: Sex::Unknown,
            language: "nb".to_owned(),
            key_sealed: None,
            created_at: app.ambient.now(),
        };
        let first = at("2025-09-01T08:00:00Z");
        let episode = Episode {
            id: EpisodeId(app.ambient.id()),
            person: person.id,
            unit: own.team,
            referred_on: first.date_naive(),
            started_on: Some(first.date_naive()),
            ended_on: Some("2025-11-01".parse().unwrap()),
            end_kind: Some(EndKind::Planned),
            problem: Problem::Depression,
            course: Course::Individual,
        };
        let (mut sessions, mut requests, mut responses) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..SESSIONS {
            let starts_at = first + TimeDelta::days(7 * whole(number));
            let session = session(app, &episode, clinicians[place % clinicians.len()], starts_at);
            let late = (place * SESSIONS + number).is_multiple_of(LATE);
            let sent = if late { starts_at + TimeDelta::minutes(40) } else { starts_at - TimeDelta::hours(3) };
            let request = request(app, &session);
            responses.push(answer(app, &request, &session, sent));
            requests.push(request);
            uses.push(Feedback {
                session: session.id,
                episode: episode.id,
                opened_at: Some(if late { starts_at + TimeDelta::hours(1) } else { starts_at - TimeDelta::minutes(5) }),
                discussed: Some(!late),
                discussed_at: Some(starts_at + TimeDelta::hours(1)),
            });
            sessions.push(session);
        }
        let person = NewPerson { person, identity_sealed: b"nobody".to_vec(), external_mac: None };
        store::person::add_many(&mut tx, &[person]).await.unwrap();
        store::episode::add_many(&mut tx, &[episode]).await.unwrap();
        store::session::add_many(&mut tx, &sessions).await.unwrap();
        store::request::add_many(&mut tx, &requests).await.unwrap();
        store::response::add_many(&mut tx, &responses).await.unwrap();
    }
    store::quality::add_uses(&mut tx, &uses).await.unwrap();
    tx.commit().await.unwrap();
}

fn session(app: &App, episode: &Episode, clinician: AccountId, starts_at: DateTime<Utc>) -> Session {
    Session {
        id: SessionId(app.ambient.id()),
        episode: episode.id,
        person: episode.person,
        clinician,
        starts_at,
        minutes: 45,
        state: SessionState::Held,
        kind: SessionKind::Treatment,
        mode: SessionMode::InPerson,
        last: false,
        also: Vec::new(),
    }
}

fn request(app: &App, session: &Session) -> Request {
    let id = RequestId(app.ambient.id());
    Request {
        id,
        episode: session.episode,
        person: session.person,
        session: Some(session.id),
        respondent: Respondent::Patient,
        moment: Moment::BeforeSession,
        instruments: vec!["phq-9".to_owned()],
        opens_at: session.starts_at - TimeDelta::hours(48),
        closes_at: session.starts_at + TimeDelta::hours(1),
        state: State::Completed,
        state_at: session.starts_at,
        slot: id.to_string(),
        round: 1,
        contact: None,
        channels: Vec::new(),
        remind_at: None,
    }
}

fn answer(app: &App, request: &Request, session: &Session, sent: DateTime<Utc>) -> (Response, Vec<Score>) {
    let id = ResponseId(app.ambient.id());
    let response = Response {
        id,
        request: Some(request.id),
        episode: request.episode,
        person: request.person,
        session: request.session,
        instrument: "phq-9".to_owned(),
        version: 1,
        provenance: Provenance {
            respondent: Respondent::Patient,
            mode: Mode::Room,
            device: Device::Tablet,
            timing: Timing::of(sent, Some(session)),
            language: "nb".to_owned(),
        },
        wording_hash: String::new(),
        started_at: None,
        answered_at: sent,
        dated: true,
        occasion: None,
        answers: "{}".to_owned(),
        text_sealed: None,
        import_key: None,
        revision: 1,
    };
    let score =
        Score { response: id, scale: "total".to_owned(), value: Some(12.0), band: None, reason: None, unanswered: 0 };
    (response, vec![score])
}

struct Setting {
    app: App,
    routes: Router,
    own: Organisation,
}

impl Setting {
    /// A team with 40 patients whose sessions so many clinicians held.
    async fn new(database: &Database, patients: usize, clinicians: usize) -> Self {
        let app = app(&database.db);
        let own = Organisation::found(&app, "quality").await;
        let mut holding = vec![own.account(Role::Clinician)];
        for more in 1..clinicians {
            let grants = [Grant { role: Role::Clinician, unit: own.team }];
            holding.push(own.hire(&app, &format!("clinician{more}"), &grants).await);
        }
        autumn(&app, &own, patients, &holding).await;
        let routes = router(Web::new(app.clone(), false).unwrap());
        Self { app, routes, own }
    }

    fn browser(&self, role: Role) -> Browser<'_> {
        Browser { app: &self.app, routes: &self.routes, own: &self.own, account: self.own.account(role) }
    }

    fn path(&self) -> String {
        format!("/quality?unit={}", self.own.team)
    }

    async fn page(&self, role: Role) -> String {
        self.browser(role).main(&self.path()).await
    }
}

const ASKED: &str = "60 of 240 forms meant for before the session came in its last part";
const KNOWN: &str = "The+tablet+is+handed+out+at+the+door";

fn shown(typed: &str) -> String {
    typed.replace('+', " ")
}

/// Where the form of the only question is sent.
fn form(page: &str) -> String {
    let at = page.find("/quality/questions/").unwrap();
    page[at..].split('"').next().unwrap().to_owned()
}

#[test]
fn clinicians_see_a_question_first_and_others_after_a_fortnight() {
    on_both(async |database| {
        let setting = Setting::new(&database, 40, 3).await;
        let own = setting.page(Role::Clinician).await;
        assert!(own.contains(ASKED), "{own}");
        assert!(own.contains("1 Jan 2025 – 31 Dec 2025"), "{own}");
        assert!(own.contains("only you who treat, until"), "{own}");
        // 180 were sent before the session, and opened.
        assert!(own.contains("180 of 180"), "{own}");
        assert!(!own.contains("Name of"), "nobody is named");
        let raised = database.raw.count("quality_question", "true").await;
        assert_eq!(raised, 1, "one question and no other: {own}");
        for role in [Role::Leader, Role::Analyst, Role::PatientRepresentative] {
            let page = setting.page(role).await;
            assert!(!page.contains(ASKED) && page.contains("No questions here now"), "{role}: {page}");
        }
        // What a clinician knows stands there; others see neither until it has stood.
        let path = form(&own);
        assert_eq!(
            setting.browser(Role::Clinician).press(&path, &format!("body={KNOWN}&let_on=no")).await,
            StatusCode::SEE_OTHER
        );
        assert!(setting.page(Role::Clinician).await.contains(&shown(KNOWN)));
        setting.app.ambient.advance(TimeDelta::days(14) - TimeDelta::minutes(1));
        assert!(!setting.page(Role::Leader).await.contains(ASKED));
        setting.app.ambient.advance(TimeDelta::minutes(1));
        let leader = setting.page(Role::Leader).await;
        assert!(leader.contains(ASKED) && leader.contains(&shown(KNOWN)), "{leader}");
        assert!(!leader.contains("Name of") && leader.contains("Somebody who treats in the unit"), "{leader}");
        assert!(!leader.contains("<textarea"), "only clinicians answer");
        // Looked at once, however often it is opened, and asked once.
        assert_eq!(database.raw.count("quality_look", "true").await, 1);
        assert_eq!(database.raw.count("quality_question", "true").await, raised);
    });
}

#[test]
fn where_a_question_would_be_about_one_of_two_only_a_clinician_lets_it_on() {
    on_both(async |database| {
        let setting = Setting::new(&database, 40, 2).await;
        let own = setting.page(Role::Clinician).await;
        assert!(own.contains(ASKED) && own.contains("too few clinicians for others"), "{own}");
        setting.app.ambient.advance(TimeDelta::days(30));
        // The figures of two are theirs: neither a leader nor one of them reads the other's out of the sum.
        for role in [Role::Leader, Role::Analyst, Role::PatientRepresentative, Role::Clinician] {
            let page = setting.page(role).await;
            assert!(page.contains("in practice be their own") && !page.contains("id=\"use-title\""), "{role}: {page}");
        }
        assert!(!setting.page(Role::Leader).await.contains(ASKED));
        let path = form(&own);
        for role in [Role::Leader, Role::Analyst, Role::PatientRepresentative, Role::Administrator] {
            let status = setting.browser(role).press(&path, &format!("body={KNOWN}&let_on=yes")).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{role}");
        }
        let clinician = setting.browser(Role::Clinician);
        let (status, page) = clinician.send(Method::POST, &path, "body=+&let_on=yes").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("What may explain it?"), "{page}");
        let (status, _) = clinician.send(Method::POST, &path, &format!("body={}&let_on=yes", "x".repeat(2001))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!setting.page(Role::Leader).await.contains(ASKED));
        assert_eq!(clinician.press(&path, &format!("body={KNOWN}&let_on=yes")).await, StatusCode::SEE_OTHER);
        let leader = setting.page(Role::Leader).await;
        assert!(leader.contains(ASKED) && leader.contains(&shown(KNOWN)), "{leader}");
    });
}

/// Who holds the sessions is one thing, and whose patients answered another.
#[test]
fn what_the_patients_of_one_clinician_answered_is_nobodys_question() {
    on_both(async |database| {
        let mut setting = Setting::new(&database, 40, 3).await;
        let one = setting.own.account(Role::Clinician);
        let operator = Proof::operator(setting.own.tenant);
        let mut tx = setting.app.db.tenant(&operator, setting.app.ambient.now(), "").await.unwrap();
        let episodes = store::episode::list_by_units(&mut tx, &[setting.own.team]).await.unwrap();
        let pairs: Vec<_> = episodes.iter().map(|episode| (episode.id, one)).collect();
        store::episode::add_clinicians(&mut tx, &pairs).await.unwrap();
        tx.commit().await.unwrap();
        for role in [Role::Clinician, Role::Leader, Role::Analyst, Role::PatientRepresentative] {
            let page = setting.page(role).await;
            assert!(page.contains("in practice be their own") && !page.contains("id=\"use-title\""), "{role}: {page}");
            assert!(!page.contains(ASKED), "{role}: {page}");
        }
        assert_eq!(database.raw.count("quality_question", "true").await, 0);
        // Nor is it told by a wider unit, from which a sister's could be taken.
        let sister = lytt::app::administer::add_unit(
            &setting.app,
            setting.own.tenant,
            "Sister",
            None,
            lytt::app::administer::USUAL_PROTOCOL,
        );
        let team = sister.await.unwrap();
        setting.own.team = team;
        let mut holding = Vec::new();
        for name in ["one", "two", "three"] {
            holding.push(setting.own.hire(&setting.app, name, &[Grant { role: Role::Clinician, unit: team }]).await);
        }
        autumn(&setting.app, &setting.own, 40, &holding).await;
        let wider = setting.browser(Role::Analyst).main(&format!("/quality?unit={}", setting.own.root)).await;
        assert!(wider.contains("in practice be their own"), "{wider}");
        let sisters = setting.browser(Role::Analyst).main(&format!("/quality?unit={team}")).await;
        assert!(sisters.contains("id=\"use-title\""), "{sisters}");
    });
}

#[test]
fn nothing_that_rests_on_fewer_than_ten_is_shown_and_another_units_clinician_sees_nothing() {
    on_sqlite(async |database| {
        // 1 patient: 6 forms, 2 of them late.
        let setting = Setting::new(&database, 1, 1).await;
        let page = setting.page(Role::Clinician).await;
        assert!(page.contains("too few to show") && !page.contains("2 of 6"), "{page}");
        assert!(page.contains("fewer than 10"), "{page}");
        let elsewhere = lytt::app::administer::add_unit(
            &setting.app,
            setting.own.tenant,
            "Elsewhere",
            None,
            lytt::app::administer::USUAL_PROTOCOL,
        );
        let unit = elsewhere.await.unwrap();
        let account = setting.own.hire(&setting.app, "elsewhere", &[Grant { role: Role::Clinician, unit }]).await;
        let other = Browser { account, ..setting.browser(Role::Clinician) };
        assert_eq!(other.send(Method::GET, &setting.path(), "").await.0, StatusCode::NOT_FOUND);
        assert!(other.main("/quality").await.contains("Elsewhere"));
        let administrator = setting.browser(Role::Administrator);
        assert_eq!(administrator.send(Method::GET, "/quality", "").await.0, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_invented_service_asks_its_clinicians_two_things_and_its_leader_one() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        demo::create(&app, 5, "2026-03-18".parse().unwrap()).await.unwrap();
        let routes = router(Web::new(app.clone(), false).unwrap());
        let page = async |login: &str| {
            let cookie = demo::sign_in(&app, login).await.unwrap().unwrap();
            let request = Asking::builder().uri("/quality").header(header::COOKIE, format!("__Host-lytt={cookie}"));
            let mut request = request.body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(std::net::SocketAddr::from(([192, 0, 2, 1], 40_000))));
            let (parts, body) = routes.clone().oneshot(request).await.unwrap().into_parts();
            assert_eq!(parts.status, StatusCode::OK, "{login}");
            String::from_utf8(to_bytes(body, 4 << 20).await.unwrap().to_vec()).unwrap()
        };
        let (late, left_out) = ("som skulle fylles ut før timen", "mangler skjemaet for det hjelpen gjaldt");
        let own = page("bjorn").await;
        assert!(own.contains(late) && own.contains(left_out), "{own}");
        assert_eq!(own.matches("class=\"card question\"").count(), 2, "no other question: {own}");
        let leader = page("cecilie").await;
        assert!(leader.contains(late) && leader.contains("Nettbrettet ligger på kontoret"), "{leader}");
        assert!(!leader.contains(left_out), "{leader}");
    });
}
