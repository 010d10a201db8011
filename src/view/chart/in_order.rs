//! One person's finished courses in the order in which they ended, each with its change, around their median.
//! A signal is said in words and marked on the points of the run.

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::run::long_runs;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Better, Draw, Drawn, Runs};
use crate::view::format;
use crate::view::text::{Text, TextError};

const LEFT: f64 = 44.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 30.0;
const PLOT: f64 = 190.0;
const FOOT: f64 = 44.0;

/// One finished course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The year in which it ended.
    pub year: i32,
    /// The quarter of that year, 1 to 4. A day could say whose course it was.
    pub quarter: u32,
    /// The change in points, last minus first; `None` when a measurement is missing.
    pub value: Option<f64>,
    /// Which category of change (the text is `category-<name>`); empty without a change.
    pub category: String,
}

/// Finished courses in the order in which they ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InOrder {
    /// Unique on the page.
    pub id: String,
    /// In the order in which they ended, also those without a change.
    pub courses: Vec<Course>,
    /// Which way is better.
    pub better: Better,
    /// Points of change that measurement error alone would seldom give.
    pub reliable: f64,
    /// The centre line; `None` when there are too few for one, and then nothing is drawn.
    pub median: Option<f64>,
    /// The runs rules' figures; `None` when there are too few, or all lie on the median.
    pub runs: Option<Runs>,
    /// Fewest courses with a change for a median and the rules.
    pub minimum: u32,
}

impl InOrder {
    fn known(&self) -> u32 {
        u32::try_from(self.courses.iter().filter(|course| course.value.is_some()).count()).unwrap_or(u32::MAX)
    }

    fn sentence(&self, text: &Text) -> Result<String, TextError> {
        let n = self.known();
        let Some(median) = self.median else {
            return text.message("chart-order-few", &[("n", n.into()), ("minimum", self.minimum.into())]);
        };
        let median = signed(median, text);
        let mut said = vec![text.message("chart-order-median", &[("n", n.into()), ("median", median.into())])?];
        let Some(runs) = self.runs else {
            said.push(text.message("chart-order-flat", &[])?);
            return Ok(said.join(" "));
        };
        if runs.shift() {
            let args = [("n", runs.longest.into()), ("limit", runs.longest_limit.into())];
            said.push(text.message("chart-order-shift", &args)?);
        }
        if runs.clustered() {
            let args = [("n", runs.crossings.into()), ("limit", runs.crossings_limit.into())];
            said.push(text.message("chart-order-clustered", &args)?);
        }
        if !runs.shift() && !runs.clustered() {
            said.push(text.message("chart-order-quiet", &[])?);
        }
        Ok(said.join(" "))
    }

    /// Which courses belong to a run that is longer than chance allows.
    fn signalled(&self) -> Vec<bool> {
        let values: Vec<Option<f64>> = self.courses.iter().map(|course| course.value).collect();
        long_runs(&values, self.median, self.runs)
    }
}

/// A change with its sign: plus and minus say which way without colour.
fn signed(value: f64, text: &Text) -> String {
    let number = format::number(value.abs(), text.language());
    if value > 0.0 {
        format!("+{number}")
    } else if value < 0.0 {
        format!("\u{2212}{number}")
    } else {
        number
    }
}

impl Draw for InOrder {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let summary = self.sentence(text)?;
        let marked = self.signalled();
        let mut head = Vec::with_capacity(5);
        for id in ["chart-order-number", "chart-order-quarter", "chart-order-change", "chart-category", "chart-note"] {
            head.push(text.message(id, &[])?);
        }
        let mut rows = Vec::new();
        // Below the least number there is no table either: single courses are talked about, not listed.
        let listed = if self.median.is_some() { self.courses.as_slice() } else { &[] };
        for ((number, course), marked) in (1_u32..).zip(listed).zip(&marked) {
            let quarter = [("quarter", course.quarter.into()), ("year", course.year.to_string().into())];
            let change = match course.value {
                Some(value) => signed(value, text),
                None => text.message("chart-order-unknown", &[])?,
            };
            let category =
                if course.category.is_empty() { "–".to_owned() } else { text.word("category", &course.category)? };
            let note = if *marked { text.message("chart-order-part", &[])? } else { String::new() };
            rows.push(vec![number.to_string(), text.message("chart-order-ended", &quarter)?, change, category, note]);
        }
        let svg = match self.median {
            Some(median) => self.picture(median, &marked, &summary, text)?,
            None => String::new(),
        };
        Ok(Drawn { id: self.id.clone(), svg, lines: vec![summary.clone()], summary, head, rows })
    }
}

impl InOrder {
    /// Lowest and highest value of the axis: no change and the band of measurement error are always on it.
    fn ends(&self) -> (f64, f64) {
        let values = || self.courses.iter().filter_map(|course| course.value);
        let low = values().fold(-self.reliable, f64::min).floor();
        let high = values().fold(self.reliable, f64::max).ceil();
        (low, high)
    }

    fn picture(&self, median: f64, marked: &[bool], summary: &str, text: &Text) -> Result<String, TextError> {
        let (low, high) = self.ends();
        let y = Axis::new(low, high, TOP + PLOT, TOP);
        let count = u32::try_from(self.courses.len()).unwrap_or(u32::MAX).max(1);
        let step = (RIGHT - LEFT) / f64::from(count);
        let x = |place: u32| LEFT + step * (f64::from(place) + 0.5);
        let mut svg = Svg::new();
        let (upper, lower) = (y.place(self.reliable), y.place(-self.reliable));
        svg.rect("band", (LEFT, upper), (RIGHT - LEFT, lower - upper));
        svg.line("axis", (LEFT, y.place(0.0)), (RIGHT, y.place(0.0)));
        svg.line("median", (LEFT, y.place(median)), (RIGHT, y.place(median)));
        for value in [low, -self.reliable, 0.0, self.reliable, high] {
            // The median's own number has the place when the two would touch.
            let free = (y.place(median) - y.place(value)).abs() > 16.0;
            let doubled = (value - low).abs() > 1e-9 && (y.place(value) - y.place(low)).abs() < 14.0
                || (value - high).abs() > 1e-9 && (y.place(value) - y.place(high)).abs() < 14.0;
            if free && !doubled {
                svg.text("tick", (LEFT - 6.0, y.place(value) + 4.0), Anchor::End, &signed(value, text));
            }
        }
        svg.text("tick strong", (LEFT - 6.0, y.place(median) + 4.0), Anchor::End, &signed(median, text));
        let better = match self.better {
            Better::Lower => "chart-lower-better",
            Better::Higher => "chart-higher-better",
        };
        svg.text("note", (LEFT, TOP - 14.0), Anchor::Start, &text.message(better, &[])?);
        // Many courses have less room each; a smaller dot would not be seen.
        let radius = (step * 0.45).clamp(2.75, 4.0);
        for ((place, course), marked) in (0_u32..).zip(&self.courses).zip(marked) {
            match course.value {
                Some(value) => {
                    let at = (x(place), y.place(value));
                    if *marked {
                        svg.circle("ring", at, radius + 4.0);
                    }
                    svg.circle("dot", at, radius);
                }
                None => svg.cross("missing", (x(place), TOP + PLOT + 8.0), radius),
            }
        }
        let every = count.div_ceil(8).max(1);
        for place in (0..count).filter(|place| place % every == 0) {
            let number = (place + 1).to_string();
            svg.text("tick", (x(place), TOP + PLOT + 32.0), Anchor::Middle, &number);
        }
        let title = text.message("chart-order-title", &[])?;
        Ok(svg.finish(&self.id, TOP + PLOT + FOOT, &title, summary))
    }
}
