//! How one question is answered on a page, and how what comes back is read.

use crate::catalogue::Definition;
use crate::domain::instrument::{Answer, Item, ItemKind};
use crate::view::pages::patient::{self, AnswerError, Field};
use crate::view::{Language, format};

fn number_text(value: f64) -> String {
    format!("{value}")
}

/// A typed number as people write it in the pages' language.
fn typed(value: f64, language: &str) -> String {
    format::typed(value, Language::lookup(language).unwrap_or_default())
}

/// The field of a question, with what has been answered so far.
pub(in crate::web) fn build(definition: &Definition, item: &Item, language: &str, given: Option<&Answer>) -> Field {
    let wording = definition.wording_in(language);
    let chosen = match given {
        Some(Answer::Value(value)) => Some(*value),
        _ => None,
    };
    let text = match given {
        Some(Answer::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let is_chosen = |value: f64| chosen.is_some_and(|chosen| (chosen - value).abs() < 1e-9);
    let step =
        |value: f64, label: String| patient::Answer { value: number_text(value), label, chosen: is_chosen(value) };
    let ends = wording.and_then(|wording| wording.ends.get(&item.id));
    let (low, high) = ends.map_or_else(Default::default, |ends| (ends.low.clone(), ends.high.clone()));
    let shown = || chosen.map_or_else(String::new, |value| typed(value, language));
    match &item.kind {
        ItemKind::Choice { answers, highest_first, .. } => {
            let label = |value: f64| wording.and_then(|wording| wording.label(answers, value)).map(str::to_owned);
            let mut choices: Vec<_> = item
                .values()
                .into_iter()
                .map(|value| step(value, label(value).unwrap_or_else(|| number_text(value))))
                .collect();
            if *highest_first {
                choices.reverse();
            }
            Field::Choice { answers: choices }
        }
        ItemKind::Scale { .. } => {
            let steps = item.values().into_iter().map(|value| step(value, typed(value, language))).collect();
            Field::Scale { steps, low, high }
        }
        ItemKind::Analogue { from, to, step } => {
            Field::Analogue { from: *from, to: *to, step: *step, low, high, value: shown() }
        }
        ItemKind::Number { from, to, decimals } => Field::Number {
            from: typed(*from, language),
            to: typed(*to, language),
            whole: *decimals == 0,
            unit: wording.and_then(|wording| wording.units.get(&item.id)).cloned().unwrap_or_default(),
            value: shown(),
        },
        ItemKind::Text { max_chars } => Field::Text { value: text, max_chars: *max_chars },
        ItemKind::Date => Field::Date { value: text },
        ItemKind::Display => Field::Display,
    }
}

/// What was given, read for this item; `Ok(None)` when nothing was.
pub(in crate::web) fn read(item: &Item, given: Option<&str>) -> Result<Option<Answer>, AnswerError> {
    let given = given.map(str::trim).filter(|given| !given.is_empty());
    let Some(given) = given else { return Ok(None) };
    let answer = match &item.kind {
        ItemKind::Text { max_chars } => {
            // A browser counts a line break as two characters; a person as one.
            let text = given.replace("\r\n", "\n");
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            return if length > *max_chars { Err(AnswerError::TooLong) } else { Ok(Some(Answer::Text(text))) };
        }
        // Without a date picker a day is typed as people here write it.
        ItemKind::Date => Answer::Text(format::read_day(given).unwrap_or_else(|| given.to_owned())),
        _ => Answer::Value(format::read_number(given).ok_or_else(|| refusal(item))?),
    };
    if item.accepts(&answer) { Ok(Some(answer)) } else { Err(refusal(item)) }
}

/// What is said about an answer that does not fit.
const fn refusal(item: &Item) -> AnswerError {
    match item.kind {
        ItemKind::Number { .. } | ItemKind::Analogue { .. } => AnswerError::Number,
        ItemKind::Date => AnswerError::Day,
        _ => AnswerError::Invalid,
    }
}

/// Puts back what was typed into a field that refused it.
pub(in crate::web) fn keep(field: &mut Field, given: &str) {
    match field {
        Field::Text { value, .. }
        | Field::Analogue { value, .. }
        | Field::Number { value, .. }
        | Field::Date { value } => given.clone_into(value),
        Field::Choice { .. } | Field::Scale { .. } | Field::Display => {}
    }
}
