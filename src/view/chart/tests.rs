//! Charts: what is drawn is what was given, and what may not be drawn is not.

use chrono::{Duration, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::view::Language;

fn text() -> Text {
    Text::load(Language::Nb).expect("the texts")
}

fn day(n: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).expect("a day") + Duration::days(n)
}

fn trajectory(values: &[Option<f64>]) -> Trajectory {
    Trajectory {
        id: "t".into(),
        measure: "PHQ-9".into(),
        topic: "plager".into(),
        lowest: 0.0,
        highest: 27.0,
        better: Better::Lower,
        cutoff: Some(10.0),
        reliable: Some(6.0),
        margin: None,
        usual: vec![],
        points: (0_i64..)
            .zip(values)
            .map(|(n, value)| Point {
                on: day(n * 7),
                session: None,
                value: *value,
                prorated: false,
                note: String::new(),
            })
            .collect(),
    }
}

fn count(svg: &str, class: &str) -> usize {
    svg.matches(&format!("class=\"{class}\"")).count()
}

#[test]
fn a_gap_is_never_a_solid_line() {
    let drawn = trajectory(&[Some(17.0), None, Some(12.0), Some(9.0)]).draw(&text()).expect("a chart");
    assert_eq!(count(&drawn.svg, "gap"), 1);
    assert_eq!(count(&drawn.svg, "curve"), 1);
    assert_eq!(count(&drawn.svg, "missing"), 1);
    assert_eq!(count(&drawn.svg, "dot"), 3);
    assert_eq!(drawn.rows.len(), 4);
}

