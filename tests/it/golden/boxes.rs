//! Best box and cut box, against their definition counted out in whole numbers, published limits and reference series.

use lytt::cli::compute::chart as chart_door;
use lytt::domain::variation::boxes::{LENGTHS, Region, RunsMethod, SHIFT, best_box, cut_box};
use lytt::domain::variation::chance::{false_signals, false_signals_of_box};
use lytt::domain::variation::runs::{longest_run_max, n_crossings_min, runs};
use proptest::prelude::*;
use serde_json::{Value, json};
use statrs::distribution::{ContinuousCDF, Normal};

use super::{close, compare, shared_json};

/// In how many ways a whole number is a sum of so many parts from 1 to a longest one: by longest, parts, number.
struct Sums(Vec<Vec<Vec<u128>>>);

impl Sums {
    fn new() -> Self {
        let of = |longest: usize| {
            let mut parts = vec![vec![0_u128; 101]];
            parts[0][0] = 1;
            for part in 1..=100 {
                let mut sums = vec![0_u128; 101];
                for number in 1..=100 {
                    let gone = if number > longest { parts[part - 1][number - 1 - longest] } else { 0 };
                    sums[number] = sums[number - 1] + parts[part - 1][number - 1] - gone;
                }
                parts.push(sums);
            }
            parts
        };
        Self((0..=100).map(of).collect())
    }

    /// How many of the series of `n` points that begin above the line have just so many crossings and no longer run.
    fn up_to(&self, n: usize, crossings: usize, longest: usize) -> u128 {
        self.0[longest][crossings + 1][n]
    }

    /// The same with just so long a longest run.
    fn exactly(&self, n: usize, crossings: usize, longest: usize) -> u128 {
        self.up_to(n, crossings, longest) - self.up_to(n, crossings, longest - 1)
    }

    /// The probability of just so many crossings and no longer run, when each point is above the line with probability `p`.
    #[expect(clippy::cast_precision_loss, reason = "a probability is made of it")]
    fn probability(&self, n: usize, crossings: usize, longest: usize, powers: &[(f64, f64)]) -> f64 {
        let runs = crossings + 1;
        let ways = |parts: usize, number: usize| self.0[longest][parts][number] as f64;
        let (more, fewer) = (runs.div_ceil(2), runs / 2);
        (0..=n)
            .map(|above| {
                let below = n - above;
                let either = ways(more, above) * ways(fewer, below) + ways(fewer, above) * ways(more, below);
                either * powers[above].0 * powers[below].1
            })
            .sum()
    }

    /// How many of those series a region holds.
    fn held(&self, n: u32, region: &Region) -> u128 {
        let mut held = 0;
        for (crossings, longest) in cells(n) {
            if region.holds(crossings, longest) {
                held += self.exactly(whole(n), whole(crossings), whole(longest));
            }
        }
        held
    }
}

fn whole(number: u32) -> usize {
    usize::try_from(number).unwrap()
}

/// Every number of crossings with every longest run among `n` points, whether they can be together or not.
fn cells(n: u32) -> impl Iterator<Item = (u32, u32)> {
    (0..n).flat_map(move |crossings| (1..=n).map(move |longest| (crossings, longest)))
}

/// At least 0.925 of all series, without rounding.
fn is_specific(n: u32, held: u128) -> bool {
    held * 40 >= 37 << (n - 1)
}

#[test]
fn no_box_with_that_specificity_is_met_less_often_after_a_shift() {
    let sums = Sums::new();
    let p = Normal::standard().cdf(SHIFT);
    let powers: Vec<(f64, f64)> = (0..=100).map(|k| (p.powi(k), (1.0 - p).powi(k))).collect();
    for n in LENGTHS {
        let size = whole(n);
        let mut best: Option<(f64, usize, usize)> = None;
        for longest in 1..=size {
            let (mut stable, mut shifted) = (0, 0.0);
            for crossings in (0..size).rev() {
                stable += sums.up_to(size, crossings, longest);
                shifted += sums.probability(size, crossings, longest, &powers);
                let corner = sums.exactly(size, crossings, longest);
                if corner > 0 && is_specific(n, stable) {
                    if best.is_none_or(|(least, ..)| shifted < least) {
                        best = Some((shifted, crossings, longest));
                    }
                    // With fewer crossings the box holds this one, and is met more often.
                    break;
                }
            }
        }
        let found = best_box(n).unwrap();
        let (_, crossings, longest) = best.unwrap();
        assert_eq!((whole(found.n_crossings_min), whole(found.longest_run_max)), (crossings, longest), "{n}");
    }
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "two shares are compared")]
fn every_region_has_its_specificity_and_a_cut_box_lies_within_its_best_box() {
    let sums = Sums::new();
    let mut cuts = 0;
    for n in LENGTHS {
        let (best, cut) = (best_box(n).unwrap(), cut_box(n).unwrap());
        for region in [best, cut] {
            let held = sums.held(n, &region);
            assert!(is_specific(n, held), "{n}");
            assert!(close(region.specificity, held as f64 / (1_u128 << (n - 1)) as f64), "{n}");
        }
        assert!(best.cut.is_none() && cut.specificity <= best.specificity, "{n}");
        for (crossings, longest) in cells(n) {
            assert!(!cut.holds(crossings, longest) || best.holds(crossings, longest), "{n} {crossings} {longest}");
        }
        // What is cut begins at the corner, and nothing more could be cut on either side of it.
        let (fewest, most) = (best.n_crossings_min, best.longest_run_max);
        assert_eq!((cut.n_crossings_min, cut.longest_run_max), (fewest, most), "{n}");
        assert_eq!(cut.holds(fewest, most), cut.cut.is_none(), "{n}");
        let next =
            cut.cut.map_or([(fewest, most); 2], |cut| [(cut.n_crossings_min, most), (fewest, cut.longest_run_max)]);
        for (crossings, longest) in next {
            let cell = sums.exactly(whole(n), whole(crossings), whole(longest));
            assert!(cell == 0 || !is_specific(n, sums.held(n, &cut) - cell), "{n} {crossings} {longest}");
        }
        cuts += u32::from(cut.cut.is_some());
    }
    assert!((1..91).contains(&cuts), "{cuts}");
    for n in [0, 1, 9, 101, u32::MAX] {
        assert_eq!((best_box(n), cut_box(n)), (None, None), "{n}");
    }
}

