//! Funnel plots: units of different size about one line, with the limits that chance alone would keep them in,
//! and those that remain when units differ as units do.
//!
//! Source: Spiegelhalter (2005), "Funnel plots for comparing institutional performance", doi 10.1002/sim.1970;
//! Spiegelhalter et al. (2012), doi 10.1111/j.1467-985X.2011.01010.x. The limits shown are the exact ones of the
//! binomial or Poisson distribution, and those of the additive random-effects model with the variance between
//! units by restricted maximum likelihood. [`Compatible`] is how the R package `FunnelPlotR` does it (winsorised
//! or truncated moments, which find too little), for those who must compare.
//!
//! A funnel says which units lie outside; it never puts them in an order.

use serde::Serialize;
use statrs::distribution::{Binomial, Discrete, DiscreteCDF, Poisson};
use thiserror::Error;

use super::between::{Between, BetweenError, Estimate, Estimator, between};
use super::interval::normal_quantile;
use super::limits::count;
use super::root;
use crate::codes;

/// The two pairs of limits: 95 % and 99.8 %, two and three standard errors.
pub const LEVELS: [f64; 2] = [0.95, 0.998];

codes! {
    /// What the numerators and denominators are.
    pub enum Data {
        /// Events among so many.
        Proportion = "PR",
        /// Observed against expected events.
        StandardisedRatio = "SR",
        /// One count against another.
        RatioOfCounts = "RC",
    }
}

codes! {
    /// How standardised ratios are brought to a scale of even spread.
    pub enum Ratio {
        /// Logarithm, the outermost left out (NHS England's hospital mortality indicator).
        Log = "SHMI",
        /// Square root, the outermost drawn in (Care Quality Commission).
        Root = "CQC",
    }
}

/// A unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Events, or the first count.
    pub numerator: f64,
    /// Of how many; expected; or the second count.
    pub denominator: f64,
}

/// What no funnel can be drawn of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FunnelError {
    /// No units.
    #[error("there are no units")]
    Empty,
    /// A unit that cannot be.
    #[error("unit {0} cannot be: the denominator is above 0, the numerator not below, and a share at most the whole")]
    Unit(usize),
    /// A share to cut off that leaves nothing.
    #[error("at each end a share from 0 up to a half can be cut off")]
    Trim,
}

/// Limits at 95 % and 99.8 %, on the scale of the ratios.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Limits {
    /// Lower 95 %.
    pub lower_95: f64,
    /// Upper 95 %.
    pub upper_95: f64,
    /// Lower 99.8 %.
    pub lower_998: f64,
    /// Upper 99.8 %.
    pub upper_998: f64,
}

impl Limits {
    /// Both pairs: `at` takes a level's number of standard errors, or its tail, from below and from above.
    fn new(at: impl Fn(f64, bool) -> f64) -> Self {
        let [narrow, wide] = LEVELS;
        Self {
            lower_95: at(narrow, false),
            upper_95: at(narrow, true),
            lower_998: at(wide, false),
            upper_998: at(wide, true),
        }
    }

    /// Whether a ratio lies outside the 99.8 % limits.
    #[must_use]
    pub fn is_outside(&self, ratio: f64) -> bool {
        ratio < self.lower_998 || ratio > self.upper_998
    }
}

/// One unit in the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Placed {
    /// Numerator over denominator.
    pub ratio: f64,
    /// Where chance alone would keep it.
    pub exact: Limits,
    /// Where chance and the usual difference between units would keep it.
    pub adjusted: Limits,
}

/// A funnel as the product draws it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funnel {
    /// The line the units lie about: all events over all denominators, or 1 for observed against expected.
    pub target: f64,
    /// The variance between units, on the scale that was used; its estimate needs at least two units.
    pub tau2: f64,
    /// The units, in the order they were given.
    pub units: Vec<Placed>,
}

