//! Outcome of the episodes that ended in a period: who is counted, how many answered, and what
//! became of them, with what is not known beside every figure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::course::{Course, Pair, Period, Point};
use super::{Fraction, Rate, RegistryError, Row};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// What became of those with both measurements.
    pub categories: Categories,
    /// The rates.
    pub rates: Rates,
}

/// One calendar month of a series, by the day of ending.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// The first day of the month.
    pub month: NaiveDate,
    /// Episodes that count.
    pub ended: u32,
    /// Those with both measurements.
    pub paired: u32,
    /// Mean change in points, last minus first; `None` with too few pairs.
    pub mean_change: Option<f64>,
    /// Share reliably better, 0 to 1; `None` with too few pairs.
    pub improved: Option<f64>,
    /// Share reliably worse, 0 to 1; `None` with too few pairs.
    pub deteriorated: Option<f64>,
    /// Share with both measurements, 0 to 1; `None` with too few episodes.
    pub coverage: Option<f64>,
}

/// An episode that counts, with its measurements compared.
struct Counted<'a> {
    course: &'a Course,
    ended_on: NaiveDate,
    pair: Pair,
    change: Option<Change>,
    carried: Option<Change>,
}

/// Works out the outcome of one period.
///
/// # Errors
/// An episode that occurs twice, and a score that is not a finite number.
pub fn outcome(courses: &[Course], question: &Question) -> Result<Outcome, RegistryError> {
    let counted = counted(courses, question)?;
    let mut categories = Categories::default();
    for change in counted.iter().filter_map(|one| one.change) {
        categories.add(change.category);
    }
    Ok(Outcome {
        flow: flow(courses, question, &counted),
        not_yet_observable: count(courses.iter().filter(|course| {
            ended_in_period(course, question).is_some() && !course.is_settled(question.data_date, question.settle_days)
        })),
        coverage: coverage(&counted)?,
        categories,
        rates: rates(&counted, &question.rule)?,
    })
}

/// The same episodes month by month, for a chart over time: every calendar month that the period
/// touches, up to the data date. Below `least` (pairs; episodes for coverage) a value is missing.
///
/// # Errors
/// As for [`outcome`].
pub fn by_month(courses: &[Course], question: &Question, least: u32) -> Result<Vec<Month>, RegistryError> {
    let counted = counted(courses, question)?;
    let mut ended: BTreeMap<(i32, u32), Vec<&Counted<'_>>> = BTreeMap::new();
    for one in &counted {
        ended.entry((one.ended_on.year(), one.ended_on.month())).or_default().push(one);
    }
    let until = question.period.last().min(question.data_date);
    let first = question.period.first().with_day(1);
    let months = std::iter::successors(first, |month| month.checked_add_months(chrono::Months::new(1)));
    Ok(months
        .take_while(|month| *month <= until)
        .map(|month| {
            let here = ended.get(&(month.year(), month.month())).map_or(&[][..], Vec::as_slice);
            month_of(month, here, least)
        })
        .collect())
}

/// One episode of a series by the day of ending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended {
    /// The ending.
    pub on: NaiveDate,
    /// From the first measurement to the second; `None` where one is missing.
    pub change: Option<Change>,
}

/// The episodes that count, one by one, in the order in which they ended; those of one day by their id.
///
/// # Errors
/// As for [`outcome`].
pub fn in_order_of_end(courses: &[Course], question: &Question) -> Result<Vec<Ended>, RegistryError> {
    let mut counted = counted(courses, question)?;
    counted.sort_by(|one, other| (one.ended_on, &one.course.id).cmp(&(other.ended_on, &other.course.id)));
    Ok(counted.into_iter().map(|one| Ended { on: one.ended_on, change: one.change }).collect())
}

fn month_of(month: NaiveDate, episodes: &[&Counted<'_>], least: u32) -> Month {
    let changes: Vec<Change> = episodes.iter().filter_map(|one| one.change).collect();
    let (ended, paired) = (count(episodes), count(&changes));
    let mean = |of: &dyn Fn(&Change) -> f64| {
        (paired > 0 && paired >= least).then(|| changes.iter().map(of).sum::<f64>() / f64::from(paired))
    };
    let share = |of: fn(Category) -> bool| mean(&|change| f64::from(u8::from(of(change.category))));
    Month {
        month,
        ended,
        paired,
        mean_change: mean(&|change| change.points),
        improved: share(Category::is_reliable_improvement),
        deteriorated: share(Category::is_reliable_deterioration),
        coverage: (ended > 0 && ended >= least).then(|| f64::from(paired) / f64::from(ended)),
    }
}

/// The day of ending of an episode that was started, ended in the period, and ended by the data date.
fn ended_in_period(course: &Course, question: &Question) -> Option<NaiveDate> {
    let ended = course.ended_on?;
    (is_started(course, question) && question.period.contains(ended) && ended <= question.data_date).then_some(ended)
}

fn is_started(course: &Course, question: &Question) -> bool {
    let by = question.period.last().min(question.data_date);
    course.started_on.is_some_and(|started| started <= by) && course.sessions_held >= question.minimum_sessions
}

fn counted<'a>(courses: &'a [Course], question: &Question) -> Result<Vec<Counted<'a>>, RegistryError> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = courses.iter().find(|course| !seen.insert(course.id.as_str())) {
        return Err(RegistryError::Twice { id: twice.id.clone() });
    }
    courses
        .iter()
        .filter(|course| course.is_settled(question.data_date, question.settle_days))
        .filter_map(|course| Some((course, ended_in_period(course, question)?)))
        .map(|(course, ended_on)| {
            let pair = course.pair(question.from, question.to, question.data_date);
            let compare = |last: Option<f64>| {
                pair.from
                    .zip(last)
                    .map(|(first, last)| question.rule.classify(first, last))
                    .transpose()
                    .map_err(|source| RegistryError::Change { id: course.id.clone(), source })
            };
            let change = compare(pair.to)?;
            let carried = compare(pair.to.or(pair.carried))?;
            Ok(Counted { course, ended_on, pair, change, carried })
        })
        .collect()
}

