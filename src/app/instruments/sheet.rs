//! What a draft holds: everything the editor shows, as plain values, and whatever else the files it was
//! read from held, kept as it was.
//!
//! A sheet may be unfinished in every way; only what is published must hold together.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The languages a wording can be in, in the order they are offered.
pub const LANGUAGES: [&str; 6] = ["nb", "nn", "en", "se", "uk", "ar"];

/// A whole draft.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// What it is.
    pub about: About,
    /// What is asked, in order.
    pub questions: Vec<Question>,
    /// The sets of answers, by name.
    pub sets: BTreeMap<String, Set>,
    /// What it yields, in order.
    pub scales: Vec<Score>,
    /// The languages of the wording; the first is the one it is written in.
    pub languages: Vec<String>,
    /// Every text, by language.
    pub texts: BTreeMap<String, Texts>,
    /// Filled-in forms whose result somebody has followed.
    pub examples: Vec<Kept>,
    /// What changed since the version before; empty for the first.
    pub change: Change,
    /// What changed in earlier versions, as the files have it.
    pub history: Vec<Value>,
    /// The parts of `instrument.toml` that the editor does not show.
    pub rest: Map<String, Value>,
    /// Files that the editor does not show, by path.
    pub files: BTreeMap<String, String>,
}

/// What an instrument is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Its id; empty until it is first published.
    pub id: String,
    /// What staff call it.
    pub name: String,
    /// What it is about, in a few words.
    pub measures: String,
    /// The group of the library.
    pub group: String,
    /// Who answers.
    pub answered_by: Vec<String>,
    /// Youngest age in years.
    pub age_from: Option<u32>,
    /// Oldest age in years.
    pub age_to: Option<u32>,
    /// The time it asks about.
    pub looks_back: String,
    /// Usual time to answer, in minutes.
    pub minutes: f64,
    /// Higher values mean that things are worse; otherwise better.
    pub higher_is_worse: bool,
    /// What it is for.
    pub purpose: String,
    /// What it must not be used for.
    pub not_for: String,
    /// Whether somebody has published evidence that it measures what it says.
    pub validated: bool,
}

/// One question.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// Its name in the instrument.
    pub id: String,
    /// What it is about, for staff; made from its text when empty.
    pub topic: String,
    /// How it is answered.
    pub kind: Kind,
    /// The heading it stands under.
    pub group: Option<String>,
    /// The form asks for an answer, or for a decline.
    pub required: bool,
    /// "I would rather not answer" is offered.
    pub may_decline: bool,
    /// When it is asked, as the files have it; `None` is always.
    pub only_if: Option<Value>,
    /// Other keys of the question.
    pub rest: Map<String, Value>,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Kind {
    /// One of a set of answers.
    Choice {
        /// The set.
        set: String,
    },
    /// A numbered line.
    Scale {
        /// Lowest point.
        from: f64,
        /// Highest point.
        to: f64,
        /// Distance between points.
        step: f64,
    },
    /// A line without numbers.
    Analogue {
        /// Left end.
        from: f64,
        /// Right end.
        to: f64,
        /// How finely it is read.
        step: f64,
    },
    /// A typed number.
    Number {
        /// Lowest.
        from: f64,
        /// Highest.
        to: f64,
        /// Decimals.
        decimals: u32,
    },
    /// Own words.
    Text {
        /// Longest text, in characters.
        max_chars: u32,
    },
    /// A day.
    Date,
    /// Only read.
    Display,
}

impl Default for Kind {
    fn default() -> Self {
        Self::Choice { set: String::new() }
    }
}

impl Kind {
    /// Every kind's code, in the order they are offered.
    pub const CODES: [&'static str; 7] = ["choice", "scale", "analogue", "number", "text", "date", "display"];

    /// Its code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Choice { .. } => "choice",
            Self::Scale { .. } => "scale",
            Self::Analogue { .. } => "analogue",
            Self::Number { .. } => "number",
            Self::Text { .. } => "text",
            Self::Date => "date",
            Self::Display => "display",
        }
    }

    /// A usual one of a code, with `set` for a choice; `None` for another code.
    #[must_use]
    pub fn usual(code: &str, set: &str) -> Option<Self> {
        Some(match code {
            "choice" => Self::Choice { set: set.to_owned() },
            "scale" => Self::Scale { from: 0.0, to: 10.0, step: 1.0 },
            "analogue" => Self::Analogue { from: 0.0, to: 10.0, step: 0.1 },
            "number" => Self::Number { from: 0.0, to: 31.0, decimals: 0 },
            "text" => Self::Text { max_chars: 1000 },
            "date" => Self::Date,
            "display" => Self::Display,
            _ => return None,
        })
    }

    /// Whether its answers are values that a score can count.
    #[must_use]
    pub const fn counts(&self) -> bool {
        matches!(self, Self::Choice { .. } | Self::Scale { .. } | Self::Analogue { .. } | Self::Number { .. })
    }

    /// Whether its ends have names.
    #[must_use]
    pub const fn has_ends(&self) -> bool {
        matches!(self, Self::Scale { .. } | Self::Analogue { .. })
    }
}

