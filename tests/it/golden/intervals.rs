//! Intervals for proportions against Newcombe (1998) and the reference.

use lytt::cli::compute::interval as door;
use lytt::domain::variation::interval::{
    Interval, beta_quantile, clopper_pearson, jeffreys, newcombe_difference, normal_quantile, t_quantile, wilson,
};
use lytt::domain::variation::rate::{exact, gamma_quantile, profile};
use proptest::prelude::*;
use serde_json::json;

use super::{close, compare, counts, floats, shared_json};

type Method = fn(u32, u32, f64) -> Option<Interval>;

fn to_four_places(interval: Option<Interval>) -> (i32, i32) {
    let interval = interval.unwrap();
    let round = |value: f64| format!("{:.0}", value * 1e4).parse().unwrap();
    (round(interval.lower), round(interval.upper))
}

#[test]
fn the_examples_of_newcombe_1998() {
    // Single proportions: score method without continuity correction, and the exact method.
    for (x, n, score, exact) in [
        (81, 263, (2553, 3662), (2527, 3676)),
        (15, 148, (624, 1605), (578, 1617)),
        (0, 20, (0, 1611), (0, 1684)),
        (1, 29, (61, 1718), (9, 1776)),
    ] {
        assert_eq!(to_four_places(wilson(x, n, 0.95)), score, "{x}/{n}");
        assert_eq!(to_four_places(clopper_pearson(x, n, 0.95)), exact, "{x}/{n}");
    }
    // Differences: method 10.
    for (first, second, interval) in [
        ((56, 70), (48, 80), (524, 3339)),
        ((6, 7), (2, 7), (582, 8062)),
        ((0, 10), (0, 20), (-1611, 2775)),
        ((10, 10), (0, 20), (6791, 10000)),
    ] {
        assert_eq!(to_four_places(newcombe_difference(first, second, 0.95)), interval);
    }
}

#[test]
fn nothing_has_no_interval() {
    for interval in [wilson, clopper_pearson, jeffreys] {
        assert_eq!(interval(0, 0, 0.95), None);
        assert_eq!(interval(6, 5, 0.95), None);
        assert_eq!(interval(1, 5, 1.0), None);
    }
    assert_eq!(normal_quantile(0.0), None);
    assert_eq!(beta_quantile(0.5, 0.0, 1.0), None);
}

proptest! {
    #[test]
    fn an_interval_holds_its_share_and_mirrors(n in 1..2000_u32, of in 0.0..=1.0_f64, level in 0.5..0.999_f64) {
        let x = (0..=n).rev().find(|x| f64::from(*x) <= of * f64::from(n)).unwrap();
        let share = f64::from(x) / f64::from(n);
        for interval in [wilson, clopper_pearson, jeffreys] {
            let here = interval(x, n, level).unwrap();
            let mirrored = interval(n - x, n, level).unwrap();
            prop_assert!(0.0 <= here.lower && here.lower <= share && share <= here.upper && here.upper <= 1.0);
            prop_assert!((here.lower - (1.0 - mirrored.upper)).abs() < 1e-9);
        }
    }
}

#[test]
fn the_reference_intervals() {
    let Some(golden) = shared_json("golden/intervals.json") else { return };
    let table = &golden["proportions"];
    let (x, n, level) = (counts(&table["x"]), counts(&table["n"]), floats(&table["conf"]));
    let methods: [(&str, Method); 3] =
        [("wilson", wilson), ("clopper_pearson", clopper_pearson), ("jeffreys", jeffreys)];
    for (name, method) in methods {
        let (lower, upper) = (floats(&table[format!("{name}_lo")]), floats(&table[format!("{name}_hi")]));
        for i in 0..x.len() {
            let got = method(x[i], n[i], level[i]).unwrap();
            assert!(close(got.lower, lower[i]) && close(got.upper, upper[i]), "{name} {}/{} {got:?}", x[i], n[i]);
        }
    }
    let table = &golden["newcombe_difference"];
    let [x1, n1, x2, n2] = ["x1", "n1", "x2", "n2"].map(|key| counts(&table[key]));
    let (lower, upper) = (floats(&table["newcombe10_lo"]), floats(&table["newcombe10_hi"]));
    for i in 0..x1.len() {
        let got = newcombe_difference((x1[i], n1[i]), (x2[i], n2[i]), 0.95).unwrap();
        assert!(close(got.lower, lower[i]) && close(got.upper, upper[i]), "{i} {got:?}");
    }
    let table = &golden["special_quantiles"];
    let parameter = |key: &str, i: usize| table[key][i].as_f64();
    for (i, name) in table["fn"].as_array().unwrap().iter().enumerate() {
        let p = parameter("a", i).unwrap();
        let got = match name.as_str().unwrap() {
            "qnorm" => normal_quantile(p),
            "qbeta_a_b" => beta_quantile(p, parameter("b", i).unwrap(), parameter("c", i).unwrap()),
            _ => continue,
        };
        assert!(close(got.unwrap(), parameter("value", i).unwrap()), "{name} {i}");
    }
}

