//! `lytt compute`: every number of the product, recomputed from plain rows. Thin doors to the domain:
//! JSON in on standard input, JSON out, a line for each.

pub mod change;
pub mod chart;
mod effects;
mod fields;
pub mod funnel;
pub mod gaming;
pub mod growth;
mod indicator;
pub mod interval;
mod methods;
pub mod nhs;
mod report;
pub mod score;
pub mod shrink;

use std::io::Read;
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::Value;

use super::{CliError, Result, definitions, print};
use crate::catalogue::{Catalogue, CatalogueError, Definition, check_rules};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Scores of filled-in forms: {"answers":[0,1,null,...]} a line
    Score {
        /// The instrument's id, such as phq-9
        #[arg(long)]
        instrument: String,
        /// A folder of definitions to take it from, instead of those in this program
        #[arg(long, value_name = "FOLDER")]
        definitions: Option<PathBuf>,
    },
    /// Reliable change and cut-offs (Jacobson & Truax 1991): {"pre":[..],"post":[..],"reliability":..,...}
    Change,
    /// Centre line, limits and runs analysis of a series: {"y":[..],"n":[..]}, null where missing
    #[command(after_help = chart::HELP)]
    Chart {
        /// run, i (individuals, `XmR`), mr, p, pp, u, up, ip, c, t, g, xbar, s, or nhs (Making Data Count)
        #[arg(long)]
        kind: String,
    },
    /// Units of different size about one line, with exact and random-effects limits
    #[command(after_help = funnel::HELP)]
    Funnel,
    /// Confidence intervals of proportions, differences, rates and means
    #[command(after_help = interval::HELP)]
    Interval,
    /// How much units differ beyond chance, and what is left of each one's own value then
    #[command(after_help = shrink::HELP)]
    Shrink,
    /// Expected response: mixed growth models, percentiles: {"id":[..],"intake":[..],"session":[..],"score":[..]}
    #[command(after_help = growth::HELP)]
    Growth,
    /// How often each detector of bent outcome data speaks, over invented services (the table in docs/gaming.md)
    Gaming {
        /// Where chance begins
        #[arg(long, default_value_t = crate::domain::quality::simulate::SEED)]
        seed: u64,
        /// How many services of each kind
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=2000))]
        services: u32,
    },
    /// The figure of an indicator's definition, from the registry's tables
    Indicator(indicator::Args),
    /// The figures of a report, from the registry's tables or kept rows
    Report(report::Args),
    /// NHS Talking Therapies rates from published totals
    Nhs {
        /// The CSV file with the totals
        #[arg(long, value_name = "FILE")]
        totals: PathBuf,
        /// The reporting period, such as 2024-25
        #[arg(long)]
        period: String,
    },
}

pub(super) fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Score { instrument, definitions: None } => {
            let catalogue = Catalogue::embedded().map_err(|error| CliError::Failed(error.to_string()))?;
            let definition = known(catalogue, &instrument)?;
            each(|value| Ok(score::answer(definition, value)))
        }
        Command::Score { instrument, definitions: Some(folder) } => {
            let mut files = definitions::read(&folder)?;
            // Another definition's problem is no reason not to score this one.
            files.retain(|path, _| path.split('/').next() == Some(instrument.as_str()));
            let catalogue = Catalogue::parse(&files).map_err(|error| CliError::Input(error.to_string()))?;
            let definition = known(&catalogue, &instrument)?;
            // A form that was just brought in has no worked examples yet: this is how they are found.
            let problems = check_rules(definition);
            if !problems.is_empty() {
                return Err(CliError::Input(CatalogueError { problems }.to_string()));
            }
            each(|value| Ok(score::answer(definition, value)))
        }
        Command::Change => each(change::answer),
        Command::Chart { kind } => each(|value| chart::answer(value, &kind)),
        Command::Funnel => each(funnel::answer),
        Command::Interval => each(interval::answer),
        Command::Shrink => each(shrink::answer),
        Command::Growth => each(growth::answer),
        Command::Gaming { seed, services } => print(gaming::answer(seed, services).trim_end()),
        Command::Indicator(args) => indicator::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Nhs { totals, period } => {
            let content = std::fs::read_to_string(&totals)
                .map_err(|error| CliError::Input(format!("{}: {error}", totals.display())))?;
            let answer = nhs::answer(&content, &period)
                .map_err(|error| CliError::Input(format!("{}: {error}", totals.display())))?;
            print(&answer.to_string())
        }
    }
}

fn known<'a>(catalogue: &'a Catalogue, instrument: &str) -> Result<&'a Definition> {
    catalogue.definition(instrument).ok_or_else(|| {
        let known: Vec<_> = catalogue.definitions().map(|known| known.instrument.id.as_str()).collect();
        CliError::Input(format!("--instrument {instrument}: unknown; there is: {}", known.join(", ")))
    })
}

/// Answers every JSON value on standard input. All are read before the first is answered, so that bad
/// input leaves nothing half-done.
fn each(answer: impl Fn(&Value) -> std::result::Result<Value, String>) -> Result<()> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| CliError::Input(format!("standard input: {error}")))?;
    let values = serde_json::Deserializer::from_str(&text)
        .into_iter::<Value>()
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|error| CliError::Input(format!("standard input line {}: not JSON: {error}", error.line())))?;
    if values.is_empty() {
        return Err(CliError::Input("standard input is empty; give one JSON value a line".to_owned()));
    }
    let answers = values
        .iter()
        .enumerate()
        .map(|(index, value)| answer(value).map_err(|error| CliError::Input(format!("value {}: {error}", index + 1))))
        .collect::<Result<Vec<_>>>()?;
    answers.iter().try_for_each(|answer| print(&answer.to_string()))
}
