//! A draft made whole enough to be shown and tried while it is still unfinished. What is made up here is
//! never saved and never published.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::sheet::{Kind, Set, Sheet};

/// What stands where nothing is written yet.
const BLANK: &str = "…";

/// The parts of the files that only matter to what is published.
const LEFT_OUT: [&str; 8] = ["norms", "cutoff", "important", "reference", "mode", "risk", "codes", "licence"];

/// A copy in which every gap is filled.
pub(super) fn repaired(sheet: &Sheet) -> Sheet {
    let mut whole = sheet.clone();
    for key in LEFT_OUT {
        whole.rest.remove(key);
    }
    whole.examples.clear();
    BLANK.clone_into(&mut whole.change.what);
    for text in [&mut whole.about.name, &mut whole.about.measures] {
        fill(text, BLANK);
    }
    whole.about.minutes = whole.about.minutes.clamp(0.5, 60.0);
    if whole.about.answered_by.is_empty() {
        whole.about.answered_by.push("patient".to_owned());
    }
    questions(&mut whole);
    scores(&mut whole);
    words(&mut whole);
    whole
}

fn fill(text: &mut String, with: &str) {
    if text.trim().is_empty() {
        with.clone_into(text);
    }
}

fn questions(whole: &mut Sheet) {
    let mut before: BTreeSet<String> = BTreeSet::new();
    let mut groups: BTreeSet<String> = BTreeSet::new();
    let mut last = None;
    for question in &mut whole.questions {
        match &mut question.kind {
            Kind::Choice { set } => {
                fill(set, "none");
                let found = whole.sets.entry(set.clone()).or_default();
                let rising = found.values.windows(2).all(|pair| matches!(pair, [low, high] if low < high));
                if found.values.len() < 2 || !rising {
                    *found = Set { values: vec![0.0, 1.0], ..Set::default() };
                }
            }
            Kind::Scale { from, to, step } if *from >= *to || *step <= 0.0 => (*from, *to, *step) = (0.0, 10.0, 1.0),
            Kind::Analogue { from, to, step } if *from >= *to || *step <= 0.0 => (*from, *to, *step) = (0.0, 10.0, 0.1),
            Kind::Number { from, to, .. } if *from >= *to => (*from, *to) = (0.0, 100.0),
            Kind::Text { max_chars } => *max_chars = (*max_chars).clamp(1, 4000),
            _ => {}
        }
        if question.only_if.as_ref().is_some_and(|rule| !named(rule).iter().all(|id| before.contains(id))) {
            question.only_if = None;
        }
        before.insert(question.id.clone());
        // A group that goes on after another has come between does not hold together.
        if question.group != last {
            if let Some(group) = &question.group
                && !groups.insert(group.clone())
            {
                question.group = None;
            }
            last.clone_from(&question.group);
        }
    }
}

/// The questions that a branching rule looks at.
pub(super) fn named(rule: &Value) -> Vec<String> {
    let lists = ["any_of", "all_of", "sum_of"].into_iter().filter_map(|way| rule.get(way)?.as_array());
    lists.flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn scores(whole: &mut Sheet) {
    let frozen = whole.clone();
    let counts =
        |id: &String| frozen.question(id).is_some_and(|question| question.kind.counts() && question.only_if.is_none());
    for score in whole.scales.iter_mut().filter(|score| !score.is_fixed()) {
        let mut seen = BTreeSet::new();
        score.items.retain(|id| counts(id) && seen.insert(id.clone()));
        let items = &score.items;
        score.reverse.retain(|id| items.contains(id));
        let most = u32::try_from(score.items.len()).unwrap_or(u32::MAX).saturating_sub(1);
        score.up_to = Some(score.up_to.unwrap_or(0).min(most));
        let range = frozen.range(score);
        let mut names = BTreeSet::new();
        score.bands.retain(|band| {
            range.is_some_and(|(low, high)| band.from >= low && band.from <= high)
                && !band.name.trim().is_empty()
                && names.insert(band.name.clone())
        });
        let rising = score.bands.windows(2).all(|pair| matches!(pair, [low, high] if low.from < high.from));
        let whole_range = score.bands.first().is_none_or(|band| range.is_some_and(|(low, _)| band.from <= low));
        if !rising || !whole_range {
            score.bands.clear();
        }
    }
    whole.scales.retain(|score| score.is_fixed() || !score.items.is_empty());
    if whole.scales.is_empty() {
        let mut rest = Map::new();
        rest.insert("method".to_owned(), json!("total"));
        rest.insert("range".to_owned(), json!([0, 1]));
        rest.insert("whole_numbers".to_owned(), json!(true));
        whole.scales.push(super::sheet::Score { id: "none".to_owned(), rest, ..super::sheet::Score::default() });
    }
}

fn words(whole: &mut Sheet) {
    let first = whole.words().clone();
    let asked = whole.questions.clone();
    let sets = whole.sets.clone();
    for language in whole.languages.clone() {
        let texts = whole.words_in(&language);
        fill(&mut texts.title, if first.title.trim().is_empty() { BLANK } else { &first.title });
        for question in &asked {
            let other = first.items.get(&question.id).filter(|text| !text.trim().is_empty());
            fill(texts.items.entry(question.id.clone()).or_default(), other.map_or(BLANK, String::as_str));
            if question.kind.has_ends() {
                let ends = texts.ends.entry(question.id.clone()).or_default();
                let (low, high) = first.ends.get(&question.id).cloned().unwrap_or_default();
                fill(&mut ends.0, if low.is_empty() { BLANK } else { &low });
                fill(&mut ends.1, if high.is_empty() { BLANK } else { &high });
            }
            if let Some(group) = &question.group {
                let other = first.groups.get(group).filter(|text| !text.trim().is_empty());
                fill(texts.groups.entry(group.clone()).or_default(), other.unwrap_or(group));
            }
        }
        texts.items.retain(|id, _| asked.iter().any(|question| question.id == *id));
        for (name, set) in &sets {
            let known = first.labels.get(name).cloned().unwrap_or_default();
            let labels = texts.labels.entry(name.clone()).or_default();
            labels.resize(set.values.len(), String::new());
            for (place, (label, value)) in labels.iter_mut().zip(&set.values).enumerate() {
                let other = known.get(place).filter(|text| !text.trim().is_empty()).cloned();
                fill(label, &other.unwrap_or_else(|| format!("{value}")));
            }
        }
    }
}
