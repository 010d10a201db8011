//! Versions: what differs, what is comparable, and that what was answered keeps its rules.

#![expect(clippy::panic, reason = "a test says what was not there and stops")]

use lytt::app::AppError;
use lytt::catalogue::{Catalogue, Definition, differences};
use lytt::store::definition::{self, UsedDefinition};

use super::{folder, replace};
use crate::support::database::{app, on_both};

/// GAD-7 with something replaced, read without proving its examples.
fn changed(file: &str, stands: &str, instead: &str) -> Definition {
    let mut files = folder("gad-7");
    replace(&mut files, &format!("gad-7/{file}"), stands, instead);
    let catalogue = Catalogue::parse(&files).unwrap_or_else(|error| panic!("{error}"));
    catalogue.definition("gad-7").cloned().unwrap_or_else(|| panic!("it is gone"))
}

#[test]
fn a_difference_is_named_with_its_part_and_whether_scores_may_differ() {
    let same = changed("instrument.toml", "version   = 1", "version   = 1 # the same");
    // What is changed, what to, the part, a word of the fact, whether scores may differ, whether the rules do.
    let cases = [
        ("instrument.toml", "topic = \"relaxing\"", "topic = \"rest\"", "item 4", "topic", false, false),
        (
            "instrument.toml",
            "values = [0, 1, 2, 3]",
            "values = [0, 1, 2, 4]",
            "item 1",
            "answered in another",
            true,
            true,
        ),
        ("instrument.toml", "up_to = 2", "up_to = 1", "scale total", "unanswered", true, true),
        ("instrument.toml", "round   = \"half up\"\n", "", "scale total", "rounded", true, true),
        ("instrument.toml", "{ from =  5, name", "{ from =  6, name", "scale total", "other bands", false, true),
        ("instrument.toml", "written_by  = \"", "written_by  = \"A. ", "review", "answered for it", false, false),
        ("wording/en.toml", "Trouble relaxing", "Trouble resting", "wording en", "other words", true, false),
        (
            "instrument.toml",
            "reliable   = { points = 4 }",
            "reliable   = { points = 5 }",
            "norm set nhs-tt",
            "new name",
            true,
            false,
        ),
        (
            "instrument.toml",
            "looks_back  = \"2 weeks\"",
            "looks_back  = \"1 week\"",
            "looks_back",
            "another time",
            true,
            false,
        ),
    ];
    assert_eq!(differences(&same, &same), []);
    for (file, stands, instead, part, fact, scores, rules) in cases {
        let after = changed(file, stands, instead);
        let found = differences(&same, &after);
        let told = found.iter().find(|one| one.part == part && one.fact.contains(fact));
        assert_eq!(told.map(|one| one.scores), Some(scores), "{instead}: {found:?}");
        assert_eq!(same.rules_fingerprint() != after.rules_fingerprint(), rules, "{instead}");
    }
}

#[test]
fn only_versions_that_say_so_share_a_curve() {
    let of = |version: u32, comparable: &[bool]| {
        let mut instrument = Catalogue::embedded().unwrap().definition("gad-7").unwrap().instrument.clone();
        instrument.version = version;
        instrument.history = (2..)
            .zip(comparable)
            .map(|(version, comparable)| lytt::domain::instrument::VersionNote {
                version,
                what: "A word.".to_owned(),
                comparable: *comparable,
            })
            .collect();
        instrument.comparable_since()
    };
    let cases = [
        (1, &[][..], 1),
        (2, &[true][..], 1),
        (2, &[false][..], 2),
        (4, &[true, false, true][..], 3),
        (4, &[false, true, true][..], 2),
        (4, &[true, true, true][..], 1),
        (4, &[true, true, false][..], 4),
    ];
    for (version, comparable, since) in cases {
        assert_eq!(of(version, comparable), since, "{version} {comparable:?}");
    }
}

#[test]
fn a_program_with_other_rules_than_answers_were_scored_by_refuses() {
    on_both(async |database| {
        let app = app(&database.db);
        let record = async |instrument: &str, version: i64, rules_hash: String| {
            let used = UsedDefinition {
                instrument: instrument.to_owned(),
                version,
                rules_hash,
                first_used_at: app.ambient.now(),
            };
            let mut tx = app.db.local().await.unwrap();
            definition::add(&mut tx.local(), &used).await.unwrap();
            tx.commit().await.unwrap();
        };
        let rules = app.definition("phq-9").unwrap().rules_fingerprint();
        record("phq-9", 1, rules.clone()).await;
        app.check_used_definitions().await.unwrap();
        // The first that was answered stands, whatever comes later.
        record("phq-9", 1, "0".repeat(64)).await;
        app.check_used_definitions().await.unwrap();

        record("gad-7", 1, rules).await;
        record("who-5", 7, "0".repeat(64)).await;
        let Err(AppError::Refused(said)) = app.check_used_definitions().await else { panic!("it was taken") };
        assert!(said.contains("gad-7 version 1 has been answered since") && said.contains("gad-7@1"), "{said}");
        assert!(said.contains("who-5 version 7") && said.contains("is not in this program"), "{said}");
        assert!(!said.contains("phq-9"), "{said}");
    });
}
