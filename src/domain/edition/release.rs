//! What an organisation's results of one period look like when they leave it.
//!
//! A [`Release`] can only be made by [`Release::new`], which hides, or read from what somebody else released, which is
//! refused when it holds what hiding would not have left. Two rules make it:
//!
//! * Patients with both measurements are better, worse or neither. A count of 1 to 4 is hidden, and others with it
//!   until no difference gives it away; "neither" goes first, for it is missed least.
//! * How many were referred, started, ended and measured is given in steps of five. Each step begins at what is known
//!   of the steps below it, so that every one of its five values remains possible: whoever knows the rule, and every
//!   other metric of the same patients, learns no more. An organisation that hears from all but one is not told apart
//!   from one that hears from all, and coverage is "at least".

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::registry::outcome::{COVERAGE_LEAST, Outcome, Step};
use crate::domain::registry::suppression::{LEAST_OUTSIDE, release_ranked};
use crate::domain::registry::{Fraction, RegistryError};

/// How many values a step can have.
pub const WIDTH: u32 = LEAST_OUTSIDE;

/// What cannot be a release.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ReleaseError {
    /// Counts of several metrics that are not about the same patients.
    #[error("the metrics do not count the same patients: the data changed while they were counted")]
    Flow,
    /// Counts of which one step holds more than the step before it.
    #[error("a step counts more patients than the step before it")]
    Order,
    /// A count that is hidden before anything leaves.
    #[error("a count from 1 to 4, or one that a difference gives away, must not leave an organisation")]
    NotHidden,
    /// Figures that do not follow from the counts beside them.
    #[error("the figures do not fit together")]
    Unfit,
}

/// A count, to the nearest five below: it is one of five values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u32, u32)", into = "(u32, u32)")]
pub struct Bracket {
    least: u32,
}

impl Bracket {
    /// The step of five, counted from `base`, that holds `count`.
    fn above(base: u32, count: u32) -> Result<Self, ReleaseError> {
        let over = count.checked_sub(base).ok_or(ReleaseError::Order)?;
        Ok(Self { least: base + over / WIDTH * WIDTH })
    }

    /// Whether this is a step counted from `base`.
    fn is_above(self, base: u32) -> bool {
        self.least.checked_sub(base).is_some_and(|over| over % WIDTH == 0)
    }

    /// The smallest it can be.
    #[must_use]
    pub const fn least(self) -> u32 {
        self.least
    }

    /// The largest it can be.
    #[must_use]
    pub const fn most(self) -> u32 {
        self.least + WIDTH - 1
    }
}

impl TryFrom<(u32, u32)> for Bracket {
    type Error = ReleaseError;

    fn try_from((least, most): (u32, u32)) -> Result<Self, ReleaseError> {
        let fits = least.checked_add(WIDTH - 1) == Some(most) && most < 1_000_000_000;
        if fits { Ok(Self { least }) } else { Err(ReleaseError::Unfit) }
    }
}

impl From<Bracket> for (u32, u32) {
    fn from(bracket: Bracket) -> Self {
        (bracket.least, bracket.most())
    }
}

/// What is counted of one metric before anything is hidden. It never leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Referred by the end of the period, and not over before it.
    pub referred: u32,
    /// Treatment begun by then.
    pub started: u32,
    /// Ended in the period.
    pub ended: u32,
    /// At least one measurement.
    pub measured: u32,
    /// Both measurements, reliably better.
    pub improved: u32,
    /// Reliably worse.
    pub deteriorated: u32,
    /// Neither.
    pub neither: u32,
}

impl Counts {
    /// The counts of an outcome.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Self {
        let step = |step: Step| outcome.flow.iter().find(|flow| flow.step == step).map_or(0, |flow| flow.n);
        let categories = &outcome.categories;
        Self {
            referred: step(Step::Referred),
            started: step(Step::Started),
            ended: step(Step::Ended),
            measured: step(Step::Measured),
            improved: categories.recovered + categories.improved,
            deteriorated: categories.deteriorated + categories.harmed,
            neither: categories.unchanged,
        }
    }
}

/// A share with what it could be if everybody had answered. All bounds are as wide as the steps leave them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Of those with both measurements.
    pub completers: Fraction,
    /// If all others had failed.
    pub lowest: Fraction,
    /// If all others had succeeded.
    pub highest: Fraction,
}

/// The released figures of one metric; `None` is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    measured: Bracket,
    pairs: Option<u32>,
    improved: Option<u32>,
    deteriorated: Option<u32>,
    neither: Option<u32>,
}

