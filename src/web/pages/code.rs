//! `/code`: a short code from a letter is typed. `/room`: the same on a tablet in a waiting room, where the
//! six digits of the desk work too.

use std::net::IpAddr;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::client::Client;
use super::super::failure::{self, Failure};
use super::super::form::{self, Fields};
use super::super::{Web, cookies, display};
use super::link::{COOKIE_SECONDS, dead, forget};
use super::{page, see_other, with_header};
use crate::app::handover;
use crate::auth::token;
use crate::domain::care::{Device, TenantId};
use crate::view::pages::patient::Code;
use crate::view::{Chrome, Language};

/// How long the form and a chosen language stay, in seconds.
const VISITOR_SECONDS: u32 = 3600;

/// How long a tablet knows its room, in seconds: until somebody closes the room.
const ROOM_SECONDS: u32 = 31_536_000;

/// How long a form stays open on a shared tablet, in seconds.
const KIOSK_SECONDS: u32 = 2400;

#[derive(Deserialize)]
pub(in crate::web) struct Choice {
    lang: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Typed {
    csrf: String,
    code: String,
}

/// The cookie that the form's token hangs on, fresh when the browser has none.
fn visitor(web: &Web, headers: &HeaderMap) -> String {
    let known = cookies::read(headers, cookies::VISITOR).filter(|cookie| token::is_well_formed(cookie));
    known.map_or_else(|| token::fresh(&web.app.ambient), str::to_owned)
}

fn body(kiosk: bool, digits: bool, wrong: bool) -> Code {
    Code { action: if kiosk { "/room" } else { "/code" }.to_owned(), kiosk, digits, wrong }
}

fn chrome(web: &Web, headers: &HeaderMap, visitor: &str, language: Language, path: &str) -> Chrome {
    Chrome {
        language,
        csrf: token::form_token(visitor),
        path: path.to_owned(),
        demo: web.demo,
        language_link: Some(format!("{path}?lang=")),
        display: Some(display::of(web, headers)),
        ..Chrome::default()
    }
}

async fn form_page(
    web: &Web,
    headers: &HeaderMap,
    lang: Option<&str>,
    kiosk: bool,
    wrong: bool,
) -> Result<Response, Failure> {
    let chosen = lang.and_then(Language::lookup);
    // A tablet begins in the service's own language each time, not in the last visitor's.
    let usual = if kiosk && !wrong { Language::default() } else { failure::language(headers) };
    let language = chosen.unwrap_or(usual);
    let visitor = visitor(web, headers);
    let digits = kiosk && room(web, headers).await?.is_some();
    let path = if kiosk { "/room" } else { "/code" };
    let response = page(web, &body(kiosk, digits, wrong), &chrome(web, headers, &visitor, language, path))?;
    let response = with_header(cookies::set(cookies::VISITOR, &visitor, VISITOR_SECONDS), response);
    Ok(with_header(cookies::set(cookies::LANGUAGE, language.tag(), VISITOR_SECONDS), response))
}

/// The organisation whose tablet this is.
async fn room(web: &Web, headers: &HeaderMap) -> Result<Option<TenantId>, Failure> {
    match cookies::read(headers, cookies::ROOM) {
        Some(secret) => Ok(handover::find_room(&web.app, secret).await?),
        None => Ok(None),
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    form_page(&web, &headers, choice.lang.as_deref(), false, false).await
}

/// `GET /room`: the tablet's first page. Whatever the last visitor left is forgotten.
pub(in crate::web) async fn kiosk(
    State(web): State<Web>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let response = form_page(&web, &headers, choice.lang.as_deref(), true, false).await?;
    Ok(with_header(cookies::remove(cookies::ANSWER), with_header(forget(), response)))
}

/// `GET /room/{token}`: makes this device the tablet of a room; its address keeps no secret afterwards.
pub(in crate::web) async fn settle(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
) -> Result<Response, Failure> {
    match handover::find_room(&web.app, &secret).await? {
        Some(_) => Ok(with_header(cookies::set(cookies::ROOM, &secret, ROOM_SECONDS), see_other("/room"))),
        None => Err(dead(&web, address)),
    }
}

async fn enter(
    web: &Web,
    address: IpAddr,
    headers: &HeaderMap,
    typed: &Typed,
    kiosk: bool,
) -> Result<Response, Failure> {
    let visitor = cookies::read(headers, cookies::VISITOR).ok_or(Failure::Form)?;
    form::check(&typed.csrf, visitor)?;
    let room = if kiosk { room(web, headers).await? } else { None };
    let language = failure::language(headers);
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let device = Device::from_user_agent(agent);
    // Six digits can be guessed, so a room takes only so many a minute, right or wrong.
    let key = cookies::read(headers, cookies::ROOM).map(token::hash).filter(|_| room.is_some());
    let short = handover::tidy(&typed.code).len() < 12;
    if let Some(key) = key.filter(|_| short)
        && web.limits.room.check_key(&key).is_err()
    {
        return Err(Failure::TooMany);
    }
    match handover::enter(&web.app, &typed.code, room, kiosk, language.tag(), device).await? {
        Some(cookie) => {
            let seconds = if kiosk { KIOSK_SECONDS } else { COOKIE_SECONDS };
            Ok(with_header(cookies::set(cookies::ANSWER, &cookie, seconds), see_other("/answer/begin")))
        }
        None if matches!(dead(web, address), Failure::TooMany) => Err(Failure::TooMany),
        None => {
            let mut response = form_page(web, headers, None, kiosk, true).await?;
            *response.status_mut() = StatusCode::NOT_FOUND;
            Ok(response.into_response())
        }
    }
}

pub(in crate::web) async fn open(
    State(web): State<Web>,
    Client(address): Client,
    headers: HeaderMap,
    Fields(typed): Fields<Typed>,
) -> Result<Response, Failure> {
    enter(&web, address, &headers, &typed, false).await
}

pub(in crate::web) async fn open_kiosk(
    State(web): State<Web>,
    Client(address): Client,
    headers: HeaderMap,
    Fields(typed): Fields<Typed>,
) -> Result<Response, Failure> {
    enter(&web, address, &headers, &typed, true).await
}
