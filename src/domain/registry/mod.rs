//! The local quality registry's arithmetic: one row per episode of care in, honest rates out.
//!
//! [`course`] is the row, [`outcome`] the measures, [`months`] the same over time and [`spread`] the same pair by
//! pair; [`imputation`] is one answer to what is missing, [`comparison`] says who is not heard, [`suppression`],
//! [`hands`] and [`cuts`] what may be seen by whom, and [`nhs`] the same rates as NHS Talking Therapies publishes them.
//!
//! A rate is counted from two logical columns, "is in the denominator" and "is in the numerator".
//! An episode that is in the numerator only, or whose result is missing although it is in the
//! denominator, is an error and not a rounding matter: it would make the rate look better or worse
//! without anybody seeing it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::change::ChangeError;
use super::variation::interval::{Interval, LEVEL, wilson};

mod chance;
pub mod comparison;
pub mod course;
pub mod cuts;
pub mod hands;
pub mod imputation;
pub mod months;
pub mod nhs;
pub mod outcome;
pub mod overlap;
pub mod spread;
pub mod suppression;
mod tally;
mod together;

/// The fewest pairs that what is missing is filled in from.
pub const LEAST_TO_IMPUTE: u32 = 10;

/// What the registry refuses to count.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RegistryError {
    /// An episode in the numerator only.
    #[error("episode {id} is in the numerator but not in the denominator")]
    OutsideDenominator {
        /// The episode.
        id: String,
    },
    /// An episode of which it is not known whether it is in the denominator, or in the numerator.
    #[error("episode {id} has no value for {what}; it must be counted or left out by a rule")]
    MissingInDenominator {
        /// The episode.
        id: String,
        /// The column.
        what: &'static str,
    },
    /// Counts that cannot be a share.
    #[error("{numerator} of {denominator} is no share: the numerator exceeds the denominator")]
    NumeratorExceedsDenominator {
        /// The successes.
        numerator: u32,
        /// The whole.
        denominator: u32,
    },
    /// A rate whose value, or value with the last observation carried forward, its bounds do not enclose.
    #[error("the lowest and highest possible value must enclose all others")]
    Bounds,
    /// The same episode twice.
    #[error("episode {id} occurs twice; the registry has one row per episode")]
    Twice {
        /// The episode.
        id: String,
    },
    /// A period that ends before it begins.
    #[error("the period ends before it begins")]
    Period,
    /// A score that cannot be compared.
    #[error("episode {id} cannot be compared")]
    Change {
        /// The episode.
        id: String,
        /// Why.
        #[source]
        source: ChangeError,
    },
}

/// A share as its two counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "FractionForm", into = "FractionForm")]
pub struct Fraction {
    numerator: u32,
    denominator: u32,
}

/// The written form carries the value and interval for readers; reading takes only the counts.
#[derive(Serialize, Deserialize)]
struct FractionForm {
    numerator: u32,
    denominator: u32,
    #[serde(default)]
    value: Option<f64>,
    #[serde(default)]
    interval: Option<Interval>,
}

impl TryFrom<FractionForm> for Fraction {
    type Error = RegistryError;

    fn try_from(form: FractionForm) -> Result<Self, RegistryError> {
        Self::new(form.numerator, form.denominator)
    }
}

impl From<Fraction> for FractionForm {
    fn from(share: Fraction) -> Self {
        Self {
            numerator: share.numerator,
            denominator: share.denominator,
            value: share.value(),
            interval: share.interval(),
        }
    }
}

/// One row of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The episode.
    pub id: &'a str,
    /// Whether it is in the denominator.
    pub in_denominator: Option<bool>,
    /// Whether it is in the numerator.
    pub in_numerator: Option<bool>,
}

impl Fraction {
    /// A share of `denominator`.
    ///
    /// # Errors
    /// A numerator above the denominator.
    pub const fn new(numerator: u32, denominator: u32) -> Result<Self, RegistryError> {
        if numerator > denominator {
            return Err(RegistryError::NumeratorExceedsDenominator { numerator, denominator });
        }
        Ok(Self { numerator, denominator })
    }

    /// Counts rows.
    ///
    /// # Errors
    /// A row in the numerator only, a row of which the denominator is unknown, and a row in the
    /// denominator of which the result is unknown.
    pub fn of_rows<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> Result<Self, RegistryError> {
        let mut share = Self::default();
        for row in rows {
            share.count(row.in_denominator, row.in_numerator, &|| row.id.to_owned())?;
        }
        Ok(share)
    }

    /// Counts one row more; `name` says which episode it is, if it cannot be counted.
    pub(in crate::domain) fn count(
        &mut self,
        in_denominator: Option<bool>,
        in_numerator: Option<bool>,
        name: &impl Fn() -> String,
    ) -> Result<(), RegistryError> {
        match (in_denominator, in_numerator) {
            (None, _) => Err(RegistryError::MissingInDenominator { id: name(), what: "the denominator" }),
            (Some(true), None) => Err(RegistryError::MissingInDenominator { id: name(), what: "the numerator" }),
            (Some(false), Some(true)) => Err(RegistryError::OutsideDenominator { id: name() }),
            (Some(false), _) => Ok(()),
            (Some(true), Some(success)) => {
                self.denominator += 1;
                self.numerator += u32::from(success);
                Ok(())
            }
        }
    }

    /// With one more in the denominator.
    #[must_use]
    pub(in crate::domain) const fn plus(self, success: bool) -> Self {
        Self { numerator: self.numerator + success as u32, denominator: self.denominator + 1 }
    }

