//! Variation over time and by chance: what is a signal, and what is the noise every stable process
//! has.
//!
//! [`chart`] draws a run chart or a control chart, whose lines are found in [`limits`] (with the [`constants`]
//! of the field); [`runs`] holds the rules for runs and crossings, [`boxes`] other limits for the two, [`chance`]
//! how often they speak where nothing has changed, and [`nhs`] the rules of NHS England, for those who must compare.
//! [`kaplan_meier`] is how long something takes when some were not followed until it happened;
//! [`interval`] and [`rate`] are the uncertainty of proportions and rates, [`funnel`] compares units, and [`between`]
//! says how much units differ beyond chance and what is left of a unit's own value then.

pub mod between;
pub mod boxes;
pub mod chance;
pub mod chart;
pub mod constants;
pub mod funnel;
pub mod interval;
pub mod kaplan_meier;
mod limits;
pub mod nhs;
pub mod rate;
pub(crate) mod root;
pub mod runs;
