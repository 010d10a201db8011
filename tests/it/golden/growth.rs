//! Mixed growth models against the reference software, a 40-digit optimum, and a slow way written out here.

use lytt::cli::compute::growth as growth_door;
use lytt::domain::expected::Matrix;
use lytt::domain::expected::band::Variances;
use lytt::domain::expected::mixed::{self, Method, MixedError, Random, Row};
use lytt::domain::expected::quantile;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{close, floats, shared_json};

/// The relative distance, next to a scale of the figure's own.
fn off(got: f64, want: f64) -> f64 {
    (got - want).abs() / want.abs().max(1e-3)
}

fn near(at: &str, got: &Value, want: &Value, tolerance: f64) {
    match (got, want) {
        (Value::Object(got), Value::Object(want)) => {
            assert_eq!(got.keys().collect::<Vec<_>>(), want.keys().collect::<Vec<_>>(), "{at}");
            want.iter().for_each(|(key, want)| near(&format!("{at}.{key}"), &got[key], want, tolerance));
        }
        (Value::Array(got), Value::Array(want)) => {
            assert_eq!(got.len(), want.len(), "{at}");
            for (place, (got, want)) in got.iter().zip(want).enumerate() {
                near(&format!("{at}[{place}]"), got, want, tolerance);
            }
        }
        (Value::Number(got), Value::Number(want)) => {
            let distance = off(got.as_f64().unwrap(), want.as_f64().unwrap());
            assert!(distance <= tolerance, "{at}: {got} is not {want}: {distance:e}");
        }
        _ => assert_eq!(got, want, "{at}"),
    }
}

/// Every figure that the reference software gives, to the digits its optimiser reaches.
#[test]
fn the_models_of_the_reference() {
    let Some(golden) = shared_json("golden/growth_data.json") else { return };
    let answer = growth_door::answer(&json!({ "data": golden["data"] })).unwrap();
    let models = golden["models"].as_object().unwrap();
    assert_eq!(models.len(), 2);
    for (name, want) in models {
        let got = &answer["models"][name];
        for (field, want) in want.as_object().unwrap() {
            let tolerance = match field.as_str() {
                "deviance_or_reml_criterion" | "logLik" | "AIC" | "BIC" => 1e-9,
                "fixef" | "se" => 1e-6,
                _ => 1e-5,
            };
            near(&format!("{name}.{field}"), &got[field], want, tolerance);
        }
        // The same by its formula, from columns without a wrapping.
        let mut flat = golden["data"].clone();
        flat["formula"] = want["formula"].clone();
        assert_eq!(&growth_door::answer(&flat).unwrap(), got);
        // An optimum that is as good or better.
        let criterion = |model: &Value| model["deviance_or_reml_criterion"].as_f64().unwrap();
        assert!(criterion(got) <= criterion(want) + 1e-9, "{name}");
    }
}

/// The random intercept against an optimum of 40 digits, by REML and by maximum likelihood.
#[test]
fn the_optimum_to_many_digits() {
    let Some(data) = shared_json("golden/growth_data.json") else { return };
    let Some(golden) = shared_json("golden/random_intercept.json") else { return };
    for (name, reml) in [("growth_random_intercept_REML", true), ("growth_random_intercept_ML", false)] {
        let want = &golden["fits"][name];
        let got = growth_door::answer(&json!({ "data": data["data"], "random": "intercept", "reml": reml })).unwrap();
        let column = |field: &str| got[field].as_object().unwrap().values().cloned().collect::<Value>();
        let variances = floats(&got["varcomp"]["vcov"]);
        for (what, got, want) in [
            ("beta", &column("fixef"), &want["beta"]),
            ("se", &column("se"), &want["se"]),
            ("theta", &got["theta"][0], &want["theta"]),
            ("sigma2", &json!(variances[1]), &want["sigma2"]),
            ("tau2", &json!(variances[0]), &want["tau2"]),
            ("criterion", &got["criterion"], &want["criterion"]),
        ] {
            near(&format!("{name}.{what}"), got, want, 1e-11);
        }
    }
}

