//! What a team wants to think about together: an item stands on the unit's list until it is taken up or taken
//! off. Only people put anything there; nothing is ranked.

use chrono::{DateTime, TimeDelta, Utc};

use super::care::{AccountId, CaseItemId, EpisodeId, PersonId};
use crate::codes;

/// How long the list shows what was taken up. A judgement of ours, not a figure from anywhere.
pub const SHOWN_FOR: TimeDelta = TimeDelta::days(30);

codes! {
    /// Where an item stands.
    pub enum ItemState {
        /// It is on the list.
        Standing = "standing",
        /// The team has talked about it.
        TakenUp = "taken-up",
        /// Whoever treats the patient has taken it off.
        TakenOff = "taken-off",
    }
}

/// Something a team wants to think about together, without the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: CaseItemId,
    /// The episode.
    pub episode: EpisodeId,
    /// The patient.
    pub person: PersonId,
    /// Where it stands.
    pub state: ItemState,
    /// The patient knows that the team is asked.
    pub told: bool,
    /// When it was put on the list, and by whom.
    pub asked: (DateTime<Utc>, AccountId),
    /// When the question was changed last, and by whom.
    pub changed: Option<(DateTime<Utc>, AccountId)>,
    /// When it ended, and by whom.
    pub ended: Option<(DateTime<Utc>, AccountId)>,
}

impl Item {
    /// Whether it is on the list.
    #[must_use]
    pub const fn stands(&self) -> bool {
        matches!(self.state, ItemState::Standing)
    }

    /// Whether the team sees it: on the list, or taken up within [`SHOWN_FOR`].
    #[must_use]
    pub fn is_shown_to_team(&self, now: DateTime<Utc>) -> bool {
        match (self.state, self.ended) {
            (ItemState::Standing, _) => true,
            (ItemState::TakenUp, Some((at, _))) => now - at < SHOWN_FOR,
            (ItemState::TakenUp, None) | (ItemState::TakenOff, _) => false,
        }
    }
}
