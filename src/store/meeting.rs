//! What becomes of reports where people meet over them: the state of each, and what was decided.

use chrono::{DateTime, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, is_one_of, read};
use super::{Result, TenantTx};
use crate::domain::access::Role;
use crate::domain::care::{AccountId, ReportId};
use crate::domain::report_state::ReportState;

/// One change of a report's state. They are only ever added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The report.
    pub report: ReportId,
    /// Its number, from 1.
    pub seq: i64,
    /// What it became.
    pub state: ReportState,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
    /// Why; of a step back.
    pub reason: String,
    /// The version that was published.
    pub version: Option<i64>,
}

#[derive(FromRow)]
struct StateRow {
    report_id: Uuid,
    seq: i64,
    state: String,
    at: DateTime<Utc>,
    written_by: Uuid,
    reason: String,
    version: Option<i64>,
}

/// Adds a change.
///
/// # Errors
/// [`super::StoreError::Conflict`] when somebody has added one of that number.
pub async fn add_state(tx: &mut TenantTx, change: &StateChange) -> Result<()> {
    tx.note(Act::Change, format_args!("report:{}", change.report), &format!("state {}", change.state));
    tx.insert(
        "report_state",
        [[
            ("report_id", change.report.0.into()),
            ("seq", change.seq.into()),
            ("state", change.state.code().into()),
            ("at", change.at.into()),
            ("written_by", change.by.0.into()),
            ("reason", change.reason.as_str().into()),
            ("version", change.version.into()),
        ]],
    )
    .await
}

/// The changes of some reports, in order within each.
///
/// # Errors
/// When the database refuses.
pub async fn list_states(tx: &mut TenantTx, reports: &[ReportId]) -> Result<Vec<StateChange>> {
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = tx.select("report_state", &["report_id", "seq", "state", "at", "written_by", "reason", "version"]);
    select
        .and_where(is_one_of("report_state", "report_id", reports.iter().map(|report| report.0)))
        .order_by(("report_state", "report_id"), Order::Asc)
        .order_by(("report_state", "seq"), Order::Asc);
    let rows = tx.all::<StateRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(StateChange {
                report: row.report_id.into(),
                seq: row.seq,
                state: read(&row.state, "report_state", "state", row.report_id)?,
                at: row.at,
                by: row.written_by.into(),
                reason: row.reason,
                version: row.version,
            })
        })
        .collect()
}

/// Something that was decided over a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: Uuid,
    /// Who wrote it down.
    pub author: AccountId,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
    /// The text.
    pub body: String,
}

#[derive(FromRow)]
struct DecisionRow {
    id: Uuid,
    written_by: Uuid,
    role: String,
    at: DateTime<Utc>,
    body: String,
}

/// Adds what was decided.
///
/// # Errors
/// When the database refuses.
pub async fn add_decision(tx: &mut TenantTx, report: ReportId, decision: &Decision) -> Result<()> {
    tx.note(Act::Create, format_args!("report_decision:{}", decision.id), "all");
    tx.insert(
        "report_decision",
        [[
            ("id", decision.id.into()),
            ("report_id", report.0.into()),
            ("written_by", decision.author.0.into()),
            ("role", decision.role.code().into()),
            ("at", decision.at.into()),
            ("body", decision.body.as_str().into()),
        ]],
    )
    .await
}

/// What was decided over a report, in the order it was written.
///
/// # Errors
/// When the database refuses.
pub async fn list_decisions(tx: &mut TenantTx, report: ReportId) -> Result<Vec<Decision>> {
    let mut select = tx.select("report_decision", &["id", "written_by", "role", "at", "body"]);
    select
        .and_where(is("report_decision", "report_id", report.0))
        .order_by(("report_decision", "at"), Order::Asc)
        .order_by(("report_decision", "id"), Order::Asc);
    let rows = tx.all::<DecisionRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Decision {
                id: row.id,
                author: row.written_by.into(),
                role: read(&row.role, "report_decision", "role", row.id)?,
                at: row.at,
                body: row.body,
            })
        })
        .collect()
}
