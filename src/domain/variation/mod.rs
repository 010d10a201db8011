//! Variation over time and by chance: what is a signal, and what is the noise every stable process
//! has.
//!
//! [`runs`] holds the rules for runs and crossings, [`chart`] the run chart and the individuals
//! chart that use them, [`interval`] the uncertainty of proportions.

pub mod chart;
pub mod interval;
pub mod runs;
