//! The summary of a course that follows a patient on: to the municipality, the general practitioner, another
//! service. The patient sees it first, and it goes nowhere without a yes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::care::{Course, EndKind, Problem};
use crate::codes;

/// The most characters of each of the texts: what fits on one page together.
pub const LONGEST: usize = 400;

/// The most characters of whom it goes to.
pub const LONGEST_NAME: usize = 120;

/// The most scales that are summed up: what fits on one page.
pub const MOST_SCALES: usize = 5;

/// Days from the handing over until the patient is asked how it went.
pub const FOLLOW_UP_DAYS: u32 = 14;

/// What the patient is asked then, and for how many days the question stays open.
pub const FOLLOW_UP_INSTRUMENT: &str = "lytt-transition";

/// How many days that question stays open.
pub const FOLLOW_UP_OPEN_DAYS: u32 = 14;

codes! {
    /// To whom a summary goes.
    pub enum Recipient {
        /// A service in the municipality.
        Municipality = "municipality",
        /// The general practitioner.
        GeneralPractitioner = "gp",
        /// A service in specialist care.
        Specialist = "specialist",
        /// Somebody else.
        Other = "other",
    }
}

codes! {
    /// How the patient saw it.
    pub enum Seen {
        /// Alone, on the own pages.
        OwnPages = "own-pages",
        /// In the room with whoever wrote it.
        Together = "together",
    }
}

codes! {
    /// Where a summary stands.
    pub enum SummaryState {
        /// Being written.
        Draft = "draft",
        /// The patient can read it, and has not said anything.
        Shown = "shown",
        /// The patient says that it may go on.
        Agreed = "agreed",
        /// The patient says that it may not.
        Declined = "declined",
        /// It has gone on, as it stood when the patient saw it.
        HandedOver = "handed-over",
    }
}

/// Something that happens to a summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryEvent {
    /// Its words are written anew.
    Write,
    /// The patient gets to see it.
    Show,
    /// The patient says yes, or no.
    Answer {
        /// Whether it may go on.
        agreed: bool,
    },
    /// It goes on.
    HandOver,
}

impl SummaryState {
    /// The state after an event; `None` when it cannot happen now. Whatever is written anew must be seen anew;
    /// what has gone on is changed no more; a patient may change a yes into a no until it has gone on.
    #[must_use]
    pub const fn after(self, event: SummaryEvent) -> Option<Self> {
        use SummaryEvent as E;
        match (self, event) {
            (Self::HandedOver, _) => None,
            (_, E::Write) => Some(Self::Draft),
            (Self::Draft, E::Show) => Some(Self::Shown),
            (Self::Shown | Self::Agreed | Self::Declined, E::Answer { agreed: true }) => Some(Self::Agreed),
            (Self::Shown | Self::Agreed | Self::Declined, E::Answer { agreed: false }) => Some(Self::Declined),
            (Self::Agreed, E::HandOver) => Some(Self::HandedOver),
            _ => None,
        }
    }

    /// Whether the patient may read it.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        !matches!(self, Self::Draft)
    }
}

/// What is written in it, in plain words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryWords {
    /// Whom it goes to: a service or a surgery by name; may be empty while it is written.
    pub to: String,
    /// What they worked on.
    pub worked_on: String,
    /// What helped, and what did not.
    pub helped: String,
    /// What the patient wants the next ones to know, in own words.
    pub wishes: String,
    /// What is agreed from here on: who does what, and whom to contact.
    pub agreed: String,
}

impl SummaryWords {
    /// What is lacking or too long before anybody can be shown it: field and `missing` or `too-long`.
    #[must_use]
    pub fn wrong(&self, to_show: bool) -> Vec<(&'static str, &'static str)> {
        let fields = [
            ("to", &self.to, LONGEST_NAME, true),
            ("worked_on", &self.worked_on, LONGEST, true),
            ("helped", &self.helped, LONGEST, false),
            ("wishes", &self.wishes, LONGEST, false),
            ("agreed_on", &self.agreed, LONGEST, true),
        ];
        fields
            .into_iter()
            .filter_map(|(name, text, most, needed)| {
                if text.chars().count() > most {
                    Some((name, "too-long"))
                } else {
                    (to_show && needed && text.trim().is_empty()).then_some((name, "missing"))
                }
            })
            .collect()
    }
}

/// One scale over the course, as it was when the patient saw it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The instrument's id.
    pub instrument: String,
    /// The version that the latest answers were given to.
    pub version: i64,
    /// The scale's id.
    pub scale: String,
    /// Days and scores, in order of time; at least one.
    pub points: Vec<(NaiveDate, f64)>,
}

/// What is known of the course without anybody writing it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryFacts {
    /// The unit that gave the help.
    pub unit: String,
    /// Who treated, by name.
    pub clinicians: Vec<String>,
    /// What the help was mainly about.
    pub problem: Problem,
    /// The form of the help.
    pub course: Course,
    /// The day of the first held session.
    pub started_on: Option<NaiveDate>,
    /// The day it ended, when it has.
    pub ended_on: Option<NaiveDate>,
    /// How it ended.
    pub end_kind: Option<EndKind>,
    /// Sessions held.
    pub sessions_held: u32,
    /// At most [`MOST_SCALES`], those with norms first.
    pub measures: Vec<Measured>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [SummaryEvent; 5] = [
        SummaryEvent::Write,
        SummaryEvent::Show,
        SummaryEvent::Answer { agreed: true },
        SummaryEvent::Answer { agreed: false },
        SummaryEvent::HandOver,
    ];

    /// Every history of six events: whatever goes on was shown after it was last written, and the patient's
    /// latest word on it was yes.
    #[test]
    fn nothing_goes_on_that_the_patient_has_not_seen_and_agreed_to() {
        for history in 0..EVENTS.len().pow(6) {
            let (mut state, mut rest) = (SummaryState::Draft, history);
            let (mut seen, mut yes) = (false, false);
            for _ in 0..6 {
                let event = EVENTS[rest % EVENTS.len()];
                rest /= EVENTS.len();
                let Some(next) = state.after(event) else { continue };
                assert_ne!(state, SummaryState::HandedOver, "what has gone on is changed no more");
                match event {
                    SummaryEvent::Write => (seen, yes) = (false, false),
                    SummaryEvent::Show => seen = true,
                    SummaryEvent::Answer { agreed } => yes = agreed,
                    SummaryEvent::HandOver => assert!(seen && yes),
                }
                state = next;
            }
        }
    }

    #[test]
    fn a_summary_is_shown_when_it_says_what_it_must() {
        let mut words = SummaryWords::default();
        assert!(words.wrong(false).is_empty(), "a draft may be empty");
        assert_eq!(words.wrong(true), [("to", "missing"), ("worked_on", "missing"), ("agreed_on", "missing")]);
        for field in [&mut words.to, &mut words.worked_on, &mut words.agreed] {
            *field = "x".to_owned();
        }
        assert!(words.wrong(true).is_empty());
        words.helped = "å".repeat(LONGEST + 1);
        assert_eq!(words.wrong(false), [("helped", "too-long")]);
    }
}
