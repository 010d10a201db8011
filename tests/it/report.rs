//! A report as a meeting tool, through public routes: three layers under every figure, from draft to published, what
//! was decided, the plan of the meeting, the report on paper.

use axum::http::{Method, StatusCode};
use chrono::{Days, NaiveDate, TimeDelta};
use lytt::app::{App, administer};
use lytt::domain::access::{Grant, Role};
use lytt::domain::care::UnitId;

use crate::learning::{Treated, treat};
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both, on_sqlite};
use crate::support::visitor::{Visitor, hidden};

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const MEND: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;
const STAMP: &str = "Not yet interpreted by clinicians";
const METRIC: &str = "phq-9~total~nhs-tt~first~last";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Courses that ended in each of the last fourteen months, more of them better towards the end: enough for every
/// figure to be drawn.
pub(crate) async fn measure(app: &App, own: &Organisation) {
    // Of no recorded clinician, as after an import: nobody's own.
    let ways: [&[(&str, &str, &[f64])]; 2] =
        [&[("phq-9", "total", &[16.0, 15.0])], &[("phq-9", "total", &[16.0, 4.0])]];
    let mut courses = Vec::new();
    for month in 0..14_u64 {
        for place in 0..10_u64 {
            let better = place * 2 < month + 4;
            let ended_on = Some(day("2025-01-10") + Days::new(month * 30 + place));
            courses.push(Treated { by: &[], ended_on, scores: ways[usize::from(better)], older: false });
        }
    }
    treat(app, own, &courses).await;
}

/// The address of a report of the team, without the page.
pub(crate) fn about(unit: UnitId, from: &str, to: &str) -> String {
    format!("unit={unit}&metric={METRIC}&from={from}&to={to}")
}

/// An organisation with something to report on, its report, and who meets over it.
struct Table<'a> {
    leader: Visitor<'a>,
    clinician: Visitor<'a>,
    representative: Visitor<'a>,
    about: String,
    page: String,
}

impl<'a> Table<'a> {
    async fn lay(app: &'a App, own: &'a Organisation) -> Self {
        measure(app, own).await;
        let of = |role| Visitor::new(app, own, own.account(role));
        let about = about(own.team, "2025-01-01", "2025-12-31");
        Self {
            leader: of(Role::Leader),
            clinician: of(Role::Clinician),
            representative: of(Role::PatientRepresentative),
            page: format!("/report?{about}"),
            about,
        }
    }

    async fn read(&self, who: &Visitor<'_>, figure: &str, stance: &str, text: &str) -> StatusCode {
        let fields = format!("{}&about={figure}&stance={stance}&text={text}", self.about);
        who.post("/report/readings", &fields).await.0
    }

    /// Moves the report, having seen what stands there now.
    async fn moved(&self, who: &Visitor<'_>, state: &str, reason: &str) -> (StatusCode, String) {
        // Nobody may be shown a form that they may not send: the number is the leader's.
        let page = self.leader.main(&self.page).await;
        let seen = hidden(&page, "seen");
        let fields = format!("{}&seen={seen}&state={state}&back_reason={reason}", self.about);
        let answered = who.send(Method::POST, "/report/state", &fields).await;
        (answered.status, answered.text())
    }
}

/// Where the first version that a page names is.
fn version(page: &str) -> String {
    let page = page.replace("&#x2f;", "/");
    let version = page.split("href=\"").find(|rest| rest.starts_with("/report/versions/")).unwrap();
    version.split('"').next().unwrap().to_owned()
}

fn stamps(page: &str) -> usize {
    page.matches(STAMP).count()
}

