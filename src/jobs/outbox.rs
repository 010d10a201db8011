//! Sends what waits in the outbox.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::turns;
use crate::app::deliver::{self, Claimed, Delivery, Outcome};
use crate::app::{App, Result};
use crate::delivery::email::Email;
use crate::delivery::sms::Sms;
use crate::delivery::{Gateways, SendError};
use crate::domain::care::{Channel, TenantId};
use crate::store::Proof;
use crate::store::message::MessageKind;
use crate::view::message::{self, Carried};
use crate::view::text::{Text, TextError};
use crate::view::{Language, Renderer};

/// How often the worker looks.
const EVERY: Duration = Duration::from_secs(5);

/// How many messages are under way at once. All of them take less than the lease, since each gateway
/// gives up after its own time.
const AT_ONCE: u64 = 16;

/// How often what became of a message is written down again when the database does not take it: the
/// message was sent, and would be sent once more.
const WRITES: u32 = 5;

/// What a worker needs beside the application.
#[derive(Clone, Debug)]
pub struct Post {
    /// Whom this server can write to, and how.
    pub gateways: Gateways,
    /// The words.
    pub renderer: Arc<Renderer>,
}

/// Runs until told to stop; what is under way is finished first.
pub async fn run(app: App, post: Post, mut stop: watch::Receiver<bool>) {
    if post.gateways.sms.is_none() && post.gateways.email.is_none() {
        tracing::info!("no gateway and no mail server: nothing is sent (see docs/delivery.md)");
        let _ = stop.changed().await;
        return;
    }
    turns::take(EVERY, stop, "messages were not sent", || turn(&app, &post)).await;
}

/// One turn: a batch of every tenant's messages whose turn has come. Gives how many were tried.
///
/// # Errors
/// When the database refuses.
pub async fn turn(app: &App, post: &Post) -> Result<usize> {
    turns::for_each_tenant(app, "a tenant's messages were not sent", |tenant| batch(app, post, tenant)).await
}

async fn batch(app: &App, post: &Post, tenant: TenantId) -> Result<usize> {
    let proof = Proof::scheduler(tenant);
    let claimed = deliver::claim(app, &proof, AT_ONCE).await?;
    if claimed.is_empty() {
        return Ok(0);
    }
    let from = Arc::new(deliver::settings_of(app, tenant).await?);
    let receipts = deliver::receipt_secret(app, tenant).await?;
    let count = claimed.len();
    let mut under_way = JoinSet::new();
    for one in claimed {
        let (app, post, proof, from) = (app.clone(), post.clone(), proof.clone(), Arc::clone(&from));
        let receipts = receipts.clone();
        under_way.spawn(async move {
            let outcome = send(&app, &post, &from, &receipts, &one).await;
            match &outcome {
                Outcome::Sent { .. } => {}
                Outcome::Later(why) => tracing::warn!(message = %one.id, attempt = one.attempt, why, "not sent yet"),
                Outcome::Never(why) => tracing::warn!(message = %one.id, why, "will not be sent"),
            }
            write_down(&app, &proof, &one, &outcome).await;
        });
    }
    while under_way.join_next().await.is_some() {}
    Ok(count)
}

async fn write_down(app: &App, proof: &Proof, one: &Claimed, outcome: &Outcome) {
    for again in 0..WRITES {
        match deliver::record(app, proof, one, outcome).await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(%error, message = %one.id, "what became of a message was not written down");
                tokio::time::sleep(Duration::from_millis(200 << again)).await;
            }
        }
    }
}

async fn send(app: &App, post: &Post, from: &Delivery, receipts: &str, one: &Claimed) -> Outcome {
    let text = post.renderer.text(Language::lookup(&one.language).unwrap_or_default());
    let carried = Carried { reminder: one.kind == MessageKind::Reminder, url: &one.url, stop: &one.stop };
    let stamp = Stamp { id: one.id, at: app.ambient.now(), receipts: Some((&app.base_url, receipts)) };
    let outcome = match one.channel {
        Channel::Sms => match sms_words(text, one, carried) {
            Ok(words) => by_sms(post, from, &stamp, &one.address, words).await,
            Err(error) => Err(SendError::Never(error.to_string())),
        },
        _ => match email_words(text, one, carried) {
            Ok(letter) => by_email(post, from, &stamp, &one.address, letter, &one.stop).await,
            Err(error) => Err(SendError::Never(error.to_string())),
        },
    };
    outcome_of(outcome)
}

