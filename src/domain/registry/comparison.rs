//! Who is heard from, and who is not: coverage by age, sex, language and ending, and whether those who answered began
//! as those who did not. A result speaks for those who answered; this says who they are. What became of each group
//! stands beside its coverage: by ending that is whether those who stopped coming had had enough, or got no help.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::course::{Course, Period};
use super::imputation::Known;
use super::outcome::{self, Counted, Question};
use super::{Fraction, RegistryError};
use crate::codes;
use crate::domain::care::{EndKind, Sex};
use crate::domain::change::{Category, Norm};
use crate::domain::variation::interval::{Interval, LEVEL, newcombe_difference, t_quantile};

codes! {
    /// Age at the referral, in years, by the year of birth.
    pub enum AgeBand {
        /// Under 18.
        Under18 = "under-18",
        /// 18 to 24.
        From18 = "18-24",
        /// 25 to 39.
        From25 = "25-39",
        /// 40 to 59.
        From40 = "40-59",
        /// 60 and above.
        From60 = "60-and-above",
        /// Not recorded.
        Unknown = "unknown",
    }
}

impl AgeBand {
    /// The band of somebody born in `year` on `day`; whole years from year to year.
    #[must_use]
    pub fn of(year: Option<i32>, day: NaiveDate) -> Self {
        match year.map(|year| day.year() - year) {
            Some(..=17) => Self::Under18,
            Some(18..=24) => Self::From18,
            Some(25..=39) => Self::From25,
            Some(40..=59) => Self::From40,
            Some(60..) => Self::From60,
            None => Self::Unknown,
        }
    }
}

codes! {
    /// The language a patient is written to in.
    pub enum Spoken {
        /// Bokmål or nynorsk.
        Norwegian = "norwegian",
        /// Sami.
        Sami = "sami",
        /// Any other.
        Other = "other",
        /// Not recorded.
        Unknown = "unknown",
    }
}

impl Spoken {
    /// By the language's tag, such as `nb`.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag.split('-').next().unwrap_or_default() {
            "nb" | "nn" | "no" => Self::Norwegian,
            "se" | "sma" | "smj" | "smn" | "sms" => Self::Sami,
            "" => Self::Unknown,
            _ => Self::Other,
        }
    }
}

/// Who a patient is, as far as it says whether all are heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background {
    /// Age at the referral.
    pub age: AgeBand,
    /// Sex, as recorded.
    pub sex: Sex,
    /// The language to write in.
    pub language: Spoken,
}

impl Default for Background {
    fn default() -> Self {
        Self { age: AgeBand::Unknown, sex: Sex::Unknown, language: Spoken::Unknown }
    }
}

codes! {
    /// What patients are compared by.
    pub enum By {
        /// Age.
        Age = "age",
        /// Sex.
        Sex = "sex",
        /// Language.
        Language = "language",
        /// How it ended.
        Ending = "ending",
    }
}

/// The most groups there are by anything.
const MOST: usize = 6;

impl By {
    /// The place of an episode's group in the fixed order of its groups.
    // The lists hold their members in the order in which these are declared.
    pub(in crate::domain) fn place(self, background: Background, end_kind: Option<EndKind>) -> usize {
        match self {
            Self::Age => background.age as usize,
            Self::Sex => background.sex as usize,
            Self::Language => background.language as usize,
            Self::Ending => end_kind.unwrap_or(EndKind::Unknown) as usize,
        }
    }

    /// The code of an episode's group.
    #[must_use]
    pub fn code_of(self, course: &Course) -> Option<&'static str> {
        self.code_at(self.place(course.background, course.end_kind))
    }

    /// The code of the group in a place.
    pub(in crate::domain) fn code_at(self, place: usize) -> Option<&'static str> {
        match self {
            Self::Age => AgeBand::ALL.get(place).map(|one| one.code()),
            Self::Sex => Sex::ALL.get(place).map(|one| one.code()),
            Self::Language => Spoken::ALL.get(place).map(|one| one.code()),
            Self::Ending => EndKind::ALL.get(place).map(|one| one.code()),
        }
    }
}

/// Coverage of one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What it is a group by.
    pub by: By,
    /// Its code, such as `25-39`.
    pub group: String,
    /// Those with both measurements, of all that count.
    pub share: Fraction,
    /// Reliably better, of those with both measurements.
    #[serde(default)]
    pub improved: Fraction,
    /// Reliably worse, of the same.
    #[serde(default)]
    pub deteriorated: Fraction,
}

/// How far a group's share lies from that of all others, with its 95 % interval (Newcombe 1998, method 10), as a
/// difference of shares. `total` is the share of all; `None` when nobody is outside the group.
#[must_use]
pub fn apart(group: Fraction, total: Fraction) -> Option<Interval> {
    let others =
        (total.numerator().checked_sub(group.numerator())?, total.denominator().checked_sub(group.denominator())?);
    newcombe_difference((group.numerator(), group.denominator()), others, LEVEL)
}

/// The first score of those who answered again, and of those who did not.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// How many answered again.
    pub answered: u32,
    /// Their mean first score.
    pub answered_mean: f64,
    /// How many did not.
    pub silent: u32,
    /// Their mean first score.
    pub silent_mean: f64,
    /// The 95 % interval for the difference, silent minus answered: Welch's, which takes the spreads as they are.
    pub interval: Interval,
}

/// All of whom groups are parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whole {
    /// When their episodes ended.
    pub period: Period,
    /// Those with both measurements, of all that count.
    pub share: Fraction,
    /// Reliably better, of those with both measurements.
    pub improved: Fraction,
    /// Reliably worse, of the same.
    pub deteriorated: Fraction,
}

