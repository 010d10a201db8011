//! Individual change against the paper, the manuals and the reference.

use lytt::cli::compute::change as change_door;
use lytt::domain::change::{
    Category, ChangeError, ChangeRule, Cutoff, Direction, Norm, Reliable, Side, cutoffs, rci, reliable_points,
    reliable_points_whole, s_diff, sample_norms, standard_error,
};
use lytt::domain::effect::{Paired, noncentral_t};
use lytt::domain::variation::interval::{normal_cdf, normal_quantile, t_two_sided};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{close, compare, floats, shared, shared_json};

fn direction_of(lower_is_better: &Value) -> Direction {
    if lower_is_better.as_bool().unwrap() { Direction::HigherIsWorse } else { Direction::HigherIsBetter }
}

fn norm(value: &Value) -> Norm {
    Norm { mean: value[0].as_f64().unwrap(), sd: value[1].as_f64().unwrap() }
}

/// The worked example of Jacobson & Truax (1991): clinical mean 40, functional 60, SD 7.5 in both,
/// reliability 0.80, a patient from 32.5 to 47.5.
#[test]
fn the_example_of_the_paper() {
    assert!((standard_error(7.5, 0.80) - 3.35).abs() < 0.005);
    assert!((s_diff(7.5, 0.80) - 4.74).abs() < 0.005);
    assert!((rci(32.5, 47.5, 7.5, 0.80) - 3.16).abs() < 0.005);
    let lines = cutoffs(Direction::HigherIsBetter, Norm { mean: 40.0, sd: 7.5 }, Norm { mean: 60.0, sd: 7.5 }).unwrap();
    assert_eq!((lines.a, lines.b, lines.c), (55.0, 45.0, 50.0));
    let patient = |line| {
        let reliable = Reliable::Index { sd: 7.5, reliability: 0.80 };
        let rule = ChangeRule::new(Direction::HigherIsBetter, reliable, Some(Cutoff::Line(line))).unwrap();
        rule.classify(32.5, 47.5).unwrap().category
    };
    assert_eq!(patient(lines.b), Category::Recovered);
    assert_eq!(patient(lines.c), Category::Improved);
}

/// Each line takes its own standard deviations: clinical 18 (5), functional 4 (3.2).
#[test]
fn cut_offs_of_groups_that_differ_in_spread() {
    let (clinical, functional) = (Norm { mean: 18.0, sd: 5.0 }, Norm { mean: 4.0, sd: 3.2 });
    let lines = cutoffs(Direction::HigherIsWorse, clinical, functional).unwrap();
    assert!(close(lines.a, 8.0) && close(lines.b, 10.4) && close(lines.c, (5.0 * 4.0 + 3.2 * 18.0) / 8.2));
    let upside_down = |norm: Norm| Norm { mean: 27.0 - norm.mean, sd: norm.sd };
    let turned = cutoffs(Direction::HigherIsBetter, upside_down(clinical), upside_down(functional)).unwrap();
    for (one, other) in [(lines.a, turned.a), (lines.b, turned.b), (lines.c, turned.c)] {
        assert!(close(27.0 - one, other));
    }
    let none = Norm { mean: 4.0, sd: 0.0 };
    assert_eq!(cutoffs(Direction::HigherIsWorse, clinical, none), Err(ChangeError::StandardDeviation(0.0)));
}

/// The cut-off of a scale on which more is better belongs to those who are well: 25 is not a case.
#[test]
fn caseness_lies_below_where_more_is_better() {
    let rule = ChangeRule::new(Direction::HigherIsBetter, Reliable::Points(5.0), Some(Cutoff::Case(25.0))).unwrap();
    assert_eq!((rule.is_case(24.0), rule.is_case(25.0)), (Some(true), Some(false)));
    assert_eq!(rule.classify(20.0, 25.0).unwrap().category, Category::Recovered);
    assert_eq!(rule.classify(30.0, 24.0).unwrap().category, Category::Harmed);
    assert_eq!(rule.classify(30.0, 25.0).unwrap().category, Category::Deteriorated);
}

