//! Addresses that asked not to be written to, requests that nobody could be told of, and the links by
//! which somebody asks for no more. Addresses are keyed hashes throughout.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, OnConflict, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, insert, is, read};
use super::{Local, Result, TenantTx};
use crate::codes;
use crate::domain::care::{PersonId, RequestId, TenantId};

codes! {
    /// How somebody asked for no more messages.
    pub enum How {
        /// By the link in a message.
        Link = "link",
        /// By answering a text message.
        Reply = "reply",
        /// By telling staff.
        Staff = "staff",
    }
}

codes! {
    /// Why nobody could be told of a request.
    pub enum Unreached {
        /// The address is protected.
        Protected = "protected",
        /// No number and no address is known.
        NoAddress = "no-address",
        /// What is known is no mobile number and no address.
        BadAddress = "bad-address",
        /// They asked not to be written to.
        OptedOut = "opted-out",
        /// Whoever was to be asked is not there any more.
        Gone = "gone",
    }
}

/// Notes that an address wants no messages. Gives whether it is news.
///
/// # Errors
/// When the database refuses.
pub async fn add(tx: &mut TenantTx, address_mac: &[u8], how: How) -> Result<bool> {
    tx.note_because(Act::Change, "address", "opted out", how.code());
    let now = tx.now();
    let row = [("address_mac", address_mac.to_vec().into()), ("at", now.into()), ("how", how.code().into())];
    let mut added = 0;
    for mut statement in insert("opt_out", Some(tx.tenant().0), [row]) {
        statement.on_conflict(OnConflict::columns(["tenant_id", "address_mac"]).do_nothing().to_owned());
        added += tx.execute(&statement).await?;
    }
    Ok(added > 0)
}

/// Notes that an address wants messages again. Gives whether it did not.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut TenantTx, address_mac: &[u8]) -> Result<bool> {
    tx.note(Act::Change, "address", "opted in");
    let mut delete = tx.delete("opt_out");
    delete.and_where(is("opt_out", "address_mac", address_mac.to_vec()));
    Ok(tx.execute(&delete).await? > 0)
}

/// Which of these addresses want no messages, and since when.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, addresses: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, DateTime<Utc>)>> {
    #[derive(FromRow)]
    struct OptOutRow {
        address_mac: Vec<u8>,
        at: DateTime<Utc>,
    }
    let mut found = Vec::new();
    for some in addresses.chunks(1000) {
        let mut select = tx.select("opt_out", &["address_mac", "at"]);
        select.and_where(col("opt_out", "address_mac").is_in(some.iter().cloned()));
        found.extend(tx.all::<OptOutRow>(&select).await?.into_iter().map(|row| (row.address_mac, row.at)));
    }
    Ok(found)
}

/// Notes why nobody could be told of a request.
///
/// # Errors
/// When the database refuses.
pub async fn set_unreached(tx: &mut TenantTx, request: RequestId, reason: Unreached) -> Result<()> {
    tx.note_because(Act::Change, format_args!("request:{request}"), "unreached", reason.code());
    let now = tx.now();
    let row = [("request_id", request.0.into()), ("reason", reason.code().into()), ("tried_at", now.into())];
    for mut statement in insert("unreached", Some(tx.tenant().0), [row]) {
        statement.on_conflict(
            OnConflict::columns(["tenant_id", "request_id"]).update_columns(["reason", "tried_at"]).to_owned(),
        );
        tx.execute(&statement).await?;
    }
    Ok(())
}

/// Forgets that nobody could be told of a request: somebody has been.
///
/// # Errors
/// When the database refuses.
pub async fn forget_unreached(tx: &mut TenantTx, request: RequestId) -> Result<()> {
    let mut delete = tx.delete("unreached");
    delete.and_where(is("unreached", "request_id", request.0));
    if tx.execute(&delete).await? > 0 {
        tx.note(Act::Change, format_args!("request:{request}"), "unreached");
    }
    Ok(())
}

