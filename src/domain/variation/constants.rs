//! Constants of charts for subgroups: how the standard deviation of a small sample misses that of its process.
//!
//! Source of all: Montgomery, "Introduction to statistical quality control", appendix VI. They are worked out
//! here rather than read from a table, so that any size of subgroup has them.

use statrs::function::gamma::ln_gamma;

/// Expected standard deviation of `n` standard normal values: `c4`. `None` below 2.
#[must_use]
pub fn c4(n: f64) -> Option<f64> {
    (n >= 2.0).then(|| (2.0 / (n - 1.0)).sqrt() * (ln_gamma(n / 2.0) - ln_gamma((n - 1.0) / 2.0)).exp())
}

/// Standard deviation of the standard deviation of `n` standard normal values: `c5 = sqrt(1 - c4^2)`.
#[must_use]
pub fn c5(n: f64) -> Option<f64> {
    c4(n).map(|c4| (1.0 - c4 * c4).sqrt())
}

/// Half the width of the limits for means of `n`, in average standard deviations, at `sigmas` standard errors:
/// `A3 = 3 / (c4 sqrt(n))` for three.
#[must_use]
pub fn a3(n: f64, sigmas: f64) -> Option<f64> {
    c4(n).map(|c4| sigmas / (c4 * n.sqrt()))
}

/// The lower limit for standard deviations of `n`, in average standard deviations: `B3`, never below 0.
#[must_use]
pub fn b3(n: f64, sigmas: f64) -> Option<f64> {
    Some((1.0 - sigmas * c5(n)? / c4(n)?).max(0.0))
}

/// The upper limit for standard deviations of `n`, in average standard deviations: `B4`.
#[must_use]
pub fn b4(n: f64, sigmas: f64) -> Option<f64> {
    Some(1.0 + sigmas * c5(n)? / c4(n)?)
}
