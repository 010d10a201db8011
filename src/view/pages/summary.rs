//! The summary of a course: the page it is written on, and the sheet itself.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Choice, FieldError};
use crate::view::Page;
use crate::view::chart::{Better, Multiples, Point, Trajectory};

/// One scale over the course.
#[derive(Debug, Clone, Serialize)]
pub struct SummedScale {
    /// Its name, such as `PHQ-9`.
    pub name: String,
    /// What it measures.
    pub topic: String,
    /// The first score.
    pub first: f64,
    /// When that was.
    pub first_on: NaiveDate,
    /// The last score.
    pub last: f64,
    /// When that was.
    pub last_on: NaiveDate,
}

/// The same with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct ScaleLine {
    /// The scale.
    #[serde(flatten)]
    pub scale: SummedScale,
    /// What became of it, in a sentence.
    pub sentence: String,
}

/// The sheet: what the patient sees and what goes on.
#[derive(Debug, Clone, Serialize)]
pub struct Sheet {
    /// The patient.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The unit that gave the help.
    pub unit: String,
    /// Who treated.
    pub clinicians: Vec<String>,
    /// Text `problem-<problem>`.
    pub problem: String,
    /// Text `course-<course>`.
    pub course: String,
    /// The first held session.
    pub started_on: Option<NaiveDate>,
    /// The end.
    pub ended_on: Option<NaiveDate>,
    /// Text `end-<kind>`; may be empty.
    pub end_kind: String,
    /// Sessions held.
    pub sessions_held: u32,
    /// Text `recipient-<recipient>`.
    pub recipient: String,
    /// The recipient by name; may be empty while it is written.
    pub to: String,
    /// What they worked on.
    pub worked_on: String,
    /// What helped; may be empty.
    pub helped: String,
    /// What the patient wants the next ones to know; may be empty.
    pub wishes: String,
    /// What is agreed from here on.
    pub agreed_on: String,
    /// What the patient said of it; may be empty.
    pub comment: String,
    /// Who wrote it.
    pub author: String,
    /// When it came to where it is.
    pub at: DateTime<Utc>,
    /// The scales.
    pub scales: Vec<ScaleLine>,
    /// The same drawn; `None` where nothing was measured twice.
    pub curves: Option<Multiples>,
}

