//! What units ask: the protocols that travel with the product, those a service has made its own, and who
//! follows which.
//!
//! A saved version never changes. After a save, or when a unit changes protocol, what is asked in its
//! running episodes is planned anew: at once where they are few, by the scheduler where they are many.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Days, Utc};

use super::instruments::kept::Kept;
use super::{App, AppError, Result, plan};
use crate::catalogue;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, EpisodeId, Known, Protocol, ProtocolError, TenantId, UnitId, UnitTree};
use crate::domain::local_time;
use crate::store::protocol::OwnProtocol;
use crate::store::{self, Actor, Proof, StoreError, TenantTx};

/// How many episodes are planned anew while somebody waits, and in one transaction.
const AT_ONCE: usize = 200;

/// Days after the ending beyond which nobody is asked any more: the longest that a protocol may say, and
/// the weeks that a link may work.
const LONGEST_AFTER: u64 = 1100 + 60;

/// The longest reason for a change, in characters.
const LONGEST_REASON: usize = 500;

/// One protocol in its newest version.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The protocol.
    pub protocol: Protocol,
    /// A version that the service saved; otherwise the product's.
    pub own: bool,
    /// The product has a protocol with this id.
    pub shipped: bool,
    /// The units that follow it.
    pub followed_by: Vec<UnitId>,
}

/// One unit and what it follows.
#[derive(Clone, Debug)]
pub struct Follower {
    /// The unit.
    pub id: UnitId,
    /// What people call it.
    pub name: String,
    /// How far below the organisation it lies.
    pub depth: usize,
    /// The id of the protocol it follows.
    pub protocol: String,
    /// The actor may choose what it follows.
    pub may_choose: bool,
}

/// Everything the pages list.
pub struct Library {
    /// The protocols: the product's by id, and then those that only the service has.
    pub entries: Vec<Entry>,
    /// The units, as a tree.
    pub units: Vec<Follower>,
    /// What can be asked with.
    pub instruments: Arc<Kept>,
}

/// A saved version, and who saved it.
#[derive(Clone, Debug)]
pub struct Version {
    /// The protocol as it was.
    pub protocol: Protocol,
    /// Why it was changed.
    pub reason: String,
    /// When.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// One protocol with its history.
pub struct Opened {
    /// The newest version.
    pub entry: Entry,
    /// What was saved, the newest first.
    pub versions: Vec<Version>,
    /// The units, as a tree.
    pub units: Vec<Follower>,
    /// Names of protocols by id, for the units that follow another.
    pub names: BTreeMap<String, Entry>,
    /// What can be asked with.
    pub instruments: Arc<Kept>,
    /// The actor looks after protocols somewhere.
    pub may_manage: bool,
    /// The actor looks after every unit that follows it, and so may save the next version.
    pub may_save: bool,
}

/// What an instrument is to a protocol: `None` when nobody can ever be asked it.
pub fn known(instruments: &Kept, id: &str) -> Option<Known<'static>> {
    let asked = instruments.newest(id).filter(|asked| !asked.withdrawn)?;
    let instrument = &asked.definition.instrument;
    let (minutes, answered_by) = (instrument.minutes, instrument.answered_by.as_slice());
    (!instrument.is_total_only()).then_some(Known { minutes, answered_by })
}

async fn entries(app: &App, tx: &mut TenantTx) -> Result<Vec<Entry>> {
    let mut newest: BTreeMap<String, Protocol> = BTreeMap::new();
    for own in store::protocol::list(tx).await? {
        // One version that does not read is no reason for the others to be gone.
        match catalogue::protocols::parse(&own.content) {
            Ok(protocol) => drop(newest.insert(own.protocol, protocol)),
            Err(error) => tracing::error!(%error, protocol = own.protocol, version = own.version, "a saved protocol"),
        }
    }
    let followed = store::protocol::list_by_unit(tx).await?;
    let by = |id: &str| followed.iter().filter(|(_, known)| known == id).map(|(unit, _)| *unit).collect::<Vec<_>>();
    let mut entries = Vec::new();
    for (id, protocol) in app.protocols {
        let own = newest.remove(id);
        let (own, protocol) = (own.is_some(), own.unwrap_or_else(|| protocol.clone()));
        entries.push(Entry { followed_by: by(id), protocol, own, shipped: true });
    }
    for (id, protocol) in newest {
        entries.push(Entry { followed_by: by(&id), protocol, own: true, shipped: false });
    }
    Ok(entries)
}

