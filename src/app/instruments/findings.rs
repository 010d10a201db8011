//! What a draft still lacks, each thing beside what it is about. When nothing is left here, the files are
//! proved by the catalogue itself, as those that travel with the product are.

use std::collections::BTreeSet;

use super::repair::named;
use super::sheet::{Kind, Score, Sheet};
use crate::codes;

codes! {
    /// The sections of the editor, in order.
    pub enum Section {
        /// What it is.
        About = "about",
        /// What is asked.
        Questions = "questions",
        /// How it is scored.
        Score = "score",
        /// The languages side by side.
        Languages = "languages",
        /// Filling it in.
        Try = "try",
        /// Making it a version.
        Publish = "publish",
    }
}

/// Something to be mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// In which section.
    pub section: Section,
    /// What it is about: the id of the field or part on the page, such as `text-3` or `score-total`.
    pub part: String,
    /// Which finding: the text is the message `finding-<code>`.
    pub code: &'static str,
    /// What the message names, in order: its values are `a`, `b`.
    pub values: Vec<String>,
}

/// Everything that is found in a sheet by itself. `later` says that a version is published already.
pub(super) fn of(sheet: &Sheet, later: bool) -> Vec<Finding> {
    let mut found = Found { list: Vec::new() };
    about(sheet, &mut found);
    questions(sheet, &mut found);
    sets(sheet, &mut found);
    scores(sheet, &mut found);
    languages(sheet, &mut found);
    let scored = sheet.scales.iter().any(|score| !score.is_fixed());
    if scored && !sheet.examples.iter().any(|kept| sheet.scales.iter().any(|score| holds_value(kept, &score.id))) {
        found.add(Section::Try, "try", "no-example", []);
    }
    if later && sheet.change.what.trim().is_empty() {
        found.add(Section::Publish, "field-what", "no-change-said", []);
    }
    if later && sheet.change.comparable.is_none() {
        found.add(Section::Publish, "comparable", "comparable-open", []);
    }
    found.list
}

fn holds_value(kept: &super::sheet::Kept, score: &str) -> bool {
    kept.cells.get(score).is_some_and(|cell| cell.parse::<f64>().is_ok())
}

struct Found {
    list: Vec<Finding>,
}

impl Found {
    fn add<const N: usize>(
        &mut self,
        section: Section,
        part: impl Into<String>,
        code: &'static str,
        values: [&str; N],
    ) {
        let values = values.map(str::to_owned).to_vec();
        self.list.push(Finding { section, part: part.into(), code, values });
    }
}

fn about(sheet: &Sheet, found: &mut Found) {
    let about = &sheet.about;
    for (part, code, text) in [
        ("field-name", "no-name", &about.name),
        ("field-measures", "no-measures", &about.measures),
        ("field-title", "no-title", &sheet.words().title),
    ] {
        if text.trim().is_empty() && !(sheet.is_skeleton() && part == "field-title") {
            found.add(Section::About, part, code, []);
        }
    }
    if about.answered_by.is_empty() {
        found.add(Section::About, "answered-by", "nobody-answers", []);
    }
    if !(about.minutes > 0.0 && about.minutes <= 60.0) {
        found.add(Section::About, "field-minutes", "minutes", []);
    }
    if about.age_from.zip(about.age_to).is_some_and(|(from, to)| from > to) {
        found.add(Section::About, "field-age_from", "ages", []);
    }
}

fn questions(sheet: &Sheet, found: &mut Found) {
    const HERE: Section = Section::Questions;
    let is_imported = |score: &Score| score.rest.get("method").and_then(|method| method.as_str()) == Some("total");
    let only_totals = !sheet.scales.is_empty() && sheet.scales.iter().all(is_imported);
    if sheet.questions.is_empty() && !only_totals {
        found.add(HERE, "add", "no-questions", []);
    }
    let words = sheet.words();
    let mut before = BTreeSet::new();
    let mut groups = BTreeSet::new();
    let mut last: Option<&String> = None;
    for (index, question) in sheet.questions.iter().enumerate() {
        let id = &question.id;
        let number = (index + 1).to_string();
        if !sheet.is_skeleton() && words.items.get(id).is_none_or(|text| text.trim().is_empty()) {
            found.add(HERE, format!("text-{id}"), "no-text", [&number]);
        }
        match &question.kind {
            Kind::Choice { set } if !sheet.sets.contains_key(set) => {
                found.add(HERE, format!("kind-{id}"), "no-set", [&number]);
            }
            Kind::Scale { from, to, step } | Kind::Analogue { from, to, step } => {
                let points = (to - from) / step;
                let whole = (points - points.round()).abs() < 1e-6;
                if from >= to || *step <= 0.0 || !whole {
                    found.add(HERE, format!("from-{id}"), "line", [&number]);
                } else if matches!(question.kind, Kind::Scale { .. }) && points > 20.0 {
                    found.add(HERE, format!("from-{id}"), "line-long", [&number]);
                }
                let named =
                    words.ends.get(id).is_some_and(|(low, high)| !low.trim().is_empty() && !high.trim().is_empty());
                if !named && !sheet.is_skeleton() {
                    found.add(HERE, format!("low-{id}"), "no-ends", [&number]);
                }
            }
            Kind::Number { from, to, .. } if from >= to => {
                found.add(HERE, format!("from-{id}"), "number", [&number]);
            }
            Kind::Text { max_chars } if !(1..=4000).contains(max_chars) => {
                found.add(HERE, format!("max-{id}"), "text-length", [&number]);
            }
            _ => {}
        }
        if question.only_if.as_ref().is_some_and(|rule| !named(rule).iter().all(|other| before.contains(other))) {
            found.add(HERE, format!("if-{id}"), "asked-too-early", [&number]);
        }
        before.insert(id.clone());
        if question.group.as_ref() != last {
            last = question.group.as_ref();
            if last.is_some_and(|group| !groups.insert(group)) {
                found.add(HERE, format!("heading-{id}"), "group-split", [&number]);
            }
        }
    }
}

