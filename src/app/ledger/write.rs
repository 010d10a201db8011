//! What changes a unit's ledger. Whoever may not gets `None`, and the try stands in the audit chain.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::{App, AppError, Result};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, LedgerEntryId, UnitId};
use crate::domain::ledger::{Decision, Entered, Entry, Every, Indicator, NewDecision, Period};
use crate::domain::local_time;
use crate::interop::ledger_csv::{Fault, Row, RowError};
use crate::store::audit::Act;
use crate::store::ledger::NewFigure;
use crate::store::{self, Actor, Proof, StoreError, TenantTx};

/// An open ledger that the actor may write in.
struct Desk {
    tx: TenantTx,
    entries: Vec<Entry>,
    by: AccountId,
    today: NaiveDate,
}

impl Desk {
    fn entry(&self, indicator: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.indicator == indicator)
    }
}

async fn desk(app: &App, proof: &Proof, unit: UnitId) -> Result<Option<Desk>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let operator = proof.actor() == Actor::Operator;
    let allowed = operator || proof.grants().allow_in(Permission::KeepLedger, unit, &tree);
    if !allowed || tree.lookup(unit).is_none() {
        tx.note(Act::Refused, format_args!("unit:{unit}"), "ledger");
        tx.commit().await?;
        return Ok(None);
    }
    // What the operator brings in from a file is nobody's among the staff.
    let by = proof.account().unwrap_or(AccountId(uuid::Uuid::nil()));
    let entries = store::ledger::list_entries(&mut tx, unit).await?;
    Ok(Some(Desk { tx, entries, by, today: local_time::day_of(tenancy.zone, now) }))
}

/// Takes an indicator up in a unit. `None` when it is not theirs to do, or there is no such indicator. One that is
/// there already stays as it is.
///
/// # Errors
/// When the database refuses.
pub async fn take_up(app: &App, proof: &Proof, unit: UnitId, indicator: &str, every: Every) -> Result<Option<()>> {
    let Some(indicator) = super::indicator(indicator)? else { return Ok(None) };
    let Some(mut desk) = desk(app, proof, unit).await? else { return Ok(None) };
    if desk.entry(&indicator.id).is_some() {
        return Ok(Some(()));
    }
    let entry = Entry { id: LedgerEntryId(app.ambient.id()), unit, indicator: indicator.id.clone(), every };
    match store::ledger::add_entry(&mut desk.tx, &entry, desk.by).await {
        Ok(()) => desk.tx.commit().await?,
        // Somebody else took it up at the same moment.
        Err(StoreError::Conflict(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Some(()))
}

/// One figure as it was entered: `None` takes the period's figure back.
pub type Figure = (Period, Option<f64>);

/// Why a figure cannot be taken; `None` when it can: then what is kept.
fn fit(
    indicator: &Indicator,
    every: Every,
    today: NaiveDate,
    (period, value): Figure,
) -> std::result::Result<Option<f64>, Fault> {
    if period.every() != every {
        return Err(Fault::Every);
    }
    if period.last() >= today {
        return Err(Fault::Future);
    }
    value.map(|value| indicator.value.keep(value).ok_or(Fault::Range)).transpose()
}

/// Enters figures of one indicator; per cent for shares. An earlier figure of the same period stays, and holds no
/// longer. `None` when it is not theirs to do, or the unit has not taken the indicator up; `Err` within: the first
/// figure that cannot be taken, and then none is.
///
/// # Errors
/// When the database refuses.
pub async fn add_figures(
    app: &App,
    proof: &Proof,
    unit: UnitId,
    indicator: &str,
    figures: &[Figure],
) -> Result<Option<std::result::Result<(), (Period, Fault)>>> {
    let Some(indicator) = super::indicator(indicator)? else { return Ok(None) };
    let Some(mut desk) = desk(app, proof, unit).await? else { return Ok(None) };
    let Some(entry) = desk.entry(&indicator.id).cloned() else { return Ok(None) };
    let mut new = Vec::with_capacity(figures.len());
    for (period, value) in figures {
        match fit(indicator, entry.every, desk.today, (*period, *value)) {
            Err(fault) => return Ok(Some(Err((*period, fault)))),
            Ok(kept) => new.push(figure(app, &desk, entry.id, *period, kept)),
        }
    }
    store::ledger::add_figures(&mut desk.tx, &new).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(())))
}

fn figure(app: &App, desk: &Desk, entry: LedgerEntryId, period: Period, value: Option<f64>) -> NewFigure {
    let entered = Entered { period, value, written_at: desk.tx.now(), written_by: desk.by };
    NewFigure { id: app.ambient.id(), entry, entered }
}

/// Enters the rows of a file, all or none. `of`: the indicator of rows that name none. Gives how many figures were
/// stored; `None` when it is not theirs to do; `Err` within: every row that cannot be taken.
///
/// # Errors
/// When the database refuses.
pub async fn import(
    app: &App,
    proof: &Proof,
    unit: UnitId,
    of: Option<&str>,
    rows: &[Row],
) -> Result<Option<std::result::Result<usize, Vec<RowError>>>> {
    let Some(mut desk) = desk(app, proof, unit).await? else { return Ok(None) };
    let (mut new, mut wrong) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    for row in rows {
        let id = row.indicator.as_deref().or(of).unwrap_or_default();
        let fault = match (super::indicator(id)?, desk.entry(id)) {
            (None, _) => Err(Fault::Indicator),
            (_, None) => Err(Fault::NotTakenUp),
            (Some(_), Some(entry)) if !seen.insert((entry.id, row.period)) => Err(Fault::Twice),
            (Some(indicator), Some(entry)) => fit(indicator, entry.every, desk.today, (row.period, Some(row.value)))
                .map(|kept| new.push(figure(app, &desk, entry.id, row.period, kept))),
        };
        if let Err(fault) = fault {
            let given = match fault {
                Fault::Indicator | Fault::NotTakenUp => id.to_owned(),
                Fault::Range => row.value.to_string(),
                _ => row.period.to_string(),
            };
            wrong.push(RowError { line: row.line, given, fault });
        }
    }
    if !wrong.is_empty() {
        return Ok(Some(Err(wrong)));
    }
    desk.tx.note(Act::Import, format_args!("unit:{unit}"), &format!("ledger, {} figures", new.len()));
    store::ledger::add_figures(&mut desk.tx, &new).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(new.len())))
}

/// Stores what a unit has decided about an indicator. `None` when it is not theirs to do, or the unit has not taken
/// the indicator up.
///
/// # Errors
/// [`AppError::Refused`] when [`Indicator::check`] finds something wrong: a page asks it first.
pub async fn decide(app: &App, proof: &Proof, unit: UnitId, indicator: &str, new: NewDecision) -> Result<Option<()>> {
    let Some(indicator) = super::indicator(indicator)? else { return Ok(None) };
    let Some(mut desk) = desk(app, proof, unit).await? else { return Ok(None) };
    let Some(entry) = desk.entry(&indicator.id).map(|entry| entry.id) else { return Ok(None) };
    if let Some((field, kind)) = indicator.check(&new, desk.today).first() {
        return Err(AppError::Refused(format!("the decision cannot be stored: {field} ({kind})")));
    }
    let what =
        NewDecision { decided_by: new.decided_by.trim().to_owned(), reason: new.reason.trim().to_owned(), ..new };
    let decision = Decision { what, written_at: desk.tx.now(), written_by: desk.by };
    store::ledger::add_decision(&mut desk.tx, app.ambient.id(), entry, &decision).await?;
    desk.tx.commit().await?;
    Ok(Some(()))
}
