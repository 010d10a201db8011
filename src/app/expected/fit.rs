//! Fitting: read rows without a name in one snapshot, fit off the async threads, keep the result.

use chrono::NaiveDate;

use super::super::report::{Basis, Seen};
use super::super::{App, AppError, Result};
use super::Model;
use crate::domain::care::UnitId;
use crate::domain::change::{ChangeRule, sample_norms};
use crate::domain::expected::growth::{Course, Growth, GrowthError, LEAST_EPISODES};
use crate::domain::expected::quality;
use crate::domain::metric::Metric;
use crate::domain::registry::course::{Period, Point};
use crate::store::model_fit::{ModelFit, Source};
use crate::store::{self, Actor, Proof, TenantTx};

/// Which model is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The unit, with everything below it; the whole organisation when left out.
    pub unit: Option<UnitId>,
    /// The instrument.
    pub instrument: String,
    /// Its scale.
    pub scale: String,
    /// The norm set that says what reliably worse is; the first that says so when left out.
    pub norms: Option<String>,
}

/// Fits on the service's own episodes, ended and running.
///
/// # Errors
/// [`AppError::Refused`] when there is too little, the scale is unknown, or no norm set says what a reliable
/// change is; when the actor is not the operator; when the database refuses.
pub async fn fit_own(app: &App, proof: &Proof, question: &Question) -> Result<Model> {
    let mut tx = open(app, proof).await?;
    let asked = Asked::read(app, &mut tx, question).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let seen =
        Seen::read_in(app, &mut tx, tree, (question.instrument.as_str(), question.scale.as_str()).into()).await?;
    drop(tx);
    let places = seen.places(asked.unit);
    let open = opened(app, proof, asked.unit, &seen).await?.ok_or(AppError::Withheld)?;
    let is_open = |ended: Option<NaiveDate>| ended.map_or(open.all, |day| open.period.contains(day));
    let known: Vec<_> = places.iter().filter_map(|place| seen.courses.get(*place)).collect();
    if !known.is_empty() && !known.iter().any(|course| is_open(course.ended_on)) {
        return Err(AppError::Withheld);
    }
    let courses = known
        .into_iter()
        .filter(|course| is_open(course.ended_on) && !course.scores.is_empty())
        .filter_map(|course| {
            let scores: Vec<_> = course.scores.iter().map(|score| (score.occasion, score.value)).collect();
            Course::new(&scores, course.ended_on.is_some())
        })
        .collect();
    keep(app, proof, question, asked, courses, Source::Own, "").await
}

/// Which episodes may be learned from.
struct Opened {
    /// Those that ended in it.
    period: Period,
    /// It is all there is, and those that run are open too.
    all: bool,
}

