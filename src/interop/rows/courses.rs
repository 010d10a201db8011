//! The tables as whole episodes, with every score: for what is asked at other points than first and last.

use std::io::Read;

use super::RowsError;
use super::careful::{self, unknown};
use super::columns::{SCORES, ScoreColumns};
use super::line::Lines;
use crate::domain::registry::course::Course;

/// Reads both tables, line by line; the scores of one scale are kept. Order and ids are those of `episodes.csv`.
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub fn read(
    episodes: impl Read,
    scores: impl Read,
    (instrument, scale): (&str, &str),
) -> Result<Vec<Course>, RowsError> {
    let (entries, places) = careful::episodes(episodes)?;
    let mut courses: Vec<Course> = entries
        .into_iter()
        .enumerate()
        .map(|(place, entry)| Course {
            id: String::from_utf8_lossy(places.id(place).unwrap_or_default()).into_owned(),
            referred_on: entry.referred_on,
            started_on: entry.started_on,
            ended_on: entry.ended_on,
            end_kind: entry.end_kind,
            sessions_held: entry.sessions_held,
            background: entry.background,
            scores: Vec::new(),
        })
        .collect();
    let mut lines = Lines::new(scores);
    let columns = ScoreColumns::read(&mut lines)?;
    let mut last = 0;
    loop {
        let line = lines.number + 1;
        let Some(cells) = lines.next()? else { break };
        if cells.is_empty() {
            continue;
        }
        let bad = |message: String| RowsError::Line { file: SCORES, line, message };
        let id = columns.id(&cells);
        last = places.find(id, last).ok_or_else(|| bad(unknown(id)))?;
        if columns.names(&cells, instrument, scale)
            && let Some(course) = courses.get_mut(last)
        {
            course.scores.push(columns.observation(&cells).map_err(bad)?);
        }
    }
    Ok(courses)
}
