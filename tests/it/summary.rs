//! The summary of a course, through public routes: the patient sees it before anybody else does.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use lytt::app::App;
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::Respondent;
use serde_json::Value;

use crate::session_page::live;
use crate::support::cast::{Case, Organisation};
use crate::support::database::{app, on_both};
use crate::support::visitor::{Visitor, hidden};

const WORDS: &str = "recipient=gp&to=The+surgery&worked_on=Sleep,+and+mornings&helped=Fixed+hours&wishes=Ask+about+sleep+%3Cfirst%3E&agreed_on=An+hour+in+April";

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;

async fn measured(app: &App, own: &Organisation, sessions: usize) -> Case {
    let case = own.patient(app).await;
    live(app, own, &case, sessions, &[("phq-9", Respondent::Patient), ("lytt-after", Respondent::Patient)]).await;
    case
}

#[test]
fn nothing_leaves_before_the_patient_has_seen_it_and_said_yes() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "course").await;
        let case = measured(&app, &own, 6).await;
        let clinician = Visitor::new(&app, &own, own.account(Role::Clinician));
        let base = format!("/episodes/{}/summary", case.episode);
        assert!(clinician.main(&format!("/episodes/{}", case.episode)).await.contains("/summary\""));
        assert!(clinician.main(&base).await.contains("Save"), "a new one can be begun");
        assert_eq!(
            clinician.post(&format!("{base}/show"), "mark=&seen=together").await.0,
            NOTHING,
            "there is nothing yet"
        );

        // A draft may lack what it must say before anybody is shown it.
        let mark = async || hidden(&clinician.main(&base).await, "mark");
        let write = async |words: &str| clinician.post(&base, &format!("mark={}&{words}", mark().await)).await;
        let empty = "recipient=gp&to=&worked_on=&helped=&wishes=&agreed_on=";
        assert_eq!(write(empty).await.0, SEEN);
        // Another tab, opened before that: what it typed is not lost, and nothing is overwritten unseen.
        let late = clinician.send(Method::POST, &base, &format!("mark=&{WORDS}")).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            late.text().contains("href=\"#field-summary\"") && late.text().contains("Ask about sleep &lt;first&gt;")
        );
        assert!(!clinician.main(&base).await.contains("Ask about sleep"));
        let show = async |mark: &str, seen: &str| {
            clinician.send(Method::POST, &format!("{base}/show"), &format!("mark={mark}&seen={seen}")).await
        };
        let unread = show("", "together").await;
        assert_eq!(
            unread.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "a page of before shows nobody what it has not read"
        );
        let refused = show(&mark().await, "together").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["to", "worked_on", "agreed_on"] {
            assert!(refused.text().contains(&format!("href=\"#field-{field}\"")), "{field} is named");
        }
        let long = format!("mark=&recipient=gp&to=x&worked_on={}&helped=&wishes=&agreed_on=y", "a".repeat(401));
        let refused = clinician.send(Method::POST, &base, &long).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(&"a".repeat(401)), "what was typed is there");

        assert_eq!(write(WORDS).await, (SEEN, format!("{base}?done=summary")));
        let id: String = database.raw.texts(&ids(&database)).await.remove(0);
        let id: uuid::Uuid = id.parse().unwrap();
        let (paper, document) = (format!("{base}/{id}/paper"), format!("{base}/{id}/document"));
        let closed = async |why: &str| {
            for path in [&paper, &document] {
                assert_eq!(clinician.send(Method::GET, path, "").await.status, NOTHING, "{why}: {path}");
            }
            assert_eq!(clinician.post(&format!("{base}/hand-over"), "").await.0, NOTHING, "{why}");
        };
        closed("a draft").await;
        assert_eq!(
            clinician.post(&format!("{base}/answer"), "mark=0&answer=yes&comment=").await.0,
            NOTHING,
            "not seen"
        );
        assert_eq!(show(&mark().await, "together").await.status, SEEN);
        let shown = clinician.main(&base).await;
        assert!(shown.contains("Sleep, and mornings") && shown.contains("Ask about sleep &lt;first&gt;"), "{shown}");
        assert!(shown.contains("over 6 measurements") && !shown.contains("After the session"), "{shown}");
        closed("not answered").await;

        // What is answered after it was shown changes nothing in it.
        app.ambient.advance(TimeDelta::hours(1));
        live(&app, &own, &case, 2, &[("phq-9", Respondent::Patient)]).await;
        assert!(clinician.main(&base).await.contains("over 6 measurements"));

        let first = mark().await;
        let no = format!("mark={first}&answer=no&comment=Too+short");
        assert_eq!(clinician.post(&format!("{base}/answer"), &no).await.0, SEEN);
        closed("declined").await;
        assert_eq!(mark().await, first, "an answer does not change what is answered");
        // Written anew, it must be seen anew.
        assert_eq!(write(WORDS).await.0, SEEN);
        closed("written anew").await;
        assert_eq!(show(&mark().await, "own-pages").await.status, SEEN);
        assert!(clinician.main(&base).await.contains("over 8 measurements"));
        // A yes from a page of before, in another tab, is a yes to another text.
        let late = format!("mark={first}&answer=yes&comment=");
        let answered = clinician.post(&format!("{base}/answer"), &late).await;
        assert_eq!(answered, (SEEN, format!("{base}?done=summary-changed")));
        closed("a yes to another text").await;
        let yes = format!("mark={}&answer=yes&comment=That+is+right", mark().await);
        assert_eq!(clinician.post(&format!("{base}/answer"), &yes).await.0, SEEN);

        let pdf = clinician.send(Method::GET, &paper, "").await;
        assert_eq!((pdf.status, pdf.kind.as_str()), (StatusCode::OK, "application/pdf"));
        assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
        let fhir = clinician.send(Method::GET, &document, "").await;
        assert_eq!((fhir.status, fhir.kind.as_str()), (StatusCode::OK, "application/fhir+json"));
        is_document(&serde_json::from_slice(&fhir.bytes).unwrap());

        assert_eq!(database.raw.count("request", "slot = 'patient/after-hand-over'").await, 0);
        assert_eq!(clinician.post(&format!("{base}/hand-over"), "").await.0, SEEN);
        assert_eq!(database.raw.count("request", "slot = 'patient/after-hand-over' AND state = 'due'").await, 1);
        assert_eq!(clinician.send(Method::GET, &paper, "").await.bytes[..8], pdf.bytes[..8], "it can be had again");
        // What has gone on is changed no more: writing begins another.
        assert_eq!(clinician.post(&format!("{base}/answer"), "mark=0&answer=no&comment=").await.0, NOTHING);
        assert_eq!(write(WORDS).await.0, SEEN);
        assert_eq!(database.raw.count("summary", "state = 'handed-over'").await, 1);
        assert_eq!(database.raw.count("summary", "state = 'draft'").await, 1);
        let why = database.raw.texts("SELECT DISTINCT fields FROM audit WHERE act = 'read'").await;
        for how in ["summary, as pdf", "summary, as FHIR document"] {
            assert!(why.iter().any(|fields| fields.ends_with(how)), "{why:?}");
        }
        database.close().await;
    });
}

