//! Every pair of a period: how far people moved (the distribution of change), and from where to where (start against
//! end). Better is always to the right and below the line; kinds differ by pattern and shape, not colour alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH, escape};
use super::{Better, Draw, Drawn};
use crate::view::format;
use crate::view::text::{Text, TextError};

const LEFT: f64 = 40.0;
const RIGHT: f64 = WIDTH - 12.0;
const TOP: f64 = 30.0;

/// What became of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Became {
    /// Reliably better.
    Better,
    /// No reliable change.
    Unchanged,
    /// Reliably worse.
    Worse,
}

impl Became {
    /// The order in which kinds are told and stacked.
    const ALL: [Self; 3] = [Self::Better, Self::Unchanged, Self::Worse];

    /// The class that the categories of change use for the same.
    const fn class(self) -> &'static str {
        match self {
            Self::Better => "improved",
            Self::Unchanged => "unchanged",
            Self::Worse => "deteriorated",
        }
    }
}

/// People who began and ended at the same scores.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The first score.
    pub from: f64,
    /// The second.
    pub to: f64,
    /// How many.
    pub n: u32,
    /// What became of them, by the metric's rule.
    pub became: Became,
}

/// The pairs of a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Unique on the page.
    pub id: String,
    /// Lowest possible score.
    pub lowest: f64,
    /// Highest possible score.
    pub highest: f64,
    /// Which way is better.
    pub better: Better,
    /// The cut-off between the population in care and others.
    pub cutoff: Option<f64>,
    /// Points of change from which it is reliable.
    pub reliable: f64,
    /// Where people stand; empty when fewer than `minimum` have both measurements.
    pub cells: Vec<Cell>,
    /// Fewest pairs that are drawn.
    pub minimum: u32,
}

impl Spread {
    fn total(&self) -> u32 {
        self.cells.iter().map(|cell| cell.n).sum()
    }

    fn is_few(&self) -> bool {
        self.total() < self.minimum
    }

    /// Points to the better, negative to the worse.
    fn gain(&self, cell: &Cell) -> f64 {
        match self.better {
            Better::Lower => cell.from - cell.to,
            Better::Higher => cell.to - cell.from,
        }
    }

    fn count(&self, became: Became) -> u32 {
        self.cells.iter().filter(|cell| cell.became == became).map(|cell| cell.n).sum()
    }

    /// The gain below which a share of all lie: the value of whoever stands there in order.
    fn quantile(&self, share: f64) -> f64 {
        let mut gains: Vec<(f64, u32)> = self.cells.iter().map(|cell| (self.gain(cell), cell.n)).collect();
        gains.sort_by(|one, other| one.0.total_cmp(&other.0));
        let place = share * f64::from(self.total());
        let mut passed = 0.0;
        for (gain, n) in &gains {
            passed += f64::from(*n);
            if passed >= place {
                return *gain;
            }
        }
        gains.last().map_or(0.0, |last| last.0)
    }

    fn few(&self, text: &Text) -> Result<String, TextError> {
        text.message("chart-spread-few", &[("n", self.total().into()), ("minimum", self.minimum.into())])
    }

