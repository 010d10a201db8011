//! Keeping what is asked in step with what is planned.
//!
//! [`settle`] is called inside every transaction that changes an episode or its sessions, and by the
//! scheduler: it makes the plan anew and changes only what differs. See [`crate::domain::schedule`].

use std::borrow::Cow;

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::{App, AppError, Result, Tenancy};
use crate::catalogue;
use crate::domain::care::{
    Ask, ContactId, Episode, EpisodeId, Event, GRACE, Protocol, Request, RequestId, Respondent, Session, SessionKind,
    SessionState, State, UnitId,
};
use crate::domain::local_time;
use crate::domain::schedule::{self, Change, Circumstances, Planned};
use crate::store::link::{self, LinkKind};
use crate::store::{self, TenantTx};

/// How far ahead what is asked every so many weeks becomes requests. The scheduler plans again every day.
const AHEAD: TimeDelta = TimeDelta::days(35);

/// The protocol with this id: the newest version the tenant has saved, or the product's own.
///
/// # Errors
/// When there is no such protocol, or a saved one does not read.
pub async fn find_protocol(app: &App, tx: &mut TenantTx, id: &str) -> Result<Protocol> {
    if let Some(own) = store::protocol::newest(tx, id).await? {
        return Ok(catalogue::protocols::parse(&own.content)?);
    }
    app.protocols
        .get(id)
        .cloned()
        .ok_or_else(|| AppError::Broken(format!("the protocol \"{id}\" is not in the catalogue")))
}

/// The protocol a unit follows.
///
/// # Errors
/// When there is none, or it does not read.
pub async fn protocol_of(app: &App, tx: &mut TenantTx, unit: UnitId) -> Result<Protocol> {
    let id = store::unit::protocol(tx, unit).await?.unwrap_or_default();
    find_protocol(app, tx, &id).await
}

/// Brings an episode's start and requests into step with its sessions, its ending and the protocol of its
/// unit. Gives how many requests changed.
///
/// # Errors
/// When the database refuses.
pub async fn settle(app: &App, tenancy: &Tenancy, tx: &mut TenantTx, episode: &mut Episode) -> Result<usize> {
    let protocol = protocol_of(app, tx, episode.unit).await?;
    settle_by(app, tenancy, tx, episode, &protocol).await
}

/// The same with a protocol at hand, for many episodes of one unit.
///
/// # Errors
/// When the database refuses.
pub async fn settle_by(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    episode: &mut Episode,
    protocol: &Protocol,
) -> Result<usize> {
    let protocol = &askable(app, tx, protocol).await?;
    let sessions = store::session::list_of_episode(tx, episode.id).await?;
    start(tenancy, tx, episode, &sessions).await?;
    let now = tx.now();
    let born = store::person::birth_year(tx, episode.person).await?;
    let contacts = store::contact::list(tx, episode.person).await?;
    let contacts: Vec<(ContactId, Respondent)> = contacts.iter().map(|one| (one.id, one.respondent)).collect();
    let planned = schedule::plan(&Circumstances {
        protocol,
        zone: tenancy.zone,
        episode,
        age: born.map(|year| i64::from(local_time::day_of(tenancy.zone, now).year()) - year),
        contacts: &contacts,
        sessions: &sessions,
        until: now + AHEAD,
        handed_over_on: store::summary::handed_over_at(tx, episode.id)
            .await?
            .map(|at| local_time::day_of(tenancy.zone, at)),
    });
    let existing = store::request::list_by_episode(tx, episode.id).await?;
    let mut changes = schedule::settle(planned, &existing, now);
    // What somebody is in the middle of is called off with its session or its respondent, and by nothing else.
    let goes_on = |id: RequestId| {
        existing.iter().find(|request| request.id == id).is_some_and(|request| {
            let stands = |id| sessions.iter().any(|session| session.id == id && session.stands());
            request.state.is_answering()
                && request.session.is_none_or(stands)
                && request.contact.is_none_or(|id| contacts.iter().any(|(contact, _)| *contact == id))
        })
    };
    changes.retain(|change| !matches!(change, Change::CallOff(id) if goes_on(*id)));
    let count = changes.len();
    let mut added = Vec::new();
    for change in changes {
        match change {
            Change::Add(planned) => added.push(request(app, episode, planned, now)),
            Change::Move(id, planned) => set_plan(tx, id, &planned).await?,
            Change::Renew(id, planned) => renew(tx, id, &planned).await?,
            Change::CallOff(id) => {
                close(tx, id, Event::Supersede).await?;
            }
        }
    }
    store::request::add_many(tx, &added).await?;
    Ok(count)
}

