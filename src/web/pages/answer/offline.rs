//! What a phone keeps while a form is open, for when the line is gone: the whole form as data, and the page
//! that shows it. `GET /answer/sheet` and `GET /answer/offline` change nothing.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::page;
use super::Answering;
use super::question::{Place, build, item_name};
use crate::app::collect::{Sheet, Step};
use crate::auth::token;
use crate::domain::instrument::{Answer, Branch, ItemKind};
use crate::view::pages::patient::Offline;
use crate::view::text::{Arg, Text};
use crate::view::{Chrome, Display, Language, format};

/// The longest time left that is said in words, in minutes.
const LONGEST: u32 = 60;

/// The texts that stand around the questions.
const TEXTS: [&str; 28] = [
    "review-title",
    "review-lead",
    "review-change",
    "review-answer",
    "given-declined",
    "given-unanswered",
    "send",
    "previous",
    "next",
    "item-declined",
    "kept",
    "saved",
    "offline-lead",
    "offline-back",
    "offline-wait-title",
    "offline-wait",
    "offline-retry",
    "offline-sending",
    "offline-sent-title",
    "offline-sent",
    "offline-refused",
    "offline-empty",
    "answer-error-missing",
    "answer-error-too-long",
    "answer-error-invalid",
    "answer-error-number",
    "answer-error-day",
    "offline-none",
];

/// A form as a phone keeps it.
#[derive(Serialize)]
struct Form {
    id: String,
    language: &'static str,
    csrf: String,
    /// The key of a sending.
    key: String,
    /// Answers that were sent are being corrected.
    correcting: bool,
    texts: BTreeMap<&'static str, String>,
    /// What is said of so many minutes left, from none.
    minutes: Vec<String>,
    questions: Vec<Kept>,
    /// The answers the service has, as they are typed; nothing for a no.
    answers: BTreeMap<String, Option<String>>,
}

/// One question of it, whether it applies or not.
#[derive(Serialize)]
struct Kept {
    name: String,
    instrument: String,
    item: String,
    kind: &'static str,
    required: bool,
    may_decline: bool,
    /// Its share of the time, in minutes.
    minutes: f64,
    only_if: Option<Branch>,
    from: Option<f64>,
    to: Option<f64>,
    whole: bool,
    max_chars: Option<u32>,
    html: String,
}

pub(in crate::web) async fn page_kept(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    // Without a line there is no other language to be had, so no form token either.
    let chrome = Chrome { csrf: String::new(), ..answering.chrome(&web, String::new()) };
    let display = chrome.display.clone().map(|display| Display { token: String::new(), ..display });
    let chrome = Chrome { display, ..chrome };
    page(&web, &Offline {}, &chrome)
}

pub(in crate::web) async fn sheet(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    let sheet = &answering.sheet;
    let language = answering.language();
    let text = web.text(language);
    let chrome = answering.chrome(&web, "/answer".to_owned());
    let key = sheet.key(&answering.cookie);
    let mut questions = Vec::new();
    for definition in &sheet.definitions {
        let items = &definition.instrument.items;
        let share =
            sheet.pace() * definition.instrument.minutes / f64::from(u32::try_from(items.len().max(1)).unwrap_or(1));
        for (index, item) in items.iter().enumerate() {
            let step = Step { definition, item };
            let not_watched = index == 0 && !definition.instrument.risks.is_empty();
            // The script puts the numbers in: which questions apply is known only as they are answered.
            let place = Place { number: 2, of: 2, minutes_left: 0, not_watched };
            let Some(question) = build(sheet, &key, &step, &place) else { continue };
            let html = web.renderer.render_block(&question, &chrome, "main")?;
            questions.push(kept(&step, share, html));
        }
    }
    let form = Form {
        id: sheet.kept.clone(),
        language: language.tag(),
        csrf: token::form_token(&answering.cookie),
        key: key.clone(),
        correcting: sheet.correcting,
        texts: texts(text)?,
        minutes: minutes(text)?,
        questions,
        answers: answers(sheet, language),
    };
    Ok(Json(form).into_response())
}

fn kept(step: &Step, minutes: f64, html: String) -> Kept {
    let item = step.item;
    let (kind, from, to, whole, max_chars) = match &item.kind {
        ItemKind::Choice { .. } => ("choice", None, None, false, None),
        ItemKind::Scale { .. } => ("scale", None, None, false, None),
        ItemKind::Analogue { from, to, .. } => ("number", Some(*from), Some(*to), false, None),
        ItemKind::Number { from, to, decimals } => ("number", Some(*from), Some(*to), *decimals == 0, None),
        ItemKind::Text { max_chars } => ("text", None, None, false, Some(*max_chars)),
        ItemKind::Date => ("date", None, None, false, None),
        ItemKind::Display => ("display", None, None, false, None),
    };
    Kept {
        name: item_name(step),
        instrument: step.definition.instrument.id.clone(),
        item: item.id.clone(),
        kind,
        required: item.required && item.is_answered(),
        may_decline: item.may_decline && item.is_answered(),
        minutes,
        only_if: item.only_if.clone(),
        from,
        to,
        whole,
        max_chars,
        html,
    }
}

fn texts(text: &Text) -> Result<BTreeMap<&'static str, String>, Failure> {
    let mut all = BTreeMap::new();
    for id in TEXTS {
        all.insert(id, text.message(id, &[])?);
    }
    // Numbers come in later, where these stand.
    let places = [("number", Arg::Text("{number}".to_owned())), ("of", Arg::Text("{of}".to_owned()))];
    for id in ["question-title", "question-progress"] {
        all.insert(id, text.message(id, &places)?);
    }
    Ok(all)
}

fn minutes(text: &Text) -> Result<Vec<String>, Failure> {
    let mut all = vec![text.message("question-under-a-minute", &[])?];
    for minutes in 1..=LONGEST {
        all.push(text.message("question-minutes-left", &[("minutes", Arg::from(minutes))])?);
    }
    Ok(all)
}

fn answers(sheet: &Sheet, language: Language) -> BTreeMap<String, Option<String>> {
    let mut all = BTreeMap::new();
    for definition in &sheet.definitions {
        let Some(given) = sheet.answers.get(&definition.instrument.id) else { continue };
        for item in &definition.instrument.items {
            let typed = match given.lookup(&item.id) {
                None => continue,
                Some(Answer::Declined) => None,
                Some(Answer::Text(text)) => Some(text.clone()),
                // A choice goes by its number, a typed number as it was typed.
                Some(Answer::Value(value)) => Some(match item.kind {
                    ItemKind::Number { .. } | ItemKind::Analogue { .. } => format::typed(*value, language),
                    _ => value.to_string(),
                }),
            };
            all.insert(item_name(&Step { definition, item }), typed);
        }
    }
    all
}
