//! What figures that are shown beside each other leave of each other: groups of two kinds, groups and time, and what an
//! indicator counts beside the report's figures of the same scale. The rule is [`Overlap`]'s.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::{OpenUnit, Results, Work, day_of};
use crate::domain::care::{AccountId, UnitId};
use crate::domain::registry::course::Period;
use crate::domain::registry::cuts::Cuts;
use crate::domain::registry::overlap::Overlap;

/// The places of rows in each part of a division; none in two.
pub type Division<K> = BTreeMap<K, Vec<usize>>;

/// Whose work some episodes are that are alike in all that matters: a choice of clinicians for each.
type Teams<'a> = Vec<&'a [AccountId]>;

/// Episodes of one unit in one year: by the part they are in of each division, and the month.
type Cells<'a> = BTreeMap<(Vec<Option<usize>>, NaiveDate), Teams<'a>>;

/// One unit's own episodes of a year.
#[derive(Default)]
struct Own<'a> {
    cells: Cells<'a>,
    /// Of each division the parts that are withheld by themselves.
    few: Vec<BTreeSet<usize>>,
}

impl OpenUnit {
    /// Which of some divisions of a period's episodes must not be shown, by their place in the list: those that leave
    /// something of few when laid beside an earlier one, or beside time as it is cut. Looked for in each calendar year,
    /// in the unit and in each below it, with what lies below that and by itself: whoever sees more units sees what one
    /// takes from another. Of each division the parts that are withheld by themselves count as one.
    #[must_use]
    pub fn list_telling<K: Copy + Ord>(&self, period: Period, divisions: &[Division<K>]) -> BTreeSet<usize> {
        let mut telling = BTreeSet::new();
        if self.is_nobodys() {
            return telling;
        }
        let within: Vec<UnitId> = self.tree.list_within(self.unit).into_iter().map(|(unit, _)| unit.id).collect();
        for year in self.cuts.years(period) {
            let own = self.own(year, divisions);
            for unit in &within {
                let cuts = self.cuts_of(*unit);
                let below: Vec<UnitId> = self.tree.list_within(*unit).into_iter().map(|(unit, _)| unit.id).collect();
                let mut look = |units: &[UnitId]| {
                    let here: Vec<&Own<'_>> = units.iter().filter_map(|unit| own.get(unit)).collect();
                    telling.extend(self.list_telling_in(&here, (year, &cuts)));
                };
                look(&below);
                if below.len() > 1 {
                    look(&[*unit]);
                }
            }
        }
        telling
    }

