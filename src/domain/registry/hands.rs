//! Whose work a unit's figures show. Figures that rest on fewer than three clinicians are those clinicians' own
//! results, whatever unit, month or difference of units they are called by; and those are theirs.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::care::{AccountId, UnitId, UnitTree};

/// The fewest clinicians whose results together are a unit's. With two, each could take the own results from the
/// unit's and read the other's.
pub const LEAST_HANDS: usize = 3;

/// Who treated some episodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// The clinicians. An episode of which none is recorded adds nobody: it may be one of these's, and hides none of
    /// them.
    pub clinicians: BTreeSet<AccountId>,
}

impl Hands {
    /// Adds one episode.
    pub fn add(&mut self, clinicians: &[AccountId]) {
        self.clinicians.extend(clinicians);
    }

    fn merge(&mut self, other: &Self) {
        self.clinicians.extend(&other.clinicians);
    }

    fn count(&self) -> usize {
        self.clinicians.len()
    }

    /// Somebody's, and fewer than [`LEAST_HANDS`].
    #[must_use]
    pub fn are_few(&self) -> bool {
        !self.clinicians.is_empty() && self.count() < LEAST_HANDS
    }
}

/// Whose own results the figures of `unit`, with everything below it, would give away: by themselves, or as what
/// remains of a wider unit when the others are taken from it. Empty when nobody's. `own` holds each unit's episodes
/// without those below it.
///
/// From the organisation down: among the parts of a unit (its children, and what is its own), those of few hands are
/// withheld; if they are few also together, the part of fewest hands beside them is withheld as well, until what is
/// withheld is at least [`LEAST_HANDS`]' work. What lies below a part that is withheld is withheld too.
#[must_use]
pub fn given_away(tree: &UnitTree, own: &BTreeMap<UnitId, Hands>, unit: UnitId) -> BTreeSet<AccountId> {
    let below = |outer: UnitId| {
        let mut hands = Hands::default();
        for (inner, _) in tree.list_within(outer) {
            if let Some(own) = own.get(&inner.id) {
                hands.merge(own);
            }
        }
        hands
    };
    let whole = below(unit);
    let itself = || if whole.are_few() { whole.clinicians.clone() } else { BTreeSet::new() };
    for (outer, inner) in steps(tree, unit) {
        let Some(outer) = outer else {
            // The organisation itself has nothing beside it.
            if below(inner).are_few() {
                return below(inner).clinicians;
            }
            continue;
        };
        let mut parts: Vec<(Option<UnitId>, Hands)> = tree
            .list_within(outer)
            .iter()
            .filter(|(_, depth)| *depth == 1)
            .map(|(child, _)| (Some(child.id), below(child.id)))
            .collect();
        parts.push((None, own.get(&outer).cloned().unwrap_or_default()));
        parts.retain(|(_, hands)| hands.count() > 0);
        parts.sort_by_key(|(part, hands)| (hands.count(), *part));
        let (few, mut others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, hands)| hands.are_few());
        if few.is_empty() {
            continue;
        }
        let mut withheld: Vec<Option<UnitId>> = few.iter().map(|(part, _)| *part).collect();
        let mut together = Hands::default();
        for (_, hands) in &few {
            together.merge(hands);
        }
        let owners = together.clinicians.clone();
        while together.are_few() && !others.is_empty() {
            let (part, hands) = others.remove(0);
            together.merge(&hands);
            withheld.push(part);
        }
        if withheld.contains(&Some(inner)) {
            return owners.union(&itself()).copied().collect();
        }
    }
    itself()
}

/// The way from the organisation down to a unit: each step's parent and child; the first has no parent.
fn steps(tree: &UnitTree, unit: UnitId) -> Vec<(Option<UnitId>, UnitId)> {
    let mut steps = Vec::new();
    let mut at = tree.lookup(unit);
    while let Some(here) = at {
        steps.push((here.parent, here.id));
        // A cycle in the data ends the walk.
        at = here
            .parent
            .filter(|parent| steps.iter().all(|(_, seen)| seen != parent))
            .and_then(|parent| tree.lookup(parent));
    }
    steps.reverse();
    steps
}
