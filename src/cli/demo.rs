//! `lytt demo`

use std::net::SocketAddr;
use std::path::PathBuf;

use super::open::Data;
use super::outgoing::Outgoing;
use super::{CliError, Result, print};
use crate::app::demo;
use crate::auth::second_factor;
use crate::config::{Config, NetworkHosts};
use crate::domain::local_time;
use crate::web;

#[derive(clap::Args)]
pub(super) struct Args {
    /// Where the invented data is kept; made when it is not there
    #[arg(long, default_value = "lytt-demo", value_name = "DIR")]
    data: PathBuf,
    /// The port to listen on, on this machine alone; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Another number, another invented service
    #[arg(long, default_value_t = 5)]
    seed: u64,
    #[command(flatten)]
    outgoing: Outgoing,
}

pub(super) async fn run(args: Args) -> Result<()> {
    web::log();
    let gateways = args.outgoing.gateways_at_home("http://localhost")?;
    std::fs::create_dir_all(&args.data)
        .map_err(|error| CliError::Input(format!("--data {}: {error}", args.data.display())))?;
    let data = Data { database: args.data.join("lytt.db").display().to_string(), key_file: args.data.join("lytt.key") };
    let mut app = data.migrate_and_open().await?;
    let today = local_time::day_of(chrono_tz::Europe::Oslo, app.ambient.now());
    if demo::is_there(&app).await? {
        print(&format!("The invented service in {} is there already; it is used as it is.", args.data.display()))?;
    } else {
        print("Making an invented service: three years of episodes. This takes some seconds …")?;
        demo::create(&app, args.seed, today).await?;
        demo::fit_usual(&app).await?;
        demo::meet(&app).await?;
        demo::meet_others(&app).await?;
    }
    demo::switch_on(&app, gateways.sms.is_some(), gateways.email.is_some()).await?;
    // Bound before the links are printed: with port 0 nobody knows it earlier.
    let listen = SocketAddr::from(([127, 0, 0, 1], args.port));
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(|error| CliError::Input(format!("--port {}: {error}; please choose another", args.port)))?;
    let address = listener.local_addr()?;
    let base_url = format!("http://localhost:{}", address.port());
    app.base_url.clone_from(&base_url);
    let patient = demo::patient_link(&app).await?.unwrap_or_else(|| {
        format!("(no request is open in this data; start again with another --data to get one. {base_url})")
    });
    let code = second_factor::to_text(demo::SECOND_FACTOR);
    print(&format!(
        "
  This is a demonstration. Everybody in it is invented. Nothing here is for real patients.

  Be the patient     {patient}
  Be the clinician   {base_url}/demo/bjorn
  Be the leader      {base_url}/demo/cecilie

  Or sign in at {base_url}/sign-in as {people}
  password {password}, second factor {code}.
  (Accounts with these exist in no other database.)

  The data is in {dir}. Stop with Ctrl-C; start again with the same command.
",
        people = demo::people().iter().map(|person| person.login).collect::<Vec<_>>().join(", "),
        password = demo::PASSWORD,
        dir = args.data.display(),
    ))?;
    // Documents of networks go to this machine alone: there are two invented organisations to try it with.
    let hosts = ["localhost", "127.0.0.1"].map(str::to_owned).to_vec();
    app.network_hosts = std::sync::Arc::new(NetworkHosts { public: vec![], private: hosts });
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let sending = super::serve::start_sending(&app, None, stopped)?;
    let config = Config { listen: address, base_url, trusted_proxy: None, demo: true };
    let served = web::serve(app, config, gateways, listener).await.map_err(|error| CliError::Failed(error.to_string()));
    let _ = stop.send(true);
    if let Some(sending) = sending {
        let _ = sending.await;
    }
    served
}
