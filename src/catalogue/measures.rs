//! What patients report as figures: `instruments/measures.toml`, one file, read and proved.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;
use toml::Spanned;

use super::parse::{line_of, toml_problem};
use super::{Catalogue, CatalogueError, Problem};
use crate::domain::ledger::{Figure, Measure, MeasureKind, MeasureWords};

static EMBEDDED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/instruments/measures.toml"));

/// The file's name in what is said about it.
const FILE: &str = "measures.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    english_reviewed: bool,
    measure: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Spanned<String>,
    kind: MeasureKind,
    forms: Vec<String>,
    figure: Option<Figure>,
    source: String,
    nb: MeasureWords,
    en: MeasureWords,
}

/// Every measure, by id.
///
/// # Errors
/// [`CatalogueError`] with everything that must be mended. A released program never gives it.
pub fn embedded() -> Result<&'static BTreeMap<String, Measure>, CatalogueError> {
    static MEASURES: OnceLock<Result<BTreeMap<String, Measure>, CatalogueError>> = OnceLock::new();
    MEASURES
        .get_or_init(|| {
            let catalogue = Catalogue::embedded()?;
            let forms: BTreeSet<&str> =
                catalogue.definitions().map(|definition| definition.instrument.id.as_str()).collect();
            read(EMBEDDED, &forms)
        })
        .as_ref()
        .map_err(CatalogueError::clone)
}

/// Reads and proves the text of the file. `forms`: the instruments there are.
///
/// # Errors
/// [`CatalogueError`] naming line, fact and what to mend.
pub fn read(text: &str, forms: &BTreeSet<&str>) -> Result<BTreeMap<String, Measure>, CatalogueError> {
    let file: File =
        toml::from_str(text).map_err(|error| CatalogueError { problems: vec![toml_problem(FILE, text, &error)] })?;
    let mut measures = BTreeMap::new();
    let mut problems = Vec::new();
    for raw in file.measure {
        let line = line_of(text, &raw.id);
        let id = raw.id.into_inner();
        let mut wrong = |fact: String, remedy: &str| {
            let part = format!("measure {id}");
            problems.push(Problem { file: FILE.to_owned(), part, line: Some(line), fact, remedy: remedy.to_owned() });
        };
        let named = id
            .strip_prefix('M')
            .is_some_and(|digits| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()));
        if !named {
            wrong(format!("\"{id}\" is no id of a measure"), "write M and two digits, such as M28");
        }
        for form in raw.forms.iter().filter(|form| !forms.contains(form.as_str())) {
            wrong(format!("{id} is collected by \"{form}\", which is not in the box"), "name a folder of instruments/");
        }
        for words in [&raw.nb, &raw.en] {
            if [&words.name, &words.computation, &words.instruments].iter().any(|text| text.trim().is_empty()) {
                wrong(format!("{id} lacks words"), "write name, computation and instruments in both languages");
            }
        }
        let measure = Measure {
            id: id.clone(),
            kind: raw.kind,
            forms: raw.forms,
            figure: raw.figure,
            source: raw.source,
            nb: raw.nb,
            en: raw.en,
            english_reviewed: file.english_reviewed,
        };
        if measures.insert(id.clone(), measure).is_some() {
            wrong(format!("{id} stands twice"), "give one of the two another id");
        }
    }
    if problems.is_empty() { Ok(measures) } else { Err(CatalogueError { problems }) }
}
