//! One question and the answers it takes.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Answer, Branch};

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
        /// Whether the highest value is shown first.
        highest_first: bool,
    },
    /// One of a few points on a numbered line with named ends; nothing is chosen
    /// beforehand.
    Scale {
        /// Lowest point.
        from: f64,
        /// Highest point.
        to: f64,
        /// Distance between two points.
        step: f64,
    },
    /// A place on a visual analogue line with named ends; nothing is chosen
    /// beforehand, and unanswered is not the middle.
    Analogue {
        /// The left end.
        from: f64,
        /// The right end.
        to: f64,
        /// How finely a place is read.
        step: f64,
    },
    /// A number that is typed.
    Number {
        /// Lowest number.
        from: f64,
        /// Highest number.
        to: f64,
        /// How many decimals it may have.
        decimals: u32,
    },
    /// The respondent's own words; never scored.
    Text {
        /// Longest answer, in characters.
        max_chars: u32,
    },
    /// A day; never scored.
    Date,
    /// A text that is only read: there is nothing to answer.
    Display,
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
    pub only_if: Option<Branch>,
    /// The group it belongs to: neighbours of one group share a heading.
    pub group: Option<String>,
}

impl Item {
    /// Whether there is something to answer.
    pub fn is_answered(&self) -> bool {
        self.kind != ItemKind::Display
    }

    /// Lowest and highest value an answer can have; `None` where answers are not
    /// values.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match &self.kind {
            ItemKind::Choice { values, .. } => Some((*values.first()?, *values.last()?)),
            ItemKind::Scale { from, to, .. }
            | ItemKind::Analogue { from, to, .. }
            | ItemKind::Number { from, to, .. } => Some((*from, *to)),
            ItemKind::Text { .. } | ItemKind::Date | ItemKind::Display => None,
        }
    }

    /// Every value that may be chosen, rising; empty where answers are not chosen
    /// from a few.
    pub fn values(&self) -> Vec<f64> {
        match &self.kind {
            ItemKind::Choice { values, .. } => values.clone(),
            ItemKind::Scale { from, to, step } | ItemKind::Analogue { from, to, step } => {
                let mut points = Vec::new();
                // Multiplied from the start: adding the step up would drift.
                for n in 0_u32..=1_000 {
                    let point = from + f64::from(n) * step;
                    if point > to + step / 1e6 {
                        break;
                    }
                    points.push((point * 1e6).round() / 1e6);
                }
                points
            }
            ItemKind::Number { .. } | ItemKind::Text { .. } | ItemKind::Date | ItemKind::Display => Vec::new(),
        }
    }

    /// Whether this answer may be given to this item.
    pub fn accepts(&self, answer: &Answer) -> bool {
        match (answer, &self.kind) {
            (_, ItemKind::Display) => false,
            (Answer::Declined, _) => self.may_decline,
            (Answer::Text(text), ItemKind::Text { max_chars }) => {
                u32::try_from(text.chars().count()).is_ok_and(|length| length <= *max_chars)
            }
            (Answer::Text(text), ItemKind::Date) => is_day(text),
            (Answer::Value(value), ItemKind::Number { from, to, decimals }) => {
                let shifted = value * 10_f64.powi(i32::try_from(*decimals).unwrap_or(0));
                value >= from && value <= to && (shifted - shifted.round()).abs() < 1e-6
            }
            (Answer::Value(value), _) => self.values().iter().any(|allowed| (allowed - value).abs() < 1e-9),
            (Answer::Text(_), _) => false,
        }
    }
}

/// Whether a text is a day that exists, as year-month-day.
fn is_day(text: &str) -> bool {
    text.len() == 10 && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}
