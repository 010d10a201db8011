//! The answers themselves: each item now, last time and at the start, and what people wrote.

use super::super::super::failure::Failure;
use super::super::words::{self, Story};
use crate::app::review::{Correction, Form};
use crate::domain::care::Respondent;
use crate::domain::instrument::{Answer, Status, WordingStatus};
use crate::view::pages::clinician::{AnswerRow, CorrectedAnswers, FormAnswers, OwnWords};
use crate::view::text::Text;

fn doubts(form: &Form, language: &str, text: &Text) -> Result<Vec<String>, Failure> {
    let mut doubts = Vec::new();
    let instrument = &form.definition.instrument;
    if !instrument.validated {
        doubts.push(text.message("doubt-not-validated", &[])?);
    } else if instrument.status() == Status::Draft {
        doubts.push(text.message("doubt-draft", &[])?);
    }
    let wording = form.definition.wording_in(language);
    if wording.is_some_and(|wording| wording.status() == WordingStatus::NotCompared) {
        doubts.push(text.message("doubt-unreviewed", &[])?);
    }
    Ok(doubts)
}

/// What the patient corrected of these, the latest first.
fn corrected(series: &[&Form], corrections: &[Correction]) -> Vec<CorrectedAnswers> {
    let told = corrections.iter().rev().filter_map(|one| {
        let form = series.iter().find(|form| form.response.id == one.response)?;
        Some(CorrectedAnswers { at: one.at, answered_at: form.response.answered_at, reason: one.reason.clone() })
    });
    told.collect()
}

/// The latest answers to each form, beside last time's and the first.
pub(super) fn forms(story: &Story<'_>, corrections: &[Correction], text: &Text) -> Result<Vec<FormAnswers>, Failure> {
    let mut shown = Vec::new();
    for definition in story.instruments() {
        let series: Vec<&Form> = story
            .forms
            .iter()
            .copied()
            .filter(|form| form.response.instrument == definition.instrument.id && !form.answers.is_empty())
            .collect();
        let Some((now, earlier)) = series.split_last() else { continue };
        let (last, start) = (earlier.last(), earlier.first());
        let wording = definition.wording_in(story.language);
        let rows = definition.instrument.asked(&now.answers).into_iter().map(|item| {
            let given = |form: &Form| {
                form.answers.lookup(&item.id).and_then(|answer| words::label(definition, item, answer, story.language))
            };
            let moved = match (now.answers.value(&item.id), last.and_then(|last| last.answers.value(&item.id))) {
                (Some(now), Some(last)) if now < last => "lower",
                (Some(now), Some(last)) if now > last => "higher",
                (Some(_), Some(_)) => "same",
                _ => "",
            };
            AnswerRow {
                text: wording.and_then(|wording| wording.item(&item.id)).unwrap_or(&item.topic).to_owned(),
                now: given(now),
                last: last.and_then(|form| given(form)),
                start: start.and_then(|form| given(form)),
                moved: moved.to_owned(),
                declined: matches!(now.answers.lookup(&item.id), Some(Answer::Declined)),
            }
        });
        shown.push(FormAnswers {
            title: wording.map_or_else(|| words::name(definition, story.language), |wording| wording.title.clone()),
            language: wording.map_or_else(|| story.language.to_owned(), |wording| wording.language.clone()),
            now: now.response.answered_at,
            last: last.map(|form| form.response.answered_at),
            start: start.map(|form| form.response.answered_at),
            rows: rows.collect(),
            how: now.response.provenance.mode.code().to_owned(),
            corrected: corrected(&series, corrections),
            doubts: doubts(now, story.language, text)?,
        });
    }
    Ok(shown)
}

/// What one kind of respondent wrote, the latest first.
pub(super) fn own_words(forms: &[Form], respondent: Respondent, language: &str) -> Vec<OwnWords> {
    let written = |form: &Form| {
        form.answers
            .iter()
            .filter_map(|(item, answer)| match answer {
                Answer::Text(text) => Some(OwnWords {
                    at: form.response.answered_at,
                    question: form
                        .definition
                        .wording_in(language)
                        .and_then(|wording| wording.item(item))
                        .unwrap_or(item)
                        .to_owned(),
                    text: text.clone(),
                }),
                Answer::Value(_) | Answer::Declined => None,
            })
            .collect::<Vec<_>>()
    };
    let theirs = forms.iter().rev().filter(|form| form.response.provenance.respondent == respondent);
    theirs.flat_map(written).collect()
}
