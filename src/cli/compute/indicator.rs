//! `lytt compute indicator`: the figure of a definition, recomputed from the registry's tables.

use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::catalogue::{Catalogue, indicators};
use crate::cli::{CliError, Result, print};
use crate::domain::indicator::{Indicator, Read, Rule, figure};
use crate::domain::registry::course::{Course, Period};
use crate::interop::rows::courses;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The indicator, such as reliable-improvement
    id: String,
    /// The folder with episodes.csv and scores.csv
    #[arg(long, value_name = "FOLDER")]
    tables: PathBuf,
    /// What it is read from, such as phq-9 or "lytt-life subjective"; the first it names when left out
    #[arg(long)]
    reads: Option<String>,
    /// The period's first day
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: NaiveDate,
    /// The period's last day
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: NaiveDate,
    /// The day the data were taken out; the period's last when left out
    #[arg(long, value_name = "YYYY-MM-DD")]
    data_date: Option<NaiveDate>,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let known = indicators::embedded().map_err(|error| CliError::Failed(error.to_string()))?;
    let definition = known.get(&args.id).ok_or_else(|| {
        let ids: Vec<_> = known.keys().map(String::as_str).collect();
        CliError::Input(format!("there is no indicator \"{}\"; there is: {}", args.id, ids.join(", ")))
    })?;
    let indicator = &definition.indicator;
    let read = match &args.reads {
        None => indicator.reads.first(),
        Some(name) => indicator.reads.iter().find(|read| read.name() == *name),
    };
    let read = read.ok_or_else(|| {
        let names: Vec<_> = indicator.reads.iter().map(Read::name).collect();
        CliError::Input(format!("--reads: {} is read from {}", args.id, names.join(", ")))
    })?;
    let period = Period::new(args.from, args.to).map_err(|error| CliError::Input(format!("--from, --to: {error}")))?;
    let data_date = args.data_date.unwrap_or(args.to);
    let instruments = Catalogue::embedded().map_err(|error| CliError::Failed(error.to_string()))?;
    let frame = indicators::frame(instruments, read, (period, data_date)).map_err(CliError::Failed)?;
    let (episodes, scores) = (open(&args.tables, "episodes.csv")?, open(&args.tables, "scores.csv")?);
    let courses = courses::read(episodes, scores, (&read.instrument, &read.part.name()))
        .map_err(|error| CliError::Input(format!("{}: {error}", args.tables.display())))?;
    needed(indicator, &courses)?;
    let found = figure(indicator, &courses, &frame).map_err(|error| CliError::Input(error.to_string()))?;
    let sentences = definition.words_in("en");
    let rules: Vec<Value> = indicator
        .rule_names()
        .map(|name| json!({ "rule": name, "says": sentences.and_then(|words| words.how.get(name)) }))
        .collect();
    let answer = json!({
        "indicator": indicator.id,
        "version": indicator.version,
        "status": indicator.status,
        "sha256": definition.fingerprint,
        "reads": read.name(),
        "norms": read.norms,
        "from": args.from,
        "to": args.to,
        "data_date": data_date,
        "rules": rules,
        "episodes": courses.len(),
        "figure": found,
    });
    print(&Value::to_string(&answer))
}

fn open(folder: &Path, name: &str) -> Result<File> {
    let path = folder.join(name);
    File::open(&path).map_err(|error| CliError::Input(format!("{}: {error}", path.display())))
}

/// Refuses rows that do not say what the definition asks: without it, everybody would be left out, or nobody succeed.
fn needed(indicator: &Indicator, courses: &[Course]) -> Result<()> {
    let mut rules = indicator.denominator.iter().chain(&indicator.numerator).map(|rule| &rule.what);
    let scores = || courses.iter().flat_map(|course| &course.scores);
    for (column, is_needed, has_any) in [
        ("sessions", indicator.needs_sessions(), scores().any(|score| score.sessions.is_some())),
        ("discussed", rules.any(Rule::needs_discussed), scores().any(|score| score.discussed.is_some())),
    ] {
        if is_needed && !has_any && scores().next().is_some() {
            let id = &indicator.id;
            return Err(CliError::Input(format!(
                "scores.csv: {id} needs the column \"{column}\", and no score has anything in it"
            )));
        }
    }
    Ok(())
}
