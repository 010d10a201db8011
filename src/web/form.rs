//! Forms: read whole, and only with the token that belongs to the browser.

use axum::RequestExt;
use axum::extract::{FromRequest, Multipart, Request};
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

/// A form with a file beside its fields, as a browser sends it, or without one, as [`Fields`] reads it. A file is given
/// as text; what is no text in it is replaced by U+FFFD.
pub(super) struct Upload(Vec<(String, String)>);

impl Upload {
    /// The value of a field; empty without one.
    pub(super) fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let kind = request.headers().get(CONTENT_TYPE).map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
        if !kind.starts_with(b"multipart/form-data") {
            return Fields::<Vec<(String, String)>>::from_request(request, state).await.map(|fields| Self(fields.0));
        }
        let unfit = |status: StatusCode| {
            if status == StatusCode::PAYLOAD_TOO_LARGE { Failure::TooLarge } else { Failure::Form }
        };
        let mut parts = request.extract::<Multipart, _>().await.map_err(|error| unfit(error.status()))?;
        let mut fields = Vec::new();
        while let Some(part) = parts.next_field().await.map_err(|error| unfit(error.status()))? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|error| unfit(error.status()))?;
            fields.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
        Ok(Self(fields))
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