/// What became of something that was given to a gateway.
pub(super) fn outcome_of(taken: Taken) -> Outcome {
    match taken {
        Ok((provider, reference)) => Outcome::Sent { provider, reference },
        Err(SendError::Later(why)) => Outcome::Later(why),
        Err(SendError::Never(why)) => Outcome::Never(why),
    }
}

fn sms_words(text: &Text, one: &Claimed, carried: Carried<'_>) -> std::result::Result<String, TextError> {
    match one.kind {
        MessageKind::Invitation | MessageKind::Reminder => message::sms(text, carried),
        MessageKind::OwnPage => message::own_page_sms(text, &one.url, &one.stop),
        MessageKind::Code => message::code_sms(text, &one.code),
    }
}

fn email_words(text: &Text, one: &Claimed, carried: Carried<'_>) -> std::result::Result<message::Letter, TextError> {
    match one.kind {
        MessageKind::Invitation | MessageKind::Reminder => message::email(text, carried),
        MessageKind::OwnPage => message::own_page_email(text, &one.url, &one.stop),
        MessageKind::Code => message::code_email(text, &one.code),
    }
}

/// What is put on a message beside its words.
pub(super) struct Stamp<'a> {
    pub(super) id: Uuid,
    pub(super) at: DateTime<Utc>,
    /// This server's address, and the secret to report with.
    pub(super) receipts: Option<(&'a str, &'a str)>,
}

pub(super) type Taken = std::result::Result<(&'static str, String), SendError>;

async fn by_sms(post: &Post, from: &Delivery, stamp: &Stamp<'_>, to: &str, words: String) -> Taken {
    let gateway = post.gateways.sms.as_ref().ok_or_else(|| SendError::Later("there is no gateway here".to_owned()))?;
    // A gateway out in the world reaches only an address that is.
    let receipts = stamp.receipts.filter(|(base, _)| base.starts_with("https://"));
    let sms = Sms {
        id: stamp.id,
        to: to.to_owned(),
        from: from.sms_sender.clone(),
        text: words,
        receipts: receipts.map(|(base, secret)| format!("{base}/delivery/{}/{secret}", gateway.name())),
    };
    Ok((gateway.name(), gateway.send(&sms).await?))
}

pub(super) async fn by_email(
    post: &Post,
    from: &Delivery,
    stamp: &Stamp<'_>,
    to: &str,
    letter: message::Letter,
    stop: &str,
) -> Taken {
    let gateway =
        post.gateways.email.as_ref().ok_or_else(|| SendError::Later("there is no mail server here".to_owned()))?;
    let email = Email {
        id: stamp.id,
        to: to.to_owned(),
        from_name: from.email_name.clone(),
        from_address: from.email_address.clone(),
        subject: letter.subject,
        plain: letter.plain,
        html: letter.html,
        stop: stop.to_owned(),
        at: stamp.at,
    };
    Ok((gateway.name(), gateway.send(&email).await?))
}

/// Sends one message that only tries whether messages arrive, now and beside the outbox. Gives who took
/// it and what they call it.
///
/// # Errors
/// [`SendError`]
pub async fn try_out(app: &App, post: &Post, from: &Delivery, channel: Channel, to: &str) -> Taken {
    let text: &Text = post.renderer.text(Language::default());
    let letter = message::trial(text).map_err(|error| SendError::Never(error.to_string()))?;
    let stamp = Stamp { id: app.ambient.id(), at: app.ambient.now(), receipts: None };
    if channel == Channel::Sms {
        by_sms(post, from, &stamp, to, letter.plain.trim().to_owned()).await
    } else {
        by_email(post, from, &stamp, to, letter, &app.base_url).await
    }
}
