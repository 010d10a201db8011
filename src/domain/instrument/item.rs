//! One question and the answers it takes.

use serde::{Deserialize, Serialize};

use super::{Answer, Answers};

/// How an item is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ItemKind {
    /// One of a few labelled answers.
    Choice {
        /// The set of answers; its labels are in the wording.
        answers: String,
        /// The declared value of each answer, rising.
        values: Vec<f64>,
        /// LOINC answer code of each answer, or empty when there are none.
        loinc: Vec<String>,
    },
    /// A point on a numbered line with named ends; nothing is chosen beforehand.
    Scale {
        /// Lowest point.
        from: f64,
        /// Highest point.
        to: f64,
        /// Distance between two points.
        step: f64,
    },
    /// The respondent's own words; never scored.
    Text {
        /// Longest answer, in characters.
        max_chars: u32,
    },
}

/// A named branching rule: asked when any of these items was answered with at
/// least this value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnsweredAtLeast {
    /// The items looked at.
    pub any_of: Vec<String>,
    /// The value that is enough.
    pub at_least: f64,
}

impl AnsweredAtLeast {
    /// Whether the answers so far open the question.
    pub fn holds(&self, answers: &Answers) -> bool {
        self.any_of.iter().filter_map(|id| answers.value(id)).any(|value| value >= self.at_least)
    }
}

/// One question. What it says is in the wording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Name within the instrument, such as `9`.
    pub id: String,
    /// What it is about, for staff and exports.
    pub topic: String,
    /// How it is answered.
    #[serde(flatten)]
    pub kind: ItemKind,
    /// LOINC code of the question.
    pub loinc: Option<String>,
    /// Whether the form asks for an answer, or for a decline, before going on.
    pub required: bool,
    /// Whether "I would rather not answer" is offered.
    pub may_decline: bool,
    /// When it is asked; `None` is always.
    pub only_if: Option<AnsweredAtLeast>,
}

impl Item {
    /// Lowest and highest value an answer can have; `None` for a text.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match &self.kind {
            ItemKind::Choice { values, .. } => Some((*values.first()?, *values.last()?)),
            ItemKind::Scale { from, to, .. } => Some((*from, *to)),
            ItemKind::Text { .. } => None,
        }
    }

    /// Every value that may be answered, rising; empty for a text.
    pub fn values(&self) -> Vec<f64> {
        match &self.kind {
            ItemKind::Choice { values, .. } => values.clone(),
            ItemKind::Scale { from, to, step } => {
                let mut points = Vec::new();
                // Multiplied from the start: adding the step up would drift.
                for n in 0_u32..=1_000 {
                    let point = from + f64::from(n) * step;
                    if point > to + step / 1e6 {
                        break;
                    }
                    points.push(point);
                }
                points
            }
            ItemKind::Text { .. } => Vec::new(),
        }
    }

    /// Whether this answer may be given to this item.
    pub fn accepts(&self, answer: &Answer) -> bool {
        match (answer, &self.kind) {
            (Answer::Declined, _) => self.may_decline,
            (Answer::Text(text), ItemKind::Text { max_chars }) => {
                u32::try_from(text.chars().count()).is_ok_and(|length| length <= *max_chars)
            }
            (Answer::Value(value), ItemKind::Choice { .. } | ItemKind::Scale { .. }) => {
                self.values().iter().any(|allowed| (allowed - value).abs() < 1e-9)
            }
            (Answer::Text(_), _) | (Answer::Value(_), ItemKind::Text { .. }) => false,
        }
    }
}
