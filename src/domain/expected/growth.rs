//! The product's model of one scale over the sessions of an episode:
//! `y = b0 + b1 (y0 - c) + (b2 + b3 (y0 - c)) ln(s) + u0 + u1 ln(s) + e`.
//!
//! * `y0` is the score the episode began with, `c` the mean of these in the data, `s` the number of the
//!   session, counted from 1 at that first score. Change that slows with the logarithm of the session
//!   number, by the level at the start: Lutz, Martinovich & Howard (1999) and Finch, Lambert & Schaalje
//!   (2001) \[mem\].
//! * The first score is what the model begins from, so it is not among the scores it is fitted to.
//! * `(u0, u1)` are each person's own level and slope, `e` what is left of each score; both normal, fitted by
//!   REML ([`super::mixed`]).
//!
//! The band says where the scores of people who began like this lay. It says nothing about why, and it is no
//! statement about this person.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::band::{self, Known, Spread, Variances};
use super::mixed::{self, Method, MixedError, Random, Row};
use crate::codes;
use crate::domain::change::Direction;

/// The fewest episodes a model is fitted to, where nothing else is declared [mem: a judgement].
pub const LEAST_EPISODES: usize = 100;
/// The fewest measurements of an episode that counts, the first among them [mem: a judgement]. With the
/// first and one more, level and noise could not be told apart.
pub const LEAST_MEASUREMENTS: usize = 3;
/// The fewest episodes measured at a session that the band is drawn to [mem: a judgement].
pub const LEAST_AT_A_SESSION: usize = 10;
/// The share of scores inside the band whose upper bound a notice is given above.
pub const BAND: f64 = 0.80;
/// No notice before this session.
pub const FIRST_NOTICE: u32 = 3;
/// From this session on, what a notice asks is asked again: some people change late.
pub const ASKED_AGAIN: u32 = 6;

/// A score and its session.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The number of the session, from 1.
    pub session: u32,
    /// The score, in points.
    pub score: f64,
}

/// The scores of one episode on one scale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The first score.
    pub intake: f64,
    /// The later ones, in order of session, each from session 2 on.
    pub later: Vec<Point>,
    /// Whether it is over, so that its last score is its end.
    pub ended: bool,
}

impl Course {
    /// A course from its scores in order of time, counted from 1, or by numbers of their own. Numbers are
    /// used when every score has one and they rise; the first is then session 1. `None` without a score.
    #[must_use]
    pub fn new(scores: &[(Option<u32>, f64)], ended: bool) -> Option<Self> {
        let (first, intake) = scores.first().copied()?;
        let given: Option<Vec<u32>> = scores.iter().map(|(number, _)| *number).collect();
        let rising = given.filter(|numbers| numbers.is_sorted_by(|one, next| one < next));
        let numbers: Vec<u32> = match (rising, first) {
            (Some(numbers), Some(first)) => numbers.iter().map(|number| number - first + 1).collect(),
            _ => (1..).take(scores.len()).collect(),
        };
        let all = numbers.into_iter().zip(scores).map(|(session, (_, score))| Point { session, score: *score });
        Some(Self { intake, later: all.skip(1).collect(), ended })
    }

    /// How often it was measured.
    #[must_use]
    pub fn measurements(&self) -> usize {
        self.later.len() + 1
    }

    /// Whether a model may be fitted to it.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.measurements() >= LEAST_MEASUREMENTS
    }
}

/// Why there is no model.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GrowthError {
    /// Too little to learn from.
    #[error(
        "{there} episodes have {LEAST_MEASUREMENTS} measurements or more, and a model needs {needed}; until then a \
         change is read by the reliable change alone"
    )]
    TooFew {
        /// Episodes with enough measurements.
        there: usize,
        /// How many are needed.
        needed: usize,
    },
    /// The data do not carry the model.
    #[error(transparent)]
    Model(#[from] MixedError),
}

/// A fitted model, with what it was fitted to. Serializes to what is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Growth {
    /// Which way the scale runs.
    pub direction: Direction,
    /// Episodes it was fitted to.
    pub episodes: usize,
    /// Their measurements, the first ones among them.
    pub measurements: usize,
    /// The mean of the first scores, which they are counted from.
    pub centre: f64,
    /// The lowest and highest first score.
    pub intakes: (f64, f64),
    /// The last session at which at least [`LEAST_AT_A_SESSION`] episodes were measured.
    pub until: u32,
    /// `b0` to `b3`.
    pub fixed: [f64; 4],
    /// Their covariance.
    pub covariance: [[f64; 4]; 4],
    /// Between people, and what is left.
    pub variances: Variances,
    /// The REML criterion.
    pub criterion: f64,
    /// The variances between people lie on the edge: people differ in fewer ways than the model allows.
    pub singular: bool,
}

/// What is usual at one session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The session.
    pub session: u32,
    /// The mean, which is also the middle.
    pub mean: f64,
    /// How scores spread around it.
    pub spread: Spread,
}

impl Band {
    /// The score below which a share of scores lies; `None` for a share outside `(0, 1)`.
    #[must_use]
    pub fn percentile(&self, share: f64) -> Option<f64> {
        band::percentile(self.mean, self.spread.observed, share)
    }
}

codes! {
    /// When a notice is given.
    pub enum Stage {
        /// From the third session to the fifth.
        Early = "early",
        /// From the sixth on, when it is asked again.
        Later = "later",
    }
}

