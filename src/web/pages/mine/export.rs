//! `/mine/export`: everything about oneself as two files, one to read and one for machines.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::{page, see_other};
use super::home::{opened_on, sent, shared_note};
use super::{Inside, answered, named, summary};
use crate::app::mine::{self, Everything};
use crate::app::review::Form;
use crate::domain::local_time;
use crate::view::pages::patient::{FileEpisode, FileForm, FileOthers, FileRequest, FileSession, OwnExport, OwnFile};
use crate::view::text::Text;
use crate::view::{Chrome, Language, format};

pub(in crate::web) async fn show(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let inside = Inside::read(&web, &headers).await?;
    let body = OwnExport { fresh: mine::is_fresh(&inside.session, web.app.ambient.now()) };
    page(&web, &body, &inside.chrome(&web, &headers, "/mine/export"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Take {
    csrf: String,
    what: String,
}

/// How the file to read looks: it is opened from a folder, where no stylesheet of ours lies.
const STYLE: &str = "<style>\n:root{color-scheme:light dark}\nbody{font:1.05rem/1.55 system-ui,sans-serif;max-width:44rem;\
    margin:0 auto;padding:1rem}\ntable{border-collapse:collapse;width:100%}\nth,td{text-align:start;vertical-align:top;\
    padding:.35rem .6rem .35rem 0;border-bottom:1px solid #8886}\nh2{margin-top:2.2em}\nsmall{opacity:.8}\n</style>\n</head>";

pub(in crate::web) async fn take(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Take>,
) -> Result<Response, Failure> {
    let inside = Inside::sent(&web, &headers, &form.csrf).await?;
    if !mine::is_fresh(&inside.session, web.app.ambient.now()) {
        return Ok(see_other("/mine/export"));
    }
    if !["page", "data"].contains(&form.what.as_str()) {
        return Err(Failure::Form);
    }
    let everything = mine::read_everything(&web.app, &inside.session).await?.ok_or(Failure::Gone)?;
    let on = local_time::day_of(everything.zone, everything.at);
    if form.what == "data" {
        let data = mine::written(&everything, &web.app.base_url);
        let text = serde_json::to_string_pretty(&data).unwrap_or_default();
        return Ok(file("application/json", &format!("mine-{on}.json"), text));
    }
    let chrome = Chrome { language: inside.language(), demo: web.demo, ..Chrome::default() };
    let html = web.renderer.render(&to_read(everything, web.text(inside.language())), &chrome)?;
    Ok(file("text/html; charset=utf-8", &format!("mine-{on}.html"), html.replacen("</head>", STYLE, 1)))
}

/// A file to keep. Its name says nothing of what is in it.
fn file(kind: &'static str, name: &str, content: String) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let disposition = disposition.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static(kind);
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], content).into_response()
}

fn to_read(everything: Everything, text: &Text) -> OwnFile {
    let language = text.language();
    let mut forms = Vec::new();
    let standing = everything.forms.iter().map(|form| (form, None));
    let ended = everything.ended.iter().map(|(form, at, kind)| (form, Some((*at, *kind))));
    for (form, ended) in standing.chain(ended) {
        let (rows, direction) = answered(form);
        forms.push(FileForm {
            form: named(form),
            direction,
            rows,
            scores: scores(form, language),
            ended: ended.map(|(_, kind)| kind.code().to_owned()),
            ended_at: ended.map(|(at, _)| at),
            reason: everything.corrections.get(&form.response.id).map(|(_, reason)| reason.clone()).unwrap_or_default(),
        });
    }
    forms.sort_by_key(|one| (one.form.at, one.ended_at));
    OwnFile {
        name: everything.identity.name(),
        birth_date: everything.identity.birth_date,
        phone: everything.identity.phone.unwrap_or_default(),
        email: everything.identity.email.unwrap_or_default(),
        organisation: everything.organisation,
        at: everything.at,
        episodes: everything
            .episodes
            .into_iter()
            .map(|one| FileEpisode {
                unit: one.unit,
                clinicians: one.clinicians,
                referred_on: one.episode.referred_on,
                started_on: one.episode.started_on,
                ended_on: one.episode.ended_on,
            })
            .collect(),
        forms,
        sessions: everything
            .sessions
            .iter()
            .map(|session| FileSession {
                starts_at: session.starts_at,
                mode: session.mode.code().to_owned(),
                state: session.state.code().to_owned(),
            })
            .collect(),
        requests: everything
            .requests
            .iter()
            .map(|request| FileRequest {
                moment: request.moment.code().to_owned(),
                opens_at: request.opens_at,
                state: request.state.code().to_owned(),
            })
            .collect(),
        shared: everything.shared.into_iter().map(shared_note).collect(),
        summaries: everything.summaries.into_iter().map(|one| summary::own(one, text)).collect(),
        unshared: everything.unshared,
        others: everything
            .by_others
            .into_iter()
            .map(|(who, count)| FileOthers {
                who: who.code().to_owned(),
                count: u32::try_from(count).unwrap_or(u32::MAX),
            })
            .collect(),
        messages: everything.messages.iter().map(sent).collect(),
        opened: everything.opened.into_iter().map(opened_on).collect(),
    }
}

/// What a form yielded, by the names of its scales in our own words.
fn scores(form: &Form, language: Language) -> Vec<String> {
    let words = form.definition.feedback_in(language.tag());
    let named =
        |scale: &str| words.and_then(|words| words.scales.get(scale)).cloned().unwrap_or_else(|| scale.to_owned());
    let valued = form.scores.iter().filter_map(|score| Some((&score.scale, score.value?)));
    valued.map(|(scale, value)| format!("{}: {}", named(scale), format::number(value, language))).collect()
}
