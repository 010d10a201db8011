//! A tenant's own instruments: drafts with their last revisions, published versions that never change,
//! and on what terms others' words may be used.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Expr, ExprTrait, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is};
use super::{Result, TenantTx};
use crate::domain::care::AccountId;

/// How many revisions of a draft are kept.
pub const REVISIONS_KEPT: i64 = 20;

/// An instrument somebody is writing.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it was made from, as `phq-9@1`; empty when it began empty.
    pub base: String,
    /// The newest revision, from 1.
    pub revision: i64,
    /// When it was last saved.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    #[sqlx(try_from = "Uuid")]
    pub updated_by: AccountId,
}

const DRAFT: [&str; 6] = ["id", "name", "base", "revision", "updated_at", "updated_by"];

/// Adds a draft with its first content.
///
/// # Errors
/// When the database refuses.
pub async fn add_draft(tx: &mut TenantTx, draft: &Draft, content: &str) -> Result<()> {
    tx.note(Act::Create, format_args!("instrument-draft:{}", draft.id), "name, base, content");
    tx.insert(
        "own_instrument_draft",
        [[
            ("id", draft.id.into()),
            ("name", draft.name.as_str().into()),
            ("base", draft.base.as_str().into()),
            ("revision", draft.revision.into()),
            ("updated_at", draft.updated_at.into()),
            ("updated_by", draft.updated_by.0.into()),
        ]],
    )
    .await?;
    add_content(tx, draft, content).await
}

async fn add_content(tx: &mut TenantTx, draft: &Draft, content: &str) -> Result<()> {
    tx.insert(
        "own_instrument_draft_content",
        [[
            ("draft_id", draft.id.into()),
            ("revision", draft.revision.into()),
            ("content", content.into()),
            ("saved_at", draft.updated_at.into()),
            ("saved_by", draft.updated_by.0.into()),
        ]],
    )
    .await
}

/// Saves a draft as the revision after the one that stands there, and gives whether it did: when another
/// save came first, nothing is changed.
///
/// # Errors
/// When the database refuses.
pub async fn save_draft(tx: &mut TenantTx, draft: &Draft, content: &str) -> Result<bool> {
    let mut update = tx.update("own_instrument_draft");
    update
        .value("name", draft.name.as_str())
        .value("revision", draft.revision)
        .value("updated_at", draft.updated_at)
        .value("updated_by", draft.updated_by.0)
        .and_where(is("own_instrument_draft", "id", draft.id))
        .and_where(is("own_instrument_draft", "revision", draft.revision - 1));
    if tx.execute(&update).await? == 0 {
        return Ok(false);
    }
    tx.note(Act::Change, format_args!("instrument-draft:{}", draft.id), "content");
    add_content(tx, draft, content).await?;
    let mut delete = tx.delete("own_instrument_draft_content");
    delete
        .and_where(is("own_instrument_draft_content", "draft_id", draft.id))
        .and_where(col("own_instrument_draft_content", "revision").lte(draft.revision - REVISIONS_KEPT));
    tx.execute(&delete).await?;
    Ok(true)
}

/// One draft.
///
/// # Errors
/// When the database refuses.
pub async fn lookup_draft(tx: &mut TenantTx, id: Uuid) -> Result<Option<Draft>> {
    let mut select = tx.select("own_instrument_draft", &DRAFT);
    select.and_where(is("own_instrument_draft", "id", id));
    tx.optional(&select).await
}

/// Every draft, the one saved last first.
///
/// # Errors
/// When the database refuses.
pub async fn list_drafts(tx: &mut TenantTx) -> Result<Vec<Draft>> {
    let mut select = tx.select("own_instrument_draft", &DRAFT);
    select
        .order_by(("own_instrument_draft", "updated_at"), Order::Desc)
        .order_by(("own_instrument_draft", "id"), Order::Asc);
    tx.all(&select).await
}

/// What a draft held at a revision; `None` when that is not kept any more.
///
/// # Errors
/// When the database refuses.
pub async fn draft_content(tx: &mut TenantTx, id: Uuid, revision: i64) -> Result<Option<String>> {
    #[derive(FromRow)]
    struct Content {
        content: String,
    }
    let mut select = tx.select("own_instrument_draft_content", &["content"]);
    select.and_where(is("own_instrument_draft_content", "draft_id", id)).and_where(is(
        "own_instrument_draft_content",
        "revision",
        revision,
    ));
    Ok(tx.optional::<Content>(&select).await?.map(|row| row.content))
}