impl Stage {
    /// The stage a session belongs to; `None` before the first in which a notice is given.
    #[must_use]
    pub const fn of(session: u32) -> Option<Self> {
        match session {
            0..FIRST_NOTICE => None,
            FIRST_NOTICE..ASKED_AGAIN => Some(Self::Early),
            _ => Some(Self::Later),
        }
    }
}

/// How a score lies to what is usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Nothing is said: too early, or outside what the model was fitted to.
    Silent,
    /// Within the band, or on the better side of it.
    Usual,
    /// Beyond the bound on the worse side.
    Outside {
        /// The bound, in points.
        bound: f64,
        /// Whether it is early or asked again.
        stage: Stage,
    },
}

impl Growth {
    /// Fits the model to the courses that count, when there are at least `least` of them.
    ///
    /// # Errors
    /// Too few of them, or data that do not carry the model.
    pub fn fit<'a>(
        courses: impl IntoIterator<Item = &'a Course>,
        direction: Direction,
        least: usize,
    ) -> Result<Self, GrowthError> {
        let courses: Vec<&Course> = courses.into_iter().filter(|course| course.counts()).collect();
        let episodes = courses.len();
        if episodes < least.max(1) {
            return Err(GrowthError::TooFew { there: episodes, needed: least.max(1) });
        }
        let intakes = courses.iter().map(|course| course.intake);
        let centre = intakes.clone().sum::<f64>() / count(episodes);
        let lowest = intakes.clone().fold(f64::INFINITY, f64::min);
        let highest = intakes.fold(f64::NEG_INFINITY, f64::max);
        let rows: Vec<Row<4>> = courses
            .iter()
            .enumerate()
            .flat_map(|(group, course)| course.later.iter().map(move |point| (group, course.intake, point)))
            .map(|(group, intake, point)| {
                let (from, time) = (intake - centre, log(point.session));
                Row { group, fixed: [1.0, from, time, from * time], time, value: point.score }
            })
            .collect();
        let fit = mixed::fit(&rows, Random::Slope, Method::Reml)?;
        Ok(Self {
            direction,
            episodes,
            measurements: rows.len() + episodes,
            centre,
            intakes: (lowest, highest),
            until: until(&courses),
            fixed: fit.fixed,
            covariance: fit.covariance.0,
            variances: Variances { between: fit.between.0, residual: fit.residual },
            criterion: fit.criterion,
            singular: fit.singular,
        })
    }

    /// What is usual at a session for people who began with a score, wherever that is.
    #[must_use]
    pub fn at(&self, intake: f64, session: u32) -> Band {
        let [level, by_intake, slope, slope_by_intake] = self.fixed;
        let (from, time) = (intake - self.centre, log(session));
        let mean = level + by_intake * from + (slope + slope_by_intake * from) * time;
        Band { session, mean, spread: self.variances.spread(time) }
    }

    /// The same, only where there was something to learn from: a beginning between the lowest and the highest
    /// in the data, and a session from the second to [`Growth::until`].
    #[must_use]
    pub fn band(&self, intake: f64, session: u32) -> Option<Band> {
        let (lowest, highest) = self.intakes;
        let known = (lowest..=highest).contains(&intake) && (2..=self.until).contains(&session);
        known.then(|| self.at(intake, session))
    }

    /// What the scores so far say about the person: see [`Variances::given`].
    #[must_use]
    pub fn given(&self, course: &Course) -> Known {
        let off = |point: &Point| (log(point.session), point.score - self.at(course.intake, point.session).mean);
        self.variances.given(&course.later.iter().map(off).collect::<Vec<_>>())
    }

    /// What is expected at a session of a person whose scores so far are these: mean and spread.
    #[must_use]
    pub fn expected(&self, course: &Course, session: u32) -> Band {
        let (known, time) = (self.given(course), log(session));
        let mean = self.at(course.intake, session).mean + known.offset(time);
        Band { session, mean, spread: known.spread(self.variances.residual, time) }
    }

    /// The bound of the band on the worse side at a session; `None` where there is no band.
    #[must_use]
    pub fn bound(&self, intake: f64, session: u32) -> Option<f64> {
        self.band(intake, session)?.percentile(match self.direction {
            Direction::HigherIsWorse => f64::midpoint(1.0, BAND),
            Direction::HigherIsBetter => (1.0 - BAND) / 2.0,
        })
    }

    /// How a score lies to what is usual. Being better than usual is never pointed out.
    #[must_use]
    pub fn standing(&self, intake: f64, point: Point) -> Standing {
        let Some((stage, bound)) = Stage::of(point.session).zip(self.bound(intake, point.session)) else {
            return Standing::Silent;
        };
        if self.direction.gain(bound, point.score) < 0.0 { Standing::Outside { bound, stage } } else { Standing::Usual }
    }
}

/// The last session at which enough episodes were measured; 1 when there is none.
fn until(courses: &[&Course]) -> u32 {
    let mut measured: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for point in courses.iter().flat_map(|course| &course.later) {
        *measured.entry(point.session).or_default() += 1;
    }
    measured.iter().rfind(|(_, episodes)| **episodes >= LEAST_AT_A_SESSION).map_or(1, |(session, _)| *session)
}

fn log(session: u32) -> f64 {
    f64::from(session.max(1)).ln()
}

#[expect(clippy::cast_precision_loss, reason = "counts of episodes are far below 2^53")]
const fn count(n: usize) -> f64 {
    n as f64
}