/// The protocol without the lines of which nothing may be sent: nobody is asked to open an empty form. They
/// come back by themselves when a permission and the words are there.
async fn askable<'p>(app: &App, tx: &mut TenantTx, protocol: &'p Protocol) -> Result<Cow<'p, Protocol>> {
    let instruments = app.instruments(tx).await?;
    let sendable = |id: &String| instruments.newest(id).is_some_and(|one| one.standing.is_ok() && !one.withdrawn);
    let any = |ask: &Ask| ask.instruments.iter().any(sendable);
    if protocol.ask.iter().all(any) {
        return Ok(Cow::Borrowed(protocol));
    }
    let mut left = protocol.clone();
    left.ask.retain(any);
    Ok(Cow::Owned(left))
}

/// The same for an episode by its id; nothing when there is none.
///
/// # Errors
/// When the database refuses.
pub async fn settle_episode(app: &App, tenancy: &Tenancy, tx: &mut TenantTx, id: EpisodeId) -> Result<usize> {
    match store::episode::hold(tx, id).await? {
        Some(mut episode) => settle(app, tenancy, tx, &mut episode).await,
        None => Ok(0),
    }
}

/// An episode has started on the day of its first held treatment session.
async fn start(tenancy: &Tenancy, tx: &mut TenantTx, episode: &mut Episode, sessions: &[Session]) -> Result<()> {
    let held = |session: &&Session| session.state == SessionState::Held && session.kind == SessionKind::Treatment;
    let started_on =
        sessions.iter().filter(held).map(|session| local_time::day_of(tenancy.zone, session.starts_at)).min();
    // History that came without sessions keeps the start it came with.
    if episode.started_on != started_on && !sessions.is_empty() {
        episode.started_on = started_on;
        store::episode::set_course(tx, episode).await?;
    }
    Ok(())
}

/// A request as it is planned, due.
#[must_use]
pub fn request(app: &App, episode: &Episode, planned: Planned, now: DateTime<Utc>) -> Request {
    Request {
        id: RequestId(app.ambient.id()),
        episode: episode.id,
        person: episode.person,
        session: planned.session,
        respondent: planned.respondent,
        moment: planned.moment,
        instruments: planned.instruments,
        opens_at: planned.opens_at,
        closes_at: planned.closes_at,
        state: State::Due,
        state_at: now,
        slot: planned.slot,
        round: 1,
        contact: planned.contact,
        channels: planned.channels,
        remind_at: planned.remind_at,
    }
}

async fn set_plan(tx: &mut TenantTx, id: RequestId, planned: &Planned) -> Result<()> {
    store::request::set_plan(tx, id, planned).await?;
    store::message::move_by_request(tx, id, planned.opens_at, planned.closes_at).await?;
    let tenant = tx.tenant();
    Ok(link::extend(&mut tx.local(), tenant, id, planned.closes_at + GRACE).await?)
}

async fn renew(tx: &mut TenantTx, id: RequestId, planned: &Planned) -> Result<()> {
    let Some(held) = store::request::hold(tx, id).await? else { return Ok(()) };
    let Ok(state) = held.state.after(Event::Plan) else { return Ok(()) };
    store::request::set_state(tx, id, state).await?;
    store::request::add_round(tx, id).await?;
    set_plan(tx, id, planned).await
}

/// Ends a request that is still open, with its links and whatever was saved but not sent. Held first: a
/// respondent may be sending at this moment, and what is sent counts. Gives whether it ended.
///
/// # Errors
/// When the database refuses.
pub async fn close(tx: &mut TenantTx, id: RequestId, event: Event) -> Result<bool> {
    let Some(request) = store::request::hold(tx, id).await? else { return Ok(false) };
    if event == Event::Expire && !request.lapsed(tx.now()) {
        return Ok(false);
    }
    let Ok(state) = request.state.after(event) else { return Ok(false) };
    store::request::set_state(tx, id, state).await?;
    store::draft::clear(tx, id).await?;
    store::message::cancel_by_request(tx, id, "the request is over").await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    for kind in [LinkKind::Link, LinkKind::Code, LinkKind::Browser] {
        link::end(&mut tx.local(), tenant, id, kind, now).await?;
    }
    Ok(true)
}
