//! The code of each answer.

use super::names::LOINC;
use crate::domain::instrument::{Instrument, Item, ItemKind};

/// The code of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// Whether LOINC gave it; otherwise it is of the instrument's own code system.
    pub(super) loinc: bool,
    /// The code.
    pub(super) code: String,
}

/// The code of an answer to a choice: its LOINC answer code when it has one, otherwise
/// its value.
pub(super) fn code(item: &Item, value: f64) -> Option<Code> {
    let ItemKind::Choice { values, loinc, .. } = &item.kind else {
        return None;
    };
    let place = values.iter().position(|known| (known - value).abs() < 1e-9)?;
    Some(match loinc.get(place) {
        Some(code) => Code { loinc: true, code: code.clone() },
        None => Code { loinc: false, code: value.to_string() },
    })
}

/// The code system of an answer set: LOINC, or the instrument's own.
pub(super) fn system(base: &str, instrument: &Instrument, set: &str, code: &Code) -> String {
    if code.loinc { LOINC.to_owned() } else { format!("{base}/CodeSystem/{}-{set}", instrument.id) }
}
