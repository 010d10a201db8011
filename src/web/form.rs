//! Forms: read whole, and only with the token that belongs to the browser.

use axum::RequestExt;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::failure::Failure;
use crate::auth::token;

/// A form as it was sent; fields that are not asked for are refused.
pub(super) struct Fields<T>(pub(super) T);

impl<S, T> FromRequest<S> for Fields<T>
where
    S: Send + Sync,
    T: DeserializeOwned + 'static,
{
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        let is_form = request
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        if !is_form {
            return Err(Failure::Form);
        }
        let form = request.extract::<axum::Form<T>, _>().await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { Failure::TooLarge } else { Failure::Form }
        })?;
        Ok(Self(form.0))
    }
}

/// Refuses a form that was not made for the browser with this cookie (or link).
pub(super) fn check(csrf: &str, secret: &str) -> Result<(), Failure> {
    if token::same(csrf, &token::form_token(secret)) { Ok(()) } else { Err(Failure::Form) }
}

/// A path on this server to go on to; anything else becomes `/`. Control characters are refused since
/// browsers drop a tab, which would turn `/<TAB>/elsewhere` into another site.
pub(super) fn local_path(next: &str) -> &str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.chars().any(|letter| letter == '\\' || letter.is_control());
    if local { next } else { "/" }
}