async fn units(tx: &mut TenantTx, proof: &Proof) -> Result<Vec<Follower>> {
    let tree = store::unit::tree(tx).await?;
    let followed: BTreeMap<UnitId, String> = store::protocol::list_by_unit(tx).await?.into_iter().collect();
    let Some(root) = tree.root() else { return Ok(Vec::new()) };
    let follower = |(unit, depth): (&crate::domain::care::Unit, usize)| Follower {
        id: unit.id,
        name: unit.name.clone(),
        depth,
        protocol: followed.get(&unit.id).cloned().unwrap_or_default(),
        may_choose: proof.grants().allow_in(Permission::ManageProtocols, unit.id, &tree),
    };
    Ok(tree.list_within(root.id).into_iter().map(follower).collect())
}

/// Every protocol, and what each unit follows.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Library> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    Ok(Library {
        entries: entries(app, &mut tx).await?,
        units: units(&mut tx, proof).await?,
        instruments: app.instruments(&mut tx).await?,
    })
}

/// One protocol with its history. `None` when there is none with this id.
///
/// # Errors
/// When the database refuses, or a saved version does not read.
pub async fn lookup(app: &App, proof: &Proof, id: &str) -> Result<Option<Opened>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let names: BTreeMap<String, Entry> =
        entries(app, &mut tx).await?.into_iter().map(|entry| (entry.protocol.id.clone(), entry)).collect();
    let Some(entry) = names.get(id).cloned() else { return Ok(None) };
    let tenant = tx.tenant();
    let accounts: BTreeMap<_, _> =
        store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let mut versions = Vec::new();
    for own in store::protocol::list(&mut tx).await?.into_iter().filter(|own| own.protocol == id) {
        let by = accounts.get(&own.saved_by).cloned().unwrap_or_default();
        let protocol = catalogue::protocols::parse(&own.content)?;
        versions.push(Version { protocol, reason: own.reason, saved_at: own.saved_at, by });
    }
    versions.reverse();
    let units = units(&mut tx, proof).await?;
    let may_manage = proof.grants().allow(Permission::ManageProtocols);
    let may_save = may_manage
        && entry.followed_by.iter().all(|id| units.iter().any(|unit| unit.id == *id && unit.may_choose));
    let instruments = app.instruments(&mut tx).await?;
    Ok(Some(Opened { entry, versions, units, names, instruments, may_manage, may_save }))
}

/// What became of the requests of running episodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// So many changed.
    Now(usize),
    /// There are many episodes: the scheduler changes them within minutes.
    Soon,
}

/// What became of a protocol somebody wants to save.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is a version.
    Stored {
        /// The protocol's id.
        id: String,
        /// The version.
        version: u32,
        /// What became of the requests.
        settled: Settled,
    },
    /// Somebody else saved one first; nothing was stored.
    Late {
        /// What they saved.
        newest: Box<Version>,
    },
    /// It cannot be saved so.
    Wrong(Vec<ProtocolError>),
}

/// Saves the next version of a protocol, written from version `seen`. `None` when there is no such
/// protocol, or the actor does not look after every unit that follows it.
///
/// # Errors
/// When the reason is missing, or the database refuses.
pub async fn save(app: &App, proof: &Proof, seen: u32, protocol: Protocol, reason: &str) -> Result<Option<Saved>> {
    let Actor::Account(saved_by) = proof.actor() else { return Ok(None) };
    let reason = checked(reason)?;
    let id = protocol.id.clone();
    let Some(before) = lookup(app, proof, &id).await?.filter(|opened| opened.may_save) else { return Ok(None) };
    if before.entry.protocol.version != seen {
        return late(app, proof, &id).await;
    }
    let Some(version) = seen.checked_add(1) else { return Ok(None) };
    let protocol = Protocol { version, ..protocol };
    if let Err(wrong) = protocol.check(|id| known(&before.instruments, id)) {
        return Ok(Some(Saved::Wrong(wrong)));
    }
    match store_version(app, proof, &protocol, reason, saved_by).await {
        Err(AppError::Store(StoreError::Conflict(_))) => return late(app, proof, &id).await,
        done => done?,
    }
    let settled = settle_units(app, proof, &before.entry.followed_by).await?;
    Ok(Some(Saved::Stored { id, version, settled }))
}

