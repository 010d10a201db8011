//! Every instrument there is for an organisation: those that travel with the product and its own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::{App, AppError, Result};
use super::{OWN, licence, manager, prove, unpack};
use crate::catalogue::{Definition, embedded_files};
use crate::domain::instrument::gate::{self, NotSendable, UsePermission, WordsAtHand};
use crate::domain::local_time;
use crate::store::instrument::{LoadedWording, Permission, Published};
use crate::store::{self, Proof, TenantTx};

/// One instrument as an organisation has it: with the words it has loaded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The newest version, with the loaded words among its wording.
    pub definition: Cow<'static, Definition>,
    /// Written by the organisation.
    pub own: bool,
    /// Since when it is asked of nobody any more.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Whether it may be sent today, and otherwise what to do.
    pub standing: std::result::Result<(), NotSendable>,
    /// The languages whose words the organisation loaded.
    pub loaded: Vec<String>,
}

/// One instrument with everything that was recorded about it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The instrument.
    pub entry: Entry,
    /// Every permission, in the order recorded, with who recorded it.
    pub permissions: Vec<(Permission, String)>,
    /// Every loaded wording, the newest first, with who loaded it.
    pub wordings: Vec<(LoadedWording, String)>,
    /// Published versions of an own instrument, the latest first, with who published it.
    pub versions: Vec<(Published, String)>,
    /// The actor may write, record and load.
    pub may_manage: bool,
}

/// What an organisation has of its own, read once.
pub(super) struct Shelf {
    pub(super) versions: Vec<Published>,
    pub(super) permissions: Vec<Permission>,
    pub(super) wordings: Vec<LoadedWording>,
    pub(super) today: NaiveDate,
}

impl Shelf {
    pub(super) async fn read(app: &App, tx: &mut TenantTx) -> Result<Self> {
        let zone = app.tenancy(tx.tenant()).await?.zone;
        Ok(Self {
            today: local_time::day_of(zone, tx.now()),
            versions: store::instrument::list_versions(tx).await?,
            permissions: store::instrument::list_permissions(tx).await?,
            wordings: store::instrument::list_wordings(tx).await?,
        })
    }

    /// The words of a version that count: the newest of each language.
    fn words(&self, id: &str, version: u32) -> BTreeMap<String, &LoadedWording> {
        let mut words = BTreeMap::new();
        // The newest come first.
        for wording in self.wordings.iter().filter(|wording| wording.instrument == id) {
            if wording.instrument_version == i64::from(version) {
                words.entry(wording.language.clone()).or_insert(wording);
            }
        }
        words
    }

    pub(super) fn entry(&self, definition: Cow<'static, Definition>, own: Option<&Published>) -> Entry {
        let (id, version) = (definition.instrument.id.clone(), definition.instrument.version);
        let words = self.words(&id, version);
        let texts: Vec<&LoadedWording> = words.values().copied().collect();
        let (definition, loaded) = if texts.is_empty() {
            (definition, Vec::new())
        } else {
            match licence::with_words(&definition, own, &texts) {
                Ok(with) => (Cow::Owned(with), words.keys().cloned().collect()),
                // Words that no longer fit are as good as none; the page says that none are here.
                Err(_) => (definition, Vec::new()),
            }
        };
        let permissions: Vec<UsePermission> = self
            .permissions
            .iter()
            .filter(|permission| permission.instrument == id)
            .map(|permission| UsePermission {
                holder: permission.holder.clone(),
                valid_from: permission.valid_from,
                valid_until: permission.valid_until,
                revoked: permission.revoked_at.is_some(),
            })
            .collect();
        let at_hand = if !loaded.is_empty() {
            WordsAtHand::Loaded
        } else if definition.wording.is_empty() {
            WordsAtHand::None
        } else {
            WordsAtHand::OfDefinition
        };
        let standing = gate::may_send(&definition.instrument, &permissions, at_hand, self.today);
        Entry {
            definition,
            own: own.is_some(),
            withdrawn_at: own.and_then(|version| version.withdrawn_at),
            standing,
            loaded,
        }
    }

    /// The entry of an instrument; `None` when there is none with this id.
    fn lookup(&self, app: &App, id: &str) -> Result<Option<Entry>> {
        if let Some(definition) = app.catalogue.definition(id) {
            return Ok(Some(self.entry(Cow::Borrowed(definition), None)));
        }
        match self.versions.iter().find(|version| version.instrument == id) {
            None => Ok(None),
            Some(version) => Ok(Some(self.entry(Cow::Owned(definition_of(version)?), Some(version)))),
        }
    }

    /// The newest version of each own instrument.
    pub(super) fn own(&self) -> impl Iterator<Item = &Published> {
        let mut last = "";
        self.versions.iter().filter(move |version| {
            let is_first = version.instrument != last;
            last = &version.instrument;
            is_first
        })
    }
}

/// The definition in a published version. It was proved when it was published.
pub(super) fn definition_of(version: &Published) -> Result<Definition> {
    prove(&version.instrument, &unpack(&version.files)?).map_err(|problems| {
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        AppError::Broken(format!("version {} of {}: {}", version.version, version.instrument, said.join("; ")))
    })
}

