//! What is usual from here: models fitted on the service's own episodes or a declared reference, kept with what
//! opens behind them, and shown only where the organisation has assessed that.

mod fit;
mod show;

pub use fit::{Question, fit_own, fit_reference};
pub use show::{Expected, PERCENTILES, Usual, UsualPoint, for_episode};

use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{App, AppError, Result};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::expected::growth::Growth;
use crate::domain::expected::quality::Quality;
use crate::store::model_fit::ModelFit;
use crate::store::{self, Proof};

/// A stored model, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// As it is stored: whose, when, on how many.
    pub stored: ModelFit,
    /// The model.
    pub growth: Growth,
    /// What opens behind it.
    pub quality: Quality,
}

impl Model {
    fn read(stored: ModelFit) -> Result<Self> {
        Ok(Self { growth: parse(&stored, &stored.parameters)?, quality: parse(&stored, &stored.quality)?, stored })
    }
}

fn parse<T: DeserializeOwned>(stored: &ModelFit, text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| AppError::Broken(format!("the model {} does not read: {error}", stored.id)))
}

/// All models of an organisation, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Vec<ModelFit>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    Ok(store::model_fit::list(&mut tx).await?)
}

/// A model as staff open it.
#[derive(Clone, Debug)]
pub struct OpenedModel {
    /// The model.
    pub model: Model,
    /// The unit's name.
    pub unit: String,
    /// The instrument, where it is one of the product's.
    pub definition: Option<&'static Definition>,
}

/// A model with the name of its unit; `None` when there is none with this id, the actor neither treats nor reads the
/// unit's reports, or the organisation does not show what is usual.
///
/// # Errors
/// When it does not read, or the database refuses.
pub async fn open(app: &App, proof: &Proof, id: Uuid) -> Result<Option<OpenedModel>> {
    if !app.tenancy(proof.tenant()).await?.course_support_on() {
        return Ok(None);
    }
    let Some(model) = lookup(app, proof, id).await? else { return Ok(None) };
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    // What is usual stands on the pages of everybody who treats; others see it of units whose reports they read.
    let treats = proof.grants().allow(Permission::ReadOwnPatients);
    if !treats && !proof.grants().allow_in(Permission::ReadReports, model.stored.unit, &tree) {
        return Ok(None);
    }
    let unit = tree.lookup(model.stored.unit).map_or_else(String::new, |unit| unit.name.clone());
    let definition = u32::try_from(model.stored.version)
        .ok()
        .and_then(|version| app.catalogue.version(&model.stored.instrument, version));
    Ok(Some(OpenedModel { model, unit, definition }))
}

/// One model with everything behind it; `None` when there is none with this id.
///
/// # Errors
/// When it does not read, or the database refuses.
pub async fn lookup(app: &App, proof: &Proof, id: Uuid) -> Result<Option<Model>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    store::model_fit::lookup(&mut tx, id).await?.map(Model::read).transpose()
}
