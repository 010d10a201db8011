//! What the clock on the wall says, and when messages may be sent.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike as _};
use chrono_tz::Europe::Oslo;
use lytt::domain::local_time::{day_bounds, day_of, instant};
use lytt::domain::schedule::SendingHours;
use proptest::prelude::*;

use crate::support::at;

fn wall(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn the_clock_on_the_wall_in_oslo() {
    for (shown, meant) in [
        ("2026-01-15T09:00:00", "2026-01-15T08:00:00Z"),
        ("2026-07-15T09:00:00", "2026-07-15T07:00:00Z"),
        // The hour that is skipped: 02:30 does not exist, and is 03:30 then.
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59Z"),
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
        ("2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
        // The hour that comes twice: the first is meant.
        ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
        ("2028-02-29T12:00:00", "2028-02-29T11:00:00Z"),
    ] {
        assert_eq!(instant(Oslo, wall(shown)), at(meant), "{shown}");
    }
}

#[test]
fn days_have_23_24_or_25_hours() {
    for (date, hours, begins) in [
        ("2026-03-28", 24, "2026-03-27T23:00:00Z"),
        ("2026-03-29", 23, "2026-03-28T23:00:00Z"),
        ("2026-03-30", 24, "2026-03-29T22:00:00Z"),
        ("2026-10-24", 24, "2026-10-23T22:00:00Z"),
        ("2026-10-25", 25, "2026-10-24T22:00:00Z"),
        ("2026-10-26", 24, "2026-10-25T23:00:00Z"),
        ("2028-02-29", 24, "2028-02-28T23:00:00Z"),
        ("2026-12-31", 24, "2026-12-30T23:00:00Z"),
    ] {
        let (from, to) = day_bounds(Oslo, day(date));
        assert_eq!((from, (to - from).num_hours()), (at(begins), hours), "{date}");
    }
    assert_eq!(day_of(Oslo, at("2026-03-28T22:59:59Z")), day("2026-03-28"));
    assert_eq!(day_of(Oslo, at("2026-03-28T23:00:00Z")), day("2026-03-29"));
    assert_eq!(day_of(Oslo, at("2028-02-28T23:00:00Z")), day("2028-02-29"));
}

proptest! {
    /// Every instant lies in the day it belongs to, and the days follow each other without a gap.
    #[test]
    fn every_instant_lies_in_its_day(seconds in 1_700_000_000_i64..2_000_000_000) {
        let now = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        for zone in [Oslo, chrono_tz::UTC, chrono_tz::America::New_York, chrono_tz::Asia::Kolkata] {
            let day = day_of(zone, now);
            let (from, to) = day_bounds(zone, day);
            prop_assert!(from <= now && now < to, "{} {}", zone, now);
            prop_assert_eq!(day_bounds(zone, day.succ_opt().unwrap()).0, to);
            // A wall time that exists once comes back as it was.
            let shown = now.with_timezone(&zone).naive_local();
            let back = instant(zone, shown);
            prop_assert!(back == now || back == now - TimeDelta::hours(1), "{} {}", zone, now);
        }
    }
}

#[test]
fn nobody_is_written_to_at_night() {
    let usual = SendingHours::default();
    for (due, sent) in [
        ("2026-01-15T08:00:00Z", "2026-01-15T08:00:00Z"),
        // 06:59 and 20:00 on the wall.
        ("2026-01-15T05:59:00Z", "2026-01-15T07:00:00Z"),
        ("2026-01-15T18:59:59Z", "2026-01-15T18:59:59Z"),
        ("2026-01-15T19:00:00Z", "2026-01-16T07:00:00Z"),
        // The night the clock goes forward, and the one it goes back.
        ("2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z"),
        ("2026-10-24T19:00:00Z", "2026-10-25T07:00:00Z"),
        ("2028-02-28T23:30:00Z", "2028-02-29T07:00:00Z"),
    ] {
        assert_eq!(usual.next(Oslo, at(due)), at(sent), "{due}");
    }
    let always = SendingHours { from: 0, to: 24 };
    assert_eq!(always.next(Oslo, at("2026-03-29T01:30:00Z")), at("2026-03-29T01:30:00Z"));
}

proptest! {
    /// The first instant that is allowed: in the hours, not before it is due, and none earlier would do.
    #[test]
    fn sending_waits_for_the_first_hour_that_is_allowed(
        seconds in 1_700_000_000_i64..2_000_000_000,
        from in 0_u32..23,
        open in 1_u32..24,
        zone in prop::sample::select(vec![Oslo, chrono_tz::UTC, chrono_tz::America::New_York]),
    ) {
        let hours = SendingHours { from, to: (from + open).min(24) };
        let allowed = |at: chrono::DateTime<chrono::Utc>| {
            let hour = at.with_timezone(&zone).hour();
            (hours.from..hours.to).contains(&hour)
        };
        let due = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let sent = hours.next(zone, due);
        prop_assert!(sent >= due);
        prop_assert_eq!(allowed(due), sent == due);
        // An hour that the clock skips or repeats may fall on the border itself.
        let border = |at: chrono::DateTime<chrono::Utc>| (1..=3).contains(&at.with_timezone(&zone).hour());
        prop_assert!(allowed(sent) || border(sent), "{} is at night", sent);
        let mut between = due;
        while between < sent {
            prop_assert!(!allowed(between) || border(between), "{} would do", between);
            between += TimeDelta::minutes(15);
        }
    }
}
