//! What units ask: the protocols that travel with the product, those a service has made its own, and who
//! follows which.
//!
//! A saved version never changes. After a save, or when a unit changes protocol, what is asked in its
//! running episodes is planned anew: at once where they are few, by the scheduler where they are many.

mod files;
mod save;
mod settle;

pub use files::{export, import};
pub(in crate::app) use save::checked;
pub use save::{Saved, follow, save, save_new};
pub(super) use settle::Waiting;
pub use settle::{Settled, settle_daily, settle_waiting};

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::instruments::kept::Kept;
use super::{App, Result};
use crate::catalogue;
use crate::domain::access::Permission;
use crate::domain::care::{Known, Protocol, UnitId};
use crate::store::{self, Proof, TenantTx};

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
    let with_choice = |(unit, depth): (&crate::domain::care::Unit, usize)| Follower {
        id: unit.id,
        name: unit.name.clone(),
        depth,
        protocol: followed.get(&unit.id).cloned().unwrap_or_default(),
        may_choose: proof.grants().allow_in(Permission::ManageProtocols, unit.id, &tree),
    };
    Ok(tree.list_within(root.id).into_iter().map(with_choice).collect())
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
    let accounts: BTreeMap<_, _> = store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let mut versions = Vec::new();
    for own in store::protocol::list(&mut tx).await?.into_iter().filter(|own| own.protocol == id) {
        let by = accounts.get(&own.saved_by).cloned().unwrap_or_default();
        let protocol = catalogue::protocols::parse(&own.content)?;
        versions.push(Version { protocol, reason: own.reason, saved_at: own.saved_at, by });
    }
    versions.reverse();
    let units = units(&mut tx, proof).await?;
    let may_manage = proof.grants().allow(Permission::ManageProtocols);
    let may_save =
        may_manage && entry.followed_by.iter().all(|id| units.iter().any(|unit| unit.id == *id && unit.may_choose));
    let instruments = app.instruments(&mut tx).await?;
    Ok(Some(Opened { entry, versions, units, names, instruments, may_manage, may_save }))
}
