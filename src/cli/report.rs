//! `lytt report`

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::administer;
use crate::app::report::{self, Findings};
use crate::domain::care::UnitId;
use crate::domain::registry::course::{Course, Period};
use crate::domain::registry::outcome::CoverageLevel;
use crate::domain::registry::suppression::{self, Shown};
use crate::domain::registry::{Fraction, Rate};
use crate::domain::variation::interval::Interval;
use crate::interop::rows::table;
use crate::store::Proof;
use crate::store::report::Subject;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The organisation's short name
    #[arg(long)]
    tenant: String,
    /// The unit, by id (see `lytt tenant units`); the whole organisation when left out
    #[arg(long, value_name = "ID")]
    unit: Option<uuid::Uuid>,
    /// The instrument, such as phq-9
    #[arg(long)]
    instrument: String,
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
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
    /// Write the rows behind it into this folder as episodes.csv and scores.csv, without names, to be kept where the
    /// database is; see `lytt compute report`
    #[arg(long, value_name = "FOLDER")]
    export: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

pub(super) async fn run(args: Args) -> Result<()> {
    let app = args.data.open().await?;
    let tenant = administer::find_tenant(&app, &args.tenant).await?;
    let unit = match args.unit {
        Some(unit) => UnitId(unit),
        None => administer::list_units(&app, tenant.id)
            .await?
            .first()
            .map(|(unit, _)| unit.id)
            .ok_or_else(|| CliError::Input("the organisation has no unit".to_owned()))?,
    };
    let definition = app.catalogue.definition(&args.instrument).ok_or_else(|| {
        CliError::Input(format!("--instrument {}: unknown; see `lytt instrument list`", args.instrument))
    })?;
    let norms = match args.norms {
        Some(norms) => norms,
        None => definition
            .instrument
            .norms
            .iter()
            .find(|norms| norms.scale == args.scale)
            .map(|norms| norms.id.clone())
            .ok_or_else(|| CliError::Input(format!("{} has no norm set for \"{}\"", args.instrument, args.scale)))?,
    };
    let subject = Subject {
        unit,
        instrument: args.instrument,
        scale: args.scale,
        norms,
        first: args.first,
        last: args.last,
        from: args.from,
        to: args.to,
    };
    let operator = Proof::operator(tenant.id);
    let wished =
        Period::new(subject.from, subject.to).map_err(|_| CliError::Input("--to lies before --from".to_owned()))?;
    if let Some(cuts) = report::cuts(&app, &operator, &subject).await?
        && let Some(nearest) = cuts.nearest(wished)
        && nearest != wished
    {
        return Err(CliError::Input(format!(
            "--from {} --to {}: a part of it would be the own results of fewer than three clinicians, or is the quarter \
             that runs; the nearest that can be seen is --from {} --to {}",
            subject.from,
            subject.to,
            nearest.first(),
            nearest.last()
        )));
    }
    if let Some(folder) = args.export {
        let courses = report::rows(&app, &operator, &subject)
            .await?
            .ok_or_else(|| CliError::Input("--unit: there is no such unit".to_owned()))?;
        return export(&folder, &subject, &courses);
    }
    let findings = report::compute(&app, &operator, &subject)
        .await?
        .ok_or_else(|| CliError::Input("--unit: there is no such unit".to_owned()))?;
    if args.json {
        return print(&findings.to_json()?.to_string());
    }
    text(&subject, &findings)
}

/// Writes the tables of the rows, and says how to recompute the figures from them.
fn export(folder: &Path, subject: &Subject, courses: &[Course]) -> Result<()> {
    let failed = |error: std::io::Error| CliError::Input(format!("--export {}: {error}", folder.display()));
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new).map_err(failed);
    std::fs::create_dir_all(folder).map_err(failed)?;
    let (mut episodes, mut scores) = (create("episodes.csv")?, create("scores.csv")?);
    table::write(courses, (&subject.instrument, &subject.scale), &mut episodes, &mut scores)
        .and_then(|()| episodes.flush())
        .and_then(|()| scores.flush())
        .map_err(failed)?;
    print(&format!(
        "{} episodes, with days: whoever holds them can cut them finer than any report, so keep them with the database. \
         Recompute with: lytt compute report --tables {} --instrument {} --scale {} --norms {} \
         --first {} --last {} --from {} --to {}",
        courses.len(),
        folder.display(),
        subject.instrument,
        subject.scale,
        subject.norms,
        subject.first,
        subject.last,
        subject.from,
        subject.to
    ))
}