/// The interpolated exact limit at `probability` for the share of events among `n` when the true one is
/// `target` (Spiegelhalter 2005, appendix A.1.1): `(r - (F(r) - p) / f(r)) / n`, `r` being the quantile. It can
/// lie a little below 0 or above 1, where no share can.
#[must_use]
pub fn exact_binomial(n: u64, target: f64, probability: f64) -> Option<f64> {
    let law = Binomial::new(target, n).ok().filter(|_| n > 0)?;
    let r = root::quantile(n, probability, |r| law.cdf(r));
    Some((whole(r) - (law.cdf(r) - probability) / law.pmf(r)) / whole(n))
}

/// The same for events in an exposure, by the Poisson distribution. A rate can lie above 1.
#[must_use]
pub fn exact_poisson(exposure: f64, target: f64, probability: f64) -> Option<f64> {
    let expected = exposure * target;
    let law = Poisson::new(expected).ok().filter(|_| exposure > 0.0)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bound far above the expected count")]
    let most = (expected + 60.0 * (expected + 1.0).sqrt()).min(1e15) as u64;
    let r = root::quantile(most, probability, |r| law.cdf(r));
    Some((whole(r) - (law.cdf(r) - probability) / law.pmf(r)) / exposure)
}

fn whole(n: u64) -> f64 {
    count(usize::try_from(n).unwrap_or(usize::MAX))
}

/// Draws a funnel.
///
/// # Errors
/// No units, and units that cannot be.
pub fn draw(units: &[Unit], data: Data, estimator: Estimator) -> Result<Funnel, FunnelError> {
    let scale = Scale::new(units, data, Ratio::Log)?;
    let estimates: Vec<Estimate> = units
        .iter()
        .map(|unit| {
            // A unit without events has no logarithm: half an event stands in for none.
            let (value, sd) = scale.place(&Unit { numerator: scale.at_least(unit.numerator), ..*unit });
            Estimate { value, variance: sd * sd }
        })
        .collect();
    let tau2 = match between(&estimates, estimator) {
        Ok(Between { tau2, .. }) => tau2,
        Err(BetweenError::TooFew) => 0.0,
        Err(BetweenError::Unit(at)) => return Err(FunnelError::Unit(at)),
    };
    let placed = units.iter().map(|unit| {
        let exact = scale.exact(unit).unwrap_or_else(|| scale.adjusted(unit, 0.0, z));
        Placed { ratio: unit.numerator / unit.denominator, exact, adjusted: scale.adjusted(unit, tau2, z) }
    });
    Ok(Funnel { target: scale.target, tau2, units: placed.collect() })
}

impl Funnel {
    /// The two pairs of limits a share would have at another size about the same line, for drawing lines between the
    /// units: from chance alone, and with the variance between units. Below about ten the second pair is rough: the
    /// scale is not even there.
    #[must_use]
    pub fn limits_of_share(&self, size: u32) -> Option<(Limits, Limits)> {
        let scale = Scale { data: Data::Proportion, ratio: Ratio::Log, target: self.target };
        let unit = Unit { numerator: 0.0, denominator: f64::from(size) };
        Some((scale.exact(&unit)?, scale.adjusted(&unit, self.tau2, z)))
    }

    /// Between which shares about two of three units would lie if chance played no part: one standard deviation
    /// between units to either side of the line.
    #[must_use]
    pub fn spread_of_share(&self) -> (f64, f64) {
        let scale = Scale { data: Data::Proportion, ratio: Ratio::Log, target: self.target };
        let (centre, sd) = (scale.forward(self.target), self.tau2.max(0.0).sqrt());
        (scale.back((centre - sd).max(0.0)), scale.back(centre + sd))
    }
}

/// Standard errors at a level.
fn z(level: f64) -> f64 {
    normal_quantile(f64::midpoint(1.0, level)).unwrap_or(f64::INFINITY)
}

