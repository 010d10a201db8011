//! Accounts, their memberships, and the browsers they are signed in on. Local tables.

use chrono::{DateTime, TimeDelta, Utc};
use sea_query::{ExprTrait, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::{col, is, read};
use super::{Actor, Local, Proof, Result};
use crate::domain::access::{Grant, Grants, Role};
use crate::domain::care::{AccountId, TenantId, UnitId};

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What is typed to sign in, in lower case.
    pub login: String,
    /// The name others see.
    pub name: String,
    /// The language of the pages, `nb` or `en`.
    pub language: String,
    /// The password's argon2id hash, in PHC form.
    pub password_hash: String,
    /// The second factor's secret, sealed; `None` until it is enrolled.
    pub totp_sealed: Option<Vec<u8>>,
    /// The last time step a code was accepted for: a code works once.
    pub totp_step: i64,
    /// Whether it may sign in.
    pub active: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Where it is written to, as its owner typed it.
    pub email: Option<String>,
}

#[derive(FromRow)]
struct AccountRow {
    id: Uuid,
    login: String,
    name: String,
    language: String,
    password_hash: String,
    totp_sealed: Option<Vec<u8>>,
    totp_step: i64,
    active: bool,
    created_at: DateTime<Utc>,
    email: Option<String>,
}

impl From<AccountRow> for Account {
    fn from(row: AccountRow) -> Self {
        let AccountRow { id, login, name, language, password_hash, totp_sealed, totp_step, active, created_at, email } =
            row;
        let id = id.into();
        Self { id, login, name, language, password_hash, totp_sealed, totp_step, active, created_at, email }
    }
}

const COLUMNS: [&str; 10] =
    ["id", "login", "name", "language", "password_hash", "totp_sealed", "totp_step", "active", "created_at", "email"];

/// Adds an account.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the login is taken.
pub async fn add(local: &mut Local<'_>, account: &Account) -> Result<()> {
    local
        .insert(
            "account",
            [
                ("id", account.id.0.into()),
                ("login", account.login.as_str().into()),
                ("name", account.name.as_str().into()),
                ("language", account.language.as_str().into()),
                ("password_hash", account.password_hash.as_str().into()),
                ("totp_sealed", account.totp_sealed.clone().into()),
                ("totp_step", account.totp_step.into()),
                ("active", account.active.into()),
                ("created_at", account.created_at.into()),
                ("email", account.email.clone().into()),
            ],
        )
        .await
}

/// The account with this login.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_login(local: &mut Local<'_>, login: &str) -> Result<Option<Account>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("account").and_where(is("account", "login", login));
    Ok(local.optional::<AccountRow>(&select).await?.map(Account::from))
}

/// One account.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(local: &mut Local<'_>, id: AccountId) -> Result<Option<Account>> {
    let mut select = Query::select();
    select.columns(COLUMNS).from("account").and_where(is("account", "id", id.0));
    Ok(local.optional::<AccountRow>(&select).await?.map(Account::from))
}

/// Names of the accounts that belong to a tenant, by id: whom a page may name as clinician or author.
///
/// # Errors
/// When the database refuses.
pub async fn list_names(local: &mut Local<'_>, tenant: TenantId) -> Result<Vec<(AccountId, String)>> {
    #[derive(FromRow)]
    struct NameRow {
        id: Uuid,
        name: String,
    }
    let mut select = Query::select();
    select
        .distinct()
        .columns([("account", "id"), ("account", "name")])
        .from("account")
        .inner_join("membership", col("membership", "account_id").equals(("account", "id")))
        .and_where(is("membership", "tenant_id", tenant.0))
        .order_by(("account", "name"), Order::Asc);
    Ok(local.all::<NameRow>(&select).await?.into_iter().map(|row| (row.id.into(), row.name)).collect())
}