impl Figures {
    fn new(counts: &Counts) -> Result<Self, ReleaseError> {
        let parts = [(2, counts.improved), (1, counts.deteriorated), (0, counts.neither)];
        let (pairs, cells) = release_ranked(&parts);
        // Of fewer than five in all nothing is shown, nought neither: it would say what the others are.
        let cells = if pairs.is_some() { cells.try_into().unwrap_or([None; 3]) } else { [None; 3] };
        let [improved, deteriorated, neither] = cells;
        let all = counts.improved + counts.deteriorated + counts.neither;
        if all > counts.measured {
            return Err(ReleaseError::Order);
        }
        let measured = Bracket::above(pairs.unwrap_or(0), counts.measured)?;
        Ok(Self { measured, pairs, improved, deteriorated, neither })
    }

    /// Whether hiding could have left these figures.
    fn check(&self) -> Result<(), ReleaseError> {
        let cells = [self.improved, self.deteriorated, self.neither];
        let small = |count: &u32| (1..LEAST_OUTSIDE).contains(count);
        if cells.iter().chain([&self.pairs]).flatten().any(small) {
            return Err(ReleaseError::NotHidden);
        }
        let shown = cells.iter().flatten().try_fold(0_u32, |sum, count| sum.checked_add(*count));
        let shown = shown.ok_or(ReleaseError::Unfit)?;
        let hidden = u32::try_from(cells.iter().filter(|cell| cell.is_none()).count()).unwrap_or(3);
        match self.pairs {
            None if hidden == 3 => Ok(()),
            None => Err(ReleaseError::NotHidden),
            Some(pairs) => {
                let rest = pairs.checked_sub(shown).ok_or(ReleaseError::Unfit)?;
                match hidden {
                    0 if rest == 0 => Ok(()),
                    0 => Err(ReleaseError::Unfit),
                    1 => Err(ReleaseError::NotHidden),
                    hidden if rest >= LEAST_OUTSIDE && rest > hidden => Ok(()),
                    _ => Err(ReleaseError::NotHidden),
                }
            }
        }?;
        if self.measured.is_above(self.pairs.unwrap_or(0)) { Ok(()) } else { Err(ReleaseError::Unfit) }
    }

    /// How many have at least one measurement.
    #[must_use]
    pub const fn measured(&self) -> Bracket {
        self.measured
    }

    /// How many have both.
    #[must_use]
    pub const fn pairs(&self) -> Option<u32> {
        self.pairs
    }

    /// Of those, reliably better.
    #[must_use]
    pub const fn improved(&self) -> Option<u32> {
        self.improved
    }

    /// Reliably worse.
    #[must_use]
    pub const fn deteriorated(&self) -> Option<u32> {
        self.deteriorated
    }

    /// Neither.
    #[must_use]
    pub const fn neither(&self) -> Option<u32> {
        self.neither
    }
}

/// An organisation's results of one period as they leave it: the same patients, seen by one or more metrics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Release {
    referred: Bracket,
    started: Bracket,
    ended: Bracket,
    figures: Vec<Figures>,
}

impl Release {
    /// Hides what must be hidden. `counts` are those of each metric, about the same patients.
    ///
    /// # Errors
    /// Counts that are not about the same patients, or in which a step holds more than the one before.
    pub fn new(counts: &[Counts]) -> Result<Self, ReleaseError> {
        let first = counts.first().ok_or(ReleaseError::Flow)?;
        let flow = |one: &Counts| (one.referred, one.started, one.ended);
        if counts.iter().any(|one| flow(one) != flow(first)) {
            return Err(ReleaseError::Flow);
        }
        if counts.iter().any(|one| one.measured > one.ended) {
            return Err(ReleaseError::Order);
        }
        let figures = counts.iter().map(Figures::new).collect::<Result<Vec<_>, _>>()?;
        let ended = Bracket::above(Self::base(&figures), first.ended)?;
        let started = Bracket::above(ended.least, first.started)?;
        let referred = Bracket::above(started.least, first.referred)?;
        Ok(Self { referred, started, ended, figures })
    }

    /// From where endings are counted in steps: the highest of the steps below.
    fn base(figures: &[Figures]) -> u32 {
        figures.iter().map(|one| one.measured.least).max().unwrap_or(0)
    }

    fn check(self) -> Result<Self, ReleaseError> {
        self.figures.iter().try_for_each(Figures::check)?;
        let in_steps = self.ended.is_above(Self::base(&self.figures))
            && self.started.is_above(self.ended.least)
            && self.referred.is_above(self.started.least);
        if in_steps && !self.figures.is_empty() { Ok(self) } else { Err(ReleaseError::Unfit) }
    }

