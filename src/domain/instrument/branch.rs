//! When a question is asked at all: named rules over earlier answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Answers, Instrument, Item};

/// How many of the earlier questions must meet the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantifier {
    /// One is enough.
    AnyOf,
    /// Every one.
    AllOf,
    /// Their sum.
    SumOf,
}

/// What a value is held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// This value or more.
    AtLeast(f64),
    /// This value or less.
    AtMost(f64),
    /// This value.
    Is(f64),
}

impl Test {
    /// Whether a value meets it.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(limit) => value >= limit - 1e-9,
            Self::AtMost(limit) => value <= limit + 1e-9,
            Self::Is(wanted) => (value - wanted).abs() < 1e-9,
        }
    }

    /// The value it is held against.
    pub fn value(self) -> f64 {
        match self {
            Self::AtLeast(value) | Self::AtMost(value) | Self::Is(value) => value,
        }
    }
}

/// A named branching rule over questions that stand earlier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// How many must meet the test.
    pub quantifier: Quantifier,
    /// The questions looked at.
    pub items: Vec<String>,
    /// The test.
    pub test: Test,
}

/// What is known of one deciding question.
enum Known {
    /// It was not asked itself.
    Skipped,
    /// It was not answered.
    Open,
    /// It was answered with this value.
    Value(f64),
}

/// What is known of each question, filled in the order they are asked: a rule looks back only.
type Applies<'a> = BTreeMap<&'a str, Option<bool>>;

impl Branch {
    /// Whether the answers open the question; `None` while that cannot be known,
    /// because a deciding question is unanswered. A deciding question that was not
    /// asked itself never opens another, and counts as nothing in a sum.
    fn holds(&self, before: &Applies<'_>, answers: &Answers) -> Option<bool> {
        let known = self.items.iter().map(|id| match before.get(id.as_str()) {
            Some(Some(false)) => Known::Skipped,
            _ => answers.value(id).map_or(Known::Open, Known::Value),
        });
        let mut open = false;
        let mut sum = 0.0;
        let mut met = false;
        let mut unmet = false;
        for known in known {
            match known {
                Known::Open => open = true,
                Known::Skipped => unmet = true,
                Known::Value(value) => {
                    sum += value;
                    if self.test.holds(value) { met = true } else { unmet = true }
                }
            }
        }
        match self.quantifier {
            Quantifier::AnyOf if met => Some(true),
            Quantifier::AllOf if unmet => Some(false),
            _ if open => None,
            Quantifier::AnyOf => Some(false),
            Quantifier::AllOf => Some(true),
            Quantifier::SumOf => Some(self.test.holds(sum)),
        }
    }
}

impl Instrument {
    /// Which questions apply to these answers, in one walk: `None` while a question that decides one is
    /// unanswered. A question without a rule always applies.
    fn applies(&self, answers: &Answers) -> Applies<'_> {
        let mut applies = Applies::new();
        for item in &self.items {
            let here = item.only_if.as_ref().map_or(Some(true), |rule| rule.holds(&applies, answers));
            applies.insert(&item.id, here);
        }
        applies
    }

    /// Whether a question applies to these answers; `None` while a question that decides it is unanswered.
    pub fn asks(&self, item: &Item, answers: &Answers) -> Option<bool> {
        if item.only_if.is_none() {
            return Some(true);
        }
        self.applies(answers).get(item.id.as_str()).copied().flatten()
    }

    /// The questions to show, given what has been answered so far: those that apply
    /// for certain.
    pub fn asked<'a>(&'a self, answers: &Answers) -> Vec<&'a Item> {
        let applies = self.applies(answers);
        self.items.iter().filter(|item| applies.get(item.id.as_str()) == Some(&Some(true))).collect()
    }
}
