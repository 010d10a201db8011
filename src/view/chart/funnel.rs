//! Organisations at their size about one line, with the limits that chance alone would keep them in, and those that
//! remain when organisations differ as they do. Nothing stands in an order of results: rows come by size.

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn};
use crate::view::format;
use crate::view::text::{Arg, Text, TextError};

const LEFT: f64 = 50.0;
const RIGHT: f64 = WIDTH - 16.0;
const TOP: f64 = 28.0;
const PLOT: f64 = 230.0;
const FOOT: f64 = 48.0;

/// The fewest the limits with the variance between organisations are drawn from: below, they are rough.
const LEAST_DRAWN: u32 = 10;

/// One organisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// It is the reader's own.
    pub own: bool,
    /// Its name; empty when it is not shown by name.
    pub name: String,
    /// With both measurements; `None` is hidden.
    pub size: Option<u32>,
    /// The least that coverage can be, from 0 to 1; `None` is hidden.
    pub coverage: Option<f64>,
    /// The share, from 0 to 1; `None` is hidden, or of nobody.
    pub share: Option<f64>,
    /// The share if all who were not heard from had been as few, and as many, as can be.
    pub bounds: Option<(f64, f64)>,
    /// Under 60 % are heard from: drawn hollow, and no limit rests on it.
    pub hollow: bool,
    /// Lower and upper 99.8 % limit of chance alone; `None` when nothing is placed.
    pub by_chance: Option<(f64, f64)>,
    /// The same with the usual difference between organisations.
    pub as_usual: Option<(f64, f64)>,
}

/// The limits at one size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct At {
    /// With both measurements.
    pub size: u32,
    /// Lower and upper 99.8 % limit of chance alone.
    pub by_chance: (f64, f64),
    /// The same with the usual difference between organisations.
    pub as_usual: (f64, f64),
}

/// One of the two pairs of limits.
type Pair = fn(&At) -> (f64, f64);

/// A funnel of one share.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funnel {
    /// Unique on the page.
    pub id: String,
    /// Which share: `improvement` or `deterioration` (the text is `rate-<name>`).
    pub figure: String,
    /// By size, the largest first.
    pub organisations: Vec<Organisation>,
    /// The line; `None` when nothing is drawn.
    pub target: Option<f64>,
    /// The limits, by rising size.
    pub limits: Vec<At>,
    /// How many organisations line and limits rest on.
    pub n: u32,
}

fn number(n: usize) -> Arg {
    Arg::from(u32::try_from(n).unwrap_or(u32::MAX))
}

fn outside(share: f64, limits: Option<(f64, f64)>) -> bool {
    limits.is_some_and(|(low, high)| share < low || share > high)
}

impl Organisation {
    /// Where it lies, as `funnel-<where>`.
    fn lies(&self) -> &'static str {
        match self.share {
            None => "hidden",
            Some(_) if self.hollow => "hollow",
            Some(share) if outside(share, self.as_usual) => "outside",
            Some(share) if outside(share, self.by_chance) => "between",
            Some(_) => "inside",
        }
    }
}

impl Funnel {
    fn label(&self, place: usize, text: &Text) -> Result<String, TextError> {
        match self.organisations.get(place) {
            Some(one) if one.own => text.message("funnel-own", &[]),
            Some(one) if !one.name.is_empty() => Ok(format!("{}. {}", place + 1, one.name)),
            _ => text.message("funnel-other", &[("number", number(place + 1))]),
        }
    }

    fn sentences(&self, text: &Text) -> Result<Vec<String>, TextError> {
        let Some(target) = self.target else { return Ok(vec![text.message("funnel-not-drawn", &[])?]) };
        let percent = |share: f64| Arg::from(format::percent(share, 0, text.language()));
        let count = |lies: &str| self.organisations.iter().filter(|one| one.lies() == lies).count();
        let mut said = vec![text.message("funnel-line", &[("n", Arg::from(self.n)), ("share", percent(target))])?];
        said.push(text.message("funnel-outside-count", &[("n", number(count("outside")))])?);
        if let Some(own) = self.organisations.iter().find(|one| one.own) {
            let key = format!("funnel-own-{}", own.lies());
            said.push(text.message(&key, &[("share", percent(own.share.unwrap_or(0.0)))])?);
        }
        let (hollow, hidden) = (count("hollow"), count("hidden"));
        if hollow > 0 {
            said.push(text.message("funnel-hollow-count", &[("n", number(hollow))])?);
        }
        if hidden > 0 {
            said.push(text.message("funnel-hidden-count", &[("n", number(hidden))])?);
        }
        Ok(said)
    }

