//! Months around their median, or around their mean with limits. A signal is said in words and marked on the points
//! it rests on.

use chrono::{Datelike, NaiveDate};

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn, Event, Limits, Month, Quantity, RunChart, Runs};
use crate::view::format;
use crate::view::text::{Text, TextError};

const LEFT: f64 = 44.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 26.0;
const PLOT: f64 = 180.0;
const FOOT: f64 = 44.0;
/// Two numbers on the axis need this much, or they touch.
const APART: f64 = 16.0;

impl RunChart {
    fn value(&self, value: f64, text: &Text) -> String {
        match self.quantity {
            Quantity::Share => format::percent(value, 0, text.language()),
            Quantity::Points => format::number(value, text.language()),
        }
    }

    /// Lowest and highest value of the axis: always 0 to 1 for shares, so that no chart exaggerates.
    fn ends(&self) -> (f64, f64) {
        if self.quantity == Quantity::Share {
            return (0.0, 1.0);
        }
        let limits = || self.limits.iter().flat_map(|limits| limits.at.iter().flatten());
        let values = || self.months.iter().filter_map(|month| month.value);
        let low = values().chain(limits().map(|(low, _)| *low)).fold(0.0_f64, f64::min).floor();
        let high = values().chain(limits().map(|(_, high)| *high)).fold(0.0_f64, f64::max).ceil();
        if high > low { (low, high) } else { (low, low + 1.0) }
    }

    /// Which months belong to a run of the longest length, when that run is a signal.
    fn signalled(&self) -> Vec<bool> {
        let values: Vec<Option<f64>> = self.months.iter().map(|month| month.value).collect();
        long_runs(&values, self.median, self.runs)
    }

    /// Which months the limits mark, and why.
    fn special(&self) -> impl Iterator<Item = (&Month, &str)> {
        let marked = self.limits.iter().flat_map(|limits| &limits.marked);
        self.months.iter().zip(marked).filter_map(|(month, why)| Some((month, why.as_deref()?)))
    }

    /// What the limits say: which months, each reason once, in the order of time.
    fn limit_sentences(&self, limits: &Limits, text: &Text) -> Result<Vec<String>, TextError> {
        let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
        for (month, why) in self.special() {
            let said = format!("{} {}", short_month(month.month, text)?, month.month.year());
            match reasons.iter_mut().find(|(reason, _)| *reason == why) {
                Some((_, months)) => months.push(said),
                None => reasons.push((why, vec![said])),
            }
        }
        let mut sentences = Vec::with_capacity(reasons.len() + 1);
        for (reason, months) in reasons {
            let args = [("why", text.word("special", reason)?.into()), ("months", months.join(", ").into())];
            sentences.push(text.message("chart-limits-marked", &args)?);
        }
        if sentences.is_empty() {
            sentences.push(text.message("chart-limits-quiet", &[])?);
        }
        sentences.push(text.word("limits", &limits.rule)?);
        Ok(sentences)
    }

    /// What the middle is, and then what may be said about change.
    fn sentences(&self, text: &Text) -> Result<Vec<String>, TextError> {
        let name = text.word("run", &self.measure)?;
        if let (None, Some(limits)) = (self.median, &self.limits) {
            let mean = limits.centre.map_or_else(|| "–".to_owned(), |mean| self.value(mean, text));
            let mut sentences = vec![text.message("chart-run-mean", &[("name", name.into()), ("mean", mean.into())])?];
            sentences.extend(self.limit_sentences(limits, text)?);
            return Ok(sentences);
        }
        let (Some(median), Some(runs)) = (self.median, self.runs) else {
            let few = text.message("chart-run-few", &[("name", name.into()), ("minimum", self.minimum.into())])?;
            return Ok(vec![few]);
        };
        let middle = [("name", name.into()), ("median", self.value(median, text).into())];
        let mut sentences = vec![text.message("chart-run-median", &middle)?];
        let mut add = |id: &str, args: &[(&str, crate::view::text::Arg)]| -> Result<(), TextError> {
            sentences.push(text.message(id, args)?);
            Ok(())
        };
        if runs.shift() {
            add("chart-run-shift", &[("n", runs.longest.into()), ("limit", runs.longest_limit.into())])?;
        }
        if runs.clustered() {
            add("chart-run-clustered", &[("n", runs.crossings.into()), ("limit", runs.crossings_limit.into())])?;
        }
        if !runs.shift() && !runs.clustered() {
            add("chart-run-quiet", &[])?;
        }
        if let Some(limits) = &self.limits {
            sentences.extend(self.limit_sentences(limits, text)?);
        }
        Ok(sentences)
    }

