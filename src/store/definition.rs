//! Which instruments have been answered, and by which rules. Local: one program serves every tenant.

use chrono::{DateTime, Utc};
use sea_query::{OnConflict, Query};
use sqlx::FromRow;

use super::{Local, Result};

/// A version that has been answered.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct UsedDefinition {
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: i64,
    /// SHA-256 of its rules, as 64 hexadecimal digits.
    pub rules_hash: String,
    /// Since when.
    pub first_used_at: DateTime<Utc>,
}

const COLUMNS: [&str; 4] = ["instrument", "version", "rules_hash", "first_used_at"];

/// Records that a version has been answered; one that is there stays as it is.
///
/// # Errors
/// When the database refuses.
pub async fn add(local: &mut Local<'_>, used: &UsedDefinition) -> Result<()> {
    let mut insert = Query::insert();
    insert
        .into_table("used_definition")
        .columns(COLUMNS)
        .values_panic([
            used.instrument.as_str().into(),
            used.version.into(),
            used.rules_hash.as_str().into(),
            used.first_used_at.into(),
        ])
        .on_conflict(OnConflict::columns(["instrument", "version"]).do_nothing().to_owned());
    local.execute(&insert).await.map(|_| ())
}

/// Every version that has been answered.
///
/// # Errors
/// When the database refuses.
pub async fn list(local: &mut Local<'_>) -> Result<Vec<UsedDefinition>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("used_definition").order_by("instrument", sea_query::Order::Asc);
    local.all::<UsedDefinition>(&select).await
}
