//! A definition as a FHIR R4 Questionnaire.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::branching;
use super::codes::{code, system};
use super::element::{number, set, text};
use super::expression::{Root, Writer};
use super::names::{
    CALCULATED, CONTROLS, GROUNDS, HELSENORGE_CALCULATED, HELSENORGE_PROFILE, ITEM_CONTROL, ITEM_WEIGHT, LANGUAGES,
    LOINC, LYTT_ANSWER_SET, LYTT_DEFINITION, MAX_DECIMALS, MAX_VALUE, MIN_VALUE, ORDINAL_VALUE, SLIDER_STEP,
    TRANSLATION, UNIT, language_name, tag,
};
use super::package::{Package, rest};
use crate::domain::instrument::{Item, ItemKind, Method, Scale, Status, Wording};

/// The linkId of the text above the questions.
pub(super) const INSTRUCTION: &str = "lytt-instruction";
/// The linkId of the owner's line below them.
pub(super) const NOTICE: &str = "lytt-notice";

/// How the linkId of a scale's value starts.
pub(super) const SCORE: &str = "lytt-score-";

/// The linkId of a scale's value.
pub fn score_link(scale: &str) -> String {
    format!("{SCORE}{scale}")
}

/// How the linkId of a group starts.
pub(super) const GROUP: &str = "lytt-group-";

/// Adds an extension to an element.
pub(super) fn extend(target: &mut Value, extension: Value) {
    match target.get_mut("extension").and_then(Value::as_array_mut) {
        Some(list) => list.push(extension),
        None => set(target, "extension", json!([extension])),
    }
}

/// Writes a definition as an R4 Questionnaire in one language, with the words of every
/// other language it has as translations. `base` is where our FHIR resources live,
/// without a slash at the end.
///
/// Without a wording (a form that may not be passed on) the items have no texts.
pub fn questionnaire(package: &Package, language: &str, base: &str) -> Value {
    let words = Words::new(&package.wording, language);
    let writing = Writing { package, words, base };
    writing.questionnaire()
}

/// The words in the language of the form, and in the others.
struct Words<'a> {
    language: &'a str,
    all: &'a BTreeMap<String, Wording>,
}

impl<'a> Words<'a> {
    /// The language asked for when there is a wording in it, else bokmål, else any.
    fn new(all: &'a BTreeMap<String, Wording>, wanted: &'a str) -> Self {
        let known = |language: &&str| all.contains_key(*language);
        let first = || all.keys().map(String::as_str).next();
        let language = [wanted, "nb"].into_iter().find(known).or_else(first).unwrap_or(wanted);
        Self { language, all }
    }

    /// Puts a text into an element, and its translations beside it.
    fn put(&self, target: &mut Value, name: &str, text: impl Fn(&'a Wording) -> Option<&'a str>) {
        let Some(main) = self.all.get(self.language).and_then(&text) else { return };
        put(target, name, main, self.others(text));
    }

    fn others(&self, text: impl Fn(&'a Wording) -> Option<&'a str>) -> Vec<(&'a str, &'a str)> {
        let others = self.all.iter().filter(|(language, _)| *language != self.language);
        others.filter_map(|(language, wording)| Some((language.as_str(), text(wording)?))).collect()
    }
}

fn put(target: &mut Value, name: &str, main: &str, others: Vec<(&str, &str)>) {
    set(target, name, json!(main));
    let others: Vec<Value> = others
        .into_iter()
        .map(|(language, text)| {
            let parts = json!([{"url": "lang", "valueCode": tag(language)}, {"url": "content", "valueString": text}]);
            json!({"url": TRANSLATION, "extension": parts})
        })
        .collect();
    if !others.is_empty() {
        set(target, &format!("_{name}"), json!({"extension": others}));
    }
}

struct Writing<'a> {
    package: &'a Package,
    words: Words<'a>,
    base: &'a str,
}

impl Writing<'_> {
    fn questionnaire(&self) -> Value {
        let instrument = &self.package.instrument;
        let language = tag(self.words.language);
        let mut target = json!({
            "resourceType": "Questionnaire",
            "id": instrument.id,
            "meta": {
                "profile": [HELSENORGE_PROFILE],
                "security": [{"system": GROUNDS, "code": "3", "display": "Helsehjelp (Full)"}],
                "tag": [{"system": LANGUAGES, "code": language, "display": language_name(self.words.language)}],
            },
            "language": language,
            "url": format!("{}/Questionnaire/{}", self.base, instrument.id),
            "version": instrument.version.to_string(),
            "name": computable(&instrument.id),
            "title": instrument.name,
            "status": if instrument.status() == Status::Draft { "draft" } else { "active" },
            "subjectType": ["Patient"],
        });
        self.words.put(&mut target, "title", |wording| Some(&wording.title));
        self.particulars(&mut target);
        let contained = self.value_sets();
        if !contained.is_empty() {
            set(&mut target, "contained", Value::Array(contained));
        }
        let json = rest(self.package).to_string();
        extend(&mut target, json!({"url": LYTT_DEFINITION, "valueString": json}));
        let items = self.items();
        if !items.is_empty() {
            set(&mut target, "item", Value::Array(items));
        }
        target
    }

