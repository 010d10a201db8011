//! Several of one person's scales under each other on one time axis: how the work together is
//! experienced, below the symptoms, without a common scale that would compare the two.

use super::axis::Days;
use super::svg::{Anchor, Svg, WIDTH};
use super::trajectory::{self, Frame, LEFT, RIGHT};
use super::{Draw, Drawn, Multiples};
use crate::view::format;
use crate::view::text::{Text, TextError};

const HEAD: f64 = 30.0;
const PLOT: f64 = 92.0;
const FOOT: f64 = 34.0;
/// The height of one more line of a name.
const LINE: f64 = 16.0;
/// The longest name that stands beside which way is better, and the longest that stands in a line by itself, in letters
/// of the width that letters usually have.
const BESIDE: usize = 36;
const ALONE: usize = 50;

/// A name in as many lines as it needs; the last one is empty where it has none to itself beside what else stands there.
fn lines(name: &str) -> Vec<String> {
    if name.chars().count() <= BESIDE {
        return vec![name.to_owned()];
    }
    let mut lines = vec![String::new()];
    for word in name.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < ALONE => {
                line.push_str(if line.is_empty() { "" } else { " " });
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.push(String::new());
    lines
}

impl Draw for Multiples {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let mut sentences = Vec::with_capacity(self.panels.len());
        for panel in &self.panels {
            sentences.push(trajectory::summary(panel, text)?);
        }
        let summary = sentences.join(" ");
        let (head, rows) = self.table(text)?;
        let mut drawn = Drawn { id: self.id.clone(), svg: String::new(), summary, lines: sentences, head, rows };
        let Some((first, last)) = trajectory::span(&self.panels) else { return Ok(drawn) };
        let days = Days::new(first, last, LEFT + 10.0, WIDTH - RIGHT);
        let mut svg = Svg::new();
        let mut top = 0.0;
        let mut frame = Frame { top, bottom: top, days };
        for panel in &self.panels {
            let lines = lines(&panel.measure);
            let mut at = top + HEAD - 9.0;
            for line in lines.iter().filter(|line| !line.is_empty()) {
                svg.text("panel", (LEFT, at), Anchor::Start, line);
                at += LINE;
            }
            let more = lines.iter().skip(1).map(|_| LINE).sum::<f64>();
            frame = Frame { top: top + HEAD + more, bottom: top + HEAD + more + PLOT, days };
            trajectory::panel(&mut svg, panel, frame, text)?;
            top = frame.bottom + 8.0;
        }
        trajectory::dates(&mut svg, &self.panels, frame, text);
        let names: Vec<&str> = self.panels.iter().map(|panel| panel.measure.as_str()).collect();
        let title = text.message("chart-multiples-title", &[("measures", names.join(", ").into())])?;
        drawn.svg = svg.finish(&self.id, frame.bottom + FOOT, &title, &drawn.summary);
        Ok(drawn)
    }
}

impl Multiples {
    fn table(&self, text: &Text) -> Result<(Vec<String>, Vec<Vec<String>>), TextError> {
        let mut days: Vec<_> = self.panels.iter().flat_map(|panel| panel.points.iter().map(|point| point.on)).collect();
        days.sort_unstable();
        days.dedup();
        let mut head = vec![text.message("chart-date", &[])?];
        head.extend(self.panels.iter().map(|panel| panel.measure.clone()));
        let rows = days
            .into_iter()
            .map(|day| {
                let mut row = vec![format::date(day, text.language())];
                row.extend(self.panels.iter().map(|panel| {
                    panel
                        .points
                        .iter()
                        .find(|point| point.on == day)
                        .and_then(|point| point.value)
                        .map_or_else(|| "–".to_owned(), |value| format::number(value, text.language()))
                }));
                row
            })
            .collect();
        Ok((head, rows))
    }
}
