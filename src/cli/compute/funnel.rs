//! `lytt compute funnel`: units of different size about one line. What each field is stands in [`HELP`].

use serde_json::{Map, Value, json};

use super::fields::{every_number, flag, grouped, labels, number, object, one_length, text};
use crate::domain::variation::between::Estimator;
use crate::domain::variation::funnel::{
    Compatible, CompatibleUnit, Data, Funnel, Limits, Placed, Ratio, Unit, compatible, draw, winsorised_by_units,
};

/// What `lytt compute funnel --help` says of the fields.
pub const HELP: &str = "\
Input, one JSON object a line:
  numerator, denominator   one of each a row
  group                    whose row it is; rows of one group are added up (default: 1, 2, ..)
  data_type                PR shares (the default), SR observed against expected, RC ratio of counts
  estimator                REML (the default), PM, ML or DL: the variance between units
For the figures of the R package FunnelPlotR beside ours:
  sr_method                SHMI (logarithm) or CQC (square root), for SR
  trim_by                  how much is cut off or drawn in at each end; 0.1 unless given
  limit                    95 or 99: which limits make an outlier; 99 unless given
  multiplier               what ratios and limits are multiplied by
  SHMI_rounding            true: expected counts at two decimals
  draw_adjusted            false: no variance between units
  draw_unadjusted          taken for its sake; both are always worked out
Output:
  target, exact, random_effects     ours: exact interpolated limits, and those with the variance
                                    between units (tau2); outside: beyond the 99.8 % limits
  winsorised                        Spiegelhalter's own moments (2005) on the scale of the ratios
  phi, tau2, n_outliers, data, ..   the package's
Units stand in the order in which they first come (the package's: by name); never by result.";

const FIELDS: [&str; 12] = [
    "numerator",
    "denominator",
    "group",
    "data_type",
    "estimator",
    "sr_method",
    "trim_by",
    "limit",
    "multiplier",
    "SHMI_rounding",
    "draw_adjusted",
    "draw_unadjusted",
];

/// Draws the funnel of `input`.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value) -> Result<Value, String> {
    let input = object(input, &FIELDS)?;
    let (names, units) = units(input)?;
    let code = |field: &str| text(input, field);
    let data: Data = code("data_type")?.unwrap_or("PR").parse().map_err(|error| format!("\"data_type\": {error}"))?;
    let ratio: Ratio =
        code("sr_method")?.unwrap_or("SHMI").parse().map_err(|error| format!("\"sr_method\": {error}"))?;
    let estimator: Estimator =
        code("estimator")?.unwrap_or("REML").parse().map_err(|error| format!("\"estimator\": {error}"))?;
    let trim = number(input, "trim_by")?.unwrap_or(0.1);
    let adjust = flag(input, "draw_adjusted")?.unwrap_or(true);
    let rounding = flag(input, "SHMI_rounding")?.unwrap_or(true);
    let wide = match number(input, "limit")? {
        Some(95.0) => false,
        None | Some(99.0) => true,
        Some(other) => return Err(format!("\"limit\" is {other}; give 95 or 99")),
    };
    let multiplier = number(input, "multiplier")?.unwrap_or(1.0);
    let wrong = |error: &dyn std::fmt::Display| format!("{error}; see \"numerator\", \"denominator\" and \"trim_by\"");
    let funnel = draw(&units, data, estimator).map_err(|error| wrong(&error))?;
    let theirs = compatible(&units, (data, ratio), trim, (rounding, adjust)).map_err(|error| wrong(&error))?;
    let mut answer = Map::new();
    answer.extend(ours(&funnel, estimator));
    answer.insert(
        "winsorised".to_owned(),
        json!(winsorised_by_units(&units, data, trim).map_err(|error| wrong(&error))?),
    );
    answer.extend(package(&theirs, &names, &units, adjust, wide, multiplier));
    Ok(Value::Object(answer))
}

/// The units with their names, rows of one group added up.
fn units(input: &Map<String, Value>) -> Result<(Vec<Value>, Vec<Unit>), String> {
    let (numerators, denominators) = (every_number(input, "numerator")?, every_number(input, "denominator")?);
    one_length(&[("numerator", numerators.len()), ("denominator", denominators.len())])?;
    let labels = labels(input, "group", numerators.len())?;
    let groups = grouped(&labels, numerators.into_iter().zip(denominators));
    Ok(groups
        .into_iter()
        .map(|(name, rows)| {
            let (numerator, denominator) =
                rows.iter().fold((0.0, 0.0), |sum, row: &(f64, f64)| (sum.0 + row.0, sum.1 + row.1));
            (name, Unit { numerator, denominator })
        })
        .unzip())
}

