//! Linear mixed models with one grouping factor: `y = X b + Z u + e`, where each group has its own intercept,
//! or its own intercept and slope over time, `u ~ N(0, s2 L L')` and `e ~ N(0, s2)`.
//!
//! The criterion is the profiled deviance, or the REML criterion, exactly as Bates, Mächler, Bolker & Walker
//! define them (2015, "Fitting linear mixed-effects models using lme4", J Stat Softw 67(1),
//! doi 10.18637/jss.v067.i01): with `V = I + Z L L' Z'`, `A = X' V^-1 X` and `r2` the weighted residual sum
//! of squares,
//!
//! * ML: `log|V| + n (1 + log(2 pi r2 / n))`
//! * REML: `log|V| + log|A| + (n - p) (1 + log(2 pi r2 / (n - p)))`.
//!
//! Its gradient is exact: for `D = L L'` it is `sum_i [Z'V^-1Z - (m/r2) g g' - Q A^-1 Q']` with
//! `g = Z'V^-1(y - X b)` and `Q = Z'V^-1X` in each group, `m` the divisor above and the last term under REML
//! alone (the derivative of the criterion above by the rules for matrices).
//!
//! The rows are read a few times and folded into a block of sums for each group; after that the work goes
//! with the groups. Columns are made orthogonal first and the values are taken as residuals, so that
//! neither the size nor the place of a scale costs digits.

use thiserror::Error;

use super::folded::{Problem, count, triangle};
use super::matrix::Matrix;
use super::optimum;
use crate::codes;

codes! {
    /// What each group has of its own.
    pub enum Random {
        /// Its level.
        Intercept = "intercept",
        /// Its level and its slope over time, correlated freely.
        Slope = "slope",
    }
}

codes! {
    /// What is made as small as possible.
    pub enum Method {
        /// Maximum likelihood.
        Ml = "ml",
        /// Restricted maximum likelihood: variances free of the fixed effects.
        Reml = "reml",
    }
}

/// One measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<const P: usize> {
    /// The group, from 0 without gaps.
    pub group: usize,
    /// The columns of the fixed effects, the constant 1 among them where one is wanted.
    pub fixed: [f64; P],
    /// The variable of the random slope.
    pub time: f64,
    /// The value.
    pub value: f64,
}

/// Why a model cannot be fitted.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum MixedError {
    /// A value that is not finite.
    #[error("row {0} holds something that is not a finite number")]
    NotFinite(usize),
    /// Too few rows or groups for the parameters.
    #[error("{rows} measurements of {groups} groups are too few for {parameters} parameters")]
    TooFew {
        /// Measurements.
        rows: usize,
        /// Groups.
        groups: usize,
        /// Parameters.
        parameters: usize,
    },
    /// Columns that say the same.
    #[error("the fixed effects cannot be told apart: one column is a mixture of the others")]
    Collinear,
    /// One time only, or no group measured often enough for a slope.
    #[error("a slope needs groups that are measured at more than one time")]
    OneTime,
    /// Nothing is left over.
    #[error("the fixed effects explain every value, so there is no variance to divide")]
    NothingLeft,
    /// The optimum was not reached.
    #[error("the variances did not settle; please look for groups that differ from all others")]
    NotFound,
}

/// The effects of one group, given the data: conditional means with their conditional covariance (the
/// fixed effects and variances taken as known).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Of intercept and slope; the slope is 0 where the model has none.
    pub mean: [f64; 2],
    /// Their covariance.
    pub covariance: Matrix<2, 2>,
}

/// A fitted model, in the units of the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit<const P: usize> {
    /// What each group has.
    pub random: Random,
    /// How it was fitted.
    pub method: Method,
    /// Measurements.
    pub rows: usize,
    /// Groups.
    pub groups: usize,
    /// Fixed effects.
    pub fixed: [f64; P],
    /// Their covariance.
    pub covariance: Matrix<P, P>,
    /// The lower triangle `L`, relative to the residual standard deviation: one number for an intercept;
    /// for a slope (1,1), (2,1) and (2,2).
    pub theta: Vec<f64>,
    /// The covariance of the random effects.
    pub between: Matrix<2, 2>,
    /// The residual variance.
    pub residual: f64,
    /// The criterion at the optimum: minus twice the logarithm of the (restricted) likelihood.
    pub criterion: f64,
    /// The random effects lie on the edge of what a covariance can be: no variance in some direction. By
    /// the rule of the paper's software: a diagonal element of `L` below 1e-4.
    pub singular: bool,
    /// The groups, in order.
    pub effects: Vec<Effect>,
}

