//! The quality of the data and of their use: what the detectors find and how often they speak of nothing, what the
//! figures are, and who sees which question when.

mod figures;
mod gaming;
mod pages;