/// Names of the open accounts that have a role somewhere in a tenant, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list_names_by_role(
    local: &mut Local<'_>,
    tenant: TenantId,
    role: Role,
) -> Result<Vec<(AccountId, String)>> {
    #[derive(FromRow)]
    struct NameRow {
        id: Uuid,
        name: String,
    }
    let mut select = Query::select();
    select
        .distinct()
        .columns([("account", "id"), ("account", "name")])
        .from("account")
        .inner_join("membership", col("membership", "account_id").equals(("account", "id")))
        .and_where(is("membership", "tenant_id", tenant.0))
        .and_where(is("membership", "role", role.code()))
        .and_where(is("account", "active", true))
        .order_by(("account", "name"), Order::Asc)
        .order_by(("account", "id"), Order::Asc);
    Ok(local.all::<NameRow>(&select).await?.into_iter().map(|row| (row.id.into(), row.name)).collect())
}

/// The accounts of a tenant, by login, each with its roles.
///
/// # Errors
/// When the database refuses.
pub async fn list(local: &mut Local<'_>, tenant: TenantId) -> Result<Vec<(Account, Grants)>> {
    let mut select = Query::select();
    select
        .distinct()
        .columns(COLUMNS.map(|column| ("account", column)))
        .from("account")
        .inner_join("membership", col("membership", "account_id").equals(("account", "id")))
        .and_where(is("membership", "tenant_id", tenant.0))
        .order_by(("account", "login"), Order::Asc);
    let accounts: Vec<Account> = local.all::<AccountRow>(&select).await?.into_iter().map(Account::from).collect();
    let mut listed = Vec::with_capacity(accounts.len());
    for account in accounts {
        let grants = grants(local, tenant, account.id).await?;
        listed.push((account, grants));
    }
    Ok(listed)
}

/// Sets the second factor's secret.
///
/// # Errors
/// When the database refuses.
pub async fn set_totp(local: &mut Local<'_>, id: AccountId, sealed: Vec<u8>) -> Result<()> {
    let mut update = Query::update();
    update
        .table("account")
        .value("totp_sealed", sealed)
        .value("totp_step", -1_i64)
        .and_where(is("account", "id", id.0));
    local.execute(&update).await.map(|_| ())
}

/// Marks a time step of the second factor as used. `false` when it, or a later one, was used before.
///
/// # Errors
/// When the database refuses.
pub async fn use_totp_step(local: &mut Local<'_>, id: AccountId, step: i64) -> Result<bool> {
    let mut update = Query::update();
    update
        .table("account")
        .value("totp_step", step)
        .and_where(is("account", "id", id.0))
        .and_where(col("account", "totp_step").lt(step));
    Ok(local.execute(&update).await? == 1)
}

/// Sets a new password hash.
///
/// # Errors
/// When the database refuses.
pub async fn set_password(local: &mut Local<'_>, id: AccountId, hash: &str) -> Result<()> {
    let mut update = Query::update();
    update.table("account").value("password_hash", hash).and_where(is("account", "id", id.0));
    local.execute(&update).await.map(|_| ())
}

/// Sets the language of an account's pages.
///
/// # Errors
/// When the database refuses.
pub async fn set_language(local: &mut Local<'_>, id: AccountId, language: &str) -> Result<()> {
    let mut update = Query::update();
    update.table("account").value("language", language).and_where(is("account", "id", id.0));
    local.execute(&update).await.map(|_| ())
}

/// Sets where an account is written to; nowhere when `None`.
///
/// # Errors
/// When the database refuses.
pub async fn set_email(local: &mut Local<'_>, id: AccountId, email: Option<&str>) -> Result<()> {
    let mut update = Query::update();
    update.table("account").value("email", email.map(str::to_owned)).and_where(is("account", "id", id.0));
    local.execute(&update).await.map(|_| ())
}

