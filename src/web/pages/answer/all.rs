//! `POST /answer/all`: every answer at once, from a browser that kept them while the line was gone.
//!
//! The body is `{"key": "…", "language": "nb", "answers": {"phq-9": {"1": 2, "2": null}}}`: a number, a text,
//! or `null` for a no. The form's token comes in `X-CSRF` or as `csrf`. `200 {"stored_at": "…"}` means stored;
//! the same again is told the same, and another body under the same key is refused with 422.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::{self, Failure};
use super::super::super::form;
use super::question::cookie;
use crate::app::collect::{self, Sent};
use crate::domain::instrument::{Answer, Answers};
use crate::view::Language;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct All {
    key: String,
    language: String,
    csrf: Option<String>,
    answers: BTreeMap<String, BTreeMap<String, Option<Given>>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Number(f64),
    Text(String),
}

impl From<Option<Given>> for Answer {
    fn from(given: Option<Given>) -> Self {
        match given {
            None => Self::Declined,
            Some(Given::Number(value)) => Self::Value(value),
            // A browser counts a line break as two characters; a person as one.
            Some(Given::Text(text)) => Self::Text(text.trim().replace("\r\n", "\n")),
        }
    }
}

pub(in crate::web) async fn send(
    State(web): State<Web>,
    headers: HeaderMap,
    body: Result<Json<All>, JsonRejection>,
) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    let Json(all) = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::Form,
    })?;
    let token = headers.get("x-csrf").and_then(|token| token.to_str().ok());
    form::check(token.or(all.csrf.as_deref()).unwrap_or_default(), &cookie)?;
    let Some(language) = Language::lookup(&all.language) else { return Err(Failure::Form) };
    let answers: BTreeMap<String, Answers> = all
        .answers
        .into_iter()
        .map(|(instrument, given)| {
            // An empty text is no answer.
            let given = given.into_iter().map(|(item, given)| (item, Answer::from(given)));
            (instrument, given.filter(|(_, answer)| *answer != Answer::Text(String::new())).collect())
        })
        .collect();
    let refused = |status: StatusCode, detail: &str| {
        let text = web.text(language);
        let title = text.message(&format!("failure-title-{}", status.as_u16()), &[])?;
        Ok(failure::problem(status, &title, &text.message(detail, &[])?))
    };
    match collect::submit(&web.app, &cookie, all.key, language.tag().to_owned(), answers).await? {
        None => Err(Failure::Gone),
        Some((Sent::Stored, at)) => {
            let at = at.to_rfc3339_opts(SecondsFormat::Millis, true);
            Ok(Json(serde_json::json!({ "stored_at": at })).into_response())
        }
        Some((Sent::Changed, _)) => refused(StatusCode::CONFLICT, "failure-lead-409"),
        Some((Sent::Differs, _)) => refused(StatusCode::UNPROCESSABLE_ENTITY, "failure-lead-422"),
        Some((Sent::Unfit, _)) => refused(StatusCode::UNPROCESSABLE_ENTITY, "answer-error-invalid"),
        Some((Sent::Empty, _)) => refused(StatusCode::UNPROCESSABLE_ENTITY, "answer-error-missing"),
    }
}
