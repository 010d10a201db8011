//! What each page needs to know, as plain values. Texts live in the locales, numbers and instants
//! are formatted by the templates, so that a handler only says what is the case.

pub mod annual;
pub mod case_review;
pub mod clinician;
pub mod edition;
pub mod error;
pub mod improvement;
pub mod indicator;
pub mod instrument;
pub mod leader;
pub mod leader_meeting;
pub mod learning;
pub mod ledger;
pub mod network;
pub mod network_exchange;
pub mod notice;
pub mod own_figures;
pub mod paper;
pub mod patient;
pub mod protocol;
pub mod quality;
pub mod sign_in;
pub mod stop;
pub mod summary;

use serde::Serialize;

/// One choice of a `<select>` or a list of radios.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// Chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice from its parts.
    pub fn new(value: impl Into<String>, label: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), label: label.into(), chosen }
    }
}

/// What was wrong with a field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field's `name` attribute; its input has the id `field-<name>`.
    pub field: String,
    /// `missing`, `invalid`, `too-long`, `in-the-future`, `in-the-past` or `taken`:
    /// the text is the message `field-error-<kind>`.
    pub kind: String,
}

impl FieldError {
    /// An error from its parts.
    pub fn new(field: impl Into<String>, kind: impl Into<String>) -> Self {
        Self { field: field.into(), kind: kind.into() }
    }
}
