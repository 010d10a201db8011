//! Indicators: named measures whose written rules are what is computed.
//!
//! A definition names who is counted and who succeeded by rules from a closed list ([`rule`]), at points in time
//! ([`point`]); [`judge`](mod@judge) applies them to one episode, and [`figure`](mod@figure) counts many. The files that hold the definitions
//! are read by the catalogue; `docs/indicators.md` says how to write one.

pub mod figure;
pub mod judge;
pub mod part;
pub mod point;
pub mod rule;

use crate::codes;
use crate::domain::instrument::{Instrument, Review, Source};
use crate::domain::metric::Metric;
use crate::domain::registry::comparison::By;
use crate::domain::registry::course::Dated;

pub use figure::{Figure, figure};
pub use judge::{Frame, Judged, answered, judge};
pub use part::Part;
pub use point::{Anchor, Day, Point, Take};
pub use rule::{Rule, Worth};

codes! {
    /// What an indicator gives.
    pub enum Kind {
        /// A share of those counted.
        Proportion = "proportion",
        /// The mean of a score.
        Mean = "mean",
        /// The mean difference between two scores, in points.
        Change = "change",
        /// How many treatment sessions were held before a change, of those who may not have come to it.
        SessionsUntil = "sessions until",
    }
}

codes! {
    /// What an indicator asks about. Lists are grouped by it, never by a result.
    pub enum Asks {
        /// Whether people get better.
        Outcome = "outcome",
        /// Whether it lasts, and whether waiting costs.
        OverTime = "over-time",
        /// What people want for themselves.
        OwnLife = "own-life",
        /// Whether patient and clinician work well together.
        Alliance = "alliance",
        /// How the help is, seen by those who get it.
        Experience = "experience",
        /// Harm and pressure.
        Safety = "safety",
        /// Whom the figures speak for.
        Coverage = "coverage",
        /// Whether the help is as good for all.
        Equity = "equity",
    }
}

codes! {
    /// Which way is better.
    pub enum Better {
        /// More.
        Higher = "higher",
        /// Less.
        Lower = "lower",
        /// As the scale runs.
        AsTheScale = "as the scale",
        /// Neither.
        Neither = "neither",
    }
}

codes! {
    /// Where a definition stands.
    pub enum Status {
        /// Written, and not yet answered for by anybody else.
        Draft = "draft",
        /// Checked by somebody other than the writer.
        InUse = "in use",
        /// No longer used.
        Retired = "retired",
    }
}

codes! {
    /// The figure of the report that is this indicator.
    pub enum Shown {
        /// The share reliably better.
        Improvement = "improvement",
        /// The share reliably worse.
        Deterioration = "deterioration",
        /// The share reliably better and across the cut-off, of those on the clinical side at the start.
        Recovery = "recovery",
        /// The share with both measurements.
        Coverage = "coverage",
        /// The mean change in points.
        Change = "change",
    }
}

codes! {
    /// What is done about measurements that are missing, beside the value of those who answered.
    pub enum Method {
        /// The lowest and highest value that is possible.
        Bounds = "bounds",
        /// The last score carried forward.
        CarriedForward = "carried forward",
        /// Filled in many times over, by what is known.
        FilledIn = "filled in",
    }
}

codes! {
    /// What the mix of patients may be compared or adjusted by.
    pub enum CaseMix {
        /// Age at referral.
        Age = "age",
        /// Sex as recorded.
        Sex = "sex",
        /// The language a patient is written to in.
        Language = "language",
        /// The first score.
        StartScore = "start score",
    }
}

/// What an indicator is read from: one part of one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The form.
    pub instrument: String,
    /// What of it.
    pub part: Part,
    /// The norm set that says what a reliable change is and where the cut-off lies, where a rule needs one.
    pub norms: Option<String>,
}

impl Read {
    /// The scale with the norm set; `None` where none is named, and of what has none.
    #[must_use]
    pub fn metric<'a>(&self, instrument: &'a Instrument) -> Option<Metric<'a>> {
        let Part::Scale(scale) = &self.part else { return None };
        Metric::lookup(instrument, scale, self.norms.as_ref()?)
    }

    /// How it is written in a table: `phq-9`, `lytt-life subjective`.
    #[must_use]
    pub fn name(&self) -> String {
        match self.part.name().as_str() {
            "total" => self.instrument.clone(),
            part => format!("{} {part}", self.instrument),
        }
    }
}

/// Something with the name it has in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T> {
    /// The name; the sentence about it has the same.
    pub name: String,
    /// What has the name.
    pub what: T,
}

/// How an indicator is read where it is missing data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The coverage indicator that always stands beside it; its own id where it is one itself.
    pub coverage: String,
    /// What is done beside the value of those who answered.
    pub methods: Vec<Method>,
    /// What those who answered and those who did not are compared by.
    pub compare: Vec<CaseMix>,
}