/// The ids of summaries, written alike on both databases.
fn ids(database: &crate::support::database::Database) -> String {
    match database.raw {
        crate::support::database::Raw::Sqlite(_) => "SELECT lower(hex(id)) FROM summary".to_owned(),
        crate::support::database::Raw::Postgres(_) => "SELECT id::text FROM summary".to_owned(),
    }
}

/// What FHIR R4 asks of a document: it begins with a Composition, every reference is in it, and every entry is
/// reached from there.
fn is_document(bundle: &Value) {
    assert_eq!((&bundle["resourceType"], &bundle["type"]), (&"Bundle".into(), &"document".into()));
    assert!(bundle["identifier"]["value"].is_string() && bundle["timestamp"].is_string());
    let entries = bundle["entry"].as_array().unwrap();
    let composition = &entries[0]["resource"];
    assert_eq!(composition["resourceType"], "Composition");
    for field in ["status", "type", "date", "author", "title"] {
        assert!(!composition[field].is_null(), "{field}");
    }
    let urls: Vec<&str> = entries.iter().map(|entry| entry["fullUrl"].as_str().unwrap()).collect();
    let mut references = Vec::new();
    gather(bundle, &mut references);
    for reference in &references {
        assert!(urls.contains(&reference.as_str()), "{reference} is not in the document");
    }
    for url in urls.iter().skip(1) {
        assert!(references.iter().any(|reference| reference == url), "nothing leads to {url}");
    }
    let text = bundle.to_string();
    assert!(text.contains("Ask about sleep &lt;first&gt;") && text.contains("That is right"));
    let scores = entries.iter().filter(|entry| entry["resource"]["resourceType"] == "Observation").count();
    assert_eq!(scores, 8);
    assert!(entries.iter().all(|entry| entry["resource"]["id"].as_str().is_some_and(|id| id.len() <= 64)));
}

fn gather(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(reference) = fields.get("reference").and_then(Value::as_str) {
                found.push(reference.to_owned());
            }
            fields.values().for_each(|value| gather(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| gather(value, found)),
        _ => {}
    }
}

#[test]
fn whoever_does_not_treat_finds_no_summary() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "one").await;
        let other = Organisation::found(&app, "two").await;
        let case = measured(&app, &own, 2).await;
        let base = format!("/episodes/{}/summary", case.episode);
        let clinician = Visitor::new(&app, &own, own.account(Role::Clinician));
        assert_eq!(clinician.post(&base, &format!("mark=&{WORDS}")).await.0, SEEN);
        for step in ["show", "answer"] {
            let fields = match step {
                "show" => format!("mark={}&seen=together", hidden(&clinician.main(&base).await, "mark")),
                _ => format!("mark={}&answer=yes&comment=", hidden(&clinician.main(&base).await, "mark")),
            };
            assert_eq!(clinician.post(&format!("{base}/{step}"), &fields).await.0, SEEN);
        }
        let id: uuid::Uuid = database.raw.texts(&ids(&database)).await.remove(0).parse().unwrap();
        let colleague = own.hire(&app, "colleague.one", &[Grant { role: Role::Clinician, unit: own.team }]).await;
        let strangers = [
            Visitor::new(&app, &own, colleague),
            Visitor::new(&app, &own, own.account(Role::Leader)),
            Visitor::new(&app, &other, other.account(Role::Clinician)),
        ];
        for stranger in &strangers {
            for path in [base.clone(), format!("{base}/{id}/paper"), format!("{base}/{id}/document")] {
                assert_eq!(stranger.send(Method::GET, &path, "").await.status, NOTHING, "{path}");
            }
            for (step, fields) in [
                ("", &*format!("mark=&{WORDS}")),
                ("/show", "mark=&seen=together"),
                ("/answer", "mark=0&answer=no&comment="),
                ("/hand-over", ""),
            ] {
                assert_eq!(stranger.post(&format!("{base}{step}"), fields).await.0, NOTHING, "{step}");
            }
        }
        assert_eq!(database.raw.count("summary", "state = 'agreed'").await, 1, "nothing changed");
        // By another patient's page it is not found either.
        let another = measured(&app, &own, 2).await;
        let path = format!("/episodes/{}/summary/{id}/paper", another.episode);
        assert_eq!(clinician.send(Method::GET, &path, "").await.status, NOTHING);
        database.close().await;
    });
}