/// Saves a protocol under an id of its own, made from its name. `None` when the actor looks after no unit.
///
/// # Errors
/// When the reason is missing, or the database refuses.
pub async fn save_new(app: &App, proof: &Proof, protocol: Protocol, reason: &str) -> Result<Option<Saved>> {
    let Actor::Account(saved_by) = proof.actor() else { return Ok(None) };
    if !proof.grants().allow(Permission::ManageProtocols) {
        return Ok(None);
    }
    let reason = checked(reason)?;
    let library = list(app, proof).await?;
    if let Err(wrong) = protocol.check(|id| known(&library.instruments, id)) {
        return Ok(Some(Saved::Wrong(wrong)));
    }
    let taken: BTreeSet<&str> = library.entries.iter().map(|entry| entry.protocol.id.as_str()).collect();
    let stem = stem(&protocol.name);
    let free = (1..=1000).map(|n| if n == 1 { stem.clone() } else { format!("{stem}-{n}") });
    let Some(id) = free.into_iter().find(|id| !taken.contains(id.as_str())) else { return Ok(None) };
    let protocol = Protocol { id: id.clone(), version: 1, ..protocol };
    store_version(app, proof, &protocol, reason, saved_by).await?;
    Ok(Some(Saved::Stored { id, version: 1, settled: Settled::Now(0) }))
}

/// `own-` and the letters and digits of a name: so that a protocol of the product never meets it.
fn stem(name: &str) -> String {
    let letters = name.to_lowercase().replace('æ', "ae").replace('ø', "o").replace('å', "a");
    let plain: String = letters.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).take(8).collect();
    let stem: String = words.join("-").chars().take(50).collect();
    format!("own-{}", if stem.is_empty() { "protocol" } else { stem.trim_end_matches('-') })
}

fn checked(reason: &str) -> Result<&str> {
    match reason.trim() {
        "" => Err(AppError::Refused("please say what is changed, and why".to_owned())),
        long if long.chars().count() > LONGEST_REASON => {
            Err(AppError::Refused(format!("please keep the reason to {LONGEST_REASON} characters")))
        }
        reason => Ok(reason),
    }
}

async fn store_version(
    app: &App,
    proof: &Proof,
    protocol: &Protocol,
    reason: &str,
    saved_by: AccountId,
) -> Result<()> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let own = OwnProtocol {
        protocol: protocol.id.clone(),
        version: i64::from(protocol.version),
        content: catalogue::protocols::write(protocol),
        reason: reason.to_owned(),
        saved_at: now,
        saved_by,
    };
    store::protocol::add(&mut tx, &own).await?;
    tx.commit().await?;
    Ok(())
}

async fn late(app: &App, proof: &Proof, id: &str) -> Result<Option<Saved>> {
    let newest = lookup(app, proof, id).await?.and_then(|opened| opened.versions.into_iter().next());
    Ok(newest.map(|newest| Saved::Late { newest: Box::new(newest) }))
}

/// Lets a unit follow a protocol. `None` when there is no such unit or protocol, or the unit is not the
/// actor's to choose for.
///
/// # Errors
/// When the database refuses.
pub async fn follow(app: &App, proof: &Proof, unit: UnitId, id: &str) -> Result<Option<Settled>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree: UnitTree = store::unit::tree(&mut tx).await?;
    let theirs = proof.grants().allow_in(Permission::ManageProtocols, unit, &tree);
    if !theirs || !entries(app, &mut tx).await?.iter().any(|entry| entry.protocol.id == id) {
        return Ok(None);
    }
    if store::unit::protocol(&mut tx, unit).await?.as_deref() == Some(id) {
        return Ok(Some(Settled::Now(0)));
    }
    store::protocol::follow(&mut tx, unit, id).await?;
    tx.commit().await?;
    settle_units(app, proof, &[unit]).await.map(Some)
}

/// Plans anew what is asked in these units, now or soon.
async fn settle_units(app: &App, proof: &Proof, units: &[UnitId]) -> Result<Settled> {
    let episodes = asked_in(app, proof, units).await?;
    if episodes.len() <= AT_ONCE {
        return settle_episodes(app, proof, &episodes).await.map(Settled::Now);
    }
    let tenant = proof.tenant();
    let marks = units.iter().map(|unit| (tenant, *unit));
    app.replanning.lock().unwrap_or_else(PoisonError::into_inner).extend(marks);
    Ok(Settled::Soon)
}

/// Plans anew what is asked in the units that were left for later. Gives how many requests changed.
///
/// The marks live in this program: should it stop first, the daily planning does the same.
///
/// # Errors
/// When the database refuses; the marks are kept then.
pub async fn settle_waiting(app: &App, proof: &Proof) -> Result<usize> {
    let tenant = proof.tenant();
    let units: Vec<UnitId> = {
        let marks = app.replanning.lock().unwrap_or_else(PoisonError::into_inner);
        marks.iter().filter(|(of, _)| *of == tenant).map(|(_, unit)| *unit).collect()
    };
    if units.is_empty() {
        return Ok(0);
    }
    // Taken away before the work: a save that comes meanwhile marks anew.
    app.replanning
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|(of, unit)| *of != tenant || !units.contains(unit));
    let episodes = asked_in(app, proof, &units).await;
    let done = match episodes {
        Ok(episodes) => settle_episodes(app, proof, &episodes).await,
        Err(error) => Err(error),
    };
    if done.is_err() {
        let marks = units.iter().map(|unit| (tenant, *unit));
        app.replanning.lock().unwrap_or_else(PoisonError::into_inner).extend(marks);
    }
    done
}

