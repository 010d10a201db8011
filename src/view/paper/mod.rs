//! Pages to keep: PDF for the record, from the same templates and texts as what is on the screen.
//!
//! A template under `templates/paper/` writes a few elements of XHTML and the charts' SVG ([`read`]); they are
//! laid out on A4 ([`flow`]) with fonts that travel in the program ([`face`]) and written ([`write`]) as
//! PDF/A-2a and PDF/UA-1: made to be archived, and to be read aloud. Everything is black and grey.

mod face;
mod flow;
mod ink;
mod read;
mod write;

use chrono::NaiveDateTime;

/// Something that cannot be put on paper. Both are mistakes of ours, never of whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The markup is not what a paper is written in.
    #[error("the markup of a paper: {0}")]
    Markup(String),
    /// A font does not read, or the finished document does not keep what it promises.
    #[error("a paper could not be written: {0}")]
    Written(String),
}

/// What a document says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The title, shown by readers instead of a file name.
    pub title: String,
    /// Language tag.
    pub language: String,
    /// When it was made, on the wall.
    pub made_at: NaiveDateTime,
    /// What stands at the foot of every page, left of its number.
    pub foot: String,
}

/// The document as PDF.
///
/// # Errors
/// When the markup is not what a paper is written in, or the document cannot be written.
pub fn pdf(markup: &str, about: &About) -> Result<Vec<u8>, PaperError> {
    let laid = flow::lay_out(&read::read(markup)?, about)?;
    write::write(&laid, about)
}

#[cfg(test)]
mod tests;
