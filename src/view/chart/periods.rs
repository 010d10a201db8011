//! Figures by month, quarter, tertial or year around their median, on a time axis that two charts can share.
//!
//! One line, or two of which neither may be seen without the other: then the second is dashed, with open diamonds.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::run::long_runs;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn, Runs};
use crate::view::format;
use crate::view::text::{Arg, Text, TextError};

const LEFT: f64 = 52.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 26.0;
const PLOT: f64 = 180.0;
const FOOT: f64 = 44.0;

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Its first day.
    pub first: NaiveDate,
    /// `month`, `quarter`, `tertial` or `year`.
    pub every: String,
    /// Its number within its year, from 1.
    pub number: u32,
    /// How many months it lasts.
    pub months: u32,
}

impl Stretch {
    /// What it is called.
    ///
    /// # Errors
    /// When a text is missing in the language.
    pub fn name(&self, text: &Text) -> Result<String, TextError> {
        let year = self.first.year().to_string();
        match self.every.as_str() {
            "month" => {
                let month = text.message(&format!("month-short-{}", self.first.month()), &[])?;
                Ok(format!("{month} {year}"))
            }
            "year" => Ok(year),
            every => text.message(&format!("period-{every}"), &[("n", self.number.into()), ("year", year.into())]),
        }
    }
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// When.
    pub at: Stretch,
    /// The value; `None` when there is none, or it rests on too few.
    pub value: Option<f64>,
    /// How many it rests on, where that is known.
    pub n: Option<u32>,
}

/// One line of figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What it shows: the name of a measure, as `run-<measure>` in the locales, or as it stands.
    pub name: String,
    /// In the order of time. Of two lines, both have the same stretches.
    pub figures: Vec<Figure>,
    /// The centre line; `None` when there are too few figures for one.
    pub median: Option<f64>,
    /// The runs rules' figures; `None` when there are too few figures.
    pub runs: Option<Runs>,
    /// How often this rule speaks when nothing has changed, from 0 to 1.
    pub false_signal: Option<f64>,
    /// Whether more is wanted; `None` when neither is.
    pub more_is_better: Option<bool>,
}

/// Figures around their median on an axis of months.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Periods {
    /// Unique on the page.
    pub id: String,
    /// `count` for what is counted, `benefit` for what patients report, `coverage`: what a change is called.
    pub about: String,
    /// Values are shares, written in per cent.
    pub percent: bool,
    /// The first month of the axis.
    pub from: NaiveDate,
    /// How many months it has.
    pub months: u32,
    /// One line or two.
    pub lines: Vec<Line>,
    /// Fewest courses a value may rest on.
    pub minimum: u32,
}

/// Which way a line has gone, when the runs rules speak of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It lies higher than it did.
    Up,
    /// It lies lower than it did.
    Down,
}

/// A run that is longer than chance allows.
struct LongRun<'a> {
    first: &'a Stretch,
    last: &'a Stretch,
    length: u32,
    above: bool,
    /// Which way the line has gone; `None` when it has come back.
    way: Option<Way>,
}

impl Line {
    fn values(&self) -> Vec<Option<f64>> {
        self.figures.iter().map(|figure| figure.value).collect()
    }

    fn marked(&self) -> Vec<bool> {
        long_runs(&self.values(), self.median, self.runs)
    }

    /// The figures that count, with the side of the median each lies on.
    fn useful(&self) -> Vec<(&Figure, bool, f64)> {
        let Some(median) = self.median else { return Vec::new() };
        let value = |figure: &'_ Figure| figure.value.filter(|value| (value - median).abs() > 1e-9);
        self.figures.iter().filter_map(|one| value(one).map(|value| (one, value > median, value))).collect()
    }

