//! What one question needs of every episode, packed: one fixed row an episode, so that another period of the same
//! question is read in a blink. It says nothing that the tables do not, and is made anew from them at any time.
//!
//! The file: `LYTTROWS`, then a line of JSON that says what it answers and how many rows there are, then the rows of
//! 45 bytes each, numbers with the lowest byte first. Days count from 1970; the lowest day of all stands for none.

use std::io::{Read, Write};

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
    let mut packed = Vec::with_capacity(ROW * 4096);
    for some in rows.entries.chunks(4096) {
        packed.clear();
        for entry in some {
            pack(entry, &mut packed);
        }
        file.write_all(&packed)?;
    }
    file.flush()
}

/// Reads kept rows.
///
/// # Errors
/// A file that is not one, or was cut short.
pub fn read(mut file: impl Read) -> Result<(Head, Rows), RowsError> {
    let broken = |what: &str| RowsError::File(format!("{what}; make the kept rows anew from the tables"));
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let rest = bytes.strip_prefix(MARK.as_slice()).ok_or_else(|| broken("this is no file of kept rows"))?;
    let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(|| broken("the file has no head"))?;
    let (head, rows) = rest.split_at(end);
    let head: Head = serde_json::from_slice(head).map_err(|_| broken("the file's head does not read"))?;
    let rows = rows.get(1..).unwrap_or_default();
    if u64::try_from(rows.len() / ROW).ok() != Some(head.rows) || rows.len() % ROW != 0 {
        return Err(broken("the file was cut short"));
    }
    let half = rows.len() / ROW / 2 * ROW;
    let (one, other) = rows.split_at_checked(half).unwrap_or((rows, &[]));
    let unpacked =
        |rows: &[u8]| -> Option<Vec<Entry>> { rows.chunks_exact(ROW).map(|row| unpack(&mut Bytes(row))).collect() };
    let (one, other) = std::thread::scope(|scope| {
        let other = scope.spawn(|| unpacked(other));
        (unpacked(one), other.join().ok().flatten())
    });
    let entries = one.zip(other).map(|(mut one, other)| {
        one.extend(other);
        one
    });
    let entries = entries.ok_or_else(|| broken("a row of the file does not read"))?;
    Ok((head.clone(), Rows { entries, scores: head.scores }))
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
