//! Saving a version, and letting a unit follow another protocol.

use std::collections::BTreeSet;

use super::super::{App, AppError, Result};
use super::settle::{Settled, settle_units};
use super::{Version, entries, known, list, lookup};
use crate::catalogue;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, Protocol, ProtocolError, UnitId, UnitTree};
use crate::store::protocol::OwnProtocol;
use crate::store::{self, Actor, Proof, StoreError};

/// The longest reason for a change, in characters.
const LONGEST_REASON: usize = 500;

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
    let plain: String =
        letters.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).take(8).collect();
    let stem: String = words.join("-").chars().take(50).collect();
    format!("own-{}", if stem.is_empty() { "protocol" } else { stem.trim_end_matches('-') })
}

pub(in crate::app) fn checked(reason: &str) -> Result<&str> {
    match reason.trim() {
        "" => Err(AppError::Refused("please say what is changed, and why".to_owned())),
        long if long.chars().count() > LONGEST_REASON => {
            Err(AppError::Refused(format!("please keep the reason to {LONGEST_REASON} characters")))
        }
        reason => Ok(reason),
    }
}

async fn store_version(app: &App, proof: &Proof, protocol: &Protocol, reason: &str, saved_by: AccountId) -> Result<()> {
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