    fn table(&self, text: &Text) -> Result<(Vec<String>, Vec<Vec<String>>), TextError> {
        let language = text.language();
        let mut head = Vec::new();
        for id in ["who", "pairs", "share", "coverage", "bounds", "by-chance", "as-usual", "note"] {
            head.push(text.message(&format!("funnel-head-{id}"), &[])?);
        }
        let hidden = text.message("funnel-hidden", &[])?;
        let percent = |share: f64| format::percent(share, 0, language);
        let range = |pair: Option<(f64, f64)>| {
            pair.map_or_else(
                || "–".to_owned(),
                |(low, high)| format!("{}–{}", format::percent(low, 0, language), percent(high)),
            )
        };
        let mut rows = Vec::new();
        for (place, one) in self.organisations.iter().enumerate() {
            let known = |share: Option<f64>| share.map_or_else(|| hidden.clone(), percent);
            let coverage = match one.coverage {
                Some(share) => text.message("funnel-at-least", &[("share", Arg::from(percent(share)))])?,
                None => hidden.clone(),
            };
            rows.push(vec![
                self.label(place, text)?,
                one.size.map_or_else(|| hidden.clone(), |size| size.to_string()),
                known(one.share),
                coverage,
                range(one.bounds),
                range(one.by_chance),
                range(one.as_usual),
                text.message(&format!("funnel-{}", one.lies()), &[])?,
            ]);
        }
        Ok((head, rows))
    }

    /// The highest share of the axis: above everything drawn, in tens of percent.
    fn top(&self) -> f64 {
        let drawn = self.limits.iter().filter(|at| at.size >= LEAST_DRAWN * 2);
        let limits = drawn.map(|at| at.by_chance.1.max(at.as_usual.1));
        let shares = self.organisations.iter().filter_map(|one| one.share);
        let most = limits.chain(shares).fold(self.target.unwrap_or(0.0), f64::max);
        ((most * 10.0 + 0.4).ceil() / 10.0).clamp(0.1, 1.0)
    }

    fn picture(&self, target: f64, summary: &str, text: &Text) -> Result<String, TextError> {
        let language = text.language();
        let largest = self.organisations.iter().filter_map(|one| one.size).max().unwrap_or(1);
        let last = self.limits.last().map_or(largest, |at| at.size.max(largest));
        let (top, x) = (self.top(), Axis::new(0.0, f64::from(last), LEFT, RIGHT));
        let y = Axis::new(0.0, top, TOP + PLOT, TOP);
        let mut svg = Svg::new();
        let step = if top > 0.5 { 0.2 } else { 0.1 };
        let mut share = 0.0;
        while share <= top + 1e-9 {
            svg.line("grid", (LEFT, y.place(share)), (RIGHT, y.place(share)));
            svg.text("tick", (LEFT - 6.0, y.place(share) + 4.0), Anchor::End, &format::percent(share, 0, language));
            share += step;
        }
        let every = [10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].into_iter().find(|one| last / one <= 6);
        let every = every.unwrap_or(10_000);
        for size in (0..=last / every).map(|n| n * every) {
            svg.text("tick", (x.place(f64::from(size)), TOP + PLOT + 18.0), Anchor::Middle, &size.to_string());
        }
        let title = text.word("rate", &self.figure)?;
        svg.text("note", (LEFT, TOP - 12.0), Anchor::Start, &title);
        let axis = text.message("funnel-axis", &[])?;
        svg.text("note", (RIGHT, TOP + PLOT + 38.0), Anchor::End, &axis);
        let kinds: [(&str, Pair); 2] = [("limit chance", |at| at.by_chance), ("limit usual", |at| at.as_usual)];
        for (class, of) in kinds {
            for end in [|pair: (f64, f64)| pair.0, |pair: (f64, f64)| pair.1] {
                let drawn = self.limits.iter().filter(|at| at.size >= LEAST_DRAWN);
                let line: Vec<_> = drawn.map(|at| (x.place(f64::from(at.size)), y.place(end(of(at))))).collect();
                svg.polyline(class, &line);
            }
        }
        svg.line("median", (LEFT, y.place(target)), (RIGHT, y.place(target)));
        svg.line("axis", (LEFT, TOP + PLOT), (RIGHT, TOP + PLOT));
        // The own one last, so that it lies on top.
        let mut order: Vec<_> = self.organisations.iter().enumerate().collect();
        order.sort_by_key(|(_, one)| one.own);
        for (place, one) in order {
            let (Some(size), Some(share)) = (one.size, one.share) else { continue };
            let at = (x.place(f64::from(size)), y.place(share));
            let class = if one.hollow { "dot open" } else { "dot" };
            if one.own {
                svg.circle("ring", at, 11.0);
                svg.diamond(class, at, 7.0);
            } else {
                svg.circle(class, at, 4.5);
            }
            // Names would lie across each other; they stand beside the same numbers in the table.
            if one.own {
                svg.text("value", (at.0, at.1 - 16.0), Anchor::Middle, &self.label(place, text)?);
            } else {
                svg.text("tick", (at.0, at.1 - 9.0), Anchor::Middle, &(place + 1).to_string());
            }
        }
        Ok(svg.finish(&self.id, TOP + PLOT + FOOT, &title, summary))
    }
}

impl Draw for Funnel {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let lines = self.sentences(text)?;
        let summary = lines.join(" ");
        let (head, rows) = self.table(text)?;
        let svg = match self.target {
            Some(target) => self.picture(target, &summary, text)?,
            None => String::new(),
        };
        Ok(Drawn { id: self.id.clone(), svg, summary, lines, head, rows })
    }
}
