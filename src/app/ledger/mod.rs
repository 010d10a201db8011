//! The activity ledger of a unit: what is counted today, what was decided about it, and its figures beside what
//! patients report. See `docs/ledger.md`.

mod beside;
mod read;
mod write;

pub use beside::{Beside, beside};
pub use read::{Opened, Taken, UnitLedger, list, open};
pub use write::{Figure, add_figures, decide, import, take_up};

use super::{AppError, Result};
use crate::catalogue;
use crate::domain::ledger::{Indicator, Measure};

/// An indicator of the catalogue.
///
/// # Errors
/// When the catalogue does not read.
pub fn indicator(id: &str) -> Result<Option<&'static Indicator>> {
    Ok(catalogue::ledger::embedded()?.get(id))
}

/// The measures that answer an indicator's question, in the catalogue's order.
///
/// # Errors
/// When the catalogue does not read.
pub fn measures(indicator: &Indicator) -> Result<Vec<&'static Measure>> {
    let known = catalogue::measures::embedded()?;
    let find =
        |id: &String| known.get(id).ok_or_else(|| AppError::Broken(format!("measure {id} is not in the catalogue")));
    indicator.measures.iter().map(find).collect()
}
