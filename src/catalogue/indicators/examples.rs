//! Reads `examples.csv`: invented episodes with the right answer.
//!
//! Columns: `what it shows`, `reads` (may be left out when the indicator reads one form alone), `referred`, `started`,
//! `ended`, `sessions`, `scores`, `counted`, `success` (of a share) or `value` (of a mean) or both (of sessions until a
//! change: whether it was come to, and after how many), and `left out by`, the rule that leaves the episode out. Scores
//! are written `2026-01-10 18; 2026-03-01 9`; `no score` in place of a value is a form that could not be scored; `#2`
//! between day and value is the number of the occasion; `after 3` behind the value is the sessions held before it, and
//! `discussed 1` then the how many-th session after it was the first spoken about.

use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord};

use super::super::Problem;
use crate::domain::indicator::{Indicator, Kind};
use crate::domain::registry::comparison::Background;
use crate::domain::registry::course::{Course, Observation};

/// One invented episode with the right answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Worked {
    /// What it shows.
    pub name: String,
    /// The line in the file, from 1.
    pub line: usize,
    /// What it is read from, by its place among those of the indicator.
    pub reads: usize,
    /// The episode.
    pub course: Course,
    /// The scores as they are written.
    pub scores: String,
    /// Whether it is counted.
    pub counted: bool,
    /// Whether it succeeded, or came to the change; `None` of one that is not counted, and of a mean.
    pub success: Option<bool>,
    /// What it is worth; `None` of one that is not counted, and of a share.
    pub value: Option<f64>,
    /// The rule that leaves it out; empty of one that is counted.
    pub left_out: String,
}

/// The columns of an indicator's table.
fn columns(kind: Kind) -> Vec<&'static str> {
    let mut columns =
        vec!["what it shows", "reads", "referred", "started", "ended", "sessions", "scores", "counted", "left out by"];
    if has_success(kind) {
        columns.push("success");
    }
    if has_value(kind) {
        columns.push("value");
    }
    columns
}

const fn has_success(kind: Kind) -> bool {
    matches!(kind, Kind::Proportion | Kind::SessionsUntil)
}

const fn has_value(kind: Kind) -> bool {
    matches!(kind, Kind::Mean | Kind::Change | Kind::SessionsUntil)
}

/// Reads the table.
pub(super) fn read(file: &str, text: &str, indicator: &Indicator) -> Result<Vec<Worked>, Vec<Problem>> {
    let wrong = |line, fact: String, remedy: &str| super::problem(file.to_owned(), line, fact, remedy);
    let columns = columns(indicator.kind);
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => return Err(vec![wrong(Some(1), error.to_string(), "correct the table")]),
    };
    let named = || format!("name the columns {}", columns.join(", "));
    let mut problems: Vec<Problem> = headers
        .iter()
        .filter(|header| !columns.contains(header))
        .map(|header| wrong(Some(1), format!("there is no column \"{header}\""), &named()))
        .chain(
            columns
                .iter()
                .filter(|column| **column != "reads" && !headers.iter().any(|header| header == **column))
                .map(|column| wrong(Some(1), format!("the column \"{column}\" is not there"), &named())),
        )
        .collect();
    let mut worked = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().and_then(|place| usize::try_from(place.line()).ok());
                problems.push(wrong(line, error.to_string(), "correct the row"));
                continue;
            }
        };
        let line = record.position().and_then(|place| usize::try_from(place.line()).ok()).unwrap_or(0);
        match row(indicator, &headers, &record, line) {
            Ok(one) => worked.push(one),
            Err((fact, remedy)) => problems.push(wrong(Some(line), fact, &remedy)),
        }
    }
    if problems.is_empty() { Ok(worked) } else { Err(problems) }
}

type Wrong = (String, String);

