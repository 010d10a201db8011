//! The expected response: what is usual from here, for people who began where this person began.
//!
//! | file | holds |
//! | --- | --- |
//! | [`mixed`] | linear mixed models with one grouping factor, by ML and REML |
//! | [`band`] | spread, percentiles and what is expected once some scores are known |
//! | [`quantile`] | linear quantile regression, which assumes no distribution |
//! | [`growth`] | the product's model of a scale over sessions, its refusals and its notice |
//! | [`quality`] | what opens behind a model: calibration, sensitivity, specificity |
//!
//! The arithmetic of small matrices and the search for the optimum are in files of their own.

pub mod band;
mod folded;
pub mod growth;
pub(super) mod matrix;
pub mod mixed;
mod optimum;
pub mod quality;
pub mod quantile;

pub use matrix::Matrix;
