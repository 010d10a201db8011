//! How every worker goes on: turn after turn until the server stops, and in each turn one tenant after the other.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::{App, Result, administer};
use crate::domain::care::TenantId;

/// Takes turns until told to stop; what is under way is finished first. After a turn that did something the next one
/// comes at once, since more may wait; otherwise after `every`. A failure is logged with `what` was not done.
pub(super) async fn take<T>(
    every: Duration,
    mut stop: watch::Receiver<bool>,
    what: &str,
    mut turn: impl FnMut() -> T + Send,
) where
    T: Future<Output = Result<usize>> + Send,
{
    loop {
        match turn().await {
            Ok(done) if done > 0 && !*stop.borrow() => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "{what}; it is tried again"),
        }
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Does something for every tenant. Gives how much was done in all. One tenant's trouble is not the others': it is
/// logged with `what` was not done, and tried again in the next turn.
///
/// # Errors
/// When the database does not say which tenants there are.
pub(super) async fn for_each_tenant<T>(
    app: &App,
    what: &str,
    mut job: impl FnMut(TenantId) -> T + Send,
) -> Result<usize>
where
    T: Future<Output = Result<usize>> + Send,
{
    let mut done = 0;
    for tenant in administer::list_tenants(app).await? {
        match job(tenant.id).await {
            Ok(count) => done += count,
            Err(error) => tracing::error!(%error, tenant = %tenant.id, "{what}; it is tried again"),
        }
    }
    Ok(done)
}
