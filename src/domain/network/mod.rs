//! Organisations that compare: what they agree on, and what they send each other. See `docs/networks.md`.
//!
//! Five documents, each signed by whoever it speaks for: the founder's [`Charter`] and list of [`Members`], somebody's
//! [`Joining`], a [`Statement`] of one period, and a [`Withdrawal`]. A statement holds a [`Release`], which
//! cannot hold a count that must be hidden. [`compare`] is what is made of statements,
//! [`exchange`] how they go from server to server.

pub mod compare;
pub mod exchange;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::codes;
use crate::domain::edition::release::Release;
use crate::domain::edition::{self, MetricKey};
use crate::domain::ledger::{Every, Period};

/// The most metrics of a network.
pub const MOST_METRICS: usize = 6;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 120;

/// The longest purpose, in characters.
pub const LONGEST_PURPOSE: usize = 1000;

/// An organisation's public key, as 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(String);

impl KeyId {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits: enough to tell the keys of one network apart, too few to trust.
    #[must_use]
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or(&self.0)
    }
}

impl TryFrom<String> for KeyId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(digit) {
            Ok(Self(text))
        } else {
            Err("a key has 64 hexadecimal digits")
        }
    }
}

impl From<KeyId> for String {
    fn from(key: KeyId) -> Self {
        key.0
    }
}

impl std::fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a network is, in the founder's words. An invitation is this, signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charter {
    /// Its id.
    pub network: Uuid,
    /// Its name.
    pub name: String,
    /// What it is for, in plain words.
    pub purpose: String,
    /// What is compared; no scale twice, for the same patients must not be cut in two ways.
    pub metrics: Vec<MetricKey>,
    /// How long a period is: a quarter or a year.
    pub every: Every,
    /// Whether members who agree are shown by name.
    pub names: bool,
    /// The founding organisation's name.
    pub founder: String,
    /// When.
    pub founded_on: NaiveDate,
}

/// A field of something and what is wrong with it.
pub type Wrong = (&'static str, &'static str);

fn wrong_text(field: &'static str, text: &str, most: usize) -> Option<Wrong> {
    match text.trim().chars().count() {
        0 => Some((field, "missing")),
        length if length > most => Some((field, "too-long")),
        _ => None,
    }
}

impl Charter {
    /// What is wrong with it.
    #[must_use]
    pub fn check(&self) -> Vec<Wrong> {
        let scale = |metric: &MetricKey| (metric.instrument.clone(), metric.scale.clone());
        let scales: std::collections::BTreeSet<_> = self.metrics.iter().map(scale).collect();
        let metrics = match self.metrics.len() {
            0 => Some(("metrics", "missing")),
            many if many > MOST_METRICS => Some(("metrics", "too-many")),
            many if many != scales.len() => Some(("metrics", "twice")),
            _ => None,
        };
        let every = !matches!(self.every, Every::Quarter | Every::Year);
        [
            wrong_text("name", &self.name, LONGEST_NAME),
            wrong_text("purpose", &self.purpose, LONGEST_PURPOSE),
            metrics,
            every.then_some(("every", "invalid")),
            wrong_text("founder", &self.founder, LONGEST_NAME),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The periods that can be shared on a day, the latest first.
    #[must_use]
    pub fn periods(&self, today: NaiveDate) -> Vec<Period> {
        edition::periods(self.every, today).collect()
    }
}

/// An organisation asks to take part. It goes to the founder alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joining {
    /// The network.
    pub network: Uuid,
    /// The SHA-256 of the invitation that was accepted, signature and all.
    pub invitation: String,
    /// The organisation.
    pub organisation: String,
    /// It may be shown by name to the others.
    pub shows_name: bool,
    /// Who accepted for it.
    pub accepted_by: String,
    /// When.
    pub accepted_on: NaiveDate,
}

/// Somebody whose statements are taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Its key.
    pub key: KeyId,
    /// Its name, where it and the charter show names.
    pub name: Option<String>,
}

