//! The registry's rows as files: what an organisation takes out, and what every figure is recomputed from.
//!
//! [`table`] is the open form, two CSV files that any program reads: `episodes.csv` with one line an episode, and
//! `scores.csv` with one line a score, the scores of one episode together. [`kept`] is what one question needs of
//! them, packed, so that the next period is asked in a blink. Tables are read by two readers (`quick`) where
//! nothing is amiss, and else by one that says what is (`careful`); `columns` alone says what a cell means.

mod careful;
mod columns;
pub mod courses;
pub mod kept;
mod line;
mod places;
mod quick;
pub mod table;

use thiserror::Error;

/// A file of rows that cannot be taken, and what to mend.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RowsError {
    /// A line that says something impossible.
    #[error("{file} line {line}: {message}")]
    Line {
        /// Which file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// What is wrong, and what is wanted.
        message: String,
    },
    /// A column that must be there.
    #[error("{file} line 1: there is no column \"{column}\"; it needs {needed}")]
    Column {
        /// Which file.
        file: &'static str,
        /// The column.
        column: &'static str,
        /// All it needs.
        needed: String,
    },
    /// The file cannot be read at all.
    #[error("{0}")]
    File(String),
}

impl From<std::io::Error> for RowsError {
    fn from(error: std::io::Error) -> Self {
        Self::File(error.to_string())
    }
}
