//! What a questionnaire is: its questions, its scales, the norm sets it can be
//! read against, and what is still in doubt about it.
//!
//! An instrument is immutable once it is used: a new version is made whenever a
//! score could come out differently. These types hold facts only; the words the
//! patient reads are in [`Wording`], our own words about a result in [`Feedback`].

mod answers;
mod branch;
pub mod gate;
mod item;
mod norm;
mod scale;
mod wording;

use serde::{Deserialize, Serialize};

use super::care::Respondent;

pub use answers::{Answer, Answers};
pub use branch::{Branch, Quantifier, Test};
pub use item::{Item, ItemKind};
pub use norm::{
    Beyond, Cutoff, Group, Important, Mode, ModeVerdict, NormSet, Reference, Reliable, RuleError, ShareAtOrAbove,
    Threshold,
};
pub use scale::{Band, Function, Method, Missing, Otherwise, Points, Rounding, RuleStatus, Scale, Table, Then, Yields};
pub use wording::{
    ChangeTexts, Ends, Feedback, Label, Translation, TranslationKind, Wording, WordingStatus, fallbacks,
};

/// How a source was seen by the person who entered a number from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen {
    /// The whole publication was read.
    #[serde(rename = "full text")]
    FullText,
    /// Only its abstract was read.
    #[serde(rename = "abstract")]
    Abstract,
    /// Read in a public program or data file that cites it.
    #[serde(rename = "code")]
    Code,
    /// Written from memory: must be confirmed, and says so wherever it is shown.
    #[serde(rename = "memory")]
    Memory,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The name used inside the definition, such as `kroenke-2001`.
    pub id: String,
    /// How it was seen.
    pub seen: Seen,
    /// The citation.
    pub cite: String,
}

impl Source {
    /// Whether somebody has read the source: false when it was written from memory.
    pub fn verified(&self) -> bool {
        self.seen != Seen::Memory
    }

    /// `[mem]` when the number is unverified, to be printed beside it; otherwise nothing.
    pub fn mark(&self) -> &'static str {
        if self.verified() { "" } else { "[mem]" }
    }
}

/// Who wrote the definition, and who has answered for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The one who entered it.
    pub written_by: String,
    /// Somebody else, who can answer for the content; empty while it is a draft.
    pub checked_by: String,
    /// The day it was checked, as year-month-day; empty while it is a draft.
    pub checked_on: String,
    /// The day it should be checked again, as year-month-day, or empty.
    pub check_again: String,
}

/// Whether a definition may be used without saying that it is unreviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nobody has answered for the content: pages say so.
    Draft,
    /// Somebody other than the writer has checked it.
    Reviewed,
}

/// On what terms the wording may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LicenceClass {
    /// The wording may be shipped.
    A,
    /// The wording may be shipped on stated terms.
    B,
    /// Permission is needed: the wording is not shipped.
    C,
    /// A contract is needed: the wording is not shipped.
    D,
}

/// The owner's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// The class of terms.
    pub class: LicenceClass,
    /// Who owns the wording.
    pub holder: String,
    /// The terms, in short.
    pub terms: String,
    /// Whether the words are part of this product.
    pub wording_shipped: bool,
    /// Whether it may be answered on a screen.
    pub electronic_use: bool,
    /// Whether anybody but the owner may change a word.
    pub wording_may_change: bool,
    /// The line that must stand under the form wherever its words are used.
    pub notice: Option<String>,
    /// Where the terms were read.
    pub source: Source,
}

/// An answer that must not be overlooked, whatever the total.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// The item it is declared on.
    pub item: String,
    /// Which answers are flagged.
    pub when: Test,
    /// Whether a skipped question is reported as skipped.
    pub report_unanswered: bool,
}

/// Ages the instrument is made for, in whole years; either end may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// Youngest age, inclusive.
    pub from: Option<u32>,
    /// Oldest age, inclusive.
    pub to: Option<u32>,
}

/// What an instrument is about, for finding it in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Area {
    /// Symptoms and distress.
    #[serde(rename = "symptoms")]
    Symptoms,
    /// Functioning in daily life.
    #[serde(rename = "function")]
    Function,
    /// Quality of life and well-being.
    #[serde(rename = "quality of life")]
    QualityOfLife,
    /// Personal recovery.
    #[serde(rename = "recovery")]
    Recovery,
    /// The patient's own goals.
    #[serde(rename = "goals")]
    Goals,
    /// How the working together is.
    #[serde(rename = "alliance")]
    Alliance,
    /// Experience of care.
    #[serde(rename = "experience")]
    Experience,
    /// Children and young people.
    #[serde(rename = "children")]
    Children,
    /// Alcohol and other substances.
    #[serde(rename = "substance use")]
    SubstanceUse,
    /// Next of kin and other carers.
    #[serde(rename = "carers")]
    Carers,
    /// Work and study.
    #[serde(rename = "work")]
    Work,
}

impl Area {
    /// Every area, in the order of the library.
    pub const ALL: [Self; 11] = [
        Self::Symptoms,
        Self::Function,
        Self::QualityOfLife,
        Self::Recovery,
        Self::Goals,
        Self::Alliance,
        Self::Experience,
        Self::Children,
        Self::SubstanceUse,
        Self::Carers,
        Self::Work,
    ];

