//! Sends to other organisations of a network what people approved.

use std::time::Duration;

use serde::Deserialize;
use tokio::sync::watch;

use super::turns;
use crate::app::network::{self, Claimed, Outcome};
use crate::app::{App, Result};
use crate::config::NetworkHosts;
use crate::delivery::http::{Answer, Call, Client, Hosts, HttpError, Method};
use crate::domain::care::TenantId;
use crate::domain::network::Refusal;
use crate::domain::network::exchange::{Hindrance, TOLD};
use crate::store::Proof;

/// How often the worker looks.
const EVERY: Duration = Duration::from_secs(5);

/// How long one call may take.
const WITHIN: Duration = Duration::from_secs(20);

/// How many bytes of an answer are read.
const MOST_BYTES: usize = 8 * 1024;

/// How many documents are sent one after the other before the rest waits for its turn. All of them take less than the
/// lease.
const AT_ONCE: u64 = 8;

/// Sends, to the hosts it may call.
#[derive(Clone, Debug)]
pub struct Sender {
    client: Client,
}

/// What stands in a refusal.
#[derive(Deserialize)]
struct Told {
    refusal: Refusal,
}

impl Sender {
    /// A sender. `trust`: certificates (PEM) of the organisation's own authority, beside the public ones.
    ///
    /// # Errors
    /// When the certificates do not read.
    pub fn new(hosts: &NetworkHosts, trust: Option<&[u8]>) -> std::result::Result<Self, HttpError> {
        let named = hosts.public.iter().fold(Hosts::default(), |known, host| known.and(host));
        let named = hosts.private.iter().fold(named, |known, host| known.and_private(host));
        Ok(Self { client: Client::new(named, trust, WITHIN, MOST_BYTES)? })
    }

    /// Sends until told to stop; what is under way is finished first.
    pub async fn run(self, app: App, stop: watch::Receiver<bool>) {
        turns::take(EVERY, stop, "documents of networks were not sent", || self.turn(&app)).await;
    }

    /// One turn: some of every tenant's documents whose turn has come. Gives how many were tried.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn turn(&self, app: &App) -> Result<usize> {
        turns::for_each_tenant(app, "a tenant's documents were not sent", |tenant| self.batch(app, tenant)).await
    }

    async fn batch(&self, app: &App, tenant: TenantId) -> Result<usize> {
        let proof = Proof::scheduler(tenant);
        let claimed = network::claim(app, &proof, AT_ONCE).await?;
        for one in &claimed {
            let outcome = self.send(one).await;
            if outcome != Outcome::Received {
                tracing::warn!(document = %one.id, attempt = one.attempt, ?outcome, "not with the other organisation");
            }
            network::record(app, &proof, one, outcome).await?;
        }
        Ok(claimed.len())
    }

    async fn send(&self, one: &Claimed) -> Outcome {
        let headers = vec![("content-type", "text/plain; charset=utf-8".to_owned())];
        let body = one.document.clone().into_bytes();
        match self.client.call(Call { method: Method::POST, url: one.address.clone(), headers, body }).await {
            Ok(answer) => outcome(&answer),
            Err(HttpError::Host(_) | HttpError::Private(_) | HttpError::Address(_)) => {
                Outcome::Later(Hindrance::NotOpened)
            }
            Err(HttpError::TooLarge { .. }) => Outcome::Later(Hindrance::Strange),
            Err(_) => Outcome::Later(Hindrance::Silent),
        }
    }
}

/// What an answer means. Only a reason that this program knows is a refusal; all else may go better later.
fn outcome(answer: &Answer) -> Outcome {
    let told = || serde_json::from_slice::<Told>(&answer.body).ok().filter(|told| TOLD.contains(&told.refusal));
    match answer.status {
        202 => Outcome::Received,
        422 => told().map_or(Outcome::Later(Hindrance::Strange), |told| Outcome::Refused(told.refusal)),
        404 => Outcome::Later(Hindrance::NotKnown),
        429 | 502..=504 => Outcome::Later(Hindrance::Busy),
        _ => Outcome::Later(Hindrance::Strange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reason_that_is_known_ends_the_tries() {
        let of = |status: u16, body: &str| {
            let body = body.as_bytes().to_vec();
            outcome(&Answer { status, kind: String::new(), tag: String::new(), body })
        };
        let strange = Outcome::Later(Hindrance::Strange);
        for (status, body, expected) in [
            (202, "", Outcome::Received),
            (422, r#"{"title":"Not taken","status":422,"refusal":"twice"}"#, Outcome::Refused(Refusal::Twice)),
            // Reasons that are never told, or that this program does not know.
            (422, r#"{"refusal":"altered"}"#, strange),
            (422, r#"{"refusal":"of-another-version"}"#, strange),
            (422, "<h1>Something is missing</h1>", strange),
            (404, "", Outcome::Later(Hindrance::NotKnown)),
            (429, "", Outcome::Later(Hindrance::Busy)),
            (503, "", Outcome::Later(Hindrance::Busy)),
            // Another program, a page to sign in at, a way on that is not followed.
            (200, "<h1>Welcome</h1>", strange),
            (302, "", strange),
            (401, "", strange),
            (413, "", strange),
            (500, "", strange),
        ] {
            assert_eq!(of(status, body), expected, "{status} {body}");
        }
    }
}
