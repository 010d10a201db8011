//! `/episodes/{id}/sessions/new`: a new appointment, with the requests it calls for.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::new_patient::{choices, date};
use super::{mend, page, see_other, words};
use crate::app::{enrol, review};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{EpisodeId, SessionKind, SessionMode};
use crate::domain::local_time;
use crate::view::format;
use crate::view::pages::Choice;
use crate::view::pages::FieldError;
use crate::view::pages::clinician::NewSession;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Typed {
    csrf: String,
    date: String,
    time: String,
    minutes: String,
    mode: String,
    purpose: String,
    #[serde(default)]
    also: String,
}

async fn body(
    web: &Web,
    staff: &Staff,
    id: EpisodeId,
    typed: Option<&Typed>,
    errors: Vec<FieldError>,
) -> Result<NewSession, Failure> {
    let case = review::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let text = web.text(staff.language());
    let today = local_time::day_of(zone, web.app.ambient.now());
    let chosen =
        |of: fn(&Typed) -> &String, usual: &str| typed.map_or_else(|| usual.to_owned(), |typed| of(typed).clone());
    let (mode, purpose) = (chosen(|typed| &typed.mode, "in-person"), chosen(|typed| &typed.purpose, "treatment"));
    Ok(NewSession {
        base: format!("/episodes/{id}"),
        name: case.identity.name(),
        date: chosen(|typed| &typed.date, &today.to_string()),
        time: chosen(|typed| &typed.time, "09:00"),
        minutes: chosen(|typed| &typed.minutes, "45"),
        modes: choices(SessionMode::ALL.iter().map(|one| one.code()), "mode", &mode, text)?,
        also: also(web, staff, id, typed).await?,
        purposes: choices(SessionKind::ALL.iter().map(|one| one.code()), "purpose", &purpose, text)?,
        errors,
    })
}

/// The instruments that can be asked as well, by name; empty when there are none.
async fn also(web: &Web, staff: &Staff, id: EpisodeId, typed: Option<&Typed>) -> Result<Vec<Choice>, Failure> {
    let known = enrol::list_also(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let language = staff.language().tag();
    let chosen = typed.map_or("", |typed| typed.also.as_str());
    let choice = |definition: &'static Definition| {
        let instrument = &definition.instrument;
        let minutes = format!("{} min", format::number(instrument.minutes, staff.language()));
        let label = format!("{} ({minutes})", words::name(definition, language));
        Choice::new(&instrument.id, &label, instrument.id == chosen)
    };
    Ok(known.into_iter().map(choice).collect())
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    page(&web, &body(&web, &staff, EpisodeId(id), None, Vec::new()).await?, &staff.chrome(&web))
}

pub(in crate::web) async fn add(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(typed): Fields<Typed>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&typed.csrf)?;
    let id = EpisodeId(id);
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let mut errors = Vec::new();
    let day = date(&typed.date);
    let time = NaiveTime::parse_from_str(typed.time.trim(), "%H:%M").ok();
    let minutes = typed.minutes.trim().parse::<i64>().ok().filter(|minutes| (5..=480).contains(minutes));
    let (mode, kind) = (SessionMode::from_code(&typed.mode), SessionKind::from_code(&typed.purpose));
    for (field, wrong) in [
        ("date", day.is_none()),
        ("time", time.is_none()),
        ("minutes", minutes.is_none()),
        ("mode", mode.is_none()),
        ("purpose", kind.is_none()),
    ] {
        if wrong {
            errors.push(FieldError::new(field, "invalid"));
        }
    }
    let starts_at = day.zip(time).map(|(day, time)| local_time::instant(zone, NaiveDateTime::new(day, time)));
    if starts_at.is_some_and(|at| at < web.app.ambient.now() - TimeDelta::days(366)) {
        errors.push(FieldError::new("date", "in-the-past"));
    }
    let (Some(starts_at), Some(minutes), Some(mode), Some(kind), true) =
        (starts_at, minutes, mode, kind, errors.is_empty())
    else {
        return mend(&web, &body(&web, &staff, id, Some(&typed), errors).await?, &staff.chrome(&web));
    };
    let also = Some(typed.also).filter(|also| !also.is_empty());
    let new = enrol::NewSession { starts_at, minutes, kind, mode, also, last: false };
    match enrol::add_session(&web.app, &staff.who.proof, id, new).await? {
        Some(_) => Ok(see_other(&format!("/episodes/{id}?done=session"))),
        None => Err(Failure::NotFound),
    }
}
