//! That somebody wants no more messages, and what gateways report.

use uuid::Uuid;

use crate::app::{App, Result, enrol};
use crate::auth::{claimed_tenant, token};
use crate::domain::care::{EpisodeId, TenantId};
use crate::domain::message as words;
use crate::store::opt_out::{self, How, StopLink, Unreached};
use crate::store::{self, Proof, TenantTx, message};

/// Where the link in a message leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The language to show the page in.
    pub language: String,
    /// Whether the address wants no messages already.
    pub opted_out: bool,
}

async fn find(app: &App, secret: &str) -> Result<Option<StopLink>> {
    if secret.len() != 11 {
        return Ok(None);
    }
    let mut local = app.db.local_snapshot().await?;
    Ok(opt_out::find_link(&mut local.local(), &token::hash(secret)).await?)
}

/// Where the link in a message leads; changes nothing, however often it is opened.
///
/// # Errors
/// When the database refuses.
pub async fn look_stop(app: &App, secret: &str) -> Result<Option<Stop>> {
    let Some(link) = find(app, secret).await? else { return Ok(None) };
    let mut tx = app.db.tenant_snapshot(&Proof::recipient(link.tenant), app.ambient.now()).await?;
    let opted_out = !opt_out::list(&mut tx, &[link.address_mac]).await?.is_empty();
    Ok(Some(Stop { language: link.language, opted_out }))
}

/// Says by the link in a message that an address wants no more of them, or wants them again.
///
/// # Errors
/// When the database refuses.
pub async fn set_stop(app: &App, secret: &str, stop: bool) -> Result<Option<()>> {
    let Some(link) = find(app, secret).await? else { return Ok(None) };
    let mut tx = app.db.tenant(&Proof::recipient(link.tenant), app.ambient.now(), "").await?;
    set(&mut tx, &link.address_mac, stop.then_some(How::Link)).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Notes in an open transaction that an address wants no messages, or wants them again.
async fn set(tx: &mut TenantTx, address_mac: &[u8], stop: Option<How>) -> Result<()> {
    if let Some(how) = stop {
        opt_out::add(tx, address_mac, how).await?;
        message::cancel_by_address(tx, address_mac, "opted out").await?;
    } else {
        opt_out::remove(tx, address_mac).await?;
        opt_out::forget_reason(tx, Unreached::OptedOut).await?;
    }
    Ok(())
}

/// The secret in the address to which a tenant's gateway reports.
///
/// # Errors
/// When the tenant is not there.
pub async fn receipt_secret(app: &App, tenant: TenantId) -> Result<String> {
    Ok(app.tenancy(tenant).await?.key.receipt_secret())
}

/// The tenant that a gateway reports to by this secret; `None` when it is nobody's.
///
/// # Errors
/// When the database refuses.
pub async fn tenant_of(app: &App, secret: &str) -> Result<Option<TenantId>> {
    let Some(id) = claimed_tenant(secret) else { return Ok(None) };
    let known = store::tenant::lookup(&mut app.db.local_snapshot().await?.local(), id).await?;
    if known.is_none() {
        return Ok(None);
    }
    let tenancy = app.tenancy(id).await?;
    Ok(token::same(secret, &tenancy.key.receipt_secret()).then_some(id))
}

/// Takes down what a gateway says became of a message. A receipt that comes twice, late, or for a message
/// nobody knows changes nothing. Gives whether anything changed.
///
/// # Errors
/// When the database refuses.
pub async fn take_receipt(
    app: &App,
    tenant: TenantId,
    provider: &str,
    id: Option<Uuid>,
    reference: &str,
    delivered: bool,
    reason: &str,
) -> Result<bool> {
    let mut tx = app.db.tenant(&Proof::recipient(tenant), app.ambient.now(), "").await?;
    let found = match id {
        Some(id) => message::lookup(&mut tx, id).await?,
        None if reference.is_empty() => None,
        None => message::find_by_reference(&mut tx, provider, reference).await?,
    };
    let Some(found) = found else { return Ok(false) };
    let reason = match reason {
        "" if !delivered => "the gateway says that it did not arrive",
        reason => reason,
    };
    let changed = message::set_receipt(&mut tx, found.id, delivered, reason).await?;
    // Nothing changed: no need for a row in the chain that says so.
    if changed {
        tx.commit().await?;
    }
    Ok(changed)
}

/// Takes a reply to a text message: "stop" means no more of them; all else is not read by anybody. Gives
/// whether it was understood.
///
/// # Errors
/// When the database refuses.
pub async fn take_reply(app: &App, tenant: TenantId, from: &str, text: &str) -> Result<bool> {
    let Some(number) = words::phone(from).filter(|_| words::asks_to_stop(text)) else { return Ok(false) };
    let tenancy = app.tenancy(tenant).await?;
    let mut tx = app.db.tenant(&Proof::recipient(tenant), app.ambient.now(), "").await?;
    set(&mut tx, &tenancy.key.address_mac(&number), Some(How::Reply)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Whether a patient has asked not to be written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// By text message.
    pub sms: bool,
    /// By e-mail.
    pub email: bool,
}

/// Notes that a patient the actor treats has told staff that they want no messages (`Some(true)`), or
/// wants them again (`Some(false)`); `None` only looks. Gives how it stands afterwards; nothing when the
/// episode is not the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn opt_out_patient(app: &App, proof: &Proof, id: EpisodeId, stop: Option<bool>) -> Result<Option<Asked>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(episode) = enrol::treated(&mut tx, proof, id).await? else { return Ok(None) };
    let Some(open) = store::person::open(&mut tx, episode.person, "phone, email").await? else { return Ok(None) };
    let identity = tenancy.identity(&open)?;
    let addresses =
        [identity.phone.as_deref().and_then(words::phone), identity.email.as_deref().and_then(words::email)];
    let macs = addresses.map(|address| address.map(|address| tenancy.key.address_mac(&address)));
    if let Some(stop) = stop {
        for mac in macs.iter().flatten() {
            set(&mut tx, mac, stop.then_some(How::Staff)).await?;
        }
    }
    let [sms, email] = asked(&mut tx, &macs).await?;
    tx.commit().await?;
    Ok(Some(Asked { sms, email }))
}

async fn asked(tx: &mut TenantTx, macs: &[Option<Vec<u8>>; 2]) -> Result<[bool; 2]> {
    let known: Vec<Vec<u8>> = macs.iter().flatten().cloned().collect();
    let listed = opt_out::list(tx, &known).await?;
    Ok([0, 1].map(|place: usize| {
        macs.get(place).and_then(Option::as_ref).is_some_and(|mac| listed.iter().any(|(known, _)| known == mac))
    }))
}
