//! Patients: what identifies them is kept apart from what they answer.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::codes;

codes! {
    /// Sex as registered; used for norms and for seeing who a service does not hear from.
    pub enum Sex {
        /// A woman.
        Female = "female",
        /// A man.
        Male = "male",
        /// Anything else.
        Other = "other",
        /// Not recorded.
        Unknown = "unknown",
    }
}

/// What says who a patient is. Sealed with the person's own key wherever it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Given name or names.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Date of birth, when known.
    pub birth_date: Option<NaiveDate>,
    /// Mobile number, when known.
    pub phone: Option<String>,
    /// The number another system knows the person by, when imported.
    pub external: Option<String>,
}

impl Identity {
    /// Given and family name as spoken.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }
}
