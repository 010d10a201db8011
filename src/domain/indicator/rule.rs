//! The closed list of rules an indicator is made of, and what each takes.
//!
//! Rules are named, with numbers beside them; there are no formulas in files. What no rule here can say is a new rule
//! in the program, with a test, and never a text that is computed.

use crate::codes;

codes! {
    /// How large a change is asked for.
    pub enum By {
        /// Larger than the instrument's own noise, by the norm set's rule (Jacobson & Truax 1991, or the points a
        /// manual prints).
        Reliable = "reliable",
    }
}

codes! {
    /// Which way a change goes.
    pub enum Way {
        /// Towards better.
        Better = "better",
        /// Towards worse.
        Worse = "worse",
    }
}

/// One rule. Point names are those of the definition.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The referral lies in the period.
    ReferredInPeriod,
    /// The first treatment session lies in the period, and not after the data date.
    StartedInPeriod,
    /// The ending lies in the period, and not after the data date.
    EndedInPeriod,
    /// There was a first treatment session by the end of the period and the data date.
    TreatmentStarted,
    /// The ending lies so many days back on the data date that the last answer has had time to arrive.
    OverFor {
        /// The days.
        days: u32,
    },
    /// So many treatment sessions were held.
    SessionsAtLeast {
        /// How many.
        number: u32,
    },
    /// The point's last day has come by the data date, answered or not.
    WindowOver {
        /// The point.
        at: String,
    },
    /// There is a score at the point.
    ScoredAt {
        /// The point.
        at: String,
    },
    /// There is a score at both points, the second later than the first.
    ScoredAtBoth {
        /// The first point.
        from: String,
        /// The second.
        to: String,
    },
    /// The score lies on the clinical side of the norm set's cut-off.
    CaseAt {
        /// The point.
        at: String,
    },
    /// The score changed by a reliable change, or more, in one direction.
    ChangedAtLeast {
        /// How large.
        by: By,
        /// Which way.
        way: Way,
        /// The first point.
        from: String,
        /// The second.
        to: String,
    },
    /// The score went from the clinical side of the cut-off to the other.
    CrossedTheCutoff {
        /// The first point.
        from: String,
        /// The second.
        to: String,
    },
    /// Some score after the first point, up to the second, differs from the first by a reliable change or more.
    ChangedSometime(Sometime),
    /// So many treatment sessions, or more, were held after the earliest score that shows that change.
    HeldAfterChange {
        /// How many.
        number: u32,
        /// Which change.
        change: Sometime,
    },
    /// In one of so many treatment sessions after the earliest score that shows that change, answers were noted as
    /// spoken about.
    DiscussedAfterChange {
        /// How many.
        number: u32,
        /// Which change.
        change: Sometime,
    },
    /// The score is so high, or higher.
    ScoreAtLeast {
        /// How high.
        number: f64,
        /// The point.
        at: String,
    },
    /// The score is so low, or lower.
    ScoreAtMost {
        /// How low.
        number: f64,
        /// The point.
        at: String,
    },
}

/// A change that any score between two points may show.
#[derive(Clone, Debug, PartialEq)]
pub struct Sometime {
    /// How large.
    pub by: By,
    /// Which way.
    pub way: Way,
    /// The first point.
    pub from: String,
    /// The second.
    pub to: String,
}

/// What is averaged.
#[derive(Clone, Debug, PartialEq)]
pub enum Worth {
    /// The score at a point.
    ScoreAt {
        /// The point.
        at: String,
    },
    /// The second score minus the first, in points.
    ChangeBetween {
        /// The first point.
        from: String,
        /// The second.
        to: String,
    },
    /// The treatment sessions held between the score at the first point and the earliest later one, up to that at the
    /// second point, that differs from it by a reliable change or more; of those who never came to it, the sessions
    /// until the score at the second point.
    SessionsUntil(Sometime),
}

/// What a rule takes beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name it has in files.
    pub name: &'static str,
    /// What it takes, by the names these have in files.
    pub takes: &'static [&'static str],
    /// What it says, in one sentence.
    pub says: &'static str,
    /// Whether it is averaged rather than true or false.
    pub is_worth: bool,
}