    /// The run that says which way the line has gone. One that reaches to the end says it by the side it lies on. One
    /// at the beginning says it by what came after, when that lies on the other side. Of others, the last: the line
    /// went there and came back, and no way is said.
    fn long_run(&self) -> Option<LongRun<'_>> {
        let limit = usize::try_from(self.runs?.longest_limit).ok()?;
        let (useful, median) = (self.useful(), self.median?);
        let runs: Vec<_> = useful.chunk_by(|one, next| one.1 == next.1).collect();
        let found = |run: &[(&'_ Figure, bool, f64)], way| {
            let (first, last) = (run.first()?, run.last()?);
            let place = |wanted: &Figure| self.figures.iter().find(|one| std::ptr::eq(*one, wanted)).map(|one| &one.at);
            let length = u32::try_from(run.len()).ok()?;
            Some(LongRun { first: place(first.0)?, last: place(last.0)?, length, above: first.1, way })
        };
        let is_long = |run: &&&[(&Figure, bool, f64)]| run.len() > limit;
        if let Some(run) = runs.last().filter(is_long) {
            let above = run.first()?.1;
            return found(run, Some(if above { Way::Up } else { Way::Down }));
        }
        if let Some(run) = runs.first().filter(is_long) {
            let above = run.first()?.1;
            let after: Vec<f64> = useful.iter().skip(run.len()).map(|one| one.2).collect();
            let other = after.iter().filter(|value| (**value > median) != above).count();
            let gone = 3 * other > 2 * after.len();
            return found(run, gone.then_some(if above { Way::Down } else { Way::Up }));
        }
        found(runs.iter().rfind(is_long)?, None)
    }

    /// Which way it has gone. `None` without a run that is longer than chance allows, and when it has come back.
    pub fn way(&self) -> Option<Way> {
        self.long_run()?.way
    }

    fn sentence(&self, chart: &Periods, text: &Text) -> Result<String, TextError> {
        let name: Arg = text.word("run", &self.name)?.into();
        let (Some(median), Some(runs)) = (self.median, self.runs) else {
            return text.message("chart-period-few", &[("name", name)]);
        };
        let median = chart.value(median, text);
        let mut said = vec![text.message("chart-run-median", &[("name", name), ("median", median.into())])?];
        match self.long_run() {
            Some(run) => {
                let side = if run.above { "above" } else { "below" };
                let args = [
                    ("n", run.length.into()),
                    ("limit", runs.longest_limit.into()),
                    ("from", run.first.name(text)?.into()),
                    ("to", run.last.name(text)?.into()),
                ];
                said.push(text.message(&format!("chart-period-{side}"), &args)?);
                if let (Some(way), Some(more)) = (run.way, self.more_is_better) {
                    let verdict = if (way == Way::Up) == more { "better" } else { "worse" };
                    let id = format!("chart-{}-{verdict}", chart.about);
                    if text.knows(&id) {
                        said.push(text.message(&id, &[])?);
                    }
                }
            }
            None if runs.clustered() => {
                let args = [("n", runs.crossings.into()), ("limit", runs.crossings_limit.into())];
                said.push(text.message("chart-run-clustered", &args)?);
            }
            None => said.push(text.message("chart-run-quiet", &[])?),
        }
        Ok(said.join(" "))
    }
}

impl Periods {
    fn value(&self, value: f64, text: &Text) -> String {
        if self.percent { format::percent(value, 0, text.language()) } else { format::number(value, text.language()) }
    }

    /// In the table, with the decimals that were entered.
    fn cell(&self, figure: &Figure, text: &Text) -> String {
        match (figure.value, figure.n) {
            (Some(value), _) if self.percent => format::percent(value, 1, text.language()),
            (Some(value), _) => format::number(value, text.language()),
            (None, Some(n)) if n > 0 => format!("(N<{})", self.minimum),
            (None, _) => "–".to_owned(),
        }
    }

    /// Lowest and highest value of the axis: 0 to 1 for shares, and always with 0, so that no chart exaggerates.
    fn ends(&self) -> (f64, f64) {
        let values = || self.lines.iter().flat_map(|line| &line.figures).filter_map(|figure| figure.value);
        let (low, high) = (values().fold(0.0_f64, f64::min), values().fold(0.0_f64, f64::max));
        if self.percent && low >= 0.0 && high <= 1.0 {
            return (0.0, 1.0);
        }
        let round = |value: f64| round_up(value, if self.percent { 0.1 } else { 1.0 });
        let (low, high) = (-round(-low), round(high));
        if high > low { (low, high) } else { (low, low + 1.0) }
    }

    /// The middle of a stretch on the axis.
    fn place(&self, at: &Stretch) -> f64 {
        let count = f64::from(self.months.max(1));
        let from = i64::from(self.from.year()) * 12 + i64::from(self.from.month0());
        let month = i64::from(at.first.year()) * 12 + i64::from(at.first.month0()) - from;
        let month = i32::try_from(month).map_or(0.0, f64::from) + f64::from(at.months) / 2.0;
        LEFT + (RIGHT - LEFT) / count * month
    }
}

