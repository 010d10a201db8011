//! From figures to what is drawn, on one axis of months for what is counted and what patients report.

use chrono::{Datelike, Months, NaiveDate};

use crate::app::ledger::{Beside, Taken};
use crate::domain::ledger::{Every, Period, Wanted};
use crate::domain::registry::months::Month;
use crate::domain::registry::suppression::LEAST_INSIDE;
use crate::domain::variation::chart::{self, Kind, Settings};
use crate::domain::variation::runs;
use crate::view::chart::Runs;
use crate::view::chart::periods::{Figure, Line, Periods, Stretch};

/// Below ten points the runs rules have next to no power (Anhoej & Olesen 2014), and a median says little.
const FEWEST: usize = 10;

/// The longest axis, in months: beyond it nothing can be told apart.
const LONGEST: u32 = 60;

/// The months that both charts are drawn on.
#[derive(Clone, Copy)]
pub(super) struct Axis {
    from: NaiveDate,
    months: u32,
}

/// How many months lie from one to the other.
fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    u32::try_from(month(to) - month(from)).unwrap_or(0)
}

impl Axis {
    /// From the first of either to the last complete month, at most [`LONGEST`] and at least twelve.
    pub(super) fn new(taken: Option<&Taken>, beside: Option<&Beside>, today: NaiveDate) -> Self {
        let until = Period::of(Every::Month, today).first();
        let counted = taken.and_then(|taken| taken.figures().first().map(|figure| figure.period.first()));
        let reported = beside.and_then(|beside| beside.findings.months.first().map(|month| month.month));
        let earliest = until.checked_sub_months(Months::new(LONGEST)).unwrap_or(until);
        let latest = until.checked_sub_months(Months::new(12)).unwrap_or(until);
        let from = [counted, reported].into_iter().flatten().min().unwrap_or(latest).clamp(earliest, latest);
        Self { from, months: months_between(from, until).max(1) }
    }

    fn holds(self, first: NaiveDate, months: u32) -> bool {
        let until = self.from.checked_add_months(Months::new(self.months)).unwrap_or(self.from);
        let last = first.checked_add_months(Months::new(months)).unwrap_or(first);
        first >= self.from && last <= until
    }

    fn chart(self, id: &str, about: &str, percent: bool, lines: Vec<Line>) -> Periods {
        Periods {
            id: id.to_owned(),
            about: about.to_owned(),
            percent,
            from: self.from,
            months: self.months,
            lines,
            minimum: LEAST_INSIDE,
        }
    }
}

/// A period as pages show it.
pub(super) fn stretch(period: Period) -> Stretch {
    let every = period.every();
    Stretch { first: period.first(), every: every.code().to_owned(), number: period.number(), months: every.months() }
}

fn line(name: &str, figures: Vec<Figure>, more_is_better: Option<bool>) -> Line {
    let values: Vec<Option<f64>> = figures.iter().map(|figure| figure.value).collect();
    let drawn = chart::draw(&values, &Settings::new(Kind::Run)).ok();
    let phase = drawn.as_ref().and_then(|chart| chart.phases.first());
    // Where nothing falls below a median of nought, the rules would speak of that alone.
    let lowest = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let at_the_end = phase.and_then(|phase| phase.centre).is_some_and(|centre| centre <= lowest);
    let enough = values.iter().flatten().count() >= FEWEST && !at_the_end;
    let found = phase.map(|phase| phase.runs).filter(|_| enough);
    Line {
        name: name.to_owned(),
        figures,
        median: phase.and_then(|phase| phase.centre).filter(|_| enough),
        runs: found.and_then(|found| {
            Some(Runs {
                useful: found.n_useful,
                longest: found.longest_run?,
                longest_limit: found.longest_run_max?,
                crossings: found.n_crossings?,
                crossings_limit: found.n_crossings_min?,
            })
        }),
        false_signal: found.and_then(|found| runs::false_alarm_probability(found.n_useful)),
        more_is_better,
    }
}

/// What is counted. Periods without a figure between the first and the last are drawn as gaps.
pub(super) fn counted(taken: &Taken, name: &str, axis: Axis) -> Periods {
    let held = taken.figures();
    let within = |period: &Period| axis.holds(period.first(), period.every().months());
    let first = held.iter().map(|figure| figure.period).find(within);
    let last = held.last().map(|figure| figure.period);
    let mut figures = Vec::new();
    let mut next = first;
    while let Some(period) = next.filter(|period| last.is_some_and(|last| *period <= last) && within(period)) {
        let value = held.iter().find(|figure| figure.period == period).and_then(|figure| figure.value);
        figures.push(Figure { at: stretch(period), value, n: None });
        next = Some(period.next());
    }
    let more = match taken.indicator.better {
        Wanted::Higher => Some(true),
        Wanted::Lower => Some(false),
        Wanted::LowerOrNot | Wanted::Ambiguous => None,
    };
    axis.chart("count", "count", taken.indicator.value.is_percent(), vec![line(name, figures, more)])
}

fn monthly(months: &[Month], axis: Axis, n: fn(&Month) -> u32, of: fn(&Month) -> Option<f64>) -> Vec<Figure> {
    let within = months.iter().filter(|month| axis.holds(month.month, 1));
    within
        .map(|month| Figure { at: stretch(Period::of(Every::Month, month.month)), value: of(month), n: Some(n(month)) })
        .collect()
}

/// What patients report: the share reliably better, never without the share reliably worse.
pub(super) fn benefit(beside: &Beside, axis: Axis) -> Periods {
    let months = &beside.findings.months;
    let better = monthly(months, axis, |month| month.paired, |month| month.improved);
    let worse = monthly(months, axis, |month| month.paired, |month| month.deteriorated);
    let lines = vec![line("improvement", better, Some(true)), line("deterioration", worse, Some(false))];
    axis.chart("benefit", "benefit", true, lines)
}

/// The share with both measurements.
pub(super) fn coverage(beside: &Beside, axis: Axis) -> Periods {
    let figures = monthly(&beside.findings.months, axis, |month| month.ended, |month| month.coverage);
    axis.chart("covered", "coverage", true, vec![line("coverage", figures, None)])
}
