//! Improvement work as plan, do, study, act: what a unit tries, which figure is to show it, and what was learned.
//!
//! The cycle is W. E. Deming's and W. Shewhart's; the words are those of Langley et al., The Improvement Guide,
//! 2nd edition, 2009 \[mem\]. Nothing here computes anything: a start and a stop are drawn on charts and never
//! move a centre line.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::care::{AccountId, ImprovementId, ReportId, UnitId};
use crate::codes;

codes! {
    /// The figure of a metric that is to show it.
    pub enum Figure {
        /// The share that is reliably better.
        Improvement = "improvement",
        /// The share that is reliably worse.
        Deterioration = "deterioration",
        /// The share that moved past the cut-off.
        Recovery = "recovery",
        /// The mean change in points.
        Change = "change",
        /// The share whose end is known.
        Coverage = "coverage",
    }
}

codes! {
    /// Which way a figure is hoped to go.
    pub enum Direction {
        /// Higher.
        Up = "up",
        /// Lower.
        Down = "down",
    }
}

codes! {
    /// What was learned from it.
    pub enum Verdict {
        /// It is kept as it is.
        Adopt = "adopt",
        /// It is changed and tried again.
        Adapt = "adapt",
        /// It is left.
        Abandon = "abandon",
    }
}

codes! {
    /// What a step tells.
    pub enum StepKind {
        /// What was done.
        Do = "do",
        /// What was seen.
        Study = "study",
        /// It is looked at on another day than planned.
        Review = "review",
        /// It ended.
        Stop = "stop",
    }
}

/// What is measured: instrument, scale, norm set and the two points between which there is change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The instrument.
    pub instrument: String,
    /// Its scale.
    pub scale: String,
    /// The norm set that gives the rule.
    pub norms: String,
    /// The first point, in its written form.
    pub first: String,
    /// The last point.
    pub last: String,
}

/// The plan. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Improvement {
    /// Its id.
    pub id: ImprovementId,
    /// The unit that tries it.
    pub unit: UnitId,
    /// The report it was decided over, if any.
    pub report: Option<ReportId>,
    /// What is to show it.
    pub measured: Measured,
    /// Which of its figures.
    pub figure: Figure,
    /// Which way that is hoped to go.
    pub direction: Direction,
    /// What is to become better, for whom.
    pub aim: String,
    /// What is changed.
    pub tried: String,
    /// From when.
    pub start_on: NaiveDate,
    /// When it is to be looked at together.
    pub review_on: NaiveDate,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: AccountId,
}

/// One thing that came after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its id.
    pub id: Uuid,
    /// Of which improvement.
    pub improvement: ImprovementId,
    /// What it tells.
    pub kind: StepKind,
    /// The day it is about: when it was done or seen, the new day of the review, the last day.
    pub on: NaiveDate,
    /// What was learned; of a stop alone.
    pub verdict: Option<Verdict>,
    /// In words.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub author: AccountId,
}

/// How it ended: the last day and what was learned. `None` while it runs.
#[must_use]
pub fn ended(steps: &[Step]) -> Option<(NaiveDate, Verdict)> {
    steps.iter().find(|step| step.kind == StepKind::Stop).and_then(|step| Some((step.on, step.verdict?)))
}

/// The day it is to be looked at, as it stands: the newest of the planned one and those it was moved to. Steps are in
/// the order they were written.
#[must_use]
pub fn review_on(improvement: &Improvement, steps: &[Step]) -> NaiveDate {
    steps.iter().rev().find(|step| step.kind == StepKind::Review).map_or(improvement.review_on, |step| step.on)
}
