//! A clinician's own results: for that clinician, and for a colleague whom the clinician let in.
//!
//! Whose results may be read is decided by [`crate::store::learning::open`] and nowhere else; what somebody is
//! in the organisation opens nothing. Here a reader must treat patients, too: a leader, analyst or administrator
//! who does not is let in by no grant.

mod findings;
mod grants;

pub use findings::{Alliance, Asked, Findings, OwnMetric, Span, compute};
pub use grants::{Colleague, Doors, LONGEST_PURPOSE, NewGrant, Wrong, grant, list, revoke};

/// Fewest episodes with two measurements for a median and the rules for runs: below ten points these have next
/// to no power (Anhøj & Olesen 2014).
pub const FEWEST_IN_ORDER: usize = 10;
