//! "Making Data Count": the rules NHS England reads its charts by, as a named mode for those who must compare
//! with them. They speak more often than the Anhøj rules where nothing has changed; the product prints how often.
//!
//! Source: NHS England, "Making data count"; the limits are the mean and 2.66 average moving ranges. A point is
//! special for the first of these that fits it: outside the limits; part of seven points that all rise or all
//! fall; one of two in three close to a limit (over two thirds of the way), the three on one side; part of seven
//! on one side of the mean. What is missing ends a stretch; it is not bridged.

use serde::Serialize;

use super::chart::ChartError;
use super::limits::mean;
use crate::codes;

/// How far the limits lie from the mean, in average moving ranges: 3 / 1.128, two decimals as NHS England has it.
const WIDTH: f64 = 2.66;
/// A moving range above this multiple of the average may be left out when limits are screened (Nelson 1982).
const LARGE_RANGE: f64 = 3.267;
/// Points in a shift or a trend.
const SEVEN: usize = 7;
/// A phase of fewer has limits on trial.
const FEW: usize = 12;

codes! {
    /// Which way is better.
    pub enum Better {
        /// Higher values.
        Increase = "increase",
        /// Lower values.
        Decrease = "decrease",
        /// Neither.
        Neutral = "neutral",
    }
}

codes! {
    /// Why a point is special, or that it is not.
    pub enum Cause {
        /// Nothing but the variation every stable process has.
        Common = "Common Cause",
        /// Above the upper limit.
        AboveLimit = "Above UCL",
        /// Below the lower limit.
        BelowLimit = "Below LCL",
        /// Part of seven points that rise.
        Rising = "7 Point Trend (Increasing)",
        /// Part of seven points that fall.
        Falling = "7 Point Trend (Decreasing)",
        /// One of two in three close to the upper limit.
        CloseAbove = "2 in 3 Above CL",
        /// One of two in three close to the lower limit.
        CloseBelow = "2 in 3 Below CL",
        /// Part of seven above the mean.
        ShiftAbove = "7 Points Above CL",
        /// Part of seven below the mean.
        ShiftBelow = "7 Points Below CL",
    }
}

codes! {
    /// What a point says, given which way is better.
    pub enum Meaning {
        /// Common cause.
        Common = "common_cause",
        /// Special, the better way.
        Improvement = "special_cause_improvement",
        /// Special, the worse way.
        Concern = "special_cause_concern",
        /// Special and high, where no way is better.
        High = "special_cause_neutral_high",
        /// Special and low, where no way is better.
        Low = "special_cause_neutral_low",
    }
}

impl Cause {
    /// Whether the point lies, or moves, high; `None` of common cause.
    const fn is_high(self) -> Option<bool> {
        match self {
            Self::Common => None,
            Self::AboveLimit | Self::Rising | Self::CloseAbove | Self::ShiftAbove => Some(true),
            Self::BelowLimit | Self::Falling | Self::CloseBelow | Self::ShiftBelow => Some(false),
        }
    }

    /// What it says.
    #[must_use]
    pub const fn meaning(self, better: Better) -> Meaning {
        match (self.is_high(), better) {
            (None, _) => Meaning::Common,
            (Some(true), Better::Neutral) => Meaning::High,
            (Some(false), Better::Neutral) => Meaning::Low,
            (Some(true), Better::Increase) | (Some(false), Better::Decrease) => Meaning::Improvement,
            (Some(_), _) => Meaning::Concern,
        }
    }
}

/// A point of the chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The value; `None` is missing.
    pub value: Option<f64>,
    /// Its phase, from 0.
    pub phase: usize,
    /// Above (1), on (0) or below (-1) the mean; `None` of a missing one.
    pub side: Option<i8>,
    /// Outside the limits.
    pub outside: Option<bool>,
    /// Over two thirds of the way to a limit, and inside it.
    pub close: Option<bool>,
    /// Why it is special.
    pub cause: Cause,
}

