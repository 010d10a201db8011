//! `GET /answer/sent`: the receipt, for the browser that sent the answers and nobody else.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::super::failure::Failure;
use super::super::super::{Web, cookies, display};
use super::super::link::{forget, moment};
use super::super::{page, with_header};
use super::question::cookie;
use super::{AGAIN_SECONDS, back_to_work, idle, is_staff};
use crate::app::collect;
use crate::domain::care::Mode;
use crate::view::pages::patient::Receipt;
use crate::view::text::Arg;
use crate::view::{Chrome, Language};

/// How long the receipt can be shown again, in seconds: a reload, not the next person's browsing.
const AGAIN: u32 = 600;

pub(in crate::web) async fn show(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    let receipt = collect::find_receipt(&web.app, &cookie).await?.ok_or(Failure::Gone)?;
    if is_staff(receipt.mode) {
        return Ok(back_to_work(receipt.episode, "entered"));
    }
    let kiosk = receipt.mode == Mode::Room && cookies::read(&headers, cookies::ROOM).is_some();
    let entry = (receipt.mode == Mode::Room).then(|| if kiosk { "kiosk" } else { "handed" }.to_owned());
    let language = Language::lookup(&receipt.language).unwrap_or_default();
    let text = web.text(language);
    let mut lines = Vec::new();
    for words in receipt.own_words {
        lines.push(text.message("receipt-own-words", &[("words", Arg::from(words))])?);
    }
    let body = Receipt {
        stored_at: receipt.stored_at,
        moment: moment(receipt.moment, receipt.respondent),
        lines,
        lines_language: language.tag().to_owned(),
    };
    // No way back into anything from here, so no form token either.
    let chrome = Chrome { language, demo: web.demo, path: "/answer/sent".to_owned(), entry, ..Chrome::default() };
    let chrome = Chrome { display: display::of(&web, &headers), ..chrome };
    let response = page(&web, &body, &chrome)?;
    // On a device that goes on to somebody else, the receipt is shown once.
    if receipt.mode == Mode::Room {
        let response = with_header(cookies::remove(cookies::ANSWER), with_header(forget(), response));
        return Ok(if kiosk { with_header(idle("/room", AGAIN_SECONDS), response) } else { response });
    }
    Ok(with_header(cookies::set(cookies::ANSWER, &cookie, AGAIN), with_header(forget(), response)))
}