/// Takes a role in a unit back; what was not given stays not given. Gives whether it was.
///
/// # Errors
/// When the database refuses.
pub async fn revoke(local: &mut Local<'_>, tenant: TenantId, account: AccountId, grant: Grant) -> Result<bool> {
    let mut delete = Query::delete();
    delete
        .from_table("membership")
        .and_where(is("membership", "tenant_id", tenant.0))
        .and_where(is("membership", "account_id", account.0))
        .and_where(is("membership", "role", grant.role.code()))
        .and_where(is("membership", "unit_id", grant.unit.0));
    Ok(local.execute(&delete).await? > 0)
}

/// Opens or closes an account. Closing ends all its sign-ins at once.
///
/// # Errors
/// When the database refuses.
pub async fn set_active(local: &mut Local<'_>, id: AccountId, active: bool, now: DateTime<Utc>) -> Result<()> {
    let mut update = Query::update();
    update.table("account").value("active", active).and_where(is("account", "id", id.0));
    local.execute(&update).await?;
    if !active {
        let mut end = Query::update();
        end.table("sign_in")
            .value("ended_at", now)
            .and_where(is("sign_in", "account_id", id.0))
            .and_where(col("sign_in", "ended_at").is_null());
        local.execute(&end).await?;
    }
    Ok(())
}

/// Gives an account a role in a unit; giving it twice changes nothing.
///
/// # Errors
/// When the database refuses.
pub async fn grant(
    local: &mut Local<'_>,
    tenant: TenantId,
    account: AccountId,
    grant: Grant,
    now: DateTime<Utc>,
) -> Result<()> {
    if grants(local, tenant, account).await?.0.contains(&grant) {
        return Ok(());
    }
    local
        .insert(
            "membership",
            [
                ("tenant_id", tenant.0.into()),
                ("account_id", account.0.into()),
                ("role", grant.role.code().into()),
                ("unit_id", grant.unit.0.into()),
                ("since", now.into()),
            ],
        )
        .await
}

#[derive(FromRow)]
struct GrantRow {
    tenant_id: Uuid,
    role: String,
    unit_id: Uuid,
}

/// What an account has been granted in a tenant.
///
/// # Errors
/// When the database refuses.
pub async fn grants(local: &mut Local<'_>, tenant: TenantId, account: AccountId) -> Result<Grants> {
    let listed = memberships(local, account).await?;
    Ok(listed.into_iter().find(|(id, _)| *id == tenant).map(|(_, grants)| grants).unwrap_or_default())
}

/// The tenants an account belongs to, with what it has been granted in each.
///
/// # Errors
/// When the database refuses.
pub async fn memberships(local: &mut Local<'_>, account: AccountId) -> Result<Vec<(TenantId, Grants)>> {
    let mut select = Query::select();
    select
        .columns(["tenant_id", "role", "unit_id"])
        .from("membership")
        .and_where(is("membership", "account_id", account.0))
        .order_by("tenant_id", Order::Asc);
    let mut listed: Vec<(TenantId, Grants)> = Vec::new();
    for row in local.all::<GrantRow>(&select).await? {
        let tenant = TenantId(row.tenant_id);
        let role: Role = read(&row.role, "membership", "role", account)?;
        let grant = Grant { role, unit: UnitId(row.unit_id) };
        match listed.last_mut() {
            Some((last, grants)) if *last == tenant => grants.0.push(grant),
            _ => listed.push((tenant, Grants(vec![grant]))),
        }
    }
    Ok(listed)
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// A name for it that is no secret.
    pub id: Uuid,
    /// Who.
    pub account: AccountId,
    /// Where.
    pub tenant: TenantId,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Last seen.
    pub seen_at: DateTime<Utc>,
    /// The kind of device.
    pub device: String,
}

#[derive(FromRow)]
struct SignInRow {
    id: Uuid,
    account_id: Uuid,
    tenant_id: Uuid,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    device: String,
}

