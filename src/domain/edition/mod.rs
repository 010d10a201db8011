//! What has left the service of a period, and leaves the same ever after.
//!
//! Whoever is handed two tables that cut the same patients differently can subtract one from the other and read what
//! each of them hid. So everything that leaves, as a file or to a network, is written in one book before it does: an
//! [`Edition`] is made once for a unit and a period, and nothing else of the same patients leaves after it.

pub mod release;
pub mod table;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::domain::care::{UnitId, UnitTree};
use crate::domain::ledger::{Every, Period};
use release::Release;

/// Days after a period before it leaves: the last answers may still come, and a period leaves once only.
pub const SETTLE_DAYS: u64 = 28;

/// What is counted: instrument, norm set and rule, each in its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricKey {
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: u32,
    /// Its scale.
    pub scale: String,
    /// The norm set, which gives the rule.
    pub norms: String,
    /// The fingerprint of the instrument's rules: with another, the same answers would give another result.
    pub rules: String,
}

/// A unit's results of one period as they leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// A whole quarter or year.
    pub period: Period,
    /// The day the data were read.
    pub data_date: NaiveDate,
    /// What is counted, in the order of the figures.
    pub metrics: Vec<MetricKey>,
    /// The figures, with what must be hidden hidden.
    pub release: Release,
}

/// Tables that cut the same patients differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherCut;

/// What has left of a unit's period. `Err` when something has that shares a day with it, or a patient, and is not the
/// same: of another period, or of a unit above or below.
///
/// # Errors
/// [`OtherCut`].
pub fn left<'a>(
    book: impl IntoIterator<Item = (UnitId, &'a Edition)>,
    tree: &UnitTree,
    unit: UnitId,
    period: Period,
) -> Result<Option<&'a Edition>, OtherCut> {
    let mut found = None;
    for (other, edition) in book {
        let shares = tree.is_within(other, unit) || tree.is_within(unit, other);
        if (other, edition.period) == (unit, period) {
            found = Some(edition);
        } else if shares && overlap(edition.period, period) {
            return Err(OtherCut);
        }
    }
    Ok(found)
}

/// The periods that can leave on a day, the latest first: over, and long enough ago that the last answers are in. At
/// most two years of them.
pub fn periods(every: Every, today: NaiveDate) -> impl Iterator<Item = Period> {
    let n = if every == Every::Year { 2 } else { 8 };
    let latest = today.checked_sub_days(Days::new(SETTLE_DAYS)).unwrap_or(today);
    std::iter::successors(Some(Period::of(every, latest).previous()), |one| Some(one.previous())).take(n)
}

/// Whether a period is over and settled on a day.
#[must_use]
pub fn is_settled(period: Period, on: NaiveDate) -> bool {
    period.last().checked_add_days(Days::new(SETTLE_DAYS)).is_some_and(|day| day < on)
}

/// Whether two periods share a day.
#[must_use]
pub fn overlap(one: Period, other: Period) -> bool {
    one.first() <= other.last() && other.first() <= one.last()
}
