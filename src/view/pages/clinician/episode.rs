//! One patient, ready in ten seconds.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Answering, KinLine, Remark, samples};
use crate::view::Page;
use crate::view::chart::{Multiples, Trajectory};
use crate::view::pages::case_review::TeamFold;
use crate::view::pages::notice::NoticeCard;
use crate::view::pages::{Choice, FieldError};

/// Where a metric's numbers come from: one click away from the chart.
#[derive(Debug, Clone, Serialize)]
pub struct Norms {
    /// The norm set's name.
    pub name: String,
    /// Population, country, year and n, in one line.
    pub population: String,
    /// The citation.
    pub source: String,
    /// Nobody has held the numbers against the source: marked `[mem]`.
    pub unverified: bool,
    /// The cut-off's rule in plain words; may be empty.
    pub cutoff: String,
    /// The rule of reliable change in plain words; may be empty.
    pub reliable: String,
}

/// One symptom measure on the patient's page.
#[derive(Debug, Clone, Serialize)]
pub struct Measure {
    /// The chart's values.
    pub trajectory: Trajectory,
    /// Where its cut-off and band come from.
    pub norms: Option<Norms>,
    /// What is said about what is usual; `None` where the organisation does not show it.
    pub usual: Option<UsualWords>,
}

/// What is said about what is usual from where a person began.
#[derive(Debug, Clone, Serialize)]
pub struct UsualWords {
    /// `band`, `beyond` (the latest score lies outside on the worse side), `no-model` or `out-of-reach` (text
    /// `usual-<kind>`).
    pub kind: String,
    /// The model's id in its page's path; empty where there is none.
    pub model: String,
    /// Episodes it was fitted to.
    pub episodes: u32,
    /// When.
    pub fitted_at: Option<DateTime<Utc>>,
    /// Whose data, in the operator's words; empty for the service's own.
    pub reference: String,
}

impl UsualWords {
    /// Nothing is drawn, because.
    #[must_use]
    pub fn none(kind: &str) -> Self {
        Self { kind: kind.to_owned(), model: String::new(), episodes: 0, fitted_at: None, reference: String::new() }
    }
}

/// What somebody else than the patient answered: beside the patient's own, never merged with it.
#[derive(Debug, Clone, Serialize)]
pub struct Other {
    /// `parent`, `next-of-kin`, `teacher` or `clinician` (text `asked-<who>`).
    pub who: String,
    /// Their scales on one time axis.
    pub curves: Option<Multiples>,
    /// What they wrote, the latest first.
    pub words: Vec<OwnWords>,
}

/// Questions about one topic, for when it does not go as hoped.
#[derive(Debug, Clone, Serialize)]
pub struct SupportTopic {
    /// The topic's name.
    pub title: String,
    /// The questions.
    pub questions: Vec<String>,
}

/// One item's answers now, last time and at the start.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerRow {
    /// The question, whole or in few words.
    pub text: String,
    /// The answer now; `None` when unanswered.
    pub now: Option<String>,
    /// Last time.
    pub last: Option<String>,
    /// At the start.
    pub start: Option<String>,
    /// Since last time: `lower`, `higher`, `same` or empty when there is nothing to compare.
    pub moved: String,
    /// "I would rather not answer."
    pub declined: bool,
}

/// That the patient corrected answers afterwards.
#[derive(Debug, Clone, Serialize)]
pub struct CorrectedAnswers {
    /// When.
    pub at: DateTime<Utc>,
    /// The answers of which moment.
    pub answered_at: DateTime<Utc>,
    /// Why, in the patient's words.
    pub reason: String,
}

/// The latest answers to one form.
#[derive(Debug, Clone, Serialize)]
pub struct FormAnswers {
    /// The form's name.
    pub title: String,
    /// Language tag of the questions.
    pub language: String,
    /// When these were given.
    pub now: DateTime<Utc>,
    /// When the ones before were given.
    pub last: Option<DateTime<Utc>>,
    /// When the first were given.
    pub start: Option<DateTime<Utc>>,
    /// In the form's order.
    pub rows: Vec<AnswerRow>,
    /// How they were given: `link`, `room`, `staff`, `paper` or `import` (text `given-by-<how>`).
    pub how: String,
    /// Why the patient corrected answers to it afterwards, the latest first.
    pub corrected: Vec<CorrectedAnswers>,
    /// The wording is unreviewed or the form is not validated, in words; may be empty.
    pub doubts: Vec<String>,
}

/// Something the person wrote.
#[derive(Debug, Clone, Serialize)]
pub struct OwnWords {
    /// When.
    pub at: DateTime<Utc>,
    /// What was asked.
    pub question: String,
    /// What was written.
    pub text: String,
}

/// One request of the episode.
///
/// Forms: `POST {base}/requests/{id}/link` (csrf) makes a new link, shown once; `.../letter` (csrf) a letter to
/// print; `.../desk` (csrf) six digits for the tablet; `.../here` (csrf, how=room|staff|paper) begins here.
#[derive(Debug, Clone, Serialize)]
pub struct RequestRow {
    /// Its id in the path.
    pub id: String,
    /// `before`, `after` or `other` (text `request-<moment>`).
    pub moment: String,
    /// The session it belongs to.
    pub session_at: Option<DateTime<Utc>>,
    /// How far it has come.
    pub answers: Answering,
    /// A new link or letter can be made.
    pub may_link: bool,
    /// It is open now: it can be answered on this device, on the tablet, or typed in.
    pub may_here: bool,
    /// Who is asked, where it is not the patient: `parent`, `next-of-kin`, `teacher`, `clinician` (text
    /// `asked-<who>`).
    pub asked: Option<String>,
}

