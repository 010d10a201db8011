//! The sources themselves: that there is one door, and nothing is sorted by a result.

use std::collections::BTreeSet;

use crate::support::sources;

/// The functions of a source: head and body of each.
fn functions(code: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let starts: Vec<usize> = code.match_indices("fn ").map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([code.len()]).collect();
    starts.into_iter().zip(ends).filter_map(|(from, to)| {
        let whole = &code[from + 3..to];
        let (head, body) = whole.split_once('{')?;
        Some((head.split(['(', '<']).next()?, head, body))
    })
}

/// What says who treats whom, and what says how it went or whether the answers were used.
const WHO: [&str; 4] = ["\"episode_clinician\"", "\"clinician_id\"", "\"account_id\"", "\"author_id\""];
const HOW: [&str; 3] = ["\"score\"", "\"answers\"", "\"feedback\""];

#[test]
fn no_statement_but_the_own_results_joins_clinicians_and_scores() {
    let mut both = BTreeSet::new();
    for (name, code) in sources("store") {
        for (function, _, body) in functions(&code) {
            let names = |words: &[&str]| words.iter().any(|word| body.contains(word));
            if names(&WHO) && names(&HOW) {
                both.insert(format!("{name} {function}"));
            }
        }
    }
    let door = ["list_measured", "list_scales"].map(|name| format!("store/learning.rs {name}"));
    assert_eq!(both, BTreeSet::from(door));
}

#[test]
fn no_function_of_the_store_takes_a_clinician_and_gives_scores() {
    let mut seen = 0;
    for (name, code) in sources("store") {
        for (function, head, body) in functions(&code) {
            let gives = ["Score", "Measured", "Vec<f64>", "OwnScale"].iter().any(|what| head.contains(what));
            let (arguments, _) = head.split_once("->").unwrap_or((head, ""));
            seen += usize::from(gives);
            assert!(!(gives && arguments.contains("AccountId")), "store/{name}: {function}");
            // Whatever is by clinician in the room of own results asks whether it was opened.
            if name == "store/learning.rs" && body.contains("\"episode_clinician\"") {
                assert!(arguments.contains("open: &OpenLearning"), "{function} takes no key");
                assert!(body.contains("open.check(tx)?"), "{function} does not look at the key");
            }
        }
    }
    assert!(seen >= 6, "only {seen} functions give scores: does this test still read them?");
    // Only `open` makes a key: it has no public field, no copy and no other maker.
    let room = &sources("store")["store/learning.rs"];
    let key = room.split_once("pub struct OpenLearning {").unwrap().1.split_once('}').unwrap().0;
    assert!(!key.contains("pub "), "{key}");
    assert!(room.contains("#[derive(Debug)]\npub struct OpenLearning"), "a key that can be copied");
    let makers: Vec<_> = functions(room).filter(|(.., body)| body.contains("OpenLearning { tenant")).collect();
    assert_eq!(makers.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), ["open"]);
    for (name, code) in sources("") {
        assert!(name == "store/learning.rs" || !code.contains("OpenLearning {"), "{name} makes a key");
    }
}

/// Two functions that are harmless each could be put together: the scores of many, and who treats whom.
#[test]
fn no_room_puts_clinicians_and_the_scores_of_many_together() {
    let who = ["list_treated_by", "list_by_clinician", "list_clinicians", "is_treated_by"];
    let many = ["list_measured", "list_scales", "by_month", "outcome::outcome"];
    let mut read = 0;
    for folder in ["app", "web", "jobs", "cli"] {
        for (name, code) in sources(folder) {
            let names = |words: &[&str]| words.iter().any(|word| code.contains(&format!("{word}(")));
            read += usize::from(names(&who)) + usize::from(names(&many));
            assert!(!(names(&who) && names(&many)), "src/{name}");
        }
    }
    assert!(read >= 6, "only {read} files name either");
}

#[test]
fn nothing_is_put_in_order_by_a_result() {
    let mut ordered = 0;
    for (name, code) in sources("store") {
        for order in code.split(".order_by(").skip(1) {
            ordered += 1;
            let column = order.split(')').next().unwrap();
            assert!(!column.contains("\"value\"") && !column.contains("\"band\""), "{name}: order by {column}");
        }
    }
    assert!(ordered > 50);
    // Own results come by time and by name of measure.
    let room = &sources("store")["store/learning.rs"];
    let columns: BTreeSet<&str> = room
        .split(".order_by((\"")
        .skip(1)
        .map(|order| order.split(')').next().unwrap().split("\", \"").nth(1).unwrap_or("each of the named columns"))
        .map(|column| column.trim_end_matches('"'))
        .collect();
    let by = BTreeSet::from(["answered_at", "response_id", "id", "until_at", "at", "each of the named columns"]);
    assert!(columns.is_subset(&by), "{columns:?}");
}
