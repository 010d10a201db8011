//! How much units differ beyond chance, and what is left of a unit's own value when chance is taken off.
//!
//! Each unit has an estimate and its sampling variance; the true values are taken to vary about a common mean
//! with variance `tau2`. A unit of few patients is drawn towards the mean more than one of many: `w = tau2 /
//! (tau2 + v)` of its own value remains (empirical Bayes; Morris 1983).

use serde::Serialize;
use thiserror::Error;

use super::limits::count;
use super::root;
use crate::codes;

codes! {
    /// How the variance between units is estimated.
    pub enum Estimator {
        /// Moments (`DerSimonian` & Laird 1986): quick, and too small where units differ much in size.
        Moments = "DL",
        /// Restricted maximum likelihood.
        Reml = "REML",
        /// Paule & Mandel (1982): the variance at which the weighted squares are what chance makes them.
        PauleMandel = "PM",
        /// Maximum likelihood: too small with few units.
        Ml = "ML",
    }
}

/// Why nothing can be said of the variation between units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BetweenError {
    /// Fewer than two units.
    #[error("there are fewer than two units")]
    TooFew,
    /// Something that is not a finite number, or a variance that is not above 0.
    #[error("unit {0} needs a finite value and a variance above 0")]
    Unit(usize),
}

/// A unit's estimate and its sampling variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its sampling variance, above 0.
    pub variance: f64,
}

/// What the units have in common, and how they differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Between {
    /// The variance between units.
    pub tau2: f64,
    /// The common mean, and its standard error.
    pub mean: f64,
    /// The standard error of the mean.
    pub standard_error: f64,
    /// Cochran's Q: weighted squares about the mean, as if the units did not differ.
    pub q: f64,
    /// Share of the variation that is between units, in percent (Higgins & Thompson 2002).
    pub i2: f64,
    /// All variation in proportion to that within units.
    pub h2: f64,
    /// What is left of each unit's own value.
    pub units: Vec<Shrunk>,
}

/// A unit's value with chance taken off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Shrunk {
    /// How much of its own value remains, 0 to 1.
    pub weight: f64,
    /// Its value drawn towards the common mean.
    pub value: f64,
    /// The standard error of that, the mean's own included.
    pub standard_error: f64,
}

/// Estimates the variation between units.
///
/// # Errors
/// Fewer than two units, and a unit without a value or variance.
pub fn between(units: &[Estimate], estimator: Estimator) -> Result<Between, BetweenError> {
    if units.len() < 2 {
        return Err(BetweenError::TooFew);
    }
    let broken = |unit: &Estimate| !(unit.value.is_finite() && unit.variance > 0.0 && unit.variance.is_finite());
    if let Some((at, _)) = (1..).zip(units).find(|(_, unit)| broken(unit)) {
        return Err(BetweenError::Unit(at));
    }
    let tau2 = tau2(units, estimator);
    let pooled = Pooled::at(units, tau2);
    let fixed = Pooled::at(units, 0.0);
    let degrees = count(units.len()) - 1.0;
    // What a typical unit's sampling variance is (Higgins & Thompson 2002).
    let typical = degrees * fixed.weights / (fixed.weights.powi(2) - fixed.squared);
    let own = pooled.variance();
    let shrunk = units.iter().map(|unit| {
        let weight = tau2 / (tau2 + unit.variance);
        Shrunk {
            weight,
            value: weight * unit.value + (1.0 - weight) * pooled.mean,
            standard_error: (weight * unit.variance + (1.0 - weight).powi(2) * own).sqrt(),
        }
    });
    Ok(Between {
        tau2,
        mean: pooled.mean,
        standard_error: own.sqrt(),
        q: fixed.q,
        i2: 100.0 * tau2 / (tau2 + typical),
        h2: tau2 / typical + 1.0,
        units: shrunk.collect(),
    })
}