fn row(indicator: &Indicator, headers: &StringRecord, record: &StringRecord, line: usize) -> Result<Worked, Wrong> {
    let cell = |name: &str| {
        let place = headers.iter().position(|header| header == name);
        place.and_then(|place| record.get(place)).unwrap_or_default()
    };
    let day = |name: &str| match cell(name) {
        "" | "-" => Ok(None),
        text => text.parse::<NaiveDate>().map(Some).map_err(|_| bad(name, text, "write a day such as 2026-03-18")),
    };
    let yes = |name: &str| match cell(name) {
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        "" | "-" => Ok(None),
        text => Err(bad(name, text, "write yes, no or -")),
    };
    let all: Vec<String> = indicator.reads.iter().map(super::Read::name).collect();
    let reads = match cell("reads") {
        "" if all.len() == 1 => 0,
        text => all
            .iter()
            .position(|name| name == text)
            .ok_or_else(|| bad("reads", text, &format!("write one of {}", all.join(", "))))?,
    };
    let sessions = match cell("sessions") {
        "" | "-" => 0,
        text => text.parse().map_err(|_| bad("sessions", text, "write a whole number"))?,
    };
    let counted = yes("counted")?.ok_or_else(|| bad("counted", cell("counted"), "write yes or no"))?;
    let (mut success, mut value) = (None, None);
    if counted && has_success(indicator.kind) {
        let given = yes("success")?;
        success = Some(given.ok_or_else(|| {
            let fact = "the episode is counted, and nothing says whether it succeeded";
            (fact.to_owned(), "write yes or no under success, or no under counted".to_owned())
        })?);
    }
    if counted && has_value(indicator.kind) {
        let text = cell("value");
        value = Some(text.parse::<f64>().map_err(|_| bad("value", text, "write the number"))?);
    }
    let too_much = ["success", "value"].into_iter().find(|column| !counted && !["", "-"].contains(&cell(column)));
    if let Some(column) = too_much {
        let fact = format!("the episode is not counted, and something stands under {column}");
        return Err((fact, format!("either write - under {column} or yes under counted")));
    }
    let referred_on = day("referred")?.ok_or_else(|| bad("referred", "", "write a day such as 2026-03-18"))?;
    Ok(Worked {
        name: cell("what it shows").to_owned(),
        line,
        reads,
        scores: cell("scores").to_owned(),
        course: Course {
            id: format!("line {line}"),
            referred_on,
            started_on: day("started")?,
            ended_on: day("ended")?,
            end_kind: None,
            sessions_held: sessions,
            background: Background::default(),
            scores: scores(cell("scores"))?,
        },
        counted,
        success,
        value,
        left_out: Some(cell("left out by")).filter(|text| *text != "-").unwrap_or_default().to_owned(),
    })
}

fn scores(text: &str) -> Result<Vec<Observation>, Wrong> {
    let mut scores = Vec::new();
    for one in text.split(';').map(str::trim).filter(|one| !one.is_empty() && *one != "-") {
        let wrong = || bad("scores", one, "write day and value, such as 2026-03-18 12");
        let (on, rest) = one.split_once(' ').ok_or_else(wrong)?;
        let on = on.parse::<NaiveDate>().map_err(|_| wrong())?;
        let (occasion, value) = match rest.strip_prefix('#').and_then(|rest| rest.split_once(' ')) {
            Some((occasion, value)) => (Some(occasion.parse().map_err(|_| wrong())?), value),
            None => (None, rest),
        };
        let number = |text: &str| text.trim().parse().map(Some).map_err(|_| wrong());
        let (value, discussed) = match value.split_once(" discussed ") {
            Some((value, nth)) => (value, number(nth)?),
            None => (value, None),
        };
        let (value, sessions) = match value.split_once(" after ") {
            Some((value, held)) => (value, number(held)?),
            None => (value, None),
        };
        if value.trim() == "no score" {
            continue;
        }
        let value = value.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(wrong)?;
        scores.push(Observation { on: Some(on), occasion, value, sessions, discussed });
    }
    Ok(scores)
}

fn bad(column: &str, text: &str, remedy: &str) -> Wrong {
    (format!("\"{column}\" reads \"{text}\""), remedy.to_owned())
}
