//! Answers saved while answering. Each browser has its own: another device starts empty.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_query::{OnConflict, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{insert, is, is_one_of};
use super::{Result, TenantTx};
use crate::domain::care::RequestId;

/// One saved answer: a number, a sealed text, or a no.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The instrument.
    pub instrument: String,
    /// The version it was given to.
    pub version: i64,
    /// The item.
    pub item: String,
    /// The number answered.
    pub value: Option<f64>,
    /// The text answered, sealed.
    pub text_sealed: Option<Vec<u8>>,
    /// The respondent would rather not say.
    pub declined: bool,
}

#[derive(FromRow)]
struct DraftRow {
    request_id: Uuid,
    browser: Vec<u8>,
    instrument: String,
    version: i64,
    item: String,
    value: Option<f64>,
    text_sealed: Option<Vec<u8>>,
    declined: bool,
}

/// Saves an answer, in place of an earlier one to the same item from the same browser.
///
/// # Errors
/// When the database refuses.
pub async fn save(tx: &mut TenantTx, request: RequestId, browser: &[u8], draft: &Draft) -> Result<()> {
    tx.note(Act::Change, format_args!("request:{request}"), &format!("draft {} {}", draft.instrument, draft.item));
    let now: DateTime<Utc> = tx.now();
    let row = [
        ("request_id", request.0.into()),
        ("browser", browser.to_vec().into()),
        ("instrument", draft.instrument.as_str().into()),
        ("version", draft.version.into()),
        ("item", draft.item.as_str().into()),
        ("value", draft.value.into()),
        ("text_sealed", draft.text_sealed.clone().into()),
        ("declined", draft.declined.into()),
        ("at", now.into()),
    ];
    for mut statement in insert("draft", Some(tx.tenant().0), [row]) {
        statement.on_conflict(
            OnConflict::columns(["tenant_id", "request_id", "browser", "instrument", "item"])
                .update_columns(["version", "value", "text_sealed", "declined", "at"])
                .to_owned(),
        );
        tx.execute(&statement).await?;
    }
    Ok(())
}

/// Takes back the answer to one item.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut TenantTx, request: RequestId, browser: &[u8], instrument: &str, item: &str) -> Result<()> {
    tx.note(Act::Remove, format_args!("request:{request}"), &format!("draft {instrument} {item}"));
    let mut delete = tx.delete("draft");
    delete
        .and_where(is("draft", "request_id", request.0))
        .and_where(is("draft", "browser", browser.to_vec()))
        .and_where(is("draft", "instrument", instrument))
        .and_where(is("draft", "item", item));
    tx.execute(&delete).await.map(|_| ())
}

/// What one browser has saved for a request.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, request: RequestId, browser: &[u8]) -> Result<Vec<Draft>> {
    Ok(list_many(tx, &[(request, browser.to_vec())]).await?.remove(&(request, browser.to_vec())).unwrap_or_default())
}

/// What some browsers have saved, each by its request and itself.
///
/// # Errors
/// When the database refuses.
pub async fn list_many(
    tx: &mut TenantTx,
    of: &[(RequestId, Vec<u8>)],
) -> Result<HashMap<(RequestId, Vec<u8>), Vec<Draft>>> {
    let columns = ["request_id", "browser", "instrument", "version", "item", "value", "text_sealed", "declined"];
    let mut select = tx.select("draft", &columns);
    select
        .and_where(is_one_of("draft", "request_id", of.iter().map(|(request, _)| request.0)))
        .and_where(is_one_of("draft", "browser", of.iter().map(|(_, browser)| browser.clone())))
        .order_by(("draft", "instrument"), Order::Asc)
        .order_by(("draft", "item"), Order::Asc);
    let mut found: HashMap<_, Vec<Draft>> = HashMap::new();
    for row in tx.all::<DraftRow>(&select).await? {
        let DraftRow { request_id, browser, instrument, version, item, value, text_sealed, declined } = row;
        let draft = Draft { instrument, version, item, value, text_sealed, declined };
        found.entry((request_id.into(), browser)).or_default().push(draft);
    }
    Ok(found)
}

/// Removes everything saved for a request, from every browser.
///
/// # Errors
/// When the database refuses.
pub async fn clear(tx: &mut TenantTx, request: RequestId) -> Result<()> {
    tx.note(Act::Remove, format_args!("request:{request}"), "drafts");
    let mut delete = tx.delete("draft");
    delete.and_where(is("draft", "request_id", request.0));
    tx.execute(&delete).await.map(|_| ())
}
