//! What leaves: a person sees it, letter for letter, before it is signed; and can take it back.

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::report::{self, write_point};
use super::super::{App, AppError, Result};
use super::{broken, charter, desk, metric_key};
use crate::auth::signature;
use crate::domain::care::UnitId;
use crate::domain::ledger::Period;
use crate::domain::metric::Metric;
use crate::domain::network::exchange::quarters;
use crate::domain::network::release::{Counts, Release};
use crate::domain::network::{
    Charter, Document, Kind, MetricKey, Standing, State, Statement, Withdrawal, is_settled, overlap,
};
use crate::domain::registry::course::Point;
use crate::store::network::{Network, StoredRelease};
use crate::store::report::Subject;
use crate::store::{self, Proof, StoreError, TenantTx};

crate::codes! {
    /// Why a period cannot be shared; what to do stands in the texts.
    pub enum ShareRefusal {
        /// The organisation takes no part.
        NotTakingPart = "not-taking-part",
        /// The period is not over, or its last answers may still come.
        TooEarly = "too-early",
        /// It is shared already, or was and was taken back.
        Done = "done",
        /// Days of it have left in another period, or of another unit, or by other metrics.
        OtherCut = "other-cut",
        /// This program's rules for a metric are not the charter's.
        OtherRules = "other-rules",
        /// The data changed since they were shown.
        Changed = "changed",
    }
}

/// What would leave.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The period.
    pub period: Period,
    /// The metrics, as in the charter.
    pub metrics: Vec<MetricKey>,
    /// The figures.
    pub release: Release,
    /// The day the data were read.
    pub data_date: NaiveDate,
    /// The same has left for another network: it is frozen.
    pub frozen: bool,
    /// What the form gives back, so that what leaves is what was seen.
    pub seen: String,
}

type Previewed = std::result::Result<Preview, ShareRefusal>;

fn seen(release: &Release) -> Result<String> {
    Ok(signature::digest(&serde_json::to_string(release).map_err(broken)?))
}

/// What has left of the period before, or why it cannot leave.
async fn frozen(
    tx: &mut TenantTx,
    network: &Network,
    charter: &Charter,
    period: Period,
) -> Result<std::result::Result<Option<Statement>, ShareRefusal>> {
    for released in store::network::list_releases(tx).await? {
        let before: Period = released.period.parse().map_err(broken)?;
        let statement: Statement = serde_json::from_str(&released.statement).map_err(broken)?;
        if before == period {
            let same = released.unit == network.unit && statement.metrics == charter.metrics;
            return Ok(if same { Ok(Some(statement)) } else { Err(ShareRefusal::OtherCut) });
        }
        if overlap(before, period) {
            return Ok(Err(ShareRefusal::OtherCut));
        }
    }
    Ok(Ok(None))
}

