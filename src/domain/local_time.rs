//! Wall-clock time in the service's own zone.

use chrono::{DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The instant at which a clock on the wall in `zone` shows `wall`.
///
/// In the hour that comes twice in autumn the first is meant; in the hour that is skipped in spring
/// the instant is the one an unmoved clock would show, an hour later on the wall.
#[must_use]
pub fn instant(zone: Tz, wall: NaiveDateTime) -> DateTime<Utc> {
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => {
            let before = wall.checked_sub_signed(TimeDelta::hours(1)).unwrap_or(wall);
            match zone.from_local_datetime(&before) {
                LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc) + TimeDelta::hours(1),
                LocalResult::None => Utc.from_utc_datetime(&wall),
            }
        }
    }
}

/// The instants at which `day` begins and ends in `zone`: 23, 24 or 25 hours apart.
#[must_use]
pub fn day_bounds(zone: Tz, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = |day: NaiveDate| instant(zone, day.and_time(NaiveTime::MIN));
    (midnight(day), midnight(day.succ_opt().unwrap_or(day)))
}

/// Whether a day is one that care is planned or counted on: from 1900 to 2100. What people type, and
/// what stands in an address, is held to this before anything is computed from it.
#[must_use]
pub fn is_plausible(day: NaiveDate) -> bool {
    (1900..=2100).contains(&day.year())
}

/// The calendar day in `zone` at `at`.
#[must_use]
pub fn day_of(zone: Tz, at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}
