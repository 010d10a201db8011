//! What is counted of an outcome, in one walk through the rows. All of it is whole numbers, so that rows may be counted
//! in parts and the parts added.

use super::comparison::Comparison;
use super::course::Entry;
use super::imputation::{Filled, Imputation};
use super::outcome::{
    Categories, Counted, Coverage, Flow, Outcome, Question, Rates, Step, ended_in_period, is_started,
};
use super::{Fraction, Imputed, Rate, RegistryError};
use crate::domain::change::{Category, ChangeRule};

/// Everything that is counted.
#[derive(Default)]
pub(super) struct Tally {
    referred: u32,
    started: u32,
    ended: u32,
    measured: u32,
    not_yet_observable: u32,
    coverage: Fraction,
    categories: Categories,
    improvement: RateTally,
    deterioration: RateTally,
    recovery: RateTally,
}

impl Tally {
    /// How far an episode came.
    pub(super) fn reach(&mut self, entry: &Entry, question: &Question) {
        let by = question.period.last().min(question.data_date);
        let ended = ended_in_period(entry, question).is_some();
        if (entry.referred_on <= by || ended) && entry.ended_on.is_none_or(|day| day >= question.period.first()) {
            self.referred += 1;
            self.started += u32::from(is_started(entry, question));
        }
        if ended && !entry.is_settled(question.data_date, question.settle_days) {
            self.not_yet_observable += 1;
        }
    }

    /// An episode that counts.
    pub(super) fn count(
        &mut self,
        one: &Counted<'_>,
        rule: &ChangeRule,
        name: impl Fn() -> String,
    ) -> Result<(), RegistryError> {
        let Counted { entry, change, .. } = one;
        self.ended += 1;
        self.measured += u32::from(entry.pair.measured);
        self.coverage.count(Some(true), Some(change.is_some()), &name)?;
        if let Some(change) = change {
            self.categories.add(change.category);
        }
        self.improvement.count(one, Some(true), Category::is_reliable_improvement, &name)?;
        self.deterioration.count(one, Some(true), Category::is_reliable_deterioration, &name)?;
        if rule.cutoff().is_some() {
            let is_case = entry.pair.from.and_then(|first| rule.is_case(first));
            self.recovery.count(one, is_case, |category| category == Category::Recovered, &name)?;
        }
        Ok(())
    }

    /// With what was counted of other rows.
    pub(super) fn add(&mut self, other: &Self) {
        self.referred += other.referred;
        self.started += other.started;
        self.ended += other.ended;
        self.measured += other.measured;
        self.not_yet_observable += other.not_yet_observable;
        self.coverage = self.coverage.and(other.coverage);
        self.categories.join(other.categories);
        self.improvement.add(&other.improvement);
        self.deterioration.add(&other.deterioration);
        self.recovery.add(&other.recovery);
    }

    /// What became of those who answered, to which the others are added when they are filled in.
    pub(super) const fn known(&self) -> Filled {
        Filled {
            all: self.improvement.completers.denominator(),
            improved: self.improvement.completers.numerator(),
            deteriorated: self.deterioration.completers.numerator(),
            cases: self.recovery.completers.denominator(),
            recovered: self.recovery.completers.numerator(),
        }
    }

    pub(super) fn outcome(self, rule: &ChangeRule, imputed: Option<Imputation>) -> Result<Outcome, RegistryError> {
        let steps = [
            (Step::Referred, self.referred),
            (Step::Started, self.started),
            (Step::Ended, self.ended),
            (Step::Measured, self.measured),
            (Step::Paired, self.coverage.numerator()),
        ];
        let of = |rate: RateTally, value: fn(Imputation) -> Option<Imputed>| {
            rate.rate()?.with_imputed(imputed.and_then(value))
        };
        Ok(Outcome {
            flow: steps.into_iter().map(|(step, n)| Flow { step, n }).collect(),
            not_yet_observable: self.not_yet_observable,
            coverage: Coverage { share: self.coverage },
            comparison: Comparison::default(),
            categories: self.categories,
            rates: Rates {
                improvement: of(self.improvement, |imputed| Some(imputed.improvement))?,
                deterioration: of(self.deterioration, |imputed| Some(imputed.deterioration))?,
                recovery: rule.cutoff().map(|_| of(self.recovery, |imputed| imputed.recovery)).transpose()?,
            },
        })
    }
}

/// One rate in the making.
#[derive(Default)]
struct RateTally {
    completers: Fraction,
    carried: Fraction,
    lowest: Fraction,
    highest: Fraction,
}

impl RateTally {
    /// Counts one episode. `belongs` says whether it is in the denominator; `None` is an episode whose first
    /// measurement is missing, so that it may or may not be.
    fn count(
        &mut self,
        one: &Counted,
        belongs: Option<bool>,
        success: impl Fn(Category) -> bool,
        name: &impl Fn() -> String,
    ) -> Result<(), RegistryError> {
        let category = one.change.map(|change| change.category);
        for (share, category) in [(&mut self.completers, category), (&mut self.carried, one.carried)] {
            let inside = category.is_some() && belongs == Some(true);
            share.count(Some(inside), category.map(&success), name)?;
        }
        // An episode of unknown denominator widens both bounds: counted in, it may fail, which is lower
        // than leaving it out, or succeed, which is higher.
        let inside = belongs.unwrap_or(true);
        for (share, unknown_succeeds) in [(&mut self.lowest, false), (&mut self.highest, true)] {
            let succeeds = category.map_or(inside && unknown_succeeds, &success);
            share.count(Some(inside), Some(succeeds), name)?;
        }
        Ok(())
    }

    fn add(&mut self, other: &Self) {
        self.completers = self.completers.and(other.completers);
        self.carried = self.carried.and(other.carried);
        self.lowest = self.lowest.and(other.lowest);
        self.highest = self.highest.and(other.highest);
    }

    fn rate(&self) -> Result<Rate, RegistryError> {
        Rate::new(self.completers, self.carried, self.lowest, self.highest)
    }
}
