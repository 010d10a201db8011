//! Units.

use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::{Result, TenantTx};
use crate::domain::care::{Unit, UnitId, UnitTree};

#[derive(FromRow)]
struct UnitRow {
    id: Uuid,
    parent_id: Option<Uuid>,
    name: String,
}

/// Adds a unit that follows a protocol of the catalogue.
///
/// # Errors
/// When the parent is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, unit: &Unit, protocol: &str) -> Result<()> {
    tx.note(Act::Create, format_args!("unit:{}", unit.id), "parent_id, name, protocol");
    tx.insert(
        "unit",
        [[
            ("id", unit.id.0.into()),
            ("parent_id", unit.parent.map(|parent| parent.0).into()),
            ("name", unit.name.as_str().into()),
            ("protocol", protocol.into()),
        ]],
    )
    .await
}

/// All units.
///
/// # Errors
/// When the database refuses.
pub async fn tree(tx: &mut TenantTx) -> Result<UnitTree> {
    let mut select = tx.select("unit", &["id", "parent_id", "name"]);
    select.order_by(("unit", "id"), Order::Asc);
    let rows = tx.all::<UnitRow>(&select).await?;
    Ok(UnitTree::new(
        rows.into_iter()
            .map(|row| Unit { id: row.id.into(), parent: row.parent_id.map(UnitId), name: row.name })
            .collect(),
    ))
}

/// The id of the protocol a unit follows.
///
/// # Errors
/// When the database refuses.
pub async fn protocol(tx: &mut TenantTx, id: UnitId) -> Result<Option<String>> {
    #[derive(FromRow)]
    struct ProtocolRow {
        protocol: String,
    }
    let mut select = tx.select("unit", &["protocol"]);
    select.and_where(super::sql::is("unit", "id", id.0));
    Ok(tx.optional::<ProtocolRow>(&select).await?.map(|row| row.protocol))
}
