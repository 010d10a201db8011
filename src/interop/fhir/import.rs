//! A Questionnaire as a definition: our own back again, or anybody else's.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::branching::{self, Known};
use super::element::{Problem, extension, list, problem, set, text};
use super::foreign;
use super::invariants::broken;
use super::names::{ENABLE_WHEN, LOINC, LYTT_DEFINITION, SPOKEN, language};
use super::package::{ItemRest, Package, Rest, WordingRest};
use super::questionnaire::{required, score_link};
use super::reading::{Form, Question, read, rules};
use super::texts::{Texts, texts};
use crate::domain::instrument::{Branch, Ends, Instrument, Item, ItemKind, Label, Wording};

/// Largest form that is read, in items.
const MOST_ITEMS: usize = 500;

/// Reads an R4 Questionnaire as a definition.
///
/// One that was written here comes back as it was, but for what has been changed in its
/// items, texts, answers, weights, conditions, codes and title since: those are read from
/// FHIR's own elements. One from elsewhere becomes a draft whose `doubts` say what the
/// form did not tell.
///
/// # Errors
/// Every [`Problem`] that stands in the way: broken invariants of R4, and what our
/// language has no words for.
pub fn package(questionnaire: &Value) -> Result<Package, Vec<Problem>> {
    let mut problems = head(questionnaire);
    problems.extend(broken(questionnaire));
    if !problems.is_empty() {
        return Err(problems);
    }
    let own = own_language(questionnaire);
    match extension(questionnaire, LYTT_DEFINITION) {
        None => foreign::package(questionnaire, &own),
        Some(extension) => {
            let rest = text(extension, "valueString").unwrap_or_default();
            let rest: Rest = serde_json::from_str(rest).map_err(|error| {
                vec![problem(
                    "Questionnaire.extension",
                    format!("our own part cannot be read: {error}"),
                    "export it again",
                )]
            })?;
            ours(questionnaire, &own, rest)
        }
    }
}

/// The language of a form; bokmål when it does not say.
pub(super) fn own_language(questionnaire: &Value) -> String {
    text(questionnaire, "language").map_or_else(|| "nb".to_owned(), language)
}

fn head(questionnaire: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    if text(questionnaire, "resourceType") != Some("Questionnaire") {
        problems.push(problem("resourceType", "this is not a Questionnaire", "give a FHIR R4 Questionnaire as JSON"));
        return problems;
    }
    let own = own_language(questionnaire);
    if !SPOKEN.contains(&own.as_str()) {
        problems.push(problem(
            "Questionnaire.language",
            format!("\"{own}\" is not a language that pages are made in"),
            "use one of nb, nn, en, se, uk and ar",
        ));
    }
    let items = count(questionnaire);
    if items > MOST_ITEMS {
        problems.push(problem("Questionnaire.item", format!("{items} items"), "ask at most 500"));
    }
    problems
}

fn count(parent: &Value) -> usize {
    list(parent, "item").iter().map(|item| 1 + count(item)).sum()
}

/// The questions of a form, by linkId, as its responses are read by.
pub(super) fn known(questionnaire: &Value) -> Vec<Known> {
    let form = read(questionnaire, &own_language(questionnaire));
    form.questions.into_iter().map(|question| question.known).collect()
}

fn ours(questionnaire: &Value, own: &str, rest: Rest) -> Result<Package, Vec<Problem>> {
    let mut form = read(questionnaire, own);
    let mut instrument = rest.instrument.clone();
    set(&mut instrument, "items", json!([]));
    let mut instrument: Instrument = serde_json::from_value(instrument).map_err(|error| {
        vec![problem("Questionnaire.extension", format!("our own part cannot be read: {error}"), "export it again")]
    })?;
    let base = base(questionnaire);
    for question in &mut form.questions {
        if let Some(kept) = rest.items.get(&question.known.item.id) {
            keep(&mut question.known.item, kept);
        }
    }
    let unchanged = unchanged(&form, &instrument, &rest, &base);
    if unchanged.contains(&Rule::Changed) {
        rules(&mut form);
    }
    for (question, rule) in form.questions.iter_mut().zip(unchanged) {
        if let Rule::Kept(rule) = rule {
            question.known.item.only_if = rule;
            // What reading it anew could not say does not matter, as nothing was changed.
            form.problems.retain(|problem| problem.element != question.path);
        }
    }
    if !form.problems.is_empty() {
        return Err(form.problems);
    }
    instrument.items = form.questions.iter().map(|question| question.known.item.clone()).collect();
    codes(&mut instrument, questionnaire, &form);
    let wording = wordings(questionnaire, own, &form, &rest.wording);
    Ok(Package { instrument, wording, feedback: rest.feedback, examples: rest.examples })
}

/// Where the FHIR resources of this form's makers live.
fn base(questionnaire: &Value) -> String {
    let url = text(questionnaire, "url").unwrap_or_default();
    url.rsplit_once("/Questionnaire/").map_or_else(String::new, |(base, _)| base.to_owned())
}

