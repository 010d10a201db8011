//! The registry's rows as one reading sees them, and the door to those of one unit.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::super::{App, AppError, Result};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{UnitId, UnitTree};
use crate::domain::indicator::Part;
use crate::domain::local_time;
use crate::domain::registry::course::{Course, Dated, Period, Point};
use crate::domain::registry::cuts::Cuts;
use crate::store::registry_rows::{self, Asked, Rows};
use crate::store::unit_results::{self, Results};
use crate::store::{self, Actor, OpenUnit, Proof, TenantTx};

/// Days after an ending in which the last answer may still arrive; until then the episode is not
/// observable, and in no figure. What is answered later follows up on the ending, and is no result at it.
pub const SETTLE_DAYS: u32 = 21;

/// The day before which episodes are settled, where answers may come for some days: on the last of these one may come
/// yet.
#[must_use]
pub fn settled(today: NaiveDate, days: u32) -> NaiveDate {
    today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
}

/// What is read of an instrument.
#[derive(Clone)]
pub(in crate::app) struct Read<'a> {
    /// The instrument.
    pub(in crate::app) instrument: &'a str,
    /// What of it.
    pub(in crate::app) part: Part,
    /// Whether the sessions held around each score are read too.
    pub(in crate::app) with_sessions: bool,
}

impl<'a> From<(&'a str, &'a str)> for Read<'a> {
    fn from((instrument, scale): (&'a str, &'a str)) -> Self {
        Self { instrument, part: Part::Scale(scale.to_owned()), with_sessions: false }
    }
}

/// Every episode of the organisation, with its scores on one scale.
pub(in crate::app) struct Seen {
    pub(in crate::app) tree: UnitTree,
    pub(in crate::app) rows: Arc<Rows>,
    /// What is known of each, in the order of the rows; without follow-ups.
    pub(in crate::app) courses: Vec<Course>,
    pub(super) definition: &'static Definition,
    pub(super) now: DateTime<Utc>,
    /// Today, where the organisation is.
    pub(in crate::app) data_date: NaiveDate,
}

/// Of which episodes figures are.
pub(in crate::app) struct Basis {
    /// By which day they belong to a period.
    pub(in crate::app) dated: Dated,
    /// How many days after that day the last answer may come.
    pub(in crate::app) days: u32,
    /// Which of the rows each figure rests on, and which are left of one when another's are taken from it.
    pub(in crate::app) resting: Vec<Vec<bool>>,
    /// Which of the rows the change from first to last rests on, where the report shows that: other figures of the same
    /// scale are cut in time where it is.
    pub(in crate::app) main: Option<Vec<bool>>,
}

impl Basis {
    /// A change between two points: of episodes that ended, with a score at both. Any but that from first to last could
    /// be laid beside that one, and what differs be one clinician's: it is for rows of which no clinician is recorded,
    /// as imports give them.
    ///
    /// # Errors
    /// [`AppError::Withheld`] of other points where a clinician is recorded.
    pub(in crate::app) fn change(seen: &Seen, from: Point, to: Point) -> Result<Self> {
        let main = seen.paired(Point::First, Point::Last);
        if (from, to) == (Point::First, Point::Last) {
            return Ok(Self::of((Dated::Ended, SETTLE_DAYS), std::iter::empty(), Some(main)));
        }
        if seen.rows.are_anybodys() {
            return Err(AppError::Withheld);
        }
        Ok(Self::of((Dated::Ended, SETTLE_DAYS), std::iter::once(seen.paired(from, to)), None))
    }

    /// Of figures that rest on some rows each, or tell of them as what one leaves of another.
    pub(super) fn of(
        (dated, days): (Dated, u32),
        sets: impl Iterator<Item = Vec<bool>>,
        main: Option<Vec<bool>>,
    ) -> Self {
        let resting: BTreeSet<_> = sets.chain(main.clone()).filter(|rests| rests.contains(&true)).collect();
        Self { dated, days, resting: resting.into_iter().collect(), main }
    }
}

/// What one figure's rows leave of another's.
pub(super) fn left(one: &[bool], other: &[bool]) -> Vec<bool> {
    one.iter().zip(other).map(|(one, other)| *one && !*other).collect()
}

