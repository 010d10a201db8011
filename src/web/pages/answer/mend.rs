//! After sending, from the same browser and while the request's window is open: `POST /answer/correct` opens
//! the form again, `/answer/withdraw` takes the answers back.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::super::{Web, cookies, display};
use super::super::link::{Confirm, forget};
use super::super::{page, see_other, with_header};
use super::question::cookie;
use crate::app::collect;
use crate::auth::token;
use crate::view::pages::patient::{Withdraw, Withdrawn};
use crate::view::{Chrome, Language};

pub(in crate::web) async fn correct(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Confirm>,
) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    form::check(&form.csrf, &cookie)?;
    match collect::correct(&web.app, &cookie).await? {
        Some(()) => Ok(see_other("/answer/review")),
        None => Err(Failure::Gone),
    }
}

/// What surrounds the page: the language of the receipt.
async fn chrome(web: &Web, headers: &HeaderMap, cookie: &str) -> Result<Chrome, Failure> {
    let receipt = collect::find_receipt(&web.app, cookie).await?.ok_or(Failure::Gone)?;
    if receipt.mend_until.is_none() {
        return Err(Failure::Gone);
    }
    Ok(Chrome {
        language: Language::lookup(&receipt.language).unwrap_or_default(),
        csrf: token::form_token(cookie),
        path: "/answer/withdraw".to_owned(),
        demo: web.demo,
        display: Some(display::of(web, headers)),
        ..Chrome::default()
    })
}

pub(in crate::web) async fn ask(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    page(&web, &Withdraw {}, &chrome(&web, &headers, &cookie).await?)
}

pub(in crate::web) async fn withdraw(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Confirm>,
) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    form::check(&form.csrf, &cookie)?;
    let chrome = Chrome { csrf: String::new(), ..chrome(&web, &headers, &cookie).await? };
    let stored_at = collect::withdraw(&web.app, &cookie).await?.ok_or(Failure::Gone)?;
    let response = page(&web, &Withdrawn { stored_at }, &chrome)?;
    Ok(with_header(cookies::remove(cookies::ANSWER), with_header(forget(), response)))
}