/// The scale on which units of one size vary alike.
struct Scale {
    data: Data,
    ratio: Ratio,
    target: f64,
}

impl Scale {
    fn new(units: &[Unit], data: Data, ratio: Ratio) -> Result<Self, FunnelError> {
        let possible = |unit: &Unit| {
            let finite = unit.numerator.is_finite() && unit.denominator.is_finite();
            let share = data != Data::Proportion || unit.numerator <= unit.denominator;
            finite && unit.denominator > 0.0 && unit.numerator >= 0.0 && share
        };
        if units.is_empty() {
            return Err(FunnelError::Empty);
        }
        if let Some((at, _)) = (1..).zip(units).find(|(_, unit)| !possible(unit)) {
            return Err(FunnelError::Unit(at));
        }
        let all = |of: fn(&Unit) -> f64| units.iter().map(of).sum::<f64>();
        let target = match data {
            Data::StandardisedRatio => 1.0,
            Data::Proportion | Data::RatioOfCounts => all(|unit| unit.numerator) / all(|unit| unit.denominator),
        };
        Ok(Self { data, ratio, target })
    }

    /// The numerator that has a place on the scale.
    fn at_least(&self, numerator: f64) -> f64 {
        if self.data == Data::StandardisedRatio && self.ratio == Ratio::Log { numerator.max(0.5) } else { numerator }
    }

    /// A ratio on the scale.
    fn forward(&self, ratio: f64) -> f64 {
        match (self.data, self.ratio) {
            (Data::Proportion, _) => ratio.sqrt().asin(),
            (Data::StandardisedRatio, Ratio::Root) => ratio.sqrt(),
            (Data::StandardisedRatio, Ratio::Log) | (Data::RatioOfCounts, _) => ratio.ln(),
        }
    }

    /// A place on the scale as a ratio again.
    fn back(&self, place: f64) -> f64 {
        match (self.data, self.ratio) {
            (Data::Proportion, _) => place.clamp(0.0, std::f64::consts::FRAC_PI_2).sin().powi(2),
            (Data::StandardisedRatio, Ratio::Root) => place.max(0.0).powi(2),
            (Data::StandardisedRatio, Ratio::Log) | (Data::RatioOfCounts, _) => place.exp(),
        }
    }

    /// A unit's place and its standard deviation by chance.
    fn place(&self, unit: &Unit) -> (f64, f64) {
        if self.data == Data::RatioOfCounts {
            let (events, others) = (unit.numerator + 0.5, unit.denominator + 0.5);
            let variance = unit.numerator / events.powi(2) + unit.denominator / others.powi(2);
            return ((events / others).ln(), variance.sqrt());
        }
        (self.forward(unit.numerator / unit.denominator), self.sd(unit))
    }

    /// The standard deviation of a place by chance, from the size alone.
    fn sd(&self, unit: &Unit) -> f64 {
        match (self.data, self.ratio) {
            (Data::StandardisedRatio, Ratio::Log) => 1.0 / unit.denominator.sqrt(),
            // The first count is about the target times the second: 1/a + 1/b.
            (Data::RatioOfCounts, _) => (1.0 / unit.denominator + 1.0 / (self.target * unit.denominator)).sqrt(),
            _ => 1.0 / (2.0 * unit.denominator.sqrt()),
        }
    }

    fn adjusted(&self, unit: &Unit, tau2: f64, z: impl Fn(f64) -> f64) -> Limits {
        let (centre, sd) = (self.forward(self.target), (self.sd(unit).powi(2) + tau2).sqrt());
        Limits::new(|level, upper| self.back(centre + if upper { z(level) * sd } else { -z(level) * sd }))
    }