impl Seen {
    /// Reads in one snapshot, however long it takes. `None` when the unit is not there, or not the actor's to read.
    pub(in crate::app) async fn read(
        app: &App,
        proof: &Proof,
        (unit, need): (UnitId, Permission),
        read: Read<'_>,
    ) -> Result<Option<Self>> {
        let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
        let tree = store::unit::tree(&mut tx).await?;
        let readable = proof.actor() == Actor::Operator || proof.grants().allow_in(need, unit, &tree);
        if !readable || tree.lookup(unit).is_none() {
            return Ok(None);
        }
        Self::read_in(app, &mut tx, tree, read).await.map(Some)
    }

    /// The same in a transaction that is open.
    pub(in crate::app) async fn read_in(
        app: &App,
        tx: &mut TenantTx,
        tree: UnitTree,
        Read { instrument, part, with_sessions }: Read<'_>,
    ) -> Result<Self> {
        let zone = app.tenancy(tx.tenant()).await?.zone;
        let definition = app.instruments(tx).await?.definition(instrument)?;
        let asked = Asked { instrument: &definition.instrument, part: &part, with_sessions, zone };
        let rows = registry_rows::read(tx, &app.registry, asked).await?;
        let courses =
            rows.all().iter().map(|row| row.course.clone().without_follow_ups(SETTLE_DAYS, &row.assumed)).collect();
        let now = tx.now();
        Ok(Self { tree, rows, courses, definition, now, data_date: local_time::day_of(zone, now) })
    }

    /// The places of a unit's rows, with those of all units below it.
    pub(in crate::app) fn places(&self, unit: UnitId) -> Vec<usize> {
        let within: Vec<UnitId> = self.tree.list_within(unit).into_iter().map(|(unit, _)| unit.id).collect();
        (0..).zip(self.rows.all()).filter(|(_, row)| within.contains(&row.unit)).map(|(place, _)| place).collect()
    }

    /// Which episodes have scores at two points, by the place of their row.
    pub(super) fn paired(&self, from: Point, to: Point) -> Vec<bool> {
        let has_both = |course: &Course| {
            let pair = course.pair(from, to, self.data_date);
            course.started_on.is_some() && pair.from.is_some() && pair.to.is_some()
        };
        self.courses.iter().map(has_both).collect()
    }

    /// Answers in some rows whose day an import assumed.
    pub(super) fn undated(&self, places: &[usize]) -> i64 {
        places.iter().filter_map(|place| self.rows.all().get(*place)).map(|row| row.undated).sum()
    }

    /// Whose results are asked for.
    pub(in crate::app) fn results<'a>(&'a self, unit: UnitId, basis: &'a Basis) -> Results<'a> {
        Results {
            tree: &self.tree,
            unit,
            rows: &self.rows,
            resting: &basis.resting,
            main: basis.main.as_deref(),
            settled: settled(self.data_date, basis.days),
            dated: basis.dated,
        }
    }

    /// Where the time of a unit may be cut for the actor.
    pub(in crate::app) async fn cuts(&self, app: &App, proof: &Proof, (unit, basis): (UnitId, &Basis)) -> Result<Cuts> {
        let mut tx = app.db.tenant_snapshot(proof, self.now).await?;
        Ok(unit_results::cuts(&mut tx, self.results(unit, basis)).await?)
    }

    /// Opens a unit's results for whoever acts.
    ///
    /// # Errors
    /// [`AppError::Withheld`] where they are the own ones of few.
    pub(in crate::app) async fn open(
        &self,
        app: &App,
        proof: &Proof,
        (unit, basis, period): (UnitId, &Basis, Period),
    ) -> Result<OpenUnit> {
        let mut tx = app.db.tenant(proof, self.now, "").await?;
        let opened = unit_results::open(&mut tx, self.results(unit, basis), period, &|| app.ambient.id()).await?;
        // A try that was refused is in the chain.
        tx.commit().await?;
        opened.ok_or(AppError::Withheld)
    }
}

/// What stands at some places, in their order.
pub(in crate::app) fn at<T: Clone>(all: &[T], places: &[usize]) -> Vec<T> {
    places.iter().filter_map(|place| all.get(*place)).cloned().collect()
}
