//! What leaves the service: a unit's results of a period, hidden where they must be, seen by a person first, and
//! written in one book. See `docs/editions.md`.

mod make;
mod read;

pub use make::{EditionRefusal, Preview, make, preview};
pub use read::{Kept, Shelf, lookup, shelf};

pub(in crate::app) use make::{compute, keep, left};

use super::{AppError, Result};
use crate::auth::signature;
use crate::catalogue::Definition;
use crate::domain::edition::{Edition, MetricKey};
use crate::domain::metric::Metric;
use crate::store::edition::StoredEdition;

fn broken(error: impl std::fmt::Display) -> AppError {
    AppError::Broken(format!("an edition does not read: {error}"))
}

/// A metric as it is named outside. `None` when its rule is taken from one's own sample: that is another rule in every
/// organisation.
pub(in crate::app) fn metric_key(definition: &Definition, metric: &Metric) -> Result<Option<MetricKey>> {
    if metric.norms.reliable.is_none() || metric.norms.needs_sample() {
        return Ok(None);
    }
    let rule = metric.rule(None).map_err(|error| AppError::Refused(error.to_string()))?;
    let rule = serde_json::to_string(&rule).map_err(broken)?;
    Ok(Some(MetricKey {
        instrument: definition.instrument.id.clone(),
        version: definition.instrument.version,
        scale: metric.scale.id.clone(),
        norms: metric.norms.id.clone(),
        rules: signature::digest(&format!("{}\n{rule}", definition.rules_fingerprint())),
    }))
}

fn opened(stored: &StoredEdition) -> Result<Edition> {
    serde_json::from_str(&stored.content).map_err(broken)
}
