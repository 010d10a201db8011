//! The activity ledger: what is counted today, what it was meant to protect, where it misleads, and what a service
//! has decided about each.
//!
//! [`Indicator`] and [`Measure`] are read from `instruments/`; [`period`] holds the stretches of time a figure is
//! about. See `docs/ledger.md`.

pub mod period;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::care::{AccountId, LedgerEntryId, UnitId};
use crate::codes;
pub use period::{Every, Period};

codes! {
    /// What an indicator is about. Lists are grouped by it, never by a result.
    pub enum Theme {
        /// Getting in.
        Access = "access",
        /// Deadlines given by law.
        Rights = "rights",
        /// How the work runs.
        Process = "process",
        /// The national pathways.
        Pathway = "pathway",
        /// Coercion.
        Coercion = "coercion",
        /// What is recorded.
        Recording = "recording",
        /// Stays.
        Inpatient = "inpatient",
        /// Beds and people.
        Capacity = "capacity",
        /// Mental health against somatic care.
        Priority = "priority",
        /// How much is done.
        Activity = "activity",
        /// Harm.
        Safety = "safety",
        /// What patients and others found.
        Experience = "experience",
        /// Substance-use treatment alone.
        SubstanceUse = "substance-use",
        /// Between services.
        Cooperation = "cooperation",
    }
}

codes! {
    /// Whose care an indicator is about.
    pub enum Area {
        /// Adults in mental health care.
        Adults = "adults",
        /// Children and young people in mental health care.
        Children = "children",
        /// Specialised substance-use treatment.
        SubstanceUse = "substance-use",
    }
}

codes! {
    /// Which way the count is wanted to go.
    pub enum Wanted {
        /// More.
        Higher = "higher",
        /// Less.
        Lower = "lower",
        /// Less, though less may be worse.
        LowerOrNot = "lower-or-not",
        /// Neither.
        Ambiguous = "ambiguous",
    }
}

codes! {
    /// What a figure counts, and so which figures can be true.
    pub enum Value {
        /// A share; entered in per cent from 0 to 100, kept from 0 to 1.
        Share = "share",
        /// Growth; entered in per cent from -100 to 1000, kept from -1 to 10.
        Growth = "growth",
        /// Days, 0 or more.
        Days = "days",
        /// How many, 0 or more.
        Count = "count",
        /// Any number, such as a score.
        Number = "number",
    }
}

impl Value {
    /// Whether it is entered and shown in per cent.
    #[must_use]
    pub const fn is_percent(self) -> bool {
        matches!(self, Self::Share | Self::Growth)
    }

    /// The number that is kept for what was entered; `None` when no such figure can be true.
    #[must_use]
    pub fn keep(self, entered: f64) -> Option<f64> {
        let kept = if self.is_percent() { entered / 100.0 } else { entered };
        let (least, most) = match self {
            Self::Share => (0.0, 1.0),
            Self::Growth => (-1.0, 10.0),
            Self::Days => (0.0, 1e5),
            Self::Count => (0.0, 1e9),
            Self::Number => (-1e9, 1e9),
        };
        (least..=most).contains(&kept).then_some(kept)
    }
}

codes! {
    /// What the catalogue proposes.
    pub enum Relation {
        /// It can be laid aside locally when the measure is in use.
        Replace = "replace",
        /// It is still reported; steer by the patients' measure.
        ReplaceForSteering = "replace-for-steering",
        /// Keep it and add the patients' measure.
        Supplement = "supplement",
        /// A right: never remove it; add the patients' measure.
        KeepAndSupplement = "keep-and-supplement",
        /// Nothing that patients report replaces it.
        Keep = "keep",
        /// Capacity: a background figure.
        KeepAsContext = "keep-as-context",
        /// The same idea, all the time.
        Develop = "develop",
    }
}