#[test]
fn the_published_boxes() {
    // Anhøj & Wentzel-Larsen (2020), appendix: crossings and run of the best box; what the cut box keeps of its border
    // (0 for no cut); the specificities of both.
    for (n, corner, cut, specificity) in [
        (10, (2, 6), (3, 5), (0.9551, 0.9375)),
        (11, (3, 7), (4, 6), (0.9414, 0.9297)),
        (12, (3, 6), (0, 0), (0.9326, 0.9326)),
        (15, (4, 7), (6, 6), (0.9495, 0.9260)),
        (19, (5, 7), (6, 5), (0.9433, 0.9276)),
        (24, (6, 7), (7, 6), (0.9293, 0.9266)),
        (31, (11, 9), (14, 8), (0.9376, 0.9256)),
        (47, (17, 9), (20, 7), (0.9428, 0.9260)),
        (60, (23, 9), (0, 0), (0.9258, 0.9258)),
        (70, (29, 14), (30, 13), (0.9252, 0.9250)),
        (79, (33, 13), (37, 11), (0.9275, 0.9251)),
        (83, (33, 10), (36, 7), (0.9404, 0.9263)),
        (100, (41, 10), (42, 9), (0.9285, 0.9265)),
    ] {
        let (best, cut_off) = (best_box(n).unwrap(), cut_box(n).unwrap());
        assert_eq!((best.n_crossings_min, best.longest_run_max), corner, "{n}");
        let kept = cut_off.cut.map_or((0, 0), |cut| (cut.n_crossings_min, cut.longest_run_max));
        assert_eq!(kept, cut, "{n}");
        let rounded = |share: f64| (share * 1e4).round() / 1e4;
        assert_eq!((rounded(best.specificity), rounded(cut_off.specificity)), specificity, "{n}");
    }
    // The paper's own example: of 11 points the cut box also speaks of 3 crossings with a run of 7.
    let (best, cut) = (best_box(11).unwrap(), cut_box(11).unwrap());
    assert!(best.holds(3, 7) && !cut.holds(3, 7) && cut.holds(4, 7) && cut.holds(3, 6));
    assert!(!best.holds(2, 6) && !best.holds(4, 8));
}

#[test]
fn false_signals_counted_over_all_orders() {
    // Every order of so many points above and below, read one by one.
    for (above, below) in [(5, 5), (4, 6), (6, 5), (8, 3), (7, 7)] {
        let n = above + below;
        let orders: Vec<_> = (0..1_u32 << n)
            .filter(|bits| bits.count_ones() == above)
            .map(|bits| runs((0..n).map(|at| Some(f64::from((bits >> at) & 1))), 0.5))
            .collect();
        let share = |speaks: &dyn Fn(u32, u32) -> bool| {
            let speaking = orders.iter().filter(|runs| speaks(runs.n_crossings.unwrap(), runs.longest_run.unwrap()));
            f64::from(u32::try_from(speaking.count()).unwrap()) / f64::from(u32::try_from(orders.len()).unwrap())
        };
        for region in [best_box(n).unwrap(), cut_box(n).unwrap()] {
            let counted = false_signals_of_box(&region, above, below).unwrap();
            assert!(close(counted, share(&|crossings, longest| !region.holds(crossings, longest))), "{above} {below}");
        }
        // A box with the limits of the Anhøj rules speaks as often as they do.
        let (n_crossings_min, longest_run_max) = (n_crossings_min(n).unwrap(), longest_run_max(n).unwrap());
        let same = Region { n_crossings_min, longest_run_max, cut: None, specificity: 0.0 };
        let (counted, rules) = (false_signals_of_box(&same, above, below), false_signals(above, below));
        assert!(close(counted.unwrap(), rules.unwrap()), "{above} {below}");
    }
    assert_eq!(false_signals_of_box(&best_box(10).unwrap(), 0, 0), None);
}