/// A set of answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Set {
    /// What each answer is worth, rising.
    pub values: Vec<f64>,
    /// Shown from the highest value down.
    pub highest_first: bool,
    /// Other keys of the set.
    pub rest: Map<String, Value>,
}

/// One score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Score {
    /// Its name in the instrument.
    pub id: String,
    /// The mean of what counts; otherwise the sum.
    pub mean: bool,
    /// The questions that count.
    pub items: Vec<String>,
    /// Those of them that are turned round.
    pub reverse: Vec<String>,
    /// How many may be unanswered; `None` while nobody has decided.
    pub up_to: Option<u32>,
    /// Rounding, as the files have it; empty is none.
    pub round: String,
    /// Where each band begins.
    pub bands: Vec<Band>,
    /// Other keys of the scale. A scale with another method is here whole, and stays as it is.
    pub rest: Map<String, Value>,
}

impl Score {
    /// Whether it is worked out by a rule that the editor does not change.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.rest.contains_key("method")
    }
}

/// Where a band of a score begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Its first value.
    pub from: f64,
    /// Its name.
    pub name: String,
}

/// Every text in one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Texts {
    /// The title of the form.
    pub title: String,
    /// What stands above the questions.
    pub instruction: String,
    /// Questions, by id.
    pub items: BTreeMap<String, String>,
    /// Labels of each set, from its lowest value.
    pub labels: BTreeMap<String, Vec<String>>,
    /// The names of a line's ends, by question.
    pub ends: BTreeMap<String, (String, String)>,
    /// The unit word of a number, by question.
    pub units: BTreeMap<String, String>,
    /// Headings, by group.
    pub groups: BTreeMap<String, String>,
    /// Names of scores, by id.
    pub scales: BTreeMap<String, String>,
    /// Names of bands.
    pub bands: BTreeMap<String, String>,
    /// What each question is about, for staff.
    pub topics: BTreeMap<String, String>,
    /// Other keys of the wording file.
    pub wording_rest: Map<String, Value>,
    /// Other keys of the feedback file.
    pub feedback_rest: Map<String, Value>,
}

/// A filled-in form with the result that somebody has followed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// What it shows.
    pub name: String,
    /// Cells by column, as in `examples.csv`.
    pub cells: BTreeMap<String, String>,
}

/// What changed since the version before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// In one sentence.
    pub what: String,
    /// Whether scores may share a curve with the version before; `None` while nobody has decided.
    pub comparable: Option<bool>,
}

impl Sheet {
    /// An empty draft in a language.
    #[must_use]
    pub fn blank(language: &str) -> Self {
        let mut sheet = Self {
            about: About {
                group: "symptoms".to_owned(),
                answered_by: vec!["patient".to_owned()],
                minutes: 2.0,
                higher_is_worse: true,
                ..About::default()
            },
            languages: vec![language.to_owned()],
            ..Self::default()
        };
        sheet.texts.insert(language.to_owned(), Texts::default());
        sheet
    }

    /// Whether its words are not part of it: they belong to somebody and are loaded under a permission.
    #[must_use]
    pub fn is_skeleton(&self) -> bool {
        self.rest.get("licence").and_then(|licence| licence.get("wording_shipped")) == Some(&Value::Bool(false))
    }

    /// The language it is written in.
    #[must_use]
    pub fn first_language(&self) -> &str {
        self.languages.first().map_or("nb", String::as_str)
    }

    /// The texts it is written in; empty ones when there are none.
    #[must_use]
    pub fn words(&self) -> &Texts {
        static NONE: std::sync::OnceLock<Texts> = std::sync::OnceLock::new();
        self.texts.get(self.first_language()).unwrap_or_else(|| NONE.get_or_init(Texts::default))
    }

    /// The texts of a language, to be changed.
    pub(super) fn words_in(&mut self, language: &str) -> &mut Texts {
        self.texts.entry(language.to_owned()).or_default()
    }

    /// The question with this id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The lowest and the highest value a question's answers are worth.
    #[must_use]
    pub fn bounds(&self, question: &Question) -> Option<(f64, f64)> {
        match &question.kind {
            Kind::Choice { set } => {
                let values = &self.sets.get(set)?.values;
                Some((*values.first()?, *values.last()?))
            }
            Kind::Scale { from, to, .. } | Kind::Analogue { from, to, .. } | Kind::Number { from, to, .. } => {
                Some((*from, *to))
            }
            Kind::Text { .. } | Kind::Date | Kind::Display => None,
        }
    }

