//! One line of a table at a time, without a copy where the line has no quotes.

use std::io::BufRead;

use super::RowsError;

/// The cells of a line, and how to read them.
pub(super) struct Cells<'a> {
    /// The line without its end.
    text: &'a [u8],
    /// Where each cell begins and ends.
    ends: &'a [(usize, usize)],
}

impl<'a> Cells<'a> {
    /// A cell by its column; empty where the line is too short.
    pub(super) fn get(&self, column: usize) -> &'a [u8] {
        self.ends.get(column).and_then(|(from, to)| self.text.get(*from..*to)).unwrap_or_default()
    }
}

/// Reads lines and divides them into cells.
pub(super) struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    ends: Vec<(usize, usize)>,
    /// Lines read so far.
    pub(super) number: u64,
    /// Bytes read so far.
    pub(super) bytes: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, line: Vec::new(), ends: Vec::new(), number: 0, bytes: 0 }
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<Cells<'_>>, RowsError> {
        self.line.clear();
        let read = self.reader.read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        self.bytes += u64::try_from(read).unwrap_or(u64::MAX);
        while self.line.last().is_some_and(|last| matches!(last, b'\n' | b'\r')) {
            self.line.pop();
        }
        if self.line.contains(&b'"') {
            self.unquote();
        } else {
            self.ends.clear();
            let mut from = 0;
            for (at, byte) in self.line.iter().enumerate() {
                if *byte == b',' {
                    self.ends.push((from, at));
                    from = at + 1;
                }
            }
            self.ends.push((from, self.line.len()));
        }
        Ok(Some(Cells { text: &self.line, ends: &self.ends }))
    }

    /// Takes the quotes off: cells then stand one after the other, without commas between them.
    fn unquote(&mut self) {
        let given = std::mem::take(&mut self.line);
        self.ends.clear();
        let (mut from, mut inside) = (0, false);
        let mut bytes = given.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if inside && bytes.peek() == Some(&b'"') => {
                    bytes.next();
                    self.line.push(b'"');
                }
                b'"' => inside = !inside,
                b',' if !inside => {
                    self.ends.push((from, self.line.len()));
                    from = self.line.len();
                }
                other => self.line.push(other),
            }
        }
        self.ends.push((from, self.line.len()));
    }
}
