//! What a team wants to think about together.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use serde::Serialize;

use super::FieldError;
use crate::view::Page;

/// What was said about an item and what was agreed.
#[derive(Debug, Clone, Serialize)]
pub struct TeamNote {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// What was said; may be empty.
    pub said: String,
    /// What was agreed; may be empty.
    pub agreed: String,
}

/// One item.
#[derive(Debug, Clone, Serialize)]
pub struct TeamItem {
    /// Its id in the path.
    pub id: String,
    /// The question to the team.
    pub question: String,
    /// The patient knows.
    pub told: bool,
    /// `standing`, `taken-up` or `taken-off` (text `case-ended-<state>`).
    pub state: String,
    /// When it was put on the list.
    pub asked_at: DateTime<Utc>,
    /// By whom.
    pub asked_by: String,
    /// When the question was changed last.
    pub changed_at: Option<DateTime<Utc>>,
    /// By whom.
    pub changed_by: String,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was said and agreed, in the order it was written.
    pub notes: Vec<TeamNote>,
}

/// One item on the list.
#[derive(Debug, Clone, Serialize)]
pub struct TeamRow {
    /// The item.
    pub item: TeamItem,
    /// The patient's name, for whoever treats them.
    pub name: Option<String>,
    /// The patient's page, likewise.
    pub url: Option<String>,
    /// Who treats the patient.
    pub of: Vec<String>,
    /// What was typed under "what was said" when it was refused.
    pub said: String,
    /// The same of what was agreed.
    pub agreed: String,
    /// This row's form is the one to mend.
    pub mend: bool,
}

/// One unit's list.
#[derive(Debug, Clone, Serialize)]
pub struct TeamList {
    /// The unit's name.
    pub name: String,
    /// In the order they were put there. Nothing is ranked.
    pub standing: Vec<TeamRow>,
    /// What was taken up in the last 30 days.
    pub earlier: Vec<TeamRow>,
}

/// `GET /case-review`: what the reader's units want to think about together.
///
/// Form: `POST /case-review/{item}/notes` (csrf, said, agreed, do=note|taken-up).
#[derive(Debug, Clone, Serialize)]
pub struct CaseReview {
    /// The units with something on their lists.
    pub teams: Vec<TeamList>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `case-note`, `case-taken-up` (text `done-<what>`).
    pub done: Option<String>,
}

/// What the team was asked, on a patient's page.
///
/// Forms: `POST {base}/case-review` (csrf, item, question, told=yes|no), `POST {base}/case-review/off` (csrf, item).
#[derive(Debug, Clone, Default, Serialize)]
pub struct TeamFold {
    /// What stands on the list.
    pub standing: Option<TeamItem>,
    /// What has ended, the latest first.
    pub earlier: Vec<TeamItem>,
    /// The question, as it stands or was typed.
    pub question: String,
    /// Whether the patient knows, as it stands or was chosen; `None`: not said.
    pub told: Option<bool>,
    /// Shown open: there is something to mend.
    pub open: bool,
}

fn at(days: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 3, 9, 0, 0).single().unwrap_or_default() - TimeDelta::days(days)
}

fn sample(id: &str, state: &str) -> TeamItem {
    TeamItem {
        id: id.into(),
        question: "Vi kommer ikke videre med søvnen. Hva ville dere ha prøvd?".into(),
        told: id != "2",
        state: state.into(),
        asked_at: at(12),
        asked_by: "Bjørn Behandler".into(),
        changed_at: (id == "2").then(|| at(3)),
        changed_by: "Hanna Behandler".into(),
        ended_at: (state != "standing").then(|| at(1)),
        notes: if state == "taken-off" {
            vec![]
        } else {
            vec![TeamNote {
                at: at(1),
                by: "Hanna Behandler".into(),
                said: "Flere kjente igjen det å gå for fort fram.".into(),
                agreed: "Spør om kveldene før dere gjør mer.".into(),
            }]
        },
    }
}

/// The same on a patient's page: something on the list, nothing yet, and something to mend.
pub(super) fn sample_folds() -> [TeamFold; 3] {
    let standing = sample("1", "standing");
    let full = TeamFold {
        question: standing.question.clone(),
        told: Some(true),
        standing: Some(standing),
        earlier: vec![sample("3", "taken-up"), sample("4", "taken-off")],
        open: false,
    };
    [full, TeamFold::default(), TeamFold { open: true, told: Some(false), ..TeamFold::default() }]
}

impl Page for CaseReview {
    const TEMPLATE: &'static str = "staff/case_review.html";
    fn samples() -> Vec<Self> {
        let row = |id: &str, state: &str, treats: bool| TeamRow {
            item: sample(id, state),
            name: treats.then(|| "Veslefrikk Prøve".into()),
            url: treats.then(|| "/episodes/1".into()),
            of: vec!["Bjørn Behandler".into()],
            said: String::new(),
            agreed: String::new(),
            mend: false,
        };
        let full = Self {
            teams: vec![
                TeamList {
                    name: "Team Øst".into(),
                    standing: vec![row("1", "standing", true), row("2", "standing", false)],
                    earlier: vec![row("3", "taken-up", false)],
                },
                TeamList { name: "Team Vest".into(), standing: vec![], earlier: vec![row("5", "taken-up", true)] },
            ],
            errors: vec![],
            done: Some("case-note".into()),
        };
        let mut wrong = full.clone();
        wrong.done = None;
        wrong.errors = vec![FieldError::new("said", "missing")];
        if let Some(row) = wrong.teams.iter_mut().flat_map(|team| &mut team.standing).next() {
            row.mend = true;
        }
        vec![full, wrong, Self { teams: vec![], errors: vec![], done: Some("case-taken-up".into()) }]
    }
}