    /// The lowest and the highest value a score can have; `None` while nothing counts.
    #[must_use]
    pub fn range(&self, score: &Score) -> Option<(f64, f64)> {
        let mut lowest = 0.0;
        let mut highest = 0.0;
        let mut counted = 0.0;
        for id in &score.items {
            let (low, high) = self.bounds(self.question(id)?)?;
            lowest += low;
            highest += high;
            counted += 1.0;
        }
        let divisor = if score.mean { counted } else { 1.0 };
        // The sum of tenths is not quite what a person would write.
        let tidy = |value: f64| (value * 1e6).round() / 1e6;
        (counted > 0.0).then(|| (tidy(lowest) / divisor, tidy(highest) / divisor))
    }

    /// What a question is about, in few words of its first language: what is written for it, or the
    /// beginning of its text.
    #[must_use]
    pub fn topic(&self, question: &Question) -> String {
        if !question.topic.trim().is_empty() {
            return question.topic.trim().to_owned();
        }
        let text = self.words().items.get(&question.id).map_or("", |text| text.trim());
        let mut topic = String::new();
        for word in text.split_whitespace() {
            if topic.chars().count() + word.chars().count() > 40 {
                topic.push_str(" …");
                break;
            }
            if !topic.is_empty() {
                topic.push(' ');
            }
            topic.push_str(word);
        }
        if topic.is_empty() { question.id.clone() } else { topic.trim_end_matches(['?', '.', ':']).to_owned() }
    }

    /// The sets that a question uses.
    #[must_use]
    pub fn used_sets(&self) -> Vec<&str> {
        let mut used: Vec<&str> = Vec::new();
        for question in &self.questions {
            if let Kind::Choice { set } = &question.kind
                && !set.is_empty()
                && !used.contains(&set.as_str())
            {
                used.push(set);
            }
        }
        used
    }
}

/// A set of answers that is ready to be picked.
pub struct ReadySet {
    /// Its name.
    pub name: &'static str,
    /// The value of the first answer.
    pub first: f64,
    /// The labels in bokmål.
    pub nb: &'static [&'static str],
    /// The labels in English.
    pub en: &'static [&'static str],
}

/// The sets that are ready to be picked. Our own words, each worth one more than the one before.
pub const READY_SETS: [ReadySet; 6] = [
    ReadySet {
        name: "how-often",
        first: 0.0,
        nb: &["Aldri", "Sjelden", "Av og til", "Ofte", "Alltid"],
        en: &["Never", "Seldom", "Sometimes", "Often", "Always"],
    },
    ReadySet {
        name: "how-much",
        first: 0.0,
        nb: &["Ikke i det hele tatt", "Litt", "En del", "Mye", "Svært mye"],
        en: &["Not at all", "A little", "Somewhat", "A lot", "Very much"],
    },
    ReadySet {
        name: "agreement",
        first: 0.0,
        nb: &["Helt uenig", "Litt uenig", "Verken enig eller uenig", "Litt enig", "Helt enig"],
        en: &[
            "Strongly disagree",
            "Disagree a little",
            "Neither agree nor disagree",
            "Agree a little",
            "Strongly agree",
        ],
    },
    ReadySet {
        name: "how-well",
        first: 0.0,
        nb: &["Svært dårlig", "Dårlig", "Verken dårlig eller godt", "Godt", "Svært godt"],
        en: &["Very badly", "Badly", "Neither badly nor well", "Well", "Very well"],
    },
    ReadySet {
        name: "how-many-days",
        first: 0.0,
        nb: &["Ingen dager", "Noen dager", "Mer enn halvparten av dagene", "Nesten hver dag"],
        en: &["No days", "Some days", "More than half the days", "Nearly every day"],
    },
    ReadySet { name: "yes-no", first: 0.0, nb: &["Nei", "Ja"], en: &["No", "Yes"] },
];

impl ReadySet {
    /// The one with a name.
    #[must_use]
    pub fn lookup(name: &str) -> Option<&'static Self> {
        READY_SETS.iter().find(|set| set.name == name)
    }

    /// Its labels in a language; `None` when it has none in that.
    #[must_use]
    pub fn labels(&self, language: &str) -> Option<&'static [&'static str]> {
        match language {
            "nb" => Some(self.nb),
            "en" => Some(self.en),
            _ => None,
        }
    }

    /// What its answers are worth.
    #[must_use]
    pub fn values(&self) -> Vec<f64> {
        (0_u32..).map(|place| self.first + f64::from(place)).take(self.nb.len()).collect()
    }
}
