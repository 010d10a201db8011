//! The questions, their answers, branching and risks.

use super::super::loinc;
use super::{Findings, LOINC};
use crate::domain::instrument::{Item, ItemKind};
use crate::domain::scoring::thousandths;

pub(super) fn check(findings: &mut Findings<'_>) {
    let instrument = findings.instrument();
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
    risks(findings);
}

fn kind(findings: &mut Findings<'_>, item: &Item, part: &str) {
    match &item.kind {
        ItemKind::Choice { answers, values, loinc: codes } => {
            let set = format!("answers {answers}");
            let rising = values.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
            if values.len() < 2 || !rising {
                findings.add(
                    &set,
                    format!("the values of \"{answers}\" are not at least two, each above the last"),
                    "write them from the lowest to the highest",
                );
            }
            if values.iter().any(|value| thousandths(*value).is_none()) {
                findings.add(
                    &set,
                    format!("a value of \"{answers}\" has more than three decimals"),
                    "use at most three",
                );
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
        ItemKind::Scale { from, to, step } => {
            let steps = (to - from) / step;
            let whole = steps.is_finite() && (1.0..=100.0).contains(&steps) && (steps - steps.round()).abs() < 1e-9;
            if !whole || [from, to, step].iter().any(|value| thousandths(**value).is_none()) {
                findings.add(
                    part,
                    format!("the line from {from} to {to} cannot be walked in steps of {step}"),
                    "correct one of the three (at most 100 steps and three decimals)",
                );
            }
        }
        ItemKind::Text { max_chars } => {
            if !(1..=10_000).contains(max_chars) {
                findings.add(part, format!("a text of at most {max_chars} characters"), "allow between 1 and 10000");
            }
        }
    }
}

fn branching(findings: &mut Findings<'_>, item: &Item, place: usize) {
    let Some(rule) = &item.only_if else {
        return;
    };
    let instrument = findings.instrument();
    let part = format!("only_if {}", item.id);
    for id in &rule.any_of {
        let earlier = instrument.items.iter().take(place).find(|earlier| earlier.id == *id);
        match earlier.and_then(Item::bounds) {
            None => findings.add(
                &part,
                format!("\"{}\" hangs on \"{id}\", which is not a scored question before it", item.id),
                "either move the question or correct the id",
            ),
            Some((_, highest)) if rule.at_least > highest => findings.add(
                &part,
                format!("\"{id}\" is never answered with {} or more", rule.at_least),
                "correct the number",
            ),
            Some(_) => {}
        }
    }
    if instrument.is_scored(&item.id) {
        findings.add(
            &part,
            format!("\"{}\" counts in a scale but is not always asked", item.id),
            "either ask it always or leave it out of the scale",
        );
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
            Some((lowest, highest)) if risk.at_least > highest || risk.at_least < lowest => {
                findings.add(
                    &part,
                    format!(
                        "the risk on \"{}\" begins at {}, outside its answers {lowest} to {highest}",
                        risk.item, risk.at_least
                    ),
                    "correct the number",
                );
            }
            Some(_) => {}
        }
    }
}
