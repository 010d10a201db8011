//! The tables read by two readers, one from each half.
//!
//! Where anything is not as it should be, these readers give up without saying what it is: then
//! `careful` reads anew and names the line. What they do read, they read as it would.

use std::io::{Read, Seek, SeekFrom};
use std::sync::Mutex;

use memchr::memchr;

use super::careful::Open;
use super::columns::{EpisodeColumns, ScoreColumns, day, few, number, points};
use super::line::{Lines, without_end};
use super::places::{Ids, Places};
use super::table::Wanted;
use crate::domain::registry::course::{Entry, Observation};

/// A stretch of a file: from the first byte up to, not including, the second.
type Stretch = (u64, u64);

/// Both halves of a file at once, each by a reader of its own: as many as the smallest machine has cores.
fn halves<R: Read + Seek + Send, T: Send>(
    open: impl Fn() -> std::io::Result<R> + Sync,
    read: impl Fn(R, Stretch) -> Option<T> + Sync,
) -> Option<(T, T)> {
    let half = open().and_then(|mut file| file.seek(SeekFrom::End(0))).ok()? / 2;
    let of = |stretch: Stretch| read(open().ok()?, stretch);
    std::thread::scope(|scope| {
        let later = scope.spawn(|| of((half, u64::MAX)));
        let earlier = of((0, half));
        earlier.zip(later.join().ok().flatten())
    })
}

/// The lines that begin in a stretch, from the first whole one on, and the byte at which it begins.
fn lines_from<R: Read + Seek>(mut file: R, from: u64) -> Option<(Lines<R>, u64)> {
    // One byte back, so that a line that begins right here is not taken for the rest of another.
    let begin = from.saturating_sub(1);
    file.seek(SeekFrom::Start(begin)).ok()?;
    let mut lines = Lines::new(file);
    // The names of the columns, or the rest of a line that belongs to the reader before.
    lines.next().ok()?;
    Some((lines, begin))
}

/// Reads the episodes, still without measurements.
pub(super) fn episodes<R: Read + Seek + Send>(
    open: impl Fn() -> std::io::Result<R> + Sync,
) -> Option<(Vec<Entry>, Places)> {
    let columns = EpisodeColumns::read(&mut Lines::new(open().ok()?)).ok()?;
    let ((mut entries, mut ids), (more, more_ids)) = halves(open, |file, (from, until)| {
        let (mut lines, begin) = lines_from(file, from)?;
        let (mut entries, mut ids) = (Vec::new(), Ids::default());
        while begin + lines.bytes < until
            && let Some(cells) = lines.next().ok()?
        {
            if !columns.is_blank(&cells) {
                entries.push(columns.entry(&cells).ok()?);
                ids.push(columns.id(&cells));
            }
        }
        Some((entries, ids))
    })?;
    entries.extend(more);
    ids.append(&more_ids);
    Some((entries, Places::of(ids)?))
}

/// Reads the scores into the rows of their episodes; how many there were. Where it gives up, the rows may have some of
/// their measurements.
pub(super) fn scores<R: Read + Seek + Send>(
    open: impl Fn() -> std::io::Result<R> + Sync,
    places: &Places,
    entries: &mut [Entry],
    wanted: &Wanted,
) -> Option<u64> {
    let columns = ScoreColumns::read(&mut Lines::new(open().ok()?)).ok()?;
    let mut met = vec![false; entries.len()];
    let shelves: Shelves<'_> = entries.chunks_mut(SHELF).zip(met.chunks_mut(SHELF)).map(Mutex::new).collect();
    let (one, other) = halves(open, |file, stretch| {
        let mut reader = Reader { columns: &columns, places, wanted, shelves: &shelves, scores: 0 };
        reader.read(file, stretch)?;
        Some(reader.scores)
    })?;
    Some(one + other)
}

/// How many episodes are held by one lock.
const SHELF: usize = 1 << 12;

/// The episodes, and whether each has been met, in shelves: a reader puts its pairs where they belong, and seldom meets
/// the other there.
type Shelves<'e> = Vec<Mutex<(&'e mut [Entry], &'e mut [bool])>>;

/// One of the two readers of the scores.
struct Reader<'a, 'e> {
    columns: &'a ScoreColumns,
    places: &'a Places,
    wanted: &'a Wanted,
    shelves: &'a Shelves<'e>,
    scores: u64,
}

