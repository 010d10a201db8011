//! The tables read by one reader, line by line, from the first to the last: what `quick` must agree
//! with, and what says which line is wrong.

use std::io::Read;

use super::RowsError;
use super::columns::{EPISODES, EpisodeColumns, SCORES, ScoreColumns, shown};
use super::line::Lines;
use super::places::Places;
use super::table::Wanted;
use crate::domain::registry::course::{Entry, Observation, Pair};

/// Reads the episodes, still without measurements.
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub(super) fn episodes(file: impl Read) -> Result<(Vec<Entry>, Places), RowsError> {
    let mut lines = Lines::new(file);
    let columns = EpisodeColumns::read(&mut lines)?;
    let (mut entries, mut places) = (Vec::new(), Places::default());
    loop {
        let line = lines.number + 1;
        let Some(cells) = lines.next()? else { break };
        let bad = |message: String| RowsError::Line { file: EPISODES, line, message };
        if columns.is_blank(&cells) {
            continue;
        }
        entries.push(columns.entry(&cells).map_err(bad)?);
        let id = columns.id(&cells);
        if !places.add(id) {
            return Err(bad(format!("episode {} occurs twice; keep one line an episode", shown(id))));
        }
    }
    Ok((entries, places))
}

/// Reads the scores into the rows of their episodes; how many there were.
///
/// # Errors
/// The first line that cannot be taken, with what to mend.
pub(super) fn scores(
    file: impl Read,
    places: &Places,
    entries: &mut [Entry],
    wanted: &Wanted,
) -> Result<u64, RowsError> {
    let mut lines = Lines::new(file);
    let columns = ScoreColumns::read(&mut lines)?;
    let mut open = Open::default();
    let mut met = vec![false; entries.len()];
    let mut count = 0;
    let mut began = 0;
    loop {
        let line = lines.number + 1;
        let Some(cells) = lines.next()? else { break };
        let bad = |line: u64, message: String| RowsError::Line { file: SCORES, line, message };
        if cells.is_empty() {
            continue;
        }
        let id = columns.id(&cells);
        if !open.is_of(id) {
            keep(entries, open.close(wanted));
            let place = places.find(id, open.next).ok_or_else(|| bad(line, unknown(id)))?;
            open.begin(id, Some(place));
            began = line;
        }
        if columns.names(&cells, &wanted.instrument, &wanted.scale) {
            let score = columns.observation(&cells).map_err(|message| bad(line, message))?;
            let met = open.place.filter(|_| open.scores.is_empty()).and_then(|place| met.get_mut(place));
            if met.is_some_and(|met| std::mem::replace(met, true)) {
                let message = "this episode had scores before; keep the scores of one episode together";
                return Err(bad(began, message.to_owned()));
            }
            open.scores.push(score);
            count += 1;
        }
    }
    keep(entries, open.close(wanted));
    Ok(count)
}

pub(super) fn unknown(id: &[u8]) -> String {
    format!("episode {} is not in {EPISODES}; add its line, or leave its scores out", shown(id))
}

fn keep(entries: &mut [Entry], closed: Option<(usize, Pair)>) {
    if let Some((place, pair)) = closed
        && let Some(entry) = entries.get_mut(place)
    {
        entry.pair = pair;
    }
}

/// The episode whose scores are being read.
#[derive(Default)]
pub(super) struct Open {
    /// `None` before the first.
    id: Option<Vec<u8>>,
    /// `None` of one that is skipped.
    pub(super) place: Option<usize>,
    /// The place that most likely comes next.
    pub(super) next: usize,
    pub(super) scores: Vec<Observation>,
}

impl Open {
    pub(super) fn is_of(&self, id: &[u8]) -> bool {
        self.id.as_deref() == Some(id)
    }

    pub(super) fn begin(&mut self, id: &[u8], place: Option<usize>) {
        let kept = self.id.get_or_insert_default();
        kept.clear();
        kept.extend_from_slice(id);
        self.place = place;
        self.next = place.map_or(self.next, |place| place + 1);
    }

    /// The place of the episode and the pair of its scores, where there are any.
    pub(super) fn close(&mut self, wanted: &Wanted) -> Option<(usize, Pair)> {
        let place = self.place.take().filter(|_| !self.scores.is_empty());
        let pair = place.map(|place| (place, Pair::of(&self.scores, wanted.from, wanted.to, wanted.data_date)));
        self.scores.clear();
        pair
    }
}
