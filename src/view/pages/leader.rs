//! The service's own results: the report and its frozen versions.

mod samples;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::leader_meeting::{Decision, LastTime, Other, Standing, Work, sample_standing};
use super::{Choice, FieldError};
use crate::view::Page;
use crate::view::chart::groups::Groups;
use crate::view::chart::spread::Spread;
use crate::view::chart::{Categories, Coverage, Flow, Rates, RunChart};

use samples::day;
pub(super) use samples::{sample_body, sample_small, sample_versions};

/// The metric a report is about: instrument x norm set x rule.
#[derive(Debug, Clone, Serialize)]
pub struct Metric {
    /// Such as `PHQ-9`.
    pub instrument: String,
    /// The norm set's name.
    pub norm_set: String,
    /// The rule of change and cut-off in plain words.
    pub rule: String,
    /// The citation.
    pub source: String,
    /// Nobody has held the numbers against the source: marked `[mem]`.
    pub unverified: bool,
    /// Which two points in time are compared, in plain words.
    pub points: String,
    /// Getting better is a falling score.
    pub lower_is_better: bool,
}

/// The written definition that a figure is.
#[derive(Debug, Clone, Serialize)]
pub struct FigureDefinition {
    /// The figure: `improvement`, `deterioration`, `recovery`, `coverage` or `change`.
    pub figure: String,
    /// The indicator's name.
    pub name: String,
    /// Its version.
    pub version: u32,
    /// Its page.
    pub url: String,
    /// One sentence for each rule, in the order they are applied.
    pub sentences: Vec<String>,
    /// Nobody but the writer has checked it.
    pub draft: bool,
    /// Its examples prove it for this metric.
    pub proven: bool,
    /// The definition has been changed since the report was frozen, so the sentences are not those it was made by.
    pub changed: bool,
}

/// What one person makes of a figure.
#[derive(Debug, Clone, Serialize)]
pub struct Reading {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: String,
    /// In which role (text `role-<role>`): only a clinician's reading is the clinicians' layer.
    pub role: String,
    /// The figure it is about: `whole`, `over-time`, `month-improvement`, `month-deterioration`, `month-change`,
    /// `month-coverage`, `flow`, `coverage`, `groups`, `outcome`, `categories` or `spread`.
    pub about: String,
    /// `reads`, `agrees` or `dissents` (text `stance-<stance>`).
    pub stance: String,
    /// What it says.
    pub text: String,
}

/// A report as it was on a day.
#[derive(Debug, Clone, Serialize)]
pub struct FrozenRow {
    /// Version number, from 1.
    pub number: u32,
    /// When it was frozen.
    pub at: DateTime<Utc>,
    /// Who froze it.
    pub by: String,
    /// SHA-256 of its content, in hex.
    pub checksum: String,
    /// Its page.
    pub url: String,
}

/// Everything the report says: the same live and frozen.
#[derive(Debug, Clone, Serialize)]
pub struct Body {
    /// The unit's name.
    pub unit: String,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// The day the data was read.
    pub data_date: NaiveDate,
    /// The metric.
    pub metric: Metric,
    /// From referral to two measurements.
    pub flow: Flow,
    /// How many of those who ended have two measurements.
    pub coverage: Coverage,
    /// Improvement and deterioration together, then recovery.
    pub rates: Rates,
    /// The categories of change.
    pub categories: Categories,
    /// Who is heard, and whom it helps.
    pub groups: Groups,
    /// Every pair of first and last score.
    pub spread: Spread,
    /// By month.
    pub over_time: Vec<RunChart>,
    /// What people make of it, the oldest first.
    pub readings: Vec<Reading>,
    /// Where it stands: `draft`, `discussion`, `interpreted` or `published` (text `report-state-<state>`).
    pub state: String,
    /// What came out of the last published one.
    pub last_time: Option<LastTime>,
    /// What was decided over it.
    pub decisions: Vec<Decision>,
    /// The unit's improvements that fall into the months drawn, in the order they began.
    pub works: Vec<Work>,
    /// Whether the patient representative has written; `None` when the unit has none.
    pub representative: Option<bool>,
    /// The written definitions of the figures.
    pub definitions: Vec<FigureDefinition>,
}

/// Whether a report is of enough clinicians to be the unit's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hands {
    /// It is.
    Enough,
    /// Of fewer than three, who let this reader alone read it.
    Lent,
    /// Of fewer than three: nothing is shown.
    Withheld,
}

