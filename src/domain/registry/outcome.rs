//! Outcome of the episodes that ended in a period: who is counted, how many answered, and what
//! became of them, with what is not known beside every figure.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::comparison::{self, Comparison, Groups};
use super::course::{Course, Entry, Period, Point};
use super::imputation::{self, Known};
use super::tally::Tally;
use super::together::together;
use super::{Fraction, Rate, RegistryError};
use crate::codes;
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

/// Of the episodes that were started and ended, those with both measurements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The share.
    pub share: Fraction,
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

    /// With those of others.
    pub(super) const fn join(&mut self, other: Self) {
        self.recovered += other.recovered;
        self.improved += other.improved;
        self.unchanged += other.unchanged;
        self.deteriorated += other.deteriorated;
        self.harmed += other.harmed;
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
    /// What became of the patient if the last measurement there is had been the last.
    pub(super) carried: Option<Category>,
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
    name: impl Fn(usize) -> String + Sync,
) -> Result<Outcome, RegistryError> {
    let half = entries.len() / 2;
    let (one, other) = entries.split_at_checked(half).unwrap_or((entries, &[]));
    let count = |entries: &[Entry], before: usize| {
        let mut count = Count::new(question);
        count.add(entries, |place| name(before + place)).map(|()| count)
    };
    let (one, other) = together(entries.len(), || count(one, 0), || count(other, half));
    one?.and(other?).outcome()
}

/// An outcome in the making, for rows that come a few at a time.
pub struct Count<'q> {
    question: &'q Question,
    tally: Tally,
    groups: Groups,
    known: Vec<Known>,
}

impl<'q> Count<'q> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(question: &'q Question) -> Self {
        Self { question, tally: Tally::default(), groups: Groups::default(), known: Vec::new() }
    }

    /// Counts some rows more: each episode once, summed up for the question's two points and data date. `name` says
    /// which episode stands in a place of these rows, from 0; only errors ask.
    ///
    /// # Errors
    /// A score that is not a finite number.
    pub fn add(&mut self, entries: &[Entry], name: impl Fn(usize) -> String) -> Result<(), RegistryError> {
        for (place, entry) in entries.iter().enumerate() {
            self.tally.reach(entry, self.question);
            if let Some(one) = count_one(entry, self.question, || name(place))? {
                self.tally.count(&one, &self.question.rule, || name(place))?;
                self.groups.add(&one);
                self.known.push(Known::of(&one));
            }
        }
        Ok(())
    }

    /// With the rows that come after these.
    #[must_use]
    pub fn and(mut self, later: Self) -> Self {
        self.tally.add(&later.tally);
        self.groups.join(&later.groups);
        self.known.extend(later.known);
        self
    }

    /// What became of all of them.
    ///
    /// # Errors
    /// Bounds that do not enclose the other values.
    pub fn outcome(self) -> Result<Outcome, RegistryError> {
        let Self { question, tally, groups, known } = self;
        let (imputed, start) = together(
            known.len(),
            || imputation::impute(&known, tally.known(), &question.rule),
            || comparison::start(&known),
        );
        Ok(Outcome { comparison: groups.comparison(start)?, ..tally.outcome(&question.rule, imputed)? })
    }
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
pub(super) fn ended_in_period(entry: &Entry, question: &Question) -> Option<NaiveDate> {
    let ended = entry.ended_on?;
    (is_started(entry, question) && question.period.contains(ended) && ended <= question.data_date).then_some(ended)
}

pub(super) fn is_started(entry: &Entry, question: &Question) -> bool {
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
    Ok(Some(Counted { entry, ended_on, change, carried: carried.map(|change| change.category) }))
}
