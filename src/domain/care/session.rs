//! Appointments.

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccountId, EpisodeId, PersonId, SessionId};
use crate::codes;

codes! {
    /// What became of an appointment.
    pub enum SessionState {
        /// Agreed.
        Planned = "planned",
        /// It took place.
        Held = "held",
        /// Called off by either side.
        Cancelled = "cancelled",
        /// The patient did not come.
        NoShow = "no-show",
    }
}

codes! {
    /// What an appointment is for.
    pub enum SessionKind {
        /// Treatment.
        Treatment = "treatment",
        /// Assessment; never counted as treatment.
        Assessment = "assessment",
    }
}

codes! {
    /// How an appointment is held.
    pub enum SessionMode {
        /// In the same room.
        InPerson = "in-person",
        /// By video.
        Video = "video",
        /// By telephone.
        Phone = "phone",
        /// In a group.
        Group = "group",
        /// Guided self-help with written contact.
        Guided = "guided-self-help",
    }
}

/// One appointment of an episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// The episode it belongs to.
    pub episode: EpisodeId,
    /// Whose episode that is.
    pub person: PersonId,
    /// The clinician who holds it.
    pub clinician: AccountId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it is set to last, in minutes, 1-480.
    pub minutes: i64,
    /// What became of it.
    pub state: SessionState,
    /// What it is for.
    pub kind: SessionKind,
    /// How it is held.
    pub mode: SessionMode,
    /// Whether it is the one agreed to be the last.
    pub last: bool,
    /// Instruments asked before it beside what the protocol asks.
    pub also: Vec<String>,
}

impl Session {
    /// Whether it stands: agreed, or it took place.
    #[must_use]
    pub const fn stands(&self) -> bool {
        matches!(self.state, SessionState::Planned | SessionState::Held)
    }

    /// When it is set to end.
    #[must_use]
    pub fn ends_at(&self) -> DateTime<Utc> {
        self.starts_at + TimeDelta::minutes(self.minutes)
    }
}
