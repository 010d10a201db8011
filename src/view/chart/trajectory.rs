//! One person's scores over time.
//!
//! The band around the first score is where a later score may land from measurement error alone
//! (Jacobson & Truax 1991): outside it the change is reliable. A stretch without a score is drawn
//! dotted, never solid: nobody knows what happened there.

use chrono::NaiveDate;

use super::axis::{Axis, Days};
use super::svg::{Anchor, Svg, WIDTH};
use super::{Better, Draw, Drawn, Point, Trajectory, UsualAt};
use crate::view::format;
use crate::view::text::{Text, TextError};

/// Room for the numbers of the vertical axis.
pub(super) const LEFT: f64 = 34.0;
/// Room for the last score's label.
pub(super) const RIGHT: f64 = 44.0;
const TOP: f64 = 26.0;
const PLOT: f64 = 190.0;
const FOOT: f64 = 34.0;

/// Where a panel is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Upper edge of the plot.
    pub(super) top: f64,
    /// Lower edge of the plot.
    pub(super) bottom: f64,
    /// The shared time axis.
    pub(super) days: Days,
}

impl Draw for Trajectory {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let summary = summary(self, text)?;
        let mut svg = Svg::new();
        if let Some((first, last)) = span(std::slice::from_ref(self)) {
            let days = Days::new(first, last, LEFT + 10.0, WIDTH - RIGHT);
            let frame = Frame { top: TOP, bottom: TOP + PLOT, days };
            panel(&mut svg, self, frame, text)?;
            dates(&mut svg, std::slice::from_ref(self), frame, text);
        }
        let title = text.message(
            "chart-trajectory-title",
            &[("measure", self.measure.as_str().into()), ("topic", self.topic.as_str().into())],
        )?;
        let empty = self.points.is_empty();
        let (head, rows) = table(self, text)?;
        Ok(Drawn {
            id: self.id.clone(),
            svg: if empty { String::new() } else { svg.finish(&self.id, TOP + PLOT + FOOT, &title, &summary) },
            lines: vec![summary.clone()],
            summary,
            head,
            rows,
        })
    }
}

/// The first and last day of some trajectories.
pub(super) fn span(trajectories: &[Trajectory]) -> Option<(NaiveDate, NaiveDate)> {
    let days = || trajectories.iter().flat_map(|one| one.points.iter().map(|point| point.on));
    Some((days().min()?, days().max()?))
}

/// Draws one trajectory's plot without its dates.
pub(super) fn panel(svg: &mut Svg, trajectory: &Trajectory, frame: Frame, text: &Text) -> Result<(), TextError> {
    let language = text.language();
    let axis = Axis::new(trajectory.lowest, trajectory.highest, frame.bottom, frame.top);
    let right = WIDTH - RIGHT + 8.0;
    for value in [trajectory.lowest, trajectory.highest] {
        let y = axis.place(value);
        svg.line("grid", (LEFT, y), (right, y));
        // The cut-off's own number has the place when the two would touch.
        if trajectory.cutoff.is_none_or(|cutoff| (axis.place(cutoff) - y).abs() > 16.0) {
            svg.text("tick", (LEFT - 6.0, y + 4.0), Anchor::End, &format::number(value, language));
        }
    }
    let direction = match trajectory.better {
        Better::Lower => "chart-lower-better",
        Better::Higher => "chart-higher-better",
    };
    svg.text("note", (right, frame.top - 9.0), Anchor::End, &text.message(direction, &[])?);
    let first = trajectory.points.iter().find_map(|point| point.value);
    if let (Some(first), Some(reliable)) = (first, trajectory.reliable) {
        let (upper, lower) = (axis.place(first + reliable), axis.place(first - reliable));
        svg.rect("band", (LEFT, upper), (right - LEFT, lower - upper));
        svg.line("band-edge", (LEFT, upper), (right, upper));
        svg.line("band-edge", (LEFT, lower), (right, lower));
    }
    if let Some(cutoff) = trajectory.cutoff {
        let y = axis.place(cutoff);
        svg.line("cutoff", (LEFT, y), (right, y));
        svg.text("tick strong", (LEFT - 6.0, y + 4.0), Anchor::End, &format::number(cutoff, language));
    }
    usual(svg, &trajectory.usual, &axis, frame);
    curve(svg, &trajectory.points, &axis, frame, trajectory.lowest);
    margin(svg, trajectory, &axis, frame);
    ends(svg, &trajectory.points, &axis, frame, text);
    Ok(())
}

/// The edges and the middle of what is usual: lines of their own kind, since the band of measurement error is
/// filled already.
fn usual(svg: &mut Svg, usual: &[UsualAt], axis: &Axis, frame: Frame) {
    let edge = |of: fn(&UsualAt) -> f64| -> Vec<(f64, f64)> {
        usual.iter().map(|at| (frame.days.place(at.on), axis.place(of(at)))).collect()
    };
    svg.polyline("usual", &edge(|at| at.high));
    svg.polyline("usual middle", &edge(|at| at.middle));
    svg.polyline("usual", &edge(|at| at.low));
}

/// The last score's own uncertainty.
fn margin(svg: &mut Svg, trajectory: &Trajectory, axis: &Axis, frame: Frame) {
    let last = trajectory.points.iter().rev().find_map(|point| Some((point.on, point.value?)));
    let (Some((on, value)), Some(margin)) = (last, trajectory.margin) else { return };
    let x = frame.days.place(on);
    let upper = axis.place((value + margin).min(trajectory.highest));
    let lower = axis.place((value - margin).max(trajectory.lowest));
    svg.line("whisker", (x, upper), (x, lower));
    for y in [upper, lower] {
        svg.line("whisker", (x - 4.0, y), (x + 4.0, y));
    }
}

