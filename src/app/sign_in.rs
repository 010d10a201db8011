//! Signing in: password first, then a code; and looking after one's own sign-ins.

use uuid::Uuid;

use super::{App, AppError, Result};
use crate::auth::{Challenge, password, second_factor, token};
use crate::domain::care::{AccountId, Device};
use crate::domain::message;
use crate::store::account::{Account, SignIn};
use crate::store::audit::Act;
use crate::store::{self, Proof};

/// What comes after the right password.
#[derive(Clone, Debug)]
pub enum Next {
    /// A code from the authenticator is asked for.
    Code {
        /// The signed note to bring along.
        challenge: String,
    },
    /// No second factor is enrolled yet: enrol one now.
    Enrol(Enrolment),
}

/// A second factor to be enrolled.
#[derive(Clone, Debug)]
pub struct Enrolment {
    /// The signed note to bring along; it carries the new secret, sealed.
    pub challenge: String,
    /// What authenticator apps read from a QR code.
    pub url: String,
    /// The secret as people type it.
    pub secret: String,
}

/// A browser that has just been signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The cookie's value; only its hash is stored.
    pub cookie: String,
    /// Who.
    pub account: Account,
}

/// A signed-in request: who, through which sign-in, with the proof that opens the tenant.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Who.
    pub account: Account,
    /// Through which sign-in.
    pub sign_in: SignIn,
    /// What opens the tenant.
    pub proof: Proof,
}

/// Checks login and password; `None` when they do not belong together.
///
/// # Errors
/// When the database refuses.
pub async fn check_password(app: &App, login: &str, typed: String) -> Result<Option<Next>> {
    let account = {
        let mut local = app.db.local_snapshot().await?;
        store::account::find_by_login(&mut local.local(), &login.trim().to_lowercase()).await?
    };
    // An unknown login takes as long as a known one.
    let stored = account.as_ref().map_or(password::NOBODY, |account| &account.password_hash).to_owned();
    let right = app.hashing(move || password::verify(&typed, &stored)).await?;
    if let (false, Some(account)) = (right, &account) {
        note_refused(app, account, "password").await?;
    }
    let Some(account) = account.filter(|account| right && account.active) else { return Ok(None) };
    if account.totp_sealed.is_none() {
        let secret = second_factor::fresh(&app.ambient);
        return Ok(Some(Next::Enrol(enrolment(app, &account, &secret)?)));
    }
    let challenge = Challenge { account: account.id, enrolling: None };
    Ok(Some(Next::Code { challenge: issue(app, &challenge)? }))
}

/// Chains a try that failed, where the account belongs.
async fn note_refused(app: &App, account: &Account, what: &str) -> Result<()> {
    let tenants = {
        let mut local = app.db.local_snapshot().await?;
        store::account::memberships(&mut local.local(), account.id).await?
    };
    if let Some((tenant, _)) = tenants.first() {
        let proof = Proof::signing_in(*tenant, account.id);
        let mut tx = app.db.tenant(&proof, app.ambient.now(), "").await?;
        tx.note(Act::Refused, format_args!("account:{}", account.id), what);
        tx.commit().await?;
    }
    Ok(())
}

fn issue(app: &App, challenge: &Challenge) -> Result<String> {
    challenge.issue(app.master(), app.ambient.now()).map_err(|error| AppError::Broken(error.to_string()))
}

fn enrolment(app: &App, account: &Account, secret: &[u8]) -> Result<Enrolment> {
    let sealed = app.master().seal_account(&app.ambient, account.id, secret);
    let challenge = Challenge { account: account.id, enrolling: Some(sealed) };
    Ok(Enrolment {
        challenge: issue(app, &challenge)?,
        url: second_factor::enrolment_url(secret, &account.login)
            .map_err(|error| AppError::Broken(error.to_string()))?,
        secret: second_factor::to_text(secret),
    })
}

/// Whose password a note says was right; `None` when it is forged or too old. For counting tries.
#[must_use]
pub fn challenged(app: &App, challenge: &str) -> Option<AccountId> {
    Challenge::read(challenge, app.master(), app.ambient.now()).ok().map(|challenge| challenge.account)
}

/// What became of a code.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Signed in.
    SignedIn(Box<SignedIn>),
    /// The code was wrong, too old or used before.
    Wrong {
        /// The enrolment to show again, when one was under way.
        enrolment: Option<Enrolment>,
    },
    /// The password step took place too long ago, or never.
    TooLate,
}

