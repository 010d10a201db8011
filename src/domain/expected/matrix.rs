//! Matrices of a few rows and columns, whose sizes the compiler knows.

/// `R` rows and `C` columns. Places outside it read as 0 and are not written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matrix<const R: usize, const C: usize>(pub [[f64; C]; R]);

/// A pivot below this share of its diagonal element means that a column is a mixture of those before it.
const NO_PIVOT: f64 = 1e-12;

impl<const R: usize, const C: usize> Matrix<R, C> {
    /// All zero.
    pub const ZERO: Self = Self([[0.0; C]; R]);

    /// Each element by its row and column, from 0.
    #[must_use]
    pub fn from_fn(element: impl Fn(usize, usize) -> f64) -> Self {
        Self(std::array::from_fn(|row| std::array::from_fn(|column| element(row, column))))
    }

    /// The element in a row and column, from 0.
    #[inline]
    #[must_use]
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.0.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0.0)
    }

    #[inline]
    fn set(&mut self, row: usize, column: usize, value: f64) {
        if let Some(place) = self.0.get_mut(row).and_then(|row| row.get_mut(column)) {
            *place = value;
        }
    }

    /// The product with another.
    #[inline]
    #[must_use]
    pub fn times<const K: usize>(&self, other: &Matrix<C, K>) -> Matrix<R, K> {
        Matrix::from_fn(|row, column| (0..C).map(|middle| self.at(row, middle) * other.at(middle, column)).sum())
    }

    /// The product with a column.
    #[inline]
    #[must_use]
    pub fn apply(&self, column: &[f64; C]) -> [f64; R] {
        self.0.map(|row| row.iter().zip(column).map(|(one, other)| one * other).sum())
    }

    /// Rows as columns.
    #[inline]
    #[must_use]
    pub fn transposed(&self) -> Matrix<C, R> {
        Matrix::from_fn(|row, column| self.at(column, row))
    }

    /// This plus `factor` times another.
    #[inline]
    #[must_use]
    pub fn plus(&self, factor: f64, other: &Self) -> Self {
        Self::from_fn(|row, column| self.at(row, column) + factor * other.at(row, column))
    }

    /// Each element times a factor.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        Self(self.0.map(|row| row.map(|value| value * factor)))
    }
}

impl<const N: usize> Matrix<N, N> {
    /// Ones on the diagonal.
    #[must_use]
    pub fn identity() -> Self {
        Self::from_fn(|row, column| f64::from(u8::from(row == column)))
    }

    /// The diagonal.
    #[must_use]
    pub fn diagonal(&self) -> [f64; N] {
        std::array::from_fn(|place| self.at(place, place))
    }

    /// The lower triangle `L` with `L L'` equal to this symmetric matrix; `None` when it is not positive
    /// definite, up to rounding.
    #[must_use]
    pub fn cholesky(&self) -> Option<Self> {
        let mut lower = Self::ZERO;
        for row in 0..N {
            for column in 0..=row {
                let known: f64 = (0..column).map(|before| lower.at(row, before) * lower.at(column, before)).sum();
                let left = self.at(row, column) - known;
                if row == column {
                    if !left.is_finite() || left <= NO_PIVOT * self.at(row, row).abs() {
                        return None;
                    }
                    lower.set(row, row, left.sqrt());
                } else {
                    lower.set(row, column, left / lower.at(column, column));
                }
            }
        }
        Some(lower)
    }

    /// The inverse of a lower triangle without a zero on its diagonal.
    #[must_use]
    pub fn inverse_of_lower(&self) -> Self {
        let mut inverse = Self::ZERO;
        for column in 0..N {
            for row in column..N {
                let known: f64 = (column..row).map(|before| self.at(row, before) * inverse.at(before, column)).sum();
                let unit = f64::from(u8::from(row == column));
                inverse.set(row, column, (unit - known) / self.at(row, row));
            }
        }
        inverse
    }

    /// The inverse of a symmetric, positive definite matrix, with the logarithm of its determinant; `None`
    /// when it is not one.
    #[must_use]
    pub fn inverse_and_log_determinant(&self) -> Option<(Self, f64)> {
        let lower = self.cholesky()?;
        let half = lower.inverse_of_lower();
        let log_determinant = 2.0 * lower.diagonal().iter().map(|pivot| pivot.ln()).sum::<f64>();
        Some((half.transposed().times(&half), log_determinant))
    }
}

/// The sum of the products of two columns.
#[inline]
pub(super) fn dot<const N: usize>(one: &[f64; N], other: &[f64; N]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}
