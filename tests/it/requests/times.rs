//! Which requests a session calls for, and what the clock on the wall says.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Europe::Oslo;
use lytt::domain::care::{Ask, Moment, Protocol, Respondent, Session, SessionKind, SessionMode, SessionState};
use lytt::domain::local_time::{day_bounds, day_of, instant};
use lytt::domain::schedule::{Place, plan};
use proptest::prelude::*;
use uuid::Uuid;

use crate::support::{at, morning};

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

fn session(starts_at: &str, state: SessionState) -> Session {
    Session {
        id: Uuid::nil().into(),
        episode: Uuid::nil().into(),
        person: Uuid::nil().into(),
        clinician: Uuid::nil().into(),
        starts_at: at(starts_at),
        minutes: 45,
        state,
        kind: SessionKind::Treatment,
        mode: SessionMode::Video,
    }
}

fn ask(moment: Moment, respondent: Respondent, opens_hours: i64, closes_hours: i64) -> Ask {
    let instruments = vec![format!("{moment}-{respondent}")];
    Ask { moment, respondent, instruments, opens_hours, closes_hours }
}

fn protocol(ask: Vec<Ask>) -> Protocol {
    Protocol { id: "test".to_owned(), version: 1, name: String::new(), purpose: String::new(), ask }
}

#[test]
fn each_place_in_a_course_calls_for_its_own() {
    use Moment::{AfterSession, BeforeSession, End, Start};
    use Respondent::{Parent, Patient};
    let full = protocol(vec![
        ask(Start, Patient, 72, 0),
        ask(BeforeSession, Patient, 48, 0),
        ask(AfterSession, Patient, 0, 72),
        ask(End, Patient, 96, 24),
        ask(BeforeSession, Parent, 24, 0),
    ]);
    let short = protocol(vec![ask(BeforeSession, Patient, 48, 0)]);
    let planned = session("2026-03-18T09:00:00Z", SessionState::Planned);
    for (protocol, place, wanted) in [
        (&full, Place::First, vec![(Start, Patient), (AfterSession, Patient), (BeforeSession, Parent)]),
        (&full, Place::Between, vec![(BeforeSession, Patient), (AfterSession, Patient), (BeforeSession, Parent)]),
        (&full, Place::Last, vec![(AfterSession, Patient), (End, Patient), (BeforeSession, Parent)]),
        // Without a line of its own, the first and the last are asked as any other.
        (&short, Place::First, vec![(BeforeSession, Patient)]),
        (&short, Place::Last, vec![(BeforeSession, Patient)]),
    ] {
        let called: Vec<_> = plan(protocol, &planned, place).iter().map(|one| (one.moment, one.respondent)).collect();
        assert_eq!(called, wanted, "{place:?}");
    }
    for over in [SessionState::Cancelled, SessionState::NoShow] {
        let session = session("2026-03-18T09:00:00Z", over);
        assert!(plan(&full, &session, Place::Between).is_empty(), "{over}");
    }
    assert_eq!(plan(&full, &session("2026-03-18T09:00:00Z", SessionState::Held), Place::Between).len(), 3);
}

/// Hours are hours: over the night the clock is moved, the wall shows an hour more or less.
#[test]
fn links_open_and_close_in_hours_that_pass() {
    let protocol = protocol(vec![
        ask(Moment::BeforeSession, Respondent::Patient, 48, 0),
        ask(Moment::AfterSession, Respondent::Patient, 1, 72),
    ]);
    for (starts, opens, closes, after_opens, after_closes) in [
        // 09:00 on the Monday after the clock went forward.
        (
            "2026-03-30T07:00:00Z",
            "2026-03-28T07:00:00Z",
            "2026-03-30T07:45:00Z",
            "2026-03-30T08:00:00Z",
            "2026-04-02T07:45:00Z",
        ),
        // 09:00 on the Saturday before it goes back.
        (
            "2026-10-24T07:00:00Z",
            "2026-10-22T07:00:00Z",
            "2026-10-24T07:45:00Z",
            "2026-10-24T08:00:00Z",
            "2026-10-27T07:45:00Z",
        ),
        // Over a leap day.
        (
            "2028-02-28T08:00:00Z",
            "2028-02-26T08:00:00Z",
            "2028-02-28T08:45:00Z",
            "2028-02-28T09:00:00Z",
            "2028-03-02T08:45:00Z",
        ),
    ] {
        let called = plan(&protocol, &session(starts, SessionState::Planned), Place::Between);
        assert_eq!((called[0].opens_at, called[0].closes_at), (at(opens), at(closes)), "{starts}");
        assert_eq!((called[1].opens_at, called[1].closes_at), (at(after_opens), at(after_closes)), "{starts}");
    }
}

proptest! {
    /// Nobody is asked the same twice around one session, and no window is closed before it opens.
    #[test]
    fn nobody_is_asked_twice_around_one_session(
        lines in prop::collection::btree_map(
            (prop::sample::select(Moment::ALL), prop::sample::select(Respondent::ALL)),
            (0_i64..200, 0_i64..200),
            1..12,
        ),
        place in prop::sample::select(vec![Place::First, Place::Between, Place::Last]),
        state in prop::sample::select(SessionState::ALL),
    ) {
        let lines = lines.iter().map(|((moment, respondent), (opens, closes))| ask(*moment, *respondent, *opens, *closes));
        let protocol = protocol(lines.collect());
        let session = session(&morning().to_rfc3339(), state);
        let called = plan(&protocol, &session, place);
        // Before a session there is one line a respondent, of whichever name.
        let before: Vec<_> = called.iter().filter(|one| one.moment != Moment::AfterSession).map(|one| one.respondent).collect();
        prop_assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len());
        for one in &called {
            prop_assert!(one.moment == Moment::AfterSession || one.opens_at <= one.closes_at);
            prop_assert!(matches!(state, SessionState::Planned | SessionState::Held));
        }
    }
}
