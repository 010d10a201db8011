//! Tenants. Local: read before any of them is open.

use chrono::{DateTime, Utc};
use sea_query::{LockType, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::is;
use super::{Local, Result};
use crate::domain::care::TenantId;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// A short name for commands, `[a-z0-9-]`.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Its time zone, as in the IANA database.
    pub zone: String,
    /// Its data key, sealed with the master key.
    pub key_sealed: Vec<u8>,
    /// Its settings, as JSON.
    pub settings: String,
    /// Everything in it is invented.
    pub demo: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct TenantRow {
    id: Uuid,
    slug: String,
    name: String,
    zone: String,
    key_sealed: Vec<u8>,
    settings: String,
    demo: bool,
    created_at: DateTime<Utc>,
}

impl From<TenantRow> for Tenant {
    fn from(row: TenantRow) -> Self {
        let TenantRow { id, slug, name, zone, key_sealed, settings, demo, created_at } = row;
        Self { id: id.into(), slug, name, zone, key_sealed, settings, demo, created_at }
    }
}

const COLUMNS: [&str; 8] = ["id", "slug", "name", "zone", "key_sealed", "settings", "demo", "created_at"];

/// Adds a tenant.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the short name is taken.
pub async fn add(local: &mut Local<'_>, tenant: &Tenant) -> Result<()> {
    local
        .insert(
            "tenant",
            [
                ("id", tenant.id.0.into()),
                ("slug", tenant.slug.as_str().into()),
                ("name", tenant.name.as_str().into()),
                ("zone", tenant.zone.as_str().into()),
                ("key_sealed", tenant.key_sealed.clone().into()),
                ("settings", tenant.settings.as_str().into()),
                ("demo", tenant.demo.into()),
                ("created_at", tenant.created_at.into()),
            ],
        )
        .await
}

/// Sets what a tenant has decided.
///
/// # Errors
/// When the database refuses.
pub async fn set_settings(local: &mut Local<'_>, id: TenantId, settings: &str) -> Result<()> {
    let mut update = Query::update();
    update.table("tenant").value("settings", settings).and_where(is("tenant", "id", id.0));
    local.execute(&update).await.map(|_| ())
}

/// All tenants, by short name.
///
/// # Errors
/// When the database refuses.
pub async fn list(local: &mut Local<'_>) -> Result<Vec<Tenant>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("tenant").order_by("slug", Order::Asc);
    Ok(local.all::<TenantRow>(&select).await?.into_iter().map(Tenant::from).collect())
}

/// One tenant.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(local: &mut Local<'_>, id: TenantId) -> Result<Option<Tenant>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("tenant").and_where(is("tenant", "id", id.0));
    Ok(local.optional::<TenantRow>(&select).await?.map(Tenant::from))
}

/// One tenant, held until the transaction ends. Held so that rows of the tenant can still be added: a transaction that
/// commits holds the head of the audit chain and then refers to the tenant, and each would wait for the other.
///
/// # Errors
/// When the database refuses.
pub async fn hold(local: &mut Local<'_>, id: TenantId) -> Result<Option<Tenant>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("tenant").and_where(is("tenant", "id", id.0)).lock(LockType::NoKeyUpdate);
    Ok(local.optional::<TenantRow>(&select).await?.map(Tenant::from))
}

/// The tenant with this short name.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_slug(local: &mut Local<'_>, slug: &str) -> Result<Option<Tenant>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("tenant").and_where(is("tenant", "slug", slug));
    Ok(local.optional::<TenantRow>(&select).await?.map(Tenant::from))
}