    fn list_telling_in(&self, here: &[&Own<'_>], (year, cuts): (Period, &Cuts)) -> BTreeSet<usize> {
        let divisions = here.iter().map(|own| own.few.len()).max().unwrap_or(0);
        let is_few = |division: usize, part: usize| {
            here.iter().filter_map(|own| own.few.get(division)).any(|few| few.contains(&part))
        };
        let here: Vec<_> = here.iter().flat_map(|own| &own.cells).collect();
        // Which part somebody is in as far as it is shown.
        let part = |parts: &[Option<usize>], division: usize| {
            parts.get(division).copied().flatten().filter(|part| !is_few(division, *part))
        };
        let block = |month: NaiveDate| cuts.block_of(month).map(|block| block.first().max(year.first()));
        let seen = |month: NaiveDate| if cuts.has_month(month) { Some(month) } else { block(month) };
        let is_told = |time: &dyn Fn(NaiveDate) -> Option<NaiveDate>, division: usize| {
            let mut overlap = Overlap::default();
            for ((parts, month), teams) in &here {
                teams.iter().for_each(|team| overlap.add((Some(part(parts, division)), time(*month)), team));
            }
            self.tells(&overlap)
        };
        let mut telling = BTreeSet::new();
        for division in 0..divisions {
            let beside_earlier = (0..division).any(|earlier| {
                let mut overlap = Overlap::default();
                for ((parts, _), teams) in &here {
                    let pair = (Some(part(parts, earlier)), Some(part(parts, division)));
                    teams.iter().for_each(|team| overlap.add(pair, team));
                }
                self.tells(&overlap)
            });
            if beside_earlier || is_told(&block, division) || is_told(&seen, division) {
                telling.insert(division);
            }
        }
        telling
    }

    /// Whether what an indicator counts, those for whom `rests` holds, leaves something of few of the report's figures
    /// of the same scale, or these of it: by time as the report cuts it, by the units below, and by groups. `main` are
    /// those the report's figures rest on, and the divisions are of these, of any year. Looked for in each unit below as
    /// well, with what lies below that and by itself.
    #[must_use]
    pub fn tells_beside<K: Copy + Ord>(&self, rests: &[bool], main: &[bool], divisions: &[Division<K>]) -> bool {
        if self.is_nobodys() {
            return false;
        }
        let parts: Vec<Vec<Option<usize>>> = divisions.iter().map(|division| self.parts(division)).collect();
        self.tree.list_within(self.unit).into_iter().any(|(unit, _)| {
            let below: BTreeSet<UnitId> = self.tree.list_within(unit.id).into_iter().map(|(unit, _)| unit.id).collect();
            let results = self.results(unit.id);
            let cuts = self.work.main().map_or_else(|| self.cuts.clone(), |work| work.cuts(results, &BTreeSet::new()));
            let itself = BTreeSet::from([unit.id]);
            self.tells_in(&below, (rests, main), (&parts, &cuts))
                || (below.len() > 1 && self.tells_in(&itself, (rests, main), (&parts, &cuts)))
        })
    }

    fn tells_in(
        &self,
        within: &BTreeSet<UnitId>,
        (rests, main): (&[bool], &[bool]),
        (parts, cuts): (&[Vec<Option<usize>>], &Cuts),
    ) -> bool {
        let years = self.period.first().year()..=self.period.last().year();
        let lies_within = rests.iter().zip(main).all(|(rests, main)| *main || !*rests);
        let (mut in_time, mut in_units) = ([Overlap::default(), Overlap::default()], Overlap::default());
        let mut in_groups = vec![Overlap::default(); parts.len()];
        for (place, row) in self.rows.all().iter().enumerate().filter(|(_, row)| within.contains(&row.unit)) {
            let Some(on) = day_of(row, self.time.dated).filter(|on| years.contains(&on.year())) else { continue };
            let holds = |all: &[bool]| all.get(place) == Some(&true);
            let here = self.period.contains(on);
            // Counted by the indicator, by the report at another time, or by the report alone: what the one leaves of
            // the other can be told where it lies within it.
            let side = match (here && holds(rests), holds(main)) {
                (true, _) => Some(0_u8),
                (false, true) if !here => Some(1),
                (false, true) => Some(2).filter(|_| lies_within),
                (false, false) => continue,
            };
            let reported = holds(main);
            let team = self.rows.team(place);
            let block = cuts.block_of(on).map(Period::first).filter(|_| reported);
            let month = on.with_day(1).filter(|_| cuts.has_month(on) && reported).or(block);
            for (overlap, time) in in_time.iter_mut().zip([block, month]) {
                overlap.add((side, time), team);
            }
            in_units.add((side, Some(row.unit).filter(|_| reported)), team);
            for (overlap, parts) in in_groups.iter_mut().zip(parts) {
                let part = parts.get(place).copied().flatten().filter(|_| reported);
                overlap.add((side, part.map(|part| (on.year(), part))), team);
            }
        }
        in_time.iter().any(|overlap| self.tells(overlap))
            || self.tells(&in_units)
            || in_groups.iter().any(|overlap| self.tells(overlap))
    }

    /// Whether somebody's results would be told to this reader: also to one who takes from them what colleagues have let
    /// them read.
    fn tells<A: Copy + Ord, B: Copy + Ord>(&self, overlap: &Overlap<A, B>) -> bool {
        let owners = overlap.owners();
        let is_lent = self.lent && owners.is_subset(&self.reader.let_in);
        let known = &self.reader.known;
        (!owners.is_empty() && !is_lent)
            || (!known.is_empty() && !overlap.without(known).owners().is_subset(&self.reader.let_in))
    }

    /// The part of a division that each row is in, by place.
    fn parts<K: Copy + Ord>(&self, division: &Division<K>) -> Vec<Option<usize>> {
        let mut parts = vec![None; self.rows.all().len()];
        for (part, places) in division.values().enumerate() {
            for place in places {
                if let Some(of) = parts.get_mut(*place) {
                    *of = Some(part);
                }
            }
        }
        parts
    }

    /// The episodes of a year that are in any part, put together by unit.
    fn own<K: Copy + Ord>(&self, year: Period, divisions: &[Division<K>]) -> BTreeMap<UnitId, Own<'_>> {
        let parts: Vec<Vec<Option<usize>>> = divisions.iter().map(|division| self.parts(division)).collect();
        let mut own: BTreeMap<UnitId, Own<'_>> = BTreeMap::new();
        for (place, row) in self.rows.all().iter().enumerate() {
            let on = day_of(row, self.time.dated).filter(|on| year.contains(*on));
            let Some(month) = on.and_then(|on| on.with_day(1)) else { continue };
            let of: Vec<Option<usize>> = parts.iter().map(|parts| parts.get(place).copied().flatten()).collect();
            if of.iter().any(Option::is_some) {
                let teams = own.entry(row.unit).or_default().cells.entry((of, month)).or_default();
                let team = self.rows.team(place);
                if !teams.contains(&team) {
                    teams.push(team);
                }
            }
        }
        for (unit, own) in &mut own {
            own.few = divisions.iter().map(|division| self.few_parts((year, *unit), division)).collect();
        }
        own
    }

    /// Which parts of a division may not be shown of one unit's own episodes in a year.
    fn few_parts<K: Copy + Ord>(&self, at: (Period, UnitId), division: &Division<K>) -> BTreeSet<usize> {
        let withheld = self.list_withheld_in(at, division);
        division.keys().enumerate().filter(|(_, key)| withheld.contains(key)).map(|(part, _)| part).collect()
    }

    /// Where the time of a unit below is cut.
    fn cuts_of(&self, unit: UnitId) -> Cuts {
        if unit == self.unit { self.cuts.clone() } else { self.work.cuts(self.results(unit), &BTreeSet::new()) }
    }

    pub(super) fn results(&self, unit: UnitId) -> Results<'_> {
        Results {
            tree: &self.tree,
            unit,
            rows: &self.rows,
            resting: &[],
            main: None,
            settled: self.time.settled,
            dated: self.time.dated,
        }
    }
}

impl Work {
    /// The report's figures of the same scale, by themselves.
    pub(super) fn main(&self) -> Option<Self> {
        let main = self.main.as_ref()?;
        Some(Self { all: Arc::clone(&self.all), days: vec![Arc::clone(&self.all), Arc::clone(main)], main: None })
    }
}
