//! `lytt compute score`: one form in, its scores out, as the registry works them out.

use serde_json::{Map, Number, Value, json};

use crate::catalogue::Definition;
use crate::domain::instrument::{Answer, Answers, Instrument, Item, ItemKind, Yields};
use crate::domain::scoring::{Invalid, Outcome, ScaleScore, Score, imported, score};

/// Scores one line.
///
/// `{"answers": [0, 1, null]}` holds the answers in the order of the questions,
/// before any reversal; `null` is unanswered and `"declined"` declined, where the
/// instrument permits it. Either every question is there, or just those that count in
/// a scale. An
/// instrument without questions takes `{"total": 25}`.
///
/// The answer has `status` (`scored`, `not_scorable` or `invalid`), `scores` by
/// scale with `null` where there is none, `bands` where a scale has them,
/// `safety_flags` where the instrument has items that must not be overlooked, and
/// `reason` where there is no score.
pub fn answer(definition: &Definition, line: &Value) -> Value {
    let instrument = &definition.instrument;
    let outcome = if instrument.is_total_only() {
        total(instrument, line)
    } else {
        answers(instrument, line).and_then(|answers| score(instrument, &answers).map_err(|error| reason(&error)))
    };
    match outcome {
        Ok(outcome) => render(instrument, &outcome),
        Err(reason) => json!({"status": "invalid", "reason": reason}),
    }
}

fn reason(invalid: &Invalid) -> String {
    invalid.to_string()
}

fn answers(instrument: &Instrument, line: &Value) -> Result<Answers, String> {
    let given = line
        .get("answers")
        .and_then(Value::as_array)
        .ok_or_else(|| "answers: should be a list, in the order of the questions".to_owned())?;
    let all: Vec<&Item> = instrument.items.iter().filter(|item| item.is_answered()).collect();
    let counted: Vec<&Item> = all.iter().copied().filter(|item| instrument.is_scored(&item.id)).collect();
    let items = [&all, &counted].into_iter().find(|items| items.len() == given.len()).ok_or_else(|| {
        let wanted = if all.len() == counted.len() {
            all.len().to_string()
        } else {
            format!("{}, or {} without those that count in no scale,", all.len(), counted.len())
        };
        format!("answers: {} given, {wanted} wanted", given.len())
    })?;
    let mut answers = Answers::new();
    for (item, value) in items.iter().zip(given) {
        let invalid = || format!("item {}: {}", item.id, quoted(value));
        let answer = match value {
            Value::Null => continue,
            Value::String(text) if text == "declined" && item.may_decline => Answer::Declined,
            Value::String(text) if matches!(item.kind, ItemKind::Text { .. } | ItemKind::Date) => {
                Answer::Text(text.clone())
            }
            Value::Number(number) => Answer::Value(number.as_f64().ok_or_else(invalid)?),
            _ => return Err(invalid()),
        };
        if !item.accepts(&answer) {
            return Err(invalid());
        }
        answers.add(item.id.clone(), answer);
    }
    Ok(answers)
}

/// A refused value as it stood: a text in single quotes, a number as written.
fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{text}'"),
        other => other.to_string(),
    }
}

fn total(instrument: &Instrument, line: &Value) -> Result<Outcome, String> {
    let total = line.get("total").and_then(Value::as_f64).ok_or_else(|| "total: should be a number".to_owned())?;
    let scales = instrument
        .scales
        .iter()
        .map(|scale| {
            imported(instrument, &scale.id, total)
                .map(|score| ScaleScore { scale: scale.id.clone(), score })
                .map_err(|Invalid { item, value }| format!("{item}: {value}"))
        })
        .collect::<Result<_, _>>()?;
    Ok(Outcome {
        instrument: instrument.id.clone(),
        version: instrument.version,
        scales,
        risks: Vec::new(),
        unanswered_risks: Vec::new(),
    })
}

fn render(instrument: &Instrument, outcome: &Outcome) -> Value {
    let mut scores = Map::new();
    let mut bands = Map::new();
    let mut reasons = Vec::new();
    for ScaleScore { scale, score } in &outcome.scales {
        let yields = instrument.scale(scale).map(|scale| scale.yields).unwrap_or_default();
        scores.insert(scale.clone(), score.value().map_or(Value::Null, |value| shown(yields, value)));
        if let Some(band) = score.band() {
            bands.insert(scale.clone(), band.into());
        }
        if let Score::NotScorable { reason } = score {
            reasons.push(format!("{scale}: {reason}"));
        }
    }
    let any = outcome.scales.iter().any(|entry| entry.score.value().is_some());
    let mut answer = Map::new();
    answer.insert("status".to_owned(), if any { "scored" } else { "not_scorable" }.into());
    answer.insert("scores".to_owned(), scores.into());
    if !bands.is_empty() {
        answer.insert("bands".to_owned(), bands.into());
    }
    if !instrument.risks.is_empty() {
        let flags: Vec<String> = outcome.risks.iter().map(|risk| format!("item{}", risk.item)).collect();
        answer.insert("safety_flags".to_owned(), flags.into());
    }
    if !reasons.is_empty() {
        answer.insert("reason".to_owned(), reasons.join("; ").into());
    }
    answer.into()
}

/// A value as what it is: an amount, a yes or no, or a profile.
fn shown(yields: Yields, value: f64) -> Value {
    match yields {
        Yields::Number => number(value),
        Yields::YesNo => Value::Bool(value > 0.5),
        Yields::Profile => Value::String(format!("{value:.0}")),
    }
}

/// A whole number without decimals, another as it is.
fn number(value: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number far inside the range")]
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Value::from(value as i64);
    }
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
