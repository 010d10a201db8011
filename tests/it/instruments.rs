//! Instruments: the files, what they score, and how a broken one is refused.

#![expect(clippy::expect_used, clippy::panic, reason = "a test says what was not there and stops")]

mod broken;
mod language;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use lytt::catalogue::{Catalogue, Definition, check_all, embedded_files, valid_loinc};
use lytt::cli::compute::score::answer;
use lytt::domain::change::{self, Category, Norm};
use lytt::domain::instrument::{
    Answer, Answers, Area, Cutoff, Instrument, ItemKind, Reliable, RuleError, Status, WordingStatus,
};
use lytt::domain::scoring::{Outcome, Reason, Score, imported, score};
use proptest::prelude::*;
use serde_json::{Value, json};

fn catalogue() -> &'static Catalogue {
    match Catalogue::embedded() {
        Ok(catalogue) => catalogue,
        Err(error) => panic!("{error}"),
    }
}

fn definition(id: &str) -> &'static Definition {
    catalogue().definition(id).unwrap_or_else(|| panic!("{id} is not in the catalogue"))
}

fn instrument(id: &str) -> &'static Instrument {
    &definition(id).instrument
}

fn form(entries: &[(&str, f64)]) -> Answers {
    entries.iter().map(|(id, value)| (*id, Answer::Value(*value))).collect()
}

/// The shared reference file, when it is there.
fn shared(name: &str) -> Option<Value> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if let Ok(text) = std::fs::read_to_string(&path) {
        return Some(serde_json::from_str(&text).expect("reference file is JSON"));
    }
    eprintln!("not run: {} is not there", path.display());
    None
}

// ---------------------------------------------------------------- the files

#[test]
fn every_definition_in_the_program_is_there_and_holds() {
    let areas: BTreeSet<_> = catalogue().definitions().map(|definition| definition.instrument.area).collect();
    assert_eq!(areas.len(), Area::ALL.len(), "every shelf of the library has something on it: {areas:?}");
    assert!(catalogue().definitions().count() >= 70);
    assert_eq!(check_all(catalogue()), []);
    assert!(catalogue().definition("phq-10").is_none());
}

/// Whether some form leaves exactly this one of the items unanswered.
fn alone_unanswered(definition: &Definition, items: &[String], item: &str) -> bool {
    definition.examples.iter().any(|example| {
        example.answers.lookup(item).is_none()
            && items.iter().filter(|other| example.answers.lookup(other).is_none()).count() == 1
    })
}

#[test]
fn every_single_unanswered_item_of_a_scale_that_prorates_has_an_example() {
    let mut checked = 0;
    for definition in catalogue().definitions() {
        for scale in &definition.instrument.scales {
            let Some(rule) = scale.missing.as_ref().filter(|rule| rule.up_to > 0 && scale.items.len() > 1) else {
                continue;
            };
            let may_lack = if rule.only.is_empty() { &scale.items } else { &rule.only };
            for item in may_lack {
                let found = alone_unanswered(definition, &scale.items, item);
                assert!(found, "{} {} item {item}", definition.instrument.id, scale.id);
                checked += 1;
            }
        }
    }
    assert!(checked >= 9 + 7 + 4 + 4, "only {checked} were looked at");
}

#[test]
fn every_text_is_there_in_norwegian_and_english() {
    for definition in catalogue().definitions() {
        let instrument = &definition.instrument;
        for language in ["nb", "en"] {
            let feedback = definition.feedback.get(language).expect("feedback");
            for scale in &instrument.scales {
                assert!(feedback.scales.contains_key(&scale.id), "{} {language}", instrument.id);
                for band in &scale.bands {
                    assert!(feedback.bands.contains_key(&band.name), "{}", band.name);
                }
            }
            let Some(wording) = definition.wording.get(language) else {
                // Another owner's words may be missing in a language; ours never are.
                assert!(!instrument.id.starts_with("lytt-"), "{} has no wording in {language}", instrument.id);
                continue;
            };
            assert_eq!(wording.items.len(), instrument.items.len());
            assert_eq!(wording.hash.len(), 64);
            for item in &instrument.items {
                assert!(!wording.item(&item.id).expect("a text").is_empty());
                match &item.kind {
                    ItemKind::Choice { answers, values, .. } => {
                        for value in values {
                            assert!(wording.label(answers, *value).is_some());
                        }
                    }
                    ItemKind::Scale { .. } | ItemKind::Analogue { .. } => {
                        assert!(wording.ends.contains_key(&item.id));
                    }
                    ItemKind::Number { .. } | ItemKind::Text { .. } | ItemKind::Date | ItemKind::Display => {}
                }
            }
        }
    }
}

