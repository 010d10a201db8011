//! Questions to ask oneself when it does not go as hoped: the product's, or those a unit has written in its
//! own words. They open a conversation; they advise nothing about treatment.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::app::{App, AppError, Result};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::store::support::OwnSupport;
use crate::store::{self, Actor, Proof, StoreError, TenantTx};

/// What the questions are about, in the order they are shown: the parts that clinical support tools have been
/// built around since Whipple and others (2003) \[mem\], and the plan itself.
pub const TOPICS: [&str; 5] = ["alliance", "motivation", "network", "events", "plan"];

/// The most questions about one topic.
const MOST: usize = 8;

/// The longest question, in characters.
const LONGEST: usize = 300;

/// Questions by topic; a topic without any is not shown.
pub type Questions = BTreeMap<String, Vec<String>>;

/// Which questions a unit has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Support {
    /// Those of the product, in the reader's language.
    Shipped,
    /// Its own, or those of the nearest unit above it that has some.
    Own(Questions),
}

/// A unit's questions, for whoever looks after what units ask.
#[derive(Clone, Debug)]
pub struct OpenedSupport {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// The units the actor looks after, with their names.
    pub units: Vec<(UnitId, String)>,
    /// What holds for it now.
    pub support: Support,
    /// The newest version of its own; 0 when it has none.
    pub version: i64,
    /// Every version of its own, the newest first: number, when, by whom, why.
    pub versions: Vec<(i64, DateTime<Utc>, String, String)>,
}

fn read(own: &OwnSupport) -> Result<Questions> {
    serde_json::from_str(&own.content)
        .map_err(|error| AppError::Broken(format!("the questions of unit {} do not read: {error}", own.unit)))
}

/// The nearest questions of its own; a version without any questions goes back to the product's.
fn nearest(tree: &UnitTree, unit: UnitId, all: &[OwnSupport]) -> Result<Support> {
    // The newest come first, so that of one unit's versions the newest is kept.
    let near = all.iter().filter_map(|own| Some((tree.depth_below(unit, own.unit)?, own))).min_by_key(|(far, _)| *far);
    match near {
        Some((_, own)) => {
            Ok(Some(read(own)?).filter(|questions| !questions.is_empty()).map_or(Support::Shipped, Support::Own))
        }
        None => Ok(Support::Shipped),
    }
}

/// Which questions a unit has.
pub(super) async fn of_unit(tx: &mut TenantTx, tree: &UnitTree, unit: UnitId) -> Result<Support> {
    nearest(tree, unit, &store::support::list(tx).await?)
}

/// A unit's questions; `None` when the actor does not look after it. Without a unit: the first that they do.
///
/// # Errors
/// When the database refuses, or what is stored does not read.
pub async fn lookup(app: &App, proof: &Proof, unit: Option<UnitId>) -> Result<Option<OpenedSupport>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(None) };
    let units: Vec<(UnitId, String)> = tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| proof.grants().allow_in(Permission::ManageProtocols, unit.id, &tree))
        .map(|(unit, _)| (unit.id, unit.name.clone()))
        .collect();
    let wanted = units.iter().find(|(id, _)| unit.is_none_or(|unit| unit == *id)).cloned();
    let Some((unit, name)) = wanted else { return Ok(None) };
    let all = store::support::list(&mut tx).await?;
    let tenant = tx.tenant();
    let names: BTreeMap<AccountId, String> =
        store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let by = |own: &OwnSupport| names.get(&own.saved_by).cloned().unwrap_or_default();
    let own = || all.iter().filter(|own| own.unit == unit);
    Ok(Some(OpenedSupport {
        unit,
        name,
        units,
        support: nearest(&tree, unit, &all)?,
        version: own().next().map_or(0, |own| own.version),
        versions: own().map(|own| (own.version, own.saved_at, by(own), own.reason.clone())).collect(),
    }))
}

/// Questions as they are typed: one a line, empty lines left out.
///
/// # Errors
/// When there are more than [`MOST`] or one is longer than [`LONGEST`].
pub fn parse(text: &str) -> std::result::Result<Vec<String>, &'static str> {
    let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.len() > MOST || lines.iter().any(|line| line.chars().count() > LONGEST) {
        return Err("too-long");
    }
    Ok(lines)
}

/// Saves a unit's questions as its next version, written from version `seen`. `None` when the actor does not
/// look after it, `false` when somebody saved one first; then nothing is stored.
///
/// # Errors
/// [`AppError::Refused`] when the reason is missing or too long.
pub async fn save(
    app: &App,
    proof: &Proof,
    unit: UnitId,
    seen: i64,
    questions: &Questions,
    reason: &str,
) -> Result<Option<bool>> {
    let Actor::Account(saved_by) = proof.actor() else { return Ok(None) };
    let reason = crate::app::protocols::checked(reason)?;
    if lookup(app, proof, Some(unit)).await?.is_none() {
        return Ok(None);
    }
    let content = serde_json::to_string(questions).map_err(|error| AppError::Broken(error.to_string()))?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let own = OwnSupport { unit, version: seen + 1, content, reason: reason.to_owned(), saved_at: now, saved_by };
    match store::support::add(&mut tx, &own).await {
        Err(StoreError::Conflict(_)) => return Ok(Some(false)),
        done => done?,
    }
    tx.commit().await?;
    Ok(Some(true))
}
