//! `/episodes/{id}/plan`: sessions to come, what will be asked, and how everybody is reached.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::new_patient::{choices, date};
use super::{kin, mend, page, see_other};
use crate::app::enrol::SessionChange;
use crate::app::people::{self, Reach};
use crate::app::{deliver, enrol, review};
use crate::domain::access::Permission;
use crate::domain::care::{Contact, ContactId, EpisodeId, Respondent, Session, SessionId, SessionState};
use crate::domain::{local_time, message};
use crate::view::Language;
use crate::view::pages::clinician::{
    CoursePlan, Person, PersonForm, PlannedRequest, PlannedSession, ReachForm, Written,
};
use crate::view::pages::{Choice, FieldError};

/// Earlier sessions that are shown, so that what became of them can be mended.
const EARLIER: usize = 4;

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

/// What was typed and has to be mended.
#[derive(Default)]
struct Typed {
    session: Option<SessionForm>,
    reach: Option<ReachTyped>,
    person: Option<PersonTyped>,
    kin: kin::Typed,
    errors: Vec<FieldError>,
}

fn languages(chosen: &str) -> Vec<Choice> {
    Language::ALL.iter().map(|one| Choice::new(one.tag(), one.own_name(), one.tag() == chosen)).collect()
}

async fn body(web: &Web, staff: &Staff, id: EpisodeId, typed: Typed) -> Result<CoursePlan, Failure> {
    staff.need(Permission::Enrol)?;
    let proof = &staff.who.proof;
    let people = people::read(&web.app, proof, id).await?.ok_or(Failure::NotFound)?;
    let case = review::open(&web.app, proof, id).await?.ok_or(Failure::NotFound)?;
    let zone = web.app.tenancy(proof.tenant()).await?.zone;
    let now = web.app.ambient.now();
    let earlier = case.sessions.iter().filter(|session| session.ends_at() <= now).count();
    let shown = case.sessions.iter().skip(earlier.saturating_sub(EARLIER));
    let session = |session: &Session| {
        let wall = session.starts_at.with_timezone(&zone);
        let mend = typed.session.as_ref().filter(|form| form.id == Some(session.id));
        let kept = |of: fn(&SessionForm) -> &String, now: String| mend.map_or(now, |form| of(form).clone());
        PlannedSession {
            id: session.id.to_string(),
            starts_at: session.starts_at,
            date: kept(|form| &form.date, wall.format("%Y-%m-%d").to_string()),
            time: kept(|form| &form.time, wall.format("%H:%M").to_string()),
            minutes: kept(|form| &form.minutes, session.minutes.to_string()),
            state: kept(|form| &form.state, session.state.code().to_owned()),
            last: session.last,
            open: mend.is_some(),
        }
    };
    let ahead = case.requests.iter().filter(|request| request.closes_at > now);
    let asked = ahead.map(|request| {
        let told = people.told.iter().find(|told| told.request == request.id);
        let messages = told.map_or_else(Vec::new, |told| told.messages.clone());
        let written = messages.into_iter().map(|message| Written {
            kind: message.kind.code().to_owned(),
            channel: message.channel.code().to_owned(),
            state: message.state.code().to_owned(),
            at: message.state_at,
        });
        PlannedRequest {
            moment: request.moment.code().to_owned(),
            respondent: request.respondent.code().to_owned(),
            opens_at: request.opens_at,
            closes_at: request.closes_at,
            state: request.state.code().to_owned(),
            written: written.collect(),
            unreached: told.and_then(|told| told.unreached).map(|why| why.code().to_owned()),
        }
    });
    let asked: Vec<PlannedRequest> = asked.collect();
    let quiet = deliver::opt_out_patient(&web.app, proof, id, None).await?.unwrap_or_default();
    let text = web.text(staff.language());
    let near = [Respondent::Parent, Respondent::NextOfKin, Respondent::Teacher];
    let new = typed.person.unwrap_or_default();
    let (phone, email) = (people.identity.phone.unwrap_or_default(), people.identity.email.unwrap_or_default());
    let reach = typed.reach.unwrap_or(ReachTyped {
        csrf: String::new(),
        phone,
        email,
        language: people.language,
        protected: people.identity.protected.then(String::new),
        quiet: (quiet.sms || quiet.email).then(String::new),
        quiet_before: (quiet.sms || quiet.email).then(String::new),
    });
    Ok(CoursePlan {
        base: format!("/episodes/{id}"),
        name: case.identity.name(),
        kin: kin::section(&case, &people.contacts, typed.kin, local_time::day_of(zone, now), text)?,
        sessions: shown.map(session).collect(),
        asked,
        languages: languages(&reach.language),
        reach: ReachForm {
            phone: reach.phone,
            email: reach.email,
            protected: reach.protected.is_some(),
            quiet: reach.quiet.is_some(),
            quiet_before: reach.quiet_before.is_some(),
        },
        people: people
            .contacts
            .into_iter()
            .map(|known| Person {
                id: known.id.to_string(),
                name: known.contact.name,
                respondent: known.respondent.code().to_owned(),
                reach: known.contact.phone.into_iter().chain(known.contact.email).collect::<Vec<_>>().join(", "),
            })
            .collect(),
        new: PersonForm {
            respondents: choices(near.iter().map(|one| one.code()), "respondent", &new.respondent, text)?,
            languages: languages(if new.contact_language.is_empty() { "nb" } else { &new.contact_language }),
            contact_name: new.contact_name,
            contact_phone: new.contact_phone,
            contact_email: new.contact_email,
        },
        done: None,
        errors: typed.errors,
    })
}

