//! Standardised differences in the answer of `lytt compute change`, and its inputs of other shapes: two groups,
//! two samples to find a cut-off between, and standard deviations with reliabilities.

use serde_json::{Map, Value, json};

use super::fields::{every_number, object, one_length};
use crate::domain::change::{Norm, s_diff};
use crate::domain::effect::{Estimate, Groups, Paired, hedges};
use crate::domain::variation::interval::{Interval, LEVEL, normal_quantile};

/// The change of one group in standard deviations, and its paired t test; nothing of fewer than three pairs.
pub(super) fn paired(pairs: &[(f64, f64)]) -> Map<String, Value> {
    let mut answer = Map::new();
    let Some(paired) = Paired::new(pairs) else { return answer };
    let freedom = paired.n - 1.0;
    answer.insert(
        "effect_sizes".to_owned(),
        json!({
            "d_pre_sd": paired.d_before(),
            "d_pooled": paired.d_pooled(),
            "d_z": paired.d_change(),
            "d_av": paired.d_average(),
            "J_n_minus_1": hedges(freedom),
            "J_approx_n_minus_1": 1.0 - 3.0 / (4.0 * freedom - 1.0),
            "glass_g_pre": paired.g_before().map(|g| g.value),
            "metafor_SMCR": paired.g_before().map(estimate),
            "metafor_SMCC": paired.g_change().map(estimate),
            "effectsize_cohens_d_paired": {
                "d": paired.d_change(),
                "ci": paired.d_change_interval(LEVEL).map(ends),
            },
            "effectsize_hedges_g_paired": {
                "g": paired.g_change().map(|g| g.value),
                "ci": hedges(freedom).zip(paired.d_change_interval(LEVEL)).map(|(j, d)| [j * d.lower, j * d.upper]),
            },
            "effectsize_cohens_d_independent_pooled": {
                "d": paired.d_pooled(),
                "ci": paired.d_pooled_interval(LEVEL).map(ends),
            },
        }),
    );
    if let Some(test) = paired.t_test(LEVEL) {
        answer.insert(
            "paired_t".to_owned(),
            json!({ "t": test.t, "df": test.freedom, "p": test.p, "mean_diff": test.difference, "ci": ends(test.interval) }),
        );
    }
    answer
}

/// The answer to an input of another shape; `None` of pairs.
pub(super) fn of_other_input(input: &Value) -> Option<Result<Value, String>> {
    let has = |field: &str| input.get(field).is_some();
    if has("pre") || has("post") {
        None
    } else if has("a") && has("b") {
        Some(two_groups(input))
    } else if has("clinical") && has("nonclinical") {
        Some(cutoff(input))
    } else if has("sd") && has("rel") {
        Some(table(input))
    } else {
        None
    }
}

fn two_groups(input: &Value) -> Result<Value, String> {
    let input = object(input, &["a", "b"])?;
    let groups = Groups::new(&every_number(input, "a")?, &every_number(input, "b")?)
        .ok_or("\"a\" and \"b\" each need two values that are not all the same")?;
    let j = hedges(groups.n + groups.m - 2.0);
    let interval = groups.d_interval(LEVEL);
    Ok(json!({
        "cohens_d": groups.d(),
        "cohens_d_ci_noncentral_t": interval.map(ends),
        "hedges_g": groups.g().map(|g| g.value),
        "hedges_g_ci_noncentral_t": j.zip(interval).map(|(j, d)| [j * d.lower, j * d.upper]),
        "metafor_SMD": {
            "yi": groups.g().map(|g| g.value),
            "vi_LS": groups.g().map(|g| g.variance),
            "ci_wald": groups.g().and_then(|g| g.interval(LEVEL)).map(ends),
            "vi_UB": groups.g_unbiased().map(|g| g.variance),
        },
        "glass_delta": groups.glass(),
    }))
}

/// The cut-off between two samples: Jacobson & Truax's criterion c.
fn cutoff(input: &Value) -> Result<Value, String> {
    let input = object(input, &["clinical", "nonclinical"])?;
    let sample = |field: &str| {
        Norm::of_sample(&every_number(input, field)?).ok_or_else(|| format!("\"{field}\" needs at least two values"))
    };
    let (clinical, functional) = (sample("clinical")?, sample("nonclinical")?);
    let sds = clinical.sd + functional.sd;
    if sds <= 0.0 {
        return Err("\"clinical\" and \"nonclinical\" do not vary, so nothing lies between them".to_owned());
    }
    Ok(json!({ "csc": (clinical.sd * functional.mean + functional.sd * clinical.mean) / sds }))
}

/// Points that are reliable, for each standard deviation and reliability.
fn table(input: &Value) -> Result<Value, String> {
    let input = object(input, &["sd", "rel", "n_rows"])?;
    let (sds, reliabilities) = (every_number(input, "sd")?, every_number(input, "rel")?);
    one_length(&[("sd", sds.len()), ("rel", reliabilities.len())])?;
    let points = |probability: f64| -> Option<Vec<f64>> {
        let z = normal_quantile(probability)?;
        Some(sds.iter().zip(&reliabilities).map(|(sd, reliability)| z * s_diff(*sd, *reliability)).collect())
    };
    Ok(json!({ "rci95": points(0.975), "rci90": points(0.95) }))
}

fn ends(interval: Interval) -> [f64; 2] {
    [interval.lower, interval.upper]
}

fn estimate(estimate: Estimate) -> Value {
    json!({ "yi": estimate.value, "vi": estimate.variance, "ci": estimate.interval(LEVEL).map(ends) })
}