    /// What began and ended in a month.
    fn events_in(&self, month: NaiveDate) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(move |event| (event.on.year(), event.on.month()) == (month.year(), month.month()))
    }
}

impl Draw for RunChart {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let lines = self.sentences(text)?;
        let summary = lines.join(" ");
        let marked = self.signalled();
        let mut head = Vec::with_capacity(5);
        for id in ["chart-month", "chart-value", "chart-n", "chart-note"] {
            head.push(text.message(id, &[])?);
        }
        if let Some(limits) = &self.limits {
            let rule = text.word("limits-sign", &limits.rule)?;
            head.insert(2, text.message("chart-limits", &[("rule", rule.into())])?);
        }
        let mut rows = Vec::with_capacity(self.months.len());
        for ((place, month), marked) in self.months.iter().enumerate().zip(&marked) {
            let name = short_month(month.month, text)?;
            let value = month.value.map_or_else(
                || if month.n == 0 { "–".to_owned() } else { format!("(N<{})", self.minimum) },
                |value| self.value(value, text),
            );
            let mut notes = Vec::new();
            if *marked {
                notes.push(text.message("chart-run-part", &[])?);
            }
            let here = self.limits.as_ref();
            if let Some(why) = here.and_then(|limits| limits.marked.get(place)).and_then(Option::as_deref) {
                notes.push(text.word("special", why)?);
            }
            for event in self.events_in(month.month) {
                let id = if event.ends { "chart-event-ends" } else { "chart-event-begins" };
                notes.push(text.message(id, &[("letter", event.letter.as_str().into())])?);
            }
            let mut row = vec![format!("{name} {}", month.month.year()), value];
            if let Some(limits) = here {
                let at = limits.at.get(place).copied().flatten();
                row.push(at.map_or_else(
                    || "–".to_owned(),
                    |(low, high)| format!("{} – {}", self.value(low, text), self.value(high, text)),
                ));
            }
            // Of a month that is not shown, nothing is said.
            let n = if month.n == 0 { "–".to_owned() } else { month.n.to_string() };
            row.extend([n, notes.join(", ")]);
            rows.push(row);
        }
        let any = self.months.iter().any(|month| month.value.is_some());
        let svg = if any { self.picture(&marked, &summary, text)? } else { String::new() };
        Ok(Drawn { id: self.id.clone(), svg, lines, summary, head, rows })
    }
}

impl RunChart {
    fn picture(&self, marked: &[bool], summary: &str, text: &Text) -> Result<String, TextError> {
        let (low, high) = self.ends();
        let y = Axis::new(low, high, TOP + PLOT, TOP);
        let count = u32::try_from(self.months.len()).unwrap_or(1).max(1);
        let step = (RIGHT - LEFT) / f64::from(count);
        let x = |place: u32| LEFT + step * (f64::from(place) + 0.5);
        let mut svg = Svg::new();
        for value in [low, f64::midpoint(low, high), high] {
            svg.line("grid", (LEFT, y.place(value)), (RIGHT, y.place(value)));
            // The median's own number has the place when the two would touch; the ends of the axis always have theirs.
            let is_end = value <= low || value >= high;
            let free = self.centre().is_none_or(|median| (y.place(median) - y.place(value)).abs() > APART);
            if free || is_end {
                svg.text("tick", (LEFT - 6.0, y.place(value) + 4.0), Anchor::End, &self.value(value, text));
            }
        }
        self.draw_events(&mut svg, &x);
        self.draw_limits(&mut svg, &x, &y, step);
        if let Some(median) = self.centre() {
            svg.line("median", (LEFT, y.place(median)), (RIGHT, y.place(median)));
        }
        let mut stretch: Vec<(f64, f64)> = Vec::new();
        let mut stretches = Vec::new();
        for (place, month) in (0_u32..).zip(&self.months) {
            if let Some(value) = month.value {
                stretch.push((x(place), y.place(value)));
            } else {
                stretches.push(std::mem::take(&mut stretch));
            }
        }
        stretches.push(stretch);
        for stretch in &stretches {
            svg.polyline("curve", stretch);
        }
        let special: Vec<NaiveDate> = self.special().map(|(month, _)| month.month).collect();
        for ((place, month), marked) in (0_u32..).zip(&self.months).zip(marked) {
            let Some(value) = month.value else { continue };
            let at = (x(place), y.place(value));
            if *marked {
                svg.circle("ring", at, 8.0);
            }
            if special.contains(&month.month) {
                svg.diamond("ring", at, 10.0);
            }
            svg.circle("dot", at, 4.0);
        }
        if let Some(median) = self.centre() {
            let inside = y.place(median).clamp(TOP + APART, TOP + PLOT - APART);
            let is_end = median <= low || median >= high;
            let at = (LEFT - 6.0, if is_end { y.place(median) } else { inside } + 4.0);
            svg.text("tick strong", at, Anchor::End, &self.value(median, text));
        }
        self.months_below(&mut svg, &x, count, text)?;
        let title = text.message("chart-run-title", &[("name", text.word("run", &self.measure)?.into())])?;
        Ok(svg.finish(&self.id, TOP + PLOT + FOOT, &title, summary))
    }

