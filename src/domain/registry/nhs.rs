//! The outcome measures of NHS Talking Therapies (England), per referral and from published totals.
//!
//! Source: NHS Talking Therapies manual; thresholds PHQ-9 10 and GAD-7 8 for caseness, 6 and 4 points
//! for a reliable change. The unit is the referral; a finished course has at least two attended
//! treatment contacts.
//!
//! England divides by *finished courses*, whether measured twice or not. Dividing by pairs looks
//! better whenever somebody was not asked again, so [`Basis`] says which one a figure has.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Fraction, RegistryError};
use crate::codes;
use crate::domain::change::{Category, ChangeError, ChangeRule, Cutoff, Direction, Reliable};

/// Attended treatment contacts that make a course finished.
pub const FINISHED_CONTACTS: u32 = 2;

/// The two rules of the pair.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairRule {
    /// For the depression measure.
    pub depression: ChangeRule,
    /// For the anxiety measure.
    pub anxiety: ChangeRule,
}

impl PairRule {
    /// PHQ-9 (caseness 10, reliable 6) and GAD-7 (caseness 8, reliable 4).
    ///
    /// # Errors
    /// None in practice: the thresholds are valid.
    pub fn phq9_gad7() -> Result<Self, ChangeError> {
        let rule = |cut: f64, points: f64| {
            ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(points), Some(Cutoff::Case(cut)))
        };
        Ok(Self { depression: rule(10.0, 6.0)?, anxiety: rule(8.0, 4.0)? })
    }
}

/// The scores of the pair on one occasion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// PHQ-9.
    pub depression: Option<f64>,
    /// The anxiety measure for the problem, otherwise GAD-7.
    pub anxiety: Option<f64>,
}

/// One referral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Referral {
    /// The first scores.
    pub first: Scores,
    /// The last scores.
    pub last: Scores,
    /// Attended treatment contacts.
    pub contacts: u32,
    /// Whether the patient was discharged in the period.
    pub discharged: bool,
}

impl Scores {
    /// Whether either measure is at caseness. One measure at caseness is enough; that neither is can
    /// only be said when both are known.
    #[must_use]
    pub fn caseness(&self, rule: &PairRule) -> Option<bool> {
        let case = |score: Option<f64>, rule: &ChangeRule| score.and_then(|score| rule.is_case(score));
        match (case(self.depression, &rule.depression), case(self.anxiety, &rule.anxiety)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }
}

codes! {
    /// What the pair of measures says together.
    pub enum PairChange {
        /// At least one reliably better, and the other not reliably worse.
        Improvement = "improvement",
        /// At least one reliably worse, and the other not reliably better.
        Deterioration = "deterioration",
        /// Neither measure changed reliably.
        Unchanged = "no-reliable-change",
        /// One reliably better and the other reliably worse: no reliable change either way.
        BothWays = "both-ways",
    }
}

/// What became of one referral of which all four scores are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// At caseness on either measure at the first.
    pub caseness_start: bool,
    /// At caseness on either measure at the last.
    pub caseness_end: bool,
    /// What the pair of measures says together.
    pub change: PairChange,
}

impl Verdict {
    /// From caseness to neither measure at caseness; `None` for those not at caseness at the start,
    /// who are outside the denominator.
    #[must_use]
    pub fn recovery(self) -> Option<bool> {
        self.caseness_start.then_some(!self.caseness_end)
    }

    /// Recovery and reliable improvement; `None` as for [`Verdict::recovery`].
    #[must_use]
    pub fn reliable_recovery(self) -> Option<bool> {
        self.recovery().map(|recovered| recovered && self.change == PairChange::Improvement)
    }
}

impl Referral {
    /// Whether it is a finished course of treatment.
    #[must_use]
    pub const fn is_finished(&self) -> bool {
        self.discharged && self.contacts >= FINISHED_CONTACTS
    }

    /// What became of it; `None` unless both measures were answered at both times.
    ///
    /// # Errors
    /// A score that is not a finite number.
    pub fn verdict(&self, rule: &PairRule) -> Result<Option<Verdict>, ChangeError> {
        let (Some(depression), Some(anxiety)) =
            (self.first.depression.zip(self.last.depression), self.first.anxiety.zip(self.last.anxiety))
        else {
            return Ok(None);
        };
        let (Some(caseness_start), Some(caseness_end)) = (self.first.caseness(rule), self.last.caseness(rule)) else {
            return Ok(None);
        };
        let categories = [
            rule.depression.classify(depression.0, depression.1)?.category,
            rule.anxiety.classify(anxiety.0, anxiety.1)?.category,
        ];
        let better = categories.into_iter().any(Category::is_reliable_improvement);
        let worse = categories.into_iter().any(Category::is_reliable_deterioration);
        let change = match (better, worse) {
            (true, false) => PairChange::Improvement,
            (false, true) => PairChange::Deterioration,
            (false, false) => PairChange::Unchanged,
            (true, true) => PairChange::BothWays,
        };
        Ok(Some(Verdict { caseness_start, caseness_end, change }))
    }
}

