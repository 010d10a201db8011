//! Individual change: is the difference between two scores larger than the instrument's own noise,
//! and did it cross the line between patients and people who are well?
//!
//! The formulas are those of Jacobson & Truax (1991), "Clinical significance: a statistical approach
//! to defining meaningful change in psychotherapy research". Standard deviations and reliabilities
//! are parts of a norm set, never constants of the program.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::codes;

/// Two-sided 5 % point of the normal distribution as Jacobson & Truax (1991) print it: a change is
/// reliable when the index lies beyond it, not on it.
pub const RELIABLE_INDEX: f64 = 1.96;

/// How far arithmetic on decimal scores may drift before it means something. A prorated 15.6 - 9.6
/// is a change of 6 points, although not in binary.
const DUST: f64 = 1e-9;

/// The same for the reliable change index, which is a ratio of order one.
const INDEX_DUST: f64 = 1e-12;

codes! {
    /// Which way a scale runs.
    pub enum Direction {
        /// More points, more trouble: PHQ-9, GAD-7, CORE-OM.
        HigherIsWorse = "higher-is-worse",
        /// More points, better: WHO-5, ORS.
        HigherIsBetter = "higher-is-better",
    }
}

impl Direction {
    /// The change from `first` to `last` in points towards better; negative is worse.
    #[must_use]
    pub fn gain(self, first: f64, last: f64) -> f64 {
        match self {
            Self::HigherIsWorse => first - last,
            Self::HigherIsBetter => last - first,
        }
    }
}

codes! {
    /// What became of one patient between two scores.
    pub enum Category {
        /// Reliably better, from the clinical side of the cut-off to the other.
        Recovered = "recovered",
        /// Reliably better, without that crossing.
        Improved = "improved",
        /// No change beyond the instrument's noise.
        Unchanged = "unchanged",
        /// Reliably worse, without crossing the cut-off.
        Deteriorated = "deteriorated",
        /// Reliably worse, and across the cut-off to the clinical side.
        Harmed = "harmed",
    }
}

impl Category {
    /// Recovered or improved.
    #[must_use]
    pub const fn is_reliable_improvement(self) -> bool {
        matches!(self, Self::Recovered | Self::Improved)
    }

    /// Deteriorated or harmed.
    #[must_use]
    pub const fn is_reliable_deterioration(self) -> bool {
        matches!(self, Self::Deteriorated | Self::Harmed)
    }

    /// The four categories of Jacobson & Truax (1991), where harm is a deterioration like the others.
    #[must_use]
    pub const fn without_harm(self) -> Self {
        match self {
            Self::Harmed => Self::Deteriorated,
            other => other,
        }
    }
}

/// What makes a rule or a score unusable.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ChangeError {
    /// A standard deviation that is not a positive, finite number.
    #[error("the standard deviation is {0}; it must be above 0")]
    StandardDeviation(f64),
    /// A reliability outside the range in which the error of a difference exists.
    #[error("the reliability is {0}; it must be at least 0 and below 1")]
    Reliability(f64),
    /// A number of points that is not a positive, finite number.
    #[error("the reliable change is {0} points; it must be above 0")]
    Points(f64),
    /// A mean, cut-off or score that is not a finite number.
    #[error("{what} is {value}; it must be a finite number")]
    NotFinite {
        /// What it is the value of.
        what: &'static str,
        /// The value.
        value: f64,
    },
}

/// Standard error of measurement, `sd * sqrt(1 - r)`, in points (Jacobson & Truax 1991).
///
/// `sd` is the standard deviation of the norm group, `reliability` lies in `[0, 1]`; above 1 the
/// result is NaN, which [`ChangeRule::new`] refuses.
#[must_use]
pub fn standard_error(sd: f64, reliability: f64) -> f64 {
    sd * (1.0 - reliability).sqrt()
}

/// Standard error of the difference between two scores, `SE * sqrt(2)`, in points (Jacobson & Truax
/// 1991). Arguments as for [`standard_error`].
#[must_use]
pub fn s_diff(sd: f64, reliability: f64) -> f64 {
    standard_error(sd, reliability) * std::f64::consts::SQRT_2
}

/// The reliable change index, `(last - first) / Sdiff` (Jacobson & Truax 1991).
///
/// Its sign is that of the raw change: negative when the score fell.
#[must_use]
pub fn rci(first: f64, last: f64, sd: f64, reliability: f64) -> f64 {
    (last - first) / s_diff(sd, reliability)
}

/// The change in points that the reliable change index has to exceed, `1.96 * Sdiff`.
#[must_use]
pub fn reliable_points(sd: f64, reliability: f64) -> f64 {
    RELIABLE_INDEX * s_diff(sd, reliability)
}

