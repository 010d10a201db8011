//! Where a unit's time may be cut. A quarter in which fewer than three clinicians ended anything is theirs; and it
//! would still be the difference of two longer periods. So whole quarters are joined, from the first one on, until what
//! is joined is a unit's work: a block. A period holds a block whole or not at all. What is not yet a block, and a
//! quarter whose last answers may still come in, is in no period: what was shown once is never cut finer later. Where
//! first quarters of few are followed by one that is a unit's work by itself, they stay what they are, and no period
//! begins before it: a unit of two that grows does not show the years of the two. A unit's blocks are made of those of
//! the unit above it, so that no difference of the two is cut finer either.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::course::Period;

/// Where the time of one unit may be cut, for one reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cuts {
    blocks: Vec<Period>,
    /// The first day that a period may begin on, where earlier ones may not.
    opens: Option<NaiveDate>,
    /// The first day of what is not a block yet.
    waiting: Option<NaiveDate>,
    /// The first days of months that may not be seen by themselves, though their block may.
    hidden: BTreeSet<NaiveDate>,
}

impl Cuts {
    /// Every quarter by itself: those in which somebody's episode ended on one of `days`. From `settled` on what ended
    /// may still change, as answers come in.
    #[must_use]
    pub fn quarters(days: &BTreeSet<NaiveDate>, settled: NaiveDate) -> Self {
        let mut cuts = Self::default();
        for period in days.iter().map(|day| Period::quarter_of(*day)) {
            if settled <= period.last() {
                cuts.waiting = Some(period.first());
                break;
            }
            if cuts.blocks.last() != Some(&period) {
                cuts.blocks.push(period);
            }
        }
        cuts
    }

    /// Joins blocks until each may be seen. `is_open` says of a period whether its figures may be seen by themselves,
    /// and `is_few` whether they are the work of few, and not shut for another unit's sake alone.
    #[must_use]
    pub fn joined(&self, is_open: impl Fn(Period) -> bool, is_few: impl Fn(Period) -> bool) -> Self {
        let mut cuts = Self { opens: self.opens, ..Self::default() };
        for block in &self.blocks {
            let mut period = *block;
            if let Some(first) = cuts.waiting {
                let begun = cuts.blocks.is_empty() && is_open(*block) && block.before(first).is_some_and(&is_few);
                if begun {
                    cuts.opens = Some(block.first());
                } else {
                    period = block.since(first);
                }
            }
            if is_open(period) {
                cuts.blocks.push(period);
                cuts.waiting = None;
            } else {
                cuts.waiting = Some(period.first());
            }
        }
        cuts.waiting = cuts.waiting.or(self.waiting);
        cuts
    }

    /// The same with the months that may be seen by themselves. `hidden` says of a quarter which of its months may not,
    /// by their first days; a longer block has none that may.
    #[must_use]
    pub fn by_month(mut self, hidden: impl Fn(Period) -> BTreeSet<NaiveDate>) -> Self {
        for block in &self.blocks {
            if *block == Period::quarter_of(block.first()) {
                self.hidden.extend(hidden(*block));
            } else {
                self.hidden.extend(block.months().into_iter().map(Period::first));
            }
        }
        self
    }

    /// Whether the period may be seen: it holds every block whole or not at all, and nothing else of somebody.
    #[must_use]
    pub fn allow(&self, period: Period) -> bool {
        self.nearest(period) == Some(period)
    }

    /// The period nearest to the one wished for: with the whole of every block it holds a part of, and without what
    /// waits or came before. `None` when nothing of it may be seen.
    #[must_use]
    pub fn nearest(&self, wished: Period) -> Option<Period> {
        let before = self.waiting.and_then(|first| first.pred_opt()).unwrap_or(NaiveDate::MAX);
        let first = self.opens.map_or(wished.first(), |opens| opens.max(wished.first()));
        let last = wished.last().min(before);
        let around = |day: NaiveDate| self.blocks.iter().find(|block| block.contains(day));
        let first = around(first).map_or(first, |block| block.first());
        let last = around(last).map_or(last, |block| block.last());
        Period::new(first, last).ok()
    }

    /// The calendar years that a period is made of, each as far as it may be seen; none where it is not made of whole
    /// ones. A year is whole when its last quarter may be seen: what it holds stays.
    #[must_use]
    pub fn years(&self, period: Period) -> Vec<Period> {
        let mut years = Vec::new();
        for year in period.first().year()..=period.last().year() {
            let bounds = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
            let whole = bounds.and_then(|(first, last)| Period::new(first, last).ok());
            let Some(seen) = whole.and_then(|whole| self.nearest(whole)) else { return Vec::new() };
            if Some(seen.last()) != whole.map(Period::last) || seen.first().year() != year {
                return Vec::new();
            }
            years.push(seen);
        }
        let is_all = years.first().map(|year| year.first()) == Some(period.first())
            && years.last().map(|year| year.last()) == Some(period.last());
        if is_all { years } else { Vec::new() }
    }

    /// The block that a day is in; `None` of a day that is in no period.
    #[must_use]
    pub fn block_of(&self, day: NaiveDate) -> Option<Period> {
        self.blocks.iter().find(|block| block.contains(day)).copied()
    }

    /// Whether the month that `day` is in may be seen by itself.
    #[must_use]
    pub fn has_month(&self, day: NaiveDate) -> bool {
        let is_out = self.waiting.is_some_and(|first| first <= day) || self.opens.is_some_and(|opens| day < opens);
        !is_out && day.with_day(1).is_none_or(|first| !self.hidden.contains(&first))
    }
}
