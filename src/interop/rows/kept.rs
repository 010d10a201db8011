//! What one question needs of every episode, packed: one fixed row an episode, so that another period of the same
//! question is read in a blink. It says nothing that the tables do not, and is made anew from them at any time.
//!
//! The file: `LYTTROWS`, then a line of JSON that says what it answers and how many rows there are, then the rows of
//! 45 bytes each, numbers with the lowest byte first. Days count from 1970; the lowest day of all stands for none.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::RowsError;
use super::table::Rows;
use crate::domain::care::{EndKind, Sex};
use crate::domain::registry::comparison::{AgeBand, Background, Spoken};
use crate::domain::registry::course::{Entry, Pair, Point};

const MARK: &[u8; 8] = b"LYTTROWS";
const ROW: usize = 45;
const NO_DAY: i32 = i32::MIN;
/// How many rows are unpacked at a time: few enough to stay near the core.
const BATCH: usize = 4096;
const LONGEST_HEAD: u64 = 1 << 16;

/// What kept rows answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The instrument.
    pub instrument: String,
    /// Its scale.
    pub scale: String,
    /// The first of the two points.
    pub from: Point,
    /// The second.
    pub to: Point,
    /// The day the data were taken out.
    pub data_date: NaiveDate,
    /// How many scores went into them.
    pub scores: u64,
    /// How many rows follow.
    pub rows: u64,
}

/// Writes kept rows.
///
/// # Errors
/// When nothing can be written.
pub fn write(head: &Head, rows: &Rows, mut file: impl Write) -> std::io::Result<()> {
    file.write_all(MARK)?;
    serde_json::to_writer(&mut file, head)?;
    file.write_all(b"\n")?;
    let mut packed = Vec::with_capacity(ROW * BATCH);
    for some in rows.entries.chunks(BATCH) {
        packed.clear();
        for entry in some {
            pack(entry, &mut packed);
        }
        file.write_all(&packed)?;
    }
    file.flush()
}

/// What kept rows answer.
///
/// # Errors
/// A file that is not one.
pub fn head(file: impl Read) -> Result<Head, RowsError> {
    head_and_length(file).map(|(head, _)| head)
}

/// Goes through kept rows, the halves at once: each begins with something of its own, and takes its rows some at a time,
/// with the place of the first of them. `open` opens the file anew for each.
///
/// # Errors
/// A file that is not one, or was cut short.
pub fn halves<R: Read + Seek + Send, T: Send>(
    open: impl Fn() -> std::io::Result<R> + Sync,
    begin: impl Fn() -> T + Sync,
    take: impl Fn(&mut T, usize, &[Entry]) + Sync,
) -> Result<(Head, T, T), RowsError> {
    let (head, length) = head_and_length(open()?)?;
    let size = open()?.seek(SeekFrom::End(0))?;
    if head.rows.checked_mul(ROW as u64).and_then(|rows| rows.checked_add(length)) != Some(size) {
        return Err(broken("the file was cut short"));
    }
    let half = head.rows / 2;
    let read = |(from, until): (u64, u64)| -> Result<T, RowsError> {
        let mut file = open()?;
        file.seek(SeekFrom::Start(length + from * ROW as u64))?;
        let (mut taken, mut packed, mut entries) = (begin(), vec![0; ROW * BATCH], Vec::with_capacity(BATCH));
        let mut from = usize::try_from(from).unwrap_or(usize::MAX);
        let mut left = usize::try_from(until).unwrap_or(usize::MAX).saturating_sub(from);
        while left > 0 {
            let packed = packed.get_mut(..ROW * left.min(BATCH)).unwrap_or_default();
            file.read_exact(packed)?;
            entries.clear();
            for row in packed.chunks_exact(ROW) {
                entries.push(unpack(&mut Bytes(row)).ok_or_else(|| broken("a row of the file does not read"))?);
            }
            take(&mut taken, from, &entries);
            (from, left) = (from + entries.len(), left - entries.len());
        }
        Ok(taken)
    };
    std::thread::scope(|scope| {
        let later = scope.spawn(|| read((half, head.rows)));
        let earlier = read((0, half))?;
        let later = later.join().map_err(|_| RowsError::File("a reader ended before its work".to_owned()))??;
        Ok((head.clone(), earlier, later))
    })
}

