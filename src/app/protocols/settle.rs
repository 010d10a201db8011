//! What a change of protocol does to what is asked already.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::PoisonError;

use chrono::{Days, NaiveDate};

use super::super::{App, Result, plan};
use crate::domain::care::{EpisodeId, Protocol, UnitId};
use crate::domain::local_time;
use crate::store::{self, Proof};

/// How many episodes are planned anew while somebody waits, and in one transaction.
const AT_ONCE: usize = 200;

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

/// Plans anew what is asked in these units, now or soon.
pub(super) async fn settle_units(app: &App, proof: &Proof, units: &[UnitId]) -> Result<Settled> {
    let episodes = asked_in(app, proof, units).await?;
    if episodes.len() <= AT_ONCE {
        return settle_episodes(app, proof, &episodes).await.map(Settled::Now);
    }
    let tenant = proof.tenant();
    let marks = units.iter().map(|unit| (tenant, *unit));
    app.replanning.lock().unwrap_or_else(PoisonError::into_inner).extend(marks);
    Ok(Settled::Soon)
}

/// Plans anew what is asked in the units that were left for later. Gives how many requests changed.
///
/// The marks live in this program: should it stop first, the daily planning does the same.
///
/// # Errors
/// When the database refuses; the marks are kept then.
pub async fn settle_waiting(app: &App, proof: &Proof) -> Result<usize> {
    let tenant = proof.tenant();
    let units: Vec<UnitId> = {
        let marks = app.replanning.lock().unwrap_or_else(PoisonError::into_inner);
        marks.iter().filter(|(of, _)| *of == tenant).map(|(_, unit)| *unit).collect()
    };
    if units.is_empty() {
        return Ok(0);
    }
    // Taken away before the work: a save that comes meanwhile marks anew.
    app.replanning
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .retain(|(of, unit)| *of != tenant || !units.contains(unit));
    let episodes = asked_in(app, proof, &units).await;
    let done = match episodes {
        Ok(episodes) => settle_episodes(app, proof, &episodes).await,
        Err(error) => Err(error),
    };
    if done.is_err() {
        let marks = units.iter().map(|unit| (tenant, *unit));
        app.replanning.lock().unwrap_or_else(PoisonError::into_inner).extend(marks);
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
    for some in episodes.chunks(AT_ONCE) {
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
