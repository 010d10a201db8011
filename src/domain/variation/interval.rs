//! Confidence intervals for proportions and their differences.
//!
//! Wilson is the one shown. The others are here because results elsewhere are printed with them.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::erf::erfc;

use super::root;

/// The level of the intervals that are shown.
pub const LEVEL: f64 = 0.95;

/// A confidence interval; for a proportion both ends lie in `[0, 1]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// Wilson's score interval (Wilson 1927) for `successes` of `n` at `level`, without continuity
/// correction.
///
/// `None` when `n` is 0, when there are more successes than trials, or for a level outside `(0, 1)`.
#[must_use]
pub fn wilson(successes: u32, n: u32, level: f64) -> Option<Interval> {
    let tail = tail(successes, n, level)?;
    let z = -normal_quantile(tail)?;
    let (x, total) = (f64::from(successes), f64::from(n));
    let share = x / total;
    let shrink = 1.0 + z * z / total;
    let middle = (share + z * z / (2.0 * total)) / shrink;
    let half = z / shrink * (share * (1.0 - share) / total + z * z / (4.0 * total * total)).sqrt();
    Some(Interval {
        // At the ends the formula gives exactly 0 or 1, up to rounding.
        lower: if successes == 0 { 0.0 } else { (middle - half).max(0.0) },
        upper: if successes == n { 1.0 } else { (middle + half).min(1.0) },
    })
}

/// Wilson's interval with continuity correction (Newcombe 1998, method 4), as R's `prop.test` gives it: where
/// exactly half succeeded there is nothing to correct. `None` as for [`wilson`].
#[must_use]
pub fn wilson_corrected(successes: u32, n: u32, level: f64) -> Option<Interval> {
    let z = -normal_quantile(tail(successes, n, level)?)?;
    let (x, total) = (f64::from(successes), f64::from(n));
    let share = x / total;
    // The correction is half a patient, and no more than the way to the middle.
    let shift = 0.5_f64.min((x - total / 2.0).abs()) / total;
    let limit = |share: f64, sign: f64| {
        let middle = share + z * z / (2.0 * total);
        let half = z * (share * (1.0 - share) / total + z * z / (4.0 * total * total)).sqrt();
        (middle + sign * half) / (1.0 + z * z / total)
    };
    Some(Interval {
        lower: if successes == 0 { 0.0 } else { limit(share - shift, -1.0).max(0.0) },
        upper: if successes == n { 1.0 } else { limit(share + shift, 1.0).min(1.0) },
    })
}

/// The interval of Agresti & Coull (1998): Wald's about the middle of Wilson's. Its ends can lie outside `[0, 1]`.
/// `None` as for [`wilson`].
#[must_use]
pub fn agresti_coull(successes: u32, n: u32, level: f64) -> Option<Interval> {
    let z = -normal_quantile(tail(successes, n, level)?)?;
    let total = f64::from(n) + z * z;
    let share = (f64::from(successes) + z * z / 2.0) / total;
    let half = z * (share * (1.0 - share) / total).sqrt();
    Some(Interval { lower: share - half, upper: share + half })
}

/// The exact interval of Clopper & Pearson (1934). `None` as for [`wilson`].
#[must_use]
pub fn clopper_pearson(successes: u32, n: u32, level: f64) -> Option<Interval> {
    let tail = tail(successes, n, level)?;
    let (x, rest) = (f64::from(successes), f64::from(n - successes));
    Some(Interval {
        lower: if successes == 0 { 0.0 } else { beta_quantile(tail, x, rest + 1.0)? },
        upper: if successes == n { 1.0 } else { beta_quantile(1.0 - tail, x + 1.0, rest)? },
    })
}

/// Jeffreys' interval: equal tails of Beta(x + 1/2, n - x + 1/2), with the ends set to 0 and 1 where
/// nothing or everything succeeded (Brown, Cai and `DasGupta` 2001). `None` as for [`wilson`].
#[must_use]
pub fn jeffreys(successes: u32, n: u32, level: f64) -> Option<Interval> {
    let tail = tail(successes, n, level)?;
    let (a, b) = (f64::from(successes) + 0.5, f64::from(n - successes) + 0.5);
    Some(Interval {
        lower: if successes == 0 { 0.0 } else { beta_quantile(tail, a, b)? },
        upper: if successes == n { 1.0 } else { beta_quantile(1.0 - tail, a, b)? },
    })
}

