//! By which ways a server writes to people: flags and environment of the commands that send.

use std::path::PathBuf;

use clap::Args;

use super::{CliError, Result};
use crate::delivery::{Gateways, email, sms};

/// Gateway and mail server. What is set here holds passwords: the environment is the place for it, since
/// flags are seen by everybody on the machine. Nothing of it is ever logged.
#[derive(Args, Clone)]
pub(super) struct Outgoing {
    /// Text messages: `sveve:USER:PASSWORD`, `46elks:USER:PASSWORD`, or for trying `file:PATH` or `console`
    #[arg(long, env = "LYTT_SMS", hide_env_values = true, value_name = "GATEWAY")]
    sms_gateway: Option<String>,
    /// Another address of the same gateway's interface, such as a relay of your own
    #[arg(long, env = "LYTT_SMS_URL", value_name = "URL")]
    sms_url: Option<String>,
    /// E-mail: `smtps://USER:PASSWORD@HOST`, `smtp://USER:PASSWORD@HOST` (STARTTLS), or for trying `file:PATH` or
    /// `console`
    #[arg(long, env = "LYTT_SMTP_URL", hide_env_values = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// A file of certificates (PEM) to trust beside the public ones, for servers of your own organisation
    #[arg(long, env = "LYTT_TRUST", value_name = "PATH")]
    trust: Option<PathBuf>,
}

impl Outgoing {
    /// The certificates to trust beside the public ones.
    pub(super) fn trusted(&self) -> Result<Option<Vec<u8>>> {
        let read = |path: &PathBuf| {
            std::fs::read(path).map_err(|error| CliError::Input(format!("--trust {}: {error}", path.display())))
        };
        self.trust.as_ref().map(read).transpose()
    }

    /// The gateways that were set. `base_url`: this server's address, whose host it says hello with.
    pub(super) fn gateways(&self, base_url: &str) -> Result<Gateways> {
        let trust = self.trusted()?;
        let set = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        // The sentences name the setting and never what it holds.
        let sms = set(&self.sms_gateway)
            .map(|setting| sms::Gateway::from_setting(&setting, set(&self.sms_url).as_deref(), trust.as_deref()))
            .transpose()
            .map_err(|wrong| CliError::Input(format!("LYTT_SMS (--sms-gateway) {wrong}")))?;
        let own = base_url.split_once("://").map_or("localhost", |(_, rest)| rest);
        let own = own.split([':', '/']).next().unwrap_or("localhost");
        let email = set(&self.smtp_url)
            .map(|setting| email::Gateway::from_setting(&setting, own, trust.as_deref()))
            .transpose()
            .map_err(|wrong| CliError::Input(format!("LYTT_SMTP_URL (--smtp-url) {wrong}")))?;
        Ok(Gateways { sms, email })
    }

    /// The same where everybody is invented: an invented number may be somebody's, so nothing may leave
    /// this machine.
    pub(super) fn gateways_at_home(&self, base_url: &str) -> Result<Gateways> {
        let gateways = self.gateways(base_url)?;
        let leaves = gateways.sms.as_ref().is_some_and(sms::Gateway::leaves_the_machine)
            || gateways.email.as_ref().is_some_and(email::Gateway::leaves_the_machine);
        if leaves {
            return Err(CliError::Input(
                "the demonstration writes to nobody outside this machine: invented numbers may be somebody's; please \
                 use file:PATH, console, or a mail server on 127.0.0.1"
                    .to_owned(),
            ));
        }
        Ok(gateways)
    }
}
