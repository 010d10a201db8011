//! `lytt calendar`

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::calendar::feed::{self, NewFeed};
use crate::app::calendar::{self, Reach, Source};
use crate::app::{App, AppError, administer};
use crate::domain::care::{TenantId, UnitId};
use crate::interop::calendar::{Format, Mapping};
use crate::store::Proof;

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// Whose appointments they are.
#[derive(clap::Args)]
struct Whose {
    /// The organisation's short name
    #[arg(long)]
    tenant: String,
    #[command(flatten)]
    data: Data,
}

/// What a source is and how it writes.
#[derive(clap::Args)]
struct From {
    /// What the source is called, such as epj or calendar-anna: the same name every time
    #[arg(long, value_name = "NAME")]
    source: String,
    /// The unit whose patients' appointments they are, by id (see `lytt tenant units`); the whole
    /// organisation when left out
    #[arg(long, value_name = "ID")]
    unit: Option<uuid::Uuid>,
    /// The mapping file; what it may say is in docs/calendar.md
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Take in a file once; the same file again changes nothing
    #[command(after_help = "What can be taken is taken; what cannot is named with what to mend, and the command then \
exits with 2.")]
    Import {
        /// The file
        file: PathBuf,
        /// ics, hl7, fhir or csv; by the file's ending when left out
        #[arg(long)]
        format: Option<Format>,
        /// Days back from today; older appointments that are not known are not taken in
        #[arg(long, default_value_t = Reach::default().back, value_name = "DAYS")]
        back: u16,
        /// Days ahead that a series is worked out for
        #[arg(long, default_value_t = Reach::default().ahead, value_name = "DAYS")]
        ahead: u16,
        #[command(flatten)]
        from: From,
        #[command(flatten)]
        whose: Whose,
    },
    /// Calendars that the server reads again and again
    Feed {
        #[command(subcommand)]
        command: FeedCommand,
    },
}

#[derive(Subcommand)]
enum FeedCommand {
    /// Add one. Its address is read from the first line of standard input, since it often is a secret
    Add {
        #[command(flatten)]
        from: From,
        /// Minutes from one reading to the next, 5 to 1440
        #[arg(long, default_value_t = 15, value_name = "MINUTES")]
        every: i64,
        #[command(flatten)]
        whose: Whose,
    },
    /// List them, with what came of the last reading
    List {
        #[command(flatten)]
        whose: Whose,
    },
    /// Read one no more; the appointments stay
    Remove {
        /// What the source is called
        #[arg(long, value_name = "NAME")]
        source: String,
        #[command(flatten)]
        whose: Whose,
    },
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Import { file, format, back, ahead, from, whose } => {
            import(&file, format, Reach { back, ahead }, from, &whose).await
        }
        Command::Feed { command: FeedCommand::Add { from, every, whose } } => add(from, every, &whose).await,
        Command::Feed { command: FeedCommand::List { whose } } => list(&whose).await,
        Command::Feed { command: FeedCommand::Remove { source, whose } } => {
            let (app, tenant) = whose.open().await?;
            match feed::remove(&app, &Proof::operator(tenant), &source).await? {
                Some(()) => print(&format!("the feed of \"{source}\" is removed; its appointments stay")),
                None => Err(CliError::Input(format!("no feed of a source \"{source}\""))),
            }
        }
    }
}

impl Whose {
    async fn open(&self) -> Result<(App, TenantId)> {
        let app = self.data.open().await?;
        let tenant = administer::find_tenant(&app, &self.tenant).await?;
        Ok((app, tenant.id))
    }
}

fn read_mapping(file: Option<&Path>) -> Result<(String, Mapping)> {
    let Some(file) = file else { return Ok((String::new(), Mapping::default())) };
    let named = |what: &dyn std::fmt::Display| CliError::Input(format!("{}: {what}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| named(&error))?;
    let mapping = Mapping::parse(&text).map_err(|error| named(&error))?;
    Ok((text, mapping))
}

/// A source as the operator names it.
pub(super) async fn source(
    app: &App,
    tenant: TenantId,
    name: String,
    unit: Option<uuid::Uuid>,
    mapping: Option<&Path>,
) -> Result<Source> {
    feed::check_name(&name)?;
    let (_, mapping) = read_mapping(mapping)?;
    Ok(Source { name, unit: unit_of(app, tenant, unit).await?, mapping })
}

async fn unit_of(app: &App, tenant: TenantId, unit: Option<uuid::Uuid>) -> Result<UnitId> {
    if let Some(unit) = unit {
        return Ok(UnitId(unit));
    }
    let units = administer::list_units(app, tenant).await?;
    let first = units.first().map(|(unit, _)| unit.id);
    first.ok_or_else(|| CliError::Input("the organisation has no unit".to_owned()))
}

async fn import(file: &Path, format: Option<Format>, reach: Reach, from: From, whose: &Whose) -> Result<()> {
    let shown = file.display();
    let format = format.or_else(|| Format::of_name(&file.to_string_lossy())).ok_or_else(|| {
        CliError::Input(format!(
            "{shown}: its form is not told by its ending; please add --format ics, hl7, fhir or csv"
        ))
    })?;
    let bytes = std::fs::read(file).map_err(|error| CliError::Input(format!("{shown}: {error}")))?;
    let (app, tenant) = whose.open().await?;
    let source = source(&app, tenant, from.source, from.unit, from.mapping.as_deref()).await?;
    let taken = calendar::take(&app, &Proof::operator(tenant), &source, format, bytes, reach).await;
    let report = taken.map_err(|error| match error {
        AppError::Refused(what) => CliError::Input(format!("{shown}: {what}")),
        other => other.into(),
    })?;
    for unread in &report.unread {
        eprintln!("{shown}: {unread}");
    }
    for refused in &report.refused {
        eprintln!("{shown}: {refused}");
    }
    print(&report.to_string())?;
    if report.is_clean() {
        return Ok(());
    }
    let left = report.unread.len() + report.refused.len();
    Err(CliError::Input(format!(
        "{shown}: {left} appointment(s) were not taken; the others were. Mend them and run it again"
    )))
}

async fn add(from: From, every_minutes: i64, whose: &Whose) -> Result<()> {
    let mut url = String::new();
    std::io::stdin().read_line(&mut url)?;
    let (text, _) = read_mapping(from.mapping.as_deref())?;
    let (app, tenant) = whose.open().await?;
    let unit = unit_of(&app, tenant, from.unit).await?;
    let url = url.trim().to_owned();
    let new = NewFeed { source: from.source, unit, url, mapping: text, every_minutes };
    let told = format!(
        "\"{}\" will be read every {every_minutes} minutes, once its host is among the allowed ones",
        new.source
    );
    feed::add(&app, &Proof::operator(tenant), new).await?;
    print(&told)
}

async fn list(whose: &Whose) -> Result<()> {
    let (app, tenant) = whose.open().await?;
    for feed in feed::list(&app, &Proof::operator(tenant)).await? {
        let read = feed
            .read_at
            .map_or_else(|| "never read".to_owned(), |at| format!("read {}", at.format("%Y-%m-%d %H:%M UTC")));
        print(&format!(
            "{}  {}  every {} minutes, {read}{}{}",
            feed.source,
            feed.host,
            feed.every_minutes,
            if feed.outcome.is_empty() { "" } else { ": " },
            feed.outcome
        ))?;
    }
    Ok(())
}