/// Checks a code against the note of the password step, and signs the browser in.
///
/// # Errors
/// When the database refuses.
pub async fn check_code(app: &App, challenge: &str, code: &str, device: Device) -> Result<Verdict> {
    let now = app.ambient.now();
    let Ok(challenge) = Challenge::read(challenge, app.master(), now) else { return Ok(Verdict::TooLate) };
    let mut local = app.db.local().await?;
    let account = store::account::lookup(&mut local.local(), challenge.account).await?;
    let Some(account) = account.filter(|account| account.active) else { return Ok(Verdict::TooLate) };
    let enrolling = challenge.enrolling.is_some();
    if enrolling && account.totp_sealed.is_some() {
        // Enrolled in another window meanwhile: that one counts.
        return Ok(Verdict::TooLate);
    }
    let Some(sealed) = challenge.enrolling.or_else(|| account.totp_sealed.clone()) else { return Ok(Verdict::TooLate) };
    let secret = app.master().open_account(account.id, &sealed)?;
    let step = second_factor::verify(&secret, code, now).map_err(|error| AppError::Broken(error.to_string()))?;
    let wrong = |app: &App| -> Result<Verdict> {
        let enrolment = enrolling.then(|| enrolment(app, &account, &secret)).transpose()?;
        Ok(Verdict::Wrong { enrolment })
    };
    let Some(step) = step else {
        drop(local);
        note_refused(app, &account, "code").await?;
        return wrong(app);
    };
    if enrolling {
        store::account::set_totp(&mut local.local(), account.id, sealed).await?;
    }
    if !store::account::use_totp_step(&mut local.local(), account.id, step).await? {
        return wrong(app);
    }
    local.commit().await?;
    Ok(match admit(app, account, device).await? {
        Some(signed_in) => Verdict::SignedIn(Box::new(signed_in)),
        None => Verdict::TooLate,
    })
}

/// Signs a browser in, whatever was proved before. `None` when the account belongs nowhere.
pub(super) async fn admit(app: &App, account: Account, device: Device) -> Result<Option<SignedIn>> {
    let now = app.ambient.now();
    let tenants = {
        let mut local = app.db.local_snapshot().await?;
        store::account::memberships(&mut local.local(), account.id).await?
    };
    let Some((tenant, _)) = tenants.first() else { return Ok(None) };
    let cookie = token::fresh(&app.ambient);
    let sign_in = SignIn {
        id: app.ambient.id(),
        account: account.id,
        tenant: *tenant,
        created_at: now,
        seen_at: now,
        device: device.code().to_owned(),
    };
    let mut tx = app.db.tenant(&Proof::signing_in(*tenant, account.id), now, "").await?;
    store::account::add_sign_in(&mut tx.local(), &token::hash(&cookie), &sign_in).await?;
    tx.note(Act::SignIn, format_args!("account:{}", account.id), "");
    tx.commit().await?;
    Ok(Some(SignedIn { cookie, account }))
}

/// How stale "last seen" may be before it is written again: not every page view is a write.
const SEEN_EVERY: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// Who a cookie belongs to; `None` when nobody is signed in with it.
///
/// # Errors
/// When the database refuses.
pub async fn who(app: &App, cookie: &str) -> Result<Option<Staff>> {
    if !token::is_well_formed(cookie) {
        return Ok(None);
    }
    let hash = token::hash(cookie);
    let now = app.ambient.now();
    let found = {
        let mut local = app.db.local_snapshot().await?;
        store::account::prove(&mut local.local(), &hash, now).await?
    };
    let Some((sign_in, account, proof)) = found else { return Ok(None) };
    if now - sign_in.seen_at >= SEEN_EVERY {
        let mut local = app.db.local().await?;
        store::account::touch(&mut local.local(), &hash, now).await?;
        local.commit().await?;
    }
    Ok(Some(Staff { account, sign_in, proof }))
}

/// An account's own sign-ins, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_own(app: &App, staff: &Staff) -> Result<Vec<SignIn>> {
    let mut local = app.db.local_snapshot().await?;
    Ok(store::account::list_sign_ins(&mut local.local(), staff.account.id, app.ambient.now()).await?)
}

/// Ends one of the account's own sign-ins.
///
/// # Errors
/// When the database refuses.
pub async fn end_own(app: &App, staff: &Staff, id: Uuid) -> Result<()> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&staff.proof, now, "").await?;
    store::account::end_sign_in(&mut tx.local(), staff.account.id, Some(id), now).await?;
    tx.note(Act::SignOut, format_args!("account:{}", staff.account.id), "");
    Ok(tx.commit().await?)
}

/// Sets where somebody is written to, as they typed it; nothing takes it away. Gives whether it is an address.
///
/// # Errors
/// When the database refuses.
pub async fn set_own_email(app: &App, staff: &Staff, typed: &str) -> Result<bool> {
    let address = message::email(typed);
    if address.is_none() && !typed.trim().is_empty() {
        return Ok(false);
    }
    let mut tx = app.db.tenant(&staff.proof, app.ambient.now(), "").await?;
    store::account::set_email(&mut tx.local(), staff.account.id, address.as_deref()).await?;
    tx.note(Act::Change, format_args!("account:{}", staff.account.id), "email");
    tx.commit().await?;
    Ok(true)
}

/// Sets the language of an account's pages.
///
/// # Errors
/// When the database refuses.
pub async fn set_language(app: &App, account: AccountId, language: &str) -> Result<()> {
    let mut local = app.db.local().await?;
    store::account::set_language(&mut local.local(), account, language).await?;
    Ok(local.commit().await?)
}
