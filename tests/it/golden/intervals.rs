//! Intervals for proportions against Newcombe (1998) and the reference.

use lytt::domain::variation::interval::{
    Interval, beta_quantile, clopper_pearson, jeffreys, newcombe_difference, normal_quantile, wilson,
};
use proptest::prelude::*;

use super::{close, counts, floats, shared_json};

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
