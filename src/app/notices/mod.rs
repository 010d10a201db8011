//! Answers that somebody is to see: raised with the answers, put before whoever owns them, and before the leaders
//! of the unit when nobody has seen them in time. See `docs/notices.md`.

mod raise;
mod rule;

pub(super) use raise::raise;
pub use rule::{Kept, Opened, Question, Unit, UnitRule, lookup as lookup_rule, save as save_rule};

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::review::{Form, forms};
use super::{App, Result, enrol};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, EpisodeId, Identity, NoticeId, PersonId, UnitId};
use crate::domain::notice::{Notice, may_hand_over};
use crate::store::audit::Act;
use crate::store::notice::{Circumstances, Handover};
use crate::store::{self, Proof, TenantTx};

/// How many notices that were seen are listed.
const SEEN_SHOWN: u64 = 20;

/// How many notices are put before the leaders in one transaction.
const AT_ONCE: u64 = 500;

/// A notice with what belongs to it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The notice.
    pub notice: Notice,
    /// Through which hands it has gone, in order of time.
    pub handovers: Vec<Handover>,
    /// Who treats the patient and can sign in.
    pub treating: Vec<AccountId>,
}

/// A notice of the actor's own, with whom it is about and the answer it quotes.
#[derive(Clone, Debug)]
pub struct Mine {
    /// The notice.
    pub entry: Entry,
    /// Whom it is about.
    pub identity: Identity,
    /// The form that holds the answer; `None` when it cannot be read.
    pub form: Option<Form>,
}

/// What a clinician's page of notices lists.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Those that wait and then those that were seen.
    pub notices: Vec<Mine>,
    /// Names of staff, by id.
    pub names: BTreeMap<AccountId, String>,
}

/// A notice that nobody has seen in time, as a leader sees it: without whom it is about and without the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// Its id.
    pub id: NoticeId,
    /// The name of the unit.
    pub unit: String,
    /// It is somebody's.
    pub owned: bool,
    /// When the answer was given.
    pub answered_at: DateTime<Utc>,
    /// By when it was to have been seen.
    pub due_at: DateTime<Utc>,
    /// Who else treats the patient, and could take it.
    pub others: Vec<(AccountId, String)>,
}

async fn with_all(tx: &mut TenantTx, notices: Vec<Notice>) -> Result<Vec<Entry>> {
    let ids: Vec<NoticeId> = notices.iter().map(|notice| notice.id).collect();
    let episodes: Vec<EpisodeId> = notices.iter().map(|notice| notice.episode).collect();
    let handovers = store::notice::list_handovers(tx, &ids).await?;
    let circumstances = store::notice::list_circumstances(tx, &episodes).await?;
    Ok(notices
        .into_iter()
        .map(|notice| Entry {
            handovers: handovers.iter().filter(|one| one.notice == notice.id).cloned().collect(),
            treating: treating(&circumstances, notice.episode),
            notice,
        })
        .collect())
}

fn treating(circumstances: &[Circumstances], episode: EpisodeId) -> Vec<AccountId> {
    let known = circumstances.iter().find(|known| known.episode == episode);
    known.map(|known| known.treating.clone()).unwrap_or_default()
}

/// Which of these their owner is shown for the first time.
fn unshown<'a>(notices: impl Iterator<Item = &'a Notice>, owner: AccountId) -> Vec<NoticeId> {
    notices.filter(|notice| notice.owner == Some(owner) && notice.shown_at.is_none()).map(|notice| notice.id).collect()
}

/// The notices of an episode the actor treats, by when they were answered. Those of the actor's own are shown from
/// now on. Empty when the organisation has not switched notices on, or the episode is not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_episode(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Vec<Entry>> {
    let Some(account) = proof.account() else { return Ok(Vec::new()) };
    if !app.tenancy(proof.tenant()).await?.notices_on() {
        return Ok(Vec::new());
    }
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    if enrol::treated(&mut tx, proof, episode).await?.is_none() {
        return Ok(Vec::new());
    }
    let notices = store::notice::list_by_episode(&mut tx, episode).await?;
    if notices.is_empty() {
        return Ok(Vec::new());
    }
    let mut entries = with_all(&mut tx, notices).await?;
    drop(tx);
    let first = unshown(entries.iter().map(|entry| &entry.notice), account);
    if !first.is_empty() {
        let mut tx = app.db.tenant(proof, now, "").await?;
        store::notice::set_shown(&mut tx, account, &first).await?;
        tx.commit().await?;
    }
    for entry in entries.iter_mut().filter(|entry| first.contains(&entry.notice.id)) {
        entry.notice.shown_at = Some(now);
    }
    Ok(entries)
}

