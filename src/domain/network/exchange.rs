//! Documents that go from server to server: what they are, where they stand, and what is in the way.

use super::{Document, Refusal};
use crate::codes;
use crate::domain::ledger::Period;

codes! {
    /// What is exchanged. An invitation never is: whoever is invited has no key on record here yet.
    pub enum What {
        /// An organisation asks to take part.
        Joining = "joining",
        /// The founder's list of members.
        Members = "members",
        /// Results of a period.
        Statement = "statement",
        /// Results taken back.
        Withdrawal = "withdrawal",
    }
}

impl What {
    /// What a document is, and the period it is about. `None` for an invitation.
    #[must_use]
    pub const fn of(document: &Document) -> Option<(Self, Option<Period>)> {
        match document {
            Document::Charter(_) => None,
            Document::Joining(_) => Some((Self::Joining, None)),
            Document::Members(_) => Some((Self::Members, None)),
            Document::Statement(one) => Some((Self::Statement, Some(one.period))),
            Document::Withdrawal(one) => Some((Self::Withdrawal, one.period)),
        }
    }
}

codes! {
    /// Where something that came stands.
    pub enum Arrived {
        /// It waits for a person.
        Waiting = "waiting",
        /// A person has taken it in.
        Taken = "taken",
        /// A person has refused it.
        Refused = "refused",
        /// It held at once: something was taken back, or somebody left out.
        AtOnce = "at-once",
        /// It was taken back, or something newer came, before anybody had decided.
        Overtaken = "overtaken",
    }
}

codes! {
    /// Where something that goes out stands.
    pub enum Sent {
        /// To be sent, for the first time or again.
        Waiting = "waiting",
        /// The other side has it, and a person there decides.
        Received = "received",
        /// The other side does not take it, and says why.
        Refused = "refused",
        /// It was tried often enough.
        GivenUp = "given-up",
        /// It was taken back or replaced before it was sent.
        CalledOff = "called-off",
    }
}

codes! {
    /// Why something was not sent yet.
    pub enum Hindrance {
        /// Nobody answered.
        Silent = "silent",
        /// The server has not been told that it may call this host.
        NotOpened = "not-opened",
        /// The other side does not say whether it knows the network, the organisation or the key.
        NotKnown = "not-known",
        /// The other side has too much to do.
        Busy = "busy",
        /// Something answered that does not seem to be Lytt.
        Strange = "strange",
    }
}

codes! {
    /// What is wrong with an address; the words are those of the fields.
    pub enum WrongAddress {
        /// It does not read, or holds a name, a password or a question.
        Invalid = "invalid",
        /// It is longer than is kept.
        TooLong = "too-long",
        /// It does not begin with https.
        NotHttps = "not-https",
        /// The operator has not opened for its host.
        NotOpened = "host-not-opened",
    }
}

/// The reasons that another server may give: those about a document that it knows the sender of.
pub const TOLD: [Refusal; 7] = [
    Refusal::Older,
    Refusal::Twice,
    Refusal::TakenBack,
    Refusal::OtherMetrics,
    Refusal::TooEarly,
    Refusal::NotTakingPart,
    Refusal::OtherInvitation,
];

/// How often something is tried before it is given up: for two to three days, see [`wait_seconds`].
pub const MOST_ATTEMPTS: i64 = 20;

/// The most seconds between two tries.
const LONGEST_WAIT: i64 = 6 * 3600;

/// Seconds to wait before the next try: a minute after the first, twice as long after each, at most six hours; by
/// chance between half of that and all of it, so that what failed together does not come back together. `attempt`:
/// from 1; `chance`: a random byte.
#[must_use]
pub fn wait_seconds(attempt: i64, chance: u8) -> i64 {
    let doublings = u32::try_from((attempt - 1).clamp(0, 9)).unwrap_or(0);
    let whole = (60_i64 << doublings).min(LONGEST_WAIT);
    whole / 2 + whole / 2 * i64::from(chance) / 255
}
