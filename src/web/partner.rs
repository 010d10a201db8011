//! `/network/{organisation}`: where servers of other organisations bring signed documents. No page and no session: the
//! signature is the proof, and whoever cannot sign gets one answer, whatever there is here.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::Web;
use super::client::Client;
use super::failure::{Failure, problem};
use crate::app::network::{self, Received};

/// The answer to whatever is not known here: the same bytes for every reason.
fn unknown(web: &Web, address: IpAddr) -> Result<Response, Failure> {
    if web.limits.dead_links.check_key(&address).is_err() {
        return Err(Failure::TooMany);
    }
    Ok(problem(StatusCode::NOT_FOUND, "Not taken", "There is nothing here for this document."))
}

pub(super) async fn receive(
    State(web): State<Web>,
    Client(address): Client,
    Path(organisation): Path<String>,
    body: Bytes,
) -> Result<Response, Failure> {
    if web.limits.partners.check_key(&address).is_err() {
        return Err(Failure::TooMany);
    }
    match network::receive(&web.app, &organisation, &body).await? {
        Received::Here => Ok(StatusCode::ACCEPTED.into_response()),
        Received::Full => Err(Failure::Busy),
        Received::Refused(why) => {
            let said = serde_json::json!({ "title": "Not taken", "status": 422, "refusal": why.code() });
            let kind = [(header::CONTENT_TYPE, "application/problem+json")];
            Ok((StatusCode::UNPROCESSABLE_ENTITY, kind, said.to_string()).into_response())
        }
        Received::Unknown => unknown(&web, address),
    }
}
