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
use chrono::TimeDelta;

use crate::app::collect::{self, OwnResult};
use crate::auth::token;
use crate::catalogue::Definition;
use crate::domain::care::Mode;
use crate::domain::change::Direction;
use crate::domain::instrument::Scale;
use crate::view::pages::patient::Receipt;
use crate::view::text::{Arg, Text};
use crate::view::{Chrome, Language, format};

/// How long the receipt shows what was answered, in seconds: a reload, not the next person's browsing.
const AGAIN: u32 = 600;

/// What a scale is about, in our own words.
pub(super) fn topic(definition: &Definition, scale: &Scale, language: Language) -> String {
    let words = definition.feedback_in(language.tag()).and_then(|words| words.scales.get(&scale.id));
    words.cloned().unwrap_or_else(|| definition.instrument.measures.clone())
}

/// What one's own answers yield, in a plain sentence: the number, where it lies, and what a higher one means.
/// No word that judges.
fn plain(own: &OwnResult, language: Language, text: &Text) -> Result<String, Failure> {
    let topic = Arg::Text(topic(own.definition, own.scale, language));
    let Some(value) = own.value else { return Ok(text.message("own-none", &[("topic", topic)])?) };
    let number = |value: f64| Arg::Text(format::number(value, language));
    let (low, high) = own.scale.range;
    let values = [("topic", topic), ("value", number(value)), ("low", number(low)), ("high", number(high))];
    let meaning = match own.scale.direction {
        Direction::HigherIsWorse => "own-up-worse",
        Direction::HigherIsBetter => "own-up-better",
    };
    Ok(format!("{} {}", text.message("own-value", &values)?, text.message(meaning, &[])?))
}

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
    let (mut lines, mut results) = (Vec::new(), Vec::new());
    let now = web.app.ambient.now();
    let fresh = now < receipt.stored_at + TimeDelta::seconds(AGAIN.into());
    if fresh {
        for words in receipt.own_words {
            lines.push(text.message("receipt-own-words", &[("words", Arg::from(words))])?);
        }
        for own in &receipt.own_results {
            results.push(plain(own, language, text)?);
        }
    }
    let own_device = receipt.mode == Mode::Link;
    let mend_until = receipt.mend_until.filter(|_| own_device);
    let body = Receipt {
        stored_at: receipt.stored_at,
        moment: moment(receipt.moment, receipt.respondent),
        lines,
        lines_language: language.tag().to_owned(),
        results,
        over_time: receipt.over_time && own_device,
        mend_until,
    };
    // Where there is nothing more to do from here there is no form token either.
    let csrf = if mend_until.is_some() { token::form_token(&cookie) } else { String::new() };
    let chrome = Chrome { csrf, language, demo: web.demo, path: "/answer/sent".to_owned(), entry, ..Chrome::default() };
    let chrome = Chrome { display: Some(display::of(&web, &headers)), ..chrome };
    let response = page(&web, &body, &chrome)?;
    // On a device that goes on to somebody else, the receipt is shown once.
    if receipt.mode == Mode::Room {
        let response = with_header(cookies::remove(cookies::ANSWER), with_header(forget(), response));
        return Ok(if kiosk { with_header(idle("/room", AGAIN_SECONDS), response) } else { response });
    }
    // As long as the answers can be mended, at most a day; else for a reload.
    let left = mend_until.map_or(0, |until| (until - now).num_seconds().clamp(0, 86_400));
    let seconds = u32::try_from(left).unwrap_or(AGAIN).max(AGAIN);
    Ok(with_header(cookies::set(cookies::ANSWER, &cookie, seconds), with_header(forget(), response)))
}
