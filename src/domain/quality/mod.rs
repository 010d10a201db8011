//! The quality of what is collected, and of the use that is made of it.
//!
//! Three things, over the rows of one service and never of one clinician:
//! * eight ways in which outcome data are known to bend ([`Pattern`]), each with a detector in a file of its own
//!   and a simulator that plants it ([`simulate`]);
//! * what the data are like ([`data`]);
//! * what was asked of people and whether it was used ([`burden`]).
//!
//! A detector asks a question and never answers it. There may be a good reason for everything it points at, and
//! those who were there know it.

mod assessment;
pub mod burden;
pub mod data;
mod discharge;
pub mod exact;
mod helped;
mod late;
mod left_out;
mod parked;
mod repeated;
pub mod rows;
pub mod simulate;
mod who_left;

use serde::{Deserialize, Serialize};

use crate::codes;
use rows::Service;

codes! {
    /// A way in which outcome data are known to bend.
    pub enum Pattern {
        /// Answers given with staff help, oftenest where it counts.
        Helped = "helped",
        /// Ending right after a good score.
        Discharge = "discharge",
        /// The form given at the end of the session instead of before it.
        Late = "late",
        /// The form repeated until it is better.
        Repeated = "repeated",
        /// Assessment counted as treatment.
        Assessment = "assessment",
        /// The form filled in for people who left.
        WhoLeft = "who-left",
        /// People waiting on after the first session.
        Parked = "parked",
        /// The form for the problem at hand left out.
        LeftOut = "left-out",
    }
}

/// The level each detector speaks at: of a hundred looks at services in which nothing bends, about one speaks.
/// With eight detectors some eight in a hundred looks would bring a question by chance alone, were they
/// independent \[own\].
pub const LEVEL: f64 = 0.01;

/// What a share has to rest on to be shown, and so to be asked about.
pub const LEAST: u32 = crate::domain::registry::suppression::LEAST_INSIDE;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// So many.
    pub n: u32,
    /// Of so many.
    pub of: u32,
}

impl Share {
    /// One more, which counts or does not.
    pub(crate) const fn add(&mut self, counts: bool) {
        self.of += 1;
        self.n += counts as u32;
    }

    /// The share, 0-1; `None` of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.n) / f64::from(self.of))
    }
}

/// What one detector read in one service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The detector.
    pub pattern: Pattern,
    /// What the question is about.
    pub shown: Share,
    /// What it was held against in the same service.
    pub beside: Share,
    /// How probable as much or more is where nothing bends, 0-1; 1 where there is too little to say.
    pub p: f64,
}

impl Reading {
    /// Whether the service is asked: beyond chance, and resting on enough.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.p <= LEVEL && self.shown.of >= LEAST
    }
}

/// Every detector over one service, in the order of [`Pattern::ALL`].
#[must_use]
pub fn examine(service: &Service) -> Vec<Reading> {
    Pattern::ALL.iter().map(|pattern| read(*pattern, service)).collect()
}

/// One detector over one service.
#[must_use]
pub fn read(pattern: Pattern, service: &Service) -> Reading {
    let (shown, beside, p) = match pattern {
        Pattern::Helped => helped::read(service),
        Pattern::Discharge => discharge::read(service),
        Pattern::Late => late::read(service),
        Pattern::Repeated => repeated::read(service),
        Pattern::Assessment => assessment::read(service),
        Pattern::WhoLeft => who_left::read(service),
        Pattern::Parked => parked::read(service),
        Pattern::LeftOut => left_out::read(service),
    };
    Reading { pattern, shown, beside, p }
}

/// Which episodes a detector counts: those it counts anything of when it reads one alone.
#[must_use]
pub fn counted(pattern: Pattern, service: &Service) -> Vec<bool> {
    let alone = |episode: &rows::Episode| Service {
        episodes: vec![episode.clone()],
        period: service.period,
        general: service.general.clone(),
    };
    let counts = |reading: Reading| reading.shown.of + reading.beside.of > 0;
    service.episodes.iter().map(|episode| counts(read(pattern, &alone(episode)))).collect()
}

/// What a detector gives: the share the question is about, the share beside it, and the probability.
type Seen = (Share, Share, f64);

/// Two tests of one question: the smaller probability, doubled (Bonferroni).
fn either(one: f64, other: f64) -> f64 {
    (2.0 * one.min(other)).min(1.0)
}
