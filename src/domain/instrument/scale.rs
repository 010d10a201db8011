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
    /// The value that a table gives for another scale's value.
    Lookup,
    /// A named rule that no other method can say.
    Function,
    /// No items: the total was worked out elsewhere and is only imported.
    Total,
}

/// A named rule of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    /// Whether the twenty symptoms of PTSD in DSM-5, in their order, are present in
    /// the number each group asks for: 1 of items 1-5, 1 of 6-7, 2 of 8-14 and 2 of
    /// 15-20, a symptom counting from 2 (Weathers et al. 2013, PCL-5).
    #[serde(rename = "dsm-5-ptsd")]
    Dsm5Ptsd,
    /// 1 when every answer is the highest there is, otherwise 0 (the top score of
    /// `CollaboRATE`, Barr et al. 2014).
    #[serde(rename = "all-highest")]
    AllHighest,
    /// The answers side by side, such as 21345: a profile, not an amount.
    #[serde(rename = "digits")]
    Digits,
    /// T = 50 + 10 S / sqrt((1 - r) n + r n^2), where S is the sum of n goals rated
    /// -2 to 2 with equal weights and r = 0.3 (Kiresuk & Sherman 1968).
    #[serde(rename = "goal-attainment-t")]
    GoalAttainmentT,
}

/// What a value is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Yields {
    /// An amount.
    #[default]
    Number,
    /// 1 for yes, 0 for no.
    YesNo,
    /// Digits that each stand for themselves.
    Profile,
}

/// What each answer counts as.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Points {
    /// The file's name, without folder and ending.
    pub name: String,
    /// Item, answer, points. An item that does not occur counts as answered.
    pub rows: Vec<(String, f64, f64)>,
}

impl Points {
    /// What an answer to an item counts as; the answer itself when the item has no
    /// rows, `None` when it has rows but none for this answer.
    pub fn of(&self, item: &str, answer: f64) -> Option<f64> {
        let mut rows = self.rows.iter().filter(|(id, ..)| id == item).peekable();
        if rows.peek().is_none() {
            return Some(answer);
        }
        rows.find(|(_, from, _)| (from - answer).abs() < 1e-9).map(|(.., points)| *points)
    }
}

/// From the value of one scale to the value of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The file's name, without folder and ending.
    pub name: String,
    /// From, to.
    pub rows: Vec<(f64, f64)>,
}

impl Table {
    /// What the table gives for a value; `None` when it does not hold it.
    pub fn of(&self, value: f64) -> Option<f64> {
        self.rows.iter().find(|(from, _)| (from - value).abs() < 1e-9).map(|(_, to)| *to)
    }
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

/// Rounding of the finished value, before bands are read. A half goes up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounding {
    /// No rounding.
    #[default]
    #[serde(rename = "none")]
    None,
    /// To a whole number.
    #[serde(rename = "half up")]
    HalfUp,
    /// To one decimal.
    #[serde(rename = "half up to 1 decimal")]
    HalfUp1,
    /// To two decimals.
    #[serde(rename = "half up to 2 decimals")]
    HalfUp2,
    /// To three decimals.
    #[serde(rename = "half up to 3 decimals")]
    HalfUp3,
}

impl Rounding {
    /// How many decimals are left; `None` when nothing is rounded.
    pub fn decimals(self) -> Option<u32> {
        match self {
            Self::None => None,
            Self::HalfUp => Some(0),
            Self::HalfUp1 => Some(1),
            Self::HalfUp2 => Some(2),
            Self::HalfUp3 => Some(3),
        }
    }
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
    /// Which ones those may be; empty when any.
    pub only: Vec<String>,
    /// What stands in for them.
    pub then: Then,
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
    /// The items that count; empty for an imported total and for a scale made of others.
    pub items: Vec<String>,
    /// The scales it is made of, which stand before it; they are taken as they are
    /// after rounding to whole numbers and before rounding to decimals.
    pub of: Vec<String>,
    /// Those of the items that are turned round (lowest + highest - answer) first.
    pub reverse: Vec<String>,
    /// What each answer counts as, when not as itself.
    pub points: Option<Points>,
    /// The sum or mean is multiplied by this.
    pub times: f64,
    /// Added last.
    pub plus: f64,
    /// For a lookup: its table.
    pub table: Option<Table>,
    /// For a function: which.
    pub function: Option<Function>,
    /// What the value is.
    pub yields: Yields,
    /// What an item counts as that was not asked because its branching rule says so.
    pub not_asked_counts: Option<f64>,
    /// Rounding of the value.
    pub round: Rounding,
    /// Lowest and highest possible value.
    pub range: (f64, f64),
    /// The missing-item rule; `None` for an imported total, a lookup, and a function
    /// that needs every item.
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
