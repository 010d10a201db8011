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
            frame = Frame { top: top + HEAD, bottom: top + HEAD + PLOT, days };
            svg.text("panel", (LEFT, frame.top - 9.0), Anchor::Start, &panel.measure);
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
