//! Indicators: every definition is proved by its own examples, what the rules give is what the report computes, and a
//! definition that would bend a figure is refused with what to mend.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use lytt::catalogue::indicators::{embedded_indicators, frame, of_figure, read};
use lytt::catalogue::{Catalogue, ledger};
use lytt::domain::care::{EndKind, Sex};
use lytt::domain::change::ChangeRule;
use lytt::domain::indicator::rule::RULES;
use lytt::domain::indicator::{
    Asks, Figure, Frame, Indicator, Part, Read, Shown, SmallNumbers, Status, answered, figure, judge,
};
use lytt::domain::instrument::{Answer, Answers};
use lytt::domain::registry::Fraction;
use lytt::domain::registry::comparison::Background;
use lytt::domain::registry::course::{Course, Observation, Period, Point};
use lytt::domain::registry::outcome::{Outcome, Question, outcome};
use lytt::interop::rows::{courses, table};
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::support::{form, path};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

// ---------------------------------------------------------------- the files

#[test]
fn every_indicator_in_the_program_is_proved_by_its_own_examples() {
    let indicators = read(&embedded_indicators()).unwrap_or_else(|error| panic!("{error}"));
    assert!(indicators.len() >= 30, "only {} indicators", indicators.len());
    let asks: BTreeSet<Asks> = indicators.values().map(|one| one.indicator.asks).collect();
    assert_eq!(asks.len(), Asks::ALL.len(), "every question has an indicator: {asks:?}");
    for figure in Shown::ALL {
        assert!(of_figure(*figure).unwrap().is_some(), "no definition is the report's {figure}");
    }
    // Nobody but the writer has gone through any of them, and they say so.
    assert!(indicators.values().all(|one| one.indicator.status == Status::Draft));
    let answered: BTreeSet<&str> =
        indicators.values().flat_map(|one| one.indicator.measures.iter().map(String::as_str)).collect();
    for measure in ["M01", "M02", "M03", "M05", "M06", "M13", "M17", "M23", "M25"] {
        assert!(answered.contains(measure), "{measure}");
    }
    let ledger = ledger::embedded().unwrap();
    let met = ledger.values().filter(|one| one.measures.iter().any(|id| answered.contains(id.as_str()))).count();
    assert!(met > 40, "only {met} activity indicators are answered by a definition");
}

#[test]
fn the_checksum_is_that_of_the_four_files_one_after_the_other() {
    let definition = &of_figure(Shown::Improvement).unwrap().unwrap();
    let mut text = Vec::new();
    for name in ["examples.csv", "indicator.toml", "wording/en.toml", "wording/nb.toml"] {
        text.extend(std::fs::read(path("instruments/indicators/reliable-improvement").join(name)).unwrap());
    }
    assert_eq!(definition.fingerprint, data_encoding::HEXLOWER.encode(&Sha256::digest(&text)));
}

#[test]
fn the_document_lists_every_rule_and_what_it_takes() {
    let text = std::fs::read_to_string(path("docs/indicators.md")).unwrap();
    for rule in RULES {
        let takes = if rule.takes.is_empty() { "–".to_owned() } else { rule.takes.join(", ") };
        let row = format!("| `{}` | {takes} | {} |", rule.name, rule.says);
        assert!(text.contains(&row), "docs/indicators.md lacks the row\n{row}");
    }
}

/// What is said when one text of one file of an indicator is another.
fn said(file: &str, from: &str, to: &str) -> String {
    let mut files = embedded_indicators();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    read(&files).err().unwrap_or_else(|| panic!("{to} was taken")).to_string()
}

