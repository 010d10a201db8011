//! The activity ledger of units: what they have taken up, its figures, and what they decided. Nothing of it is about
//! a person in care. Figures and decisions are added and never changed: the newest holds.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, is_one_of, read};
use super::{Result, TenantTx};
use crate::domain::care::{AccountId, LedgerEntryId, UnitId};
use crate::domain::ledger::{Decision, Entered, Entry, NewDecision};

#[derive(FromRow)]
struct EntryRow {
    id: Uuid,
    unit_id: Uuid,
    indicator: String,
    every: String,
}

impl TryFrom<EntryRow> for Entry {
    type Error = super::StoreError;

    fn try_from(row: EntryRow) -> Result<Self> {
        Ok(Self {
            every: read(&row.every, "ledger_entry", "every", row.id)?,
            id: row.id.into(),
            unit: row.unit_id.into(),
            indicator: row.indicator,
        })
    }
}

/// Takes an indicator up in a unit.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the unit has taken it up already.
pub async fn add_entry(tx: &mut TenantTx, entry: &Entry, by: AccountId) -> Result<()> {
    tx.note(Act::Create, format_args!("ledger_entry:{}", entry.id), &entry.indicator);
    let now = tx.now();
    tx.insert(
        "ledger_entry",
        [[
            ("id", entry.id.0.into()),
            ("unit_id", entry.unit.0.into()),
            ("indicator", entry.indicator.as_str().into()),
            ("every", entry.every.code().into()),
            ("taken_up_at", now.into()),
            ("taken_up_by", by.0.into()),
        ]],
    )
    .await
}

/// What a unit has taken up, by the indicators' ids.
///
/// # Errors
/// When the database refuses.
pub async fn list_entries(tx: &mut TenantTx, unit: UnitId) -> Result<Vec<Entry>> {
    let mut select = tx.select("ledger_entry", &["id", "unit_id", "indicator", "every"]);
    select.and_where(is("ledger_entry", "unit_id", unit.0)).order_by(("ledger_entry", "indicator"), Order::Asc);
    tx.all::<EntryRow>(&select).await?.into_iter().map(Entry::try_from).collect()
}

/// A figure about to be stored.
#[derive(Clone, Debug, PartialEq)]
pub struct NewFigure {
    /// Its id.
    pub id: Uuid,
    /// Of which entry.
    pub entry: LedgerEntryId,
    /// What was written down.
    pub entered: Entered,
}

/// Stores figures in the order given. Those of the same period that were there stay, and hold no longer.
///
/// # Errors
/// When the database refuses.
pub async fn add_figures(tx: &mut TenantTx, figures: &[NewFigure]) -> Result<()> {
    for of_one in figures.chunk_by(|one, next| one.entry == next.entry) {
        let (Some(first), Some(last)) = (of_one.first(), of_one.last()) else { continue };
        let fields = format!("{} figures, {} to {}", of_one.len(), first.entered.period, last.entered.period);
        tx.note(Act::Change, format_args!("ledger_entry:{}", first.entry), &fields);
    }
    tx.insert(
        "ledger_figure",
        figures.iter().map(|figure| {
            [
                ("id", figure.id.into()),
                ("ledger_entry_id", figure.entry.0.into()),
                ("period", figure.entered.period.to_string().into()),
                ("value", figure.entered.value.into()),
                ("written_at", figure.entered.written_at.into()),
                ("written_by", figure.entered.written_by.0.into()),
            ]
        }),
    )
    .await
}

/// Every figure of these entries, in the order they were written; see [`crate::domain::ledger::holding`].
///
/// # Errors
/// When the database refuses.
pub async fn list_figures(tx: &mut TenantTx, entries: &[LedgerEntryId]) -> Result<Vec<(LedgerEntryId, Entered)>> {
    #[derive(FromRow)]
    struct FigureRow {
        id: Uuid,
        ledger_entry_id: Uuid,
        period: String,
        value: Option<f64>,
        written_at: DateTime<Utc>,
        written_by: Uuid,
    }
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let columns = ["id", "ledger_entry_id", "period", "value", "written_at", "written_by"];
    let mut select = tx.select("ledger_figure", &columns);
    select
        .and_where(is_one_of("ledger_figure", "ledger_entry_id", entries.iter().map(|entry| entry.0)))
        .order_by(("ledger_figure", "written_at"), Order::Asc)
        .order_by(("ledger_figure", "id"), Order::Asc);
    let rows = tx.all::<FigureRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            let entered = Entered {
                period: read(&row.period, "ledger_figure", "period", row.id)?,
                value: row.value,
                written_at: row.written_at,
                written_by: row.written_by.into(),
            };
            Ok((row.ledger_entry_id.into(), entered))
        })
        .collect()
}

/// Stores what was decided about an entry. What was decided before stays, and holds no longer.
///
/// # Errors
/// When the database refuses.
pub async fn add_decision(tx: &mut TenantTx, id: Uuid, entry: LedgerEntryId, decision: &Decision) -> Result<()> {
    let what = &decision.what;
    tx.note(Act::Change, format_args!("ledger_entry:{entry}"), &format!("decided {}", what.status));
    tx.insert(
        "ledger_decision",
        [[
            ("id", id.into()),
            ("ledger_entry_id", entry.0.into()),
            ("status", what.status.code().into()),
            ("decided_on", what.decided_on.into()),
            ("decided_by", what.decided_by.as_str().into()),
            ("reason", what.reason.as_str().into()),
            ("sunset_on", what.sunset_on.into()),
            ("written_at", decision.written_at.into()),
            ("written_by", decision.written_by.0.into()),
        ]],
    )
    .await
}

/// What was decided about these entries, in the order it was written down.
///
/// # Errors
/// When the database refuses.
pub async fn list_decisions(tx: &mut TenantTx, entries: &[LedgerEntryId]) -> Result<Vec<(LedgerEntryId, Decision)>> {
    #[derive(FromRow)]
    struct DecisionRow {
        id: Uuid,
        ledger_entry_id: Uuid,
        status: String,
        decided_on: NaiveDate,
        decided_by: String,
        reason: String,
        sunset_on: Option<NaiveDate>,
        written_at: DateTime<Utc>,
        written_by: Uuid,
    }
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let columns = [
        "id",
        "ledger_entry_id",
        "status",
        "decided_on",
        "decided_by",
        "reason",
        "sunset_on",
        "written_at",
        "written_by",
    ];
    let mut select = tx.select("ledger_decision", &columns);
    select
        .and_where(is_one_of("ledger_decision", "ledger_entry_id", entries.iter().map(|entry| entry.0)))
        .order_by(("ledger_decision", "written_at"), Order::Asc)
        .order_by(("ledger_decision", "id"), Order::Asc);
    let rows = tx.all::<DecisionRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            let what = NewDecision {
                status: read(&row.status, "ledger_decision", "status", row.id)?,
                decided_on: row.decided_on,
                decided_by: row.decided_by,
                reason: row.reason,
                sunset_on: row.sunset_on,
            };
            let decision = Decision { what, written_at: row.written_at, written_by: row.written_by.into() };
            Ok((row.ledger_entry_id.into(), decision))
        })
        .collect()
}