/// Percentile curves and conditional effects, by the words of the reference: `mu + z_p sqrt(between +
/// sigma2)`, and for the intercept `tau2 sum(r) / (sigma2 + k tau2)`.
#[test]
fn curves_and_conditional_effects() {
    let Some(golden) = shared_json("golden/growth_data.json") else { return };
    let wish = json!({ "intake": [12, 20.5], "session": [0, 3, 9], "p": [10, 50, 97.5] });
    let input = json!({ "data": golden["data"], "percentiles": wish, "conditional": { "id": [1, 7] } });
    let answer = growth_door::answer(&input).unwrap();
    let model = &answer["models"]["random_slope_REML"];
    let fixed = &golden["models"]["random_slope_REML"]["fixef"];
    let parts = floats(&golden["models"]["random_slope_REML"]["varcomp"]["vcov"]);
    let (curves, mut places) = (&model["percentiles"], 0);
    for (place, intake) in floats(&curves["intake"]).into_iter().enumerate() {
        let session = curves["session"][place].as_f64().unwrap();
        let log = (1.0 + session).ln();
        let part = |name: &str| fixed[name].as_f64().unwrap();
        let mean = part("(Intercept)") + part("ic") * (intake - 20.0) + part("logs") * log;
        let between = parts[0] + 2.0 * log * parts[2] + log * log * parts[1];
        for (name, z, variance) in [
            ("observed_p10", -1.281_551_565_545, between + parts[3]),
            ("observed_p97.5", 1.959_963_984_540, between + parts[3]),
            ("true_p50", 0.0, between),
            ("true_p10", -1.281_551_565_545, between),
        ] {
            near(name, &curves[name][place], &json!(mean + z * variance.sqrt()), 1e-5);
            places += 1;
        }
    }
    assert_eq!(places, 24);
    let model = &answer["models"]["random_intercept_REML"];
    let [tau2, sigma2] = floats(&model["varcomp"]["vcov"])[..] else { panic!() };
    let fixed = &model["fixef"];
    let (ids, scores) = (floats(&golden["data"]["id"]), floats(&golden["data"]["score"]));
    let (intakes, sessions) = (floats(&golden["data"]["intake"]), floats(&golden["data"]["session"]));
    for row in model["conditional"].as_array().unwrap() {
        let (id, k) = (row["id"].as_str().unwrap().parse::<f64>().unwrap(), row["k"].as_u64().unwrap());
        let mut sum = 0.0;
        let own = ids.iter().enumerate().filter(|(_, of)| (**of - id).abs() < 0.5).map(|(place, _)| place);
        for place in own.take(usize::try_from(k).unwrap()) {
            sum += scores[place]
                - fixed["(Intercept)"].as_f64().unwrap()
                - fixed["ic"].as_f64().unwrap() * (intakes[place] - 20.0)
                - fixed["logs"].as_f64().unwrap() * (1.0 + sessions[place]).ln();
        }
        let k = f64::from(u32::try_from(k).unwrap());
        assert!(close(row["condval"].as_f64().unwrap(), tau2 * sum / (sigma2 + k * tau2)), "{row}");
        assert!(close(row["condsd"].as_f64().unwrap(), (tau2 * sigma2 / (sigma2 + k * tau2)).sqrt()), "{row}");
    }
    // With all scores known these are the random effects of the reference.
    let last = |id: &str| {
        model["conditional"].as_array().unwrap().iter().rfind(|row| row["id"] == id).unwrap()["condval"].clone()
    };
    let effects = &golden["models"]["random_intercept_REML"]["ranef"]["condval"];
    near("1", &last("1"), &effects[0], 1e-5);
    near("7", &last("7"), &effects[6], 1e-5);
}

#[test]
fn what_is_asked_wrongly_is_answered_with_what_to_mend() {
    let flat = |more: Value| {
        let mut input = json!({
            "id": [1, 1, 1, 2, 2, 2, 3, 3, 3], "intake": [9, 9, 9, 12, 12, 12, 20, 20, 20],
            "session": [0, 1, 2, 0, 1, 2, 0, 1, 2], "score": [9, 8, 5, 12, 9, 8, 21, 16, 19],
        });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        growth_door::answer(&input)
    };
    assert!(flat(json!({ "random": "intercept" })).is_ok());
    for (more, says) in [
        (json!({ "random": "both" }), "\"intercept\" or \"slope\""),
        (json!({ "reml": "yes" }), "true or false"),
        (json!({ "formula": "score ~ 1" }), "known are"),
        (json!({ "time": "log", "random": "intercept" }), "no logarithm"),
        (json!({ "score": [1, 2] }), "give as many"),
        (json!({ "id": null }), "\"id\" is missing"),
        (json!({ "intake": [9, 9, 9, 9, 9, 9, 9, 9, 9] }), "cannot be told apart"),
        (json!({ "percentiles": { "p": [0] } }), "between 0 and 100"),
        (json!({ "random": "intercept", "conditional": { "id": 9 } }), "no id 9"),
        (json!({ "nonsense": 1 }), "not a field"),
    ] {
        let error = flat(more.clone()).expect_err(&more.to_string());
        assert!(error.contains(says), "{error}");
    }
}

