//! `/answer/{number}`: one question.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::super::{Web, cookies};
use super::super::link::whole_minutes;
use super::super::{mend, page, see_other};
use super::{Answering, field};
use crate::app::collect::{self, Saved, Sheet, Step};
use crate::domain::instrument::{Answer, WordingStatus};
use crate::view::language::direction;
use crate::view::pages::patient::{AnswerError, Question};

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    #[serde(rename = "return")]
    back: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Given {
    csrf: String,
    #[serde(rename = "key")]
    _key: String,
    item: String,
    answer: Option<String>,
    #[serde(rename = "return")]
    back: Option<String>,
    go: Option<String>,
}

pub(super) fn item_name(step: &Step) -> String {
    format!("{}.{}", step.definition.instrument.id, step.item.id)
}

/// Minutes left: each question takes its share of its instrument's time.
fn minutes_left(sheet: &Sheet, number: usize) -> u32 {
    let left: f64 = sheet
        .steps
        .iter()
        .skip(number.saturating_sub(1))
        .map(|step| {
            let items = u32::try_from(step.definition.instrument.items.len().max(1)).unwrap_or(1);
            step.definition.instrument.minutes / f64::from(items)
        })
        .sum();
    let left = left * sheet.pace();
    if left < 1.0 { 0 } else { whole_minutes(left) }
}

/// Whether the question opens an instrument that has a question about harm.
fn opens_risk(sheet: &Sheet, index: usize) -> bool {
    let Some(step) = sheet.steps.get(index) else { return false };
    let instrument = &step.definition.instrument;
    let before = index.checked_sub(1).and_then(|before| sheet.steps.get(before));
    !instrument.risks.is_empty() && before.is_none_or(|before| before.definition.instrument.id != instrument.id)
}

/// Where a question stands among those that are shown.
pub(super) struct Place {
    pub(super) number: usize,
    pub(super) of: usize,
    pub(super) minutes_left: u32,
    pub(super) not_watched: bool,
}

/// One question as it is shown in a place.
pub(super) fn build(sheet: &Sheet, key: &str, step: &Step, place: &Place) -> Option<Question> {
    let wording = step.definition.wording_in(&sheet.language)?;
    let given = sheet.answer(step);
    Some(Question {
        number: u32::try_from(place.number).ok()?,
        of: u32::try_from(place.of).ok()?,
        minutes_left: place.minutes_left,
        action: format!("/answer/{}", place.number),
        key: key.to_owned(),
        kept: sheet.kept.clone(),
        kept_until: sheet.until(),
        item: item_name(step),
        text_language: wording.language.clone(),
        text_direction: direction(&wording.language).to_owned(),
        instruction: Some(wording.instruction.clone()).filter(|text| !text.is_empty()),
        heading: step.item.group.as_ref().and_then(|group| wording.groups.get(group)).cloned(),
        notice: step.definition.instrument.licence.notice.clone(),
        text: wording.item(&step.item.id).unwrap_or(&step.item.topic).to_owned(),
        field: field::build(step.definition, step.item, &sheet.language, given),
        required: step.item.required && step.item.is_answered(),
        may_decline: step.item.may_decline && step.item.is_answered(),
        declined: matches!(given, Some(Answer::Declined)),
        saved: given.is_some(),
        error: None,
        unreviewed: wording.status() == WordingStatus::NotCompared,
        not_watched: place.not_watched,
        from_review: false,
    })
}

fn question(
    Answering { cookie, sheet, .. }: &Answering,
    number: usize,
    from_review: bool,
    error: Option<AnswerError>,
) -> Option<Question> {
    let index = number.checked_sub(1)?;
    let place = Place {
        number,
        of: sheet.steps.len(),
        minutes_left: minutes_left(sheet, number),
        not_watched: opens_risk(sheet, index),
    };
    Some(Question { error, from_review, ..build(sheet, &sheet.key(cookie), sheet.steps.get(index)?, &place)? })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Path(number): Path<usize>,
    Query(came): Query<Came>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    let from_review = came.back.as_deref() == Some("review");
    match question(&answering, number, from_review, None) {
        Some(question) => {
            let shown = page(&web, &question, &answering.chrome(&web, format!("/answer/{number}")))?;
            Ok(answering.watched(shown))
        }
        None => Ok(see_other("/answer")),
    }
}

pub(in crate::web) async fn save(
    State(web): State<Web>,
    Path(number): Path<usize>,
    headers: HeaderMap,
    Fields(form): Fields<Given>,
) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    form::check(&form.csrf, &answering.cookie)?;
    let quietly = headers.contains_key("x-save");
    // The item decides, not the number: an answer to another tab's question may have moved the numbers.
    let steps = &answering.sheet.steps;
    let Some(index) = steps.iter().position(|step| item_name(step) == form.item) else {
        return Ok(see_other("/answer"));
    };
    let Some(step) = steps.get(index) else { return Ok(see_other("/answer")) };
    let go = match form.go.as_deref() {
        Some("decline") => "decline",
        _ if quietly => "",
        go => go.unwrap_or("next"),
    };
    let from_review = form.back.as_deref() == Some("review");
    let answer =
        if go == "decline" { Ok(Some(Answer::Declined)) } else { field::read(step.item, form.answer.as_deref()) };
    let again = |error: AnswerError| -> Result<Response, Failure> {
        if quietly {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
        }
        let mut page = question(&answering, index + 1, from_review, Some(error)).ok_or(Failure::Gone)?;
        if let Some(typed) = &form.answer {
            field::keep(&mut page.field, typed);
        }
        mend(&web, &page, &answering.chrome(&web, format!("/answer/{number}")))
    };
    let before = answering.sheet.answer(step);
    let declined_before = matches!(before, Some(Answer::Declined));
    let answer = match answer {
        Err(error) if go != "previous" => return again(error),
        Err(_) => None,
        // Nothing chosen where something is needed; a no that was given before stands.
        Ok(None) if step.item.required && step.item.is_answered() && go == "next" && !declined_before => {
            return again(AnswerError::Missing);
        }
        Ok(answer) => answer,
    };
    let untouched = answer.is_none() && (before.is_none() || declined_before || step.item.required || go == "previous");
    let is_news = !untouched && before != answer.as_ref();
    if !untouched {
        let (instrument, item) = (&step.definition.instrument.id, &step.item.id);
        match collect::save(&web.app, &answering.cookie, instrument, item, answer).await? {
            None => return Err(Failure::Gone),
            Some(Saved::Refused) => return again(AnswerError::Invalid),
            Some(Saved::Stored) => {}
        }
    }
    if quietly {
        let status = if is_news { StatusCode::NO_CONTENT } else { StatusCode::OK };
        return Ok(status.into_response());
    }
    if from_review && go != "previous" {
        return Ok(see_other("/answer/review"));
    }
    // Read again: the answer may have opened or closed a question.
    let after = collect::read(&web.app, &answering.cookie).await?.ok_or(Failure::Gone)?;
    let here = after.steps.iter().position(|step| item_name(step) == form.item).unwrap_or(index);
    let target = match go {
        "previous" => here,
        _ => here + 2,
    };
    Ok(see_other(&match target {
        0 => "/answer/1".to_owned(),
        number if number > after.steps.len() => "/answer/review".to_owned(),
        number => format!("/answer/{number}"),
    }))
}

/// The cookie of a browser that is answering, for pages that need no sheet.
pub(super) fn cookie(headers: &HeaderMap) -> Result<String, Failure> {
    Ok(cookies::read(headers, cookies::ANSWER).ok_or(Failure::Gone)?.to_owned())
}
