//! `lytt model`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Deserialize;

use super::open::Data;
use super::{CliError, Result, print};
use crate::app::administer;
use crate::app::expected::{self, Model, Question};
use crate::domain::care::UnitId;
use crate::domain::expected::growth::{Course, Point};
use crate::domain::expected::quality::{Check, NOMINAL};
use crate::domain::registry::Fraction;
use crate::domain::registry::suppression::{self, Shown};
use crate::store::Proof;
use crate::store::model_fit::{ModelFit, Source};

#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fit a model of what is usual, on the service's own episodes or on a declared reference
    Fit {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// The instrument, such as phq-9
        #[arg(long)]
        instrument: String,
        /// Its scale
        #[arg(long, default_value = "total")]
        scale: String,
        /// The unit it is for, by id, with everything below it; the whole organisation when left out
        #[arg(long, value_name = "ID")]
        unit: Option<uuid::Uuid>,
        /// The norm set that says what reliably worse is; the instrument's first when left out
        #[arg(long)]
        norms: Option<String>,
        /// A CSV file to fit it on instead: id, intake, session (from 2; the intake is session 1), score
        #[arg(long, value_name = "FILE", requires = "source")]
        reference: Option<PathBuf>,
        /// What that reference is and whose, in words that stand with the model
        #[arg(long, value_name = "TEXT", requires = "reference")]
        source: Option<String>,
        #[command(flatten)]
        data: Data,
    },
    /// List an organisation's models, the latest first
    List {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        #[command(flatten)]
        data: Data,
    },
    /// Show a model: parameters, calibration, sensitivity and specificity
    Show {
        /// The organisation's short name
        #[arg(long)]
        tenant: String,
        /// The instrument; its latest model is shown
        #[arg(long, required_unless_present = "id")]
        instrument: Option<String>,
        /// Its scale
        #[arg(long, default_value = "total")]
        scale: String,
        /// The model, by id, instead of the latest of an instrument
        #[arg(long)]
        id: Option<uuid::Uuid>,
        /// Print JSON instead of text, with every parameter
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        data: Data,
    },
}

pub(super) async fn run(args: Args) -> Result<()> {
    match args.command {
        Command::Fit { tenant, instrument, scale, unit, norms, reference, source, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let proof = Proof::operator(tenant.id);
            let question = Question { unit: unit.map(UnitId), instrument, scale, norms };
            let model = match reference {
                None => expected::fit_own(&app, &proof, &question).await?,
                Some(file) => {
                    let courses = read_reference(&file)?;
                    expected::fit_reference(&app, &proof, &question, courses, &source.unwrap_or_default()).await?
                }
            };
            text(&model)?;
            if app.tenancy(tenant.id).await?.course_support_on() {
                return Ok(());
            }
            print("nothing of it is shown until the organisation has assessed it: lytt tenant assess-course-support")
        }
        Command::List { tenant, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            for fit in expected::list(&app, &Proof::operator(tenant.id)).await? {
                print(&line(&fit))?;
            }
            Ok(())
        }
        Command::Show { tenant, instrument, scale, id, json, data } => {
            let app = data.open().await?;
            let tenant = administer::find_tenant(&app, &tenant).await?;
            let proof = Proof::operator(tenant.id);
            let id = match id {
                Some(id) => Some(id),
                None => expected::list(&app, &proof)
                    .await?
                    .into_iter()
                    .find(|fit| Some(&fit.instrument) == instrument.as_ref() && fit.scale == scale)
                    .map(|fit| fit.id),
            };
            let model = match id {
                Some(id) => expected::lookup(&app, &proof, id).await?,
                None => None,
            };
            let model =
                model.ok_or_else(|| CliError::Input("there is no such model; see `lytt model list`".to_owned()))?;
            if json {
                let value = serde_json::json!({
                    "id": model.stored.id,
                    "fitted_at": model.stored.fitted_at,
                    "source": model.stored.source,
                    "reference": model.stored.reference,
                    "model": model.growth,
                    "quality": model.quality,
                });
                return print(&value.to_string());
            }
            text(&model)
        }
    }
}