/// A phase: its mean and limits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Phase {
    /// Points, missing ones included.
    pub n: usize,
    /// The mean of those that decide it.
    pub mean: Option<f64>,
    /// The lower process limit.
    pub lower: Option<f64>,
    /// The upper process limit.
    pub upper: Option<f64>,
    /// Fewer than twelve points: limits on trial.
    pub is_short: bool,
}

/// How the chart is drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// A new phase starts after each of these positions, in rising order, from 1.
    pub part: Vec<usize>,
    /// Only this many points of each phase decide its mean and limits.
    pub freeze: Option<usize>,
    /// Large moving ranges are left out of the limits.
    pub screened: bool,
}

/// Draws a series by these rules.
///
/// # Errors
/// Values that are not finite, phases out of order, and a baseline of nothing.
pub fn draw(values: &[Option<f64>], settings: &Settings) -> Result<(Vec<Phase>, Vec<Point>), ChartError> {
    if let Some((position, _)) = (1..).zip(values).find(|(_, value)| value.is_some_and(|value| !value.is_finite())) {
        return Err(ChartError::NotFinite(position));
    }
    if settings.freeze == Some(0) {
        return Err(ChartError::Freeze(0));
    }
    let (mut phases, mut points) = (Vec::new(), Vec::new());
    let mut first = 0;
    for end in settings.part.iter().copied().chain([values.len()]) {
        let here = values.get(first..end).filter(|here| !here.is_empty());
        let Some(here) = here else {
            if values.is_empty() {
                break;
            }
            return Err(ChartError::Part(end));
        };
        let phase = limits(here, settings);
        points.extend(read(here, &phase, phases.len()));
        phases.push(phase);
        first = end;
    }
    Ok((phases, points))
}

fn limits(values: &[Option<f64>], settings: &Settings) -> Phase {
    let deciding = values.get(..settings.freeze.unwrap_or(values.len()).min(values.len())).unwrap_or(values);
    let centre = mean(&deciding.iter().copied().flatten().collect::<Vec<_>>());
    let ranges: Vec<f64> = deciding
        .iter()
        .zip(deciding.iter().skip(1))
        .filter_map(|(one, next)| Some((next.as_ref()? - one.as_ref()?).abs()))
        .collect();
    let average = mean(&ranges).and_then(|average| {
        if !settings.screened {
            return Some(average);
        }
        mean(&ranges.iter().copied().filter(|range| *range < LARGE_RANGE * average).collect::<Vec<_>>())
    });
    let at = |away: f64| centre.zip(average).map(|(centre, average)| centre + away * average);
    Phase { n: values.len(), mean: centre, lower: at(-WIDTH), upper: at(WIDTH), is_short: values.len() < FEW }
}

fn read(values: &[Option<f64>], phase: &Phase, number: usize) -> Vec<Point> {
    let limits = phase.lower.zip(phase.upper);
    let sides: Vec<Option<i8>> =
        values.iter().map(|value| value.zip(phase.mean).map(|(value, mean)| side(value, mean))).collect();
    let outside: Vec<Option<bool>> = values
        .iter()
        .map(|value| value.zip(limits).map(|(value, (lower, upper))| value < lower || value > upper))
        .collect();
    let close: Vec<Option<bool>> = values
        .iter()
        .zip(&outside)
        .map(|(value, outside)| {
            let (value, mean, (lower, upper)) = ((*value)?, phase.mean?, limits?);
            let near = |limit: f64| mean + (limit - mean) * 2.0 / 3.0;
            Some(!(*outside)? && (value < near(lower) || value > near(upper)))
        })
        .collect();
    let trend = stretches(values, &steps(values), SEVEN - 1);
    let shift = shifts(&sides);
    (0..values.len())
        .map(|at| {
            let here = |of: &[Option<bool>]| of.get(at).copied().flatten() == Some(true);
            let above = sides.get(at).copied().flatten().is_some_and(|side| side > 0);
            let cause = if here(&outside) {
                if above { Cause::AboveLimit } else { Cause::BelowLimit }
            } else if let Some(rises) = trend.get(at).copied().flatten() {
                if rises { Cause::Rising } else { Cause::Falling }
            } else if here(&close) && two_in_three(at, &close, &sides) {
                if above { Cause::CloseAbove } else { Cause::CloseBelow }
            } else if shift.get(at) == Some(&true) {
                if above { Cause::ShiftAbove } else { Cause::ShiftBelow }
            } else {
                Cause::Common
            };
            let of = |flags: &[Option<bool>]| flags.get(at).copied().flatten();
            Point {
                value: values.get(at).copied().flatten(),
                phase: number,
                side: sides.get(at).copied().flatten(),
                outside: of(&outside),
                close: of(&close),
                cause,
            }
        })
        .collect()
}

