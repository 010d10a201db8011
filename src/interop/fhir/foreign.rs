//! Somebody else's Questionnaire as a draft of ours. What the form does not tell is not
//! made up: it is left empty where that can be, and said in the doubts.

use std::collections::BTreeMap;

use serde_json::Value;

use super::element::{Problem, list, text};
use super::import::wordings;
use super::names::{LOINC, SPOKEN};
use super::package::{Package, WordingRest};
use super::reading::{Form, read, rules};
use crate::domain::care::Respondent;
use crate::domain::change::Direction;
use crate::domain::instrument::{
    Ages, Area, Feedback, Instrument, Licence, LicenceClass, Method, Missing, Otherwise, Points, Review, Rounding,
    RuleStatus, Scale, Seen, Source, Then, Translation, TranslationKind, Yields,
};

/// A guess at the time an answer takes, in minutes, until somebody has measured it.
const MINUTES_EACH: f64 = 0.25;

pub(super) fn package(questionnaire: &Value, own: &str) -> Result<Package, Vec<Problem>> {
    let mut form = read(questionnaire, own);
    rules(&mut form);
    if !form.problems.is_empty() {
        return Err(form.problems);
    }
    let source = source(questionnaire);
    let mut doubts = vec![
        "It was read from a FHIR Questionnaire, and nobody has gone through it.".to_owned(),
        "Whether the wording may be used here was not in the form: ask its owner.".to_owned(),
        "What it measures, whom it is for, its ages, the time it asks about and the minutes it takes were not in the form."
            .to_owned(),
    ];
    doubts.append(&mut form.doubts);
    let scale = weighted(&form, &source, &mut doubts);
    if !form.scores.is_empty() {
        let links: Vec<_> = form.scores.iter().map(|(link, _)| link.as_str()).collect();
        doubts.push(format!("The form works out {} itself; that rule was not taken over.", links.join(", ")));
    }
    let whole = |language: &&str| {
        let texts = form.questions.iter().map(|question| &question.text);
        *language == own || texts.clone().all(|texts| texts.contains_key(*language)) && texts.count() > 0
    };
    let note = format!("Read from {}.", source.cite);
    let rests: BTreeMap<String, WordingRest> = SPOKEN
        .iter()
        .filter(|language| whole(language))
        .map(|language| {
            let by = text(questionnaire, "publisher").unwrap_or("not said in the form").to_owned();
            let translation = Translation { kind: TranslationKind::PublicCopy, by, note: note.clone() };
            ((*language).to_owned(), WordingRest { translation, compared_by: Vec::new(), compared_on: String::new() })
        })
        .collect();
    let wording = wordings(questionnaire, own, &form, &rests);
    let instrument = instrument(questionnaire, &form, source, scale, doubts);
    let feedback = ["nb", "en"].map(|language| (language.to_owned(), feedback(language, &instrument)));
    Ok(Package { instrument, wording, feedback: feedback.into_iter().collect(), examples: Value::Null })
}

fn source(questionnaire: &Value) -> Source {
    let name = ["url", "title", "name", "id"].iter().find_map(|name| text(questionnaire, name));
    let version = text(questionnaire, "version").map_or_else(String::new, |version| format!("|{version}"));
    let cite = format!("FHIR Questionnaire {}{version}", name.unwrap_or("without a name"));
    Source { id: "form".to_owned(), seen: Seen::Code, cite }
}

fn instrument(form: &Value, read: &Form<'_>, source: Source, scale: Option<Scale>, doubts: Vec<String>) -> Instrument {
    let name = ["title", "name", "id"].iter().find_map(|name| text(form, name)).unwrap_or("A form without a name");
    let panel = list(form, "code").iter().find(|code| text(code, "system") == Some(LOINC));
    let questions = u32::try_from(read.questions.len()).unwrap_or(u32::MAX);
    let terms = text(form, "copyright").unwrap_or("not said in the form");
    Instrument {
        id: slug(["name", "id", "title"].iter().find_map(|name| text(form, name)).unwrap_or("form")),
        // The first of ours, whichever of theirs it is; the source says which.
        version: 1,
        name: name.to_owned(),
        measures: text(form, "description").unwrap_or(name).to_owned(),
        area: Area::Symptoms,
        answered_by: vec![Respondent::Patient],
        ages: Ages::default(),
        looks_back: String::new(),
        minutes: (f64::from(questions) * MINUTES_EACH).clamp(0.5, 60.0),
        purpose: text(form, "purpose").unwrap_or_default().to_owned(),
        not_for: String::new(),
        validated: false,
        items: read.questions.iter().map(|question| question.known.item.clone()).collect(),
        scales: scale.into_iter().collect(),
        norms: Vec::new(),
        thresholds: Vec::new(),
        important: Vec::new(),
        references: Vec::new(),
        modes: Vec::new(),
        risks: Vec::new(),
        history: Vec::new(),
        review: Review::default(),
        licence: Licence {
            // Neither free nor refused: somebody has to ask.
            class: LicenceClass::B,
            holder: text(form, "publisher").unwrap_or("not said in the form").to_owned(),
            terms: terms.to_owned(),
            wording_shipped: true,
            electronic_use: true,
            wording_may_change: false,
            notice: text(form, "copyright").map(str::to_owned),
            source: source.clone(),
        },
        doubts,
        sources: vec![source],
        loinc_panel: panel.and_then(|code| text(code, "code")).map(str::to_owned),
        loinc_checked: None,
    }
}

