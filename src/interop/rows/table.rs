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
//! | `sessions` | treatment sessions held before; may be empty or left out |
//! | `discussed` | the how many-th session after it was the first spoken about; may be empty or left out |
//! | `instrument`, `scale` | may be left out when the file holds one scale alone |

use std::io::{Read, Seek, Write};

use chrono::NaiveDate;

use super::{RowsError, careful, quick};
use crate::domain::care::EndKind;
use crate::domain::registry::comparison::Background;
use crate::domain::registry::course::{Course, Entry, Pair, Point};

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

/// Reads both tables, each by two readers; the functions open a table anew for each of them. Where the tables cannot be
/// read so, [`read_in_turn`] reads them.
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub fn read<E: Read + Seek + Send, S: Read + Seek + Send>(
    episodes: impl Fn() -> std::io::Result<E> + Sync,
    scores: impl Fn() -> std::io::Result<S> + Sync,
    wanted: &Wanted,
) -> Result<Rows, RowsError> {
    let (mut entries, places) = match quick::episodes(&episodes) {
        Some(read) => read,
        None => careful::episodes(episodes()?)?,
    };
    if let Some(scores) = quick::scores(&scores, &places, &mut entries, wanted) {
        return Ok(Rows { entries, scores });
    }
    for entry in &mut entries {
        entry.pair = Pair::default();
    }
    let scores = careful::scores(scores()?, &places, &mut entries, wanted)?;
    Ok(Rows { entries, scores })
}

/// Reads both tables by one reader, line by line: slower, and the same rows and errors as from [`read`].
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub fn read_in_turn(episodes: impl Read, scores: impl Read, wanted: &Wanted) -> Result<Rows, RowsError> {
    let (mut entries, places) = careful::episodes(episodes)?;
    let scores = careful::scores(scores, &places, &mut entries, wanted)?;
    Ok(Rows { entries, scores })
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
    writeln!(scores, "episode,instrument,scale,answered_on,occasion,value,sessions,discussed")?;
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
            let few = |number: Option<u16>| number.map_or_else(String::new, |number| number.to_string());
            let (held, discussed) = (few(score.sessions), few(score.discussed));
            let (id, on, value) = (&course.id, day(score.on), score.value);
            writeln!(scores, "{id},{instrument},{scale},{on},{occasion},{value},{held},{discussed}")?;
        }
    }
    Ok(())
}