#[test]
fn every_reference_table_through_the_door() {
    let Some(golden) = shared_json("golden/intervals.json") else { return };
    let mut compared = 0;
    for (table, prefixes) in [
        ("proportions", ["wilson_cc", "agresti_coull", "wilson", "clopper_pearson", "jeffreys"].as_slice()),
        ("newcombe_difference", &["newcombe10"]),
        ("poisson", &["exact", "chisq", "byar"]),
        ("spiegelhalter_exact_funnel", &["binom_0.001", "binom_0.975", "pois_0.025", "pois_0.999"]),
    ] {
        let table = &golden[table];
        let inputs = ["x", "n", "conf", "x1", "n1", "x2", "n2", "count", "exposure", "theta0"];
        let input: serde_json::Map<_, _> = table
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| inputs.contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let got = door::answer(&input.into()).unwrap();
        for (key, want) in table.as_object().unwrap() {
            if prefixes.iter().any(|prefix| key.starts_with(prefix)) {
                compared += compare(key, &got[key], want);
            }
        }
    }
    assert!(compared > 900, "{compared}");
    let table = &golden["special_quantiles"];
    for (i, name) in table["fn"].as_array().unwrap().iter().enumerate() {
        let (p, parameter) = (table["a"][i].as_f64().unwrap(), table["b"][i].as_f64());
        let got = match name.as_str().unwrap() {
            "qchisq_df" => gamma_quantile(p, parameter.unwrap() / 2.0).map(|half| 2.0 * half),
            "qt_df" => t_quantile(p, parameter.unwrap()),
            _ => continue,
        };
        assert!(close(got.unwrap(), table["value"][i].as_f64().unwrap()), "{name} {i}");
    }
}

/// The reference finds the ends of a profile by drawing a curve through some of its points.
#[test]
fn the_reference_profiles() {
    let Some(golden) = shared_json("golden/intervals.json") else { return };
    let table = &golden["poisson_profile_likelihood_rapwhale"];
    let got = door::answer(&json!({"count": table["count"], "exposure": table["exposure"]})).unwrap();
    for (end, want) in [("lo", floats(&table["lo"])), ("hi", floats(&table["hi"]))] {
        for (got, want) in floats(&got[end]).into_iter().zip(want) {
            assert!((got - want).abs() <= 1e-3 * want.max(1e-3), "{end} {got} {want}");
        }
    }
}

#[test]
fn a_rate_by_its_definition() {
    // Garwood (1936): at the ends, the tails of the Poisson distribution hold half of what is left.
    let interval = exact(3.0, 1.0, 0.95).unwrap();
    let poisson = |mean: f64, upto: u32| {
        let term = |k: u32| (0..k).fold((-mean).exp(), |term, i| term * mean / f64::from(i + 1));
        (0..=upto).map(term).sum::<f64>()
    };
    assert!(close(poisson(interval.upper, 3), 0.025) && close(1.0 - poisson(interval.lower, 2), 0.025));
    // A profile loses exactly so much likelihood at its ends.
    let ends = profile(7.0, 2.0, 0.95).unwrap();
    for rate in [ends.lower, ends.upper] {
        let loss = 2.0 * (2.0 * rate - 7.0 + 7.0 * (3.5 / rate).ln());
        assert!(close(loss, normal_quantile(0.975).unwrap().powi(2)));
    }
    for (input, expected) in [
        (json!({"x": [3], "n": [2]}), "3 of 2"),
        (json!({"x": [3.5], "n": [4]}), "give a whole number"),
        (json!({"x": [3], "n": [4], "conf": 95}), "\"conf\" holds 95"),
        (json!({"values": [1]}), "fewer than two"),
        (json!({}), "none of"),
    ] {
        let sentence = door::answer(&input).unwrap_err();
        assert!(sentence.contains(expected), "{sentence}");
    }
}
