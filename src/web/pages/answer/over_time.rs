//! `/answer/over-time`: one's own answers over time, and what came of them, once one has said who one is.
//! Nothing of it is kept by the browser, and the address opens nothing by itself.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::super::{Web, display};
use super::super::{mend, page};
use super::question::cookie;
use super::sent::topic;
use crate::app::collect::{self, Confirmed};
use crate::app::mine::Trace;
use crate::auth::token;
use crate::domain::change::Direction;
use crate::domain::local_time;
use crate::view::chart::line;
use crate::view::pages::patient::{LookBack, Opening, OverTime, SharedNote, TracePoint};
use crate::view::text::{Arg, Text};
use crate::view::{Chrome, Language, format};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Born {
    csrf: String,
    birth_date: String,
}

async fn chrome(web: &Web, headers: &HeaderMap, cookie: &str) -> Result<Chrome, Failure> {
    let receipt = collect::find_receipt(&web.app, cookie).await?.ok_or(Failure::Gone)?;
    Ok(Chrome {
        language: Language::lookup(&receipt.language).unwrap_or_default(),
        csrf: token::form_token(cookie),
        path: "/answer/over-time".to_owned(),
        demo: web.demo,
        display: Some(display::of(web, headers)),
        ..Chrome::default()
    })
}

pub(in crate::web) async fn ask(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    let chrome = chrome(&web, &headers, &cookie).await?;
    let body = match collect::over_time(&web.app, &cookie, None).await?.ok_or(Failure::Gone)? {
        Confirmed::Closed => OverTime::Closed,
        Confirmed::No | Confirmed::Yes(_) => OverTime::Ask { wrong: false },
    };
    page(&web, &LookBack { body }, &chrome)
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Born>,
) -> Result<Response, Failure> {
    let cookie = cookie(&headers)?;
    form::check(&form.csrf, &cookie)?;
    let chrome = chrome(&web, &headers, &cookie).await?;
    // What is no day at all is no try.
    let Some(born) = format::read_day(&form.birth_date).and_then(|day| day.parse().ok()) else {
        return mend(&web, &LookBack { body: OverTime::Ask { wrong: true } }, &chrome);
    };
    let text = web.text(chrome.language);
    match collect::over_time(&web.app, &cookie, Some(born)).await?.ok_or(Failure::Gone)? {
        Confirmed::Closed => mend(&web, &LookBack { body: OverTime::Closed }, &chrome),
        Confirmed::No => mend(&web, &LookBack { body: OverTime::Ask { wrong: true } }, &chrome),
        Confirmed::Yes(seen) => {
            let mut traces = Vec::new();
            for trace in &seen.traces {
                traces.push(drawn(trace, chrome.language, text)?);
            }
            let opened = seen.opened.into_iter().map(|(on, by)| Opening { on, by }).collect();
            let shared = seen.shared.into_iter().map(|(at, text, change)| SharedNote { at, text, change }).collect();
            page(
                &web,
                &LookBack { body: OverTime::Shown { traces, shared, talked_about: seen.talked_about, opened } },
                &chrome,
            )
        }
    }
}

/// A trace with its picture and its sentence.
pub(in crate::web::pages) fn drawn(
    trace: &Trace,
    language: Language,
    text: &Text,
) -> Result<crate::view::pages::patient::Trace, Failure> {
    let topic = topic(trace.definition, trace.scale, language);
    let day = |at| local_time::day_of(chrono_tz::Europe::Oslo, at);
    let number = |value: f64| Arg::Text(format::number(value, language));
    let (first, now) = match (trace.points.first(), trace.points.last()) {
        (Some((_, first)), Some((_, now))) => (*first, *now),
        _ => (0.0, 0.0),
    };
    let moved = match (trace.points.len(), now.total_cmp(&first)) {
        (0 | 1, _) => "over-once",
        (_, std::cmp::Ordering::Less) => "over-lower",
        (_, std::cmp::Ordering::Greater) => "over-higher",
        (_, std::cmp::Ordering::Equal) => "over-same",
    };
    let values = [("topic", Arg::Text(topic.clone())), ("now", number(now)), ("first", number(first))];
    let meaning = match trace.scale.direction {
        Direction::HigherIsWorse => "own-up-worse",
        Direction::HigherIsBetter => "own-up-better",
    };
    let sentence = format!("{} {}", text.message(moved, &values)?, text.message(meaning, &[])?);
    let days: Vec<_> = trace.points.iter().map(|(at, value)| (day(*at), *value)).collect();
    let id = format!("trace-{}", trace.definition.instrument.id);
    Ok(crate::view::pages::patient::Trace {
        svg: line::draw(&id, &days, trace.scale.range, (&topic, &sentence), language),
        points: days.into_iter().map(|(on, value)| TracePoint { on, value }).collect(),
        topic,
        sentence,
    })
}
