//! Outcome of the episodes that ended in a period: who is counted, how many answered, and what
//! became of them, with what is not known beside every figure.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::comparison::{self, Comparison};
use super::course::{Course, Entry, Period, Point};
use super::imputation;
use super::{Fraction, Rate, RegistryError};
use crate::codes;
use crate::domain::care::EndKind;
use crate::domain::change::{Category, Change, ChangeRule};

/// Coverage below which a result cannot be interpreted.
pub const COVERAGE_LEAST: f64 = 0.60;

/// Coverage from which a result speaks for nearly all.
pub const COVERAGE_GOOD: f64 = 0.80;

/// What is asked of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Episodes that ended on these days are counted.
    pub period: Period,
    /// The day the data were taken out. Nothing later is known, whatever a row says.
    pub data_date: NaiveDate,
    /// Days after the ending in which the last answer may still arrive. Until then an episode is not
    /// yet observable and not counted, measured or not.
    pub settle_days: u32,
    /// Treatment sessions an episode needs to count as started.
    pub minimum_sessions: u32,
    /// The first of the two measurements.
    pub from: Point,
    /// The second.
    pub to: Point,
    /// When a change is reliable, and where the cut-off is.
    pub rule: ChangeRule,
}

codes! {
    /// A step on the way from a referral to a result.
    pub enum Step {
        /// Referred by the end of the period, and not over before it.
        Referred = "referred",
        /// Treatment begun by then.
        Started = "started",
        /// Ended in the period, and observable on the data date.
        Ended = "ended",
        /// At least one measurement.
        Measured = "measured",
        /// Both measurements.
        Paired = "paired",
    }
}

/// How many episodes reached a step. Each step holds only episodes of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// The step.
    pub step: Step,
    /// The episodes.
    pub n: u32,
}

codes! {
    /// What a coverage permits to be said.
    pub enum CoverageLevel {
        /// Under 60 %, or no episodes: not interpretable.
        NotInterpretable = "not-interpretable",
        /// From 60 %: with caution.
        Caution = "caution",
        /// From 80 %.
        Good = "good",
    }
}

/// Coverage of the episodes that ended in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndCoverage {
    /// How they ended; `None` where it is not recorded.
    pub end_kind: Option<EndKind>,
    /// Those with both measurements, of all.
    pub share: Fraction,
}

/// Of the episodes that were started and ended, those with both measurements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The share.
    pub share: Fraction,
    /// The same by the way the episodes ended: who is not heard from.
    pub by_end: Vec<EndCoverage>,
}

impl Coverage {
    /// What it permits to be said.
    #[must_use]
    pub fn level(&self) -> CoverageLevel {
        match self.share.value() {
            Some(share) if share >= COVERAGE_GOOD => CoverageLevel::Good,
            Some(share) if share >= COVERAGE_LEAST => CoverageLevel::Caution,
            _ => CoverageLevel::NotInterpretable,
        }
    }
}

/// Episodes with both measurements, by what became of the patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Categories {
    /// Reliably better and across the cut-off.
    pub recovered: u32,
    /// Reliably better otherwise.
    pub improved: u32,
    /// No reliable change.
    pub unchanged: u32,
    /// Reliably worse.
    pub deteriorated: u32,
    /// Reliably worse and across the cut-off.
    pub harmed: u32,
}

impl Categories {
    /// Counts one more.
    pub fn add(&mut self, category: Category) {
        *match category {
            Category::Recovered => &mut self.recovered,
            Category::Improved => &mut self.improved,
            Category::Unchanged => &mut self.unchanged,
            Category::Deteriorated => &mut self.deteriorated,
            Category::Harmed => &mut self.harmed,
        } += 1;
    }

    /// How many in one category.
    #[must_use]
    pub const fn count(&self, category: Category) -> u32 {
        match category {
            Category::Recovered => self.recovered,
            Category::Improved => self.improved,
            Category::Unchanged => self.unchanged,
            Category::Deteriorated => self.deteriorated,
            Category::Harmed => self.harmed,
        }
    }

    /// All of them.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.recovered + self.improved + self.unchanged + self.deteriorated + self.harmed
    }
}

/// The rates of an outcome, together: improvement is not to be had without deterioration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Reliably better, of all episodes started and ended.
    pub improvement: Rate,
    /// Reliably worse, of the same. Here the highest possible value is the worst.
    pub deterioration: Rate,
    /// Recovered, of those on the clinical side at the first measurement; `None` where the metric has
    /// no cut-off.
    pub recovery: Option<Rate>,
}

/// What became of the episodes that ended in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Every step with its count, from referral to pair.
    pub flow: Vec<Flow>,
    /// Ended in the period, but too close to the data date to be observable; in no other figure.
    pub not_yet_observable: u32,
    /// How many of the episodes the figures speak for.
    pub coverage: Coverage,
    /// Who is heard from, and who is not.
    #[serde(default)]
    pub comparison: Comparison,
    /// What became of those with both measurements.
    pub categories: Categories,
    /// The rates.
    pub rates: Rates,
}

/// An episode that counts, with its measurements compared.
pub(super) struct Counted<'a> {
    pub(super) entry: &'a Entry,
    pub(super) ended_on: NaiveDate,
    pub(super) change: Option<Change>,
    pub(super) carried: Option<Change>,
}

/// Works out the outcome of one period.
///
/// # Errors
/// An episode that occurs twice, and a score that is not a finite number.
pub fn outcome(courses: &[Course], question: &Question) -> Result<Outcome, RegistryError> {
    let entries = entries(courses, question)?;
    outcome_of(&entries, question, |place| name(courses, place))
}