impl<const P: usize> Fit<P> {
    /// Standard errors of the fixed effects.
    #[must_use]
    pub fn standard_errors(&self) -> [f64; P] {
        self.covariance.diagonal().map(f64::sqrt)
    }

    /// The logarithm of the (restricted) likelihood.
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        -self.criterion / 2.0
    }

    fn parameters(&self) -> f64 {
        count(P + self.theta.len() + 1)
    }

    /// Akaike's criterion, counting fixed effects, `theta` and the residual variance.
    #[must_use]
    pub fn aic(&self) -> f64 {
        self.criterion + 2.0 * self.parameters()
    }

    /// Schwarz's criterion, with all measurements as the number of observations.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.criterion + self.parameters() * count(self.rows).ln()
    }
}

/// Fits a model.
///
/// # Errors
/// Data that no such model can be fitted to; the sentence says why.
pub fn fit<const P: usize>(rows: &[Row<P>], random: Random, method: Method) -> Result<Fit<P>, MixedError> {
    let problem = Problem::new(rows, random, method)?;
    // In small data the criterion may have several low points; in large data there is one.
    let starts = if problem.groups() < FEW_GROUPS { STARTS.as_slice() } else { STARTS.split_at(1).0 };
    let found = starts.iter().filter_map(|start| match random {
        Random::Intercept => level_alone(&problem, *start),
        // Without variance of the level, the triangle can turn about without changing anything: there the
        // other triangle stands firm.
        Random::Slope => level_and_slope(&problem, *start, triangle, (1, 0))
            .or_else(|| level_and_slope(&problem, *start, |three| triangle(three).transposed(), (0, 1))),
    });
    let best = found.filter_map(|factor| Some((problem.evaluate(&factor)?.criterion, factor)));
    let (_, factor) = best.min_by(|(one, _), (other, _)| one.total_cmp(other)).ok_or(MixedError::NotFound)?;
    problem.report(&factor).ok_or(MixedError::NotFound)
}

/// Where the search begins, in residual standard deviations: level and slope.
const STARTS: [(f64, f64); 4] = [(1.0, 1.0), (0.2, 0.2), (3.0, 0.2), (0.2, 3.0)];
/// Below this many groups it begins at all of them.
const FEW_GROUPS: usize = 50;

fn level_alone<const P: usize>(problem: &Problem<P>, (level, _): (f64, f64)) -> Option<Matrix<2, 2>> {
    let along = |[level]: &[f64; 1]| {
        let at = problem.evaluate(&triangle([*level, 0.0, 0.0]))?;
        Some((at.criterion, [2.0 * at.slope.at(0, 0) * level]))
    };
    optimum::lowest([level], along).map(|[level]| triangle([level, 0.0, 0.0]))
}

/// The same for a level and a slope; `corner` is where `shape` puts the second number.
fn level_and_slope<const P: usize>(
    problem: &Problem<P>,
    (level, slope): (f64, f64),
    shape: impl Fn([f64; 3]) -> Matrix<2, 2>,
    corner: (usize, usize),
) -> Option<Matrix<2, 2>> {
    let along = |three: &[f64; 3]| {
        let factor = shape(*three);
        let at = problem.evaluate(&factor)?;
        let by_factor = at.slope.times(&factor).scaled(2.0);
        Some((at.criterion, [by_factor.at(0, 0), by_factor.at(corner.0, corner.1), by_factor.at(1, 1)]))
    };
    optimum::lowest([level, 0.0, slope], along).map(shape)
}

/// The criterion for given variances: `theta` as in [`Fit::theta`]. For drawing the likelihood, and for
/// holding the optimum against it.
///
/// # Errors
/// As for [`fit`].
pub fn criterion<const P: usize>(
    rows: &[Row<P>],
    random: Random,
    method: Method,
    theta: [f64; 3],
) -> Result<f64, MixedError> {
    let problem = Problem::new(rows, random, method)?;
    let own = Matrix([[1.0, problem.middle], [0.0, problem.width]]).times(&triangle(theta));
    problem.evaluate(&own).map(|at| at.criterion).ok_or(MixedError::NotFound)
}
