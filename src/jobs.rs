//! What happens by itself: requests whose time has gone by are ended.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::{App, administer, enrol, protocols};
use crate::store::Proof;

/// How often the scheduler looks.
const EVERY: Duration = Duration::from_mins(1);

/// Runs until told to stop. A failure is logged and tried again at the next turn.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = turn(&app).await {
            tracing::error!(%error, "the scheduler's turn failed; it tries again");
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => return,
        }
    }
}

/// One turn over all tenants.
///
/// # Errors
/// When the database refuses.
pub async fn turn(app: &App) -> crate::app::Result<()> {
    for tenant in administer::list_tenants(app).await? {
        // One tenant's trouble is not the others'.
        match enrol::expire(app, &Proof::scheduler(tenant.id)).await {
            Ok(0) => {}
            Ok(ended) => tracing::info!(ended, "requests whose time has gone by were ended"),
            Err(error) => tracing::error!(%error, tenant = %tenant.id, "a tenant's turn failed; it is tried again"),
        }
        match protocols::settle_waiting(app, &Proof::scheduler(tenant.id)).await {
            Ok(0) => {}
            Ok(changed) => tracing::info!(changed, "requests were planned anew after a change of protocol"),
            Err(error) => tracing::error!(%error, tenant = %tenant.id, "planning anew failed; it is tried again"),
        }
    }
    Ok(())
}
