//! What patients of a unit report, to stand beside what is counted.

use super::super::{App, AppError, Result};
use crate::app::report::{self, Findings, MetricOption, Reading, write_point};
use crate::domain::care::UnitId;
use crate::domain::local_time;
use crate::domain::registry::course::Period;
use crate::store::Proof;
use crate::store::report::Subject;

/// What the registry report says of the last four whole quarters, or the nearest period that may be seen, and month by
/// month over three years.
#[derive(Clone, Debug)]
pub struct Beside {
    /// The metric.
    pub metric: MetricOption,
    /// The report it is taken from.
    pub subject: Subject,
    /// What the report says.
    pub findings: Findings,
    /// What people have read out of it.
    pub readings: Vec<Reading>,
}

/// The unit's own report on the measure the report page begins with. `None` when there is nothing to compute it from,
/// or the unit is not theirs to read.
///
/// # Errors
/// When the database refuses.
pub async fn beside(app: &App, proof: &Proof, unit: UnitId) -> Result<Option<Beside>> {
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let options = report::list_options(app, proof, Some(unit)).await?;
    if !options.units.iter().any(|(id, ..)| *id == unit) {
        return Ok(None);
    }
    let usual = options.metrics.iter().find(|option| option.metric.instrument.id == "phq-9");
    let Some(metric) = usual.or_else(|| options.metrics.first()).copied() else { return Ok(None) };
    let period =
        Period::last_four_quarters(report::settled(local_time::day_of(zone, app.ambient.now()), report::SETTLE_DAYS));
    let mut subject = Subject {
        unit,
        instrument: metric.metric.instrument.id.clone(),
        scale: metric.metric.scale.id.clone(),
        norms: metric.metric.norms.id.clone(),
        first: write_point(metric.from),
        last: write_point(metric.to),
        from: period.first(),
        to: period.last(),
    };
    if let Some(nearest) = report::cuts(app, proof, &subject).await?.and_then(|cuts| cuts.nearest(period)) {
        (subject.from, subject.to) = (nearest.first(), nearest.last());
    }
    match report::compute(app, proof, &subject).await {
        Ok(Some(findings)) => {
            let readings = report::list_readings(app, proof, &subject).await?;
            Ok(Some(Beside { metric, subject, findings, readings }))
        }
        // Too little to compute from is no failure: the page says what to ask.
        Ok(None) | Err(AppError::Refused(_) | AppError::Withheld) => Ok(None),
        Err(error) => Err(error),
    }
}