#[test]
fn the_lowest_anxiety_answer_is_not_at_all() {
    let words = &definition("gad-7").wording;
    assert_eq!(words["en"].label("frequency", 0.0), Some("Not at all"));
    assert_eq!(words["nb"].label("frequency", 0.0), Some("Ikke i det hele tatt"));
}

#[test]
fn what_is_not_certain_reaches_the_product() {
    for definition in catalogue().definitions() {
        let instrument = &definition.instrument;
        assert_eq!(instrument.status(), Status::Draft, "{}", instrument.id);
        assert!(!instrument.doubts.is_empty(), "{}", instrument.id);
        for wording in definition.wording.values() {
            let expected = if instrument.validated { WordingStatus::NotCompared } else { WordingStatus::Own };
            assert_eq!(wording.status(), expected, "{}", instrument.id);
        }
    }
    let norm = instrument("phq-9").norm("nhs-tt").unwrap();
    assert_eq!(norm.mark(), "[mem]");
    assert!(!norm.verified());
    assert!(instrument("ham-d-17").norm("functional-8-8").unwrap().verified());
    assert!(!instrument("lytt-before").validated);
    assert!(!instrument("lytt-after").validated);
}

#[test]
fn norm_sets_carry_their_rules() {
    let phq = instrument("phq-9");
    assert_eq!(phq.norm("nhs-tt").unwrap().reliable, Some(Reliable::Points(6.0)));
    assert_eq!(phq.norm("nhs-tt").unwrap().cutoff, Some(Cutoff::AtLeast(10.0)));
    assert_eq!(phq.norm("rci-kroenke-2001").unwrap().reliable, Some(Reliable::Rci { sd: 5.66, reliability: 0.89 }));
    let gad = instrument("gad-7").norm("nhs-tt").unwrap();
    assert_eq!((gad.reliable, gad.cutoff), (Some(Reliable::Points(4.0)), Some(Cutoff::AtLeast(8.0))));
    let ham = instrument("ham-d-17").norm("functional-8-8").unwrap();
    assert_eq!(ham.reliable, Some(Reliable::RciOfSample { reliability: 0.8 }));
    assert_eq!(ham.cutoff, Some(Cutoff::MethodC { functional_mean: 8.0, functional_sd: 8.0, clinical: None }));
}

#[test]
fn our_own_words_keep_to_the_wording_rules() {
    let never = [
        "detect",
        "predict",
        "diagnos",
        "risk score",
        "risk assess",
        "high risk",
        "low risk",
        "at risk",
        "risikovurder",
        "høy risiko",
        "lav risiko",
        "safe",
        "all clear",
        "alarm",
        "recommended treatment",
        "normal",
        "oppdage",
        "avdekke",
        "forutsi",
        "trygg",
        "ingen fare",
        "effekt av",
        "effect of",
    ];
    for (path, text) in embedded_files() {
        let own = path.contains("/feedback/") || path.starts_with("lytt-") && path.contains("/wording/");
        if !own {
            continue;
        }
        // The table names are ours, not words that anybody reads.
        let read: String =
            text.lines().filter_map(|line| line.split_once('=').map(|(_, right)| right.to_lowercase())).collect();
        for word in never {
            assert!(!read.contains(word), "{path} says \"{word}\"");
        }
    }
}

#[test]
fn loinc_check_digits() {
    for code in ["44249-1", "44261-6", "69722-7", "69725-0", "70274-6", "8480-6", "8462-4"] {
        assert!(valid_loinc(code), "{code}");
    }
    for code in ["44249-2", "44294-1", "44249", "44249-", "-1", "", "4424a-1", "44249-11", "LA6568-5"] {
        assert!(!valid_loinc(code), "{code}");
    }
}

