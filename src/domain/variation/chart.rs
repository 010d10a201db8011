//! Run charts and individuals charts.
//!
//! A run chart has the median as its centre line and only the rules for runs. An individuals chart
//! (`XmR`) has the mean, and limits at three standard deviations, where the standard deviation is the
//! average moving range divided by 1.128 (Montgomery, "Introduction to statistical quality control",
//! d2 for two points).
//!
//! Nothing here starts a phase, freezes a baseline or leaves out a point by itself.

use serde::Serialize;
use thiserror::Error;

use super::runs::{Runs, runs};
use crate::codes;

/// Expected range of two standard normal values, three decimals as in the tables of the field.
const D2: f64 = 1.128;

/// A moving range above this multiple of the average is larger than chance makes it: upper limit of
/// a range chart for two points (Nelson 1982).
const LARGE_RANGE: f64 = 3.267;

codes! {
    /// What kind of chart.
    pub enum Kind {
        /// Median and runs.
        Run = "run",
        /// Mean, moving ranges and limits (I chart, `XmR`).
        Individuals = "i",
    }
}

/// Whether large moving ranges are taken out before the limits are drawn, once (Nelson 1982).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Screening {
    /// All moving ranges count.
    #[default]
    Off,
    /// Large ones are left out, unless that would take all variation away.
    Careful,
    /// Large ones are left out whatever remains, as qicharts2 does; the limits may then collapse onto
    /// the centre line.
    Bare,
}

/// How a chart is drawn. Positions count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What kind of chart.
    pub kind: Kind,
    /// A new phase starts after each of these positions, in rising order.
    pub part: Vec<usize>,
    /// Only the points up to this position decide the centre line and limits.
    pub freeze: Option<usize>,
    /// Points that stay visible and are left out of every calculation.
    pub exclude: Vec<usize>,
    /// Whether large moving ranges are taken out.
    pub screening: Screening,
}

impl Settings {
    /// One phase, everything counted, nothing screened.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self { kind, part: Vec::new(), freeze: None, exclude: Vec::new(), screening: Screening::Off }
    }
}

/// What a chart cannot be drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChartError {
    /// A value that is not a finite number.
    #[error("point {0} is not a finite number; leave it empty if it is missing")]
    NotFinite(usize),
    /// A phase that would be empty, or phases out of order.
    #[error("a phase cannot start after point {0}: positions rise, and lie between 1 and the last point but one")]
    Part(usize),
    /// A baseline outside the series.
    #[error("the baseline cannot be points 1 to {0}: it must lie within the series")]
    Freeze(usize),
    /// An excluded position outside the series.
    #[error("point {0} cannot be left out: there is no such point")]
    Exclude(usize),
    /// Phases and a baseline at once.
    #[error("give either phases or a frozen baseline, not both: each phase has its own centre line")]
    PartAndFreeze,
}

/// Control limits, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// Three standard deviations below the centre.
    pub lower: f64,
    /// Two below.
    pub lower_95: f64,
    /// Two above.
    pub upper_95: f64,
    /// Three above.
    pub upper: f64,
}

/// A stretch of points with one centre line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Phase {
    /// Counts from 1.
    pub number: usize,
    /// Position of its first point.
    pub first: usize,
    /// Position of its last point.
    pub last: usize,
    /// Points that are not left out, missing ones included.
    pub n_observations: usize,
    /// Median or mean of the points that decide it; `None` when none of them was measured.
    pub centre: Option<f64>,
    /// Limits of an individuals chart; `None` without two neighbouring points.
    pub limits: Option<Limits>,
    /// Runs and crossings.
    pub runs: Runs,
    /// Points outside the limits, those left out of the calculations included.
    pub n_outside: usize,
    /// The limits have no width although the points vary: screening took all variation away.
    pub collapsed: bool,
}

/// One point as drawn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Counts from 1.
    pub position: usize,
    /// The value; `None` is missing.
    pub value: Option<f64>,
    /// The phase it belongs to.
    pub phase: usize,
    /// Whether it lies within the baseline.
    pub baseline: bool,
    /// Whether it counts.
    pub included: bool,
    /// Whether it lies outside the limits.
    pub outside: bool,
}

/// A chart: its phases and its points.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// What kind.
    pub kind: Kind,
    /// Its phases, at least one unless there are no points.
    pub phases: Vec<Phase>,
    /// Its points.
    pub points: Vec<Point>,
}

impl Chart {
    /// The phase of a point.
    #[must_use]
    pub fn phase_of(&self, point: &Point) -> Option<&Phase> {
        self.phases.get(point.phase.checked_sub(1)?)
    }
}

