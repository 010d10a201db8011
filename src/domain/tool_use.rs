//! Whether a feedback tool was used regularly in a course of treatment, as the national pathways ask once before
//! discharge: derived from what really happened.
//!
//! The code guide says "regularly" and not how often. Our reading, written here and on the page: in at least half of
//! the treatment sessions that were held, and in at least three, the answers given before it were opened by whoever
//! treats before the session was over, or spoken about.

use crate::codes;

/// The fewest sessions in which it was used.
pub const LEAST_USED: u32 = 3;

/// What is registered when it was: a code of a national code system, by object identifier.
///
/// The code guide of the national pathways for mental health and addiction, read in an excerpt and not held against
/// the code system itself: shown as unverified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// The code.
    pub code: &'static str,
    /// The number of the code system.
    pub system: u32,
}

/// The event: an activity was carried out.
pub const EVENT: Code = Code { code: "U", system: 9322 };

/// The outcome: feedback tool used.
pub const OUTCOME: Code = Code { code: "F", system: 9325 };

codes! {
    /// Whether the code is to be registered.
    pub enum Regular {
        /// It was used regularly.
        Yes = "yes",
        /// It was not.
        No = "no",
        /// Fewer sessions were held than it must have been used in.
        TooFew = "too-few",
    }
}

/// Sessions of one course.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToolUse {
    /// Treatment sessions that were held.
    pub held: u32,
    /// Those in which the answers were used.
    pub used: u32,
}

impl ToolUse {
    /// Counts sessions that were held; `true` for those in which the answers were used.
    #[must_use]
    pub fn of(sessions: impl IntoIterator<Item = bool>) -> Self {
        sessions
            .into_iter()
            .fold(Self::default(), |sum, used| Self { held: sum.held + 1, used: sum.used + u32::from(used) })
    }

    /// Whether that is regularly.
    #[must_use]
    pub const fn regular(self) -> Regular {
        if self.held < LEAST_USED {
            Regular::TooFew
        } else if self.used >= LEAST_USED && self.used * 2 >= self.held {
            Regular::Yes
        } else {
            Regular::No
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regularly_is_half_of_the_sessions_and_three() {
        for held in 0..40 {
            for used in 0..=held {
                let sessions = (0..held).map(|place| place < used);
                let wanted = match (held, used) {
                    (0..=2, _) => Regular::TooFew,
                    (3..=5, used) if used >= 3 => Regular::Yes,
                    (6.., used) if used * 2 >= held => Regular::Yes,
                    _ => Regular::No,
                };
                assert_eq!(ToolUse::of(sessions).regular(), wanted, "{used} of {held}");
            }
        }
    }
}
