//! Tenants, units and accounts: what the operator sets up.

use chrono_tz::Tz;

use super::{After, App, AppError, Assessment, Result, Settings};
use crate::auth::{password, second_factor, token};
use crate::domain::access::{Grant, Role};
use crate::domain::care::{AccountId, TenantId, Unit, UnitId};
use crate::store::audit::Act;
use crate::store::{self, Proof, account::Account, tenant::Tenant};

/// A new tenant, as the operator names it.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// A short name for commands, `[a-z0-9-]`.
    pub slug: String,
    /// What people call it.
    pub name: String,
    /// Its time zone.
    pub zone: String,
    /// Everything in it is invented.
    pub demo: bool,
}

/// The protocol that a new unit follows unless told otherwise.
pub const USUAL_PROTOCOL: &str = "every-session";

/// Adds a tenant with its key and its first unit, the organisation itself.
///
/// # Errors
/// When the short name is not well formed or taken, or the zone is unknown.
pub async fn add_tenant(app: &App, new: NewTenant) -> Result<(Tenant, UnitId)> {
    let well_formed = !new.slug.is_empty()
        && new.slug.len() <= 60
        && new.slug.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    if !well_formed {
        return Err(AppError::Refused(format!(
            "the short name \"{}\" may hold only a-z, 0-9 and hyphens, at most 60",
            new.slug
        )));
    }
    if new.name.trim().is_empty() {
        return Err(AppError::Refused("the organisation needs a name".to_owned()));
    }
    // Pages write Norwegian wall-clock time; another zone would be read in one time and shown in another.
    if new.zone.parse::<Tz>() != Ok(Tz::Europe__Oslo) {
        return Err(AppError::Refused(format!(
            "the time zone \"{}\" is not served yet; only Europe/Oslo is",
            new.zone
        )));
    }
    let id = TenantId(app.ambient.id());
    let (_, key_sealed) = app.master().fresh_tenant(&app.ambient, id);
    let tenant = Tenant {
        id,
        slug: new.slug,
        name: new.name,
        zone: new.zone,
        key_sealed,
        settings: "{}".to_owned(),
        demo: new.demo,
        created_at: app.ambient.now(),
    };
    let mut tx = app.db.tenant(&Proof::operator(id), app.ambient.now(), "").await?;
    store::tenant::add(&mut tx.local(), &tenant).await.map_err(|error| taken(error, "short name", &tenant.slug))?;
    tx.note(Act::Create, format_args!("tenant:{id}"), "slug, name, zone");
    let root = Unit { id: UnitId(app.ambient.id()), parent: None, name: tenant.name.clone() };
    store::unit::add(&mut tx, &root, USUAL_PROTOCOL).await?;
    tx.commit().await?;
    Ok((tenant, root.id))
}

fn taken(error: store::StoreError, what: &str, name: &str) -> AppError {
    match error {
        store::StoreError::Conflict(_) => AppError::Refused(format!("the {what} \"{name}\" is taken; choose another")),
        other => other.into(),
    }
}

/// Records that an organisation has assessed answer notices, which switches them on; `None` switches
/// them off. A running server takes it up at its next start.
///
/// # Errors
/// When the database refuses.
pub async fn assess_answer_notices(app: &App, tenant: &Tenant, assessment: Option<Assessment>) -> Result<()> {
    change_settings(app, tenant.id, "answer notices", |settings| settings.answer_notices = assessment).await
}

/// Records that an organisation has assessed course support (what is usual from here), which switches it on;
/// `None` switches it off. A running server takes it up at its next start.
///
/// # Errors
/// When the database refuses.
pub async fn assess_course_support(app: &App, tenant: &Tenant, assessment: Option<Assessment>) -> Result<()> {
    change_settings(app, tenant.id, "course support", |settings| settings.course_support = assessment).await
}

/// Decides what patients are shown after answering.
///
/// # Errors
/// When the database refuses.
pub async fn show_afterwards(app: &App, tenant: &Tenant, after: After) -> Result<()> {
    change_settings(app, tenant.id, "after answering", |settings| settings.after = after).await
}

/// Changes what a tenant has decided, and leaves the rest as it is in the database.
pub(super) async fn change_settings(
    app: &App,
    tenant: TenantId,
    what: &str,
    change: impl FnOnce(&mut Settings),
) -> Result<()> {
    change_settings_by(app, &Proof::operator(tenant), what, "", change).await
}

