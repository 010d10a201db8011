//! One respondent asked at one moment, and everything that can become of it.

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use super::{Channel, ContactId, EpisodeId, Moment, PersonId, RequestId, Respondent, SessionId};
use crate::codes;

codes! {
    /// Where a request stands.
    pub enum State {
        /// Planned; nobody has been told.
        Due = "due",
        /// A link exists and has been handed over or sent.
        Invited = "invited",
        /// The respondent pressed start.
        Opened = "opened",
        /// At least one answer has been saved.
        Partial = "partial",
        /// Answered and received.
        Completed = "completed",
        /// The respondent said no. That is an answer.
        Declined = "declined",
        /// The time to answer went by.
        Expired = "expired",
        /// Another request took its place, or its session was called off.
        Superseded = "superseded",
    }
}

codes! {
    /// What can happen to a request.
    pub enum Event {
        /// A link was made.
        Invite = "invite",
        /// The respondent pressed start.
        Open = "open",
        /// An answer was saved.
        Save = "save",
        /// The answers were sent.
        Complete = "complete",
        /// The respondent said no.
        Decline = "decline",
        /// Whoever answered took the answers back.
        Withdraw = "withdraw",
        /// The time went by.
        Expire = "expire",
        /// Replaced or called off.
        Supersede = "supersede",
        /// Planned anew: the session stands again, or was moved past the closing.
        Plan = "plan",
    }
}

/// An event that cannot happen in this state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a request that is {state} cannot {event}")]
pub struct Refused {
    /// Where the request stood.
    pub state: State,
    /// What was tried.
    pub event: Event,
}

impl State {
    /// Nobody can answer it any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Declined | Self::Expired | Self::Superseded)
    }

    /// The respondent is in the middle of it.
    #[must_use]
    pub const fn is_answering(self) -> bool {
        matches!(self, Self::Opened | Self::Partial)
    }

    /// The state after `event`.
    ///
    /// A new link may be made, and the start pressed, any number of times: people lose their phones.
    /// What was answered stays so unless it is taken back, and a no stays a no; what was called off, or whose time went by, can be
    /// planned anew.
    ///
    /// # Errors
    /// [`Refused`] when the event cannot happen here.
    pub const fn after(self, event: Event) -> Result<Self, Refused> {
        use Event as E;
        Ok(match (self, event) {
            (Self::Due | Self::Invited, E::Invite) => Self::Invited,
            (Self::Opened | Self::Partial, E::Invite) => self,
            (Self::Due | Self::Invited | Self::Opened, E::Open) => Self::Opened,
            (Self::Partial, E::Open) | (Self::Opened | Self::Partial, E::Save) => Self::Partial,
            (Self::Opened | Self::Partial, E::Complete) => Self::Completed,
            (Self::Due | Self::Invited | Self::Opened | Self::Partial, E::Decline) | (Self::Completed, E::Withdraw) => {
                Self::Declined
            }
            (Self::Due | Self::Invited | Self::Opened | Self::Partial, E::Expire) => Self::Expired,
            (Self::Due | Self::Invited | Self::Opened | Self::Partial, E::Supersede) => Self::Superseded,
            (Self::Superseded | Self::Expired, E::Plan) => Self::Due,
            (state, event) => return Err(Refused { state, event }),
        })
    }
}

/// How long a respondent who is in the middle of answering is left in peace after the last sign of
/// life, though the time to answer has gone by.
pub const GRACE: TimeDelta = TimeDelta::minutes(60);

/// One respondent asked at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// The episode it belongs to.
    pub episode: EpisodeId,
    /// Whose episode that is.
    pub person: PersonId,
    /// The session it is asked around, if any.
    pub session: Option<SessionId>,
    /// Who is asked.
    pub respondent: Respondent,
    /// At which moment of the protocol.
    pub moment: Moment,
    /// Ids of the instruments asked, in the order they are shown.
    pub instruments: Vec<String>,
    /// From when a link works.
    pub opens_at: DateTime<Utc>,
    /// When it stops working.
    pub closes_at: DateTime<Utc>,
    /// Where it stands.
    pub state: State,
    /// Since when it stands there, or the latest saved answer.
    pub state_at: DateTime<Utc>,
    /// What it is planned for; unique in its episode, so that nobody is asked twice. See [`crate::domain::schedule`].
    pub slot: String,
    /// How often it has been planned anew after having been called off, from 1.
    pub round: i64,
    /// Who is asked, when it is somebody near the patient.
    pub contact: Option<ContactId>,
    /// How to tell whoever is asked: the first that reaches them.
    pub channels: Vec<Channel>,
    /// When whoever has not answered is reminded.
    pub remind_at: Option<DateTime<Utc>>,
}

impl Request {
    /// Whether a link to this request works at `now`: it is open, or it is being answered and the
    /// respondent has shown signs of life within [`GRACE`].
    #[must_use]
    pub fn accepts(&self, now: DateTime<Utc>) -> bool {
        !self.state.is_final() && now >= self.opens_at && !self.lapsed(now)
    }

    /// Whether the time to answer has gone by, with nobody in the middle of answering.
    #[must_use]
    pub fn lapsed(&self, now: DateTime<Utc>) -> bool {
        !self.state.is_final() && now >= self.closes_at && !(self.state.is_answering() && now < self.state_at + GRACE)
    }
}
