//! When a question is asked: our named rules as `enableWhen`, and back.
//!
//! FHIR compares an answer with one value at a time and knows no order among codes, so
//! that a rule over a choice is written as the answers that meet it. A sum can only be
//! said as an expression.

use serde_json::{Value, json};

use super::codes::{code, system};
use super::element::{list, number, set, text};
use super::expression::{Root, Writer};
use super::names::ENABLE_WHEN;
use crate::domain::instrument::{Branch, Instrument, Item, ItemKind, Quantifier, Test};

/// Writes a question's rule into its FHIR item; nothing for one that is always asked.
pub(super) fn write(target: &mut Value, instrument: &Instrument, item: &Item, base: &str) {
    let Some(rule) = &item.only_if else { return };
    let conditions = match rule.quantifier {
        Quantifier::SumOf => Vec::new(),
        Quantifier::AnyOf | Quantifier::AllOf => conditions(instrument, rule, base),
    };
    if conditions.is_empty() {
        if let Some(expression) = (Writer { instrument, root: Root::Sdc }).asked(item) {
            let value = json!({"language": "text/fhirpath", "expression": expression});
            super::questionnaire::extend(target, json!({"url": ENABLE_WHEN, "valueExpression": value}));
        }
        return;
    }
    if conditions.len() > 1 {
        let all = rule.quantifier == Quantifier::AllOf;
        set(target, "enableBehavior", json!(if all { "all" } else { "any" }));
    }
    set(target, "enableWhen", Value::Array(conditions));
}

fn conditions(instrument: &Instrument, rule: &Branch, base: &str) -> Vec<Value> {
    let mut conditions = Vec::new();
    for id in &rule.items {
        let Some(item) = instrument.item(id) else { continue };
        let ItemKind::Choice { answers, values, .. } = &item.kind else {
            conditions.push(
                json!({"question": id, "operator": operator(rule.test), answer(item): number(rule.test.value())}),
            );
            continue;
        };
        let condition = |operator: &str, value: f64| {
            let code = code(item, value)?;
            let system = system(base, instrument, answers, &code);
            Some(json!({"question": id, "operator": operator, "answerCoding": {"system": system, "code": code.code}}))
        };
        let (meet, miss): (Vec<f64>, Vec<f64>) = values.iter().partition(|value| rule.test.holds(**value));
        if rule.quantifier == Quantifier::AnyOf || meet.len() == 1 {
            conditions.extend(meet.into_iter().filter_map(|value| condition("=", value)));
        } else {
            // Every question must meet the test, and each may in several ways: said the other
            // way round. An unanswered question is "not equal" to anything, so that it must be
            // said to be answered as well.
            conditions.push(json!({"question": id, "operator": "exists", "answerBoolean": true}));
            conditions.extend(miss.into_iter().filter_map(|value| condition("!=", value)));
        }
    }
    conditions
}

const fn operator(test: Test) -> &'static str {
    match test {
        Test::AtLeast(_) => ">=",
        Test::AtMost(_) => "<=",
        Test::Is(_) => "=",
    }
}

/// The element that holds a value of this question.
fn answer(item: &Item) -> &'static str {
    if whole(item) { "answerInteger" } else { "answerDecimal" }
}

/// Whether its answers are whole numbers in FHIR.
pub(super) fn whole(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Scale { from, to, step } => [from, to, step].iter().all(|value| value.fract() == 0.0),
        ItemKind::Number { decimals, .. } => *decimals == 0,
        _ => false,
    }
}

/// A question of a form that is being read, with the codes its answers have there.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its linkId.
    pub(super) link: String,
    /// What we made of it.
    pub(super) item: Item,
    /// System (where there is one), code and value of each answer.
    pub(super) codes: Vec<(Option<String>, String, f64)>,
}

impl Known {
    /// The value of an answer that is given as a code; the system may be left out.
    pub(super) fn value(&self, coding: &Value) -> Option<f64> {
        let (system, code) = (text(coding, "system"), text(coding, "code")?);
        let same = |known: &Option<String>| match (known, system) {
            (Some(known), Some(system)) => known == system,
            _ => true,
        };
        self.codes.iter().find(|(known, other, _)| other == code && same(known)).map(|(.., value)| *value)
    }
}

