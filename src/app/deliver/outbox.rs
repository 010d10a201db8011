//! A worker takes messages and says what became of them.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::invite::Envelope;
use crate::app::{App, Result, Tenancy};
use crate::domain::care::{Channel, Request};
use crate::store::message::{self, Message, MessageKind};
use crate::store::{self, Proof, TenantTx};

/// For how long a message belongs to the worker that took it. Longer than sending a batch may take.
pub const LEASE: TimeDelta = TimeDelta::minutes(10);

/// How often a message is tried before it is given up.
pub const MOST_ATTEMPTS: i64 = 8;

/// What is left for sending after a message was taken: nobody is written to in the last moments before
/// the hours of sending, or the request, are over.
const MARGIN: TimeDelta = TimeDelta::minutes(2);

/// How long a message waits for a way of sending that is switched off.
const WITHOUT_WAY: TimeDelta = TimeDelta::minutes(10);

/// A message that was taken, to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its id.
    pub id: Uuid,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// What it is.
    pub kind: MessageKind,
    /// How it is sent.
    pub channel: Channel,
    /// Where to.
    pub address: String,
    /// The link to the request, or to the patient's own pages; empty in a code.
    pub url: String,
    /// The digits that were asked for; empty in all but a code.
    pub code: String,
    /// The link for whoever wants no more.
    pub stop: String,
    /// The language to write in.
    pub language: String,
    /// From when it is too late.
    pub not_after: DateTime<Utc>,
}

/// What became of a message that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody took it.
    Sent {
        /// Who.
        provider: &'static str,
        /// What they call it.
        reference: String,
    },
    /// It may go better later, because.
    Later(String),
    /// It will never go, because.
    Never(String),
}

