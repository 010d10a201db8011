//! The door to a unit's results. It stays shut where they would be the own results of fewer than three clinicians,
//! until each of these has let the reader in; where they would be so once the reader takes from them what single
//! clinicians have let them read; and for periods that would be so as the difference of two.

mod beside;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

pub use self::beside::Division;
use super::audit::Act;
use super::registry_rows::{Row, Rows};
use super::{Actor, Result, TenantTx, learning};
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::registry::course::{Dated, Period};
use crate::domain::registry::cuts::Cuts;
use crate::domain::registry::hands::{Hands, given_away, withheld_or_all, withheld_spans};

/// The results of one unit over some days, open for whoever acts. Made by [`open`] alone.
#[derive(Debug)]
pub struct OpenUnit {
    tree: UnitTree,
    unit: UnitId,
    period: Period,
    lent: bool,
    cuts: Cuts,
    reader: Reader,
    time: Time,
    rows: Arc<Rows>,
    work: Work,
}

/// By which days rows belong to a period, and until when they may.
#[derive(Clone, Copy, Debug)]
struct Time {
    dated: Dated,
    settled: NaiveDate,
}

/// What whoever acts may read of others by grant.
#[derive(Debug)]
struct Reader {
    /// Whose own results they may read, beside their own.
    known: BTreeSet<AccountId>,
    /// Those among them whose grant opens something for whoever acts, and they themselves.
    let_in: BTreeSet<AccountId>,
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

    /// Whether the month that `day` is in is open by itself.
    #[must_use]
    pub fn has_month(&self, day: NaiveDate) -> bool {
        self.cuts.has_month(day)
    }

    /// Whether a figure of the opened period that rests on some episodes alone may be shown beside the others: those
    /// for which `rests` holds, by their place in the rows. Asked as the door is: of the unit, of what it would leave of
    /// a wider one, and of what another period would leave of this.
    #[must_use]
    pub fn shows(&self, rests: &[bool]) -> bool {
        let results = self.results(self.unit);
        let nobody = BTreeSet::new();
        let own = Arc::new(days(results, &nobody, Some(rests)));
        // Time is cut as the door cuts it: where another figure of the same episodes is cut, this one is.
        let all = &self.work.all;
        let work = Work { all: Arc::clone(all), days: vec![Arc::clone(all), own], main: None };
        let let_in = if self.lent { &self.reader.let_in } else { &nobody };
        let mut left = BTreeSet::new();
        if !self.reader.known.is_empty() {
            left = given_away(
                &self.tree,
                &within(&days(results, &self.reader.known, Some(rests)), self.period),
                self.unit,
            );
        }
        left.is_subset(&self.reader.let_in)
            && work.owners(&self.tree, self.unit, self.period).is_subset(let_in)
            && work.cuts(results, let_in).allow(self.period)
    }

    /// The period that parts of results are shown for: this one, where it is made of whole calendar years, or the latest
    /// such year before its end. `None` when there is none yet.
    #[must_use]
    pub fn years_for_parts(&self, period: Period) -> Option<Period> {
        if self.is_nobodys() || !self.cuts.years(period).is_empty() {
            return Some(period);
        }
        let whole =
            |year| Period::new(NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?).ok();
        let mut years = (period.first().year() - 1..=period.last().year()).rev();
        years.find_map(|year| {
            let seen = self.cuts.nearest(whole(year)?)?;
            (seen.last() <= period.last() && !self.cuts.years(seen).is_empty()).then_some(seen)
        })
    }

    /// Nobody is recorded as having treated any of it.
    fn is_nobodys(&self) -> bool {
        let mut dated = self.rows.all().iter().enumerate().filter(|(_, row)| day_of(row, self.time.dated).is_some());
        dated.all(|(place, _)| self.rows.team(place).is_empty())
    }

