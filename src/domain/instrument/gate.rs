//! The licence gate: whether an instrument may be sent to anybody, and if not, what to do about it.
//!
//! The words of a questionnaire belong to somebody. Those of class A travel with the product; all others
//! wait until the organisation has recorded the owner's permission and loaded the owner's words. An
//! instrument that may not be sent can still be imported and scored.

use chrono::NaiveDate;
use thiserror::Error;

use super::{Instrument, LicenceClass};

/// The owner's permission, as the organisation recorded it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsePermission {
    /// Who gave it.
    pub holder: String,
    /// Its first day.
    pub valid_from: NaiveDate,
    /// Its last day, inclusive; `None` when it has none.
    pub valid_until: Option<NaiveDate>,
    /// Taken back, whatever its last day.
    pub revoked: bool,
}

impl UsePermission {
    /// Whether it holds on a day.
    ///
    /// # Errors
    /// Why it does not.
    pub fn holds_on(&self, today: NaiveDate) -> Result<(), NotSendable> {
        if self.revoked {
            return Err(NotSendable::Revoked);
        }
        if today < self.valid_from {
            return Err(NotSendable::NotYet { from: self.valid_from });
        }
        match self.valid_until {
            Some(until) if today > until => Err(NotSendable::Over { until }),
            _ => Ok(()),
        }
    }
}

/// Which words there are to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordsAtHand {
    /// They are part of the definition: shipped with the product, or the organisation's own.
    OfDefinition,
    /// The organisation loaded the owner's words for this version.
    Loaded,
    /// None.
    None,
}

/// Why an instrument may not be sent. The sentence says what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotSendable {
    /// It has no questions here.
    #[error("it has no questions here: its totals are only imported")]
    NothingToAsk,
    /// The words belong to somebody, and no permission is recorded.
    #[error(
        "no permission is recorded: ask the owner, record who gave it and which document says so, then load the words"
    )]
    NoPermission,
    /// The permission begins later.
    #[error("the permission begins on {from}: wait until then, or record one that holds today")]
    NotYet {
        /// Its first day.
        from: NaiveDate,
    },
    /// The permission has run out.
    #[error("the permission ended on {until}: ask the owner for a new one and record it")]
    Over {
        /// Its last day.
        until: NaiveDate,
    },
    /// The permission was taken back.
    #[error("the permission was taken back: ask the owner for a new one and record it")]
    Revoked,
    /// The words are not here.
    #[error("the words are not here: load the owner's wording of this version in one language at least")]
    NoWording,
}

impl NotSendable {
    /// A short name of the reason, for texts in other languages.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NothingToAsk => "nothing-to-ask",
            Self::NoPermission => "no-permission",
            Self::NotYet { .. } => "not-yet",
            Self::Over { .. } => "over",
            Self::Revoked => "revoked",
            Self::NoWording => "no-wording",
        }
    }

    /// The day the reason speaks of.
    #[must_use]
    pub const fn day(&self) -> Option<NaiveDate> {
        match self {
            Self::NotYet { from } => Some(*from),
            Self::Over { until } => Some(*until),
            _ => None,
        }
    }
}

/// Whether an instrument may be sent today. `permissions` are all that were ever recorded for it, in the
/// order they were: one that holds is enough, and otherwise the last one says why.
///
/// # Errors
/// Why it may not, and what to do.
pub fn may_send(
    instrument: &Instrument,
    permissions: &[UsePermission],
    words: WordsAtHand,
    today: NaiveDate,
) -> Result<(), NotSendable> {
    if instrument.is_total_only() {
        return Err(NotSendable::NothingToAsk);
    }
    if instrument.licence.class != LicenceClass::A {
        let mut standing = Err(NotSendable::NoPermission);
        for permission in permissions {
            let one = permission.holds_on(today);
            if one.is_ok() {
                standing = one;
                break;
            }
            standing = one;
        }
        standing?;
    }
    match words {
        WordsAtHand::None => Err(NotSendable::NoWording),
        // Words of another's that travel inside a definition were never given to this organisation.
        WordsAtHand::OfDefinition if instrument.licence.class != LicenceClass::A => Err(NotSendable::NoWording),
        WordsAtHand::OfDefinition | WordsAtHand::Loaded => Ok(()),
    }
}