/// The interval for the difference between two independent proportions, first minus second: method
/// 10 of Newcombe (1998), which joins two Wilson intervals. `None` as for [`wilson`], for either.
#[must_use]
pub fn newcombe_difference(first: (u32, u32), second: (u32, u32), level: f64) -> Option<Interval> {
    let (one, two) = (wilson(first.0, first.1, level)?, wilson(second.0, second.1, level)?);
    let p1 = f64::from(first.0) / f64::from(first.1);
    let p2 = f64::from(second.0) / f64::from(second.1);
    Some(Interval {
        lower: p1 - p2 - (p1 - one.lower).hypot(two.upper - p2),
        upper: p1 - p2 + (one.upper - p1).hypot(p2 - two.lower),
    })
}

fn tail(successes: u32, n: u32, level: f64) -> Option<f64> {
    (n > 0 && successes <= n && level > 0.0 && level < 1.0).then_some((1.0 - level) / 2.0)
}

/// The standard normal quantile of `probability`, in standard deviations; `None` outside `(0, 1)`.
#[must_use]
pub fn normal_quantile(probability: f64) -> Option<f64> {
    if !(probability > 0.0 && probability < 1.0) {
        return None;
    }
    let mut z = Normal::standard().inverse_cdf(probability);
    // Newton's step takes the library's quantile to the last digits; in the tail it is coarser.
    for _ in 0..2 {
        let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
        z -= (normal_cdf(z) - probability) / density;
    }
    z.is_finite().then_some(z)
}

/// The probability of a standard normal value of at most `z`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    erfc(-z / std::f64::consts::SQRT_2) / 2.0
}

/// The quantile of the beta distribution with shapes `a` and `b`; `None` unless both are above 0 and
/// the probability lies in `(0, 1)`.
#[must_use]
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> Option<f64> {
    if !(a > 0.0 && b > 0.0 && probability > 0.0 && probability < 1.0) {
        return None;
    }
    let normalizer = ln_beta(a, b);
    Some(root::rising(0.0, 1.0, a / (a + b), |x| {
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - normalizer).exp();
        (beta_reg(a, b, x) - probability, density)
    }))
}

/// The quantile of Student's t distribution with so many degrees of freedom; `None` unless these are above 0 and
/// the probability lies in `(0, 1)`.
#[must_use]
pub fn t_quantile(probability: f64, freedom: f64) -> Option<f64> {
    if !(freedom > 0.0 && freedom.is_finite() && probability > 0.0 && probability < 1.0) {
        return None;
    }
    // t^2 / (t^2 + f) has the beta distribution; the smaller tail keeps the digits.
    let tail = probability.min(1.0 - probability);
    let rest = beta_quantile(2.0 * tail, freedom / 2.0, 0.5).filter(|_| tail < 0.5);
    let size = rest.map_or(0.0, |rest| (freedom * (1.0 - rest) / rest).sqrt());
    Some(if probability < 0.5 { -size } else { size })
}

/// The probability of a value of Student's t at least this far from 0, on either side.
#[must_use]
pub fn t_two_sided(t: f64, freedom: f64) -> Option<f64> {
    (freedom > 0.0 && t.is_finite())
        .then(|| if t == 0.0 { 1.0 } else { beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t)) })
}

/// The interval for a mean of `n` measurements, by Student's t; `None` of fewer than two, and for a level outside
/// `(0, 1)`.
#[must_use]
pub fn mean(mean: f64, sd: f64, n: u32, level: f64) -> Option<Interval> {
    if n < 2 || !(level > 0.0 && level < 1.0) {
        return None;
    }
    let half = t_quantile(f64::midpoint(1.0, level), f64::from(n - 1))? * sd / f64::from(n).sqrt();
    Some(Interval { lower: mean - half, upper: mean + half })
}
