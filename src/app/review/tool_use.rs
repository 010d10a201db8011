//! Whose course is to be registered with the national code for a feedback tool that was used: one's own patients.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::super::{App, Result};
use crate::domain::access::Permission;
use crate::domain::care::{Episode, EpisodeId, Identity, PersonId, SessionId, SessionKind, SessionState};
use crate::domain::local_time;
use crate::domain::tool_use::ToolUse;
use crate::store::{self, Actor, Proof};

/// Days after an ending in which it stays on the list: the code is registered before it, or soon after.
const AFTER: u64 = 90;

/// One course.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The episode.
    pub episode: Episode,
    /// Who it is.
    pub identity: Identity,
    /// What happened.
    pub used: ToolUse,
}

fn is_listed(episode: &Episode, today: NaiveDate) -> bool {
    episode.ended_on.is_none_or(|day| day + Days::new(AFTER) >= today)
}

/// The actor's patients who are in treatment, or ended it lately, by name.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn list_tool_use(app: &App, proof: &Proof, what: &str) -> Result<Vec<Reported>> {
    let Actor::Account(account) = proof.actor() else { return Ok(Vec::new()) };
    if !proof.grants().allow(Permission::ReadOwnPatients) {
        return Ok(Vec::new());
    }
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let today = local_time::day_of(tenancy.zone, now);
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut episodes = store::episode::list_treated_by(&mut tx, account).await?;
    episodes.retain(|episode| is_listed(episode, today));
    let persons: Vec<PersonId> = episodes.iter().map(|episode| episode.person).collect();
    let ids: Vec<EpisodeId> = episodes.iter().map(|episode| episode.id).collect();
    let opened = store::person::open_many(&mut tx, &persons, what).await?;
    let sessions = store::session::list_by_episodes(&mut tx, &opened, &ids).await?;
    let feedback = store::feedback::list(&mut tx, &ids).await?;
    let mut identities: BTreeMap<PersonId, Identity> = BTreeMap::new();
    for open in &opened {
        identities.insert(open.id(), tenancy.identity(open)?);
    }
    tx.commit().await?;
    let mut ends = BTreeMap::new();
    for session in &sessions {
        ends.insert(session.id, session.ends_at());
    }
    let in_time = |session: SessionId, at| ends.get(&session).is_some_and(|end| at < *end);
    let used: BTreeSet<SessionId> = feedback
        .iter()
        .filter(|one| one.discussed == Some(true) || one.opened_at.is_some_and(|at| in_time(one.session, at)))
        .map(|one| one.session)
        .collect();
    let mut listed: Vec<Reported> = episodes
        .into_iter()
        .filter_map(|episode| {
            let held = sessions.iter().filter(|session| {
                session.episode == episode.id
                    && session.state == SessionState::Held
                    && session.kind == SessionKind::Treatment
            });
            let used = ToolUse::of(held.map(|session| used.contains(&session.id)));
            Some(Reported { identity: identities.get(&episode.person)?.clone(), used, episode })
        })
        .collect();
    listed.sort_by_key(|one| (one.identity.family.clone(), one.identity.given.clone()));
    Ok(listed)
}
