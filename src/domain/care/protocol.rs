//! What is asked of whom, and when.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Respondent;
use super::burden::{Known, whole};
use crate::codes;

codes! {
    /// The moments at which somebody is asked.
    pub enum Moment {
        /// While waiting: from the referral on.
        Referral = "referral",
        /// Before the first session.
        Start = "start",
        /// Before each session, or each k-th.
        BeforeSession = "before-session",
        /// After each session, or each k-th.
        AfterSession = "after-session",
        /// Every so many weeks while the episode lasts, whatever the sessions.
        EveryWeeks = "every-weeks",
        /// Before the session agreed to be the last; at the ending when none was.
        End = "end",
        /// So many days after the ending.
        AfterEnd = "after-end",
    }
}

impl Moment {
    /// Whether it lies around a session, which decides when it opens and closes.
    #[must_use]
    pub const fn is_around_session(self) -> bool {
        matches!(self, Self::Start | Self::BeforeSession | Self::AfterSession)
    }

    /// Whether it comes again and again, each k-th time.
    #[must_use]
    pub const fn repeats(self) -> bool {
        matches!(self, Self::BeforeSession | Self::AfterSession | Self::EveryWeeks)
    }
}

codes! {
    /// How somebody is told that they are asked.
    pub enum Channel {
        /// A text message.
        Sms = "sms",
        /// An e-mail.
        Email = "email",
        /// A printed letter with a short code.
        Letter = "letter",
        /// A tablet in the waiting room.
        Room = "room",
        /// Staff makes a link and hands it over.
        Hand = "hand",
    }
}

/// One line of a protocol: these instruments, of this respondent, at this moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// When.
    pub moment: Moment,
    /// Who.
    #[serde(default = "patient")]
    pub respondent: Respondent,
    /// Which instruments, in the order they are shown.
    pub instruments: Vec<String>,
    /// Each k-th session (1: each), or every so many weeks. 1-52; 1 elsewhere.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub every: u32,
    /// For what is asked after the ending: how many days after. 1-1100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Only patients of this age in years, from and to, both included; counted from the year of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ages: Option<(u32, u32)>,
    /// Hours before the session that the link begins to work (after-session: hours after its start;
    /// without a session: hours after the moment).
    pub opens_hours: u32,
    /// Hours after the session's end (without a session: after the link began to work) that it stops working.
    pub closes_hours: u32,
    /// How to tell whoever is asked: the first that reaches them. None: staff makes the link.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// Hours before the session (elsewhere: after the link began to work) that whoever has not answered
    /// is reminded, once. None: nobody is reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind_hours: Option<u32>,
}

const fn patient() -> Respondent {
    Respondent::Patient
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
const fn is_one(every: &u32) -> bool {
    *every == 1
}

/// What a unit asks. A file in `instruments/protocols/`, or a version a service has saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Protocol {
    /// Its id.
    pub id: String,
    /// Its version. Sessions are planned by the newest; what somebody has begun to answer stays as it was.
    pub version: u32,
    /// What people call it.
    pub name: String,
    /// What it is for, and what not.
    pub purpose: String,
    /// The kind of service it is meant for, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// Who wrote or reviewed it, and when; empty: nobody beside its author has.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reviewed: String,
    /// How many minutes a month may be asked of one respondent.
    pub minutes_a_month: u32,
    /// Why more is asked than `minutes_a_month` allows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub over_budget_because: String,
    /// How many sessions a month patients usually have here: what the sum of minutes is counted with.
    pub sessions_a_month: u32,
    /// Whom it may be asked of, when and with what.
    pub ask: Vec<Ask>,
}

