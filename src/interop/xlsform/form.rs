//! From the sheets of a form to a FHIR Questionnaire.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::condition::{self, Comparison};
use super::{Problem, Row, Workbook, problem};

const ORDINAL: &str = "http://hl7.org/fhir/StructureDefinition/ordinalValue";
const TRANSLATION: &str = "http://hl7.org/fhir/StructureDefinition/translation";
const MIN_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/minValue";
const MAX_VALUE: &str = "http://hl7.org/fhir/StructureDefinition/maxValue";
const SLIDER_STEP: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-sliderStepValue";
const CONTROL: &str = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl";
const CONTROLS: &str = "http://hl7.org/fhir/questionnaire-item-control";

/// Rows that hold what a device notes by itself: nobody is asked.
const BY_ITSELF: [&str; 12] = [
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "email",
    "phonenumber",
    "audit",
    "hidden",
    "calculate",
    "start-geopoint",
    "simserial",
];

/// The form as a Questionnaire, called `name` where the settings do not say.
///
/// # Errors
/// Every row that cannot be taken, with what to do.
pub fn questionnaire(workbook: &Workbook, name: &str) -> Result<Value, Vec<Problem>> {
    let settings = &workbook.settings;
    let language = settings.cell("default_language").map_or_else(|| first_language(workbook), tag);
    let mut builder = Builder { workbook, language: language.clone(), lists: lists(workbook), problems: Vec::new() };
    let mut rows = workbook.survey.iter();
    let items = builder.items(&mut rows, None);
    let names: BTreeSet<&str> = workbook.survey.iter().filter_map(|row| row.cell("name")).collect();
    if items.is_empty() && builder.problems.is_empty() {
        builder.problems.push(problem("survey", None, "there are no questions", "write a row for each"));
    }
    let asked = workbook.survey.iter().filter(|row| !matches!(row.cell("type"), Some(kind) if kind.starts_with("end")));
    if names.len() < asked.filter(|row| row.cell("name").is_some()).count() {
        builder.problems.push(problem("survey", None, "two rows have the same name", "give each its own"));
    }
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let title = settings.cell("form_title").unwrap_or(name);
    let mut form = json!({
        "resourceType": "Questionnaire",
        "language": language,
        "status": "draft",
        "name": settings.cell("form_id").unwrap_or(name),
        "title": title,
        "item": items,
    });
    if let Some(version) = settings.cell("version") {
        put(&mut form, "version", version);
    }
    Ok(form)
}

fn put(target: &mut Value, name: &str, value: impl Into<Value>) {
    if let Some(target) = target.as_object_mut() {
        target.insert(name.to_owned(), value.into());
    }
}

/// A language of ours from a heading such as `label::Norsk (nb)` or `label::nb`.
fn tag(text: &str) -> String {
    let code = text.rsplit_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(text);
    let code = code.trim().to_lowercase();
    match code.as_str() {
        "norsk" | "norwegian" | "bokmål" | "no" => "nb".to_owned(),
        "nynorsk" => "nn".to_owned(),
        "english" | "engelsk" => "en".to_owned(),
        _ => code,
    }
}

/// The language of a label that names none is bokmål; otherwise the first one named.
fn first_language(workbook: &Workbook) -> String {
    if workbook.survey.iter().any(|row| row.cell("label").is_some() && row.cell("type") != Some("begin_group")) {
        return "nb".to_owned();
    }
    let headings = workbook.survey.iter().flat_map(|row| row.cells.keys());
    headings.filter_map(|heading| heading.strip_prefix("label::")).map(tag).next().unwrap_or_else(|| "nb".to_owned())
}

fn lists(workbook: &Workbook) -> BTreeMap<String, Vec<&Row>> {
    let mut lists: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in &workbook.choices {
        if let Some(list) = row.cell("list_name").or_else(|| row.cell("list name")) {
            lists.entry(list.to_owned()).or_default().push(row);
        }
    }
    lists
}

struct Builder<'a> {
    workbook: &'a Workbook,
    language: String,
    lists: BTreeMap<String, Vec<&'a Row>>,
    problems: Vec<Problem>,
}

impl<'a> Builder<'a> {
    fn refuse(&mut self, row: &Row, fact: impl std::fmt::Display, remedy: &str) {
        self.problems.push(problem("survey", Some(row.number), fact, remedy));
    }

