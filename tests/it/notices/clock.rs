//! The rule alone.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc, Weekday};
use chrono_tz::Europe::Oslo;
use lytt::catalogue::Catalogue;
use lytt::domain::care::{AccountId, EpisodeId, NoticeId, PersonId, ResponseId};
use lytt::domain::instrument::Test;
use lytt::domain::notice::{Chosen, MOST_HOURS, Notice, NoticeState, Raised, Rule, may_hand_over, owner};
use proptest::prelude::*;

use crate::support::at;
use crate::support::twins::id;

fn rule(hours: u32, (from_hour, to_hour): (u32, u32), weekends: bool) -> Rule {
    Rule { hours, from_hour, to_hour, weekends, items: Vec::new() }
}

/// The same clock, told minute by minute from the wall: an answer is due when so many working minutes have passed.
fn by_the_minute(rule: &Rule, answered_at: DateTime<Utc>) -> DateTime<Utc> {
    let mut left = rule.hours * 60;
    let mut now = answered_at;
    while left > 0 {
        let wall = now.with_timezone(&Oslo);
        let weekday = !matches!(wall.weekday(), Weekday::Sat | Weekday::Sun);
        if (weekday || rule.weekends) && (rule.from_hour..rule.to_hour).contains(&wall.hour()) {
            left -= 1;
        }
        now += TimeDelta::minutes(1);
    }
    now
}

fn rules() -> impl Strategy<Value = Rule> {
    (0..24_u32, 0..24_u32, 1..=24_u32, any::<bool>())
        .prop_map(|(hours, from, length, weekends)| rule(hours, (from, (from + length).min(24)), weekends))
}

/// Whole minutes within two years, with both changes of the clock in each.
fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (0..2 * 365 * 24 * 60_i64).prop_map(|minutes| at("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_clock_is_that_on_the_wall(rule in rules(), answered_at in instants()) {
        prop_assert_eq!(rule.due_at(Oslo, answered_at), by_the_minute(&rule, answered_at));
    }

    #[test]
    fn around_the_clock_hours_are_hours(hours in 0..=MOST_HOURS, answered_at in instants()) {
        let due = rule(hours, (0, 24), true).due_at(Oslo, answered_at);
        prop_assert_eq!(due, answered_at + TimeDelta::hours(i64::from(hours)));
    }

    #[test]
    fn whoever_answers_later_is_not_due_sooner(rule in rules(), first in instants(), later in 0..20_000_i64) {
        let second = first + TimeDelta::minutes(later);
        prop_assert!(rule.due_at(Oslo, first) <= rule.due_at(Oslo, second));
    }

    #[test]
    fn a_rule_that_can_be_kept_has_an_end(
        hours in 0..=MOST_HOURS, from in 0..24_u32, length in 1..=24_u32, weekends: bool, answered_at in instants()
    ) {
        let rule = rule(hours, (from, (from + length).min(24)), weekends);
        prop_assert!(rule.slips().is_empty());
        let due = rule.due_at(Oslo, answered_at);
        prop_assert!(due >= answered_at && due < answered_at + TimeDelta::days(400));
        prop_assert!(hours == 0 || due > answered_at);
    }
}

/// Worked out by hand on a calendar.
#[test]
fn known_cases() {
    let usual = Rule::default();
    assert_eq!((usual.hours, usual.from_hour, usual.to_hour, usual.weekends), (8, 8, 16, false));
    for (answered, due) in [
        // Wednesday 08:30 in Oslo (winter time): seven and a half hours are left, and half an hour on Thursday.
        ("2026-03-18T07:30:00Z", "2026-03-19T07:30:00Z"),
        // Wednesday late in the evening, and before the day begins: the whole of the next working day.
        ("2026-03-18T21:00:00Z", "2026-03-19T15:00:00Z"),
        ("2026-03-18T05:00:00Z", "2026-03-18T15:00:00Z"),
        // Friday 15:30: Monday 15:30.
        ("2026-03-20T14:30:00Z", "2026-03-23T14:30:00Z"),
        // Saturday: Monday at the end of the day.
        ("2026-03-21T10:00:00Z", "2026-03-23T15:00:00Z"),
        // Friday before the clocks go forward: Monday by the new time.
        ("2026-03-27T14:30:00Z", "2026-03-30T13:30:00Z"),
        // Friday before they go back.
        ("2026-10-23T13:30:00Z", "2026-10-26T14:30:00Z"),
    ] {
        assert_eq!(usual.due_at(Oslo, at(answered)), at(due), "answered {answered}");
    }
    let weekends = Rule { weekends: true, ..Rule::default() };
    assert_eq!(weekends.due_at(Oslo, at("2026-03-20T14:30:00Z")), at("2026-03-21T14:30:00Z"));
    assert_eq!(rule(0, (8, 16), false).due_at(Oslo, at("2026-03-21T10:00:00Z")), at("2026-03-21T10:00:00Z"));
    // A rule that was never checked: nobody waits for an hour that never comes.
    assert_eq!(rule(8, (16, 8), false).due_at(Oslo, at("2026-03-18T07:30:00Z")), at("2026-03-18T07:30:00Z"));
    assert_eq!(rule(MOST_HOURS + 1, (24, 24), false).slips(), ["hours", "from_hour", "to_hour"]);
}