/// Forgets it for all requests about a patient: how they are reached has changed.
///
/// # Errors
/// When the database refuses.
pub async fn forget_unreached_of(tx: &mut TenantTx, person: PersonId) -> Result<()> {
    let mut theirs = tx.select("request", &["id"]);
    theirs.and_where(is("request", "person_id", person.0));
    let mut delete = tx.delete("unreached");
    delete.and_where(col("unreached", "request_id").in_subquery(theirs));
    if tx.execute(&delete).await? > 0 {
        tx.note(Act::Change, format_args!("person:{person}"), "unreached");
    }
    Ok(())
}

/// Forgets it for all requests that stood for one reason, so that they are tried at the next turn.
///
/// # Errors
/// When the database refuses.
pub async fn forget_reason(tx: &mut TenantTx, reason: Unreached) -> Result<()> {
    let mut delete = tx.delete("unreached");
    delete.and_where(is("unreached", "reason", reason.code()));
    if tx.execute(&delete).await? > 0 {
        tx.note(Act::Change, format_args!("unreached:{reason}"), "forgotten");
    }
    Ok(())
}

/// Why nobody could be told of these requests; those that were not tried are left out.
///
/// # Errors
/// When the database refuses.
pub async fn list_unreached(
    tx: &mut TenantTx,
    requests: &[RequestId],
) -> Result<Vec<(RequestId, Unreached, DateTime<Utc>)>> {
    #[derive(FromRow)]
    struct UnreachedRow {
        request_id: Uuid,
        reason: String,
        tried_at: DateTime<Utc>,
    }
    let mut found = Vec::new();
    for some in requests.chunks(1000) {
        let mut select = tx.select("unreached", &["request_id", "reason", "tried_at"]);
        select.and_where(col("unreached", "request_id").is_in(some.iter().map(|request| request.0)));
        for row in tx.all::<UnreachedRow>(&select).await? {
            let reason = read(&row.reason, "unreached", "reason", row.request_id)?;
            found.push((row.request_id.into(), reason, row.tried_at));
        }
    }
    Ok(found)
}

/// A link by which somebody asks for no more messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StopLink {
    /// The tenant that writes.
    pub tenant: TenantId,
    /// The address, as a keyed hash.
    pub address_mac: Vec<u8>,
    /// The language they were last written to in when the link was made.
    pub language: String,
}

/// Adds such a link; one that is there already stays.
///
/// # Errors
/// When the database refuses.
pub async fn add_link(local: &mut Local<'_>, hash: &[u8], link: &StopLink, now: DateTime<Utc>) -> Result<()> {
    let row = [
        ("hash", hash.to_vec().into()),
        ("tenant_id", link.tenant.0.into()),
        ("address_mac", link.address_mac.clone().into()),
        ("language", link.language.as_str().into()),
        ("created_at", now.into()),
    ];
    for mut statement in insert("stop_link", None, [row]) {
        statement.on_conflict(OnConflict::column("hash").do_nothing().to_owned());
        local.execute(&statement).await?;
    }
    Ok(())
}

/// Where such a link leads.
///
/// # Errors
/// When the database refuses.
pub async fn find_link(local: &mut Local<'_>, hash: &[u8]) -> Result<Option<StopLink>> {
    #[derive(FromRow)]
    struct LinkRow {
        tenant_id: Uuid,
        address_mac: Vec<u8>,
        language: String,
    }
    let mut select = Query::select();
    select.columns(["tenant_id", "address_mac", "language"]).from("stop_link").and_where(is(
        "stop_link",
        "hash",
        hash.to_vec(),
    ));
    let row = local.optional::<LinkRow>(&select).await?;
    Ok(row.map(|LinkRow { tenant_id, address_mac, language }| StopLink {
        tenant: tenant_id.into(),
        address_mac,
        language,
    }))
}