/// A small data set: groups of a few rows, with real differences between them.
fn rows() -> impl Strategy<Value = Vec<Row<3>>> {
    let group = (-3.0..3.0_f64, -1.5..1.5_f64, -4.0..4.0_f64, prop::collection::vec(-1.0..1.0_f64, 3..6));
    prop::collection::vec(group, 7..12).prop_map(|groups| {
        let mut rows = Vec::new();
        for (group, (level, slope, intake, noise)) in groups.into_iter().enumerate() {
            for (place, noise) in noise.into_iter().enumerate() {
                let time = f64::from(u32::try_from(place).unwrap() + 1).ln();
                let value = 12.0 + 0.6 * intake - 2.0 * time + level + slope * time + 1.2 * noise;
                rows.push(Row { group, fixed: [1.0, intake, time], time, value });
            }
        }
        rows
    })
}

/// Gaussian elimination with pivoting: solves `a x = b` for several columns, and gives `log|a|`.
fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<Vec<f64>>) -> (Vec<Vec<f64>>, f64) {
    let n = a.len();
    let mut log = 0.0;
    for column in 0..n {
        let pivot = (column..n).max_by(|one, other| a[*one][column].abs().total_cmp(&a[*other][column].abs())).unwrap();
        a.swap(column, pivot);
        b.swap(column, pivot);
        log += a[column][column].abs().ln();
        for row in 0..n {
            if row != column {
                let factor = a[row][column] / a[column][column];
                for side in [&mut a, &mut b] {
                    let pivot = side[column].clone();
                    for (value, pivot) in side[row].iter_mut().zip(pivot) {
                        *value -= factor * pivot;
                    }
                }
            }
        }
    }
    for row in 0..n {
        b[row].iter_mut().for_each(|value| *value /= a[row][row]);
    }
    (b, log)
}

