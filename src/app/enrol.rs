//! Patients, episodes and sessions, and the requests that sessions call for.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{App, AppError, Result, Tenancy, plan};
use crate::auth::token;
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{
    Course, Device, EndKind, Episode, EpisodeId, Event, Identity, Mode, PersonId, Problem, Request, RequestId,
    Respondent, Session, SessionId, SessionKind, SessionMode, SessionState, Sex, UnitId, UnitTree,
};
use crate::store::link::{self, LinkKind, NewLink};
use crate::store::person::{NewPerson, Person};
use crate::store::{self, Proof, TenantTx};

/// What is registered of a new patient.
#[derive(Clone, Debug)]
pub struct NewPatient {
    /// Who it is.
    pub identity: Identity,
    /// Sex as registered.
    pub sex: Sex,
    /// The language to write in.
    pub language: String,
    /// The unit that gives the care.
    pub unit: UnitId,
    /// Day of referral.
    pub referred_on: NaiveDate,
    /// What the help is mainly about.
    pub problem: Problem,
    /// The form of the help.
    pub course: Course,
}

/// Seals a new person.
#[must_use]
pub fn seal(app: &App, tenancy: &Tenancy, identity: &Identity, sex: Sex, language: &str) -> NewPerson {
    let id = PersonId(app.ambient.id());
    let (key, key_sealed) = tenancy.key.fresh_person(&app.ambient, id);
    let text = serde_json::to_string(identity).unwrap_or_default();
    NewPerson {
        identity_sealed: key.seal(&app.ambient, "identity", id, "sealed", &text),
        external_mac: identity.external.as_deref().map(|number| tenancy.key.external_mac(number)),
        person: Person {
            id,
            birth_year: identity.birth_date.map(|day| i64::from(day.year())),
            sex,
            language: language.to_owned(),
            key_sealed: Some(key_sealed),
            created_at: app.ambient.now(),
        },
    }
}

/// The units a clinician may register patients in.
///
/// # Errors
/// When the database refuses.
pub async fn list_units(app: &App, proof: &Proof) -> Result<Vec<(UnitId, String)>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(Vec::new()) };
    Ok(tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| proof.grants().allow_in(Permission::Enrol, unit.id, &tree))
        .map(|(unit, _)| (unit.id, unit.name.clone()))
        .collect())
}

/// Registers a patient with an episode, treated by whoever registers. `None` when the unit is not
/// there or not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn add_patient(app: &App, proof: &Proof, new: NewPatient) -> Result<Option<EpisodeId>> {
    let Some(account) = proof.account() else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::Enrol, new.unit, &tree) {
        return Ok(None);
    }
    let person = seal(app, &tenancy, &new.identity, new.sex, &new.language);
    let episode = Episode {
        id: EpisodeId(app.ambient.id()),
        person: person.person.id,
        unit: new.unit,
        referred_on: new.referred_on,
        started_on: None,
        ended_on: None,
        end_kind: None,
        problem: new.problem,
        course: new.course,
    };
    store::person::add_many(&mut tx, &[person]).await?;
    store::episode::add_many(&mut tx, std::slice::from_ref(&episode)).await?;
    store::episode::add_clinicians(&mut tx, &[(episode.id, account)]).await?;
    let mut episode = episode;
    plan::settle(app, &tenancy, &mut tx, &mut episode).await?;
    tx.commit().await?;
    Ok(Some(episode.id))
}

/// The episode, when the actor treats its patient.
pub(super) async fn treated(tx: &mut TenantTx, proof: &Proof, id: EpisodeId) -> Result<Option<Episode>> {
    let Some(account) = proof.account() else { return Ok(None) };
    if !proof.grants().allow(Permission::ReadOwnPatients) || !store::episode::is_treated_by(tx, id, account).await? {
        return Ok(None);
    }
    Ok(store::episode::lookup(tx, id).await?)
}

/// A new appointment.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it is set to last, in minutes.
    pub minutes: i64,
    /// What it is for.
    pub kind: SessionKind,
    /// How it is held.
    pub mode: SessionMode,
    /// An instrument to ask before this session, beside what the protocol asks.
    pub also: Option<String>,
    /// Whether it is the one agreed to be the last.
    pub last: bool,
}