    /// Of the rows of both.
    #[must_use]
    const fn and(self, other: Self) -> Self {
        Self { numerator: self.numerator + other.numerator, denominator: self.denominator + other.denominator }
    }

    /// How many succeeded.
    #[must_use]
    pub const fn numerator(self) -> u32 {
        self.numerator
    }

    /// Of how many.
    #[must_use]
    pub const fn denominator(self) -> u32 {
        self.denominator
    }

    /// The share, from 0 to 1; `None` of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.denominator > 0).then(|| f64::from(self.numerator) / f64::from(self.denominator))
    }

    /// The share in percent; `None` of nothing.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        (self.denominator > 0).then(|| 100.0 * f64::from(self.numerator) / f64::from(self.denominator))
    }

    /// The share in percent with one decimal, halves up, as it is published; `None` of nothing.
    ///
    /// Rounded on the counts, so that a half is a half.
    #[must_use]
    pub fn percent_to_one_decimal(self) -> Option<f64> {
        let (numerator, denominator) = (u64::from(self.numerator), u64::from(self.denominator));
        let tenths = (2000 * numerator + denominator).checked_div(2 * denominator)?;
        // At most 1000, since the numerator does not exceed the denominator.
        Some(f64::from(u32::try_from(tenths).ok()?) / 10.0)
    }

    /// Its 95 % Wilson interval; `None` of nothing.
    #[must_use]
    pub fn interval(self) -> Option<Interval> {
        wilson(self.numerator, self.denominator, LEVEL)
    }

    /// Whether this share is at most `other`; a share of nothing compares with everything.
    fn is_at_most(self, other: Self) -> bool {
        self.denominator == 0
            || other.denominator == 0
            || u64::from(self.numerator) * u64::from(other.denominator)
                <= u64::from(other.numerator) * u64::from(self.denominator)
    }
}

/// A share of all episodes of which the missing results are filled in many times over, by what is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imputed {
    /// The mean share, 0 to 1.
    pub value: f64,
    /// Its 95 % interval, wider by how much the fillings differ.
    pub interval: Interval,
    /// How many episodes were filled in.
    pub filled: u32,
    /// How many times.
    pub times: u32,
}

/// A rate with what is not known about it. It cannot be made, read or written without its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RateForm", into = "RateForm")]
pub struct Rate {
    completers: Fraction,
    carried_forward: Fraction,
    imputed: Option<Imputed>,
    lowest: Fraction,
    highest: Fraction,
}

#[derive(Serialize, Deserialize)]
struct RateForm {
    completers: Fraction,
    carried_forward: Fraction,
    #[serde(default)]
    imputed: Option<Imputed>,
    lowest: Fraction,
    highest: Fraction,
}

impl TryFrom<RateForm> for Rate {
    type Error = RegistryError;

    fn try_from(form: RateForm) -> Result<Self, RegistryError> {
        Self::new(form.completers, form.carried_forward, form.lowest, form.highest)?.with_imputed(form.imputed)
    }
}

impl From<Rate> for RateForm {
    fn from(rate: Rate) -> Self {
        Self {
            completers: rate.completers,
            carried_forward: rate.carried_forward,
            imputed: rate.imputed,
            lowest: rate.lowest,
            highest: rate.highest,
        }
    }
}

impl Rate {
    /// A rate and its bounds.
    ///
    /// # Errors
    /// Bounds that do not enclose the other two shares.
    pub fn new(
        completers: Fraction,
        carried_forward: Fraction,
        lowest: Fraction,
        highest: Fraction,
    ) -> Result<Self, RegistryError> {
        let enclosed = [completers, carried_forward].into_iter().all(|share| {
            lowest.is_at_most(share) && share.is_at_most(highest) && share.denominator <= lowest.denominator
        });
        if enclosed && lowest.is_at_most(highest) && lowest.denominator == highest.denominator {
            Ok(Self { completers, carried_forward, imputed: None, lowest, highest })
        } else {
            Err(RegistryError::Bounds)
        }
    }

    /// Among the episodes with both measurements: the value that is shown.
    #[must_use]
    pub const fn completers(self) -> Fraction {
        self.completers
    }

    /// With the last observation carried forward where the last measurement is missing. Episodes
    /// without a first measurement have nothing to carry and stay out.
    #[must_use]
    pub const fn carried_forward(self) -> Fraction {
        self.carried_forward
    }

    /// The same with the value that filling in gives.
    ///
    /// # Errors
    /// A value that the bounds do not enclose.
    pub fn with_imputed(self, imputed: Option<Imputed>) -> Result<Self, RegistryError> {
        // Fillings divide in another order than the bounds, so the last digit may differ.
        let slack = 1e-9;
        let within = imputed.is_none_or(|imputed| {
            let above = self.lowest.value().is_none_or(|lowest| imputed.value >= lowest - slack);
            above && self.highest.value().is_none_or(|highest| imputed.value <= highest + slack)
        });
        if within { Ok(Self { imputed, ..self }) } else { Err(RegistryError::Bounds) }
    }

    /// With what is missing filled in by what is known; `None` where too little is known for that.
    #[must_use]
    pub const fn imputed(self) -> Option<Imputed> {
        self.imputed
    }

    /// The lowest value the missing measurements leave possible.
    #[must_use]
    pub const fn lowest(self) -> Fraction {
        self.lowest
    }

    /// The highest value the missing measurements leave possible.
    #[must_use]
    pub const fn highest(self) -> Fraction {
        self.highest
    }

    /// How many episodes the rate speaks of without knowing their result.
    #[must_use]
    pub const fn unknown(self) -> u32 {
        self.highest.denominator.saturating_sub(self.completers.denominator)
    }
}
