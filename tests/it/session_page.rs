//! The page of a long course: forty sessions and eight scales, and what stands beside each other on it.

use std::time::Instant;

use axum::http::{Method, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use lytt::app::{App, review};
use lytt::domain::access::Role;
use lytt::domain::care::{
    Device, Mode, Moment, Provenance, Request as Asked, RequestId, Respondent, ResponseId, Session, SessionId,
    SessionKind, SessionMode, SessionState, State, Timing,
};
use lytt::domain::instrument::{Answer, Answers};
use lytt::domain::scoring;
use lytt::store::response::{Response, Score};
use lytt::store::{self, Proof};

use crate::support::cast::{Case, Organisation};
use crate::support::database::{app, on_both, on_sqlite};
use crate::support::visitor::Visitor;

/// Symptoms, function, quality of life and the work together.
const FORMS: [&str; 8] = ["phq-9", "gad-7", "wsas", "core-10", "reqol-10", "ors", "who-5", "lytt-after"];

const SESSIONS: usize = 40;

/// The most that the page may weigh before it is compressed, in bytes.
const HEAVIEST: usize = 150_000;

/// One form, every question answered with a number that depends on place.
fn form(
    app: &App,
    case: &Case,
    asked: &Asked,
    instrument: &str,
    at: DateTime<Utc>,
    place: usize,
) -> (Response, Vec<Score>) {
    let definition = app.definition(instrument).unwrap();
    let mut answers = Answers::new();
    for (index, item) in definition.instrument.items.iter().enumerate() {
        if let Some((low, high)) = item.bounds() {
            let step = u32::try_from((place / 3 + index) % 4).unwrap();
            answers.add(item.id.clone(), Answer::Value((low + f64::from(step)).min(high)));
        }
    }
    let outcome = scoring::score(&definition.instrument, &answers).unwrap();
    let numbers: serde_json::Map<String, serde_json::Value> =
        answers.iter().filter_map(|(item, _)| Some((item.to_owned(), answers.value(item)?.into()))).collect();
    let id = ResponseId(app.ambient.id());
    let scores = definition.instrument.scales.iter().map(|scale| Score {
        response: id,
        scale: scale.id.clone(),
        value: outcome.value(&scale.id),
        band: None,
        reason: outcome.value(&scale.id).is_none().then(|| "none".to_owned()),
        unanswered: 0,
    });
    let response = Response {
        id,
        request: Some(asked.id),
        episode: case.episode,
        person: asked.person,
        session: asked.session,
        instrument: instrument.to_owned(),
        version: i64::from(definition.instrument.version),
        provenance: Provenance {
            respondent: asked.respondent,
            mode: Mode::Link,
            device: Device::Phone,
            timing: Timing::Before,
            language: "nb".to_owned(),
        },
        wording_hash: String::new(),
        started_at: None,
        answered_at: at,
        dated: true,
        occasion: None,
        answers: serde_json::Value::from(numbers).to_string(),
        text_sealed: None,
        import_key: None,
        revision: 1,
    };
    (response, scores.collect())
}

/// Gives a patient a long past: held sessions a week apart, each answered before.
pub(crate) async fn live(app: &App, own: &Organisation, case: &Case, sessions: usize, forms: &[(&str, Respondent)]) {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(own.tenant), now, "").await.unwrap();
    let episode = store::episode::lookup(&mut tx, case.episode).await.unwrap().unwrap();
    let (mut held, mut asked, mut answered) = (Vec::new(), Vec::new(), Vec::new());
    for place in 0..sessions {
        let starts_at = now - TimeDelta::weeks(i64::try_from(sessions - place).unwrap());
        let session = Session {
            id: SessionId(app.ambient.id()),
            episode: case.episode,
            person: episode.person,
            clinician: own.account(Role::Clinician),
            starts_at,
            minutes: 45,
            state: SessionState::Held,
            kind: SessionKind::Treatment,
            mode: SessionMode::InPerson,
            last: false,
            also: Vec::new(),
        };
        let at = starts_at - TimeDelta::hours(3);
        for respondent in [Respondent::Patient, Respondent::Parent] {
            let forms: Vec<&str> = forms.iter().filter(|(_, who)| *who == respondent).map(|(form, _)| *form).collect();
            let request = Asked {
                id: RequestId(app.ambient.id()),
                episode: case.episode,
                person: episode.person,
                session: Some(session.id),
                respondent,
                moment: Moment::BeforeSession,
                instruments: forms.iter().map(|form| (*form).to_owned()).collect(),
                opens_at: starts_at - TimeDelta::days(2),
                closes_at: starts_at,
                state: State::Completed,
                state_at: at,
                slot: format!("{respondent}/{}", session.id.0.simple()),
                round: 1,
                contact: None,
                channels: Vec::new(),
                remind_at: None,
            };
            for (nth, one) in forms.iter().enumerate() {
                answered.push(form(app, case, &request, one, at, place + nth));
            }
            if !forms.is_empty() {
                asked.push(request);
            }
        }
        held.push(session);
    }
    store::session::add_many(&mut tx, &held).await.unwrap();
    store::request::add_many(&mut tx, &asked).await.unwrap();
    store::response::add_many(&mut tx, &answered).await.unwrap();
    tx.commit().await.unwrap();
}

