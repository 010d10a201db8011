//! The rows of a mixed model, folded into a block of sums for each group, and the criterion with its gradient
//! worked out from the blocks. See [`super::mixed`] for the formulas.

use super::matrix::{Matrix, dot};
use super::mixed::{Effect, Fit, Method, MixedError, Random, Row};

/// A diagonal element of `L` below this is called none.
const SINGULAR: f64 = 1e-4;

pub(super) const fn triangle([level, across, slope]: [f64; 3]) -> Matrix<2, 2> {
    Matrix([[level, 0.0], [across, slope]])
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^53")]
pub(super) const fn count(n: usize) -> f64 {
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
pub(super) struct Problem<const P: usize> {
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
    /// Mean and standard deviation of the times.
    pub(super) middle: f64,
    pub(super) width: f64,
}

/// The criterion and all that comes with it, for one `L`.
pub(super) struct At<const P: usize> {
    pub(super) criterion: f64,
    /// The derivative by `L L'`.
    pub(super) slope: Matrix<2, 2>,
    inverse: Matrix<P, P>,
    fixed: [f64; P],
    residual: f64,
}

impl<const P: usize> Problem<P> {
    pub(super) fn new(rows: &[Row<P>], random: Random, method: Method) -> Result<Self, MixedError> {
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

    /// How many groups there are.
    pub(super) const fn groups(&self) -> usize {
        self.blocks.len()
    }

    /// What the residual sum of squares is divided by.
    const fn divisor(&self) -> f64 {
        match self.method {
            Method::Ml => count(self.rows),
            Method::Reml => count(self.rows - P),
        }
    }

    /// The criterion and its derivative where the random effects are `factor` times independent ones.
    pub(super) fn evaluate(&self, factor: &Matrix<2, 2>) -> Option<At<P>> {
        let (mut log_determinant, mut left) = (0.0, self.squares);
        let mut information = Matrix::<P, P>::identity();
        let mut score = [0.0; P];
        for block in &self.blocks {
            let (taken, log) = block.taken(factor);
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
            let (taken, _) = block.taken(factor);
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
    pub(super) fn report(&self, factor: &Matrix<2, 2>) -> Option<Fit<P>> {
        let at = self.evaluate(factor)?;
        let out = Matrix([[1.0, -self.middle / self.width], [0.0, 1.0 / self.width]]);
        let own = out.times(factor);
        let relative = own.times(&own.transposed());
        let level = relative.at(0, 0).sqrt();
        let theta = match self.random {
            Random::Intercept => vec![level],
            Random::Slope if level > 0.0 => {
                // From the determinant: the difference of two nearly equal numbers would lose the edge.
                let slope = (factor.at(0, 0) * factor.at(1, 1) / self.width / level).abs();
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
            let (taken, _) = block.taken(factor);
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
    fn taken(&self, factor: &Matrix<2, 2>) -> (Matrix<2, 2>, f64) {
        let spread = factor.transposed().times(&self.times).times(factor);
        let [[a, b], [_, d]] = spread.0;
        let (a, d) = (1.0 + a, 1.0 + d);
        let determinant = a * d - b * b;
        let inverse = Matrix([[d / determinant, -b / determinant], [-b / determinant, a / determinant]]);
        (factor.times(&inverse).times(&factor.transposed()), determinant.ln())
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
