//! `POST /language`: another language, for staff, for somebody who is answering, and on the own pages.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::failure::Failure;
use super::super::form::{self, Fields};
use super::super::{Web, cookies};
use super::see_other;
use crate::app::{collect, mine, sign_in};
use crate::view::Language;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Choose {
    csrf: String,
    language: String,
    next: String,
}

pub(in crate::web) async fn choose(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Choose>,
) -> Result<Response, Failure> {
    let language = Language::lookup(&form.language).ok_or(Failure::Form)?;
    let staff = cookies::read(&headers, cookies::STAFF).filter(|cookie| form::check(&form.csrf, cookie).is_ok());
    let answer = cookies::read(&headers, cookies::ANSWER).filter(|cookie| form::check(&form.csrf, cookie).is_ok());
    let own = cookies::read(&headers, cookies::MINE).filter(|cookie| form::check(&form.csrf, cookie).is_ok());
    if let Some(cookie) = staff {
        if let Some(who) = sign_in::who(&web.app, cookie).await? {
            sign_in::set_language(&web.app, who.account.id, language.for_staff().tag()).await?;
        }
    } else if let Some(cookie) = answer {
        collect::set_language(&web.app, cookie, language.tag()).await?;
    } else if let Some(cookie) = own {
        mine::set_language(&web.app, cookie, language.tag()).await?;
    } else {
        return Err(Failure::Form);
    }
    Ok(see_other(form::local_path(&form.next)))
}