/// The next number up with one digit and at most a half: 1214 becomes 1500, 63 becomes 65.
fn round_up(value: f64, least: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let mut step = least;
    while step * 10.0 <= value {
        step *= 10.0;
    }
    let half = if step > least { step / 2.0 } else { step };
    (value / half).ceil() * half
}

impl Draw for Periods {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let lines: Vec<String> = self.lines.iter().map(|line| line.sentence(self, text)).collect::<Result<_, _>>()?;
        let summary = lines.join(" ");
        let marked: Vec<Vec<bool>> = self.lines.iter().map(Line::marked).collect();
        let counted = self.lines.iter().flat_map(|line| &line.figures).any(|figure| figure.n.is_some());
        let mut head = vec![text.message("chart-period", &[])?];
        for line in &self.lines {
            head.push(if self.lines.len() == 1 {
                text.message("chart-value", &[])?
            } else {
                text.word("run", &line.name)?
            });
        }
        if counted {
            head.push(text.message("chart-n", &[])?);
        }
        head.push(text.message("chart-note", &[])?);
        let Some(first) = self.lines.first() else {
            return Ok(Drawn { id: self.id.clone(), svg: String::new(), summary, lines, head, rows: Vec::new() });
        };
        let mut rows = Vec::with_capacity(first.figures.len());
        for (row, figure) in first.figures.iter().enumerate() {
            let mut cells = vec![figure.at.name(text)?];
            cells.extend(self.lines.iter().filter_map(|line| line.figures.get(row)).map(|one| self.cell(one, text)));
            if counted {
                cells.push(figure.n.map_or_else(|| "–".to_owned(), |n| n.to_string()));
            }
            let part = marked.iter().any(|marked| marked.get(row) == Some(&true));
            cells.push(if part { text.message("chart-run-part", &[])? } else { String::new() });
            rows.push(cells);
        }
        let any = self.lines.iter().flat_map(|line| &line.figures).any(|figure| figure.value.is_some());
        let svg = if any { self.picture(&marked, &summary, text)? } else { String::new() };
        Ok(Drawn { id: self.id.clone(), svg, summary, lines, head, rows })
    }
}