/// The criterion and the fixed effects with the whole covariance of all rows written out.
fn dense(rows: &[Row<3>], method: Method, theta: [f64; 3]) -> (f64, Vec<f64>) {
    let n = rows.len();
    let [level, across, slope] = theta;
    let between = [[level * level, level * across], [level * across, across * across + slope * slope]];
    let covariance: Vec<Vec<f64>> = (0..n)
        .map(|one| {
            (0..n)
                .map(|other| {
                    let same = rows[one].group == rows[other].group;
                    let (s, t) = (rows[one].time, rows[other].time);
                    let shared = between[0][0] + (s + t) * between[0][1] + s * t * between[1][1];
                    f64::from(u8::from(one == other)) + if same { shared } else { 0.0 }
                })
                .collect()
        })
        .collect();
    let right = rows.iter().map(|row| [row.fixed.to_vec(), vec![row.value]].concat()).collect();
    let (solved, log) = solve(covariance, right);
    let product = |left: usize, column: usize| -> f64 {
        (0..n).map(|row| [rows[row].fixed.to_vec(), vec![rows[row].value]].concat()[left] * solved[row][column]).sum()
    };
    let information = (0..3).map(|row| (0..3).map(|column| product(row, column)).collect()).collect();
    let (fixed, log_information) = solve(information, (0..3).map(|row| vec![product(row, 3)]).collect());
    let fixed: Vec<f64> = fixed.into_iter().map(|row| row[0]).collect();
    let left = product(3, 3) - (0..3).map(|row| product(row, 3) * fixed[row]).sum::<f64>();
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    let (divisor, restricted) = match method {
        Method::Ml => (count(n), 0.0),
        Method::Reml => (count(n - 3), log_information),
    };
    (log + restricted + divisor * (1.0 + (std::f64::consts::TAU * left / divisor).ln()), fixed)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The folded arithmetic is that of the whole covariance, at the optimum and anywhere else, and nothing
    /// on a coarse net of variances is better than the optimum.
    #[test]
    fn the_slow_way_agrees(rows in rows(), restricted in any::<bool>(), a in 0.0..3.0_f64, b in -1.0..1.0_f64, c in 0.0..2.0_f64) {
        let method = if restricted { Method::Reml } else { Method::Ml };
        for random in [Random::Intercept, Random::Slope] {
            let theta = if random == Random::Slope { [a, b, c] } else { [a, 0.0, 0.0] };
            let (there, _) = dense(&rows, method, theta);
            prop_assert!(off(mixed::criterion(&rows, random, method, theta).unwrap(), there) < 1e-9);
            let fit = mixed::fit(&rows, random, method).unwrap();
            let own = [fit.theta[0], fit.theta.get(1).copied().unwrap_or(0.0), fit.theta.get(2).copied().unwrap_or(0.0)];
            let (best, fixed) = dense(&rows, method, own);
            prop_assert!(off(fit.criterion, best) < 1e-9);
            for (got, want) in fit.fixed.iter().zip(fixed) {
                prop_assert!((got - want).abs() < 1e-7, "{got} {want}");
            }
            for level in [0.0, 0.3, 0.8, 1.5, 2.5, 4.0] {
                for (across, slope) in [(0.0, 0.0), (0.0, 0.4), (0.5, 0.4), (-0.5, 0.4), (0.0, 1.2), (0.7, 0.0), (-0.7, 1.2)] {
                    let theta = if random == Random::Slope { [level, across, slope] } else { [level, 0.0, 0.0] };
                    let other = mixed::criterion(&rows, random, method, theta).unwrap();
                    prop_assert!(fit.criterion <= other + 1e-7, "{random} {theta:?}: {other} is below {}", fit.criterion);
                }
            }
        }
    }

    /// The order of rows, the place of the scale and its unit change what they must and nothing else.
    #[test]
    fn order_place_and_unit_do_not_matter(rows in rows(), shift in -500.0..500.0_f64, unit in 0.01..100.0_f64, turn in 1..20_usize) {
        for random in [Random::Intercept, Random::Slope] {
            let fit = mixed::fit(&rows, random, Method::Reml).unwrap();
            let mut moved: Vec<_> =
                rows.iter().map(|row| Row { value: shift + unit * row.value, ..*row }).collect();
            let length = moved.len();
            moved.rotate_left(turn % length);
            let other = mixed::fit(&moved, random, Method::Reml).unwrap();
            let scale = fit.residual.sqrt();
            prop_assert!((other.residual.sqrt() / unit - scale).abs() < 1e-6 * scale);
            prop_assert!(((other.fixed[0] - shift) / unit - fit.fixed[0]).abs() < 1e-6);
            prop_assert!((other.fixed[2] / unit - fit.fixed[2]).abs() < 1e-6);
            for (one, other) in fit.effects.iter().zip(&other.effects) {
                prop_assert!((other.mean[0] / unit - one.mean[0]).abs() < 1e-4);
                // What is known of a person is what the model says of a person with these scores.
                prop_assert!(one.covariance.at(0, 0) <= fit.between.at(0, 0) + 1e-9);
            }
            let variances = Variances { between: fit.between.0, residual: fit.residual };
            prop_assert!(variances.hold());
            let own: Vec<(f64, f64)> = rows
                .iter()
                .filter(|row| row.group == 0)
                .map(|row| (row.time, row.value - row.fixed.iter().zip(fit.fixed).map(|(x, b)| x * b).sum::<f64>()))
                .collect();
            let known = variances.given(&own);
            prop_assert!((known.mean[0] - fit.effects[0].mean[0]).abs() < 1e-8);
            prop_assert!((known.covariance.at(0, 0) - fit.effects[0].covariance.at(0, 0)).abs() < 1e-8);
        }
    }
}

