//! What is worth asking about: what changed since last time and since the start, as facts in a fixed
//! order. Nothing here judges, ranks people or foresees anything; each fact can be traced to two
//! answers.

use super::change::{ChangeRule, Direction, Side};

/// One score of one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// The value; `None` when it could not be scored.
    pub value: Option<f64>,
}

/// A fact about one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// A score moved.
    Moved {
        /// Then.
        from: f64,
        /// Now.
        to: f64,
        /// Compared with the start rather than last time.
        since_start: bool,
        /// More than measurement error alone would seldom give.
        reliable: bool,
        /// In the better direction.
        better: bool,
    },
    /// A score is on the other side of the cut-off than last time.
    Crossed {
        /// Now among those in care.
        into_care: bool,
    },
    /// The same as last time.
    Same {
        /// Now.
        value: f64,
    },
    /// The latest answers give no score.
    NotScorable,
    /// The first answers.
    First,
}

fn moved(rule: &ChangeRule, from: f64, to: f64, since_start: bool) -> Fact {
    let category = rule.classify(from, to).map(|change| change.category);
    let reliable = category
        .as_ref()
        .is_ok_and(|category| category.is_reliable_improvement() || category.is_reliable_deterioration());
    let better = match rule.direction() {
        Direction::HigherIsWorse => to < from,
        Direction::HigherIsBetter => to > from,
    };
    Fact::Moved { from, to, since_start, reliable, better }
}

/// What a measure's scores, in order of time, say about the latest one: first what is seen against
/// last time, then a crossing of the cut-off, then a reliable change since the start.
#[must_use]
pub fn facts(rule: &ChangeRule, readings: &[Reading]) -> Vec<Fact> {
    let Some((latest, before)) = readings.split_last() else { return Vec::new() };
    let Some(now) = latest.value else { return vec![Fact::NotScorable] };
    let mut earlier = before.iter().filter_map(|reading| reading.value);
    let start = earlier.next();
    let last = earlier.next_back().or(start);
    let (Some(start), Some(last)) = (start, last) else { return vec![Fact::First] };
    let mut found = Vec::new();
    found.push(if (now - last).abs() < f64::EPSILON {
        Fact::Same { value: now }
    } else {
        moved(rule, last, now, false)
    });
    match (rule.side(last), rule.side(now)) {
        (Some(Side::Functional), Some(Side::Clinical)) => found.push(Fact::Crossed { into_care: true }),
        (Some(Side::Clinical), Some(Side::Functional)) => found.push(Fact::Crossed { into_care: false }),
        _ => {}
    }
    let several = before.iter().filter(|reading| reading.value.is_some()).count() > 1;
    let since_start = moved(rule, start, now, true);
    if several && matches!(since_start, Fact::Moved { reliable: true, .. }) {
        found.push(since_start);
    }
    found
}

/// How far the experience of the work together may fall before it is mentioned, as a share of the
/// scale's length: one step of ten. Our own convention, to open a conversation; nothing is concluded.
pub const ALLIANCE_STEP: f64 = 0.1;

/// Whether the latest alliance score is lower than the one before by at least [`ALLIANCE_STEP`] of the
/// scale's range, and by how much. Higher is better on an alliance scale.
#[must_use]
pub fn alliance_lower(values: &[f64], range: (f64, f64)) -> Option<(f64, f64)> {
    let [.., last, now] = values else { return None };
    is_alliance_step(*last, *now, range).then_some((*last, *now))
}

/// Whether the step from one alliance score to another is down by at least [`ALLIANCE_STEP`] of the scale's
/// range.
#[must_use]
pub fn is_alliance_step(last: f64, now: f64, range: (f64, f64)) -> bool {
    // A hair's breadth of slack, so that 8.0 to 7.0 on 0-10 counts though 0.1 is not exact.
    last - now >= ALLIANCE_STEP * (range.1 - range.0) - 1e-9
}

/// By how many steps an item's answer must move since last time to be mentioned by itself.
pub const ITEM_STEPS: f64 = 2.0;

/// Whether an item's answer moved far enough to be mentioned: two worded steps, or three of eleven.
#[must_use]
pub fn item_moved(last: f64, now: f64, length: f64) -> bool {
    let enough = if length > 5.0 { ITEM_STEPS + 1.0 } else { ITEM_STEPS };
    (now - last).abs() >= enough
}
