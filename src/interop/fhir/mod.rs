//! FHIR R4: a definition as a Questionnaire and back, answers as a
//! `QuestionnaireResponse` and back, scores as Observations.
//!
//! Pure functions over JSON. What is written suits LHC-Forms and Helsenorge's Refero;
//! `docs/fhir.md` says how. Scores are worked out here, never taken from a client.

mod appointment;
mod branching;
mod codes;
mod document;
mod element;
mod expression;
mod foreign;
mod import;
mod invariants;
mod names;
mod options;
mod package;
mod questionnaire;
mod reading;
mod response;
mod texts;

pub use appointment::appointments;
pub use document::{Document, DocumentScale, document};
pub use element::Problem;
pub use import::package;
pub use invariants::broken;
pub use names::{LOINC, LYTT_DEFINITION};
pub use package::Package;
pub use questionnaire::{questionnaire, score_link};
pub use response::{About, Received, answers, observations, response};
