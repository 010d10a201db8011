//! A metric: one scale of an instrument, read with one norm set, under that norm set's rule.
//!
//! Two metrics over the same answers are two different measures: another norm set never rewrites a
//! result, it gives another metric.

use super::change::{ChangeRule, Norm};
use super::instrument::{Instrument, NormSet, RuleError, Scale};

/// One scale, read with one norm set.
#[derive(Clone, Copy, Debug)]
pub struct Metric<'a> {
    /// The instrument.
    pub instrument: &'a Instrument,
    /// Its scale.
    pub scale: &'a Scale,
    /// The norm set that gives the rule.
    pub norms: &'a NormSet,
}

impl<'a> Metric<'a> {
    /// The metric with these names; `None` when the instrument has no such scale or norm set, or
    /// the norm set is for another scale.
    #[must_use]
    pub fn lookup(instrument: &'a Instrument, scale: &str, norms: &str) -> Option<Self> {
        let scale = instrument.scale(scale)?;
        let norms = instrument.norm(norms).filter(|norms| norms.scale == scale.id)?;
        Some(Self { instrument, scale, norms })
    }

    /// Every metric of an instrument, in the order its norm sets are listed; norm sets that are for
    /// comparison only make none.
    pub fn list(instrument: &'a Instrument) -> impl Iterator<Item = Self> {
        let with_rule = instrument.norms.iter().filter(|norms| norms.reliable.is_some());
        with_rule.filter_map(|norms| Self::lookup(instrument, &norms.scale, &norms.id))
    }

    /// The rule. `sample`: mean and standard deviation of the first measurements of the complete
    /// pairs, for norm sets that ask for them (Jacobson & Truax 1991).
    ///
    /// # Errors
    /// When the sample is needed and not given, or the figures do not make a rule.
    pub fn rule(&self, sample: Option<Norm>) -> Result<ChangeRule, RuleError> {
        self.norms.rule(self.scale.direction, sample)
    }
}
