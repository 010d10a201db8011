//! What an instrument yields: which items, by which rule, read in which bands.

use serde::{Deserialize, Serialize};

use super::Source;
use crate::domain::change::Direction;

/// How item values become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The sum of the item values.
    Sum,
    /// The mean of the item values.
    Mean,
    /// No items: the total was worked out elsewhere and is only imported.
    Total,
}

/// What stands in for the unanswered items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Then {
    /// For a sum: the mean of the answered times the number of items.
    #[serde(rename = "mean of answered times number of items")]
    MeanTimesItems,
    /// For a mean: the mean of the answered.
    #[serde(rename = "mean of answered")]
    MeanOfAnswered,
}

/// Rounding of the value before bands are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounding {
    /// To the nearest whole number, a half goes up.
    #[serde(rename = "half up")]
    HalfUp,
    /// No rounding.
    #[serde(rename = "none")]
    None,
}

/// What happens when more items than allowed are unanswered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Otherwise {
    /// There is no score, and the reason is said. Never a partial sum.
    #[serde(rename = "no score")]
    NoScore,
}

/// Who made a missing-item rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RuleStatus {
    /// The instrument's author.
    Author,
    /// We did: the literature leaves it open.
    Policy,
    /// Others do it so, without the author having said it.
    Convention,
}

/// The missing-item rule of one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// How many items may be unanswered.
    pub up_to: u32,
    /// What stands in for them.
    pub then: Then,
    /// Rounding of the value.
    pub round: Rounding,
    /// What happens beyond that.
    pub otherwise: Otherwise,
    /// Who made the rule.
    pub status: RuleStatus,
    /// Where it is written.
    pub source: Source,
}

/// A named part of a scale. It ends where the next begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// First value in the band.
    pub from: f64,
    /// Its name in files; the words are in the feedback.
    pub name: String,
}

/// One value that an instrument yields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Name within the instrument, such as `total`.
    pub id: String,
    /// How it is worked out.
    pub method: Method,
    /// The items that count; empty for an imported total.
    pub items: Vec<String>,
    /// Those of them that are turned round (lowest + highest - answer) first.
    pub reverse: Vec<String>,
    /// Lowest and highest possible value.
    pub range: (f64, f64),
    /// The missing-item rule; `None` for an imported total.
    pub missing: Option<Missing>,
    /// Bands, rising; empty when there are none.
    pub bands: Vec<Band>,
    /// Where the bands come from.
    pub bands_source: Option<Source>,
    /// What a high value means.
    pub direction: Direction,
    /// LOINC code of the value.
    pub loinc: Option<String>,
    /// Whether values are whole numbers.
    pub whole_numbers: bool,
}

impl Scale {
    /// The band a value lies in; `None` when the scale has no bands or the value
    /// lies below the first.
    pub fn band(&self, value: f64) -> Option<&Band> {
        self.bands.iter().rev().find(|band| value >= band.from)
    }
}
