//! Reads `examples.csv`: filled-in forms with the right answer.
//!
//! Columns: `what it shows`, one per question (or `imported` for an instrument
//! without questions), one per scale with the right value, `band` (or `<scale>
//! band` where there are several scales), and `risk`. Cells: a value, a text, `-`
//! for unanswered, `declined`, or nothing for a question that was not asked. A
//! scale reads a value (`yes` or `no` where it is one), `no score`, or `refused at <question>`.

use csv::{ReaderBuilder, StringRecord};

use super::Problem;
use crate::domain::instrument::{Answer, Answers, Instrument, ItemKind};

const NAME: &str = "what it shows";
const IMPORTED: &str = "imported";

/// The column of the answers that must be flagged: `risk`, or `risks` where a scale has that name.
pub(super) fn risk_column(instrument: &Instrument) -> &'static str {
    if instrument.scale("risk").is_some() { "risks" } else { "risk" }
}

/// What one scale must come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The scale.
    pub scale: String,
    /// The value; `None` when there must be no score.
    pub value: Option<f64>,
    /// The band; `None` where the file does not say or there is none.
    pub band: Option<String>,
}

/// One filled-in form with the right answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it shows, in a few words.
    pub name: String,
    /// The line in the file, counted from 1.
    pub line: usize,
    /// The answers.
    pub answers: Answers,
    /// Questions whose cell is empty: they were not asked.
    pub not_asked: Vec<String>,
    /// An imported total, for an instrument without questions.
    pub imported: Option<f64>,
    /// The item (or scale) at which the form must be refused.
    pub refused_at: Option<String>,
    /// What each scale must come to.
    pub expected: Vec<Expected>,
    /// Risk items that must be flagged; `None` where the file does not say.
    pub risks: Option<Vec<String>>,
    /// Risk items that must be reported as unanswered.
    pub unanswered_risks: Vec<String>,
}

/// Reads the table: the examples, and what could not be read. An empty table
/// gives neither.
pub(super) fn read(file: &str, text: &str, instrument: &Instrument) -> (Vec<Example>, Vec<Problem>) {
    let problem = |line: Option<usize>, fact: String, remedy: &str| Problem {
        file: file.to_owned(),
        part: String::new(),
        line,
        fact,
        remedy: remedy.to_owned(),
    };
    let mut reader = ReaderBuilder::new().from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            return (Vec::new(), vec![problem(Some(1), error.to_string(), "correct the table")]);
        }
    };
    let mut problems: Vec<Problem> = headers
        .iter()
        .filter(|header| !known(instrument, header))
        .map(|header| {
            problem(
                Some(1),
                format!("column \"{header}\" is neither a question nor a scale"),
                "either correct its name or remove it",
            )
        })
        .collect();
    let mut examples = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().and_then(|place| usize::try_from(place.line()).ok());
                problems.push(problem(line, error.to_string(), "correct the row"));
                continue;
            }
        };
        let line = record.position().and_then(|place| usize::try_from(place.line()).ok()).unwrap_or(0);
        match row(instrument, &headers, &record, line) {
            Ok(example) => examples.push(example),
            Err(fact) => problems.push(problem(Some(line), fact, "correct the cell")),
        }
    }
    (examples, problems)
}

fn known(instrument: &Instrument, header: &str) -> bool {
    header == NAME
        || header == risk_column(instrument)
        || (header == IMPORTED && instrument.is_total_only())
        || instrument.item(header).is_some()
        || scale_of(instrument, header).is_some()
        || band_of(instrument, header).is_some()
}

fn scale_of(instrument: &Instrument, header: &str) -> Option<String> {
    instrument.scale(header).map(|scale| scale.id.clone())
}

fn band_of(instrument: &Instrument, header: &str) -> Option<String> {
    match (header, instrument.scales.as_slice()) {
        ("band", [only]) => Some(only.id.clone()),
        _ => scale_of(instrument, header.strip_suffix(" band")?),
    }
}

fn row(instrument: &Instrument, headers: &StringRecord, record: &StringRecord, line: usize) -> Result<Example, String> {
    let mut example = Example {
        name: String::new(),
        line,
        answers: Answers::new(),
        not_asked: Vec::new(),
        imported: None,
        refused_at: None,
        expected: Vec::new(),
        risks: None,
        unanswered_risks: Vec::new(),
    };
    for (header, cell) in headers.iter().zip(record.iter()) {
        if header == NAME {
            cell.clone_into(&mut example.name);
        } else if header == risk_column(instrument) {
            risks(&mut example, cell);
        } else if header == IMPORTED {
            example.imported = Some(number(header, cell)?);
        } else if let Some(item) = instrument.item(header) {
            if cell.is_empty() {
                example.not_asked.push(header.to_owned());
            } else if let Some(answer) = answer(&item.kind, cell) {
                example.answers.add(header, answer);
            }
        } else if let Some(scale) = scale_of(instrument, header) {
            if let Some(at) = cell.strip_prefix("refused at ") {
                example.refused_at = Some(at.to_owned());
            } else if cell == "no score" {
                example.expected.push(Expected { scale, value: None, band: None });
            } else if !cell.is_empty() {
                let value = Some(number(header, cell)?);
                example.expected.push(Expected { scale, value, band: None });
            }
        } else if let Some(scale) = band_of(instrument, header)
            && !["", "no score"].contains(&cell)
            && let Some(entry) = example.expected.iter_mut().find(|entry| entry.scale == scale)
        {
            entry.band = Some(cell.to_owned());
        }
    }
    Ok(example)
}

fn number(header: &str, cell: &str) -> Result<f64, String> {
    match cell {
        "yes" => return Ok(1.0),
        "no" => return Ok(0.0),
        _ => {}
    }
    cell.parse().map_err(|_| format!("column \"{header}\" reads \"{cell}\", which is not a number"))
}

fn answer(kind: &ItemKind, cell: &str) -> Option<Answer> {
    match (cell, kind) {
        ("" | "-", _) => None,
        ("declined", _) => Some(Answer::Declined),
        (text, ItemKind::Text { .. }) => Some(Answer::Text(text.to_owned())),
        // What is not a number stays a text, so that an example can show it refused.
        (other, _) => Some(other.parse().map_or_else(|_| Answer::Text(other.to_owned()), Answer::Value)),
    }
}

fn risks(example: &mut Example, cell: &str) {
    let mut flagged = Vec::new();
    for part in cell.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match part.strip_suffix(" unanswered") {
            Some(item) => example.unanswered_risks.push(item.to_owned()),
            None => flagged.push(part.to_owned()),
        }
    }
    example.risks = Some(flagged);
}
