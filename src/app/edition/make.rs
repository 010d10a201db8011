//! An edition is computed, shown, and made as it was shown.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::report::{self, Measure, metrics_of, scales, write_point};
use super::super::{App, AppError, Result};
use super::{broken, metric_key, opened};
use crate::auth::signature;
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::edition::release::{Counts, Release};
use crate::domain::edition::{Edition, MetricKey, OtherCut, is_settled, left as left_of};
use crate::domain::ledger::{Every, Period};
use crate::domain::local_time;
use crate::domain::metric::Metric;
use crate::domain::network::{Document, Standing};
use crate::domain::registry::course::Point;
use crate::interop::network as signed;
use crate::store::edition::StoredEdition;
use crate::store::report::Subject;
use crate::store::{self, Proof, TenantTx};

crate::codes! {
    /// Why nothing leaves; what to do stands in the texts.
    pub enum EditionRefusal {
        /// The period is not over, or its last answers may still come.
        TooEarly = "too-early",
        /// Days of it have left in another period, or of a unit above or below.
        OtherCut = "other-cut",
        /// Nothing has been measured by a metric that means the same elsewhere.
        Nothing = "nothing",
        /// This program's rules for a metric are not those that were asked for.
        OtherRules = "other-rules",
        /// The data changed since they were shown.
        Changed = "changed",
    }
}

/// What would leave, or has.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The edition.
    pub edition: Edition,
    /// It has left: it leaves as it is, or not at all.
    pub made: bool,
    /// What the form gives back, so that what is made is what was seen.
    pub seen: String,
}

/// What came of a wish, or why nothing did.
type Wished<T> = std::result::Result<T, EditionRefusal>;

/// All that has left: which, of what unit, and what.
async fn book(tx: &mut TenantTx) -> Result<Vec<(Uuid, UnitId, Edition)>> {
    store::edition::list(tx).await?.iter().map(|one| Ok((one.id, one.unit, opened(one)?))).collect()
}

/// What has left of a unit's period.
pub(in crate::app) async fn left(
    tx: &mut TenantTx,
    tree: &UnitTree,
    unit: UnitId,
    period: Period,
) -> Result<std::result::Result<Option<Edition>, OtherCut>> {
    let book = book(tx).await?;
    Ok(left_of(book.iter().map(|(_, unit, edition)| (*unit, edition)), tree, unit, period)
        .map(Option::<&Edition>::cloned))
}

pub(super) fn subject(unit: UnitId, metric: &MetricKey, period: Period) -> Subject {
    Subject {
        unit,
        instrument: metric.instrument.clone(),
        scale: metric.scale.clone(),
        norms: metric.norms.clone(),
        first: write_point(Point::First),
        last: write_point(Point::Last),
        from: period.first(),
        to: period.last(),
    }
}

/// Whether the metric's rules are still those that the key names.
fn known(definition: Option<&Definition>, key: &MetricKey) -> Result<bool> {
    let Some(definition) = definition else { return Ok(false) };
    let Some(metric) = Metric::lookup(&definition.instrument, &key.scale, &key.norms) else { return Ok(false) };
    Ok(metric_key(definition, &metric)?.as_ref() == Some(key))
}

/// What would leave of a unit's period by some metrics, for whoever has `need` there. `None` when the unit is not
/// theirs.
pub(in crate::app) async fn compute(
    app: &App,
    proof: &Proof,
    (unit, period, today): (UnitId, Period, NaiveDate),
    metrics: Vec<MetricKey>,
    need: Permission,
) -> Result<Option<Wished<Edition>>> {
    let instruments = {
        let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
        app.instruments(&mut tx).await?
    };
    let mut counts = Vec::with_capacity(metrics.len());
    for metric in &metrics {
        if !known(instruments.definition(&metric.instrument).ok(), metric)? {
            return Ok(Some(Err(EditionRefusal::OtherRules)));
        }
        let findings = report::compute_to_share(app, proof, &subject(unit, metric, period), need).await?;
        let Some(findings) = findings else { return Ok(None) };
        counts.push(Counts::of(&findings.outcome));
    }
    let release = Release::new(&counts).map_err(|error| AppError::Refused(error.to_string()))?;
    Ok(Some(Ok(Edition { period, data_date: today, metrics, release })))
}

/// What is counted in an edition: what a network that the unit takes part in compares, so that both can leave; else
/// one metric of every scale that has been measured.
async fn metrics(
    app: &App,
    tx: &mut TenantTx,
    tree: &UnitTree,
    unit: UnitId,
    period: Period,
) -> Result<Vec<MetricKey>> {
    for network in store::network::list(tx).await? {
        if network.unit == unit
            && network.standing == Standing::Member
            && let Document::Charter(charter) = signed::read(&network.invitation).map_err(broken)?.document
            && charter.every == period.every()
        {
            return Ok(charter.metrics);
        }
    }
    let within: Vec<UnitId> = tree.list_within(unit).into_iter().map(|(unit, _)| unit.id).collect();
    let mut found = Vec::new();
    for Measure { definition, scale, .. } in scales(app, tx, &within).await? {
        for option in metrics_of(definition, &scale, None) {
            // One of each scale: another rule would cut the same patients in a second way.
            if let Some(key) = metric_key(definition, &option.metric)? {
                found.push(key);
                break;
            }
        }
    }
    Ok(found)
}