#[test]
fn the_forms_ask_and_the_unit_decides() {
    let catalogue = Catalogue::embedded().unwrap();
    let phq = &catalogue.definition("phq-9").unwrap().instrument;
    let risk = phq.risk("9").unwrap().when;
    assert_eq!(risk, Test::AtLeast(1.0));
    let raised = |rule: &Rule, item: &str, value: Option<f64>| {
        rule.raised(phq, |asked| value.filter(|_| asked == item)).into_iter().map(|one| one.chosen).collect::<Vec<_>>()
    };
    let usual = Rule::default();
    for (value, count) in [(None, 0), (Some(0.0), 0), (Some(1.0), 1), (Some(3.0), 1)] {
        assert_eq!(raised(&usual, "9", value), vec![None; count], "{value:?}");
    }
    assert!(raised(&usual, "1", Some(3.0)).is_empty(), "not a question that the form names");
    let with = |item: &str, when: Option<Test>| {
        let chosen = Chosen { instrument: "phq-9".to_owned(), item: item.to_owned(), when };
        Rule { items: vec![chosen], ..Rule::default() }
    };
    let two = Test::AtLeast(2.0);
    assert!(raised(&with("9", Some(two)), "9", Some(1.0)).is_empty());
    assert_eq!(raised(&with("9", Some(two)), "9", Some(2.0)), [Some(two)]);
    assert!(raised(&with("9", None), "9", Some(3.0)).is_empty(), "left out");
    assert_eq!(raised(&with("1", Some(two)), "1", Some(2.0)), [Some(two)], "added");
    assert_eq!(raised(&with("1", Some(two)), "9", Some(1.0)), [None], "and the form's own stays");
    let mut twice = with("1", Some(two));
    twice.items.extend(twice.items.clone());
    assert_eq!(raised(&twice, "1", Some(3.0)), [Some(two)], "one answer, one notice");
    let other = &catalogue.definition("gad-7").unwrap().instrument;
    let both = with("1", Some(two)).raised(other, |_| Some(3.0));
    assert_eq!(both, Vec::<Raised>::new(), "another form's question with the same name");
}

#[test]
fn it_belongs_to_whoever_holds_the_session_and_treats() {
    let [a, b, c] = [1, 2, 3].map(|number| AccountId(id(number)));
    assert_eq!(owner(Some(b), &[a, b]), Some(b));
    assert_eq!(owner(Some(c), &[a, b]), Some(a), "a substitute who cannot open the patient");
    assert_eq!(owner(None, &[a, b]), Some(a), "who has treated longest");
    assert_eq!(owner(Some(c), &[]), None);
    for (by, from, to, may) in [
        (a, Some(a), b, true),
        (a, Some(a), a, false),
        (b, Some(a), b, true),
        (b, Some(a), c, false),
        (c, Some(a), b, false),
        (b, None, b, true),
        (b, None, c, false),
    ] {
        assert_eq!(may_hand_over(by, from, to), may, "{by} gives what is {from:?}'s to {to}");
    }
}

fn notice(answered: &str, due: &str, owner: Option<u128>) -> Notice {
    Notice {
        id: NoticeId(id(1)),
        episode: EpisodeId(id(2)),
        person: PersonId(id(3)),
        response: ResponseId(id(4)),
        instrument: "phq-9".to_owned(),
        item: "9".to_owned(),
        chosen: None,
        owner: owner.map(|number| AccountId(id(number))),
        answered_at: at(answered),
        due_at: at(due),
        shown_at: None,
        seen_at: None,
        seen_by: None,
        reached_leader_at: None,
        state: NoticeState::Waiting,
        ended_at: None,
    }
}

#[test]
fn leaders_learn_of_it_when_it_is_late_or_nobodys_and_never_once_it_is_seen() {
    let (before, due) = (at("2026-03-18T14:59:00Z"), at("2026-03-18T15:00:00Z"));
    let waiting = notice("2026-03-18T07:30:00Z", "2026-03-18T15:00:00Z", Some(7));
    assert!(!waiting.is_with_leaders(before) && !waiting.is_late(before));
    assert!(waiting.is_with_leaders(due) && waiting.is_late(due));
    let nobodys = Notice { owner: None, ..waiting.clone() };
    assert!(nobodys.is_with_leaders(before) && !nobodys.is_late(before));
    assert!(waiting.may_be_seen_by(AccountId(id(7))) && !waiting.may_be_seen_by(AccountId(id(8))));
    assert!(nobodys.may_be_seen_by(AccountId(id(8))));
    for state in NoticeState::ALL.iter().filter(|state| **state != NoticeState::Waiting) {
        let over = Notice { state: *state, ..nobodys.clone() };
        assert!(!over.is_with_leaders(due) && !over.is_late(due) && !over.may_be_seen_by(AccountId(id(8))), "{state}");
    }
}

#[test]
fn a_correction_gives_nobody_more_time() {
    let mut earlier = notice("2026-03-18T07:30:00Z", "2026-03-18T15:00:00Z", Some(7));
    earlier.reached_leader_at = Some(at("2026-03-18T15:01:00Z"));
    let mut new = notice("2026-03-18T16:00:00Z", "2026-03-19T15:00:00Z", Some(8));
    new.follow(&earlier);
    assert_eq!((new.due_at, new.owner), (earlier.due_at, earlier.owner));
    assert_eq!(new.reached_leader_at, earlier.reached_leader_at);
    assert_eq!(new.answered_at, at("2026-03-18T16:00:00Z"), "when it was answered is when it was answered");
}
