//! `lytt serve`

use std::net::SocketAddr;

use super::open::Data;
use super::outgoing::Outgoing;
use super::{CliError, Result};
use crate::config::Config;
use crate::domain::message;
use crate::web;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    data: Data,
    /// Where to listen
    #[arg(long, env = "LYTT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The address patients and staff see; links are made from it. https, except on this machine
    #[arg(long, env = "LYTT_BASE_URL", value_name = "URL")]
    base_url: Option<String>,
    /// The address of the proxy in front: limits then count by the last address it names in
    /// X-Forwarded-For, and not all of its visitors as one
    #[arg(long, env = "LYTT_TRUSTED_PROXY", value_name = "ADDRESS")]
    trusted_proxy: Option<std::net::IpAddr>,
    /// Refuse to start while migrations are pending, instead of applying them
    #[arg(long)]
    no_migrate: bool,
    #[command(flatten)]
    outgoing: Outgoing,
}

/// The address without a slash at the end; plain http is only for this machine itself.
fn base_url(given: Option<String>, listen: SocketAddr) -> Result<String> {
    let url = given.unwrap_or_else(|| format!("http://localhost:{}", listen.port()));
    let url = url.trim_end_matches('/').to_owned();
    let local = ["http://localhost", "http://127.0.0.1", "http://[::1]"].iter().any(|local| url.starts_with(local));
    if url.starts_with("https://") || local {
        Ok(url)
    } else {
        Err(CliError::Input(format!(
            "--base-url {url}: must begin with https:// (http:// is only for localhost); put a proxy with TLS in front"
        )))
    }
}

pub(super) async fn run(args: Args) -> Result<()> {
    web::log();
    let base_url = base_url(args.base_url, args.listen)?;
    let gateways = args.outgoing.gateways(&base_url)?;
    if let Some(word) = message::telling_word(&base_url) {
        tracing::warn!(word, "the address stands in every message, and this word in it tells what it is about");
    }
    let mut app = if args.no_migrate { args.data.open().await? } else { args.data.migrate_and_open().await? };
    app.base_url.clone_from(&base_url);
    if app.db.login_is_powerful().await? {
        tracing::warn!(
            "the database login is a superuser or may bypass row-level security. The server works as lytt_app, but \
             a login of its own that is only a member of lytt_app is safer; see docs/operate.md"
        );
    }
    let shown = args.data.shown();
    let config = Config { listen: args.listen, base_url, trusted_proxy: args.trusted_proxy, demo: false };
    let listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|error| CliError::Input(format!("--listen {}: {error}; please choose another", config.listen)))?;
    tracing::info!(address = %config.listen, base_url = config.base_url, database = shown, "listening");
    web::serve(app, config, gateways, listener).await.map_err(|error| CliError::Failed(error.to_string()))
}
