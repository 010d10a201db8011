//! Pages to keep: PDF for the record, from the same templates and texts as what is on the screen.
//!
//! A template under `templates/paper/` writes a few elements of XHTML and the charts' SVG ([`read`]); they are
//! laid out on A4 ([`flow`]) with fonts that travel in the program ([`face`]) and written ([`write`](mod@write)) as
//! PDF/A-2a and PDF/UA-1: made to be archived, and to be read aloud. Everything is black and grey.

mod face;
mod flow;
mod ink;
mod read;
mod write;

use chrono::NaiveDateTime;

use flow::Laid;

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
    /// The most pages it may have: letters are made smaller until it fits, down to the last of [`SIZES`].
    pub most_pages: Option<usize>,
}

/// How large letters are, against what they are when there is room.
const SIZES: [f32; 5] = [1.0, 0.95, 0.9, 0.85, 0.8];

/// The document as PDF.
///
/// # Errors
/// When the markup is not what a paper is written in, or the document cannot be written.
pub fn pdf(markup: &str, about: &About) -> Result<Vec<u8>, PaperError> {
    write::write(&lay_out(markup, about)?, about)
}

/// The document laid out, with letters as large as it may have them.
fn lay_out(markup: &str, about: &About) -> Result<Laid, PaperError> {
    let blocks = read::read(markup)?;
    let mut laid = flow::lay_out(&blocks, about, 1.0)?;
    for size in SIZES.into_iter().skip(1) {
        if about.most_pages.is_none_or(|most| laid.pages.len() <= most) {
            break;
        }
        laid = flow::lay_out(&blocks, about, size)?;
    }
    Ok(laid)
}

#[cfg(test)]
mod tests;
