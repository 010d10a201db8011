//! Where the pairs of a period lie: start against end, each place with how many stand there.
//!
//! A rate says how many; this says how much, and for whom: a mean can hide that some got far better and others worse.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RegistryError;
use super::course::Course;
use super::outcome::{Question, count_one, entries, name};

/// Episodes that began and ended at the same scores.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The first of the two scores, in the metric's points.
    pub from: f64,
    /// The second.
    pub to: f64,
    /// How many episodes.
    pub n: u32,
}

/// Every pair of a period, without a name or a day, by start and then by end.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The places where somebody stands.
    pub cells: Vec<Cell>,
}

impl Spread {
    /// How many pairs.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.cells.iter().map(|cell| cell.n).sum()
    }
}

/// The pairs of the episodes that count.
///
/// # Errors
/// As for [`super::outcome::outcome`].
pub fn spread(courses: &[Course], question: &Question) -> Result<Spread, RegistryError> {
    let mut cells: BTreeMap<(Score, Score), u32> = BTreeMap::new();
    for (place, entry) in entries(courses, question)?.iter().enumerate() {
        let Some(one) = count_one(entry, question, || name(courses, place))? else { continue };
        // Compared means that both are there and finite.
        if let (Some(_), Some(from), Some(to)) = (one.change, entry.pair.from, entry.pair.to) {
            *cells.entry((Score(from), Score(to))).or_default() += 1;
        }
    }
    Ok(Spread { cells: cells.into_iter().map(|((from, to), n)| Cell { from: from.0, to: to.0, n }).collect() })
}

/// A finite score, in its order.
#[derive(Clone, Copy)]
struct Score(f64);

impl PartialEq for Score {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Score {}

impl PartialOrd for Score {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Score {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}
