//! `lytt account`

use std::io::BufRead;

use clap::Subcommand;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::administer::{self, NewAccount};
use crate::app::{App, AppError};
use crate::domain::access::{Grant, Role};
use crate::domain::care::{TenantId, UnitId};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// Which account.
#[derive(clap::Args)]
struct Which {
    /// What is typed to sign in
    login: String,
    /// The organisation's short name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: Data,
}

/// A role in a unit.
#[derive(clap::Args)]
struct InUnit {
    /// clinician, leader, analyst, patient-representative or administrator
    #[arg(long)]
    role: Role,
    /// The unit, by id (see `lytt tenant units`); the whole organisation when left out
    #[arg(long, value_name = "ID")]
    unit: Option<uuid::Uuid>,
}

#[derive(Subcommand)]
enum Command {
    /// Add an account; the password is asked for, the second factor is enrolled at the first sign-in
    Add {
        #[command(flatten)]
        which: Which,
        /// The name others see
        #[arg(long)]
        name: String,
        #[command(flatten)]
        role: InUnit,
        /// The language of the pages: nb or en
        #[arg(long, default_value = "nb", value_parser = ["nb", "en"])]
        language: String,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List an organisation's accounts with their roles
    List {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        #[command(flatten)]
        data: Data,
    },
    /// Give an account another role in a unit
    Grant {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        role: InUnit,
    },
    /// Take a role in a unit back; the last one stays, and the account can be closed instead
    Revoke {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        role: InUnit,
    },
    /// Close an account; all its sign-ins end at once
    Close(Which),
    /// Open a closed account again
    Open(Which),
    /// Set a new password; all sign-ins end at once
    Password {
        #[command(flatten)]
        which: Which,
        /// Read the password from the first line of standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Replace the second factor and print its new secret
    SecondFactor(Which),
}

fn password(from_stdin: bool) -> Result<String> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("Password: ")
        .map_err(|error| CliError::Input(format!("no terminal to ask on ({error}); use --password-stdin")))?;
    if first == rpassword::prompt_password("Once more: ")? {
        Ok(first)
    } else {
        Err(CliError::Input("the two passwords differ".to_owned()))
    }
}

async fn unit(app: &App, tenant: TenantId, unit: Option<uuid::Uuid>) -> Result<UnitId> {
    match unit {
        Some(unit) => Ok(UnitId(unit)),
        None => administer::list_units(app, tenant)
            .await?
            .first()
            .map(|(unit, _)| unit.id)
            .ok_or_else(|| AppError::Refused("the organisation has no unit".to_owned()).into()),
    }
}

async fn open(which: &Which) -> Result<(App, TenantId)> {
    let app = which.data.open().await?;
    let tenant = administer::find_tenant(&app, &which.tenant).await?;
    Ok((app, tenant.id))
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Add { which, name, role, language, password_stdin } => {
            let (app, tenant) = open(&which).await?;
            let unit = unit(&app, tenant, role.unit).await?;
            let new = NewAccount {
                login: which.login.clone(),
                name,
                language,
                password: password(password_stdin)?,
                totp: None,
                grants: vec![Grant { role: role.role, unit }],
            };
            administer::add_account(&app, tenant, new).await?;
            print(&format!(
                "added {} as {}; the second factor is enrolled at the first sign-in",
                which.login, role.role
            ))
        }
        Command::List { tenant, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            for (account, roles) in administer::list_accounts(&app, tenant.id).await? {
                let roles: Vec<_> = roles.iter().map(|(role, unit)| format!("{role} in {unit}")).collect();
                let state = if account.active { "open" } else { "closed" };
                print(&format!("{}\t{}\t{state}\t{}", account.login, account.name, roles.join("; ")))?;
            }
            Ok(())
        }
        Command::Grant { which, role } => {
            let (app, tenant) = open(&which).await?;
            let unit = unit(&app, tenant, role.unit).await?;
            administer::grant(&app, tenant, &which.login, Grant { role: role.role, unit }).await?;
            print(&format!("{} is now also {}", which.login, role.role))
        }
        Command::Revoke { which, role } => {
            let (app, tenant) = open(&which).await?;
            let unit = unit(&app, tenant, role.unit).await?;
            administer::revoke(&app, tenant, &which.login, Grant { role: role.role, unit }).await?;
            print(&format!("{} is no longer {} there", which.login, role.role))
        }
        Command::Close(which) => {
            let (app, tenant) = open(&which).await?;
            administer::set_active(&app, tenant, &which.login, false).await?;
            print(&format!("{} is closed, and signed out everywhere", which.login))
        }
        Command::Open(which) => {
            let (app, tenant) = open(&which).await?;
            administer::set_active(&app, tenant, &which.login, true).await?;
            print(&format!("{} is open", which.login))
        }
        Command::Password { which, password_stdin } => {
            let (app, tenant) = open(&which).await?;
            administer::set_password(&app, tenant, &which.login, password(password_stdin)?).await?;
            print(&format!("{} has a new password, and is signed out everywhere", which.login))
        }
        Command::SecondFactor(which) => {
            let (app, tenant) = open(&which).await?;
            let secret = administer::reset_second_factor(&app, tenant, &which.login).await?;
            print(&format!("type this into the authenticator, once: {secret}"))
        }
    }
}