/// Draws a chart of `values` in the order of time; `None` is a missing value.
///
/// A moving range exists between two neighbouring measured points. A missing point is not bridged;
/// a point left out with a reason is, as if it had not been there.
///
/// # Errors
/// Values that are not finite, and settings that do not fit the series.
pub fn draw(values: &[Option<f64>], settings: &Settings) -> Result<Chart, ChartError> {
    check(values, settings)?;
    let mut chart = Chart { kind: settings.kind, phases: Vec::new(), points: Vec::new() };
    let ends = settings.part.iter().copied().chain([values.len()]);
    let mut rest = values;
    let mut first = 1;
    for (number, end) in (1..).zip(ends) {
        let Some((here, after)) = rest.split_at_checked(end + 1 - first).filter(|(here, _)| !here.is_empty()) else {
            break;
        };
        let mut points: Vec<Point> = (first..)
            .zip(here)
            .map(|(position, &value)| Point {
                position,
                value,
                phase: number,
                baseline: settings.freeze.is_none_or(|freeze| position <= freeze),
                included: !settings.exclude.contains(&position),
                outside: false,
            })
            .collect();
        chart.phases.push(phase(&mut points, settings));
        chart.points.append(&mut points);
        rest = after;
        first = end + 1;
    }
    Ok(chart)
}

fn check(values: &[Option<f64>], settings: &Settings) -> Result<(), ChartError> {
    if let Some((position, _)) = (1..).zip(values).find(|(_, value)| value.is_some_and(|value| !value.is_finite())) {
        return Err(ChartError::NotFinite(position));
    }
    if !settings.part.is_empty() && settings.freeze.is_some() {
        return Err(ChartError::PartAndFreeze);
    }
    let mut previous = 0;
    for &part in &settings.part {
        if part <= previous || part >= values.len() {
            return Err(ChartError::Part(part));
        }
        previous = part;
    }
    let exists = |position: &usize| (1..=values.len()).contains(position);
    match (settings.freeze, settings.exclude.iter().find(|position| !exists(position))) {
        (Some(freeze), _) if !exists(&freeze) => Err(ChartError::Freeze(freeze)),
        (_, Some(&position)) => Err(ChartError::Exclude(position)),
        _ => Ok(()),
    }
}

/// Works out one phase and marks the points outside its limits.
fn phase(points: &mut [Point], settings: &Settings) -> Phase {
    let deciding: Vec<Option<f64>> =
        points.iter().filter(|point| point.baseline && point.included).map(|point| point.value).collect();
    let measured: Vec<f64> = deciding.iter().copied().flatten().collect();
    let (centre, limits) = match settings.kind {
        Kind::Run => (median(&measured), None),
        Kind::Individuals => {
            let centre = mean(&measured);
            let spread = spread(&deciding, settings.screening);
            (centre, centre.zip(spread).map(|(centre, sd)| limits(centre, sd)))
        }
    };
    for point in points.iter_mut() {
        point.outside =
            point.value.zip(limits).is_some_and(|(value, limits)| value < limits.lower || value > limits.upper);
    }
    let counted = || points.iter().filter(|point| point.included);
    let runs = runs(counted().map(|point| centre.and(point.value)), centre.unwrap_or_default());
    Phase {
        number: points.first().map_or(1, |point| point.phase),
        first: points.first().map_or(1, |point| point.position),
        last: points.last().map_or(1, |point| point.position),
        n_observations: counted().count(),
        centre,
        limits,
        runs,
        n_outside: points.iter().filter(|point| point.outside).count(),
        collapsed: limits.is_some_and(|limits| limits.upper <= limits.lower)
            && spread(&deciding, Screening::Off).is_some_and(|sd| sd > 0.0),
    }
}

fn limits(centre: f64, sd: f64) -> Limits {
    Limits {
        lower: centre - 3.0 * sd,
        lower_95: centre - 2.0 * sd,
        upper_95: centre + 2.0 * sd,
        upper: centre + 3.0 * sd,
    }
}

/// The standard deviation by moving ranges; `None` where no range is left.
fn spread(values: &[Option<f64>], screening: Screening) -> Option<f64> {
    let ranges: Vec<f64> = values
        .iter()
        .zip(values.iter().skip(1))
        .filter_map(|(one, next)| Some((next.as_ref()? - one.as_ref()?).abs()))
        .collect();
    let average = mean(&ranges)?;
    let screened = || {
        let usual: Vec<f64> = ranges.iter().copied().filter(|range| *range < LARGE_RANGE * average).collect();
        mean(&usual)
    };
    let average = match screening {
        Screening::Off => average,
        Screening::Careful if average > 0.0 => screened().filter(|left| *left > 0.0).unwrap_or(average),
        Screening::Careful | Screening::Bare => screened()?,
    };
    Some(average / D2)
}

fn mean(values: &[f64]) -> Option<f64> {
    let n = u32::try_from(values.len()).ok().filter(|n| *n > 0)?;
    Some(values.iter().sum::<f64>() / f64::from(n))
}

fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = *sorted.get(sorted.len() / 2)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted.get(sorted.len() / 2 - 1).map(|lower| lower.midpoint(upper))
}