/// Removes a draft with all its revisions, and gives whether it was there.
///
/// # Errors
/// When the database refuses.
pub async fn remove_draft(tx: &mut TenantTx, id: Uuid) -> Result<bool> {
    tx.note(Act::Remove, format_args!("instrument-draft:{id}"), "all");
    let mut contents = tx.delete("own_instrument_draft_content");
    contents.and_where(is("own_instrument_draft_content", "draft_id", id));
    tx.execute(&contents).await?;
    let mut delete = tx.delete("own_instrument_draft");
    delete.and_where(is("own_instrument_draft", "id", id));
    Ok(tx.execute(&delete).await? > 0)
}

/// A published version of an instrument of the tenant's own.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Published {
    /// The instrument's id; begins with `own-`.
    pub instrument: String,
    /// Its number, from 1.
    pub version: i64,
    /// Its files as a JSON object from path to text; the checksum is over these bytes.
    pub files: String,
    /// SHA-256 of the files, in hex.
    pub checksum: String,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// By whom.
    #[sqlx(try_from = "Uuid")]
    pub published_by: AccountId,
    /// Since when it is asked of nobody any more.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

const PUBLISHED: [&str; 7] =
    ["instrument", "version", "files", "checksum", "published_at", "published_by", "withdrawn_at"];

/// Adds a version. It is never changed afterwards.
///
/// # Errors
/// [`super::StoreError::Conflict`] when that number is taken.
pub async fn add_version(tx: &mut TenantTx, version: &Published) -> Result<()> {
    tx.note(
        Act::Create,
        format_args!("instrument:{}", version.instrument),
        &format!("version {} {}", version.version, version.checksum),
    );
    tx.insert(
        "own_instrument",
        [[
            ("instrument", version.instrument.as_str().into()),
            ("version", version.version.into()),
            ("files", version.files.as_str().into()),
            ("checksum", version.checksum.as_str().into()),
            ("published_at", version.published_at.into()),
            ("published_by", version.published_by.0.into()),
            ("withdrawn_at", version.withdrawn_at.into()),
        ]],
    )
    .await
}

/// Every version of every instrument, by instrument, the latest version first.
///
/// # Errors
/// When the database refuses.
pub async fn list_versions(tx: &mut TenantTx) -> Result<Vec<Published>> {
    let mut select = tx.select("own_instrument", &PUBLISHED);
    select.order_by(("own_instrument", "instrument"), Order::Asc).order_by(("own_instrument", "version"), Order::Desc);
    tx.all(&select).await
}

/// The versions of one instrument, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_versions_of(tx: &mut TenantTx, instrument: &str) -> Result<Vec<Published>> {
    let mut select = tx.select("own_instrument", &PUBLISHED);
    select
        .and_where(is("own_instrument", "instrument", instrument))
        .order_by(("own_instrument", "version"), Order::Desc);
    tx.all(&select).await
}

/// Withdraws every version of an instrument that is not withdrawn yet: it is asked of nobody any more,
/// and what was answered keeps its scores. Gives how many versions that were.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(tx: &mut TenantTx, instrument: &str) -> Result<u64> {
    tx.note(Act::Change, format_args!("instrument:{instrument}"), "withdrawn_at");
    let now: DateTime<Utc> = tx.now();
    let mut update = tx.update("own_instrument");
    update
        .value("withdrawn_at", now)
        .and_where(is("own_instrument", "instrument", instrument))
        .and_where(Expr::col(("own_instrument", "withdrawn_at")).is_null());
    tx.execute(&update).await
}

/// That the owner of an instrument's words lets the tenant use them.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Permission {
    /// Its id.
    pub id: Uuid,
    /// The instrument.
    pub instrument: String,
    /// Who gave it.
    pub holder: String,
    /// Which document says so, and where it is kept.
    pub document: String,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day; `None` when it has none.
    pub valid_until: Option<NaiveDate>,
    /// Who recorded it.
    #[sqlx(try_from = "Uuid")]
    pub recorded_by: AccountId,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Since when it holds no more, whatever its last day.
    pub revoked_at: Option<DateTime<Utc>>,
}