    /// Who stands behind it, and what it is for.
    fn particulars(&self, target: &mut Value) {
        let instrument = &self.package.instrument;
        let licence = &instrument.licence;
        let said = [
            ("publisher", instrument.review.written_by.clone()),
            ("description", instrument.measures.clone()),
            ("purpose", instrument.purpose.clone()),
            ("approvalDate", instrument.review.checked_on.clone()),
            ("copyright", licence.notice.clone().unwrap_or_else(|| format!("{}: {}", licence.holder, licence.terms))),
        ];
        for (name, text) in said {
            if !text.trim().is_empty() {
                set(target, name, json!(text));
            }
        }
        if let Some(panel) = &instrument.loinc_panel {
            set(target, "code", json!([{"system": LOINC, "code": panel}]));
        }
    }

    /// The sets of answers that the questions use, each once, as value sets.
    fn value_sets(&self) -> Vec<Value> {
        let instrument = &self.package.instrument;
        let mut sets: Vec<Value> = Vec::new();
        for item in &instrument.items {
            let ItemKind::Choice { answers, values, .. } = &item.kind else { continue };
            let id = set_id(answers);
            if sets.iter().any(|set| text(set, "id") == Some(&id)) {
                continue;
            }
            let concepts: Vec<Value> = values.iter().filter_map(|value| self.coding(item, answers, *value)).collect();
            let system = concepts.first().and_then(|coding| coding.get("system")).cloned().unwrap_or_default();
            let concepts: Vec<Value> = concepts.into_iter().map(without_system).collect();
            sets.push(json!({
                "resourceType": "ValueSet",
                "id": id,
                "url": format!("{}/ValueSet/{}-{answers}", self.base, instrument.id),
                "version": instrument.version.to_string(),
                "name": computable(&format!("{}-{answers}", instrument.id)),
                "title": answers,
                "status": if instrument.status() == Status::Draft { "draft" } else { "active" },
                "compose": {"include": [{"system": system, "concept": concepts}]},
            }));
        }
        sets
    }

    fn items(&self) -> Vec<Value> {
        let instrument = &self.package.instrument;
        let mut items = Vec::new();
        if self.words.all.values().any(|wording| !wording.instruction.is_empty()) {
            let mut item = json!({"linkId": INSTRUCTION});
            self.words.put(&mut item, "text", |wording| Some(&wording.instruction));
            set(&mut item, "type", json!("display"));
            items.push(item);
        }
        let mut open: Option<(&str, Vec<Value>)> = None;
        for item in &instrument.items {
            let group = item.group.as_deref();
            if open.as_ref().map(|(name, _)| *name) != group {
                items.extend(open.take().map(|(name, inner)| self.group(name, inner)));
            }
            match (group, &mut open) {
                (None, _) => items.push(self.item(item)),
                (Some(_), Some((_, inner))) => inner.push(self.item(item)),
                (Some(name), None) => open = Some((name, vec![self.item(item)])),
            }
        }
        items.extend(open.take().map(|(name, inner)| self.group(name, inner)));
        items.extend(instrument.scales.iter().map(|scale| self.score(scale)));
        if let Some(notice) = instrument.licence.notice.as_ref().filter(|_| !self.words.all.is_empty()) {
            items.push(json!({"linkId": NOTICE, "text": notice, "type": "display"}));
        }
        items
    }

    fn group(&self, name: &str, inner: Vec<Value>) -> Value {
        let mut group = json!({"linkId": format!("{GROUP}{name}")});
        self.words.put(&mut group, "text", |wording| wording.groups.get(name).map(String::as_str));
        set(&mut group, "type", json!("group"));
        set(&mut group, "item", Value::Array(inner));
        group
    }

