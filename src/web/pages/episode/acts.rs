//! What a clinician does from a patient's page.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::ask_by::square;
use super::super::new_patient::date;
use super::super::{mend, page, see_other, words};
use super::{Extra, body};
use crate::app::review::{self, NewNote};
use crate::app::{AppError, enrol};
use crate::domain::care::{EndKind, EpisodeId, RequestId, SessionId, SessionState};
use crate::domain::local_time;
use crate::view::pages::FieldError;
use crate::view::pages::clinician::NewLink;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct NoteForm {
    csrf: String,
    session: String,
    text: String,
    change: String,
    shared: Option<String>,
}

pub(in crate::web) async fn note(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<NoteForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = EpisodeId(id);
    let session = form.session.parse::<Uuid>().ok().map(SessionId);
    let new = NewNote {
        episode: id,
        session,
        shared: form.shared.is_some(),
        text: form.text.clone(),
        change: form.change.clone(),
    };
    match review::add_note(&web.app, &staff.who.proof, new).await {
        Ok(Some(_)) => Ok(see_other(&format!("/episodes/{id}?done=note"))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let empty = form.text.trim().is_empty() && form.change.trim().is_empty();
            let kind = if empty { "missing" } else { "too-long" };
            let errors = vec![FieldError::new("text", kind)];
            let extra = Extra { note_text: form.text, note_change: form.change, errors, ..Extra::default() };
            mend(&web, &body(&web, &staff, id, extra).await?, &staff.chrome_at(&web, format!("/episodes/{id}")))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Only {
    pub(in crate::web::pages) csrf: String,
}

/// Makes a link and shows it this once: it is stored nowhere.
pub(in crate::web) async fn invite(
    State(web): State<Web>,
    staff: Staff,
    Path((id, request)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let link =
        enrol::invite(&web.app, &staff.who.proof, EpisodeId(id), RequestId(request)).await?.ok_or(Failure::NotFound)?;
    let qr_svg = square(&link.url)?;
    let new_link = Some(NewLink { url: link.url, qr_svg, expires_at: link.expires_at });
    let body = body(&web, &staff, EpisodeId(id), Extra { new_link, ..Extra::default() }).await?;
    page(&web, &body, &staff.chrome_at(&web, format!("/episodes/{id}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct StateForm {
    csrf: String,
    state: String,
}

pub(in crate::web) async fn session_state(
    State(web): State<Web>,
    staff: Staff,
    Path((id, session)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<StateForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let state = SessionState::from_code(&form.state).ok_or(Failure::Form)?;
    let change = enrol::SessionChange { state: Some(state), ..enrol::SessionChange::default() };
    match enrol::change_session(&web.app, &staff.who.proof, EpisodeId(id), SessionId(session), change).await? {
        Some(()) => Ok(see_other(&format!("/episodes/{id}?done=state"))),
        None => Err(Failure::NotFound),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct EndForm {
    csrf: String,
    ended_on: String,
    end_kind: String,
}

pub(in crate::web) async fn end(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<EndForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = EpisodeId(id);
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let today = local_time::day_of(zone, web.app.ambient.now());
    let kind = EndKind::from_code(&form.end_kind).ok_or(Failure::Form)?;
    let wrong = match date(&form.ended_on) {
        None if form.ended_on.trim().is_empty() => "missing",
        None => "invalid",
        Some(day) if day > today => "in-the-future",
        Some(day) => match enrol::end_episode(&web.app, &staff.who.proof, id, day, kind).await {
            Ok(Some(())) => return Ok(see_other(&format!("/episodes/{id}?done=ended"))),
            Ok(None) => return Err(Failure::NotFound),
            Err(AppError::Refused(_)) => "in-the-past",
            Err(error) => return Err(error.into()),
        },
    };
    let extra = Extra { errors: vec![FieldError::new("ended_on", wrong)], ..Extra::default() };
    mend(&web, &body(&web, &staff, id, extra).await?, &staff.chrome_at(&web, format!("/episodes/{id}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct DiscussedForm {
    csrf: String,
    discussed: String,
}

/// Whether the answers before a session were spoken about: one press.
pub(in crate::web) async fn discussed(
    State(web): State<Web>,
    staff: Staff,
    Path((id, session)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<DiscussedForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let said = words::yes_or_no(&form.discussed).ok_or(Failure::Form)?;
    match review::set_discussed(&web.app, &staff.who.proof, EpisodeId(id), SessionId(session), said).await? {
        Some(()) => Ok(see_other(&format!("/episodes/{id}?done=discussed#note-title"))),
        None => Err(Failure::NotFound),
    }
}