#[test]
fn codes_agree_with_the_reference() {
    let Some(reference) = shared("instruments.json") else { return };
    for id in ["phq-9", "gad-7"] {
        let entry = reference.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap();
        let instrument = instrument(id);
        for (item, code) in entry["loinc"]["items"].as_object().unwrap() {
            let ours = instrument.item(item).and_then(|item| item.loinc.as_deref());
            assert_eq!(ours, code.as_str(), "{id} item {item}");
        }
        assert_eq!(instrument.loinc_panel.as_deref(), entry["loinc"]["panel"].as_str());
        let total = instrument.scale("total").unwrap();
        assert_eq!(total.loinc.as_deref(), entry["loinc"]["total"].as_str());
        let bands: Vec<(f64, &str)> = entry["bands"]
            .as_array()
            .unwrap()
            .iter()
            .map(|band| (band["min"].as_f64().unwrap(), band["label"].as_str().unwrap()))
            .collect();
        let ours: Vec<(f64, &str)> = total.bands.iter().map(|band| (band.from, band.name.as_str())).collect();
        assert_eq!(ours, bands, "{id}");
    }
}

#[test]
fn a_changed_word_changes_the_hash_and_nothing_else_does() {
    let files = folder("phq-9");
    let hash = |files: &BTreeMap<String, String>| {
        Catalogue::read(files).expect("it holds").definition("phq-9").unwrap().wording["en"].hash.clone()
    };
    let before = hash(&files);
    let mut word = files.clone();
    replace(&mut word, "phq-9/wording/en.toml", "having little energy", "having no energy");
    assert_ne!(hash(&word), before);
    let mut comment = files.clone();
    replace(&mut comment, "phq-9/wording/en.toml", "# The words", "# Those words");
    assert_eq!(hash(&comment), before);
}

#[test]
fn a_norm_set_becomes_a_rule_of_change() {
    let phq = instrument("phq-9");
    let direction = phq.scale("total").unwrap().direction;
    let category = |norm: &str, first: f64, last: f64| {
        let rule = phq.norm(norm).unwrap().rule(direction, None).unwrap();
        rule.classify(first, last).unwrap().category
    };
    assert_eq!(category("nhs-tt", 15.0, 9.0), Category::Recovered);
    assert_eq!(category("nhs-tt", 15.0, 10.0), Category::Unchanged);
    assert_eq!(category("nhs-tt", 20.0, 14.0), Category::Improved);
    // 1.96 x 5.66 x sqrt(2 x 0.11) = 5.2034: five points are not enough, six are.
    assert_eq!(category("rci-kroenke-2001", 15.0, 10.0), Category::Unchanged);
    assert_eq!(category("rci-kroenke-2001", 15.0, 9.0), Category::Improved);

    let ham = instrument("ham-d-17");
    let direction = ham.scale("total").unwrap().direction;
    let norm = ham.norm("functional-8-8").unwrap();
    assert!(norm.needs_sample());
    assert_eq!(norm.rule(direction, None), Err(RuleError::NeedsSample));
    // c = (8 x 8 + 8 x 24) / (8 + 8) = 16 for a sample with mean 24 and SD 8.
    let rule = norm.rule(direction, Some(Norm { mean: 24.0, sd: 8.0 })).unwrap();
    assert_eq!(rule.cutoff(), Some(change::Cutoff::Line(16.0)));
}

/// Every key in a file; a name that the writer chose, such as a source, is not one.
fn keys(table: &toml::Table, chosen: bool, found: &mut BTreeSet<String>) {
    for (key, value) in table {
        if !chosen && key.parse::<u32>().is_err() {
            found.insert(key.clone());
        }
        let names = [
            "sources",
            "only_if",
            "items",
            "ends",
            "scales",
            "bands",
            "topics",
            "risk",
            "risk_unanswered",
            "groups",
            "units",
        ];
        let names = names.contains(&key.as_str()) || key == "answers";
        match value {
            toml::Value::Table(inner) => keys(inner, names, found),
            toml::Value::Array(list) => {
                for inner in list.iter().filter_map(toml::Value::as_table) {
                    keys(inner, false, found);
                }
            }
            _ => {}
        }
    }
}

