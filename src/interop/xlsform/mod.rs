//! Forms that services keep as spreadsheets: `XLSForm` (`.xlsx`, or its sheets as CSV files), and a plain
//! list of questions as one CSV file.
//!
//! Both become a FHIR Questionnaire, so that there is one way in for everybody else's forms: what our
//! language has no words for is refused there, and what the form does not say is said in the doubts.

mod condition;
mod form;
mod sheet;

use std::fmt;

pub use form::questionnaire;
pub use sheet::{Row, Workbook};

/// Something in a spreadsheet that must be mended: place, fact and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The sheet, such as `survey`.
    pub sheet: String,
    /// The row, counted from 1 as a spreadsheet shows it; `None` when it is the whole sheet.
    pub row: Option<usize>,
    /// What is wrong.
    pub fact: String,
    /// What to do about it, as it follows "please".
    pub remedy: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sheet)?;
        if let Some(row) = self.row {
            write!(f, " row {row}")?;
        }
        write!(f, ": {}. Please {}.", self.fact, self.remedy)
    }
}

fn problem(sheet: &str, row: Option<usize>, fact: impl fmt::Display, remedy: &str) -> Problem {
    Problem { sheet: sheet.to_owned(), row, fact: fact.to_string(), remedy: remedy.to_owned() }
}