fn curve(svg: &mut Svg, points: &[Point], axis: &Axis, frame: Frame, lowest: f64) {
    let place = |point: &Point, value: f64| (frame.days.place(point.on), axis.place(value));
    // One line for each stretch without a gap: forty sessions are a few hundred bytes.
    let mut stretch: Vec<(f64, f64)> = Vec::new();
    let mut gap = false;
    for point in points {
        let Some(value) = point.value else {
            gap = true;
            continue;
        };
        let here = place(point, value);
        if let Some(there) = stretch.last().copied().filter(|_| gap) {
            svg.polyline("curve", &stretch);
            svg.line("gap", there, here);
            stretch.clear();
        }
        stretch.push(here);
        gap = false;
    }
    svg.polyline("curve", &stretch);
    for point in points {
        match point.value {
            Some(value) if point.prorated => svg.circle("dot open", place(point, value), 4.5),
            Some(value) => svg.circle("dot", place(point, value), 4.5),
            None => svg.cross("missing", (frame.days.place(point.on), axis.place(lowest) - 6.0), 3.5),
        }
    }
}

fn ends(svg: &mut Svg, points: &[Point], axis: &Axis, frame: Frame, text: &Text) {
    let scored: Vec<(&Point, f64)> =
        points.iter().filter_map(|point| point.value.map(|value| (point, value))).collect();
    let Some((last, end)) = scored.last() else { return };
    let number = |value| format::number(value, text.language());
    svg.text("value", (frame.days.place(last.on) + 10.0, axis.place(*end) + 5.0), Anchor::Start, &number(*end));
    if let Some((first, begin)) = scored.first().filter(|_| scored.len() > 1) {
        // Above the first dot, or under it where the curve rises or the plot ends.
        let y = axis.place(*begin);
        let rises = scored.get(1).is_some_and(|(_, next)| next > begin);
        let label = if rises || y - 12.0 < frame.top { y + 20.0 } else { y - 10.0 };
        svg.text("value", (frame.days.place(first.on), label), Anchor::Middle, &number(*begin));
    }
}

/// Dates under the lowest panel: the first, the last and what fits between.
pub(super) fn dates(svg: &mut Svg, trajectories: &[Trajectory], frame: Frame, text: &Text) {
    let mut days: Vec<NaiveDate> =
        trajectories.iter().flat_map(|one| one.points.iter().map(|point| point.on)).collect();
    days.sort_unstable();
    days.dedup();
    let (Some(&first), Some(&last)) = (days.first(), days.last()) else { return };
    for &day in &days {
        let x = frame.days.place(day);
        svg.line("axis", (x, frame.bottom), (x, frame.bottom + 4.0));
    }
    let label = |svg: &mut Svg, day, anchor| {
        let written = format::day_month(day, text.language());
        svg.text("tick", (frame.days.place(day), frame.bottom + 20.0), anchor, &written);
    };
    label(svg, first, if first == last { Anchor::Middle } else { Anchor::Start });
    if first == last {
        return;
    }
    label(svg, last, Anchor::End);
    let (from, to) = (frame.days.place(first), frame.days.place(last));
    let half = f64::midpoint(from, to);
    let middle = days
        .iter()
        .copied()
        .min_by(|a, b| (frame.days.place(*a) - half).abs().total_cmp(&(frame.days.place(*b) - half).abs()))
        .filter(|day| frame.days.place(*day) - from > 90.0 && to - frame.days.place(*day) > 90.0);
    if let Some(middle) = middle {
        label(svg, middle, Anchor::Middle);
    }
}

/// What the chart shows, in one sentence.
pub(super) fn summary(trajectory: &Trajectory, text: &Text) -> Result<String, TextError> {
    let scored: Vec<f64> = trajectory.points.iter().filter_map(|point| point.value).collect();
    let measure = || ("measure", trajectory.measure.as_str().into());
    let (first, last) = match (scored.first(), scored.last()) {
        (Some(first), Some(last)) if scored.len() > 1 => (*first, *last),
        (Some(only), _) => {
            return text.message("chart-trajectory-one", &[measure(), ("value", (*only).into())]);
        }
        _ => return text.message("chart-trajectory-none", &[measure()]),
    };
    let n = u32::try_from(scored.len()).unwrap_or(u32::MAX);
    let mut sentence = text.message(
        "chart-trajectory-summary",
        &[measure(), ("first", first.into()), ("last", last.into()), ("n", n.into())],
    )?;
    if let Some(reliable) = trajectory.reliable {
        let change = last - first;
        let id = if change.abs() < reliable {
            "chart-within-band"
        } else if (change < 0.0) == (trajectory.better == Better::Lower) {
            "chart-reliably-better"
        } else {
            "chart-reliably-worse"
        };
        sentence.push(' ');
        sentence.push_str(&text.message(id, &[("points", reliable.into())])?);
    }
    Ok(sentence)
}

fn table(trajectory: &Trajectory, text: &Text) -> Result<(Vec<String>, Vec<Vec<String>>), TextError> {
    let language = text.language();
    let mut head = Vec::with_capacity(4);
    for id in ["chart-date", "chart-session", "chart-score", "chart-note"] {
        head.push(text.message(id, &[])?);
    }
    let mut rows = Vec::with_capacity(trajectory.points.len());
    for point in &trajectory.points {
        let mut note = point.note.clone();
        if point.prorated {
            if !note.is_empty() {
                note.push_str("; ");
            }
            note.push_str(&text.message("chart-prorated", &[])?);
        }
        rows.push(vec![
            format::date(point.on, language),
            point.session.map_or_else(|| "–".to_owned(), |session| session.to_string()),
            point.value.map_or_else(|| "–".to_owned(), |value| format::number(value, language)),
            note,
        ]);
    }
    Ok((head, rows))
}
