//! The day: my sessions in time order, and my patients by name.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::case::{Form, forms};
use crate::app::{App, Result, enrol, notices};
use crate::domain::access::Permission;
use crate::domain::care::{
    Episode, EpisodeId, Identity, Moment, PersonId, Request, Session, SessionState, UnitId, UnitTree,
};
use crate::domain::local_time;
use crate::domain::notice::Rule;
use crate::store::{self, Actor, Proof};

/// One appointment of the day.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The appointment.
    pub session: Session,
    /// Which session of the episode it is, from 1; those called off do not count.
    pub number: usize,
    /// Who comes.
    pub identity: Identity,
    /// What is asked before it.
    pub request: Option<Request>,
    /// The forms answered before the session ended, in order of time.
    pub forms: Vec<Form>,
    /// Which answers its unit wants to be told of; `None`: the organisation has not switched answer notices on.
    pub notice_rule: Option<Rule>,
    /// How many answers of this episode wait for the actor to see them.
    pub waiting: usize,
}

/// The actor's sessions on a day, in time order.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn list_today(app: &App, proof: &Proof, day: NaiveDate) -> Result<Vec<Slot>> {
    let Actor::Account(account) = proof.actor() else { return Ok(Vec::new()) };
    if !proof.grants().allow(Permission::ReadOwnPatients) {
        return Ok(Vec::new());
    }
    let tenancy = app.tenancy(proof.tenant()).await?;
    let (from, to) = local_time::day_bounds(tenancy.zone, day);
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let mut sessions = store::session::list_by_clinician(&mut tx, account, from, to).await?;
    let treated: BTreeMap<EpisodeId, UnitId> = store::episode::list_treated_by(&mut tx, account)
        .await?
        .into_iter()
        .map(|episode| (episode.id, episode.unit))
        .collect();
    sessions.retain(|session| treated.contains_key(&session.episode));
    if sessions.is_empty() {
        return Ok(Vec::new());
    }
    let persons: Vec<PersonId> = sessions.iter().map(|session| session.person).collect();
    let episodes: Vec<EpisodeId> = sessions.iter().map(|session| session.episode).collect();
    let opened = store::person::open_many(&mut tx, &persons, "name, latest answers").await?;
    let all_sessions = store::session::list_by_episodes(&mut tx, &opened, &episodes).await?;
    let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
    let requests = store::request::list_by_sessions(&mut tx, &ids).await?;
    let mut by_episode: BTreeMap<EpisodeId, Vec<Form>> = BTreeMap::new();
    for form in forms(app, &tenancy, &mut tx, &opened, &episodes).await? {
        by_episode.entry(form.response.episode).or_default().push(form);
    }
    let mut identities: BTreeMap<PersonId, Identity> = BTreeMap::new();
    for open in &opened {
        identities.insert(open.id(), tenancy.identity(open)?);
    }
    let waiting = notices::count_waiting(app, &mut tx, account).await?;
    let decided = !tenancy.settings.notices.is_empty();
    let tree = if decided { store::unit::tree(&mut tx).await? } else { UnitTree::default() };
    tx.commit().await?;
    Ok(sessions
        .into_iter()
        .filter_map(|session| {
            let counts = |other: &&Session| {
                other.episode == session.episode
                    && other.starts_at <= session.starts_at
                    && (other.id == session.id || matches!(other.state, SessionState::Held | SessionState::Planned))
            };
            let request = requests
                .iter()
                .find(|request| request.session == Some(session.id) && request.moment != Moment::AfterSession);
            let asked = request.map(|request| request.id);
            Some(Slot {
                number: all_sessions.iter().filter(counts).count(),
                identity: identities.get(&session.person)?.clone(),
                notice_rule: treated
                    .get(&session.episode)
                    .filter(|_| tenancy.notices_on())
                    .map(|unit| tenancy.notice_rule(*unit, &tree)),
                waiting: waiting.get(&session.episode).copied().unwrap_or(0),
                request: request.cloned(),
                // What was known at that session, so that another day reads as it was; and what it was asked for,
                // however late that came.
                forms: by_episode
                    .get(&session.episode)
                    .into_iter()
                    .flatten()
                    .filter(|form| {
                        form.response.answered_at < session.ends_at()
                            || (asked.is_some() && form.response.request == asked)
                    })
                    .cloned()
                    .collect(),
                session,
            })
        })
        .collect())
}

/// One patient in a list.
#[derive(Clone, Debug)]
pub struct Patient {
    /// The episode.
    pub episode: Episode,
    /// Who it is.
    pub identity: Identity,
    /// The unit's name.
    pub unit: String,
    /// Sessions held.
    pub held: usize,
    /// The next appointment.
    pub next_at: Option<DateTime<Utc>>,
    /// The latest answers.
    pub answered_at: Option<DateTime<Utc>>,
}

/// The actor's patients by name. `ended`: also those whose episode has ended.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn list_patients(app: &App, proof: &Proof, ended: bool) -> Result<Vec<Patient>> {
    let Actor::Account(account) = proof.actor() else { return Ok(Vec::new()) };
    if !proof.grants().allow(Permission::ReadOwnPatients) {
        return Ok(Vec::new());
    }
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut episodes = store::episode::list_treated_by(&mut tx, account).await?;
    episodes.retain(|episode| ended || episode.ended_on.is_none());
    if episodes.is_empty() {
        return Ok(Vec::new());
    }
    let persons: Vec<PersonId> = episodes.iter().map(|episode| episode.person).collect();
    let ids: Vec<EpisodeId> = episodes.iter().map(|episode| episode.id).collect();
    let opened = store::person::open_many(&mut tx, &persons, "name").await?;
    let sessions = store::session::list_by_episodes(&mut tx, &opened, &ids).await?;
    let answered: BTreeMap<EpisodeId, DateTime<Utc>> =
        store::response::list_latest(&mut tx, &opened, &ids).await?.into_iter().collect();
    let tree = store::unit::tree(&mut tx).await?;
    let mut identities: BTreeMap<PersonId, Identity> = BTreeMap::new();
    for open in &opened {
        identities.insert(open.id(), tenancy.identity(open)?);
    }
    tx.commit().await?;
    let mut listed: Vec<Patient> = episodes
        .into_iter()
        .filter_map(|episode| {
            let own = || sessions.iter().filter(|session| session.episode == episode.id);
            Some(Patient {
                identity: identities.get(&episode.person)?.clone(),
                unit: enrol::unit_name(&tree, episode.unit),
                held: own().filter(|session| session.state == SessionState::Held).count(),
                next_at: own()
                    .filter(|session| session.state == SessionState::Planned && session.starts_at >= now)
                    .map(|session| session.starts_at)
                    .min(),
                answered_at: answered.get(&episode.id).copied(),
                episode,
            })
        })
        .collect();
    listed.sort_by_key(|patient| (patient.identity.family.clone(), patient.identity.given.clone()));
    Ok(listed)
}