    fn months_below(&self, svg: &mut Svg, x: &impl Fn(u32) -> f64, count: u32, text: &Text) -> Result<(), TextError> {
        // At most about seven names fit; the year stands under January and the first.
        let every = count.div_ceil(7).max(1);
        let bottom = TOP + PLOT;
        for (place, month) in (0_u32..).zip(&self.months) {
            svg.line("axis", (x(place), bottom), (x(place), bottom + 4.0));
            if place % every == 0 {
                let name = short_month(month.month, text)?;
                svg.text("tick", (x(place), bottom + 18.0), Anchor::Middle, &name);
            }
            if place == 0 || month.month.month() == 1 {
                let year = month.month.year().to_string();
                svg.text("tick", (x(place), bottom + 35.0), Anchor::Middle, &year);
            }
        }
        Ok(())
    }

    /// The line in the middle: the median, or the mean that limits lie around.
    fn centre(&self) -> Option<f64> {
        self.median.or_else(|| self.limits.as_ref().and_then(|limits| limits.centre))
    }

    /// Each limit as a step a month, broken where there is none.
    fn draw_limits(&self, svg: &mut Svg, x: &impl Fn(u32) -> f64, y: &Axis, step: f64) {
        let Some(limits) = &self.limits else { return };
        for of in [|(low, _): (f64, f64)| low, |(_, high): (f64, f64)| high] {
            let mut stretch: Vec<(f64, f64)> = Vec::new();
            for (place, at) in (0_u32..).zip(&limits.at) {
                let Some(at) = *at else {
                    svg.polyline("limit", &std::mem::take(&mut stretch));
                    continue;
                };
                let height = y.place(of(at));
                stretch.extend([(x(place) - step / 2.0, height), (x(place) + step / 2.0, height)]);
            }
            svg.polyline("limit", &stretch);
        }
    }

    /// A line where something began or ended, with its letter on the side where it went on.
    fn draw_events(&self, svg: &mut Svg, x: &impl Fn(u32) -> f64) {
        for (place, month) in (0_u32..).zip(&self.months) {
            let letters: Vec<String> = self
                .events_in(month.month)
                .map(|event| if event.ends { format!("{}]", event.letter) } else { format!("[{}", event.letter) })
                .collect();
            if letters.is_empty() {
                continue;
            }
            svg.line("event", (x(place), TOP - 4.0), (x(place), TOP + PLOT));
            svg.text("note", (x(place), TOP - 10.0), Anchor::Middle, &letters.join(" "));
        }
    }
}

fn short_month(month: NaiveDate, text: &Text) -> Result<String, TextError> {
    text.message(&format!("month-short-{}", month.month()), &[])
}

/// Which values belong to a run that is longer than chance allows. Values on the median and missing ones are
/// passed over: a run continues across them.
pub(super) fn long_runs(values: &[Option<f64>], median: Option<f64>, runs: Option<Runs>) -> Vec<bool> {
    let mut marked = vec![false; values.len()];
    let (Some(median), Some(runs)) = (median, runs) else { return marked };
    let useful: Vec<(usize, bool)> = values
        .iter()
        .enumerate()
        .filter_map(|(place, value)| value.map(|value| (place, value - median)))
        .filter(|(_, distance)| distance.abs() > 1e-9)
        .map(|(place, distance)| (place, distance > 0.0))
        .collect();
    for run in useful.chunk_by(|a, b| a.1 == b.1) {
        if u32::try_from(run.len()).is_ok_and(|length| length > runs.longest_limit) {
            for (place, _) in run {
                if let Some(mark) = marked.get_mut(*place) {
                    *mark = true;
                }
            }
        }
    }
    marked
}
