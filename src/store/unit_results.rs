//! The door to a unit's results. It stays shut where they would be the own results of fewer than three clinicians,
//! until each of these has let the reader in; where they would be so once the reader takes from them what single
//! clinicians have let them read; and for periods that would be so as the difference of two.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use sea_query::ExprTrait;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::col;
use super::{Actor, Result, TenantTx, learning, response};
use crate::domain::care::{AccountId, EpisodeId, UnitId, UnitTree};
use crate::domain::registry::course::{Dated, Period};
use crate::domain::registry::cuts::Cuts;
use crate::domain::registry::hands::{Hands, given_away, withheld_or_all, withheld_spans};

/// The results of one unit over some days, open for whoever acts. Made by [`open`] alone.
#[derive(Debug)]
pub struct OpenUnit {
    unit: UnitId,
    lent: bool,
    cuts: Cuts,
    reader: Reader,
    treated: BTreeMap<EpisodeId, Treated>,
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

    /// Whether figures of these episodes alone would be those of few.
    #[must_use]
    pub fn is_of_few(&self, episodes: &[EpisodeId]) -> bool {
        let Reader { known, let_in } = &self.reader;
        let hands = |apart: &BTreeSet<AccountId>| {
            let mut hands = Hands::default();
            let teams = episodes.iter().filter_map(|episode| self.treated.get(episode)).map(|one| &one.clinicians);
            teams.filter(|team| !team.iter().any(|one| apart.contains(one))).for_each(|team| hands.add(team));
            hands
        };
        let (all, others) = (hands(&BTreeSet::new()), hands(known));
        let shut = |hands: &Hands| hands.are_few() && !hands.clinicians().is_subset(let_in);
        (all.are_few() && !(self.lent && all.clinicians().is_subset(let_in))) || (!known.is_empty() && shut(&others))
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
        self.treated.values().all(|one| one.clinicians.is_empty())
    }

    /// Which parts of a period's results must not be shown by themselves; no episode is in two of them. Parts are shown
    /// for whole calendar years alone, and only where in each year, in each unit by itself, nothing is of few: then no
    /// difference of two periods or two units gives a part away. For any other period all are withheld.
    #[must_use]
    pub fn list_withheld<K: Copy + Ord>(&self, period: Period, parts: &BTreeMap<K, Vec<EpisodeId>>) -> BTreeSet<K> {
        let mut found = BTreeSet::new();
        if self.is_nobodys() {
            return found;
        }
        let years = self.cuts.years(period);
        if years.is_empty() {
            found.extend(parts.keys());
        }
        let units: BTreeSet<UnitId> = self.treated.values().map(|one| one.unit).collect();
        for (year, unit) in years.iter().flat_map(|year| units.iter().map(move |unit| (year, unit))) {
            found.extend(self.list_withheld_in((*year, *unit), parts));
        }
        found
    }

