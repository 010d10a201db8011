//! `/stop/{token}`: the link in every message for whoever wants no more of them. Looking changes nothing,
//! however often: mail programs and scanners open links.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::Web;
use super::super::client::Client;
use super::super::failure::Failure;
use super::super::form::{self, Fields};
use super::link::{Choice, dead};
use super::page;
use crate::app::deliver;
use crate::auth::token;
use crate::view::pages::stop::{Stop, StopState};
use crate::view::{Chrome, Language};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Want {
    csrf: String,
    want: String,
}

fn answer(web: &Web, secret: &str, language: Language, state: StopState) -> Result<Response, Failure> {
    let path = format!("/stop/{secret}");
    let chrome = Chrome {
        language,
        csrf: token::form_token(secret),
        language_link: Some(format!("{path}?lang=")),
        path: path.clone(),
        demo: web.demo,
        ..Chrome::default()
    };
    page(web, &Stop { action: path, state }, &chrome)
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    Query(choice): Query<Choice>,
) -> Result<Response, Failure> {
    let Some(stop) = deliver::look_stop(&web.app, &secret).await? else { return Err(dead(&web, address)) };
    let state = if stop.opted_out { StopState::Stopped } else { StopState::Stop };
    answer(&web, &secret, choice.language(&stop.language), state)
}

pub(in crate::web) async fn set(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    Query(choice): Query<Choice>,
    Fields(form): Fields<Want>,
) -> Result<Response, Failure> {
    form::check(&form.csrf, &secret)?;
    let (stop, state) = match form.want.as_str() {
        "stop" => (true, StopState::Stopped),
        "write" => (false, StopState::Resumed),
        _ => return Err(Failure::Form),
    };
    let Some(known) = deliver::look_stop(&web.app, &secret).await? else { return Err(dead(&web, address)) };
    deliver::set_stop(&web.app, &secret, stop).await?;
    answer(&web, &secret, choice.language(&known.language), state)
}
