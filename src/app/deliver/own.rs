//! What is written about a patient's own pages: the way there, and the code that was asked for.

use chrono::{DateTime, Utc};

use super::invite::Envelope;
use super::reach::first_way;
use crate::app::{App, Result, Tenancy};
use crate::auth::token;
use crate::domain::care::Channel;
use crate::store::message::{self, Message, MessageKind, MessageState};
use crate::store::opt_out::{self, StopLink, Unreached};
use crate::store::{OpenPerson, TenantTx};

/// What is written.
pub(in crate::app) enum Letter<'a> {
    /// The way to the own pages.
    Link(&'a str),
    /// Six digits.
    Code(&'a str),
}

/// The ways by which an open patient can be written to now; or why there is none.
pub(in crate::app) async fn ways(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    open: &OpenPerson,
) -> Result<std::result::Result<Vec<Channel>, Unreached>> {
    let identity = tenancy.identity(open)?;
    if identity.protected {
        return Ok(Err(Unreached::Protected));
    }
    let (mut found, mut why) = (Vec::new(), Unreached::NoAddress);
    for channel in tenancy.channels(app) {
        match first_way(tenancy, tx, (identity.phone.as_deref(), identity.email.as_deref()), &[channel]).await? {
            Ok(_) => found.push(channel),
            Err(Unreached::NoAddress) => {}
            Err(other) => why = other,
        }
    }
    Ok(if found.is_empty() { Err(why) } else { Ok(found) })
}

/// Puts a letter to an open patient into the outbox, by the first of these ways that leads there. Gives the way, or
/// why there is none.
pub(in crate::app) async fn write_own(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    open: &OpenPerson,
    (letter, not_after): (Letter<'_>, DateTime<Utc>),
    wanted: &[Channel],
) -> Result<std::result::Result<Channel, Unreached>> {
    let identity = tenancy.identity(open)?;
    if identity.protected {
        return Ok(Err(Unreached::Protected));
    }
    let switched_on = tenancy.channels(app);
    let wanted: Vec<Channel> = wanted.iter().copied().filter(|channel| switched_on.contains(channel)).collect();
    let found = first_way(tenancy, tx, (identity.phone.as_deref(), identity.email.as_deref()), &wanted).await?;
    let (channel, address, mac) = match found {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    let (tenant, now) = (tx.tenant(), tx.now());
    let language = open.person.language.clone();
    let stop = tenancy.key.stop_token(&mac);
    let stop_link = StopLink { tenant, address_mac: mac.clone(), language: language.clone() };
    opt_out::add_link(&mut tx.local(), &token::hash(&stop), &stop_link, now).await?;
    let (kind, url, code) = match letter {
        Letter::Link(url) => (MessageKind::OwnPage, url.to_owned(), String::new()),
        Letter::Code(code) => (MessageKind::Code, String::new(), code.to_owned()),
    };
    let envelope = Envelope { address, url, stop: format!("{}/stop/{stop}", app.base_url), language, code };
    let text = serde_json::to_string(&envelope).unwrap_or_default();
    let id = app.ambient.id();
    let message = Message {
        id,
        request: None,
        person: open.id(),
        kind,
        round: 1,
        channel,
        address_mac: mac,
        sealed: Some(tenancy.person_key(open)?.seal(&app.ambient, "message", id, "sealed", &text)),
        state: MessageState::Waiting,
        attempts: 0,
        next_at: now,
        not_after,
        provider: String::new(),
        reference: None,
        reason: String::new(),
        created_at: now,
        state_at: now,
    };
    message::add(tx, &message).await?;
    Ok(Ok(channel))
}