#[test]
fn a_definition_that_would_bend_a_figure_is_refused_with_what_to_mend() {
    let cases = [
        // Somebody counted whose result is not known.
        (
            "indicator.toml",
            "measured = { rule = \"scored at both\", from = \"start\", to = \"end\" }\n",
            "",
            "would have no result",
        ),
        (
            "indicator.toml",
            "scored at both\", from = \"start\", to = \"end\"",
            "scored at\", at = \"end\"",
            "would have no result",
        ),
        // Half of the truth.
        ("indicator.toml", "\"reliable-deterioration\", ", "", "without those who got worse"),
        ("indicator.toml", "\"bounds\", ", "", "the bounds are left out"),
        ("indicator.toml", "nothing_below      = 10", "nothing_below      = 3", "small numbers"),
        ("indicator.toml", "coverage = \"coverage\"", "coverage = \"recovery\"", "says nothing about coverage"),
        ("indicator.toml", "coverage_at_least = 0.60", "coverage_at_least = 0.30", "less coverage"),
        ("indicator.toml", "method = \"wilson\"", "method = \"student\"", "not the interval"),
        // Not what the program does.
        (
            "indicator.toml",
            "changed at least",
            "changed at lest",
            "Please choose a rule that `lytt rules` lists, such as \"changed at least\"",
        ),
        ("indicator.toml", "days = 21", "number = 21", "takes days, which is not there"),
        ("indicator.toml", "treatment started\"", "treatment started\", number = 2", "does not take number"),
        ("indicator.toml", "direction = \"better\"", "direction = \"up\"", "is none that the rule knows"),
        (
            "indicator.toml",
            "take = \"last\"",
            "take = \"last\", until = \"two weeks later\"",
            "is no day of an episode",
        ),
        ("indicator.toml", "end   = {", "finish = {", "speaks of the point \"end\", which is not under points"),
        ("indicator.toml", "norms = \"nhs-tt\"", "norms = \"nhs\"", "has no norm set \"nhs\""),
        ("indicator.toml", "[\"M01\"]", "[\"M99\"]", "answers M99"),
        ("indicator.toml", "status    = \"draft\"", "status    = \"in use\"", "nobody but the writer has checked it"),
        (
            "indicator.toml",
            "[points]",
            "[value]\nextra = { rule = \"score at\", at = \"end\" }\n\n[points]",
            "what is worked out is something else",
        ),
        ("indicator.toml", "scale = \"total\"", "questions = [\"1\"]\nas = \"lowest\"", "nothing says what of phq-9"),
        ("indicator.toml", "scale = \"total\"", "questions = [\"1\", \"2\"]", "nothing says what of phq-9"),
        (
            "indicator.toml",
            "scale = \"total\"",
            "questions = [\"1\", \"2\", \"3\"]\nas = \"difference\"",
            "nothing says what of phq-9",
        ),
        // Whom it leaves out, told by what they answered.
        (
            "indicator.toml",
            "measured = {",
            "fell     = { rule = \"changed at least\", by = \"reliable\", direction = \"better\", from = \"start\", to = \"end\" }\nmeasured = {",
            "stands before one that asks who answered",
        ),
        // What is said of it.
        ("wording/nb.toml", "improved = ", "bedre = ", "the rule \"improved\" has no sentence"),
        ("wording/en.toml", "language = \"en\"", "language = \"nb\"", "the file has another name"),
        // The examples.
        ("examples.csv", "9,yes,yes,-", "9,yes,no,-", "says success no, and the rules say yes"),
        ("examples.csv", "9,yes,yes,-", "9,no,yes,-", "is not counted, and something stands under success"),
        ("examples.csv", "9,yes,yes,-", "9,yes,-,-", "nothing says whether it succeeded"),
        ("examples.csv", "no,-,begun", "no,-,ended", "is left out by \"begun\""),
        ("examples.csv", "never answered,phq-9", "never answered,phq-8", "Please write one of phq-9, gad-7"),
        ("examples.csv", "2026-01-10 18; 2026-03-10 9", "2026-01-10 18, 2026-03-10 9", "examples.csv line 2"),
    ];
    for (file, from, to, wanted) in cases {
        let said = said(&format!("reliable-improvement/{file}"), from, to);
        assert!(said.contains(wanted), "{to}: {said}");
        assert!(said.contains("Please "), "{to}: nothing says what to do: {said}");
        assert!(said.starts_with("reliable-improvement/"), "{to}: nothing says where: {said}");
    }
}