    /// Referred by the end of the period, and not over before it.
    #[must_use]
    pub const fn referred(&self) -> Bracket {
        self.referred
    }

    /// Treatment begun by then.
    #[must_use]
    pub const fn started(&self) -> Bracket {
        self.started
    }

    /// Ended in the period.
    #[must_use]
    pub const fn ended(&self) -> Bracket {
        self.ended
    }

    /// What each metric says, in the order of the charter.
    #[must_use]
    pub fn figures(&self) -> &[Figures] {
        &self.figures
    }

    /// The least that coverage can be: those with both measurements, of all who ended. `None` when hidden.
    #[must_use]
    pub fn coverage(&self, figures: &Figures) -> Option<Fraction> {
        figures.pairs.and_then(|pairs| Fraction::new(pairs, self.ended.most()).ok())
    }

    /// Whether at least 60 % are heard from; below, or hidden, the figures are not interpreted.
    #[must_use]
    pub fn is_interpretable(&self, figures: &Figures) -> bool {
        self.coverage(figures).and_then(Fraction::value).is_some_and(|share| share >= COVERAGE_LEAST)
    }

    /// The share reliably better; `None` when it is hidden.
    #[must_use]
    pub fn improvement(&self, figures: &Figures) -> Option<Share> {
        self.share(figures.pairs?, figures.improved?).ok()
    }

    /// The share reliably worse; `None` when it is hidden.
    #[must_use]
    pub fn deterioration(&self, figures: &Figures) -> Option<Share> {
        self.share(figures.pairs?, figures.deteriorated?).ok()
    }

    fn share(&self, pairs: u32, count: u32) -> Result<Share, RegistryError> {
        let ended = self.ended.most();
        Ok(Share {
            completers: Fraction::new(count, pairs)?,
            lowest: Fraction::new(count, ended)?,
            highest: Fraction::new(count + ended.saturating_sub(pairs), ended)?,
        })
    }
}

/// A share as it is written: counts only, so that every program writes the same letters.
#[derive(Serialize, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct ShareForm {
    count: u32,
    of: u32,
    lowest: (u32, u32),
    highest: (u32, u32),
}

impl From<Share> for ShareForm {
    fn from(share: Share) -> Self {
        let pair = |share: Fraction| (share.numerator(), share.denominator());
        let (count, of) = pair(share.completers);
        Self { count, of, lowest: pair(share.lowest), highest: pair(share.highest) }
    }
}

/// The written form of [`Figures`]: a share is never without its bounds, and what is hidden is null.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FiguresForm {
    measured: Bracket,
    both_measurements: Option<u32>,
    coverage_at_least: Option<(u32, u32)>,
    better: Option<ShareForm>,
    worse: Option<ShareForm>,
    /// Given where nothing is hidden.
    neither: Option<u32>,
    /// The counts that are given although no share is: of nobody at all.
    counted: [Option<u32>; 2],
}

/// The written form of [`Release`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    referred: Bracket,
    started: Bracket,
    ended: Bracket,
    figures: Vec<FiguresForm>,
}

impl From<Release> for Form {
    fn from(release: Release) -> Self {
        let figures = release.figures.iter().map(|one| FiguresForm {
            measured: one.measured,
            both_measurements: one.pairs,
            coverage_at_least: release.coverage(one).map(|share| (share.numerator(), share.denominator())),
            better: release.improvement(one).map(ShareForm::from),
            worse: release.deterioration(one).map(ShareForm::from),
            neither: one.neither,
            counted: [one.improved, one.deteriorated],
        });
        Self { figures: figures.collect(), referred: release.referred, started: release.started, ended: release.ended }
    }
}

impl TryFrom<Form> for Release {
    type Error = ReleaseError;

    fn try_from(form: Form) -> Result<Self, ReleaseError> {
        let figures = form.figures.iter().map(|one| {
            let [improved, deteriorated] = one.counted;
            Figures {
                measured: one.measured,
                pairs: one.both_measurements,
                improved,
                deteriorated,
                neither: one.neither,
            }
        });
        let (referred, started, ended) = (form.referred, form.started, form.ended);
        let release = Self { referred, started, ended, figures: figures.collect() }.check()?;
        let again = Self::into_form(&release);
        let same = again.figures.iter().zip(&form.figures).all(|(again, given)| {
            again.coverage_at_least == given.coverage_at_least
                && again.better == given.better
                && again.worse == given.worse
        });
        if same { Ok(release) } else { Err(ReleaseError::Unfit) }
    }
}

impl Release {
    fn into_form(release: &Self) -> Form {
        Form::from(release.clone())
    }
}