/// The files of an instrument, by path below its folder: of the product's own, or of a published version.
pub(super) fn files_of(app: &App, own: Option<&Published>, id: &str) -> Result<BTreeMap<String, String>> {
    if let Some(version) = own {
        return unpack(&version.files);
    }
    if app.catalogue.definition(id).is_none() {
        return Ok(BTreeMap::new());
    }
    Ok(embedded(id))
}

/// The files of one of the product's instruments.
pub(super) fn embedded(id: &str) -> BTreeMap<String, String> {
    let prefix = format!("{id}/");
    embedded_files()
        .into_iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&prefix)?.to_owned(), text)))
        .collect()
}

/// Every instrument, the organisation's own first.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Vec<Entry>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let shelf = Shelf::read(app, &mut tx).await?;
    let mut entries = Vec::new();
    for version in shelf.own() {
        entries.push(shelf.entry(Cow::Owned(definition_of(version)?), Some(version)));
    }
    entries.extend(app.catalogue.definitions().map(|definition| shelf.entry(Cow::Borrowed(definition), None)));
    Ok(entries)
}

/// One instrument with everything recorded about it; `None` when there is none with this id.
///
/// # Errors
/// When the database refuses.
pub async fn open(app: &App, proof: &Proof, id: &str) -> Result<Option<Opened>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let shelf = Shelf::read(app, &mut tx).await?;
    let Some(entry) = shelf.lookup(app, id)? else { return Ok(None) };
    let mut permissions = Vec::new();
    for permission in shelf.permissions.iter().filter(|permission| permission.instrument == id) {
        let by = name_of(&mut tx, permission.recorded_by).await?;
        permissions.push((permission.clone(), by));
    }
    let mut wordings = Vec::new();
    for wording in shelf.wordings.iter().filter(|wording| wording.instrument == id) {
        wordings.push((wording.clone(), name_of(&mut tx, wording.loaded_by).await?));
    }
    let mut versions = Vec::new();
    for version in shelf.versions.iter().filter(|version| version.instrument == id) {
        versions.push((version.clone(), name_of(&mut tx, version.published_by).await?));
    }
    Ok(Some(Opened { entry, permissions, wordings, versions, may_manage: manager(proof).is_some() }))
}

/// The name of a member of staff; empty when the account is gone.
pub(super) async fn name_of(tx: &mut TenantTx, account: crate::domain::care::AccountId) -> Result<String> {
    Ok(store::account::lookup(&mut tx.local(), account).await?.map_or_else(String::new, |account| account.name))
}

/// Whether an instrument may be sent today, inside an open transaction, with the definition as it would be
/// sent: its newest version with the organisation's loaded words. `None` when there is none with this id,
/// or it is withdrawn.
///
/// # Errors
/// When the database refuses.
pub async fn sendable(
    app: &App,
    tx: &mut TenantTx,
    id: &str,
) -> Result<Option<(Cow<'static, Definition>, std::result::Result<(), NotSendable>)>> {
    let shelf = Shelf::read(app, tx).await?;
    let entry = shelf.lookup(app, id)?.filter(|entry| entry.withdrawn_at.is_none());
    Ok(entry.map(|entry| (entry.definition, entry.standing)))
}

/// One version of an own instrument, whatever became of it since: what an answer was given to. `None` when
/// there is no such version.
///
/// # Errors
/// When the database refuses, or the version does not read.
pub async fn version(tx: &mut TenantTx, id: &str, version: u32) -> Result<Option<Definition>> {
    if !id.starts_with(OWN) {
        return Ok(None);
    }
    let versions = store::instrument::list_versions_of(tx, id).await?;
    versions.iter().find(|known| known.version == i64::from(version)).map(definition_of).transpose()
}

/// The files of an instrument as one text, each after a line with its path: what the editor takes back in.
/// `None` when there is none with this id.
///
/// # Errors
/// When the database refuses.
pub async fn export(app: &App, proof: &Proof, id: &str) -> Result<Option<String>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let versions = store::instrument::list_versions_of(&mut tx, id).await?;
    let files = files_of(app, versions.first(), id)?;
    Ok(if files.is_empty() { None } else { Some(bundle(&files)) })
}

/// The line before each file.
const MARK: &str = "=== ";

/// Files as one text.
fn bundle(files: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for (path, text) in files {
        for part in [MARK, path, "\n", text.trim_end(), "\n"] {
            out.push_str(part);
        }
    }
    out
}

/// The files in such a text; one that begins without a line of that kind is a single `instrument.toml`.
pub(super) fn unbundle(text: &str) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut path = "instrument.toml".to_owned();
    for line in text.replace("\r\n", "\n").lines() {
        if let Some(next) = line.strip_prefix(MARK) {
            next.trim().clone_into(&mut path);
        } else if files.contains_key(&path) || !line.trim().is_empty() {
            let file = files.entry(path.clone()).or_default();
            file.push_str(line);
            file.push('\n');
        }
    }
    files
}
