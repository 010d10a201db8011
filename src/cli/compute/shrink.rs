//! `lytt compute shrink`: how much units differ beyond chance, and what is left of each one's own value then. What
//! each field is stands in [`HELP`].

use serde_json::{Map, Value, json};

use super::fields::{every_number, grouped, labels, number, object, one_length};
use crate::domain::change::Norm;
use crate::domain::expected::mixed::{self, Fit, Method, Random, Row};
use crate::domain::variation::between::{Between, Estimate, Estimator, between};

/// What `lytt compute shrink --help` says of the fields.
pub const HELP: &str = "\
Input, one JSON object a line, of one of these shapes:
  {\"service\": [..], \"change\": [..]}   one row a patient: whose service, and the value
      intake   with it also the model adjusted for the score the patient began with
      centre   what is taken off the intake; 18 unless given
  {\"yi\": [..], \"vi\": [..]}            one row a unit: its estimate and sampling variance
Output:
  raw                    each unit's n, mean and standard deviation
  null_REML, null_ML     random-intercept models: fixef, se, varcomp, criterion
  intake_adjusted_REML   the same with the intake as a covariate
  eb                     weight = n tau2 / (n tau2 + sigma2), shrunk, condsd: by the first model
  two_stage_metafor      from unit means and their variances: DL, REML, PM, ML with tau2, mu,
                         se, Q, I2, H2 and what is left of each unit (blup, blup_se)
Units stand in the order in which they first come; they are never put in an order by result.";

/// Works out the variation between the units of `input`.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value) -> Result<Value, String> {
    if input.get("yi").is_some() { of_units(input) } else { of_patients(input) }
}

fn of_units(input: &Value) -> Result<Value, String> {
    let input = object(input, &["yi", "vi"])?;
    let (values, variances) = (every_number(input, "yi")?, every_number(input, "vi")?);
    one_length(&[("yi", values.len()), ("vi", variances.len())])?;
    two_stage(&values, &variances)
}

fn two_stage(values: &[f64], variances: &[f64]) -> Result<Value, String> {
    let units: Vec<Estimate> =
        values.iter().zip(variances).map(|(value, variance)| Estimate { value: *value, variance: *variance }).collect();
    let mut answer = Map::new();
    answer.insert("yi".to_owned(), json!(values));
    answer.insert("vi".to_owned(), json!(variances));
    for estimator in Estimator::ALL {
        let found = between(&units, *estimator).map_err(|error| format!("{error}; see \"yi\" and \"vi\""))?;
        answer.insert(estimator.code().to_owned(), describe(&found));
    }
    Ok(Value::Object(answer))
}

fn describe(found: &Between) -> Value {
    json!({
        "tau2": found.tau2,
        "mu": found.mean,
        "se": found.standard_error,
        "Q": found.q,
        "I2": found.i2,
        "H2": found.h2,
        "weight": found.units.iter().map(|unit| unit.weight).collect::<Vec<_>>(),
        "blup": found.units.iter().map(|unit| unit.value).collect::<Vec<_>>(),
        "blup_se": found.units.iter().map(|unit| unit.standard_error).collect::<Vec<_>>(),
    })
}

fn of_patients(input: &Value) -> Result<Value, String> {
    let input = object(input, &["service", "change", "intake", "centre", "n_obs"])?;
    let changes = every_number(input, "change")?;
    let services = labels(input, "service", changes.len())?;
    let intake = match input.get("intake") {
        None | Some(Value::Null) => None,
        Some(_) => Some(every_number(input, "intake")?),
    };
    if let Some(intake) = &intake {
        one_length(&[("change", changes.len()), ("intake", intake.len())])?;
    }
    let centre = number(input, "centre")?.unwrap_or(18.0);
    let units = grouped(&services, 0..changes.len());
    let names: Vec<&Value> = units.iter().map(|(name, _)| name).collect();
    let of_unit = |rows: &[usize]| rows.iter().filter_map(|row| changes.get(*row).copied()).collect::<Vec<f64>>();
    let samples: Vec<Vec<f64>> = units.iter().map(|(_, rows)| of_unit(rows)).collect();
    let n: Vec<f64> = samples.iter().map(|sample| f64::from(u32::try_from(sample.len()).unwrap_or(u32::MAX))).collect();
    let norms: Vec<Option<Norm>> = samples.iter().map(|sample| Norm::of_sample(sample)).collect();
    let means: Vec<f64> = samples.iter().zip(&n).map(|(sample, n)| sample.iter().sum::<f64>() / n).collect();

    let rows = |intake: Option<&Vec<f64>>| -> Vec<Row<2>> {
        let mut rows = Vec::with_capacity(changes.len());
        for (group, (_, members)) in units.iter().enumerate() {
            for member in members {
                let at = |column: &Vec<f64>| column.get(*member).copied().unwrap_or_default();
                let fixed = [1.0, intake.map_or(0.0, |intake| at(intake) - centre)];
                rows.push(Row { group, fixed, time: 0.0, value: at(&changes) });
            }
        }
        rows
    };
    let null: Vec<Row<1>> =
        rows(None).into_iter().map(|Row { group, value, .. }| Row { group, fixed: [1.0], time: 0.0, value }).collect();
    let fitted = |method: Method| {
        mixed::fit(&null, Random::Intercept, method).map_err(|error| format!("{error}; see \"service\" and \"change\""))
    };
    let reml = fitted(Method::Reml)?;
    let mut answer = Map::new();
    answer.insert(
        "raw".to_owned(),
        json!({ "service": names, "n": n, "mean": means, "sd": norms.iter().map(|norm| norm.map(|norm| norm.sd)).collect::<Vec<_>>() }),
    );
    answer.insert("null_REML".to_owned(), model(&reml, ["(Intercept)"], &names));
    answer.insert("null_ML".to_owned(), model(&fitted(Method::Ml)?, ["(Intercept)"], &names));
    if let Some(intake) = &intake {
        let adjusted = mixed::fit(&rows(Some(intake)), Random::Intercept, Method::Reml)
            .map_err(|error| format!("{error}; see \"intake\""))?;
        answer.insert("intake_adjusted_REML".to_owned(), model(&adjusted, ["(Intercept)", "intake"], &names));
    }
    answer.insert("eb".to_owned(), empirical_bayes(&reml, &names, &n, &means));
    let variances: Option<Vec<f64>> =
        norms.iter().zip(&n).map(|(norm, n)| norm.map(|norm| norm.sd.powi(2) / n).filter(|v| *v > 0.0)).collect();
    // A unit of one patient, or of patients who all changed alike, has no variance of its own.
    if let Some(variances) = variances {
        answer.insert("two_stage_metafor".to_owned(), two_stage(&means, &variances)?);
    }
    Ok(Value::Object(answer))
}

fn empirical_bayes(fit: &Fit<1>, names: &[&Value], n: &[f64], means: &[f64]) -> Value {
    let [mean] = fit.fixed;
    let (tau2, sigma2) = (fit.between.at(0, 0), fit.residual);
    let weights: Vec<f64> = n.iter().map(|n| n * tau2 / (n * tau2 + sigma2)).collect();
    let shrunk: Vec<f64> = weights.iter().zip(means).map(|(weight, raw)| mean + weight * (raw - mean)).collect();
    let condsd: Vec<f64> = weights.iter().map(|weight| (tau2 * (1.0 - weight)).max(0.0).sqrt()).collect();
    json!({ "service": names, "n": n, "raw": means, "weight": weights, "shrunk": shrunk, "condsd": condsd })
}

fn model<const P: usize>(fit: &Fit<P>, columns: [&str; P], names: &[&Value]) -> Value {
    let by_column = |values: [f64; P]| -> Map<String, Value> {
        columns.iter().zip(values).map(|(column, value)| ((*column).to_owned(), json!(value))).collect()
    };
    let vcov: Vec<Vec<f64>> = (0..P).map(|row| (0..P).map(|column| fit.covariance.at(row, column)).collect()).collect();
    let between = fit.between.at(0, 0);
    json!({
        "REML": fit.method == Method::Reml,
        "nobs": fit.rows,
        "fixef": by_column(fit.fixed),
        "se": by_column(fit.standard_errors()),
        "vcov_fixed": vcov,
        "varcomp": { "vcov": [between, fit.residual], "sdcor": [between.sqrt(), fit.residual.sqrt()] },
        "theta": fit.theta,
        "sigma": fit.residual.sqrt(),
        "deviance_or_reml_criterion": fit.criterion,
        "criterion": fit.criterion,
        "logLik": fit.log_likelihood(),
        "AIC": fit.aic(),
        "BIC": fit.bic(),
        "singular": fit.singular,
        "ranef": {
            "grp": names,
            "condval": fit.effects.iter().map(|effect| effect.mean[0]).collect::<Vec<_>>(),
            "condsd": fit.effects.iter().map(|effect| effect.covariance.at(0, 0).sqrt()).collect::<Vec<_>>(),
        },
    })
}
