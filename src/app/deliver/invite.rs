//! Requests become messages.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::reach::{Reached, reach};
use crate::app::enrol::{self, FreshLink};
use crate::app::{App, Result, Tenancy};
use crate::auth::token;
use crate::domain::care::{Channel, GRACE, Request, RequestId, State};
use crate::store::message::{Message, MessageKind, MessageState};
use crate::store::opt_out::{self, StopLink};
use crate::store::{self, Proof, TenantTx};

/// How many requests one transaction tells of.
const PAGE: u64 = 100;

/// How many such transactions one turn makes.
const PAGES: usize = 5;

/// How long a request that nobody could be told of is left alone: an address may be mended meanwhile.
const AGAIN: TimeDelta = TimeDelta::hours(6);

/// The least time between an invitation and its reminder.
const BETWEEN: TimeDelta = TimeDelta::hours(2);

/// What is sealed in a message.
#[derive(Serialize, Deserialize)]
pub(super) struct Envelope {
    /// The number or address.
    pub(super) address: String,
    /// The link to the request.
    pub(super) url: String,
    /// The link to the page where whoever reads this says that they want no more.
    pub(super) stop: String,
    /// The language to write in.
    pub(super) language: String,
    /// The digits that were asked for; empty in all but a code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) code: String,
}

/// Tells of every request that is open, that nobody has been told of, and whose respondent can be
/// reached; a few hundred a turn, within the hours of sending. Gives how many.
///
/// # Errors
/// When the database refuses.
pub async fn invite_due(app: &App, proof: &Proof) -> Result<usize> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let channels = tenancy.channels(app);
    let now = app.ambient.now();
    if channels.is_empty() || tenancy.sending_hours().next(tenancy.zone, now) != now {
        return Ok(0);
    }
    let (mut after, mut told) = (None, 0);
    for _ in 0..PAGES {
        let page = {
            let mut tx = app.db.tenant_snapshot(proof, now).await?;
            store::request::list_untold(&mut tx, &channels, after, now - AGAIN, PAGE).await?
        };
        let Some(last) = page.last() else { break };
        after = Some((last.opens_at, last.id));
        let mut tx = app.db.tenant(proof, now, "").await?;
        for request in &page {
            told += usize::from(invite(app, &tenancy, &mut tx, request.id, &channels).await?);
        }
        tx.commit().await?;
    }
    Ok(told)
}

async fn invite(app: &App, tenancy: &Tenancy, tx: &mut TenantTx, id: RequestId, channels: &[Channel]) -> Result<bool> {
    // Held first: another server may be at it, or a clinician hands the link over at this moment.
    let Some(request) = store::request::hold(tx, id).await? else { return Ok(false) };
    if request.state != State::Due || !request.accepts(tx.now()) {
        return Ok(false);
    }
    match reach(tenancy, tx, &request, channels).await? {
        Ok(reached) => {
            let Some(link) = enrol::make_link(app, tx, &request).await? else { return Ok(false) };
            write(app, tenancy, tx, &request, MessageKind::Invitation, &reached, &link).await?;
            opt_out::forget_unreached(tx, id).await?;
            Ok(true)
        }
        Err(why) => {
            opt_out::set_unreached(tx, id, why).await?;
            Ok(false)
        }
    }
}

/// Reminds, once a round, of every request whose invitation was sent and that is not answered when its
/// protocol says so. The reminder carries a link of its own and leaves the first one working. Gives how
/// many.
///
/// # Errors
/// When the database refuses.
pub async fn remind_due(app: &App, proof: &Proof) -> Result<usize> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let channels = tenancy.channels(app);
    let now = app.ambient.now();
    if channels.is_empty() || tenancy.sending_hours().next(tenancy.zone, now) != now {
        return Ok(0);
    }
    let page = {
        let mut tx = app.db.tenant_snapshot(proof, now).await?;
        store::request::list_unreminded(&mut tx, PAGE * 2).await?
    };
    if page.is_empty() {
        return Ok(0);
    }
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut reminded = 0;
    for request in &page {
        reminded += usize::from(remind(app, &tenancy, &mut tx, request.id, &channels).await?);
    }
    tx.commit().await?;
    Ok(reminded)
}

async fn remind(app: &App, tenancy: &Tenancy, tx: &mut TenantTx, id: RequestId, channels: &[Channel]) -> Result<bool> {
    let now = tx.now();
    let Some(request) = store::request::hold(tx, id).await? else { return Ok(false) };
    let busy = request.state.is_answering() && now < request.state_at + GRACE;
    if busy || !request.accepts(now) {
        return Ok(false);
    }
    let messages = store::message::list_by_requests(tx, &[id]).await?;
    let of_round = |kind| messages.iter().find(|message| message.kind == kind && message.round == request.round);
    let invitation = of_round(MessageKind::Invitation);
    let (Some(invitation), None) = (invitation, of_round(MessageKind::Reminder)) else { return Ok(false) };
    if request.remind_at.is_none_or(|at| at < invitation.created_at + BETWEEN) {
        let why = "the invitation had only just been sent";
        return not_reminded(app, tx, &request, invitation, why).await;
    }
    match reach(tenancy, tx, &request, channels).await? {
        Ok(reached) => {
            let link = enrol::add_link(app, tx, &request).await?;
            write(app, tenancy, tx, &request, MessageKind::Reminder, &reached, &link).await?;
            Ok(true)
        }
        // Kept as a message that was called off, so that the record is not opened again every minute.
        Err(why) => not_reminded(app, tx, &request, invitation, why.code()).await,
    }
}

async fn not_reminded(
    app: &App,
    tx: &mut TenantTx,
    request: &Request,
    invitation: &Message,
    why: &str,
) -> Result<bool> {
    let message = Message {
        id: app.ambient.id(),
        kind: MessageKind::Reminder,
        sealed: None,
        state: MessageState::Cancelled,
        attempts: 0,
        provider: String::new(),
        reference: None,
        reason: why.to_owned(),
        ..blank(app, tx, request, invitation.channel, invitation.address_mac.clone())
    };
    store::message::add(tx, &message).await?;
    Ok(false)
}

fn blank(app: &App, tx: &TenantTx, request: &Request, channel: Channel, address_mac: Vec<u8>) -> Message {
    let now = tx.now();
    Message {
        id: app.ambient.id(),
        request: Some(request.id),
        person: request.person,
        kind: MessageKind::Invitation,
        round: request.round,
        channel,
        address_mac,
        sealed: None,
        state: MessageState::Waiting,
        attempts: 0,
        next_at: now,
        not_after: request.closes_at,
        provider: String::new(),
        reference: None,
        reason: String::new(),
        created_at: now,
        state_at: now,
    }
}

async fn write(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    request: &Request,
    kind: MessageKind,
    reached: &Reached,
    link: &FreshLink,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let stop = tenancy.key.stop_token(&reached.mac);
    let stop_link = StopLink { tenant, address_mac: reached.mac.clone(), language: reached.language.clone() };
    opt_out::add_link(&mut tx.local(), &token::hash(&stop), &stop_link, now).await?;
    let envelope = Envelope {
        address: reached.address.clone(),
        url: link.url.clone(),
        stop: format!("{}/stop/{stop}", app.base_url),
        language: reached.language.clone(),
        code: String::new(),
    };
    let text = serde_json::to_string(&envelope).unwrap_or_default();
    let mut message = blank(app, tx, request, reached.channel, reached.mac.clone());
    message.kind = kind;
    message.sealed = Some(reached.key.seal(&app.ambient, "message", message.id, "sealed", &text));
    store::message::add(tx, &message).await?;
    Ok(())
}
