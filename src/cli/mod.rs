//! Commands. Each is a thin door: it reads arguments, calls a use case or the domain, and prints.
//!
//! Exit codes: 0 done, 1 something failed that the input is not to blame for, 2 the input must be mended.

mod account;
mod audit;
mod calendar;
pub mod compute;
mod definitions;
mod delivery;
mod demo;
mod healthcheck;
mod import;
mod indicator;
mod instrument;
mod ledger;
mod migrate;
mod model;
mod network;
mod open;
mod outgoing;
mod protocol;
mod report;
mod serve;
mod tenant;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use thiserror::Error;

use crate::app::AppError;

/// Lytt: patients answer a few questions at every session; the conversation opens with the answers;
/// the service learns from its own results.
#[derive(Parser)]
#[command(name = "lytt", version, about, long_about = None, max_term_width = 100)]
#[command(after_help = "Start with `lytt demo`: an invented service with everything in it, in one command.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(serve::Args),
    /// Make an invented service, run it, and print links to try it as patient, clinician and leader
    Demo(demo::Args),
    /// Bring a database to the shape this program knows
    Migrate(migrate::Args),
    /// Organisations and their units
    Tenant(tenant::Args),
    /// Staff: who signs in, and what they may do where
    Account(account::Args),
    /// Questionnaires: list, show, check
    Instrument(instrument::Args),
    /// Indicators: prove them against their own examples
    Check(indicator::Check),
    /// The rules an indicator can be made of, with what each takes
    Rules,
    /// What units ask, of whom and when: list, show, check, export, import
    Protocol(protocol::Args),
    /// Take in history from a CSV file, with a mapping file that says which column means what
    Import(import::Args),
    /// Appointments from other systems: iCalendar, HL7, FHIR and tables, as files or feeds
    Calendar(calendar::Args),
    /// What is usual from here: fit, list and show the models of expected response
    Model(model::Args),
    /// The registry report of one unit, metric and period, as text or JSON
    Report(report::Args),
    /// What is counted today: list the indicators, bring in a unit's figures
    Ledger(ledger::Args),
    /// Networks of organisations that compare: check, take in and give out their signed files
    Network(network::Args),
    /// Recompute any number of the product from plain rows, without a database
    Compute(compute::Args),
    /// The audit chain: verify it, or sign its end
    Audit(audit::Args),
    /// Ask a running server whether it is well; exits 0 when it is
    Healthcheck(healthcheck::Args),
}

/// Why a command ended.
#[derive(Debug, Error)]
enum CliError {
    /// The input must be mended; the sentence says what.
    #[error("{0}")]
    Input(String),
    /// Something failed that the input is not to blame for.
    #[error("{0}")]
    Failed(String),
}

type Result<T> = std::result::Result<T, CliError>;

impl From<AppError> for CliError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Refused(what) => Self::Input(what),
            AppError::Withheld => Self::Input(error.to_string()),
            AppError::Registry(error) => Self::Input(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<crate::store::StoreError> for CliError {
    fn from(error: crate::store::StoreError) -> Self {
        AppError::from(error).into()
    }
}

impl From<std::io::Error> for CliError {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Runs the program.
#[must_use]
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lytt: {error}");
            match error {
                CliError::Input(_) => ExitCode::from(2),
                CliError::Failed(_) => ExitCode::from(1),
            }
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    // What needs no database needs no runtime either.
    let asynchronous = match command {
        Command::Compute(args) => return compute::run(args),
        Command::Instrument(args) => return instrument::run(&args),
        Command::Check(args) => return indicator::check(&args),
        Command::Rules => return indicator::rules(),
        other => other,
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match asynchronous {
            Command::Serve(args) => serve::run(args).await,
            Command::Demo(args) => demo::run(args).await,
            Command::Migrate(args) => migrate::run(args).await,
            Command::Tenant(args) => tenant::run(args).await,
            Command::Account(args) => account::run(args).await,
            Command::Protocol(args) => protocol::run(args).await,
            Command::Import(args) => import::run(args).await,
            Command::Calendar(args) => calendar::run(args).await,
            Command::Model(args) => model::run(args).await,
            Command::Report(args) => report::run(args).await,
            Command::Ledger(args) => ledger::run(args).await,
            Command::Network(args) => network::run(args).await,
            Command::Audit(args) => audit::run(args).await,
            Command::Healthcheck(args) => healthcheck::run(&args).await,
            Command::Compute(_) | Command::Instrument(_) | Command::Check(_) | Command::Rules => Ok(()),
        }
    })
}

/// Prints to standard output; a reader that has gone away (`| head`) is no failure.
fn print(text: &str) -> Result<()> {
    use std::io::Write;
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
