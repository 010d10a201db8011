//! Organisations side by side.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::{Failure, escape};
use super::super::super::staff::Staff;
use super::super::page;
use super::{bounds, named, period_name};
use crate::app::network;
use crate::domain::access::Permission;
use crate::domain::network::compare::{
    Comparison, FEW_ORGANISATIONS, Figure, LEAST_ORGANISATIONS, Row, Shared, compare as set_beside,
};
use crate::domain::variation::funnel::{Funnel as Drawn, Limits};
use crate::view::chart::funnel::{At, Funnel, Organisation};
use crate::view::pages::Choice;
use crate::view::pages::network::{ComparedPair, NetworkCompare};

/// How many sizes the limits are drawn at.
const DRAWN: u32 = 60;

/// The wide pair of limits.
fn wide(limits: &Limits) -> (f64, f64) {
    (limits.lower_998.clamp(0.0, 1.0), limits.upper_998.clamp(0.0, 1.0))
}

fn organisation(row: &Row) -> Organisation {
    Organisation {
        own: row.own,
        name: row.name.clone().unwrap_or_default(),
        size: row.pairs,
        coverage: row.coverage,
        share: row.share.and_then(|share| share.completers.value()),
        bounds: bounds(row.share),
        hollow: !row.interpretable,
        by_chance: row.placed.as_ref().map(|placed| wide(&placed.exact)),
        as_usual: row.placed.as_ref().map(|placed| wide(&placed.adjusted)),
    }
}

fn funnel(comparison: &Comparison, figure: Figure) -> Funnel {
    let largest = comparison.rows.iter().filter_map(|row| row.pairs).max().unwrap_or(0);
    let last = largest + largest / 20 + 2;
    let sizes = (1..=DRAWN).map(|n| (last * n / DRAWN).max(1));
    let at = |size: u32| {
        let (by_chance, as_usual) = comparison.funnel.as_ref()?.limits_of_share(size)?;
        Some(At { size, by_chance: wide(&by_chance), as_usual: wide(&as_usual) })
    };
    Funnel {
        id: figure.code().to_owned(),
        figure: figure.code().to_owned(),
        organisations: comparison.rows.iter().map(organisation).collect(),
        target: comparison.funnel.as_ref().map(|funnel| funnel.target),
        limits: sizes.filter_map(at).collect(),
        n: u32::try_from(comparison.n()).unwrap_or(u32::MAX),
    }
}

/// Better and worse together: one is not to be had without the other.
fn pair(shared: &[Shared], place: usize) -> Option<ComparedPair> {
    let better = set_beside(shared, place, Figure::Improvement)?;
    let worse = set_beside(shared, place, Figure::Deterioration)?;
    let spread = |one: &Comparison| one.funnel.as_ref().map(Drawn::spread_of_share);
    Some(ComparedPair {
        funnels: [funnel(&better, Figure::Improvement), funnel(&worse, Figure::Deterioration)],
        spreads: [spread(&better), spread(&worse)],
    })
}

#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    period: String,
    #[serde(default)]
    metric: String,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let wanted = match asked.period.as_str() {
        "" => None,
        period => Some(period.parse().map_err(|_| Failure::NotFound)?),
    };
    let found = network::compare(&web.app, &staff.who.proof, id, wanted).await?.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let charter = &found.charter;
    let place = if asked.metric.is_empty() { 0 } else { asked.metric.parse().map_err(|_| Failure::NotFound)? };
    let metric = charter.metrics.get(place).ok_or(Failure::NotFound)?;
    let metrics = charter.metrics.iter().enumerate();
    let metrics = metrics.map(|(n, key)| Ok(Choice::new(n.to_string(), named(&web, key, text)?, n == place)));
    let periods = found.periods.iter().map(|period| {
        let chosen = Some(*period) == found.period;
        Ok(Choice::new(period.to_string(), period_name(*period, text)?, chosen))
    });
    let key = [&metric.instrument, &metric.scale, &metric.norms].map(String::as_str).join("~") + "~first~last";
    let pair = pair(&found.shared, place);
    let drawn = pair.iter().flat_map(|pair| &pair.funnels).filter(|funnel| funnel.target.is_some());
    let shown = NetworkCompare {
        action: format!("/networks/{id}/compare"),
        name: charter.name.clone(),
        purpose: charter.purpose.clone(),
        unit: found.unit_name.clone(),
        report: format!("/report?unit={}&metric={}", found.unit, escape(&key)),
        periods: periods.collect::<Result<_, Failure>>()?,
        metrics: metrics.collect::<Result<_, Failure>>()?,
        period: found.period.map_or_else(|| Ok(String::new()), |period| period_name(period, text))?,
        shared: found.shared.len(),
        least: LEAST_ORGANISATIONS,
        few: FEW_ORGANISATIONS,
        own_missing: !found.shared.iter().any(|one| one.own),
        rests_on: drawn.map(|funnel| funnel.n).min(),
        pair,
    };
    page(&web, &shown, &staff.chrome(&web))
}
