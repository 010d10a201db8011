//! The same entries in any order, any number of times, end in the same appointments.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use lytt::domain::care::calendar::{Entry, EntryState, Known, Revision, Slot, Verdict, What, settle};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::at;

/// What is known, and which appointments stand with what said of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Book {
    known: BTreeMap<String, Known>,
    standing: BTreeMap<String, String>,
}

impl Book {
    /// Takes an entry as the service does: the verdict alone decides what happens to the appointment.
    fn take(&mut self, entry: &Entry) -> Verdict {
        let content = entry.content();
        let series = entry.series.as_ref().and_then(|series| self.known.get(series));
        let verdict = settle(self.known.get(&entry.external), series, entry, content.as_bytes());
        match verdict {
            Verdict::Added => {
                assert!(self.standing.insert(entry.external.clone(), content.clone()).is_none(), "added twice");
            }
            Verdict::Moved | Verdict::Held | Verdict::NoShow => {
                assert!(self.standing.insert(entry.external.clone(), content.clone()).is_some(), "moved from nothing");
            }
            Verdict::Cancelled => assert!(self.standing.remove(&entry.external).is_some(), "cancelled twice"),
            Verdict::Remembered | Verdict::Unchanged | Verdict::Older => {}
        }
        if verdict.counts() {
            self.known.insert(entry.external.clone(), Known::of(entry, content.into_bytes()));
        }
        verdict
    }
}

fn slot(hour: i64) -> Slot {
    let starts_at = at("2026-05-04T08:00:00Z") + TimeDelta::hours(hour);
    Slot { starts_at, minutes: 45, kind: None, mode: None }
}

fn entry(key: &str, number: i64, stamp: Option<DateTime<Utc>>, what: What) -> Entry {
    let revision = Revision { number, at: stamp };
    Entry { external: key.to_owned(), series: None, revision, person: Some("1".to_owned()), clinician: None, what }
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => (0..5_i64).prop_map(|hour| What::Agreed(slot(hour))),
        1 => (0..5_i64).prop_map(|hour| What::Held(slot(hour))),
        1 => (0..5_i64).prop_map(|hour| What::NoShow(slot(hour))),
        2 => Just(What::Cancelled),
        1 => Just(What::Series),
    ]
}

