//! Protocols that a tenant has made its own, version by version.

use chrono::{DateTime, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::is;
use super::{Result, TenantTx};
use crate::domain::care::{AccountId, UnitId};

/// One saved version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnProtocol {
    /// The protocol's id.
    pub protocol: String,
    /// The version, from 1.
    pub version: i64,
    /// The text of its file.
    pub content: String,
    /// Why it was changed, in the words of whoever did.
    pub reason: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// By whom.
    pub saved_by: AccountId,
}

#[derive(FromRow)]
struct OwnProtocolRow {
    protocol: String,
    version: i64,
    content: String,
    reason: String,
    saved_at: DateTime<Utc>,
    saved_by: Uuid,
}

const COLUMNS: [&str; 6] = ["protocol", "version", "content", "reason", "saved_at", "saved_by"];

impl From<OwnProtocolRow> for OwnProtocol {
    fn from(row: OwnProtocolRow) -> Self {
        Self {
            protocol: row.protocol,
            version: row.version,
            content: row.content,
            reason: row.reason,
            saved_at: row.saved_at,
            saved_by: row.saved_by.into(),
        }
    }
}

/// Adds a version.
///
/// # Errors
/// [`super::StoreError::Conflict`] when that version is there.
pub async fn add(tx: &mut TenantTx, own: &OwnProtocol) -> Result<()> {
    tx.note_because(Act::Create, format_args!("protocol:{}@{}", own.protocol, own.version), "content", &own.reason);
    tx.insert(
        "own_protocol",
        [[
            ("protocol", own.protocol.as_str().into()),
            ("version", own.version.into()),
            ("content", own.content.as_str().into()),
            ("reason", own.reason.as_str().into()),
            ("saved_at", own.saved_at.into()),
            ("saved_by", own.saved_by.0.into()),
        ]],
    )
    .await
}

/// The newest version of a protocol of the tenant's own.
///
/// # Errors
/// When the database refuses.
pub async fn newest(tx: &mut TenantTx, protocol: &str) -> Result<Option<OwnProtocol>> {
    let mut select = tx.select("own_protocol", &COLUMNS);
    select
        .and_where(is("own_protocol", "protocol", protocol))
        .order_by(("own_protocol", "version"), Order::Desc)
        .limit(1);
    Ok(tx.optional::<OwnProtocolRow>(&select).await?.map(OwnProtocol::from))
}

/// Every version of every protocol of the tenant's own, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<OwnProtocol>> {
    let mut select = tx.select("own_protocol", &COLUMNS);
    select.order_by(("own_protocol", "protocol"), Order::Asc).order_by(("own_protocol", "version"), Order::Asc);
    Ok(tx.all::<OwnProtocolRow>(&select).await?.into_iter().map(OwnProtocol::from).collect())
}

/// Which protocol each unit follows.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_unit(tx: &mut TenantTx) -> Result<Vec<(UnitId, String)>> {
    #[derive(FromRow)]
    struct UnitRow {
        id: Uuid,
        protocol: String,
    }
    let mut select = tx.select("unit", &["id", "protocol"]);
    select.order_by(("unit", "id"), Order::Asc);
    Ok(tx.all::<UnitRow>(&select).await?.into_iter().map(|row| (row.id.into(), row.protocol)).collect())
}

/// Lets a unit follow another protocol.
///
/// # Errors
/// When the unit is not there, or the database refuses.
pub async fn follow(tx: &mut TenantTx, unit: UnitId, protocol: &str) -> Result<()> {
    tx.note(Act::Change, format_args!("unit:{unit}"), "protocol");
    let mut update = tx.update("unit");
    update.value("protocol", protocol).and_where(is("unit", "id", unit.0));
    tx.execute_one("unit", &update).await
}