/// | first | last | what |
#[test]
fn phq9_by_the_points_of_its_manual() {
    let rule = ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(6.0), Some(Cutoff::Case(10.0))).unwrap();
    for (first, last, category) in [
        (16.0, 10.0, Category::Improved),
        (16.0, 9.0, Category::Recovered),
        (15.0, 10.0, Category::Unchanged),
        (9.0, 3.0, Category::Improved),
        (10.0, 4.0, Category::Recovered),
        (10.0, 16.0, Category::Deteriorated),
        (9.0, 15.0, Category::Harmed),
        (4.0, 9.0, Category::Unchanged),
        // Prorated: 15.6 - 9.6 is 6 points on paper, and 5.999999999999999 in binary.
        (15.6, 9.6, Category::Recovered),
    ] {
        assert_eq!(rule.classify(first, last).unwrap().category, category, "{first} to {last}");
    }
    assert_eq!(rule.is_case(10.0), Some(true));
    assert_eq!(rule.is_case(9.0), Some(false));
}

#[test]
fn the_index_must_exceed_its_bound() {
    // At reliability 0.5 the standard error of a difference is the standard deviation itself.
    for sd in [1.0, 5.0, 25.0, 100.0] {
        let reliable = Reliable::Index { sd, reliability: 0.5 };
        let rule = ChangeRule::new(Direction::HigherIsWorse, reliable, None).unwrap();
        let category = |points: f64| rule.classify(300.0, 300.0 - points).unwrap().category;
        assert_eq!(category(1.96 * sd), Category::Unchanged, "{sd}");
        assert_eq!(category(1.961 * sd), Category::Improved, "{sd}");
        assert_eq!(category(-1.961 * sd), Category::Deteriorated, "{sd}");
    }
}

#[test]
fn a_computed_line_belongs_to_neither_side() {
    for direction in Direction::ALL {
        let rule = ChangeRule::new(*direction, Reliable::Points(1.0), Some(Cutoff::Line(10.0))).unwrap();
        assert_eq!(rule.side(10.0), Some(Side::Neither));
        assert_eq!(rule.is_case(10.0), Some(false));
    }
    let rule = ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(1.0), Some(Cutoff::Line(10.0))).unwrap();
    assert_eq!(rule.classify(20.0, 10.0).unwrap().category, Category::Improved);
    assert_eq!(rule.classify(10.0, 1.0).unwrap().category, Category::Improved);
    assert_eq!(rule.classify(10.0, 20.0).unwrap().category, Category::Deteriorated);
}

#[test]
fn whole_points_round_up() {
    assert!(close(reliable_points_whole(6.0, 0.89), 6.0)); // 5.52
    assert!(close(reliable_points_whole(7.5, 0.9), 7.0)); // 6.57
    assert!(close(reliable_points_whole(100.0, 0.5), 196.0)); // exactly 196
}

#[test]
fn rules_and_scores_that_mean_nothing_are_refused() {
    let rule = |reliable| ChangeRule::new(Direction::HigherIsWorse, reliable, None);
    assert_eq!(rule(Reliable::Index { sd: 0.0, reliability: 0.8 }), Err(ChangeError::StandardDeviation(0.0)));
    assert_eq!(rule(Reliable::Index { sd: 5.0, reliability: 1.0 }), Err(ChangeError::Reliability(1.0)));
    assert_eq!(rule(Reliable::Index { sd: 5.0, reliability: -0.1 }), Err(ChangeError::Reliability(-0.1)));
    assert_eq!(rule(Reliable::Points(0.0)), Err(ChangeError::Points(0.0)));
    let rule = rule(Reliable::Points(6.0)).unwrap();
    assert!(rule.classify(f64::NAN, 3.0).is_err());
    assert!(rule.classify(3.0, f64::INFINITY).is_err());
    assert_eq!(sample_norms(&[(Some(3.0), Some(2.0)), (Some(4.0), None)]), None);
}

#[test]
fn a_rule_is_checked_when_it_is_read() {
    let written = json!({"direction": "higher-is-worse", "reliable": {"points": 6.0}, "cutoff": {"case": 10.0}});
    let rule: ChangeRule = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(rule).unwrap(), written);
    let broken = json!({"direction": "higher-is-worse", "reliable": {"points": -6.0}, "cutoff": null});
    assert!(serde_json::from_value::<ChangeRule>(broken).unwrap_err().to_string().contains("-6 points"));
}

fn any_rule() -> impl Strategy<Value = ChangeRule> {
    let reliable = prop_oneof![
        (1.0..20.0, 0.0..0.99).prop_map(|(sd, reliability)| Reliable::Index { sd, reliability }),
        (1_u8..20).prop_map(|points| Reliable::Points(f64::from(points))),
    ];
    let cutoff = prop_oneof![
        Just(None),
        (0_u8..60).prop_map(|cut| Some(Cutoff::Case(f64::from(cut)))),
        (0.0..60.0).prop_map(|cut| Some(Cutoff::Line(cut))),
    ];
    let direction = prop_oneof![Just(Direction::HigherIsWorse), Just(Direction::HigherIsBetter)];
    (direction, reliable, cutoff)
        .prop_map(|(direction, reliable, cutoff)| ChangeRule::new(direction, reliable, cutoff).unwrap())
}