#[test]
fn a_question_that_the_form_does_not_have_is_named() {
    let said = said("plan-useful/indicator.toml", "\"plan-helps\"]", "\"plan-hurts\"]");
    assert!(said.contains("lytt-experience has no question \"plan-hurts\""), "{said}");
}

#[test]
fn questions_held_together_have_a_value_only_where_all_that_were_asked_are_answered() {
    let form = form("lytt-experience");
    let given = |answers: &[(&str, f64)]| {
        let mut all = Answers::new();
        for (item, value) in answers {
            all.add(*item, if *value < 0.0 { Answer::Declined } else { Answer::Value(*value) });
        }
        all
    };
    let two = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
    let lowest = Part::Lowest(two("plan", "plan-helps").to_vec());
    for (answers, value) in [
        (&[("plan", 4.0), ("plan-helps", 3.0)][..], Some(3.0)),
        (&[("plan", 1.0), ("plan-helps", 4.0)], Some(1.0)),
        // Who knows of no plan is not asked whether it helps.
        (&[("plan", 0.0)], Some(0.0)),
        (&[("plan", 3.0)], None),
        (&[("plan", 3.0), ("plan-helps", -1.0)], None),
        (&[("plan", -1.0)], None),
        (&[("plan-helps", 3.0)], None),
        (&[], None),
    ] {
        assert_eq!(lowest.of(form, &given(answers)), value, "{answers:?}");
    }
    let difference = Part::Difference(two("in-time", "decided"));
    for (answers, value) in [
        (&[("in-time", 1.0), ("decided", 4.0)][..], Some(-3.0)),
        (&[("in-time", 1.0)], None),
        (&[("in-time", 1.0), ("decided", -1.0)], None),
    ] {
        assert_eq!(difference.of(form, &given(answers)), value, "{answers:?}");
    }
    assert_eq!((lowest.bounds(form), difference.bounds(form)), (Ok((0.0, 4.0)), Ok((-4.0, 4.0))));
}

#[test]
fn a_rule_nobody_is_shown_to_be_left_out_by_is_refused() {
    let mut files = embedded_indicators();
    let text = files.get_mut("reliable-improvement/examples.csv").unwrap();
    *text = text.split_inclusive('\n').filter(|line| !line.contains(",settled")).collect();
    let said = read(&files).unwrap_err().to_string();
    assert!(said.contains("no example is left out by \"settled\""), "{said}");
}

// ---------------------------------------------------------------- the same as the report

struct Metric {
    read: Read,
    rule: ChangeRule,
}

fn metric() -> Metric {
    let indicator = &of_figure(Shown::Improvement).unwrap().unwrap().indicator;
    let read = indicator.reads[0].clone();
    let period = Period::new(day("2025-01-01"), day("2025-06-30")).unwrap();
    let frame = frame(Catalogue::embedded().unwrap(), &read, (period, day("2025-12-31"))).unwrap();
    Metric { read, rule: frame.rule.unwrap() }
}

fn of(shown: Shown, courses: &[Course], asked: &Frame) -> (&'static Indicator, Figure) {
    let indicator = &of_figure(shown).unwrap().unwrap().indicator;
    (indicator, figure(indicator, courses, asked).unwrap())
}

