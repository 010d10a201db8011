//! One row of the registry: an episode of care with its scores on one metric.

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::RegistryError;
use super::comparison::Background;
use crate::domain::care::EndKind;

/// One score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// The day it was answered.
    pub on: Option<NaiveDate>,
    /// The number of the occasion it belongs to, as the protocol counts them.
    pub occasion: Option<u32>,
    /// The score, in the metric's points.
    pub value: f64,
    /// Treatment sessions held before it was answered, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions: Option<u16>,
    /// The how many-th treatment session after it was the first in which answers were noted as spoken about, from 1;
    /// `None` where there was none, or it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discussed: Option<u16>,
}

/// One episode with its scores on one metric. A score that could not be scored is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The episode; only compared and quoted in errors.
    pub id: String,
    /// When the patient was referred.
    pub referred_on: NaiveDate,
    /// The first treatment session.
    pub started_on: Option<NaiveDate>,
    /// The ending.
    pub ended_on: Option<NaiveDate>,
    /// How it ended.
    pub end_kind: Option<EndKind>,
    /// Treatment sessions held.
    pub sessions_held: u32,
    /// Who the patient is, as far as it says whether all are heard.
    #[serde(default)]
    pub background: Background,
    /// The scores.
    pub scores: Vec<Observation>,
}

/// One row of the registry for one question: what its figures need of an episode, and no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// When the patient was referred.
    pub referred_on: NaiveDate,
    /// The first treatment session.
    pub started_on: Option<NaiveDate>,
    /// The ending.
    pub ended_on: Option<NaiveDate>,
    /// How it ended.
    pub end_kind: Option<EndKind>,
    /// Treatment sessions held.
    pub sessions_held: u32,
    /// Who the patient is, as far as it says whether all are heard.
    pub background: Background,
    /// The measurements at the two points.
    pub pair: Pair,
}

impl Entry {
    /// Whether the episode has been over for `settle_days` on `data_date`, so that its last answer
    /// has had time to arrive.
    #[must_use]
    pub fn is_settled(&self, data_date: NaiveDate, settle_days: u32) -> bool {
        self.ended_on
            .and_then(|ended| ended.checked_add_days(Days::new(u64::from(settle_days))))
            .is_some_and(|settled| settled <= data_date)
    }
}

/// A moment in an episode at which a measurement is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    /// The earliest measurement.
    First,
    /// The latest measurement.
    Last,
    /// The measurement of this occasion, as the protocol counts them.
    Occasion(u32),
}

/// The day by which an episode belongs to a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// The ending.
    Ended,
    /// The first treatment session.
    Started,
}

/// Whole days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PeriodForm", into = "PeriodForm")]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

#[derive(Serialize, Deserialize)]
struct PeriodForm {
    first: NaiveDate,
    last: NaiveDate,
}

impl TryFrom<PeriodForm> for Period {
    type Error = RegistryError;

    fn try_from(form: PeriodForm) -> Result<Self, RegistryError> {
        Self::new(form.first, form.last)
    }
}

impl From<Period> for PeriodForm {
    fn from(period: Period) -> Self {
        Self { first: period.first, last: period.last }
    }
}

impl Period {
    /// From `first` to `last`, both included.
    ///
    /// # Errors
    /// A last day before the first.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Result<Self, RegistryError> {
        if last < first { Err(RegistryError::Period) } else { Ok(Self { first, last }) }
    }

    /// The four whole calendar quarters before the one that `today` is in.
    #[must_use]
    pub fn last_four_quarters(today: NaiveDate) -> Self {
        let this = quarter_of(today);
        let last = this.pred_opt().unwrap_or(this);
        Self { first: this.checked_sub_months(Months::new(12)).unwrap_or(last), last }
    }

    /// The calendar quarter that a day is in.
    #[must_use]
    pub fn quarter_of(day: NaiveDate) -> Self {
        Self { first: day, last: day }.whole_quarters()
    }

    /// The whole calendar quarters that hold it.
    #[must_use]
    pub fn whole_quarters(self) -> Self {
        Self { first: quarter_of(self.first), last: end_after(quarter_of(self.last), 3) }
    }

    /// The calendar months that begin in it.
    #[must_use]
    pub fn months(self) -> Vec<Self> {
        let first = self.first.with_day(1).filter(|first| self.contains(*first));
        let firsts = std::iter::successors(first, |month| month.checked_add_months(Months::new(1)));
        firsts
            .take_while(|month| self.contains(*month))
            .map(|first| Self { first, last: end_after(first, 1) })
            .collect()
    }

    /// What lies from a day on until the day before it. `None` when it begins on that day or earlier.
    #[must_use]
    pub fn before(self, first: NaiveDate) -> Option<Self> {
        Self::new(first, self.first.pred_opt()?).ok()
    }

    /// The same from an earlier day on.
    #[must_use]
    pub fn since(self, first: NaiveDate) -> Self {
        Self { first: first.min(self.first), last: self.last }
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day.
    #[must_use]
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// Whether the day lies in the period.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// What an episode's measurements say at two points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pair {
    /// At least one measurement by the data date.
    pub measured: bool,
    /// At the first point.
    pub from: Option<f64>,
    /// At the second point; only a later measurement than the one at the first.
    pub to: Option<f64>,
    /// Where the second is missing, the last one before it, which may be the first. `None` where the
    /// second is there, and where there is no first.
    pub carried: Option<f64>,
}

