//! What is counted today: one file for each theme in `instruments/ledger/`, read and proved. See `docs/ledger.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use toml::Spanned;

use super::parse::{line_of, toml_problem};
use super::{CatalogueError, Problem, measures};
use crate::domain::ledger::{Area, Indicator, IndicatorWords, Relation, Stays, Theme, Value, Verified, Wanted};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/instruments/ledger");

/// Every activity indicator, by id.
pub type Ledger = BTreeMap<String, Indicator>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    theme: Spanned<Theme>,
    english_reviewed: bool,
    indicator: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Spanned<String>,
    areas: Vec<Area>,
    better: Wanted,
    value: Value,
    register: String,
    relation: Relation,
    stays: Option<Stays>,
    measures: Vec<String>,
    verified: Verified,
    sources: Vec<String>,
    nb: IndicatorWords,
    en: IndicatorWords,
}

/// Every activity indicator the product knows.
///
/// # Errors
/// [`CatalogueError`] with everything that must be mended. A released program never gives it.
pub fn embedded() -> Result<&'static Ledger, CatalogueError> {
    static LEDGER: OnceLock<Result<Ledger, CatalogueError>> = OnceLock::new();
    LEDGER
        .get_or_init(|| {
            let files = EMBEDDED.files().map(|file| {
                (file.path().to_string_lossy().into_owned(), file.contents_utf8().unwrap_or_default().to_owned())
            });
            read(&files.collect(), &measures::embedded()?.keys().map(String::as_str).collect())
        })
        .as_ref()
        .map_err(CatalogueError::clone)
}

/// Reads and proves the files of a ledger, by name below `ledger/`. `measures`: the ids there are.
///
/// # Errors
/// [`CatalogueError`] naming file, line, fact and what to mend.
pub fn read(files: &BTreeMap<String, String>, measures: &BTreeSet<&str>) -> Result<Ledger, CatalogueError> {
    let mut ledger = Ledger::new();
    let mut problems = Vec::new();
    for (name, text) in files {
        let path = format!("ledger/{name}");
        match toml::from_str::<File>(text) {
            Err(error) => problems.push(toml_problem(&path, text, &error)),
            Ok(file) => {
                let theme = *file.theme.get_ref();
                if name.strip_suffix(".toml") != Some(theme.code()) {
                    problems.push(Problem {
                        file: path.clone(),
                        part: "theme".to_owned(),
                        line: Some(line_of(text, &file.theme)),
                        fact: format!("the theme is \"{theme}\", and the file has another name"),
                        remedy: format!("call the file {theme}.toml"),
                    });
                }
                for raw in file.indicator {
                    let line = line_of(text, &raw.id);
                    let indicator = indicator(theme, file.english_reviewed, raw);
                    let twice = ledger.contains_key(&indicator.id);
                    for (fact, remedy) in wrong(&indicator, twice, measures) {
                        let part = format!("indicator {}", indicator.id);
                        problems.push(Problem { file: path.clone(), part, line: Some(line), fact, remedy });
                    }
                    ledger.insert(indicator.id.clone(), indicator);
                }
            }
        }
    }
    if problems.is_empty() { Ok(ledger) } else { Err(CatalogueError { problems }) }
}

fn indicator(theme: Theme, english_reviewed: bool, raw: Raw) -> Indicator {
    Indicator {
        id: raw.id.into_inner(),
        theme,
        areas: raw.areas,
        better: raw.better,
        value: raw.value,
        register: raw.register,
        relation: raw.relation,
        stays: raw.stays,
        measures: raw.measures,
        verified: raw.verified,
        sources: raw.sources,
        nb: raw.nb,
        en: raw.en,
        english_reviewed,
    }
}

/// Every fact that does not hold, with its remedy.
fn wrong(indicator: &Indicator, twice: bool, measures: &BTreeSet<&str>) -> Vec<(String, String)> {
    let id = &indicator.id;
    let mut wrong = Vec::new();
    let mut add = |fact: String, remedy: &str| wrong.push((fact, remedy.to_owned()));
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
        add(format!("\"{id}\" is no id"), "use small letters, digits and underscores");
    }
    if twice {
        add(format!("{id} stands twice"), "give one of the two another id");
    }
    if indicator.areas.is_empty() {
        add(format!("{id} is about nobody"), "name at least one area");
    }
    if indicator.sources.is_empty() {
        add(format!("{id} has no source"), "write an address or a reference, or [mem] when it is from memory");
    }
    let remembered = indicator.sources.iter().all(|source| source == "[mem]");
    if remembered && indicator.verified != Verified::Memory {
        add(
            format!("{id} is said to be read, and names nothing that was"),
            "name the source, or write verified = \"memory\"",
        );
    }
    for measure in indicator.measures.iter().filter(|measure| !measures.contains(measure.as_str())) {
        add(format!("{id} is answered by {measure}, which is not in measures.toml"), "name a measure that is there");
    }
    let kept = matches!(indicator.relation, Relation::Keep | Relation::KeepAndSupplement);
    let replaced = matches!(indicator.relation, Relation::Replace | Relation::ReplaceForSteering);
    match indicator.stays {
        None if kept => add(format!("{id} is to be kept, and nothing says why"), "add stays, such as \"deadline\""),
        Some(_) if replaced => add(format!("{id} stays and is to be replaced"), "take one of the two away"),
        _ => {}
    }
    if replaced && indicator.measures.is_empty() {
        add(format!("{id} is to be replaced by nothing"), "name the measures");
    }
    for (language, words) in [("nb", &indicator.nb), ("en", &indicator.en)] {
        let texts = [&words.name, &words.definition, &words.target, &words.protects, &words.misleads, &words.instead];
        if texts.iter().any(|text| text.trim().is_empty()) {
            let fact = format!("{id} lacks words in {language}");
            add(fact, "write name, definition, target, protects, misleads and instead");
        }
    }
    wrong
}
