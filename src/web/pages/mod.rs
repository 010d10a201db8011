//! Pages: one action a file.

pub(super) mod account;
pub(super) mod answer;
pub(super) mod ask_by;
pub(super) mod case_review;
pub(super) mod code;
pub(super) mod demo;
mod document;
pub(super) mod editions;
pub(super) mod episode;
pub(super) mod frozen;
pub(super) mod improvement;
pub(super) mod indicators;
pub(super) mod instruments;
pub(super) mod kin;
pub(super) mod language;
pub(super) mod learning;
pub(super) mod ledger;
pub(super) mod link;
pub(super) mod mine;
pub(super) mod models;
pub(super) mod networks;
pub(super) mod new_patient;
pub(super) mod new_session;
pub(super) mod notice_rule;
pub(super) mod notices;
pub(super) mod own_figures;
pub(super) mod own_page;
pub(super) mod patients;
pub(super) mod plan;
pub(super) mod protocols;
pub(super) mod quality;
pub(super) mod report;
mod report_body;
mod report_meeting;
pub(super) mod sign_in;
pub(super) mod stop;
pub(super) mod summary;
pub(super) mod support;
pub(super) mod today;
pub(super) mod tool_use;
mod words;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Web;
use super::failure::Failure;
use crate::view::{Chrome, Page};

/// A page as a response.
fn page<P: Page>(web: &Web, page: &P, chrome: &Chrome) -> Result<Response, Failure> {
    Ok(Html(web.renderer.render(page, chrome)?).into_response())
}

/// A page that says what to mend.
fn mend<P: Page>(web: &Web, page: &P, chrome: &Chrome) -> Result<Response, Failure> {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(web.renderer.render(page, chrome)?)).into_response())
}

/// On to another page, with GET.
pub(super) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// Adds a header to a response.
pub(super) fn with_header((name, value): (header::HeaderName, HeaderValue), mut response: Response) -> Response {
    response.headers_mut().append(name, value);
    response
}
