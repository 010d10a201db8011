//! Which requests a session calls for, and when they open and close.

use chrono::{DateTime, TimeDelta, Utc};

use super::care::{Ask, Moment, Protocol, Respondent, Session, SessionState};

/// A request that a session calls for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The moment of the protocol.
    pub moment: Moment,
    /// Who is asked.
    pub respondent: Respondent,
    /// The instruments, in the order they are shown.
    pub instruments: Vec<String>,
    /// From when a link works.
    pub opens_at: DateTime<Utc>,
    /// When it stops working.
    pub closes_at: DateTime<Utc>,
}

/// Where a session stands in its episode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The first session.
    First,
    /// Any session between.
    Between,
    /// The session agreed to be the last.
    Last,
}

/// The requests that `session` calls for under `protocol`.
///
/// A protocol's start line takes the place of its before-session line at the first session, and its
/// end line at the last, so that nobody is asked the same twice. A session that was called off, or
/// that the patient did not come to, calls for nothing.
#[must_use]
pub fn plan(protocol: &Protocol, session: &Session, place: Place) -> Vec<Planned> {
    if matches!(session.state, SessionState::Cancelled | SessionState::NoShow) {
        return Vec::new();
    }
    let asked_at = |moment: Moment, respondent: Respondent| {
        protocol.ask.iter().any(|ask| ask.moment == moment && ask.respondent == respondent)
    };
    let applies = |ask: &&Ask| match ask.moment {
        Moment::Start => place == Place::First,
        Moment::End => place == Place::Last,
        Moment::AfterSession => true,
        Moment::BeforeSession => match place {
            Place::First => !asked_at(Moment::Start, ask.respondent),
            Place::Last => !asked_at(Moment::End, ask.respondent),
            Place::Between => true,
        },
    };
    protocol
        .ask
        .iter()
        .filter(applies)
        .map(|ask| Planned {
            moment: ask.moment,
            respondent: ask.respondent,
            instruments: ask.instruments.clone(),
            opens_at: match ask.moment {
                Moment::AfterSession => session.starts_at + TimeDelta::hours(ask.opens_hours),
                Moment::Start | Moment::BeforeSession | Moment::End => {
                    session.starts_at - TimeDelta::hours(ask.opens_hours)
                }
            },
            closes_at: session.ends_at() + TimeDelta::hours(ask.closes_hours),
        })
        .collect()
}