    /// Exact limits where the distribution has whole sizes; `None` elsewhere.
    fn exact(&self, unit: &Unit) -> Option<Limits> {
        let tail = |level: f64, upper: bool| if upper { f64::midpoint(1.0, level) } else { (1.0 - level) / 2.0 };
        let limit = |probability: f64| match self.data {
            Data::Proportion => {
                let n = unit.denominator.round();
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a checked whole size")]
                let size = ((n - unit.denominator).abs() < 1e-9 && n < 1e15).then_some(n as u64)?;
                exact_binomial(size, self.target, probability).map(|limit| limit.clamp(0.0, 1.0))
            }
            Data::StandardisedRatio => {
                exact_poisson(unit.denominator, self.target, probability).map(|limit| limit.max(0.0))
            }
            Data::RatioOfCounts => None,
        };
        limit(0.5)?;
        Some(Limits::new(|level, upper| limit(tail(level, upper)).unwrap_or(self.target)))
    }
}

/// The dispersion of units about their line with the outermost drawn in, and the variance between them by moments,
/// on the scale of the ratios themselves: as Spiegelhalter (2005) describes it. It finds too little.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Winsorised {
    /// Mean square of the standardised ratios, `floor(trim n)` units at each end set to the next one.
    pub phi: f64,
    /// The variance between units.
    pub tau2: f64,
    /// Units beyond 3.09 standard errors of chance alone.
    pub n_outside_naive: usize,
    /// Units beyond 3.09 standard errors with the variance between units.
    pub n_outside: usize,
}

/// Works that out; `None` for ratios of counts, which have no such scale.
///
/// # Errors
/// As for [`draw`], and a share to cut off outside 0 to a half.
pub fn winsorised_by_units(units: &[Unit], data: Data, trim: f64) -> Result<Option<Winsorised>, FunnelError> {
    if !(0.0..0.5).contains(&trim) {
        return Err(FunnelError::Trim);
    }
    let scale = Scale::new(units, data, Ratio::Log)?;
    let spread = match data {
        Data::Proportion => scale.target * (1.0 - scale.target),
        Data::StandardisedRatio => 1.0,
        Data::RatioOfCounts => return Ok(None),
    };
    let variances: Vec<f64> = units.iter().map(|unit| spread / unit.denominator).collect();
    let places = units.iter().map(|unit| unit.numerator / unit.denominator - scale.target);
    let z: Vec<f64> = places.zip(&variances).map(|(place, variance)| place / variance.sqrt()).collect();
    let mut sorted = z.clone();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than half of the units")]
    let cut = (trim * count(z.len())).floor() as usize;
    let (low, high) = (sorted.get(cut).copied(), sorted.get(z.len() - 1 - cut).copied());
    let (low, high) = (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY));
    let (phi, tau2) = moments(z.iter().map(|z| z.clamp(low, high)).zip(variances.iter().copied()));
    let outside = |tau2: f64| {
        let beyond = |(z, variance): (&f64, &f64)| z.abs() * (variance / (variance + tau2)).sqrt() > 3.090_232;
        z.iter().zip(&variances).filter(|row| beyond(*row)).count()
    };
    Ok(Some(Winsorised { phi, tau2, n_outside_naive: outside(0.0), n_outside: outside(tau2) }))
}