impl Course {
    /// The same without what was answered more than so many days after the ending: that follows up on it, and says
    /// nothing of how things stood at it. All of an episode that runs; and the scores in the places of `assumed`, since
    /// a day that somebody assumed says nothing of before or after.
    #[must_use]
    pub fn without_follow_ups(mut self, days: u32, assumed: &[usize]) -> Self {
        if let Some(until) = self.ended_on.and_then(|ended| ended.checked_add_days(Days::new(u64::from(days)))) {
            let scores = (0..).zip(self.scores);
            let is_kept = |(place, score): &(usize, Observation)| {
                score.on.is_none_or(|on| on <= until) || assumed.contains(place)
            };
            self.scores = scores.filter(is_kept).map(|(_, score)| score).collect();
        }
        self
    }

    /// The row for a question about two points, as known on `data_date`.
    #[must_use]
    pub fn entry(&self, from: Point, to: Point, data_date: NaiveDate) -> Entry {
        Entry {
            referred_on: self.referred_on,
            started_on: self.started_on,
            ended_on: self.ended_on,
            end_kind: self.end_kind,
            sessions_held: self.sessions_held,
            background: self.background,
            pair: self.pair(from, to, data_date),
        }
    }

    /// The measurements at two points, as known on `data_date`.
    #[must_use]
    pub fn pair(&self, from: Point, to: Point, data_date: NaiveDate) -> Pair {
        Pair::of(&self.scores, from, to, data_date)
    }
}

impl Pair {
    /// What the scores of one episode say at two points, as known on `data_date`.
    ///
    /// First and last must be two different measurements: one measurement is no change.
    #[must_use]
    pub fn of(scores: &[Observation], from: Point, to: Point, data_date: NaiveDate) -> Self {
        let scores = in_order(scores, data_date);
        let start = position(&scores, from);
        let end = position(&scores, to).filter(|end| start.is_none_or(|start| *end > start));
        let value = |at: Option<usize>| at.and_then(|at| scores.get(at)).map(|score| score.value);
        // Without a later measurement than the first there is only that one to carry. An answer that
        // belongs to no occasion cannot be placed before one.
        let before = |wanted: u32| {
            (start? + 1..scores.len())
                .rfind(|at| scores.get(*at).and_then(|score| score.occasion).is_some_and(|occasion| occasion < wanted))
        };
        let carried = match (end, to) {
            (Some(_), _) => None,
            (None, Point::Occasion(wanted)) => before(wanted).or(start),
            (None, Point::First | Point::Last) => start,
        };
        Self { measured: !scores.is_empty(), from: value(start), to: value(end), carried: value(carried) }
    }
}

/// The first day of the quarter that a day is in.
/// The last day of so many months from the first day of one.
fn end_after(first: NaiveDate, months: u32) -> NaiveDate {
    first.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt()).unwrap_or(NaiveDate::MAX)
}

fn quarter_of(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), (day.month0() / 3) * 3 + 1, 1).unwrap_or(day)
}

/// The scores in the order of time: by day if every one has a day, else by occasion if every one
/// has that, else as they stand.
pub(in crate::domain) fn in_order(scores: &[Observation], data_date: NaiveDate) -> Vec<&Observation> {
    let known = scores.iter().filter(|score| score.on.is_none_or(|on| on <= data_date));
    let mut scores: Vec<&Observation> = Vec::with_capacity(scores.len());
    scores.extend(known);
    let occasions = scores.iter().all(|score| score.occasion.is_some());
    if scores.iter().all(|score| score.on.is_some()) {
        scores.sort_by_key(|score| (score.on, if occasions { score.occasion } else { None }));
    } else if occasions {
        scores.sort_by_key(|score| score.occasion);
    }
    scores
}

fn position(scores: &[&Observation], point: Point) -> Option<usize> {
    match point {
        Point::First => (!scores.is_empty()).then_some(0),
        Point::Last => scores.len().checked_sub(1),
        Point::Occasion(occasion) => scores.iter().position(|score| score.occasion == Some(occasion)),
    }
}
