//! `POST /mine/summary/{summary}`: whether a summary may go on, said by the one it is about.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::{see_other, summary, words};
use super::Inside;
use crate::app::AppError;
use crate::app::mine;
use crate::app::summary::{CourseSummary, Noted, Said};
use crate::domain::care::SummaryId;
use crate::view::pages::patient::OwnSummary;
use crate::view::text::Text;

/// How a summary reads on the own pages.
pub(super) fn own(one: CourseSummary, text: &Text) -> OwnSummary {
    let language = text.language().tag();
    let scales = one.definitions.iter().zip(&one.facts.measures);
    let scales = scales.map(|(definition, measured)| summary::summed(definition, measured, language));
    OwnSummary {
        id: one.id.to_string(),
        state: one.state.code().to_owned(),
        at: one.state_at,
        scales: scales.collect(),
        to: one.words.to,
        worked_on: one.words.worked_on,
        helped: one.words.helped,
        wishes: one.words.wishes,
        agreed: one.words.agreed,
        comment: one.comment,
        mark: one.mark,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct SaidForm {
    csrf: String,
    answer: String,
    comment: String,
    mark: String,
}

pub(in crate::web) async fn say(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Fields(form): Fields<SaidForm>,
) -> Result<Response, Failure> {
    let inside = Inside::sent(&web, &headers, &form.csrf).await?;
    let agreed = words::yes_or_no(&form.answer).ok_or(Failure::Form)?;
    let said = Said { agreed, comment: &form.comment, mark: &form.mark };
    match mine::agree(&web.app, &inside.session, SummaryId(id), said).await {
        Ok(Some(Noted::Stored)) => Ok(see_other("/mine?done=summary#summaries")),
        Ok(Some(Noted::Changed)) => Ok(see_other("/mine?done=summary-changed#summaries")),
        Ok(None) => Err(Failure::Gone),
        // The page lets nobody write that much.
        Err(AppError::Refused(_)) => Err(Failure::TooLarge),
        Err(error) => Err(error.into()),
    }
}
