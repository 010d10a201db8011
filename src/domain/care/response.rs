//! How an answer came about.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Session;
use crate::codes;

codes! {
    /// Who answers.
    pub enum Respondent {
        /// The patient.
        Patient = "patient",
        /// A parent.
        Parent = "parent",
        /// Next of kin.
        NextOfKin = "next-of-kin",
        /// A teacher.
        Teacher = "teacher",
        /// A clinician, about the patient.
        Clinician = "clinician",
    }
}

codes! {
    /// How the answers reached the service.
    pub enum Mode {
        /// The respondent's own link.
        Link = "link",
        /// A tablet in the waiting room, or one that staff handed over.
        Room = "room",
        /// Typed in by staff while the respondent answered.
        Staff = "staff",
        /// Typed in from paper.
        Paper = "paper",
        /// Taken over from another system or file.
        Import = "import",
    }
}

codes! {
    /// The kind of device, from what the browser says of itself; never more exact than this.
    pub enum Device {
        /// A telephone.
        Phone = "phone",
        /// A tablet.
        Tablet = "tablet",
        /// A computer.
        Computer = "computer",
        /// Nothing known.
        Unknown = "unknown",
    }
}

impl Device {
    /// The kind of device a `User-Agent` header speaks of.
    #[must_use]
    pub fn from_user_agent(agent: &str) -> Self {
        let has = |word: &str| agent.contains(word);
        if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
            Self::Tablet
        } else if has("Mobile") || has("iPhone") {
            Self::Phone
        } else if has("Windows") || has("Macintosh") || has("X11") || has("Linux") {
            Self::Computer
        } else {
            Self::Unknown
        }
    }
}

codes! {
    /// When the answers were given, seen from the session they belong to.
    pub enum Timing {
        /// Before the session began.
        Before = "before",
        /// While it was set to last.
        During = "during",
        /// After it was set to end.
        After = "after",
        /// No session to compare with.
        Unscheduled = "unscheduled",
    }
}

impl Timing {
    /// Where `at` lies in relation to `session`.
    #[must_use]
    pub fn of(at: DateTime<Utc>, session: Option<&Session>) -> Self {
        match session {
            None => Self::Unscheduled,
            Some(session) if at < session.starts_at => Self::Before,
            Some(session) if at < session.ends_at() => Self::During,
            Some(_) => Self::After,
        }
    }
}

/// How an answer came about; stored with it and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Who answered.
    pub respondent: Respondent,
    /// How the answers reached the service.
    pub mode: Mode,
    /// On what kind of device.
    pub device: Device,
    /// When, seen from the session.
    pub timing: Timing,
    /// The language the questions were shown in.
    pub language: String,
}
