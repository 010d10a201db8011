//! Receipts: what says that answers are stored, and to which browser.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, is_one_of};
use super::{Result, TenantTx};
use crate::domain::care::RequestId;

/// That the answers to a request are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The request.
    pub request: RequestId,
    /// The key made when the form opened: the same answers sent again are told by it.
    pub key: String,
    /// SHA-256 of what was sent.
    pub body_hash: Vec<u8>,
    /// Hash of the cookie of the browser that sent them.
    pub browser: Vec<u8>,
    /// When they were stored.
    pub stored_at: DateTime<Utc>,
}

/// Adds receipts.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the request has one.
pub async fn add_many(tx: &mut TenantTx, receipts: &[Receipt]) -> Result<()> {
    for receipt in receipts {
        tx.note(Act::Create, format_args!("request:{}", receipt.request), "receipt");
    }
    insert(tx, receipts.iter()).await
}

/// The rows of receipts; what is noted of them is the caller's.
pub(super) async fn insert(tx: &mut TenantTx, receipts: impl Iterator<Item = &Receipt>) -> Result<()> {
    tx.insert(
        "receipt",
        receipts.map(|receipt| {
            [
                ("request_id", receipt.request.0.into()),
                ("key", receipt.key.as_str().into()),
                ("body_hash", receipt.body_hash.clone().into()),
                ("browser", receipt.browser.clone().into()),
                ("stored_at", receipt.stored_at.into()),
            ]
        }),
    )
    .await
}

/// The receipt of a request.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, request: RequestId) -> Result<Option<Receipt>> {
    Ok(list_by_requests(tx, &[request]).await?.into_iter().next())
}

/// The receipts of some requests; those without one are left out.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_requests(tx: &mut TenantTx, requests: &[RequestId]) -> Result<Vec<Receipt>> {
    #[derive(FromRow)]
    struct ReceiptRow {
        request_id: Uuid,
        key: String,
        body_hash: Vec<u8>,
        browser: Vec<u8>,
        stored_at: DateTime<Utc>,
    }
    let mut select = tx.select("receipt", &["request_id", "key", "body_hash", "browser", "stored_at"]);
    select.and_where(is_one_of("receipt", "request_id", requests.iter().map(|request| request.0)));
    let rows = tx.all::<ReceiptRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|ReceiptRow { request_id, key, body_hash, browser, stored_at }| Receipt {
            request: request_id.into(),
            key,
            body_hash,
            browser,
            stored_at,
        })
        .collect())
}

/// Puts the receipt of a correction in the place of the one before.
///
/// # Errors
/// When there is none, or the database refuses.
pub async fn replace(tx: &mut TenantTx, receipt: &Receipt) -> Result<()> {
    tx.note(Act::Change, format_args!("request:{}", receipt.request), "receipt");
    let mut delete = tx.delete("receipt");
    delete.and_where(is("receipt", "request_id", receipt.request.0));
    tx.execute_one("receipt", &delete).await?;
    insert(tx, std::iter::once(receipt)).await
}
