//! `/delivery/{gateway}/{secret}`: where a gateway tells what became of a message, and what somebody
//! replied. No page: the other side is a program, and whoever does not know the secret finds nothing.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};

use super::Web;
use super::client::Client;
use super::failure::Failure;
use super::pages::link::dead;
use crate::app::deliver;
use crate::delivery::incoming::{self, Incoming};

type Given = BTreeMap<String, String>;

/// For gateways that report with GET.
pub(super) async fn told(
    State(web): State<Web>,
    Client(address): Client,
    Path((gateway, secret)): Path<(String, String)>,
    Query(query): Query<Given>,
) -> Result<StatusCode, Failure> {
    take(&web, address, &gateway, &secret, &query).await
}

/// For gateways that report with POST: a form or a flat JSON object, beside what stands in the address.
pub(super) async fn posted(
    State(web): State<Web>,
    Client(address): Client,
    Path((gateway, secret)): Path<(String, String)>,
    Query(mut fields): Query<Given>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Failure> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    fields.extend(if kind.starts_with("application/json") { json(&body) } else { form(&body) });
    take(&web, address, &gateway, &secret, &fields).await
}

fn form(body: &[u8]) -> Given {
    url::form_urlencoded::parse(body).into_owned().collect()
}

fn json(body: &[u8]) -> Given {
    let whole: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(body).unwrap_or_default();
    whole
        .into_iter()
        .map(|(name, value)| match value {
            serde_json::Value::String(text) => (name, text),
            other => (name, other.to_string()),
        })
        .collect()
}

async fn take(
    web: &Web,
    address: std::net::IpAddr,
    gateway: &str,
    secret: &str,
    fields: &Given,
) -> Result<StatusCode, Failure> {
    let Some(tenant) = deliver::tenant_of(&web.app, secret).await? else { return Err(dead(web, address)) };
    match incoming::read(gateway, fields).ok_or(Failure::NotFound)? {
        Incoming::Receipt { message, reference, delivered, reason } => {
            deliver::take_receipt(&web.app, tenant, gateway, message, &reference, delivered, &reason).await?;
        }
        Incoming::Reply { from, text } => {
            deliver::take_reply(&web.app, tenant, &from, &text).await?;
        }
        Incoming::Nothing => {}
    }
    // An empty answer: one gateway sends what it gets back as a text message.
    Ok(StatusCode::OK)
}