    fn patterns(&self, of: &str) -> String {
        let id = escape(&self.id);
        let pattern = |name: &str, shape: &str| {
            format!(
                r#"<pattern id="{id}-{of}-{name}" width="7" height="7" patternUnits="userSpaceOnUse">{shape}</pattern>"#
            )
        };
        [
            "<defs>".to_owned(),
            pattern("improved", r#"<path class="hatch" d="M-1 8L8 -1"/>"#),
            pattern("deteriorated", r#"<circle class="speck" cx="3.5" cy="3.5" r="1.5"/>"#),
            "</defs>".to_owned(),
        ]
        .concat()
    }
}

/// How many points people moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Distribution(pub Spread);

/// From where to where people moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scatter(pub Spread);

/// The most bars that can be told apart on a phone.
const MOST_BARS: f64 = 40.0;

/// One bar: from a gain on, how many became what.
#[derive(Default)]
struct Bar {
    from: f64,
    became: BTreeMap<Became, u32>,
}

impl Bar {
    fn total(&self) -> u32 {
        self.became.values().sum()
    }
}

impl Distribution {
    /// Bars of whole points, from the worst change to the best; empty ones between are kept.
    fn bars(&self) -> (f64, Vec<Bar>) {
        let gains = || self.0.cells.iter().map(|cell| self.0.gain(cell));
        let (low, high) = (gains().fold(0.0, f64::min).floor(), gains().fold(0.0, f64::max).floor());
        let width = ((high - low + 1.0) / MOST_BARS).ceil().max(1.0);
        // A bar begins at 0, so that better and worse never share one.
        let first = (low / width).floor() * width;
        let mut bars: Vec<Bar> = Vec::new();
        let mut from = first;
        while from <= high {
            bars.push(Bar { from, ..Bar::default() });
            from += width;
        }
        for cell in &self.0.cells {
            let gain = self.0.gain(cell);
            let found = bars.iter_mut().rev().find(|bar| bar.from <= gain);
            if let Some(bar) = found {
                *bar.became.entry(cell.became).or_default() += cell.n;
            }
        }
        (width, bars)
    }

    fn lines(&self, text: &Text) -> Result<Vec<String>, TextError> {
        let spread = &self.0;
        if spread.is_few() {
            return Ok(vec![spread.few(text)?]);
        }
        let points = |share: f64| {
            let gain = spread.quantile(share);
            let id = if gain > 0.0 {
                "gain-better"
            } else if gain < 0.0 {
                "gain-worse"
            } else {
                "gain-none"
            };
            text.message(id, &[("points", format::number(gain.abs(), text.language()).into())])
        };
        let middle = [
            ("middle", points(0.5)?.into()),
            ("low", points(0.25)?.into()),
            ("high", points(0.75)?.into()),
            ("n", spread.total().into()),
        ];
        let counts = [
            ("better", spread.count(Became::Better).into()),
            ("same", spread.count(Became::Unchanged).into()),
            ("worse", spread.count(Became::Worse).into()),
            ("points", format::number(spread.reliable, text.language()).into()),
        ];
        Ok(vec![
            text.message("chart-distribution-middle", &middle)?,
            text.message("chart-distribution-counts", &counts)?,
        ])
    }
}

impl Draw for Distribution {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let lines = self.lines(text)?;
        let summary = lines.join(" ");
        let mut head = Vec::with_capacity(4);
        for id in ["chart-gain", "became-better", "became-unchanged", "became-worse"] {
            head.push(text.message(id, &[])?);
        }
        let id = format!("{}-change", self.0.id);
        if self.0.is_few() {
            return Ok(Drawn { id, svg: String::new(), summary, lines, head, rows: Vec::new() });
        }
        let (width, bars) = self.bars();
        let language = text.language();
        let rows = bars
            .iter()
            .filter(|bar| bar.total() > 0)
            .map(|bar| {
                let last = bar.from + width - 1.0;
                let gain = if width > 1.0 {
                    format!("{} … {}", signed(bar.from, text), signed(last, text))
                } else {
                    signed(bar.from, text)
                };
                let counts = Became::ALL.map(|became| {
                    format::number(f64::from(bar.became.get(&became).copied().unwrap_or_default()), language)
                });
                [gain].into_iter().chain(counts).collect()
            })
            .collect();
        let svg = self.picture(&id, (width, &bars), &summary, text)?;
        Ok(Drawn { id, svg, summary, lines, head, rows })
    }
}

/// Points to the better with a plus, to the worse with a minus.
fn signed(gain: f64, text: &Text) -> String {
    let number = format::number(gain.abs(), text.language());
    if gain > 0.0 {
        format!("+{number}")
    } else if gain < 0.0 {
        format!("−{number}")
    } else {
        number
    }
}

impl Distribution {
    fn picture(&self, id: &str, (width, bars): (f64, &[Bar]), summary: &str, text: &Text) -> Result<String, TextError> {
        const PLOT: f64 = 170.0;
        let low = bars.first().map_or(0.0, |bar| bar.from);
        let high = bars.last().map_or(1.0, |bar| bar.from + width);
        let most = bars.iter().map(Bar::total).max().unwrap_or(1).max(1);
        let x = Axis::new(low, high, LEFT, RIGHT);
        let y = Axis::new(0.0, f64::from(most), TOP + PLOT, TOP);
        let mut svg = Svg::new();
        svg.raw(&self.0.patterns("bar"));
        for count in [0, most] {
            let at = y.place(f64::from(count));
            svg.line("grid", (LEFT, at), (RIGHT, at));
            svg.text("tick", (LEFT - 6.0, at + 4.0), Anchor::End, &count.to_string());
        }
        for bar in bars {
            let (left, right) = (x.place(bar.from) + 0.75, x.place(bar.from + width) - 0.75);
            let mut base = 0;
            for became in Became::ALL {
                let n = bar.became.get(&became).copied().unwrap_or_default();
                let (foot, top) = (y.place(f64::from(base)), y.place(f64::from(base + n)));
                piece(&mut svg, (&self.0.id, "bar"), became, (left, top), (right - left, foot - top));
                base += n;
            }
        }
        let bottom = TOP + PLOT;
        // The lines stand where a change begins to be reliable: between the last bar within and the first beyond.
        let least = if self.0.cells.iter().all(|cell| self.0.gain(cell).fract() == 0.0) {
            self.0.reliable.ceil()
        } else {
            self.0.reliable
        };
        for line in [least, 1.0 - least] {
            if line > low && line < high {
                svg.line("reference", (x.place(line), TOP - 8.0), (x.place(line), bottom));
            }
        }
        svg.line("axis", (LEFT, bottom), (RIGHT, bottom));
        let step = tick_step(high - low);
        let mut tick = (low / step).ceil() * step;
        while tick < high {
            let at = x.place(tick + 0.5 * width.min(1.0));
            svg.text("tick", (at, bottom + 17.0), Anchor::Middle, &format::number(tick.abs(), text.language()));
            tick += step;
        }
        svg.text("note", (LEFT, bottom + 35.0), Anchor::Start, &text.message("axis-worse", &[])?);
        svg.text("note", (RIGHT, bottom + 35.0), Anchor::End, &text.message("axis-better", &[])?);
        let title = text.message("chart-distribution-title", &[])?;
        Ok(svg.finish(id, bottom + 42.0, &title, summary))
    }
}

/// A bar or a key in the pattern of what became.
fn piece(svg: &mut Svg, (id, of): (&str, &str), became: Became, corner: (f64, f64), size: (f64, f64)) {
    if size.0 <= 0.0 || size.1 <= 0.0 {
        return;
    }
    svg.rect(&format!("category {}", became.class()), corner, size);
    if became != Became::Unchanged {
        svg.raw(&format!(
            r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="url(#{}-{of}-{})"/>"#,
            corner.0,
            corner.1,
            size.0,
            size.1,
            escape(id),
            became.class()
        ));
    }
}

/// One, two or five times a power of ten, for about six ticks.
fn tick_step(span: f64) -> f64 {
    let rough = (span / 6.0).max(1.0);
    let power = 10.0_f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0].into_iter().map(|of| of * power).find(|step| *step >= rough).unwrap_or(10.0 * power)
}

