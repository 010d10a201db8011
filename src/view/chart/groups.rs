//! Who is heard, and whom it helps: each group of patients with its coverage, better and worse on one axis each.
//! Groups stand in a fixed order, never by result.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH};
use super::{Draw, Drawn};
use crate::view::format;
use crate::view::text::{Text, TextError};

const ROW: f64 = 46.0;
const HEAD: f64 = 26.0;
const GAP: f64 = 22.0;

/// A share with its 95 % interval, all from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Its interval.
    pub interval: (f64, f64),
}

/// One group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What it is a group by: `age`, `sex`, `language` or `ending` (the text is `group-<by>`).
    pub by: String,
    /// Which (the text is `group-<by>-<name>`).
    pub name: String,
    /// Those who ended.
    pub of: u32,
    /// Those with both measurements.
    pub paired: u32,
    /// The share with both; `None` when too few.
    pub coverage: Option<Share>,
    /// Of those with both, reliably better.
    pub improved: Option<Share>,
    /// Reliably worse.
    pub deteriorated: Option<Share>,
    /// -1 when it is heard clearly more seldom than the others, 1 when clearly more often, 0 otherwise.
    pub heard: i8,
    /// The same of the share that became better.
    pub helped: i8,
}

/// Where those who answered twice began, beside those who did not.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// The mean first score of those who answered again.
    pub answered: f64,
    /// And of those who did not.
    pub silent: f64,
    /// The 95 % interval of the difference, silent minus answered.
    pub interval: (f64, f64),
}

/// All groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// Unique on the page.
    pub id: String,
    /// When their episodes ended, where that is not the report's period.
    pub period: Option<(NaiveDate, NaiveDate)>,
    /// By age, sex, language and ending, each in its fixed order.
    pub groups: Vec<Group>,
    /// What and which of the groups that fewer than three clinicians treated: nothing else is known of them.
    pub withheld: Vec<(String, String)>,
    /// The shares of all, drawn as a line behind each group's: coverage, better, worse.
    pub all: [Option<f64>; 3],
    /// Where both began; `None` when either are too few.
    pub start: Option<Start>,
    /// Fewest courses a share is shown for.
    pub minimum: u32,
}

impl Group {
    fn shares(&self) -> [Option<Share>; 3] {
        [self.coverage, self.improved, self.deteriorated]
    }

    fn name(&self, text: &Text) -> Result<String, TextError> {
        name(&self.by, &self.name, text)
    }
}

fn name(by: &str, name: &str, text: &Text) -> Result<String, TextError> {
    text.message(&format!("group-{by}-{name}"), &[])
}

impl Groups {
    fn lines(&self, text: &Text) -> Result<Vec<String>, TextError> {
        let mut lines = Vec::new();
        if self.groups.is_empty() && self.withheld.is_empty() {
            return Ok(vec![text.message("chart-groups-no-year", &[])?]);
        }
        if let Some((from, to)) = self.period {
            let [from, to] = [from, to].map(|day| format::date(day, text.language()));
            lines.push(text.message("chart-groups-year", &[("from", from.into()), ("to", to.into())])?);
        }
        let before = lines.len();
        for (heard, id) in [(-1, "chart-groups-seldom"), (1, "chart-groups-often")] {
            let mut names = Vec::new();
            for group in self.groups.iter().filter(|group| group.heard == heard) {
                let args = [("name", group.name(text)?.into()), ("n", group.paired.into()), ("of", group.of.into())];
                names.push(text.message("chart-groups-one", &args)?);
            }
            if !names.is_empty() {
                lines.push(text.message(id, &[("list", names.join(", ").into())])?);
            }
        }
        if lines.len() == before {
            let any = self.groups.iter().any(|group| group.coverage.is_some());
            let id = if any { "chart-groups-alike" } else { "chart-groups-few" };
            lines.push(text.message(id, &[("minimum", self.minimum.into())])?);
        }
        lines.extend(self.helped_lines(text)?);
        if let Some(Start { answered, silent, interval: (low, high) }) = self.start {
            let number = |value: f64| format::decimals(value, 1, text.language());
            let id = if low > 0.0 || high < 0.0 { "chart-groups-start-apart" } else { "chart-groups-start" };
            lines.push(text.message(id, &[("answered", number(answered).into()), ("silent", number(silent).into())])?);
        }
        if !self.withheld.is_empty() {
            let names: Vec<String> =
                self.withheld.iter().map(|(by, one)| name(by, one, text)).collect::<Result<_, TextError>>()?;
            lines.push(text.message("chart-groups-withheld", &[("list", names.join(", ").into())])?);
        }
        Ok(lines)
    }