async fn again(web: &Web, staff: &Staff, id: Uuid, typed: Typed) -> Result<Response, Failure> {
    let body = body(web, staff, EpisodeId(id), typed).await?;
    mend(web, &body, &staff.chrome_at(web, format!("/episodes/{id}/plan")))
}

/// The page with something to mend about next of kin.
pub(super) async fn mend_kin(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    kin: kin::Typed,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    again(web, staff, id, Typed { kin, errors, ..Typed::default() }).await
}

pub(super) fn done(id: Uuid, what: &str) -> Response {
    see_other(&format!("/episodes/{id}/plan?done={what}"))
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let mut body = body(&web, &staff, EpisodeId(id), Typed::default()).await?;
    let known = ["moved", "reach", "person", "person-ended", "kin"];
    body.done = came.done.filter(|done| known.contains(&done.as_str()));
    page(&web, &body, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct SessionForm {
    #[serde(skip)]
    id: Option<SessionId>,
    csrf: String,
    date: String,
    time: String,
    minutes: String,
    state: String,
    last: Option<String>,
}

pub(in crate::web) async fn change(
    State(web): State<Web>,
    staff: Staff,
    Path((id, session)): Path<(Uuid, Uuid)>,
    Fields(mut form): Fields<SessionForm>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let state = SessionState::from_code(&form.state).ok_or(Failure::Form)?;
    let mut errors = Vec::new();
    let (day, time) = (date(&form.date), NaiveTime::parse_from_str(form.time.trim(), "%H:%M").ok());
    let minutes = form.minutes.trim().parse::<i64>().ok().filter(|minutes| (5..=480).contains(minutes));
    for (field, wrong) in [("date", day.is_none()), ("time", time.is_none()), ("minutes", minutes.is_none())] {
        if wrong {
            errors.push(FieldError::new(field, "invalid"));
        }
    }
    let starts_at = day.zip(time).map(|(day, time)| local_time::instant(zone, NaiveDateTime::new(day, time)));
    if starts_at.is_some_and(|at| at < web.app.ambient.now() - TimeDelta::days(366)) {
        errors.push(FieldError::new("date", "in-the-past"));
    }
    if !errors.is_empty() {
        form.id = Some(SessionId(session));
        return again(&web, &staff, id, Typed { session: Some(form), errors, ..Typed::default() }).await;
    }
    let change = SessionChange { state: Some(state), starts_at, minutes, last: Some(form.last.is_some()) };
    match enrol::change_session(&web.app, &staff.who.proof, EpisodeId(id), SessionId(session), change).await? {
        Some(()) => Ok(done(id, "moved")),
        None => Err(Failure::NotFound),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ReachTyped {
    csrf: String,
    phone: String,
    email: String,
    language: String,
    protected: Option<String>,
    quiet: Option<String>,
    /// The box was ticked on the page that was shown.
    quiet_before: Option<String>,
}

/// An address as it is kept: nothing, what was there before, or one that can be right.
fn address(typed: &str, before: Option<&str>, read: fn(&str) -> Option<String>) -> Result<Option<String>, ()> {
    let typed = typed.trim();
    if typed.is_empty() || before == Some(typed) {
        return Ok(before.filter(|_| !typed.is_empty()).map(str::to_owned));
    }
    read(typed).map(Some).ok_or(())
}

pub(in crate::web) async fn reach(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<ReachTyped>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    let now = people::read(&web.app, &staff.who.proof, EpisodeId(id)).await?.ok_or(Failure::NotFound)?.identity;
    let phone = address(&form.phone, now.phone.as_deref(), message::phone);
    let email = address(&form.email, now.email.as_deref(), message::email);
    let wrong = [("phone", phone.is_err()), ("email", email.is_err())];
    let (Ok(phone), Ok(email)) = (phone, email) else {
        let errors = wrong.iter().filter(|(_, wrong)| *wrong).map(|(field, _)| FieldError::new(*field, "invalid"));
        let errors = errors.collect();
        return again(&web, &staff, id, Typed { reach: Some(form), errors, ..Typed::default() }).await;
    };
    let language = Language::lookup(&form.language).unwrap_or_default().tag().to_owned();
    let reach = Reach { phone, email, protected: form.protected.is_some(), language };
    let proof = &staff.who.proof;
    if people::set_reach(&web.app, proof, EpisodeId(id), reach).await?.is_none() {
        return Err(Failure::NotFound);
    }
    // After the addresses, so that it is said of those that hold from now on.
    // A box that was empty and still is takes nothing back: the patient may have said no meanwhile.
    let stop = match (form.quiet_before.is_some(), form.quiet.is_some()) {
        (_, true) => Some(true),
        (true, false) => Some(false),
        (false, false) => None,
    };
    deliver::opt_out_patient(&web.app, proof, EpisodeId(id), stop).await?;
    Ok(done(id, "reach"))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct PersonTyped {
    csrf: String,
    contact_name: String,
    respondent: String,
    contact_phone: String,
    contact_email: String,
    contact_language: String,
}

pub(in crate::web) async fn add_person(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<PersonTyped>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    let respondent = Respondent::from_code(&form.respondent).ok_or(Failure::Form)?;
    let mut errors = Vec::new();
    let name = form.contact_name.trim().to_owned();
    match name.chars().count() {
        0 => errors.push(FieldError::new("contact_name", "missing")),
        1..=120 => {}
        _ => errors.push(FieldError::new("contact_name", "too-long")),
    }
    let phone = address(&form.contact_phone, None, message::phone);
    let email = address(&form.contact_email, None, message::email);
    for (field, wrong) in [("contact_phone", phone.is_err()), ("contact_email", email.is_err())] {
        if wrong {
            errors.push(FieldError::new(field, "invalid"));
        }
    }
    let (Ok(phone), Ok(email), true) = (phone, email, errors.is_empty()) else {
        return again(&web, &staff, id, Typed { person: Some(form), errors, ..Typed::default() }).await;
    };
    let language = Language::lookup(&form.contact_language).unwrap_or_default().tag();
    let contact = Contact { name, phone, email };
    let added = people::add_contact(&web.app, &staff.who.proof, EpisodeId(id), respondent, language, &contact).await?;
    if added.is_some() { Ok(done(id, "person")) } else { Err(Failure::NotFound) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Only {
    csrf: String,
}

pub(in crate::web) async fn end_person(
    State(web): State<Web>,
    staff: Staff,
    Path((id, contact)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    match people::end_contact(&web.app, &staff.who.proof, EpisodeId(id), ContactId(contact)).await? {
        Some(()) => Ok(done(id, "person-ended")),
        None => Err(Failure::NotFound),
    }
}