/// Everything the definitions give beside what the report computes of the same courses.
fn compare(courses: &[Course], asked: &Frame, reported: &Outcome) {
    for (shown, rate) in [
        (Shown::Improvement, reported.rates.improvement),
        (Shown::Deterioration, reported.rates.deterioration),
        (Shown::Recovery, reported.rates.recovery.unwrap()),
    ] {
        let (indicator, found) = of(shown, courses, asked);
        let share = found.share.unwrap();
        assert_eq!(share.completers(), rate.completers(), "{}", indicator.id);
        assert_eq!(share.carried_forward(), rate.carried_forward(), "{} carried forward", indicator.id);
        assert_eq!((share.lowest(), share.highest()), (rate.lowest(), rate.highest()), "{} bounds", indicator.id);
        assert_eq!(found.counted, share.completers().denominator());
        let left_out: u32 = found.left_out.iter().map(|one| one.n).sum();
        assert_eq!(usize::try_from(left_out + found.counted).unwrap(), courses.len(), "everybody is somewhere");
    }
    let (_, covered) = of(Shown::Coverage, courses, asked);
    assert_eq!(covered.share.unwrap().completers(), reported.coverage.share);
    assert_eq!(covered.share.unwrap().unknown(), 0, "coverage is always known");
    let groups = reported.comparison.groups.iter().map(|group| (group.by, group.group.clone(), group.share));
    let own: Vec<_> = covered.groups.iter().map(|group| (group.by, group.group.clone(), group.share)).collect();
    assert_eq!(own, groups.collect::<Vec<_>>());
    let (_, change) = of(Shown::Change, courses, asked);
    assert_eq!(change.about, reported.coverage.share.denominator());
    assert_eq!(change.mean.map_or(0, |mean| mean.n), reported.coverage.share.numerator());
    if let Some(mean) = change.mean {
        assert!(mean.lowest <= mean.value + 1e-9 && mean.value <= mean.highest + 1e-9, "{mean:?}");
    }
}

type Shape = (u64, Option<u64>, Option<u64>, Vec<(Option<u64>, Option<u32>, f64)>, usize);

fn course((place, (referred, started, ended, scores, sex)): (usize, Shape)) -> Course {
    let from = |days: u64| day("2024-09-01").checked_add_days(Days::new(days)).unwrap();
    Course {
        id: place.to_string(),
        referred_on: from(referred),
        started_on: started.map(|days| from(referred + days)),
        ended_on: ended.map(|days| from(referred + days)),
        end_kind: ended.map(|days| EndKind::ALL[usize::try_from(days).unwrap() % EndKind::ALL.len()]),
        sessions_held: 3,
        background: Background { sex: Sex::ALL[sex % Sex::ALL.len()], ..Background::default() },
        scores: scores
            .into_iter()
            .map(|(on, occasion, value)| Observation {
                on: on.map(|on| from(referred + on)),
                occasion,
                value,
                sessions: on.map_or(Some(0), |on| u16::try_from(on / 10).ok()),
                discussed: occasion.and_then(|occasion| u16::try_from(occasion).ok()),
            })
            .collect(),
    }
}

