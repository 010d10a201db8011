//! How far scores spread around what is expected, before and after some of them are known.
//!
//! Both follow from `y = mean + u0 + u1 t + e`, with `(u0, u1) ~ N(0, between)` and `e ~ N(0, residual)`. The
//! fixed effects are taken as known, as in the percentile curves of growth studies; how well they are
//! known is told by their standard errors.

use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use crate::domain::variation::interval::normal_quantile;

/// The variances of a model.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Variances {
    /// Between people: the covariance of intercept and slope.
    pub between: [[f64; 2]; 2],
    /// Within: what is left of a score.
    pub residual: f64,
}

/// Standard deviations at one time, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Of scores as they are given: between people and within.
    pub observed: f64,
    /// Of what people would score without the noise: between people alone.
    pub steady: f64,
}

/// What is known of one person once some scores are: mean and covariance of intercept and slope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// Conditional means.
    pub mean: [f64; 2],
    /// Conditional covariance.
    pub covariance: Matrix<2, 2>,
}

impl Variances {
    /// The spread at time `t`: `sqrt(z' between z + residual)` with `z = (1, t)`, and the same without the
    /// residual.
    #[must_use]
    pub fn spread(&self, t: f64) -> Spread {
        spread(&Matrix(self.between), self.residual, t)
    }

    /// What `scores`, each a time and the score minus its mean, say about their person: the best linear
    /// unbiased prediction (Henderson 1975), `cov = B (I + S B)^-1` and `mean = cov Z'r / residual` with
    /// `B = between` and `S = Z'Z / residual`. For an intercept alone that is
    /// `tau2 sum(r) / (residual + k tau2)`.
    #[must_use]
    pub fn given(&self, scores: &[(f64, f64)]) -> Known {
        let between = Matrix(self.between);
        let (mut times, mut values) = (Matrix::<2, 2>::ZERO, [0.0; 2]);
        for (t, off) in scores {
            times = times.plus(1.0 / self.residual, &Matrix([[1.0, *t], [*t, t * t]]));
            let [level, along] = values;
            values = [level + off / self.residual, along + t * off / self.residual];
        }
        let [[a, b], [c, d]] = Matrix::<2, 2>::identity().plus(1.0, &times.times(&between)).0;
        let inverse = Matrix([[d, -b], [-c, a]]).scaled(1.0 / (a * d - b * c));
        let covariance = between.times(&inverse);
        Known { mean: covariance.apply(&values), covariance }
    }

    /// Whether these can be variances.
    #[must_use]
    pub fn hold(&self) -> bool {
        let [[level, cross], [same, slope]] = self.between;
        self.residual.is_finite()
            && self.residual > 0.0
            && level >= 0.0
            && slope >= 0.0
            && (cross - same).abs() <= 1e-9 * (1.0 + cross.abs())
            && cross * cross <= level * slope * (1.0 + 1e-9) + 1e-12
    }
}

impl Known {
    /// How far the person lies from the mean at time `t`, in points.
    #[must_use]
    pub fn offset(&self, t: f64) -> f64 {
        let [level, slope] = self.mean;
        level + slope * t
    }

    /// How far the person's scores spread around that.
    #[must_use]
    pub fn spread(&self, residual: f64, t: f64) -> Spread {
        spread(&self.covariance, residual, t)
    }
}

fn spread(covariance: &Matrix<2, 2>, residual: f64, t: f64) -> Spread {
    let steady = (covariance.at(0, 0) + 2.0 * t * covariance.at(0, 1) + t * t * covariance.at(1, 1)).max(0.0);
    Spread { observed: (steady + residual).sqrt(), steady: steady.sqrt() }
}

/// The value below which a share of a normal distribution lies; `None` for a share outside `(0, 1)`.
#[must_use]
pub fn percentile(mean: f64, sd: f64, share: f64) -> Option<f64> {
    normal_quantile(share).map(|z| mean + z * sd)
}
