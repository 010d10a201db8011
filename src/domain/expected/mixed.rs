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

use super::matrix::{Matrix, dot};
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

/// A diagonal element of `L` below this is called none.
const SINGULAR: f64 = 1e-4;

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
    let lower = match random {
        Random::Intercept => {
            let along = |[level]: &[f64; 1]| {
                let at = problem.evaluate([*level, 0.0, 0.0])?;
                Some((at.criterion, [2.0 * at.slope.at(0, 0) * level]))
            };
            optimum::lowest([1.0], along).map(|[level]| [level.abs(), 0.0, 0.0])
        }
        Random::Slope => {
            let along = |lower: &[f64; 3]| {
                let at = problem.evaluate(*lower)?;
                let by_lower = at.slope.times(&triangle(*lower)).scaled(2.0);
                Some((at.criterion, [by_lower.at(0, 0), by_lower.at(1, 0), by_lower.at(1, 1)]))
            };
            optimum::lowest([1.0, 0.0, 1.0], along)
        }
    };
    let lower = lower.ok_or(MixedError::NotFound)?;
    problem.report(lower).ok_or(MixedError::NotFound)
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
    let between = own.times(&own.transposed());
    let (level, cross, slope) = (between.at(0, 0).sqrt(), between.at(0, 1), between.at(1, 1));
    let across = if level > 0.0 { cross / level } else { 0.0 };
    let lower = [level, across, (slope - across * across).max(0.0).sqrt()];
    problem.evaluate(lower).map(|at| at.criterion).ok_or(MixedError::NotFound)
}

