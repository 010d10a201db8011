//! `/answer/review`: everything once more, before it is sent.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::words;
use super::super::{page, see_other};
use super::Answering;
use super::question::cookie;
use crate::app::collect::{self, Sent};
use crate::domain::instrument::Answer;
use crate::view::language::direction;
use crate::view::pages::patient::{Given, Review, ReviewLine};

pub(in crate::web) async fn show(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    let sheet = &answering.sheet;
    let steps = sheet.steps.iter().enumerate().filter(|(_, step)| step.item.is_answered());
    let lines = steps.filter_map(|(index, step)| {
        let wording = step.definition.wording_in(&sheet.language)?;
        let given = match sheet.answer(step) {
            None => Given::Unanswered,
            Some(Answer::Declined) => Given::Declined,
            Some(answer) => Given::Answered {
                text: words::label(step.definition, step.item, answer, &sheet.language).unwrap_or_default(),
            },
        };
        Some(ReviewLine {
            number: u32::try_from(index + 1).ok()?,
            text: wording.item(&step.item.id).unwrap_or(&step.item.topic).to_owned(),
            text_language: wording.language.clone(),
            text_direction: direction(&wording.language).to_owned(),
            given,
            change: format!("/answer/{}?return=review", index + 1),
        })
    });
    let review = Review {
        lines: lines.collect(),
        unanswered: u32::try_from(sheet.count_open()).unwrap_or(u32::MAX),
        key: sheet.key(&answering.cookie),
        mark: sheet.mark(),
        kept: sheet.kept.clone(),
        kept_until: sheet.until(),
        previous: format!("/answer/{}", sheet.steps.len()),
    };
    Ok(answering.watched(page(&web, &review, &answering.chrome(&web, "/answer/review".to_owned()))?))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Send {
    csrf: String,
    #[serde(rename = "key")]
    _key: String,
    mark: String,
}

pub(in crate::web) async fn send(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Send>,
) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    form::check(&form.csrf, &cookie)?;
    match collect::send(&web.app, &cookie, Some(&form.mark)).await? {
        None => Err(Failure::Gone),
        Some(Sent::Stored) => Ok(see_other("/answer/sent")),
        Some(Sent::Changed) => Ok(see_other("/answer/review")),
        Some(Sent::Empty) => Ok(see_other("/answer/decline")),
        Some(Sent::Differs | Sent::Unfit) => Err(Failure::Unfit),
    }
}
