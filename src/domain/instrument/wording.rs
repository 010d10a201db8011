//! The words: the owner's, which the patient reads, and our own about a result.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Where the words come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TranslationKind {
    /// Copied from the owner's own form.
    #[serde(rename = "official")]
    Official,
    /// The official text as reproduced in a public place that is not the owner's.
    #[serde(rename = "public copy")]
    PublicCopy,
    /// The official text as remembered.
    #[serde(rename = "from memory")]
    FromMemory,
    /// Written for this product.
    #[serde(rename = "own words")]
    OwnWords,
}

/// The origin of one language's wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Where the words come from.
    pub kind: TranslationKind,
    /// Who made the translation.
    pub by: String,
    /// What a reader must know about it; may be empty.
    pub note: String,
}

/// Whether the words have been held against the owner's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WordingStatus {
    /// Our own words: there is nothing to compare with.
    Own,
    /// Two people have held them against the owner's form.
    Compared,
    /// Nobody has yet: pages say so.
    NotCompared,
}

/// The names of the two ends of a numbered line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ends {
    /// At the lowest point.
    pub low: String,
    /// At the highest point.
    pub high: String,
}

/// The languages in which somebody whose pages are in the language `tag` is asked, the best first. A form
/// that has none of them is shown in whatever it has.
///
/// The order is what a reader in Norway most likely understands: the neighbouring written form of
/// Norwegian, Norwegian for a reader of Sami, English before Norwegian for one who has come from elsewhere.
pub fn fallbacks(tag: &str) -> &'static [&'static str] {
    match tag {
        "nn" => &["nn", "nb", "en"],
        "en" => &["en", "nb", "nn"],
        "se" => &["se", "nb", "nn", "en"],
        "uk" => &["uk", "en", "nb", "nn"],
        "ar" => &["ar", "en", "nb", "nn"],
        _ => &["nb", "nn", "en"],
    }
}

/// The label of one answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The declared value.
    pub value: f64,
    /// What the patient reads.
    pub text: String,
}

/// Everything a patient reads of one instrument in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Wording {
    /// Language tag, such as `nb`.
    pub language: String,
    /// Title of the form. It may name a condition: not shown before the start.
    pub title: String,
    /// What stands above the questions.
    pub instruction: String,
    /// The question, by item id.
    pub items: BTreeMap<String, String>,
    /// The labels of each set of answers, by rising value.
    pub answers: BTreeMap<String, Vec<Label>>,
    /// The names of the ends, by item id, of items on a numbered line.
    pub ends: BTreeMap<String, Ends>,
    /// The heading of each group, by group.
    pub groups: BTreeMap<String, String>,
    /// The unit word of typed numbers, by item id.
    pub units: BTreeMap<String, String>,
    /// Where the words come from.
    pub translation: Translation,
    /// Those who held this text against the owner's form.
    pub compared_by: Vec<String>,
    /// The day they did, as year-month-day, or empty.
    pub compared_on: String,
    /// SHA-256 of the words, as 64 hexadecimal digits: a response stores it, so
    /// that a changed word can be seen in the answers.
    pub hash: String,
}

impl Wording {
    /// Whether the words have been held against the owner's form by two people.
    pub fn status(&self) -> WordingStatus {
        if self.translation.kind == TranslationKind::OwnWords {
            WordingStatus::Own
        } else if self.compared_by.len() >= 2 && !self.compared_on.is_empty() {
            WordingStatus::Compared
        } else {
            WordingStatus::NotCompared
        }
    }

    /// The question of an item.
    pub fn item(&self, id: &str) -> Option<&str> {
        self.items.get(id).map(String::as_str)
    }

    /// The label of an answer.
    pub fn label(&self, set: &str, value: f64) -> Option<&str> {
        self.answers.get(set)?.iter().find(|label| (label.value - value).abs() < 1e-9).map(|label| label.text.as_str())
    }

    /// The words in one fixed form, for the hash: one line each, keys in order.
    /// Who compared them is not part of it.
    pub fn canonical(&self) -> String {
        let mut lines = vec![
            format!("language\t{}", self.language),
            format!("title\t{}", self.title),
            format!("instruction\t{}", self.instruction),
        ];
        lines.extend(self.items.iter().map(|(id, text)| format!("item\t{id}\t{text}")));
        for (set, labels) in &self.answers {
            lines.extend(labels.iter().map(|label| format!("answer\t{set}\t{}\t{}", label.value, label.text)));
        }
        lines.extend(self.ends.iter().map(|(id, ends)| format!("ends\t{id}\t{}\t{}", ends.low, ends.high)));
        lines.extend(self.groups.iter().map(|(group, text)| format!("group\t{group}\t{text}")));
        lines.extend(self.units.iter().map(|(id, text)| format!("unit\t{id}\t{text}")));
        lines.join("\n")
    }
}

/// What we say about a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeTexts {
    /// Better by more than measurement error.
    pub reliable_better: String,
    /// Worse by more than measurement error.
    pub reliable_worse: String,
    /// Within measurement error.
    pub within_error: String,
}

/// Our own words about an instrument and its results, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// Language tag.
    pub language: String,
    /// Short name for lists and axes.
    pub name: String,
    /// One sentence: what it asks about.
    pub short: String,
    /// Said when there is no score.
    pub no_score: String,
    /// Name of each scale, by scale id.
    pub scales: BTreeMap<String, String>,
    /// Name of each band, by band name.
    #[serde(default)]
    pub bands: BTreeMap<String, String>,
    /// Short name of each question for staff, by item id.
    #[serde(default)]
    pub topics: BTreeMap<String, String>,
    /// What we say about a change; absent when no change is worked out.
    #[serde(default)]
    pub change: Option<ChangeTexts>,
    /// Said about an answer that must not be overlooked, by item id.
    #[serde(default)]
    pub risk: BTreeMap<String, String>,
    /// Said when such a question was skipped, by item id.
    #[serde(default)]
    pub risk_unanswered: BTreeMap<String, String>,
}
