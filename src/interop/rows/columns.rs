//! Where the columns of the tables are, and what stands in their cells: the one place that reads a cell, however the
//! lines are gone through.

use std::io::Read;

use chrono::NaiveDate;

use super::RowsError;
use super::line::{Cells, Lines};
use crate::domain::care::{EndKind, Sex};
use crate::domain::registry::comparison::{AgeBand, Background, Spoken};
use crate::domain::registry::course::{Entry, Observation, Pair};

pub(super) const EPISODES: &str = "episodes.csv";
pub(super) const SCORES: &str = "scores.csv";

/// No line has this column.
const NOWHERE: usize = usize::MAX;

/// Where the columns of the episodes are.
pub(super) struct EpisodeColumns {
    episode: usize,
    referred_on: usize,
    started_on: usize,
    ended_on: usize,
    end_kind: usize,
    sessions_held: usize,
    age: usize,
    sex: usize,
    language: usize,
}

impl EpisodeColumns {
    /// Reads the first line, which names the columns.
    pub(super) fn read(lines: &mut Lines<impl Read>) -> Result<Self, RowsError> {
        const NEEDED: [&str; 6] = ["episode", "referred_on", "started_on", "ended_on", "end_kind", "sessions_held"];
        let [episode, referred_on, started_on, ended_on, end_kind, sessions_held, age, sex, language] =
            header(lines, EPISODES, &NEEDED, ["age", "sex", "language"])?;
        Ok(Self { episode, referred_on, started_on, ended_on, end_kind, sessions_held, age, sex, language })
    }

    /// Which episode the line is of.
    pub(super) fn id<'c>(&self, cells: &Cells<'c>) -> &'c [u8] {
        cells.get(self.episode)
    }

    /// Whether there is nothing on the line, as spreadsheets leave some.
    pub(super) fn is_blank(&self, cells: &Cells<'_>) -> bool {
        cells.get(0).is_empty() && self.id(cells).is_empty()
    }

    /// The episode, still without its measurements.
    ///
    /// # Errors
    /// What is wrong with the line, and what is wanted.
    pub(super) fn entry(&self, cells: &Cells<'_>) -> Result<Entry, String> {
        let day = |column: usize, name: &str| match cells.get(column) {
            b"" => Ok(None),
            text => day(text).map(Some).ok_or_else(|| unreadable(name, text, "a day such as 2026-03-18")),
        };
        let (end_kind, held) = (cells.get(self.end_kind), cells.get(self.sessions_held));
        Ok(Entry {
            referred_on: day(self.referred_on, "referred_on")?.ok_or("referred_on is empty; give a day")?,
            started_on: day(self.started_on, "started_on")?,
            ended_on: day(self.ended_on, "ended_on")?,
            end_kind: code(end_kind, EndKind::from_code).ok_or_else(|| {
                unreadable("end_kind", end_kind, "planned, left, transferred, not-started or unknown")
            })?,
            sessions_held: number(held).ok_or_else(|| unreadable("sessions_held", held, "a whole number"))?,
            background: Background {
                age: code(cells.get(self.age), AgeBand::from_code).flatten().unwrap_or(AgeBand::Unknown),
                sex: code(cells.get(self.sex), Sex::from_code).flatten().unwrap_or(Sex::Unknown),
                language: code(cells.get(self.language), Spoken::from_code).flatten().unwrap_or(Spoken::Unknown),
            },
            pair: Pair::default(),
        })
    }
}

/// Where the columns of the scores are.
pub(super) struct ScoreColumns {
    episode: usize,
    answered_on: usize,
    occasion: usize,
    value: usize,
    instrument: usize,
    scale: usize,
    sessions: usize,
    discussed: usize,
}

impl ScoreColumns {
    /// Reads the first line, which names the columns.
    pub(super) fn read(lines: &mut Lines<impl Read>) -> Result<Self, RowsError> {
        const NEEDED: [&str; 3] = ["episode", "answered_on", "value"];
        let [episode, answered_on, value, occasion, instrument, scale, sessions, discussed] =
            header(lines, SCORES, &NEEDED, ["occasion", "instrument", "scale", "sessions", "discussed"])?;
        Ok(Self { episode, answered_on, occasion, value, instrument, scale, sessions, discussed })
    }

    /// How many columns stand after the value, where [`Self::day_before_occasion_and_value`] is known: the sessions held
    /// before, and which one after it was spoken about.
    pub(super) fn after_value(&self) -> usize {
        [self.sessions, self.discussed].into_iter().filter(|column| *column != NOWHERE).count()
    }