/// What our language has no words for, and what to do about it.
pub(super) type Untold = (String, &'static str);

/// What opens a question, of one earlier question.
enum Meets {
    Values(Vec<f64>),
    Test(Test),
}

/// Reads the rule of a question from its FHIR item, given the questions before it.
///
/// # Errors
/// What our language has no words for, and what to do about it.
pub(super) fn read(element: &Value, earlier: &[Known]) -> Result<Option<Branch>, Untold> {
    let conditions = list(element, "enableWhen");
    let any = text(element, "enableBehavior") == Some("any") || conditions.len() == 1;
    let mut questions: Vec<(&Known, Meets)> = Vec::new();
    for condition in conditions {
        let link = text(condition, "question").unwrap_or_default();
        let Some(known) = earlier.iter().find(|known| known.link == link) else {
            let fact = format!("it hangs on \"{link}\", which is not a question before it");
            return Err((fact, "let a question hang on earlier ones only"));
        };
        let meets = meeting(condition, known)?;
        let twice = questions.iter_mut().find(|(other, _)| other.link == known.link);
        match (twice, meets) {
            (None, meets) => questions.push((known, meets)),
            (Some((_, Meets::Values(met))), Meets::Values(more)) if any => met.extend(more),
            (Some((_, Meets::Values(met))), Meets::Values(more)) => met.retain(|value| contains(&more, *value)),
            (Some(_), _) => {
                let fact = format!("it holds \"{link}\" against several numbers");
                return Err((fact, "hold a number against one limit"));
            }
        }
    }
    let mut tests = Vec::new();
    for (known, meets) in &questions {
        tests.push(match meets {
            Meets::Test(test) => *test,
            Meets::Values(met) => test(&known.item, met).ok_or_else(|| {
                let fact =
                    format!("the answers to \"{}\" that open it are not one, nor all from or up to one", known.link);
                (fact, "open it by one answer, by at least, or by at most")
            })?,
        });
    }
    let [first, rest @ ..] = tests.as_slice() else { return Ok(None) };
    if rest.iter().any(|test| test != first) {
        let fact = "its conditions hold different questions against different values".to_owned();
        return Err((fact, "use one test for all of them"));
    }
    let quantifier = if any || questions.len() == 1 { Quantifier::AnyOf } else { Quantifier::AllOf };
    let items = questions.iter().map(|(known, _)| known.item.id.clone()).collect();
    Ok(Some(Branch { quantifier, items, test: *first }))
}

fn contains(values: &[f64], wanted: f64) -> bool {
    values.iter().any(|value| (value - wanted).abs() < 1e-9)
}

/// The answers to a question that meet one condition.
fn meeting(condition: &Value, known: &Known) -> Result<Meets, Untold> {
    let operator = text(condition, "operator").unwrap_or("=");
    let Some((lowest, _)) = known.item.bounds() else {
        let fact = format!("it hangs on \"{}\", whose answers are not values", known.link);
        return Err((fact, "hang it on a choice or a number"));
    };
    let choice = matches!(known.item.kind, ItemKind::Choice { .. });
    let values = known.item.values();
    if operator == "exists" {
        return match condition.get("answerBoolean") {
            Some(Value::Bool(true)) if choice => Ok(Meets::Values(values)),
            Some(Value::Bool(true)) => Ok(Meets::Test(Test::AtLeast(lowest))),
            _ => Err(("it is asked when another is unanswered".to_owned(), "hang it on an answer")),
        };
    }
    let wanted = wanted(condition, known).ok_or_else(|| {
        (format!("it hangs on an answer that \"{}\" does not have", known.link), "correct the condition")
    })?;
    if choice {
        let meets = |value: f64| match operator {
            "=" => (value - wanted).abs() < 1e-9,
            "!=" => (value - wanted).abs() > 1e-9,
            ">" => value > wanted + 1e-9,
            ">=" => value > wanted - 1e-9,
            "<" => value < wanted - 1e-9,
            "<=" => value < wanted + 1e-9,
            _ => false,
        };
        return Ok(Meets::Values(values.into_iter().filter(|value| meets(*value)).collect()));
    }
    let next = step(&known.item);
    Ok(Meets::Test(match operator {
        "=" => Test::Is(wanted),
        ">=" => Test::AtLeast(wanted),
        ">" => Test::AtLeast(wanted + next),
        "<=" => Test::AtMost(wanted),
        "<" => Test::AtMost(wanted - next),
        _ => return Err((format!("it asks for anything but {wanted}"), "name the numbers that open it")),
    }))
}

/// The distance between two numbers that can be answered.
fn step(item: &Item) -> f64 {
    match item.kind {
        ItemKind::Scale { step, .. } | ItemKind::Analogue { step, .. } => step,
        ItemKind::Number { decimals, .. } => 10_f64.powi(-i32::try_from(decimals).unwrap_or(0)),
        _ => 1.0,
    }
}

fn wanted(condition: &Value, known: &Known) -> Option<f64> {
    if let Some(coding) = condition.get("answerCoding") {
        return known.value(coding);
    }
    if let Some(answer) = condition.get("answerBoolean") {
        return answer.as_bool().map(f64::from);
    }
    ["answerInteger", "answerDecimal"].iter().find_map(|name| condition.get(*name)).and_then(Value::as_f64)
}

/// The one test that exactly these answers to a choice meet.
fn test(item: &Item, met: &[f64]) -> Option<Test> {
    let values = item.values();
    let chosen: Vec<bool> = values.iter().map(|value| contains(met, *value)).collect();
    let count = chosen.iter().filter(|chosen| **chosen).count();
    let first = *values.get(chosen.iter().position(|chosen| *chosen)?)?;
    let last = *values.get(chosen.iter().rposition(|chosen| *chosen)?)?;
    if chosen.iter().rev().take(count).all(|chosen| *chosen) {
        return Some(Test::AtLeast(first));
    }
    if chosen.iter().take(count).all(|chosen| *chosen) {
        return Some(Test::AtMost(last));
    }
    (count == 1).then_some(Test::Is(first))
}
