//! `lytt protocol`

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::{administer, protocols};
use crate::catalogue::{self, Catalogue};
use crate::domain::care::{Known, Protocol, whole};
use crate::view::text::Text;
use crate::view::{Language, sentence};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the protocols in this program, with the minutes each asks in the fullest month
    List,
    /// Read one as sentences
    Show {
        /// Its id, such as dps, or its file
        protocol: String,
        /// The language of the sentences: nb or en
        #[arg(long, default_value = "nb")]
        language: String,
    },
    /// Prove a file; names the line and what to mend
    Check {
        /// The file
        file: PathBuf,
    },
    /// Print what an organisation asks with: the newest version it has saved, or the one in this program
    Export {
        /// Its id
        protocol: String,
        /// The organisation's short name; without it, the one in this program
        #[arg(long)]
        tenant: Option<String>,
        #[command(flatten)]
        data: Data,
    },
    /// Save a file as an organisation's next version of the protocol it names
    Import {
        /// The file
        file: PathBuf,
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// What is changed, and why
        #[arg(long)]
        reason: String,
        /// Who saves it: the login name of a leader or administrator
        #[arg(long, value_name = "LOGIN")]
        by: String,
        #[command(flatten)]
        data: Data,
    },
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::List => {
            for protocol in embedded()?.values() {
                let burden = protocol.burden(known);
                let sums: Vec<String> =
                    burden.iter().map(|(who, of)| format!("{who} {} min", whole(of.fullest))).collect();
                print(&format!("{}\t{}\t{}", protocol.id, protocol.name, sums.join(", ")))?;
            }
            Ok(())
        }
        Command::Show { protocol, language } => {
            let protocol = find(&protocol)?;
            let language = Language::lookup(&language)
                .filter(|language| Language::STAFF.contains(language))
                .ok_or_else(|| CliError::Input(format!("there are no sentences in \"{language}\"; try nb or en")))?;
            show(&protocol, language)
        }
        Command::Check { file } => {
            let protocol = read(&file)?;
            protocol.check(known).map_err(|errors| wrong(&file, &errors))?;
            print(&format!("{} version {}: nothing is wrong", protocol.id, protocol.version))
        }
        Command::Export { protocol, tenant: None, .. } => {
            let found = embedded()?.get(&protocol);
            let found = found.ok_or_else(|| CliError::Input(format!("there is no protocol \"{protocol}\"")))?;
            print(catalogue::protocols::write(found).trim_end())
        }
        Command::Export { protocol, tenant: Some(tenant), data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let found = protocols::export(&app, tenant.id, &protocol).await?;
            let found = found.ok_or_else(|| CliError::Input(format!("there is no protocol \"{protocol}\"")))?;
            print(catalogue::protocols::write(&found).trim_end())
        }
        Command::Import { file, tenant, reason, by, data } => {
            let protocol = read(&file)?;
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            match protocols::import(&app, tenant.id, &by, protocol, &reason).await? {
                Ok((id, version)) => print(&format!("saved {id} version {version}")),
                Err(errors) => Err(wrong(&file, &errors)),
            }
        }
    }
}

fn embedded() -> Result<&'static std::collections::BTreeMap<String, Protocol>> {
    catalogue::protocols::embedded().map_err(|error| CliError::Failed(error.to_string()))
}

/// An instrument as the program has it; an organisation's own are known to its database alone.
fn known(id: &str) -> Option<Known<'static>> {
    let instrument = &Catalogue::embedded().ok()?.definition(id)?.instrument;
    let (minutes, answered_by) = (instrument.minutes, instrument.answered_by.as_slice());
    (!instrument.is_total_only()).then_some(Known { minutes, answered_by })
}

fn read(file: &Path) -> Result<Protocol> {
    let text =
        std::fs::read_to_string(file).map_err(|error| CliError::Input(format!("{}: {error}", file.display())))?;
    catalogue::protocols::parse(&text).map_err(|error| CliError::Input(format!("{}: {error}", file.display())))
}

fn find(name: &str) -> Result<Protocol> {
    match embedded()?.get(name) {
        Some(protocol) => Ok(protocol.clone()),
        None if Path::new(name).exists() => read(Path::new(name)),
        None => Err(CliError::Input(format!("there is no protocol and no file \"{name}\""))),
    }
}

fn wrong(file: &Path, errors: &[crate::domain::care::ProtocolError]) -> CliError {
    let said: Vec<String> = errors.iter().map(|error| format!("{}: {error}", file.display())).collect();
    CliError::Input(said.join("\n"))
}

fn show(protocol: &Protocol, language: Language) -> Result<()> {
    let text = Text::load(language).map_err(|error| CliError::Failed(error.to_string()))?;
    let failed = |error: crate::view::text::TextError| CliError::Failed(error.to_string());
    print(&format!("{} ({}, version {})\n{}\n", protocol.name, protocol.id, protocol.version, protocol.purpose))?;
    for (place, ask) in protocol.ask.iter().enumerate() {
        let read = sentence::read(&text, ask, str::to_owned).map_err(failed)?;
        print(&format!("{}. {}\n   {}", place + 1, read.ask, read.details.join(" ")))?;
    }
    for (who, of) in protocol.burden(known) {
        let (usual, fullest) = (whole(of.usual), whole(of.fullest));
        print(&format!(
            "\n{who}: {usual} min in a usual month, {fullest} in the fullest; {} allowed",
            protocol.minutes_a_month
        ))?;
    }
    Ok(())
}
