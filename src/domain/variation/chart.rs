//! Run charts and control charts: one series in the order of time, its centre line, its limits, and whether it
//! is more orderly than chance makes it.
//!
//! A run chart has the median as its centre line and only the rules for runs. The others add limits at three
//! standard deviations; how each kind finds its centre and its standard deviation stands in [`super::limits`].
//!
//! Nothing here starts a phase, freezes a baseline or leaves out a point by itself.

use serde::Serialize;
use thiserror::Error;

use super::boxes::{Region, RunsMethod};
use super::limits::{self, Line};
use super::runs::{Runs, runs};
use crate::codes;

codes! {
    /// What kind of chart.
    pub enum Kind {
        /// Median and runs.
        Run = "run",
        /// Values one by one: mean, moving ranges and limits (I chart, `XmR`).
        Individuals = "i",
        /// How far each value lies from the one before it.
        MovingRange = "mr",
        /// Shares, by the binomial distribution.
        Proportion = "p",
        /// Shares that vary more than the binomial distribution, as those of many usually do (Laney's p').
        LaneyProportion = "pp",
        /// Events for each unit of exposure, by the Poisson distribution.
        Rate = "u",
        /// The same where they vary more than that (Laney's u').
        LaneyRate = "up",
        /// Means of measurements weighted by how many each rests on (Taylor's I').
        WeightedIndividuals = "ip",
        /// Events, where the exposure is always about the same.
        Count = "c",
        /// Time between rare events.
        TimeBetween = "t",
        /// Cases between rare events.
        CasesBetween = "g",
        /// Means of subgroups.
        Mean = "xbar",
        /// Standard deviations of subgroups.
        Spread = "s",
    }
}

impl Kind {
    /// Whether every point needs a denominator.
    #[must_use]
    pub const fn needs_denominator(self) -> bool {
        matches!(self, Self::Proportion | Self::LaneyProportion | Self::Rate | Self::LaneyRate)
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

/// What was observed at one point: one value, or several that belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Subgroup {
    /// The sum of the values, which for counts is the number of events; `None` when nothing was observed.
    pub sum: Option<f64>,
    /// The denominator: of how many, or how much exposure.
    pub of: Option<f64>,
    /// How many values there are.
    pub length: usize,
    /// Their mean.
    pub mean: Option<f64>,
    /// Their standard deviation; `None` of fewer than two.
    pub sd: Option<f64>,
}

impl Subgroup {
    /// One value; `None` is a missing one.
    #[must_use]
    pub fn single(value: Option<f64>) -> Self {
        Self { sum: value, of: None, length: usize::from(value.is_some()), mean: value, sd: None }
    }

    /// So many events of so many, or in so much exposure.
    #[must_use]
    pub fn share(events: Option<f64>, of: Option<f64>) -> Self {
        Self { of, ..Self::single(events) }
    }

    /// Several values; missing ones are passed over.
    #[must_use]
    pub fn several(values: &[Option<f64>]) -> Self {
        let measured: Vec<f64> = values.iter().copied().flatten().collect();
        let mean = limits::mean(&measured);
        let sd = mean.filter(|_| measured.len() > 1).map(|mean| {
            let squares: f64 = measured.iter().map(|value| (value - mean).powi(2)).sum();
            (squares / (limits::count(measured.len()) - 1.0)).sqrt()
        });
        Self { sum: mean.map(|_| measured.iter().sum()), of: None, length: measured.len(), mean, sd }
    }
}

/// How a chart is drawn. Positions count from 1.
#[derive(Clone, Debug, PartialEq)]
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
    /// By what runs and crossings are judged.
    pub method: RunsMethod,
    /// What values, centre line and limits are multiplied by when drawn, such as 100 for percent.
    pub multiply: f64,
}

impl Settings {
    /// One phase, everything counted, nothing screened, judged by the Anhøj rules, drawn as it is.
    #[must_use]
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            part: Vec::new(),
            freeze: None,
            exclude: Vec::new(),
            screening: Screening::Off,
            method: RunsMethod::Anhoej,
            multiply: 1.0,
        }
    }
}

/// What a chart cannot be drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChartError {
    /// A value that is not a finite number.
    #[error("point {0} is not a finite number; leave it empty if it is missing")]
    NotFinite(usize),
    /// A share without its denominator.
    #[error("point {0} has no denominator; a chart of shares needs one for every point that has a value")]
    Denominator(usize),
    /// A negative denominator, a share above the whole, or a negative count.
    #[error("point {0} cannot be: events and denominators are never negative, and a share is at most the whole")]
    Impossible(usize),
    /// No time between two events.
    #[error("point {0} is not above zero; the time between two events must be")]
    NoTime(usize),
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

impl Limits {
    /// Every line through `of`.
    #[must_use]
    pub fn map(self, of: impl Fn(f64) -> f64) -> Self {
        Self { lower: of(self.lower), lower_95: of(self.lower_95), upper_95: of(self.upper_95), upper: of(self.upper) }
    }
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
    /// The centre line of the points that decide it; `None` when none of them was measured.
    pub centre: Option<f64>,
    /// Runs and crossings.
    pub runs: Runs,
    /// The region of no signal where boxes were asked for; `None` where the bounds of the Anhøj rules decide, which
    /// is also so of a phase too short or too long for a box.
    pub region: Option<Region>,
    /// Whether these say that something changed: never of moving ranges, of which neighbours share a value.
    pub runs_signal: bool,
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
    /// Its limits; `None` where the kind has none, or none for this point.
    pub limits: Option<Limits>,
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
    let series: Vec<Subgroup> = values.iter().map(|value| Subgroup::single(*value)).collect();
    draw_subgroups(&series, settings)
}

