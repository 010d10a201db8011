//! Links and answering browsers: which request a secret belongs to. Local, and holds only hashes.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, Query, UpdateStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::{col, is, is_one_of, read};
use super::{Actor, Local, Proof, Result};
use crate::codes;
use crate::domain::access::Grants;
use crate::domain::care::{Device, Mode, RequestId, TenantId};

codes! {
    /// What a secret is.
    pub enum LinkKind {
        /// The link handed to the respondent.
        Link = "link",
        /// The cookie a browser got in exchange.
        Browser = "browser",
        /// The short code on a letter, or told at the desk.
        Code = "code",
    }
}

/// What a secret opens.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The proof that opens the tenant, as this request's respondent.
    pub proof: Proof,
    /// The request.
    pub request: RequestId,
    /// The language chosen, when one was.
    pub language: Option<String>,
    /// The kind of device that started.
    pub device: Device,
    /// How whoever answers got there.
    pub mode: Mode,
    /// When the secret was made; for a browser, when it started answering.
    pub created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct LinkRow {
    hash: Vec<u8>,
    tenant_id: Uuid,
    request_id: Uuid,
    language: Option<String>,
    device: String,
    mode: String,
    created_at: DateTime<Utc>,
}

/// A new secret, by its hash.
#[derive(Clone, Debug)]
pub struct NewLink<'a> {
    /// SHA-256 of the secret.
    pub hash: &'a [u8],
    /// What it is.
    pub kind: LinkKind,
    /// The tenant it leads to.
    pub tenant: TenantId,
    /// The request it leads to.
    pub request: RequestId,
    /// The language chosen, when one was.
    pub language: Option<&'a str>,
    /// The kind of device.
    pub device: Device,
    /// How whoever answers gets there.
    pub mode: Mode,
    /// When it is made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
}

/// Adds a secret.
///
/// # Errors
/// When the database refuses.
pub async fn add(local: &mut Local<'_>, link: &NewLink<'_>) -> Result<()> {
    local
        .insert(
            "link",
            [
                ("hash", link.hash.to_vec().into()),
                ("tenant_id", link.tenant.0.into()),
                ("request_id", link.request.0.into()),
                ("kind", link.kind.code().into()),
                ("language", link.language.map(str::to_owned).into()),
                ("device", link.device.code().into()),
                ("created_at", link.created_at.into()),
                ("expires_at", link.expires_at.into()),
                ("ended_at", None::<DateTime<Utc>>.into()),
                ("mode", link.mode.code().into()),
            ],
        )
        .await
}

/// What a secret opens; `None` when it is unknown, of another kind, ended or too old.
///
/// # Errors
/// When the database refuses.
pub async fn prove(local: &mut Local<'_>, hash: &[u8], kind: LinkKind, now: DateTime<Utc>) -> Result<Option<Opened>> {
    Ok(prove_many(local, &[hash.to_vec()], kind, now).await?.into_iter().next().map(|(_, opened)| opened))
}

/// What each of some secrets opens, by its hash; those that open nothing are left out.
///
/// # Errors
/// When the database refuses.
pub async fn prove_many(
    local: &mut Local<'_>,
    hashes: &[Vec<u8>],
    kind: LinkKind,
    now: DateTime<Utc>,
) -> Result<Vec<(Vec<u8>, Opened)>> {
    let mut select = Query::select();
    select
        .columns(["hash", "tenant_id", "request_id", "language", "device", "mode", "created_at"])
        .from("link")
        .and_where(is_one_of("link", "hash", hashes.iter().cloned()))
        .and_where(is("link", "kind", kind.code()))
        .and_where(col("link", "ended_at").is_null())
        .and_where(col("link", "expires_at").gt(now));
    let opened = |row: LinkRow| {
        let request = RequestId(row.request_id);
        let opened = Opened {
            proof: Proof::new(row.tenant_id.into(), Actor::Respondent(request), Grants::default()),
            request,
            language: row.language,
            device: read(&row.device, "link", "device", request)?,
            mode: read(&row.mode, "link", "mode", request)?,
            created_at: row.created_at,
        };
        Ok((row.hash, opened))
    };
    local.all::<LinkRow>(&select).await?.into_iter().map(opened).collect()
}

/// Remembers the language chosen in a browser.
///
/// # Errors
/// When the database refuses.
pub async fn set_language(local: &mut Local<'_>, hash: &[u8], language: &str) -> Result<()> {
    let mut update = Query::update();
    update.table("link").value("language", language).and_where(is("link", "hash", hash.to_vec()));
    local.execute(&update).await.map(|_| ())
}

/// Lets the secrets that lead to a request work until another time.
///
/// # Errors
/// When the database refuses.
pub async fn extend(local: &mut Local<'_>, tenant: TenantId, request: RequestId, until: DateTime<Utc>) -> Result<()> {
    let mut update = Query::update();
    update
        .table("link")
        .value("expires_at", until)
        .and_where(is("link", "tenant_id", tenant.0))
        .and_where(is("link", "request_id", request.0))
        .and_where(col("link", "kind").ne(LinkKind::Browser.code()))
        .and_where(col("link", "ended_at").is_null());
    local.execute(&update).await.map(|_| ())
}

/// Whether a secret is there, alive or not: short codes come up again.
///
/// # Errors
/// When the database refuses.
pub async fn is_taken(local: &mut Local<'_>, hash: &[u8]) -> Result<bool> {
    #[derive(FromRow)]
    struct KindRow {
        #[expect(dead_code, reason = "that there is a row is all that is asked")]
        kind: String,
    }
    let mut select = Query::select();
    select.column("kind").from("link").and_where(is("link", "hash", hash.to_vec()));
    Ok(local.optional::<KindRow>(&select).await?.is_some())
}

/// Ends one secret. Gives whether it was still alive: of two who use it at once, one finds it so.
///
/// # Errors
/// When the database refuses.
pub async fn end_one(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<bool> {
    let mut update = Query::update();
    update
        .table("link")
        .value("ended_at", now)
        .and_where(is("link", "hash", hash.to_vec()))
        .and_where(col("link", "ended_at").is_null());
    Ok(local.execute(&update).await? == 1)
}

/// Ends the secrets of one kind that lead to a request.
///
/// # Errors
/// When the database refuses.
pub async fn end(
    local: &mut Local<'_>,
    tenant: TenantId,
    request: RequestId,
    kind: LinkKind,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut update = ending(tenant, &[request], now);
    update.and_where(is("link", "kind", kind.code()));
    local.execute(&update).await.map(|_| ())
}

/// Ends every way into some requests, links and codes; browsers that have started keep theirs.
///
/// # Errors
/// When the database refuses.
pub async fn end_ways_in(
    local: &mut Local<'_>,
    tenant: TenantId,
    requests: &[RequestId],
    now: DateTime<Utc>,
) -> Result<()> {
    let mut update = ending(tenant, requests, now);
    update.and_where(col("link", "kind").ne(LinkKind::Browser.code()));
    local.execute(&update).await.map(|_| ())
}

fn ending(tenant: TenantId, requests: &[RequestId], now: DateTime<Utc>) -> UpdateStatement {
    let mut update = Query::update();
    update
        .table("link")
        .value("ended_at", now)
        .and_where(is("link", "tenant_id", tenant.0))
        .and_where(is_one_of("link", "request_id", requests.iter().map(|request| request.0)))
        .and_where(col("link", "ended_at").is_null());
    update
}
