//! The mapping file of an import: which column means what.

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

/// Which column means what. Written in TOML; see `docs/import.md`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What the data is called; part of what makes a second import change nothing.
    pub source: String,
    /// The person.
    pub person: PersonColumns,
    /// When.
    pub when: When,
    /// The scores, one line each.
    pub score: Vec<ScoreColumn>,
    /// Texts that mean "missing". An empty cell always does.
    #[serde(default = "usual_missing")]
    pub missing: Vec<String>,
    /// The character between cells.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// What it is for; ignored.
    #[serde(default)]
    pub note: String,
}

fn usual_missing() -> Vec<String> {
    vec!["NA".to_owned()]
}

const fn comma() -> char {
    ','
}

/// The columns about a person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonColumns {
    /// The number the source knows the person by. Stored sealed.
    pub id: String,
    /// Age in years at the measurement.
    pub age: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// What the source writes for a woman; case does not matter.
    #[serde(default = "female")]
    pub female: String,
    /// What the source writes for a man.
    #[serde(default = "male")]
    pub male: String,
}

fn female() -> String {
    "female".to_owned()
}

fn male() -> String {
    "male".to_owned()
}

/// How the source says when: a date, a measurement number, or both.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// The column with the measurement number, from 1.
    pub measurement: Option<String>,
    /// The column with the date.
    pub date: Option<String>,
    /// The date's form, as in strftime.
    #[serde(default = "iso")]
    pub format: String,
    /// Without a date column: the day assumed for measurement 1. Marked as assumed wherever it shows.
    #[serde(default, deserialize_with = "day")]
    pub assume_first_on: Option<NaiveDate>,
    /// Without a date column: the days assumed between measurements.
    #[serde(default = "week")]
    pub assume_days_between: u32,
}

fn iso() -> String {
    "%Y-%m-%d".to_owned()
}

const fn week() -> u32 {
    7
}

/// A day, with or without quotes: TOML has dates of its own.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Toml(date) => date.to_string(),
        Written::Text(text) => text,
    };
    let wrong = || serde::de::Error::custom(format!("\"{text}\" is not a day; please write YYYY-MM-DD"));
    text.parse().map(Some).map_err(|_| wrong())
}

/// One column with a score.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreColumn {
    /// The column.
    pub column: String,
    /// The instrument it is a score of.
    pub instrument: String,
    /// The scale.
    #[serde(default = "total")]
    pub scale: String,
}

fn total() -> String {
    "total".to_owned()
}

/// What is wrong with a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MappingError {
    /// It does not read.
    #[error("line {line}: {message}")]
    Read {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// It says neither date nor measurement.
    #[error("[when] names neither a date column nor a measurement column; please name at least one")]
    When,
    /// Measurement numbers without a date, and no day to assume.
    #[error("[when] has no date column; please give assume_first_on = YYYY-MM-DD, which is shown as assumed")]
    Assume,
    /// No scores.
    #[error("there is no [[score]]; please name at least one column with an instrument")]
    Scores,
}

/// Reads a mapping file.
///
/// # Errors
/// What is wrong, with the line where there is one.
pub fn parse(text: &str) -> Result<Mapping, MappingError> {
    let mapping: Mapping = toml::from_str(text).map_err(|error| MappingError::Read {
        line: error.span().and_then(|span| text.get(..span.start)).map_or(1, |before| before.matches('\n').count() + 1),
        message: error.message().to_owned(),
    })?;
    if mapping.when.date.is_none() && mapping.when.measurement.is_none() {
        return Err(MappingError::When);
    }
    if mapping.when.date.is_none() && mapping.when.assume_first_on.is_none() {
        return Err(MappingError::Assume);
    }
    if mapping.score.is_empty() {
        return Err(MappingError::Scores);
    }
    Ok(mapping)
}
