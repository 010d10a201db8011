//! What a unit tries to become better, through public routes: planned, done, looked at, ended once, drawn on the
//! charts and never moving them.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use lytt::domain::access::Role;

use crate::report::{about, measure};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};
use crate::support::visitor::Visitor;

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const MEND: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;

fn plan(tried: &str, start: &str, review: &str) -> String {
    format!("figure=improvement&direction=up&aim=More+come+back&tried={tried}&start_on={start}&review_on={review}")
}

/// What the first chart says, without what is marked on it.
fn said(page: &str) -> String {
    let chart = page.split_once("aria-labelledby=\"months-title\"").unwrap().1;
    let said = chart.split_once("<dl class=\"layers\"").unwrap().1.split_once("</dl>").unwrap().0;
    assert!(said.contains("the middle (median) is"), "{said}");
    said.to_owned()
}

#[test]
fn a_unit_plans_does_looks_and_learns() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "improve").await;
        let of = |role| Visitor::new(&app, &own, own.account(role));
        let (leader, clinician, representative) =
            (of(Role::Leader), of(Role::Clinician), of(Role::PatientRepresentative));
        let list = format!("/improvements?unit={}", own.team);
        assert!(leader.main(&list).await.contains("Nothing is measured"), "nothing could show it");
        measure(&app, &own).await;
        let over = about(own.team, "2025-01-01", "2025-12-31");
        let report = format!("/report?{over}");
        let before = said(&leader.main(&report).await);

        let metric = over.split_once("&from").unwrap().0;
        let calls = plan("A+call+the+day+before", "2025-06-16", "2025-12-01");
        let (status, to) = clinician.post("/improvements", &format!("{metric}&{calls}")).await;
        assert_eq!(status, SEEN);
        let one = to.split('?').next().unwrap().to_owned();
        let later = plan("Paper+in+the+last+hour", "2025-11-03", "2026-06-01");
        assert_eq!(leader.post("/improvements", &format!("{over}&{later}")).await.0, SEEN);
        assert_eq!(representative.post("/improvements", &format!("{metric}&{calls}")).await.0, NOTHING);
        for (wrong, fields) in [
            ("aim", calls.replace("More+come+back", "+")),
            ("tried", plan(&"a".repeat(201), "2025-06-16", "2025-12-01")),
            ("start_on", plan("x", "soon", "2025-12-01")),
            ("review_on", plan("x", "2025-06-16", "2025-06-15")),
            ("direction", calls.replace("&direction=up", "")),
        ] {
            let refused = leader.send(Method::POST, "/improvements", &format!("{metric}&{fields}")).await;
            assert_eq!(refused.status, MEND, "{wrong}");
            assert!(refused.text().contains(&format!("href=\"#field-{wrong}\"")), "{wrong} is named");
        }
        let unknown = metric.replace("nhs-tt", "made-up");
        assert_eq!(leader.post("/improvements", &format!("{unknown}&{calls}")).await.0, StatusCode::FORBIDDEN);

        // By date, whatever came of it.
        let page = representative.main(&list).await;
        assert!(page.find("Paper in the last hour").unwrap() < page.find("A call the day before").unwrap(), "{page}");
        assert!(page.contains("was to be looked at together 1 Dec 2025"), "a day that has gone by is said");
        assert!(!page.contains("<form method=\"post\"") && !representative.main(&one).await.contains("<form"));

        let steps = format!("{one}/steps");
        let write = async |fields: &str| leader.send(Method::POST, &steps, fields).await;
        assert_eq!(representative.post(&steps, "kind=do&on=2025-07-01&body=x").await.0, NOTHING);
        assert_eq!(write("kind=do&on=2025-07-01&body=We+called+%3Ctwenty%3E").await.status, SEEN);
        app.ambient.advance(TimeDelta::hours(1));
        assert_eq!(write("kind=review&on=2026-04-01&body=After+Easter").await.status, SEEN);
        for (wrong, fields) in [
            ("on", "kind=study&on=2026-12-01&body=x"),
            ("on", "kind=review&on=2026-01-01&body=x"),
            ("on", "kind=stop&on=2025-06-15&verdict=adopt&body=x"),
            ("verdict", "kind=stop&on=2026-01-15&body=x"),
            ("body", "kind=study&on=2026-01-15&body=+"),
        ] {
            let refused = write(fields).await;
            assert_eq!(refused.status, MEND, "{fields}");
            assert!(refused.text().contains(&format!("href=\"#field-{wrong}\"")), "{fields}: {wrong}");
        }
        assert!(leader.main(&one).await.contains("looked at together 1 Apr 2026"), "the day that was agreed last");
        assert_eq!(write("kind=stop&on=2026-01-15&verdict=adapt&body=It+helped+some").await.status, SEEN);
        for again in ["stop&verdict=adopt", "review"] {
            let refused = write(&format!("kind={again}&on=2026-04-02&body=x")).await;
            assert_eq!(refused.status, MEND, "it ends once");
        }
        assert_eq!(write("kind=study&on=2026-03-01&body=Still+fewer+stay+away").await.status, SEEN, "seen afterwards");
        let page = representative.main(&one).await;
        for text in ["We called &lt;twenty&gt;", "After Easter", "Changed and tried again", "Still fewer"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert_eq!(database.raw.count("improvement_step", "kind = 'stop'").await, 1);
        assert_eq!(database.raw.count("improvement_step", "true").await, 4);

        // On every chart by month, in letters and words; and what the chart says is what it said.
        let page = leader.main(&report).await;
        assert_eq!(page.matches(">[A</text>").count(), 4, "{page}");
        assert_eq!((page.matches(">A]</text>").count(), page.matches(">[B</text>").count()), (4, 4));
        assert!(page.contains("A call the day before. From 16 Jun 2025 to 15 Jan 2026. Changed and tried again."));
        assert!(page.contains("Paper in the last hour. From 3 Nov 2025, running."));
        assert!(page.contains("work A begins") && page.contains("no proof that this is why"));
        assert_eq!(said(&page), before);
        database.close().await;
    });
}
