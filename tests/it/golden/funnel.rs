//! Funnels and the variation between units against the reference, and against what is published of NHS providers.

use std::collections::BTreeMap;

use lytt::cli::compute::{funnel, shrink};
use lytt::domain::variation::between::{Estimate, Estimator, between};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{close, compare, shared, shared_json};

#[test]
fn the_reference_funnels() {
    let Some(golden) = shared_json("golden/funnel.json") else { return };
    let mut compared = 0;
    for dataset in golden["datasets"].as_array().unwrap() {
        for run in dataset["runs"].as_array().unwrap() {
            let mut input = dataset["input"].clone();
            for (key, value) in run["params"].as_object().unwrap() {
                input[key] = value.clone();
            }
            let got = funnel::answer(&input).unwrap();
            let want = json!({
                "phi": run["phi"], "tau2": run["tau2"], "n_outliers": run["n_outliers"], "data": run["data"],
            });
            compared += compare(dataset["id"].as_str().unwrap(), &got, &want);
        }
    }
    assert!(compared > 5_000, "{compared}");
}

/// Providers of NHS Talking Therapies in 2024-25 with at least 200 referrals that could recover reliably.
fn providers() -> Option<Vec<(String, f64, f64)>> {
    let table = shared("data/nhstt_provider_totals_2023-25.csv")?;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let (period, provider, measure, value) =
        (column("reporting_period"), column("org_code"), column("measure_name"), column("value"));
    let mut counts: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        if &record[period] == "2024-25" {
            // Counts below five are published as a star.
            let Ok(value) = record[value].parse() else { continue };
            counts.entry(record[provider].to_owned()).or_default().insert(record[measure].to_owned(), value);
        }
    }
    let rows = counts.into_iter().filter_map(|(provider, counts)| {
        let get = |name: &str| counts.get(name).copied();
        let n = get("finished_course_treatment")? - get("not_at_caseness")?;
        Some((provider, get("reliable_recovery")?, n)).filter(|(_, _, n)| *n >= 200.0)
    });
    Some(rows.collect())
}

#[test]
fn nhs_providers_differ_more_than_chance_and_mostly_as_units_do() {
    let Some(providers) = providers() else { return };
    assert_eq!(providers.len(), 125);
    let input = json!({
        "group": providers.iter().map(|row| &row.0).collect::<Vec<_>>(),
        "numerator": providers.iter().map(|row| row.1).collect::<Vec<_>>(),
        "denominator": providers.iter().map(|row| row.2).collect::<Vec<_>>(),
        "data_type": "PR",
    });
    let got = funnel::answer(&input).unwrap();
    let naive = funnel::answer(&{
        let mut input = input.clone();
        input["draw_adjusted"] = json!(false);
        input
    })
    .unwrap();
    assert_eq!(format!("{:.4}", got["target"].as_f64().unwrap()), "0.4751");
    assert_eq!(naive["n_outliers"], 48);
    assert_eq!(got["n_outliers"], 9);
    let by_units = &got["winsorised"];
    assert_eq!((&by_units["n_outside_naive"], &by_units["n_outside"]), (&json!(48), &json!(9)));
    assert_eq!(format!("{:.2}", by_units["phi"].as_f64().unwrap()), "11.45");
    assert_eq!(format!("{:.4}", by_units["tau2"].as_f64().unwrap().sqrt()), "0.0229");
    // Winsorised moments find too little: the likelihood finds more between units, and fewer that stand out.
    let (moments, likelihood) = (&got["tau2"], &got["random_effects"]);
    assert!(likelihood["tau2"].as_f64() > moments.as_f64());
    assert!(likelihood["n_outside"].as_u64().unwrap() <= 9);
}

#[test]
fn the_reference_shrinkage() {
    let Some(golden) = shared_json("golden/shrinkage.json") else { return };
    let golden = &golden["change"];
    let got = shrink::answer(&golden["data"]).unwrap();
    let mut compared = compare("raw", &got["raw"], &golden["raw"]);
    for (key, column) in [("shrunk", "shrunk"), ("weight", "weight"), ("condsd", "condsd")] {
        near(&got["eb"][key], &golden["eb"][column], 1e-7);
    }
    let two_stage = &golden["two_stage_metafor"];
    compared += compare("yi", &got["two_stage_metafor"]["yi"], &two_stage["yi"]);
    compared += compare("vi", &got["two_stage_metafor"]["vi"], &two_stage["vi"]);
    compared += compare("DL", &got["two_stage_metafor"]["DL"], &two_stage["DL"]);
    for estimator in ["REML", "PM", "ML"] {
        for (key, want) in two_stage[estimator].as_object().unwrap() {
            near(&got["two_stage_metafor"][estimator][key], want, 1e-4);
        }
    }
    assert!(compared > 100, "{compared}");
}

/// The reference stops its search early: as near as that.
fn near(got: &Value, want: &Value, tolerance: f64) {
    if let (Value::Array(got), Value::Array(want)) = (got, want) {
        assert_eq!(got.len(), want.len());
        return got.iter().zip(want).for_each(|(got, want)| near(got, want, tolerance));
    }
    let (got, want) = (got.as_f64().unwrap(), want.as_f64().unwrap());
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{got} is not {want}");
}

#[test]
fn units_that_cannot_be_are_refused() {
    for (input, expected) in [
        (json!({"numerator": [1], "denominator": [0]}), "unit 1 cannot be"),
        (json!({"numerator": [3], "denominator": [2]}), "unit 1 cannot be"),
        (json!({"numerator": [], "denominator": []}), "no units"),
        (json!({"numerator": [1], "denominator": [2], "trim_by": 0.5}), "cut off"),
        (json!({"numerator": [1], "denominator": [2], "limit": 90}), "\"limit\" is 90"),
        (json!({"numerator": [1], "denominator": [2], "sort": "result"}), "\"sort\" is not a field"),
    ] {
        let sentence = funnel::answer(&input).unwrap_err();
        assert!(sentence.contains(expected), "{sentence}");
    }
    assert!(shrink::answer(&json!({"yi": [1], "vi": [1]})).unwrap_err().contains("fewer than two"));
    assert!(shrink::answer(&json!({"yi": [1, 2], "vi": [1, 0]})).unwrap_err().contains("unit 2"));
}

proptest! {
    #[test]
    fn what_is_left_lies_between_the_unit_and_the_mean(
        units in proptest::collection::vec((-50.0..50.0_f64, 0.01..25.0_f64), 2..40),
        estimator in proptest::sample::select(Estimator::ALL),
    ) {
        let units: Vec<Estimate> = units.iter().map(|(value, variance)| Estimate { value: *value, variance: *variance }).collect();
        let found = between(&units, estimator).unwrap();
        prop_assert!(found.tau2 >= 0.0 && (0.0..=100.0).contains(&found.i2));
        for (unit, shrunk) in units.iter().zip(&found.units) {
            let (low, high) = (unit.value.min(found.mean) - 1e-9, unit.value.max(found.mean) + 1e-9);
            prop_assert!((low..=high).contains(&shrunk.value));
        }
        if estimator == Estimator::PauleMandel && found.tau2 > 0.0 {
            // Its definition: the weighted squares are as many as there are degrees of freedom.
            let weights = units.iter().map(|unit| (1.0 / (unit.variance + found.tau2), unit.value));
            let q: f64 = weights.map(|(weight, value)| weight * (value - found.mean).powi(2)).sum();
            prop_assert!(close(q, f64::from(u32::try_from(units.len()).unwrap()) - 1.0));
        }
    }
}