/// Which group: by what, and its code.
pub type Name = (By, &'static str);

/// Who is heard from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Coverage by group, in a fixed order; never by result.
    pub groups: Vec<Group>,
    /// What the groups are parts of, where that is not the report's own period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Whole>,
    /// Groups of which nothing is shown, since fewer than three clinicians treated them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<(By, String)>,
    /// Where both began; `None` with fewer than two in either.
    pub start: Option<Start>,
}

impl Comparison {
    /// Takes out everything about some groups but their names.
    pub fn withhold(&mut self, names: &BTreeSet<Name>) {
        let is_named = |group: &Group| names.contains(&(group.by, group.group.as_str()));
        let taken = self.groups.extract_if(.., |group| is_named(group));
        self.withheld.extend(taken.map(|group| (group.by, group.group)));
    }
}

/// Who stands behind each group, as places among the courses: all that count, and those with both measurements.
///
/// # Errors
/// An episode that occurs twice, and a score that is not a finite number.
pub fn members(courses: &[Course], question: &Question) -> Result<[BTreeMap<Name, Vec<usize>>; 2], RegistryError> {
    let [mut all, mut paired]: [BTreeMap<Name, Vec<usize>>; 2] = Default::default();
    for (place, entry) in outcome::entries(courses, question)?.iter().enumerate() {
        let Some(one) = outcome::count_one(entry, question, || outcome::name(courses, place))? else { continue };
        for by in By::ALL.iter().copied() {
            let Some(code) = by.code_at(by.place(entry.background, entry.end_kind)) else { continue };
            all.entry((by, code)).or_default().push(place);
            if one.change.is_some() {
                paired.entry((by, code)).or_default().push(place);
            }
        }
    }
    Ok([all, paired])
}

/// Who is heard from, by group, in the making: by everything, in the order of its groups.
#[derive(Default)]
pub(super) struct Groups([[Counts; MOST]; By::ALL.len()]);

impl Groups {
    /// An episode that counts.
    pub(super) fn add(&mut self, one: &Counted<'_>) {
        let counts = Counts::of(one.change.map(|change| change.category));
        for (by, groups) in By::ALL.iter().zip(&mut self.0) {
            if let Some(group) = groups.get_mut(by.place(one.entry.background, one.entry.end_kind)) {
                group.add(counts);
            }
        }
    }

    /// With those of other rows.
    pub(super) fn join(&mut self, other: &Self) {
        for (here, there) in self.0.as_flattened_mut().iter_mut().zip(other.0.as_flattened()) {
            here.add(*there);
        }
    }

    /// Those who answered beside those who did not: the groups that occur.
    pub(super) fn comparison(self, start: Option<Start>) -> Result<Comparison, RegistryError> {
        let mut groups = Vec::new();
        for (by, counts) in By::ALL.iter().zip(self.0) {
            for (place, Counts { all, paired, better, worse }) in counts.into_iter().enumerate() {
                let Some(code) = by.code_at(place).filter(|_| all > 0) else { continue };
                groups.push(Group {
                    by: *by,
                    group: code.to_owned(),
                    share: Fraction::new(paired, all)?,
                    improved: Fraction::new(better, paired)?,
                    deteriorated: Fraction::new(worse, paired)?,
                });
            }
        }
        Ok(Comparison { groups, whole: None, withheld: Vec::new(), start })
    }
}

/// How many of one group there are, have both measurements, and became better or worse.
#[derive(Clone, Copy, Default)]
struct Counts {
    all: u32,
    paired: u32,
    better: u32,
    worse: u32,
}

impl Counts {
    fn of(category: Option<Category>) -> Self {
        Self {
            all: 1,
            paired: u32::from(category.is_some()),
            better: u32::from(category.is_some_and(Category::is_reliable_improvement)),
            worse: u32::from(category.is_some_and(Category::is_reliable_deterioration)),
        }
    }

    const fn add(&mut self, other: Self) {
        self.all += other.all;
        self.paired += other.paired;
        self.better += other.better;
        self.worse += other.worse;
    }
}

/// Where those who answered again began, and where those who did not.
pub(super) fn start(known: &[Known]) -> Option<Start> {
    let (mut answered, mut silent) = (Moments::default(), Moments::default());
    for one in known {
        match one {
            Known::Both { first, .. } => answered.add(*first),
            Known::First { first, .. } => silent.add(*first),
            Known::Neither { .. } => {}
        }
    }
    let (one, other) = (answered.norm()?, silent.norm()?);
    let (n, m) = (f64::from(answered.n), f64::from(silent.n));
    let (v, w) = (one.sd.powi(2) / n, other.sd.powi(2) / m);
    // Welch & Satterthwaite's degrees of freedom.
    let freedom = (v + w).powi(2) / (v * v / (n - 1.0) + w * w / (m - 1.0));
    let half = if v + w > 0.0 { t_quantile(f64::midpoint(1.0, LEVEL), freedom)? * (v + w).sqrt() } else { 0.0 };
    let difference = other.mean - one.mean;
    Some(Start {
        answered: answered.n,
        answered_mean: one.mean,
        silent: silent.n,
        silent_mean: other.mean,
        interval: Interval { lower: difference - half, upper: difference + half },
    })
}

/// Mean and spread in one walk (Welford 1962).
#[derive(Default)]
struct Moments {
    n: u32,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.n += 1;
        let off = value - self.mean;
        self.mean += off / f64::from(self.n);
        self.squares += off * (value - self.mean);
    }

    fn norm(&self) -> Option<Norm> {
        (self.n > 1).then(|| Norm { mean: self.mean, sd: (self.squares / f64::from(self.n - 1)).sqrt() })
    }
}
