//! Whatever went wrong, said once. A handler returns a [`Failure`]; one layer turns it into a page,
//! with a correlation id that stands in the log beside the cause.

use std::fmt::Write;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use data_encoding::HEXLOWER;

use super::{Web, cookies, display};
use crate::app::AppError;
use crate::store::StoreError;
use crate::view::pages::error;
use crate::view::{Chrome, Display, Language, ViewError};

/// Why a request got no page of its own.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is nothing here, or nothing of yours.
    NotFound,
    /// The link opens nothing; which of the reasons is nobody's business.
    Gone,
    /// Not allowed.
    Forbidden,
    /// The figures would be the own results of fewer than three clinicians.
    Withheld,
    /// The form was not made here, or is too old.
    Form,
    /// The form holds more than is read.
    TooLarge,
    /// Too often.
    TooMany,
    /// Nobody is signed in; after signing in, back to this path.
    SignIn(String),
    /// Something of ours failed.
    Broken(String),
    /// There is no room left to store anything.
    Full(String),
    /// More comes in than can be stored just now.
    Busy,
    /// What was sent cannot be stored as it is.
    Unfit,
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Store(StoreError::Full(_)) | AppError::Full => Self::Full(error.to_string()),
            AppError::Busy => Self::Busy,
            AppError::Withheld => Self::Withheld,
            other => Self::Broken(other.to_string()),
        }
    }
}

impl From<ViewError> for Failure {
    fn from(error: ViewError) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<crate::view::text::TextError> for Failure {
    fn from(error: crate::view::text::TextError) -> Self {
        Self::Broken(error.to_string())
    }
}

/// What the layer below needs to write the page; travels in the response's extensions.
#[derive(Clone)]
struct Pending {
    cause: Option<String>,
    about: About,
}

/// What a page speaks of, where the status alone does not say it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum About {
    #[default]
    Status,
    Gone,
    Withheld,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, cause) = match self {
            Self::NotFound | Self::Gone => (StatusCode::NOT_FOUND, None),
            Self::Forbidden | Self::Withheld | Self::Form => (StatusCode::FORBIDDEN, None),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, None),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, None),
            Self::Broken(ref cause) => (StatusCode::INTERNAL_SERVER_ERROR, Some(cause.clone())),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, None),
            Self::Unfit => (StatusCode::UNPROCESSABLE_ENTITY, None),
            Self::Full(ref cause) => (StatusCode::INSUFFICIENT_STORAGE, Some(cause.clone())),
            Self::SignIn(ref next) => {
                let target = format!("/sign-in?next={}", escape(next));
                let location = HeaderValue::from_str(&target).unwrap_or(HeaderValue::from_static("/sign-in"));
                return (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
            }
        };
        let mut response = status.into_response();
        let wait = match self {
            Self::TooMany => Some("60"),
            Self::Busy => Some("2"),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        let about = match self {
            Self::Gone => About::Gone,
            Self::Withheld => About::Withheld,
            _ => About::Status,
        };
        response.extensions_mut().insert(Pending { cause, about });
        response
    }
}

/// Percent-escapes what may not stand in a query value.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

/// The language a browser asks for: chosen on a page of ours before, or else as its settings say.
pub(super) fn language(headers: &HeaderMap) -> Language {
    if let Some(chosen) = cookies::read(headers, cookies::LANGUAGE).and_then(Language::lookup) {
        return chosen;
    }
    headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map_or(Language::Nb, Language::from_header)
}

/// What a program is told that something failed with (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// A failure as a program reads it.
pub(super) fn problem(status: StatusCode, title: &str, detail: &str) -> Response {
    let body = serde_json::json!({ "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(header::CONTENT_TYPE, PROBLEM)], body.to_string()).into_response()
}

/// The words of a failure's page, for a program.
fn said(web: &Web, language: Language, status: StatusCode, about: About, response: &Response) -> Response {
    let text = web.text(language);
    let number = status.as_u16();
    let own = format!("failure-title-{number}");
    let (title, lead) = if about == About::Gone {
        ("gone-title".to_owned(), "gone-lead".to_owned())
    } else if about == About::Withheld {
        ("failure-title-withheld".to_owned(), "failure-lead-withheld".to_owned())
    } else if text.knows(&own) {
        (own, format!("failure-lead-{number}"))
    } else {
        ("failure-title".to_owned(), "failure-lead".to_owned())
    };
    let words = |id: &str| text.message(id, &[]).unwrap_or_default();
    let mut answer = problem(status, &words(&title), &words(&lead));
    if let Some(after) = response.headers().get(header::RETRY_AFTER) {
        answer.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    answer
}

/// Writes the page of every failure, also of those the framework itself answers with (a wrong method,
/// a body that is too large).
pub(super) async fn render(State(web): State<Web>, request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let path = request.uri().path().to_owned();
    // No form to change it: the page of a failure is the same whatever was asked for.
    let look = Display { token: String::new(), ..display::of(&web, request.headers()) };
    let is_program = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let response = next.run(request).await;
    let status = response.status();
    let pending = response.extensions().get::<Pending>().cloned();
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_page = kind.starts_with(b"text/html") || kind.starts_with(PROBLEM.as_bytes());
    let bare = path == "/readyz" || path == "/healthz";
    if is_page || bare || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let correlation = HEXLOWER.encode(&web.app.ambient.bytes::<6>());
    if let Some(cause) = pending.as_ref().and_then(|pending| pending.cause.as_deref()) {
        tracing::error!(correlation, cause, "a request failed");
    }
    let for_answers = path.starts_with("/answer") || path.starts_with("/mine");
    let about = pending.map_or(About::Status, |pending| pending.about);
    if is_program {
        return said(&web, language, status, about, &response);
    }
    let chrome = Chrome { language, demo: web.demo, path, display: Some(look), ..Chrome::default() };
    let gone = about == About::Gone;
    let page = if gone {
        web.renderer.render(&crate::view::pages::patient::Gone {}, &chrome)
    } else {
        let page = error::Failure {
            status: status.as_u16(),
            correlation: status.is_server_error().then_some(correlation),
            retry_after: (status == StatusCode::TOO_MANY_REQUESTS).then_some(60),
            home: String::new(),
            withheld: about == About::Withheld,
        };
        web.renderer.render(&page, &chrome)
    };
    let mut answer = match page {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "the page of a failure could not be made");
            status.into_response()
        }
    };
    if gone && for_answers {
        // A form that is over leaves nothing on the device.
        let everything = HeaderValue::from_static("\"cache\", \"storage\"");
        answer.headers_mut().insert("clear-site-data", everything);
    }
    if let Some(after) = response.headers().get(header::RETRY_AFTER) {
        answer.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    answer
}
