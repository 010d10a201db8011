//! An organisation's own instruments and the licence gate.

use chrono::NaiveDate;
use lytt::catalogue::Catalogue;
use lytt::domain::instrument::gate::{NotSendable, UsePermission, WordsAtHand, may_send};
use lytt::domain::instrument::{Instrument, LicenceClass};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn of_class(class: LicenceClass) -> Instrument {
    let mut instrument = Catalogue::embedded().unwrap().definition("phq-9").unwrap().instrument.clone();
    instrument.licence.class = class;
    instrument
}

fn permission(from: &str, until: Option<&str>, revoked: bool) -> UsePermission {
    UsePermission { holder: "Owner".to_owned(), valid_from: day(from), valid_until: until.map(day), revoked }
}

#[test]
fn the_gate_opens_for_free_words_and_for_permitted_ones() {
    let today = day("2026-03-18");
    let held = || vec![permission("2026-01-01", Some("2026-03-18"), false)];
    let later = day("2026-03-19");
    let over = NotSendable::Over { until: day("2026-03-18") };
    let from = NotSendable::NotYet { from: day("2026-03-19") };
    use LicenceClass::{A, B, C, D};
    use WordsAtHand::{Loaded, None as NoWords, OfDefinition};
    for (class, permissions, words, on, expected) in [
        (A, vec![], OfDefinition, today, Ok(())),
        (A, vec![], Loaded, today, Ok(())),
        (A, vec![], NoWords, today, Err(NotSendable::NoWording)),
        (B, vec![], OfDefinition, today, Err(NotSendable::NoPermission)),
        (B, vec![], Loaded, today, Err(NotSendable::NoPermission)),
        (C, held(), NoWords, today, Err(NotSendable::NoWording)),
        // Words inside a definition of that class were never given to this organisation.
        (C, held(), OfDefinition, today, Err(NotSendable::NoWording)),
        (C, held(), Loaded, today, Ok(())),
        (D, held(), Loaded, today, Ok(())),
        (D, held(), Loaded, later, Err(over)),
        (D, vec![permission("2026-03-19", None, false)], Loaded, today, Err(from)),
        (D, vec![permission("2026-03-19", None, false)], Loaded, later, Ok(())),
        (D, vec![permission("2026-01-01", None, true)], Loaded, today, Err(NotSendable::Revoked)),
        // One that holds is enough, wherever it stands; otherwise the last one says why.
        (D, vec![held().remove(0), permission("2026-01-01", None, true)], Loaded, today, Ok(())),
        (D, vec![permission("2026-01-01", None, true), held().remove(0)], Loaded, later, Err(over)),
    ] {
        let given = may_send(&of_class(class), &permissions, words, on);
        assert_eq!(given, expected, "{class:?} {permissions:?} {words:?} on {on}");
    }
    let totals = &Catalogue::embedded().unwrap().definition("ham-d-17").unwrap().instrument;
    let mut totals = totals.clone();
    totals.licence.class = A;
    assert_eq!(may_send(&totals, &[], NoWords, today), Err(NotSendable::NothingToAsk));
}

#[test]
fn a_refusal_says_what_to_do() {
    let reasons = [
        NotSendable::NoPermission,
        NotSendable::NotYet { from: day("2026-04-01") },
        NotSendable::Over { until: day("2026-01-01") },
        NotSendable::Revoked,
        NotSendable::NoWording,
    ];
    for reason in reasons {
        let said = reason.to_string();
        assert!(["ask", "record", "load", "wait"].iter().any(|word| said.contains(word)), "{said}");
        assert_eq!(reason.day().is_some(), reason.day().is_some_and(|day| said.contains(&day.to_string())), "{said}");
    }
}