/// The units weighted by `1 / (v + tau2)`.
struct Pooled {
    /// Sum of the weights.
    weights: f64,
    /// Sum of their squares.
    squared: f64,
    /// The weighted mean.
    mean: f64,
    /// The weighted squares about it.
    q: f64,
    /// How fast those fall with `tau2`.
    q_slope: f64,
    /// Squared weights times squares about the mean, minus sampling variances: what ML sets to nought.
    surplus: f64,
}

impl Pooled {
    fn at(units: &[Estimate], tau2: f64) -> Self {
        let weight = |unit: &Estimate| 1.0 / (unit.variance + tau2);
        let weights: f64 = units.iter().map(weight).sum();
        let mean = units.iter().map(|unit| weight(unit) * unit.value).sum::<f64>() / weights;
        let sum = |of: &dyn Fn(f64, f64, f64) -> f64| -> f64 {
            units.iter().map(|unit| of(weight(unit), (unit.value - mean).powi(2), unit.variance)).sum()
        };
        Self {
            weights,
            mean,
            squared: sum(&|weight, _, _| weight * weight),
            q: sum(&|weight, square, _| weight * square),
            q_slope: sum(&|weight, square, _| weight * weight * square),
            surplus: sum(&|weight, square, variance| weight * weight * (square - variance - tau2)),
        }
    }

    fn variance(&self) -> f64 {
        1.0 / self.weights
    }
}

fn tau2(units: &[Estimate], estimator: Estimator) -> f64 {
    let degrees = count(units.len()) - 1.0;
    let fixed = Pooled::at(units, 0.0);
    // What has to be nought, turned so that it rises with tau2; and its slope, if known.
    let rising = |tau2: f64| {
        let pooled = Pooled::at(units, tau2);
        match estimator {
            Estimator::PauleMandel => (degrees - pooled.q, pooled.q_slope),
            // The scores of the (restricted) likelihood: Viechtbauer 2005, doi 10.3102/10769986030003261.
            Estimator::Reml => (-pooled.surplus - pooled.squared / pooled.weights, 0.0),
            Estimator::Moments | Estimator::Ml => (-pooled.surplus, 0.0),
        }
    };
    if estimator == Estimator::Moments {
        return ((fixed.q - degrees) / (fixed.weights - fixed.squared / fixed.weights)).max(0.0);
    }
    let spread: f64 = units.iter().map(|unit| (unit.value - fixed.mean).powi(2)).sum();
    let far = spread + units.iter().map(|unit| unit.variance).fold(0.0, f64::max) + f64::MIN_POSITIVE;
    highest_likelihood(units, estimator, far, &rising)
}

/// The place where the likelihood is highest. It can have several tops: each is sought where the score goes
/// from rising to falling, and the highest taken. (Paule & Mandel's has one.)
fn highest_likelihood(units: &[Estimate], estimator: Estimator, far: f64, rising: &dyn Fn(f64) -> (f64, f64)) -> f64 {
    const STEPS: u32 = 200;
    // Steps that grow: most of what can happen happens near nought.
    let at = |step: u32| far * (f64::from(step) / f64::from(STEPS)).powi(4);
    let mut tops = vec![0.0];
    for step in 0..STEPS {
        let (low, high) = (at(step), at(step + 1));
        if rising(low).0 < 0.0 && rising(high).0 >= 0.0 {
            tops.push(root::rising(low, high, low.midpoint(high), rising));
        }
    }
    if estimator == Estimator::PauleMandel {
        return tops.last().copied().unwrap_or(0.0);
    }
    let likelihood = |tau2: f64| {
        let pooled = Pooled::at(units, tau2);
        let variances: f64 = units.iter().map(|unit| (unit.variance + tau2).ln()).sum();
        let restricted = if estimator == Estimator::Reml { pooled.weights.ln() } else { 0.0 };
        -(variances + pooled.q + restricted) / 2.0
    };
    tops.into_iter().max_by(|one, other| likelihood(*one).total_cmp(&likelihood(*other))).unwrap_or(0.0)
}
