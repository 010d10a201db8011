//! The indicators: `instruments/indicators/<id>/`, read, proved against their own examples, and kept.
//!
//! One folder is one indicator: `indicator.toml`, `wording/nb.toml`, `wording/en.toml` and `examples.csv`. See
//! `docs/indicators.md`.

mod check;
mod examples;
mod parse;
mod raw;
mod words;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::{Catalogue, CatalogueError, Definition, Problem, gather, measures};
use crate::domain::change::ChangeRule;
use crate::domain::indicator::{Frame, Indicator, Read, Shown};
use crate::domain::registry::course::Period;

pub use examples::Worked;
pub use words::Words;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/instruments/indicators");

/// The rules and numbers.
const INDICATOR: &str = "indicator.toml";
/// Invented episodes with the right answer.
const EXAMPLES: &str = "examples.csv";
/// The languages that it is told in.
const LANGUAGES: [&str; 2] = ["nb", "en"];

/// One indicator with its words and its worked examples.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorDefinition {
    /// The rules.
    pub indicator: Indicator,
    /// What it says, by language.
    pub words: BTreeMap<String, Words>,
    /// Invented episodes with the right answer.
    pub examples: Vec<Worked>,
    /// The period the examples are asked for.
    pub examples_period: Period,
    /// The day their data were taken out.
    pub examples_data_date: NaiveDate,
    /// SHA-256, in 64 hexadecimal digits, of the four files one after the other in the order of their names:
    /// `cat examples.csv indicator.toml wording/en.toml wording/nb.toml | sha256sum`.
    pub fingerprint: String,
    folder: String,
    lines: BTreeMap<String, usize>,
}

impl IndicatorDefinition {
    /// The words in a language, else in Norwegian bokmål. Every definition has both.
    #[must_use]
    pub fn words_in(&self, language: &str) -> Option<&Words> {
        self.words.get(language).or_else(|| self.words.get("nb"))
    }
}

/// The indicators there are, by id.
pub type Indicators = BTreeMap<String, IndicatorDefinition>;

/// Every indicator the product knows.
///
/// # Errors
/// [`CatalogueError`] with everything that does not read. A released program never gives it: the tests read and prove
/// the same files.
pub fn embedded() -> Result<&'static Indicators, CatalogueError> {
    static INDICATORS: OnceLock<Result<Indicators, CatalogueError>> = OnceLock::new();
    INDICATORS.get_or_init(|| parse(&embedded_indicators())).as_ref().map_err(CatalogueError::clone)
}

/// The indicator that is a figure of the report.
///
/// # Errors
/// As [`embedded`].
pub fn of_figure(figure: Shown) -> Result<Option<&'static IndicatorDefinition>, CatalogueError> {
    Ok(embedded()?.values().find(|one| one.indicator.figure == Some(figure)))
}

/// The files of every indicator that travels in the program, by path below `instruments/indicators/`.
#[must_use]
pub fn embedded_indicators() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    gather(&EMBEDDED, &mut files);
    files
}

/// Reads and proves indicators from files, by path such as `reliable-improvement/indicator.toml`.
///
/// # Errors
/// [`CatalogueError`] with everything that must be mended.
pub fn read(files: &BTreeMap<String, String>) -> Result<Indicators, CatalogueError> {
    let indicators = parse(files)?;
    let measures: Vec<&str> = measures::embedded()?.keys().map(String::as_str).collect();
    let problems = check::check_all(&indicators, Catalogue::embedded()?, &measures);
    if problems.is_empty() { Ok(indicators) } else { Err(CatalogueError { problems }) }
}

fn parse(files: &BTreeMap<String, String>) -> Result<Indicators, CatalogueError> {
    let mut folders: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for (path, text) in files {
        if let Some((folder, file)) = path.split_once('/') {
            folders.entry(folder).or_default().insert(file, text);
        }
    }
    let mut indicators = Indicators::new();
    let mut problems = Vec::new();
    for (folder, files) in folders {
        match parse::definition(folder, &files) {
            Ok(definition) => drop(indicators.insert(folder.to_owned(), definition)),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(indicators) } else { Err(CatalogueError { problems }) }
}

/// What a figure is asked with: the period, and what the form says of reliable change, cut-off and range.
///
/// # Errors
/// A sentence that says what the form lacks.
pub fn frame(instruments: &Catalogue, read: &Read, (period, data_date): (Period, NaiveDate)) -> Result<Frame, String> {
    let (range, rule) = reading(instruments, read)?;
    Ok(Frame { period, data_date, rule, range })
}

/// The range and the rule of what is read.
fn reading(instruments: &Catalogue, read: &Read) -> Result<((f64, f64), Option<ChangeRule>), String> {
    let lost = || format!("there is no form \"{}\"", read.instrument);
    let Definition { instrument, .. } = instruments.definition(&read.instrument).ok_or_else(lost)?;
    let range = read.part.bounds(instrument)?;
    let Some(norms) = &read.norms else { return Ok((range, None)) };
    let metric = read
        .metric(instrument)
        .ok_or_else(|| format!("{} has no norm set \"{norms}\" for \"{}\"", instrument.id, read.part.name()))?;
    let rule = metric.rule(None).map_err(|error| format!("the norm set \"{norms}\" gives no rule: {error}"))?;
    Ok((range, Some(rule)))
}

fn fingerprint(files: &BTreeMap<&str, &str>) -> String {
    let mut hash = Sha256::new();
    for text in files.values() {
        hash.update(text.as_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}

fn problem(file: String, line: Option<usize>, fact: String, remedy: &str) -> Problem {
    Problem { file, part: String::new(), line, fact, remedy: remedy.to_owned() }
}
