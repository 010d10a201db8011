//! Where each episode stands, by its id.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// The ids of the episodes one after the other in a single text, and a table of their places: a box for each id would
/// cost more than the id.
#[derive(Default)]
pub(super) struct Places {
    ids: Ids,
    table: HashTable<usize>,
    hash: DefaultHashBuilder,
}

/// Ids in the order of their episodes.
#[derive(Default)]
pub(super) struct Ids {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Ids {
    pub(super) fn push(&mut self, id: &[u8]) {
        self.text.extend_from_slice(id);
        self.ends.push(self.text.len());
    }

    /// The id in a place.
    pub(super) fn get(&self, place: usize) -> Option<&[u8]> {
        let from = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(from..*self.ends.get(place)?)
    }

    pub(super) fn append(&mut self, other: &Self) {
        let before = self.text.len();
        self.text.extend_from_slice(&other.text);
        self.ends.extend(other.ends.iter().map(|end| before + end));
    }
}

impl Places {
    /// Of ids; `None` where one occurs twice.
    pub(super) fn of(ids: Ids) -> Option<Self> {
        let mut places =
            Self { table: HashTable::with_capacity(ids.ends.len()), ids, hash: DefaultHashBuilder::default() };
        (0..places.ids.ends.len()).all(|place| places.enter(place)).then_some(places)
    }

    /// Adds an id in the next place; false where it has one already.
    pub(super) fn add(&mut self, id: &[u8]) -> bool {
        self.ids.push(id);
        self.enter(self.ids.ends.len() - 1)
    }

    fn enter(&mut self, place: usize) -> bool {
        let Self { ids, table, hash } = self;
        let Some(id) = ids.get(place) else { return false };
        let hashed = |place: &usize| hash.hash_one(ids.get(*place).unwrap_or_default());
        let entry = table.entry(hash.hash_one(id), |other| ids.get(*other) == Some(id), hashed);
        match entry {
            hashbrown::hash_table::Entry::Occupied(_) => false,
            hashbrown::hash_table::Entry::Vacant(vacant) => {
                vacant.insert(place);
                true
            }
        }
    }

    /// The place of an id. `likely` is looked at first: most files of scores follow the order of the episodes.
    pub(super) fn find(&self, id: &[u8], likely: usize) -> Option<usize> {
        if self.ids.get(likely) == Some(id) {
            return Some(likely);
        }
        self.table.find(self.hash.hash_one(id), |place| self.ids.get(*place) == Some(id)).copied()
    }

    /// The id in a place.
    pub(super) fn id(&self, place: usize) -> Option<&[u8]> {
        self.ids.get(place)
    }
}
