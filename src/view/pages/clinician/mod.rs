//! The clinician's pages: the day, the patients, one patient.

mod episode;
mod forms;
mod kin;
mod model;
mod own_page;
mod plan;
mod samples;
mod support;
mod today;
mod together;
mod tool_use;

pub use episode::{
    AnswerRow, CorrectedAnswers, DeskCode, Discussion, Episode, FormAnswers, Measure, NewLink, Norms, Other, OwnWords,
    RequestRow, SessionNow, SupportTopic, UsualWords,
};
pub use forms::{NewPatient, NewPatientForm, NewSession};
pub use kin::{KinDone, KinEntry, KinLine, KinPlan};
pub use model::{AccuracyRow, CalibrationRow, Checked, Model};
pub use own_page::{OwnPage, StandingWay};
pub use plan::{CoursePlan, Person, PersonForm, PlannedRequest, PlannedSession, ReachForm, Written};
pub use support::{SupportPage, SupportVersion, TopicForm};
pub use today::{PatientRow, Patients, Today, TodaySession};
pub use together::Together;
pub use tool_use::{ToolRow, ToolUsePage};

use chrono::{DateTime, Utc};
use serde::Serialize;

/// How far a request for answers has come.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Answering {
    /// Nothing is asked.
    NotAsked,
    /// Asked, nothing yet.
    Waiting,
    /// Begun and not sent.
    Begun,
    /// Sent.
    Answered {
        /// When.
        at: DateTime<Utc>,
    },
    /// The person would rather not answer.
    Declined,
    /// The person answered, and took it back.
    Withdrawn,
    /// The time to answer is over.
    Expired,
}

/// One thing that may be worth asking about, or that changed. Always a sentence, never a colour.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Remark {
    /// What the person most wants to talk about.
    OwnWords {
        /// As the person wrote it.
        text: String,
    },
    /// An answer that staff asked to be told about, quoted.
    AnswerToNote {
        /// The question in few words.
        question: String,
        /// The chosen answer.
        answer: String,
    },
    /// A score moved, compared with last time or the start.
    Moved {
        /// Such as `PHQ-9`.
        measure: String,
        /// Score then.
        from: f64,
        /// Score now.
        to: f64,
        /// Compared with the start rather than last time.
        since_start: bool,
        /// Larger than measurement error alone would seldom give.
        reliable: bool,
        /// In the better direction.
        better: bool,
    },
    /// A score is on the other side of the cut-off than it was.
    Crossed {
        /// Such as `PHQ-9`.
        measure: String,
        /// The cut-off.
        cutoff: f64,
        /// Now on the side of those in care.
        into_care: bool,
    },
    /// Much the same as last time.
    Same {
        /// Such as `PHQ-9`.
        measure: String,
        /// Score now.
        value: f64,
    },
    /// An answer to one item moved by two steps or more.
    ItemMoved {
        /// The item in few words.
        topic: String,
        /// The answer then.
        from: String,
        /// The answer now.
        to: String,
    },
    /// A question that must not be overlooked has no answer. Not knowing is not the same as no.
    AnswerMissing {
        /// The question in few words.
        question: String,
    },
    /// How the person experiences the work together is lower than before.
    AllianceLower {
        /// Then.
        from: f64,
        /// Now.
        to: f64,
    },
    /// Some items have no answer.
    Unanswered {
        /// How many.
        n: u32,
    },
    /// There is no score, because.
    NotScorable {
        /// Such as `PHQ-9`.
        measure: String,
        /// Why, in the page's language.
        reason: String,
    },
    /// The first answers: nothing to compare with.
    First,
    /// No answers since the last session.
    NoNewAnswers,
    /// The person would rather not answer this time.
    Declined,
}