    fn item(&self, item: &Item) -> Value {
        let mut target = json!({"linkId": item.id});
        if let Some(loinc) = item.loinc.as_ref().filter(|_| item.is_answered()) {
            set(&mut target, "code", json!([{"system": LOINC, "code": loinc}]));
        }
        self.words.put(&mut target, "text", |wording| wording.item(&item.id));
        set(&mut target, "type", json!(kind(item)));
        branching::write(&mut target, &self.package.instrument, item, self.base);
        if item.is_answered() {
            set(&mut target, "required", json!(required(item)));
        }
        match &item.kind {
            ItemKind::Choice { answers, .. } => self.choice(&mut target, item, answers),
            ItemKind::Scale { from, to, step } | ItemKind::Analogue { from, to, step } => {
                self.line(&mut target, item, (*from, *to, *step));
            }
            ItemKind::Number { from, to, decimals } => {
                limits(&mut target, (*from, *to), branching::whole(item));
                if *decimals > 0 {
                    extend(&mut target, json!({"url": MAX_DECIMALS, "valueInteger": decimals}));
                }
                self.unit(&mut target, item);
            }
            ItemKind::Text { max_chars } => set(&mut target, "maxLength", json!(max_chars)),
            ItemKind::Date | ItemKind::Display => {}
        }
        target
    }

    fn choice(&self, target: &mut Value, item: &Item, answers: &str) {
        extend(target, control("radio-button"));
        extend(target, json!({"url": LYTT_ANSWER_SET, "valueCanonical": format!("#{}", set_id(answers))}));
        let options = shown(item).into_iter().filter_map(|value| {
            let coding = self.coding(item, answers, value)?;
            // The weight stands in both places: LHC-Forms reads the first, Refero the second.
            Some(json!({"extension": weights(value), "valueCoding": coding}))
        });
        set(target, "answerOption", Value::Array(options.collect()));
    }

    fn coding(&self, item: &Item, set: &str, value: f64) -> Option<Value> {
        let code = code(item, value)?;
        let system = system(self.base, &self.package.instrument, set, &code);
        let mut coding = json!({"extension": weights(value), "system": system, "code": code.code});
        self.words.put(&mut coding, "display", |wording| wording.label(set, value));
        Some(coding)
    }

    fn line(&self, target: &mut Value, item: &Item, (from, to, step): (f64, f64, f64)) {
        extend(target, control("slider"));
        limits(target, (from, to), branching::whole(item));
        if step.fract() == 0.0 {
            extend(target, json!({"url": SLIDER_STEP, "valueInteger": number(step)}));
        }
        if !branching::whole(item) {
            extend(target, json!({"url": MAX_DECIMALS, "valueInteger": decimals(step)}));
        }
        let mut ends = Vec::new();
        for (name, low) in [("lower", true), ("upper", false)] {
            let mut end = json!({"linkId": format!("{}-{name}", item.id)});
            self.words.put(&mut end, "text", |wording| {
                wording.ends.get(&item.id).map(|ends| if low { ends.low.as_str() } else { ends.high.as_str() })
            });
            if end.get("text").is_some() {
                set(&mut end, "type", json!("display"));
                extend(&mut end, control(name));
                ends.push(end);
            }
        }
        if !ends.is_empty() {
            set(target, "item", Value::Array(ends));
        }
    }

    fn unit(&self, target: &mut Value, item: &Item) {
        let mut coding = json!({});
        self.words.put(&mut coding, "display", |wording| wording.units.get(&item.id).map(String::as_str));
        if coding.get("display").is_some() {
            extend(target, json!({"url": UNIT, "valueCoding": coding}));
        }
    }

