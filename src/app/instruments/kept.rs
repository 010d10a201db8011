//! What an organisation asks with, and has asked with: kept ready, so that answering reads no files.
//!
//! A published version never changes, nor does a loaded wording: what was read once is kept for as long
//! as the program runs. Only which of them is the newest is asked again, after a minute or when somebody
//! here changed it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::super::{App, AppError, Result};
use super::library::{Shelf, definition_of};
use crate::catalogue::{Catalogue, Definition};
use crate::domain::care::TenantId;
use crate::domain::instrument::gate::NotSendable;
use crate::store::TenantTx;

/// How long another server's publishing may go unseen here.
const FRESH: Duration = Duration::minutes(1);

/// One instrument that can be asked with.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Its newest version, with the words the organisation loaded.
    pub definition: &'static Definition,
    /// Written by the organisation.
    pub own: bool,
    /// Whether it may be sent on the day it was read, and otherwise what to do.
    pub standing: std::result::Result<(), NotSendable>,
    /// Asked of nobody any more.
    pub withdrawn: bool,
}

/// What one organisation asks with, and has asked with.
#[derive(Debug, Default)]
pub struct Kept {
    newest: HashMap<String, Asked>,
    own: HashMap<(String, u32), &'static Definition>,
    read_at: DateTime<Utc>,
    day: NaiveDate,
}

impl Kept {
    /// An instrument in its newest version; `None` when there is none with this id.
    pub fn newest(&self, id: &str) -> Option<&Asked> {
        self.newest.get(id)
    }

    /// The ids of every instrument there is, in no order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.newest.keys().map(String::as_str)
    }

    /// The definition to ask with.
    ///
    /// # Errors
    /// [`AppError::Broken`] when there is none with this id: something that was checked names it.
    pub fn definition(&self, id: &str) -> Result<&'static Definition> {
        let asked = self.newest.get(id).map(|asked| asked.definition);
        asked.ok_or_else(|| AppError::Broken(format!("the instrument \"{id}\" is not in the catalogue")))
    }

    /// The definition to ask with today; `None` when it has been withdrawn since it was asked for, or a
    /// permission has ended, so that its words are shown to nobody any more.
    ///
    /// # Errors
    /// [`AppError::Broken`] when there is none with this id.
    pub fn askable(&self, id: &str) -> Result<Option<&'static Definition>> {
        let definition = self.definition(id)?;
        let asked = self.newest.get(id).filter(|asked| asked.standing.is_ok() && !asked.withdrawn);
        Ok(asked.map(|_| definition))
    }

    /// The version that stored answers name.
    ///
    /// # Errors
    /// [`AppError::Broken`] when there is no such version.
    pub fn version(&self, catalogue: &'static Catalogue, id: &str, version: i64) -> Result<&'static Definition> {
        let number = u32::try_from(version).unwrap_or(0);
        // The newest has the words the organisation loaded; an older one has those it was made with.
        let newest = self.newest.get(id).map(|asked| asked.definition).filter(|d| d.instrument.version == number);
        let known = newest
            .or_else(|| self.own.get(&(id.to_owned(), number)).copied())
            .or_else(|| catalogue.version(id, number));
        known.ok_or_else(|| {
            AppError::Broken(format!("the instrument \"{id}\" version {version} is not in the catalogue"))
        })
    }

    /// Every instrument that may be sent, the organisation's own first, then by id.
    pub fn sendable(&self) -> Vec<&Asked> {
        let mut found: Vec<&Asked> =
            self.newest.values().filter(|asked| asked.standing.is_ok() && !asked.withdrawn).collect();
        found.sort_by_key(|asked| (!asked.own, asked.definition.instrument.id.as_str()));
        found
    }
}

/// What has been read, of every organisation this program has served.
#[derive(Debug, Default)]
pub(in crate::app) struct Keeper {
    kept: RwLock<HashMap<TenantId, Arc<Kept>>>,
    /// By what they were read from: a version's checksum; with loaded words, the organisation and the words.
    read: RwLock<HashMap<String, &'static Definition>>,
}

impl Keeper {
    /// What was read once is read for good.
    fn once(&self, key: String, read: impl FnOnce() -> Result<Definition>) -> Result<&'static Definition> {
        if let Some(known) = self.read.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known);
        }
        // Never given back: there are as many as somebody has published by hand.
        let definition: &'static Definition = Box::leak(Box::new(read()?));
        let mut all = self.read.write().unwrap_or_else(PoisonError::into_inner);
        Ok(all.entry(key).or_insert(definition))
    }

    /// Forgets which versions of an organisation are the newest.
    pub(in crate::app) fn forget(&self, tenant: TenantId) {
        self.kept.write().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
    }
}

impl App {
    /// What the organisation of this transaction asks with, and has asked with.
    ///
    /// # Errors
    /// When the database refuses, or a published version does not read.
    pub async fn instruments(&self, tx: &mut TenantTx) -> Result<Arc<Kept>> {
        let (tenant, now) = (tx.tenant(), tx.now());
        let zone = self.tenancy(tenant).await?.zone;
        let day = crate::domain::local_time::day_of(zone, now);
        let known = self.keeper.kept.read().unwrap_or_else(PoisonError::into_inner).get(&tenant).cloned();
        if let Some(kept) = known.filter(|kept| kept.day == day && (now - kept.read_at).abs() < FRESH) {
            return Ok(kept);
        }
        let found = Shelf::read(self, tx).await?;
        let mut kept = Kept { read_at: now, day, ..Kept::default() };
        for version in &found.versions {
            let number = u32::try_from(version.version).unwrap_or(0);
            // One version that does not read is no reason for everything else to stand still.
            let read = self.keeper.once(version.checksum.clone(), || definition_of(version));
            let Ok(definition) = read.inspect_err(|error| tracing::error!(%error, "a published version")) else {
                continue;
            };
            kept.own.insert((version.instrument.clone(), number), definition);
        }
        let shipped = self.catalogue.definitions().map(|definition| (definition, None));
        let own = found.own().filter_map(|version| {
            let number = u32::try_from(version.version).ok()?;
            Some((*kept.own.get(&(version.instrument.clone(), number))?, Some(version)))
        });
        let all: Vec<_> = shipped.chain(own).collect();
        for (definition, own) in all {
            let entry = found.entry(std::borrow::Cow::Borrowed(definition), own);
            let definition = match entry.definition {
                std::borrow::Cow::Borrowed(same) => same,
                std::borrow::Cow::Owned(with_words) => {
                    // What the words' own hash leaves out, such as who compared them, is the organisation's too.
                    let words = HEXLOWER.encode(&Sha256::digest(format!("{:?}", with_words.wording)));
                    let instrument = &with_words.instrument;
                    let made_of = own.map_or("", |version| version.checksum.as_str());
                    let key = format!("{tenant} {}@{} {made_of} {words}", instrument.id, instrument.version);
                    self.keeper.once(key, || Ok(with_words))?
                }
            };
            let asked = Asked {
                definition,
                own: own.is_some(),
                standing: entry.standing,
                withdrawn: entry.withdrawn_at.is_some(),
            };
            kept.newest.insert(definition.instrument.id.clone(), asked);
        }
        let kept = Arc::new(kept);
        self.keeper.kept.write().unwrap_or_else(PoisonError::into_inner).insert(tenant, Arc::clone(&kept));
        Ok(kept)
    }
}