/// The actor's own notices: those that wait by when they were answered, then the latest that were seen. `None` when
/// the actor treats nobody, or the organisation has not switched notices on.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn list_own(app: &App, proof: &Proof) -> Result<Option<Own>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let reads = tenancy.notices_on() && proof.grants().allow(Permission::ReadOwnPatients);
    let Some(account) = proof.account().filter(|_| reads) else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut notices = store::notice::list_waiting(&mut tx, account).await?;
    notices.extend(store::notice::list_seen(&mut tx, account, SEEN_SHOWN).await?);
    // Whoever does not treat a patient any more reads nothing of theirs.
    let treated = store::episode::list_treated_by(&mut tx, account).await?;
    notices.retain(|notice| treated.iter().any(|episode| episode.id == notice.episode));
    if notices.is_empty() {
        return Ok(Some(Own::default()));
    }
    let persons: Vec<PersonId> = notices.iter().map(|notice| notice.person).collect();
    let episodes: Vec<EpisodeId> = notices.iter().map(|notice| notice.episode).collect();
    let opened = store::person::open_many(&mut tx, &persons, "name, answers in notices").await?;
    let forms = forms(app, &tenancy, &mut tx, &opened, &episodes).await?;
    let first = unshown(notices.iter(), account);
    store::notice::set_shown(&mut tx, account, &first).await?;
    let entries = with_all(&mut tx, notices).await?;
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let mut own = Vec::with_capacity(entries.len());
    for mut entry in entries {
        let Some(open) = opened.iter().find(|open| open.id() == entry.notice.person) else { continue };
        if first.contains(&entry.notice.id) {
            entry.notice.shown_at = Some(now);
        }
        let form = forms.iter().find(|form| form.response.id == entry.notice.response).cloned();
        own.push(Mine { identity: tenancy.identity(open)?, form, entry });
    }
    tx.commit().await?;
    Ok(Some(Own { notices: own, names }))
}

/// How many of the actor's notices wait, by episode. Empty when the organisation has not switched notices on.
///
/// # Errors
/// When the database refuses.
pub(super) async fn count_waiting(
    app: &App,
    tx: &mut TenantTx,
    owner: AccountId,
) -> Result<BTreeMap<EpisodeId, usize>> {
    let mut counts = BTreeMap::new();
    if app.tenancy(tx.tenant()).await?.notices_on() {
        for notice in store::notice::list_waiting(tx, owner).await? {
            *counts.entry(notice.episode).or_default() += 1;
        }
    }
    Ok(counts)
}

/// The units whose unseen notices the actor is told of.
fn led(proof: &Proof, tree: &crate::domain::care::UnitTree) -> Vec<UnitId> {
    let Some(root) = tree.root() else { return Vec::new() };
    let all = tree.list_within(root.id).into_iter().map(|(unit, _)| unit.id);
    all.filter(|unit| proof.grants().allow_in(Permission::LeadNotices, *unit, tree)).collect()
}

/// The notices of the actor's units that nobody has seen in time, by when they were answered. `None` when the actor
/// leads no unit, or the organisation has not switched notices on.
///
/// # Errors
/// When the database refuses.
pub async fn list_late(app: &App, proof: &Proof) -> Result<Option<Vec<Late>>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    if !tenancy.notices_on() || !proof.grants().allow(Permission::LeadNotices) {
        return Ok(None);
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let units = led(proof, &tree);
    let unseen = store::notice::list_unseen(&mut tx, &units).await?;
    let episodes: Vec<EpisodeId> = unseen.iter().map(|notice| notice.episode).collect();
    let circumstances = store::notice::list_circumstances(&mut tx, &episodes).await?;
    let tenant = tx.tenant();
    let names: BTreeMap<_, _> = store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    for notice in &unseen {
        tx.note(Act::Read, format_args!("notice:{}", notice.id), "unit, owner, times");
    }
    tx.commit().await?;
    let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
    Ok(Some(
        unseen
            .into_iter()
            .map(|notice| Late {
                id: notice.id,
                unit: enrol::unit_name(&tree, notice.unit),
                owned: notice.owner.is_some(),
                answered_at: notice.answered_at,
                due_at: notice.due_at,
                others: treating(&circumstances, notice.episode)
                    .into_iter()
                    .filter(|account| notice.owner != Some(*account))
                    .map(|account| (account, name(account)))
                    .collect(),
            })
            .collect(),
    ))
}

