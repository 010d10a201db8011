//! Rows of a CSV file, each checked cell by cell.

use chrono::{Days, NaiveDate};
use csv::{ReaderBuilder, StringRecord};
use thiserror::Error;

use super::mapping::Mapping;
use crate::domain::care::Sex;

/// One measurement of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// The line in the file, from 1, where the row begins.
    pub line: u64,
    /// The number the source knows the person by.
    pub person: String,
    /// Age in years.
    pub age: Option<i64>,
    /// Sex.
    pub sex: Sex,
    /// The measurement number.
    pub occasion: Option<u32>,
    /// The day.
    pub on: NaiveDate,
    /// Whether the day is known, or assumed.
    pub dated: bool,
    /// Column index in the mapping's list of scores, and the value.
    pub scores: Vec<(usize, f64)>,
}

/// A row or cell that cannot be taken, and what to mend.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("row {line}, {column}: {message}")]
pub struct Rejected {
    /// The line in the file, from 1.
    pub line: u64,
    /// The column.
    pub column: String,
    /// What is wrong, and what is wanted.
    pub message: String,
}

/// The whole file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// A column that the mapping names is not there.
    #[error("row 1: there is no column \"{column}\"; the file has {known}")]
    Column {
        /// The column.
        column: String,
        /// The columns there are.
        known: String,
    },
    /// Not CSV, or not UTF-8.
    #[error("{0}")]
    Form(String),
}

struct Columns {
    person: usize,
    age: Option<usize>,
    sex: Option<usize>,
    measurement: Option<usize>,
    date: Option<usize>,
    scores: Vec<usize>,
}

fn columns(header: &StringRecord, mapping: &Mapping) -> Result<Columns, FileError> {
    let find = |column: &str| {
        header.iter().position(|name| name.trim() == column).ok_or_else(|| FileError::Column {
            column: column.to_owned(),
            known: header.iter().collect::<Vec<_>>().join(", "),
        })
    };
    let optional = |column: &Option<String>| column.as_deref().map(find).transpose();
    Ok(Columns {
        person: find(&mapping.person.id)?,
        age: optional(&mapping.person.age)?,
        sex: optional(&mapping.person.sex)?,
        measurement: optional(&mapping.when.measurement)?,
        date: optional(&mapping.when.date)?,
        scores: mapping.score.iter().map(|score| find(&score.column)).collect::<Result<_, _>>()?,
    })
}

/// Every row of a file, taken or rejected, in order. A byte order mark is no part of the first name.
///
/// # Errors
/// When the file is not CSV or lacks a column.
pub fn read(bytes: &[u8], mapping: &Mapping) -> Result<Vec<Result<Measurement, Rejected>>, FileError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let delimiter = u8::try_from(mapping.delimiter)
        .map_err(|_| FileError::Form("the delimiter must be one ASCII character".to_owned()))?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let header = reader.headers().map_err(|error| FileError::Form(form(&error)))?.clone();
    let columns = columns(&header, mapping)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| FileError::Form(form(&error)))?;
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows.push(if record.len() == header.len() {
            row(&record, line, &columns, mapping)
        } else {
            let message = format!("{} cells where the header has {}", record.len(), header.len());
            Err(Rejected { line, column: "whole row".to_owned(), message })
        });
    }
    Ok(rows)
}

fn form(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("row {line}: not UTF-8; please save the file as UTF-8")
        }
        _ => error.to_string(),
    }
}

fn row(record: &StringRecord, line: u64, columns: &Columns, mapping: &Mapping) -> Result<Measurement, Rejected> {
    let cell = |index: usize| {
        let text = record.get(index).unwrap_or_default().trim();
        let missing = text.is_empty() || mapping.missing.iter().any(|word| word == text);
        (!missing).then_some(text)
    };
    let wrong = |column: &str, message: String| Rejected { line, column: column.to_owned(), message };
    let person = cell(columns.person)
        .ok_or_else(|| wrong(&mapping.person.id, "empty; every row needs a person".to_owned()))?
        .to_owned();
    let age = columns.age.and_then(cell).map(|text| {
        let column = mapping.person.age.as_deref().unwrap_or_default();
        text.parse::<f64>()
            .ok()
            .filter(|age| (0.0..=120.0).contains(age))
            .ok_or_else(|| wrong(column, format!("\"{text}\" is not an age from 0 to 120")))
    });
    #[expect(clippy::cast_possible_truncation, reason = "0 to 120, and whole years are meant")]
    let age = age.transpose()?.map(|age| age.floor() as i64);
    let sex = match columns.sex.and_then(cell) {
        None => Sex::Unknown,
        Some(text) if text.eq_ignore_ascii_case(&mapping.person.female) => Sex::Female,
        Some(text) if text.eq_ignore_ascii_case(&mapping.person.male) => Sex::Male,
        Some(text) => {
            let column = mapping.person.sex.as_deref().unwrap_or_default();
            let message =
                format!("\"{text}\" is neither \"{}\" nor \"{}\"", mapping.person.female, mapping.person.male);
            return Err(wrong(column, message));
        }
    };
    let occasion = match (columns.measurement, &mapping.when.measurement) {
        (Some(index), Some(column)) => {
            let text = cell(index).ok_or_else(|| wrong(column, "empty; every row needs a number".to_owned()))?;
            let number = text.parse::<u32>().ok().filter(|number| (1..=10_000).contains(number));
            Some(number.ok_or_else(|| wrong(column, format!("\"{text}\" is not a whole number from 1 to 10000")))?)
        }
        _ => None,
    };
    let (on, dated) = if let (Some(index), Some(column)) = (columns.date, &mapping.when.date) {
        let text = cell(index).ok_or_else(|| wrong(column, "empty; every row needs a date".to_owned()))?;
        let day = NaiveDate::parse_from_str(text, &mapping.when.format)
            .map_err(|_| wrong(column, format!("\"{text}\" is not a date of the form {}", mapping.when.format)))?;
        (day, true)
    } else {
        let first = mapping.when.assume_first_on.unwrap_or_default();
        let steps = u64::from(occasion.unwrap_or(1).saturating_sub(1));
        let days = Days::new(steps * u64::from(mapping.when.assume_days_between));
        (first.checked_add_days(days).unwrap_or(first), false)
    };
    let mut scores = Vec::new();
    for (index, (place, score)) in columns.scores.iter().zip(&mapping.score).enumerate() {
        if let Some(text) = cell(*place) {
            // A Norwegian spreadsheet writes a decimal comma.
            let value = text.replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite());
            scores.push((index, value.ok_or_else(|| wrong(&score.column, format!("\"{text}\" is not a number")))?));
        }
    }
    Ok(Measurement { line, person, age, sex, occasion, on, dated, scores })
}