fn text(subject: &Subject, findings: &Findings) -> Result<()> {
    let outcome = &findings.outcome;
    print(&format!("{}: episodes that ended from {} to {}", findings.unit, subject.from, subject.to))?;
    print(&format!(
        "metric: {} {} x {}; {} to {}",
        subject.instrument, subject.scale, subject.norms, subject.first, subject.last
    ))?;
    if !findings.definitions.is_empty() {
        let each = findings.definitions.iter().map(|one| format!("{} version {}", one.id, one.version));
        print(&format!("definitions: {} (see `lytt check`)", each.collect::<Vec<_>>().join(", ")))?;
    }
    if findings.undated > 0 {
        print(&format!("the dates of {} answers are assumed by an import", findings.undated))?;
    }
    for flow in &outcome.flow {
        print(&format!("  {:<10} {:>6}", flow.step.code(), flow.n))?;
    }
    if outcome.not_yet_observable > 0 {
        print(&format!("  not yet observable: {}", outcome.not_yet_observable))?;
    }
    let coverage = outcome.coverage.share;
    let missing = coverage.denominator() - coverage.numerator();
    print(&format!("coverage: {} ({missing} of {} have no pair)", share(coverage), coverage.denominator()))?;
    if outcome.coverage.level() == CoverageLevel::NotInterpretable {
        print("  under 60 %: not interpretable")?;
    }
    let categories = &outcome.categories;
    if categories.total() < suppression::LEAST_INSIDE {
        return print("fewer than ten with a pair: (N<10)");
    }
    print(&format!(
        "recovered {}, improved {}, unchanged {}, deteriorated {}, harmed {} (of {} with a pair)",
        categories.recovered,
        categories.improved,
        categories.unchanged,
        categories.deteriorated,
        categories.harmed,
        categories.total()
    ))?;
    rate("reliable improvement", outcome.rates.improvement)?;
    rate("reliable deterioration", outcome.rates.deterioration)?;
    if let Some(recovery) = outcome.rates.recovery {
        rate("recovery", recovery)?;
    }
    print("Not interpreted by clinicians here: read it with those who treat.")
}

fn share(fraction: Fraction) -> String {
    match suppression::inside(fraction) {
        Shown::TooFew => "(N<10)".to_owned(),
        Shown::Value(share) => {
            share.percent_to_one_decimal().map_or_else(|| "-".to_owned(), |percent| format!("{percent:.1} %"))
        }
    }
}

fn rate(name: &str, rate: Rate) -> Result<()> {
    match suppression::inside(rate.completers()) {
        Shown::TooFew => print(&format!("{name}: (N<10)")),
        Shown::Value(completers) => {
            let interval = completers.interval().map_or_else(String::new, |interval| {
                format!("{:.1}-{:.1} %", 100.0 * interval.lower, 100.0 * interval.upper)
            });
            let imputed = rate.imputed().map_or_else(String::new, |imputed| {
                let Interval { lower, upper } = imputed.interval;
                let (value, lower, upper) = (100.0 * imputed.value, 100.0 * lower, 100.0 * upper);
                format!("{} filled in {value:.1} % (95 % {lower:.1}-{upper:.1} %); ", imputed.filled)
            });
            print(&format!(
                "{name}: {} ({} of {}; 95 % {interval}); carried forward {}; {imputed}lowest possible {}, \
                 highest possible {}",
                share(completers),
                completers.numerator(),
                completers.denominator(),
                share(rate.carried_forward()),
                share(rate.lowest()),
                share(rate.highest())
            ))
        }
    }
}