codes! {
    /// Why an indicator can be neither replaced nor retired.
    pub enum Stays {
        /// A deadline that the law gives patients.
        Deadline = "deadline",
        /// Coercion is counted for the sake of those it is used on.
        Coercion = "coercion",
        /// The rule of law asks for it.
        Law = "law",
        /// It counts lives.
        Life = "life",
    }
}

codes! {
    /// How the facts about an indicator were seen.
    pub enum Verified {
        /// Name, definition and figures were read in an excerpt of the source.
        Excerpt = "excerpt",
        /// The same, but the target is from memory.
        ExcerptNotTarget = "excerpt-not-target",
        /// From memory: to be checked before anybody relies on it.
        Memory = "memory",
    }
}

impl Verified {
    /// Whether nothing of it is from memory.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Excerpt)
    }
}

codes! {
    /// What a unit has decided about an indicator.
    pub enum Status {
        /// It is steered by, as before.
        Keep = "keep",
        /// It is steered by, together with the patients' measure.
        Supplement = "supplement",
        /// It is reported where it must be; the unit steers by the patients' measure.
        Replace = "replace",
        /// The unit has stopped looking at it.
        Retired = "retired",
    }
}

/// The words about an indicator, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndicatorWords {
    /// What it is called.
    pub name: String,
    /// What is counted.
    pub definition: String,
    /// What is aimed for.
    pub target: String,
    /// The question it was meant to answer.
    pub protects: String,
    /// What it does not see.
    pub misleads: String,
    /// What to look at instead, or beside it.
    pub instead: String,
    /// Something to know about the source.
    #[serde(default)]
    pub note: String,
}

/// Something that is counted today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its id, as it stands in files and addresses.
    pub id: String,
    /// What it is about.
    pub theme: Theme,
    /// Whose care.
    pub areas: Vec<Area>,
    /// Which way it is wanted to go.
    pub better: Wanted,
    /// What a figure counts.
    pub value: Value,
    /// The register the national figures come from.
    pub register: String,
    /// What the catalogue proposes.
    pub relation: Relation,
    /// Why it can be neither replaced nor retired; `None` when it can.
    pub stays: Option<Stays>,
    /// The measures that answer the question instead, or beside it: ids such as `M01`.
    pub measures: Vec<String>,
    /// How the facts were seen.
    pub verified: Verified,
    /// Addresses and references; `[mem]` stands for memory.
    pub sources: Vec<String>,
    /// Norwegian.
    pub nb: IndicatorWords,
    /// English.
    pub en: IndicatorWords,
    /// Somebody who speaks the language has read the English.
    pub english_reviewed: bool,
}

impl Indicator {
    /// The words for a language; Norwegian for any but English.
    #[must_use]
    pub fn words(&self, language: &str) -> &IndicatorWords {
        if language == "en" { &self.en } else { &self.nb }
    }

    /// Whether a unit may decide this about it.
    #[must_use]
    pub const fn may(&self, status: Status) -> bool {
        self.stays.is_none() || matches!(status, Status::Keep | Status::Supplement)
    }

    /// What is wrong with a decision: each field with the kind of its error. Nothing when it can be stored.
    ///
    /// Whatever may end has a day on which it ends unless somebody decides again; what stays has none, and what is
    /// retired has ended.
    #[must_use]
    pub fn check(&self, new: &NewDecision, today: NaiveDate) -> Vec<(&'static str, &'static str)> {
        let mut wrong = Vec::new();
        if !self.may(new.status) {
            wrong.push(("status", "stays"));
        }
        if new.decided_on > today {
            wrong.push(("decided_on", "in-the-future"));
        }
        for (field, text, longest) in [("decided_by", &new.decided_by, 200), ("because", &new.reason, LONGEST_REASON)] {
            let length = text.trim().chars().count();
            if length == 0 {
                wrong.push((field, "missing"));
            } else if length > longest {
                wrong.push((field, "too-long"));
            }
        }
        let ends = self.stays.is_none() && new.status != Status::Retired;
        match new.sunset_on {
            None if ends => wrong.push(("sunset_on", "missing")),
            Some(day) if ends && day <= today => wrong.push(("sunset_on", "in-the-past")),
            Some(_) if self.stays.is_some() => wrong.push(("sunset_on", "stays")),
            Some(_) if !ends => wrong.push(("sunset_on", "retired")),
            _ => {}
        }
        wrong
    }
}

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 2000;

