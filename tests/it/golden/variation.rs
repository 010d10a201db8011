//! Run charts and individuals charts against hand-counted and reference series.

use lytt::cli::compute::chart as chart_door;
use lytt::domain::variation::chart::{Kind, Screening, Settings, draw};
use lytt::domain::variation::constants;
use lytt::domain::variation::runs::{false_alarm_probability, longest_run_max, n_crossings_min, runs};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{close, compare, counts, floats, shared_json};

#[test]
fn bounds_by_counting_sequences() {
    // Of n useful points the n - 1 steps each cross or do not: the bound by exact counting.
    for n in 1..=60_u32 {
        let steps = n - 1;
        let all = 1_u128 << steps;
        let (mut choose, mut below, mut k) = (1_u128, 1_u128, 0_u32);
        while below * 20 < all {
            choose = choose * u128::from(steps - k) / u128::from(k + 1);
            k += 1;
            below += choose;
        }
        assert_eq!(n_crossings_min(n), Some(k), "{n}");
    }
    assert_eq!(n_crossings_min(0), None);
    assert_eq!(longest_run_max(0), None);
    for n in 1..5000_u32 {
        let formula = f64::from(n).log2().round_ties_even() + 3.0;
        assert_eq!(longest_run_max(n).map(f64::from), Some(formula), "{n}");
    }
}

#[test]
fn the_published_bounds() {
    // Anhøj & Olesen (2014).
    for (n, run, crossings) in [(10, 6, 2), (16, 7, 4), (20, 7, 6), (24, 8, 8), (30, 8, 10), (60, 9, 23)] {
        assert_eq!((longest_run_max(n), n_crossings_min(n)), (Some(run), Some(crossings)), "{n}");
    }
}

#[test]
fn false_alarms_are_claimed_only_where_they_were_simulated() {
    for (n, probability) in [(12, 0.01), (18, 0.025), (24, 0.04), (48, 0.04), (90, 0.055), (120, 0.07)] {
        assert!(close(false_alarm_probability(n).unwrap(), probability), "{n}");
    }
    assert_eq!((false_alarm_probability(11), false_alarm_probability(121)), (None, None));
}

#[test]
fn a_run_continues_across_gaps_and_points_on_the_line() {
    let counted = runs([Some(1.0), None, Some(2.0), Some(0.0), Some(3.0), Some(-1.0), Some(1e-9), Some(-2.0)], 0.0);
    assert_eq!((counted.n_useful, counted.longest_run, counted.n_crossings), (5, Some(3), Some(1)));
    let none = runs([None, Some(7.0)], 7.0);
    assert_eq!((none.n_useful, none.longest_run, none.signal()), (0, None, false));
}

#[test]
fn an_individuals_chart_by_hand() {
    // Moving ranges 2 and 4 before the gap, 1 after it: average 7 / 3. Sum of the values: 41.
    let values = [Some(8.0), Some(10.0), Some(6.0), None, Some(9.0), Some(8.0)];
    let chart = draw(&values, &Settings::new(Kind::Individuals)).unwrap();
    let phase = &chart.phases[0];
    assert!(close(phase.centre.unwrap(), 41.0 / 5.0));
    assert!(close(chart.points[0].limits.unwrap().upper, 41.0 / 5.0 + 3.0 * (7.0 / 3.0) / 1.128));
    assert!(close(chart.points[0].limits.unwrap().lower_95, 41.0 / 5.0 - 2.0 * (7.0 / 3.0) / 1.128));
    assert!(close(chart.points[0].limits.unwrap().upper_95, 41.0 / 5.0 + 2.0 * (7.0 / 3.0) / 1.128));
    assert!(close(chart.points[0].limits.unwrap().lower, 41.0 / 5.0 - 3.0 * (7.0 / 3.0) / 1.128));
    assert_eq!(phase.n_observations, 6);
    // Point 3 left out: it is bridged, 8-10, 10-gap, gap-9, 9-8.
    let without = Settings { exclude: vec![3], ..Settings::new(Kind::Individuals) };
    let chart = draw(&values, &without).unwrap();
    assert!(close(chart.points[0].limits.unwrap().upper, 35.0 / 4.0 + 3.0 * 1.5 / 1.128));
    assert_eq!((chart.phases[0].n_observations, chart.points.len()), (5, 6));
}