/// How far to either side of a score the true one lies, at 95 %, from measurement error alone, in points:
/// `1.96 * SEM`, where `SEM = sd * sqrt(1 - reliability)` (classical test theory). The reliable change that a
/// manual prints as points is taken as `1.96 * sqrt(2) * SEM`, which is how Jacobson & Truax (1991) arrive at it.
#[must_use]
pub fn score_margin(reliable: Reliable) -> f64 {
    let points = match reliable {
        Reliable::Index { sd, reliability } => reliable_points(sd, reliability),
        Reliable::Points(points) => points,
    };
    points / std::f64::consts::SQRT_2
}

/// [`reliable_points`] for a scale of whole points: the smallest whole change that is reliable,
/// by rounding up.
#[must_use]
pub fn reliable_points_whole(sd: f64, reliability: f64) -> f64 {
    (reliable_points(sd, reliability) - DUST).ceil()
}

/// Mean and standard deviation of a group, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Norm {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub sd: f64,
}

impl Norm {
    /// The sample mean and standard deviation (n - 1) of `values`; `None` for fewer than two.
    #[must_use]
    pub fn of_sample(values: &[f64]) -> Option<Self> {
        let n = f64::from(u32::try_from(values.len()).ok()?);
        if n < 2.0 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Some(Self { mean, sd: (squares / (n - 1.0)).sqrt() })
    }

    fn check(self) -> Result<Self, ChangeError> {
        finite("the mean", self.mean)?;
        if self.sd.is_finite() && self.sd > 0.0 { Ok(self) } else { Err(ChangeError::StandardDeviation(self.sd)) }
    }
}

/// The clinical group of a data set that brings no norms: the first scores of the complete pairs.
///
/// Patients without a second score are left out on purpose, so that the same people carry the norm
/// and the change; `None` for fewer than two complete pairs.
#[must_use]
pub fn sample_norms(pairs: &[(Option<f64>, Option<f64>)]) -> Option<Norm> {
    let firsts: Vec<f64> = pairs.iter().filter_map(|(first, last)| last.and(*first)).collect();
    Norm::of_sample(&firsts)
}

/// The three cut-offs of Jacobson & Truax (1991), in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cutoffs {
    /// Two standard deviations from the clinical mean, towards better. Needs no functional norms.
    pub a: f64,
    /// Two *functional* standard deviations from the functional mean, towards worse. Some software
    /// takes the clinical standard deviation here; the paper does not.
    pub b: f64,
    /// The point between the two means that is equally likely in both groups, when spreads differ:
    /// `(SDc * Mf + SDf * Mc) / (SDc + SDf)`.
    pub c: f64,
}

/// The cut-offs between a clinical and a functional group (Jacobson & Truax 1991).
///
/// # Errors
/// A mean that is not finite or a standard deviation that is not above 0.
pub fn cutoffs(direction: Direction, clinical: Norm, functional: Norm) -> Result<Cutoffs, ChangeError> {
    let (clinical, functional) = (clinical.check()?, functional.check()?);
    let better = match direction {
        Direction::HigherIsWorse => -1.0,
        Direction::HigherIsBetter => 1.0,
    };
    Ok(Cutoffs {
        a: clinical.mean + better * 2.0 * clinical.sd,
        b: functional.mean - better * 2.0 * functional.sd,
        c: (clinical.sd * functional.mean + functional.sd * clinical.mean) / (clinical.sd + functional.sd),
    })
}

/// When a change is larger than noise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reliable {
    /// |RCI| above 1.96, strictly (Jacobson & Truax 1991).
    Index {
        /// Standard deviation of the norm group, in points.
        sd: f64,
        /// Reliability of the score, from 0 up to, not including, 1.
        reliability: f64,
    },
    /// A change of at least this many points, as manuals print it: PHQ-9 6, GAD-7 4.
    Points(f64),
}

/// The line between patients and people who are well.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cutoff {
    /// Caseness as manuals print it: the cut-off itself is a case where higher is worse (PHQ-9 >= 10),
    /// and is well where higher is better (a case lies below).
    Case(f64),
    /// A computed line such as cut-off c: a score exactly on it is on neither side.
    Line(f64),
}

/// Which side of the cut-off a score is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Among patients.
    Clinical,
    /// Exactly on a computed line.
    Neither,
    /// Among people who are well.
    Functional,
}

/// A metric's rule: the direction of its scale, when a change is reliable, and where the cut-off is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RuleForm", into = "RuleForm")]
pub struct ChangeRule {
    direction: Direction,
    reliable: Reliable,
    cutoff: Option<Cutoff>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleForm {
    direction: Direction,
    reliable: Reliable,
    cutoff: Option<Cutoff>,
}

impl TryFrom<RuleForm> for ChangeRule {
    type Error = ChangeError;