fn subject(unit: UnitId, metric: &MetricKey, period: Period) -> Subject {
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

/// What would leave of a period. `None` when it is not theirs to share.
///
/// # Errors
/// When a figure cannot be computed, or the database refuses.
pub async fn preview(app: &App, proof: &Proof, network: Uuid, period: Period) -> Result<Option<Previewed>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let charter = charter(&network)?;
    if network.standing != Standing::Member {
        return Ok(Some(Err(ShareRefusal::NotTakingPart)));
    }
    if period.every() != charter.every || !is_settled(period, desk.today) {
        return Ok(Some(Err(ShareRefusal::TooEarly)));
    }
    let own = store::network::list_documents(&mut desk.tx, network.id).await?;
    let written = period.to_string();
    if own.iter().any(|one| one.own && one.kind == Kind::Statement && one.period.as_ref() == Some(&written)) {
        return Ok(Some(Err(ShareRefusal::Done)));
    }
    let before = match frozen(&mut desk.tx, &network, &charter, period).await? {
        Ok(before) => before,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let instruments = app.instruments(&mut desk.tx).await?;
    let today = desk.today;
    // Computing takes time, and reads in a snapshot of its own.
    drop(desk);
    if let Some(statement) = before {
        let Statement { metrics, release, data_date, .. } = statement;
        let seen = seen(&release)?;
        return Ok(Some(Ok(Preview { period, metrics, release, data_date, frozen: true, seen })));
    }
    let mut counts = Vec::with_capacity(charter.metrics.len());
    for metric in &charter.metrics {
        let definition = instruments.definition(&metric.instrument).ok();
        let found = definition.and_then(|definition| {
            Some((definition, Metric::lookup(&definition.instrument, &metric.scale, &metric.norms)?))
        });
        let known = match found {
            Some((definition, found)) => metric_key(definition, &found)?,
            None => None,
        };
        if known.as_ref() != Some(metric) {
            return Ok(Some(Err(ShareRefusal::OtherRules)));
        }
        let findings = report::compute_to_share(app, proof, &subject(network.unit, metric, period)).await?;
        let Some(findings) = findings else { return Ok(None) };
        counts.push(Counts::of(&findings.outcome));
    }
    let release = Release::new(&counts).map_err(|error| AppError::Refused(error.to_string()))?;
    let seen = seen(&release)?;
    Ok(Some(Ok(Preview { period, metrics: charter.metrics, release, data_date: today, frozen: false, seen })))
}

/// Signs what was seen, and keeps it to be sent. From then on the period is frozen: it leaves in these figures or not
/// at all. `None` when it is not theirs to share; within, the statement's id.
///
/// # Errors
/// As for [`preview`].
pub async fn share(
    app: &App,
    proof: &Proof,
    network: Uuid,
    period: Period,
    seen: &str,
) -> Result<Option<std::result::Result<Uuid, ShareRefusal>>> {
    let shown = match preview(app, proof, network, period).await? {
        None => return Ok(None),
        Some(Err(refusal)) => return Ok(Some(Err(refusal))),
        Some(Ok(shown)) if shown.seen != seen => return Ok(Some(Err(ShareRefusal::Changed))),
        Some(Ok(shown)) => shown,
    };
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let charter = charter(&network)?;
    let statement = Statement {
        network: network.id,
        period,
        data_date: shown.data_date,
        metrics: shown.metrics,
        release: shown.release,
    };
    // Between seeing and sharing, something else may have left: of the same period here, or of days it shares elsewhere.
    let own = store::network::list_documents(&mut desk.tx, network.id).await?;
    let written = period.to_string();
    if own.iter().any(|one| one.own && one.kind == Kind::Statement && one.period.as_ref() == Some(&written)) {
        return Ok(Some(Err(ShareRefusal::Done)));
    }
    match frozen(&mut desk.tx, &network, &charter, period).await? {
        Err(refusal) => return Ok(Some(Err(refusal))),
        Ok(Some(before)) if before.release != statement.release => return Ok(Some(Err(ShareRefusal::Changed))),
        Ok(Some(_)) => {}
        Ok(None) => {
            let release = StoredRelease {
                id: app.ambient.id(),
                unit: network.unit,
                period: period.to_string(),
                statement: serde_json::to_string(&statement).map_err(broken)?,
                by: desk.by,
            };
            let quarters: Vec<String> = quarters(period).iter().map(ToString::to_string).collect();
            match store::network::add_release(&mut desk.tx, &release, &quarters).await {
                // Somebody else shared some of these days in the same moment.
                Err(StoreError::Conflict(_)) => return Ok(Some(Err(ShareRefusal::Changed))),
                stored => stored?,
            }
        }
    }
    let key = desk.key(app).await?;
    let statement = Document::Statement(statement);
    let id = desk.add_own(app, &key, (Kind::Statement, &statement), Some(period.to_string())).await?;
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(id)))
}

/// Takes a statement back, for good, and signs a withdrawal by which the others remove it. Gives the withdrawal's id;
/// `None` when it is not theirs to do, or not shared.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(app: &App, proof: &Proof, network: Uuid, period: Period) -> Result<Option<Uuid>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let written = period.to_string();
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let shared = documents.iter().find(|one| {
        one.own && one.kind == Kind::Statement && one.state == State::Taken && one.period.as_ref() == Some(&written)
    });
    let Some(shared) = shared else { return Ok(None) };
    store::network::decide_document(&mut desk.tx, shared.id, State::Withdrawn, desk.by).await?;
    let key = desk.key(app).await?;
    let withdrawal = Document::Withdrawal(Withdrawal { network: network.id, period: Some(period), on: desk.today });
    let id = desk.add_own(app, &key, (Kind::Withdrawal, &withdrawal), Some(written)).await?;
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(id))
}
