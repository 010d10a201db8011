//! What units try to become better: the list and one page each.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::leader_meeting::{Work, sample_works};
use super::{Choice, FieldError};
use crate::view::Page;

/// What is typed where an improvement is started.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewWork {
    /// The unit's value.
    pub unit: String,
    /// Metrics that can show it.
    pub metrics: Vec<Choice>,
    /// The figure of it that is to show it (text `work-figure-<figure>`).
    pub figures: Vec<Choice>,
    /// `up` or `down` (text `work-direction-<direction>`); empty before it is chosen.
    pub direction: String,
    /// What is to become better.
    pub aim: String,
    /// What is changed.
    pub tried: String,
    /// From when, as the browser writes days.
    pub start_on: String,
    /// When it is to be looked at.
    pub review_on: String,
    /// The first day of the period of the report it is decided over; empty when it is over none.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Shown open: there is something to mend, or it comes from a report.
    pub open: bool,
}

/// `GET /improvements?unit=`: what a unit tries, running first, then ended, by date.
///
/// Form: `POST /improvements` (csrf, unit, metric, figure, direction, aim, tried, `start_on`, `review_on`, from, to).
#[derive(Debug, Clone, Serialize)]
pub struct Improvements {
    /// Units this person may see, as a tree.
    pub units: Vec<Choice>,
    /// The chosen unit's name.
    pub name: String,
    /// Those that run, the latest begun first.
    pub running: Vec<Work>,
    /// Those that have ended, the latest ended first.
    pub ended: Vec<Work>,
    /// The form for another one; `None` when this person may not start one, or nothing is measured yet.
    pub new: Option<NewWork>,
    /// This person may start one, but nothing is measured that could show it.
    pub unmeasured: bool,
    /// The unit's report.
    pub report: String,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
}

/// Something that came after.
#[derive(Debug, Clone, Serialize)]
pub struct StepRow {
    /// `do`, `study`, `review` or `stop` (text `work-step-<kind>`).
    pub kind: String,
    /// The day it is about.
    pub on: NaiveDate,
    /// `adopt`, `adapt` or `abandon`; empty but of a stop.
    pub verdict: String,
    /// In words.
    pub text: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// `GET /improvements/{improvement}`: one of them, with all that came after.
///
/// Form: `POST /improvements/{improvement}/steps` (csrf, kind, on, verdict, body).
#[derive(Debug, Clone, Serialize)]
pub struct Improvement {
    /// As it stands.
    pub work: Work,
    /// What is to show it, in words.
    pub metric: String,
    /// Which figure of it (text `work-figure-<figure>`).
    pub figure: String,
    /// `up` or `down`.
    pub direction: String,
    /// When the plan was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// The report it was decided over.
    pub decided: Option<String>,
    /// The unit's report, where it is drawn.
    pub report: String,
    /// All of the unit's improvements.
    pub list: String,
    /// What came after, the oldest first.
    pub steps: Vec<StepRow>,
    /// Where to write what comes next; empty when this person may not.
    pub action: String,
    /// The kinds of step that can be written (text `work-kind-<kind>`).
    pub kinds: Vec<Choice>,
    /// The day as typed.
    pub on: String,
    /// What was learned, as chosen.
    pub verdict: String,
    /// The words as typed.
    pub typed: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `work` or `work-step`.
    pub done: Option<String>,
}

fn kinds(chosen: &str) -> Vec<Choice> {
    ["do", "study", "review", "stop"].map(|kind| Choice::new(kind, kind, kind == chosen)).to_vec()
}

impl Page for Improvements {
    const TEMPLATE: &'static str = "staff/improvements.html";
    fn samples() -> Vec<Self> {
        let (ended, running) = sample_works().into_iter().partition(|work: &Work| work.ended_on.is_some());
        let new = NewWork {
            unit: "2".into(),
            metrics: vec![Choice::new("phq-9", "PHQ-9, minst 6 poeng", true)],
            figures: vec![Choice::new("improvement", "improvement", true), Choice::new("coverage", "coverage", false)],
            start_on: "2026-03-09".into(),
            review_on: "2026-06-01".into(),
            ..NewWork::default()
        };
        let full = Self {
            units: vec![
                Choice::new("1", "Eksempelbyen", false),
                Choice::new("2", "\u{2002}Rask psykisk helsehjelp", true),
            ],
            name: "Rask psykisk helsehjelp".into(),
            running,
            ended,
            new: Some(new.clone()),
            unmeasured: false,
            report: "/report?unit=2".into(),
            errors: vec![],
        };
        let wrong =
            NewWork { from: "2025-03-01".into(), to: "2026-02-28".into(), direction: "up".into(), open: true, ..new };
        let fields = ["aim", "tried", "start_on", "review_on", "direction"];
        vec![
            full.clone(),
            Self {
                new: Some(wrong),
                errors: fields.map(|field| FieldError::new(field, "missing")).to_vec(),
                ..full.clone()
            },
            Self { units: vec![], running: vec![], ended: vec![], new: None, unmeasured: true, ..full },
        ]
    }
}

impl Page for Improvement {
    const TEMPLATE: &'static str = "staff/improvement.html";
    fn samples() -> Vec<Self> {
        let at = Utc.with_ymd_and_hms(2026, 1, 20, 12, 0, 0).single().unwrap_or_default();
        let step = |kind: &str, verdict: &str, text: &str| StepRow {
            kind: kind.into(),
            on: at.date_naive(),
            verdict: verdict.into(),
            text: text.into(),
            at,
            by: "Bjørn Behandler".into(),
        };
        let mut works = sample_works();
        let (Some(running), Some(ended)) = (works.pop(), works.pop()) else { return vec![] };
        let full = Self {
            work: running,
            metric: "PHQ-9, minst 6 poeng".into(),
            figure: "coverage".into(),
            direction: "up".into(),
            at,
            by: "Cecilie Leder".into(),
            decided: Some("/report?unit=2&from=2025-01-01".into()),
            report: "/report?unit=2".into(),
            list: "/improvements?unit=2".into(),
            steps: vec![
                step("do", "", "Skjemaet ligger fremme i alle rom."),
                step("review", "", "Vi venter til etter påske."),
            ],
            action: "/improvements/2/steps".into(),
            kinds: kinds("do"),
            on: "2026-03-03".into(),
            verdict: String::new(),
            typed: String::new(),
            errors: vec![],
            done: Some("work".into()),
        };
        let mut over = full.clone();
        over.work = ended;
        over.steps.push(step("stop", "adopt", "De fleste som ble ringt, kom. Vi fortsetter."));
        over.kinds.truncate(2);
        over.done = None;
        over.decided = None;
        let mut wrong = full.clone();
        wrong.kinds = kinds("stop");
        wrong.done = None;
        wrong.errors = [("kind", "ended"), ("on", "in-the-future"), ("verdict", "missing"), ("body", "missing")]
            .map(|(field, kind)| FieldError::new(field, kind))
            .to_vec();
        vec![full, over.clone(), wrong, Self { action: String::new(), ..over }]
    }
}
