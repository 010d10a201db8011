//! What one respondent answered, item by item.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// An answer to one item. An item that was not answered has no entry at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The declared value of the chosen answer, before any reversal.
    Value(f64),
    /// The respondent's own words.
    Text(String),
    /// "I would rather not answer": an answer, counted as missing in a score.
    Declined,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Declined => f.write_str("declined"),
        }
    }
}

/// The answers to one instrument, by item id.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answers {
    /// No answers yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts an answer in place of any earlier one to the same item.
    pub fn add(&mut self, item: impl Into<String>, answer: Answer) {
        self.0.insert(item.into(), answer);
    }

    /// Takes an answer away again.
    pub fn remove(&mut self, item: &str) -> Option<Answer> {
        self.0.remove(item)
    }

    /// The answer to an item; `None` when it was not answered.
    pub fn lookup(&self, item: &str) -> Option<&Answer> {
        self.0.get(item)
    }

    /// The value answered; `None` when it was not answered, declined or a text.
    pub fn value(&self, item: &str) -> Option<f64> {
        match self.0.get(item) {
            Some(Answer::Value(value)) => Some(*value),
            _ => None,
        }
    }

    /// The text answered; `None` when it was not answered, declined or a value.
    pub fn text(&self, item: &str) -> Option<&str> {
        match self.0.get(item) {
            Some(Answer::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Item ids and answers, in the order of the ids as text.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(item, answer)| (item.as_str(), answer))
    }

    /// Number of items with an entry, declined ones included.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// True when nothing has been answered or declined.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: Into<String>> FromIterator<(S, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (S, Answer)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(item, answer)| (item.into(), answer)).collect())
    }
}