const fn triangle([level, across, slope]: [f64; 3]) -> Matrix<2, 2> {
    Matrix([[level, 0.0], [across, slope]])
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^53")]
const fn count(n: usize) -> f64 {
    n as f64
}

/// The sums of one group: `Z'Z`, `Z'X` and `Z'y` in the inner columns.
#[derive(Clone, Copy)]
struct Block<const P: usize> {
    times: Matrix<2, 2>,
    fixed: Matrix<2, P>,
    values: [f64; 2],
}

/// The data, folded: columns made orthonormal, time in standard deviations from its mean, values as
/// residuals of least squares.
struct Problem<const P: usize> {
    random: Random,
    method: Method,
    rows: usize,
    blocks: Vec<Block<P>>,
    /// Takes a row of the given columns to the inner ones, as a column: `inner = from_given * given`.
    from_given: Matrix<P, P>,
    /// The determinant of `X'X`, as a logarithm.
    log_determinant: f64,
    least_squares: [f64; P],
    squares: f64,
    middle: f64,
    width: f64,
}

/// The criterion and all that comes with it, for one `L`.
struct At<const P: usize> {
    criterion: f64,
    /// The derivative by `L L'`.
    slope: Matrix<2, 2>,
    inverse: Matrix<P, P>,
    fixed: [f64; P],
    residual: f64,
}

impl<const P: usize> Problem<P> {
    fn new(rows: &[Row<P>], random: Random, method: Method) -> Result<Self, MixedError> {
        let finite = |row: &Row<P>| {
            row.value.is_finite() && row.time.is_finite() && row.fixed.iter().all(|value| value.is_finite())
        };
        if let Some(bad) = rows.iter().position(|row| !finite(row)) {
            return Err(MixedError::NotFinite(bad + 1));
        }
        let groups = rows.iter().map(|row| row.group + 1).max().unwrap_or(0);
        let parameters = P + 2 + if random == Random::Slope { 2 } else { 0 };
        if rows.len() < parameters || groups < 2 || rows.len() <= groups {
            return Err(MixedError::TooFew { rows: rows.len(), groups, parameters });
        }
        let (from_given, log_determinant) = orthonormal(rows)?;
        let (least_squares, residuals) = least_squares(rows, &from_given);
        let squares: f64 = residuals.iter().map(|left| left * left).sum();
        let spread: f64 = rows.iter().map(|row| row.value * row.value).sum();
        if squares <= spread * 1e-24 {
            return Err(MixedError::NothingLeft);
        }
        let (middle, width) = match random {
            Random::Intercept => (0.0, 1.0),
            Random::Slope => times(rows).ok_or(MixedError::OneTime)?,
        };
        let mut blocks = vec![Block { times: Matrix::ZERO, fixed: Matrix::<2, P>::ZERO, values: [0.0; 2] }; groups];
        for (row, left) in rows.iter().zip(&residuals) {
            let fixed = from_given.apply(&row.fixed);
            let own = [1.0, (row.time - middle) / width];
            if let Some(block) = blocks.get_mut(row.group) {
                block.add(own, &fixed, *left);
            }
        }
        let varies = |block: &Block<P>| {
            let [[n, sum], [_, squares]] = block.times.0;
            n * squares - sum * sum > 1e-12 * (1.0 + n * squares)
        };
        if random == Random::Slope && !blocks.iter().any(varies) {
            return Err(MixedError::OneTime);
        }
        Ok(Self {
            random,
            method,
            rows: rows.len(),
            blocks,
            from_given,
            log_determinant,
            least_squares,
            squares,
            middle,
            width,
        })
    }

    /// What the residual sum of squares is divided by.
    const fn divisor(&self) -> f64 {
        match self.method {
            Method::Ml => count(self.rows),
            Method::Reml => count(self.rows - P),
        }
    }

    fn evaluate(&self, lower: [f64; 3]) -> Option<At<P>> {
        let lower = triangle(lower);
        let (mut log_determinant, mut left) = (0.0, self.squares);
        let mut information = Matrix::<P, P>::identity();
        let mut score = [0.0; P];
        for block in &self.blocks {
            let (taken, log) = block.taken(&lower);
            log_determinant += log;
            let by_fixed = taken.times(&block.fixed);
            let by_values = taken.apply(&block.values);
            information = information.plus(-1.0, &block.fixed.transposed().times(&by_fixed));
            let scores = block.fixed.transposed().apply(&by_values);
            for (sum, here) in score.iter_mut().zip(scores) {
                *sum -= here;
            }
            left -= dot(&block.values, &by_values);
        }
        let (inverse, log_information) = information.inverse_and_log_determinant()?;
        let fixed = inverse.apply(&score);
        let weighted = left - dot(&score, &fixed);
        if !(weighted.is_finite() && weighted > 0.0) {
            return None;
        }
        let divisor = self.divisor();
        let restricted = match self.method {
            Method::Ml => 0.0,
            Method::Reml => log_information + self.log_determinant,
        };
        let criterion =
            log_determinant + restricted + divisor * (1.0 + (2.0 * std::f64::consts::PI * weighted / divisor).ln());
        let mut slope = Matrix::ZERO;
        for block in &self.blocks {
            let (taken, _) = block.taken(&lower);
            let rest = Matrix::<2, 2>::identity().plus(-1.0, &block.times.times(&taken));
            let [level, across] = rest.apply(&block.left(&fixed));
            slope = slope.plus(1.0, &rest.times(&block.times));
            let outer = Matrix([[level * level, level * across], [level * across, across * across]]);
            slope = slope.plus(-divisor / weighted, &outer);
            if self.method == Method::Reml {
                let by_fixed = rest.times(&block.fixed);
                slope = slope.plus(-1.0, &by_fixed.times(&inverse).times(&by_fixed.transposed()));
            }
        }
        Some(At { criterion, slope, inverse, fixed, residual: weighted / divisor })
    }

    /// The optimum, in the units of the data.
    fn report(&self, lower: [f64; 3]) -> Option<Fit<P>> {
        let at = self.evaluate(lower)?;
        let lower = triangle(lower);
        let out = Matrix([[1.0, -self.middle / self.width], [0.0, 1.0 / self.width]]);
        let own = out.times(&lower);
        let relative = own.times(&own.transposed());
        let level = relative.at(0, 0).sqrt();
        let theta = match self.random {
            Random::Intercept => vec![level],
            Random::Slope if level > 0.0 => {
                // From the determinant: the difference of two nearly equal numbers would lose the edge.
                let slope = (lower.at(0, 0) * lower.at(1, 1) / self.width / level).abs();
                vec![level, relative.at(0, 1) / level, slope]
            }
            Random::Slope => vec![0.0, 0.0, relative.at(1, 1).sqrt()],
        };
        let singular =
            theta.first().is_some_and(|level| *level < SINGULAR) || theta.get(2).is_some_and(|slope| *slope < SINGULAR);
        let fixed: [f64; P] = std::array::from_fn(|place| {
            self.least_squares.get(place).zip(at.fixed.get(place)).map_or(0.0, |(least, more)| least + more)
        });
        let back = self.from_given.transposed();
        let effects = self.blocks.iter().map(|block| {
            let (taken, _) = block.taken(&lower);
            let mean = out.apply(&taken.apply(&block.left(&at.fixed)));
            let covariance = out.times(&taken).times(&out.transposed()).scaled(at.residual);
            Effect { mean, covariance }
        });
        Some(Fit {
            random: self.random,
            method: self.method,
            rows: self.rows,
            groups: self.blocks.len(),
            fixed: back.apply(&fixed),
            covariance: back.times(&at.inverse).times(&self.from_given).scaled(at.residual),
            theta,
            between: relative.scaled(at.residual),
            residual: at.residual,
            criterion: at.criterion,
            singular,
            effects: effects.collect(),
        })
    }
}

impl<const P: usize> Block<P> {
    fn add(&mut self, own: [f64; 2], fixed: &[f64; P], value: f64) {
        let one = Matrix([own]);
        self.times = self.times.plus(1.0, &one.transposed().times(&one));
        self.fixed = self.fixed.plus(1.0, &one.transposed().times(&Matrix([*fixed])));
        for (sum, here) in self.values.iter_mut().zip(own) {
            *sum += here * value;
        }
    }

    /// `L (I + L'Z'ZL)^-1 L'`, and the logarithm of the determinant of what is inverted.
    fn taken(&self, lower: &Matrix<2, 2>) -> (Matrix<2, 2>, f64) {
        let spread = lower.transposed().times(&self.times).times(lower);
        let [[a, b], [_, d]] = spread.0;
        let (a, d) = (1.0 + a, 1.0 + d);
        let determinant = a * d - b * b;
        let inverse = Matrix([[d / determinant, -b / determinant], [-b / determinant, a / determinant]]);
        (lower.times(&inverse).times(&lower.transposed()), determinant.ln())
    }

    /// `Z'(y - X b)`.
    fn left(&self, fixed: &[f64; P]) -> [f64; 2] {
        let [level, slope] = self.fixed.apply(fixed);
        let [all, along] = self.values;
        [all - level, along - slope]
    }
}

/// What makes the columns orthonormal, by two rounds of Cholesky so that no digits are lost, and the
/// logarithm of the determinant of `X'X`.
fn orthonormal<const P: usize>(rows: &[Row<P>]) -> Result<(Matrix<P, P>, f64), MixedError> {
    // Each column is brought to length 1 first: units must not look like mixtures.
    let mut lengths = [0.0; P];
    for row in rows {
        for (length, value) in lengths.iter_mut().zip(row.fixed) {
            *length += value * value;
        }
    }
    if lengths.iter().any(|length| *length <= 0.0) {
        return Err(MixedError::Collinear);
    }
    let scale = lengths.map(|squares: f64| 1.0 / squares.sqrt());
    let mut step =
        Matrix::<P, P>::from_fn(|row, column| if row == column { scale.get(row).copied().unwrap_or(1.0) } else { 0.0 });
    let mut log_determinant = lengths.iter().map(|squares| squares.ln()).sum::<f64>();
    for _ in 0..2 {
        let mut products = Matrix::<P, P>::ZERO;
        for row in rows {
            let inner = Matrix([step.apply(&row.fixed)]);
            products = products.plus(1.0, &inner.transposed().times(&inner));
        }
        let lower = products.cholesky().ok_or(MixedError::Collinear)?;
        log_determinant += 2.0 * lower.diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>();
        step = lower.inverse_of_lower().times(&step);
    }
    Ok((step, log_determinant))
}

/// Least squares in orthonormal columns, and what it leaves; the second round takes what rounding left in
/// the first.
fn least_squares<const P: usize>(rows: &[Row<P>], from_given: &Matrix<P, P>) -> ([f64; P], Vec<f64>) {
    let mut fixed = [0.0; P];
    let mut left: Vec<f64> = rows.iter().map(|row| row.value).collect();
    for _ in 0..2 {
        let mut more = [0.0; P];
        for (row, left) in rows.iter().zip(&left) {
            for (sum, column) in more.iter_mut().zip(from_given.apply(&row.fixed)) {
                *sum += column * left;
            }
        }
        for (row, left) in rows.iter().zip(&mut left) {
            *left -= dot(&from_given.apply(&row.fixed), &more);
        }
        for (sum, more) in fixed.iter_mut().zip(more) {
            *sum += more;
        }
    }
    (fixed, left)
}

/// Mean and standard deviation of the times; `None` when there is only one.
fn times<const P: usize>(rows: &[Row<P>]) -> Option<(f64, f64)> {
    let n = count(rows.len());
    let middle = rows.iter().map(|row| row.time).sum::<f64>() / n;
    let width = (rows.iter().map(|row| (row.time - middle).powi(2)).sum::<f64>() / n).sqrt();
    (width > 1e-12 * (1.0 + middle.abs())).then_some((middle, width))
}