    /// Which parts of a period's results must not be shown by themselves: episodes by their place in the rows, none in
    /// two parts. Parts are shown for whole calendar years alone, and only where in each year, in each unit by itself,
    /// nothing is of few: then no difference of two periods or two units gives a part away. For any other period all are
    /// withheld.
    #[must_use]
    pub fn list_withheld<K: Copy + Ord>(&self, period: Period, parts: &BTreeMap<K, Vec<usize>>) -> BTreeSet<K> {
        let mut found = BTreeSet::new();
        if self.is_nobodys() {
            return found;
        }
        let years = self.cuts.years(period);
        if years.is_empty() {
            found.extend(parts.keys());
        }
        let units: BTreeSet<UnitId> = self.rows.all().iter().map(|row| row.unit).collect();
        for (year, unit) in years.iter().flat_map(|year| units.iter().map(move |unit| (year, unit))) {
            found.extend(self.list_withheld_in((*year, *unit), parts));
        }
        found
    }

    fn list_withheld_in<K: Copy + Ord>(
        &self,
        (year, unit): (Period, UnitId),
        parts: &BTreeMap<K, Vec<usize>>,
    ) -> BTreeSet<K> {
        let Reader { known, let_in } = &self.reader;
        let hands = |apart: &BTreeSet<AccountId>| -> Vec<(K, Hands)> {
            let is_here = |place: &&usize| {
                let row = self.rows.all().get(**place);
                let on = row.filter(|row| row.unit == unit).and_then(|row| day_of(row, self.time.dated));
                on.is_some_and(|on| year.contains(on))
            };
            let of = |places: &Vec<usize>| {
                let mut hands = Hands::default();
                let here = places.iter().filter(is_here).map(|place| self.rows.team(*place));
                here.filter(|team| !team.iter().any(|one| apart.contains(one))).for_each(|team| hands.add(team));
                hands
            };
            parts.iter().map(|(part, places)| (*part, of(places))).collect()
        };
        let (mut found, owners) = withheld_or_all(hands(&BTreeSet::new()));
        if self.lent && owners.is_subset(let_in) {
            found.clear();
        }
        if !known.is_empty() {
            let mut others = hands(known);
            others.retain(|(_, hands)| !hands.clinicians().is_subset(let_in));
            found.extend(withheld_or_all(others).0);
        }
        found
    }
}

/// Whose results: of a unit with everything below it.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// The units there are.
    pub tree: &'a UnitTree,
    /// The unit.
    pub unit: UnitId,
    /// The registry's rows of the scale that is asked about.
    pub rows: &'a Arc<Rows>,
    /// Which of the rows each figure rests on, by place, whatever the period.
    pub resting: &'a [Vec<bool>],
    /// Which of the rows another figure of the same scale rests on, where time may be cut only where that one's is: else
    /// the two would give away what lies between their cuts.
    pub main: Option<&'a [bool]>,
    /// The day before which episodes are settled: figures of them change no more, as answers come in.
    pub settled: NaiveDate,
    /// By which day episodes belong to a period.
    pub dated: Dated,
}

/// Where the time of these results may be cut, for whoever acts.
///
/// # Errors
/// When the database refuses.
pub async fn cuts(tx: &mut TenantTx, results: Results<'_>) -> Result<Cuts> {
    let reader = Reader::read(tx).await?;
    Ok(Work::new(results).cuts(results, &reader.let_in))
}