/// What may be asked before a session beside the protocol: the instruments that may be sent and that
/// patients answer, the organisation's own first. `None` when the episode is not the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn list_also(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Option<Vec<&'static Definition>>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let Some(episode) = treated(&mut tx, proof, episode).await? else { return Ok(None) };
    let protocol = plan::protocol_of(app, &mut tx, episode.unit).await?;
    let usual = |id: &str| protocol.ask.iter().any(|ask| ask.instruments.iter().any(|asked| asked == id));
    let instruments = app.instruments(&mut tx).await?;
    let sendable = instruments.sendable().into_iter().map(|asked| asked.definition);
    Ok(Some(sendable.filter(|definition| !usual(&definition.instrument.id) && is_for_patients(definition)).collect()))
}

fn is_for_patients(definition: &Definition) -> bool {
    definition.instrument.answered_by.contains(&Respondent::Patient)
}

/// Refuses an instrument that cannot be asked before a session.
async fn check_also(app: &App, tx: &mut TenantTx, id: &str) -> Result<()> {
    let instruments = app.instruments(tx).await?;
    let asked = instruments.newest(id).filter(|asked| !asked.withdrawn && is_for_patients(asked.definition));
    let Some(asked) = asked else {
        return Err(AppError::Refused(format!("there is no instrument \"{id}\" that patients can be asked")));
    };
    asked.standing.map_err(|why| AppError::Refused(format!("{id} cannot be sent: {why}")))
}

/// Adds an appointment to an episode the actor treats, with the requests the unit's protocol calls
/// for. `None` when the episode is not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn add_session(app: &App, proof: &Proof, episode: EpisodeId, new: NewSession) -> Result<Option<SessionId>> {
    let Some(account) = proof.account() else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if treated(&mut tx, proof, episode).await?.is_none() {
        return Ok(None);
    }
    let Some(mut episode) = store::episode::hold(&mut tx, episode).await? else { return Ok(None) };
    if let Some(also) = &new.also {
        check_also(app, &mut tx, also).await?;
    }
    let session = Session {
        id: SessionId(app.ambient.id()),
        episode: episode.id,
        person: episode.person,
        clinician: account,
        starts_at: new.starts_at,
        minutes: new.minutes,
        state: SessionState::Planned,
        kind: new.kind,
        mode: new.mode,
        last: new.last,
        also: new.also.into_iter().collect(),
    };
    store::session::add_many(&mut tx, std::slice::from_ref(&session)).await?;
    plan::settle(app, &tenancy, &mut tx, &mut episode).await?;
    tx.commit().await?;
    Ok(Some(session.id))
}

/// What changes about an appointment; what is `None` stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionChange {
    /// What became of it.
    pub state: Option<SessionState>,
    /// When it begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// How long it is set to last, in minutes.
    pub minutes: Option<i64>,
    /// Whether it is the one agreed to be the last.
    pub last: Option<bool>,
}

/// Changes an appointment of an episode the actor treats: what is asked around it, and around the others,
/// follows. `None` when it is not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn change_session(
    app: &App,
    proof: &Proof,
    episode: EpisodeId,
    id: SessionId,
    change: SessionChange,
) -> Result<Option<()>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let session = store::session::lookup(&mut tx, id).await?.filter(|session| session.episode == episode);
    let Some(mut session) = session else { return Ok(None) };
    if treated(&mut tx, proof, episode).await?.is_none() {
        return Ok(None);
    }
    let Some(mut episode) = store::episode::hold(&mut tx, episode).await? else { return Ok(None) };
    session.state = change.state.unwrap_or(session.state);
    session.starts_at = change.starts_at.unwrap_or(session.starts_at);
    session.minutes = change.minutes.unwrap_or(session.minutes);
    session.last = change.last.unwrap_or(session.last);
    store::session::set(&mut tx, &session).await?;
    plan::settle(app, &tenancy, &mut tx, &mut episode).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Ends an episode the actor treats. Appointments that lie ahead are called off, and what is still
