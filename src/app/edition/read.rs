//! The editions there are.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::{App, AppError, Result, report};
use super::make::subject;
use super::opened;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::edition::{Edition, periods};
use crate::domain::ledger::{Every, Period};
use crate::domain::local_time;
use crate::store::audit::Act;
use crate::store::edition::StoredEdition;
use crate::store::report::Subject;
use crate::store::{self, Proof, TenantTx};

/// An edition, and who let it leave.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its id.
    pub id: Uuid,
    /// The unit, by name.
    pub unit: String,
    /// What left.
    pub edition: Edition,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who approved it; empty when it was done from the command line.
    pub made_by: String,
}

/// A unit's editions and the periods there could be one of.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// Units whose reports the actor may read, with their depth.
    pub units: Vec<(UnitId, String, usize)>,
    /// The chosen one.
    pub unit: UnitId,
    /// What has left of it, the latest period first.
    pub kept: Vec<Kept>,
    /// Some editions are not shown: by what colleagues have let the actor read, somebody could be read out of them.
    pub shut: bool,
    /// Periods that can leave, years before quarters, the latest first.
    pub periods: Vec<Period>,
    /// The actor may make one.
    pub may_make: bool,
}

/// What an edition is about, a report for each metric.
fn subjects(unit: UnitId, edition: &Edition) -> Vec<Subject> {
    edition.metrics.iter().map(|metric| subject(unit, metric, edition.period)).collect()
}

async fn names(tx: &mut TenantTx) -> Result<Vec<(AccountId, String)>> {
    let tenant = tx.tenant();
    Ok(store::account::list_names(&mut tx.local(), tenant).await?)
}

fn kept(names: &[(AccountId, String)], tree: &UnitTree, stored: &StoredEdition) -> Result<Kept> {
    let name = names.iter().find(|(id, _)| *id == stored.by).map(|(_, name)| name.clone());
    Ok(Kept {
        id: stored.id,
        unit: tree.lookup(stored.unit).map_or_else(String::new, |unit| unit.name.clone()),
        edition: opened(stored)?,
        made_at: stored.made_at,
        made_by: name.unwrap_or_default(),
    })
}

/// What has left of a unit, the first that is the actor's to read unless one is named. `None` when none is.
///
/// # Errors
/// When the database refuses.
pub async fn shelf(app: &App, proof: &Proof, wanted: Option<UnitId>) -> Result<Option<Shelf>> {
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(None) };
    let units: Vec<_> = tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| proof.grants().allow_in(Permission::ReadReports, unit.id, &tree))
        .map(|(unit, depth)| (unit.id, unit.name.clone(), depth))
        .collect();
    let mut ids = units.iter().map(|(id, ..)| *id);
    let Some(unit) = (match wanted {
        Some(wanted) => ids.find(|id| *id == wanted),
        None => ids.next(),
    }) else {
        return Ok(None);
    };
    let names = names(&mut tx).await?;
    let book = store::edition::list(&mut tx).await?;
    let of_unit = book.iter().filter(|one| one.unit == unit);
    let mut found = of_unit.map(|stored| kept(&names, &tree, stored)).collect::<Result<Vec<_>>>()?;
    let asked: Vec<Subject> = found.iter().flat_map(|one| subjects(unit, &one.edition)).collect();
    let mut answers = report::list_shut(app, &mut tx, proof.actor(), &asked).await?.into_iter();
    let all = found.len();
    found.retain(|one| !answers.by_ref().take(one.edition.metrics.len()).fold(false, |any, shut| any | shut));
    let shut = found.len() < all;
    found.sort_by_key(|one| std::cmp::Reverse((one.edition.period.first(), one.edition.period.last())));
    let today = local_time::day_of(zone, now);
    let periods = periods(Every::Year, today).chain(periods(Every::Quarter, today)).collect();
    let may_make = proof.grants().allow_in(Permission::Freeze, unit, &tree);
    Ok(Some(Shelf { units, unit, kept: found, shut, periods, may_make }))
}

/// One edition, to take out. `None` when it is not there or not the actor's to read. Noted in the audit chain.
///
/// # Errors
/// When somebody could be read out of it by what the actor has been let read, or the database refuses.
pub async fn lookup(app: &App, proof: &Proof, id: Uuid, what: &str) -> Result<Option<Kept>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let list = store::edition::list(&mut tx).await?;
    let may = |one: &&StoredEdition| proof.grants().allow_in(Permission::ReadReports, one.unit, &tree);
    let Some(stored) = list.iter().find(|one| one.id == id).filter(may) else { return Ok(None) };
    let found = kept(&names(&mut tx).await?, &tree, stored)?;
    if report::list_shut(app, &mut tx, proof.actor(), &subjects(stored.unit, &found.edition)).await?.contains(&true) {
        return Err(AppError::Withheld);
    }
    tx.note(Act::Report, format_args!("unit:{}", stored.unit), &format!("edition {}, as {what}", stored.period));
    tx.commit().await?;
    Ok(Some(found))
}
