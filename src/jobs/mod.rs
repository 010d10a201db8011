//! What happens by itself: requests whose time has gone by are ended, those that are open are told of,
//! answers that nobody has seen in time reach the leaders, messages are sent, and those of other systems are taken in; what
//! was approved goes to other organisations of a network, and links to drafts to those who asked for them.

pub mod drafts;
pub mod feeds;
pub mod mllp;
pub mod networks;
pub mod outbox;
mod turns;

use std::time::Duration;

use tokio::sync::watch;

use crate::app::{App, deliver, enrol, notices, protocols};
use crate::domain::care::TenantId;
use crate::store::Proof;

/// How often the scheduler looks.
const EVERY: Duration = Duration::from_mins(1);

/// Runs until told to stop. A failure is logged and tried again at the next turn.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    turns::take(EVERY, stop, "the scheduler's turn failed", || turn(&app)).await;
}

/// One turn over all tenants.
///
/// # Errors
/// When the database refuses.
pub async fn turn(app: &App) -> crate::app::Result<usize> {
    turns::for_each_tenant(app, "a tenant's turn failed", |tenant| tasks(app, tenant)).await
}

/// What is due for one tenant. Gives nothing: the next turn comes when it is time for it.
async fn tasks(app: &App, tenant: TenantId) -> crate::app::Result<usize> {
    let proof = Proof::scheduler(tenant);
    // One task's trouble is not the next one's.
    let done = [
        ("requests whose time has gone by were ended", enrol::expire(app, &proof).await),
        ("notices that nobody has seen were put before leaders", notices::escalate(app, &proof).await),
        ("invitations were written", deliver::invite_due(app, &proof).await),
        ("reminders were written", deliver::remind_due(app, &proof).await),
        ("requests were planned anew", protocols::settle_waiting(app, &proof).await),
        ("requests were planned for the day", protocols::settle_daily(app, &proof).await),
    ];
    for (what, outcome) in done {
        match outcome {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "{what}"),
            Err(error) => tracing::error!(%error, %tenant, "a tenant's turn failed; it is tried again"),
        }
    }
    Ok(0)
}