/// The episodes of some units in which somebody may still be asked.
async fn asked_in(app: &App, proof: &Proof, units: &[UnitId]) -> Result<Vec<EpisodeId>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let today = local_time::day_of(zone, now);
    let asked = |ended: chrono::NaiveDate| ended.checked_add_days(Days::new(LONGEST_AFTER)).is_some_and(|end| end >= today);
    let episodes = store::episode::list_by_units(&mut tx, units).await?;
    Ok(episodes.into_iter().filter(|one| one.ended_on.is_none_or(asked)).map(|one| one.id).collect())
}

async fn settle_episodes(app: &App, proof: &Proof, episodes: &[EpisodeId]) -> Result<usize> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut changed = 0;
    for some in episodes.chunks(AT_ONCE) {
        let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
        let mut protocols: BTreeMap<UnitId, Protocol> = BTreeMap::new();
        let mut here = 0;
        for id in some {
            let Some(mut episode) = store::episode::hold(&mut tx, *id).await? else { continue };
            if !protocols.contains_key(&episode.unit) {
                protocols.insert(episode.unit, plan::protocol_of(app, &mut tx, episode.unit).await?);
            }
            if let Some(protocol) = protocols.get(&episode.unit) {
                here += plan::settle_by(app, &tenancy, &mut tx, &mut episode, protocol).await?;
            }
        }
        if here > 0 {
            tx.commit().await?;
        }
        changed += here;
    }
    Ok(changed)
}

/// A protocol as an organisation has it, for whoever runs the server.
///
/// # Errors
/// When the database refuses, or a saved version does not read.
pub async fn export(app: &App, tenant: TenantId, id: &str) -> Result<Option<Protocol>> {
    let proof = Proof::operator(tenant);
    let mut tx = app.db.tenant_snapshot(&proof, app.ambient.now()).await?;
    Ok(entries(app, &mut tx).await?.into_iter().map(|entry| entry.protocol).find(|protocol| protocol.id == id))
}

/// Saves a file as the next version of the protocol it names, on behalf of the account with this login
/// name. Gives the id and version, or what is wrong with it. What is asked is planned anew by the server.
///
/// # Errors
/// When there is no such account, the reason is missing, or the database refuses.
pub async fn import(
    app: &App,
    tenant: TenantId,
    login: &str,
    protocol: Protocol,
    reason: &str,
) -> Result<std::result::Result<(String, u32), Vec<ProtocolError>>> {
    let reason = checked(reason)?;
    let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if protocol.id.is_empty() || protocol.id.len() > 60 || !protocol.id.chars().all(letters) {
        return Err(AppError::Refused("the protocol's id must be small letters, digits and hyphens".to_owned()));
    }
    let proof = Proof::operator(tenant);
    let mut tx = app.db.tenant(&proof, app.ambient.now(), "").await?;
    let staff = store::account::list(&mut tx.local(), tenant).await?;
    let by = staff.iter().find(|(account, grants)| {
        account.login == login && account.active && grants.allow(Permission::ManageProtocols)
    });
    let Some((by, _)) = by else {
        return Err(AppError::Refused(format!("\"{login}\" is not somebody who looks after protocols here")));
    };
    let instruments = app.instruments(&mut tx).await?;
    let newest = entries(app, &mut tx).await?.into_iter().find(|entry| entry.protocol.id == protocol.id);
    let version = newest.map_or(1, |entry| entry.protocol.version.saturating_add(1));
    let protocol = Protocol { version, ..protocol };
    if let Err(wrong) = protocol.check(|id| known(&instruments, id)) {
        return Ok(Err(wrong));
    }
    let own = OwnProtocol {
        protocol: protocol.id.clone(),
        version: i64::from(version),
        content: catalogue::protocols::write(&protocol),
        reason: reason.to_owned(),
        saved_at: tx.now(),
        saved_by: by.id,
    };
    store::protocol::add(&mut tx, &own).await?;
    tx.commit().await?;
    Ok(Ok((protocol.id, version)))
}