/// asked is asked no more.
///
/// # Errors
/// When the day lies before the start, or the database refuses.
pub async fn end_episode(app: &App, proof: &Proof, id: EpisodeId, on: NaiveDate, kind: EndKind) -> Result<Option<()>> {
    let now = app.ambient.now();
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, now, "").await?;
    if treated(&mut tx, proof, id).await?.is_none() {
        return Ok(None);
    }
    let Some(mut episode) = store::episode::hold(&mut tx, id).await? else { return Ok(None) };
    if on < episode.started_on.unwrap_or(episode.referred_on) {
        return Err(AppError::Refused("an episode cannot end before it started".to_owned()));
    }
    episode.ended_on = Some(on);
    episode.end_kind = Some(kind);
    store::episode::set_course(&mut tx, &episode).await?;
    for mut session in store::session::list_of_episode(&mut tx, id).await? {
        if session.state == SessionState::Planned && session.starts_at > now {
            session.state = SessionState::Cancelled;
            store::session::set(&mut tx, &session).await?;
        }
    }
    plan::settle(app, &tenancy, &mut tx, &mut episode).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// A link that was just made; the secret is shown once and stored nowhere.
#[derive(Clone, Debug)]
pub struct FreshLink {
    /// The whole address.
    pub url: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// Makes a new link for a request of an episode the actor treats; earlier links stop working.
/// `None` when the request is not theirs or is over.
///
/// # Errors
/// When the database refuses.
pub async fn invite(app: &App, proof: &Proof, episode: EpisodeId, id: RequestId) -> Result<Option<FreshLink>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(request) = store::request::hold(&mut tx, id).await? else { return Ok(None) };
    let other = request.episode != episode || request.lapsed(tx.now());
    if other || treated(&mut tx, proof, episode).await?.is_none() {
        return Ok(None);
    }
    let fresh = make_link(app, &mut tx, &request).await?;
    tx.commit().await?;
    Ok(fresh)
}

/// Makes the link itself, inside an open transaction.
pub(super) async fn make_link(app: &App, tx: &mut TenantTx, request: &Request) -> Result<Option<FreshLink>> {
    let Ok(state) = request.state.after(Event::Invite) else { return Ok(None) };
    store::request::set_state(tx, request.id, state).await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    link::end(&mut tx.local(), tenant, request.id, LinkKind::Link, now).await?;
    Ok(Some(add_link(app, tx, request).await?))
}

/// Makes one link more, inside an open transaction: those there are go on working.
pub(super) async fn add_link(app: &App, tx: &mut TenantTx, request: &Request) -> Result<FreshLink> {
    let secret = token::fresh(&app.ambient);
    let (tenant, now) = (tx.tenant(), tx.now());
    let hash = token::hash(&secret);
    // The request's own window decides; the grace lets somebody who is answering go on.
    let expires_at = request.closes_at + crate::domain::care::GRACE;
    let link = NewLink {
        hash: &hash,
        kind: LinkKind::Link,
        tenant,
        request: request.id,
        language: None,
        device: Device::Unknown,
        mode: Mode::Link,
        created_at: now,
        expires_at,
    };
    link::add(&mut tx.local(), &link).await?;
    Ok(FreshLink { url: format!("{}/s/{secret}", app.base_url), expires_at: request.closes_at })
}

/// Ends every request whose time has gone by, a few hundred a time. Gives how many it ended.
///
/// # Errors
/// When the database refuses.
pub async fn expire(app: &App, proof: &Proof) -> Result<usize> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut ended = 0;
    for request in store::request::list_overdue(&mut tx, 500).await? {
        ended += usize::from(plan::close(&mut tx, request.id, Event::Expire).await?);
    }
    if ended > 0 {
        tx.commit().await?;
    }
    Ok(ended)
}

/// Names of units by id, for pages.
pub(super) fn unit_name(tree: &UnitTree, id: UnitId) -> String {
    tree.lookup(id).map_or_else(String::new, |unit| unit.name.clone())
}
