//! Variation over time and by chance: what is a signal, and what is the noise every stable process
//! has.
//!
//! [`runs`] holds the rules for runs and crossings, [`chart`] the run chart and the individuals
//! chart that use them, [`chance`] how often those rules speak where nothing has changed, [`interval`] the
//! uncertainty of proportions.

pub mod chance;
pub mod chart;
pub mod interval;
pub mod runs;