    /// Whose score the line is.
    pub(super) fn id<'c>(&self, cells: &Cells<'c>) -> &'c [u8] {
        cells.get(self.episode)
    }

    /// Whether the line is of this scale; a file that names none holds one scale alone.
    pub(super) fn names(&self, cells: &Cells<'_>, instrument: &str, scale: &str) -> bool {
        let same = |column: usize, text: &str| column == NOWHERE || cells.get(column) == text.as_bytes();
        same(self.instrument, instrument) && same(self.scale, scale)
    }

    /// The score.
    ///
    /// # Errors
    /// What is wrong with the line, and what is wanted.
    pub(super) fn observation(&self, cells: &Cells<'_>) -> Result<Observation, String> {
        let (on, occasion, value) = (cells.get(self.answered_on), cells.get(self.occasion), cells.get(self.value));
        Ok(Observation {
            on: match on {
                b"" => None,
                text => Some(day(text).ok_or_else(|| unreadable("answered_on", text, "a day such as 2026-03-18"))?),
            },
            occasion: match occasion {
                b"" => None,
                text => Some(number(text).ok_or_else(|| unreadable("occasion", text, "a whole number"))?),
            },
            value: points(value).ok_or_else(|| unreadable("value", value, "a number such as 12 or 12.5"))?,
            sessions: few(cells.get(self.sessions)).map_err(|text| unreadable("sessions", text, FEW))?,
            discussed: few(cells.get(self.discussed)).map_err(|text| unreadable("discussed", text, FEW))?,
        })
    }

    /// The column of the day, where day, occasion, value and perhaps sessions and what was spoken about come last and
    /// in this order, as Lytt writes them.
    pub(super) fn day_before_occasion_and_value(&self) -> Option<usize> {
        let day = self.answered_on;
        let last = [self.episode, self.instrument, self.scale].iter().all(|one| *one < day || *one == NOWHERE);
        let then = match (self.sessions, self.discussed) {
            (NOWHERE, NOWHERE) => true,
            (sessions, NOWHERE) => sessions == day + 3,
            (sessions, discussed) => sessions == day + 3 && discussed == day + 4,
        };
        (last && then && self.occasion == day + 1 && self.value == day + 2).then_some(day)
    }
}

/// Where the columns are, the needed ones first; the first line names them.
fn header<const N: usize, const M: usize, const ALL: usize>(
    lines: &mut Lines<impl Read>,
    file: &'static str,
    needed: &[&'static str; N],
    others: [&'static str; M],
) -> Result<[usize; ALL], RowsError> {
    let first =
        lines.next()?.ok_or_else(|| RowsError::File(format!("{file} is empty; its first line names the columns")))?;
    // A byte order mark, as spreadsheets put one.
    let plain = |name: &'_ [u8]| name.strip_prefix(b"\xef\xbb\xbf").unwrap_or(name).to_vec();
    let names: Vec<Vec<u8>> = (0..64).map(|column| plain(first.get(column))).collect();
    let at = |column: &str| names.iter().position(|name| name == column.as_bytes());
    if let Some(missing) = needed.iter().find(|column| at(column).is_none()) {
        return Err(RowsError::Column { file, column: missing, needed: needed.join(", ") });
    }
    let mut found = needed.iter().chain(&others).map(|column| at(column).unwrap_or(NOWHERE));
    Ok(std::array::from_fn(|_| found.next().unwrap_or(NOWHERE)))
}

fn unreadable(column: &str, text: &[u8], wanted: &str) -> String {
    format!("{column} is \"{}\"; give {wanted}", shown(text))
}

/// The beginning of a cell, for what is said of it.
pub(super) fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(60).collect()
}

/// A code of a closed list; an empty cell is none. `None` of anything else.
#[expect(clippy::option_option, reason = "unreadable, empty and there are three things")]
fn code<T>(text: &[u8], read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { std::str::from_utf8(text).ok().and_then(read).map(Some) }
}

const FEW: &str = "a whole number up to 65535";

/// A number of sessions; an empty cell is none.
///
/// # Errors
/// The text of anything else.
pub(super) fn few(text: &[u8]) -> Result<Option<u16>, &[u8]> {
    if text.is_empty() {
        return Ok(None);
    }
    number(text).and_then(|number| u16::try_from(number).ok()).map(Some).ok_or(text)
}

/// A whole number of at most nine digits.
pub(super) fn number(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// A day; most are written in full, and those are read without looking for what parts them.
pub(super) fn day(text: &[u8]) -> Option<NaiveDate> {
    if let [y, e, a, r, b'-', m, n, b'-', d, t] = text {
        let (year, month, day) = (number(&[*y, *e, *a, *r])?, number(&[*m, *n])?, number(&[*d, *t])?);
        return NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    }
    let mut parts = text.split(|byte| *byte == b'-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() { None } else { NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day) }
}

/// A score; most are small whole numbers.
pub(super) fn points(text: &[u8]) -> Option<f64> {
    if let Some(whole) = number(text) {
        return Some(f64::from(whole));
    }
    std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite())
}
