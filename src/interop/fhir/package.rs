//! A whole definition, and the part of it that FHIR has no place for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::domain::instrument::{Feedback, Instrument, ItemKind, Translation, Wording};

/// One instrument with its words, as it travels between programs.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// What is asked and how it is scored.
    pub instrument: Instrument,
    /// What the patient reads, by language.
    pub wording: BTreeMap<String, Wording>,
    /// Our own words about the result, by language.
    pub feedback: BTreeMap<String, Feedback>,
    /// The filled-in forms with the right answer, as the catalogue keeps them; null when
    /// there are none.
    pub examples: Value,
}

/// What FHIR has no place for, of one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ItemRest {
    pub(super) topic: String,
    pub(super) required: bool,
    pub(super) may_decline: bool,
    /// Whether a line is an analogue one.
    #[serde(default)]
    pub(super) analogue: bool,
    /// The step of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) step: Option<f64>,
    /// The LOINC code of an item that FHIR allows none on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) loinc: Option<String>,
}

/// What FHIR has no place for, of one language's wording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct WordingRest {
    pub(super) translation: Translation,
    pub(super) compared_by: Vec<String>,
    pub(super) compared_on: String,
}

/// What FHIR has no place for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Rest {
    /// The shape of this JSON; 1.
    pub(super) format: u32,
    /// The instrument, without its questions.
    pub(super) instrument: Value,
    /// By question, in FHIR's order.
    pub(super) items: BTreeMap<String, ItemRest>,
    /// The rule of each question that has one, to be kept while FHIR says the same.
    pub(super) only_if: BTreeMap<String, Value>,
    pub(super) wording: BTreeMap<String, WordingRest>,
    pub(super) feedback: BTreeMap<String, Feedback>,
    #[serde(default)]
    pub(super) examples: Value,
}

/// The part of a definition that FHIR has no place for, as JSON.
pub(super) fn rest(package: &Package) -> Value {
    let mut instrument = json!(package.instrument);
    if let Some(fields) = instrument.as_object_mut() {
        fields.shift_remove("items");
    }
    let items: BTreeMap<String, ItemRest> = package
        .instrument
        .items
        .iter()
        .map(|item| {
            let step = match &item.kind {
                ItemKind::Scale { step, .. } | ItemKind::Analogue { step, .. } => Some(*step),
                _ => None,
            };
            let rest = ItemRest {
                topic: item.topic.clone(),
                required: item.required,
                may_decline: item.may_decline,
                analogue: matches!(item.kind, ItemKind::Analogue { .. }),
                step,
                loinc: item.loinc.clone().filter(|_| !item.is_answered()),
            };
            (item.id.clone(), rest)
        })
        .collect();
    let only_if: Map<String, Value> = package
        .instrument
        .items
        .iter()
        .filter_map(|item| Some((item.id.clone(), json!(item.only_if.as_ref()?))))
        .collect();
    let wording: BTreeMap<&String, WordingRest> = package
        .wording
        .iter()
        .map(|(language, wording)| {
            let rest = WordingRest {
                translation: wording.translation.clone(),
                compared_by: wording.compared_by.clone(),
                compared_on: wording.compared_on.clone(),
            };
            (language, rest)
        })
        .collect();
    json!({
        "format": 1,
        "instrument": instrument,
        "items": items,
        "only_if": only_if,
        "wording": wording,
        "feedback": package.feedback,
        "examples": package.examples,
    })
}
