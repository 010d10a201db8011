//! Reliable change indices other than that of Jacobson & Truax: what papers also use. The product never decides by
//! them; they are worked out for those who compare.
//!
//! All take the standard deviation before treatment and one reliability. Sources as collected by Ferrer & Pardo
//! (2014) and Ronk, Hooke & Page (2016) \[mem\].

use super::change::Norm;
use crate::codes;

codes! {
    /// A method.
    pub enum Method {
        /// Gulliksen, Lord & Novick: against the score regression to the mean predicts.
        GulliksenLordNovick = "GLN",
        /// Hsu, Linn & Lord: the same, about the mean after treatment.
        HsuLinnLord = "HLL",
        /// Edwards & Nunnally: against the estimated true score before.
        EdwardsNunnally = "EN",
        /// Nunnally & Kotsch: with the errors of both measurements.
        NunnallyKotsch = "NK",
        /// Hageman & Arrindell: with the reliability of the difference itself.
        HagemanArrindell = "HA",
    }
}

/// A method with what it takes from the sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    method: Method,
    reliability: f64,
    before: Norm,
    after: Norm,
    change: Norm,
}

impl Index {
    /// Of the sample of pairs (before, after); `None` of fewer than two, and without spread.
    #[must_use]
    pub fn new(method: Method, pairs: &[(f64, f64)], reliability: f64) -> Option<Self> {
        let norm = |of: fn(&(f64, f64)) -> f64| Norm::of_sample(&pairs.iter().map(of).collect::<Vec<_>>());
        let (before, after, change) = (norm(|pair| pair.0)?, norm(|pair| pair.1)?, norm(|pair| pair.1 - pair.0)?);
        (before.sd > 0.0 && change.sd > 0.0).then_some(Self { method, reliability, before, after, change })
    }

    /// The index above which a change is called reliable: 1.96, and 1.65 for Hageman & Arrindell.
    #[must_use]
    pub const fn critical(&self) -> f64 {
        if matches!(self.method, Method::HagemanArrindell) { 1.65 } else { super::change::RELIABLE_INDEX }
    }

    fn measurement_error(&self) -> f64 {
        self.before.sd * (1.0 - self.reliability).sqrt()
    }

    fn prediction_error(&self) -> f64 {
        self.before.sd * (1.0 - self.reliability.powi(2)).sqrt()
    }

    /// The reliability of the difference: the share of its variance that is not error.
    fn difference_reliability(&self) -> f64 {
        1.0 - 2.0 * self.measurement_error().powi(2) / self.change.sd.powi(2)
    }

    /// The index of one person.
    #[must_use]
    pub fn of(&self, before: f64, after: f64) -> f64 {
        let r = self.reliability;
        // What is left of a distance from the mean when its error is taken off.
        let expected = r * (before - self.before.mean);
        match self.method {
            Method::GulliksenLordNovick => (after - self.before.mean - expected) / self.prediction_error(),
            Method::HsuLinnLord => (after - self.after.mean - expected) / self.prediction_error(),
            Method::EdwardsNunnally => (after - self.before.mean - expected) / self.measurement_error(),
            Method::NunnallyKotsch => {
                let variance = self.before.sd.powi(2) * (r * r + 1.0) * (1.0 - r);
                (after - self.before.mean - expected) / variance.sqrt()
            }
            Method::HagemanArrindell => {
                let own = self.difference_reliability();
                let change = (after - before) * own + self.change.mean * (1.0 - own);
                change / (2.0 * own * self.measurement_error().powi(2)).sqrt()
            }
        }
    }

    /// What it took from the sample, by name.
    #[must_use]
    pub fn parts(&self) -> Vec<(&'static str, f64)> {
        let prediction = ("se_prediction", self.prediction_error());
        let measurement = ("se_measurement", self.measurement_error());
        match self.method {
            Method::GulliksenLordNovick => vec![prediction],
            Method::HsuLinnLord => vec![prediction, ("m_post", self.after.mean)],
            Method::EdwardsNunnally => vec![measurement],
            Method::NunnallyKotsch => vec![("reliability_post", self.reliability)],
            Method::HagemanArrindell => vec![("r_dd", self.difference_reliability()), measurement],
        }
    }
}
