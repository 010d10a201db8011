//! How often somebody with the receipt of a request has tried to say who they are.

use sea_query::{ExprTrait, OnConflict};
use sqlx::FromRow;

use super::audit::Act;
use super::sql::{col, insert, is};
use super::{Result, TenantTx};
use crate::domain::care::RequestId;

/// How many times it has been tried for a request.
///
/// # Errors
/// When the database refuses.
pub async fn count(tx: &mut TenantTx, request: RequestId) -> Result<i64> {
    #[derive(FromRow)]
    struct TriesRow {
        tries: i64,
    }
    let mut select = tx.select("identity_try", &["tries"]);
    select.and_where(is("identity_try", "request_id", request.0));
    Ok(tx.optional::<TriesRow>(&select).await?.map_or(0, |row| row.tries))
}

/// Counts one try more, right or wrong.
///
/// # Errors
/// When the request is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, request: RequestId, right: bool) -> Result<()> {
    let act = if right { Act::Change } else { Act::Refused };
    tx.note(act, format_args!("request:{request}"), "date of birth tried");
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = [("request_id", request.0.into()), ("tries", 1_i64.into()), ("at", now.into())];
    for mut statement in insert("identity_try", Some(tenant.0), [row]) {
        statement.on_conflict(
            OnConflict::columns(["tenant_id", "request_id"])
                .value("tries", col("identity_try", "tries").add(1))
                .value("at", now)
                .to_owned(),
        );
        tx.execute(&statement).await?;
    }
    Ok(())
}