codes! {
    /// What the rates are shares of.
    pub enum Basis {
        /// All finished courses, as England publishes.
        Finished = "finished",
        /// Finished courses with both measures at both times.
        Paired = "paired",
    }
}

/// The counts that the published rates are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Referrals received in the period, where known.
    pub referrals_received: Option<u32>,
    /// Finished courses, or those of them with both measures at both times.
    pub courses: u32,
    /// Of those, not at caseness at the start.
    pub not_at_caseness: u32,
    /// Recovered.
    pub recovery: u32,
    /// Reliably improved.
    pub improvement: u32,
    /// Reliably deteriorated.
    pub deterioration: u32,
    /// Measured at both times, and neither of the two.
    pub no_reliable_change: u32,
    /// Recovered and reliably improved.
    pub reliable_recovery: u32,
}

/// The rates, improvement and deterioration together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rates {
    /// Of the courses at caseness at the start.
    pub recovery: Fraction,
    /// Of the courses.
    pub improvement: Fraction,
    /// Of the courses.
    pub deterioration: Fraction,
    /// Of the courses at caseness at the start.
    pub reliable_recovery: Fraction,
    /// Of the courses: measured at both times.
    pub paired_completeness: Fraction,
    /// Reliable recovery of all referrals received in the period, where known. Not the same people
    /// (a referral may finish in a later period), but the question a person asks who is referred.
    pub reliable_recovery_of_referrals: Option<Fraction>,
}

/// What stops referrals from being counted.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum NhsError {
    /// A score that cannot be compared.
    #[error("referral {number} cannot be compared")]
    Score {
        /// Its place in the list, from 1.
        number: usize,
        /// Why.
        #[source]
        source: ChangeError,
    },
    /// Counts that cannot be shares.
    #[error(transparent)]
    Counts(#[from] RegistryError),
}

impl Totals {
    /// Counts the finished courses among `referrals`.
    ///
    /// # Errors
    /// A score that is not a finite number.
    pub fn count(referrals: &[Referral], rule: &PairRule, basis: Basis) -> Result<Self, NhsError> {
        let mut totals = Self::default();
        for (number, referral) in (1..).zip(referrals).filter(|(_, referral)| referral.is_finished()) {
            let verdict = referral.verdict(rule).map_err(|source| NhsError::Score { number, source })?;
            if basis == Basis::Paired && verdict.is_none() {
                continue;
            }
            totals.courses += 1;
            totals.not_at_caseness += u32::from(referral.first.caseness(rule) == Some(false));
            if let Some(verdict) = verdict {
                totals.add(verdict);
            }
        }
        Ok(totals)
    }

    fn add(&mut self, verdict: Verdict) {
        self.recovery += u32::from(verdict.recovery() == Some(true));
        self.reliable_recovery += u32::from(verdict.reliable_recovery() == Some(true));
        *match verdict.change {
            PairChange::Improvement => &mut self.improvement,
            PairChange::Deterioration => &mut self.deterioration,
            PairChange::Unchanged | PairChange::BothWays => &mut self.no_reliable_change,
        } += 1;
    }

    /// The rates of these counts.
    ///
    /// # Errors
    /// More in a numerator than in its denominator.
    pub fn rates(&self) -> Result<Rates, RegistryError> {
        let at_caseness =
            self.courses.checked_sub(self.not_at_caseness).ok_or(RegistryError::NumeratorExceedsDenominator {
                numerator: self.not_at_caseness,
                denominator: self.courses,
            })?;
        let paired = self.improvement.saturating_add(self.deterioration).saturating_add(self.no_reliable_change);
        Ok(Rates {
            recovery: Fraction::new(self.recovery, at_caseness)?,
            improvement: Fraction::new(self.improvement, self.courses)?,
            deterioration: Fraction::new(self.deterioration, self.courses)?,
            reliable_recovery: Fraction::new(self.reliable_recovery, at_caseness)?,
            paired_completeness: Fraction::new(paired, self.courses)?,
            reliable_recovery_of_referrals: self
                .referrals_received
                .map(|received| Fraction::new(self.reliable_recovery, received))
                .transpose()?,
        })
    }
}
