//! `/models/{id}`: what stands behind the band of what is usual.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::{page, words};
use crate::app::expected;
use crate::domain::expected::quality::Check;
use crate::domain::registry::Fraction;
use crate::view::pages::clinician::{AccuracyRow, CalibrationRow, Checked, Model};

fn counted(share: Fraction) -> (u64, u64, Option<f64>) {
    (u64::from(share.numerator()), u64::from(share.denominator()), share.value())
}

fn checked(kind: &str, check: &Check) -> Checked {
    Checked {
        kind: kind.to_owned(),
        calibration: check
            .calibration
            .iter()
            .map(|row| CalibrationRow {
                from: row.from,
                to: row.to,
                n: row.below.first().map_or(0, |share| u64::from(share.denominator())),
                below: row.below.iter().map(|share| share.value()).collect(),
            })
            .collect(),
        accuracy: check
            .accuracy
            .iter()
            .map(|row| AccuracyRow {
                stage: row.stage.code().to_owned(),
                sensitivity: counted(row.sensitivity),
                specificity: counted(row.specificity),
            })
            .collect(),
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
) -> Result<Response, Failure> {
    let opened = expected::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let model = &opened.model;
    let stored = &model.stored;
    let language = staff.language();
    let crossed = model.quality.crossed.as_ref().map(|check| checked("crossed", check));
    let body = Model {
        measure: opened
            .definition
            .map_or_else(|| stored.instrument.clone(), |definition| words::name(definition, language.tag())),
        unit: opened.unit,
        fitted_at: stored.fitted_at,
        episodes: u32::try_from(stored.episodes).unwrap_or(u32::MAX),
        measurements: u32::try_from(stored.measurements).unwrap_or(u32::MAX),
        reference: stored.reference.clone(),
        intakes: model.growth.intakes,
        until: model.growth.until,
        checked: crossed.into_iter().chain([checked("apparent", &model.quality.apparent)]).collect(),
    };
    page(&web, &body, &staff.chrome(&web))
}