/// Dispersion and variance between units by moments, of standardised values with their sampling variances.
fn moments(rows: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    let (mut n, mut z2, mut weights, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for (z, variance) in rows {
        n += 1.0;
        z2 += z * z;
        weights += 1.0 / variance;
        squares += variance.powi(-2);
    }
    let tau2 = (z2 - (n - 1.0)) / (weights - squares / weights);
    (z2 / n, if tau2.is_finite() { tau2.max(0.0) } else { 0.0 })
}

/// How the R package `FunnelPlotR` (0.6) draws the same units. Its quantiles have seven digits; its limits for
/// square roots are left on that scale's distance from 1; all that is kept, so that its figures come out.
#[derive(Clone, Debug, PartialEq)]
pub struct Compatible {
    /// The dispersion: mean square of the standardised places that count.
    pub phi: f64,
    /// The variance between units by moments.
    pub tau2: f64,
    /// Its units.
    pub units: Vec<CompatibleUnit>,
}

/// A unit as that package has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompatibleUnit {
    /// The denominator it reckons with.
    pub denominator: f64,
    /// Numerator over denominator.
    pub ratio: f64,
    /// The target on the scale.
    pub target: f64,
    /// The unit on the scale.
    pub place: f64,
    /// Standardised.
    pub z: f64,
    /// Standardised and drawn in; `None` of one that was left out.
    pub trimmed: Option<f64>,
    /// Rank and group among the standardised, where the outermost groups are left out.
    pub group: Option<(f64, f64)>,
    /// Whether it was drawn in or left out.
    pub is_trimmed: bool,
    /// The standard deviation its limits rest on.
    pub sd: f64,
    /// Limits with the variance between units.
    pub adjusted: Limits,
    /// Limits without.
    pub unadjusted: Limits,
}

/// Draws units as `FunnelPlotR` does, with `trim` cut off or drawn in at each end. `rounding` takes expected
/// counts at two decimals, as NHS England does; `adjust` off leaves the variance between units out.
///
/// # Errors
/// As for [`draw`], and a share to cut off outside 0 to a half.
pub fn compatible(
    units: &[Unit],
    (data, ratio): (Data, Ratio),
    trim: f64,
    (rounding, adjust): (bool, bool),
) -> Result<Compatible, FunnelError> {
    if !(0.0..0.5).contains(&trim) {
        return Err(FunnelError::Trim);
    }
    let log = data == Data::StandardisedRatio && ratio == Ratio::Log;
    let rounded: Vec<Unit> = units
        .iter()
        .map(|unit| Unit {
            denominator: if log && rounding { (unit.denominator * 100.0).round() / 100.0 } else { unit.denominator },
            ..*unit
        })
        .collect();
    let scale = Scale::new(&rounded, data, ratio)?;
    let target = scale.forward(scale.target);
    let places: Vec<(f64, f64)> = rounded.iter().map(|unit| scale.place(unit)).collect();
    let z: Vec<f64> = places.iter().map(|(place, sd)| (place - target) / sd).collect();
    let (trimmed, groups) = if log { truncated(&z, trim) } else { (winsorised(&z, trim), vec![None; z.len()]) };
    let kept = trimmed.iter().zip(&places).filter_map(|(one, (_, sd))| Some((one.0?, sd.powi(2))));
    let (phi, tau2) = if adjust { moments(kept) } else { (0.0, 0.0) };
    let units = units.iter().zip(&rounded).zip(places.iter().zip(&z)).zip(trimmed.iter().zip(&groups)).map(
        |(((given, unit), ((place, _), z)), ((trimmed, is_trimmed), group))| CompatibleUnit {
            denominator: unit.denominator,
            ratio: given.numerator / given.denominator,
            target,
            place: *place,
            z: *z,
            trimmed: *trimmed,
            group: *group,
            is_trimmed: *is_trimmed,
            sd: compatible_sd(&scale, unit),
            adjusted: compatible_limits(&scale, unit, tau2),
            unadjusted: if data == Data::StandardisedRatio {
                chi_square_limits(unit.denominator)
            } else {
                compatible_limits(&scale, unit, 0.0)
            },
        },
    );
    let mut units: Vec<CompatibleUnit> = units.collect();
    if data == Data::Proportion {
        unfold(&mut units);
    }
    Ok(Compatible { phi, tau2, units })
}