impl Periods {
    fn picture(&self, marked: &[Vec<bool>], summary: &str, text: &Text) -> Result<String, TextError> {
        let (low, high) = self.ends();
        let y = Axis::new(low, high, TOP + PLOT, TOP);
        let mut svg = Svg::new();
        let medians: Vec<f64> = self.lines.iter().filter_map(|line| line.median).collect();
        for value in [low, f64::midpoint(low, high), high] {
            svg.line("grid", (LEFT, y.place(value)), (RIGHT, y.place(value)));
            // A median's own number has the place when the two would touch.
            if medians.iter().all(|median| (y.place(*median) - y.place(value)).abs() > 16.0) {
                svg.text("tick", (LEFT - 6.0, y.place(value) + 4.0), Anchor::End, &self.value(value, text));
            }
        }
        let mut taken: Option<f64> = None;
        for (index, (line, marked)) in self.lines.iter().zip(marked).enumerate() {
            self.line(&mut svg, &y, line, marked, index > 0);
            if let Some(median) = line.median {
                svg.line("median", (LEFT, y.place(median)), (RIGHT, y.place(median)));
                let at = y.place(median) + 4.0;
                if taken.is_none_or(|taken| (taken - at).abs() > 14.0) {
                    svg.text("tick strong", (LEFT - 6.0, at), Anchor::End, &self.value(median, text));
                    taken = Some(at);
                }
            }
        }
        self.months_below(&mut svg, text)?;
        let mut names = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            names.push(text.word("run", &line.name)?);
        }
        let title = text.message("chart-period-title", &[("name", names.join(", ").into())])?;
        Ok(svg.finish(&self.id, TOP + PLOT + FOOT, &title, summary))
    }

    fn line(&self, svg: &mut Svg, y: &Axis, line: &Line, marked: &[bool], second: bool) {
        let mut stretch: Vec<(f64, f64)> = Vec::new();
        let mut last: Option<&Stretch> = None;
        let class = if second { "curve second" } else { "curve" };
        for figure in &line.figures {
            let follows = last.is_none_or(|last| {
                last.first.checked_add_months(chrono::Months::new(last.months)) == Some(figure.at.first)
            });
            // Nothing is drawn across what is missing.
            if !follows || figure.value.is_none() {
                svg.polyline(class, &std::mem::take(&mut stretch));
            }
            if let Some(value) = figure.value {
                stretch.push((self.place(&figure.at), y.place(value)));
            }
            last = Some(&figure.at);
        }
        svg.polyline(class, &stretch);
        for (figure, marked) in line.figures.iter().zip(marked) {
            let Some(value) = figure.value else { continue };
            let at = (self.place(&figure.at), y.place(value));
            // Of two lines the first alone is ringed: rings round both hide them.
            if *marked && !second {
                svg.circle("ring", at, 8.0);
            }
            if second {
                svg.diamond("dot open", at, 4.5);
            } else {
                svg.circle("dot", at, 4.0);
            }
        }
    }

    fn months_below(&self, svg: &mut Svg, text: &Text) -> Result<(), TextError> {
        // At most about seven names fit; the year stands under the first and every January that has room.
        let every = self.months.div_ceil(7).max(1);
        let bottom = TOP + PLOT;
        let mut year_at = f64::MIN;
        for place in 0..self.months {
            let Some(month) = self.from.checked_add_months(chrono::Months::new(place)) else { break };
            let at = Stretch { first: month, every: "month".to_owned(), number: month.month(), months: 1 };
            let x = self.place(&at);
            svg.line("axis", (x, bottom), (x, bottom + 4.0));
            if place % every == 0 {
                let name = text.message(&format!("month-short-{}", month.month()), &[])?;
                svg.text("tick", (x, bottom + 18.0), Anchor::Middle, &name);
            }
            if (place == 0 || month.month() == 1) && x - year_at > 34.0 {
                svg.text("tick", (x, bottom + 35.0), Anchor::Middle, &month.year().to_string());
                year_at = x;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language;

    fn line(values: &[f64], runs: Option<Runs>) -> Line {
        let from = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let at = |place: u32| {
            let first = from.checked_add_months(chrono::Months::new(place)).unwrap();
            Stretch { first, every: "month".into(), number: first.month(), months: 1 }
        };
        Line {
            name: "improvement".into(),
            figures: (0_u32..).zip(values).map(|(n, v)| Figure { at: at(n), value: Some(*v), n: None }).collect(),
            median: Some(5.5),
            runs,
            false_signal: None,
            more_is_better: Some(true),
        }
    }

    #[test]
    fn a_long_run_says_which_way_the_line_has_gone() {
        let runs = Runs { useful: 16, longest: 8, longest_limit: 7, crossings: 1, crossings_limit: 4 };
        let rising = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0, 9.0, 6.0, 7.0, 8.0, 9.0];
        let mut falling = rising;
        falling.reverse();
        assert_eq!(line(&rising, Some(runs)).way(), Some(Way::Up));
        assert_eq!(line(&falling, Some(runs)).way(), Some(Way::Down));
        let run = line(&rising, Some(runs)).long_run().map(|run| (run.length, run.above));
        assert_eq!(run, Some((8, true)));
        // It lay low for long, then above most of the time: it has gone up, though no long run lies above.
        let early = [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0, 6.0, 7.0, 5.0, 9.0, 6.0, 7.0, 5.0, 9.0];
        assert_eq!(line(&early, Some(runs)).way(), Some(Way::Up));
        // It lay low for long in the middle, and came back: no way is said.
        let middle = [6.0, 7.0, 9.0, 6.0, 1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0, 9.0];
        assert_eq!(line(&middle, Some(runs)).way(), None);
        assert!(line(&middle, Some(runs)).long_run().is_some());
        assert_eq!(line(&rising, None).way(), None);
        let text = Text::load(Language::En).unwrap();
        for (about, values, verdict) in
            [("count", rising, "looks like an improvement"), ("benefit", falling, "for the worse")]
        {
            let chart = Periods {
                id: "p".into(),
                about: about.into(),
                percent: false,
                from: NaiveDate::from_ymd_opt(2024, 1, 1).unwrap(),
                months: 16,
                lines: vec![line(&values, Some(runs))],
                minimum: 10,
            };
            let drawn = chart.draw(&text).unwrap();
            assert!(drawn.summary.contains(verdict), "{}", drawn.summary);
            assert_eq!(drawn.svg.matches("class=\"dot\"").count(), 16);
            assert_eq!(drawn.rows.len(), 16);
        }
    }

    #[test]
    fn axes_end_on_round_numbers() {
        for (value, end) in [(1214.0, 1500.0), (63.0, 65.0), (9.0, 9.0), (7.2, 8.0), (0.0, 0.0), (101.0, 150.0)] {
            assert!((round_up(value, 1.0) - end).abs() < 1e-9, "{value}");
        }
    }
}
