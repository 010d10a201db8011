//! Units: teams, clinics and wards in a tree.

use std::collections::BTreeMap;

use super::UnitId;

/// A team, clinic or ward inside a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The unit it is part of; `None` for the organisation itself.
    pub parent: Option<UnitId>,
    /// What people call it.
    pub name: String,
}

/// All units of one tenant.
#[derive(Clone, Debug, Default)]
pub struct UnitTree {
    units: BTreeMap<UnitId, Unit>,
}

impl UnitTree {
    /// The tree over these units.
    #[must_use]
    pub fn new(units: Vec<Unit>) -> Self {
        Self { units: units.into_iter().map(|unit| (unit.id, unit)).collect() }
    }

    /// One unit.
    #[must_use]
    pub fn lookup(&self, id: UnitId) -> Option<&Unit> {
        self.units.get(&id)
    }

    /// The organisation itself: the unit without a parent, the oldest if there should be several.
    #[must_use]
    pub fn root(&self) -> Option<&Unit> {
        self.units.values().find(|unit| unit.parent.is_none())
    }

    /// The way from the organisation down to a unit, both included. Empty when the unit is not there.
    #[must_use]
    pub fn path(&self, id: UnitId) -> Vec<&Unit> {
        let mut path: Vec<&Unit> = Vec::new();
        let mut at = self.lookup(id);
        while let Some(here) = at {
            path.push(here);
            // A cycle in the data ends the walk.
            let above = here.parent.filter(|parent| path.iter().all(|seen| seen.id != *parent));
            at = above.and_then(|parent| self.lookup(parent));
        }
        path.reverse();
        path
    }

    /// Whether `inner` is `outer` or lies somewhere below it. A cycle in the data ends the walk.
    #[must_use]
    pub fn is_within(&self, inner: UnitId, outer: UnitId) -> bool {
        let mut at = Some(inner);
        for _ in 0..=self.units.len() {
            match at {
                Some(id) if id == outer => return self.units.contains_key(&id),
                Some(id) => at = self.units.get(&id).and_then(|unit| unit.parent),
                None => return false,
            }
        }
        false
    }

    /// How many steps `inner` lies below `outer`, 0 for itself; `None` when it does not.
    #[must_use]
    pub fn depth_below(&self, inner: UnitId, outer: UnitId) -> Option<usize> {
        self.list_within(outer).iter().find(|(unit, _)| unit.id == inner).map(|(_, depth)| *depth)
    }

    /// `outer` and everything below it, each with its depth under `outer`, parents before children
    /// and siblings by name.
    #[must_use]
    pub fn list_within(&self, outer: UnitId) -> Vec<(&Unit, usize)> {
        let mut listed = Vec::new();
        let mut waiting: Vec<(&Unit, usize)> = self.units.get(&outer).map(|unit| (unit, 0)).into_iter().collect();
        while let Some((unit, depth)) = waiting.pop() {
            if listed.len() > self.units.len() {
                break;
            }
            listed.push((unit, depth));
            let mut children: Vec<_> = self.units.values().filter(|child| child.parent == Some(unit.id)).collect();
            children.sort_by(|a, b| b.name.cmp(&a.name));
            waiting.extend(children.into_iter().map(|child| (child, depth + 1)));
        }
        listed
    }
}