/// [`draw`] for points that rest on several values, or have a denominator.
///
/// A point whose denominator is 0 is a missing one.
///
/// # Errors
/// As for [`draw`], and points that this kind of chart cannot have.
pub fn draw_subgroups(series: &[Subgroup], settings: &Settings) -> Result<Chart, ChartError> {
    check(series, settings)?;
    let mut chart = Chart { kind: settings.kind, phases: Vec::new(), points: Vec::new() };
    let ends = settings.part.iter().copied().chain([series.len()]);
    let mut rest = series;
    let mut first = 1;
    for (number, end) in (1..).zip(ends) {
        let Some((here, after)) = rest.split_at_checked(end + 1 - first).filter(|(here, _)| !here.is_empty()) else {
            break;
        };
        phase(&mut chart, here, (number, first), settings);
        rest = after;
        first = end + 1;
    }
    Ok(chart)
}

fn check(series: &[Subgroup], settings: &Settings) -> Result<(), ChartError> {
    let bad = |of: &dyn Fn(&Subgroup) -> bool| (1..).zip(series).find(|(_, group)| of(group)).map(|(at, _)| at);
    let some = |value: Option<f64>, of: fn(f64) -> bool| value.is_some_and(of);
    if let Some(at) = bad(&|group| some(group.sum, |sum| !sum.is_finite()) || some(group.of, |of| !of.is_finite())) {
        return Err(ChartError::NotFinite(at));
    }
    if settings.kind.needs_denominator()
        && let Some(at) = bad(&|group| group.sum.is_some() && group.of.is_none())
    {
        return Err(ChartError::Denominator(at));
    }
    let counts = settings.kind.needs_denominator() || matches!(settings.kind, Kind::Count | Kind::CasesBetween);
    let shares = matches!(settings.kind, Kind::Proportion | Kind::LaneyProportion);
    let impossible = |group: &Subgroup| {
        some(group.of, |of| of < 0.0)
            || (counts && some(group.sum, |sum| sum < 0.0))
            || (shares && group.sum.zip(group.of).is_some_and(|(sum, of)| sum > of))
    };
    if let Some(at) = bad(&impossible) {
        return Err(ChartError::Impossible(at));
    }
    if settings.kind == Kind::TimeBetween
        && let Some(at) = bad(&|group| some(group.mean, |time| time <= 0.0))
    {
        return Err(ChartError::NoTime(at));
    }
    check_positions(series.len(), settings)
}

fn check_positions(points: usize, settings: &Settings) -> Result<(), ChartError> {
    if !settings.part.is_empty() && settings.freeze.is_some() {
        return Err(ChartError::PartAndFreeze);
    }
    let mut previous = 0;
    for &part in &settings.part {
        if part <= previous || part >= points {
            return Err(ChartError::Part(part));
        }
        previous = part;
    }
    let exists = |position: &usize| (1..=points).contains(position);
    match (settings.freeze, settings.exclude.iter().find(|position| !exists(position))) {
        (Some(freeze), _) if !exists(&freeze) => Err(ChartError::Freeze(freeze)),
        (_, Some(&position)) => Err(ChartError::Exclude(position)),
        _ => Ok(()),
    }
}

/// Works out one phase and adds it with its points.
fn phase(chart: &mut Chart, series: &[Subgroup], (number, first): (usize, usize), settings: &Settings) {
    let baseline = |position: usize| settings.freeze.is_none_or(|freeze| position <= freeze);
    let included = |position: usize| !settings.exclude.contains(&position);
    let decides: Vec<bool> =
        (first..).zip(series).map(|(position, _)| baseline(position) && included(position)).collect();
    let Line { values, centre, limits, varies } = limits::line(series, &decides, settings);
    let points: Vec<Point> = (first..)
        .zip(values.iter().zip(&limits))
        .map(|(position, (&value, &limits))| Point {
            position,
            value,
            phase: number,
            limits,
            baseline: baseline(position),
            included: included(position),
            outside: value.zip(limits).is_some_and(|(value, limits)| value < limits.lower || value > limits.upper),
        })
        .collect();
    let counted = || points.iter().filter(|point| point.included);
    let runs = runs(counted().map(|point| centre.and(point.value)), centre.unwrap_or_default());
    let region = settings.method.region(runs.n_useful);
    let signal = match (region, runs.n_crossings.zip(runs.longest_run)) {
        (Some(region), Some((crossings, longest))) => !region.holds(crossings, longest),
        _ => runs.signal(),
    };
    let flat = limits.iter().flatten().all(|limits| limits.upper <= limits.lower);
    chart.phases.push(Phase {
        number,
        first,
        last: first + series.len() - 1,
        n_observations: counted().count(),
        centre,
        runs,
        region,
        runs_signal: signal && settings.kind != Kind::MovingRange,
        n_outside: points.iter().filter(|point| point.outside).count(),
        collapsed: varies && flat && limits.iter().any(Option::is_some),
    });
    chart.points.extend(points);
}