/// Says that the actor has seen a notice. Gives the episode; `None` when it is not theirs, or waits no more.
///
/// # Errors
/// When the database refuses.
pub async fn see(app: &App, proof: &Proof, id: NoticeId) -> Result<Option<EpisodeId>> {
    let on = app.tenancy(proof.tenant()).await?.notices_on();
    let Some(account) = proof.account().filter(|_| on) else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(notice) = store::notice::hold(&mut tx, id).await? else { return Ok(None) };
    let theirs = enrol::treated(&mut tx, proof, notice.episode).await?.is_some() && notice.may_be_seen_by(account);
    if !theirs {
        return refused(tx, id, "seen").await;
    }
    store::notice::set_seen(&mut tx, id, account).await?;
    tx.commit().await?;
    Ok(Some(notice.episode))
}

/// What became of a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// By somebody who treats the patient.
    OfEpisode(EpisodeId),
    /// By a leader, who is not told whose answer it is.
    ByLeader,
}

/// Puts a notice that waits into the hands of somebody who treats the patient; its clock goes on. Its owner may, and
/// whoever treats the patient may take it over; a leader may once it was not seen in time. `None` when the actor may
/// not, or the other does not treat the patient.
///
/// # Errors
/// When the database refuses.
pub async fn hand_over(app: &App, proof: &Proof, id: NoticeId, to: AccountId) -> Result<Option<Handed>> {
    let on = app.tenancy(proof.tenant()).await?.notices_on();
    let Some(by) = proof.account().filter(|_| on) else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(notice) = store::notice::hold(&mut tx, id).await? else { return Ok(None) };
    let waits = notice.state == crate::domain::notice::NoticeState::Waiting;
    let circumstances = store::notice::list_circumstances(&mut tx, &[notice.episode]).await?;
    let Some(circumstances) = circumstances.into_iter().next() else { return Ok(None) };
    let can_take = waits && circumstances.treating.contains(&to) && notice.owner != Some(to);
    let treats = enrol::treated(&mut tx, proof, notice.episode).await?.is_some();
    let handed = if can_take && treats && may_hand_over(by, notice.owner, to) {
        Handed::OfEpisode(notice.episode)
    } else {
        let tree = store::unit::tree(&mut tx).await?;
        let leads = proof.grants().allow_in(Permission::LeadNotices, circumstances.unit, &tree);
        if !(can_take && leads && notice.is_with_leaders(now)) {
            return refused(tx, id, "hand over").await;
        }
        Handed::ByLeader
    };
    let handover = Handover { id: app.ambient.id(), notice: id, from: notice.owner, to, by, at: now };
    store::notice::hand_over(&mut tx, &handover).await?;
    tx.commit().await?;
    Ok(Some(handed))
}

/// A try at what is not theirs is in the chain too.
async fn refused<T>(mut tx: TenantTx, id: NoticeId, what: &str) -> Result<Option<T>> {
    tx.note(Act::Refused, format_args!("notice:{id}"), what);
    tx.commit().await?;
    Ok(None)
}

/// Puts the notices that nobody has seen in time before the leaders of their units, a few hundred at a time. Gives
/// how many.
///
/// # Errors
/// When the database refuses.
pub async fn escalate(app: &App, proof: &Proof) -> Result<usize> {
    if !app.tenancy(proof.tenant()).await?.notices_on() {
        return Ok(0);
    }
    let now = app.ambient.now();
    let mut snapshot = app.db.tenant_snapshot(proof, now).await?;
    let late = store::notice::list_overdue(&mut snapshot, AT_ONCE).await?;
    let late: Vec<NoticeId> = late.into_iter().map(|notice| notice.id).collect();
    drop(snapshot);
    if late.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db.tenant(proof, now, "").await?;
    let reached = store::notice::set_reached(&mut tx, &late).await?;
    if reached > 0 {
        tx.commit().await?;
    }
    Ok(usize::try_from(reached).unwrap_or(usize::MAX))
}