/// What is wrong with a protocol. `line` counts its asks from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProtocolError {
    /// It asks nothing.
    #[error("the protocol asks nothing; please add at least one line")]
    Empty,
    /// It has more lines than anybody can oversee.
    #[error("the protocol has {lines} lines; please keep it to {MOST_LINES}")]
    TooLong {
        /// How many.
        lines: usize,
    },
    /// It has no name.
    #[error("the protocol has no name; please give it one")]
    Unnamed,
    /// A number of the protocol itself is out of its range.
    #[error("{what} must be from {from} to {to}")]
    Sum {
        /// Which number, as the file calls it.
        what: &'static str,
        /// The least.
        from: u32,
        /// The most.
        to: u32,
    },
    /// A line names no instrument.
    #[error("line {line} asks nothing; please choose at least one instrument")]
    NoInstrument {
        /// The line.
        line: usize,
    },
    /// A line names an instrument twice.
    #[error("line {line} names \"{instrument}\" twice; please name it once")]
    Repeated {
        /// The line.
        line: usize,
        /// The instrument.
        instrument: String,
    },
    /// The same respondent is asked twice at the same moment.
    #[error("line {line} asks the same respondent at the same moment as line {first}; please join them")]
    Twice {
        /// The line.
        line: usize,
        /// The earlier one.
        first: usize,
    },
    /// An instrument cannot be sent.
    #[error("line {line} asks \"{instrument}\", which is not an instrument that can be sent")]
    UnknownInstrument {
        /// The line.
        line: usize,
        /// The instrument.
        instrument: String,
    },
    /// An instrument is written for somebody else.
    #[error("line {line} asks \"{instrument}\" of a {respondent}, for whom it is not written; please choose another")]
    NotForRespondent {
        /// The line.
        line: usize,
        /// The instrument.
        instrument: String,
        /// Who is asked.
        respondent: Respondent,
    },
    /// A number is out of its range.
    #[error("line {line}: {what} must be from {from} to {to}")]
    Range {
        /// The line.
        line: usize,
        /// Which number, as the file calls it.
        what: &'static str,
        /// The least.
        from: u32,
        /// The most.
        to: u32,
    },
    /// "every" stands where nothing comes again.
    #[error("line {line}: \"every\" belongs to before-session, after-session and every-weeks")]
    Every {
        /// The line.
        line: usize,
    },
    /// "days" is missing after the ending, or stands elsewhere.
    #[error("line {line}: after-end, and nothing else, needs \"days\"")]
    Days {
        /// The line.
        line: usize,
    },
    /// The ages are the wrong way round.
    #[error("line {line}: \"ages\" must be the lower and then the higher age")]
    Ages {
        /// The line.
        line: usize,
    },
    /// The link would never work.
    #[error("line {line}: \"closes_hours\" must be above 0: the link would never work")]
    NeverOpen {
        /// The line.
        line: usize,
    },
    /// More is asked than the budget allows, and nobody says why.
    #[error(
        "{asked} minutes in the fullest month are asked of one {respondent}, and {budget} are allowed; please ask less, or say why"
    )]
    OverBudget {
        /// Of whom.
        respondent: Respondent,
        /// Minutes in the fullest month, rounded up.
        asked: u32,
        /// Minutes allowed.
        budget: u32,
    },
}

impl ProtocolError {
    /// The line it is about, from 1; `None` when it is about the whole.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::NoInstrument { line }
            | Self::Repeated { line, .. }
            | Self::Twice { line, .. }
            | Self::UnknownInstrument { line, .. }
            | Self::NotForRespondent { line, .. }
            | Self::Range { line, .. }
            | Self::Every { line }
            | Self::Days { line }
            | Self::Ages { line }
            | Self::NeverOpen { line } => Some(*line),
            Self::Empty | Self::TooLong { .. } | Self::Unnamed | Self::Sum { .. } | Self::OverBudget { .. } => None,
        }
    }
}

/// The longest that anything in a protocol may lie ahead, in hours: four weeks.
const LONGEST_WINDOW: u32 = 24 * 28;

/// The most lines a protocol may have.
pub const MOST_LINES: usize = 40;

impl Protocol {
    /// Whether days that pass change who is asked, with nothing else happening.
    #[must_use]
    pub fn moves_with_days(&self) -> bool {
        self.ask.iter().any(|ask| ask.moment == Moment::EveryWeeks || ask.ages.is_some())
    }