#[test]
fn screening_is_careful_unless_it_is_told_not_to_be() {
    let values: Vec<Option<f64>> = [1, 1, 1, 9, 9, 9].iter().cycle().take(24).map(|v| Some(f64::from(*v))).collect();
    let chart = |screening| draw(&values, &Settings { screening, ..Settings::new(Kind::Individuals) }).unwrap();
    let width = |screening| chart(screening).points[0].limits.map(|limits| limits.upper - limits.lower);
    assert!(width(Screening::Off).unwrap() > 1.0);
    assert_eq!(width(Screening::Careful), width(Screening::Off));
    assert_eq!(width(Screening::Bare), Some(0.0));
    assert!(chart(Screening::Bare).phases[0].collapsed);
    assert!(!chart(Screening::Careful).phases[0].collapsed);
}

#[test]
fn a_frozen_baseline_and_phases_decide_for_themselves() {
    let values: Vec<Option<f64>> = [10, 12, 11, 20, 22].iter().map(|value| Some(f64::from(*value))).collect();
    let frozen = draw(&values, &Settings { freeze: Some(3), ..Settings::new(Kind::Individuals) }).unwrap();
    assert_eq!(frozen.phases[0].centre, Some(11.0));
    // 11 + 3 * 1.5 / 1.128 is just under 15: both later points lie outside.
    assert_eq!(frozen.phases[0].n_outside, 2);
    assert_eq!(frozen.points.iter().map(|point| point.baseline).collect::<Vec<_>>(), [true, true, true, false, false]);
    let phases = draw(&values, &Settings { part: vec![3], ..Settings::new(Kind::Run) }).unwrap();
    let read = |phase: &lytt::domain::variation::chart::Phase| (phase.first, phase.last, phase.centre);
    assert_eq!(phases.phases.iter().map(read).collect::<Vec<_>>(), [(1, 3, Some(11.0)), (4, 5, Some(21.0))]);
}

#[test]
fn where_everything_or_nothing_came_no_point_stands_out() {
    for kind in ["p", "pp", "u", "up"] {
        for events in [json!([12, 10, 11, 15]), json!([0, 0, 0, 0])] {
            let got = chart_door::answer(&json!({"y": events, "n": [12, 10, 11, 15]}), kind).unwrap();
            let centre = got["points"]["y"][0].as_f64().unwrap();
            assert_eq!(got["parts"][0]["sigma_signals"], 0, "{kind}: {got}");
            // A rate has no highest value: there is room for chance above all that came.
            let limits = got["points"]["ucl"].as_array().unwrap();
            let upper = limits.iter().all(|upper| upper.as_f64().is_some_and(|upper| upper >= centre - 1e-12));
            assert!(upper, "{kind}: {got}");
        }
    }
}

#[test]
fn settings_that_do_not_fit_are_refused() {
    let y = json!([1, 2, 3, 4, 5]);
    for (field, value, expected) in [
        ("part", json!([5]), "after point 5"),
        ("part", json!([3, 3]), "after point 3"),
        ("part", json!([0]), "\"part\" holds 0"),
        ("freeze", json!(6), "points 1 to 6"),
        ("exclude", json!([9]), "point 9"),
        ("screened", json!(1), "\"screened\" is 1"),
        ("target", json!("x"), "\"target\" is \"x\""),
        ("y", json!([1, "2"]), "value 2 of \"y\""),
        ("methods", json!("x"), "\"methods\" is not a field"),
        ("method", json!("x"), "\"method\": \"x\" is not one of anhoej"),
    ] {
        let mut input = json!({ "y": y });
        input[field] = value;
        let sentence = chart_door::answer(&input, "i").unwrap_err();
        assert!(sentence.contains(expected), "{field}: {sentence}");
    }
    let both = json!({"y": y, "part": 2, "freeze": 3});
    assert!(chart_door::answer(&both, "run").unwrap_err().contains("not both"));
    assert!(chart_door::answer(&json!({ "y": y }), "pie").unwrap_err().contains("run, i,"));
    assert_eq!(chart_door::answer(&json!({"y": []}), "i").unwrap()["points"]["y"], json!([]));
}

