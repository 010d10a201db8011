//! The door to a unit's results. It stays shut where they would be the own results of fewer than three clinicians,
//! until each of these has let the reader in; and where they would be so once the reader takes from them what single
//! clinicians have let them read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::col;
use super::{Actor, Result, TenantTx, learning};
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::registry::hands::{Hands, given_away};
use sea_query::{ExprTrait, SelectStatement};

/// The results of one unit over some days, open for whoever acts. Made by [`open`] alone.
#[derive(Debug)]
pub struct OpenUnit {
    unit: UnitId,
    lent: bool,
    withheld_years: BTreeSet<i32>,
}

impl OpenUnit {
    /// Which unit.
    #[must_use]
    pub const fn unit(&self) -> UnitId {
        self.unit
    }

    /// Whether they are open to this reader alone, because the clinicians let them in: they may be read, and not be
    /// kept for others.
    #[must_use]
    pub const fn is_lent(&self) -> bool {
        self.lent
    }

    /// Whether the months of a calendar year are open too.
    #[must_use]
    pub fn has_year(&self, year: i32) -> bool {
        !self.withheld_years.contains(&year)
    }
}

/// Which days are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// The days of the figures, both ends included.
    pub period: (NaiveDate, NaiveDate),
    /// The first day that is drawn month by month.
    pub drawn_from: NaiveDate,
}

/// Opens the results of `unit`, with everything below it. `None` where the episodes that ended in these days are the
/// work of fewer than three clinicians, or would make a sister unit's be read as a difference, and one of those
/// clinicians has given whoever acts no grant that runs; so too where it is like that without the episodes of those
/// whose own results the actor may read. That they were read by grant leaves a look that each owner
/// sees, with an id of `look`; a refusal is noted: please commit also then.
///
/// # Errors
/// When the transaction is a snapshot, which cannot keep the note, or the database refuses.
pub async fn open(
    tx: &mut TenantTx,
    tree: &UnitTree,
    unit: UnitId,
    days: Days,
    look: &(dyn Fn() -> Uuid + Sync),
) -> Result<Option<OpenUnit>> {
    tx.need_notes()?;
    let actor = tx.actor();
    let (first, last) = days.period;
    let treated = list_treated(tx, std::cmp::min(days.drawn_from, first), last).await?;
    let known = known(tx).await?;
    let nobody = BTreeSet::new();
    let between = |from: NaiveDate, to: NaiveDate, without: &BTreeSet<AccountId>| {
        let mut own: BTreeMap<UnitId, Hands> = BTreeMap::new();
        for episode in treated.iter().filter(|episode| (from..=to).contains(&episode.ended_on)) {
            // Whoever reads a colleague's results takes away all the colleague was in, also what others shared.
            if episode.clinicians.iter().any(|one| without.contains(one)) {
                continue;
            }
            own.entry(episode.unit).or_default().add(&episode.clinicians);
        }
        given_away(tree, &own, unit)
    };
    let remaining = |from: NaiveDate, to: NaiveDate| {
        let mut owners = if known.is_empty() { BTreeSet::new() } else { between(from, to, &known) };
        owners.retain(|owner| actor != Actor::Account(*owner));
        owners
    };
    if !remaining(first, last).is_empty() {
        tx.note(Act::Refused, format_args!("unit:{unit}"), "what is left without grants is of fewer than three");
        return Ok(None);
    }
    let mut lent = false;
    let mut let_in: BTreeSet<AccountId> = BTreeSet::new();
    for owner in between(first, last, &nobody) {
        if tx.actor() == Actor::Account(owner) {
            lent = true;
            continue;
        }
        let Some(grant) = learning::find_running(tx, owner).await? else {
            tx.note(Act::Refused, format_args!("unit:{unit}"), "results of fewer than three clinicians");
            return Ok(None);
        };
        lent = true;
        let_in.insert(owner);
        let by = format!("results as the unit's, by learning-grant:{}", grant.id);
        tx.note(Act::Read, format_args!("learning:{owner}"), &by);
        learning::leave_look(tx, &grant, look()).await?;
    }
    let mine = |owner: &AccountId| tx.actor() == Actor::Account(*owner) || let_in.contains(owner);
    let years = days.drawn_from.year()..=last.year();
    let withheld_years = years
        .filter(|year| {
            let ends = NaiveDate::from_ymd_opt(*year, 1, 1).zip(NaiveDate::from_ymd_opt(*year, 12, 31));
            ends.is_none_or(|(from, to)| {
                !between(from, to, &nobody).iter().all(mine) || !remaining(from, to).is_empty()
            })
        })
        .collect();
    Ok(Some(OpenUnit { unit, lent, withheld_years }))
}

/// Whose own results whoever acts may read now, beside their own.
async fn known(tx: &mut TenantTx) -> Result<BTreeSet<AccountId>> {
    if !matches!(tx.actor(), Actor::Account(_)) {
        return Ok(BTreeSet::new());
    }
    Ok(learning::list_received(tx).await?.into_iter().map(|grant| grant.owner).collect())
}

/// An episode that ended, and who treated it.
struct Treated {
    unit: UnitId,
    ended_on: NaiveDate,
    clinicians: Vec<AccountId>,
}

/// Never leaves this file: who treated what is not for anybody to see as a list.
async fn list_treated(tx: &mut TenantTx, from: NaiveDate, to: NaiveDate) -> Result<Vec<Treated>> {
    #[derive(FromRow)]
    struct EpisodeRow {
        id: Uuid,
        unit_id: Uuid,
        ended_on: NaiveDate,
    }
    #[derive(FromRow)]
    struct ClinicianRow {
        episode_id: Uuid,
        account_id: Uuid,
    }
    let ended = |select: &mut SelectStatement| {
        select.and_where(col("episode", "ended_on").gte(from)).and_where(col("episode", "ended_on").lte(to));
    };
    let mut select = tx.select("episode_clinician", &["episode_id", "account_id"]);
    tx.join(&mut select, "episode", "id", ("episode_clinician", "episode_id"));
    ended(&mut select);
    let mut clinicians: BTreeMap<Uuid, Vec<AccountId>> = BTreeMap::new();
    for row in tx.all::<ClinicianRow>(&select).await? {
        clinicians.entry(row.episode_id).or_default().push(row.account_id.into());
    }
    let mut select = tx.select("episode", &["id", "unit_id", "ended_on"]);
    ended(&mut select);
    let rows = tx.all::<EpisodeRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Treated {
            unit: row.unit_id.into(),
            ended_on: row.ended_on,
            clinicians: clinicians.remove(&row.id).unwrap_or_default(),
        })
        .collect())
}
