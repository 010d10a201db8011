//! The sheets of a form, from a workbook or from CSV files.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use csv::ReaderBuilder;

use super::{Problem, problem};

/// One row below the headings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts, from 1; the headings are row 1.
    pub number: usize,
    /// What the cells say, by heading in small letters; empty cells are not there.
    pub cells: BTreeMap<String, String>,
}

impl Row {
    /// What a cell says.
    #[must_use]
    pub fn cell(&self, heading: &str) -> Option<&str> {
        self.cells.get(heading).map(String::as_str)
    }
}

/// The sheets of one form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Workbook {
    /// What is asked, a row each.
    pub survey: Vec<Row>,
    /// The answers of each list, a row each.
    pub choices: Vec<Row>,
    /// What the form is called, and its own language.
    pub settings: Row,
}

/// A spreadsheet longer than this is not a questionnaire.
const MOST_ROWS: usize = 2_000;

impl Workbook {
    /// Reads an `XLSForm` workbook.
    ///
    /// # Errors
    /// A [`Problem`] when it is no workbook, has no sheet `survey`, or is too long.
    pub fn from_xlsx(bytes: &[u8]) -> Result<Self, Problem> {
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| {
            problem("workbook", None, format!("it does not read as an .xlsx file ({error})"), "save it as .xlsx again")
        })?;
        let mut read = |name: &str| -> Result<Option<Vec<Row>>, Problem> {
            let Some(sheet) = workbook.sheet_names().into_iter().find(|sheet| sheet.trim().eq_ignore_ascii_case(name))
            else {
                return Ok(None);
            };
            let range = workbook
                .worksheet_range(&sheet)
                .map_err(|error| problem(name, None, error, "save the sheet again without links to other files"))?;
            let lines = range.rows().map(|cells| cells.iter().map(said).collect());
            rows(name, lines).map(Some)
        };
        let survey = read("survey")?.ok_or_else(|| {
            problem("workbook", None, "there is no sheet called survey", "name the sheet with the questions so")
        })?;
        let choices = read("choices")?.unwrap_or_default();
        let settings = read("settings")?.unwrap_or_default().into_iter().next().unwrap_or_default();
        Ok(Self { survey, choices, settings })
    }

    /// Reads the sheets of an `XLSForm` from CSV texts. `choices` and `settings` may be empty.
    ///
    /// # Errors
    /// A [`Problem`] when a row does not read.
    pub fn from_csv(survey: &str, choices: &str, settings: &str) -> Result<Self, Problem> {
        Ok(Self {
            survey: table("survey", survey)?,
            choices: table("choices", choices)?,
            settings: table("settings", settings)?.into_iter().next().unwrap_or_default(),
        })
    }

    /// Whether a text looks like a plain list of questions: its first line names the column `question`.
    #[must_use]
    pub fn is_list(text: &str) -> bool {
        let heading = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_lowercase();
        heading.split([',', ';']).any(|cell| cell.trim().trim_matches('"').starts_with("question"))
    }

    /// Reads a plain list of questions: the columns `id`, `question` (or `question::nb`), and `answers`, such
    /// as `0 = Never | 1 = Sometimes | 2 = Often`; or, instead of answers, `text`, `number`, `date` or
    /// `0-10`. `required` and `group` may be there.
    ///
    /// # Errors
    /// The first [`Problem`].
    pub fn from_list(text: &str) -> Result<Self, Problem> {
        let mut workbook = Self::default();
        let mut lists: BTreeMap<String, String> = BTreeMap::new();
        let mut group: Option<String> = None;
        for row in table("list", text)? {
            let here = row.cell("group").map(str::to_owned);
            if here != group {
                workbook.turn_group(group.as_deref(), here.as_deref(), row.number);
                group = here;
            }
            let mut cells: BTreeMap<String, String> = row
                .cells
                .iter()
                .filter_map(|(heading, cell)| {
                    let label = heading.strip_prefix("question").map(|rest| format!("label{rest}"));
                    label.or_else(|| (heading == "required").then(|| heading.clone())).map(|key| (key, cell.clone()))
                })
                .collect();
            let number = workbook.survey.len() + 1;
            let id = row.cell("id").map_or_else(|| number.to_string(), str::to_owned);
            let answers = row.cell("answers").unwrap_or("text").trim();
            let kind = match answers {
                "text" => "text".to_owned(),
                "number" => "integer".to_owned(),
                "date" => "date".to_owned(),
                line if line_ends(line).is_some() => {
                    let (from, to) = line_ends(line).unwrap_or_default();
                    cells.insert("parameters".to_owned(), format!("start={from} end={to} step=1"));
                    "range".to_owned()
                }
                listed => {
                    let next = format!("answers-{}", lists.len() + 1);
                    let known = lists.entry(listed.to_owned()).or_insert(next).clone();
                    if !workbook.choices.iter().any(|choice| choice.cell("list_name") == Some(&known)) {
                        workbook.choices.extend(choices(listed, &known, row.number)?);
                    }
                    format!("select_one {known}")
                }
            };
            cells.extend([("name".to_owned(), id), ("type".to_owned(), kind)]);
            workbook.survey.push(Row { number: row.number, cells });
        }
        workbook.turn_group(group.as_deref(), None, 0);
        Ok(workbook)
    }

    /// Closes the group before and opens the next.
    fn turn_group(&mut self, before: Option<&str>, next: Option<&str>, number: usize) {
        let row = |cells: &[(&str, &str)]| Row {
            number,
            cells: cells.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        };
        if before.is_some() {
            self.survey.push(row(&[("type", "end_group")]));
        }
        if let Some(next) = next {
            self.survey.push(row(&[("type", "begin_group"), ("name", next), ("label", next)]));
        }
    }
}