/// The same, by somebody who says why.
pub(super) async fn change_settings_by(
    app: &App,
    proof: &Proof,
    what: &str,
    reason: &str,
    change: impl FnOnce(&mut Settings),
) -> Result<()> {
    let tenant = proof.tenant();
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    // Held: of two changes at once, the second is made to what the first has left.
    let kept = store::tenant::hold(&mut tx.local(), tenant).await?;
    let kept = kept.ok_or_else(|| AppError::Broken(format!("tenant {tenant} is gone")))?;
    let mut settings: Settings = serde_json::from_str(&kept.settings)
        .map_err(|error| AppError::Broken(format!("the settings of tenant {tenant} do not read: {error}")))?;
    change(&mut settings);
    let text = serde_json::to_string(&settings)
        .map_err(|error| AppError::Broken(format!("the settings cannot be written: {error}")))?;
    store::tenant::set_settings(&mut tx.local(), tenant, &text).await?;
    tx.note_because(Act::Change, format_args!("tenant:{tenant}"), what, reason);
    tx.commit().await?;
    // Read anew at the next use, in this process at least.
    app.forget_tenancy(tenant);
    Ok(())
}

/// Opens a room for a tablet: gives the address the tablet begins at. It is stored nowhere.
///
/// # Errors
/// When the database refuses.
pub async fn add_room(app: &App, tenant: TenantId, name: &str) -> Result<String> {
    let secret = token::fresh(&app.ambient);
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(tenant), now, "").await?;
    store::room::add(&mut tx.local(), &token::hash(&secret), tenant, name, now).await?;
    tx.note(Act::Create, format_args!("tenant:{tenant}"), "room");
    tx.commit().await?;
    Ok(format!("{}/room/{secret}", app.base_url))
}

/// The names of an organisation's rooms.
///
/// # Errors
/// When the database refuses.
pub async fn list_rooms(app: &App, tenant: TenantId) -> Result<Vec<String>> {
    Ok(store::room::list(&mut app.db.local_snapshot().await?.local(), tenant).await?)
}

/// Closes the rooms of a name: their tablets open nothing more with six digits. Gives how many there were.
///
/// # Errors
/// When the database refuses.
pub async fn close_room(app: &App, tenant: TenantId, name: &str) -> Result<u64> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(tenant), now, "").await?;
    let closed = store::room::end(&mut tx.local(), tenant, name, now).await?;
    tx.note(Act::Change, format_args!("tenant:{tenant}"), "room ended");
    tx.commit().await?;
    Ok(closed)
}

/// All tenants, by short name.
///
/// # Errors
/// When the database refuses.
pub async fn list_tenants(app: &App) -> Result<Vec<Tenant>> {
    let mut local = app.db.local_snapshot().await?;
    Ok(store::tenant::list(&mut local.local()).await?)
}

/// The tenant with a short name.
///
/// # Errors
/// When there is none, naming those there are.
pub async fn find_tenant(app: &App, slug: &str) -> Result<Tenant> {
    let mut local = app.db.local_snapshot().await?;
    if let Some(tenant) = store::tenant::find_by_slug(&mut local.local(), slug).await? {
        return Ok(tenant);
    }
    let known: Vec<_> = store::tenant::list(&mut local.local()).await?.into_iter().map(|tenant| tenant.slug).collect();
    Err(AppError::Refused(format!("there is no tenant \"{slug}\"; there is: {}", known.join(", "))))
}