    fn list_withheld_in<K: Copy + Ord>(
        &self,
        (year, unit): (Period, UnitId),
        parts: &BTreeMap<K, Vec<EpisodeId>>,
    ) -> BTreeSet<K> {
        let Reader { known, let_in } = &self.reader;
        let hands = |apart: &BTreeSet<AccountId>| -> Vec<(K, Hands)> {
            let of = |episodes: &Vec<EpisodeId>| {
                let mut hands = Hands::default();
                let here = episodes.iter().filter_map(|episode| self.treated.get(episode));
                let here = here.filter(|one| one.unit == unit && year.contains(one.on)).map(|one| &one.clinicians);
                here.filter(|team| !team.iter().any(|one| apart.contains(one))).for_each(|team| hands.add(team));
                hands
            };
            parts.iter().map(|(part, episodes)| (*part, of(episodes))).collect()
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

/// Whose results: of a unit with everything below it, by one scale of an instrument.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// The units there are.
    pub tree: &'a UnitTree,
    /// The unit.
    pub unit: UnitId,
    /// The instrument and its scale.
    pub scale: (&'a str, &'a str),
    /// The last day whose episodes are settled: figures of them change no more, as answers come in.
    pub settled: NaiveDate,
    /// By which day episodes belong to a period.
    pub dated: Dated,
    /// How many scores of the scale a figure rests on, of each episode: two for a change.
    pub scores: i64,
}

/// Where the time of these results may be cut, for whoever acts.
///
/// # Errors
/// When the database refuses.
pub async fn cuts(tx: &mut TenantTx, results: Results<'_>) -> Result<Cuts> {
    let work = Work::read(tx, results).await?;
    let reader = Reader::read(tx).await?;
    Ok(work.cuts(results, &reader.let_in))
}

/// Of results that were kept over some periods, and do not follow who has been let in since: whose own ones are left,
/// of fewer than three, when whoever acts takes away what colleagues have let them read. Those who act may be among
/// them. One reading a scale.
///
/// # Errors
/// When the database refuses.
pub async fn list_left(tx: &mut TenantTx, kept: &[(Results<'_>, Period)]) -> Result<Vec<BTreeSet<AccountId>>> {
    let reader = Reader::read(tx).await?;
    let mut read: BTreeMap<(&str, &str), Work> = BTreeMap::new();
    let mut left = Vec::with_capacity(kept.len());
    for (results, period) in kept {
        if !reader.known.is_empty() && !read.contains_key(&results.scale) {
            read.insert(results.scale, Work::read(tx, *results).await?);
        }
        let work = read.get(&results.scale);
        left.push(work.map_or_else(BTreeSet::new, |work| work.left(*results, *period, &reader)));
    }
    Ok(left)
}

/// Opens results for the episodes of `period`. `None` where these are the work of fewer than three
/// clinicians, or would make a sister unit's or another period's be read as a difference, and one of those clinicians
/// has given whoever acts no grant that runs; so too where it is like that without the episodes of those whose own
/// results the actor may read. Both for all episodes and for those with scores enough. That they were read by
/// grant leaves a look that each owner sees, with an id of `look`; a refusal is noted: please commit also then.
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
    let work = Work::read(tx, results).await?;
    let reader = Reader::read(tx).await?;
    let refuse = |tx: &mut TenantTx, why: &str| tx.note(Act::Refused, format_args!("unit:{unit}"), why);
    if work.left(results, period, &reader).iter().any(|owner| actor != Actor::Account(*owner)) {
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
        let others = work.without(&reader.known);
        cuts = cuts.by_month(|quarter| others.hidden_months(results, quarter, &reader.let_in));
    }
    let treated = work.treated.into_iter().map(|one| (one.episode, one)).collect();
    Ok(Some(OpenUnit { unit, lent, cuts, reader, treated }))
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

/// An episode, the day by which it belongs to a period, and who treated it.
#[derive(Clone, Debug)]
struct Treated {
    episode: EpisodeId,
    unit: UnitId,
    on: NaiveDate,
    clinicians: Vec<AccountId>,
    /// Scores enough of the scale for a figure to rest on it.
    measured: bool,
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

/// Everything that has such a day. Never leaves this file: who treated what is not for anybody to see as a list.
struct Work {
    all: Days,
    measured: Days,
    treated: Vec<Treated>,
}

impl Work {
    fn new(treated: Vec<Treated>) -> Self {
        let (mut all, mut measured) = (Days::new(), Days::new());
        for one in &treated {
            let hands = |days: &mut Days| {
                days.entry(one.on).or_default().entry(one.unit).or_default().add(&one.clinicians);
            };
            hands(&mut all);
            if one.measured {
                hands(&mut measured);
            }
        }
        Self { all, measured, treated }
    }

    /// The same without everything that some clinicians were in.
    fn without(&self, clinicians: &BTreeSet<AccountId>) -> Self {
        let is_in = |one: &&Treated| !one.clinicians.iter().any(|one| clinicians.contains(one));
        Self::new(self.treated.iter().filter(is_in).cloned().collect())
    }

    /// Whose own results the unit's would be over a period; empty when nobody's.
    fn owners(&self, tree: &UnitTree, unit: UnitId, period: Period) -> BTreeSet<AccountId> {
        let owners = |days: &Days| given_away(tree, &within(days, period), unit);
        &owners(&self.all) | &owners(&self.measured)
    }

    /// Whether a unit's own work in a period, with all below it, is that of few, whatever else is shown.
    fn is_few(&self, tree: &UnitTree, unit: UnitId, period: Period) -> bool {
        [&self.all, &self.measured].into_iter().any(|days| {
            let own = within(days, period);
            let mut hands = Hands::default();
            tree.list_within(unit).iter().filter_map(|(inner, _)| own.get(&inner.id)).for_each(|one| hands.merge(one));
            hands.are_few()
        })
    }

    /// The first days of the months of a period that may not be seen by themselves by somebody whom these have let in.
    fn hidden_months(&self, results: Results<'_>, period: Period, let_in: &BTreeSet<AccountId>) -> BTreeSet<NaiveDate> {
        let mut hidden = BTreeSet::new();
        for days in [&self.all, &self.measured] {
            let months = period.months().into_iter().map(|month| (month.first(), within(days, month))).collect();
            let (months, owners) = withheld_spans(results.tree, &months, results.unit);
            if !owners.is_subset(let_in) {
                hidden.extend(months);
            }
        }
        hidden
    }

    /// Whose own results would be left when the reader takes away all that those were in who let them read, also what
    /// others shared.
    fn left(&self, results: Results<'_>, period: Period, reader: &Reader) -> BTreeSet<AccountId> {
        if reader.known.is_empty() {
            return BTreeSet::new();
        }
        self.without(&reader.known).owners(results.tree, results.unit, period)
    }

    /// Where the time may be cut for somebody whom these have let in.
    fn cuts(&self, results: Results<'_>, let_in: &BTreeSet<AccountId>) -> Cuts {
        let somebody = |units: &BTreeMap<UnitId, Hands>| units.values().any(|hands| !hands.clinicians().is_empty());
        let days = self.all.iter().filter(|(_, units)| somebody(units)).map(|(day, _)| *day).collect();
        let path = results.tree.path(results.unit).into_iter();
        let cuts = path.fold(Cuts::quarters(&days, results.settled), |cuts, step| {
            let is_open = |period| self.owners(results.tree, step.id, period).is_subset(let_in);
            cuts.joined(is_open, |period| self.is_few(results.tree, step.id, period))
        });
        cuts.by_month(|quarter| self.hidden_months(results, quarter, let_in))
    }

    async fn read(tx: &mut TenantTx, results: Results<'_>) -> Result<Self> {
        #[derive(FromRow)]
        struct EpisodeRow {
            id: Uuid,
            unit_id: Uuid,
            on: NaiveDate,
        }
        #[derive(FromRow)]
        struct ClinicianRow {
            episode_id: Uuid,
            account_id: Uuid,
        }
        let column = match results.dated {
            Dated::Ended => "ended_on",
            Dated::Started => "started_on",
        };
        let mut select = tx.select("episode_clinician", &["episode_id", "account_id"]);
        tx.join(&mut select, "episode", "id", ("episode_clinician", "episode_id"));
        select.and_where(col("episode", column).is_not_null());
        let mut clinicians: BTreeMap<Uuid, Vec<AccountId>> = BTreeMap::new();
        for row in tx.all::<ClinicianRow>(&select).await? {
            clinicians.entry(row.episode_id).or_default().push(row.account_id.into());
        }
        let (instrument, scale) = results.scale;
        let counted = response::count_measured(tx, instrument, scale).await?;
        let enough = counted.into_iter().filter(|(_, scores)| *scores >= results.scores);
        let measured: BTreeSet<EpisodeId> = enough.map(|(episode, _)| episode).collect();
        let mut select = tx.select("episode", &["id", "unit_id"]);
        select.expr_as(col("episode", column), "on").and_where(col("episode", column).is_not_null());
        let rows = tx.all::<EpisodeRow>(&select).await?;
        let treated = rows.into_iter().map(|row| Treated {
            episode: row.id.into(),
            unit: row.unit_id.into(),
            on: row.on,
            clinicians: clinicians.remove(&row.id).unwrap_or_default(),
            measured: measured.contains(&row.id.into()),
        });
        Ok(Self::new(treated.collect()))
    }
}