fn any_courses() -> impl Strategy<Value = Vec<Course>> {
    let score = (
        prop_oneof![9 => (0_u64..300).prop_map(Some), 1 => Just(None)],
        proptest::option::of(1_u32..5),
        (0_u32..28).prop_map(f64::from),
    );
    let shape = (
        0_u64..300,
        proptest::option::weighted(0.9, 0_u64..60),
        proptest::option::weighted(0.85, 0_u64..300),
        proptest::collection::vec(score, 0..5),
        0_usize..4,
    );
    proptest::collection::vec(shape, 0..25).prop_map(|shapes| shapes.into_iter().enumerate().map(course).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_definitions_and_the_report_count_the_same(courses in any_courses(), late in 0_u64..200) {
        let Metric { rule, .. } = metric();
        let period = Period::new(day("2025-01-01"), day("2025-06-30")).unwrap();
        let data_date = day("2025-05-01").checked_add_days(Days::new(late)).unwrap();
        let question = Question {
            period,
            data_date,
            settle_days: lytt::app::report::SETTLE_DAYS,
            minimum_sessions: 0,
            from: Point::First,
            to: Point::Last,
            rule,
        };
        let asked = Frame { period, data_date, rule: Some(rule), range: (0.0, 27.0) };
        compare(&courses, &asked, &outcome(&courses, &question).unwrap());
    }

    /// No figure of any definition leaves its bounds or has more counted than it is about, whatever the courses.
    #[test]
    fn no_figure_leaves_its_bounds(courses in any_courses()) {
        let Metric { rule, .. } = metric();
        let period = Period::new(day("2025-01-01"), day("2025-06-30")).unwrap();
        let asked = Frame { period, data_date: day("2025-12-31"), rule: Some(rule), range: (0.0, 27.0) };
        for definition in read_all().values() {
            let found = figure(&definition.indicator, &courses, &asked).unwrap();
            prop_assert!(found.counted <= found.about, "{}", definition.indicator.id);
            // Whose results a figure is, is asked of those who answered all of it, and not of each rule alone.
            for course in &courses {
                let Some(each) = answered(&definition.indicator, course, &asked) else { continue };
                let [rules @ .., is_counted, has_all] = each.as_slice() else { panic!("{each:?}") };
                prop_assert_eq!(*has_all, rules.iter().all(|has| *has));
                prop_assert!(!has_all || *is_counted);
                prop_assert!(*is_counted || !judge(&definition.indicator, course, &asked).counted, "{}", definition.indicator.id);
            }
            let whole = found.share.map_or(0, |share| share.completers().denominator());
            for group in &found.groups {
                prop_assert!(group.share.denominator() <= whole);
            }
            if let Some(mean) = found.mean {
                prop_assert!(mean.lowest <= mean.value + 1e-9 && mean.value <= mean.highest + 1e-9);
            }
            let every = Indicator { small: SmallNumbers { none_below: 1, hidden_outside_below: 5 }, ..definition.indicator.clone() };
            let until = figure(&every, &courses, &asked).unwrap().until;
            for (step, (lowest, highest)) in until.iter().flat_map(|until| until.curve.steps.iter().zip(&until.possible)) {
                prop_assert!(*lowest <= step.share + 1e-9 && step.share <= highest + 1e-9, "{step:?}");
            }
        }
    }
}

fn read_all() -> &'static BTreeMap<String, lytt::catalogue::indicators::IndicatorDefinition> {
    lytt::catalogue::indicators::embedded().unwrap()
}

#[test]
fn an_episode_twice_is_an_error() {
    let Metric { rule, read } = metric();
    assert_eq!(read.name(), "phq-9");
    let period = Period::new(day("2025-01-01"), day("2025-06-30")).unwrap();
    let asked = Frame { period, data_date: day("2025-12-31"), rule: Some(rule), range: (0.0, 27.0) };
    let one = course((0, (150, Some(0), Some(60), vec![], 0)));
    let indicator = &of_figure(Shown::Coverage).unwrap().unwrap().indicator;
    assert!(figure(indicator, &[one.clone(), one.clone()], &asked).is_err());
    assert_eq!(figure(indicator, &[one], &asked).unwrap().share.unwrap().completers(), Fraction::new(0, 1).unwrap());
}

#[test]
fn rows_taken_out_give_the_same_courses_back() {
    let courses: Vec<Course> = [
        (150, Some(0), Some(60), vec![(Some(0), Some(1), 18.0), (Some(60), Some(2), 9.5)], 0),
        (151, None, None, vec![], 1),
        (152, Some(3), Some(90), vec![(None, None, 4.0)], 2),
    ]
    .into_iter()
    .enumerate()
    .map(course)
    .collect();
    let (mut episodes, mut scores) = (Vec::new(), Vec::new());
    table::write(&courses, ("phq-9", "total"), &mut episodes, &mut scores).unwrap();
    let back = courses::read(episodes.as_slice(), scores.as_slice(), ("phq-9", "total")).unwrap();
    assert_eq!(back, courses);
    let other = courses::read(episodes.as_slice(), scores.as_slice(), ("gad-7", "total")).unwrap();
    assert!(other.iter().all(|course| course.scores.is_empty()) && other.len() == 3);
}
