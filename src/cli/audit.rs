//! `lytt audit`

use std::path::PathBuf;

use clap::Subcommand;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::administer;
use crate::app::verify::{self, Checkpoint, Verdict};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Walk the chain of every organisation, or of one; names the first bad record
    Verify {
        /// The organisation's short name; all when left out
        #[arg(long)]
        tenant: Option<String>,
        /// Files with signed checkpoints: they show whether the end was cut off
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
        #[command(flatten)]
        data: Data,
    },
    /// Print the signed end of an organisation's chain, to be kept somewhere else
    Checkpoint {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        #[command(flatten)]
        data: Data,
    },
}

fn read(path: &PathBuf) -> Result<Checkpoint> {
    let text =
        std::fs::read_to_string(path).map_err(|error| CliError::Input(format!("{}: {error}", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| CliError::Input(format!("{}: not a checkpoint: {error}", path.display())))
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Verify { tenant, checkpoint, data } => {
            let checkpoints = checkpoint.iter().map(read).collect::<Result<Vec<_>>>()?;
            let app = data.open().await?;
            let tenants = match tenant {
                Some(slug) => vec![administer::find_tenant(&app, &slug).await?],
                None => administer::list_tenants(&app).await?,
            };
            let mut bad = 0;
            for tenant in tenants {
                let own: Vec<_> = checkpoints.iter().filter(|one| one.tenant == tenant.id).cloned().collect();
                match verify::walk(&app, tenant.id, &own).await? {
                    Verdict::Whole { records } => {
                        print(&format!("{}: {records} records, the chain holds", tenant.slug))?;
                    }
                    Verdict::Broken { seq, why } => {
                        bad += 1;
                        print(&format!("{}: record {seq} is the first bad one: {why}", tenant.slug))?;
                    }
                }
            }
            if bad > 0 { Err(CliError::Failed(format!("{bad} chain(s) do not hold"))) } else { Ok(()) }
        }
        Command::Checkpoint { tenant, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let checkpoint = verify::checkpoint(&app, tenant.id).await?;
            print(&serde_json::to_string(&checkpoint).map_err(|error| CliError::Failed(error.to_string()))?)
        }
    }
}