fn line(fit: &ModelFit) -> String {
    let source = match fit.source {
        Source::Own => "own episodes".to_owned(),
        Source::Reference => format!("reference: {}", fit.reference),
    };
    let (day, episodes, measurements) = (fit.fitted_at.format("%Y-%m-%d"), fit.episodes, fit.measurements);
    format!(
        "{}\t{} {} (version {})\t{day}\t{episodes} episodes, {measurements} measurements\t{source}",
        fit.id, fit.instrument, fit.scale, fit.version
    )
}

fn text(model: &Model) -> Result<()> {
    print(&line(&model.stored))?;
    let growth = &model.growth;
    let [level, by_intake, slope, slope_by_intake] = growth.fixed;
    print(&format!(
        "score = {level:.3} + {by_intake:.3} (y0 - {:.2}) + ({slope:.3} + {slope_by_intake:.3} (y0 - {:.2})) ln(s)",
        growth.centre, growth.centre
    ))?;
    let [[own, cross], [_, own_slope]] = growth.variances.between;
    print(&format!(
        "variances: level {own:.3}, slope {own_slope:.3}, together {cross:.3}, left {:.3}{}",
        growth.variances.residual,
        if growth.singular { "; people differ in fewer ways than the model allows" } else { "" }
    ))?;
    let (lowest, highest) = growth.intakes;
    print(&format!("drawn for a first score from {lowest} to {highest}, session 2 to {}", growth.until))?;
    match &model.quality.crossed {
        Some(check) => {
            print("each episode judged by a model that has not seen it:")?;
            quality(check)?;
        }
        None => print("the piles are too small to judge each episode by a model that has not seen it")?,
    }
    print("on the data it was fitted to, which flatters it:")?;
    quality(&model.quality.apparent)
}

fn quality(check: &Check) -> Result<()> {
    let nominal = NOMINAL.map(|share| format!("{:>8.0} %", 100.0 * share)).concat();
    print(&format!("  share of scores at or below each percentile\n  session{nominal}"))?;
    for row in &check.calibration {
        let sessions = if row.from == row.to { row.from.to_string() } else { format!("{}-{}", row.from, row.to) };
        let shares = row.below.iter().map(|below| format!("{:>10}", share(*below))).collect::<Vec<_>>().concat();
        print(&format!("  {sessions:<7}{shares}  n = {}", row.below.first().map_or(0, |below| below.denominator())))?;
    }
    for accuracy in &check.accuracy {
        print(&format!(
            "  notice ({}): sensitivity {} of {}, specificity {} of {}",
            accuracy.stage,
            share(accuracy.sensitivity),
            accuracy.sensitivity.denominator(),
            share(accuracy.specificity),
            accuracy.specificity.denominator()
        ))?;
    }
    Ok(())
}

fn share(fraction: Fraction) -> String {
    match suppression::inside(fraction) {
        Shown::TooFew => "(N<10)".to_owned(),
        Shown::Value(share) => share.percent_to_one_decimal().map_or_else(|| "-".to_owned(), |of| format!("{of:.1} %")),
    }
}

#[derive(Deserialize)]
struct ReferenceRow {
    id: String,
    intake: f64,
    session: u32,
    score: Option<f64>,
}

/// The courses of a reference file; each is taken as over.
fn read_reference(file: &Path) -> Result<Vec<Course>> {
    let wrong = |what: String| CliError::Input(format!("{}: {what}", file.display()));
    let mut reader = csv::Reader::from_path(file).map_err(|error| wrong(error.to_string()))?;
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    for (number, row) in (2..).zip(reader.deserialize::<ReferenceRow>()) {
        let row = row.map_err(|error| wrong(error.to_string()))?;
        let Some(score) = row.score else { continue };
        if row.session < 2 || !score.is_finite() || !row.intake.is_finite() {
            return Err(wrong(format!(
                "row {number}: give a session from 2 (the intake is session 1), and numbers for intake and score"
            )));
        }
        let course = courses.entry(row.id).or_insert(Course { intake: row.intake, later: Vec::new(), ended: true });
        if course.intake.to_bits() != row.intake.to_bits() {
            return Err(wrong(format!("row {number}: another intake than before for the same id")));
        }
        course.later.push(Point { session: row.session, score });
    }
    let mut courses: Vec<Course> = courses.into_values().collect();
    for course in &mut courses {
        course.later.sort_by_key(|point| point.session);
    }
    Ok(courses)
}
