//! Reads `tables/*.csv`: what an answer counts as (`item,answer,points`), and what one
//! scale's value is as another's (`from,to`).

use std::collections::{BTreeMap, BTreeSet};

use csv::ReaderBuilder;

use super::Problem;
use crate::domain::instrument::{Points, Table};

const POINTS: [&str; 3] = ["item", "answer", "points"];
const LOOKUP: [&str; 2] = ["from", "to"];

/// The tables of one definition, by name, and which of them something has asked for.
#[derive(Default)]
pub(super) struct Tables {
    points: BTreeMap<String, Points>,
    lookups: BTreeMap<String, Table>,
    used: BTreeSet<String>,
}

impl Tables {
    pub(super) fn points(&mut self, name: &str) -> Option<Points> {
        self.used.insert(name.to_owned());
        self.points.get(name).cloned()
    }

    pub(super) fn lookup(&mut self, name: &str) -> Option<Table> {
        self.used.insert(name.to_owned());
        self.lookups.get(name).cloned()
    }

    pub(super) fn unused(&self) -> Vec<String> {
        let known = self.points.keys().chain(self.lookups.keys());
        known.filter(|name| !self.used.contains(*name)).cloned().collect()
    }
}

/// The name of a table, from the name of its file.
pub(super) fn name_of(file: &str) -> Option<&str> {
    file.strip_prefix("tables/")?.strip_suffix(".csv")
}

/// Reads every table of a folder.
pub(super) fn read(folder: &str, files: &BTreeMap<&str, &str>) -> Result<Tables, Vec<Problem>> {
    let mut tables = Tables::default();
    let mut problems = Vec::new();
    for (file, text) in files {
        let Some(name) = name_of(file) else { continue };
        if let Err(problem) = table(&mut tables, name, text) {
            let (line, fact, remedy) = problem;
            let (file, remedy) = (format!("{folder}/{file}"), remedy.to_owned());
            problems.push(Problem { file, part: String::new(), line, fact, remedy });
        }
    }
    if problems.is_empty() { Ok(tables) } else { Err(problems) }
}

type Misread = (Option<usize>, String, &'static str);

fn table(tables: &mut Tables, name: &str, text: &str) -> Result<(), Misread> {
    let mut reader = ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(str::to_owned).collect(),
        Err(error) => return Err((Some(1), error.to_string(), "correct the table")),
    };
    let mut rows = Vec::new();
    for (n, record) in reader.records().enumerate() {
        let line = n + 2;
        let record = record.map_err(|error| (Some(line), error.to_string(), "correct the row"))?;
        rows.push((line, record.iter().map(str::to_owned).collect::<Vec<_>>()));
    }
    let number = |line: usize, cell: &str| {
        let problem = || (Some(line), format!("\"{cell}\" is not a number"), "correct the cell; decimals have a point");
        cell.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(problem)
    };
    let twice = |line: usize| (Some(line), "this row says the same as an earlier one".to_owned(), "remove one of them");
    if headers == POINTS {
        let mut points: Vec<(String, f64, f64)> = Vec::new();
        for (line, row) in &rows {
            let [item, answer, given] = row.as_slice() else { continue };
            let (answer, given) = (number(*line, answer)?, number(*line, given)?);
            if points.iter().any(|(known, value, _)| known == item && (value - answer).abs() < 1e-9) {
                return Err(twice(*line));
            }
            points.push((item.clone(), answer, given));
        }
        tables.points.insert(name.to_owned(), Points { name: name.to_owned(), rows: points });
    } else if headers == LOOKUP {
        let mut table: Vec<(f64, f64)> = Vec::new();
        for (line, row) in &rows {
            let [from, to] = row.as_slice() else { continue };
            let (from, to) = (number(*line, from)?, number(*line, to)?);
            if table.iter().any(|(known, _)| (known - from).abs() < 1e-9) {
                return Err(twice(*line));
            }
            table.push((from, to));
        }
        tables.lookups.insert(name.to_owned(), Table { name: name.to_owned(), rows: table });
    } else {
        let fact = format!("the columns are \"{}\"", headers.join(","));
        return Err((Some(1), fact, "name them item,answer,points or from,to"));
    }
    Ok(())
}