    /// In which groups clearly more or fewer become better; nothing where no group has a share.
    fn helped_lines(&self, text: &Text) -> Result<Vec<String>, TextError> {
        let mut lines = Vec::new();
        for (helped, id) in [(-1, "chart-groups-help-less"), (1, "chart-groups-help-more")] {
            let those = self.groups.iter().filter(|group| group.helped == helped);
            let names: Vec<String> = those.map(|group| group.name(text)).collect::<Result<_, TextError>>()?;
            if !names.is_empty() {
                lines.push(text.message(id, &[("list", names.join(", ").into())])?);
            }
        }
        if lines.is_empty() && self.groups.iter().any(|group| group.improved.is_some()) {
            lines.push(text.message("chart-groups-help-alike", &[])?);
        }
        Ok(lines)
    }

    fn row(&self, group: &Group, text: &Text) -> Result<Vec<String>, TextError> {
        let language = text.language();
        let share = |share: Option<Share>| match share {
            None => format!("(N<{})", self.minimum),
            Some(Share { value, interval: (low, high) }) => format!(
                "{} ({} – {})",
                format::percent(value, 0, language),
                format::percent(low, 0, language),
                format::percent(high, 0, language)
            ),
        };
        let count = |n: u32| if n < self.minimum { format!("(N<{})", self.minimum) } else { n.to_string() };
        let mut row = vec![group.name(text)?, count(group.of), count(group.paired)];
        row.extend(group.shares().map(share));
        Ok(row)
    }
}

impl Draw for Groups {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let lines = self.lines(text)?;
        let summary = lines.join(" ");
        let mut head = Vec::with_capacity(6);
        for id in ["chart-group", "chart-of-ended", "chart-of", "groups-coverage", "groups-better", "groups-worse"] {
            head.push(text.message(id, &[])?);
        }
        let mut rows = Vec::with_capacity(self.groups.len());
        for group in &self.groups {
            rows.push(self.row(group, text)?);
        }
        let any = self.groups.iter().any(|group| group.coverage.is_some());
        let svg = if any { self.picture(&summary, text)? } else { String::new() };
        Ok(Drawn { id: self.id.clone(), svg, summary, lines, head, rows })
    }
}

impl Groups {
    fn picture(&self, summary: &str, text: &Text) -> Result<String, TextError> {
        let width = (WIDTH - 2.0 * GAP - 8.0) / 3.0;
        let columns: Vec<Axis> = [0.0, 1.0, 2.0]
            .into_iter()
            .map(|column: f64| {
                let left = 4.0 + column * (width + GAP);
                Axis::new(0.0, 1.0, left, left + width)
            })
            .collect();
        let mut svg = Svg::new();
        for (axis, id) in columns.iter().zip(["groups-coverage", "groups-better", "groups-worse"]) {
            svg.text("label", (axis.place(0.0), 14.0), Anchor::Start, &text.message(id, &[])?);
        }
        let mut top = HEAD;
        let mut by = "";
        for group in &self.groups {
            if group.by != by {
                by = &group.by;
                top += 10.0;
                svg.text("panel", (4.0, top + 14.0), Anchor::Start, &text.message(&format!("group-{by}"), &[])?);
                top += 22.0;
            }
            let n = if group.of < self.minimum { format!("(N<{})", self.minimum) } else { format!("n = {}", group.of) };
            svg.text("tick", (4.0, top + 13.0), Anchor::Start, &group.name(text)?);
            svg.text("tick", (WIDTH - 4.0, top + 13.0), Anchor::End, &n);
            for ((axis, share), all) in columns.iter().zip(group.shares()).zip(self.all) {
                let y = top + 28.0;
                svg.line("axis", (axis.place(0.0), y), (axis.place(1.0), y));
                if let Some(all) = all {
                    svg.line("reference", (axis.place(all), y - 9.0), (axis.place(all), y + 9.0));
                }
                let Some(Share { value, interval: (low, high) }) = share else { continue };
                svg.rect("interval", (axis.place(low), y - 4.0), (axis.place(high) - axis.place(low), 8.0));
                svg.circle("dot", (axis.place(value), y), 5.0);
            }
            top += ROW;
        }
        for axis in &columns {
            svg.text("tick", (axis.place(0.0), top + 12.0), Anchor::Start, &format::percent(0.0, 0, text.language()));
            let whole = format::percent(1.0, 0, text.language());
            svg.text("tick", (axis.place(1.0), top + 12.0), Anchor::End, &whole);
        }
        let title = text.message("chart-groups-title", &[])?;
        Ok(svg.finish(&self.id, top + 20.0, &title, summary))
    }
}