async fn get(app: &App, own: &Organisation, path: &str) -> Vec<u8> {
    let visitor = Visitor::new(app, own, own.account(Role::Clinician));
    let began = Instant::now();
    let answered = visitor.send(Method::GET, path, "").await;
    assert_eq!(answered.status, StatusCode::OK, "{path}");
    eprintln!("{path}: {} bytes in {:?}", answered.bytes.len(), began.elapsed());
    answered.bytes
}

async fn page(app: &App, own: &Organisation, path: &str) -> String {
    String::from_utf8(get(app, own, path).await).unwrap()
}

#[test]
fn a_long_course_is_one_light_page() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "long").await;
        let case = own.patient(&app).await;
        live(&app, &own, &case, SESSIONS, &FORMS.map(|form| (form, Respondent::Patient))).await;
        for path in [format!("/episodes/{}", case.episode), format!("/episodes/{}/together", case.episode)] {
            let page = page(&app, &own, &path).await;
            assert!(page.len() <= HEAVIEST, "{path} weighs {}", page.len());
            assert!(page.matches(r#"class="panel""#).count() >= FORMS.len(), "every scale has its panel");
        }
        let paper = get(&app, &own, &format!("/episodes/{}/paper", case.episode)).await;
        assert!(paper.starts_with(b"%PDF-1.7"), "the same for the record");
        let why = database.raw.texts("SELECT DISTINCT fields FROM audit WHERE act = 'read'").await;
        assert!(why.iter().any(|fields| fields.ends_with("as pdf")), "{why:?}");
        database.close().await;
    });
}

#[test]
fn what_others_answer_stands_beside_and_is_never_merged() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "near").await;
        let case = own.patient(&app).await;
        // The same form by both: the worst of mix-ups.
        live(&app, &own, &case, 6, &[("ors", Respondent::Patient), ("ors", Respondent::Parent)]).await;
        let page = page(&app, &own, &format!("/episodes/{}", case.episode)).await;
        let (patient, parent) = page.split_once(r#"id="others-title""#).expect("others have a place of their own");
        let table = |part: &str| part.matches(r#"<th scope="row">"#).count();
        assert!(patient.contains("ors-") && parent.contains("seen-by-parent"));
        assert!(patient.contains(" 6 ") && !patient.contains(" 12 "), "six measurements, not twelve");
        assert!(table(parent) >= 6, "the parent's own table");
        let turned = self::page(&app, &own, &format!("/episodes/{}/together", case.episode)).await;
        assert!(!turned.contains("seen-by-parent"), "the turned screen shows nobody else's answers");
        database.close().await;
    });
}

#[test]
fn two_who_open_the_page_at_once_both_read_it_and_it_is_opened_once() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "twice").await;
        let case = own.patient(&app).await;
        live(&app, &own, &case, 5, &[("ors", Respondent::Patient)]).await;
        let open = || review::open(&app, &case.clinician, case.episode);
        let (one, other) = tokio::join!(open(), open());
        assert!(one.unwrap().is_some() && other.unwrap().is_some());
        assert_eq!(database.raw.count("feedback", "opened_at IS NOT NULL AND discussed IS NULL").await, 5);
        let session = one_session(&app, &case).await;
        for (said, found) in [(true, "discussed"), (false, "NOT discussed")] {
            review::set_discussed(&app, &case.clinician, case.episode, session, said).await.unwrap().unwrap();
            let found = format!("{found} AND discussed_at IS NOT NULL AND opened_at IS NOT NULL");
            assert_eq!(
                database.raw.count("feedback", &found).await,
                1,
                "the latest holds, and when it was opened stays"
            );
        }
        database.close().await;
    });
}

async fn one_session(app: &App, case: &Case) -> SessionId {
    let file = review::open(app, &case.clinician, case.episode).await.unwrap().unwrap();
    file.feedback.first().unwrap().session
}

#[test]
fn the_code_for_a_feedback_tool_follows_what_happened() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "code").await;
        let case = own.patient(&app).await;
        live(&app, &own, &case, 6, &[("ors", Respondent::Patient)]).await;
        let clinician = Visitor::new(&app, &own, own.account(Role::Clinician));
        let file = async || clinician.get("/feedback-tool/courses.csv").await.lines().count();
        // Opened long after the sessions: that is not use.
        let opened = review::open(&app, &case.clinician, case.episode).await.unwrap().unwrap();
        let sessions: Vec<SessionId> = opened.feedback.iter().map(|one| one.session).collect();
        let held = sessions.len();
        assert!(clinician.main("/feedback-tool").await.contains("Not regularly") && file().await <= 1);
        // Spoken about in half of them, and then no more.
        for (place, session) in sessions.iter().take(held.div_ceil(2)).enumerate() {
            review::set_discussed(&app, &case.clinician, case.episode, *session, true).await.unwrap().unwrap();
            let page = clinician.main("/feedback-tool").await;
            assert!(page.contains(&format!("used in {} of ", place + 1)), "{page}");
        }
        assert!(clinician.main("/feedback-tool").await.contains("To be registered"));
        assert_eq!(file().await, 2, "the heading and one course");
        review::set_discussed(&app, &case.clinician, case.episode, sessions[0], false).await.unwrap().unwrap();
        assert!(clinician.main("/feedback-tool").await.contains("Not regularly"));
        let colleague = Visitor::new(&app, &own, own.account(Role::Leader));
        assert_eq!(colleague.send(Method::GET, "/feedback-tool/courses.csv", "").await.status, StatusCode::NOT_FOUND);
        database.close().await;
    });
}
