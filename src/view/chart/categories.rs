//! The categories of change as one bar, told apart by pattern and by name.

use super::axis::Axis;
use super::svg::{Anchor, Svg, WIDTH, escape};
use super::{Categories, Draw, Drawn};
use crate::view::format;
use crate::view::text::{Text, TextError};

const BAR: f64 = 34.0;
const ROW: f64 = 28.0;

impl Draw for Categories {
    fn draw(&self, text: &Text) -> Result<Drawn, TextError> {
        let total: u32 = self.categories.iter().map(|category| category.n).sum();
        let few = total < self.minimum;
        let mut head = Vec::with_capacity(3);
        for id in ["chart-category", "chart-n", "chart-share"] {
            head.push(text.message(id, &[])?);
        }
        let mut rows = Vec::with_capacity(self.categories.len());
        for category in &self.categories {
            let share = share(category.n, total, few, self.minimum, text);
            let n = if few { "–".to_owned() } else { category.n.to_string() };
            rows.push(vec![text.word("category", &category.name)?, n, share]);
        }
        let summary = if few {
            text.message("chart-categories-few", &[("n", total.into()), ("minimum", self.minimum.into())])?
        } else {
            let listed: Vec<String> = rows
                .iter()
                .filter_map(|row| match row.as_slice() {
                    [name, n, share] => Some(format!("{} {n} ({share})", name.to_lowercase())),
                    _ => None,
                })
                .collect();
            text.message("chart-categories-summary", &[("n", total.into()), ("list", listed.join("; ").into())])?
        };
        let mut lines = vec![summary.clone()];
        if !few && self.categories.iter().any(|category| category.name == "recovered") {
            lines.push(text.message("chart-categories-past", &[])?);
        }
        let svg = if few { String::new() } else { self.picture(total, &rows, &summary, text)? };
        Ok(Drawn { id: self.id.clone(), svg, lines, summary, head, rows })
    }
}

impl Categories {
    fn picture(&self, total: u32, rows: &[Vec<String>], summary: &str, text: &Text) -> Result<String, TextError> {
        let axis = Axis::new(0.0, f64::from(total), 0.0, WIDTH - 4.0);
        let mut svg = Svg::new();
        svg.raw(&self.patterns());
        let mut done: u32 = 0;
        let mut y = BAR + 20.0;
        for (category, row) in self.categories.iter().zip(rows) {
            let from = 2.0 + axis.place(f64::from(done));
            let width = axis.place(f64::from(category.n));
            self.piece(&mut svg, &category.name, (from, 4.0), (width, BAR));
            done += category.n;
            self.piece(&mut svg, &category.name, (2.0, y), (22.0, 16.0));
            let cell = |column: usize| row.get(column).map_or("", String::as_str);
            svg.text("label", (34.0, y + 13.0), Anchor::Start, cell(0));
            svg.text("value", (WIDTH - 68.0, y + 13.0), Anchor::End, cell(1));
            svg.text("tick", (WIDTH - 4.0, y + 13.0), Anchor::End, cell(2));
            y += ROW;
        }
        let title = text.message("chart-categories-title", &[])?;
        Ok(svg.finish(&self.id, y, &title, summary))
    }

    fn piece(&self, svg: &mut Svg, name: &str, corner: (f64, f64), size: (f64, f64)) {
        if size.0 <= 0.0 {
            return;
        }
        svg.rect(&format!("category {name}"), corner, size);
        if matches!(name, "improved" | "deteriorated" | "harmed") {
            svg.raw(&format!(
                r#"<rect x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" fill="url(#{}-{name})"/>"#,
                corner.0,
                corner.1,
                size.0,
                size.1,
                escape(&self.id)
            ));
        }
    }

    fn patterns(&self) -> String {
        let pattern = |name: &str, shape: &str| {
            format!(
                r#"<pattern id="{}-{name}" width="7" height="7" patternUnits="userSpaceOnUse">{shape}</pattern>"#,
                escape(&self.id)
            )
        };
        [
            "<defs>".to_owned(),
            pattern("improved", r#"<path class="hatch" d="M-1 8L8 -1"/>"#),
            pattern("deteriorated", r#"<circle class="speck" cx="3.5" cy="3.5" r="1.5"/>"#),
            pattern("harmed", r#"<path class="hatch" d="M-1 8L8 -1M-1 -1L8 8"/>"#),
            "</defs>".to_owned(),
        ]
        .concat()
    }
}

fn share(n: u32, total: u32, few: bool, minimum: u32, text: &Text) -> String {
    if few || total == 0 {
        return format!("(N<{minimum})");
    }
    format::percent(f64::from(n) / f64::from(total), 0, text.language())
}
