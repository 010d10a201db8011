//! Coverage: of how many do we know the end of the story. Reference lines at 60 and 80 %.

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Coverage, Draw, Drawn};
use crate::view::format;
use crate::view::text::{Text, TextError};

const LEFT: f64 = 14.0;
const RIGHT: f64 = WIDTH - 14.0;
const BAR_TOP: f64 = 34.0;
const BAR: f64 = 26.0;

impl Coverage {
    /// The outcome figures may be interpreted: at least 60 % are covered.
    pub fn interpretable(&self) -> bool {
        self.value.is_some_and(|value| value >= Self::INTERPRETABLE)
    }

    fn sentence(&self, text: &Text) -> Result<String, TextError> {
        let counts = [("n", self.n.into()), ("of", self.of.into())];
        let Some(value) = self.value else {
            return text.message("chart-coverage-few", &counts);
        };
        let id = if value < Self::INTERPRETABLE {
            "chart-coverage-low"
        } else if value < Self::GOOD {
            "chart-coverage-fair"
        } else {
            "chart-coverage-good"
        };
        let [n, of] = counts;
        let share = format::percent(value, 0, text.language());
        let mut sentence = text.message(id, &[n, of, ("share", share.into())])?;
        let missing = self.of.saturating_sub(self.n);
        if missing > 0 {
            sentence.push(' ');
            sentence
                .push_str(&text.message("chart-coverage-missing", &[("n", missing.into()), ("of", self.of.into())])?);
        }
        Ok(sentence)
    }
}

impl Draw for Coverage {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let language = text.language();
        let summary = self.sentence(text)?;
        let percent = |share| format::percent(share, 1, language);
        let interval =
            self.interval.map_or_else(|| "–".to_owned(), |(low, high)| format!("{} – {}", percent(low), percent(high)));
        let mut head = Vec::with_capacity(4);
        for id in ["chart-n", "chart-of", "chart-share", "chart-interval"] {
            head.push(text.message(id, &[])?);
        }
        let rows = vec![vec![
            self.n.to_string(),
            self.of.to_string(),
            self.value.map_or_else(|| "–".to_owned(), percent),
            interval,
        ]];
        let svg = match self.value {
            Some(value) => self.picture(value, &summary, text)?,
            None => String::new(),
        };
        Ok(Drawn { id: self.id.clone(), svg, lines: vec![summary.clone()], summary, head, rows })
    }
}

impl Coverage {
    fn picture(&self, value: f64, summary: &str, text: &Text) -> Result<String, TextError> {
        let language = text.language();
        let axis = Axis::new(0.0, 1.0, LEFT, RIGHT);
        let mut svg = Svg::new();
        svg.rect("track", (LEFT, BAR_TOP), (RIGHT - LEFT, BAR));
        svg.rect("filled", (LEFT, BAR_TOP), (axis.place(value) - LEFT, BAR));
        for line in [Self::INTERPRETABLE, Self::GOOD] {
            let x = axis.place(line);
            svg.line("reference", (x, BAR_TOP - 8.0), (x, BAR_TOP + BAR + 8.0));
            let label = format::percent(line, 0, language);
            svg.text("tick", (x, BAR_TOP + BAR + 24.0), Anchor::Middle, &label);
        }
        for (at, anchor) in [(0.0, Anchor::Start), (1.0, Anchor::End)] {
            let label = format::percent(at, 0, language);
            svg.text("tick", (axis.place(at), BAR_TOP + BAR + 24.0), anchor, &label);
        }
        let middle = BAR_TOP + BAR / 2.0;
        if let Some((low, high)) = self.interval {
            let (low, high) = (axis.place(low), axis.place(high));
            svg.line("whisker", (low, middle), (high, middle));
            svg.line("whisker", (low, middle - 5.0), (low, middle + 5.0));
            svg.line("whisker", (high, middle - 5.0), (high, middle + 5.0));
        }
        svg.circle("dot", (axis.place(value), middle), 5.5);
        let x = axis.place(value).clamp(LEFT + 24.0, RIGHT - 24.0);
        svg.text("value", (x, BAR_TOP - 12.0), Anchor::Middle, &format::percent(value, 0, language));
        let title = text.message("chart-coverage-title", &[])?;
        Ok(svg.finish(&self.id, BAR_TOP + BAR + 34.0, &title, summary))
    }
}