fn ours(funnel: &Funnel, estimator: Estimator) -> Map<String, Value> {
    let limits = |of: &dyn Fn(&Placed) -> Limits| {
        let column = |end: fn(&Limits) -> f64| funnel.units.iter().map(|unit| end(&of(unit))).collect::<Vec<_>>();
        let outside: Vec<bool> = funnel.units.iter().map(|unit| of(unit).is_outside(unit.ratio)).collect();
        json!({
            "lower_95": column(|limits| limits.lower_95),
            "upper_95": column(|limits| limits.upper_95),
            "lower_998": column(|limits| limits.lower_998),
            "upper_998": column(|limits| limits.upper_998),
            "n_outside": outside.iter().filter(|outside| **outside).count(),
            "outside": outside,
        })
    };
    let mut adjusted = limits(&|unit| unit.adjusted);
    if let Some(adjusted) = adjusted.as_object_mut() {
        adjusted.insert("tau2".to_owned(), json!(funnel.tau2));
        adjusted.insert("estimator".to_owned(), json!(estimator));
    }
    let mut answer = Map::new();
    answer.insert("target".to_owned(), json!(funnel.target));
    answer.insert("exact".to_owned(), limits(&|unit| unit.exact));
    answer.insert("random_effects".to_owned(), adjusted);
    answer
}

fn package(
    found: &Compatible,
    names: &[Value],
    given: &[Unit],
    adjust: bool,
    wide: bool,
    multiplier: f64,
) -> Map<String, Value> {
    // The package puts units in the order of their names.
    let mut order: Vec<(&Value, &Unit, &CompatibleUnit)> =
        names.iter().zip(given).zip(&found.units).map(|((name, given), unit)| (name, given, unit)).collect();
    order.sort_by(|(one, ..), (other, ..)| by_name(one, other));
    let used = adjust && found.tau2 > 0.0;
    let is_outlier = |unit: &CompatibleUnit| {
        let limits = if used { unit.adjusted } else { unit.unadjusted };
        let (lower, upper) =
            if wide { (limits.lower_998, limits.upper_998) } else { (limits.lower_95, limits.upper_95) };
        !(unit.ratio >= lower && unit.ratio <= upper)
    };
    let column = |of: &dyn Fn(&CompatibleUnit) -> Value| order.iter().map(|(_, _, unit)| of(unit)).collect::<Value>();
    let mut data = Map::new();
    data.insert("denominator".to_owned(), column(&|unit| json!(unit.denominator)));
    data.insert("group".to_owned(), order.iter().map(|(name, ..)| (*name).clone()).collect());
    data.insert("numerator".to_owned(), order.iter().map(|(_, given, _)| json!(given.numerator)).collect());
    data.insert("rr".to_owned(), column(&|unit| json!(unit.ratio)));
    data.insert("target_transformed".to_owned(), column(&|unit| json!(unit.target)));
    data.insert("Y".to_owned(), column(&|unit| json!(unit.place)));
    data.insert("Uzscore".to_owned(), column(&|unit| json!(unit.z)));
    if found.units.iter().any(|unit| unit.group.is_some()) {
        data.insert("rk".to_owned(), column(&|unit| json!(unit.group.map(|(rank, _)| rank))));
        data.insert("sp".to_owned(), column(&|unit| json!(unit.group.map(|(_, group)| group))));
        data.insert("truncated".to_owned(), column(&|unit| json!(u8::from(unit.is_trimmed))));
    } else {
        data.insert("winsorised".to_owned(), column(&|unit| json!(u8::from(unit.is_trimmed))));
    }
    data.insert("Wuzscore".to_owned(), column(&|unit| json!(unit.trimmed)));
    data.insert("s".to_owned(), column(&|unit| json!(unit.sd)));
    let mut ends = |narrow: [&str; 2], wide: [&str; 2], limits: fn(&CompatibleUnit) -> Limits| {
        let mut add = |name: &str, end: fn(&Limits) -> f64| {
            data.insert(name.to_owned(), column(&|unit| json!(end(&limits(unit)) * multiplier)));
        };
        add(narrow[0], |limits| limits.lower_95);
        add(narrow[1], |limits| limits.upper_95);
        add(wide[0], |limits| limits.lower_998);
        add(wide[1], |limits| limits.upper_998);
    };
    ends(["OD95LCL", "OD95UCL"], ["OD99LCL", "OD99UCL"], |unit| unit.adjusted);
    ends(["LCL95", "UCL95"], ["LCL99", "UCL99"], |unit| unit.unadjusted);
    data.insert("outlier".to_owned(), column(&|unit| json!(u8::from(is_outlier(unit)))));
    let mut answer = Map::new();
    answer.insert("phi".to_owned(), json!(found.phi));
    answer.insert("tau2".to_owned(), json!(found.tau2));
    answer.insert("n_outliers".to_owned(), json!(found.units.iter().filter(|unit| is_outlier(unit)).count()));
    answer.insert("data".to_owned(), Value::Object(data));
    answer
}

fn by_name(one: &Value, other: &Value) -> std::cmp::Ordering {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        _ => one.as_str().cmp(&other.as_str()),
    }
}