proptest! {
    #[test]
    fn a_chart_keeps_every_point(y in proptest::collection::vec(proptest::option::of(-50..50_i32), 0..60),
                                 individuals in any::<bool>(), split in 1..59_usize, out in 1..60_usize) {
        let values: Vec<Option<f64>> = y.iter().map(|value| value.map(f64::from)).collect();
        let mut settings = Settings::new(if individuals { Kind::Individuals } else { Kind::Run });
        if split < values.len() { settings.part = vec![split]; }
        if out <= values.len() { settings.exclude = vec![out]; }
        let chart = draw(&values, &settings).unwrap();
        let drawn: Vec<Option<f64>> = chart.points.iter().map(|point| point.value).collect();
        prop_assert_eq!(drawn, values);
        for phase in &chart.phases {
            let included: Vec<Option<f64>> = chart.points.iter()
                .filter(|point| point.phase == phase.number && point.included).map(|point| point.value).collect();
            prop_assert_eq!(phase.n_observations, included.len());
            if let Some(centre) = phase.centre {
                // Runs and crossings as one reads them off a line of signs.
                let signs: String = included.iter().flatten().filter(|value| (*value - centre).abs() > 1e-7)
                    .map(|value| if *value > centre { 'a' } else { 'b' }).collect();
                let crossings = signs.matches("ab").count() + signs.matches("ba").count();
                let longest = signs.split('a').chain(signs.split('b')).map(str::len).max().unwrap_or(0);
                prop_assert_eq!(usize::try_from(phase.runs.n_useful).unwrap(), signs.len());
                prop_assert_eq!(phase.runs.n_crossings.map_or(0, |n| usize::try_from(n).unwrap()), crossings);
                prop_assert_eq!(phase.runs.longest_run.map_or(0, |n| usize::try_from(n).unwrap()), longest);
            }
        }
    }
}

#[test]
fn the_reference_bounds() {
    let Some(tables) = shared_json("golden/rule_tables.json") else { return };
    let bounds = &tables["anhoej_bounds"];
    let (run, crossings) = (counts(&bounds["longest_run_max"]), counts(&bounds["n_crossings_min"]));
    for (i, n) in counts(&bounds["n"]).into_iter().enumerate() {
        assert_eq!((longest_run_max(n), n_crossings_min(n)), (Some(run[i]), Some(crossings[i])), "{n}");
    }
}

#[test]
fn the_reference_charts() {
    let Some(golden) = shared_json("golden/run_and_i_charts.json") else { return };
    let mut compared = 0;
    for series in golden["series"].as_array().unwrap() {
        let id = series["id"].as_str().unwrap();
        for (key, kind, screened) in [
            ("run", "run", json!(false)),
            ("i_unscreened", "i", json!(false)),
            ("i_screened", "i", json!("bare")),
            ("i_screened", "i", json!(true)),
            ("mr", "mr", json!(false)),
        ] {
            // The one series where bare screening removes all variation, which ours does not.
            if id == "anhoej_crossings_below_bound" && screened == json!(true) {
                continue;
            }
            // The reference draws a lower limit of 0 for moving ranges even where there is no range.
            if kind == "mr" && id == "short_1" {
                continue;
            }
            let mut input = series["input"].clone();
            input["screened"] = screened;
            let got = chart_door::answer(&input, kind).unwrap();
            compared += compare(&format!("{id}.{key}"), &got, &series[key]);
        }
    }
    assert!(compared > 10_000, "{compared}");
}

#[test]
fn the_reference_constants() {
    let Some(tables) = shared_json("golden/rule_tables.json") else { return };
    let table = &tables["shewhart_constants"];
    let of = |name: &str, n: f64| match name {
        "c4" => constants::c4(n),
        "c5" => constants::c5(n),
        "A3" => constants::a3(n, 3.0),
        "A3_95" => constants::a3(n, 2.0),
        "B3" => constants::b3(n, 3.0),
        "B3_95" => constants::b3(n, 2.0),
        "B4" => constants::b4(n, 3.0),
        "B4_95" => constants::b4(n, 2.0),
        other => panic!("{other}"),
    };
    for name in ["c4", "c5", "A3", "A3_95", "B3", "B3_95", "B4", "B4_95"] {
        for (n, want) in floats(&table["n"]).into_iter().zip(floats(&table[name])) {
            assert!(close(of(name, n).unwrap(), want), "{name} {n}");
        }
    }
    assert_eq!(constants::c4(1.0), None);
}

