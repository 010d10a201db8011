//! Charts drawn on the server as SVG, from plain values.
//!
//! A page's context holds the values; the template draws them in its own language. Every chart
//! comes with a title, a one-sentence summary and its numbers as a table, and is legible without
//! colour: kinds differ by line style, marker, pattern or label. No chart uses inline style,
//! because the pages' content policy allows none: classes and presentation attributes only.

mod axis;
mod categories;
mod coverage;
mod flow;
pub mod funnel;
pub mod groups;
pub mod in_order;
pub mod line;
mod multiples;
pub mod periods;
mod rates;
mod run;
pub mod spread;
pub(in crate::view) mod svg;
#[cfg(test)]
mod tests;
mod trajectory;
pub mod until;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::view::text::{Text, TextError};

/// Which way a scale is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// Lower scores mean fewer problems.
    #[default]
    Lower,
    /// Higher scores are better.
    Higher,
}

/// One measurement of one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The day of the measurement.
    pub on: NaiveDate,
    /// Which session it belongs to, from 1.
    pub session: Option<u32>,
    /// The score; `None` when it could not be scored or nothing was answered.
    pub value: Option<f64>,
    /// Some items were missing and the instrument's rule filled them in.
    pub prorated: bool,
    /// The band in words, or why there is no score; may be empty.
    pub note: String,
}

/// Where the scores of people who began alike have lain, on the day of one of this person's measurements.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct UsualAt {
    /// The day.
    pub on: NaiveDate,
    /// The lower edge of the band: the 10th percentile.
    pub low: f64,
    /// The middle: the 50th.
    pub middle: f64,
    /// The upper edge: the 90th.
    pub high: f64,
}

/// One scale of one person over time, with cut-off, the band of reliable change and what is usual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// Unique on the page; letters, digits and hyphens.
    pub id: String,
    /// The measure's short name, such as `PHQ-9`.
    pub measure: String,
    /// What it measures in the page's language.
    pub topic: String,
    /// Lowest possible score.
    pub lowest: f64,
    /// Highest possible score.
    pub highest: f64,
    /// Which way is better.
    pub better: Better,
    /// The cut-off between the population in care and others.
    pub cutoff: Option<f64>,
    /// Points of change that measurement error alone would seldom give.
    pub reliable: Option<f64>,
    /// How far to either side of a score the true one lies, at 95 %, from measurement error alone; drawn at
    /// the last score.
    pub margin: Option<f64>,
    /// What is usual from where this person began; empty where no model says.
    pub usual: Vec<UsualAt>,
    /// Measurements in time order.
    pub points: Vec<Point>,
}

/// Several scales of one person under each other on one time axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Multiples {
    /// Unique on the page.
    pub id: String,
    /// From the top down; each keeps its own vertical axis.
    pub panels: Vec<Trajectory>,
}

/// What a run chart's vertical axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantity {
    /// A share from 0 to 1, written as a percentage.
    #[default]
    Share,
    /// Points on a scale.
    Points,
}

/// One month of a run chart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Any day of the month.
    pub month: NaiveDate,
    /// The month's value; `None` when too few or missing: the place is left open.
    pub value: Option<f64>,
    /// How many the value rests on.
    pub n: u32,
}

/// Something that began or ended, marked on the time axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When.
    pub on: NaiveDate,
    /// Its letter: what it is stands under the chart.
    pub letter: String,
    /// It ended then.
    pub ends: bool,
}

/// The runs rules' figures for a series (Anhoej & Olesen 2014).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Runs {
    /// Points that are neither missing nor on the median.
    pub useful: u32,
    /// The longest run on one side of the median.
    pub longest: u32,
    /// The longest run that chance allows.
    pub longest_limit: u32,
    /// How often the line crosses the median.
    pub crossings: u32,
    /// The fewest crossings that chance allows.
    pub crossings_limit: u32,
}

impl Runs {
    /// The longest run is longer than chance allows.
    pub const fn shift(&self) -> bool {
        self.longest > self.longest_limit
    }

    /// The line crosses the median more seldom than chance allows.
    pub const fn clustered(&self) -> bool {
        self.crossings < self.crossings_limit
    }
}

/// Control limits around a series, and which points they or their rules mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Whose: `p-prime`, `i-prime` or `nhs` (the text is `limits-<rule>`).
    pub rule: String,
    /// The mean they lie around; drawn where there is no median.
    pub centre: Option<f64>,
    /// The lower and upper limit at each month; `None` where nothing is drawn.
    pub at: Vec<Option<(f64, f64)>>,
    /// Why each month is marked (the text is `special-<name>`); `None` where it is not.
    pub marked: Vec<Option<String>>,
}

