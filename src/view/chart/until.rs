//! How many have come to a change after so many sessions: a staircase with its limits, and the field of what is possible
//! when nothing is taken for granted about those who ended before.

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn};
use crate::view::format;
use crate::view::text::{Arg, Text, TextError};

const LEFT: f64 = 44.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 16.0;
const PLOT: f64 = 190.0;
const FOOT: f64 = 44.0;

/// After how many sessions the share is also said in words.
const SAID: [u32; 3] = [5, 10, 20];

/// A number of sessions after which somebody came to the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The sessions.
    pub sessions: u32,
    /// How many were still followed.
    pub followed: u32,
    /// How many came to it then.
    pub came: u32,
    /// The share that has come to it by then.
    pub share: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// The lowest and highest share possible.
    pub possible: (f64, f64),
}

/// Sessions until a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Until {
    /// Unique on the page.
    pub id: String,
    /// Whether the change is for the worse.
    pub worse: bool,
    /// How many are counted.
    pub n: u32,
    /// How many of them were seen to come to it.
    pub came: u32,
    /// In order of sessions.
    pub steps: Vec<Step>,
    /// How far the curve goes.
    pub until: u32,
    /// The sessions after which half have come to it.
    pub median: Option<u32>,
    /// The 95 % interval of these; `None` for an end that is not reached.
    pub median_within: (Option<u32>, Option<u32>),
    /// It ends where fewer than so many are followed.
    pub minimum: u32,
}

impl Until {
    /// The step that holds after so many sessions.
    fn at(&self, sessions: u32) -> Option<&Step> {
        self.steps.iter().take_while(|step| step.sessions <= sessions).last()
    }

    /// A message about the change, which every one of them names.
    fn message(&self, id: &str, args: &[(&str, Arg)], text: &Text) -> Result<String, TextError> {
        let way = ("way", Arg::from(if self.worse { "worse" } else { "better" }));
        text.message(id, &[&[way], args].concat())
    }

    fn sentence(&self, text: &Text) -> Result<String, TextError> {
        let percent = |share| Arg::from(format::percent(share, 0, text.language()));
        let Some(last) = self.steps.last() else {
            return self.message("chart-until-none", &[("n", self.n.into()), ("sessions", self.until.into())], text);
        };
        let estimated = match (self.median, self.median_within) {
            (Some(median), (Some(low), Some(high))) => {
                let args = [("median", median.into()), ("low", low.into()), ("high", high.into())];
                self.message("chart-until-median", &args, text)?
            }
            (Some(median), (low, _)) => {
                let args = [("median", median.into()), ("low", low.unwrap_or(median).into())];
                self.message("chart-until-median-open", &args, text)?
            }
            (None, _) => {
                let args = [("sessions", self.until.into()), ("share", percent(last.share))];
                self.message("chart-until-fewer", &args, text)?
            }
        };
        // An estimate is no count: what was seen stands beside it.
        let seen = self.message("chart-until-seen", &[("came", self.came.into()), ("n", self.n.into())], text)?;
        Ok(format!("{estimated} {seen}"))
    }

    /// The share after a few numbers of sessions, with what is possible.
    fn said(&self, text: &Text) -> Result<Vec<String>, TextError> {
        let percent = |share| Arg::from(format::percent(share, 0, text.language()));
        let reached = SAID.into_iter().filter(|sessions| *sessions <= self.until);
        let line = |sessions: u32| {
            let (share, (low, high)) = self.at(sessions).map_or((0.0, (0.0, 1.0)), |step| (step.share, step.possible));
            let args = [
                ("sessions", sessions.into()),
                ("share", percent(share)),
                ("low", percent(low)),
                ("high", percent(high)),
            ];
            self.message("chart-until-after", &args, text)
        };
        reached.filter(|sessions| self.at(*sessions).is_some()).map(line).collect()
    }
}

impl Draw for Until {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let language = text.language();
        let summary = self.sentence(text)?;
        let mut lines = vec![summary.clone()];
        lines.extend(self.said(text)?);
        let mut head = Vec::with_capacity(6);
        for id in ["sessions", "followed", "came", "share", "interval", "possible"] {
            head.push(self.message(&format!("chart-until-head-{id}"), &[], text)?);
        }
        let percent = |share| format::percent(share, 0, language);
        let span = |(low, high)| format!("{} – {}", percent(low), percent(high));
        let row = |step: &Step| {
            vec![
                step.sessions.to_string(),
                step.followed.to_string(),
                step.came.to_string(),
                percent(step.share),
                step.interval.map_or_else(|| "–".to_owned(), span),
                span(step.possible),
            ]
        };
        let rows = self.steps.iter().map(row).collect();
        Ok(Drawn { id: self.id.clone(), svg: self.picture(&summary, text)?, lines, summary, head, rows })
    }
}

impl Until {
    fn picture(&self, summary: &str, text: &Text) -> Result<String, TextError> {
        let language = text.language();
        let y = Axis::new(0.0, 1.0, TOP + PLOT, TOP);
        let x = Axis::new(0.0, f64::from(self.until.max(1)), LEFT, RIGHT);
        let at = |sessions: u32| x.place(f64::from(sessions));
        let mut svg = Svg::new();
        // Each step holds until the next.
        let ends = self.steps.iter().skip(1).map(|step| step.sessions).chain([self.until]);
        for (step, end) in self.steps.iter().zip(ends) {
            let (low, high) = step.possible;
            let (left, upper) = (at(step.sessions), y.place(high));
            svg.rect("band", (left, upper), (at(end) - left, y.place(low) - upper));
        }
        for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
            let class = if share > 0.0 { "grid" } else { "axis" };
            svg.line(class, (LEFT, y.place(share)), (RIGHT, y.place(share)));
            let label = format::percent(share, 0, language);
            svg.text("tick", (LEFT - 6.0, y.place(share) + 4.0), Anchor::End, &label);
        }
        let stairs = |height: &dyn Fn(&Step) -> Option<f64>| {
            let mut points = vec![(at(0), y.place(0.0))];
            let mut level = y.place(0.0);
            for (step, share) in self.steps.iter().filter_map(|step| Some((step, height(step)?))) {
                points.push((at(step.sessions), level));
                level = y.place(share);
                points.push((at(step.sessions), level));
            }
            points.push((at(self.until), level));
            points
        };
        svg.polyline("usual", &stairs(&|step| Some(step.interval?.0)));
        svg.polyline("usual", &stairs(&|step| Some(step.interval?.1)));
        svg.polyline("curve", &stairs(&|step| Some(step.share)));
        if let Some(median) = self.median {
            svg.line("median", (at(median), y.place(0.5)), (at(median), TOP + PLOT));
            svg.circle("dot", (at(median), y.place(0.5)), 5.0);
        }
        let every = self.until.div_ceil(8).max(1);
        for sessions in (0..=self.until).filter(|sessions| sessions % every == 0) {
            svg.text("tick", (at(sessions), TOP + PLOT + 16.0), Anchor::Middle, &sessions.to_string());
        }
        let axis = text.message("chart-until-axis", &[])?;
        svg.text("note", (f64::midpoint(LEFT, RIGHT), TOP + PLOT + 36.0), Anchor::Middle, &axis);
        let title = self.message("chart-until-title", &[], text)?;
        Ok(svg.finish(&self.id, TOP + PLOT + FOOT, &title, summary))
    }
}
