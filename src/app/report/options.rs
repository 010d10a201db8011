//! What can be reported on: units, metrics and points in time.

use super::super::{App, Result};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::metric::Metric;
use crate::domain::registry::course::Point;
use crate::store::{self, Proof, TenantTx, registry_rows};

/// A metric between two points in time.
#[derive(Clone, Copy, Debug)]
pub struct MetricOption {
    /// Its definition.
    pub definition: &'static Definition,
    /// The metric.
    pub metric: Metric<'static>,
    /// The first point.
    pub from: Point,
    /// The second.
    pub to: Point,
}

/// What an actor can choose from.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Units with their depth, parents before children.
    pub units: Vec<(UnitId, String, usize)>,
    /// Those of them whose reports the actor may interpret.
    pub interpretable: Vec<UnitId>,
    /// Those of them whose reports the actor may freeze.
    pub freezable: Vec<UnitId>,
    /// Metrics that have at least one score in the chosen unit.
    pub metrics: Vec<MetricOption>,
}

/// The written form of a point: `first`, `last` or the number of the measurement.
#[must_use]
pub fn write_point(point: Point) -> String {
    match point {
        Point::First => "first".to_owned(),
        Point::Last => "last".to_owned(),
        Point::Occasion(number) => number.to_string(),
    }
}

/// Reads the written form of a point.
#[must_use]
pub fn parse_point(text: &str) -> Option<Point> {
    match text {
        "first" => Some(Point::First),
        "last" => Some(Point::Last),
        number => number.parse().ok().filter(|number| *number > 0).map(Point::Occasion),
    }
}

/// The metrics of one scale: from first to last, and between the measurement numbers that imports gave.
pub(in crate::app) fn metrics_of(
    definition: &'static Definition,
    scale: &str,
    occasions: Option<(u32, u32)>,
) -> Vec<MetricOption> {
    let occasions = occasions.filter(|(first, last)| first < last);
    let mut metrics = Vec::new();
    for metric in Metric::list(&definition.instrument).filter(|metric| metric.scale.id == scale) {
        let option = |from, to| MetricOption { definition, metric, from, to };
        metrics.push(option(Point::First, Point::Last));
        metrics.extend(occasions.map(|(first, last)| option(Point::Occasion(first), Point::Occasion(last))));
    }
    metrics
}

/// A scale that some units have scores of that compare with those of today.
pub(in crate::app) struct Measure {
    /// Its definition.
    pub(in crate::app) definition: &'static Definition,
    /// The scale.
    pub(in crate::app) scale: String,
    /// The lowest and highest measurement number that an import gave.
    pub(in crate::app) occasions: Option<(u32, u32)>,
}

/// The scales that some units have scores of, by instrument and scale.
pub(in crate::app) async fn scales(app: &App, tx: &mut TenantTx, units: &[UnitId]) -> Result<Vec<Measure>> {
    let instruments = app.instruments(tx).await?;
    let mut found: Vec<Measure> = Vec::new();
    for used in registry_rows::scales(tx, &app.registry).await?.iter().filter(|used| units.contains(&used.unit)) {
        let Ok(definition) = instruments.definition(&used.instrument) else { continue };
        let compares = used.version >= i64::from(definition.instrument.comparable_since());
        let occasions = used.occasions.filter(|_| compares);
        match found.last_mut() {
            // Versions and units of one scale come one after the other.
            Some(last) if last.definition.instrument.id == used.instrument && last.scale == used.scale => {
                last.occasions = widest(last.occasions, occasions);
            }
            _ => found.push(Measure { definition, scale: used.scale.clone(), occasions }),
        }
    }
    Ok(found)
}

/// The lower and the higher of two ranges.
pub(in crate::app) fn widest(one: Option<(u32, u32)>, other: Option<(u32, u32)>) -> Option<(u32, u32)> {
    match (one, other) {
        (Some((low, high)), Some((lower, higher))) => Some((low.min(lower), high.max(higher))),
        (one, other) => one.or(other),
    }
}

/// The units an actor may read reports of, and the metrics there are in `unit`.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof, unit: Option<UnitId>) -> Result<Options> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(root) = tree.root() else { return Ok(Options::default()) };
    let operator = proof.actor() == store::Actor::Operator;
    let units: Vec<_> = tree
        .list_within(root.id)
        .into_iter()
        .filter(|(unit, _)| operator || proof.grants().allow_in(Permission::ReadReports, unit.id, &tree))
        .map(|(unit, depth)| (unit.id, unit.name.clone(), depth))
        .collect();
    let chosen = unit.filter(|unit| units.iter().any(|(id, ..)| id == unit)).or(units.first().map(|(id, ..)| *id));
    let mut metrics = Vec::new();
    if let Some(chosen) = chosen {
        let within: Vec<UnitId> = tree.list_within(chosen).into_iter().map(|(unit, _)| unit.id).collect();
        for own in scales(app, &mut tx, &within).await? {
            metrics.extend(metrics_of(own.definition, &own.scale, own.occasions));
        }
    }
    let allowed = |permission| {
        let ids = units.iter().map(|(id, ..)| *id);
        ids.filter(|id| proof.grants().allow_in(permission, *id, &tree)).collect()
    };
    let (interpretable, freezable) = (allowed(Permission::Interpret), allowed(Permission::Freeze));
    Ok(Options { units, interpretable, freezable, metrics })
}
