//! What is asked of whom, and when.

use serde::Deserialize;
use thiserror::Error;

use super::Respondent;
use crate::codes;

codes! {
    /// The moments at which somebody is asked.
    pub enum Moment {
        /// Before the first session.
        Start = "start",
        /// Before each session.
        BeforeSession = "before-session",
        /// After each session.
        AfterSession = "after-session",
        /// Before the session agreed to be the last.
        End = "end",
    }
}

/// One line of a protocol: these instruments, of this respondent, at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// When.
    pub moment: Moment,
    /// Who.
    #[serde(default = "patient")]
    pub respondent: Respondent,
    /// Which instruments, in the order they are shown.
    pub instruments: Vec<String>,
    /// Hours before the session that the link begins to work (after-session: hours after its start).
    pub opens_hours: i64,
    /// Hours after the session's end that the link stops working.
    pub closes_hours: i64,
}

const fn patient() -> Respondent {
    Respondent::Patient
}

/// What a unit asks. Read from `protocol.toml` in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Its id.
    pub id: String,
    /// Its version; episodes finish on the version they began with.
    pub version: u32,
    /// What people call it.
    pub name: String,
    /// What it is for, and what not.
    pub purpose: String,
    /// Whom it may be asked of, when and with what.
    pub ask: Vec<Ask>,
}

/// What is wrong with a protocol.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProtocolError {
    /// It asks nothing.
    #[error("protocol \"{0}\" asks nothing; please add at least one [[ask]]")]
    Empty(String),
    /// A moment and respondent appear twice.
    #[error("protocol \"{id}\" has two [[ask]] for {respondent} at {moment}; please join them")]
    Twice {
        /// The protocol.
        id: String,
        /// The moment.
        moment: Moment,
        /// The respondent.
        respondent: Respondent,
    },
    /// An instrument is not in the catalogue.
    #[error("protocol \"{id}\" asks \"{instrument}\", which is not an instrument that can be sent")]
    UnknownInstrument {
        /// The protocol.
        id: String,
        /// The instrument.
        instrument: String,
    },
    /// A window that is closed before it opens.
    #[error("protocol \"{id}\", {moment}: hours must not be negative")]
    Window {
        /// The protocol.
        id: String,
        /// The moment.
        moment: Moment,
    },
}

impl Protocol {
    /// Proves the protocol against a list of instruments that can be sent.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, can_be_sent: impl Fn(&str) -> bool) -> Result<(), ProtocolError> {
        if self.ask.is_empty() {
            return Err(ProtocolError::Empty(self.id.clone()));
        }
        for (index, ask) in self.ask.iter().enumerate() {
            let same = |other: &&Ask| other.moment == ask.moment && other.respondent == ask.respondent;
            if self.ask.iter().take(index).any(|other| same(&other)) {
                let (id, moment, respondent) = (self.id.clone(), ask.moment, ask.respondent);
                return Err(ProtocolError::Twice { id, moment, respondent });
            }
            if ask.opens_hours < 0 || ask.closes_hours < 0 {
                return Err(ProtocolError::Window { id: self.id.clone(), moment: ask.moment });
            }
            if let Some(unknown) = ask.instruments.iter().find(|instrument| !can_be_sent(instrument)) {
                let (id, instrument) = (self.id.clone(), unknown.clone());
                return Err(ProtocolError::UnknownInstrument { id, instrument });
            }
        }
        Ok(())
    }
}