codes! {
    /// What kind of measure.
    pub enum MeasureKind {
        /// How patients are.
        Outcome = "outcome",
        /// What patients found.
        Experience = "experience",
        /// Both, mostly how they are.
        OutcomeAndExperience = "outcome-and-experience",
        /// Both, mostly what they found.
        ExperienceAndOutcome = "experience-and-outcome",
        /// How good the other figures are.
        Quality = "quality",
        /// Whether it is alike for all.
        Equity = "equity",
        /// What went wrong.
        Incident = "incident",
    }
}

codes! {
    /// What the registry report computes of a measure, month by month.
    pub enum Figure {
        /// The share reliably better.
        Improvement = "improvement",
        /// The share reliably worse.
        Deterioration = "deterioration",
        /// The share with both measurements.
        Coverage = "coverage",
    }
}

/// The words about a measure, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureWords {
    /// What it is called.
    pub name: String,
    /// How it is computed.
    pub computation: String,
    /// Which instruments measure it, in the box or not.
    pub instruments: String,
}

/// What patients report, as one figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Its id, such as `M01`.
    pub id: String,
    /// What kind.
    pub kind: MeasureKind,
    /// Instruments in the box that collect it.
    pub forms: Vec<String>,
    /// What the report computes of it; `None` where nothing does yet.
    pub figure: Option<Figure>,
    /// Where it is from.
    pub source: String,
    /// Norwegian.
    pub nb: MeasureWords,
    /// English.
    pub en: MeasureWords,
    /// Somebody who speaks the language has read the English.
    pub english_reviewed: bool,
}

impl Measure {
    /// The words for a language; Norwegian for any but English.
    #[must_use]
    pub fn words(&self, language: &str) -> &MeasureWords {
        if language == "en" { &self.en } else { &self.nb }
    }
}

/// An indicator that a unit has taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: LedgerEntryId,
    /// The unit.
    pub unit: UnitId,
    /// The indicator's id.
    pub indicator: String,
    /// How often it has a figure.
    pub every: Every,
}

/// What a unit is about to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDecision {
    /// What.
    pub status: Status,
    /// When it was decided.
    pub decided_on: NaiveDate,
    /// Who decided: a person or a meeting.
    pub decided_by: String,
    /// Why.
    pub reason: String,
    /// The day on which it ends unless somebody decides again.
    pub sunset_on: Option<NaiveDate>,
}

/// What a unit has decided, and who wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub what: NewDecision,
    /// When it was written down.
    pub written_at: chrono::DateTime<chrono::Utc>,
    /// By whom.
    pub written_by: AccountId,
}

impl Decision {
    /// Whether the day on which it ends has come.
    #[must_use]
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.what.sunset_on.is_some_and(|day| day <= today)
    }
}

/// A figure as it was written down; the newest of a period holds, and the earlier ones stay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entered {
    /// The stretch of time.
    pub period: Period,
    /// The number that is kept; `None`: taken back.
    pub value: Option<f64>,
    /// When it was written down.
    pub written_at: chrono::DateTime<chrono::Utc>,
    /// By whom.
    pub written_by: AccountId,
}

/// The figures that hold, in the order of time: of each period the one written last.
#[must_use]
pub fn holding(entered: &[Entered]) -> Vec<&Entered> {
    let mut held: std::collections::BTreeMap<Period, &Entered> = std::collections::BTreeMap::new();
    for one in entered {
        held.insert(one.period, one);
    }
    held.into_values().filter(|one| one.value.is_some()).collect()
}