/// Which episodes of a unit are a unit's, and not the own work of fewer than three clinicians. `None` when none are.
async fn opened(app: &App, proof: &Proof, unit: UnitId, seen: &Seen) -> Result<Option<Opened>> {
    let basis = Basis::change(seen, Point::First, Point::Last)?;
    let ever = Period::new(NaiveDate::default(), seen.data_date)?;
    let Some(period) = seen.cuts(app, proof, (unit, &basis)).await?.nearest(ever) else { return Ok(None) };
    match seen.open(app, proof, (unit, &basis, period)).await {
        Ok(open) if !open.is_lent() => Ok(Some(Opened { period, all: period == ever })),
        Ok(_) | Err(AppError::Withheld) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Fits on a declared reference. `reference` says in words what it is.
///
/// # Errors
/// As for [`fit_own`], and when nothing says what the reference is.
pub async fn fit_reference(
    app: &App,
    proof: &Proof,
    question: &Question,
    courses: Vec<Course>,
    reference: &str,
) -> Result<Model> {
    if reference.trim().is_empty() {
        return Err(AppError::Refused("a reference needs words that say what it is and whose".to_owned()));
    }
    let mut tx = open(app, proof).await?;
    let asked = Asked::read(app, &mut tx, question).await?;
    drop(tx);
    keep(app, proof, question, asked, courses, Source::Reference, reference.trim()).await
}

async fn open(app: &App, proof: &Proof) -> Result<TenantTx> {
    if proof.actor() != Actor::Operator {
        return Err(AppError::Refused("models are fitted by the operator; please ask them".to_owned()));
    }
    Ok(app.db.tenant_snapshot(proof, app.ambient.now()).await?)
}

/// What the question is about, looked up.
struct Asked {
    unit: UnitId,
    version: u32,
    instrument: &'static crate::domain::instrument::Instrument,
    norms: String,
}

impl Asked {
    async fn read(app: &App, tx: &mut TenantTx, question: &Question) -> Result<Self> {
        let definition = app.instruments(tx).await?.definition(&question.instrument)?;
        let instrument = &definition.instrument;
        if instrument.scale(&question.scale).is_none() {
            return Err(AppError::Refused(format!("{} has no scale \"{}\"", instrument.id, question.scale)));
        }
        let metric = Metric::list(instrument).find(|metric| {
            metric.scale.id == question.scale && question.norms.as_ref().is_none_or(|norms| *norms == metric.norms.id)
        });
        let metric = metric.ok_or_else(|| {
            AppError::Refused(format!(
                "no norm set of {} says what a reliable change on \"{}\" is, so a notice could not be judged",
                instrument.id, question.scale
            ))
        })?;
        let tree = store::unit::tree(tx).await?;
        let unit = match question.unit {
            Some(unit) => tree.lookup(unit),
            None => tree.root(),
        };
        let unit = unit.map(|unit| unit.id).ok_or_else(|| AppError::Refused("there is no such unit".to_owned()))?;
        let norms = metric.norms.id.clone();
        Ok(Self { unit, version: instrument.version, instrument, norms })
    }

    fn rule(&self, scale: &str, courses: &[Course]) -> Result<ChangeRule> {
        let metric = Metric::lookup(self.instrument, scale, &self.norms)
            .ok_or_else(|| AppError::Broken(format!("the norm set {} is gone", self.norms)))?;
        let pairs: Vec<_> =
            courses.iter().map(|course| (Some(course.intake), course.later.last().map(|point| point.score))).collect();
        let sample = if metric.norms.needs_sample() { sample_norms(&pairs) } else { None };
        metric.rule(sample).map_err(|error| AppError::Refused(error.to_string()))
    }
}

async fn keep(
    app: &App,
    proof: &Proof,
    question: &Question,
    asked: Asked,
    courses: Vec<Course>,
    source: Source,
    reference: &str,
) -> Result<Model> {
    let courses: Vec<Course> = courses.into_iter().filter(Course::counts).collect();
    let needed = LEAST_EPISODES;
    if courses.len() < needed {
        return Err(AppError::Refused(GrowthError::TooFew { there: courses.len(), needed }.to_string()));
    }
    let rule = asked.rule(&question.scale, &courses)?;
    let work = move || {
        let growth = Growth::fit(&courses, rule.direction(), needed)?;
        let quality = quality::assess(&growth, &courses, &rule);
        Ok::<_, GrowthError>((growth, quality))
    };
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|_| AppError::Broken("the fitting was interrupted".to_owned()))?;
    let (growth, quality) = done.map_err(|error| AppError::Refused(error.to_string()))?;
    let written = |error: serde_json::Error| AppError::Broken(format!("the model cannot be written: {error}"));
    let now = app.ambient.now();
    let stored = ModelFit {
        id: app.ambient.id(),
        unit: asked.unit,
        instrument: question.instrument.clone(),
        version: i64::from(asked.version),
        scale: question.scale.clone(),
        source,
        reference: reference.to_owned(),
        fitted_at: now,
        episodes: i64::try_from(growth.episodes).unwrap_or(i64::MAX),
        measurements: i64::try_from(growth.measurements).unwrap_or(i64::MAX),
        parameters: serde_json::to_string(&growth).map_err(written)?,
        quality: serde_json::to_string(&quality).map_err(written)?,
    };
    let mut tx = app.db.tenant(proof, now, "").await?;
    store::model_fit::add(&mut tx, &stored).await?;
    tx.commit().await?;
    // As it will be read: the last digit of a number may not survive being written.
    Model::read(stored)
}
