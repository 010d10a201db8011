//! Fitted models of what is usual. A model is never changed: fitting again adds another, and what was shown
//! from the earlier one can still be opened.

use chrono::{DateTime, Utc};
use sea_query::{Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, read};
use super::{Result, TenantTx};
use crate::codes;
use crate::domain::care::UnitId;

codes! {
    /// On whose data a model was fitted.
    pub enum Source {
        /// The service's own episodes.
        Own = "own",
        /// A declared reference.
        Reference = "reference",
    }
}

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFit {
    /// Its id.
    pub id: Uuid,
    /// The unit it is for, with everything below it.
    pub unit: UnitId,
    /// The instrument.
    pub instrument: String,
    /// The instrument's version when it was fitted.
    pub version: i64,
    /// The scale.
    pub scale: String,
    /// On whose data.
    pub source: Source,
    /// What the reference is, in the operator's words; empty for own data.
    pub reference: String,
    /// When it was fitted, which is when the data was read.
    pub fitted_at: DateTime<Utc>,
    /// Episodes it was fitted to.
    pub episodes: i64,
    /// Their measurements.
    pub measurements: i64,
    /// The model, as JSON.
    pub parameters: String,
    /// What opens behind it, as JSON.
    pub quality: String,
}

#[derive(FromRow)]
struct ModelFitRow {
    id: Uuid,
    unit_id: Uuid,
    instrument: String,
    version: i64,
    scale: String,
    source: String,
    reference: String,
    fitted_at: DateTime<Utc>,
    episodes: i64,
    measurements: i64,
    parameters: String,
    quality: String,
}

impl TryFrom<ModelFitRow> for ModelFit {
    type Error = super::StoreError;

    fn try_from(row: ModelFitRow) -> Result<Self> {
        Ok(Self {
            source: read(&row.source, "model_fit", "source", row.id)?,
            id: row.id,
            unit: row.unit_id.into(),
            instrument: row.instrument,
            version: row.version,
            scale: row.scale,
            reference: row.reference,
            fitted_at: row.fitted_at,
            episodes: row.episodes,
            measurements: row.measurements,
            parameters: row.parameters,
            quality: row.quality,
        })
    }
}

/// Adds a model.
///
/// # Errors
/// When the unit is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, fit: &ModelFit) -> Result<()> {
    tx.note(Act::Create, format_args!("model:{}", fit.id), &format!("{} {} {}", fit.instrument, fit.scale, fit.source));
    tx.insert(
        "model_fit",
        [[
            ("id", fit.id.into()),
            ("unit_id", fit.unit.0.into()),
            ("instrument", fit.instrument.as_str().into()),
            ("version", fit.version.into()),
            ("scale", fit.scale.as_str().into()),
            ("source", fit.source.code().into()),
            ("reference", fit.reference.as_str().into()),
            ("fitted_at", fit.fitted_at.into()),
            ("episodes", fit.episodes.into()),
            ("measurements", fit.measurements.into()),
            ("parameters", fit.parameters.as_str().into()),
            ("quality", fit.quality.as_str().into()),
        ]],
    )
    .await
}

/// All models, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<ModelFit>> {
    let select = latest_first(tx);
    tx.all::<ModelFitRow>(&select).await?.into_iter().map(ModelFit::try_from).collect()
}

/// The models of one scale, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_scale(tx: &mut TenantTx, instrument: &str, scale: &str) -> Result<Vec<ModelFit>> {
    let mut select = latest_first(tx);
    select.and_where(is("model_fit", "instrument", instrument)).and_where(is("model_fit", "scale", scale));
    tx.all::<ModelFitRow>(&select).await?.into_iter().map(ModelFit::try_from).collect()
}

/// One model.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: Uuid) -> Result<Option<ModelFit>> {
    let mut select = latest_first(tx);
    select.and_where(is("model_fit", "id", id));
    tx.optional::<ModelFitRow>(&select).await?.map(ModelFit::try_from).transpose()
}

fn latest_first(tx: &TenantTx) -> SelectStatement {
    let mut select = tx.select(
        "model_fit",
        &[
            "id",
            "unit_id",
            "instrument",
            "version",
            "scale",
            "source",
            "reference",
            "fitted_at",
            "episodes",
            "measurements",
            "parameters",
            "quality",
        ],
    );
    select.order_by(("model_fit", "fitted_at"), Order::Desc).order_by(("model_fit", "id"), Order::Desc);
    select
}