/// Months around their median.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunChart {
    /// Unique on the page.
    pub id: String,
    /// What is followed: the name of a measure, as `run-<measure>` in the locales, or as it stands.
    pub measure: String,
    /// What the axis counts.
    pub quantity: Quantity,
    /// Every month of the period in order, also the empty ones.
    pub months: Vec<Month>,
    /// The centre line; `None` when there are too few months for one.
    pub median: Option<f64>,
    /// The runs rules' figures; `None` when there are too few months.
    pub runs: Option<Runs>,
    /// Control limits: where the runs are quiet, or by another rule set; `None` when there are none.
    pub limits: Option<Limits>,
    /// How often this rule speaks when nothing has changed, from 0 to 1, for this many months.
    pub false_signal: Option<f64>,
    /// Fewest courses a month's value may rest on.
    pub minimum: u32,
    /// Improvement work and other events.
    pub events: Vec<Event>,
}

/// One share with everything that must stand beside it. All shares run from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// Which share: `improvement`, `deterioration`, `recovery` (the text is `rate-<name>`).
    pub name: String,
    /// What it is called, where it is none of these.
    #[serde(default)]
    pub title: Option<String>,
    /// How many succeeded among those with both measurements.
    pub numerator: u32,
    /// How many had both measurements.
    pub denominator: u32,
    /// Everybody the share is about, also those without both measurements.
    pub everybody: u32,
    /// The share among those with both measurements; `None` when too few.
    pub completers: Option<f64>,
    /// The 95 % Wilson interval of `completers`.
    pub interval: Option<(f64, f64)>,
    /// The share when the last known score is carried forward.
    pub carried_forward: Option<f64>,
    /// The share of everybody with what is missing filled in by what is known, and its 95 % interval; `None` when
    /// too little is known for that.
    pub filled: Option<(f64, (f64, f64))>,
    /// The lowest possible share, whatever the missing would have answered.
    pub lowest: Option<f64>,
    /// The highest possible share.
    pub highest: Option<f64>,
}

/// Shares on one axis from 0 to 100 %.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Unique on the page.
    pub id: String,
    /// Improvement and deterioration together, then the others.
    pub rates: Vec<Rate>,
    /// Fewest courses a share is shown for.
    pub minimum: u32,
}

/// One step of the way through care.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Which step: `referred`, `started`, `ended`, `measured`, `pair` (the text is `flow-<name>`).
    pub name: String,
    /// How many reached it.
    pub n: u32,
}

/// From referral to two measurements, with n at every step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Unique on the page.
    pub id: String,
    /// In order; each is part of the one before.
    pub steps: Vec<Step>,
}

/// How many of those who should have two measurements do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Unique on the page.
    pub id: String,
    /// With both measurements.
    pub n: u32,
    /// All who ended.
    pub of: u32,
    /// The share, from 0 to 1; `None` when too few.
    pub value: Option<f64>,
    /// Its 95 % Wilson interval.
    pub interval: Option<(f64, f64)>,
}

impl Coverage {
    /// Below this share the outcome figures are not interpreted.
    pub const INTERPRETABLE: f64 = 0.60;
    /// The share to aim for.
    pub const GOOD: f64 = 0.80;
}

/// How many ended in each category of change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// `recovered`, `improved`, `unchanged`, `deteriorated` or `harmed` (the text is `category-<name>`).
    pub name: String,
    /// How many.
    pub n: u32,
}

/// The categories of change as one bar of the whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Categories {
    /// Unique on the page.
    pub id: String,
    /// In the order from recovered to harmed.
    pub categories: Vec<Category>,
    /// Fewest courses the bar is drawn for.
    pub minimum: u32,
}

/// A drawn chart: what the template lays out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drawn {
    /// The chart's id on the page.
    pub id: String,
    /// The picture; empty when there is nothing to draw.
    pub svg: String,
    /// What it shows, in sentences that can be read aloud.
    pub summary: String,
    /// The same, a sentence or two for each thing shown.
    pub lines: Vec<String>,
    /// The table's column heads.
    pub head: Vec<String>,
    /// The table's rows, already in the page's number form.
    pub rows: Vec<Vec<String>>,
}

/// A chart that can be drawn in a language.
pub trait Draw {
    /// Draws the chart.
    ///
    /// # Errors
    /// When a text is missing in the language.
    fn draw(&self, text: &Text) -> Result<Drawn, TextError>;
}
