//! `lytt compute chart`: a run chart (`run`) or an individuals chart (`i`) of one series.
//!
//! Input: an object with `y` (numbers in the order of time, null where one is missing). Optional:
//! `part` (a new phase starts after each of these points), `freeze` (only points 1 to this one decide
//! the centre line and limits), `exclude` (points left out of all calculations), `target` (a line to
//! draw; it decides nothing), and `screened`. Points count from 1.
//!
//! `screened` true leaves out large moving ranges, once, unless that would take all variation away;
//! `"bare"` does so whatever remains, as the R package qicharts2 does. It is off unless asked for.

use serde_json::{Map, Value, json};

use super::change::{number, numbers, object};
use crate::domain::variation::chart::{Chart, Kind, Limits, Phase, Point, Screening, Settings, draw};
use crate::domain::variation::runs::false_alarm_probability;

const FIELDS: [&str; 6] = ["y", "part", "freeze", "exclude", "target", "screened"];

/// Draws `input` as a chart of the kind `run` or `i`.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value, kind: &str) -> Result<Value, String> {
    let kind: Kind = kind.parse().map_err(|error| format!("the kind of chart: {error}"))?;
    let input = object(input, &FIELDS)?;
    let values = numbers(input, "y")?;
    let settings = Settings {
        kind,
        part: positions(input, "part")?,
        freeze: position(input, "freeze")?,
        exclude: positions(input, "exclude")?,
        screening: screening(input)?,
    };
    let chart = draw(&values, &settings).map_err(|error| format!("{error} (see \"part\", \"freeze\", \"exclude\")"))?;
    Ok(json!({
        "kind": kind,
        "target": number(input, "target")?,
        "parts": chart.phases.iter().map(part).collect::<Vec<_>>(),
        "points": points(&chart),
    }))
}

fn part(phase: &Phase) -> Value {
    let mut part = json!({
        "part": phase.number,
        "n_obs": phase.n_observations,
        "n_useful": phase.runs.n_useful,
        "longest_run": phase.runs.longest_run,
        "longest_run_max": phase.runs.longest_run_max,
        "n_crossings": phase.runs.n_crossings,
        "n_crossings_min": phase.runs.n_crossings_min,
        "runs_signal": phase.runs.signal(),
        "sigma_signals": phase.n_outside,
        "false_alarm_probability": false_alarm_probability(phase.runs.n_useful),
    });
    if let (true, Some(part)) = (phase.collapsed, part.as_object_mut()) {
        let note = "screening left no variation, so the limits lie on the centre line; use \"screened\": true or false";
        part.insert("note".to_owned(), json!(note));
    }
    part
}

fn points(chart: &Chart) -> Value {
    let column = |of: &dyn Fn(&Point) -> Value| chart.points.iter().map(of).collect::<Vec<_>>();
    let phase = |point: &Point| chart.phase_of(point);
    let limit = |of: fn(Limits) -> f64| column(&|point| json!(phase(point).and_then(|phase| phase.limits).map(of)));
    json!({
        "x": column(&|point| json!(point.position)),
        "y": column(&|point| json!(point.value)),
        "cl": column(&|point| json!(phase(point).and_then(|phase| phase.centre))),
        "lcl": limit(|limits| limits.lower),
        "lcl_95": limit(|limits| limits.lower_95),
        "ucl_95": limit(|limits| limits.upper_95),
        "ucl": limit(|limits| limits.upper),
        "part": column(&|point| json!(point.phase)),
        "baseline": column(&|point| json!(point.baseline)),
        "include": column(&|point| json!(point.included)),
        "sigma_signal": column(&|point| json!(point.outside)),
    })
}

fn screening(input: &Map<String, Value>) -> Result<Screening, String> {
    match input.get("screened") {
        None | Some(Value::Null | Value::Bool(false)) => Ok(Screening::Off),
        Some(Value::Bool(true)) => Ok(Screening::Careful),
        Some(Value::String(word)) if word == "bare" => Ok(Screening::Bare),
        Some(other) => Err(format!("\"screened\" is {other}; give true, false or \"bare\"")),
    }
}

fn position(input: &Map<String, Value>, field: &str) -> Result<Option<usize>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => whole(value, field).map(Some),
    }
}

/// One position or a list of them.
fn positions(input: &Map<String, Value>, field: &str) -> Result<Vec<usize>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(list)) => list.iter().map(|value| whole(value, field)).collect(),
        Some(value) => Ok(vec![whole(value, field)?]),
    }
}

fn whole(value: &Value, field: &str) -> Result<usize, String> {
    value
        .as_u64()
        .and_then(|number| usize::try_from(number).ok())
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("\"{field}\" holds {value}; give the number of a point, counted from 1"))
}
