//! The two tables of the registry, read and written.
//!
//! | episodes.csv | |
//! | --- | --- |
//! | `episode` | its id: any text without a line break |
//! | `referred_on`, `started_on`, `ended_on` | days as 2026-03-18; empty where there is none |
//! | `end_kind` | planned, left, transferred, not-started, unknown; empty while it runs |
//! | `sessions_held` | treatment sessions |
//! | `age`, `sex`, `language` | bands, for comparing who is heard from; may be left out |
//!
//! | scores.csv | |
//! | --- | --- |
//! | `episode` | whose score; the scores of one episode stand together |
//! | `answered_on` | the day; may be empty |
//! | `occasion` | the number of the measurement; may be left out |
//! | `value` | the score |
//! | `instrument`, `scale` | may be left out when the file holds one scale alone |

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};

use chrono::NaiveDate;

use super::RowsError;
use super::line::{Cells, Lines};
use crate::domain::care::{EndKind, Sex};
use crate::domain::registry::comparison::{AgeBand, Background, Spoken};
use crate::domain::registry::course::{Course, Entry, Observation, Pair, Point};

const EPISODES: &str = "episodes.csv";
pub(super) const SCORES: &str = "scores.csv";

/// Two readers of the scores: as many as the smallest machine has cores.
const READERS: u64 = 2;

/// What is taken from the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The instrument; only looked at where the scores name one.
    pub instrument: String,
    /// Its scale.
    pub scale: String,
    /// The first of the two points.
    pub from: Point,
    /// The second.
    pub to: Point,
    /// Nothing after this day is known.
    pub data_date: NaiveDate,
}

/// The rows of a question, in the order of `episodes.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// One an episode.
    pub entries: Vec<Entry>,
    /// How many scores they were made of.
    pub scores: u64,
}

/// Reads both tables. `open` opens the scores anew for each reader.
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub fn read<R: BufRead + Seek + Send>(
    episodes: impl BufRead,
    open: impl Fn() -> std::io::Result<R> + Sync,
    wanted: &Wanted,
) -> Result<Rows, RowsError> {
    let (mut entries, places) = read_episodes(episodes)?;
    let size = open().and_then(|mut file| file.seek(SeekFrom::End(0)))?;
    let columns = Columns::of_scores(&mut Lines::new(open()?))?;
    let cut = |reader: u64| size / READERS * reader;
    let parts: Vec<Result<Part, (u64, RowsError)>> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                let (open, places, columns) = (&open, &places, &columns);
                let until = if reader + 1 == READERS { u64::MAX } else { cut(reader + 1) };
                scope.spawn(move || {
                    let file = open().map_err(|error| (0, error.into()))?;
                    read_scores(file, (cut(reader), until), places, columns, wanted)
                })
            })
            .collect();
        let broken = || (0, RowsError::File("a reader of the scores ended before its work".to_owned()));
        readers.into_iter().map(|reader| reader.join().unwrap_or_else(|_| Err(broken()))).collect()
    });
    let mut rows = Rows { scores: 0, entries: Vec::new() };
    let mut before = 0;
    let mut met = vec![false; entries.len()];
    for part in parts {
        let part = part.map_err(|(line, error)| later(error, before, line))?;
        for (place, line, pair) in part.pairs {
            if std::mem::replace(met.get_mut(place).unwrap_or(&mut false), true) {
                let message = "this episode had scores before; keep the scores of one episode together".to_owned();
                return Err(RowsError::Line { file: SCORES, line: before + line, message });
            }
            if let Some(entry) = entries.get_mut(place) {
                entry.pair = pair;
            }
        }
        rows.scores += part.scores;
        before += part.lines;
    }
    rows.entries = entries;
    Ok(rows)
}

/// A reader in the middle counts its lines from where it began.
fn later(error: RowsError, before: u64, line: u64) -> RowsError {
    match error {
        RowsError::Line { file, message, .. } => RowsError::Line { file, line: before + line, message },
        other => other,
    }
}

/// Ids are short and come from the organisation itself: a quick hash is enough (FNV-1a, eight bytes at a time).
#[derive(Clone, Copy)]
pub(super) struct Quick(u64);