proptest! {
    #[test]
    fn going_back_undoes_the_category(rule in any_rule(), first in 0_u8..60, last in 0_u8..60) {
        let (first, last) = (f64::from(first), f64::from(last));
        let there = rule.classify(first, last).unwrap().category;
        let back = rule.classify(last, first).unwrap().category;
        let undone = match there {
            Category::Recovered => Category::Harmed,
            Category::Improved => Category::Deteriorated,
            Category::Unchanged => Category::Unchanged,
            Category::Deteriorated => Category::Improved,
            Category::Harmed => Category::Recovered,
        };
        prop_assert_eq!(back, undone);
    }

    #[test]
    fn a_larger_gain_is_never_a_worse_category(rule in any_rule(), first in 0_u8..60, last in 0_u8..60, more in 0_u8..30) {
        let (first, last, more) = (f64::from(first), f64::from(last), f64::from(more));
        let rank = |category| match category {
            Category::Harmed => 0,
            Category::Deteriorated => 1,
            Category::Unchanged => 2,
            Category::Improved => 3,
            Category::Recovered => 4,
        };
        let further = if rule.direction() == Direction::HigherIsWorse { last - more } else { last + more };
        let (near, far) = (rule.classify(first, last).unwrap(), rule.classify(first, further).unwrap());
        prop_assert!(rank(far.category) >= rank(near.category), "{near:?} {far:?}");
    }

    #[test]
    fn the_door_answers_or_explains(pre in proptest::collection::vec(proptest::option::of(-5..60_i32), 0..12),
                                    post in proptest::collection::vec(proptest::option::of(-5..60_i32), 0..12),
                                    reliability in -0.5..1.5) {
        let input = json!({"pre": pre, "post": post, "reliability": reliability, "improvement_direction": -1});
        match change_door::answer(&input) {
            Ok(answer) => {
                let pairs = pre.iter().zip(&post).filter(|(pre, post)| pre.is_some() && post.is_some()).count();
                prop_assert_eq!(&answer["n_complete"], &json!(pairs));
                prop_assert_eq!(answer["categories"].as_array().unwrap().len(), pre.len());
            }
            Err(sentence) => prop_assert!(sentence.contains('"'), "{}", sentence),
        }
    }
}

#[test]
fn the_door_names_what_is_wrong() {
    let good = json!({"pre": [20, 18, null], "post": [10, null, 3], "reliability": 0.8, "improvement_direction": -1,
                      "m_clinical": 18, "sd_clinical": 5});
    let answer = change_door::answer(&good).unwrap();
    assert_eq!(answer["categories"][1], json!({"id": 2, "category": null, "change": null}));
    assert_eq!(answer["jacobson_truax"]["cutoff_used"], "a");
    for (field, value, expected) in [
        ("pre", json!("x"), "\"pre\" must be a list"),
        ("pre", json!([1, 2]), "\"pre\" has 2 values and \"post\" has 3"),
        ("pre", json!([1, "2", 3]), "value 2 of \"pre\" is \"2\""),
        ("improvement_direction", json!(0), "\"improvement_direction\" is 0"),
        ("reliability", json!(null), "\"reliability\" is missing"),
        ("reliability", json!(1.2), "the reliability is 1.2"),
        ("sd_clinical", json!(null), "\"m_clinical\" and \"sd_clinical\" belong together"),
        ("cutoff_used", json!("c"), "need \"m_functional\""),
        ("cutoff_used", json!("d"), "\"cutoff_used\" is \"d\""),
        ("id", json!([1]), "\"id\" has 1 values for 3 patients"),
        ("reliabilty", json!(0.8), "\"reliabilty\" is not a field"),
    ] {
        let mut input = good.clone();
        input[field] = value;
        let sentence = change_door::answer(&input).unwrap_err();
        assert!(sentence.contains(expected), "{field}: {sentence}");
    }
}

