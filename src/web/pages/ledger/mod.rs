//! `/ledger`: what is counted in a unit, and what patients report beside it.

mod charts;
mod indicator;
mod list;
mod writing;

pub(in crate::web) use indicator::show as show_indicator;
pub(in crate::web) use list::show;
pub(in crate::web) use writing::{decide, figures, import, take_up};

use crate::interop::ledger_csv::RowError;
use crate::view::pages::ledger::RowProblem;

fn row_problems(wrong: &[RowError]) -> Vec<RowProblem> {
    let one = |wrong: &RowError| RowProblem {
        line: wrong.line,
        given: wrong.given.clone(),
        fault: wrong.fault.code().to_owned(),
    };
    // Fifty tell what is wrong with a file; thousands hide it.
    wrong.iter().take(50).map(one).collect()
}