/// Groups that do not differ: no variance between them, and said so.
#[test]
fn the_edge_is_called_singular() {
    let row = |group: usize, place: u32, value: f64| {
        let time = f64::from(place + 1).ln();
        Row { group, fixed: [1.0, time], time, value }
    };
    // Every group has the same four scores in another order, so the groups' means are alike.
    let scores = [[1.0, -1.0, 2.0, -2.0], [-1.0, 2.0, -2.0, 1.0], [2.0, -2.0, 1.0, -1.0], [-2.0, 1.0, -1.0, 2.0]];
    let rows: Vec<_> = (0..12)
        .flat_map(|group| (0..4_u32).map(move |place| row(group, place, scores[group % 4][place as usize])))
        .collect();
    for random in [Random::Intercept, Random::Slope] {
        let fit = mixed::fit(&rows, random, Method::Reml).unwrap();
        assert!(fit.singular, "{random}: {:?}", fit.theta);
        assert!(fit.effects.iter().all(|effect| effect.mean[0].abs() < 1e-3));
    }
    let constant: Vec<_> = rows.iter().map(|row| Row { value: 3.0, ..*row }).collect();
    assert_eq!(mixed::fit(&constant, Random::Intercept, Method::Reml), Err(MixedError::NothingLeft));
    let once: Vec<_> = rows.iter().filter(|row| row.time == 0.0).copied().collect();
    assert!(matches!(mixed::fit(&once, Random::Intercept, Method::Reml), Err(MixedError::TooFew { .. })));
    assert_eq!(Matrix([[1.0, 2.0], [2.0, 4.0]]).cholesky(), None);
}

/// Every plane through three of the points, the best of which no plane can be better than.
fn best_loss(rows: &[Row<3>], share: f64) -> f64 {
    let mut best = f64::INFINITY;
    for one in 0..rows.len() {
        for two in 0..one {
            for three in 0..two {
                let chosen = [rows[one], rows[two], rows[three]];
                let (solved, log) = solve(
                    chosen.iter().map(|row| row.fixed.to_vec()).collect(),
                    chosen.iter().map(|row| vec![row.value]).collect(),
                );
                if log > -20.0 {
                    best = best.min(quantile::loss(rows, share, &[solved[0][0], solved[1][0], solved[2][0]]));
                }
            }
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// No plane through three of the points has a smaller check loss; ties and repeated rows do not disturb.
    #[test]
    fn a_quantile_is_the_best_of_all_planes(rows in rows(), share in 0.05..0.95_f64, coarse in any::<bool>()) {
        let mut rows: Vec<_> = rows.into_iter().take(18).collect();
        if coarse {
            for row in &mut rows {
                row.value = row.value.round();
            }
            rows.extend_from_within(..5);
        }
        let plane = quantile::fit(&rows, share).unwrap();
        let best = best_loss(&rows, share);
        prop_assert!((plane.loss - best).abs() <= 1e-8 * (1.0 + best), "{} {best}", plane.loss);
        prop_assert!((quantile::loss(&rows, share, &plane.fixed) - plane.loss).abs() < 1e-12);
    }
}

/// The planes of the reference's data: as many scores below as the share says, up to those on the plane.
#[test]
fn quantiles_of_the_reference_data() {
    let Some(golden) = shared_json("golden/growth_data.json") else { return };
    let input = json!({ "data": golden["data"], "random": "intercept", "quantiles": [0.1, 0.5, 0.9] });
    let answer = growth_door::answer(&input).unwrap();
    let (intakes, sessions) = (floats(&golden["data"]["intake"]), floats(&golden["data"]["session"]));
    let scores = floats(&golden["data"]["score"]);
    for (place, share) in [0.1, 0.5, 0.9].into_iter().enumerate() {
        let plane = &answer["quantiles"]["coefficients"][place];
        let part = |name: &str| plane[name].as_f64().unwrap();
        let (mut below, mut on, mut loss) = (0.0, 0.0, 0.0);
        for ((intake, session), score) in intakes.iter().zip(&sessions).zip(&scores) {
            let at = part("(Intercept)") + part("ic") * (intake - 20.0) + part("logs") * (1.0 + session).ln();
            below += f64::from(u8::from(score - at < -1e-6));
            on += f64::from(u8::from((score - at).abs() <= 1e-6));
            loss += if *score < at { (1.0 - share) * (at - score) } else { share * (score - at) };
        }
        let wanted = share * 1171.0;
        assert!(below <= wanted && wanted <= below + on, "{share}: {below} below, {on} on");
        assert!(close(answer["quantiles"]["objective"][place].as_f64().unwrap(), loss));
    }
}