/// A link that was just made.
#[derive(Debug, Clone, Serialize)]
pub struct NewLink {
    /// The whole address.
    pub url: String,
    /// The same as a square for a camera.
    pub qr_svg: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// Six digits for the tablet in the waiting room.
#[derive(Debug, Clone, Serialize)]
pub struct DeskCode {
    /// The digits.
    pub digits: String,
    /// When they stop working.
    pub expires_at: DateTime<Utc>,
}

/// A note on what clinician and patient made of the answers.
#[derive(Debug, Clone, Serialize)]
pub struct Discussion {
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: String,
    /// What they made of the answers; may be empty.
    pub text: String,
    /// What they change from here on; may be empty.
    pub change: String,
    /// The patient sees it.
    pub shared: bool,
}

/// The session the page is read for.
#[derive(Debug, Clone, Serialize)]
pub struct SessionNow {
    /// Its id, sent with the discussion note.
    pub id: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// See [`TodaySession::mode`](super::TodaySession::mode).
    pub mode: String,
    /// See [`TodaySession::state`](super::TodaySession::state).
    pub state: String,
    /// Which session of the episode, from 1.
    pub number: u32,
    /// How far the answers have come.
    pub answers: Answering,
    /// Whether they were spoken about; `None` until somebody says.
    pub discussed: Option<bool>,
}

/// `GET /episodes/{id}`: one patient, ready in ten seconds.
///
/// Forms: `POST {base}/notes` (csrf, session, text, change, shared=yes),
/// `POST {base}/sessions/{session}/discussed` (csrf, discussed=yes|no), `POST {base}/requests/{id}/link` (csrf),
/// `POST {base}/sessions/{session}/state` (csrf, state=held|cancelled|no-show),
/// `POST {base}/end` (csrf, `ended_on`, `end_kind`), each notice's own (see [`NoticeCard`]) and the team's (see
/// [`TeamFold`]).
#[derive(Debug, Clone, Serialize)]
pub struct Episode {
    /// The page's own path, `/episodes/<id>`.
    pub base: String,
    /// The patient.
    pub name: String,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Age in whole years.
    pub age: Option<u32>,
    /// `depression`, `anxiety`, ... (text `problem-<problem>`, or as it stands); may be empty.
    pub problem: String,
    /// `individual`, `group`, `guided-self-help`, ... (text `course-<course>`, or as it stands); may be empty.
    pub course: String,
    /// The team or clinic.
    pub unit: String,
    /// When the referral came.
    pub referred_on: Option<NaiveDate>,
    /// The first session.
    pub started_on: Option<NaiveDate>,
    /// The end of the episode.
    pub ended_on: Option<NaiveDate>,
    /// `planned`, `left`, `transferred`, `not-started` (text `end-<kind>`); may be empty.
    pub end_kind: String,
    /// Who treats.
    pub clinicians: Vec<String>,
    /// Next of kin; `None` when nothing is written.
    pub kin: Option<KinLine>,
    /// Sessions held.
    pub sessions_held: u32,
    /// The session today or next.
    pub session: Option<SessionNow>,
    /// What changed since last time, the most important first.
    pub changed: Vec<Remark>,
    /// Answers to be told about.
    pub notices: Vec<NoticeCard>,
    /// The scale that is drawn large.
    pub chosen: Option<Measure>,
    /// The scales that can be drawn large: `?scale=<value>`.
    pub choices: Vec<Choice>,
    /// Every scale of the patient's, small, on one time axis.
    pub all: Option<Multiples>,
    /// What others answered.
    pub others: Vec<Other>,
    /// Questions for when it does not go as hoped.
    pub support: Vec<SupportTopic>,
    /// The latest answers.
    pub forms: Vec<FormAnswers>,
    /// Own words, the latest first.
    pub words: Vec<OwnWords>,
    /// Requests, the latest first.
    pub requests: Vec<RequestRow>,
    /// A link that was just made: shown this once.
    pub new_link: Option<NewLink>,
    /// Digits that were just made: shown this once.
    pub desk_code: Option<DeskCode>,
    /// Notes, the latest first.
    pub notes: Vec<Discussion>,
    /// What the team was asked.
    pub team: TeamFold,
    /// What was typed in the note form when it was refused.
    pub note_text: String,
    /// The same of what is changed.
    pub note_change: String,
    /// What was wrong with a form.
    pub errors: Vec<FieldError>,
    /// This person treats the patient and may write.
    pub may_write: bool,
    /// Patients here can be shown what came of their answers, where a note is shared.
    pub may_share: bool,
    /// The organisation has pages of the patient's own: there is a way to make the link.
    pub own_page: bool,
    /// Something was just stored: `note`, `seen`, `handed`, `state`, `session`, `registered`, `ended`, `case-put`,
    /// `case-changed`, `case-off` (text `done-<what>`).
    pub done: Option<String>,
}

impl Page for Episode {
    const TEMPLATE: &'static str = "staff/episode.html";
    fn samples() -> Vec<Self> {
        samples::episodes()
    }
}
