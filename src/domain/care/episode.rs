//! Episodes of care.

use chrono::NaiveDate;

use super::{EpisodeId, PersonId, UnitId};
use crate::codes;

codes! {
    /// How an episode ended.
    pub enum EndKind {
        /// As agreed between patient and clinician.
        Planned = "planned",
        /// The patient stopped coming.
        Left = "left",
        /// Another service took over.
        Transferred = "transferred",
        /// Referred but never begun.
        NotStarted = "not-started",
        /// History that does not say.
        Unknown = "unknown",
    }
}

codes! {
    /// What the help is mainly about, as agreed at the start.
    pub enum Problem {
        /// Low mood.
        Depression = "depression",
        /// Anxiety and worry.
        Anxiety = "anxiety",
        /// Strain after something that happened.
        Trauma = "trauma",
        /// Sleep.
        Sleep = "sleep",
        /// Stress at work or in life.
        Stress = "stress",
        /// Anything else.
        Other = "other",
        /// Not recorded.
        Unknown = "unknown",
    }
}

codes! {
    /// The form of the help.
    pub enum Course {
        /// One patient and one clinician.
        Individual = "individual",
        /// Guided self-help.
        GuidedSelfHelp = "guided-self-help",
        /// Group or course.
        Group = "group",
        /// Not recorded.
        Unknown = "unknown",
    }
}

/// One episode of care, from referral to ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// Its id.
    pub id: EpisodeId,
    /// Whose it is.
    pub person: PersonId,
    /// The unit that gives the care.
    pub unit: UnitId,
    /// When the patient was referred or asked for help.
    pub referred_on: NaiveDate,
    /// The first treatment session.
    pub started_on: Option<NaiveDate>,
    /// The ending.
    pub ended_on: Option<NaiveDate>,
    /// How it ended; set exactly when `ended_on` is.
    pub end_kind: Option<EndKind>,
    /// What the help is mainly about.
    pub problem: Problem,
    /// The form of the help.
    pub course: Course,
}
