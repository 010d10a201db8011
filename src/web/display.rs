//! How the pages look to somebody who answers: larger text, more contrast. It says nothing about anybody, and
//! stays in a cookie of this host.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use data_encoding::HEXLOWER;
use serde::Deserialize;

use super::failure::Failure;
use super::form::{self, Fields};
use super::pages::{see_other, with_header};
use super::{Web, cookies};
use crate::auth::token;
use crate::view::Display;

/// How long a choice stays, in seconds: a year.
const SECONDS: u32 = 31_536_000;

/// What the form's token hangs on. A choice of looks belongs to no sign-in and to no link, so the token is the
/// server's own; that the form comes from our pages is held by the origin check as everywhere.
fn secret(web: &Web) -> String {
    HEXLOWER.encode(&*web.app.master().derive("display forms"))
}

fn chosen(headers: &HeaderMap) -> (u8, bool) {
    let text = cookies::read(headers, cookies::DISPLAY).unwrap_or_default();
    let size = match text.as_bytes().first() {
        Some(b'1') => 1,
        Some(b'2') => 2,
        _ => 0,
    };
    (size, text.ends_with('c'))
}

/// What this browser has chosen, with the form to choose again.
pub(super) fn of(web: &Web, headers: &HeaderMap) -> Display {
    let (size, contrast) = chosen(headers);
    Display { size, contrast, token: token::form_token(&secret(web)) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choose {
    csrf: String,
    set: String,
    next: String,
}

/// `POST /display`.
pub(super) async fn choose(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Choose>,
) -> Result<Response, Failure> {
    form::check(&form.csrf, &secret(&web))?;
    let (size, contrast) = chosen(&headers);
    let (size, contrast) = match form.set.as_str() {
        "size-0" => (0, contrast),
        "size-1" => (1, contrast),
        "size-2" => (2, contrast),
        "contrast" => (size, true),
        "usual" => (size, false),
        _ => return Err(Failure::Form),
    };
    let value = format!("{size}{}", if contrast { "c" } else { "" });
    let back = see_other(form::local_path(&form.next));
    Ok(with_header(cookies::set(cookies::DISPLAY, &value, SECONDS), back))
}