fn side(value: f64, mean: f64) -> i8 {
    // The mean of equal values may differ from them in the last digit.
    if (value - mean).abs() <= f64::EPSILON * mean.abs() * 4.0 {
        0
    } else if value > mean {
        1
    } else {
        -1
    }
}

/// The way from each point to the next: up is true; `None` where there is none.
fn steps(values: &[Option<f64>]) -> Vec<Option<bool>> {
    let pairs = values.iter().zip(values.iter().skip(1));
    pairs
        .map(|(one, next)| one.zip(*next).and_then(|(one, next)| ((next - one).abs() > 0.0).then_some(one < next)))
        .collect()
}

/// For every point whether it is part of `least` steps that go one way, and which: a point in two such
/// stretches goes with the later.
fn stretches(values: &[Option<f64>], steps: &[Option<bool>], least: usize) -> Vec<Option<bool>> {
    let mut part = vec![None; values.len()];
    for start in 0..steps.len() {
        let Some(window) = steps.get(start..start + least) else { break };
        let Some(way) = window.first().copied().flatten() else { continue };
        if window.iter().all(|step| *step == Some(way)) {
            part.iter_mut().skip(start).take(least + 1).for_each(|point| *point = Some(way));
        }
    }
    part
}

/// Whether each point is part of seven on one side.
fn shifts(sides: &[Option<i8>]) -> Vec<bool> {
    let mut part = vec![false; sides.len()];
    for start in 0..sides.len() {
        let Some(window) = sides.get(start..start + SEVEN) else { break };
        let Some(side) = window.first().copied().flatten().filter(|side| *side != 0) else { continue };
        if window.iter().all(|one| *one == Some(side)) {
            part.iter_mut().skip(start).take(SEVEN).for_each(|point| *point = true);
        }
    }
    part
}

/// Whether three neighbours with this one among them lie on one side, two of them close to its limit.
fn two_in_three(at: usize, close: &[Option<bool>], sides: &[Option<i8>]) -> bool {
    (at.saturating_sub(2)..=at).any(|start| {
        let (Some(close), Some(sides)) = (close.get(start..start + 3), sides.get(start..start + 3)) else {
            return false;
        };
        let one_side = sides.iter().all(|side| *side == Some(1)) || sides.iter().all(|side| *side == Some(-1));
        one_side && close.iter().filter(|close| **close == Some(true)).count() >= 2
    })
}

/// How often these rules flag a stable normal series, by simulation: (points, probability).
const FALSE_ALARMS: [(u32, f64); 5] = [(12, 0.08), (24, 0.19), (36, 0.29), (60, 0.45), (120, 0.76)];

/// About how often chance alone makes a point special in a stable series of `n` points: a probability,
/// interpolated linearly between the lengths that were simulated; `None` for shorter and longer series.
#[must_use]
pub fn false_alarm_probability(n: u32) -> Option<f64> {
    super::runs::interpolated(&FALSE_ALARMS, n)
}