fn sets(sheet: &Sheet, found: &mut Found) {
    let words = sheet.words();
    for name in sheet.used_sets() {
        let Some(set) = sheet.sets.get(name) else { continue };
        let labels = words.labels.get(name).map_or(&[][..], Vec::as_slice);
        let part = format!("set-{name}");
        if set.values.len() < 2 {
            found.add(Section::Questions, part, "set-short", []);
        } else if sheet.is_skeleton() {
            // Its labels are loaded with the rest of the words.
        } else if labels.len() < set.values.len() || labels.iter().any(|label| label.trim().is_empty()) {
            found.add(Section::Questions, part, "no-label", []);
        } else {
            let different: BTreeSet<&str> = labels.iter().map(|label| label.trim()).collect();
            if different.len() < labels.len() {
                found.add(Section::Questions, part, "label-twice", []);
            }
        }
    }
}

fn scores(sheet: &Sheet, found: &mut Found) {
    const HERE: Section = Section::Score;
    if sheet.scales.is_empty() {
        found.add(HERE, "add-score", "no-score", []);
    }
    for score in &sheet.scales {
        let id = &score.id;
        if sheet.words().scales.get(id).is_none_or(|name| name.trim().is_empty()) {
            found.add(HERE, format!("name-{id}"), "score-name", []);
        }
        if score.is_fixed() {
            continue;
        }
        if score.items.is_empty() {
            found.add(HERE, format!("items-{id}"), "nothing-counts", []);
        }
        for item in &score.items {
            let place = sheet.questions.iter().position(|question| question.id == *item);
            let number = place.map_or_else(|| item.clone(), |place| (place + 1).to_string());
            if sheet.question(item).is_some_and(|question| question.only_if.is_some()) {
                found.add(HERE, format!("items-{id}"), "not-always-asked", [&number]);
            }
        }
        let most = u32::try_from(score.items.len()).unwrap_or(u32::MAX);
        match score.up_to {
            None => found.add(HERE, format!("up_to-{id}"), "no-missing-rule", []),
            Some(up_to) if most > 0 && up_to >= most => found.add(HERE, format!("up_to-{id}"), "missing-too-many", []),
            Some(_) => {}
        }
        bands(sheet, score, found);
    }
}

fn bands(sheet: &Sheet, score: &Score, found: &mut Found) {
    let part = format!("bands-{}", score.id);
    let Some((low, high)) = sheet.range(score) else { return };
    let names: BTreeSet<&str> = score.bands.iter().map(|band| band.name.trim()).collect();
    if names.contains("") || names.len() < score.bands.len() {
        found.add(Section::Score, part, "band-name", []);
    } else if !score.bands.windows(2).all(|pair| matches!(pair, [one, next] if one.from < next.from)) {
        found.add(Section::Score, part, "band-order", []);
    } else if score.bands.first().is_some_and(|band| (band.from - low).abs() > 1e-9) {
        found.add(Section::Score, part, "band-first", [&format!("{low}")]);
    } else if score.bands.last().is_some_and(|band| band.from > high) {
        found.add(Section::Score, part, "band-beyond", [&format!("{high}")]);
    }
}

fn languages(sheet: &Sheet, found: &mut Found) {
    let first = sheet.list_texts(sheet.first_language());
    for language in sheet.languages.iter().skip(1) {
        let other = sheet.list_texts(language);
        let lacking = first
            .iter()
            .zip(&other)
            .filter(|((key, text), (_, other))| {
                !key.starts_with("scale.")
                    && !key.starts_with("band.")
                    && !text.trim().is_empty()
                    && other.trim().is_empty()
            })
            .count();
        if lacking > 0 {
            found.add(
                Section::Languages,
                format!("language-{language}"),
                "texts-lacking",
                [&lacking.to_string(), language],
            );
        }
    }
}
