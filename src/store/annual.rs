//! What the service writes in its annual report. Every version is kept.

use chrono::{DateTime, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, read};
use super::{Result, TenantTx};
use crate::domain::annual::Section;
use crate::domain::care::{AccountId, UnitId};

/// One version of one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnualText {
    /// Its id.
    pub id: Uuid,
    /// The unit.
    pub unit: UnitId,
    /// The year the report is about.
    pub year: i32,
    /// The section.
    pub section: Section,
    /// What it says; empty takes it away.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: AccountId,
}

/// Stores a version.
///
/// # Errors
/// When the unit is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, text: &AnnualText) -> Result<()> {
    tx.note(Act::Report, format_args!("unit:{}", text.unit), &format!("annual report {}, {}", text.year, text.section));
    tx.insert(
        "annual_text",
        [[
            ("id", text.id.into()),
            ("unit_id", text.unit.0.into()),
            ("year", i64::from(text.year).into()),
            ("section", text.section.code().into()),
            ("body", text.body.as_str().into()),
            ("at", text.at.into()),
            ("written_by", text.author.0.into()),
        ]],
    )
    .await
}

/// Every version of a unit's year, the oldest first.
///
/// # Errors
/// When the database refuses, or a row does not read.
pub async fn list(tx: &mut TenantTx, unit: UnitId, year: i32) -> Result<Vec<AnnualText>> {
    #[derive(FromRow)]
    struct Row {
        id: Uuid,
        section: String,
        body: String,
        at: DateTime<Utc>,
        written_by: Uuid,
    }
    let mut select = tx.select("annual_text", &["id", "section", "body", "at", "written_by"]);
    select
        .and_where(is("annual_text", "unit_id", unit.0))
        .and_where(is("annual_text", "year", i64::from(year)))
        .order_by(("annual_text", "at"), Order::Asc)
        .order_by(("annual_text", "id"), Order::Asc);
    let rows = tx.all::<Row>(&select).await?.into_iter().map(|row| {
        Ok(AnnualText {
            section: read(&row.section, "annual_text", "section", row.id)?,
            id: row.id,
            unit,
            year,
            body: row.body,
            at: row.at,
            author: row.written_by.into(),
        })
    });
    rows.collect()
}