    /// The items up to the end of this group.
    fn items(&mut self, rows: &mut std::slice::Iter<'a, Row>, inside: Option<&Row>) -> Vec<Value> {
        let mut items = Vec::new();
        while let Some(row) = rows.next() {
            let kind = row.cell("type").unwrap_or_default().trim().to_lowercase().replace(' ', "_");
            match kind.as_str() {
                "end_group" => {
                    if inside.is_none() {
                        self.refuse(row, "a group ends that has not begun", "remove the row, or add begin_group");
                    }
                    return items;
                }
                "begin_group" => {
                    let mut group = self.item(row, "group");
                    let inner = self.items(rows, Some(row));
                    put(&mut group, "item", inner);
                    items.push(group);
                }
                "begin_repeat" | "end_repeat" => {
                    self.refuse(
                        row,
                        "questions that are repeated cannot be asked",
                        "write them out as often as needed",
                    );
                }
                kind if BY_ITSELF.contains(&kind) => {}
                _ => items.extend(self.question(row)),
            }
        }
        if let Some(row) = inside {
            self.refuse(row, "the group that begins here does not end", "add end_group");
        }
        items
    }

    /// What every item has: its name, words, rule.
    fn item(&mut self, row: &Row, kind: &str) -> Value {
        let mut item = Map::new();
        match row.cell("name") {
            Some(name) => drop(item.insert("linkId".to_owned(), name.into())),
            None => self.refuse(row, "it has no name", "give it one in the column name"),
        }
        item.insert("type".to_owned(), kind.into());
        self.words(row, "label", &mut item, "text");
        if row.cell("required").is_some_and(|cell| matches!(cell.to_lowercase().as_str(), "yes" | "true" | "true()")) {
            item.insert("required".to_owned(), true.into());
        }
        if let Some(text) = row.cell("relevant").or_else(|| row.cell("relevance")) {
            self.rule(row, text, &mut item);
        }
        item.into()
    }

