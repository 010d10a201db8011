//! `lytt import`

use std::io::IsTerminal as _;
use std::path::PathBuf;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::{administer, import};
use crate::domain::care::UnitId;
use crate::interop::mapping;
use crate::store::Proof;

#[derive(clap::Args)]
#[command(after_help = "The mapping file is described in docs/import.md. Nothing is written when a row is rejected, \
unless --skip-rejected is given; the same file again changes nothing.")]
pub(super) struct Args {
    /// The CSV file
    file: PathBuf,
    /// The mapping file
    #[arg(long, value_name = "FILE")]
    mapping: PathBuf,
    /// The organisation's short name
    #[arg(long)]
    tenant: String,
    /// The unit, by id (see `lytt tenant units`); the whole organisation when left out
    #[arg(long, value_name = "ID")]
    unit: Option<uuid::Uuid>,
    /// Write the rows that can be taken, and leave out those that cannot
    #[arg(long)]
    skip_rejected: bool,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<()> {
    let read =
        |path: &PathBuf| std::fs::read(path).map_err(|error| CliError::Input(format!("{}: {error}", path.display())));
    let text = String::from_utf8(read(&args.mapping)?)
        .map_err(|_| CliError::Input(format!("{}: not UTF-8", args.mapping.display())))?;
    let mapping =
        mapping::parse(&text).map_err(|error| CliError::Input(format!("{} {error}", args.mapping.display())))?;
    let bytes = read(&args.file)?;
    let app = args.data.open().await?;
    let tenant = administer::find_tenant(&app, &args.tenant).await?;
    let unit = if let Some(unit) = args.unit {
        UnitId(unit)
    } else {
        let units = administer::list_units(&app, tenant.id).await?;
        units
            .first()
            .map(|(unit, _)| unit.id)
            .ok_or_else(|| CliError::Input("the organisation has no unit".to_owned()))?
    };
    let on_terminal = std::io::stderr().is_terminal();
    let mut told = 0;
    let progress = |done: usize, total: usize| {
        if on_terminal {
            // One line, written over.
            eprint!("\r{done} of {total} scores written");
            if done >= total {
                eprintln!();
            }
            return;
        }
        // A line for every tenth is enough to see that it moves.
        let tenths = done * 10 / total.max(1);
        if tenths > told {
            told = tenths;
            eprintln!("{done} of {total} scores written");
        }
    };
    let file = args.file.display();
    let proof = Proof::operator(tenant.id);
    let summary =
        import::run(&app, &proof, unit, &bytes, &mapping, args.skip_rejected, progress).await.map_err(|error| {
            match CliError::from(error) {
                CliError::Input(what) => CliError::Input(format!("{file}: {what}")),
                failed @ CliError::Failed(_) => failed,
            }
        })?;
    for rejected in &summary.rejected {
        eprintln!("{file}: {rejected}");
    }
    print(&format!(
        "rows {}, scores accepted {}, duplicates {}, rows without a score {}, rejected {}, new patients {}",
        summary.rows,
        summary.accepted,
        summary.duplicates,
        summary.empty,
        summary.rejected.len(),
        summary.persons
    ))?;
    if summary.assumed_dates > 0 {
        print(&format!(
            "{} scores carry a date assumed by the mapping; pages and reports say so",
            summary.assumed_dates
        ))?;
    }
    if summary.refused {
        return Err(CliError::Input(format!(
            "{file}: {} row(s) cannot be taken, so nothing was written; mend them, or leave them out with --skip-rejected",
            summary.rejected.len()
        )));
    }
    Ok(())
}
