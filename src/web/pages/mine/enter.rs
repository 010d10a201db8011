//! `/mine/{token}` asks for the date of birth and tells nothing; `/mine/code` asks for the code.

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::super::client::Client;
use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::super::{Web, cookies};
use super::super::link::{Choice, Confirm, dead, forget};
use super::super::{mend, page, see_other, with_header};
use super::chrome;
use crate::app::mine::{self, Born, Coded};
use crate::store::mine::CodeWay;
use crate::view::pages::patient::{OwnCode, OwnDoor};
use crate::view::{Chrome, Language, format};

/// How long the browser keeps the cookie, in seconds: the server lets it be in no longer.
fn cookie_seconds() -> u32 {
    u32::try_from(mine::LIFETIME.num_seconds()).unwrap_or(0)
}

fn door_chrome(web: &Web, headers: &HeaderMap, secret: &str, language: Language) -> Chrome {
    let path = format!("/mine/{secret}");
    let chrome = chrome(web, headers, secret, language, &path);
    Chrome { language_link: Some(format!("{path}?lang=")), ..chrome }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(usual) = mine::look_at_link(&web.app, &secret).await? else { return Err(dead(&web, address)) };
    let body = OwnDoor { action: format!("/mine/{secret}"), wrong: false };
    page(&web, &body, &door_chrome(&web, &headers, &secret, choice.language(&usual)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct BornForm {
    csrf: String,
    lang: String,
    birth_date: String,
}

pub(in crate::web) async fn born(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Fields(form): Fields<BornForm>,
) -> Result<Response, Failure> {
    form::check(&form.csrf, &secret)?;
    let language = Language::lookup(&form.lang).unwrap_or_default();
    let again = || {
        let body = OwnDoor { action: format!("/mine/{secret}"), wrong: true };
        mend(&web, &body, &door_chrome(&web, &headers, &secret, language))
    };
    // What is no day at all is no try; but a link that leads nowhere says so.
    let Some(born) = format::read_day(&form.birth_date).and_then(|day| day.parse().ok()) else {
        return match mine::look_at_link(&web.app, &secret).await? {
            Some(_) => again(),
            None => Err(dead(&web, address)),
        };
    };
    match mine::say_born(&web.app, &secret, born, language.tag()).await? {
        None => Err(dead(&web, address)),
        Some(Born::Wrong) => again(),
        Some(Born::Right(cookie)) => {
            Ok(with_header(cookies::set(cookies::MINE, &cookie, cookie_seconds()), see_other("/mine/code")))
        }
    }
}

/// What is asked of this browser, with the chrome around it.
async fn asked(web: &Web, headers: &HeaderMap, cookie: &str) -> Result<(OwnCode, Chrome), Failure> {
    let asking = mine::asking(&web.app, cookie).await?.ok_or(Failure::Gone)?;
    let language = Language::lookup(&asking.language).unwrap_or_default();
    let way = if asking.way == CodeWay::Room { "room" } else { asking.way.code() };
    let body = OwnCode { way: way.to_owned(), works: asking.works, wrong: false, inside: asking.inside };
    Ok((body, chrome(web, headers, cookie, language, "/mine/code")))
}

pub(in crate::web) async fn code(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let cookie = cookies::read(&headers, cookies::MINE).ok_or(Failure::Gone)?;
    let (body, chrome) = asked(&web, &headers, cookie).await?;
    page(&web, &body, &chrome)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct CodeForm {
    csrf: String,
    code: String,
}

pub(in crate::web) async fn say(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(typed): Fields<CodeForm>,
) -> Result<Response, Failure> {
    let cookie = cookies::read(&headers, cookies::MINE).ok_or(Failure::Form)?;
    form::check(&typed.csrf, cookie)?;
    match mine::say_code(&web.app, cookie, &typed.code).await?.ok_or(Failure::Gone)? {
        Coded::In(cookie, inside) => {
            let on = if inside { "/mine/export" } else { "/mine" };
            Ok(with_header(cookies::set(cookies::MINE, &cookie, cookie_seconds()), see_other(on)))
        }
        Coded::Wrong | Coded::Spent => {
            let (body, chrome) = asked(&web, &headers, cookie).await?;
            mend(&web, &OwnCode { wrong: true, ..body }, &chrome)
        }
    }
}

pub(in crate::web) async fn again(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Confirm>,
) -> Result<Response, Failure> {
    let cookie = cookies::read(&headers, cookies::MINE).ok_or(Failure::Form)?;
    form::check(&form.csrf, cookie)?;
    mine::ask_again(&web.app, cookie).await?.ok_or(Failure::Gone)?;
    Ok(see_other("/mine/code"))
}

/// `GET /mine/leave`: out at once, and the browser forgets what it kept. A plain link, so that one press is enough with
/// no script; a stranger's page that sends somebody here puts them out, and no more.
pub(in crate::web) async fn leave(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    if let Some(cookie) = cookies::read(&headers, cookies::MINE) {
        mine::leave(&web.app, cookie).await?;
    }
    let away = super::super::link::away();
    Ok(with_header(cookies::remove(cookies::MINE), with_header(forget(), away)))
}
