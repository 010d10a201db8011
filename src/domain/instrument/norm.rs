//! What a score or a change is read against. Always named, dated and sourced:
//! a metric is an instrument's scale, a norm set and a rule.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Source;
use crate::domain::change::{self, ChangeError, ChangeRule, Direction, Norm, cutoffs};

/// When a change is larger than measurement error alone would give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reliable {
    /// At least this many points.
    Points(f64),
    /// Jacobson and Truax 1991, from a published standard deviation and reliability.
    Rci {
        /// Standard deviation, in points.
        sd: f64,
        /// Reliability, between 0 and 1.
        reliability: f64,
    },
    /// Jacobson and Truax 1991, with the standard deviation of the sample's own
    /// first measurements.
    RciOfSample {
        /// Reliability, between 0 and 1.
        reliability: f64,
    },
}

/// Where the line goes between the clinical and the functional range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cutoff {
    /// A case from this value and up (higher is worse).
    AtLeast(f64),
    /// A case below this value (higher is better).
    Below(f64),
    /// Method c of Jacobson and Truax 1991.
    MethodC {
        /// Mean of the functional population.
        functional_mean: f64,
        /// Standard deviation of the functional population.
        functional_sd: f64,
        /// Mean and standard deviation of the clinical population; `None` takes
        /// them from the sample's own first measurements.
        clinical: Option<(f64, f64)>,
    },
}

/// A named norm set for one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NormSet {
    /// Its name, such as `nhs-tt`.
    pub id: String,
    /// Whom it describes.
    pub population: String,
    /// Country code, when it belongs to one.
    pub country: Option<String>,
    /// Language of the form, when it belongs to one.
    pub language: Option<String>,
    /// Year or years the figures are from.
    pub year: Option<String>,
    /// Number of people behind it.
    pub n: Option<u32>,
    /// Ages it describes, in words; may be empty.
    pub ages: String,
    /// The scale it is for.
    pub scale: String,
    /// Mean of the population, in points.
    pub mean: Option<f64>,
    /// Standard deviation of the population, in points.
    pub sd: Option<f64>,
    /// Reliability of the scale in it, between 0 and 1.
    pub reliability: Option<f64>,
    /// When a change is reliable; without it the set is for comparison only.
    pub reliable: Option<Reliable>,
    /// The cut-off, when it has one.
    pub cutoff: Option<Cutoff>,
    /// What a reader must know before using it; may be empty.
    pub note: String,
    /// Where the figures come from.
    pub source: Source,
}

/// A norm set gives no rule of change.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RuleError {
    /// It does not say when a change is reliable.
    #[error("the norm set does not say when a change is reliable")]
    NoChange,
    /// Some of its figures come from the sample's own first measurements, and there are none.
    #[error("the norm set takes its figures from the sample's first measurements, and there are too few")]
    NeedsSample,
    /// Its figures do not give one.
    #[error(transparent)]
    Figures(#[from] ChangeError),
}

impl NormSet {
    /// Whether some of its figures come from the sample's own first measurements.
    pub fn needs_sample(&self) -> bool {
        matches!(self.reliable, Some(Reliable::RciOfSample { .. }))
            || matches!(self.cutoff, Some(Cutoff::MethodC { clinical: None, .. }))
    }

    /// The rule that a change on a scale of this direction is read by. `sample` is
    /// the mean and spread of the sample's own first measurements.
    ///
    /// # Errors
    /// [`RuleError`] when the sample is needed and absent, or the figures do not
    /// give a rule.
    pub fn rule(&self, direction: Direction, sample: Option<Norm>) -> Result<ChangeRule, RuleError> {
        let sample = || sample.ok_or(RuleError::NeedsSample);
        let reliable = match self.reliable.ok_or(RuleError::NoChange)? {
            Reliable::Points(points) => change::Reliable::Points(points),
            Reliable::Rci { sd, reliability } => change::Reliable::Index { sd, reliability },
            Reliable::RciOfSample { reliability } => change::Reliable::Index { sd: sample()?.sd, reliability },
        };
        let cutoff = match self.cutoff {
            None => None,
            Some(Cutoff::AtLeast(value) | Cutoff::Below(value)) => Some(change::Cutoff::Case(value)),
            Some(Cutoff::MethodC { functional_mean, functional_sd, clinical }) => {
                let clinical = match clinical {
                    Some((mean, sd)) => Norm { mean, sd },
                    None => sample()?,
                };
                let functional = Norm { mean: functional_mean, sd: functional_sd };
                Some(change::Cutoff::Line(cutoffs(direction, clinical, functional)?.c))
            }
        };
        Ok(ChangeRule::new(direction, reliable, cutoff)?)
    }

    /// Whether somebody has read the source of its figures.
    pub fn verified(&self) -> bool {
        self.source.verified()
    }

    /// `[mem]` when the figures are unverified, to be printed beside them.
    pub fn mark(&self) -> &'static str {
        self.source.mark()
    }
}

/// A value that others read something from: described, never used for change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The scale.
    pub scale: String,
    /// Which values are meant.
    pub side: Beyond,
    /// What it is said to mean.
    pub means: String,
    /// Where.
    pub source: Source,
}

/// Which values a threshold means.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beyond {
    /// This value or more.
    AtLeast(f64),
    /// This value or less.
    AtMost(f64),
    /// Less than this value.
    Below(f64),
    /// More than this value.
    Above(f64),
}

impl Beyond {
    /// The value itself.
    pub fn value(self) -> f64 {
        match self {
            Self::AtLeast(value) | Self::AtMost(value) | Self::Below(value) | Self::Above(value) => value,
        }
    }
}

/// A difference that is said to matter, such as the smallest one people notice:
/// described, never used for change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Important {
    /// The scale.
    pub scale: String,
    /// How large, in points.
    pub points: f64,
    /// What it is said to mean.
    pub means: String,
    /// Where.
    pub source: Source,
}

/// Mean and spread of one group in a reference population.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Whom: `female`, `male` or `all`.
    pub sex: String,
    /// Mean, in points.
    pub mean: f64,
    /// Standard deviation, in points.
    pub sd: f64,
}

/// The share of a group at or above a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShareAtOrAbove {
    /// The score.
    pub score: f64,
    /// Whom: `female`, `male` or `all`.
    pub sex: String,
    /// Between 0 and 1.
    pub share: f64,
}

/// How people outside care have answered: for comparison, never a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reference {
    /// Its name.
    pub id: String,
    /// The scale it is for.
    pub scale: String,
    /// Who they are.
    pub population: String,
    /// Country code.
    pub country: String,
    /// Year or years.
    pub years: String,
    /// Number of people.
    pub n: u32,
    /// Means by group.
    pub groups: Vec<Group>,
    /// Shares at or above a score.
    pub at_or_above: Vec<ShareAtOrAbove>,
    /// Where the figures come from.
    pub source: Source,
}

/// Whether scores from two ways of answering may share one curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModeVerdict {
    /// They may.
    Equivalent,
    /// Not known: the line is broken between them.
    Unknown,
    /// They may not.
    Different,
}

/// What is known about answering in one way instead of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mode {
    /// The way of answering, such as `smartphone`.
    pub mode: String,
    /// What it was compared with, such as `paper`.
    pub compared_with: String,
    /// What follows.
    pub verdict: ModeVerdict,
    /// What was found.
    pub finding: String,
    /// Where it was found.
    pub source: Source,
}