const PERMISSION: [&str; 9] =
    ["id", "instrument", "holder", "document", "valid_from", "valid_until", "recorded_by", "recorded_at", "revoked_at"];

/// Records a permission.
///
/// # Errors
/// When the database refuses.
pub async fn add_permission(tx: &mut TenantTx, permission: &Permission) -> Result<()> {
    tx.note(
        Act::Create,
        format_args!("wording-permission:{}", permission.id),
        "instrument, holder, document, valid_from, valid_until",
    );
    tx.insert(
        "wording_permission",
        [[
            ("id", permission.id.into()),
            ("instrument", permission.instrument.as_str().into()),
            ("holder", permission.holder.as_str().into()),
            ("document", permission.document.as_str().into()),
            ("valid_from", permission.valid_from.into()),
            ("valid_until", permission.valid_until.into()),
            ("recorded_by", permission.recorded_by.0.into()),
            ("recorded_at", permission.recorded_at.into()),
            ("revoked_at", permission.revoked_at.into()),
        ]],
    )
    .await
}

/// Revokes a permission of an instrument, and gives whether there was one in force.
///
/// # Errors
/// When the database refuses.
pub async fn revoke_permission(tx: &mut TenantTx, instrument: &str, id: Uuid) -> Result<bool> {
    tx.note(Act::Change, format_args!("wording-permission:{id}"), "revoked_at");
    let now: DateTime<Utc> = tx.now();
    let mut update = tx.update("wording_permission");
    update
        .value("revoked_at", now)
        .and_where(is("wording_permission", "id", id))
        .and_where(is("wording_permission", "instrument", instrument))
        .and_where(Expr::col(("wording_permission", "revoked_at")).is_null());
    Ok(tx.execute(&update).await? > 0)
}

/// Every permission ever recorded, in the order they were.
///
/// # Errors
/// When the database refuses.
pub async fn list_permissions(tx: &mut TenantTx) -> Result<Vec<Permission>> {
    let mut select = tx.select("wording_permission", &PERMISSION);
    select
        .order_by(("wording_permission", "recorded_at"), Order::Asc)
        .order_by(("wording_permission", "id"), Order::Asc);
    tx.all(&select).await
}

/// The owner's words in one language, as the tenant loaded them.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LoadedWording {
    /// Its id.
    pub id: Uuid,
    /// The instrument.
    pub instrument: String,
    /// The version of it.
    pub instrument_version: i64,
    /// Language tag.
    pub language: String,
    /// The words, as a wording file.
    pub text: String,
    /// The fingerprint of the words; see [`crate::domain::instrument::Wording`].
    pub hash: String,
    /// Who loaded them.
    #[sqlx(try_from = "Uuid")]
    pub loaded_by: AccountId,
    /// When.
    pub loaded_at: DateTime<Utc>,
}

const WORDING: [&str; 8] =
    ["id", "instrument", "instrument_version", "language", "text", "hash", "loaded_by", "loaded_at"];

/// Adds a wording; an earlier one of the same version and language is kept, and counts no more.
///
/// # Errors
/// When the database refuses.
pub async fn add_wording(tx: &mut TenantTx, wording: &LoadedWording) -> Result<()> {
    tx.note(
        Act::Create,
        format_args!("instrument:{}", wording.instrument),
        &format!("wording {} {} {}", wording.instrument_version, wording.language, wording.hash),
    );
    tx.insert(
        "licensed_wording",
        [[
            ("id", wording.id.into()),
            ("instrument", wording.instrument.as_str().into()),
            ("instrument_version", wording.instrument_version.into()),
            ("language", wording.language.as_str().into()),
            ("text", wording.text.as_str().into()),
            ("hash", wording.hash.as_str().into()),
            ("loaded_by", wording.loaded_by.0.into()),
            ("loaded_at", wording.loaded_at.into()),
        ]],
    )
    .await
}

/// Every wording ever loaded, the newest first: of one version and language the first one counts.
///
/// # Errors
/// When the database refuses.
pub async fn list_wordings(tx: &mut TenantTx) -> Result<Vec<LoadedWording>> {
    let mut select = tx.select("licensed_wording", &WORDING);
    select.order_by(("licensed_wording", "loaded_at"), Order::Desc).order_by(("licensed_wording", "id"), Order::Desc);
    tx.all(&select).await
}
