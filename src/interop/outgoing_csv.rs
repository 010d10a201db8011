//! Tables that leave: comma-separated, UTF-8, a point in numbers (RFC 4180).

use csv::{Error, Terminator, Writer, WriterBuilder};

/// A table to be filled.
#[must_use]
pub(super) fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new())
}

/// The filled table.
///
/// # Errors
/// When it cannot be written.
pub(super) fn finished(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, Error> {
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// Words that people wrote, so that a spreadsheet program does not take them for a formula.
pub(super) fn words(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
