//! Shares with everything that must stand beside them, on one axis from 0 to 100 %.
//!
//! Thin line: as low and as high as the share can be, whatever the missing would have answered.
//! Thick line: the 95 % interval of those with both measurements. Dot: their share. Diamond: the
//! share when the last known score is carried forward.

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn, Rate, Rates};
use crate::view::format;
use crate::view::text::{Text, TextError};

const LEFT: f64 = 14.0;
const RIGHT: f64 = WIDTH - 14.0;
const ROW: f64 = 62.0;

impl Rate {
    fn name(&self, text: &Text) -> Result<String, TextError> {
        self.title.clone().map_or_else(|| text.word("rate", &self.name), Ok)
    }

    fn value(&self, minimum: u32, text: &Text) -> String {
        self.completers.map_or_else(|| format!("(N<{minimum})"), |value| format::percent(value, 0, text.language()))
    }

    fn sentence(&self, minimum: u32, text: &Text) -> Result<String, TextError> {
        let name = ("name", self.name(text)?.into());
        let of = ("of", self.denominator.into());
        if self.completers.is_none() {
            return text.message("chart-rate-few", &[name, of, ("minimum", minimum.into())]);
        }
        let share = ("share", self.value(minimum, text).into());
        let n = ("n", self.numerator.into());
        match (self.lowest, self.highest) {
            (Some(low), Some(high)) => {
                let low = ("low", format::percent(low, 0, text.language()).into());
                let high = ("high", format::percent(high, 0, text.language()).into());
                text.message("chart-rate-sentence", &[name, of, share, n, low, high])
            }
            _ => text.message("chart-rate-unbounded", &[name, of, share, n]),
        }
    }
}

impl Draw for Rates {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let mut sentences = Vec::with_capacity(self.rates.len());
        let mut rows = Vec::with_capacity(self.rates.len());
        for rate in &self.rates {
            sentences.push(rate.sentence(self.minimum, text)?);
            rows.push(self.row(rate, text)?);
        }
        sentences.extend(self.within_reach(text)?);
        let summary = sentences.join(" ");
        // A share with a name of its own need not rest on two measurements.
        let is_named = self.rates.iter().any(|rate| rate.title.is_some());
        let mut head = Vec::with_capacity(9);
        for id in [
            "chart-measure",
            "chart-n",
            "chart-of",
            if is_named { "chart-share" } else { "chart-completers" },
            "chart-interval",
            "chart-carried",
            "chart-filled",
            "chart-lowest",
            "chart-highest",
        ] {
            head.push(text.message(id, &[])?);
        }
        let svg = self.picture(&summary, text)?;
        Ok(Drawn { id: self.id.clone(), svg, summary, lines: sentences, head, rows })
    }
}

impl Rates {
    /// Why recovery is counted among fewer than improvement: only whoever began beyond the cut-off can come past it.
    fn within_reach(&self, text: &Text) -> Result<Option<String>, TextError> {
        let of = |name: &str| self.rates.iter().find(|rate| rate.name == name && rate.completers.is_some());
        let (Some(all), Some(recovery)) = (of("improvement"), of("recovery")) else { return Ok(None) };
        let rest = all.denominator.saturating_sub(recovery.denominator);
        if rest == 0 {
            return Ok(None);
        }
        let args = [("all", all.denominator.into()), ("of", recovery.denominator.into()), ("rest", rest.into())];
        text.message("chart-recovery-within-reach", &args).map(Some)
    }

    fn row(&self, rate: &Rate, text: &Text) -> Result<Vec<String>, TextError> {
        let language = text.language();
        let share =
            |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format::percent(value, 1, language));
        let few = rate.completers.is_none();
        let interval = rate
            .interval
            .map_or_else(|| "–".to_owned(), |(low, high)| format!("{} – {}", share(Some(low)), share(Some(high))));
        Ok(vec![
            rate.name(text)?,
            if few { "–".to_owned() } else { rate.numerator.to_string() },
            rate.denominator.to_string(),
            if few { format!("(N<{})", self.minimum) } else { share(rate.completers) },
            interval,
            share(rate.carried_forward),
            rate.filled.map_or_else(
                || "–".to_owned(),
                |(value, (low, high))| format!("{} ({} – {})", share(Some(value)), share(Some(low)), share(Some(high))),
            ),
            share(rate.lowest),
            share(rate.highest),
        ])
    }

    fn picture(&self, summary: &str, text: &Text) -> Result<String, TextError> {
        let axis = Axis::new(0.0, 1.0, LEFT, RIGHT);
        let mut svg = Svg::new();
        let count = f64::from(u32::try_from(self.rates.len()).unwrap_or(0));
        let bottom = count * ROW + 4.0;
        for (share, anchor) in [
            (0.0, Anchor::Start),
            (0.25, Anchor::Middle),
            (0.5, Anchor::Middle),
            (0.75, Anchor::Middle),
            (1.0, Anchor::End),
        ] {
            let x = axis.place(share);
            let label = format::percent(share, 0, text.language());
            svg.text("tick", (x, bottom + 18.0), anchor, &label);
            let mut top = 0.0;
            for _ in &self.rates {
                svg.line("grid", (x, top + 28.0), (x, top + 56.0));
                top += ROW;
            }
        }
        let mut top = 0.0;
        for rate in &self.rates {
            svg.text("label", (LEFT, top + 18.0), Anchor::Start, &rate.name(text)?);
            svg.text("value", (RIGHT, top + 18.0), Anchor::End, &rate.value(self.minimum, text));
            one(&mut svg, rate, &axis, top + 42.0);
            top += ROW;
        }
        let title = text.message("chart-rates-title", &[])?;
        Ok(svg.finish(&self.id, bottom + 26.0, &title, summary))
    }
}

fn one(svg: &mut Svg, rate: &Rate, axis: &Axis, y: f64) {
    let Some(value) = rate.completers else { return };
    if let (Some(low), Some(high)) = (rate.lowest, rate.highest) {
        let (low, high) = (axis.place(low), axis.place(high));
        svg.line("range", (low, y), (high, y));
        svg.line("range", (low, y - 7.0), (low, y + 7.0));
        svg.line("range", (high, y - 7.0), (high, y + 7.0));
    }
    if let Some((low, high)) = rate.interval {
        svg.rect("interval", (axis.place(low), y - 5.0), (axis.place(high) - axis.place(low), 10.0));
    }
    if let Some(carried) = rate.carried_forward {
        svg.diamond("dot open", (axis.place(carried), y), 6.0);
    }
    svg.circle("dot", (axis.place(value), y), 5.5);
}
