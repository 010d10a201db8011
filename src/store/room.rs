//! Tablets in waiting rooms: which organisation the secret in a tablet's address belongs to. Local, and
//! holds only hashes.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::{col, is};
use super::{Local, Result};
use crate::domain::care::TenantId;

/// Adds a room by the SHA-256 of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn add(local: &mut Local<'_>, hash: &[u8], tenant: TenantId, name: &str, now: DateTime<Utc>) -> Result<()> {
    local
        .insert(
            "room",
            [
                ("hash", hash.to_vec().into()),
                ("tenant_id", tenant.0.into()),
                ("name", name.into()),
                ("created_at", now.into()),
                ("ended_at", None::<DateTime<Utc>>.into()),
            ],
        )
        .await
}

#[derive(FromRow)]
struct RoomRow {
    tenant_id: Uuid,
    name: String,
}

/// The organisation a room belongs to; `None` when the secret is unknown or the room is closed.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(local: &mut Local<'_>, hash: &[u8]) -> Result<Option<TenantId>> {
    let mut select = Query::select();
    select
        .columns(["tenant_id", "name"])
        .from("room")
        .and_where(is("room", "hash", hash.to_vec()))
        .and_where(col("room", "ended_at").is_null());
    Ok(local.optional::<RoomRow>(&select).await?.map(|row| row.tenant_id.into()))
}

/// The names of an organisation's open rooms.
///
/// # Errors
/// When the database refuses.
pub async fn list(local: &mut Local<'_>, tenant: TenantId) -> Result<Vec<String>> {
    let mut select = Query::select();
    select
        .columns(["tenant_id", "name"])
        .from("room")
        .and_where(is("room", "tenant_id", tenant.0))
        .and_where(col("room", "ended_at").is_null())
        .order_by(("room", "name"), Order::Asc);
    Ok(local.all::<RoomRow>(&select).await?.into_iter().map(|row| row.name).collect())
}

/// Closes every room of this name. Gives how many there were.
///
/// # Errors
/// When the database refuses.
pub async fn end(local: &mut Local<'_>, tenant: TenantId, name: &str, now: DateTime<Utc>) -> Result<u64> {
    let mut update = Query::update();
    update
        .table("room")
        .value("ended_at", now)
        .and_where(is("room", "tenant_id", tenant.0))
        .and_where(is("room", "name", name))
        .and_where(col("room", "ended_at").is_null());
    local.execute(&update).await
}