/// `0-10` as two whole numbers.
fn line_ends(text: &str) -> Option<(i32, i32)> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?)).filter(|(from, to)| from < to)
}

/// `0 = Never | 1 = Sometimes` as rows of a list.
fn choices(text: &str, list: &str, number: usize) -> Result<Vec<Row>, Problem> {
    text.split('|')
        .map(|part| {
            let (value, label) = part.split_once('=').ok_or_else(|| {
                problem(
                    "list",
                    Some(number),
                    format!("\"{}\" is not an answer with its value", part.trim()),
                    "write answers as: 0 = Never | 1 = Sometimes | 2 = Often",
                )
            })?;
            let cells = [("list_name", list), ("name", value.trim()), ("label", label.trim())];
            let cells = cells.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            Ok(Row { number, cells })
        })
        .collect()
}

/// What a cell says, as a person reads it.
fn said(cell: &Data) -> String {
    match cell {
        Data::Float(value) => value.to_string(),
        Data::Bool(value) => if *value { "yes" } else { "no" }.to_owned(),
        other => other.to_string(),
    }
}

fn table(name: &str, text: &str) -> Result<Vec<Row>, Problem> {
    // Spreadsheets in Norwegian save with semicolons, and with a mark in front.
    let text = text.trim_start_matches('\u{feff}');
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = if heading.matches(';').count() > heading.matches(',').count() { b';' } else { b',' };
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| problem(name, Some(lines.len() + 1), error, "correct the row"))?;
        lines.push(record.iter().map(str::to_owned).collect());
    }
    rows(name, lines.into_iter())
}

fn rows(name: &str, mut lines: impl Iterator<Item = Vec<String>>) -> Result<Vec<Row>, Problem> {
    let headings: Vec<String> =
        lines.next().unwrap_or_default().iter().map(|heading| heading.trim().to_lowercase()).collect();
    let mut rows = Vec::new();
    for (index, cells) in lines.enumerate() {
        if index >= MOST_ROWS {
            return Err(problem(name, Some(index + 2), format!("more than {MOST_ROWS} rows"), "split the form"));
        }
        let cells: BTreeMap<String, String> = headings
            .iter()
            .cloned()
            .zip(cells.into_iter().map(|cell| cell.trim().to_owned()))
            .filter(|(heading, cell)| !heading.is_empty() && !cell.is_empty())
            .collect();
        if !cells.is_empty() {
            rows.push(Row { number: index + 2, cells });
        }
    }
    Ok(rows)
}
