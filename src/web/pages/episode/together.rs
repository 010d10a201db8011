//! `/episodes/{id}/together`: the screen turned, so that patient and clinician look at the same. Nothing is
//! here that is not the patient's to see, and nothing of anybody else.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::page;
use super::super::words::{self, Story};
use super::curves::Drawing;
use super::{answers, before, curves, session_now};
use crate::app::review;
use crate::domain::access::Permission;
use crate::domain::care::{EpisodeId, Respondent};
use crate::domain::local_time;
use crate::view::Display;
use crate::view::pages::clinician::{Discussion, Together};

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    scale: Option<String>,
    large: Option<String>,
}

/// The steps that large type is larger by, of those that patients choose among.
const LARGE: u8 = 2;

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let proof = &staff.who.proof;
    let case = review::open(&web.app, proof, EpisodeId(id)).await?.ok_or(Failure::NotFound)?;
    let zone = web.app.tenancy(proof.tenant()).await?.zone;
    let language = staff.language();
    let text = web.text(language);
    let today = local_time::day_of(zone, web.app.ambient.now());
    let own = words::by_patient(&case.forms);
    let asked = session_now(&case, today, zone).and_then(|session| before(&case, session));
    let story = Story { forms: &own, language: language.tag(), now: asked, rule: None };
    let drawing = Drawing { case: &case, zone, language: language.tag(), text };
    let drawn = curves::draw(&web, proof, &drawing, which.scale.as_deref()).await?;
    let written = answers::own_words(&case.forms, Respondent::Patient, language.tag());
    let latest = own.last().map(|form| form.response.answered_at);
    let large = which.large.is_some();
    let body = Together {
        base: format!("/episodes/{id}/together"),
        back: format!("/episodes/{id}"),
        name: case.identity.given.clone(),
        large,
        chosen: drawn.chosen,
        choices: drawn.choices,
        all: drawn.all,
        forms: answers::forms(&story, &case.corrections, text)?,
        words: written.into_iter().filter(|one| Some(one.at) == latest).collect(),
        notes: case
            .notes
            .iter()
            .filter(|note| note.shared)
            .map(|note| Discussion {
                at: note.at,
                by: case.names.get(&note.author).cloned().unwrap_or_default(),
                text: note.text.clone(),
                change: note.change.clone(),
                shared: true,
            })
            .collect(),
    };
    let mut chrome = staff.chrome(&web);
    // The rest of the system is out of sight while the patient looks.
    chrome.who = None;
    chrome.display = large.then(|| Display { size: LARGE, ..Display::default() });
    page(&web, &body, &chrome)
}
