//! Confidence intervals for rates: events in an exposure, by the Poisson distribution.

use statrs::function::gamma::{gamma_lr, ln_gamma};

use super::interval::{Interval, normal_quantile};
use super::root;

/// The exact interval for the rate of `events` in `exposure` at `level` (Garwood 1936): equal tails of the
/// Poisson distribution, by quantiles of the gamma distribution.
///
/// `None` without exposure, for a negative or broken count, and for a level outside `(0, 1)`.
#[must_use]
pub fn exact(events: f64, exposure: f64, level: f64) -> Option<Interval> {
    let tail = tail(events, exposure, level)?;
    Some(Interval {
        lower: if events == 0.0 { 0.0 } else { gamma_quantile(tail, events)? / exposure },
        upper: gamma_quantile(1.0 - tail, events + 1.0)? / exposure,
    })
}

/// Byar's approximation to [`exact`], as public health reports print it (Breslow & Day 1987). `None` as there.
#[must_use]
pub fn byar(events: f64, exposure: f64, level: f64) -> Option<Interval> {
    let z = -normal_quantile(tail(events, exposure, level)?)?;
    let cubed = |of: f64, z: f64| of * (1.0 - 1.0 / (9.0 * of) + z / (3.0 * of.sqrt())).powi(3) / exposure;
    Some(Interval { lower: if events == 0.0 { 0.0 } else { cubed(events, -z) }, upper: cubed(events + 1.0, z) })
}

/// The interval of all rates that the likelihood does not speak against: twice the loss of log-likelihood is at
/// most the quantile of chi-square with one degree of freedom. For no events at all, from 0 to
/// `-ln(1 - level) / exposure`, the rate at which none would be seen that seldom. `None` as for [`exact`].
#[must_use]
pub fn profile(events: f64, exposure: f64, level: f64) -> Option<Interval> {
    let z = -normal_quantile(tail(events, exposure, level)?)?;
    if events == 0.0 {
        return Some(Interval { lower: 0.0, upper: -(1.0 - level).ln() / exposure });
    }
    let loss = |expected: f64| 2.0 * (expected - events + events * (events / expected).ln()) - z * z;
    let slope = |expected: f64| 2.0 * (1.0 - events / expected);
    let far = events + z * z + 10.0 * z * (events + 1.0).sqrt();
    // Below the count the loss falls, so its mirror rises.
    let lower = root::rising(0.0, events, events / 2.0, |expected| (-loss(expected), -slope(expected)));
    let upper = root::rising(events, far, events + z * events.sqrt(), |expected| (loss(expected), slope(expected)));
    Some(Interval { lower: lower / exposure, upper: upper / exposure })
}

fn tail(events: f64, exposure: f64, level: f64) -> Option<f64> {
    let whole = events >= 0.0 && events.is_finite() && exposure > 0.0 && exposure.is_finite();
    (whole && level > 0.0 && level < 1.0).then_some((1.0 - level) / 2.0)
}

/// The quantile of the gamma distribution with this shape and scale 1; `None` unless the shape is above 0 and
/// the probability lies in `(0, 1)`. Half a chi-square quantile with twice the shape as degrees of freedom.
#[must_use]
pub fn gamma_quantile(probability: f64, shape: f64) -> Option<f64> {
    if !(shape > 0.0 && shape.is_finite() && probability > 0.0 && probability < 1.0) {
        return None;
    }
    // Wilson & Hilferty (1931) for a start.
    let z = normal_quantile(probability)?;
    let start = (shape * (1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt())).powi(3)).max(shape * 1e-3);
    let far = start.max(shape) * 2.0 + 60.0;
    Some(root::rising(0.0, far, start, |x| {
        let density = ((shape - 1.0) * x.ln() - x - ln_gamma(shape)).exp();
        (gamma_lr(shape, x) - probability, density)
    }))
}