    /// The value of a scale: worked out where it can be, asked for where totals are only
    /// imported.
    fn score(&self, scale: &Scale) -> Value {
        let instrument = &self.package.instrument;
        let mut target = json!({"linkId": score_link(&scale.id)});
        if let Some(loinc) = &scale.loinc {
            set(&mut target, "code", json!([{"system": LOINC, "code": loinc}]));
        }
        let name = |language: &str| self.package.feedback.get(language)?.scales.get(&scale.id).map(String::as_str);
        let others = self.package.feedback.keys().filter(|language| *language != self.words.language);
        let others = others.filter_map(|language| Some((language.as_str(), name(language)?))).collect();
        put(&mut target, "text", name(self.words.language).unwrap_or(&scale.id), others);
        set(&mut target, "type", json!("decimal"));
        let sdc = Writer { instrument, root: Root::Sdc }.score(scale);
        let helsenorge = Writer { instrument, root: Root::Helsenorge }.score(scale);
        if let (Some(sdc), Some(helsenorge)) = (sdc, helsenorge) {
            set(&mut target, "readOnly", json!(true));
            let value = json!({"language": "text/fhirpath", "expression": sdc});
            extend(&mut target, json!({"url": CALCULATED, "valueExpression": value}));
            extend(&mut target, json!({"url": HELSENORGE_CALCULATED, "valueString": helsenorge}));
        } else if scale.method == Method::Total {
            limits(&mut target, scale.range, false);
        }
        target
    }
}

/// The type of an item in FHIR.
fn kind(item: &Item) -> &'static str {
    match &item.kind {
        ItemKind::Choice { .. } => "choice",
        ItemKind::Scale { .. } | ItemKind::Analogue { .. } | ItemKind::Number { .. } => {
            if branching::whole(item) {
                "integer"
            } else {
                "decimal"
            }
        }
        ItemKind::Text { .. } => "text",
        ItemKind::Date => "date",
        ItemKind::Display => "display",
    }
}

/// Whether a form elsewhere must have an answer. FHIR knows no "I would rather not
/// answer", and would take it away from a person where it is offered here.
pub(super) fn required(item: &Item) -> bool {
    item.required && !item.may_decline
}

/// The values of a choice in the order they are shown.
fn shown(item: &Item) -> Vec<f64> {
    let mut values = item.values();
    if matches!(item.kind, ItemKind::Choice { highest_first: true, .. }) {
        values.reverse();
    }
    values
}

fn weights(value: f64) -> Value {
    let weight = |url: &str| json!({"url": url, "valueDecimal": number(value)});
    json!([weight(ORDINAL_VALUE), weight(ITEM_WEIGHT)])
}

fn control(code: &str) -> Value {
    json!({"url": ITEM_CONTROL, "valueCodeableConcept": {"coding": [{"system": CONTROLS, "code": code}]}})
}

fn limits(target: &mut Value, (from, to): (f64, f64), whole: bool) {
    let name = if whole { "valueInteger" } else { "valueDecimal" };
    for (url, value) in [(MIN_VALUE, from), (MAX_VALUE, to)] {
        extend(target, json!({"url": url, name: number(value)}));
    }
}

/// How many decimals a step has, at most six.
pub(super) fn decimals(step: f64) -> u32 {
    (0..=6)
        .find(|places| {
            let shifted = step * 10_f64.powi(*places);
            (shifted - shifted.round()).abs() < 1e-6
        })
        .and_then(|places| u32::try_from(places).ok())
        .unwrap_or(6)
}

/// The id of a contained value set: FHIR allows letters, digits, `-` and `.`.
pub(super) fn set_id(answers: &str) -> String {
    let id: String =
        answers.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).take(64).collect();
    if id.is_empty() { "answers".to_owned() } else { id }
}

fn without_system(mut coding: Value) -> Value {
    if let Some(fields) = coding.as_object_mut() {
        fields.shift_remove("system");
        let translations = fields.shift_remove("_display");
        let designations = translations.as_ref().map_or_else(Vec::new, designations);
        if !designations.is_empty() {
            fields.insert("designation".to_owned(), Value::Array(designations));
        }
    }
    coding
}

/// Translations of a concept, as a value set gives them.
fn designations(display: &Value) -> Vec<Value> {
    let translations = super::element::list(display, "extension").iter();
    translations
        .filter_map(|translation| {
            let part = |url: &str, name: &str| {
                let parts = super::element::list(translation, "extension");
                parts.iter().find(|part| text(part, "url") == Some(url)).and_then(|part| part.get(name)).cloned()
            };
            let designation: Map<String, Value> = [
                ("language".to_owned(), part("lang", "valueCode")?),
                ("value".to_owned(), part("content", "valueString")?),
            ]
            .into_iter()
            .collect();
            Some(Value::Object(designation))
        })
        .collect()
}

/// A name for programs: a capital, then letters, digits and `_` (que-0).
fn computable(id: &str) -> String {
    let words = id.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
        })
        .collect();
    if name.starts_with(|c: char| c.is_ascii_uppercase()) { name } else { format!("Q{name}") }
}
