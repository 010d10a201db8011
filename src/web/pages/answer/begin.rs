//! `/answer/begin`: what this is, for a browser that came by a code or was handed over: its link was never
//! in an address.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::link::{Start, moment, whole_minutes};
use super::super::{page, see_other};
use super::Answering;
use crate::view::pages::patient::Landing;

pub(in crate::web) async fn show(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    let sheet = &answering.sheet;
    let questions: usize = sheet.definitions.iter().map(|definition| definition.instrument.items.len()).sum();
    let landing = Landing {
        path: "/answer".to_owned(),
        minutes: whole_minutes(sheet.minutes).max(1),
        questions: u32::try_from(questions).unwrap_or(u32::MAX),
        moment: moment(sheet.request.moment, sheet.request.respondent),
        begun: !sheet.answers.is_empty(),
    };
    Ok(answering.watched(page(&web, &landing, &answering.chrome(&web, "/answer/begin".to_owned()))?))
}

/// `POST /answer/start`: the button of that page. It changes nothing: the browser has begun already.
pub(in crate::web) async fn start(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Start>,
) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    form::check(&form.csrf, &answering.cookie)?;
    Ok(see_other("/answer"))
}