fn flow(courses: &[Course], question: &Question, counted: &[Counted]) -> Vec<Flow> {
    let by = question.period.last().min(question.data_date);
    let referred: Vec<&Course> = courses
        .iter()
        .filter(|course| course.referred_on <= by || ended_in_period(course, question).is_some())
        .filter(|course| course.ended_on.is_none_or(|ended| ended >= question.period.first()))
        .collect();
    let steps = [
        (Step::Referred, count(&referred)),
        (Step::Started, count(referred.iter().filter(|course| is_started(course, question)))),
        (Step::Ended, count(counted)),
        (Step::Measured, count(counted.iter().filter(|one| one.pair.measured))),
        (Step::Paired, count(counted.iter().filter(|one| one.change.is_some()))),
    ];
    steps.into_iter().map(|(step, n)| Flow { step, n }).collect()
}

fn coverage(counted: &[Counted]) -> Result<Coverage, RegistryError> {
    let share = |of: &dyn Fn(&Counted) -> bool| {
        Fraction::of_rows(counted.iter().map(|one| Row {
            id: &one.course.id,
            in_denominator: Some(of(one)),
            in_numerator: Some(of(one) && one.change.is_some()),
        }))
    };
    let kinds: BTreeSet<Option<EndKind>> = counted.iter().map(|one| one.course.end_kind).collect();
    let by_end = kinds
        .into_iter()
        .map(|end_kind| Ok(EndCoverage { end_kind, share: share(&|one| one.course.end_kind == end_kind)? }))
        .collect::<Result<_, RegistryError>>()?;
    Ok(Coverage { share: share(&|_| true)?, by_end })
}

fn rates(counted: &[Counted], rule: &ChangeRule) -> Result<Rates, RegistryError> {
    Ok(Rates {
        improvement: rate(counted, |_| Some(true), Category::is_reliable_improvement)?,
        deterioration: rate(counted, |_| Some(true), Category::is_reliable_deterioration)?,
        recovery: rule
            .cutoff()
            .map(|_| {
                let is_case = |one: &Counted| one.pair.from.and_then(|first| rule.is_case(first));
                rate(counted, is_case, |category| category == Category::Recovered)
            })
            .transpose()?,
    })
}

/// Counts one rate. `belongs` says whether an episode is in the denominator; `None` is an episode
/// whose first measurement is missing, so that it may or may not be.
fn rate(
    counted: &[Counted],
    belongs: impl Fn(&Counted) -> Option<bool>,
    success: impl Fn(Category) -> bool,
) -> Result<Rate, RegistryError> {
    let share = |result: &dyn Fn(&Counted) -> Option<Change>| {
        Fraction::of_rows(counted.iter().map(|one| {
            let change = result(one);
            let inside = change.is_some() && belongs(one) == Some(true);
            Row {
                id: &one.course.id,
                in_denominator: Some(inside),
                in_numerator: change.map(|change| success(change.category)),
            }
        }))
    };
    // An episode of unknown denominator widens both bounds: counted in, it may fail, which is lower
    // than leaving it out, or succeed, which is higher.
    let bound = |unknown_succeeds: bool| {
        Fraction::of_rows(counted.iter().map(|one| Row {
            id: &one.course.id,
            in_denominator: Some(belongs(one).unwrap_or(true)),
            in_numerator: Some(match one.change {
                Some(change) => success(change.category),
                None => belongs(one).unwrap_or(true) && unknown_succeeds,
            }),
        }))
    };
    Rate::new(share(&|one| one.change)?, share(&|one| one.carried)?, bound(false)?, bound(true)?)
}

fn count<T>(items: impl IntoIterator<Item = T>) -> u32 {
    u32::try_from(items.into_iter().count()).unwrap_or(u32::MAX)
}
