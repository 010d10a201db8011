//! Whose work a unit's figures show. Figures that rest on fewer than three clinicians are those clinicians' own
//! results, whatever unit, month or difference of units they are called by; and those are theirs. So are figures of
//! which a colleague could take what they were in themselves, and have one clinician's left.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::care::{AccountId, UnitId, UnitTree};

/// The fewest clinicians whose results together are a unit's. With two, each could take the own results from the
/// unit's and read the other's.
pub const LEAST_HANDS: usize = 3;

/// Who treated some episodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// Those who treated an episode together, once for each choice of them. An episode of which nobody is recorded adds
    /// nothing: it may be one of these's, and hides none of them.
    teams: BTreeSet<BTreeSet<AccountId>>,
}

impl Hands {
    /// Adds one episode.
    pub fn add(&mut self, clinicians: &[AccountId]) {
        if !clinicians.is_empty() {
            self.teams.insert(clinicians.iter().copied().collect());
        }
    }

    /// Adds what others did.
    pub fn merge(&mut self, other: &Self) {
        self.teams.extend(other.teams.iter().cloned());
    }

    /// The clinicians.
    #[must_use]
    pub fn clinicians(&self) -> BTreeSet<AccountId> {
        self.teams.iter().flatten().copied().collect()
    }

    /// Somebody's, and fewer than [`LEAST_HANDS`]; or one clinician's once another takes away their own.
    #[must_use]
    pub fn are_few(&self) -> bool {
        let clinicians = self.clinicians();
        (1..LEAST_HANDS).contains(&clinicians.len()) || clinicians.iter().any(|one| self.without(*one).len() == 1)
    }

    /// Three clinicians treated somebody alone: whatever is added, they are not few.
    pub(super) fn are_many(&self) -> bool {
        self.teams.iter().filter(|team| team.len() == 1).count() >= LEAST_HANDS
    }

    /// Whose episodes are left when somebody takes away all they were in.
    fn without(&self, clinician: AccountId) -> BTreeSet<AccountId> {
        self.teams.iter().filter(|team| !team.contains(&clinician)).flatten().copied().collect()
    }

    fn count(&self) -> usize {
        self.clinicians().len()
    }
}

/// Which parts of a whole that is shown must not be, and whose own results they would give away. Those of few hands are
/// withheld; if they are few also together, the part of fewest hands beside them is withheld as well, until what is
/// withheld is at least [`LEAST_HANDS`]' work.
#[must_use]
pub fn withheld<K: Copy + Ord>(mut parts: Vec<(K, Hands)>) -> (BTreeSet<K>, BTreeSet<AccountId>) {
    parts.retain(|(_, hands)| hands.count() > 0);
    parts.sort_by_key(|(part, hands)| (hands.count(), *part));
    let (few, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|(_, hands)| hands.are_few());
    let mut together = Hands::default();
    for (_, hands) in &few {
        together.merge(hands);
    }
    let owners = together.clinicians();
    let mut withheld: BTreeSet<K> = few.into_iter().map(|(part, _)| part).collect();
    for (part, hands) in others {
        if !together.are_few() {
            break;
        }
        together.merge(&hands);
        withheld.insert(part);
    }
    (withheld, owners)
}

/// Which parts must not be shown, as [`withheld`]; all of them, where the whole is somebody's own: each part that is
/// shown would say more of it.
#[must_use]
pub fn withheld_or_all<K: Copy + Ord>(parts: Vec<(K, Hands)>) -> (BTreeSet<K>, BTreeSet<AccountId>) {
    let mut whole = Hands::default();
    for (_, hands) in &parts {
        whole.merge(hands);
    }
    if whole.are_few() { (parts.iter().map(|(part, _)| *part).collect(), whole.clinicians()) } else { withheld(parts) }
}

/// Which of some spans of time, that together are shown, must not be by themselves; and whose own results they would
/// give away. Looked for in each unit within `unit` by itself, so that no difference of two units over a span gives
/// away more than one unit's does.
#[must_use]
pub fn withheld_spans<K: Copy + Ord>(
    tree: &UnitTree,
    spans: &BTreeMap<K, BTreeMap<UnitId, Hands>>,
    unit: UnitId,
) -> (BTreeSet<K>, BTreeSet<AccountId>) {
    let (mut found, mut owners) = (BTreeSet::new(), BTreeSet::new());
    for (inner, _) in tree.list_within(unit) {
        let of = |own: &BTreeMap<UnitId, Hands>| own.get(&inner.id).cloned().unwrap_or_default();
        let (few, theirs) = withheld_or_all(spans.iter().map(|(span, own)| (*span, of(own))).collect());
        found.extend(few);
        owners.extend(theirs);
    }
    (found, owners)
}

/// Whose own results the figures of `unit`, with everything below it, would give away: by themselves, or as what
/// remains of a wider unit when the others are taken from it. Empty when nobody's. `own` holds each unit's episodes
/// without those below it.
///
/// From the organisation down: the parts of a unit are its children, and what is its own; what lies below a part that
/// is [`withheld`] is withheld too.
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
    let itself = || if whole.are_few() { whole.clinicians() } else { BTreeSet::new() };
    for step in tree.path(unit) {
        let inner = step.id;
        let Some(outer) = step.parent else {
            // The organisation itself has nothing beside it.
            if below(inner).are_few() {
                return below(inner).clinicians();
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
        let (withheld, owners) = withheld(parts);
        if withheld.contains(&Some(inner)) {
            return owners.union(&itself()).copied().collect();
        }
    }
    itself()
}
