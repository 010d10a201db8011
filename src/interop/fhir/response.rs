//! Answers as a `QuestionnaireResponse` and back, and scores as Observations.
//!
//! A response is read by the Questionnaire it answers: its codes are the form's own. A
//! score that a client worked out is not read: scores are worked out here.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::branching::Known;
use super::element::{Problem, extension, list, number, problem, set, text};
use super::import;
use super::names::{LOINC, ORDINAL_VALUE, UCUM};
use super::package::Package;
use super::questionnaire::score_link;
use crate::domain::instrument::{Answer, Answers, Instrument, ItemKind};
use crate::domain::scoring::{Outcome, Score};

/// Why there is no value.
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
/// The code system of those reasons.
const ABSENT_CODES: &str = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
/// How deeply the items of a response may be nested.
const DEEPEST: usize = 24;

/// What was read of a response.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Received {
    /// The answers, by question.
    pub answers: Answers,
    /// Totals of scales that are only imported, by scale.
    pub totals: BTreeMap<String, f64>,
    /// Whether the sender says that it is complete.
    pub complete: bool,
    /// When it was answered, as the sender gives it.
    pub authored: Option<String>,
}

/// Reads a response to a form.
///
/// # Errors
/// Every [`Problem`]: another form or version, an answer that the form does not have, an
/// item that it does not know.
pub fn answers(instrument: &Instrument, form: &Value, response: &Value) -> Result<Received, Vec<Problem>> {
    let mut reader =
        Reader { instrument, known: import::known(form), received: Received::default(), problems: Vec::new() };
    reader.head(form, response);
    if reader.problems.is_empty() {
        reader.items(response, "QuestionnaireResponse", 0);
    }
    if reader.problems.is_empty() { Ok(reader.received) } else { Err(reader.problems) }
}

struct Reader<'a> {
    instrument: &'a Instrument,
    known: Vec<Known>,
    received: Received,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn problem(&mut self, path: &str, fact: impl std::fmt::Display, remedy: &str) {
        self.problems.push(problem(path, fact, remedy));
    }

    fn head(&mut self, form: &Value, response: &Value) {
        if text(response, "resourceType") != Some("QuestionnaireResponse") {
            self.problem("resourceType", "this is not a QuestionnaireResponse", "give a FHIR R4 response as JSON");
            return;
        }
        let (url, version) = (text(form, "url").unwrap_or_default(), text(form, "version").unwrap_or_default());
        let canonical = text(response, "questionnaire").unwrap_or_default();
        // Refero leaves the version out; another version is another form.
        let (given, answered) = canonical.split_once('|').map_or((canonical, version), |(url, version)| (url, version));
        if !url.is_empty() && (given != url || answered != version) {
            self.problem(
                "QuestionnaireResponse.questionnaire",
                format!("it answers \"{canonical}\", not {url}|{version}"),
                "read it by the form it answers",
            );
        }
        let status = text(response, "status").unwrap_or_default();
        if !matches!(status, "completed" | "amended" | "in-progress" | "stopped") {
            let fact = format!("its status is \"{status}\"");
            self.problem("QuestionnaireResponse.status", fact, "send one that is completed or in progress");
        }
        self.received.complete = matches!(status, "completed" | "amended");
        self.received.authored = text(response, "authored").map(str::to_owned);
    }

    fn items(&mut self, parent: &Value, path: &str, depth: usize) {
        if depth > DEEPEST {
            self.problem(path, "items are nested too deeply", "flatten them");
            return;
        }
        for (n, item) in list(parent, "item").iter().enumerate() {
            let path = format!("{path}.item[{n}]");
            self.item(item, &path);
            self.items(item, &path, depth + 1);
            for (n, answer) in list(item, "answer").iter().enumerate() {
                self.items(answer, &format!("{path}.answer[{n}]"), depth + 1);
            }
        }
    }

    fn item(&mut self, item: &Value, path: &str) {
        let link = text(item, "linkId").unwrap_or_default();
        let mut given = list(item, "answer").iter().filter_map(value);
        let (first, more) = (given.next(), given.next().is_some());
        if let Some(scale) = self.instrument.scales.iter().find(|scale| score_link(&scale.id) == link) {
            if self.instrument.is_total_only()
                && let Some(total) = first.and_then(|(_, value)| value.as_f64())
            {
                self.received.totals.insert(scale.id.clone(), total);
            }
            return;
        }
        let Some(known) = self.known.iter().find(|known| known.link == link) else {
            if first.is_some() {
                let fact = format!("\"{link}\" is not a question of the form");
                self.problem(path, fact, "answer the form as it is");
            }
            return;
        };
        let id = known.item.id.clone();
        let declined =
            || extension(item, ABSENT).and_then(|absent| text(absent, "valueCode")) == Some("asked-declined");
        let answer = match first {
            None if declined() => Answer::Declined,
            None => return,
            Some(_) if more => {
                self.problem(path, format!("there are several answers to \"{link}\""), "give one");
                return;
            }
            Some((kind, value)) => {
                let Some(answer) = answer(known, kind, value) else {
                    self.problem(path, format!("{value} is not an answer to \"{link}\""), "answer the form as it is");
                    return;
                };
                answer
            }
        };
        if self.received.answers.lookup(&id).is_some() {
            self.problem(path, format!("\"{link}\" is answered twice"), "give one answer");
            return;
        }
        if !self.instrument.item(&id).is_some_and(|item| item.accepts(&answer)) {
            self.problem(path, format!("{answer} is not an answer that \"{link}\" takes"), "answer the form as it is");
            return;
        }
        self.received.answers.add(id, answer);
    }
}