#[test]
fn a_chart_says_which_limits_decided() {
    let y = json!([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
    let ask = |method: &str, y: &Value| {
        let got = chart_door::answer(&json!({"y": y, "method": method}), "run").unwrap();
        assert_eq!(got["method"], method);
        got["parts"][0].clone()
    };
    // Twelve points of which the median, 1.5, leaves all useful; a crossing at every other point.
    let twelve = json!([1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1]);
    let part = ask("bestbox", &twelve);
    assert_eq!((&part["n_useful"], &part["n_crossings"], &part["longest_run"]), (&json!(12), &json!(6), &json!(2)));
    assert_eq!((&part["n_crossings_min"], &part["longest_run_max"]), (&json!(3), &json!(6)));
    assert_eq!((&part["falls_back_to_anhoej"], &part["runs_signal"]), (&json!(false), &json!(false)));
    assert!(part["specificity"].as_f64().unwrap() >= 0.925 && part["cut"].is_null());
    assert!((0.0..0.075).contains(&part["false_alarm_probability"].as_f64().unwrap()));
    // Six on either side of the median with one crossing: a signal by any method.
    for method in RunsMethod::ALL {
        assert_eq!(ask(method.code(), &y)["runs_signal"], true, "{method}");
    }
    // Too few useful points: the Anhøj rules, said aloud, with their bounds.
    let short = ask("cutbox", &json!([1, 2, 1, 2, 1, 2]));
    assert_eq!((&short["falls_back_to_anhoej"], &short["longest_run_max"]), (&json!(true), &json!(6)));
    assert_eq!((short.get("specificity"), short.get("cut")), (None, None));
    // What was not asked for is not said, and null is the same as nothing.
    let plain = chart_door::answer(&json!({"y": y}), "run").unwrap();
    assert_eq!(plain["parts"][0].get("falls_back_to_anhoej"), None);
    assert_eq!(chart_door::answer(&json!({"y": y, "method": null}), "run").unwrap(), plain);
    assert_eq!(chart_door::answer(&json!({"y": y, "method": "anhoej"}), "run").unwrap(), plain);
    // A frozen baseline leaves out the count over orders, not the limits.
    let frozen = chart_door::answer(&json!({"y": twelve, "method": "cutbox", "freeze": 6}), "run").unwrap();
    assert!(frozen["parts"][0]["false_alarm_probability"].is_null());
    assert_eq!(frozen["parts"][0]["falls_back_to_anhoej"], false);
    let ranges = chart_door::answer(&json!({"y": twelve, "method": "cutbox"}), "mr").unwrap();
    assert_eq!(
        (&ranges["parts"][0]["runs_signal"], &ranges["parts"][0]["false_alarm_probability"]),
        (&json!(false), &Value::Null)
    );
    let sentence = |input: Value, kind: &str| chart_door::answer(&input, kind).unwrap_err();
    let wrong = sentence(json!({"y": y, "method": "best"}), "run");
    assert_eq!(wrong, "\"method\": \"best\" is not one of anhoej, bestbox, cutbox");
    assert!(sentence(json!({"y": y, "method": 1}), "run").contains("\"method\" is 1"));
    assert!(sentence(json!({"y": y, "method": "bestbox"}), "nhs").contains("\"method\" is not of these rules"));
}

#[test]
fn the_reference_boxes() {
    let Some(golden) = shared_json("golden/run_and_i_charts.json") else { return };
    let mut compared = 0;
    for series in golden["series"].as_array().unwrap() {
        let id = series["id"].as_str().unwrap();
        for (key, method) in [("run_bestbox", "bestbox"), ("run_cutbox", "cutbox")] {
            let Some(want) = series.get(key) else { continue };
            let mut input = series["input"].clone();
            input["method"] = json!(method);
            let got = chart_door::answer(&input, "run").unwrap();
            compared += compare(&format!("{id}.{key}"), &got["parts"][0], want);
        }
    }
    assert!(compared > 100, "{compared}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_cut_box_speaks_whenever_its_best_box_does(y in proptest::collection::vec(-9..9_i32, 0..110)) {
        let part = |method: &str| {
            let got = chart_door::answer(&json!({"y": y, "method": method}), "run").unwrap();
            got["parts"].get(0).cloned().unwrap_or_default()
        };
        let (anhoej, best, cut) = (part("anhoej"), part("bestbox"), part("cutbox"));
        prop_assert!(best["runs_signal"] != true || cut["runs_signal"] == true);
        prop_assert_eq!(&best["falls_back_to_anhoej"], &cut["falls_back_to_anhoej"]);
        if best["falls_back_to_anhoej"] == true {
            prop_assert_eq!(&best["runs_signal"], &anhoej["runs_signal"]);
            prop_assert_eq!(&best["longest_run_max"], &anhoej["longest_run_max"]);
        }
    }
}
