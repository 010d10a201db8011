//! The stretch of time a figure is about: a month, a quarter, a tertial (four months, as Norwegian health figures are
//! published) or a year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codes;

codes! {
    /// How often an indicator has a figure.
    pub enum Every {
        /// Twelve a year.
        Month = "month",
        /// Four a year.
        Quarter = "quarter",
        /// Three a year.
        Tertial = "tertial",
        /// One.
        Year = "year",
    }
}

impl Every {
    /// How many months one figure is about.
    #[must_use]
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Tertial => 4,
            Self::Year => 12,
        }
    }
}

/// One stretch of time. Ordered by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: NaiveDate,
    every: Every,
}

impl Period {
    /// The stretch that a day lies in.
    #[must_use]
    pub fn of(every: Every, day: NaiveDate) -> Self {
        let month0 = day.month0() / every.months() * every.months();
        let first = NaiveDate::from_ymd_opt(day.year(), month0 + 1, 1).unwrap_or(day);
        Self { first, every }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.next().first.pred_opt().unwrap_or(self.first)
    }

    /// How long it is.
    #[must_use]
    pub const fn every(self) -> Every {
        self.every
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        let first = self.first.checked_add_months(Months::new(self.every.months())).unwrap_or(self.first);
        Self { first, every: self.every }
    }

    /// The one before it.
    #[must_use]
    pub fn previous(self) -> Self {
        let first = self.first.checked_sub_months(Months::new(self.every.months())).unwrap_or(self.first);
        Self { first, every: self.every }
    }

    /// Its number within its year, from 1.
    #[must_use]
    pub fn number(self) -> u32 {
        self.first.month0() / self.every.months() + 1
    }
}

/// `2026-03`, `2026-Q2`, `2026-T1` or `2026`.
impl fmt::Display for Period {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.first.year();
        match self.every {
            Every::Month => write!(formatter, "{year:04}-{:02}", self.number()),
            Every::Quarter => write!(formatter, "{year:04}-Q{}", self.number()),
            Every::Tertial => write!(formatter, "{year:04}-T{}", self.number()),
            Every::Year => write!(formatter, "{year:04}"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Period {
    type Err = String;

    /// Reads the written form; `K2` is taken for a quarter too, and a space for the hyphen.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong =
            || format!("\"{text}\" is not a period: write 2026-03 (month), 2026-Q2, 2026-T1 (four months) or 2026");
        let text = text.trim();
        let (year, rest) = text.split_at_checked(4).ok_or_else(wrong)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let year: i32 =
            year.parse().ok().filter(|number| digits(year) && (1990..=2100).contains(number)).ok_or_else(wrong)?;
        let rest = rest.strip_prefix(['-', ' ']).unwrap_or(rest);
        let (every, number) = match rest.chars().next() {
            None => (Every::Year, "1"),
            Some('Q' | 'q' | 'K' | 'k') => (Every::Quarter, rest.get(1..).unwrap_or_default()),
            Some('T' | 't') => (Every::Tertial, rest.get(1..).unwrap_or_default()),
            Some(_) if rest.len() == 2 => (Every::Month, rest),
            Some(_) => return Err(wrong()),
        };
        let number: u32 = number
            .parse()
            .ok()
            .filter(|one| digits(number) && (1..=12 / every.months()).contains(one))
            .ok_or_else(wrong)?;
        let first = NaiveDate::from_ymd_opt(year, (number - 1) * every.months() + 1, 1).ok_or_else(wrong)?;
        Ok(Self { first, every })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_period_reads_as_it_is_written() {
        for every in Every::ALL {
            let mut period = Period::of(*every, NaiveDate::from_ymd_opt(2024, 8, 17).unwrap());
            for _ in 0..30 {
                assert_eq!(period.to_string().parse(), Ok(period));
                assert_eq!(period.next().previous(), period);
                assert_eq!(Period::of(*every, period.last()), period);
                assert_eq!(period.last().succ_opt(), Some(period.next().first()));
                period = period.next();
            }
        }
    }

    #[test]
    fn written_forms() {
        let cases = [
            ("2026-03", "2026-03-01", "2026-03-31"),
            (" 2026-Q2 ", "2026-04-01", "2026-06-30"),
            ("2026 k4", "2026-10-01", "2026-12-31"),
            ("2020-T1", "2020-01-01", "2020-04-30"),
            ("2020T3", "2020-09-01", "2020-12-31"),
            ("2024", "2024-01-01", "2024-12-31"),
        ];
        for (text, first, last) in cases {
            let period: Period = text.parse().unwrap();
            assert_eq!((period.first().to_string(), period.last().to_string()), (first.into(), last.into()), "{text}");
        }
        for wrong in [
            "",
            "26",
            "2026-13",
            "2026-00",
            "2026-3",
            "2026-Q5",
            "2026-T4",
            "2026-Q",
            "mars 2026",
            "1989",
            "2026-+1",
            "20260",
            "2026-Q+1",
            "２０２６",
        ] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