/// Reads kept rows.
///
/// # Errors
/// A file that is not one, or was cut short.
pub fn read<R: Read + Seek + Send>(open: impl Fn() -> std::io::Result<R> + Sync) -> Result<(Head, Rows), RowsError> {
    let (head, mut entries, later) = halves(open, Vec::new, |rows, _, some| rows.extend_from_slice(some))?;
    entries.extend(later);
    let scores = head.scores;
    Ok((head, Rows { entries, scores }))
}

fn broken(what: &str) -> RowsError {
    RowsError::File(format!("{what}; make the kept rows anew from the tables"))
}

/// The head, and how many bytes stand before the rows.
fn head_and_length(file: impl Read) -> Result<(Head, u64), RowsError> {
    let mut first = Vec::new();
    BufReader::new(file.take(LONGEST_HEAD)).read_until(b'\n', &mut first)?;
    let text = first.strip_prefix(MARK.as_slice()).ok_or_else(|| broken("this is no file of kept rows"))?;
    let text = text.strip_suffix(b"\n").ok_or_else(|| broken("the file has no head"))?;
    let head = serde_json::from_slice(text).map_err(|_| broken("the file's head does not read"))?;
    Ok((head, u64::try_from(first.len()).unwrap_or(u64::MAX)))
}

fn days(day: NaiveDate) -> i32 {
    i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).unwrap_or(NO_DAY)
}

fn pack(entry: &Entry, packed: &mut Vec<u8>) {
    let mut day = |day: Option<NaiveDate>| packed.extend(day.map_or(NO_DAY, days).to_le_bytes());
    day(Some(entry.referred_on));
    day(entry.started_on);
    day(entry.ended_on);
    packed.extend(entry.sessions_held.to_le_bytes());
    let place = |place: Option<usize>| place.and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX);
    let Background { age, sex, language } = entry.background;
    let pair = entry.pair;
    let has = |value: Option<f64>, bit: u8| u8::from(value.is_some()) << bit;
    packed.extend([
        place(entry.end_kind.and_then(|kind| EndKind::ALL.iter().position(|one| *one == kind))),
        place(AgeBand::ALL.iter().position(|one| *one == age)),
        place(Sex::ALL.iter().position(|one| *one == sex)),
        place(Spoken::ALL.iter().position(|one| *one == language)),
        u8::from(pair.measured) | has(pair.from, 1) | has(pair.to, 2) | has(pair.carried, 3),
    ]);
    for value in [pair.from, pair.to, pair.carried] {
        packed.extend(value.unwrap_or_default().to_le_bytes());
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    /// A day; the inner `None` is none.
    #[expect(clippy::option_option, reason = "cut short, none and there are three things")]
    fn day(&mut self) -> Option<Option<NaiveDate>> {
        let days = i32::from_le_bytes(self.take()?);
        if days == NO_DAY {
            return Some(None);
        }
        NaiveDate::from_epoch_days(days).map(Some)
    }
}

fn unpack(bytes: &mut Bytes<'_>) -> Option<Entry> {
    let (referred_on, started_on, ended_on) = (bytes.day()??, bytes.day()?, bytes.day()?);
    let sessions_held = u32::from_le_bytes(bytes.take()?);
    let [end, age, sex, language, flags] = bytes.take()?;
    let mut value = |bit: u8| {
        let value = f64::from_le_bytes(bytes.take()?);
        Some((flags >> bit & 1 == 1).then_some(value))
    };
    let (from, to, carried) = (value(1)?, value(2)?, value(3)?);
    Some(Entry {
        referred_on,
        started_on,
        ended_on,
        end_kind: EndKind::ALL.get(usize::from(end)).copied(),
        sessions_held,
        background: Background {
            age: *AgeBand::ALL.get(usize::from(age))?,
            sex: *Sex::ALL.get(usize::from(sex))?,
            language: *Spoken::ALL.get(usize::from(language))?,
        },
        pair: Pair { measured: flags & 1 == 1, from, to, carried },
    })
}
