//! What an outside calendar says of an appointment, and what that does to what is known of it.
//!
//! A calendar tells the same thing many times, late, and in any order. Each entry carries a
//! [`Revision`]; [`settle`] lets the latest revision count and everything earlier do nothing, so that
//! any order and any repetition of the same entries ends in the same state.

use std::cmp::Ordering;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};

use super::{SessionKind, SessionMode};
use crate::codes;

/// Shortest and longest appointment, in minutes.
pub const MINUTES: std::ops::RangeInclusive<i64> = 1..=480;

codes! {
    /// Where an entry stands. The later member wins when a source gives one revision two contents.
    pub enum EntryState {
        /// It is to take place. Of a series: its instances are.
        Agreed = "agreed",
        /// It took place.
        Held = "held",
        /// The patient did not come.
        NoShow = "no-show",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

/// Which version of an entry this is, by the source's own account: its number first, then its time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision {
    /// The source's number of this version, from 0; 0 as well when it numbers none.
    pub number: i64,
    /// When the source says it made this version.
    pub at: Option<DateTime<Utc>>,
}

impl Revision {
    /// Whether the source says anything about versions.
    #[must_use]
    pub const fn is_given(self) -> bool {
        self.number > 0 || self.at.is_some()
    }
}

/// When an appointment is, and of what kind as far as the source says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How long it lasts, in [`MINUTES`].
    pub minutes: i64,
    /// What it is for.
    pub kind: Option<SessionKind>,
    /// How it is held.
    pub mode: Option<SessionMode>,
}

/// What an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// The appointment is to take place.
    Agreed(Slot),
    /// It took place.
    Held(Slot),
    /// The patient did not come.
    NoShow(Slot),
    /// It is called off. Of a series: all of it.
    Cancelled,
    /// The entry is a series; its instances are entries of their own.
    Series,
}

impl What {
    /// Where that leaves the entry.
    #[must_use]
    pub const fn state(&self) -> EntryState {
        match self {
            Self::Agreed(_) | Self::Series => EntryState::Agreed,
            Self::Held(_) => EntryState::Held,
            Self::NoShow(_) => EntryState::NoShow,
            Self::Cancelled => EntryState::Cancelled,
        }
    }

    /// The time it names.
    #[must_use]
    pub const fn slot(&self) -> Option<&Slot> {
        match self {
            Self::Agreed(slot) | Self::Held(slot) | Self::NoShow(slot) => Some(slot),
            Self::Cancelled | Self::Series => None,
        }
    }
}

/// One appointment as a source tells of it. Carries no name and no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What the source calls it; an instance of a series has a key of its own.
    pub external: String,
    /// The key of the series it is an instance of.
    pub series: Option<String>,
    /// Which version this is.
    pub revision: Revision,
    /// The number the source knows the patient by.
    pub person: Option<String>,
    /// What the source knows the clinician by: a login, a number, an e-mail address.
    pub clinician: Option<String>,
    /// What is said.
    pub what: What,
}

impl Entry {
    /// Everything but the revision, in one line: two entries say the same when these are equal.
    /// Holds the patient's number, so it is kept only as a keyed hash.
    #[must_use]
    pub fn content(&self) -> String {
        let mut content = self.what.state().code().to_owned();
        if self.what == What::Series {
            content.push_str(" series");
        }
        if let Some(slot) = self.what.slot() {
            let starts_at = slot.starts_at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let kind = slot.kind.map_or("", SessionKind::code);
            let mode = slot.mode.map_or("", SessionMode::code);
            // Writing to a String cannot fail.
            let _ = write!(content, "\n{starts_at}\n{}\n{kind}\n{mode}", slot.minutes);
        }
        for part in [&self.person, &self.clinician] {
            content.push('\n');
            content.push_str(part.as_deref().unwrap_or_default());
        }
        content
    }
}

/// What is known of an entry: that of the latest revision received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Which version.
    pub revision: Revision,
    /// Where it stands.
    pub state: EntryState,
    /// Its content, hashed; empty when it was called off because its source no longer has it.
    pub content: Vec<u8>,
    /// Whether an appointment hangs on it.
    pub stands: bool,
}

impl Known {
    /// What is known once an entry has counted.
    #[must_use]
    pub fn of(entry: &Entry, content: Vec<u8>) -> Self {
        Self { revision: entry.revision, state: entry.what.state(), content, stands: entry.what.slot().is_some() }
    }

