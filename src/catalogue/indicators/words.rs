//! Reads `wording/*.toml` of an indicator: what a psychologist, a leader and a patient representative read.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::super::Problem;
use super::super::parse::toml_problem;

/// What an indicator says in one language, under its five headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Its name.
    pub name: String,
    /// The question it answers.
    pub question: String,
    /// Why it matters.
    pub why_it_matters: String,
    /// How it is calculated: one sentence for each named rule, by the rule's name.
    pub how: BTreeMap<String, String>,
    /// What good looks like.
    pub what_good_looks_like: String,
    /// What to beware of.
    pub caveats: Vec<String>,
    /// What to talk about.
    pub talk_about: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    language: String,
    name: String,
    question: String,
    why_it_matters: String,
    what_good_looks_like: String,
    how_is_it_calculated: BTreeMap<String, String>,
    caveats: BTreeMap<String, Spanned<String>>,
    talk_about: BTreeMap<String, Spanned<String>>,
}

/// The texts in the order they stand in.
fn in_order(texts: BTreeMap<String, Spanned<String>>) -> Vec<String> {
    let mut texts: Vec<Spanned<String>> = texts.into_values().collect();
    texts.sort_by_key(|text| text.span().start);
    texts.into_iter().map(|text| text.into_inner().trim().to_owned()).collect()
}

/// Reads one language.
pub(super) fn read(file: &str, language: &str, text: &str) -> Result<Words, Problem> {
    let raw: Raw = toml::from_str(text).map_err(|error| toml_problem(file, text, &error))?;
    if raw.language != language {
        let fact = format!("the language is \"{}\", and the file has another name", raw.language);
        return Err(super::problem(file.to_owned(), None, fact, "either rename the file or correct the language"));
    }
    // A text over several lines is one paragraph.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Words {
        name: flat(&raw.name),
        question: flat(&raw.question),
        why_it_matters: flat(&raw.why_it_matters),
        how: raw.how_is_it_calculated.into_iter().map(|(name, text)| (name, flat(&text))).collect(),
        what_good_looks_like: flat(&raw.what_good_looks_like),
        caveats: in_order(raw.caveats),
        talk_about: in_order(raw.talk_about),
    })
}