impl Default for Quick {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let word = chunk.iter().fold(0_u64, |word, byte| (word << 8) | u64::from(*byte));
            self.0 = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// Where each episode stands.
pub(super) type Places = HashMap<Box<[u8]>, usize, BuildHasherDefault<Quick>>;

pub(super) fn read_episodes(table: impl BufRead) -> Result<(Vec<Entry>, Places), RowsError> {
    const NEEDED: [&str; 6] = ["episode", "referred_on", "started_on", "ended_on", "end_kind", "sessions_held"];
    let mut lines = Lines::new(table);
    let columns = header(&mut lines, EPISODES, &NEEDED, &["age", "sex", "language"])?;
    let (mut entries, mut places) = (Vec::new(), Places::default());
    loop {
        let line = lines.number + 1;
        let Some(cells) = lines.next()? else { break };
        let bad = |message: String| RowsError::Line { file: EPISODES, line, message };
        let at = |column: usize| cells.get(columns.get(column).copied().flatten().unwrap_or(usize::MAX));
        if cells.get(0).is_empty() && at(0).is_empty() {
            continue;
        }
        let day = |column: usize, name: &str| match at(column) {
            b"" => Ok(None),
            text => day(text).map(Some).ok_or_else(|| bad(unreadable(name, text, "a day such as 2026-03-18"))),
        };
        let entry = Entry {
            referred_on: day(1, "referred_on")?.ok_or_else(|| bad("referred_on is empty; give a day".to_owned()))?,
            started_on: day(2, "started_on")?,
            ended_on: day(3, "ended_on")?,
            end_kind: code(at(4), EndKind::from_code).ok_or_else(|| {
                bad(unreadable("end_kind", at(4), "planned, left, transferred, not-started or unknown"))
            })?,
            sessions_held: number(at(5)).ok_or_else(|| bad(unreadable("sessions_held", at(5), "a whole number")))?,
            background: Background {
                age: code(at(6), AgeBand::from_code).flatten().unwrap_or(AgeBand::Unknown),
                sex: code(at(7), Sex::from_code).flatten().unwrap_or(Sex::Unknown),
                language: code(at(8), Spoken::from_code).flatten().unwrap_or(Spoken::Unknown),
            },
            pair: Pair::default(),
        };
        if places.insert(at(0).into(), entries.len()).is_some() {
            return Err(bad(format!("episode {} occurs twice; keep one line an episode", shown(at(0)))));
        }
        entries.push(entry);
    }
    Ok((entries, places))
}

/// Where the columns of the scores are.
pub(super) struct Columns {
    episode: usize,
    answered_on: usize,
    occasion: usize,
    value: usize,
    instrument: Option<usize>,
    scale: Option<usize>,
}

impl Columns {
    pub(super) fn of_scores(lines: &mut Lines<impl BufRead>) -> Result<Self, RowsError> {
        let found = header(lines, SCORES, &["episode", "answered_on", "value"], &["occasion", "instrument", "scale"])?;
        let at = |place: usize| found.get(place).copied().flatten();
        let [episode, answered_on, value, occasion] = [0, 1, 2, 3].map(|place| at(place).unwrap_or(usize::MAX));
        Ok(Self { episode, answered_on, occasion, value, instrument: at(4), scale: at(5) })
    }

    /// Whose score the line is.
    pub(super) fn id<'c>(&self, cells: &'c Cells<'_>) -> &'c [u8] {
        cells.get(self.episode)
    }

    /// Whether the line is of this scale; a file that names none holds one scale alone.
    pub(super) fn names(&self, cells: &Cells<'_>, instrument: &str, scale: &str) -> bool {
        let same = |column: Option<usize>, text: &str| column.is_none_or(|column| cells.get(column) == text.as_bytes());
        same(self.instrument, instrument) && same(self.scale, scale)
    }

    /// Whether the line is of the scale that is wanted.
    fn is_wanted(&self, cells: &Cells<'_>, wanted: &Wanted) -> bool {
        self.names(cells, &wanted.instrument, &wanted.scale)
    }
}

/// What one reader found.
#[derive(Default)]
struct Part {
    /// The place of the episode, the line where its scores begin, and its pair.
    pairs: Vec<(usize, u64, Pair)>,
    scores: u64,
    lines: u64,
}

/// Reads the scores that begin in a stretch of the file. An episode belongs to the stretch in which its first line
/// begins, so a reader skips what belongs to the one before and finishes what it began.
fn read_scores<R: BufRead + Seek>(
    mut file: R,
    (from, until): (u64, u64),
    places: &Places,
    columns: &Columns,
    wanted: &Wanted,
) -> Result<Part, (u64, RowsError)> {
    let mut part = Part::default();
    // One byte back, so that a line that begins right here is not taken for the rest of another.
    let begin = from.saturating_sub(1);
    file.seek(SeekFrom::Start(begin)).map_err(|error| (0, error.into()))?;
    let mut lines = Lines::new(BufReader::with_capacity(1 << 20, file));
    // The header, or the rest of a line that belongs to the reader before.
    lines.next().map_err(|error| (0, error))?;
    if from > 0 {
        lines.number = 0;
    }
    let mut open = Open::default();
    // Which episode the first line after the cut goes on with, this reader cannot know: it skips that episode, and
    // the reader before it reads on through it.
    let mut skipped = from > 0;
    let mut crossed = false;
    loop {
        let (starts_at, line) = (begin + lines.bytes, lines.number + 1);
        let Some(cells) = lines.next().map_err(|error| (line, error))? else { break };
        let id = cells.get(columns.episode);
        if id != open.id.as_slice() {
            open.close(&mut part, wanted);
            if crossed {
                return Ok(part);
            }
            let place = if std::mem::take(&mut skipped) {
                None
            } else {
                let unknown =
                    || format!("episode {} is not in {EPISODES}; add its line, or leave its scores out", shown(id));
                Some(*places.get(id).ok_or_else(|| (line, bad(line, unknown())))?)
            };
            open.begin(id, line, place);
        }
        if starts_at >= until {
            crossed = true;
        } else {
            part.lines = line;
        }
        if open.place.is_some() && columns.is_wanted(&cells, wanted) {
            open.scores.push(observation(&cells, columns).map_err(|message| (line, bad(line, message)))?);
            part.scores += 1;
        }
    }
    open.close(&mut part, wanted);
    Ok(part)
}

fn bad(line: u64, message: String) -> RowsError {
    RowsError::Line { file: SCORES, line, message }
}

/// The episode whose scores are being read.
#[derive(Default)]
struct Open {
    id: Vec<u8>,
    /// `None` of one that is skipped.
    place: Option<usize>,
    line: u64,
    scores: Vec<Observation>,
}

impl Open {
    fn begin(&mut self, id: &[u8], line: u64, place: Option<usize>) {
        self.id.clear();
        self.id.extend_from_slice(id);
        (self.place, self.line) = (place, line);
    }

