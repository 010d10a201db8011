//! `lytt serve`

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::open::Data;
use super::outgoing::Outgoing;
use super::{CliError, Result};
use crate::app::{App, administer};
use crate::config::{Config, NetworkHosts};
use crate::domain::message;
use crate::jobs::{feeds, mllp, networks};
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
    #[command(flatten)]
    mllp: Mllp,
    #[command(flatten)]
    feeds: Feeds,
    #[command(flatten)]
    networks: Networks,
    /// Refuse to start while migrations are pending, instead of applying them
    #[arg(long)]
    no_migrate: bool,
    #[command(flatten)]
    outgoing: Outgoing,
}

/// Where HL7 messages are taken in, and whose they are.
#[derive(clap::Args)]
struct Mllp {
    /// Take in HL7 scheduling messages here (MLLP). It has neither password nor encryption, so only this machine's
    /// own and private addresses are possible
    #[arg(
        id = "mllp",
        long,
        env = "LYTT_MLLP",
        value_name = "ADDRESS",
        requires = "mllp-tenant",
        requires = "mllp-source"
    )]
    listen: Option<SocketAddr>,
    /// The short name of the organisation whose messages they are
    #[arg(id = "mllp-tenant", long, env = "LYTT_MLLP_TENANT", value_name = "NAME", requires = "mllp")]
    tenant: Option<String>,
    /// What their source is called
    #[arg(id = "mllp-source", long, env = "LYTT_MLLP_SOURCE", value_name = "NAME", requires = "mllp")]
    source: Option<String>,
    /// The unit, by id; the whole organisation when left out
    #[arg(id = "mllp-unit", long, env = "LYTT_MLLP_UNIT", value_name = "ID", requires = "mllp")]
    unit: Option<uuid::Uuid>,
    /// The mapping file (docs/calendar.md)
    #[arg(id = "mllp-mapping", long, env = "LYTT_MLLP_MAPPING", value_name = "FILE", requires = "mllp")]
    mapping: Option<std::path::PathBuf>,
}

/// Which hosts are asked for calendars.
#[derive(clap::Args)]
struct Feeds {
    /// A host that may be asked for calendars (see `lytt calendar feed`), such as calendar.example.no; may be
    /// given several times, in the environment with commas
    #[arg(long = "calendar-host", env = "LYTT_CALENDAR_HOSTS", value_name = "HOST", value_delimiter = ',')]
    calendar_hosts: Vec<String>,
    /// The same, of a host that lies in a private network
    #[arg(
        long = "calendar-private-host",
        env = "LYTT_CALENDAR_PRIVATE_HOSTS",
        value_name = "HOST",
        value_delimiter = ','
    )]
    calendar_private_hosts: Vec<String>,
}

/// Which hosts documents of networks are sent to.
#[derive(clap::Args)]
struct Networks {
    /// A host that signed documents of networks may be sent to (docs/networks.md), such as lytt.fjordby.example; may be
    /// given several times, in the environment with commas
    #[arg(long = "network-host", env = "LYTT_NETWORK_HOSTS", value_name = "HOST", value_delimiter = ',')]
    network_hosts: Vec<String>,
    /// The same, of a host that lies in a private network
    #[arg(
        long = "network-private-host",
        env = "LYTT_NETWORK_PRIVATE_HOSTS",
        value_name = "HOST",
        value_delimiter = ','
    )]
    network_private_hosts: Vec<String>,
}

impl Networks {
    /// The hosts, without the empty ones that an empty variable gives.
    fn hosts(self) -> NetworkHosts {
        let named = |hosts: Vec<String>| hosts.into_iter().filter(|host| !host.trim().is_empty()).collect();
        NetworkHosts { public: named(self.network_hosts), private: named(self.network_private_hosts) }
    }
}

/// Begins to send documents of networks; nothing when there is no host to send to.
pub(super) fn start_sending(
    app: &App,
    trust: Option<&[u8]>,
    stop: watch::Receiver<bool>,
) -> Result<Option<JoinHandle<()>>> {
    if app.network_hosts.is_empty() {
        return Ok(None);
    }
    let sender =
        networks::Sender::new(&app.network_hosts, trust).map_err(|error| CliError::Failed(error.to_string()))?;
    Ok(Some(tokio::spawn(sender.run(app.clone(), stop))))
}

impl Feeds {
    /// Begins to read feeds; nothing when no host may be asked.
    fn start(self, app: &App, stop: watch::Receiver<bool>) -> Result<Option<JoinHandle<()>>> {
        if self.calendar_hosts.is_empty() && self.calendar_private_hosts.is_empty() {
            return Ok(None);
        }
        let reader = feeds::Reader::new(self.calendar_hosts, self.calendar_private_hosts)
            .map_err(|error| CliError::Failed(error.to_string()))?;
        Ok(Some(tokio::spawn(reader.run(app.clone(), stop))))
    }
}

impl Mllp {
    /// Binds the address and begins to take in messages; nothing when none was given.
    async fn start(self, app: &App, stop: watch::Receiver<bool>) -> Result<Option<JoinHandle<()>>> {
        let Some(address) = self.listen else { return Ok(None) };
        if !mllp::is_private(address.ip()) {
            return Err(CliError::Input(format!(
                "--mllp {address}: not a private address; please listen on 127.0.0.1 and put a tunnel with TLS in front"
            )));
        }
        let tenant = administer::find_tenant(app, &self.tenant.unwrap_or_default()).await?;
        let source = self.source.unwrap_or_default();
        let source = super::calendar::source(app, tenant.id, source, self.unit, self.mapping.as_deref()).await?;
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| CliError::Input(format!("--mllp {address}: {error}; please choose another")))?;
        tracing::info!(%address, source = source.name, "taking in HL7 messages");
        Ok(Some(tokio::spawn(mllp::serve(app.clone(), tenant.id, source, listener, stop))))
    }
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
    app.network_hosts = Arc::new(args.networks.hosts());
    let trust = args.outgoing.trusted()?;
    if app.db.login_is_powerful().await? {
        tracing::warn!(
            "the database login is a superuser or may bypass row-level security. The server works as lytt_app, but \
             a login of its own that is only a member of lytt_app is safer; see docs/operate.md"
        );
    }
    let shown = args.data.shown();
    let config = Config { listen: args.listen, base_url, trusted_proxy: args.trusted_proxy, demo: false };
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| CliError::Input(format!("--listen {}: {error}; please choose another", config.listen)))?;
    let (stop, stopped) = watch::channel(false);
    let messages = args.mllp.start(&app, stopped.clone()).await?;
    let feeds = args.feeds.start(&app, stopped.clone())?;
    let sending = start_sending(&app, trust.as_deref(), stopped)?;
    tracing::info!(address = %config.listen, base_url = config.base_url, database = shown, "listening");
    let served = web::serve(app, config, gateways, listener).await.map_err(|error| CliError::Failed(error.to_string()));
    // Whoever is told to stop still answers what has been received.
    let _ = stop.send(true);
    for task in [messages, feeds, sending].into_iter().flatten() {
        let _ = task.await;
    }
    served
}
