//! One line of a table at a time, read in large blocks and looked at where it stands: nothing is copied but a line
//! with quotes.

use std::io::{ErrorKind, Read};

use memchr::{memchr, memchr_iter};

/// How much is read at once: large enough that few lines lie across two blocks, small enough to stay near the core.
const BLOCK: usize = 1 << 18;

/// The cells of a line, and how to read them.
pub(super) struct Cells<'a> {
    /// The line without its end.
    text: &'a [u8],
    /// Where each cell begins and ends.
    ends: &'a [(usize, usize)],
    /// Whether the line stands as it was given: no quotes were taken off.
    plain: bool,
}

impl<'a> Cells<'a> {
    /// A cell by its column; empty where the line is too short.
    pub(super) fn get(&self, column: usize) -> &'a [u8] {
        self.ends.get(column).and_then(|(from, to)| self.text.get(*from..*to)).unwrap_or_default()
    }

    /// Whether the line has nothing on it.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.ends.len() < 2
    }

    /// What stands before a column, with the comma; `None` where the line has quotes or no such column.
    pub(super) fn before(&self, column: usize) -> Option<&'a [u8]> {
        let (from, _) = self.ends.get(column).filter(|_| self.plain)?;
        self.text.get(..*from)
    }
}

/// Reads lines and divides them into cells.
pub(super) struct Lines<R> {
    reader: R,
    /// What was read, of which `from` up to `to` is still to be looked at.
    block: Vec<u8>,
    from: usize,
    to: usize,
    /// A line without its quotes.
    unquoted: Vec<u8>,
    ends: Vec<(usize, usize)>,
    /// Lines read so far.
    pub(super) number: u64,
    /// Bytes read so far.
    pub(super) bytes: u64,
}

impl<R: Read> Lines<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, block: Vec::new(), from: 0, to: 0, unquoted: Vec::new(), ends: Vec::new(), number: 0, bytes: 0 }
    }

    /// What has been read and not been looked at; its last line may be cut off.
    pub(super) fn ahead(&self) -> &[u8] {
        self.block.get(self.from..self.to).unwrap_or_default()
    }

    /// Goes past a whole line of [`ahead`](Self::ahead), of so many bytes with its end.
    pub(super) fn pass(&mut self, length: usize) {
        self.from += length;
        self.number += 1;
        self.bytes += u64::try_from(length).unwrap_or(u64::MAX);
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Cells<'_>>> {
        let mut searched = 0;
        let length = loop {
            let ahead = self.ahead();
            if let Some(end) = memchr(b'\n', ahead.get(searched..).unwrap_or_default()) {
                break searched + end + 1;
            }
            searched = ahead.len();
            if self.fill()? == 0 {
                // The last line may lack its end.
                break searched;
            }
        };
        if length == 0 {
            return Ok(None);
        }
        let begin = self.from;
        self.pass(length);
        let line = without_end(self.block.get(begin..self.from).unwrap_or_default());
        self.ends.clear();
        if memchr(b'"', line).is_some() {
            unquote(line, &mut self.unquoted, &mut self.ends);
            return Ok(Some(Cells { text: &self.unquoted, ends: &self.ends, plain: false }));
        }
        let mut from = 0;
        for at in memchr_iter(b',', line) {
            self.ends.push((from, at));
            from = at + 1;
        }
        self.ends.push((from, line.len()));
        Ok(Some(Cells { text: line, ends: &self.ends, plain: true }))
    }

    /// Reads on behind what is ahead; how much there was.
    fn fill(&mut self) -> std::io::Result<usize> {
        self.block.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, self.to - self.from);
        if self.to == self.block.len() {
            let room = self.block.len().max(BLOCK / 2) * 2;
            self.block.resize(room, 0);
        }
        loop {
            match self.reader.read(self.block.get_mut(self.to..).unwrap_or_default()) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => {
                    let read = read?;
                    self.to += read;
                    return Ok(read);
                }
            }
        }
    }
}

/// A line without what ends it.
pub(super) fn without_end(mut line: &[u8]) -> &[u8] {
    while let Some((b'\n' | b'\r', rest)) = line.split_last() {
        line = rest;
    }
    line
}

/// Takes the quotes off: cells then stand one after the other, without commas between them.
fn unquote(given: &[u8], text: &mut Vec<u8>, ends: &mut Vec<(usize, usize)>) {
    text.clear();
    let (mut from, mut inside) = (0, false);
    let mut bytes = given.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if inside && bytes.peek() == Some(&b'"') => {
                bytes.next();
                text.push(b'"');
            }
            b'"' => inside = !inside,
            b',' if !inside => {
                ends.push((from, text.len()));
                from = text.len();
            }
            other => text.push(other),
        }
    }
    ends.push((from, text.len()));
}