/// Adds a unit below another (the organisation itself when `parent` is `None`).
///
/// # Errors
/// When the protocol is unknown or the parent is not there.
pub async fn add_unit(
    app: &App,
    tenant: TenantId,
    name: &str,
    parent: Option<UnitId>,
    protocol: &str,
) -> Result<UnitId> {
    if !app.protocols.contains_key(protocol) {
        let known: Vec<_> = app.protocols.keys().map(String::as_str).collect();
        return Err(AppError::Refused(format!("there is no protocol \"{protocol}\"; there is: {}", known.join(", "))));
    }
    let mut tx = app.db.tenant(&Proof::operator(tenant), app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let parent = parent.or_else(|| tree.root().map(|root| root.id));
    if parent.is_some_and(|parent| tree.lookup(parent).is_none()) {
        return Err(AppError::Refused("the parent unit is not there".to_owned()));
    }
    let unit = Unit { id: UnitId(app.ambient.id()), parent, name: name.trim().to_owned() };
    if unit.name.is_empty() {
        return Err(AppError::Refused("the unit needs a name".to_owned()));
    }
    store::unit::add(&mut tx, &unit, protocol).await?;
    tx.commit().await?;
    Ok(unit.id)
}

/// A new account, as the operator names it.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed to sign in.
    pub login: String,
    /// The name others see.
    pub name: String,
    /// `nb` or `en`.
    pub language: String,
    /// The password.
    pub password: String,
    /// The second factor's secret, when it is enrolled here and not at the first sign-in.
    pub totp: Option<Vec<u8>>,
    /// Its first grants.
    pub grants: Vec<Grant>,
}

/// Adds an account that belongs to a tenant.
///
/// # Errors
/// When the login is taken, the password may not be used, or a unit is not there.
pub async fn add_account(app: &App, tenant: TenantId, new: NewAccount) -> Result<AccountId> {
    let login = new.login.trim().to_lowercase();
    if login.is_empty() || login.len() > 120 || login.chars().any(char::is_whitespace) {
        return Err(AppError::Refused("the login must be 1 to 120 letters without spaces".to_owned()));
    }
    if new.grants.is_empty() {
        return Err(AppError::Refused("the account needs at least one role in a unit".to_owned()));
    }
    // Hashed before the transaction opens: it takes tens of milliseconds.
    let password_hash = hash_password(app, new.password).await?;
    let id = AccountId(app.ambient.id());
    let now = app.ambient.now();
    let account = Account {
        id,
        login,
        name: new.name.trim().to_owned(),
        language: new.language,
        password_hash,
        totp_sealed: new.totp.map(|secret| app.master().seal_account(&app.ambient, id, &secret)),
        totp_step: -1,
        email: None,
        active: true,
        created_at: now,
    };
    let mut tx = app.db.tenant(&Proof::operator(tenant), now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    store::account::add(&mut tx.local(), &account).await.map_err(|error| taken(error, "login", &account.login))?;
    tx.note(Act::Create, format_args!("account:{id}"), "login, name, password");
    for grant in new.grants {
        give(&mut tx, &tree, tenant, id, grant).await?;
    }
    tx.commit().await?;
    Ok(id)
}

async fn give(
    tx: &mut store::TenantTx,
    tree: &crate::domain::care::UnitTree,
    tenant: TenantId,
    account: AccountId,
    grant: Grant,
) -> Result<()> {
    if tree.lookup(grant.unit).is_none() {
        return Err(AppError::Refused("the unit of the role is not there".to_owned()));
    }
    let now = tx.now();
    store::account::grant(&mut tx.local(), tenant, account, grant, now).await?;
    tx.note(Act::Create, format_args!("account:{account}"), &format!("role {} unit:{}", grant.role, grant.unit));
    Ok(())
}

async fn hash_password(app: &App, password: String) -> Result<String> {
    let ambient = app.ambient.clone();
    app.hashing(move || password::hash(&password, &ambient))
        .await?
        .map_err(|error| AppError::Refused(error.to_string()))
}

async fn find_account(app: &App, tenant: TenantId, login: &str) -> Result<Account> {
    let mut local = app.db.local_snapshot().await?;
    let account = store::account::find_by_login(&mut local.local(), &login.trim().to_lowercase()).await?;
    let account = account.ok_or_else(|| AppError::Refused(format!("there is no account \"{login}\" here")))?;
    // An account of another tenant is as good as none.
    if store::account::grants(&mut local.local(), tenant, account.id).await?.0.is_empty() {
        return Err(AppError::Refused(format!("there is no account \"{login}\" here")));
    }
    Ok(account)
}

/// Gives an account another role in a unit.
///
/// # Errors
/// When the account or the unit is not there.
pub async fn grant(app: &App, tenant: TenantId, login: &str, grant: Grant) -> Result<()> {
    let account = find_account(app, tenant, login).await?;
    let mut tx = app.db.tenant(&Proof::operator(tenant), app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    give(&mut tx, &tree, tenant, account.id, grant).await?;
    Ok(tx.commit().await?)
}

/// Takes a role in a unit back from an account; its pages know at the next request.
///
/// # Errors
/// When the account is not there, does not have the role, or would have none left.
pub async fn revoke(app: &App, tenant: TenantId, login: &str, grant: Grant) -> Result<()> {
    let account = find_account(app, tenant, login).await?;
    let mut tx = app.db.tenant(&Proof::operator(tenant), app.ambient.now(), "").await?;
    if !store::account::revoke(&mut tx.local(), tenant, account.id, grant).await? {
        return Err(AppError::Refused(format!("{login} is not {} in that unit", grant.role)));
    }
    if store::account::grants(&mut tx.local(), tenant, account.id).await?.0.is_empty() {
        return Err(AppError::Refused(format!("it is the only role of {login}; close the account instead")));
    }
    tx.note(Act::Remove, format_args!("account:{}", account.id), &format!("role {} unit:{}", grant.role, grant.unit));
    Ok(tx.commit().await?)
}

/// Opens or closes an account. Closing ends all its sign-ins at once.
///
/// # Errors
/// When the account is not there.
pub async fn set_active(app: &App, tenant: TenantId, login: &str, active: bool) -> Result<()> {
    let account = find_account(app, tenant, login).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(tenant), now, "").await?;
    store::account::set_active(&mut tx.local(), account.id, active, now).await?;
    tx.note(Act::Change, format_args!("account:{}", account.id), "active");
    Ok(tx.commit().await?)
}

/// Sets a new password and ends all sign-ins.
///
/// # Errors
/// When the account is not there or the password may not be used.
pub async fn set_password(app: &App, tenant: TenantId, login: &str, password: String) -> Result<()> {
    let account = find_account(app, tenant, login).await?;
    let hash = hash_password(app, password).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&Proof::operator(tenant), now, "").await?;
    store::account::set_password(&mut tx.local(), account.id, &hash).await?;
    store::account::end_sign_in(&mut tx.local(), account.id, None, now).await?;
    tx.note(Act::Change, format_args!("account:{}", account.id), "password");
    Ok(tx.commit().await?)
}