#[test]
fn a_figure_is_not_interpreted_until_a_clinician_has_written_about_it() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "layers").await;
        let table = Table::lay(&app, &own).await;
        let page = table.clinician.main(&table.page).await;
        // Four by month, flow, coverage, groups, outcome, categories, spread; and once for the whole.
        assert_eq!((page.matches("<dl class=\"layers\"").count(), stamps(&page)), (10, 11), "{page}");
        assert!(page.find("Month by month").unwrap() < page.find("Who do we know").unwrap(), "the own course is first");
        assert_eq!(table.read(&table.leader, "outcome", "reads", "More+answer").await, SEEN);
        assert_eq!(stamps(&table.leader.main(&table.page).await), 10, "a leader is not the clinicians");
        assert_eq!(table.read(&table.clinician, "whole", "reads", "All+of+it").await, SEEN);
        assert_eq!(stamps(&table.leader.main(&table.page).await), 10, "a figure is read, or it is not");
        assert_eq!(table.read(&table.clinician, "outcome", "reads", "We+call+more").await, SEEN);
        assert_eq!(stamps(&table.leader.main(&table.page).await), 9);
        assert_eq!(table.read(&table.clinician, "over-time", "reads", "Holidays").await, SEEN);
        assert_eq!(stamps(&table.leader.main(&table.page).await), 5, "all that is drawn by month");
        assert_eq!(table.read(&table.representative, "outcome", "dissents", "People+are+kind").await, SEEN);
        let page = table.leader.main(&table.page).await;
        let outcome = page.split_once("id=\"outcome-title\"").unwrap().1.split_once("</section>").unwrap().0;
        for text in ["We call more", "People are kind", "<strong>sees it differently</strong>", "95% interval"] {
            assert!(outcome.contains(text), "{text} stands with the figure: {outcome}");
        }
        assert_eq!(table.read(&table.clinician, "months", "reads", "x").await, StatusCode::FORBIDDEN);
        database.close().await;
    });
}

#[test]
fn a_report_is_discussed_interpreted_published_and_never_changed() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "states").await;
        let table = Table::lay(&app, &own).await;
        let (leader, clinician) = (&table.leader, &table.clinician);
        let now = async |state: &str| {
            let page = table.representative.main(&table.page).await;
            assert!(page.contains(&format!("aria-current=\"step\">{state}")), "whoever may see it sees it: {page}");
        };
        now("Draft").await;
        let (status, page) = table.moved(leader, "interpreted", "").await;
        assert_eq!(status, MEND, "one step at a time");
        assert!(page.contains("meanwhile"));
        assert_eq!(table.moved(&table.representative, "discussion", "").await.0, SEEN);
        now("In discussion").await;
        let (status, page) = table.moved(leader, "interpreted", "").await;
        assert_eq!(status, MEND);
        assert!(page.contains("needs an interpretation"), "{page}");
        assert_eq!(table.read(leader, "outcome", "reads", "More+answer").await, SEEN);
        assert_eq!(table.moved(leader, "interpreted", "").await.0, MEND, "a leader is not the clinicians");
        assert_eq!(table.read(clinician, "outcome", "reads", "We+call+more").await, SEEN);
        // Two move it from the same page: the second is told.
        let seen = hidden(&leader.main(&table.page).await, "seen");
        let fields = format!("{}&seen={seen}&state=interpreted&back_reason=", table.about);
        assert_eq!(clinician.post("/report/state", &fields).await.0, SEEN);
        assert_eq!(leader.post("/report/state", &fields).await.0, MEND);
        assert_eq!(table.moved(clinician, "published", "").await.0, NOTHING, "clinicians interpret");
        let decision = format!("{}&decision=We+call+%3Call%3E+who+stay+away", table.about);
        assert_eq!(leader.post("/report/decisions", &decision).await.0, SEEN);
        assert_eq!(table.representative.post("/report/decisions", &decision).await.0, NOTHING);
        let page = leader.main(&table.page).await;
        assert!(page.contains("The patient representative has not written anything yet"), "{page}");
        assert_eq!(table.moved(leader, "published", "").await.0, SEEN);
        now("Published").await;
        assert_eq!(database.raw.count("report_version", "version = 1").await, 1);

        let version = version(&leader.main(&table.page).await);
        let frozen = table.representative.main(&version).await;
        for text in ["Published.", "computed again just now and agrees", "We call &lt;all&gt; who", "We call more"] {
            assert!(frozen.contains(text), "{text}: {frozen}");
        }
        assert!(frozen.contains("The patient representative has not written anything yet"));
        // What comes after changes the report, never the version.
        app.ambient.advance(TimeDelta::days(2));
        assert_eq!(table.read(&table.representative, "outcome", "dissents", "Too+late").await, SEEN);
        assert_eq!(leader.post("/report/decisions", &decision).await.0, SEEN);
        let (status, page) = table.moved(leader, "discussion", "").await;
        assert_eq!(status, MEND, "back takes a reason");
        assert!(page.contains("href=\"#field-back_reason\""));
        assert_eq!(table.moved(clinician, "discussion", "Two+were+missing").await.0, SEEN);
        now("In discussion").await;
        assert!(leader.main(&table.page).await.contains("Two were missing"));
        assert_eq!(table.representative.main(&version).await, frozen);
        // Frozen on the way is no publication.
        assert_eq!(leader.post("/report/freeze", &table.about).await.0, SEEN);
        let on_the_way = leader.main(&version.replace("/1", "/2")).await;
        assert!(on_the_way.contains("not published") && on_the_way.contains("In discussion"), "{on_the_way}");
        assert!(on_the_way.contains("Too late"));
        assert_eq!(database.raw.count("report_state", "true").await, 4);
        database.close().await;
    });
}

