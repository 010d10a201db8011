//! Exact arithmetic: a score does not depend on the order of the answers, and comes
//! out the same every time it is worked out.

use crate::domain::instrument::Rounding;

/// A fraction. Declared numbers are whole millionths, so that every sum is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exact {
    numerator: i128,
    denominator: i128,
}

const MILLION: i128 = 1_000_000;

/// A declared number in whole millionths; `None` when it has more than six decimals
/// or is too large to be an answer.
pub fn millionths(value: f64) -> Option<i64> {
    let scaled = value * 1_000_000.0;
    let whole = scaled.round();
    if !whole.is_finite() || whole.abs() > 1e15 || (scaled - whole).abs() > 1e-3 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 1e15")]
    Some(whole as i64)
}

impl Exact {
    pub(super) const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// A declared number.
    pub(super) fn declared(value: f64) -> Option<Self> {
        Some(Self { numerator: i128::from(millionths(value)?), denominator: MILLION })
    }

    /// A count.
    pub(super) fn count(value: u32) -> Self {
        Self { numerator: i128::from(value), denominator: 1 }
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Self::reduced(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { numerator: -other.numerator, ..other })
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.numerator)?;
        Self::reduced(numerator, self.denominator.checked_mul(other.denominator)?)
    }

    /// `None` when divided by nothing.
    pub(super) fn over(self, count: u32) -> Option<Self> {
        Self::reduced(self.numerator, self.denominator.checked_mul(i128::from(count))?)
    }

    fn reduced(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let shared = divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        let shared = i128::try_from(shared).ok().filter(|shared| *shared > 0)?;
        Some(Self { numerator: numerator / shared, denominator: denominator / shared })
    }

    /// Rounded to so many decimals, a half going up: floor(x + 1/2).
    pub(super) fn rounded(self, rounding: Rounding) -> Option<Self> {
        let Some(decimals) = rounding.decimals() else { return Some(self) };
        let unit = 10_i128.checked_pow(decimals)?;
        let doubled = self.numerator.checked_mul(2 * unit)?.checked_add(self.denominator)?;
        Self::reduced(doubled.div_euclid(2 * self.denominator), unit)
    }

    /// The nearest number a machine holds.
    pub(super) fn value(self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "reduced sums of answers stay far below 2^53")]
        {
            self.numerator as f64 / self.denominator as f64
        }
    }
}

fn divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