/// The most marks a page carries; beyond, neighbours are drawn as one.
const MOST_MARKS: usize = 220;

/// Into how many stretches of the scale people are divided by where they began.
const BANDS: u32 = 4;

impl Scatter {
    /// The cells, neighbours of one kind taken together until they are few enough to draw.
    fn marks(&self) -> Vec<Cell> {
        let mut step = 1.0;
        loop {
            let mut marks: BTreeMap<(i64, i64, Became), (f64, f64, u32)> = BTreeMap::new();
            for cell in &self.0.cells {
                // Scores are small; a place on the grid is a whole number.
                #[expect(clippy::cast_possible_truncation, reason = "a score over a step of at least one")]
                let at = |score: f64| (score / step).floor() as i64;
                let mark = marks.entry((at(cell.from), at(cell.to), cell.became)).or_default();
                mark.0 += cell.from * f64::from(cell.n);
                mark.1 += cell.to * f64::from(cell.n);
                mark.2 += cell.n;
            }
            if marks.len() <= MOST_MARKS || step > self.0.highest - self.0.lowest {
                return marks
                    .into_iter()
                    .map(|((_, _, became), (from, to, n))| Cell {
                        from: from / f64::from(n),
                        to: to / f64::from(n),
                        n,
                        became,
                    })
                    .collect();
            }
            step += 1.0;
        }
    }

    /// The stretches of the scale, each with those who began in it: (first, last, cells).
    fn bands(&self) -> Vec<(f64, f64, Vec<&Cell>)> {
        let spread = &self.0;
        let step = ((spread.highest - spread.lowest + 1.0) / f64::from(BANDS)).ceil().max(1.0);
        (0..BANDS)
            .map(|band| {
                let first = spread.lowest + f64::from(band) * step;
                let last = (first + step - 1.0).min(spread.highest);
                let inside = |cell: &&Cell| cell.from >= first && cell.from < first + step;
                (first, last, spread.cells.iter().filter(inside).collect())
            })
            .filter(|(first, _, cells): &(f64, f64, Vec<&Cell>)| *first <= spread.highest && !cells.is_empty())
            .collect()
    }
}

fn sum<'a>(cells: impl IntoIterator<Item = &'a &'a Cell>, became: Option<Became>) -> u32 {
    cells.into_iter().filter(|cell| became.is_none_or(|became| cell.became == became)).map(|cell| cell.n).sum()
}

