//! The questions a unit asks itself when it does not go as hoped, in its own words, version by version.

use chrono::{DateTime, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::{Result, TenantTx};
use crate::domain::care::{AccountId, UnitId};

/// One saved version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSupport {
    /// The unit, with everything below it that has none of its own.
    pub unit: UnitId,
    /// The version, from 1.
    pub version: i64,
    /// The questions by topic, as JSON.
    pub content: String,
    /// Why it was changed, in the words of whoever did.
    pub reason: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: AccountId,
}

#[derive(FromRow)]
struct SupportRow {
    unit_id: Uuid,
    version: i64,
    content: String,
    reason: String,
    saved_at: DateTime<Utc>,
    saved_by: Uuid,
}

/// Adds a version.
///
/// # Errors
/// [`super::StoreError::Conflict`] when that version is there.
pub async fn add(tx: &mut TenantTx, own: &OwnSupport) -> Result<()> {
    tx.note_because(Act::Create, format_args!("support:{}@{}", own.unit, own.version), "content", &own.reason);
    let row = [
        ("unit_id", own.unit.0.into()),
        ("version", own.version.into()),
        ("content", own.content.as_str().into()),
        ("reason", own.reason.as_str().into()),
        ("saved_at", own.saved_at.into()),
        ("saved_by", own.saved_by.0.into()),
    ];
    tx.insert("support", [row]).await
}

/// Every version of every unit, the newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<OwnSupport>> {
    let mut select = tx.select("support", &["unit_id", "version", "content", "reason", "saved_at", "saved_by"]);
    select.order_by(("support", "version"), Order::Desc).order_by(("support", "unit_id"), Order::Asc);
    let rows = tx.all::<SupportRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| OwnSupport {
            unit: row.unit_id.into(),
            version: row.version,
            content: row.content,
            reason: row.reason,
            saved_at: row.saved_at,
            saved_by: row.saved_by.into(),
        })
        .collect())
}