/// Takes messages whose turn has come, at most `limit`, and puts away those that are not to be sent any
/// more: answered, called off, opted out, too late. Outside the hours of sending only codes, which somebody waits
/// for.
///
/// # Errors
/// When the database refuses.
pub async fn claim(app: &App, proof: &Proof, limit: u64) -> Result<Vec<Claimed>> {
    let now = app.ambient.now();
    let tenancy = app.tenancy(proof.tenant()).await?;
    {
        let mut tx = app.db.tenant_snapshot(proof, now).await?;
        if message::list_due(&mut tx, 1).await?.is_empty() {
            return Ok(Vec::new());
        }
    }
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut claimed = Vec::new();
    for message in message::list_due(&mut tx, limit).await? {
        match check(app, &tenancy, &mut tx, &message).await? {
            Verdict::Send(envelope) => {
                message::take(&mut tx, message.id, now + LEASE).await?;
                claimed.push(Claimed {
                    id: message.id,
                    attempt: message.attempts + 1,
                    kind: message.kind,
                    channel: message.channel,
                    address: envelope.address,
                    url: envelope.url,
                    code: envelope.code,
                    stop: envelope.stop,
                    language: envelope.language,
                    not_after: message.not_after,
                });
            }
            Verdict::Wait(until, why) => {
                message::put_off(&mut tx, message.id, message.attempts, until, why).await?;
            }
            Verdict::Fail(why) => {
                message::set_failed(&mut tx, message.id, message.attempts, &why).await?;
            }
            Verdict::Cancel(why) => {
                message::cancel(&mut tx, message.id, why).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

enum Verdict {
    Send(Envelope),
    Wait(DateTime<Utc>, &'static str),
    Fail(String),
    Cancel(&'static str),
}

/// Whether a message is still to be sent, now.
async fn check(app: &App, tenancy: &Tenancy, tx: &mut TenantTx, message: &Message) -> Result<Verdict> {
    let now = tx.now();
    let (opens_at, not_after) = match message.request {
        Some(request) => {
            let request = store::request::lookup(tx, request).await?;
            let stands = |request: &Request| !request.state.is_final() && request.round == message.round;
            let Some(request) = request.filter(stands) else { return Ok(Verdict::Cancel("the request is over")) };
            (request.opens_at, message.not_after.min(request.closes_at))
        }
        None => (message.created_at, message.not_after),
    };
    if now + MARGIN >= not_after {
        return Ok(Verdict::Fail(match message.reason.as_str() {
            "" => "its time had gone by".to_owned(),
            reason => format!("its time had gone by; the latest try: {reason}"),
        }));
    }
    if message.attempts >= MOST_ATTEMPTS {
        return Ok(Verdict::Fail(format!("given up after {} tries: {}", message.attempts, message.reason)));
    }
    // Somebody sits waiting for a code they asked for: it wakes nobody.
    if message.kind != MessageKind::Code
        && let Some(until) = too_early(tenancy, opens_at, now)
    {
        return Ok(Verdict::Wait(until, "waits for the hours of sending"));
    }
    if !tenancy.channels(app).contains(&message.channel) {
        return Ok(Verdict::Wait(now + WITHOUT_WAY, "this way of sending is switched off"));
    }
    if !store::opt_out::list(tx, std::slice::from_ref(&message.address_mac)).await?.is_empty() {
        return Ok(Verdict::Cancel("opted out"));
    }
    let Some(open) = store::person::open(tx, message.person, "message to send").await? else {
        return Ok(Verdict::Cancel("whoever it was for is gone"));
    };
    let (Ok(key), Ok(identity)) = (tenancy.person_key(&open), tenancy.identity(&open)) else {
        return Ok(Verdict::Cancel("whoever it was for is gone"));
    };
    if identity.protected {
        return Ok(Verdict::Cancel("the address is protected"));
    }
    let sealed = message.sealed.as_deref().unwrap_or_default();
    let envelope = key.open("message", message.id, "sealed", sealed).ok();
    Ok(match envelope.and_then(|text| serde_json::from_str(&text).ok()) {
        Some(envelope) => Verdict::Send(envelope),
        None => Verdict::Cancel("what was to be sent does not open"),
    })
}

/// When a message may be sent that may not be now: the request opens later, or the hours of sending are
/// over, or will be before it is sent.
fn too_early(tenancy: &Tenancy, opens_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hours = tenancy.sending_hours();
    let earliest = hours.next(tenancy.zone, now.max(opens_at));
    if earliest > now {
        return Some(earliest);
    }
    let soon = now + MARGIN;
    let after = hours.next(tenancy.zone, soon);
    (after > soon).then_some(after)
}

/// How long to wait before the next try: 30 seconds after the first, twice as long after each, at most an
/// hour; by chance between half of that and all of it, so that what failed together does not come back
/// together. `chance`: a random byte.
#[must_use]
pub fn wait(attempt: i64, chance: u8) -> TimeDelta {
    let doublings = u32::try_from((attempt - 1).clamp(0, 7)).unwrap_or(0);
    let whole = (30_000_i64 << doublings).min(3_600_000);
    TimeDelta::milliseconds(whole / 2 + whole / 2 * i64::from(chance) / 255)
}

/// Writes down what became of a message that was taken.
///
/// # Errors
/// When the database refuses: then the message is sent again after its lease.
pub async fn record(app: &App, proof: &Proof, claimed: &Claimed, outcome: &Outcome) -> Result<()> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    match outcome {
        Outcome::Sent { provider, reference } => {
            let reference = Some(reference.as_str()).filter(|reference| !reference.is_empty());
            message::set_sent(&mut tx, claimed.id, provider, reference).await?;
        }
        Outcome::Never(why) => {
            message::set_failed(&mut tx, claimed.id, claimed.attempt, why).await?;
        }
        Outcome::Later(why) => {
            let [chance] = app.ambient.bytes::<1>();
            let until = now + wait(claimed.attempt, chance);
            if claimed.attempt >= MOST_ATTEMPTS {
                let why = format!("given up after {} tries: {why}", claimed.attempt);
                message::set_failed(&mut tx, claimed.id, claimed.attempt, &why).await?;
            } else {
                message::put_off(&mut tx, claimed.id, claimed.attempt, until, why).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}