/// Puts back what FHIR has no place for, where FHIR still says the same beside it.
fn keep(item: &mut Item, kept: &ItemRest) {
    item.topic.clone_from(&kept.topic);
    let before = Item { required: kept.required, may_decline: kept.may_decline, ..item.clone() };
    if item.required == required(&before) {
        (item.required, item.may_decline) = (kept.required, kept.may_decline);
    }
    if kept.loinc.is_some() {
        item.loinc.clone_from(&kept.loinc);
    }
    if let ItemKind::Scale { from, to, step } | ItemKind::Analogue { from, to, step } = item.kind {
        let step = if step.fract() == 0.0 { step } else { kept.step.unwrap_or(step) };
        item.kind =
            if kept.analogue { ItemKind::Analogue { from, to, step } } else { ItemKind::Scale { from, to, step } };
    }
}

/// What became of a question's rule.
#[derive(Debug, Clone, PartialEq)]
enum Rule {
    /// FHIR still says what it said when the form left.
    Kept(Option<Branch>),
    /// FHIR says something else now.
    Changed,
}

/// By question: what became of its rule. The same rule can be said in several ways, and
/// only one of them is ours.
fn unchanged(form: &Form<'_>, instrument: &Instrument, rest: &Rest, base: &str) -> Vec<Rule> {
    let mut before = instrument.clone();
    before.items = form.questions.iter().map(|question| question.known.item.clone()).collect();
    for item in &mut before.items {
        item.only_if = rest.only_if.get(&item.id).and_then(|rule| serde_json::from_value(rule.clone()).ok());
    }
    let same = |question: &Question<'_>, item: &Item| {
        let mut written = json!({});
        branching::write(&mut written, &before, item, base);
        let expression = |element: &Value| extension(element, ENABLE_WHEN).cloned();
        let said = |element: &Value| {
            let element = |name: &str| element.get(name).cloned();
            (element("enableWhen"), element("enableBehavior"))
        };
        said(&written) == said(question.rule) && expression(&written) == expression(question.rule)
    };
    let pairs = form.questions.iter().zip(&before.items);
    let rule = |item: &Item| Rule::Kept(item.only_if.clone());
    pairs.map(|(question, item)| if same(question, item) { rule(item) } else { Rule::Changed }).collect()
}

/// Codes and version as FHIR gives them now.
fn codes(instrument: &mut Instrument, questionnaire: &Value, form: &Form<'_>) {
    let loinc = |element: &Value| {
        let code = list(element, "code").iter().find(|code| text(code, "system") == Some(LOINC))?;
        text(code, "code").map(str::to_owned)
    };
    instrument.loinc_panel = loinc(questionnaire);
    if let Some(version) = text(questionnaire, "version").and_then(|version| version.parse().ok()) {
        instrument.version = version;
    }
    for scale in &mut instrument.scales {
        let link = score_link(&scale.id);
        if let Some((_, element)) = form.scores.iter().find(|(known, _)| *known == link) {
            scale.loinc = loinc(element);
        }
    }
}

/// The words of every language that the form is whole in.
pub(super) fn wordings(
    questionnaire: &Value,
    own: &str,
    form: &Form<'_>,
    rest: &BTreeMap<String, WordingRest>,
) -> BTreeMap<String, Wording> {
    let titles = texts(questionnaire, "title", own);
    rest.iter().map(|(language, rest)| (language.clone(), wording(language, &titles, form, rest))).collect()
}

fn wording(language: &str, titles: &Texts, form: &Form<'_>, rest: &WordingRest) -> Wording {
    let said = |texts: &Texts| texts.get(language).cloned();
    let of = |text: &dyn Fn(&Question<'_>) -> Option<String>| -> BTreeMap<String, String> {
        let questions = form.questions.iter();
        questions.filter_map(|question| Some((question.known.item.id.clone(), text(question)?))).collect()
    };
    let labels = |labels: &Vec<(f64, Texts)>| -> Vec<Label> {
        labels.iter().filter_map(|(value, texts)| Some(Label { value: *value, text: said(texts)? })).collect()
    };
    let sets = form.sets.iter().map(|(set, all)| (set.clone(), labels(all))).filter(|(_, labels)| !labels.is_empty());
    let ends = form.questions.iter().filter_map(|question| {
        let (low, high) = (said(&question.ends.0)?, said(&question.ends.1)?);
        Some((question.known.item.id.clone(), Ends { low, high }))
    });
    let mut wording = Wording {
        language: language.to_owned(),
        title: said(titles).unwrap_or_default(),
        instruction: said(&form.instruction).unwrap_or_default(),
        items: of(&|question| said(&question.text)),
        answers: sets.collect(),
        ends: ends.collect(),
        groups: form.groups.iter().filter_map(|(group, texts)| Some((group.clone(), said(texts)?))).collect(),
        units: of(&|question| said(&question.unit)),
        translation: rest.translation.clone(),
        compared_by: rest.compared_by.clone(),
        compared_on: rest.compared_on.clone(),
        hash: String::new(),
    };
    wording.hash = HEXLOWER.encode(&Sha256::digest(wording.canonical().as_bytes()));
    wording
}
