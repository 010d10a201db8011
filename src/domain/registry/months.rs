//! The outcome over time: month by month, and episode by episode in the order in which they ended.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::RegistryError;
use super::course::{Course, Entry};
use super::outcome::{Counted, Question, count_one, entries, name};
use crate::domain::change::{Category, Change};

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

impl Month {
    /// A month of which nothing is said.
    #[must_use]
    pub const fn empty(month: NaiveDate) -> Self {
        Self { month, ended: 0, paired: 0, mean_change: None, improved: None, deteriorated: None, coverage: None }
    }
}

/// The same episodes month by month, for a chart over time: every calendar month that the period
/// touches, up to the data date. Below `least` (pairs; episodes for coverage) a value is missing.
///
/// # Errors
/// As for [`super::outcome::outcome`].
pub fn by_month(courses: &[Course], question: &Question, least: u32) -> Result<Vec<Month>, RegistryError> {
    let entries = entries(courses, question)?;
    let counted = counted(&entries, courses, question)?;
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
/// As for [`super::outcome::outcome`].
pub fn in_order_of_end(courses: &[Course], question: &Question) -> Result<Vec<Ended>, RegistryError> {
    let entries = entries(courses, question)?;
    let mut ended = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        if let Some(one) = count_one(entry, question, || name(courses, place))? {
            ended.push((one.ended_on, name(courses, place), one.change));
        }
    }
    ended.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    Ok(ended.into_iter().map(|(on, _, change)| Ended { on, change }).collect())
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

/// The episodes that count.
fn counted<'a>(
    entries: &'a [Entry],
    courses: &[Course],
    question: &Question,
) -> Result<Vec<Counted<'a>>, RegistryError> {
    let each = entries.iter().enumerate();
    each.filter_map(|(place, entry)| count_one(entry, question, || name(courses, place)).transpose()).collect()
}

fn count<T>(items: impl IntoIterator<Item = T>) -> u32 {
    u32::try_from(items.into_iter().count()).unwrap_or(u32::MAX)
}
