//! The book of what has left: results of a unit's period, kept as they left.

use chrono::{DateTime, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::{Result, TenantTx};
use crate::domain::care::{AccountId, UnitId};

/// What has left of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEdition {
    /// Its id.
    pub id: Uuid,
    /// The unit it is about.
    pub unit: UnitId,
    /// The period's written form.
    pub period: String,
    /// The [`crate::domain::edition::Edition`], as JSON.
    pub content: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Who approved it.
    pub by: AccountId,
}

/// Stores what is about to leave, before it does.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the unit's period has left.
pub async fn add(tx: &mut TenantTx, edition: &StoredEdition) -> Result<()> {
    tx.note(Act::Report, format_args!("unit:{}", edition.unit), &format!("may leave: {}", edition.period));
    tx.insert(
        "edition",
        [[
            ("id", edition.id.into()),
            ("unit_id", edition.unit.0.into()),
            ("period", edition.period.as_str().into()),
            ("content", edition.content.as_str().into()),
            ("made_at", edition.made_at.into()),
            ("made_by", edition.by.0.into()),
        ]],
    )
    .await
}

/// All that has left, by period.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<StoredEdition>> {
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        unit_id: Uuid,
        period: String,
        content: String,
        made_at: DateTime<Utc>,
        made_by: Uuid,
    }
    let mut select = tx.select("edition", &["id", "unit_id", "period", "content", "made_at", "made_by"]);
    select.order_by(("edition", "period"), Order::Asc).order_by(("edition", "unit_id"), Order::Asc);
    let rows = tx.all::<Row>(&select).await?.into_iter().map(|row| StoredEdition {
        id: row.id,
        unit: row.unit_id.into(),
        period: row.period,
        content: row.content,
        made_at: row.made_at,
        by: row.made_by.into(),
    });
    Ok(rows.collect())
}
