//! The registry report: one unit, one metric, one period.

mod annual;
mod findings;
mod frozen;
mod interpretation;
mod meeting;
mod options;
mod own;
mod seen;
mod state;
mod subscribe;

pub use annual::{NewWords, NotWritten, OwnWords, Written, read as read_annual, write as write_annual};
pub use findings::{Findings, compute, cuts, rows};
pub(super) use findings::{compute_to_share, list_shut};
pub(super) use frozen::freeze_as;
pub use frozen::{Frozen, freeze, list_frozen, open_frozen};
pub(super) use interpretation::report as report_about;
pub use interpretation::{FIGURES, NewReading, Reading, add as add_reading, list as list_readings};
pub use meeting::{Beside, Change, Decided, Kept, LastTime, May, Meeting, decide, open as open_meeting};
pub(super) use options::{Measure, metrics_of, scales, widest};
pub use options::{MetricOption, Options, list as list_options, parse_point, write_point};
pub use own::{Own, OwnMonth, OwnReading, own};
pub(super) use seen::{Basis, Seen};
pub use seen::{SETTLE_DAYS, settled};
pub use state::{LONGEST_REASON, NewState, Wrong, change as change_state};
pub use subscribe::{
    DueDraft, Mailing, OwnWish, claim_drafts, list_wishes, mailing, open_wish, record_draft, subscribe, unsubscribe,
};