/// A history of three appointments, each version with a number of its own or, for numbered ones, some
/// numbers given twice.
fn history() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec((0..3_usize, 1..6_i64, what()), 1..14).prop_map(|versions| {
        versions.into_iter().map(|(which, number, what)| entry(["a", "b", "c"][which], number, None, what)).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_any_repetition_end_the_same(
        history in history(),
        order in prop::collection::vec(any::<Index>(), 0..30),
        seed in any::<u64>(),
    ) {
        let mut in_order = Book::default();
        let mut sorted = history.clone();
        sorted.sort_by_key(|entry| entry.revision);
        for entry in &sorted {
            in_order.take(entry);
        }
        // Some of them early and several times, then all of them in another order.
        let mut shuffled = Book::default();
        for pick in &order {
            shuffled.take(pick.get(&history));
        }
        let mut rest = history.clone();
        let mut state = seed;
        for last in (1..rest.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            rest.swap(last, usize::try_from(state >> 33).unwrap() % (last + 1));
        }
        for entry in &rest {
            shuffled.take(entry);
        }
        prop_assert_eq!(&shuffled, &in_order);
        // And once more changes nothing.
        for entry in &history {
            let verdict = shuffled.take(entry);
            prop_assert!(matches!(verdict, Verdict::Unchanged | Verdict::Older), "{verdict:?}");
        }
        prop_assert_eq!(shuffled, in_order);
    }

    #[test]
    fn an_instance_of_an_older_series_does_nothing(versions in prop::collection::vec((0..4_i64, 0..6_i64), 1..8)) {
        // Each version of the series has the instances of its own hour; only the last version's stand, and
        // what earlier versions had is called off with the series' new version.
        let versions: BTreeMap<i64, i64> = versions.into_iter().collect();
        let batch = |number: i64, hour: i64| {
            let key = format!("s@{hour}");
            let master = entry("s", number, Some(at("2026-05-01T00:00:00Z")), What::Series);
            let instance = Entry {
                external: key,
                series: Some("s".to_owned()),
                ..entry("", number, Some(at("2026-05-01T00:00:00Z")), What::Agreed(slot(hour)))
            };
            [master, instance]
        };
        let (latest, hour) = versions.iter().next_back().unwrap();
        let mut book = Book::default();
        for entry in batch(*latest, *hour) {
            book.take(&entry);
        }
        let before = book.clone();
        for (number, hour) in versions.iter().filter(|(number, _)| *number < latest) {
            for entry in batch(*number, *hour) {
                prop_assert_eq!(book.take(&entry), Verdict::Older);
            }
        }
        prop_assert_eq!(book, before);
    }
}

#[test]
fn each_verdict_by_example() {
    let noon = Some(at("2026-05-01T12:00:00Z"));
    let later = Some(at("2026-05-01T13:00:00Z"));
    let steps = [
        (entry("a", 0, noon, What::Agreed(slot(0))), Verdict::Added),
        (entry("a", 0, noon, What::Agreed(slot(0))), Verdict::Unchanged),
        (entry("a", 0, later, What::Agreed(slot(0))), Verdict::Unchanged),
        (entry("a", 0, noon, What::Agreed(slot(4))), Verdict::Older),
        (entry("a", 1, noon, What::Agreed(slot(1))), Verdict::Moved),
        (entry("a", 0, later, What::Cancelled), Verdict::Older),
        (entry("a", 2, None, What::NoShow(slot(1))), Verdict::NoShow),
        (entry("a", 3, None, What::Held(slot(1))), Verdict::Held),
        (entry("a", 4, None, What::Cancelled), Verdict::Cancelled),
        (entry("a", 5, None, What::Cancelled), Verdict::Unchanged),
        (entry("a", 6, None, What::Agreed(slot(2))), Verdict::Added),
        // It becomes a series: its instances come instead of it.
        (entry("a", 7, None, What::Series), Verdict::Cancelled),
        // A cancellation before what it cancels.
        (entry("b", 0, later, What::Cancelled), Verdict::Remembered),
        (entry("b", 0, noon, What::Agreed(slot(0))), Verdict::Older),
        // The source numbers its versions and gives one number two contents: in any order the same.
        (entry("c", 1, None, What::Cancelled), Verdict::Remembered),
        (entry("c", 1, None, What::Agreed(slot(0))), Verdict::Older),
        // It has only times: the last received counts.
        (entry("d", 0, noon, What::Cancelled), Verdict::Remembered),
        (entry("d", 0, noon, What::Agreed(slot(0))), Verdict::Added),
        // It says nothing of versions: likewise.
        (entry("e", 0, None, What::Agreed(slot(0))), Verdict::Added),
        (entry("e", 0, None, What::Agreed(slot(1))), Verdict::Moved),
        (entry("e", 0, None, What::Cancelled), Verdict::Cancelled),
    ];
    let mut book = Book::default();
    for (number, (entry, wanted)) in steps.iter().enumerate() {
        assert_eq!(book.take(entry), *wanted, "step {number}: {entry:?}");
    }
}

#[test]
fn what_was_gone_may_come_back() {
    let stamp = Some(at("2026-05-01T12:00:00Z"));
    let again = entry("a", 3, stamp, What::Agreed(slot(0)));
    let gone = Known::gone(again.revision);
    assert_eq!(settle(Some(&gone), None, &again, b"content"), Verdict::Added);
    let older = entry("a", 2, stamp, What::Agreed(slot(0)));
    assert_eq!(settle(Some(&gone), None, &older, b"content"), Verdict::Older);
}

#[test]
fn a_cancelled_series_takes_late_instances_with_it() {
    let series = Known {
        revision: Revision { number: 3, at: None },
        state: EntryState::Cancelled,
        content: vec![1],
        stands: false,
    };
    let late = |number| Entry { series: Some("s".to_owned()), ..entry("s@1", number, None, What::Agreed(slot(0))) };
    assert_eq!(settle(None, Some(&series), &late(3), b"x"), Verdict::Older);
    assert_eq!(settle(None, Some(&series), &late(4), b"x"), Verdict::Added);
}

#[test]
fn two_entries_say_the_same_when_all_but_the_version_is_the_same() {
    let base = entry("a", 0, None, What::Agreed(slot(0)));
    let mut contents = BTreeSet::new();
    for other in [
        base.clone(),
        Entry { person: Some("2".to_owned()), ..base.clone() },
        Entry { person: None, ..base.clone() },
        Entry { clinician: Some("1".to_owned()), person: None, ..base.clone() },
        Entry { what: What::Agreed(slot(1)), ..base.clone() },
        Entry { what: What::Agreed(Slot { minutes: 50, ..slot(0) }), ..base.clone() },
        Entry { what: What::Held(slot(0)), ..base.clone() },
        Entry { what: What::Cancelled, ..base.clone() },
        Entry { what: What::Series, ..base.clone() },
    ] {
        assert!(contents.insert(other.content()), "{other:?}");
    }
    let renewed = Entry { revision: Revision { number: 9, at: None }, ..base.clone() };
    assert_eq!(renewed.content(), base.content());
}