#[test]
fn the_next_report_opens_with_what_was_decided_last_time() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "last-time").await;
        let table = Table::lay(&app, &own).await;
        let (leader, clinician) = (&table.leader, &table.clinician);
        let next = format!("/report?{}", about(own.team, "2025-04-01", "2026-03-31"));
        let nothing = async |why: &str| {
            assert!(!leader.main(&next).await.contains("Last time we decided"), "{why}");
        };
        let decision = format!("{}&decision=We+call+the+day+before", table.about);
        assert_eq!(leader.post("/report/decisions", &decision).await.0, SEEN);
        assert_eq!(table.read(clinician, "outcome", "reads", "We+call+more").await, SEEN);
        nothing("it is not published").await;
        for state in ["discussion", "interpreted"] {
            assert_eq!(table.moved(leader, state, "").await.0, SEEN);
            nothing("it is not published").await;
        }
        assert_eq!(table.moved(leader, "published", "").await.0, SEEN);
        let plan =
            "figure=improvement&direction=up&aim=More+come&tried=A+call&start_on=2026-03-01&review_on=2026-06-01";
        assert_eq!(clinician.post("/improvements", &format!("{}&{plan}", table.about)).await.0, SEEN);
        let page = leader.main(&next).await;
        let last =
            page.split_once("id=\"last-title\"").expect("it opens with it").1.split_once("</section>").unwrap().0;
        for text in ["We call the day before", "A call", "1 Jan 2025 – 31 Dec 2025", "versions"] {
            assert!(last.contains(text), "{text}: {last}");
        }
        assert!(page.find("last-title").unwrap() < page.find("months-title").unwrap(), "before any figure");
        let others = page.split_once("Other reports of the same unit").unwrap().1;
        assert!(others.contains("to=2025-12-31") && others.contains("Published"), "{others}");
        // Not in itself, not in one of an earlier period, not of another measure.
        assert!(!leader.main(&table.page).await.contains("Last time we decided"));
        let earlier = format!("/report?{}", about(own.team, "2024-10-01", "2025-09-30"));
        assert!(!leader.main(&earlier).await.contains("Last time we decided"));
        let meeting = next.replace("/report?", "/report/meeting?");
        assert!(leader.main(&meeting).await.contains("We call the day before"));
        database.close().await;
    });
}

