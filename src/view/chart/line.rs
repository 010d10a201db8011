//! A plain line for a patient: one's own numbers over time, with no line to be above or below.

use chrono::NaiveDate;

use super::axis::{Axis, Days};
use super::svg::{Anchor, Svg, WIDTH};
use crate::view::Language;
use crate::view::format;

/// Height of the picture in user units, and where the line may go.
const HEIGHT: f64 = 190.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 150.0;
const LEFT: f64 = 40.0;
const RIGHT: f64 = WIDTH - 20.0;

/// Values by day, in order of time, between the scale's ends. `title` and `summary` are for those who do not
/// see it; the picture always stands beside its table.
#[must_use]
pub fn draw(
    id: &str,
    points: &[(NaiveDate, f64)],
    (lowest, highest): (f64, f64),
    (title, summary): (&str, &str),
    language: Language,
) -> String {
    let mut svg = Svg::new();
    let up = Axis::new(lowest, highest, BOTTOM, TOP);
    for end in [lowest, highest] {
        svg.line("grid", (LEFT, up.place(end)), (RIGHT, up.place(end)));
        svg.text("tick", (LEFT - 8.0, up.place(end) + 4.0), Anchor::End, &format::number(end, language));
    }
    let (Some((first, _)), Some((last, value))) = (points.first(), points.last()) else {
        return svg.finish(id, HEIGHT, title, summary);
    };
    let days = Days::new(*first, *last, LEFT + 14.0, RIGHT - 14.0);
    let places: Vec<_> = points.iter().map(|(day, value)| (days.place(*day), up.place(*value))).collect();
    svg.polyline("curve", &places);
    for place in &places {
        svg.circle("dot", *place, 5.0);
    }
    if let Some((x, y)) = places.last() {
        svg.text("value", (*x, (y - 12.0).max(TOP)), Anchor::Middle, &format::number(*value, language));
    }
    let base = HEIGHT - 18.0;
    if first == last {
        svg.text("tick", (days.place(*first), base), Anchor::Middle, &format::date(*first, language));
    } else {
        svg.text("tick", (LEFT, base), Anchor::Start, &format::date(*first, language));
        svg.text("tick", (RIGHT, base), Anchor::End, &format::date(*last, language));
    }
    svg.finish(id, HEIGHT, title, summary)
}
