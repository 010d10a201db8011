//! What two versions of a definition differ in, and whether their scores may share a curve.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use super::Definition;
use crate::domain::instrument::{Instrument, Item, Scale, Wording};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part, such as `item 3` or `scale total`.
    pub part: String,
    /// What is different, in words.
    pub fact: String,
    /// Whether the same answers may come to another score, or mean something else.
    pub scores: bool,
}

/// Everything that is different, in the order of the file.
pub fn differences(before: &Definition, after: &Definition) -> Vec<Difference> {
    let mut found = Vec::new();
    let (old, new) = (&before.instrument, &after.instrument);
    items(&mut found, old, new);
    scales(&mut found, old, new);
    let risks = |instrument: &Instrument| format!("{:?}", instrument.risks);
    if risks(old) != risks(new) {
        found.push(difference("risk", "other answers must not be overlooked", true));
    }
    named(&mut found, "norm set", &old.norms, &new.norms, |norm| &norm.id);
    named(&mut found, "reference", &old.references, &new.references, |reference| &reference.id);
    about(&mut found, old, new);
    words(&mut found, &before.wording, &after.wording);
    found
}

fn difference(part: impl Into<String>, fact: impl Into<String>, scores: bool) -> Difference {
    Difference { part: part.into(), fact: fact.into(), scores }
}

fn items(found: &mut Vec<Difference>, old: &Instrument, new: &Instrument) {
    for item in &old.items {
        let part = format!("item {}", item.id);
        match new.item(&item.id) {
            None => found.push(difference(part, "is gone", true)),
            Some(now) => item_changes(found, &part, item, now),
        }
    }
    for item in new.items.iter().filter(|item| old.item(&item.id).is_none()) {
        found.push(difference(format!("item {}", item.id), "is new", new.is_scored(&item.id)));
    }
    let order = |instrument: &Instrument, other: &Instrument| -> Vec<String> {
        let kept = instrument.items.iter().filter(|item| other.item(&item.id).is_some());
        kept.map(|item| item.id.clone()).collect()
    };
    if order(old, new) != order(new, old) {
        found.push(difference("items", "stand in another order", false));
    }
}

fn item_changes(found: &mut Vec<Difference>, part: &str, item: &Item, now: &Item) {
    if item.kind != now.kind {
        found.push(difference(part, "is answered in another way", true));
    }
    if item.only_if != now.only_if {
        found.push(difference(part, "is asked under another rule", true));
    }
    if (item.required, item.may_decline) != (now.required, now.may_decline) {
        found.push(difference(part, "may be skipped or declined under another rule", false));
    }
    if (&item.topic, &item.loinc, &item.group) != (&now.topic, &now.loinc, &now.group) {
        found.push(difference(part, "has another topic, code or group", false));
    }
}

fn scales(found: &mut Vec<Difference>, old: &Instrument, new: &Instrument) {
    for scale in &old.scales {
        let part = format!("scale {}", scale.id);
        match new.scale(&scale.id) {
            None => found.push(difference(part, "is gone", true)),
            Some(now) => scale_changes(found, &part, scale, now),
        }
    }
    for scale in new.scales.iter().filter(|scale| old.scale(&scale.id).is_none()) {
        found.push(difference(format!("scale {}", scale.id), "is new", false));
    }
}

fn scale_changes(found: &mut Vec<Difference>, part: &str, scale: &Scale, now: &Scale) {
    let parts = [
        (scale.items != now.items || scale.of != now.of, "counts other items"),
        (scale.reverse != now.reverse, "turns other items round"),
        (scale.points != now.points || scale.table != now.table, "has another table"),
        (
            (scale.method, scale.function, scale.yields) != (now.method, now.function, now.yields)
                || (scale.times - now.times).abs() > 0.0
                || (scale.plus - now.plus).abs() > 0.0,
            "is worked out in another way",
        ),
        (scale.round != now.round, "is rounded in another way"),
        (scale.range != now.range, "has another range"),
        (scale.direction != now.direction, "points the other way"),
        (rule(scale) != rule(now), "has another rule for unanswered items"),
    ];
    for (_, fact) in parts.into_iter().filter(|(different, _)| *different) {
        found.push(difference(part, fact, true));
    }
    if scale.bands != now.bands {
        found.push(difference(part, "has other bands; its values are the same", false));
    }
}

/// What a missing-item rule does; where it is written is another matter.
fn rule(scale: &Scale) -> String {
    let rule = scale.missing.as_ref().map(|rule| (rule.up_to, &rule.only, rule.then));
    format!("{rule:?} {:?}", scale.not_asked_counts)
}

fn named<T: PartialEq + Debug>(found: &mut Vec<Difference>, what: &str, old: &[T], new: &[T], id: fn(&T) -> &String) {
    let of = |list: &[T]| -> BTreeSet<String> { list.iter().map(|entry| id(entry).clone()).collect() };
    for gone in of(old).difference(&of(new)) {
        found.push(difference(format!("{what} {gone}"), "is gone", false));
    }
    for added in of(new).difference(&of(old)) {
        found.push(difference(format!("{what} {added}"), "is new: another metric beside the old", false));
    }
    for entry in new {
        let before = old.iter().find(|before| id(before) == id(entry));
        if before.is_some_and(|before| before != entry) {
            let fact = "has other figures under the same name: give it a new name, so that it makes a new metric";
            found.push(difference(format!("{what} {}", id(entry)), fact, true));
        }
    }
}

fn about(found: &mut Vec<Difference>, old: &Instrument, new: &Instrument) {
    let parts = [
        (old.looks_back != new.looks_back, "looks_back", "it asks about another time", true),
        (old.answered_by != new.answered_by, "answered_by", "others answer", true),
        (old.name != new.name || old.measures != new.measures, "name", "it is called something else", false),
        (old.review != new.review, "review", "somebody else has answered for it", false),
        (old.licence != new.licence, "licence", "the terms are others", false),
        (old.doubts != new.doubts, "doubts", "other doubts are stated", false),
    ];
    for (_, part, fact, scores) in parts.into_iter().filter(|(different, ..)| *different) {
        found.push(difference(part, fact, scores));
    }
}

fn words(found: &mut Vec<Difference>, old: &BTreeMap<String, Wording>, new: &BTreeMap<String, Wording>) {
    for (language, wording) in old {
        match new.get(language) {
            None => found.push(difference(format!("wording {language}"), "is gone", false)),
            Some(now) if now.hash != wording.hash => {
                // A reworded question may be another question: only a person can say.
                found.push(difference(format!("wording {language}"), "has other words", true));
            }
            Some(_) => {}
        }
    }
    for language in new.keys().filter(|language| !old.contains_key(*language)) {
        found.push(difference(format!("wording {language}"), "is new", false));
    }
}