#[test]
fn a_meeting_has_its_minutes_its_figures_and_room_to_write() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "meeting").await;
        let table = Table::lay(&app, &own).await;
        let address = format!("/report/meeting?{}", table.about);
        let page = table.clinician.main(&address).await;
        assert!(page.contains("60 minutes. 45 of them") && page.contains("15 to"), "{page}");
        for part in ["last-time", "months", "outcome", "missing", "chance", "decide"] {
            assert!(page.contains(&format!("id=\"part-{part}\"")), "{part}");
        }
        // One is written and one pressed: there is no other step.
        let fields = format!("{}&meeting=60&about=outcome&stance=dissents&text=Only+the+mild+ones", table.about);
        let (status, to) = table.clinician.post("/report/readings", &fields).await;
        assert_eq!(status, SEEN);
        assert!(to.starts_with("/report/meeting?") && to.ends_with("&minutes=60&done=reading#on-outcome"), "{to}");
        let page = table.representative.main(&to).await;
        assert!(page.contains("Only the mild ones") && page.contains("sees it differently"));
        assert!(!page.contains("action=\"/report/decisions\""), "decisions are the service's");
        let empty = format!("{}&meeting=40&about=coverage&stance=reads&text=+", table.about);
        let refused = table.clinician.send(Method::POST, "/report/readings", &empty).await;
        assert_eq!(refused.status, MEND);
        let page = refused.text();
        assert!(page.contains("href=\"#field-text\"") && page.contains("40 minutes. 30 of them"), "{page}");
        let wall = table.leader.main(&format!("{address}&screen=wall")).await;
        assert!(!wall.contains("<form") && wall.contains("<svg"), "a wall is read");
        let nowhere = format!("/report/meeting?{}", about(own.team, "2001-01-01", "2001-02-01"));
        assert_eq!(table.leader.send(Method::GET, &nowhere, "").await.status, StatusCode::OK);
        database.close().await;
    });
}

#[test]
fn a_report_can_be_kept_on_paper_and_belongs_to_its_unit() {
    on_sqlite(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "paper").await;
        let table = Table::lay(&app, &own).await;
        assert_eq!(table.read(&table.clinician, "outcome", "reads", "%C3%86rlig+talt:+vi+ringer").await, SEEN);
        assert_eq!(table.leader.post("/report/freeze", &table.about).await.0, SEEN);
        let version = version(&table.leader.main(&table.page).await);
        let live = format!("/report/paper?{}", table.about);
        for path in [live.clone(), format!("{version}/paper")] {
            let pdf = table.representative.send(Method::GET, &path, "").await;
            assert_eq!((pdf.status, pdf.kind.as_str()), (StatusCode::OK, "application/pdf"), "{path}");
            assert!(pdf.bytes.starts_with(b"%PDF-1.7"));
        }
        // Of another unit there is nothing, whichever door is tried.
        let other = administer::add_unit(&app, own.tenant, "Other", None, administer::USUAL_PROTOCOL).await.unwrap();
        let stranger = own.hire(&app, "stranger", &[Grant { role: Role::Leader, unit: other }]).await;
        let stranger = Visitor::new(&app, &own, stranger);
        let meeting = format!("/report/meeting?{}", table.about);
        for path in [&table.page, &live, &meeting, &version, &format!("{version}/paper")] {
            assert_eq!(stranger.send(Method::GET, path, "").await.status, NOTHING, "{path}");
        }
        for (path, rest) in [
            ("/report/readings", "about=whole&stance=reads&text=x"),
            ("/report/decisions", "decision=x"),
            ("/report/state", "seen=0&state=discussion&back_reason="),
            ("/report/freeze", ""),
            ("/improvements", "figure=change&direction=up&aim=x&tried=x&start_on=2026-03-01&review_on=2026-06-01"),
        ] {
            let fields = format!("{}&{rest}", table.about);
            assert_eq!(stranger.post(path, fields.trim_end_matches('&')).await.0, NOTHING, "{path}");
        }
        let rows = [database.raw.count("report_state", "true").await, database.raw.count("improvement", "true").await];
        assert_eq!(rows, [0, 0]);
        database.close().await;
    });
}