/// Who takes part, the founder first. Only the founder's counts, and of those the one with the highest number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// The network.
    pub network: Uuid,
    /// Rises with every list.
    pub number: u32,
    /// The members, in the order they were admitted.
    pub members: Vec<Member>,
    /// When.
    pub on: NaiveDate,
}

/// What one organisation shares of one period. Who it is stands in the signature alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The network.
    pub network: Uuid,
    /// The period.
    pub period: Period,
    /// The day the data were read.
    pub data_date: NaiveDate,
    /// What is compared, as in the charter.
    pub metrics: Vec<MetricKey>,
    /// The figures, one for each metric.
    pub release: Release,
}

/// An organisation takes back what it shared, for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The network.
    pub network: Uuid,
    /// The period; `None` is everything: it leaves. If it is the founder, the network ends.
    pub period: Option<Period>,
    /// When.
    pub on: NaiveDate,
}

/// Anything that is signed and sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "document", rename_all = "kebab-case")]
pub enum Document {
    /// An invitation.
    Charter(Charter),
    /// An answer to it.
    Joining(Joining),
    /// Who takes part.
    Members(Members),
    /// Results of a period.
    Statement(Statement),
    /// Results taken back.
    Withdrawal(Withdrawal),
}

impl Document {
    /// The network it belongs to.
    #[must_use]
    pub const fn network(&self) -> Uuid {
        match self {
            Self::Charter(one) => one.network,
            Self::Joining(one) => one.network,
            Self::Members(one) => one.network,
            Self::Statement(one) => one.network,
            Self::Withdrawal(one) => one.network,
        }
    }
}

codes! {
    /// Where an organisation stands in a network.
    pub enum Standing {
        /// It has the invitation, and nobody has accepted it.
        Invited = "invited",
        /// It has accepted, and the founder has not admitted it.
        Asked = "asked",
        /// It takes part.
        Member = "member",
        /// It has left, or was left out.
        Left = "left",
        /// The founder has ended the network.
        Ended = "ended",
    }
}

codes! {
    /// What is kept of what was sent and received.
    pub enum Kind {
        /// An organisation asks to take part.
        Joining = "joining",
        /// Results of a period.
        Statement = "statement",
        /// Results taken back; of a received one, this is what remains of them.
        Withdrawal = "withdrawal",
    }
}

codes! {
    /// What was decided about it.
    pub enum State {
        /// It waits for a person.
        Waiting = "waiting",
        /// A person has taken it in, or sent it.
        Taken = "taken",
        /// It was taken back, or its sender is no longer a member.
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// Why a document is not taken in; what to mend stands in the texts.
    pub enum Refusal {
        /// It is not a document of this kind, or cut short.
        NotADocument = "not-a-document",
        /// Its signature does not fit: a letter was changed on the way, or it was signed with another key.
        Altered = "altered",
        /// This organisation has no such network.
        UnknownNetwork = "unknown-network",
        /// Whoever signed it is not on the founder's list.
        NotAMember = "not-a-member",
        /// It speaks for the founder, and the founder has not signed it.
        NotTheFounder = "not-the-founder",
        /// It asks this organisation to admit somebody to a network that another one founded.
        NotForUs = "not-for-us",
        /// It answers another invitation than the one that was sent.
        OtherInvitation = "other-invitation",
        /// An invitation, a list or an answer that is here already, or a newer one is.
        Older = "older",
        /// There is a statement of the same organisation and period already.
        Twice = "twice",
        /// It was taken back before, and what is taken back stays so.
        TakenBack = "taken-back",
        /// It is about other metrics, or other periods, than the network's.
        OtherMetrics = "other-metrics",
        /// It was made before the period was over and settled.
        TooEarly = "too-early",
        /// It is this organisation's own.
        Own = "own",
        /// This organisation takes no part any more, or not yet.
        NotTakingPart = "not-taking-part",
        /// The invitation cannot be used.
        Unfit = "unfit",
    }
}