/// A sum of the questions whose answers have weights: a proposal, which needs every one.
fn weighted(form: &Form<'_>, source: &Source, doubts: &mut Vec<String>) -> Option<Scale> {
    let weighted = form.questions.iter().filter_map(|question| Some((question, question.weights.as_ref()?)));
    let (always, sometimes): (Vec<_>, Vec<_>) =
        weighted.partition(|(question, _)| question.known.item.only_if.is_none());
    if !sometimes.is_empty() {
        let ids: Vec<_> = sometimes.iter().map(|(question, _)| question.known.item.id.as_str()).collect();
        doubts.push(format!("{} have weights but are not always asked; they are not counted.", ids.join(", ")));
    }
    if always.is_empty() {
        return None;
    }
    doubts.push(
        "The answers have weights, and a sum of them is proposed that needs every question answered; what the form's \
         makers do when some are missing, and whether a high sum is worse, was not in the form."
            .to_owned(),
    );
    let differs = always.iter().any(|(_, weights)| weights.iter().any(|(value, weight)| (value - weight).abs() > 1e-9));
    let rows = always.iter().flat_map(|(question, weights)| {
        weights.iter().map(|(value, weight)| (question.known.item.id.clone(), *value, *weight))
    });
    let points = differs.then(|| Points { name: "weights".to_owned(), rows: rows.collect() });
    let (mut lowest, mut highest) = (0.0, 0.0);
    for (_, weights) in &always {
        lowest += weights.iter().map(|(_, weight)| *weight).fold(f64::INFINITY, f64::min);
        highest += weights.iter().map(|(_, weight)| *weight).fold(f64::NEG_INFINITY, f64::max);
    }
    let taken = |id: &&str| form.questions.iter().any(|question| question.known.item.id == **id);
    let whole = always.iter().all(|(_, weights)| weights.iter().all(|(_, weight)| weight.fract() == 0.0));
    Some(Scale {
        id: ["total", "sum", "form-total"].into_iter().find(|id| !taken(id))?.to_owned(),
        method: Method::Sum,
        items: always.iter().map(|(question, _)| question.known.item.id.clone()).collect(),
        of: Vec::new(),
        reverse: Vec::new(),
        points,
        times: 1.0,
        plus: 0.0,
        table: None,
        function: None,
        yields: Yields::Number,
        not_asked_counts: None,
        round: Rounding::None,
        range: (lowest, highest),
        missing: Some(Missing {
            up_to: 0,
            only: Vec::new(),
            then: Then::MeanTimesItems,
            otherwise: Otherwise::NoScore,
            status: RuleStatus::Policy,
            source: source.clone(),
        }),
        bands: Vec::new(),
        bands_source: None,
        direction: Direction::HigherIsWorse,
        loinc: None,
        whole_numbers: whole,
    })
}

/// Our own words, as few as can be.
fn feedback(language: &str, instrument: &Instrument) -> Feedback {
    let (sum, none) = if language == "nb" { ("Sum", "Ingen sum") } else { ("Total", "No total") };
    let answered = instrument.items.iter().filter(|item| item.is_answered());
    let topics = answered.map(|item| (item.id.clone(), item.topic.clone())).collect();
    Feedback {
        language: language.to_owned(),
        name: instrument.name.clone(),
        short: instrument.measures.clone(),
        no_score: none.to_owned(),
        scales: instrument.scales.iter().map(|scale| (scale.id.clone(), sum.to_owned())).collect(),
        bands: BTreeMap::new(),
        topics,
        change: None,
        risk: BTreeMap::new(),
        risk_unanswered: BTreeMap::new(),
    }
}

/// A name for files: small letters, digits and `-`.
fn slug(name: &str) -> String {
    let kept: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = kept.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "form".to_owned() } else { parts.join("-") }
}