#[test]
fn the_reference_charts_of_counts_and_subgroups() {
    let Some(golden) = shared_json("golden/attribute_charts.json") else { return };
    let mut compared = 0;
    for case in golden["cases"].as_array().unwrap() {
        let (id, kind) = (case["id"].as_str().unwrap(), case["chart"].as_str().unwrap());
        for (key, kind, screened) in [
            ("output", kind, "bare"),
            ("output_pp", "pp", "bare"),
            ("output_pp_unscreened", "pp", ""),
            ("output_up", "up", "bare"),
            ("output_up_unscreened", "up", ""),
            ("output_ip", "ip", "bare"),
            ("output_ip_unscreened", "ip", ""),
            ("output_s", "s", "bare"),
        ] {
            let Some(want) = case.get(key) else { continue };
            let mut input = case["input"].clone();
            input["screened"] = if screened.is_empty() { json!(false) } else { json!(screened) };
            let got = chart_door::answer(&input, kind);
            if want.get("error").is_some() {
                assert!(got.unwrap_err().contains("not above zero"), "{id}");
                continue;
            }
            compared += compare(&format!("{id}.{key}"), &got.unwrap(), want);
        }
    }
    assert!(compared > 5_000, "{compared}");
}

#[test]
fn the_reference_charts_of_nhs_england() {
    let Some(golden) = shared_json("golden/nhs_xmr.json") else { return };
    let mut compared = 0;
    for series in golden["series"].as_array().unwrap() {
        let id = series["id"].as_str().unwrap();
        for (key, direction, screened) in [
            ("increase", "increase", true),
            ("decrease", "decrease", true),
            ("neutral", "neutral", true),
            ("increase_unscreened", "increase", false),
        ] {
            let mut input = series["input"].clone();
            input["improvement_direction"] = json!(direction);
            input["screened"] = json!(screened);
            let got = chart_door::answer(&input, "nhs").unwrap();
            let mut want = series[key].clone();
            // The reference cannot read this series at all; ours ends a trend at the gap.
            if want.get("error").is_some() {
                assert_eq!(got["points"]["special_cause_type"][6], json!("Common Cause"), "{id}");
                continue;
            }
            want.as_object_mut().unwrap().remove("warnings");
            // Dates are those of the reference's table, and not in the input.
            want["points"].as_object_mut().unwrap().remove("date");
            compared += compare(&format!("{id}.{key}"), &got, &want);
        }
    }
    assert!(compared > 5_000, "{compared}");
}

#[test]
fn making_data_count_by_hand() {
    // Mean 10, moving ranges all 2: limits 10 -+ 5.32. Seven above in a row, then down.
    let shift = [9, 11, 9, 11, 9, 11, 11, 11, 11, 11, 11, 9, 11, 9, 9, 9, 9];
    let got = chart_door::answer(&json!({"y": shift, "improvement_direction": "decrease"}), "nhs").unwrap();
    let types = |got: &Value| got["points"]["special_cause_type"].as_array().unwrap().clone();
    assert_eq!(types(&got).iter().filter(|cause| **cause == "7 Points Above CL").count(), 0, "six are no shift");
    let trend = [10, 8, 9, 10, 11, 12, 13, 14, 9, 10, 11, 10, 9, 10, 11];
    let got = chart_door::answer(&json!({"y": trend, "improvement_direction": "decrease"}), "nhs").unwrap();
    let rising = types(&got).iter().filter(|cause| **cause == "7 Point Trend (Increasing)").count();
    assert_eq!((rising, &got["points"]["point_type"][3]), (7, &json!("special_cause_concern")));
    assert!(chart_door::answer(&json!({"y": trend, "exclude": 3}), "nhs").unwrap_err().contains("exclude"));
}

#[test]
fn shares_that_cannot_be_are_refused() {
    for (kind, input, expected) in [
        ("p", json!({"y": [1, 2], "n": [5, null]}), "point 2 has no denominator"),
        ("p", json!({"y": [1, 6], "n": [5, 5]}), "point 2 cannot be"),
        ("u", json!({"y": [1, -1], "n": [5, 5]}), "point 2 cannot be"),
        ("c", json!({"y": [1, -1]}), "point 2 cannot be"),
        ("t", json!({"y": [1, 0]}), "point 2 is not above zero"),
        ("p", json!({"y": [1, 2], "n": [5]}), "give one of each"),
    ] {
        let sentence = chart_door::answer(&input, kind).unwrap_err();
        assert!(sentence.contains(expected), "{kind}: {sentence}");
    }
    // A month without patients is a missing point, and so is one whose count is not known.
    let got = chart_door::answer(&json!({"y": [2, null, 0, 3], "n": [5, 5, 0, 5]}), "p").unwrap();
    assert_eq!(got["points"]["y"], json!([0.4, null, null, 0.6]));
    assert!(close(got["points"]["cl"][0].as_f64().unwrap(), 0.5));
}