/// The value of an answer and its type.
fn value(answer: &Value) -> Option<(&str, &Value)> {
    let fields = answer.as_object()?.iter();
    fields.filter_map(|(name, value)| Some((name.strip_prefix("value")?, value))).find(|(_, value)| !value.is_null())
}

fn answer(known: &Known, kind: &str, value: &Value) -> Option<Answer> {
    match (&known.item.kind, kind) {
        (ItemKind::Choice { .. }, "Coding") => known.value(value).map(Answer::Value),
        (ItemKind::Choice { .. }, _) => {
            // A boolean, or an answer that was listed as a text or a number.
            let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            known.codes.iter().find(|(_, code, _)| *code == said).map(|(.., value)| Answer::Value(*value))
        }
        (ItemKind::Scale { .. } | ItemKind::Analogue { .. } | ItemKind::Number { .. }, "Integer" | "Decimal") => {
            value.as_f64().map(Answer::Value)
        }
        (ItemKind::Text { .. }, "String") | (ItemKind::Date, "Date") => {
            value.as_str().map(|text| Answer::Text(text.to_owned()))
        }
        _ => None,
    }
}

/// Who answered what, when; references such as `Patient/1`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct About {
    /// The id of the response.
    pub id: String,
    /// `completed`, or `in-progress` for one that was left.
    pub complete: bool,
    /// When, as an instant of FHIR (`2026-01-31T10:00:00Z`).
    pub authored: String,
    /// Whom it is about.
    pub subject: Option<String>,
    /// Who wrote it down.
    pub author: Option<String>,
    /// Who answered.
    pub source: Option<String>,
    /// The contact it belongs to.
    pub encounter: Option<String>,
}

/// Answers as a response to a form that was written by
/// [`questionnaire`](fn@super::questionnaire).
pub fn response(form: &Value, answers: &Answers, about: &About) -> Value {
    let version = text(form, "version").unwrap_or_default();
    let canonical = format!("{}|{version}", text(form, "url").unwrap_or_default());
    let mut response = json!({
        "resourceType": "QuestionnaireResponse",
        "id": about.id,
        "questionnaire": canonical,
        "status": if about.complete { "completed" } else { "in-progress" },
        "authored": about.authored,
    });
    if let Some(language) = text(form, "language") {
        set(&mut response, "language", json!(language));
    }
    for (name, who) in [
        ("subject", &about.subject),
        ("encounter", &about.encounter),
        ("author", &about.author),
        ("source", &about.source),
    ] {
        if let Some(who) = who {
            set(&mut response, name, json!({"reference": who}));
        }
    }
    let items = answered(form, answers);
    if !items.is_empty() {
        set(&mut response, "item", Value::Array(items));
    }
    response
}

