//! The questions, their answers, branching and risks.

use super::super::loinc;
use super::{Findings, LOINC};
use crate::domain::instrument::{Item, ItemKind, Quantifier, Scale, Test};
use crate::domain::scoring::millionths;

/// More than anybody is asked; every check below is bounded by it.
const MOST_ITEMS: usize = 500;

pub(super) fn check(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    if instrument.items.len() > MOST_ITEMS {
        findings.add("items", format!("there are {} questions", instrument.items.len()), "ask at most 500");
        return;
    }
    for (n, item) in instrument.items.iter().enumerate() {
        let part = format!("item {}", item.id);
        if instrument.items.iter().take(n).any(|earlier| earlier.id == item.id) {
            findings.add(&part, format!("there are two questions \"{}\"", item.id), "give one of them another id");
        }
        if instrument.scale(&item.id).is_some() {
            findings.add(
                &part,
                format!("\"{}\" names both a question and a scale", item.id),
                "give one of them another id",
            );
        }
        if let Some(code) = &item.loinc
            && !loinc::valid(code)
        {
            findings.add(&part, format!("LOINC code {code} has a wrong check digit"), LOINC);
        }
        kind(findings, item, &part);
        branching(findings, item, n);
    }
    groups(findings);
    risks(findings);
}

/// A group is neighbours: a heading that came back would read as another group.
fn groups(findings: &mut Findings<'_>) {
    let items = &findings.instrument().items;
    let mut closed: Vec<&str> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|before| items.get(before)).and_then(|item| item.group.as_deref());
        let Some(group) = item.group.as_deref() else {
            closed.extend(before);
            continue;
        };
        if before != Some(group) {
            closed.extend(before);
        }
        if closed.contains(&group) {
            findings.add(
                &format!("item {}", item.id),
                format!("\"{}\" belongs to the group \"{group}\", but stands apart from the others in it", item.id),
                "either move it to its neighbours or give it another group",
            );
        }
    }
}

fn kind(findings: &mut Findings<'_>, item: &Item, part: &str) {
    match &item.kind {
        ItemKind::Choice { answers, values, loinc: codes, .. } => {
            let set = format!("answers {answers}");
            let rising = values.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
            if values.len() < 2 || !rising {
                findings.add(
                    &set,
                    format!("the values of \"{answers}\" are not at least two, each above the last"),
                    "write them from the lowest to the highest",
                );
            }
            if values.iter().any(|value| millionths(*value).is_none()) {
                findings.add(&set, format!("a value of \"{answers}\" has more than six decimals"), "use at most six");
            }
            if !codes.is_empty() && codes.len() != values.len() {
                findings.add(
                    &set,
                    format!("\"{answers}\" has {} values but {} codes", values.len(), codes.len()),
                    "give one code per value, or none at all",
                );
            }
            if let Some(code) = codes.iter().find(|code| !loinc::valid_answer(code)) {
                findings.add(&set, format!("{code} does not look like a LOINC answer code"), LOINC);
            }
        }
        ItemKind::Scale { from, to, step } => line(findings, part, (*from, *to, *step), 20.0),
        ItemKind::Analogue { from, to, step } => line(findings, part, (*from, *to, *step), 1_000.0),
        ItemKind::Number { from, to, decimals } => {
            if from >= to || *decimals > 3 || [from, to].iter().any(|value| millionths(**value).is_none()) {
                findings.add(
                    part,
                    format!("a number from {from} to {to} with {decimals} decimals"),
                    "write the lowest first, and at most three decimals",
                );
            }
        }
        ItemKind::Text { max_chars } => {
            if !(1..=10_000).contains(max_chars) {
                findings.add(part, format!("a text of at most {max_chars} characters"), "allow between 1 and 10000");
            }
        }
        ItemKind::Date | ItemKind::Display => {}
    }
}

/// A line that can be walked from one end to the other in whole steps.
fn line(findings: &mut Findings<'_>, part: &str, (from, to, step): (f64, f64, f64), most: f64) {
    let steps = (to - from) / step;
    let whole = steps.is_finite() && (1.0..=most).contains(&steps) && (steps - steps.round()).abs() < 1e-6;
    if !whole || [from, to, step].iter().any(|value| millionths(*value).is_none()) {
        findings.add(
            part,
            format!("the line from {from} to {to} cannot be walked in steps of {step}"),
            &format!("correct one of the three (at most {most} steps); a finer line is an analogue one"),
        );
    }
}

fn branching(findings: &mut Findings<'_>, item: &Item, place: usize) {
    let Some(rule) = &item.only_if else {
        return;
    };
    let instrument = findings.instrument();
    let part = format!("only_if {}", item.id);
    if rule.items.is_empty() {
        findings.add(&part, format!("\"{}\" hangs on no question", item.id), "name at least one");
    }
    let mut reachable = (0.0, 0.0);
    for (n, id) in rule.items.iter().enumerate() {
        if rule.items.iter().take(n).any(|earlier| earlier == id) {
            findings.add(&part, format!("\"{}\" names \"{id}\" twice", item.id), "remove one");
            return;
        }
        let earlier = instrument.items.iter().take(place).find(|earlier| earlier.id == *id);
        let Some((lowest, highest)) = earlier.and_then(Item::bounds) else {
            findings.add(
                &part,
                format!("\"{}\" hangs on \"{id}\", which is not a question with values before it", item.id),
                "either move the question or correct the id",
            );
            return;
        };
        reachable = match rule.quantifier {
            Quantifier::SumOf => (reachable.0 + lowest.min(0.0), reachable.1 + highest),
            Quantifier::AnyOf | Quantifier::AllOf => (lowest, highest),
        };
        if rule.quantifier != Quantifier::SumOf {
            never(findings, &part, id, rule.test, reachable);
        }
    }
    if rule.quantifier == Quantifier::SumOf {
        never(findings, &part, &rule.items.join(" + "), rule.test, reachable);
    }
    let counts = |scale: &&Scale| scale.not_asked_counts.is_none() && scale.items.contains(&item.id);
    if let Some(scale) = instrument.scales.iter().find(counts) {
        findings.add(
            &part,
            format!("\"{}\" counts in \"{}\" but is not always asked", item.id, scale.id),
            "either ask it always, leave it out of the scale, or give the scale not_asked_counts = 0",
        );
    }
}

/// A test that no answer meets is a slip of the pen.
fn never(findings: &mut Findings<'_>, part: &str, what: &str, test: Test, (lowest, highest): (f64, f64)) {
    let (met, said) = match test {
        Test::AtLeast(value) => (value <= highest, format!("{value} or more")),
        Test::AtMost(value) => (value >= lowest, format!("{value} or less")),
        Test::Is(value) => (value >= lowest && value <= highest, value.to_string()),
    };
    if !met {
        findings.add(part, format!("\"{what}\" is never answered with {said}"), "correct the number");
    }
}

fn risks(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
    for risk in &instrument.risks {
        let part = format!("risk {}", risk.item);
        match instrument.item(&risk.item).and_then(Item::bounds) {
            None => findings.add(
                &part,
                format!("the risk is on \"{}\", which is not a question with values", risk.item),
                "correct the id",
            ),
            Some(bounds) if risk.when.value() > bounds.1 || risk.when.value() < bounds.0 => {
                findings.add(
                    &part,
                    format!(
                        "the risk on \"{}\" begins at {}, outside its answers {} to {}",
                        risk.item,
                        risk.when.value(),
                        bounds.0,
                        bounds.1
                    ),
                    "correct the number",
                );
            }
            Some(_) => {}
        }
    }
}
