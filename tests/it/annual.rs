//! What only the service can say in its annual report: written by those who may, read by all who read reports, never
//! lost to another tab, and on the paper.

use axum::http::{Method, StatusCode};
use lytt::domain::access::Role;
use lytt::domain::annual::LONGEST;

use crate::report::measure;
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};
use crate::support::visitor::Visitor;

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const MEND: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;

/// The version that the form of a section writes over.
fn read(page: &str, section: &str) -> String {
    let field = format!("name=\"read-{section}\" value=\"");
    page.split_once(&field).unwrap().1.split('"').next().unwrap().to_owned()
}

#[test]
fn the_services_own_words_are_written_read_and_kept() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        measure(&app, &own).await;
        let of = |role| Visitor::new(&app, &own, own.account(role));
        let (leader, reader) = (of(Role::Leader), of(Role::PatientRepresentative));
        let at = format!("/report/annual?unit={}&year=2025", own.team);
        let fields = |section: &str, read: &str, text: &str| {
            format!("unit={}&metric=&year=2025&read-{section}={read}&text-{section}={text}", own.team)
        };
        let post = async |fields: &str| leader.send(Method::POST, "/report/annual", fields).await;

        let empty = leader.main(&at).await;
        let asked = empty.matches("For the service to write").count();
        assert_eq!(post(&fields("9", "", "Ask+less.%0D%0AAsk+%3Cbetter%3E.")).await.status, SEEN);
        let page = leader.main(&at).await;
        assert!(page.contains("Ask less.\nAsk &lt;better&gt;."), "{page}");
        assert_eq!(page.matches("For the service to write").count(), asked - 1);
        let seen = reader.main(&at).await;
        assert!(seen.contains("Ask &lt;better&gt;.") && !seen.contains("name=\"text-9\""), "to read, not to write");
        assert_eq!(reader.send(Method::POST, "/report/annual", &fields("9", "", "No")).await.status, NOTHING);
        let paper = reader.send(Method::GET, &at.replace("annual", "annual/paper"), "").await;
        assert!(paper.bytes.starts_with(b"%PDF-1.7"));

        // Another tab, opened before: what it typed stands in the form, and nothing is written over unseen.
        let late = post(&fields("9", "", "Something+else")).await;
        assert_eq!(late.status, MEND);
        let said = late.text();
        assert!(
            said.contains("Something else") && said.contains("href=\"#text-9\""),
            "what was typed, and where to mend"
        );
        assert!(said.contains("class=\"written\" id=\"section-9\">Ask less."), "and what stands there now: {said}");
        assert!(!leader.main(&at).await.contains("Something else"));
        let long = post(&fields("9", &read(&page, "9"), &"a".repeat(LONGEST + 1))).await;
        assert_eq!(long.status, MEND);
        // Taken away: the section asks to be written again, and what stood there is kept.
        assert_eq!(post(&fields("9", &read(&page, "9"), "+")).await.status, SEEN);
        assert_eq!(leader.main(&at).await.matches("For the service to write").count(), asked);
        assert_eq!(database.raw.count("annual_text", "section = '9'").await, 2);

        // All of it is one form: what was typed elsewhere is stored too, what nobody touched stays as it is, and of
        // what somebody else wrote meanwhile only that comes back.
        let page = leader.main(&at).await;
        let all = |pairs: &[(&str, &str)]| {
            let fields = pairs.iter().map(|(section, text)| fields(section, &read(&page, section), text));
            let fields: Vec<_> = fields.map(|one| one.split_once("2025&").unwrap().1.to_owned()).collect();
            format!("unit={}&metric=&year=2025&{}", own.team, fields.join("&"))
        };
        assert_eq!(post(&all(&[("6-3", "A"), ("6-4", "B"), ("7", "")])).await.status, SEEN);
        assert_eq!(database.raw.count("annual_text", "section IN ('6-3', '6-4', '7')").await, 2);
        let mixed = post(&all(&[("6-3", "C"), ("7", "D"), ("8", "")])).await;
        assert_eq!(mixed.status, MEND);
        let said = mixed.text();
        assert_eq!(said.matches("aria-invalid").count(), 1);
        let now = leader.main(&at).await;
        assert!(now.contains("id=\"section-6-3\">A<") && now.contains("id=\"section-7\">D<"), "{now}");
        assert_eq!(post(&format!("{}&text-99=x&read-99=", fields("8", "", "x"))).await.status, StatusCode::FORBIDDEN);

        // Other years and other units have words of their own.
        assert_eq!(post(&fields("1", "", "Only+2025")).await.status, SEEN);
        assert!(!leader.main(&at.replace("2025", "2024")).await.contains("Only 2025"));
        let theirs = Organisation::found(&app, "theirs").await;
        let stranger = Visitor::new(&app, &theirs, theirs.account(Role::Leader));
        assert_eq!(stranger.send(Method::POST, "/report/annual", &fields("1", "", "x")).await.status, NOTHING);
        database.close().await;
    });
}
