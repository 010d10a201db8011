//! What the service is about, as pure functions and plain values: no input or output, no waiting,
//! no clock and no chance. Everything here can be read and recomputed with pen and paper.

pub mod access;
pub mod alliance;
pub mod annual;
pub mod care;
pub mod case_review;
pub mod change;
pub mod codes;
pub mod conversation;
pub mod edition;
pub mod effect;
pub mod expected;
pub mod improvement;
pub mod indicator;
pub mod instrument;
pub mod kin;
pub mod ledger;
pub mod local_time;
pub mod message;
pub mod metric;
pub mod network;
pub mod notice;
pub mod quality;
pub mod registry;
pub mod reliable;
pub mod report_state;
pub mod schedule;
pub mod scoring;
pub mod summary;
pub mod tool_use;
pub mod variation;
