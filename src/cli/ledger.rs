//! `lytt ledger`

use std::path::PathBuf;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::{administer, ledger};
use crate::catalogue;
use crate::domain::care::UnitId;
use crate::interop::ledger_csv;
use crate::store::Proof;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Every activity indicator: its id, theme, what the catalogue proposes, and its name
    List,
    /// Bring in figures of a unit from a CSV file: indicator; period; value
    Import(Import),
}

#[derive(clap::Args)]
struct Import {
    /// The organisation's short name
    #[arg(long)]
    tenant: String,
    /// The unit, by id (see `lytt tenant units`)
    #[arg(long, value_name = "ID")]
    unit: uuid::Uuid,
    /// The file; periods are 2026-03, 2026-Q2, 2026-T1 (four months) or 2026, shares are in per cent
    file: PathBuf,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::List => list(),
        Command::Import(args) => import(args).await,
    }
}

fn list() -> Result<()> {
    let ledger = catalogue::ledger::embedded().map_err(|error| CliError::Failed(error.to_string()))?;
    let mut indicators: Vec<_> = ledger.values().collect();
    indicators.sort_by_key(|indicator| indicator.theme);
    let lines: Vec<String> = indicators
        .iter()
        .map(|one| format!("{:<28} {:<14} {:<22} {}", one.id, one.theme.code(), one.relation.code(), one.nb.name))
        .collect();
    print(&lines.join("\n"))
}

async fn import(args: Import) -> Result<()> {
    let text = std::fs::read_to_string(&args.file)
        .map_err(|error| CliError::Input(format!("{}: {error}; is it UTF-8?", args.file.display())))?;
    let refused = |wrong: Vec<ledger_csv::RowError>| {
        let lines: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        CliError::Input(format!("nothing was stored\n{}", lines.join("\n")))
    };
    let rows = ledger_csv::read(&text, 3).map_err(refused)?;
    let app = args.data.open().await?;
    let tenant = administer::find_tenant(&app, &args.tenant).await?;
    let stored = ledger::import(&app, &Proof::operator(tenant.id), UnitId(args.unit), None, &rows)
        .await?
        .ok_or_else(|| CliError::Input("--unit: there is no such unit".to_owned()))?
        .map_err(refused)?;
    print(&format!("{stored} figures stored"))
}
