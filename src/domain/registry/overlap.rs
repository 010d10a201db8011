//! Two ways to divide the same episodes, each shown: by age and by sex, by group and by month, by unit and by who was
//! followed up. Where some parts of the one lie within some parts of the other, the difference of the two is as good as
//! shown: all who left are women, so the women less those who left are the other women. No such difference may rest on
//! few hands.
//!
//! Which parts lie within which is taken from the episodes as they are; a reader who knows it of the patients, and not
//! of their answers, could take the one from the other.

use std::collections::{BTreeMap, BTreeSet};

use super::hands::Hands;
use crate::domain::care::AccountId;

/// The most parts of the division that has fewer: all choices of them are tried.
const MOST: usize = 12;

/// Whose work some episodes are, by what they are in: a choice of clinicians for each.
type Worked<A, B> = BTreeMap<(Option<A>, Option<B>), BTreeSet<BTreeSet<AccountId>>>;

/// Episodes by the part that each is in of two divisions; one that is in no part that is shown has none.
#[derive(Clone, Debug)]
pub struct Overlap<A, B> {
    cells: Worked<A, B>,
}

impl<A: Copy + Ord, B: Copy + Ord> Default for Overlap<A, B> {
    fn default() -> Self {
        Self { cells: BTreeMap::new() }
    }
}

impl<A: Copy + Ord, B: Copy + Ord> Overlap<A, B> {
    /// Adds one episode.
    pub fn add(&mut self, parts: (Option<A>, Option<B>), clinicians: &[AccountId]) {
        self.cells.entry(parts).or_default().insert(clinicians.iter().copied().collect());
    }

    /// The same of the episodes that none of these was in.
    #[must_use]
    pub fn without(&self, apart: &BTreeSet<AccountId>) -> Self {
        let mut cells = self.cells.clone();
        for teams in cells.values_mut() {
            teams.retain(|team| team.is_disjoint(apart));
        }
        cells.retain(|_, teams| !teams.is_empty());
        Self { cells }
    }

    /// Whose own results a difference of the two divisions would give away, by the rule of [`Hands::are_few`]; also to a
    /// colleague who takes away all that they were in themselves, and is left with one clinician's. Empty when nobody's.
    #[must_use]
    pub fn owners(&self) -> BTreeSet<AccountId> {
        let mut owners = Cells::of(&self.cells, None).owners(Hands::are_few);
        let everybody: BTreeSet<AccountId> = self.cells.values().flatten().flatten().copied().collect();
        // Without a clinician parts lie within each other only where that clinician did all of what kept them apart.
        let alone = |one: &AccountId| self.cells.values().any(|teams| teams.iter().all(|team| team.contains(one)));
        for one in everybody.iter().filter(|one| alone(one)) {
            owners.extend(Cells::of(&self.cells, Some(*one)).owners(|hands| hands.clinicians().len() == 1));
        }
        owners
    }
}

/// In the place of a part: in none.
const NOWHERE: usize = usize::MAX;

/// The parts that occur together, by their places in the division with fewer parts and in the other, and whose work each
/// pair is.
struct Cells {
    hands: BTreeMap<(usize, usize), Hands>,
    /// How many parts the division with fewer has.
    parts: usize,
}

impl Cells {
    fn of<A: Copy + Ord, B: Copy + Ord>(cells: &Worked<A, B>, apart: Option<AccountId>) -> Self {
        let mut kept: BTreeMap<(Option<A>, Option<B>), Hands> = BTreeMap::new();
        for (parts, teams) in cells {
            for team in teams.iter().filter(|team| apart.is_none_or(|one| !team.contains(&one))) {
                let members: Vec<AccountId> = team.iter().copied().collect();
                kept.entry(*parts).or_default().add(&members);
            }
        }
        let ones: BTreeSet<A> = kept.keys().filter_map(|(one, _)| *one).collect();
        let others: BTreeSet<B> = kept.keys().filter_map(|(_, other)| *other).collect();
        let place = |one: Option<A>, other: Option<B>| {
            let one = ones.iter().position(|part| Some(*part) == one).unwrap_or(NOWHERE);
            let other = others.iter().position(|part| Some(*part) == other).unwrap_or(NOWHERE);
            if ones.len() > others.len() { (other, one) } else { (one, other) }
        };
        let hands = kept.into_iter().map(|((one, other), hands)| (place(one, other), hands)).collect();
        Self { hands, parts: ones.len().min(others.len()) }
    }

    /// Whose the differences are that `few` holds of. Every choice of parts of the smaller division is taken once as
    /// what lies within, with all it meets of the other around it, and once as what is around, with all parts of the
    /// other that meet nothing else within it. Fewer of these would leave whole parts more, which are shown by
    /// themselves.
    fn owners(&self, few: impl Fn(&Hands) -> bool) -> BTreeSet<AccountId> {
        let mut owners = BTreeSet::new();
        if self.parts > MOST {
            // Too many to try: each by itself, as what lies within and as what is around.
            for part in 0..self.parts {
                self.look(&BTreeSet::from([part]), &few, &mut owners);
            }
            return owners;
        }
        // All parts of a division leave nothing, unless there is somebody in none of them.
        let all = 1_u32 << self.parts;
        let all = if self.hands.keys().any(|(part, _)| *part == NOWHERE) { all } else { all.saturating_sub(1) };
        for choice in 1..all {
            let chosen = (0..self.parts).filter(|part| choice >> part & 1 == 1).collect();
            self.look(&chosen, &few, &mut owners);
        }
        owners
    }

    fn look(&self, chosen: &BTreeSet<usize>, few: &impl Fn(&Hands) -> bool, owners: &mut BTreeSet<AccountId>) {
        let met = |by_chosen: bool| -> BTreeSet<usize> {
            let by = self.hands.keys().filter(|(part, _)| chosen.contains(part) == by_chosen);
            by.map(|(_, other)| *other).collect()
        };
        let (around, outside) = (met(true), met(false));
        // Within: the rest of what they meet. Around: the rest when all that meets nothing else is taken away.
        let lies_within = !around.contains(&NOWHERE);
        let within = |part: usize, other: usize| lies_within && !chosen.contains(&part) && around.contains(&other);
        let beyond =
            |part: usize, other: usize| chosen.contains(&part) && (other == NOWHERE || outside.contains(&other));
        for is_left in [&within as &dyn Fn(usize, usize) -> bool, &beyond] {
            let mut left = Hands::default();
            for (_, hands) in self.hands.iter().filter(|((part, other), _)| is_left(*part, *other)) {
                left.merge(hands);
                if left.are_many() {
                    break;
                }
            }
            if few(&left) {
                owners.extend(left.clinicians());
            }
        }
    }
}
