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
    /// E-mail address, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The person's address is protected (code 6 or 7): nothing is sent, and no address is shown.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub protected: bool,
}

/// Who somebody near a patient is, and how to reach them. Sealed with the patient's own key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What the patient calls them.
    pub name: String,
    /// Mobile number, when known.
    pub phone: Option<String>,
    /// E-mail address, when known.
    pub email: Option<String>,
}

impl Identity {
    /// Given and family name as spoken.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.given, self.family).trim().to_owned()
    }
}
