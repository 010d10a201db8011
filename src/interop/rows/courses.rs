//! The tables as whole episodes, with every score: for what is asked at other points than first and last.

use std::io::BufRead;

use super::RowsError;
use super::line::Lines;
use super::table::{Columns, SCORES, observation, read_episodes, shown};
use crate::domain::registry::course::Course;

/// Reads both tables, line by line; the scores of one scale are kept. Order and ids are those of `episodes.csv`.
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub fn read(
    episodes: impl BufRead,
    scores: impl BufRead,
    (instrument, scale): (&str, &str),
) -> Result<Vec<Course>, RowsError> {
    let (entries, places) = read_episodes(episodes)?;
    let mut courses: Vec<Course> = entries
        .into_iter()
        .map(|entry| Course {
            id: String::new(),
            referred_on: entry.referred_on,
            started_on: entry.started_on,
            ended_on: entry.ended_on,
            end_kind: entry.end_kind,
            sessions_held: entry.sessions_held,
            background: entry.background,
            scores: Vec::new(),
        })
        .collect();
    for (id, place) in &places {
        if let Some(course) = courses.get_mut(*place) {
            course.id = String::from_utf8_lossy(id).into_owned();
        }
    }
    let mut lines = Lines::new(scores);
    let columns = Columns::of_scores(&mut lines)?;
    loop {
        let line = lines.number + 1;
        let Some(cells) = lines.next()? else { break };
        let bad = |message: String| RowsError::Line { file: SCORES, line, message };
        let id = columns.id(&cells);
        let unknown = || format!("episode {} is not in episodes.csv; add its line, or leave its scores out", shown(id));
        let place = *places.get(id).ok_or_else(|| bad(unknown()))?;
        if columns.names(&cells, instrument, scale)
            && let Some(course) = courses.get_mut(place)
        {
            course.scores.push(observation(&cells, &columns).map_err(bad)?);
        }
    }
    Ok(courses)
}
