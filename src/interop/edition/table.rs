//! For statistics: the figures, and what the codes in them mean.

use csv::Error;

use super::super::outgoing_csv::{finished, words, writer};
use super::{Entry, Sheet};
use crate::domain::edition::table::{COLUMNS, Cell};

/// The figures.
///
/// # Errors
/// When they cannot be written.
pub fn figures(sheet: &Sheet<'_>) -> Result<Vec<u8>, Error> {
    let mut writer = writer();
    writer.write_record(COLUMNS)?;
    for row in sheet.cells() {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => words(text),
            Cell::Whole(count) => count.to_string(),
            Cell::Share(share) => share.to_string(),
        }))?;
    }
    finished(writer)
}

/// What the columns and codes mean.
///
/// # Errors
/// When it cannot be written.
pub fn codebook(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut writer = writer();
    for entry in entries {
        writer.serialize(entry)?;
    }
    finished(writer)
}
