//! The registry report: one unit, one metric, one period.

mod findings;
mod frozen;
mod interpretation;
mod options;

pub use findings::{Findings, SETTLE_DAYS, compute, rows};
pub use frozen::{Frozen, freeze, list_frozen, open_frozen};
pub use interpretation::{NewReading, Reading, add as add_reading, list as list_readings};
pub(super) use options::metrics_of;
pub use options::{MetricOption, Options, list as list_options, parse_point, write_point};
