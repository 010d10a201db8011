//! `lytt compute report`: the figures of a report, recomputed from the registry's tables or from kept rows.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::report::{SETTLE_DAYS, parse_point};
use crate::catalogue::Catalogue;
use crate::cli::{CliError, Result, print};
use crate::domain::change::ChangeRule;
use crate::domain::metric::Metric;
use crate::domain::registry::RegistryError;
use crate::domain::registry::course::{Entry, Period};
use crate::domain::registry::outcome::{Count, Outcome, Question, outcome_of};
use crate::interop::rows::{RowsError, kept, table};

#[derive(clap::Args)]
pub(super) struct Args {
    /// The folder with episodes.csv and scores.csv
    #[arg(long, value_name = "FOLDER", required_unless_present = "kept")]
    tables: Option<PathBuf>,
    /// Rows that were kept, instead of the tables
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tables", "keep", "instrument", "scale", "first", "last", "data_date"])]
    kept: Option<PathBuf>,
    /// Keep the rows in this file, for the next period
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// The instrument, such as phq-9
    #[arg(long, required_unless_present = "kept")]
    instrument: Option<String>,
    /// Its scale
    #[arg(long, default_value = "total")]
    scale: String,
    /// The norm set that gives the rule; the instrument's first when left out
    #[arg(long)]
    norms: Option<String>,
    /// The first point in time: first, last, or the number of the measurement
    #[arg(long, default_value = "first")]
    first: String,
    /// The second point in time
    #[arg(long, default_value = "last")]
    last: String,
    /// The period's first day: episodes that ended from here on
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: NaiveDate,
    /// The period's last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: NaiveDate,
    /// The day the data were taken out; the period's last when left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    data_date: Option<NaiveDate>,
    /// Days after an ending in which the last answer may still arrive
    #[arg(long, default_value_t = SETTLE_DAYS)]
    settle_days: u32,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let (question, head, outcome) = match &args.kept {
        Some(file) => from_kept(args, file)?,
        None => from_tables(args)?,
    };
    let answer = json!({
        "instrument": head.instrument,
        "scale": head.scale,
        "question": question,
        "episodes": head.rows,
        "scores": head.scores,
        "outcome": outcome,
    });
    print(&Value::to_string(&answer))
}

fn question(args: &Args, head: &kept::Head) -> Result<Question> {
    Ok(Question {
        period: Period::new(args.from, args.to).map_err(|error| CliError::Input(format!("--from, --to: {error}")))?,
        data_date: head.data_date,
        settle_days: args.settle_days,
        minimum_sessions: 0,
        from: head.from,
        to: head.to,
        rule: rule(head, args.norms.as_deref())?,
    })
}

fn in_row(place: usize) -> String {
    format!("in row {}", place + 1)
}

/// Counts kept rows as they are read: they never stand in memory together.
fn from_kept(args: &Args, file: &Path) -> Result<(Question, kept::Head, Outcome)> {
    let wrong = |error: RowsError| input(file, &error);
    let question =
        question(args, &kept::head(File::open(file).map_err(|error| unread(file, &error))?).map_err(wrong)?)?;
    let begin = || Ok(Count::new(&question));
    let take = |so_far: &mut Counting<'_>, before: usize, rows: &[Entry]| {
        if let Ok(count) = so_far
            && let Err(error) = count.add(rows, |place| in_row(before + place))
        {
            *so_far = Err(error);
        }
    };
    let (head, one, other) = kept::halves(|| File::open(file), begin, take).map_err(wrong)?;
    let outcome = one.and_then(|one| one.and(other?).outcome()).map_err(|error| CliError::Input(error.to_string()))?;
    Ok((question, head, outcome))
}

type Counting<'q> = std::result::Result<Count<'q>, RegistryError>;

fn from_tables(args: &Args) -> Result<(Question, kept::Head, Outcome)> {
    let (head, rows) = tables(args)?;
    let question = question(args, &head)?;
    let outcome = outcome_of(&rows.entries, &question, in_row).map_err(|error| CliError::Input(error.to_string()))?;
    Ok((question, head, outcome))
}

fn unread(file: &Path, error: &std::io::Error) -> CliError {
    CliError::Input(format!("{}: {error}", file.display()))
}

fn input(file: &Path, error: &RowsError) -> CliError {
    CliError::Input(format!("{}: {error}", file.display()))
}

/// Reads the tables, and keeps their rows if that is asked for.
fn tables(args: &Args) -> Result<(kept::Head, table::Rows)> {
    let folder = args.tables.clone().unwrap_or_default();
    let point = |name: &str, text: &str| {
        parse_point(text)
            .ok_or_else(|| CliError::Input(format!("--{name} {text}: give first, last or a number from 1")))
    };
    let wanted = table::Wanted {
        instrument: args.instrument.clone().unwrap_or_default(),
        scale: args.scale.clone(),
        from: point("first", &args.first)?,
        to: point("last", &args.last)?,
        data_date: args.data_date.unwrap_or(args.to),
    };
    let (episodes, scores) = (folder.join("episodes.csv"), folder.join("scores.csv"));
    for file in [&episodes, &scores] {
        File::open(file).map_err(|error| unread(file, &error))?;
    }
    let rows = table::read(|| File::open(&episodes), || File::open(&scores), &wanted)
        .map_err(|error| input(&folder, &error))?;
    let head = kept::Head {
        instrument: wanted.instrument,
        scale: wanted.scale,
        from: wanted.from,
        to: wanted.to,
        data_date: wanted.data_date,
        scores: rows.scores,
        rows: u64::try_from(rows.entries.len()).unwrap_or(u64::MAX),
    };
    if let Some(file) = &args.keep {
        let created = File::create(file).map(BufWriter::new);
        created
            .and_then(|created| kept::write(&head, &rows, created))
            .map_err(|error| CliError::Failed(format!("{}: {error}", file.display())))?;
    }
    Ok((head, rows))
}

/// The rule of the metric. A norm set that is the sample's own needs the sample: the live report has it.
fn rule(head: &kept::Head, norms: Option<&str>) -> Result<ChangeRule> {
    let catalogue = Catalogue::embedded().map_err(|error| CliError::Failed(error.to_string()))?;
    let unknown = || CliError::Input(format!("--instrument {}: unknown; see `lytt instrument list`", head.instrument));
    let instrument = &catalogue.definition(&head.instrument).ok_or_else(unknown)?.instrument;
    let metric = Metric::list(instrument)
        .filter(|metric| metric.scale.id == head.scale)
        .find(|metric| norms.is_none_or(|norms| metric.norms.id == norms))
        .ok_or_else(|| CliError::Input(format!("{} has no such norm set for \"{}\"", head.instrument, head.scale)))?;
    metric.rule(None).map_err(|error| CliError::Input(error.to_string()))
}
