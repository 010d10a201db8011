//! `lytt migrate`

use super::open::Data;
use super::{Result, print};
use crate::store;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<()> {
    store::migrate(&args.data.database).await?;
    print(&format!("{} is up to date", args.data.shown()))
}
