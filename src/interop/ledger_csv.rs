//! Figures of activity indicators as rows of text: `indicator; period; value`, or `period; value` where the indicator
//! is given. Pasted from a spreadsheet (tabs) or read from a CSV file.

use csv::{ReaderBuilder, Trim};
use thiserror::Error;

use crate::codes;
use crate::domain::ledger::Period;

/// The most rows that are read at once: fifty-four indicators by the month for ten years.
pub const MOST_ROWS: usize = 6500;

codes! {
    /// What is wrong with a row.
    pub enum Fault {
        /// It has another number of cells.
        Cells = "cells",
        /// It cannot be read as text in columns.
        Form = "form",
        /// There is no such indicator.
        Indicator = "indicator",
        /// The unit has not taken the indicator up.
        NotTakenUp = "not-taken-up",
        /// It is not a period.
        Period = "period",
        /// The indicator has figures of another length.
        Every = "every",
        /// The period has not ended.
        Future = "future",
        /// It is not a number.
        Value = "value",
        /// No such figure can be true.
        Range = "range",
        /// The same indicator and period stand in an earlier row.
        Twice = "twice",
        /// There are more rows than are read at once.
        TooMany = "too-many",
        /// There is nothing.
        Empty = "empty",
    }
}

impl Fault {
    const fn remedy(self) -> &'static str {
        match self {
            Self::Cells => "write period and value, or indicator, period and value, with ; or a tab between",
            Self::Form => "save the file as CSV in UTF-8",
            Self::Indicator => "write the id of an indicator, as lytt ledger list shows them",
            Self::NotTakenUp => "take the indicator up in the unit first",
            Self::Period => "write 2026-03 (month), 2026-Q2, 2026-T1 (four months) or 2026",
            Self::Every => "write a period of the length the unit chose for the indicator",
            Self::Future => "leave the row out until the period has ended",
            Self::Value => "write a number, such as 214 or 72,5",
            Self::Range => "check the figure: a share is 0 to 100 per cent, days and counts are 0 or more",
            Self::Twice => "keep one of the two rows",
            Self::TooMany => "divide the file",
            Self::Empty => "paste at least one row",
        }
    }
}

/// A row that cannot be taken, and what to mend.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("row {line}: \"{given}\" ({fault}). Please {}.", .fault.remedy())]
pub struct RowError {
    /// The line, from 1.
    pub line: u64,
    /// What stands there.
    pub given: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The line, from 1.
    pub line: u64,
    /// The indicator; `None` in rows of two cells.
    pub indicator: Option<String>,
    /// The stretch of time.
    pub period: Period,
    /// The number as it was entered: per cent for shares.
    pub value: f64,
}

/// Reads rows; a first row whose last cell is no number is a heading. `cells`: 2 or 3.
///
/// # Errors
/// Every row that cannot be taken: then none is.
pub fn read(text: &str, cells: usize) -> Result<Vec<Row>, Vec<RowError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let one = |line, given: &str, fault| RowError { line, given: given.chars().take(60).collect(), fault };
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let record = match record {
            Ok(record) => record,
            Err(error) => return Err(vec![one(0, &error.to_string(), Fault::Form)]),
        };
        let line = record.position().map_or(0, csv::Position::line);
        let mut parts: Vec<&str> = record.iter().collect();
        while parts.last().is_some_and(|last| last.is_empty()) {
            parts.pop();
        }
        let is_heading = index == 0 && parts.last().is_some_and(|last| number(last).is_none() && !last.contains(digit));
        if parts.is_empty() || is_heading {
            continue;
        }
        let (indicator, period, value) = match (cells, parts.as_slice()) {
            (2, [period, value]) => (None, period, value),
            (3, [indicator, period, value]) => (Some((*indicator).to_owned()), period, value),
            _ => {
                wrong.push(one(line, &parts.join(" "), Fault::Cells));
                continue;
            }
        };
        match (period.parse::<Period>(), number(value)) {
            (Err(_), _) => wrong.push(one(line, period, Fault::Period)),
            (_, None) => wrong.push(one(line, value, Fault::Value)),
            (Ok(period), Some(value)) => rows.push(Row { line, indicator, period, value }),
        }
        if rows.len() > MOST_ROWS {
            return Err(vec![one(line, "", Fault::TooMany)]);
        }
    }
    if rows.is_empty() && wrong.is_empty() {
        wrong.push(one(1, "", Fault::Empty));
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

fn digit(letter: char) -> bool {
    letter.is_ascii_digit()
}

/// Whichever of tab and semicolon there is; else the comma.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first.contains('\t') {
        b'\t'
    } else if first.contains(';') {
        b';'
    } else {
        b','
    }
}

/// A number as people and spreadsheets write it: a decimal comma or point, spaces between thousands, a per cent sign.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let bare: String = text
        .trim()
        .trim_end_matches('%')
        .chars()
        .filter(|letter| !matches!(letter, ' ' | '\u{a0}' | '\u{202f}'))
        .map(|letter| match letter {
            ',' => '.',
            '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let plain = bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    bare.parse().ok().filter(|value: &f64| plain && value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_as_spreadsheets_give_them() {
        let two = |text: &str| {
            read(text, 2).map(|rows| rows.iter().map(|row| (row.period.to_string(), row.value)).collect::<Vec<_>>())
        };
        let wanted = Ok(vec![("2026-01".to_owned(), 1214.0), ("2026-02".to_owned(), 72.5)]);
        for text in [
            "2026-01;1214\n2026-02;72,5",
            "\u{feff}Periode;Verdi\r\n2026-01;1 214\r\n2026-02;72,5 %\r\n",
            "period,value\n2026-01,1214\n\n2026-02,72.5\n",
            "2026-01\t1\u{a0}214\n2026-02\t72,5\t\n",
        ] {
            assert_eq!(two(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_taken_names_its_line() {
        let text = "indicator;period;value\npol_konsultasjoner;2026-01;210\nx;2026-13;2\ny;2026-02;mange\nz;2026-02";
        let wrong = read(text, 3).unwrap_err();
        let seen: Vec<_> = wrong.iter().map(|wrong| (wrong.line, wrong.given.as_str(), wrong.fault)).collect();
        assert_eq!(seen, [(3, "2026-13", Fault::Period), (4, "mange", Fault::Value), (5, "z 2026-02", Fault::Cells)]);
        assert!(wrong[0].to_string().contains("row 3") && wrong[0].to_string().contains("2026-Q2"));
        assert_eq!(read(" \n", 2).unwrap_err()[0].fault, Fault::Empty);
        assert_eq!(read("2026-01;\n", 2).unwrap_err()[0].fault, Fault::Cells);
        assert_eq!(read("2026-01;1e5\n", 2).unwrap_err()[0].fault, Fault::Value);
    }
}
