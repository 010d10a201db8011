//! Filling in a form to see how it is scored, step by step.

use std::collections::BTreeMap;

use super::sheet::{Kept, Kind, Sheet};
use crate::catalogue::Definition;
use crate::domain::instrument::{Answer, Answers, ItemKind};
use crate::domain::scoring::{self, Score};

/// One question on its way into a score.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// The question's id.
    pub id: String,
    /// What was answered; `None` for nothing.
    pub answer: Option<f64>,
    /// Turned round first.
    pub reversed: bool,
    /// What counts; `None` for nothing.
    pub counts: Option<f64>,
}

/// How one score came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// The score.
    pub scale: String,
    /// A mean; otherwise a sum.
    pub mean: bool,
    /// Each question that counts; empty for a score with a rule of its own.
    pub counted: Vec<Counted>,
    /// The sum of what counts.
    pub sum: f64,
    /// How many were answered.
    pub answered: usize,
    /// How many may be unanswered.
    pub up_to: u32,
    /// What it comes to.
    pub score: Score,
}

/// What was filled in, and what comes of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// How each score came about.
    pub scores: Vec<Steps>,
    /// The questions that are asked, given the answers.
    pub asked: Vec<String>,
    /// The question whose answer is not one of its answers.
    pub refused: Option<String>,
}

/// Reads what was typed, by question.
#[must_use]
pub fn answers(definition: &Definition, typed: &BTreeMap<String, String>) -> Answers {
    let mut answers = Answers::new();
    for item in &definition.instrument.items {
        let Some(text) = typed.get(&item.id).map(|text| text.trim()).filter(|text| !text.is_empty()) else { continue };
        let is_text = matches!(item.kind, ItemKind::Text { .. });
        let number = text.replace(',', ".").parse::<f64>().ok().filter(|_| !is_text);
        answers.add(&item.id, number.map_or_else(|| Answer::Text(text.to_owned()), Answer::Value));
    }
    answers
}

/// Scores what was filled in.
#[must_use]
pub fn try_out(sheet: &Sheet, definition: &Definition, answers: &Answers) -> Trial {
    let instrument = &definition.instrument;
    let asked = instrument.asked(answers).into_iter().map(|item| item.id.clone()).collect();
    let outcome = match scoring::score(instrument, answers) {
        Ok(outcome) => outcome,
        Err(invalid) => return Trial { refused: Some(invalid.item), asked, ..Trial::default() },
    };
    let scores = sheet.scales.iter().filter_map(|score| {
        let given = outcome.score(&score.id)?.clone();
        let mut sum = 0.0;
        let mut answered = 0;
        let mut counted = Vec::new();
        for id in if score.is_fixed() { &[][..] } else { score.items.as_slice() } {
            let reversed = score.reverse.contains(id);
            let answer = answers.value(id);
            let bounds = instrument.item(id).and_then(crate::domain::instrument::Item::bounds);
            let counts = answer.map(|value| match bounds {
                Some((low, high)) if reversed => low + high - value,
                _ => value,
            });
            if let Some(value) = counts {
                sum += value;
                answered += 1;
            }
            counted.push(Counted { id: id.clone(), answer, reversed, counts });
        }
        let sum = (sum * 1e6).round() / 1e6;
        let (scale, up_to) = (score.id.clone(), score.up_to.unwrap_or(0));
        Some(Steps { scale, mean: score.mean, counted, sum, answered, up_to, score: given })
    });
    Trial { scores: scores.collect(), asked, refused: None }
}

/// The filled-in form with its results, to be kept beside the definition.
#[must_use]
pub fn keep(sheet: &Sheet, name: &str, answers: &Answers, trial: &Trial) -> Kept {
    let mut kept = Kept { name: name.to_owned(), ..Kept::default() };
    for question in sheet.questions.iter().filter(|question| question.kind != Kind::Display) {
        let cell = match answers.lookup(&question.id) {
            Some(answer @ (Answer::Value(_) | Answer::Declined)) => answer.to_string(),
            Some(Answer::Text(text)) => text.clone(),
            None if trial.asked.contains(&question.id) => "-".to_owned(),
            None => String::new(),
        };
        kept.cells.insert(question.id.clone(), cell);
    }
    for steps in &trial.scores {
        let cell = match &steps.score {
            // As many decimals as the check compares.
            Score::Scored { value, .. } => format!("{}", (value * 1e9).round() / 1e9),
            Score::NotScorable { .. } => "no score".to_owned(),
        };
        kept.cells.insert(steps.scale.clone(), cell);
        if let Some(band) = steps.score.band() {
            let column = if sheet.scales.len() == 1 { "band".to_owned() } else { format!("{} band", steps.scale) };
            kept.cells.insert(column, band.to_owned());
        }
    }
    kept
}
