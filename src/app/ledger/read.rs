//! What a unit's ledger holds.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::{App, Result};
use crate::catalogue;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, LedgerEntryId, UnitId};
use crate::domain::ledger::{Decision, Entered, Entry, Indicator, holding};
use crate::domain::local_time;
use crate::store::{self, Actor, Proof};

/// An indicator that a unit has taken up.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// The entry.
    pub entry: Entry,
    /// Every decision, in the order they were written down; the last holds.
    pub decisions: Vec<Decision>,
    /// Every figure, in the order they were written down; see [`holding`].
    pub entered: Vec<Entered>,
}

impl Taken {
    /// The decision that holds.
    #[must_use]
    pub fn decision(&self) -> Option<&Decision> {
        self.decisions.last()
    }

    /// The figures that hold, in the order of time.
    #[must_use]
    pub fn figures(&self) -> Vec<&Entered> {
        holding(&self.entered)
    }
}

/// A unit's ledger.
#[derive(Clone, Debug)]
pub struct UnitLedger {
    /// The unit.
    pub unit: UnitId,
    /// Every unit whose ledger the actor may read, with its depth, parents before children.
    pub units: Vec<(UnitId, String, usize)>,
    /// What the unit has taken up, by theme and then in the order of the catalogue.
    pub taken: Vec<Taken>,
    /// What it has not, likewise.
    pub others: Vec<&'static Indicator>,
    /// The actor may write in it.
    pub may_write: bool,
    /// Today, where the organisation is.
    pub today: NaiveDate,
    /// Names of staff.
    pub names: BTreeMap<AccountId, String>,
}

/// One indicator of a unit's ledger.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The indicator.
    pub indicator: &'static Indicator,
    /// The unit's name.
    pub unit: String,
    /// What the unit has of it; `None` when it has not taken it up.
    pub taken: Option<Taken>,
    /// The actor may write in it.
    pub may_write: bool,
    /// Today, where the organisation is.
    pub today: NaiveDate,
    /// Names of staff.
    pub names: BTreeMap<AccountId, String>,
}

fn by_entry<T>(rows: Vec<(LedgerEntryId, T)>) -> BTreeMap<LedgerEntryId, Vec<T>> {
    let mut sorted: BTreeMap<LedgerEntryId, Vec<T>> = BTreeMap::new();
    for (entry, row) in rows {
        sorted.entry(entry).or_default().push(row);
    }
    sorted
}

/// A unit's ledger; without a unit, the first the actor may read. `None` when there is none to read.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof, unit: Option<UnitId>) -> Result<Option<UnitLedger>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let operator = proof.actor() == Actor::Operator;
    let allowed = |permission, unit| operator || proof.grants().allow_in(permission, unit, &tree);
    let Some(root) = tree.root() else { return Ok(None) };
    let units: Vec<(UnitId, String, usize)> = tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| allowed(Permission::ReadReports, unit.id))
        .map(|(unit, depth)| (unit.id, unit.name.clone(), depth))
        .collect();
    let Some(unit) = unit.or(units.first().map(|(id, ..)| *id)) else { return Ok(None) };
    if !units.iter().any(|(id, ..)| *id == unit) {
        return Ok(None);
    }
    let ledger = catalogue::ledger::embedded()?;
    let entries = store::ledger::list_entries(&mut tx, unit).await?;
    let ids: Vec<LedgerEntryId> = entries.iter().map(|entry| entry.id).collect();
    let mut figures = by_entry(store::ledger::list_figures(&mut tx, &ids).await?);
    let mut decisions = by_entry(store::ledger::list_decisions(&mut tx, &ids).await?);
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let mut taken = Vec::new();
    for entry in entries {
        // What a later program no longer knows stays in the database, and is not shown.
        let Some(indicator) = ledger.get(&entry.indicator) else { continue };
        let (entered, decisions) =
            (figures.remove(&entry.id).unwrap_or_default(), decisions.remove(&entry.id).unwrap_or_default());
        taken.push(Taken { indicator, entry, decisions, entered });
    }
    taken.sort_by_key(|one| one.indicator.theme);
    let mut others: Vec<&'static Indicator> =
        ledger.values().filter(|one| !taken.iter().any(|taken| taken.indicator.id == one.id)).collect();
    others.sort_by_key(|one| one.theme);
    Ok(Some(UnitLedger {
        unit,
        taken,
        others,
        may_write: allowed(Permission::KeepLedger, unit),
        units,
        today: local_time::day_of(tenancy.zone, now),
        names,
    }))
}

/// One indicator of a unit's ledger, taken up or not. `None` when the unit is not theirs to read, or the catalogue has
/// no such indicator.
///
/// # Errors
/// When the database refuses.
pub async fn open(app: &App, proof: &Proof, unit: UnitId, indicator: &str) -> Result<Option<Opened>> {
    let Some(indicator) = super::indicator(indicator)? else { return Ok(None) };
    let Some(ledger) = list(app, proof, Some(unit)).await? else { return Ok(None) };
    let name = ledger.units.iter().find(|(id, ..)| *id == unit).map_or_else(String::new, |(_, name, _)| name.clone());
    Ok(Some(Opened {
        indicator,
        unit: name,
        taken: ledger.taken.into_iter().find(|taken| taken.indicator.id == indicator.id),
        may_write: ledger.may_write,
        today: ledger.today,
        names: ledger.names,
    }))
}