/// Of results that were kept over some periods, and do not follow who has been let in since: whose own ones are left,
/// of fewer than three, when whoever acts takes away what colleagues have let them read. Those who act may be among
/// them.
///
/// # Errors
/// When the database refuses.
pub async fn list_left(tx: &mut TenantTx, kept: &[(Results<'_>, Period)]) -> Result<Vec<BTreeSet<AccountId>>> {
    let reader = Reader::read(tx).await?;
    Ok(kept.iter().map(|(results, period)| left(*results, *period, &reader)).collect())
}

/// Whose own results would be left when the reader takes away all that those were in who let them read, also what
/// others shared.
fn left(results: Results<'_>, period: Period, reader: &Reader) -> BTreeSet<AccountId> {
    if reader.known.is_empty() {
        return BTreeSet::new();
    }
    Work::without(results, &reader.known).owners(results.tree, results.unit, period)
}

/// Opens results for the episodes of `period`. `None` where these are the work of fewer than three
/// clinicians, or would make a sister unit's or another period's be read as a difference, and one of those clinicians
/// has given whoever acts no grant that runs; so too where it is like that without the episodes of those whose own
/// results the actor may read. For all episodes, and for those that each figure rests on. That they were read by grant
/// leaves a look that each owner sees, with an id of `look`; a refusal is noted: please commit also then.
///
/// # Errors
/// When the transaction is a snapshot, which cannot keep the note, or the database refuses.
pub async fn open(
    tx: &mut TenantTx,
    results: Results<'_>,
    period: Period,
    look: &(dyn Fn() -> Uuid + Sync),
) -> Result<Option<OpenUnit>> {
    tx.need_notes()?;
    let Results { tree, unit, .. } = results;
    let actor = tx.actor();
    let work = Work::new(results);
    let reader = Reader::read(tx).await?;
    let refuse = |tx: &mut TenantTx, why: &str| tx.note(Act::Refused, format_args!("unit:{unit}"), why);
    if left(results, period, &reader).iter().any(|owner| actor != Actor::Account(*owner)) {
        refuse(tx, "what is left without grants is of fewer than three");
        return Ok(None);
    }
    let mut owners = work.owners(tree, unit, period);
    let mut cuts = work.cuts(results, &BTreeSet::new());
    let is_anybodys = cuts.allow(period);
    let lent = !is_anybodys || !owners.is_empty();
    if lent {
        cuts = work.cuts(results, &reader.let_in);
    }
    if !cuts.allow(period) {
        refuse(tx, "the period cuts through what fewer than three clinicians did");
        return Ok(None);
    }
    if !is_anybodys {
        // Which of them a finer cut shows depends on what else was read: each of them is told.
        owners.extend(&reader.let_in);
    }
    for owner in owners {
        if actor == Actor::Account(owner) {
            continue;
        }
        let Some(grant) = learning::find_running(tx, owner).await? else {
            refuse(tx, "results of fewer than three clinicians");
            return Ok(None);
        };
        let by = format!("results as the unit's, by learning-grant:{}", grant.id);
        tx.note(Act::Read, format_args!("learning:{owner}"), &by);
        learning::leave_look(tx, &grant, look()).await?;
    }
    if !reader.known.is_empty() {
        let others = Work::without(results, &reader.known);
        cuts = cuts.by_month(|quarter| others.hidden_months(results, quarter, &reader.let_in));
    }
    let time = Time { dated: results.dated, settled: results.settled };
    let (tree, rows) = (tree.clone(), Arc::clone(results.rows));
    Ok(Some(OpenUnit { tree, unit, period, lent, cuts, reader, time, rows, work }))
}

impl Reader {
    async fn read(tx: &mut TenantTx) -> Result<Self> {
        let mut reader = Self { known: BTreeSet::new(), let_in: BTreeSet::new() };
        if let Actor::Account(own) = tx.actor() {
            reader.let_in.insert(own);
            reader.known.extend(learning::list_received(tx).await?.into_iter().map(|grant| grant.owner));
        }
        for owner in &reader.known {
            if learning::find_running(tx, *owner).await?.is_some() {
                reader.let_in.insert(*owner);
            }
        }
        Ok(reader)
    }
}

/// Whose work each day's is, in each unit.
type Days = BTreeMap<NaiveDate, BTreeMap<UnitId, Hands>>;

/// Whose work a period's is, in each unit.
fn within(days: &Days, period: Period) -> BTreeMap<UnitId, Hands> {
    let mut own: BTreeMap<UnitId, Hands> = BTreeMap::new();
    for (unit, hands) in days.range(period.first()..=period.last()).flat_map(|(_, units)| units) {
        own.entry(*unit).or_default().merge(hands);
    }
    own
}

/// The day by which an episode belongs to a period.
const fn day_of(row: &Row, dated: Dated) -> Option<NaiveDate> {
    match dated {
        Dated::Ended => row.course.ended_on,
        Dated::Started => row.course.started_on,
    }
}

/// Whose work each day's is, of the rows that `rests` holds for or all, without what those `apart` were in.
fn days(results: Results<'_>, apart: &BTreeSet<AccountId>, rests: Option<&[bool]>) -> Days {
    let mut days = Days::new();
    for (place, row) in results.rows.all().iter().enumerate() {
        let Some(on) = day_of(row, results.dated) else { continue };
        let team = results.rows.team(place);
        let is_meant = rests.is_none_or(|rests| rests.get(place) == Some(&true));
        if is_meant && !team.iter().any(|one| apart.contains(one)) {
            days.entry(on).or_default().entry(row.unit).or_default().add(team);
        }
    }
    days
}

/// Whose work everything is that has such a day, and the part of it that each figure rests on. Never leaves this folder:
/// who treated what is not for anybody to see as a list.
#[derive(Debug)]
struct Work {
    all: Arc<Days>,
    days: Vec<Arc<Days>>,
    main: Option<Arc<Days>>,
}

impl Work {
    fn new(results: Results<'_>) -> Self {
        Self::without(results, &BTreeSet::new())
    }

    /// The same without everything that some clinicians were in.
    fn without(results: Results<'_>, apart: &BTreeSet<AccountId>) -> Self {
        let all = Arc::new(days(results, apart, None));
        let of = |rests: &[bool]| Arc::new(days(results, apart, Some(rests)));
        let resting = results.resting.iter().map(|rests| of(rests));
        Self { days: std::iter::once(Arc::clone(&all)).chain(resting).collect(), all, main: results.main.map(of) }
    }

    /// Whose own results the unit's would be over a period; empty when nobody's.
    fn owners(&self, tree: &UnitTree, unit: UnitId, period: Period) -> BTreeSet<AccountId> {
        self.days.iter().flat_map(|days| given_away(tree, &within(days, period), unit)).collect()
    }

    /// Whether a unit's own work in a period, with all below it, is that of few, whatever else is shown.
    fn is_few(&self, tree: &UnitTree, unit: UnitId, period: Period) -> bool {
        self.days.iter().any(|days| {
            let own = within(days, period);
            let mut hands = Hands::default();
            tree.list_within(unit).iter().filter_map(|(inner, _)| own.get(&inner.id)).for_each(|one| hands.merge(one));
            hands.are_few()
        })
    }

    /// The first days of the months of a period that may not be seen by themselves by somebody whom these have let in.
    fn hidden_months(&self, results: Results<'_>, period: Period, let_in: &BTreeSet<AccountId>) -> BTreeSet<NaiveDate> {
        let mut hidden = BTreeSet::new();
        for days in &self.days {
            let months = period.months().into_iter().map(|month| (month.first(), within(days, month))).collect();
            let (months, owners) = withheld_spans(results.tree, &months, results.unit);
            if !owners.is_subset(let_in) {
                hidden.extend(months);
            }
        }
        hidden
    }

    /// Where the time may be cut for somebody whom these have let in.
    fn cuts(&self, results: Results<'_>, let_in: &BTreeSet<AccountId>) -> Cuts {
        let somebody = |units: &BTreeMap<UnitId, Hands>| units.values().any(|hands| !hands.clinicians().is_empty());
        let days = self.all.iter().filter(|(_, units)| somebody(units)).map(|(day, _)| *day).collect();
        let join = |work: &Self, cuts: &Cuts, unit: UnitId, beside: Option<&Cuts>| {
            let is_beside = |period| beside.is_none_or(|beside| beside.allow(period));
            let is_open = |period| is_beside(period) && work.owners(results.tree, unit, period).is_subset(let_in);
            cuts.joined(is_open, |period| work.is_few(results.tree, unit, period))
        };
        let main = self.main();
        let quarters = Cuts::quarters(&days, results.settled);
        let (mut cuts, mut beside) = (quarters.clone(), main.as_ref().map(|main| (main, quarters)));
        for step in results.tree.path(results.unit) {
            beside = beside.map(|(main, cuts)| (main, join(main, &cuts, step.id, None)));
            cuts = join(self, &cuts, step.id, beside.as_ref().map(|(_, cuts)| cuts));
        }
        cuts.by_month(|quarter| self.hidden_months(results, quarter, let_in))
    }
}
