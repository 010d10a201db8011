//! The few SVG shapes the charts are made of. Looks come from classes in the style sheet.

use std::fmt::Write;

/// Width of every chart's view box in user units: text stays readable from a phone to a desk.
pub(super) const WIDTH: f64 = 480.0;

/// Where a text is anchored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A picture being drawn.
#[derive(Debug)]
pub(super) struct Svg {
    body: String,
}

impl Svg {
    pub(super) const fn new() -> Self {
        Self { body: String::new() }
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.push(format_args!(
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            short(from.0),
            short(from.1),
            short(to.0),
            short(to.1)
        ));
    }

    /// A rectangle from its upper left corner; nothing when it has no size.
    pub(super) fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64)) {
        if size.0 > 0.0 && size.1 > 0.0 {
            self.push(format_args!(
                r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
                short(corner.0),
                short(corner.1),
                short(size.0),
                short(size.1)
            ));
        }
    }

    pub(super) fn circle(&mut self, class: &str, centre: (f64, f64), radius: f64) {
        self.push(format_args!(
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            short(centre.0),
            short(centre.1),
            short(radius)
        ));
    }

    /// A square standing on its corner.
    pub(super) fn diamond(&mut self, class: &str, centre: (f64, f64), radius: f64) {
        self.push(format_args!(
            r#"<path class="{class}" d="M{} {}l{r} {r}l-{r} {r}l-{r} -{r}z"/>"#,
            short(centre.0),
            short(centre.1 - radius),
            r = short(radius)
        ));
    }

    /// A cross: something is missing here.
    pub(super) fn cross(&mut self, class: &str, centre: (f64, f64), radius: f64) {
        let d = short(radius * 2.0);
        self.push(format_args!(
            r#"<path class="{class}" d="M{} {y}l{d} {d}m0 -{d}l-{d} {d}"/>"#,
            short(centre.0 - radius),
            y = short(centre.1 - radius),
        ));
    }

    pub(super) fn polyline(&mut self, class: &str, points: &[(f64, f64)]) {
        if points.len() < 2 {
            return;
        }
        let mut list = String::with_capacity(points.len() * 10);
        for (x, y) in points {
            if !list.is_empty() {
                list.push(' ');
            }
            // Writing to a string cannot fail.
            let _ = write!(list, "{},{}", short(*x), short(*y));
        }
        self.push(format_args!(r#"<polyline class="{class}" points="{list}"/>"#));
    }

    pub(super) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        self.push(format_args!(
            r#"<text{class} x="{}" y="{}"{anchor}>{}</text>"#,
            short(at.0),
            short(at.1),
            escape(text)
        ));
    }

    /// Ready-made markup: patterns.
    pub(super) fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    /// The whole picture with its name and description for those who do not see it.
    pub(super) fn finish(self, id: &str, height: f64, title: &str, summary: &str) -> String {
        let id = escape(id);
        format!(
            r#"<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="chart-{id}-t chart-{id}-d"><title id="chart-{id}-t">{}</title><desc id="chart-{id}-d">{}</desc>{}</svg>"#,
            short(WIDTH),
            short(height),
            escape(title),
            escape(summary),
            self.body
        )
    }

    fn push(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(shape);
    }
}

/// A coordinate with at most one decimal: small pages.
fn short(value: f64) -> String {
    let fixed = format!("{value:.1}");
    fixed.strip_suffix(".0").unwrap_or(&fixed).to_owned()
}

/// Text as it stands between tags and in attributes.
pub(in crate::view) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        let mut svg = Svg::new();
        svg.text("", (1.0, 2.04), Anchor::Start, "<b>&\"'");
        let drawn = svg.finish("x", 10.0, "a<b", "c&d");
        assert!(drawn.contains(r#"<text x="1" y="2">&lt;b&gt;&amp;&quot;&#39;</text>"#));
        assert!(drawn.contains("a&lt;b") && drawn.contains("c&amp;d"));
    }
}
