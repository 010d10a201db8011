//! `lytt tenant delivery`

use std::sync::Arc;

use clap::Subcommand;

use super::open::Data;
use super::outgoing::Outgoing;
use super::{CliError, Result, print};
use crate::app::{App, administer, deliver};
use crate::domain::care::{Channel, TenantId};
use crate::domain::message;
use crate::jobs::outbox::{self, Post};
use crate::view::Renderer;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Switch {
    const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }
}

#[derive(Subcommand)]
enum Command {
    /// Set how an organisation writes to people; what is left out stays (the server reads it at start)
    Set {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// Whether text messages are sent
        #[arg(long)]
        sms: Option<Switch>,
        /// Whether e-mail is sent
        #[arg(long)]
        email: Option<Switch>,
        /// The name text messages come from, 3 to 11 letters and digits, or a number of your own with +
        #[arg(long, value_name = "NAME")]
        sms_sender: Option<String>,
        /// The name e-mail comes from
        #[arg(long, value_name = "NAME")]
        email_name: Option<String>,
        /// The address e-mail comes from
        #[arg(long, value_name = "ADDRESS")]
        email_address: Option<String>,
        /// The hour from which messages are sent, 0-23
        #[arg(long, value_name = "HOUR")]
        from: Option<u32>,
        /// The hour before which sending ends, 1-24
        #[arg(long, value_name = "HOUR")]
        to: Option<u32>,
        #[command(flatten)]
        data: Data,
    },
    /// Show how an organisation writes to people, and where its gateway is to report
    Show {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// The address patients and staff see
        #[arg(long, env = "LYTT_BASE_URL", value_name = "URL", default_value = "https://…")]
        base_url: String,
        #[command(flatten)]
        data: Data,
    },
    /// Send one message that says only that it is a try
    Test {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// A mobile number of your own
        #[arg(long, value_name = "NUMBER", required_unless_present = "email")]
        sms: Option<String>,
        /// An address of your own
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,
        #[command(flatten)]
        outgoing: Outgoing,
        #[command(flatten)]
        data: Data,
    },
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Set { tenant, sms, email, sms_sender, email_name, email_address, from, to, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let mut delivery = deliver::settings_of(&app, tenant.id).await?;
            delivery.sms = sms.map_or(delivery.sms, Switch::is_on);
            delivery.email = email.map_or(delivery.email, Switch::is_on);
            delivery.sms_sender = sms_sender.unwrap_or(delivery.sms_sender);
            delivery.email_name = email_name.unwrap_or(delivery.email_name);
            delivery.email_address = email_address.unwrap_or(delivery.email_address);
            delivery.from_hour = from.unwrap_or(delivery.from_hour);
            delivery.to_hour = to.unwrap_or(delivery.to_hour);
            deliver::set_delivery(&app, tenant.id, delivery).await?;
            print(&format!("set for {}; a running server takes it up at its next start", tenant.slug))
        }
        Command::Show { tenant, base_url, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            show(&app, tenant.id, base_url.trim_end_matches('/')).await
        }
        Command::Test { tenant, sms, email, outgoing, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            test(&app, tenant.id, &outgoing, sms, email).await
        }
    }
}

async fn show(app: &App, tenant: TenantId, base_url: &str) -> Result<()> {
    let delivery = deliver::settings_of(app, tenant).await?;
    let secret = deliver::receipt_secret(app, tenant).await?;
    let on = |on: bool| if on { "on" } else { "off" };
    print(&format!(
        "text messages\t{}\tfrom \"{}\"\ne-mail\t{}\tfrom \"{}\" <{}>\nhours\t{}-{}\n\n\
         Whoever has these addresses can say of a message that it arrived; give them to your gateway alone.\n\
         sveve, delivery reports and replies (ask Sveve for POST)\t{base_url}/delivery/sveve/{secret}\n\
         46elks, replies (receipts are asked for with each message)\t{base_url}/delivery/46elks/{secret}",
        on(delivery.sms),
        delivery.sms_sender,
        on(delivery.email),
        delivery.email_name,
        delivery.email_address,
        delivery.from_hour,
        delivery.to_hour,
    ))
}

async fn test(
    app: &App,
    tenant: TenantId,
    outgoing: &Outgoing,
    sms: Option<String>,
    email: Option<String>,
) -> Result<()> {
    let delivery = deliver::settings_of(app, tenant).await?;
    let renderer = Arc::new(Renderer::new().map_err(|error| CliError::Failed(error.to_string()))?);
    let post = Post { gateways: outgoing.gateways("https://localhost")?, renderer };
    let wrong =
        |given: &str| CliError::Input(format!("\"{given}\" is no mobile number or address that can be written to"));
    let mut wanted = Vec::new();
    if let Some(given) = sms {
        wanted.push((Channel::Sms, message::phone(&given).ok_or_else(|| wrong(&given))?));
    }
    if let Some(given) = email {
        wanted.push((Channel::Email, message::email(&given).ok_or_else(|| wrong(&given))?));
    }
    for (channel, to) in wanted {
        let (provider, reference) = outbox::try_out(app, &post, &delivery, channel, &to)
            .await
            .map_err(|error| CliError::Failed(format!("{channel}: {error}")))?;
        print(&format!("{channel}: {provider} took it and calls it {reference}"))?;
    }
    Ok(())
}
