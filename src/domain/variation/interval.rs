//! Confidence intervals for proportions and their differences.
//!
//! Wilson is the one shown. The others are here because results elsewhere are printed with them.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::erf::erfc;

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
        z -= (erfc(-z / std::f64::consts::SQRT_2) / 2.0 - probability) / density;
    }
    z.is_finite().then_some(z)
}

/// The quantile of the beta distribution with shapes `a` and `b`; `None` unless both are above 0 and
/// the probability lies in `(0, 1)`.
#[must_use]
pub fn beta_quantile(probability: f64, a: f64, b: f64) -> Option<f64> {
    if !(a > 0.0 && b > 0.0 && probability > 0.0 && probability < 1.0) {
        return None;
    }
    let normalizer = ln_beta(a, b);
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let mut x = a / (a + b);
    // Newton's method inside a bracket that shrinks at every step, so it cannot run away.
    for _ in 0..200 {
        let error = beta_reg(a, b, x) - probability;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = ((a - 1.0) * x.ln() + (b - 1.0) * (-x).ln_1p() - normalizer).exp();
        let newton = x - error / density;
        let next = if newton > low && newton < high { newton } else { low.midpoint(high) };
        if (next - x).abs() <= f64::EPSILON * x {
            return Some(next);
        }
        x = next;
    }
    Some(x)
}
