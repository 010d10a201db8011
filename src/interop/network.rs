//! The documents that organisations of a network send each other, as files.
//!
//! ```text
//! Lytt network document 1
//! {
//!   "document": "statement",
//!   …
//! }
//! key <64 hexadecimal digits>
//! signature <128 hexadecimal digits>
//! ```
//!
//! The signature is under every byte before its own line. There is one way to write a document, and nothing else is
//! read: what is read is written again, and has to give the same bytes.

use thiserror::Error;

use crate::domain::network::{Document, KeyId};

/// The first line.
const HEAD: &str = "Lytt network document 1";

/// The longest file, in bytes.
pub const LONGEST: usize = 48 * 1024;

/// What is not such a file.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Something else, or cut short.
    #[error("this is not a network document, or a part of it is missing")]
    Form,
    /// Its contents do not read.
    #[error("the document does not read")]
    Contents(#[from] serde_json::Error),
    /// It says the same as a document, in other letters.
    #[error("the document is not written as it is signed")]
    Writing,
}

/// A file that was read. Its signature is not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// What it says.
    pub document: Document,
    /// Whose key it names.
    pub key: KeyId,
    /// Exactly what the signature is under.
    pub signed: String,
    /// The signature.
    pub signature: String,
}

/// What is to be signed: the document and whose it is.
///
/// # Errors
/// Never for documents of the domain: they hold no maps with other keys than texts.
pub fn to_sign(document: &Document, key: &KeyId) -> Result<String, serde_json::Error> {
    Ok(format!("{HEAD}\n{}\nkey {key}\n", serde_json::to_string_pretty(document)?))
}

/// The file: what was signed and its signature.
#[must_use]
pub fn file(signed: &str, signature: &str) -> String {
    format!("{signed}signature {signature}\n")
}

/// A text as it came through a form, an e-mail or an editor: line ends as they were written, and nothing around it.
#[must_use]
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    format!("{}\n", text.trim_start_matches('\u{feff}').trim())
}

/// Reads a file.
///
/// # Errors
/// When it is not exactly what [`file`](fn@file) writes of some document.
pub fn read(text: &str) -> Result<Read, ReadError> {
    if text.len() > LONGEST {
        return Err(ReadError::Form);
    }
    let (signed, signature) = text.rsplit_once("signature ").ok_or(ReadError::Form)?;
    let signature = signature.strip_suffix('\n').ok_or(ReadError::Form)?;
    let (body, key) = signed.rsplit_once("\nkey ").ok_or(ReadError::Form)?;
    let body = body.strip_prefix(HEAD).ok_or(ReadError::Form)?;
    let key = key.strip_suffix('\n').ok_or(ReadError::Form)?;
    let key = KeyId::try_from(key.to_owned()).map_err(|_| ReadError::Form)?;
    let document: Document = serde_json::from_str(body)?;
    if to_sign(&document, &key)? != signed {
        return Err(ReadError::Writing);
    }
    Ok(Read { document, key, signed: signed.to_owned(), signature: signature.to_owned() })
}