#[test]
fn the_reference_data_sets() {
    let Some(golden) = shared_json("golden/change.json") else { return };
    let mut compared = 0;
    for set in golden["datasets"].as_array().unwrap() {
        let got = change_door::answer(&set["input"]).unwrap();
        let id = set["id"].as_str().unwrap();
        let mut want = set["jacobson_truax"].clone();
        // The reference prints the other b under that name, on purpose; see the door's own words.
        let other_b = want["cutoffs"].as_object_mut().unwrap().remove("b").unwrap();
        assert!(close(
            got["jacobson_truax"]["cutoffs"]["b_with_clinical_sd"].as_f64().unwrap(),
            other_b.as_f64().unwrap()
        ));
        assert_eq!(got["jacobson_truax"]["cutoffs"]["b"], got["jacobson_truax"]["cutoffs"]["b_jacobson_truax_1991"]);
        compared += compare(id, &got["jacobson_truax"], &want);
        compared += compare(id, &got["rci_methods"], &set["rci_methods"]);
        compared += compare(id, &got["paired_t"], &set["paired_t"]);
        for (key, want) in set["effect_sizes"].as_object().unwrap() {
            if key.starts_with("effectsize") {
                // The reference stops its search for the ends of these early.
                for (part, want) in want.as_object().unwrap() {
                    near(&format!("{id}.{key}.{part}"), &got["effect_sizes"][key][part], want);
                }
            } else {
                compared += compare(&format!("{id}.{key}"), &got["effect_sizes"][key], want);
            }
        }
        for field in ["n_total", "n_complete", "descriptives"] {
            compared += compare(&format!("{id}.{field}"), &got[field], &set[field]);
        }
        let harmed = got["categories"].as_array().unwrap().iter().filter(|one| one["category"] == "harmed").count();
        assert_eq!(json!(harmed), set["jacobson_truax"]["four_way_plus_harm"]["harmed"]);
    }
    assert!(compared > 1000, "{compared}");
}

fn near(at: &str, got: &Value, want: &Value) {
    if let (Value::Array(got), Value::Array(want)) = (got, want) {
        return got.iter().zip(want).for_each(|(got, want)| near(at, got, want));
    }
    let (got, want) = (got.as_f64().unwrap(), want.as_f64().unwrap());
    assert!((got - want).abs() <= 1e-4 * want.abs().max(1.0), "{at}: {got} is not {want}");
}

#[test]
fn the_reference_differences_between_groups() {
    let Some(golden) = shared_json("golden/change.json") else { return };
    for groups in golden["two_group"].as_array().unwrap() {
        let got = change_door::answer(&json!({"a": groups["a"], "b": groups["b"]})).unwrap();
        for key in ["cohens_d", "hedges_g", "metafor_SMD", "glass_delta"] {
            assert!(compare(key, &got[key], &groups[key]) > 0);
        }
        for key in ["cohens_d_ci_noncentral_t", "hedges_g_ci_noncentral_t"] {
            near(key, &got[key], &groups[key]);
        }
    }
    let Some(intervals) = shared_json("golden/intervals.json") else { return };
    let table = &intervals["noncentral_t_paired_d"];
    for (i, d) in floats(&table["d"]).into_iter().enumerate() {
        let n = table["n"][i].as_f64().unwrap();
        let one = Norm { mean: 0.0, sd: 1.0 };
        let paired = Paired { n, before: one, after: one, change: Norm { mean: d, sd: 1.0 } };
        let interval = paired.d_change_interval(0.95).unwrap();
        assert!(close(interval.lower, table["lo"][i].as_f64().unwrap()));
        assert!(close(interval.upper, table["hi"][i].as_f64().unwrap()));
    }
}

/// At no distance the noncentral distribution is Student's; and it is the chance that a shifted normal value
/// over a root of chi-square stays below.
#[test]
fn the_noncentral_distribution_holds_its_own() {
    for (t, freedom) in [(0.0, 3.0), (1.5, 7.0), (-2.0, 30.0), (4.0, 79.0)] {
        let tail = t_two_sided(t, freedom).unwrap() / 2.0;
        let want = if t < 0.0 { tail } else { 1.0 - tail };
        assert!((noncentral_t(t, freedom, 0.0) - want).abs() < 1e-12, "{t} {freedom}");
        assert!((noncentral_t(t, freedom, 1.3) + noncentral_t(-t, freedom, -1.3) - 1.0).abs() < 1e-12);
    }
    // With very many degrees of freedom it is the normal distribution about its centre.
    assert!((noncentral_t(2.5, 1e9, 1.0) - normal_cdf(1.5)).abs() < 1e-7);
}

