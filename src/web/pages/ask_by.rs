//! Other ways to ask, from the patient's page: a letter, the tablet at the desk, this very device, and
//! answers that staff type in.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use qrcode::render::svg;
use serde::Deserialize;
use uuid::Uuid;

use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::super::{Web, cookies};
use super::episode::{self, Extra, Only};
use super::link::COOKIE_SECONDS;
use super::{page, see_other, with_header};
use crate::app::{handover, sign_in};
use crate::domain::care::{Device, EpisodeId, Mode, RequestId, Respondent};
use crate::domain::local_time;
use crate::view::pages::clinician::DeskCode;
use crate::view::pages::patient::{Letter, LetterBar};
use crate::view::{Chrome, Language};

/// An address as a square for a camera.
pub(super) fn square(address: &str) -> Result<String, Failure> {
    let code = qrcode::QrCode::new(address.as_bytes()).map_err(|error| Failure::Broken(error.to_string()))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(210, 210).build())
}

/// The host as people type it.
fn spoken(base_url: &str) -> &str {
    base_url.split_once("://").map_or(base_url, |(_, host)| host)
}

/// A letter with its secrets, shown this once.
pub(in crate::web) async fn letter(
    State(web): State<Web>,
    staff: Staff,
    Path((id, request)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let proof = &staff.who.proof;
    let made = handover::make_letter(&web.app, proof, EpisodeId(id), RequestId(request)).await?;
    let made = made.ok_or(Failure::NotFound)?;
    let zone = web.app.tenancy(proof.tenant()).await?.zone;
    let text = web.text(staff.language());
    let note = text.message(if made.protected { "letter-protected" } else { "letter-once" }, &[])?;
    let bar = LetterBar {
        language: staff.language().tag().to_owned(),
        print: text.message("letter-print", &[])?,
        back: text.message("letter-back", &[])?,
        back_to: format!("/episodes/{id}"),
        note,
    };
    let body = Letter {
        name: made.name,
        on: local_time::day_of(zone, web.app.ambient.now()),
        qr_svg: square(&made.url)?,
        place: format!("{}/code", spoken(&web.app.base_url)),
        code: handover::grouped(&made.code),
        expires_at: made.expires_at,
        near: made.respondent != Respondent::Patient,
        bar,
    };
    let language = Language::lookup(&made.language).unwrap_or_default();
    page(&web, &body, &Chrome { language, demo: web.demo, ..Chrome::default() })
}

/// Six digits for the tablet, shown this once.
pub(in crate::web) async fn desk(
    State(web): State<Web>,
    staff: Staff,
    Path((id, request)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let made = handover::make_desk_code(&web.app, &staff.who.proof, EpisodeId(id), RequestId(request)).await?;
    let made = made.ok_or(Failure::NotFound)?;
    let desk_code = Some(DeskCode { digits: made.digits, expires_at: made.expires_at });
    let body = episode::body(&web, &staff, EpisodeId(id), Extra { desk_code, ..Extra::default() }).await?;
    page(&web, &body, &staff.chrome_at(&web, format!("/episodes/{id}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Here {
    csrf: String,
    how: String,
}

/// Begins on this very device. Handed over, staff is signed out first: nothing leads back to their pages.
pub(in crate::web) async fn here(
    State(web): State<Web>,
    staff: Staff,
    Path((id, request)): Path<(Uuid, Uuid)>,
    headers: HeaderMap,
    Fields(form): Fields<Here>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let Some(mode @ (Mode::Room | Mode::Staff | Mode::Paper)) = Mode::from_code(&form.how) else {
        return Err(Failure::Form);
    };
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let device = Device::from_user_agent(agent);
    let begun =
        handover::begin_here(&web.app, &staff.who.proof, EpisodeId(id), RequestId(request), mode, device).await?;
    let cookie = begun.ok_or(Failure::NotFound)?;
    let answering = cookies::set(cookies::ANSWER, &cookie, COOKIE_SECONDS);
    if mode != Mode::Room {
        return Ok(with_header(answering, see_other("/answer")));
    }
    sign_in::end_own(&web.app, &staff.who, staff.who.sign_in.id).await?;
    let response = with_header(answering, see_other("/answer/begin"));
    let response = with_header(cookies::remove(cookies::STAFF), response);
    // What the browser keeps for going back is dropped as well.
    Ok(with_header((HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\"")), response))
}