impl Reader<'_, '_> {
    /// Reads the scores that begin in a stretch. An episode belongs to the stretch in which its first line begins, so
    /// a reader skips what belongs to the one before and finishes what it began.
    fn read(&mut self, file: impl Read + Seek, (from, until): Stretch) -> Option<()> {
        let (mut lines, begin) = lines_from(file, from)?;
        let mut open = Open::default();
        let day = self.columns.day_before_occasion_and_value();
        let mut beaten = Beaten { after_value: self.columns.after_value(), ..Beaten::default() };
        // Which episode the first line after the cut goes on with, this reader cannot know: it skips that episode,
        // and the reader before it reads on through it.
        let mut skipped = from > 0;
        let mut crossed = false;
        loop {
            let is_beyond = begin + lines.bytes >= until;
            if let Some((score, length)) = beaten.score(lines.ahead()) {
                lines.pass(length);
                open.scores.push(score);
                crossed |= is_beyond;
                continue;
            }
            let Some(cells) = lines.next().ok()? else { break };
            if cells.is_empty() {
                continue;
            }
            let id = self.columns.id(&cells);
            if !open.is_of(id) {
                self.close(&mut open)?;
                if crossed {
                    return Some(());
                }
                let skip = std::mem::take(&mut skipped);
                let place = if skip { None } else { Some(self.places.find(id, open.next)?) };
                open.begin(id, place);
            }
            crossed |= is_beyond;
            let is_wanted =
                open.place.is_some() && self.columns.names(&cells, &self.wanted.instrument, &self.wanted.scale);
            if is_wanted {
                open.scores.push(self.columns.observation(&cells).ok()?);
            }
            beaten.set(day.filter(|_| is_wanted).and_then(|day| cells.before(day)));
        }
        self.close(&mut open)
    }

    /// Puts the pair of the open episode in its place; `None` where it had scores before.
    fn close(&mut self, open: &mut Open) -> Option<()> {
        self.scores += u64::try_from(open.scores.len()).unwrap_or(u64::MAX);
        let Some((place, pair)) = open.close(self.wanted) else { return Some(()) };
        let mut held = self.shelves.get(place / SHELF)?.lock().ok()?;
        let (entries, met) = &mut *held;
        if std::mem::replace(met.get_mut(place % SHELF)?, true) {
            return None;
        }
        entries.get_mut(place % SHELF)?.pair = pair;
        Some(())
    }
}

/// How the lines of the open episode begin, up to the day: a line that begins the same is of the same episode and
/// scale, and only what follows is looked at.
#[derive(Default)]
struct Beaten {
    /// Empty where there is none.
    beginning: Vec<u8>,
    /// How many columns stand after the value.
    after_value: usize,
}

impl Beaten {
    fn set(&mut self, beginning: Option<&[u8]>) {
        self.beginning.clear();
        self.beginning.extend_from_slice(beginning.unwrap_or_default());
    }

    /// The score of the first line, and how long the line is; `None` where it begins otherwise, is not whole, or has
    /// anything but a day, an occasion, a value and perhaps numbers of sessions to come, of which all but the value
    /// may be empty.
    fn score(&self, lines: &[u8]) -> Option<(Observation, usize)> {
        if self.beginning.is_empty() {
            return None;
        }
        let rest = lines.strip_prefix(self.beginning.as_slice())?;
        let (on, rest) = match rest {
            [b',', rest @ ..] => (None, rest),
            written => {
                let (text, rest) = written.split_first_chunk::<10>()?;
                (Some(day(text)?), rest.strip_prefix(b",")?)
            }
        };
        let comma = rest.iter().take(10).position(|byte| *byte == b',')?;
        let (occasion, rest) = rest.split_at_checked(comma)?;
        let end = memchr(b'\n', rest)?;
        let (value, after) = rest.split_at_checked(end + 1)?;
        let mut cells = without_end(value.strip_prefix(b",")?).splitn(self.after_value + 1, |byte| *byte == b',');
        let value = cells.next()?;
        let mut sessions = || few(cells.next().unwrap_or_default()).ok();
        let score = Observation {
            on,
            occasion: if occasion.is_empty() { None } else { Some(number(occasion)?) },
            value: points(value)?,
            sessions: sessions()?,
            discussed: sessions()?,
        };
        Some((score, lines.len() - after.len()))
    }
}