#[test]
fn the_band_reaches_as_far_as_reliable_change_on_both_sides_of_the_first_score() {
    // 27 points over 190 units: 12 points of band are 84.4 units, from 14 + 6 = 20 down to 8.
    let drawn = trajectory(&[Some(14.0), Some(9.0)]).draw(&text()).expect("a chart");
    assert!(drawn.svg.contains(r#"<rect class="band" x="34" y="75.3""#), "{}", drawn.svg);
    assert!(drawn.svg.contains(r#"height="84.4""#), "{}", drawn.svg);
}

#[test]
fn the_sentence_says_reliable_only_at_or_past_the_threshold_and_in_the_right_direction() {
    let say = |values: &[Option<f64>], better| {
        Trajectory { better, ..trajectory(values) }.draw(&text()).expect("a chart").summary
    };
    let cases = [
        (16.0, 10.0, Better::Lower, "Bedringen er minst"),
        (16.0, 11.0, Better::Lower, "kan skyldes målefeil"),
        (10.0, 16.0, Better::Lower, "Plagene har økt"),
        (10.0, 16.0, Better::Higher, "Bedringen er minst"),
        (16.0, 10.0, Better::Higher, "Plagene har økt"),
    ];
    for (first, last, better, expected) in cases {
        let sentence = say(&[Some(first), None, Some(last)], better);
        assert!(sentence.contains(expected), "{first} to {last}: {sentence}");
    }
    assert!(say(&[None], Better::Lower).contains("ingen skår"));
    assert!(trajectory(&[]).draw(&text()).expect("a chart").svg.is_empty());
}

fn run_chart(values: &[Option<f64>], runs: Runs) -> RunChart {
    RunChart {
        id: "r".into(),
        measure: "improvement".into(),
        quantity: Quantity::Share,
        months: (0_i64..)
            .zip(values)
            .map(|(n, value)| Month { month: day(n * 31), value: *value, n: if value.is_some() { 12 } else { 3 } })
            .collect(),
        median: Some(0.5),
        runs: Some(runs),
        limits: None,
        false_signal: None,
        minimum: 10,
        events: vec![],
    }
}

#[test]
fn an_empty_month_is_left_open_and_a_run_goes_on_across_it() {
    let values = [Some(0.6), Some(0.7), None, Some(0.7), Some(0.5), Some(0.8), Some(0.2), Some(0.3)];
    let runs = Runs { useful: 6, longest: 4, longest_limit: 3, crossings: 1, crossings_limit: 1 };
    let drawn = run_chart(&values, runs).draw(&text()).expect("a chart");
    assert_eq!(drawn.svg.matches("<polyline").count(), 2, "one line on each side of the gap");
    assert_eq!(count(&drawn.svg, "dot"), 7);
    // Four above the median, the one on it passed over.
    assert_eq!(count(&drawn.svg, "ring"), 4);
    assert_eq!(drawn.rows.get(2).and_then(|row| row.get(1)).map(String::as_str), Some("(N<10)"));
    assert!(drawn.summary.contains("4 måneder på rad"), "{}", drawn.summary);
    let quiet = Runs { longest_limit: 5, ..runs };
    let drawn = run_chart(&values, quiet).draw(&text()).expect("a chart");
    assert_eq!(count(&drawn.svg, "ring"), 0);
}

#[test]
fn too_few_gives_words_and_no_mark() {
    let rate = Rate {
        name: "improvement".into(),
        title: None,
        numerator: 3,
        denominator: 6,
        everybody: 8,
        completers: None,
        interval: None,
        carried_forward: None,
        filled: None,
        lowest: None,
        highest: None,
    };
    let drawn = Rates { id: "x".into(), rates: vec![rate], minimum: 10 }.draw(&text()).expect("a chart");
    assert_eq!(count(&drawn.svg, "dot") + count(&drawn.svg, "interval"), 0);
    assert!(drawn.svg.contains("(N&lt;10)"));
    assert!(!drawn.rows.iter().flatten().any(|cell| cell == "3"), "the numerator shows");
    let categories =
        Categories { id: "c".into(), categories: vec![Category { name: "improved".into(), n: 9 }], minimum: 10 };
    assert!(categories.draw(&text()).expect("a chart").svg.is_empty());
}

#[test]
fn coverage_is_interpretable_from_sixty_per_cent() {
    for (value, interpretable, words) in
        [(0.59, false, "kan ikke tolkes"), (0.60, true, "varsomhet"), (0.80, true, "(80")]
    {
        let coverage = Coverage { id: "c".into(), n: 59, of: 100, value: Some(value), interval: None };
        assert_eq!(coverage.interpretable(), interpretable);
        let sentence = coverage.draw(&text()).expect("a chart").summary;
        assert!(sentence.contains(words), "{value}: {sentence}");
    }
}

proptest! {
    #[test]
    fn no_score_leaves_the_picture(values in prop::collection::vec(prop::option::of(-50.0_f64..100.0), 0..30)) {
        let drawn = trajectory(&values).draw(&text()).expect("a chart");
        prop_assert!(!drawn.svg.contains("NaN") && !drawn.svg.contains("inf"));
        for place in drawn.svg.split("cy=\"").skip(1) {
            let y: f64 = place.split('"').next().unwrap_or_default().parse().expect("a place");
            prop_assert!((0.0..=250.0).contains(&y));
        }
    }
}

fn in_order(values: &[Option<f64>]) -> in_order::InOrder {
    let courses = values.iter().map(|value| in_order::Course {
        year: 2025,
        quarter: 2,
        value: *value,
        category: value.map(|_| "improved".to_owned()).unwrap_or_default(),
    });
    in_order::InOrder {
        id: "o".into(),
        courses: courses.collect(),
        better: Better::Lower,
        reliable: 6.0,
        median: Some(-3.0),
        runs: Some(Runs { useful: 11, longest: 8, longest_limit: 6, crossings: 1, crossings_limit: 2 }),
        minimum: 10,
    }
}

#[test]
fn courses_in_order_show_what_is_missing_and_mark_a_long_run_across_it() {
    let mut values = vec![Some(-9.0); 4];
    values.extend([None, Some(-3.0)]);
    values.extend([Some(-8.0); 4]);
    values.extend([Some(1.0); 3]);
    let drawn = in_order(&values).draw(&text()).expect("a chart");
    assert_eq!((count(&drawn.svg, "dot"), count(&drawn.svg, "missing")), (12, 1));
    // The eight on one side, over the gap and the one on the median; not the three above.
    assert_eq!(count(&drawn.svg, "ring"), 8);
    let noted: Vec<bool> = drawn.rows.iter().map(|row| row.last().is_some_and(|note| !note.is_empty())).collect();
    assert_eq!(noted.iter().filter(|noted| **noted).count(), 8);
    assert!(!noted[4] && !noted[5] && noted[9] && !noted[10]);
    assert!(drawn.rows[0].contains(&"\u{2212}9".to_owned()) && drawn.rows[10].contains(&"+1".to_owned()));
    assert!(drawn.summary.contains("8 forløp på rad") && drawn.summary.contains("krysser medianen én gang"));
}

#[test]
fn courses_that_are_all_alike_have_no_order() {
    let alike = in_order::InOrder { median: Some(-9.0), runs: None, ..in_order(&[Some(-9.0); 10]) };
    let drawn = alike.draw(&text()).expect("a chart");
    assert_eq!((count(&drawn.svg, "dot"), drawn.rows.len()), (10, 10));
    assert!(drawn.summary.contains("samme endring") && !drawn.summary.contains("for lite"), "{}", drawn.summary);
}

#[test]
fn few_courses_are_neither_drawn_nor_listed() {
    let few = in_order::InOrder { median: None, runs: None, ..in_order(&[Some(-9.0); 9]) };
    let drawn = few.draw(&text()).expect("a chart");
    assert!(drawn.svg.is_empty() && drawn.rows.is_empty());
    assert!(drawn.summary.contains("minst 10"), "{}", drawn.summary);
}

#[test]
fn a_funnel_marks_its_reader_by_shape_and_draws_nothing_hidden() {
    let text = text();
    let full = crate::view::pages::network::sample_funnel("improvement", 0.5);
    let drawn = full.draw(&text).expect("drawn");
    // Four of five have a share: one diamond in a ring for the reader, circles for the others, one of them hollow.
    assert_eq!(drawn.svg.matches("<path class=\"dot\"").count(), 1);
    assert_eq!(drawn.svg.matches("<circle class=\"ring\"").count(), 1);
    assert_eq!(drawn.svg.matches("<circle class=\"dot\"").count(), 2);
    assert_eq!(drawn.svg.matches("<circle class=\"dot open\"").count(), 1);
    assert_eq!(drawn.svg.matches("<polyline class=\"limit chance\"").count(), 2);
    assert_eq!(drawn.svg.matches("<polyline class=\"limit usual\"").count(), 2);
    let sizes: Vec<&str> = drawn.rows.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(sizes, ["210", "140", "88", "40", "31"], "by size, as given");
    let own = drawn.rows.iter().find(|row| row[0] == "Dere").expect("the reader");
    assert_eq!(own.last().map(String::as_str), Some("mer enn tilfeldigheter, innenfor det vanlige"));
    assert_eq!(drawn.rows[4][2], "skjult");
    assert_eq!(drawn.rows[0][0], "1. Fjordby");
    let none = funnel::Funnel { target: None, limits: vec![], ..full };
    let drawn = none.draw(&text).expect("drawn");
    assert!(drawn.svg.is_empty() && drawn.summary.starts_with("Tegnes ikke"), "{}", drawn.summary);
    assert_eq!(drawn.rows.len(), 5, "the table stays");
}