/// The items of a response: those of the form that were answered or declined, in its
/// order and groups.
fn answered(parent: &Value, answers: &Answers) -> Vec<Value> {
    let items = list(parent, "item").iter().filter_map(|item| {
        let link = text(item, "linkId")?;
        let mut target = json!({"linkId": link});
        if let Some(text) = item.get("text") {
            set(&mut target, "text", text.clone());
        }
        if text(item, "type") == Some("group") {
            let inner = answered(item, answers);
            set(&mut target, "item", Value::Array(inner.clone()));
            return (!inner.is_empty()).then_some(target);
        }
        let kind = text(item, "type");
        match answers.lookup(link)? {
            Answer::Declined => set(&mut target, "extension", json!([{"url": ABSENT, "valueCode": "asked-declined"}])),
            Answer::Text(text) => {
                let name = if kind == Some("date") { "valueDate" } else { "valueString" };
                set(&mut target, "answer", json!([{name: text}]));
            }
            Answer::Value(value) => set(&mut target, "answer", json!([chosen(item, *value)?])),
        }
        Some(target)
    });
    items.collect()
}

fn chosen(item: &Value, value: f64) -> Option<Value> {
    match text(item, "type")? {
        "integer" => Some(json!({"valueInteger": number(value)})),
        "decimal" => Some(json!({"valueDecimal": number(value)})),
        _ => {
            let same = |option: &&Value| {
                super::element::extension_number(option, ORDINAL_VALUE)
                    .is_some_and(|weight| (weight - value).abs() < 1e-9)
            };
            let mut coding = list(item, "answerOption").iter().find(same)?.get("valueCoding")?.clone();
            if let Some(fields) = coding.as_object_mut() {
                fields.shift_remove("extension");
                fields.shift_remove("_display");
            }
            Some(json!({"valueCoding": coding}))
        }
    }
}

/// One Observation per scale, derived from the response. A scale without a score says
/// why. LOINC stands only where the definition has a code.
pub fn observations(package: &Package, outcome: &Outcome, about: &About, language: &str, base: &str) -> Vec<Value> {
    let instrument = &package.instrument;
    let feedback = package.feedback.get(language).or_else(|| package.feedback.values().next());
    let scores = outcome.scales.iter().filter_map(|entry| Some((instrument.scale(&entry.scale)?, &entry.score)));
    scores
        .map(|(scale, score)| {
            let name = feedback.and_then(|words| words.scales.get(&scale.id)).unwrap_or(&scale.id);
            let mut coding =
                vec![json!({"system": format!("{base}/CodeSystem/{}-scales", instrument.id), "code": scale.id})];
            if let Some(loinc) = &scale.loinc {
                coding.insert(0, json!({"system": LOINC, "code": loinc}));
            }
            let mut target = json!({
                "resourceType": "Observation",
                "id": format!("{}-{}", about.id, scale.id),
                "status": if about.complete { "final" } else { "preliminary" },
                "category": [{"coding": [{
                    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                    "code": "survey",
                }]}],
                "code": {"coding": coding, "text": format!("{}: {name}", instrument.name)},
            });
            for (name, who) in [("subject", &about.subject), ("encounter", &about.encounter)] {
                if let Some(who) = who {
                    set(&mut target, name, json!({"reference": who}));
                }
            }
            set(&mut target, "effectiveDateTime", json!(about.authored));
            match score {
                Score::Scored { value, band, prorated } => {
                    set(
                        &mut target,
                        "valueQuantity",
                        json!({"value": number(*value), "unit": "score", "system": UCUM, "code": "{score}"}),
                    );
                    if let Some(band) = band {
                        let words = feedback.and_then(|words| words.bands.get(band)).unwrap_or(band);
                        set(&mut target, "interpretation", json!([{"text": words}]));
                    }
                    if *prorated > 0 {
                        set(
                            &mut target,
                            "note",
                            json!([{"text": format!("{prorated} unanswered; the scale's rule stood in")}]),
                        );
                    }
                }
                Score::NotScorable { reason } => {
                    let coding = json!([{"system": ABSENT_CODES, "code": "not-performed"}]);
                    set(&mut target, "dataAbsentReason", json!({"coding": coding, "text": reason.to_string()}));
                }
            }
            set(&mut target, "derivedFrom", json!([{"reference": format!("QuestionnaireResponse/{}", about.id)}]));
            target
        })
        .collect()
}
