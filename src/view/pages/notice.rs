//! Answers that somebody is to see: the card on the patient's page, the lists, and a unit's rule.

mod samples;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Choice, FieldError};
use crate::view::Page;

/// That a notice went into other hands.
#[derive(Debug, Clone, Serialize)]
pub struct HandedOver {
    /// When.
    pub at: DateTime<Utc>,
    /// From whom; empty: it was nobody's.
    pub from: String,
    /// To whom.
    pub to: String,
}

/// One notice, with the answer it quotes.
///
/// Forms: `POST /notices/{id}/seen` (csrf, back) and `POST /notices/{id}/hand-over` (csrf, back, to); `back` is
/// `episode` or `list`.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeCard {
    /// Its id.
    pub id: String,
    /// The question in its own words.
    pub question: String,
    /// The chosen answer.
    pub answer: String,
    /// The language of both.
    pub text_language: String,
    /// Who answered, where it was not the patient: `parent`, `next-of-kin`, `teacher`, `clinician` (text
    /// `asked-<who>`).
    pub asked: Option<String>,
    /// Why it is shown: the rule in plain words.
    pub why: String,
    /// When it was answered.
    pub answered_at: DateTime<Utc>,
    /// When its owner was first shown it.
    pub shown_at: Option<DateTime<Utc>>,
    /// By when it is to have been seen.
    pub due_at: DateTime<Utc>,
    /// It waits though that time has gone by.
    pub late: bool,
    /// When it was seen; `None`: it waits.
    pub seen_at: Option<DateTime<Utc>>,
    /// By whom.
    pub seen_by: String,
    /// Whose it is; empty: nobody's.
    pub owner: String,
    /// Through which hands it has gone.
    pub handed: Vec<HandedOver>,
    /// The reader can say that they have seen it.
    pub may_see: bool,
    /// Into whose hands the reader can put it.
    pub to: Vec<Choice>,
    /// The reader can take it over from its owner.
    pub may_take: bool,
}

/// One of the reader's own notices in the list.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRow {
    /// Whom it is about.
    pub name: String,
    /// The patient's page.
    pub url: String,
    /// The question in few words.
    pub topic: String,
    /// What opens in place.
    pub card: NoticeCard,
}

/// A notice that nobody has seen in time: without whom it is about and without the answer.
#[derive(Debug, Clone, Serialize)]
pub struct LateRow {
    /// Its id.
    pub id: String,
    /// The team or clinic.
    pub unit: String,
    /// It is somebody's. Whose is not for whoever leads to see here: name by name, notices would become results.
    pub owned: bool,
    /// When it was answered.
    pub answered_at: DateTime<Utc>,
    /// By when it was to have been seen.
    pub due_at: DateTime<Utc>,
    /// Whole hours since it was answered.
    pub hours: u32,
    /// Into whose hands it can be put.
    pub to: Vec<Choice>,
}

/// `GET /notices`: the reader's own, those that wait first in order of time; for a leader those not seen in time.
#[derive(Debug, Clone, Serialize)]
pub struct Notices {
    /// The reader treats patients.
    pub treats: bool,
    /// The reader leads a unit.
    pub leads: bool,
    /// The reader decides by when, and which answers.
    pub decides: bool,
    /// Those that wait, by when they were answered.
    pub waiting: Vec<NoticeRow>,
    /// The latest that were seen.
    pub seen: Vec<NoticeRow>,
    /// Those of the reader's units that nobody has seen in time, by when they were answered.
    pub late: Vec<LateRow>,
    /// Something was just stored: `seen`, `handed` (text `done-<what>`).
    pub done: Option<String>,
}

impl Page for Notices {
    const TEMPLATE: &'static str = "notices/list.html";
    fn samples() -> Vec<Self> {
        samples::lists()
    }
}

/// What a unit wants of one question.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionRow {
    /// The field's name.
    pub field: String,
    /// The form's name.
    pub form: String,
    /// What it is about, in few words.
    pub topic: String,
    /// As the form says, other answers, or none.
    pub choices: Vec<Choice>,
}

/// `GET /notices/rule?unit=`: by when a unit's notices are to be seen, and which answers raise one.
///
/// Form: `POST /notices/rule` (csrf, unit, hours, `from_hour`, `to_hour`, weekends=yes, one field a question, add,
/// `add_from`, reason, do=save|follow).
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRule {
    /// The units that the reader decides for.
    pub units: Vec<Choice>,
    /// The unit's id.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Whose rule it follows: `own`, `above` or `usual` (text `notice-rule-<kept>`).
    pub kept: String,
    /// The unit above whose rule it follows.
    pub above: String,
    /// Who changed the rule last; empty when nobody did.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Why.
    pub because: String,
    /// Working hours until it is to have been seen, as typed.
    pub hours: String,
    /// When a working day begins, as typed.
    pub from_hour: String,
    /// When it ends, as typed.
    pub to_hour: String,
    /// Saturdays and Sundays are working days.
    pub weekends: bool,
    /// The questions that forms or the rule name.
    pub questions: Vec<QuestionRow>,
    /// Questions that can be added.
    pub add: Vec<Choice>,
    /// From which answer on, as typed.
    pub add_from: String,
    /// Why it is changed, as typed.
    pub reason: String,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
    /// It was just stored.
    pub done: Option<String>,
}

impl Page for NoticeRule {
    const TEMPLATE: &'static str = "notices/rule.html";
    fn samples() -> Vec<Self> {
        samples::rules()
    }
}

/// Invented notices for the patient's page: one that waits, and one that was seen.
#[must_use]
pub fn sample_cards() -> Vec<NoticeCard> {
    samples::cards()
}