    fn try_from(form: RuleForm) -> Result<Self, ChangeError> {
        Self::new(form.direction, form.reliable, form.cutoff)
    }
}

impl From<ChangeRule> for RuleForm {
    fn from(rule: ChangeRule) -> Self {
        Self { direction: rule.direction, reliable: rule.reliable, cutoff: rule.cutoff }
    }
}

/// One patient's change, and what it amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Last minus first, in points.
    pub points: f64,
    /// The reliable change index, with the sign of `points`; `None` under a rule in points.
    pub index: Option<f64>,
    /// What it amounts to.
    pub category: Category,
}

impl ChangeRule {
    /// A rule that can be applied.
    ///
    /// # Errors
    /// A standard deviation or number of points that is not above 0, a reliability outside `[0, 1)`,
    /// or a cut-off that is not finite.
    pub fn new(direction: Direction, reliable: Reliable, cutoff: Option<Cutoff>) -> Result<Self, ChangeError> {
        match reliable {
            Reliable::Index { sd, .. } if !(sd.is_finite() && sd > 0.0) => {
                return Err(ChangeError::StandardDeviation(sd));
            }
            Reliable::Index { reliability, .. } if !(0.0..1.0).contains(&reliability) => {
                return Err(ChangeError::Reliability(reliability));
            }
            Reliable::Points(points) if !(points.is_finite() && points > 0.0) => {
                return Err(ChangeError::Points(points));
            }
            _ => {}
        }
        if let Some(Cutoff::Case(cut) | Cutoff::Line(cut)) = cutoff {
            finite("the cut-off", cut)?;
        }
        Ok(Self { direction, reliable, cutoff })
    }

    /// Which way the scale runs.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.direction
    }

    /// When a change is reliable.
    #[must_use]
    pub const fn reliable(&self) -> Reliable {
        self.reliable
    }

    /// The cut-off, where the metric has one.
    #[must_use]
    pub const fn cutoff(&self) -> Option<Cutoff> {
        self.cutoff
    }

    /// Which side of the cut-off a score is on; `None` where the metric has no cut-off.
    #[must_use]
    #[inline]
    pub fn side(&self, score: f64) -> Option<Side> {
        let (cut, on_the_line) = match (self.cutoff?, self.direction) {
            (Cutoff::Case(cut), Direction::HigherIsWorse) => (cut, Side::Clinical),
            (Cutoff::Case(cut), Direction::HigherIsBetter) => (cut, Side::Functional),
            (Cutoff::Line(cut), _) => (cut, Side::Neither),
        };
        let beyond = self.direction.gain(cut, score);
        Some(if beyond.abs() <= DUST {
            on_the_line
        } else if beyond > 0.0 {
            Side::Functional
        } else {
            Side::Clinical
        })
    }

    /// Whether a score is on the clinical side; `None` where the metric has no cut-off.
    #[must_use]
    pub fn is_case(&self, score: f64) -> Option<bool> {
        self.side(score).map(|side| side == Side::Clinical)
    }

    /// What became of a patient between two scores.
    ///
    /// # Errors
    /// A score that is not a finite number.
    pub fn classify(&self, first: f64, last: f64) -> Result<Change, ChangeError> {
        finite("the first score", first)?;
        finite("the last score", last)?;
        let category = if self.is_reliably_better(first, last) {
            let crossed = self.is_on(Side::Clinical, first) && self.is_on(Side::Functional, last);
            if crossed { Category::Recovered } else { Category::Improved }
        } else if self.is_reliably_better(last, first) {
            let crossed = self.is_on(Side::Functional, first) && self.is_on(Side::Clinical, last);
            if crossed { Category::Harmed } else { Category::Deteriorated }
        } else {
            Category::Unchanged
        };
        let index = match self.reliable {
            Reliable::Index { sd, reliability } => Some(rci(first, last, sd, reliability)),
            Reliable::Points(_) => None,
        };
        Ok(Change { points: last - first, index, category })
    }

    /// Whether `last` is better than `first` by more than the instrument's noise; turned about, whether it is worse.
    pub(in crate::domain) fn is_reliably_better(&self, first: f64, last: f64) -> bool {
        self.is_reliable(self.direction.gain(first, last))
    }

    /// Whether a score is on a side of the cut-off; false where the metric has none.
    #[inline]
    pub(in crate::domain) fn is_on(&self, side: Side, score: f64) -> bool {
        self.side(score) == Some(side)
    }

    fn is_reliable(&self, points: f64) -> bool {
        match self.reliable {
            Reliable::Index { sd, reliability } => points / s_diff(sd, reliability) > RELIABLE_INDEX + INDEX_DUST,
            Reliable::Points(least) => points >= least - DUST,
        }
    }
}

fn finite(what: &'static str, value: f64) -> Result<(), ChangeError> {
    if value.is_finite() { Ok(()) } else { Err(ChangeError::NotFinite { what, value }) }
}