/// Replaces an account's second factor, ends all its sign-ins, and gives the secret to be typed into an authenticator.
///
/// # Errors
/// When the account is not there.
pub async fn reset_second_factor(app: &App, tenant: TenantId, login: &str) -> Result<String> {
    let account = find_account(app, tenant, login).await?;
    let secret = second_factor::fresh(&app.ambient);
    let sealed = app.master().seal_account(&app.ambient, account.id, &secret);
    let mut tx = app.db.tenant(&Proof::operator(tenant), app.ambient.now(), "").await?;
    store::account::set_totp(&mut tx.local(), account.id, sealed).await?;
    let now = tx.now();
    store::account::end_sign_in(&mut tx.local(), account.id, None, now).await?;
    tx.note(Act::Change, format_args!("account:{}", account.id), "second factor");
    tx.commit().await?;
    Ok(second_factor::to_text(&secret))
}

/// The accounts of a tenant with their roles, by login.
///
/// # Errors
/// When the database refuses.
pub async fn list_accounts(app: &App, tenant: TenantId) -> Result<Vec<(Account, Vec<(Role, String)>)>> {
    let mut tx = app.db.tenant_snapshot(&Proof::operator(tenant), app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let listed = store::account::list(&mut tx.local(), tenant).await?;
    Ok(listed
        .into_iter()
        .map(|(account, grants)| {
            let roles = grants
                .0
                .iter()
                .map(|grant| (grant.role, tree.lookup(grant.unit).map_or_else(String::new, |unit| unit.name.clone())));
            (account, roles.collect())
        })
        .collect())
}

/// The units of a tenant with their depth, parents before children.
///
/// # Errors
/// When the database refuses.
pub async fn list_units(app: &App, tenant: TenantId) -> Result<Vec<(Unit, usize)>> {
    let mut tx = app.db.tenant_snapshot(&Proof::operator(tenant), app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(Vec::new()) };
    Ok(tree.list_within(root.id).into_iter().map(|(unit, depth)| (unit.clone(), depth)).collect())
}