/// [`outcome`] of rows that are kept: each episode once, summed up for the question's two points and data date.
/// `name` says which episode stands in a place, from 0; only errors ask.
///
/// # Errors
/// A score that is not a finite number.
pub fn outcome_of(
    entries: &[Entry],
    question: &Question,
    name: impl Fn(usize) -> String,
) -> Result<Outcome, RegistryError> {
    let mut tally = Tally::default();
    let mut counted = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        tally.reach(entry, question);
        if let Some(one) = count_one(entry, question, || name(place))? {
            tally.count(&one, &question.rule, || name(place))?;
            counted.push(one);
        }
    }
    let imputed = imputation::impute(&counted, &question.rule);
    Ok(Outcome { comparison: comparison::compare(&counted), ..tally.outcome(&question.rule, imputed)? })
}

/// The rows of courses for a question, in their order; each episode once.
pub(super) fn entries(courses: &[Course], question: &Question) -> Result<Vec<Entry>, RegistryError> {
    let mut seen = HashSet::with_capacity(courses.len());
    if let Some(twice) = courses.iter().find(|course| !seen.insert(course.id.as_str())) {
        return Err(RegistryError::Twice { id: twice.id.clone() });
    }
    Ok(courses.iter().map(|course| course.entry(question.from, question.to, question.data_date)).collect())
}

pub(super) fn name(courses: &[Course], place: usize) -> String {
    courses.get(place).map_or_else(String::new, |course| course.id.clone())
}

/// The day of ending of an episode that was started, ended in the period, and ended by the data date.
fn ended_in_period(entry: &Entry, question: &Question) -> Option<NaiveDate> {
    let ended = entry.ended_on?;
    (is_started(entry, question) && question.period.contains(ended) && ended <= question.data_date).then_some(ended)
}

fn is_started(entry: &Entry, question: &Question) -> bool {
    let by = question.period.last().min(question.data_date);
    entry.started_on.is_some_and(|started| started <= by) && entry.sessions_held >= question.minimum_sessions
}

/// An episode with its measurements compared; `None` of one that does not count.
pub(super) fn count_one<'a>(
    entry: &'a Entry,
    question: &Question,
    name: impl Fn() -> String,
) -> Result<Option<Counted<'a>>, RegistryError> {
    let Some(ended_on) = ended_in_period(entry, question) else { return Ok(None) };
    if !entry.is_settled(question.data_date, question.settle_days) {
        return Ok(None);
    }
    let pair = entry.pair;
    let compare = |last: Option<f64>| {
        pair.from
            .zip(last)
            .map(|(first, last)| question.rule.classify(first, last))
            .transpose()
            .map_err(|source| RegistryError::Change { id: name(), source })
    };
    let change = compare(pair.to)?;
    let carried = if pair.to.is_some() { change } else { compare(pair.carried)? };
    Ok(Some(Counted { entry, ended_on, change, carried }))
}

/// Everything that is counted, in one walk through the rows.
#[derive(Default)]
struct Tally {
    referred: u32,
    started: u32,
    ended: u32,
    measured: u32,
    not_yet_observable: u32,
    coverage: Fraction,
    by_end: BTreeMap<Option<EndKind>, Fraction>,
    categories: Categories,
    improvement: RateTally,
    deterioration: RateTally,
    recovery: RateTally,
}

impl Tally {
    /// How far an episode came.
    fn reach(&mut self, entry: &Entry, question: &Question) {
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
    fn count(&mut self, one: &Counted, rule: &ChangeRule, name: impl Fn() -> String) -> Result<(), RegistryError> {
        let Counted { entry, change, .. } = one;
        self.ended += 1;
        self.measured += u32::from(entry.pair.measured);
        self.coverage.count(Some(true), Some(change.is_some()), &name)?;
        self.by_end.entry(entry.end_kind).or_default().count(Some(true), Some(change.is_some()), &name)?;
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

    fn outcome(self, rule: &ChangeRule, imputed: Option<imputation::Imputation>) -> Result<Outcome, RegistryError> {
        let steps = [
            (Step::Referred, self.referred),
            (Step::Started, self.started),
            (Step::Ended, self.ended),
            (Step::Measured, self.measured),
            (Step::Paired, self.coverage.numerator()),
        ];
        let by_end = self.by_end.into_iter().map(|(end_kind, share)| EndCoverage { end_kind, share }).collect();
        let of = |rate: RateTally, value: fn(imputation::Imputation) -> Option<super::Imputed>| {
            rate.rate()?.with_imputed(imputed.and_then(value))
        };
        Ok(Outcome {
            flow: steps.into_iter().map(|(step, n)| Flow { step, n }).collect(),
            not_yet_observable: self.not_yet_observable,
            coverage: Coverage { share: self.coverage, by_end },
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
        for (share, change) in [(&mut self.completers, one.change), (&mut self.carried, one.carried)] {
            let inside = change.is_some() && belongs == Some(true);
            share.count(Some(inside), change.map(|change| success(change.category)), name)?;
        }
        // An episode of unknown denominator widens both bounds: counted in, it may fail, which is lower
        // than leaving it out, or succeed, which is higher.
        let inside = belongs.unwrap_or(true);
        for (share, unknown_succeeds) in [(&mut self.lowest, false), (&mut self.highest, true)] {
            let succeeds = one.change.map_or(inside && unknown_succeeds, |change| success(change.category));
            share.count(Some(inside), Some(succeeds), name)?;
        }
        Ok(())
    }

    fn rate(&self) -> Result<Rate, RegistryError> {
        Rate::new(self.completers, self.carried, self.lowest, self.highest)
    }
}
