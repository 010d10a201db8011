//! An edition as a table: one figure a row, the same in every file that is made of it.

use serde::Serialize;

use super::release::{Bracket, Figures, Share};
use super::{Edition, MetricKey};
use crate::codes;
use crate::domain::registry::Fraction;
use crate::domain::variation::interval::wilson;

/// The level of the intervals.
pub const LEVEL: f64 = 0.95;

codes! {
    /// What a row is about.
    pub enum Figure {
        /// Referred by the end of the period, and not over before it.
        Referred = "referred",
        /// Treatment begun by then.
        Started = "started",
        /// Ended in the period.
        Ended = "ended",
        /// Ended, with at least one measurement.
        Measured = "measured",
        /// Ended, with both measurements.
        BothMeasurements = "both-measurements",
        /// The least share of those who ended that has both.
        CoverageAtLeast = "coverage-at-least",
        /// Reliably better, of those with both.
        Better = "better",
        /// Reliably worse.
        Worse = "worse",
        /// Neither.
        Neither = "neither",
    }
}

codes! {
    /// How exactly a row says it.
    pub enum State {
        /// The count.
        Exact = "exact",
        /// One of five counts, from `count` to `most`.
        Step = "step",
        /// The share is at least this: of the most that `of` can be.
        AtLeast = "at-least",
        /// Hidden: small, or what would give away something small.
        Hidden = "hidden",
    }
}

/// The columns, in their order.
pub const COLUMNS: [&str; 20] = [
    "unit",
    "period",
    "first_day",
    "last_day",
    "data_date",
    "instrument",
    "instrument_version",
    "scale",
    "norms",
    "figure",
    "state",
    "count",
    "most",
    "of",
    "share",
    "share_low95",
    "share_high95",
    "share_if_none",
    "share_if_all",
    "rules",
];

/// One figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// Of which metric; `None` for a step that is the same for all.
    pub metric: Option<&'a MetricKey>,
    /// What it is about.
    pub figure: Figure,
    /// How exactly.
    pub state: State,
    /// The count, or the least it can be.
    pub count: Option<u32>,
    /// The most it can be.
    pub most: Option<u32>,
    /// Of how many.
    pub of: Option<u32>,
    /// The share, 0 to 1.
    pub share: Option<f64>,
    /// Wilson's interval of the share at [`LEVEL`].
    pub interval: Option<(f64, f64)>,
    /// The share if nobody of those without both measurements, and if all of them.
    pub bounds: Option<(f64, f64)>,
}

impl<'a> Row<'a> {
    fn new(metric: Option<&'a MetricKey>, figure: Figure, count: Option<u32>) -> Self {
        let state = if count.is_some() { State::Exact } else { State::Hidden };
        Self { metric, figure, state, count, most: count, of: None, share: None, interval: None, bounds: None }
    }

    fn step(metric: Option<&'a MetricKey>, figure: Figure, step: Bracket) -> Self {
        let row = Self::new(metric, figure, Some(step.least()));
        Self { state: State::Step, most: Some(step.most()), ..row }
    }

    fn of(mut self, share: Option<Fraction>) -> Self {
        let Some(share) = share else { return self };
        self.of = Some(share.denominator());
        self.share = share.value();
        self
    }

    fn at_least(self, share: Option<Fraction>) -> Self {
        if share.is_some() { Self { state: State::AtLeast, ..self.of(share) } } else { self }
    }

    fn with(self, share: Option<Share>) -> Self {
        let Some(share) = share else { return self };
        let known = share.completers;
        let interval = wilson(known.numerator(), known.denominator(), LEVEL).map(|one| (one.lower, one.upper));
        let bounds = share.lowest.value().zip(share.highest.value());
        Self { interval, bounds, ..self.of(Some(known)) }
    }
}

/// The rows of an edition: three steps that all metrics share, then six rows for each metric.
#[must_use]
pub fn rows(edition: &Edition) -> Vec<Row<'_>> {
    let release = &edition.release;
    let mut rows = vec![
        Row::step(None, Figure::Referred, release.referred()),
        Row::step(None, Figure::Started, release.started()),
        Row::step(None, Figure::Ended, release.ended()),
    ];
    for (key, figures) in edition.metrics.iter().zip(release.figures()) {
        let metric = Some(key);
        let count = |figure, of: fn(&Figures) -> Option<u32>| Row::new(metric, figure, of(figures));
        let coverage = release.coverage(figures);
        rows.extend([
            Row::step(metric, Figure::Measured, figures.measured()),
            count(Figure::BothMeasurements, Figures::pairs),
            Row::new(metric, Figure::CoverageAtLeast, coverage.map(Fraction::numerator)).at_least(coverage),
            count(Figure::Better, Figures::improved).with(release.improvement(figures)),
            count(Figure::Worse, Figures::deteriorated).with(release.deterioration(figures)),
            count(Figure::Neither, Figures::neither),
        ]);
    }
    rows
}

/// A cell of a table. Serializes to what is in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Nothing: it does not apply, or is hidden.
    Empty,
    /// Words or a code.
    Text(String),
    /// A number of people, or of a version.
    Whole(u32),
    /// A share, 0 to 1.
    Share(f64),
}

/// The cells of a row, in the order of [`COLUMNS`].
#[must_use]
pub fn cells(edition: &Edition, unit: &str, row: &Row<'_>) -> [Cell; 20] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let of_metric = |field: fn(&MetricKey) -> &str| row.metric.map_or(Cell::Empty, |key| text(field(key)));
    let whole = |count: Option<u32>| count.map_or(Cell::Empty, Cell::Whole);
    let share = |share: Option<f64>| share.map_or(Cell::Empty, Cell::Share);
    [
        text(unit),
        Cell::Text(edition.period.to_string()),
        Cell::Text(edition.period.first().to_string()),
        Cell::Text(edition.period.last().to_string()),
        Cell::Text(edition.data_date.to_string()),
        of_metric(|key| &key.instrument),
        whole(row.metric.map(|key| key.version)),
        of_metric(|key| &key.scale),
        of_metric(|key| &key.norms),
        text(row.figure.code()),
        text(row.state.code()),
        whole(row.count),
        whole(row.most),
        whole(row.of),
        share(row.share),
        share(row.interval.map(|(low, _)| low)),
        share(row.interval.map(|(_, high)| high)),
        share(row.bounds.map(|(low, _)| low)),
        share(row.bounds.map(|(_, high)| high)),
        of_metric(|key| &key.rules),
    ]
}
