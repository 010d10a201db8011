//! An edition as files: for a spreadsheet program, for statistics, and for machines. All three hold the same rows.

mod table;
mod workbook;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::edition::Edition;
use crate::domain::edition::table::{COLUMNS, Cell, cells, rows};

pub use table::{codebook, figures};
pub use workbook::{Words, workbook};

/// An edition and what its files say around it.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The unit's name.
    pub unit: &'a str,
    /// What left.
    pub edition: &'a Edition,
    /// What the codes mean.
    pub codebook: &'a [Entry],
}

/// A line of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The column.
    pub column: String,
    /// A value that the column can have; empty for the column itself.
    pub value: String,
    /// What it means.
    pub meaning: String,
}

impl Sheet<'_> {
    fn cells(&self) -> Vec<[Cell; COLUMNS.len()]> {
        rows(self.edition).iter().map(|row| cells(self.edition, self.unit, row)).collect()
    }
}

/// The edition for a machine: the rows of the table with their codebook, and as it is kept.
///
/// # Errors
/// When it cannot be written.
pub fn machine(sheet: &Sheet<'_>) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Machine<'a> {
        format: &'static str,
        unit: &'a str,
        first_day: chrono::NaiveDate,
        last_day: chrono::NaiveDate,
        figures: Vec<BTreeMap<&'static str, Cell>>,
        codebook: &'a [Entry],
        edition: &'a Edition,
    }
    let Sheet { unit, edition, codebook } = *sheet;
    let (first_day, last_day) = (edition.period.first(), edition.period.last());
    let figures = sheet.cells().into_iter().map(|cells| COLUMNS.into_iter().zip(cells).collect()).collect();
    let machine = Machine { format: "lytt-edition/1", unit, first_day, last_day, figures, codebook, edition };
    serde_json::to_string_pretty(&machine).map(|text| text + "\n")
}