#[test]
fn every_key_is_explained_to_the_reader() {
    let docs = include_str!("../../docs/instruments.md");
    let mut found = BTreeSet::new();
    for (path, text) in embedded_files() {
        if std::path::Path::new(&path).extension().is_some_and(|ending| ending == "toml") {
            keys(&text.parse().expect("a definition is TOML"), false, &mut found);
        }
    }
    found.remove("language");
    assert!(found.len() > 60, "{found:?}");
    let known = |key: &&String| {
        [format!("`{key}`"), format!("{key} ="), format!("[{key}]"), format!(".{key}]")]
            .iter()
            .any(|form| docs.contains(form.as_str()))
    };
    let unknown: Vec<&String> = found.iter().filter(|key| !known(key)).collect();
    assert_eq!(unknown, Vec::<&String>::new());
}

/// The page that lists what is in the box, as the files have it.
fn library_page() -> String {
    let mut page = String::from(
        "# What is in the box\n\nMade from the files themselves; the tests hold it to them. Languages are those of the \
         wording that is shipped: where there are none, a service loads the words it is licensed for. *Draft*: nobody \
         other than the writer has answered for the content. *Not validated*: nobody has published evidence that it \
         measures what it says. `[mem]`: some figures are from memory and unverified.\n",
    );
    for area in Area::ALL {
        page.extend(["\n## ", area.name(), "\n\n| id | name | items | answered by | licence | wording | standing |\n"]);
        page.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        for definition in catalogue().definitions().filter(|definition| definition.instrument.area == area) {
            let instrument = &definition.instrument;
            let by: Vec<&str> = instrument.answered_by.iter().map(|who| who.code()).collect();
            let languages: Vec<&str> = definition.wording.keys().map(String::as_str).collect();
            let memory = instrument.norms.iter().any(|norm| !norm.verified())
                || instrument.thresholds.iter().any(|threshold| !threshold.source.verified())
                || instrument.important.iter().any(|important| !important.source.verified());
            let mut standing = vec![if !instrument.validated {
                "not validated"
            } else if instrument.status() == Status::Draft {
                "draft"
            } else {
                "reviewed"
            }];
            standing.extend(memory.then_some("[mem]"));
            let row = format!(
                "| `{}` | {} | {} | {} | {:?} | {} | {} |\n",
                instrument.id,
                instrument.name,
                instrument.items.iter().filter(|item| item.is_answered()).count(),
                by.join(", "),
                instrument.licence.class,
                languages.join(" "),
                standing.join(" ")
            );
            page.push_str(&row);
        }
    }
    page
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a developer asks for the page to be written anew")]
fn the_library_page_lists_what_is_in_the_box() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/library.md");
    let page = library_page();
    if std::env::var_os("LYTT_WRITE_DOCS").is_some() {
        std::fs::write(path, &page).expect("the page is written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == page, "docs/library.md is behind the files: run this test with LYTT_WRITE_DOCS=1");
}

// ---------------------------------------------------------------- asking

#[test]
fn the_difficulty_question_is_asked_when_something_was_there() {
    let phq = instrument("phq-9");
    let ids = |answers: &Answers| phq.asked(answers).iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    let first_nine: Vec<String> = (1..=9).map(|n| n.to_string()).collect();
    assert_eq!(ids(&Answers::new()), first_nine);
    assert_eq!(ids(&form(&[("1", 0.0), ("9", 0.0)])), first_nine);
    for n in 1..=9 {
        let asked = ids(&form(&[(&n.to_string(), 1.0)]));
        assert_eq!(asked.last().map(String::as_str), Some("10"), "item {n}");
    }
}

#[test]
fn what_an_item_accepts() {
    let choice = instrument("phq-9").item("1").unwrap();
    let line = instrument("lytt-before").item("week").unwrap();
    let text = instrument("lytt-before").item("talk").unwrap();
    let long = "å".repeat(1000);
    let cases = [
        (choice, Answer::Value(3.0), true),
        (choice, Answer::Value(4.0), false),
        (choice, Answer::Value(f64::NAN), false),
        (choice, Answer::Text("3".into()), false),
        (choice, Answer::Declined, true),
        (line, Answer::Value(0.0), true),
        (line, Answer::Value(10.0), true),
        (line, Answer::Value(10.5), false),
        (line, Answer::Value(f64::INFINITY), false),
        (text, Answer::Text(long.clone()), true),
        (text, Answer::Text(long + "å"), false),
        (text, Answer::Value(1.0), false),
    ];
    for (item, answer, accepted) in cases {
        assert_eq!(item.accepts(&answer), accepted, "{} {answer:?}", item.id);
    }
}

// ---------------------------------------------------------------- scoring

/// The same value; 9 and 9.0 are the same number.
fn same(given: &Value, expected: &Value) -> bool {
    match (given, expected) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => given == expected,
    }
}

#[test]
fn shared_vectors() {
    let Some(vectors) = shared("instrument-vectors.json") else { return };
    let mut run = 0;
    for entry in vectors["instruments"].as_array().unwrap() {
        let Some(definition) = catalogue().definition(entry["id"].as_str().unwrap()) else {
            continue;
        };
        for vector in entry["vectors"].as_array().unwrap() {
            let mut given = answer(definition, &json!({ "answers": vector["answers"] }));
            let expected = &vector["expected"];
            // The reference does not say why there is no score; ours must.
            let scores = given["scores"].as_object().cloned().unwrap_or_default();
            if scores.values().any(Value::is_null) {
                assert!(given.as_object_mut().unwrap().remove("reason").is_some());
            }
            assert!(same(&given, expected), "{}: {given} for {expected}", vector["id"]);
            run += 1;
        }
    }
    assert!(run >= 160, "only {run} vectors were run");
}

#[test]
fn one_line_in_one_line_out() {
    let cases = [
        (
            "phq-9",
            json!({"answers": [2,2,2,2,1,1,0,0,0]}),
            json!({"status": "scored", "scores": {"total": 10}, "bands": {"total": "moderate"}, "safety_flags": []}),
        ),
        (
            "phq-9",
            json!({"answers": [0,0,0,0,0,0,0,0,1,3]}),
            json!({"status": "scored", "scores": {"total": 1}, "bands": {"total": "minimal"}, "safety_flags": ["item9"]}),
        ),
        (
            "phq-9",
            json!({"answers": [3,3,3,3,3,3,null,null,null]}),
            json!({"status": "not_scorable", "scores": {"total": null}, "safety_flags": [],
                "reason": "total: 3 unanswered, at most 2 allowed"}),
        ),
        ("phq-9", json!({"answers": [1,1,1,1,1,1,1,1,"1"]}), json!({"status": "invalid", "reason": "item 9: '1'"})),
        ("phq-9", json!({"answers": [1,1,1,1,1,1,1,1,true]}), json!({"status": "invalid", "reason": "item 9: true"})),
        ("phq-9", json!({"answers": [1,-1,1,1,1,1,1,1,4]}), json!({"status": "invalid", "reason": "item 2: -1"})),
        (
            "phq-9",
            json!({"answers": [1,1,1]}),
            json!({"status": "invalid", "reason": "answers: 3 given, 10, or 9 without those that count in no scale, wanted"}),
        ),
        (
            "phq-9",
            json!({"total": 3}),
            json!({"status": "invalid", "reason": "answers: should be a list, in the order of the questions"}),
        ),
        (
            "gad-7",
            json!({"answers": [2,2,1,1,1,null,"declined"]}),
            json!({"status": "scored", "scores": {"total": 10}, "bands": {"total": "moderate"}}),
        ),
        (
            "gad-7",
            json!({"answers": [1.0,1,1,1,1,1,1,1]}),
            json!({"status": "invalid", "reason": "answers: 8 given, 7 wanted"}),
        ),
        (
            "lytt-after",
            json!({"answers": [9,8,8,8,"Litt roligere"]}),
            json!({"status": "scored", "scores": {"alliance": 8.25}}),
        ),
        ("ham-d-17", json!({"total": 25}), json!({"status": "scored", "scores": {"total": 25}})),
        ("ham-d-17", json!({"total": 53}), json!({"status": "invalid", "reason": "total: 53"})),
    ];
    for (id, line, expected) in cases {
        assert_eq!(answer(definition(id), &line), expected, "{id} {line}");
    }
}

#[test]
fn why_there_is_no_score() {
    let phq = instrument("phq-9");
    let outcome = score(phq, &form(&[("1", 3.0)])).unwrap();
    assert_eq!(
        outcome.score("total"),
        Some(&Score::NotScorable { reason: Reason::TooManyMissing { missing: 8, allowed: 2 } })
    );
    assert_eq!(outcome.unanswered_risks, ["9"]);
    let ham = instrument("ham-d-17");
    let outcome = score(ham, &Answers::new()).unwrap();
    assert_eq!(outcome.score("total"), Some(&Score::NotScorable { reason: Reason::ImportedOnly }));
    assert!(imported(phq, "total", 28.0).is_err(), "history keeps to the range");
    assert!(imported(ham, "total", f64::NAN).is_err());
}

#[test]
fn an_answer_to_a_question_that_is_not_there_is_refused() {
    let error = score(instrument("gad-7"), &form(&[("1", 1.0), ("8", 2.0)])).unwrap_err();
    assert_eq!(error.to_string(), "item 8: 2");
}

#[test]
fn a_reversed_item_counts_lowest_plus_highest_minus_the_answer() {
    // heard is turned round: 10 - 9 = 1, so (1 + 8 + 8 + 8) / 4 = 6.25.
    let mut files = folder("lytt-after");
    replace(&mut files, "lytt-after/instrument.toml", "range   = [0, 10]", "range   = [0, 10]\nreverse = [\"heard\"]");
    files.insert(
        "lytt-after/examples.csv".into(),
        "what it shows,heard,matters,way,hope,alliance\nreversed,9,8,8,8,6.25\n".into(),
    );
    let catalogue = Catalogue::read(&files).expect("it holds");
    let turned = &catalogue.definition("lytt-after").unwrap().instrument;
    let outcome = score(turned, &form(&[("heard", 9.0), ("matters", 8.0), ("way", 8.0), ("hope", 8.0)]));
    assert_eq!(outcome.unwrap().value("alliance"), Some(6.25));
}

/// One answer, or none, to each item that a scale counts.
fn answered(id: &'static str) -> impl Strategy<Value = Vec<(String, Option<f64>)>> {
    let items: Vec<_> = instrument(id)
        .items
        .iter()
        .filter(|item| instrument(id).is_scored(&item.id))
        .map(|item| {
            let values = item.values();
            (Just(item.id.clone()), proptest::option::weighted(0.9, proptest::sample::select(values)))
        })
        .collect();
    items
}

fn any_form() -> impl Strategy<Value = (&'static str, Vec<(String, Option<f64>)>)> {
    prop_oneof![
        answered("phq-9").prop_map(|form| ("phq-9", form)),
        answered("gad-7").prop_map(|form| ("gad-7", form)),
        answered("lytt-before").prop_map(|form| ("lytt-before", form)),
        answered("lytt-after").prop_map(|form| ("lytt-after", form)),
    ]
}

fn given(entries: &[(String, Option<f64>)]) -> Answers {
    entries.iter().filter_map(|(id, value)| value.map(|value| (id.clone(), Answer::Value(value)))).collect()
}

fn outcome(id: &str, entries: &[(String, Option<f64>)]) -> Outcome {
    score(instrument(id), &given(entries)).expect("valid answers")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_score_lies_in_its_range_and_in_the_band_that_holds_it((id, entries) in any_form()) {
        for entry in outcome(id, &entries).scales {
            let scale = instrument(id).scale(&entry.scale).unwrap();
            if let Score::Scored { value, band, prorated } = entry.score {
                prop_assert!(value >= scale.range.0 && value <= scale.range.1);
                prop_assert!(!scale.whole_numbers || value.fract() == 0.0);
                prop_assert!(prorated <= scale.missing.as_ref().unwrap().up_to);
                let from = scale.bands.iter().map(|band| band.from).filter(|from| *from <= value).fold(f64::NAN, f64::max);
                let named = scale.bands.iter().find(|b| Some(&b.name) == band.as_ref()).map(|b| b.from);
                prop_assert_eq!(named.is_some(), !scale.bands.is_empty());
                prop_assert!(named.is_none_or(|named| (named - from).abs() < 1e-9));
            }
        }
    }

    #[test]
    fn the_order_of_the_questions_does_not_matter((id, entries) in any_form(), turn in 0_usize..9) {
        let mut turned = instrument(id).clone();
        let shift = turn % turned.items.len();
        turned.items.rotate_left(shift);
        for scale in &mut turned.scales {
            let shift = turn % scale.items.len();
            scale.items.rotate_left(shift);
        }
        let again = score(&turned, &given(&entries)).unwrap();
        prop_assert_eq!(again, outcome(id, &entries));
    }

    #[test]
    fn a_higher_answer_never_lowers_the_score((id, entries) in any_form(), which in 0_usize..9) {
        let mut higher = entries.clone();
        let which = which % higher.len();
        let top = instrument(id).item(&higher[which].0).unwrap().bounds().unwrap().1;
        prop_assume!(higher[which].1.is_some_and(|value| value < top));
        higher[which].1 = higher[which].1.map(|value| value + 1.0);
        for scale in &instrument(id).scales {
            let before = outcome(id, &entries).value(&scale.id);
            let after = outcome(id, &higher).value(&scale.id);
            prop_assert_eq!(before.is_some(), after.is_some());
            prop_assert!(before <= after);
        }
    }

    #[test]
    fn equal_answers_score_the_same_with_some_of_them_missing((id, entries) in any_form(), level in 0_u32..=3) {
        let level = f64::from(level);
        let full: Vec<_> = entries.iter().map(|(item, _)| (item.clone(), Some(level))).collect();
        let some: Vec<_> = entries.iter().map(|(item, value)| (item.clone(), value.map(|_| level))).collect();
        for scale in &instrument(id).scales {
            if let Some(value) = outcome(id, &some).value(&scale.id) {
                prop_assert_eq!(Some(value), outcome(id, &full).value(&scale.id));
            }
        }
    }

    #[test]
    fn there_is_a_score_exactly_when_the_rule_allows((id, entries) in any_form()) {
        for scale in &instrument(id).scales {
            let missing = entries.iter().filter(|(item, value)| scale.items.contains(item) && value.is_none()).count();
            let allowed = scale.missing.as_ref().unwrap().up_to as usize;
            prop_assert_eq!(outcome(id, &entries).value(&scale.id).is_some(), missing <= allowed);
        }
    }

    #[test]
    fn the_risk_item_speaks_for_itself(entries in answered("phq-9")) {
        let nine = entries.iter().find(|(id, _)| id == "9").and_then(|(_, value)| *value);
        let outcome = outcome("phq-9", &entries);
        prop_assert_eq!(!outcome.risks.is_empty(), nine.is_some_and(|value| value >= 1.0));
        prop_assert_eq!(!outcome.unanswered_risks.is_empty(), nine.is_none());
    }

    #[test]
    fn what_is_stored_can_be_recomputed((id, entries) in any_form()) {
        let first = outcome(id, &entries);
        let stored = serde_json::to_string(&first).unwrap();
        let answers: Answers = serde_json::from_str(&serde_json::to_string(&given(&entries)).unwrap()).unwrap();
        prop_assert_eq!(&answers, &given(&entries));
        let read: Outcome = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&read, &first);
        prop_assert_eq!(score(instrument(id), &answers).unwrap(), read);
    }
}

// ---------------------------------------------------------------- files to change

pub(crate) fn folder(id: &str) -> BTreeMap<String, String> {
    let start = format!("{id}/");
    embedded_files().into_iter().filter(|(path, _)| path.starts_with(&start)).collect()
}

pub(crate) fn replace(files: &mut BTreeMap<String, String>, path: &str, from: &str, to: &str) {
    let text = files.get_mut(path).unwrap_or_else(|| panic!("no {path}"));
    assert!(text.contains(from), "{path} does not say {from:?}");
    *text = text.replacen(from, to, 1);
}
