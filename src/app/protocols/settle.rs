//! What a change of protocol does to what is asked already.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{Days, NaiveDate};

use super::super::{App, Result, plan};
use crate::domain::care::{EpisodeId, Protocol, TenantId, UnitId};
use crate::domain::local_time;
use crate::store::{self, Proof};

/// How many episodes are planned anew while somebody waits.
const AT_ONCE: usize = 200;

/// How many are planned in one transaction: on SQLite nobody else writes meanwhile.
const TOGETHER: usize = 25;

/// Days after the ending beyond which nobody is asked any more: the longest that a protocol may say, and
/// the weeks that a link may work.
const LONGEST_AFTER: u64 = 1100 + 60;

/// What became of the requests of running episodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// So many changed.
    Now(usize),
    /// There are many episodes: the scheduler changes them within minutes.
    Soon,
}

/// What is still to be planned anew. It lives in this program: one that starts plans everything first.
#[derive(Default)]
pub(in crate::app) struct Waiting(Mutex<Marks>);

#[derive(Default)]
struct Marks {
    units: BTreeSet<(TenantId, UnitId)>,
    /// The day each tenant was planned last.
    planned_on: BTreeMap<TenantId, NaiveDate>,
}

impl Waiting {
    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, tenant: TenantId, units: &[UnitId]) {
        self.marks().units.extend(units.iter().map(|unit| (tenant, *unit)));
    }

    /// Takes the marks of a tenant away: whatever is saved from now on marks anew.
    fn take(&self, tenant: TenantId) -> Vec<UnitId> {
        let mut marks = self.marks();
        let (own, others) = std::mem::take(&mut marks.units).into_iter().partition(|(of, _)| *of == tenant);
        marks.units = others;
        let own: BTreeSet<(TenantId, UnitId)> = own;
        own.into_iter().map(|(_, unit)| unit).collect()
    }

    /// The day a tenant was planned last, as far as this program knows.
    fn planned_on(&self, tenant: TenantId) -> Option<NaiveDate> {
        self.marks().planned_on.get(&tenant).copied()
    }

    fn planned(&self, tenant: TenantId, today: NaiveDate) {
        self.marks().planned_on.insert(tenant, today);
    }

    /// Plans a tenant anew at the next turn, whatever the day: something that every plan hangs on has changed.
    pub(in crate::app) fn renew(&self, tenant: TenantId) {
        self.marks().planned_on.remove(&tenant);
    }
}

/// Plans anew what is asked in these units, now or soon.
pub(super) async fn settle_units(app: &App, proof: &Proof, units: &[UnitId]) -> Result<Settled> {
    let episodes = asked_in(app, proof, units).await?;
    if episodes.len() <= AT_ONCE {
        return settle_episodes(app, proof, &episodes).await.map(Settled::Now);
    }
    app.replanning.add(proof.tenant(), units);
    Ok(Settled::Soon)
}

/// Once a day, plans anew what is asked where days alone change it: what is asked every so many weeks comes
/// nearer, patients grow older. The first time, and when instruments have changed, all units are planned.
/// Gives how many requests changed.
///
/// # Errors
/// When the database refuses; it is tried again then.
pub async fn settle_daily(app: &App, proof: &Proof) -> Result<usize> {
    let tenant = proof.tenant();
    let now = app.ambient.now();
    let tenancy = app.tenancy(tenant).await?;
    // An invented service is opened at any hour and keeps the morning it was made for: planned by its protocol,
    // what its visitors are to try would be closed by noon.
    if tenancy.demo {
        return Ok(0);
    }
    let today = local_time::day_of(tenancy.zone, now);
    let before = app.replanning.planned_on(tenant);
    if before == Some(today) {
        return Ok(0);
    }
    let mut units = Vec::new();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    for (unit, protocol) in store::protocol::list_by_unit(&mut tx).await? {
        if before.is_none() || plan::find_protocol(app, &mut tx, &protocol).await?.moves_with_days() {
            units.push(unit);
        }
    }
    drop(tx);
    // Before the work: what changes meanwhile asks for another turn.
    app.replanning.planned(tenant, today);
    let done = match asked_in(app, proof, &units).await {
        Ok(episodes) => settle_episodes(app, proof, &episodes).await,
        Err(error) => Err(error),
    };
    if done.is_err() {
        app.replanning.renew(tenant);
    }
    done
}

/// Plans anew what is asked in the units that were left for later. Gives how many requests changed.
///
/// # Errors
/// When the database refuses; the marks are kept then.
pub async fn settle_waiting(app: &App, proof: &Proof) -> Result<usize> {
    let tenant = proof.tenant();
    let units = app.replanning.take(tenant);
    let done = match asked_in(app, proof, &units).await {
        Ok(episodes) => settle_episodes(app, proof, &episodes).await,
        Err(error) => Err(error),
    };
    if done.is_err() {
        app.replanning.add(tenant, &units);
    }
    done
}

/// The episodes of some units in which somebody may still be asked.
async fn asked_in(app: &App, proof: &Proof, units: &[UnitId]) -> Result<Vec<EpisodeId>> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let today = local_time::day_of(zone, now);
    let asked = |ended: NaiveDate| ended.checked_add_days(Days::new(LONGEST_AFTER)).is_some_and(|end| end >= today);
    let episodes = store::episode::list_by_units(&mut tx, units).await?;
    Ok(episodes.into_iter().filter(|one| one.ended_on.is_none_or(asked)).map(|one| one.id).collect())
}

async fn settle_episodes(app: &App, proof: &Proof, episodes: &[EpisodeId]) -> Result<usize> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut changed = 0;
    for some in episodes.chunks(TOGETHER) {
        let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
        let mut protocols: BTreeMap<UnitId, Protocol> = BTreeMap::new();
        let mut here = 0;
        for id in some {
            let Some(mut episode) = store::episode::hold(&mut tx, *id).await? else { continue };
            let protocol = match protocols.entry(episode.unit) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(plan::protocol_of(app, &mut tx, episode.unit).await?),
            };
            here += plan::settle_by(app, &tenancy, &mut tx, &mut episode, protocol).await?;
        }
        if here > 0 {
            tx.commit().await?;
        }
        changed += here;
    }
    Ok(changed)
}