/// Limits of shares fold back where the sine does: among small units, a lower limit above that of a larger unit
/// becomes 0, and an upper one below it becomes 1.
fn unfold(units: &mut [CompatibleUnit]) {
    let mut by_size: Vec<&mut CompatibleUnit> = units.iter_mut().collect();
    by_size.sort_by(|one, other| other.denominator.total_cmp(&one.denominator));
    let ends: [fn(&mut CompatibleUnit) -> &mut Limits; 2] = [|unit| &mut unit.adjusted, |unit| &mut unit.unadjusted];
    for limits in ends {
        let mut last = Limits::new(|_, upper| if upper { 0.0 } else { 1.0 });
        for unit in &mut by_size {
            let here = limits(unit);
            let lower = |here: f64, last: f64| if here > last { 0.0 } else { here };
            let upper = |here: f64, last: f64| if here < last { 1.0 } else { here };
            last = Limits {
                lower_95: lower(here.lower_95, last.lower_95),
                upper_95: upper(here.upper_95, last.upper_95),
                lower_998: lower(here.lower_998, last.lower_998),
                upper_998: upper(here.upper_998, last.upper_998),
            };
            *here = last;
        }
    }
}

/// The standard deviation its limits have: for ratios of counts as if they were shares.
fn compatible_sd(scale: &Scale, unit: &Unit) -> f64 {
    if scale.data == Data::RatioOfCounts { 1.0 / (2.0 * unit.denominator.sqrt()) } else { scale.sd(unit) }
}

fn compatible_limits(scale: &Scale, unit: &Unit, tau2: f64) -> Limits {
    let z = |level: f64| if level < 0.99 { 1.959_964 } else { 3.090_232 };
    let sd = (compatible_sd(scale, unit).powi(2) + tau2).sqrt();
    if scale.data == Data::StandardisedRatio && scale.ratio == Ratio::Root {
        return Limits::new(|level, upper| 1.0 + if upper { z(level) * sd } else { -z(level) * sd });
    }
    let centre = scale.forward(scale.target);
    let back = |place: f64| if scale.data == Data::Proportion { place.sin().powi(2) } else { scale.back(place) };
    Limits::new(|level, upper| back(centre + if upper { z(level) * sd } else { -z(level) * sd }))
}

/// Exact limits of a ratio whose expected count is known, for a count that need not be whole: quantiles of
/// chi-square.
fn chi_square_limits(expected: f64) -> Limits {
    Limits::new(|level, upper| {
        let tail = (1.0 - level) / 2.0;
        let (probability, shape) = if upper { (1.0 - tail, expected + 1.0) } else { (tail, expected) };
        super::rate::gamma_quantile(probability, shape).map_or(f64::NAN, |quantile| quantile / expected)
    })
}

/// The outermost drawn in to the quantile at `trim` from each end.
fn winsorised(z: &[f64], trim: f64) -> Vec<(Option<f64>, bool)> {
    let (low, high) = (quantile(z, trim), quantile(z, 1.0 - trim));
    z.iter().map(|z| (Some(z.clamp(low, high)), !(*z > low && *z < high))).collect()
}

/// The outermost of `1 / trim` groups of ranks left out.
#[expect(clippy::type_complexity, reason = "two columns of one table, used once")]
fn truncated(z: &[f64], trim: f64) -> (Vec<(Option<f64>, bool)>, Vec<Option<(f64, f64)>>) {
    let groups = 1.0 / trim;
    z.iter()
        .map(|one| {
            let below = z.iter().filter(|other| *other < one).count();
            let same = z.iter().filter(|other| other.total_cmp(one).is_eq()).count();
            let rank = count(below) + f64::midpoint(count(same), 1.0);
            let group = (rank * groups / (count(z.len()) + 1.0)).floor();
            let out = !(group > 0.0 && group < groups - 1.0);
            (((!out).then_some(*one), out), Some((rank, group)))
        })
        .unzip()
}

/// The quantile by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996).
fn quantile(values: &[f64], probability: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = probability * (count(sorted.len()) - 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place within the list")]
    let below = place.floor() as usize;
    match (sorted.get(below), sorted.get(below + 1)) {
        (Some(low), Some(high)) => low + (place - place.floor()) * (high - low),
        (Some(last), None) => *last,
        _ => f64::NAN,
    }
}