/// A summary that has gone on.
#[derive(Debug, Clone, Serialize)]
pub struct GoneOn {
    /// Its id in the path.
    pub id: String,
    /// To whom.
    pub to: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is written in the form.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SummaryForm {
    /// Kinds of recipients.
    pub recipients: Vec<Choice>,
    /// The recipient by name.
    pub to: String,
    /// See [`Sheet`].
    pub worked_on: String,
    /// See [`Sheet`].
    pub helped: String,
    /// See [`Sheet`].
    pub wishes: String,
    /// See [`Sheet`].
    pub agreed_on: String,
}

/// `GET /episodes/{id}/summary`: a summary is written, shown, answered and handed over.
///
/// Forms: `POST {base}` (csrf, recipient, to, `worked_on`, helped, wishes, `agreed_on`),
/// `POST {base}/show` (csrf, seen=own-pages|together), `POST {base}/answer` (csrf, mark, answer=yes|no, comment),
/// `POST {base}/hand-over` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct SummaryPage {
    /// The page's own path.
    pub base: String,
    /// The patient's page.
    pub back: String,
    /// The patient.
    pub name: String,
    /// `new`, `draft`, `shown`, `agreed` or `declined` (text `summary-state-<state>`).
    pub state: String,
    /// Its id in the path; empty before it is begun.
    pub id: String,
    /// Tells the text that is answered from every other it has had.
    pub mark: String,
    /// Since when.
    pub state_at: Option<DateTime<Utc>>,
    /// How the patient saw it: text `summary-seen-<how>`; may be empty.
    pub seen: String,
    /// The form.
    pub form: SummaryForm,
    /// How it looks; `None` before it is begun.
    pub sheet: Option<Sheet>,
    /// Those that have gone on.
    pub gone_on: Vec<GoneOn>,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `summary`, `summary-shown`, `summary-answered`, `summary-handed-over` (text
    /// `done-<what>`).
    pub done: Option<String>,
}

impl Page for SummaryPage {
    const TEMPLATE: &'static str = "staff/summary.html";
    fn samples() -> Vec<Self> {
        let page = |state: &str, sheet: bool| Self {
            base: "/episodes/1/summary".to_owned(),
            back: "/episodes/1".to_owned(),
            name: "Askeladd Prøve".to_owned(),
            state: state.to_owned(),
            id: if sheet { "1".to_owned() } else { String::new() },
            mark: "0".to_owned(),
            state_at: sheet.then_some(DateTime::UNIX_EPOCH),
            seen: if matches!(state, "agreed" | "declined") { "together".to_owned() } else { String::new() },
            form: SummaryForm {
                recipients: ["municipality", "gp", "specialist", "other"]
                    .map(|code| Choice::new(code.to_owned(), code.to_owned(), code == "gp"))
                    .to_vec(),
                to: "Legekontoret på torget".to_owned(),
                ..SummaryForm::default()
            },
            sheet: sheet.then(sample),
            gone_on: if sheet {
                vec![GoneOn { id: "2".to_owned(), to: "Kommunen".to_owned(), at: DateTime::UNIX_EPOCH }]
            } else {
                Vec::new()
            },
            errors: if state == "draft" { vec![FieldError::new("worked_on", "missing")] } else { Vec::new() },
            done: (state == "shown").then(|| "summary-shown".to_owned()),
        };
        vec![page("new", false), page("draft", true), page("shown", true), page("agreed", true), page("declined", true)]
    }
}

/// An invented sheet.
pub(super) fn sample() -> Sheet {
    let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default();
    let point = |on, value| Point { on, session: None, value: Some(value), prorated: false, note: String::new() };
    Sheet {
        name: "Askeladd Prøve".to_owned(),
        birth_date: Some(day(1)),
        unit: "Eksempelbyen psykiske helsetjeneste".to_owned(),
        clinicians: vec!["Bjørn Behandler".to_owned()],
        problem: "depression".to_owned(),
        course: "individual".to_owned(),
        started_on: Some(day(2)),
        ended_on: Some(day(30)),
        end_kind: "planned".to_owned(),
        sessions_held: 9,
        recipient: "gp".to_owned(),
        to: "Legekontoret på torget".to_owned(),
        worked_on: "Søvn, og å komme seg ut av huset om morgenen.".to_owned(),
        helped: "Faste tider. Tankene om jobben flyttet seg lite.".to_owned(),
        wishes: "Spør meg om søvnen først.".to_owned(),
        agreed_on: "Time hos fastlegen i april. Ring tjenesten hvis det blir tyngre.".to_owned(),
        comment: "Det stemmer.".to_owned(),
        author: "Bjørn Behandler".to_owned(),
        at: DateTime::UNIX_EPOCH,
        scales: vec![ScaleLine {
            scale: SummedScale {
                name: "PHQ-9".to_owned(),
                topic: "plager ved depresjon".to_owned(),
                first: 17.0,
                first_on: day(2),
                last: 8.0,
                last_on: day(30),
            },
            sentence:
                "PHQ-9 gikk fra 17 til 8 over 2 målinger. Bedringen er minst 6 poeng, mer enn målefeil skulle tilsi."
                    .to_owned(),
        }],
        curves: Some(Multiples {
            id: "summary-scales".to_owned(),
            panels: vec![Trajectory {
                id: "summary-phq-9".to_owned(),
                measure: "PHQ-9".to_owned(),
                topic: "plager ved depresjon".to_owned(),
                lowest: 0.0,
                highest: 27.0,
                better: Better::Lower,
                cutoff: Some(10.0),
                reliable: Some(6.0),
                margin: None,
                usual: Vec::new(),
                points: vec![point(day(2), 17.0), point(day(30), 8.0)],
            }],
        }),
    }
}
