//! Sends links to the drafts of reports to those who asked for them.

use std::time::Duration;

use tokio::sync::watch;

use super::outbox::{Post, Stamp, by_email, outcome_of};
use super::turns;
use crate::app::deliver::{self, Delivery, Outcome};
use crate::app::report::{self, DueDraft};
use crate::app::{App, Result};
use crate::domain::care::TenantId;
use crate::view::{Language, message};

/// How often the worker looks.
const EVERY: Duration = Duration::from_mins(1);

/// How many links are taken in one turn. They go one after another, and a slow mail server may take forty seconds for
/// each: all of them must be done within the lease, or another server sends the last ones too.
const AT_ONCE: u64 = 8;

/// Runs until told to stop; what is under way is finished first.
pub async fn run(app: App, post: Post, stop: watch::Receiver<bool>) {
    if post.gateways.email.is_some() {
        turns::take(EVERY, stop, "links to drafts were not sent", || turn(&app, &post)).await;
    }
}

/// One turn over all tenants. Gives how many links were tried.
///
/// # Errors
/// When the database refuses.
pub async fn turn(app: &App, post: &Post) -> Result<usize> {
    turns::for_each_tenant(app, "a tenant's links to drafts were not sent", |tenant| batch(app, post, tenant)).await
}

async fn batch(app: &App, post: &Post, tenant: TenantId) -> Result<usize> {
    let due = report::claim_drafts(app, tenant, AT_ONCE).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let from = deliver::settings_of(app, tenant).await?;
    // One after another: a handful a quarter, and no hurry.
    for one in &due {
        let outcome = send(app, post, &from, one).await;
        if let Outcome::Later(why) | Outcome::Never(why) = &outcome {
            tracing::warn!(wish = %one.id, attempt = one.attempt, why, "a link to a draft was not sent");
        }
        report::record_draft(app, tenant, one, &outcome).await?;
    }
    Ok(due.len())
}

async fn send(app: &App, post: &Post, from: &Delivery, one: &DueDraft) -> Outcome {
    let text = post.renderer.text(Language::lookup(&one.language).unwrap_or_default());
    let letter = match message::draft_email(text, &one.url, &one.stop) {
        Ok(letter) => letter,
        Err(error) => return Outcome::Never(error.to_string()),
    };
    let stamp = Stamp { id: one.letter, at: app.ambient.now(), receipts: None };
    outcome_of(by_email(post, from, &stamp, &one.address, letter, &one.stop).await)
}