    fn close(&mut self, part: &mut Part, wanted: &Wanted) {
        if let Some(place) = self.place.take().filter(|_| !self.scores.is_empty()) {
            part.pairs.push((place, self.line, Pair::of(&self.scores, wanted.from, wanted.to, wanted.data_date)));
        }
        self.scores.clear();
    }
}

pub(super) fn observation(cells: &Cells<'_>, columns: &Columns) -> Result<Observation, String> {
    let (on, occasion, value) = (cells.get(columns.answered_on), cells.get(columns.occasion), cells.get(columns.value));
    let wrong = |name: &str, text: &[u8], wanted: &str| unreadable(name, text, wanted);
    Ok(Observation {
        on: match on {
            b"" => None,
            text => Some(day(text).ok_or_else(|| wrong("answered_on", text, "a day such as 2026-03-18"))?),
        },
        occasion: match occasion {
            b"" => None,
            text => Some(number(text).ok_or_else(|| wrong("occasion", text, "a whole number"))?),
        },
        value: std::str::from_utf8(value)
            .ok()
            .and_then(|text| text.parse::<f64>().ok())
            .filter(|value| value.is_finite())
            .ok_or_else(|| wrong("value", value, "a number such as 12 or 12.5"))?,
    })
}

/// Where the columns are, the needed ones first; the first line names them.
fn header(
    lines: &mut Lines<impl BufRead>,
    file: &'static str,
    needed: &[&'static str],
    others: &[&'static str],
) -> Result<Vec<Option<usize>>, RowsError> {
    let first =
        lines.next()?.ok_or_else(|| RowsError::File(format!("{file} is empty; its first line names the columns")))?;
    let names: Vec<Vec<u8>> = (0..64).map(|column| first.get(column).to_vec()).collect();
    // A byte order mark, as spreadsheets put one.
    let plain = |name: &[u8]| name.strip_prefix(b"\xef\xbb\xbf").unwrap_or(name).to_vec();
    let at = |column: &str| names.iter().position(|name| plain(name) == column.as_bytes());
    if let Some(missing) = needed.iter().find(|column| at(column).is_none()) {
        return Err(RowsError::Column { file, column: missing, needed: needed.join(", ") });
    }
    Ok(needed.iter().chain(others).map(|column| at(column)).collect())
}

fn unreadable(column: &str, text: &[u8], wanted: &str) -> String {
    format!("{column} is \"{}\"; give {wanted}", shown(text))
}

pub(super) fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(60).collect()
}

/// A code of a closed list; an empty cell is none. `None` of anything else.
#[expect(clippy::option_option, reason = "unreadable, empty and there are three things")]
fn code<T>(text: &[u8], read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { std::str::from_utf8(text).ok().and_then(read).map(Some) }
}

fn number(text: &[u8]) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 9 && text.iter().all(u8::is_ascii_digit);
    digits.then(|| text.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
}

fn day(text: &[u8]) -> Option<NaiveDate> {
    let mut parts = text.split(|byte| *byte == b'-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() { None } else { NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day) }
}

/// Writes both tables of some courses, with the scale's name on each score.
///
/// # Errors
/// When nothing can be written.
pub fn write(
    courses: &[Course],
    (instrument, scale): (&str, &str),
    mut episodes: impl Write,
    mut scores: impl Write,
) -> std::io::Result<()> {
    writeln!(episodes, "episode,referred_on,started_on,ended_on,end_kind,sessions_held,age,sex,language")?;
    writeln!(scores, "episode,instrument,scale,answered_on,occasion,value")?;
    for course in courses {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        let Background { age, sex, language } = course.background;
        writeln!(
            episodes,
            "{},{},{},{},{},{},{age},{sex},{language}",
            course.id,
            course.referred_on,
            day(course.started_on),
            day(course.ended_on),
            course.end_kind.map_or("", EndKind::code),
            course.sessions_held,
        )?;
        for score in &course.scores {
            let occasion = score.occasion.map_or_else(String::new, |occasion| occasion.to_string());
            writeln!(scores, "{},{instrument},{scale},{},{occasion},{}", course.id, day(score.on), score.value)?;
        }
    }
    Ok(())
}
