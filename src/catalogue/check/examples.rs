//! The worked examples: each must come out as the file says.

use super::super::parse::EXAMPLES;
use super::super::{Example, Expected};
use super::Findings;
use crate::domain::instrument::Instrument;
use crate::domain::scoring::{Invalid, Outcome, Score, imported, score};

/// The part that is missing from a definition nobody has worked an example for.
pub const NO_EXAMPLES: &str = "examples";

pub(super) fn check(findings: &mut Findings<'_>) {
    let definition = findings.definition;
    let instrument = findings.instrument();
    let file = format!("{}/{EXAMPLES}", definition.folder);
    if !definition.misread.is_empty() {
        findings.problems.extend(definition.misread.iter().cloned());
        return;
    }
    if definition.examples.is_empty() {
        findings.push(
            file,
            NO_EXAMPLES,
            None,
            "there are no worked examples",
            "fill in at least one form with the right answer",
        );
        return;
    }
    for example in &definition.examples {
        asked(findings, &file, example);
        for fact in differences(instrument, example) {
            findings.push(
                file.clone(),
                "",
                Some(example.line),
                format!("\"{}\": {fact}", example.name),
                "correct either the example or the definition",
            );
        }
    }
}

/// An empty cell says that the question was not asked, `-` that it was and went unanswered: so the
/// examples prove the branching rules too.
fn asked(findings: &mut Findings<'_>, file: &str, example: &Example) {
    let instrument = findings.instrument();
    for item in instrument.items.iter().filter(|item| item.only_if.is_some()) {
        let empty = example.not_asked.contains(&item.id);
        let (fact, remedy) = match instrument.asks(item, &example.answers) {
            Some(true) if empty => ("is asked here, but its cell is empty", "write - for unanswered, or an answer"),
            Some(false) if !empty && example.answers.lookup(&item.id).is_none() => {
                ("is not asked here, but is said to be unanswered", "leave its cell empty")
            }
            _ => continue,
        };
        let (name, line) = (&example.name, example.line);
        findings.push(file.to_owned(), "", Some(line), format!("\"{name}\": \"{}\" {fact}", item.id), remedy);
    }
}

fn differences(instrument: &Instrument, example: &Example) -> Vec<String> {
    match (outcome(instrument, example), &example.refused_at) {
        (Ok(outcome), None) => compare(&outcome, example),
        (Ok(_), Some(at)) => vec![format!("should be refused at {at}, but was scored")],
        (Err(invalid), None) => vec![format!("was refused at {invalid}")],
        (Err(invalid), Some(at)) if invalid.item == *at => Vec::new(),
        (Err(invalid), Some(at)) => {
            vec![format!("should be refused at {at}, but was refused at {invalid}")]
        }
    }
}

fn outcome(instrument: &Instrument, example: &Example) -> Result<Outcome, Invalid> {
    let mut outcome = score(instrument, &example.answers)?;
    if let Some(total) = example.imported {
        for entry in &mut outcome.scales {
            entry.score = imported(instrument, &entry.scale, total)?;
        }
    }
    Ok(outcome)
}

fn compare(outcome: &Outcome, example: &Example) -> Vec<String> {
    let mut found = Vec::new();
    for Expected { scale, value, band } in &example.expected {
        let given = outcome.score(scale);
        let came_to = given.and_then(Score::value);
        // Scores are compared with the six decimals a person may have typed.
        let same = match (came_to, value) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-6,
            (None, None) => true,
            _ => false,
        };
        if !same {
            found.push(format!("{scale} should be {}, but is {}", said(*value), said(came_to)));
        }
        let read = given.and_then(Score::band);
        if let Some(expected) = band
            && read != Some(expected)
        {
            let read = read.unwrap_or("none");
            found.push(format!("the band of {scale} should be {expected}, but is {read}"));
        }
    }
    if let Some(risks) = &example.risks {
        let flagged: Vec<&str> = outcome.risks.iter().map(|risk| risk.item.as_str()).collect();
        if flagged != *risks || outcome.unanswered_risks != example.unanswered_risks {
            found.push(format!(
                "risk should be {risks:?} and unanswered {:?}, but is {flagged:?} and {:?}",
                example.unanswered_risks, outcome.unanswered_risks
            ));
        }
    }
    found
}

fn said(value: Option<f64>) -> String {
    value.map_or_else(|| "no score".to_owned(), |value| value.to_string())
}