    /// Proves the protocol against the instruments there are.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check<'k>(&self, known: impl Fn(&str) -> Option<Known<'k>>) -> Result<(), Vec<ProtocolError>> {
        let mut errors = Vec::new();
        if self.name.trim().is_empty() {
            errors.push(ProtocolError::Unnamed);
        }
        if self.ask.is_empty() {
            errors.push(ProtocolError::Empty);
        }
        if self.ask.len() > MOST_LINES {
            errors.push(ProtocolError::TooLong { lines: self.ask.len() });
        }
        for (what, value, from, to) in
            [("minutes_a_month", self.minutes_a_month, 1, 600), ("sessions_a_month", self.sessions_a_month, 0, 31)]
        {
            if !(from..=to).contains(&value) {
                errors.push(ProtocolError::Sum { what, from, to });
            }
        }
        for (index, ask) in self.ask.iter().enumerate() {
            let line = index + 1;
            let same = |other: &Ask| {
                (other.moment, other.respondent, other.every, other.days, other.ages)
                    == (ask.moment, ask.respondent, ask.every, ask.days, ask.ages)
            };
            if let Some(first) = self.ask.iter().take(index).position(same) {
                errors.push(ProtocolError::Twice { line, first: first + 1 });
            }
            ask.check(line, &mut errors);
            for (place, instrument) in ask.instruments.iter().enumerate() {
                let instrument = || instrument.clone();
                if ask.instruments.iter().take(place).any(|earlier| *earlier == instrument()) {
                    errors.push(ProtocolError::Repeated { line, instrument: instrument() });
                    continue;
                }
                match known(&instrument()) {
                    None => errors.push(ProtocolError::UnknownInstrument { line, instrument: instrument() }),
                    Some(of) if !of.answered_by.contains(&ask.respondent) => {
                        let (instrument, respondent) = (instrument(), ask.respondent);
                        errors.push(ProtocolError::NotForRespondent { line, instrument, respondent });
                    }
                    Some(_) => {}
                }
            }
        }
        if errors.is_empty() && self.over_budget_because.trim().is_empty() {
            for (respondent, burden) in self.burden(&known) {
                let asked = whole(burden.fullest);
                if asked > self.minutes_a_month {
                    errors.push(ProtocolError::OverBudget { respondent, asked, budget: self.minutes_a_month });
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

impl Ask {
    fn check(&self, line: usize, errors: &mut Vec<ProtocolError>) {
        if self.instruments.is_empty() {
            errors.push(ProtocolError::NoInstrument { line });
        }
        let mut within = |what, value: u32, from, to| {
            if !(from..=to).contains(&value) {
                errors.push(ProtocolError::Range { line, what, from, to });
            }
        };
        within("every", self.every, 1, 52);
        within("opens_hours", self.opens_hours, 0, LONGEST_WINDOW);
        within("closes_hours", self.closes_hours, 0, LONGEST_WINDOW);
        if let Some(days) = self.days {
            within("days", days, 1, 1100);
        }
        if let Some((_, to)) = self.ages {
            within("ages", to, 0, 120);
        }
        if let Some(hours) = self.remind_hours {
            within("remind_hours", hours, 1, LONGEST_WINDOW);
        }
        if self.every > 1 && !self.moment.repeats() {
            errors.push(ProtocolError::Every { line });
        }
        if self.days.is_some() != (self.moment == Moment::AfterEnd) {
            errors.push(ProtocolError::Days { line });
        }
        if self.ages.is_some_and(|(from, to)| from > to) {
            errors.push(ProtocolError::Ages { line });
        }
        if !self.moment.is_around_session() && self.moment != Moment::End && self.closes_hours == 0 {
            errors.push(ProtocolError::NeverOpen { line });
        }
    }

    /// Whether it is asked of a patient of this age; an age that is not known is no reason to leave it out.
    #[must_use]
    pub fn is_for_age(&self, age: Option<i64>) -> bool {
        match (self.ages, age) {
            (Some((from, to)), Some(age)) => (i64::from(from)..=i64::from(to)).contains(&age),
            _ => true,
        }
    }
}
