//! The cookies. All are bound to this host, unreadable for scripts, and sent over TLS only
//! (browsers make an exception for localhost).

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};

/// A signed-in member of staff.
pub(super) const STAFF: &str = "__Host-lytt";
/// A browser that is answering.
pub(super) const ANSWER: &str = "__Host-lytt-answer";
/// The language chosen before signing in.
pub(super) const LANGUAGE: &str = "__Host-lytt-language";
/// Between password and code: the signed note that the password was right.
pub(super) const STEP: &str = "__Host-lytt-step";
/// A browser that is about to sign in: its form token hangs on this.
pub(super) const VISITOR: &str = "__Host-lytt-visitor";
/// A tablet in a waiting room: the secret of its address.
pub(super) const ROOM: &str = "__Host-lytt-room";
/// A browser on the patient's own pages, or on its way there.
pub(super) const MINE: &str = "__Host-mine";
/// How the pages look to somebody who answers: the size of the text, and `c` for more contrast.
pub(super) const DISPLAY: &str = "__Host-lytt-display";

/// The value of a cookie.
pub(super) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The header that sets a cookie for so many seconds.
pub(super) fn set(name: &str, value: &str, seconds: u32) -> (axum::http::HeaderName, HeaderValue) {
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    (SET_COOKIE, HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("")))
}

/// The header that removes a cookie.
pub(super) fn remove(name: &str) -> (axum::http::HeaderName, HeaderValue) {
    set(name, "", 0)
}