    /// A text in every language there is, as FHIR writes it.
    fn words(&mut self, row: &Row, heading: &str, target: &mut Map<String, Value>, element: &str) {
        let mut texts: BTreeMap<String, &str> = BTreeMap::new();
        for (name, cell) in &row.cells {
            if name == heading {
                texts.entry(self.language.clone()).or_insert(cell);
            } else if let Some(language) = name.strip_prefix(heading).and_then(|rest| rest.strip_prefix("::")) {
                texts.insert(tag(language), cell);
            }
        }
        let Some(own) = texts.remove(&self.language).or_else(|| texts.values().next().copied()) else {
            if element == "text" && heading == "label" {
                self.refuse(row, format!("it has no {heading} in {}", self.language), "write what the patient reads");
            }
            return;
        };
        target.insert(element.to_owned(), own.into());
        let others: Vec<Value> = texts
            .iter()
            .map(|(language, text)| {
                json!({"url": TRANSLATION, "extension": [
                    {"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]})
            })
            .collect();
        if !others.is_empty() {
            target.insert(format!("_{element}"), json!({"extension": others}));
        }
    }

    fn question(&mut self, row: &Row) -> Option<Value> {
        let stated = row.cell("type").unwrap_or_default().trim();
        let (kind, list) = stated.split_once(char::is_whitespace).unwrap_or((stated, ""));
        match kind.to_lowercase().as_str() {
            "select_one" => {
                let options = self.options(row, list.trim());
                let mut item = self.item(row, "choice");
                put(&mut item, "answerOption", options);
                Some(item)
            }
            "text" | "string" => Some(self.item(row, "text")),
            "note" => Some(self.item(row, "display")),
            "date" => Some(self.item(row, "date")),
            "integer" | "int" => Some(self.item(row, "integer")),
            "decimal" => Some(self.item(row, "decimal")),
            "range" => self.range(row),
            "acknowledge" | "trigger" => Some(self.item(row, "boolean")),
            "select_multiple" => {
                self.refuse(
                    row,
                    "several answers to one question cannot be scored",
                    "ask each of them as a question of its own, with yes and no",
                );
                None
            }
            "" => {
                self.refuse(row, "it has no type", "write one, such as select_one LIST, integer, text or note");
                None
            }
            other => {
                let fact = format!("\"{other}\" is not a kind of question that patients are asked here");
                self.refuse(
                    row,
                    fact,
                    "use select_one, range, integer, decimal, text, date or note, or remove the row",
                );
                None
            }
        }
    }

    fn options(&mut self, row: &Row, list: &str) -> Vec<Value> {
        let Some(rows) = self.lists.get(list).cloned() else {
            let fact = format!("its answers \"{list}\" are not in the sheet choices");
            self.refuse(row, fact, "add them there, or correct the name");
            return Vec::new();
        };
        let numbers: Option<Vec<f64>> =
            rows.iter().map(|choice| choice.cell("name").and_then(|name| name.parse().ok())).collect();
        rows.iter()
            .enumerate()
            .map(|(n, choice)| {
                let name = choice.cell("name").or_else(|| choice.cell("value")).unwrap_or_default().to_owned();
                let mut coding = Map::from_iter([("code".to_owned(), Value::from(name))]);
                self.words(choice, "label", &mut coding, "display");
                let mut option = json!({"valueCoding": coding});
                if let Some(value) = numbers.as_ref().and_then(|numbers| numbers.get(n)) {
                    put(&mut option, "extension", json!([{"url": ORDINAL, "valueDecimal": value}]));
                }
                option
            })
            .collect()
    }

    /// A line: `start=0 end=10 step=1`.
    fn range(&mut self, row: &Row) -> Option<Value> {
        let parameters = row.cell("parameters").unwrap_or_default();
        let given: BTreeMap<String, f64> = parameters
            .split([' ', ';', ','])
            .filter_map(|part| part.split_once('='))
            .filter_map(|(key, value)| Some((key.trim().to_lowercase(), value.trim().parse().ok()?)))
            .collect();
        let part = |name: &str, usual: f64| given.get(name).copied().unwrap_or(usual);
        let (start, end, step) = (part("start", 0.0), part("end", 10.0), part("step", 1.0));
        if !(end > start && step > 0.0) {
            let fact = format!("the line from {start} to {end} in steps of {step} cannot be walked");
            self.refuse(row, fact, "write parameters such as start=0 end=10 step=1");
            return None;
        }
        let whole = [start, end, step].iter().all(|value| value.fract() == 0.0);
        let mut item = self.item(row, if whole { "integer" } else { "decimal" });
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers that somebody typed for a line")]
        let bound = |url: &str, value: f64| {
            if whole {
                json!({"url": url, "valueInteger": value as i64})
            } else {
                json!({"url": url, "valueDecimal": value})
            }
        };
        let slider = json!({"coding": [{"system": CONTROLS, "code": "slider"}]});
        let mut extensions = vec![
            json!({"url": CONTROL, "valueCodeableConcept": slider}),
            bound(MIN_VALUE, start),
            bound(MAX_VALUE, end),
        ];
        if whole {
            extensions.push(bound(SLIDER_STEP, step));
        }
        put(&mut item, "extension", extensions);
        let ends: Vec<Value> = [("low", "lower"), ("high", "upper")]
            .into_iter()
            .filter_map(|(heading, code)| {
                let mut end = Map::new();
                self.words(row, heading, &mut end, "text");
                end.contains_key("text").then(|| {
                    let control = json!({"coding": [{"system": CONTROLS, "code": code}]});
                    let link = format!("{}-{heading}", row.cell("name").unwrap_or_default());
                    end.insert("linkId".to_owned(), link.into());
                    end.insert("type".to_owned(), "display".into());
                    end.insert("extension".to_owned(), json!([{"url": CONTROL, "valueCodeableConcept": control}]));
                    Value::from(end)
                })
            })
            .collect();
        if !ends.is_empty() {
            put(&mut item, "item", ends);
        }
        Some(item)
    }

    fn rule(&mut self, row: &Row, text: &str, item: &mut Map<String, Value>) {
        let Some(condition) = condition::read(text) else {
            let fact = format!("the condition \"{text}\" says more than a branching rule can");
            self.refuse(row, fact, "compare questions with values, all joined by and, or all by or: ${q1} >= 1");
            return;
        };
        let conditions: Vec<Value> =
            condition.comparisons.iter().filter_map(|comparison| self.condition(row, comparison)).collect();
        if conditions.len() > 1 {
            item.insert("enableBehavior".to_owned(), if condition.all { "all" } else { "any" }.into());
        }
        item.insert("enableWhen".to_owned(), conditions.into());
    }

    fn condition(&mut self, row: &Row, comparison: &Comparison) -> Option<Value> {
        let Comparison { question, operator, value } = comparison;
        let asked = self.workbook.survey.iter().find(|other| other.cell("name") == Some(question.as_str()));
        let Some(asked) = asked else {
            let fact = format!("its condition names \"{question}\", which is not a question");
            self.refuse(row, fact, "correct the name between ${ and }");
            return None;
        };
        let kind = asked.cell("type").unwrap_or_default();
        if kind.starts_with("select_one") {
            return Some(json!({"question": question, "operator": operator, "answerCoding": {"code": value}}));
        }
        let Ok(number) = value.parse::<f64>() else {
            let fact = format!("its condition holds \"{question}\" against \"{value}\", which is not a number");
            self.refuse(row, fact, "compare with a number");
            return None;
        };
        let element = if kind == "decimal" { "answerDecimal" } else { "answerInteger" };
        #[expect(clippy::cast_possible_truncation, reason = "a number that somebody typed")]
        let answer = if kind == "decimal" { json!(number) } else { json!(number as i64) };
        Some(json!({"question": question, "operator": operator, element: answer}))
    }
}