fn seen(edition: &Edition) -> Result<String> {
    let what = (&edition.metrics, &edition.release);
    Ok(signature::digest(&serde_json::to_string(&what).map_err(broken)?))
}

/// What would leave of a unit's period, or has left. `None` when the unit is not the actor's to publish of, or the
/// period is neither a quarter nor a year.
///
/// # Errors
/// When the results are of fewer than three clinicians, or the database refuses.
pub async fn preview(app: &App, proof: &Proof, unit: UnitId, period: Period) -> Result<Option<Wished<Preview>>> {
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let now = app.ambient.now();
    let today = local_time::day_of(zone, now);
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tree = store::unit::tree(&mut tx).await?;
    if tree.lookup(unit).is_none() || !proof.grants().allow_in(Permission::Freeze, unit, &tree) {
        return Ok(None);
    }
    // A month can be one clinician's: what is whose is decided by whole quarters.
    if !matches!(period.every(), Every::Quarter | Every::Year) {
        return Ok(None);
    }
    if !is_settled(period, today) {
        return Ok(Some(Err(EditionRefusal::TooEarly)));
    }
    match left(&mut tx, &tree, unit, period).await? {
        Err(OtherCut) => return Ok(Some(Err(EditionRefusal::OtherCut))),
        Ok(Some(edition)) => {
            let seen = seen(&edition)?;
            return Ok(Some(Ok(Preview { edition, made: true, seen })));
        }
        Ok(None) => {}
    }
    let metrics = metrics(app, &mut tx, &tree, unit, period).await?;
    // Computing takes time, and reads in a snapshot of its own.
    drop(tx);
    if metrics.is_empty() {
        return Ok(Some(Err(EditionRefusal::Nothing)));
    }
    Ok(match compute(app, proof, (unit, period, today), metrics, Permission::Freeze).await? {
        None => None,
        Some(Err(why)) => Some(Err(why)),
        Some(Ok(edition)) => {
            let seen = seen(&edition)?;
            Some(Ok(Preview { edition, made: false, seen }))
        }
    })
}

/// Makes the edition that was seen. From then on the period leaves in these figures or not at all. `None` when the
/// unit is not the actor's to publish of; within, its id.
///
/// # Errors
/// As for [`preview`].
pub async fn make(app: &App, proof: &Proof, unit: UnitId, period: Period, read: &str) -> Result<Option<Wished<Uuid>>> {
    let edition = match preview(app, proof, unit, period).await? {
        None => return Ok(None),
        Some(Err(why)) => return Ok(Some(Err(why))),
        Some(Ok(shown)) if shown.seen != read => return Ok(Some(Err(EditionRefusal::Changed))),
        Some(Ok(shown)) => shown.edition,
    };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    Ok(Some(match keep(app, &mut tx, &tree, (unit, edition), proof.account()).await? {
        Ok(id) => {
            tx.commit().await?;
            Ok(id)
        }
        Err(why) => Err(why),
    }))
}

/// Writes an edition in the book, if nothing else of the period has left meanwhile. One at a time: two periods that
/// share a day must not both find that nothing has left.
pub(in crate::app) async fn keep(
    app: &App,
    tx: &mut TenantTx,
    tree: &UnitTree,
    (unit, edition): (UnitId, Edition),
    by: Option<AccountId>,
) -> Result<Wished<Uuid>> {
    let tenant = tx.tenant();
    store::tenant::hold(&mut tx.local(), tenant).await?;
    let book = book(tx).await?;
    match left_of(book.iter().map(|(_, unit, edition)| (*unit, edition)), tree, unit, edition.period) {
        Err(OtherCut) => return Ok(Err(EditionRefusal::OtherCut)),
        Ok(Some(before)) if before.metrics != edition.metrics => return Ok(Err(EditionRefusal::OtherCut)),
        Ok(Some(before)) if before.release != edition.release => return Ok(Err(EditionRefusal::Changed)),
        Ok(_) => {}
    }
    if let Some((id, ..)) = book.iter().find(|(_, of, before)| (*of, before.period) == (unit, edition.period)) {
        return Ok(Ok(*id));
    }
    let stored = StoredEdition {
        id: app.ambient.id(),
        unit,
        period: edition.period.to_string(),
        content: serde_json::to_string(&edition).map_err(broken)?,
        made_at: tx.now(),
        by: by.unwrap_or(AccountId(Uuid::nil())),
    };
    store::edition::add(tx, &stored).await?;
    Ok(Ok(stored.id))
}
