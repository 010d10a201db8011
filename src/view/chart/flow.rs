//! The way through care as quiet steps: how many are left at each, and how many are not heard from.

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn, Flow};
use crate::view::format;
use crate::view::text::{Text, TextError};

const ROW: f64 = 46.0;
const BAR: f64 = 14.0;

impl Draw for Flow {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let language = text.language();
        let first = self.steps.first().map_or(0, |step| step.n);
        let last = self.steps.last().map_or(0, |step| step.n);
        let ended = self.steps.iter().find(|step| step.name == "ended").map_or(first, |step| step.n);
        let said = [("first", first.into()), ("ended", ended.into()), ("last", last.into())];
        let summary = text.message("chart-flow-summary", &said)?;
        let mut head = Vec::with_capacity(4);
        for id in ["chart-step", "chart-n", "chart-of-first", "chart-of-previous"] {
            head.push(text.message(id, &[])?);
        }
        let axis = Axis::new(0.0, f64::from(first.max(1)), 0.0, WIDTH - 4.0);
        let mut svg = Svg::new();
        let mut rows = Vec::with_capacity(self.steps.len());
        let mut top = 4.0;
        let mut previous: Option<u32> = None;
        for step in &self.steps {
            let name = text.word("flow", &step.name)?;
            let n = format::number(f64::from(step.n), language);
            let of_first = share(step.n, first, text);
            let of_previous = previous.map_or_else(|| "–".to_owned(), |before| share(step.n, before, text));
            svg.text("label", (2.0, top + 14.0), Anchor::Start, &name);
            svg.text("value", (WIDTH - 68.0, top + 14.0), Anchor::End, &n);
            svg.text("tick", (WIDTH - 4.0, top + 14.0), Anchor::End, &of_first);
            svg.rect("track", (2.0, top + 22.0), (WIDTH - 4.0, BAR));
            svg.rect("step", (2.0, top + 22.0), (axis.place(f64::from(step.n)), BAR));
            rows.push(vec![name, n, of_first, of_previous]);
            previous = Some(step.n);
            top += ROW;
        }
        let title = text.message("chart-flow-title", &[])?;
        let svg = svg.finish(&self.id, top, &title, &summary);
        Ok(Drawn { id: self.id.clone(), svg, lines: vec![summary.clone()], summary, head, rows })
    }
}

fn share(part: u32, whole: u32, text: &Text) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format::percent(f64::from(part) / f64::from(whole), 0, text.language())
}