impl From<SignInRow> for SignIn {
    fn from(row: SignInRow) -> Self {
        let SignInRow { id, account_id, tenant_id, created_at, seen_at, device } = row;
        Self { id, account: account_id.into(), tenant: tenant_id.into(), created_at, seen_at, device }
    }
}

const SIGN_IN: [&str; 6] = ["id", "account_id", "tenant_id", "created_at", "seen_at", "device"];

/// A sign-in ends this long after it began, whatever happens.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(12);

/// A sign-in ends this long after it was last used.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);

/// Adds a sign-in under the hash of its cookie.
///
/// # Errors
/// When the database refuses.
pub async fn add_sign_in(local: &mut Local<'_>, hash: &[u8], sign_in: &SignIn) -> Result<()> {
    local
        .insert(
            "sign_in",
            [
                ("id_hash", hash.to_vec().into()),
                ("id", sign_in.id.into()),
                ("account_id", sign_in.account.0.into()),
                ("tenant_id", sign_in.tenant.0.into()),
                ("created_at", sign_in.created_at.into()),
                ("seen_at", sign_in.seen_at.into()),
                ("ended_at", None::<DateTime<Utc>>.into()),
                ("device", sign_in.device.as_str().into()),
            ],
        )
        .await
}

/// Who a cookie belongs to, with the proof that opens the tenant; `None` when it is unknown, ended,
/// too old, idle too long, or the account is closed or no longer a member.
///
/// # Errors
/// When the database refuses.
pub async fn prove(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<Option<(SignIn, Account, Proof)>> {
    let mut select = Query::select();
    select
        .columns(SIGN_IN)
        .from("sign_in")
        .and_where(is("sign_in", "id_hash", hash.to_vec()))
        .and_where(col("sign_in", "ended_at").is_null());
    let Some(sign_in) = local.optional::<SignInRow>(&select).await?.map(SignIn::from) else { return Ok(None) };
    if now >= sign_in.created_at + ABSOLUTE || now >= sign_in.seen_at + IDLE {
        return Ok(None);
    }
    let Some(account) = lookup(local, sign_in.account).await?.filter(|account| account.active) else {
        return Ok(None);
    };
    let grants = grants(local, sign_in.tenant, account.id).await?;
    if grants.0.is_empty() {
        return Ok(None);
    }
    let proof = Proof::new(sign_in.tenant, Actor::Account(account.id), grants);
    Ok(Some((sign_in, account, proof)))
}

/// Marks a sign-in as used now.
///
/// # Errors
/// When the database refuses.
pub async fn touch(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    let mut update = Query::update();
    update.table("sign_in").value("seen_at", now).and_where(is("sign_in", "id_hash", hash.to_vec()));
    local.execute(&update).await.map(|_| ())
}

/// An account's sign-ins that have not ended, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_sign_ins(local: &mut Local<'_>, account: AccountId, now: DateTime<Utc>) -> Result<Vec<SignIn>> {
    let mut select = Query::select();
    select
        .columns(SIGN_IN)
        .from("sign_in")
        .and_where(is("sign_in", "account_id", account.0))
        .and_where(col("sign_in", "ended_at").is_null())
        .and_where(col("sign_in", "created_at").gt(now - ABSOLUTE))
        .and_where(col("sign_in", "seen_at").gt(now - IDLE))
        .order_by("seen_at", Order::Desc);
    Ok(local.all::<SignInRow>(&select).await?.into_iter().map(SignIn::from).collect())
}

/// Ends one of an account's sign-ins, or all of them.
///
/// # Errors
/// When the database refuses.
pub async fn end_sign_in(
    local: &mut Local<'_>,
    account: AccountId,
    id: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut update = Query::update();
    update
        .table("sign_in")
        .value("ended_at", now)
        .and_where(is("sign_in", "account_id", account.0))
        .and_where(col("sign_in", "ended_at").is_null());
    if let Some(id) = id {
        update.and_where(is("sign_in", "id", id));
    }
    local.execute(&update).await.map(|_| ())
}
