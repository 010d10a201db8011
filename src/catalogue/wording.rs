//! Reads `wording/*.toml` and `feedback/*.toml`.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::parse::{line_of, toml_problem};
use super::{Places, Problem};
use crate::domain::instrument::{Ends, Feedback, Label, Translation, TranslationKind, Wording};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWording {
    language: String,
    translation: RawTranslation,
    compared_by: Vec<String>,
    compared_on: String,
    title: String,
    instruction: String,
    #[serde(default)]
    answers: BTreeMap<String, BTreeMap<String, Spanned<String>>>,
    #[serde(default)]
    ends: BTreeMap<String, Spanned<RawEnds>>,
    #[serde(default)]
    groups: BTreeMap<String, String>,
    #[serde(default)]
    units: BTreeMap<String, String>,
    items: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTranslation {
    kind: TranslationKind,
    by: String,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEnds {
    low: String,
    high: String,
}

/// Reads one language of an instrument's wording and notes where its parts stand.
pub(super) fn wording(file: &str, text: &str, places: &mut Places) -> Result<Wording, Vec<Problem>> {
    let raw: RawWording = toml::from_str(text).map_err(|error| vec![toml_problem(file, text, &error)])?;
    let mut problems = Vec::new();
    let mut items = BTreeMap::new();
    for (id, question) in raw.items {
        places.add(file, format!("item {id}"), line_of(text, &question));
        items.insert(id, question.into_inner());
    }
    let mut answers = BTreeMap::new();
    for (set, labels) in raw.answers {
        let mut list = Vec::new();
        for (value, label) in labels {
            let line = line_of(text, &label);
            places.add(file, format!("answer {set} {value}"), line);
            places.add(file, format!("answers {set}"), line);
            match value.parse::<f64>() {
                Ok(value) => list.push(Label { value, text: label.into_inner() }),
                Err(_) => problems.push(Problem {
                    file: file.to_owned(),
                    part: String::new(),
                    line: Some(line),
                    fact: format!("answer \"{value}\" in \"{set}\" is not a number"),
                    remedy: "write the declared value of the answer on the left".to_owned(),
                }),
            }
        }
        list.sort_by(|a, b| a.value.total_cmp(&b.value));
        answers.insert(set, list);
    }
    let mut ends = BTreeMap::new();
    for (id, named) in raw.ends {
        places.add(file, format!("ends {id}"), line_of(text, &named));
        let RawEnds { low, high } = named.into_inner();
        ends.insert(id, Ends { low, high });
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut wording = Wording {
        language: raw.language,
        title: raw.title,
        instruction: raw.instruction,
        items,
        answers,
        ends,
        groups: raw.groups,
        units: raw.units,
        translation: Translation { kind: raw.translation.kind, by: raw.translation.by, note: raw.translation.note },
        compared_by: raw.compared_by,
        compared_on: raw.compared_on,
        hash: String::new(),
    };
    wording.hash = fingerprint(&wording);
    Ok(wording)
}

/// SHA-256 of the words, as 64 hexadecimal digits.
pub fn fingerprint(wording: &Wording) -> String {
    HEXLOWER.encode(&Sha256::digest(wording.canonical().as_bytes()))
}

/// Reads our own words in one language.
pub(super) fn feedback(file: &str, text: &str) -> Result<Feedback, Vec<Problem>> {
    toml::from_str(text).map_err(|error| vec![toml_problem(file, text, &error)])
}