const fn rule(name: &'static str, takes: &'static [&'static str], says: &'static str) -> Listed {
    Listed { name, takes, says, is_worth: false }
}

const fn worth(name: &'static str, takes: &'static [&'static str], says: &'static str) -> Listed {
    Listed { name, takes, says, is_worth: true }
}

/// Every rule there is; `lytt rules` prints them.
pub const RULES: [Listed; 20] = [
    rule("episode referred in the period", &[], "the referral lies in the period"),
    rule("treatment started in the period", &[], "the first treatment session lies in the period"),
    rule("episode ended in the period", &[], "the ending lies in the period"),
    rule("treatment started", &[], "there was a first treatment session by the end of the period"),
    rule("over for at least", &["days"], "the ending lies so many days back that the last answer can be in"),
    rule("sessions at least", &["number"], "so many treatment sessions were held"),
    rule("window is over", &["at"], "the point's last day has come, answered or not"),
    rule("scored at", &["at"], "there is a score at the point"),
    rule("scored at both", &["from", "to"], "there is a score at both points, the second later than the first"),
    rule("case at", &["at"], "the score is on the clinical side of the norm set's cut-off"),
    rule(
        "changed at least",
        &["by", "direction", "from", "to"],
        "the score changed by the norm set's reliable change or more, for better or for worse",
    ),
    rule(
        "changed at some time",
        &["by", "direction", "from", "to"],
        "some score up to the second point shows a reliable change from the first",
    ),
    rule(
        "sessions held after the change",
        &["number", "by", "direction", "from", "to"],
        "so many treatment sessions were held after the earliest score that shows it",
    ),
    rule(
        "spoken about after the change",
        &["number", "by", "direction", "from", "to"],
        "in one of so many treatment sessions after that score, answers were noted as spoken about",
    ),
    rule("crossed the cut-off", &["from", "to"], "the score went from the clinical side of the cut-off to the other"),
    rule("score at least", &["number", "at"], "the score is so high, or higher"),
    rule("score at most", &["number", "at"], "the score is so low, or lower"),
    worth("score at", &["at"], "the score at the point"),
    worth("change between", &["from", "to"], "the second score minus the first, in points"),
    worth(
        "sessions until",
        &["by", "direction", "from", "to"],
        "the treatment sessions held from the first score until the earliest later one, up to the second, that shows a reliable change",
    ),
];

impl Rule {
    /// Its name in files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ReferredInPeriod => "episode referred in the period",
            Self::StartedInPeriod => "treatment started in the period",
            Self::EndedInPeriod => "episode ended in the period",
            Self::TreatmentStarted => "treatment started",
            Self::OverFor { .. } => "over for at least",
            Self::SessionsAtLeast { .. } => "sessions at least",
            Self::WindowOver { .. } => "window is over",
            Self::ScoredAt { .. } => "scored at",
            Self::ScoredAtBoth { .. } => "scored at both",
            Self::CaseAt { .. } => "case at",
            Self::ChangedAtLeast { .. } => "changed at least",
            Self::CrossedTheCutoff { .. } => "crossed the cut-off",
            Self::ChangedSometime(_) => "changed at some time",
            Self::HeldAfterChange { .. } => "sessions held after the change",
            Self::DiscussedAfterChange { .. } => "spoken about after the change",
            Self::ScoreAtLeast { .. } => "score at least",
            Self::ScoreAtMost { .. } => "score at most",
        }
    }

    /// The points it speaks of.
    #[must_use]
    pub fn points(&self) -> Vec<&str> {
        match self {
            Self::WindowOver { at }
            | Self::ScoredAt { at }
            | Self::CaseAt { at }
            | Self::ScoreAtLeast { at, .. }
            | Self::ScoreAtMost { at, .. } => vec![at],
            Self::ScoredAtBoth { from, to }
            | Self::ChangedAtLeast { from, to, .. }
            | Self::CrossedTheCutoff { from, to }
            | Self::ChangedSometime(Sometime { from, to, .. })
            | Self::HeldAfterChange { change: Sometime { from, to, .. }, .. }
            | Self::DiscussedAfterChange { change: Sometime { from, to, .. }, .. } => vec![from, to],
            _ => Vec::new(),
        }
    }

    /// Whether it asks if there are scores: what makes the difference between those who answered and all.
    #[must_use]
    pub const fn asks_for_scores(&self) -> bool {
        matches!(self, Self::ScoredAt { .. } | Self::ScoredAtBoth { .. })
    }

    /// Whether it reads a score, so that it is unknown where there is none.
    #[must_use]
    pub const fn reads_scores(&self) -> bool {
        matches!(
            self,
            Self::CaseAt { .. }
                | Self::ChangedAtLeast { .. }
                | Self::CrossedTheCutoff { .. }
                | Self::ChangedSometime(_)
                | Self::HeldAfterChange { .. }
                | Self::DiscussedAfterChange { .. }
                | Self::ScoreAtLeast { .. }
                | Self::ScoreAtMost { .. }
        )
    }

    /// Whether it needs a norm set with a reliable change.
    #[must_use]
    pub const fn needs_reliable(&self) -> bool {
        matches!(
            self,
            Self::ChangedAtLeast { .. }
                | Self::ChangedSometime(_)
                | Self::HeldAfterChange { .. }
                | Self::DiscussedAfterChange { .. }
        )
    }

    /// Whether it needs to know which sessions were spoken about.
    #[must_use]
    pub const fn needs_discussed(&self) -> bool {
        matches!(self, Self::DiscussedAfterChange { .. })
    }

    /// Whether it needs to know how many sessions were held before a score.
    #[must_use]
    pub const fn needs_sessions(&self) -> bool {
        matches!(self, Self::HeldAfterChange { .. })
    }

    /// Whether it needs a norm set with a cut-off.
    #[must_use]
    pub const fn needs_cutoff(&self) -> bool {
        matches!(self, Self::CaseAt { .. } | Self::CrossedTheCutoff { .. })
    }
}

impl Worth {
    /// Its name in files.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::ScoreAt { .. } => "score at",
            Self::ChangeBetween { .. } => "change between",
            Self::SessionsUntil(_) => "sessions until",
        }
    }

    /// The points it speaks of.
    #[must_use]
    pub fn points(&self) -> Vec<&str> {
        match self {
            Self::ScoreAt { at } => vec![at],
            Self::ChangeBetween { from, to } | Self::SessionsUntil(Sometime { from, to, .. }) => vec![from, to],
        }
    }

    /// Whether it needs a norm set with a reliable change.
    #[must_use]
    pub const fn needs_reliable(&self) -> bool {
        matches!(self, Self::SessionsUntil(_))
    }
}