/// When nothing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallNumbers {
    /// Below so many no share or mean is given inside the service.
    pub none_below: u32,
    /// Of anything that leaves the service: shares of fewer than this, and counts between nought and this, are hidden.
    pub hidden_outside_below: u32,
}

/// How it may be compared with other services.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    /// Whether it may be at all.
    pub allowed: bool,
    /// The coverage it takes, from 0 to 1.
    pub coverage_at_least: f64,
}

/// An indicator's definition: who is counted, who succeeded, and what always stands beside the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Its id, such as `reliable-improvement`.
    pub id: String,
    /// A new number whenever a figure could come out differently.
    pub version: u32,
    /// Where it stands.
    pub status: Status,
    /// What it gives.
    pub kind: Kind,
    /// What it asks about.
    pub asks: Asks,
    /// Which way is better.
    pub better: Better,
    /// The measures of `measures.toml` it is one reading of.
    pub measures: Vec<String>,
    /// The figure of the report that it is.
    pub figure: Option<Shown>,
    /// The indicators it is never shown without.
    pub always_with: Vec<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Who wrote and who checked it.
    pub review: Review,
    /// What it is read from. Examples prove each.
    pub reads: Vec<Read>,
    /// An episode is counted when every rule holds.
    pub denominator: Vec<Named<Rule>>,
    /// An episode that is counted succeeds when every rule holds; empty unless it is a share.
    pub numerator: Vec<Named<Rule>>,
    /// What is averaged; `None` of a share.
    pub value: Option<Named<Worth>>,
    /// The points in time.
    pub points: Vec<Named<Point>>,
    /// What is missing.
    pub missing: Missing,
    /// When nothing is shown.
    pub small: SmallNumbers,
    /// What the mix of patients would be described by in a comparison.
    pub case_mix: Vec<CaseMix>,
    /// Groups it is also given for.
    pub split_by: Vec<By>,
    /// How it may be compared.
    pub between: Between,
    /// What it rests on.
    pub sources: Vec<Source>,
}

impl Indicator {
    /// A point in time by its name.
    #[must_use]
    pub fn point(&self, name: &str) -> Option<&Point> {
        self.points.iter().find(|point| point.name == name).map(|point| &point.what)
    }

    /// The day by which an episode belongs to the period; `None` where no rule of the denominator asks for one that lies
    /// in it, or by the referral, which is nobody's work.
    #[must_use]
    pub fn dated(&self) -> Option<Dated> {
        self.denominator.iter().find_map(|rule| match rule.what {
            Rule::EndedInPeriod => Some(Dated::Ended),
            Rule::StartedInPeriod => Some(Dated::Started),
            _ => None,
        })
    }

    /// Whether a rule needs the norm set's reliable change or cut-off.
    #[must_use]
    pub fn needs_norms(&self) -> bool {
        self.denominator
            .iter()
            .chain(&self.numerator)
            .any(|rule| rule.what.needs_reliable() || rule.what.needs_cutoff())
            || self.value.as_ref().is_some_and(|value| value.what.needs_reliable())
    }

    /// Whether a rule asks for the sessions held around a score.
    #[must_use]
    pub fn needs_sessions(&self) -> bool {
        let mut rules = self.denominator.iter().chain(&self.numerator).map(|rule| &rule.what);
        self.kind == Kind::SessionsUntil || rules.any(|rule| rule.needs_sessions() || rule.needs_discussed())
    }

    /// How many days after the day by which an episode belongs to the period its figure may still change: the longest
    /// that a rule waits.
    #[must_use]
    pub fn settles_after(&self) -> u32 {
        let waits = |rule: &Named<Rule>| match &rule.what {
            Rule::OverFor { days } => *days,
            Rule::WindowOver { at } => self.point(at).map_or(0, Point::longest),
            _ => 0,
        };
        self.denominator.iter().map(waits).max().unwrap_or(0)
    }

    /// Whether it looks for an answer after the ending by itself: one of its points counts days from there.
    #[must_use]
    pub fn follows_up(&self) -> bool {
        let counts = |point: &Named<Point>| {
            [point.what.to, point.what.from, point.what.until]
                .into_iter()
                .flatten()
                .any(|day| day.anchor == Anchor::Ending)
        };
        self.points.iter().any(counts)
    }

    /// Whether nobody but the writer has answered for it: pages say so.
    #[must_use]
    pub const fn is_draft(&self) -> bool {
        matches!(self.status, Status::Draft)
    }

    /// Whether something it rests on was written from memory.
    #[must_use]
    pub fn is_unverified(&self) -> bool {
        self.sources.iter().any(|source| !source.verified())
    }

    /// The names of every rule, in the order they are applied.
    pub fn rule_names(&self) -> impl Iterator<Item = &str> {
        let rules = self.denominator.iter().chain(&self.numerator).map(|rule| rule.name.as_str());
        rules.chain(self.value.iter().map(|value| value.name.as_str()))
    }
}