/// `GET /report?unit=&metric=&from=&to=`: one page about a service's own results.
///
/// Forms: the choices (GET, unit, metric, from, to), `POST /report/readings` (csrf, unit, metric, from, to,
/// about, stance, text), `POST /report/decisions` (csrf, unit, metric, from, to, decision), `POST /report/state` (csrf,
/// unit, metric, from, to, seen, state, `back_reason`) and `POST /report/freeze` (csrf, unit, metric, from, to).
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Units this person may see, as a tree: labels are indented by the caller with an en space a level.
    pub units: Vec<Choice>,
    /// Metrics.
    pub metrics: Vec<Choice>,
    /// Periods that are offered as links: value is a query string, label its name.
    pub periods: Vec<Choice>,
    /// The chosen unit's value.
    pub unit: String,
    /// The chosen metric's value.
    pub metric: String,
    /// What the report says; `None` when nothing can be computed for the choice.
    pub body: Option<Body>,
    /// Frozen versions, the latest first.
    pub versions: Vec<FrozenRow>,
    /// How it came to where it stands, and where it can go.
    pub standing: Standing,
    /// Other reports of the same unit and metric, the latest period first.
    pub others: Vec<Other>,
    /// What can be sent by e-mail; `None` where nothing is.
    pub mail: Option<Mail>,
    /// The choices as a query string, for the pages beside this one.
    pub query: String,
    /// The period that was asked for cannot be seen by itself, and this is the nearest that can.
    pub moved: bool,
    /// What the months are read by: `runs` or `nhs`.
    pub rules: String,
    /// Whose results they would be.
    pub hands: Hands,
    /// The figures a reading can be about.
    pub figures: Vec<String>,
    /// This person may write what they make of it.
    pub may_read: bool,
    /// This person may freeze a version.
    pub may_freeze: bool,
    /// What was typed as a reading when the form was refused.
    pub reading_text: String,
    /// What was typed as a decision.
    pub decision_text: String,
    /// What was typed as a reason.
    pub reason_text: String,
    /// What was wrong with a form.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `reading`, `frozen`, `decision`, `report-moved` or `report-mail`.
    pub done: Option<String>,
}

/// What a reader can have sent of a report.
#[derive(Debug, Clone, Serialize)]
pub struct Mail {
    /// The reader has an address.
    pub address: bool,
    /// The wish's id in the form's path; `None` when there is none.
    pub wish: Option<String>,
    /// The day the next link goes.
    pub next: NaiveDate,
}

impl Page for Report {
    const TEMPLATE: &'static str = "staff/report.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            units: vec![
                Choice::new("1", "Eksempelbyen", false),
                Choice::new("2", "\u{2002}Rask psykisk helsehjelp", true),
                Choice::new("3", "\u{2002}Poliklinikken", false),
            ],
            metrics: vec![
                Choice::new("phq-9.nhs-tt", "PHQ-9, minst 6 poeng", true),
                Choice::new("gad-7.nhs-tt", "GAD-7, minst 4 poeng", false),
            ],
            periods: vec![
                Choice::new("from=2025-03-01&to=2026-02-28", "Siste 12 måneder", true),
                Choice::new("from=2025-01-01&to=2025-12-31", "2025", false),
                Choice::new("from=2024-01-01&to=2024-12-31", "2024", false),
            ],
            unit: "2".into(),
            metric: "phq-9.nhs-tt".into(),
            body: Some(sample_body()),
            versions: sample_versions(),
            standing: sample_standing("discussion"),
            mail: Some(Mail { address: true, wish: None, next: day(2026, 7, 22) }),
            others: vec![Other {
                from: day(2025, 1, 1),
                to: day(2025, 12, 31),
                state: "published".into(),
                url: "/report?from=2025-01-01".into(),
            }],
            query: "unit=2&metric=phq-9".into(),
            moved: false,
            rules: "runs".into(),
            hands: Hands::Enough,
            figures: ["whole", "over-time", "flow"].map(str::to_owned).to_vec(),
            may_read: true,
            may_freeze: true,
            reading_text: String::new(),
            decision_text: String::new(),
            reason_text: String::new(),
            errors: vec![],
            done: None,
        };
        let uninterpreted = Body {
            readings: vec![],
            state: "draft".into(),
            last_time: None,
            decisions: vec![],
            works: vec![],
            representative: None,
            ..sample_body()
        };
        let mut low = uninterpreted.clone();
        low.coverage = Coverage { n: 51, of: 121, value: Some(0.4215), interval: Some((0.337, 0.511)), ..low.coverage };
        vec![
            full.clone(),
            Self {
                body: Some(low),
                versions: vec![],
                may_read: false,
                may_freeze: false,
                standing: Standing { may_decide: false, ..sample_standing("draft") },
                mail: Some(Mail { address: false, wish: None, next: day(2026, 7, 22) }),
                others: vec![],
                ..full.clone()
            },
            Self { body: Some(sample_small()), done: Some("reading".into()), ..full.clone() },
            Self {
                body: Some(uninterpreted),
                errors: [
                    ("text", "missing"),
                    ("back_reason", "missing"),
                    ("state", "no-reading"),
                    ("decision", "too-long"),
                ]
                .map(|(field, kind)| FieldError::new(field, kind))
                .to_vec(),
                standing: sample_standing("published"),
                done: Some("frozen".into()),
                ..full.clone()
            },
            Self { hands: Hands::Lent, may_freeze: false, moved: true, ..full.clone() },
            Self { body: None, versions: vec![], hands: Hands::Withheld, ..full.clone() },
            Self { body: None, versions: vec![], ..full },
        ]
    }
}

/// `GET /report/versions/{id}`: a report as it was, unchangeable.
#[derive(Debug, Clone, Serialize)]
pub struct Frozen {
    /// Which version.
    pub row: FrozenRow,
    /// What it says.
    pub body: Body,
    /// The checksum was recomputed for this page and agrees.
    pub intact: bool,
    /// This version was published; otherwise it was frozen on the way.
    pub published: bool,
    /// Back to the live report.
    pub report: String,
}

impl Page for Frozen {
    const TEMPLATE: &'static str = "staff/frozen.html";
    fn samples() -> Vec<Self> {
        let Some(row) = sample_versions().into_iter().next() else { return vec![] };
        let intact = Self { row, body: sample_body(), intact: true, published: true, report: "/report?unit=2".into() };
        vec![intact.clone(), Self { intact: false, published: false, body: sample_small(), ..intact }]
    }
}
