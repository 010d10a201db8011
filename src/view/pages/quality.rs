//! What a unit's data are like and whether they are used: first as questions, then as figures.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::{Choice, FieldError};
use crate::view::Page;

/// So many of so many, as it may be shown: what rests on fewer than ten is `None`.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counted {
    /// So many; `None`: fewer than ten.
    pub n: Option<u32>,
    /// Of so many; `None`: fewer than ten.
    pub of: Option<u32>,
    /// The share, 0-1, where both are shown.
    pub share: Option<f64>,
}

/// One part of a whole.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// Its code; the text is `quality-<what>-<code>`.
    pub code: String,
    /// How many; `None`: fewer than ten.
    pub n: Option<u32>,
    /// The share, 0-1; `None` where a part is hidden, so that no difference gives it away.
    pub share: Option<f64>,
}

/// What became of those asked at one moment.
#[derive(Debug, Clone, Serialize)]
pub struct MomentRow {
    /// The moment (text `moment-<code>`).
    pub code: String,
    /// Those who answered, of those asked.
    pub answered: Counted,
    /// How many said no.
    pub declined: Option<u32>,
}

/// What a clinician knows about a question.
#[derive(Debug, Clone, Serialize)]
pub struct Known {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What was written.
    pub text: String,
    /// By the reader. Nobody else's name is shown.
    pub own: bool,
}

/// One question.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionCard {
    /// Its id in the path.
    pub id: String,
    /// What it asks about (texts `quality-ask-<code>`, `quality-may-<code>`).
    pub code: String,
    /// The first day it is about.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// The share it is about.
    pub shown: Counted,
    /// What that was held against.
    pub beside: Counted,
    /// Whether others than the clinicians of the unit see it.
    pub open: bool,
    /// From when they do by themselves; `None`: only when a clinician lets it on.
    pub opens_at: Option<DateTime<Utc>>,
    /// What is known.
    pub known: Vec<Known>,
    /// What was typed when it was refused.
    pub typed: String,
    /// This card's form is the one to mend.
    pub mend: bool,
}

/// Minutes asked of one person in a month.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct AskedMinutes {
    /// In half of the months at most so many.
    pub median: u32,
    /// In nine of ten at most so many.
    pub most: u32,
}

/// An instrument nobody opens.
#[derive(Debug, Clone, Serialize)]
pub struct UnopenedRow {
    /// Its name.
    pub name: String,
    /// How many answers nobody opened.
    pub n: u32,
}

/// `GET /quality?unit=`, `POST /quality/questions/{question}` (csrf, body, `let_on=yes|no`).
#[derive(Debug, Clone, Serialize)]
pub struct Quality {
    /// The units to choose from.
    pub units: Vec<Choice>,
    /// The unit's name.
    pub name: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
    /// When the data were looked at.
    pub looked_at: DateTime<Utc>,
    /// The figures are the own of others, who are too few, and are not shown.
    pub closed: bool,
    /// The reader treats patients here, and may answer.
    pub clinician: bool,
    /// The questions, the latest first.
    pub questions: Vec<QuestionCard>,
    /// What became of those asked.
    pub moments: Vec<MomentRow>,
    /// When forms asked before sessions were sent (texts `quality-when-<code>`).
    pub when: Vec<Part>,
    /// How forms reached the service (texts `quality-mode-<code>`).
    pub modes: Vec<Part>,
    /// Forms that repeat another.
    pub repeats: Counted,
    /// The same answer throughout.
    pub same: Counted,
    /// Changes no course explains.
    pub leaps: Counted,
    /// Minutes asked.
    pub minutes: Option<AskedMinutes>,
    /// Opened before the session.
    pub opened_before: Counted,
    /// Opened at all.
    pub opened: Counted,
    /// Spoken about.
    pub discussed: Counted,
    /// Instruments nobody opens.
    pub unopened: Vec<UnopenedRow>,
    /// Where what is asked is changed.
    pub protocol_url: String,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `quality-known`, `quality-let-on` (text `done-<what>`).
    pub done: Option<String>,
}

fn counted(n: u32, of: u32) -> Counted {
    let least = 10;
    Counted {
        n: (n >= least).then_some(n),
        of: (of >= least).then_some(of),
        share: (n >= least).then(|| f64::from(n) / f64::from(of)),
    }
}

fn sample_card(id: &str, code: &str) -> QuestionCard {
    QuestionCard {
        id: id.into(),
        code: code.into(),
        from: NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default(),
        to: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default(),
        shown: counted(14, 40),
        beside: counted(if code == "late" { 4 } else { 21 }, 80),
        open: id == "2",
        opens_at: (id != "3").then(|| at(16)),
        known: if id == "2" {
            vec![
                Known { at: at(4), text: "Nettbrettet sto i venterommet uten strøm i hele mars.".into(), own: true },
                Known { at: at(6), text: "Vi deler det ut når de går.".into(), own: false },
            ]
        } else {
            vec![]
        },
        typed: String::new(),
        mend: false,
    }
}

fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 8, day, 9, 0, 0).single().unwrap_or_default()
}

impl Page for Quality {
    const TEMPLATE: &'static str = "staff/quality.html";
    fn samples() -> Vec<Self> {
        let part = |code: &str, n: u32, share: Option<f64>| Part { code: code.into(), n: (n > 9).then_some(n), share };
        let codes = ["helped", "discharge", "late", "repeated", "assessment", "who-left", "parked", "left-out"];
        let full = Self {
            units: vec![Choice::new("1", "Eksempelbyen", false), Choice::new("2", "Team Øst", true)],
            name: "Team Øst".into(),
            from: NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default(),
            to: NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default(),
            looked_at: at(2),
            closed: false,
            clinician: true,
            questions: codes.iter().zip(1..).map(|(code, id)| sample_card(&id.to_string(), code)).collect(),
            moments: vec![
                MomentRow { code: "start".into(), answered: counted(180, 240), declined: Some(12) },
                MomentRow { code: "end".into(), answered: counted(4, 31), declined: None },
                MomentRow { code: "after-end".into(), answered: counted(2, 8), declined: None },
            ],
            when: vec![
                part("before", 620, Some(0.8)),
                part("during", 130, Some(0.17)),
                part("after", 15, Some(0.02)),
                part("late", 11, Some(0.01)),
            ],
            modes: vec![part("link", 700, None), part("room", 60, None), part("staff", 3, None)],
            repeats: counted(14, 720),
            same: counted(0, 0),
            leaps: counted(3, 480),
            minutes: Some(AskedMinutes { median: 14, most: 26 }),
            opened_before: counted(310, 560),
            opened: counted(480, 560),
            discussed: counted(222, 560),
            unopened: vec![UnopenedRow { name: "PSS-10".into(), n: 44 }],
            protocol_url: "/protocols/rph".into(),
            errors: vec![],
            done: Some("quality-known".into()),
        };
        let leader = Self {
            units: vec![],
            closed: true,
            clinician: false,
            questions: vec![sample_card("2", "late")],
            unopened: vec![],
            minutes: None,
            done: Some("quality-let-on".into()),
            ..full.clone()
        };
        let mut wrong = Self { errors: vec![FieldError::new("body", "missing")], done: None, ..full.clone() };
        if let Some(card) = wrong.questions.first_mut() {
            card.mend = true;
        }
        let quiet = Self { questions: vec![], moments: vec![], done: None, ..leader.clone() };
        vec![full, leader, wrong, quiet]
    }
}