#[test]
fn the_reference_cut_off_and_table() {
    let Some(golden) = shared_json("golden/change.json") else { return };
    let raw = &golden["csc_from_raw"];
    let clinical = Norm::of_sample(&floats(&raw["clinical"])).unwrap();
    let functional = Norm::of_sample(&floats(&raw["nonclinical"])).unwrap();
    let lines = cutoffs(Direction::HigherIsWorse, clinical, functional).unwrap();
    assert!(close(lines.c, raw["csc"].as_f64().unwrap()));
    let got = change_door::answer(&json!({"clinical": raw["clinical"], "nonclinical": raw["nonclinical"]})).unwrap();
    assert!(close(got["csc"].as_f64().unwrap(), lines.c));
    let table = &golden["rci_table"];
    let got = change_door::answer(&json!({"sd": table["sd"], "rel": table["rel"]})).unwrap();
    assert_eq!(compare("rci95", &got["rci95"], &table["rci95"]), compare("rci90", &got["rci90"], &table["rci90"]));
    let (sd, rel) = (floats(&table["sd"]), floats(&table["rel"]));
    for (level, probability) in [("rci95", 0.975), ("rci90", 0.95)] {
        let z = normal_quantile(probability).unwrap();
        for (i, want) in floats(&table[level]).into_iter().enumerate() {
            assert!(close(z * s_diff(sd[i], rel[i]), want), "{level} {i}");
        }
    }
}

#[test]
fn the_reference_vectors() {
    let Some(vectors) = shared_json("data/instrument-vectors.json") else { return };
    let cases = &vectors["change"];
    let number = |case: &Value, key: &str| case[key].as_f64().unwrap();
    for case in cases["jacobson_truax_rci"].as_array().unwrap() {
        let (sd, r) = (number(case, "sd"), number(case, "reliability"));
        let expected = &case["expected"];
        let index = rci(number(case, "pre"), number(case, "post"), sd, r);
        for (got, key) in [
            (standard_error(sd, r), "se"),
            (s_diff(sd, r), "s_diff"),
            (index, "rci"),
            (reliable_points(sd, r), "threshold_95"),
        ] {
            assert!((got - number(expected, key)).abs() <= 5.1e-5, "{key} {case}");
        }
    }
    for case in cases["jacobson_truax_cutoff"].as_array().unwrap() {
        let lines = cutoffs(direction_of(&case["lower_is_better"]), norm(&case["clinical"]), norm(&case["functional"]));
        let lines = lines.unwrap();
        for (got, key) in [(lines.a, "a"), (lines.b, "b"), (lines.c, "c")] {
            assert!((got - number(&case["expected"], key)).abs() <= 5.1e-5, "{key} {case}");
        }
    }
    let classes = cases["jacobson_truax_class"].as_array().unwrap();
    for case in classes {
        let reliable = Reliable::Points(number(case, "threshold"));
        let cut = Cutoff::Case(number(case, "cut"));
        let rule = ChangeRule::new(direction_of(&case["lower_is_better"]), reliable, Some(cut)).unwrap();
        let change = rule.classify(number(case, "pre"), number(case, "post")).unwrap();
        assert_eq!(json!(change.category.without_harm()), case["expected"], "{case}");
    }
    assert!(classes.len() >= 12);
}

/// Hamilton scores of 43 inpatients from the first to the fourth week, cut-off c.
#[test]
fn real_inpatients() {
    let Some(table) = shared("data/claus_2020.csv") else { return };
    let mut scores: std::collections::BTreeMap<u32, (Option<f64>, Option<f64>)> = std::collections::BTreeMap::new();
    for row in csv::Reader::from_reader(table.as_bytes()).deserialize::<std::collections::BTreeMap<String, String>>() {
        let row = row.unwrap();
        let pair = scores.entry(row["id"].parse().unwrap()).or_default();
        match row["time"].as_str() {
            "1" => pair.0 = row["hamd"].parse().ok(),
            "4" => pair.1 = row["hamd"].parse().ok(),
            _ => {}
        }
    }
    let (pre, post): (Vec<_>, Vec<_>) = scores.values().copied().unzip();
    let answer = change_door::answer(&json!({
        "id": scores.keys().collect::<Vec<_>>(), "pre": pre, "post": post, "reliability": 0.80,
        "m_functional": 8, "sd_functional": 8, "improvement_direction": -1,
    }))
    .unwrap();
    assert_eq!(answer["n_complete"], 40);
    assert_eq!(
        answer["jacobson_truax"]["four_way_plus_harm"],
        json!({"n": 40, "recovered": 26, "improved_not_recovered": 3, "unchanged": 10,
               "deteriorated_not_harmed": 1, "harmed": 0})
    );
}