    /// What is known once an entry is gone from its source. The source may bring it back.
    #[must_use]
    pub const fn gone(revision: Revision) -> Self {
        Self { revision, state: EntryState::Cancelled, content: Vec::new(), stands: false }
    }
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// An appointment that did not stand now does.
    Added,
    /// An appointment that stands is otherwise than it was: its time, its length, or who and how.
    Moved,
    /// It took place.
    Held,
    /// The patient did not come.
    NoShow,
    /// An appointment that stood is called off.
    Cancelled,
    /// No appointment is touched, but the revision must be kept: a series, or a cancellation that
    /// came before what it cancels.
    Remembered,
    /// It says what is known; only its revision may be later.
    Unchanged,
    /// Something later has been received. It does nothing.
    Older,
}

impl Verdict {
    /// Whether what is known becomes what the entry says.
    #[must_use]
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Older)
    }
}

/// What `entry` does to what is known of it and, for an instance, of its series. `content` is
/// [`Entry::content`] under the same hash as in [`Known::content`].
///
/// A source that says nothing of versions is taken at its last word. Where a source numbers its versions and
/// gives one number two contents, the later state counts, then the greater hash: a rule without
/// sense but the same in every order.
#[must_use]
pub fn settle(known: Option<&Known>, series: Option<&Known>, entry: &Entry, content: &[u8]) -> Verdict {
    if let Some(series) = series
        && entry.revision.is_given()
        && (series.revision > entry.revision
            || (series.revision == entry.revision && series.state == EntryState::Cancelled))
    {
        return Verdict::Older;
    }
    let Some(known) = known else { return change(false, None, entry) };
    let same = known.content == content;
    if entry.revision.is_given() {
        match entry.revision.cmp(&known.revision) {
            Ordering::Less => return Verdict::Older,
            Ordering::Equal if same => return Verdict::Unchanged,
            Ordering::Equal if entry.revision.number > 0 && !known.content.is_empty() => {
                if (entry.what.state(), content) < (known.state, known.content.as_slice()) {
                    return Verdict::Older;
                }
            }
            Ordering::Equal | Ordering::Greater => {}
        }
    }
    if same { Verdict::Unchanged } else { change(known.stands, Some(known.state), entry) }
}

/// What becomes of an appointment when an entry counts.
fn change(stands: bool, before: Option<EntryState>, entry: &Entry) -> Verdict {
    match (&entry.what, stands) {
        (What::Cancelled | What::Series, false) => Verdict::Remembered,
        (What::Cancelled | What::Series, true) => Verdict::Cancelled,
        (_, false) => Verdict::Added,
        (What::Held(_), true) if before != Some(EntryState::Held) => Verdict::Held,
        (What::NoShow(_), true) if before != Some(EntryState::NoShow) => Verdict::NoShow,
        (_, true) => Verdict::Moved,
    }
}

/// What a batch holds all of. What is known of it there, and not in the batch, is called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whole {
    /// All instances of one series that begin in the window, by the series' key.
    Series {
        /// The key.
        external: String,
        /// The version that says so.
        revision: Revision,
    },
    /// Everything of the source that begins in the window and is not yet past.
    Source,
}

/// What was read of one file, message or feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The entries, a series before its instances.
    pub entries: Vec<Entry>,
    /// What they are all of.
    pub whole: Vec<Whole>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// Keys of what could not be read: it is not gone from its source.
    pub seen: Vec<String>,
    /// Entries left aside because they are no appointments of patients, such as meetings without
    /// a patient's number. Counted, never shown.
    pub left_aside: usize,
}

/// A part of a file that cannot be taken, and what to mend. Quotes no text but dates, codes and keys.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {fact}")]
pub struct Unread {
    /// Where: a line and column, a segment, a property.
    pub place: String,
    /// What is wrong, and what is wanted.
    pub fact: String,
}

impl Unread {
    /// One of them.
    pub fn new(place: impl Into<String>, fact: impl Into<String>) -> Self {
        Self { place: place.into(), fact: fact.into() }
    }
}

/// The window in which appointments are read, and the service's own zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// For times that name no zone.
    pub zone: chrono_tz::Tz,
    /// What begins before this is not read.
    pub from: DateTime<Utc>,
    /// What begins at or after this is not read yet.
    pub to: DateTime<Utc>,
}

impl Frame {
    /// Whether an instant is in the window.
    #[must_use]
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        (self.from..self.to).contains(&at)
    }
}