    /// Its name in files, such as `quality of life`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Symptoms => "symptoms",
            Self::Function => "function",
            Self::QualityOfLife => "quality of life",
            Self::Recovery => "recovery",
            Self::Goals => "goals",
            Self::Alliance => "alliance",
            Self::Experience => "experience",
            Self::Children => "children",
            Self::SubstanceUse => "substance use",
            Self::Carers => "carers",
            Self::Work => "work",
        }
    }
}

/// What a version changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionNote {
    /// The version.
    pub version: u32,
    /// What changed, in one sentence.
    pub what: String,
    /// Whether its scores may share a curve with those of the version before.
    pub comparable: bool,
}

/// One version of one instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Name in files, links and tables, such as `phq-9`.
    pub id: String,
    /// Goes up whenever a score could come out differently.
    pub version: u32,
    /// The full name.
    pub name: String,
    /// What it measures, in a few words.
    pub measures: String,
    /// Where it stands in the library.
    pub area: Area,
    /// Who answers.
    pub answered_by: Vec<Respondent>,
    /// Ages it is made for.
    pub ages: Ages,
    /// The time it asks about, such as `2 weeks`.
    pub looks_back: String,
    /// Usual time to answer, in minutes.
    pub minutes: f64,
    /// What it is for.
    pub purpose: String,
    /// What it must not be used for.
    pub not_for: String,
    /// Whether there is published evidence that it measures what it says. When
    /// false, pages say "not validated; for the conversation".
    pub validated: bool,
    /// The questions, in the order they are asked.
    pub items: Vec<Item>,
    /// What it yields.
    pub scales: Vec<Scale>,
    /// The norm sets a change can be read against, by name.
    pub norms: Vec<NormSet>,
    /// Values that others read something from.
    pub thresholds: Vec<Threshold>,
    /// Differences that are said to matter.
    pub important: Vec<Important>,
    /// How other people have answered.
    pub references: Vec<Reference>,
    /// Which ways of answering give comparable scores.
    pub modes: Vec<Mode>,
    /// Answers that must not be overlooked.
    pub risks: Vec<Risk>,
    /// What each version after the first changed, oldest first.
    pub history: Vec<VersionNote>,
    /// Who has answered for the content.
    pub review: Review,
    /// The owner's terms.
    pub licence: Licence,
    /// What is not certain about this definition, one sentence each.
    pub doubts: Vec<String>,
    /// Every source that a number in it names.
    pub sources: Vec<Source>,
    /// LOINC code of the whole panel.
    pub loinc_panel: Option<String>,
    /// Against which release the LOINC codes were checked.
    pub loinc_checked: Option<String>,
}

impl Instrument {
    /// The earliest version whose scores may share a curve with this one's, as the versions in between
    /// say.
    pub fn comparable_since(&self) -> u32 {
        let mut since = self.version;
        while let Some(note) = self.history.iter().find(|note| note.version == since && note.comparable) {
            since = note.version.saturating_sub(1);
        }
        since
    }

    /// True when it has no questions here: totals are imported, never asked for.
    pub fn is_total_only(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether somebody other than the writer has checked the definition.
    pub fn status(&self) -> Status {
        let Review { written_by, checked_by, checked_on, .. } = &self.review;
        if checked_by.is_empty() || checked_on.is_empty() || checked_by == written_by {
            Status::Draft
        } else {
            Status::Reviewed
        }
    }

    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The scale with this id.
    pub fn scale(&self, id: &str) -> Option<&Scale> {
        self.scales.iter().find(|scale| scale.id == id)
    }

    /// The norm set with this id.
    pub fn norm(&self, id: &str) -> Option<&NormSet> {
        self.norms.iter().find(|norm| norm.id == id)
    }

    /// The source with this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The risk declared on an item.
    pub fn risk(&self, item: &str) -> Option<&Risk> {
        self.risks.iter().find(|risk| risk.item == item)
    }

    /// Whether the item counts in any scale.
    pub fn is_scored(&self, item: &str) -> bool {
        self.scales.iter().any(|scale| scale.items.iter().any(|id| id == item))
    }

    /// Everything that decides what answers are taken and what they come to, in one fixed form: two
    /// versions with the same rules give the same scores.
    pub fn rules(&self) -> String {
        let mut lines = Vec::new();
        for item in &self.items {
            lines.push(format!("item {} {:?} {:?} {}", item.id, item.kind, item.only_if, item.may_decline));
        }
        for scale in &self.scales {
            // Where a rule was read does not change what it gives.
            let missing = scale.missing.as_ref().map(|rule| (rule.up_to, &rule.only, rule.then));
            let parts = (&scale.items, &scale.of, &scale.reverse, &scale.points, &scale.table, scale.function);
            let shape = (scale.method, scale.times, scale.plus, scale.not_asked_counts, scale.round, scale.yields);
            lines.push(format!("scale {} {shape:?} {parts:?} {missing:?} {:?}", scale.id, scale.bands));
        }
        lines.extend(self.risks.iter().map(|risk| format!("risk {} {:?}", risk.item, risk.when)));
        lines.join("\n")
    }
}