impl Draw for Scatter {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let spread = &self.0;
        let id = format!("{}-pairs", spread.id);
        let mut head = Vec::with_capacity(5);
        for id in ["chart-began", "chart-n", "became-better", "became-unchanged", "became-worse"] {
            head.push(text.message(id, &[])?);
        }
        if spread.is_few() {
            let summary = spread.few(text)?;
            return Ok(Drawn { id, svg: String::new(), lines: vec![summary.clone()], summary, head, rows: Vec::new() });
        }
        let number = |value: f64| format::number(value, text.language());
        let (mut lines, mut rows) = (Vec::new(), Vec::new());
        for (first, last, cells) in self.bands() {
            let n = sum(&cells, None);
            let counts = Became::ALL.map(|became| sum(&cells, Some(became)));
            let enough = n >= spread.minimum;
            let began = format!("{}–{}", number(first), number(last));
            if enough {
                let [better, _, worse] = counts;
                let args = [
                    ("began", began.as_str().into()),
                    ("n", n.into()),
                    ("better", better.into()),
                    ("worse", worse.into()),
                ];
                lines.push(text.message("chart-scatter-band", &args)?);
            }
            let shown = counts.map(|count| if enough { count.to_string() } else { "–".to_owned() });
            let n = if enough { n.to_string() } else { format!("(N<{})", spread.minimum) };
            rows.push([began, n].into_iter().chain(shown).collect());
        }
        if lines.is_empty() {
            lines.push(text.message("chart-scatter-thin", &[("minimum", spread.minimum.into())])?);
        }
        let summary = lines.join(" ");
        let svg = self.picture(&id, &summary, text)?;
        Ok(Drawn { id, svg, summary, lines, head, rows })
    }
}

impl Scatter {
    fn picture(&self, id: &str, summary: &str, text: &Text) -> Result<String, TextError> {
        const SIDE: f64 = 380.0;
        let spread = &self.0;
        let (low, high) = (spread.lowest, spread.highest);
        let left = LEFT + 14.0;
        let x = Axis::new(low, high, left, left + SIDE);
        let y = Axis::new(low, high, TOP + SIDE, TOP);
        let mut svg = Svg::new();
        svg.rect("frame", (left, TOP), (SIDE, SIDE));
        let step = tick_step(high - low);
        let mut tick = (low / step).ceil() * step;
        while tick <= high {
            let label = format::number(tick, text.language());
            svg.text("tick", (x.place(tick), TOP + SIDE + 17.0), Anchor::Middle, &label);
            svg.text("tick", (left - 7.0, y.place(tick) + 4.0), Anchor::End, &label);
            tick += step;
        }
        if let Some(cutoff) = spread.cutoff {
            svg.line("cutoff-fine", (x.place(cutoff), TOP), (x.place(cutoff), TOP + SIDE));
            svg.line("cutoff-fine", (left, y.place(cutoff)), (left + SIDE, y.place(cutoff)));
        }
        svg.line("reference", (x.place(low), y.place(low)), (x.place(high), y.place(high)));
        let away = spread.reliable;
        if away < high - low {
            svg.line("whisker", (x.place(low + away), y.place(low)), (x.place(high), y.place(high - away)));
            svg.line("whisker", (x.place(low), y.place(low + away)), (x.place(high - away), y.place(high)));
        }
        // Large marks first, so that small ones stay in sight.
        let mut marks = self.marks();
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.n));
        let most = marks.first().map_or(1, |mark| mark.n);
        let unit = (12.0 / f64::from(most).sqrt()).min(4.0);
        for mark in &marks {
            let at = (x.place(mark.from), y.place(mark.to));
            let radius = (unit * f64::from(mark.n).sqrt()).max(2.2);
            match mark.became {
                Became::Better => svg.circle("dot thin", at, radius),
                Became::Unchanged => svg.circle("dot thin open", at, radius),
                Became::Worse => svg.diamond("dot thin worse", at, radius + 1.0),
            }
        }
        let inner = left + SIDE - 8.0;
        let (below, above) = match spread.better {
            Better::Lower => ("became-better", "became-worse"),
            Better::Higher => ("became-worse", "became-better"),
        };
        svg.text("note", (inner, TOP + SIDE - 10.0), Anchor::End, &text.message(below, &[])?);
        svg.text("note", (left + 8.0, TOP + 18.0), Anchor::Start, &text.message(above, &[])?);
        svg.text("label", (left, TOP - 10.0), Anchor::Start, &text.message("axis-end", &[])?);
        svg.text("label", (left + SIDE, TOP + SIDE + 36.0), Anchor::End, &text.message("axis-start", &[])?);
        let title = text.message("chart-scatter-title", &[])?;
        Ok(svg.finish(id, TOP + SIDE + 44.0, &title, summary))
    }
}
