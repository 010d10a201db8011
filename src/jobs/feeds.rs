//! Calendars that are read again and again: asks for each when its time has come.

use std::time::Duration;

use tokio::sync::watch;

use super::turns;
use crate::app::App;
use crate::app::calendar::feed;
use crate::delivery::http::{Call, Client, Hosts, HttpError, Method};
use crate::domain::care::TenantId;
use crate::interop::calendar::MOST_BYTES;
use crate::store::Proof;

/// How often the clock is looked at; each feed has its own interval.
const EVERY: Duration = Duration::from_mins(1);
/// How long a calendar may take to come.
const WITHIN: Duration = Duration::from_secs(30);

/// Asks for calendars, of the hosts it may ask.
#[derive(Clone, Debug)]
pub struct Reader {
    client: Client,
    allowed: Vec<String>,
}

impl Reader {
    /// A reader that asks these hosts, and these in private networks.
    ///
    /// # Errors
    /// When encryption cannot be set up.
    pub fn new(hosts: Vec<String>, private: Vec<String>) -> Result<Self, HttpError> {
        let named = hosts.iter().fold(Hosts::default(), |known, host| known.and(host));
        let named = private.iter().fold(named, |known, host| known.and_private(host));
        let client = Client::new(named, None, WITHIN, MOST_BYTES)?;
        Ok(Self { client, allowed: hosts.into_iter().chain(private).collect() })
    }

    /// Reads feeds until told to stop. What goes wrong is logged and tried again.
    pub async fn run(self, app: App, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                read = self.turn(&app) => {
                    if let Err(error) = read {
                        tracing::error!(%error, "calendars were not read; it is tried again");
                    }
                }
                _ = stop.changed() => return,
            }
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                _ = stop.changed() => return,
            }
        }
    }

    /// One turn over all tenants. Gives how many calendars there were.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn turn(&self, app: &App) -> crate::app::Result<usize> {
        turns::for_each_tenant(app, "a tenant's calendars were not read", |tenant| self.read(app, tenant)).await
    }

    /// Reads a tenant's calendars. Gives how many there were.
    async fn read(&self, app: &App, tenant: TenantId) -> crate::app::Result<usize> {
        let fetch = |url: String| fetch(self.client.clone(), url);
        let read = feed::poll(app, &Proof::scheduler(tenant), &self.allowed, fetch).await?;
        let count = read.len();
        for (source, outcome) in read {
            match outcome {
                Ok(report) => tracing::info!(source, %report, "a calendar was read"),
                Err(why) => tracing::warn!(source, why, "a calendar was not read"),
            }
        }
        Ok(count)
    }
}

/// What stands at an address; anything but success is a reason.
async fn fetch(client: Client, url: String) -> Result<Vec<u8>, String> {
    let headers = vec![("accept", "text/calendar, application/fhir+json, */*;q=0.1".to_owned())];
    let call = Call { method: Method::GET, url, headers, body: Vec::new() };
    let answer = client.call(call).await.map_err(|error| error.to_string())?;
    if answer.status == 200 { Ok(answer.body) } else { Err(format!("its host answered with status {}", answer.status)) }
}
