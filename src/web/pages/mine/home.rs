//! `GET /mine`: everything at a glance. `GET /mine/opened`: the whole log of who opened what.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::answer::over_time::drawn;
use super::super::page;
use super::{Inside, named, summary};
use crate::app::mine::{self, Opened};
use crate::store::message::Message;
use crate::view::pages::patient::{AskedNow, Mine, NextSession, OpenedOn, OwnLog, SentMessage, SharedNote};

/// How many lines of the log stand on the first page.
const FIRST: usize = 10;

/// How many messages stand on the first page; all of them are in the file to take along.
const MESSAGES: usize = 20;

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

pub(super) fn opened_on(opened: Opened) -> OpenedOn {
    let what = opened.what.into_iter().map(str::to_owned).collect();
    OpenedOn { on: opened.on, by: opened.by, what }
}

pub(super) fn sent(message: &Message) -> SentMessage {
    SentMessage {
        kind: message.kind.code().to_owned(),
        channel: message.channel.code().to_owned(),
        state: message.state.code().to_owned(),
        at: message.created_at,
    }
}

pub(super) fn shared_note((at, text, change): (chrono::DateTime<chrono::Utc>, String, String)) -> SharedNote {
    SharedNote { at, text, change }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Query(came): Query<Came>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let inside = Inside::read(&web, &headers).await?;
    let seen = mine::read(&web.app, &inside.session).await?.ok_or(Failure::Gone)?;
    let language = inside.language();
    let text = web.text(language);
    let mut traces = Vec::new();
    for trace in &seen.traces {
        traces.push(drawn(trace, language, text)?);
    }
    let more_opened = seen.opened.len() > FIRST || seen.opened_next.is_some();
    let body = Mine {
        name: seen.name,
        done: came
            .done
            .filter(|done| ["withdrawn", "corrected", "summary", "summary-changed"].contains(&done.as_str())),
        next: seen
            .next
            .map(|session| NextSession { starts_at: session.starts_at, mode: session.mode.code().to_owned() }),
        asked: seen
            .asked
            .iter()
            .map(|request| AskedNow { moment: request.moment.code().to_owned(), closes_at: request.closes_at })
            .collect(),
        traces,
        summaries: seen.summaries.into_iter().map(|one| summary::own(one, text)).collect(),
        forms: seen.forms.iter().map(named).collect(),
        shared: seen.shared.into_iter().map(shared_note).collect(),
        opened: seen.opened.into_iter().take(FIRST).map(opened_on).collect(),
        more_opened,
        messages: seen.messages.iter().take(MESSAGES).map(sent).collect(),
    };
    page(&web, &body, &inside.chrome(&web, &headers, "/mine"))
}

#[derive(Deserialize)]
pub(in crate::web) struct From {
    before: Option<i64>,
}

pub(in crate::web) async fn opened(
    State(web): State<Web>,
    Query(from): Query<From>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let inside = Inside::read(&web, &headers).await?;
    let (opened, next) = mine::opened(&web.app, &inside.session, from.before).await?.ok_or(Failure::Gone)?;
    let body = OwnLog { opened: opened.into_iter().map(opened_on).collect(), next };
    page(&web, &body, &inside.chrome(&web, &headers, "/mine/opened"))
}
