//! `lytt compute chart`: run charts and control charts of one series. What each field is stands in [`HELP`].

use serde_json::{Map, Value, json};

use super::fields::{flag, grouped, labels, number, numbers, object, one_length, text};
use crate::domain::variation::chart::{
    Chart, Kind, Limits, Phase, Point, Screening, Settings, Subgroup, draw_subgroups,
};
use crate::domain::variation::nhs::{self, Better, Meaning};
use crate::domain::variation::runs::false_alarm_probability;

/// What `lytt compute chart --help` says of the fields.
pub const HELP: &str = "\
Input, one JSON object a line:
  y         values or counts in the order of time, null where missing
  n         denominators, for p, pp, u and up; also for run, i and ip if wanted
  x         what belongs to one point has the same x (xbar, s; others add up); 1, 2, .. unless given
  part      a new phase starts after each of these points
  freeze    only points 1 to this one decide the centre line and limits
  exclude   points left out of all calculations
  target    a line to draw; it decides nothing
  multiply  what is drawn is multiplied by this, such as 100 for percent
  screened  true leaves out large moving ranges, once, unless that would take all variation away;
            \"bare\" does so whatever remains, as the R package qicharts2 does; off unless asked for
Points count from 1. With --kind nhs also:
  improvement_direction  increase (the default), decrease or neutral
  there, freeze is how many points of each phase decide, and exclude is refused
Output: parts (counts of runs and crossings with their bounds) and points, column by column.";

const FIELDS: [&str; 10] =
    ["y", "n", "x", "part", "freeze", "exclude", "target", "multiply", "screened", "improvement_direction"];

/// Draws `input` as a chart of this kind.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value, kind: &str) -> Result<Value, String> {
    let input = object(input, &FIELDS)?;
    if kind == "nhs" {
        return by_nhs_rules(input);
    }
    let kind: Kind = kind.parse().map_err(|error| format!("the kind of chart: {error}, nhs"))?;
    let (names, series) = series(input)?;
    let settings = Settings {
        kind,
        part: positions(input, "part")?,
        freeze: position(input, "freeze")?,
        exclude: positions(input, "exclude")?,
        screening: screening(input)?,
        multiply: number(input, "multiply")?.unwrap_or(1.0),
    };
    let chart = draw_subgroups(&series, &settings)
        .map_err(|error| format!("{error} (see \"y\", \"n\", \"part\", \"freeze\", \"exclude\")"))?;
    Ok(json!({
        "kind": kind,
        "target": number(input, "target")?,
        "parts": chart.phases.iter().map(part).collect::<Vec<_>>(),
        "points": points(&chart, &names, &series),
    }))
}

/// The points: rows of one `x` make one.
fn series(input: &Map<String, Value>) -> Result<(Vec<Value>, Vec<Subgroup>), String> {
    let values = numbers(input, "y")?;
    let of = match input.get("n") {
        None | Some(Value::Null) => vec![None; values.len()],
        Some(_) => numbers(input, "n")?,
    };
    one_length(&[("y", values.len()), ("n", of.len())])?;
    let labels = labels(input, "x", values.len())?;
    let groups = grouped(&labels, values.into_iter().zip(of));
    Ok(groups
        .into_iter()
        .map(|(name, rows)| {
            let values: Vec<Option<f64>> = rows.iter().map(|(value, _)| *value).collect();
            let of: Option<f64> = rows.iter().map(|(_, of)| *of).reduce(|sum, of| Some(sum? + of?)).flatten();
            (name, Subgroup { of, ..Subgroup::several(&values) })
        })
        .unzip())
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
        "runs_signal": phase.runs_signal,
        "sigma_signals": phase.n_outside,
        "false_alarm_probability": false_alarm_probability(phase.runs.n_useful),
    });
    if let (true, Some(part)) = (phase.collapsed, part.as_object_mut()) {
        let note = "screening left no variation, so the limits lie on the centre line; use \"screened\": true or false";
        part.insert("note".to_owned(), json!(note));
    }
    part
}

fn points(chart: &Chart, names: &[Value], series: &[Subgroup]) -> Value {
    let column = |of: &dyn Fn(&Point) -> Value| chart.points.iter().map(of).collect::<Vec<_>>();
    let limit = |of: fn(Limits) -> f64| column(&|point| json!(point.limits.map(of)));
    let group = |of: &dyn Fn(&Subgroup) -> Value| series.iter().map(of).collect::<Vec<_>>();
    json!({
        "x": names,
        "y": column(&|point| json!(point.value)),
        "y_sum": group(&|group| json!(group.sum)),
        "n": group(&|group| json!(group.of)),
        "y_length": group(&|group| json!(group.length)),
        "y_mean": group(&|group| json!(group.mean)),
        "y_sd": group(&|group| json!(group.sd)),
        "cl": column(&|point| json!(chart.phase_of(point).and_then(|phase| phase.centre))),
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

/// The chart by the rules of NHS England.
fn by_nhs_rules(input: &Map<String, Value>) -> Result<Value, String> {
    if !positions(input, "exclude")?.is_empty() {
        return Err("\"exclude\" is not of these rules; start a phase with \"part\", or use another kind".to_owned());
    }
    let values = numbers(input, "y")?;
    let better: Better = text(input, "improvement_direction")?
        .unwrap_or("increase")
        .parse()
        .map_err(|error| format!("\"improvement_direction\": {error}"))?;
    let settings = nhs::Settings {
        part: positions(input, "part")?,
        freeze: position(input, "freeze")?,
        screened: flag(input, "screened")?.unwrap_or(false),
    };
    let (phases, points) =
        nhs::draw(&values, &settings).map_err(|error| format!("{error} (see \"y\", \"part\", \"freeze\")"))?;
    let phase_of = |point: &nhs::Point| phases.get(point.phase);
    let column = |of: &dyn Fn(&nhs::Point) -> Value| points.iter().map(of).collect::<Vec<_>>();
    let of_phase = |of: &dyn Fn(&nhs::Phase) -> Value| phases.iter().map(of).collect::<Vec<_>>();
    let in_phase = |number: usize| points.iter().filter(move |point| point.phase == number);
    let tally = |meaning: Meaning| -> Vec<usize> {
        (0..phases.len())
            .map(|number| in_phase(number).filter(|point| point.cause.meaning(better) == meaning).count())
            .collect()
    };
    let groups: Vec<Value> = (0..)
        .zip(&phases)
        .map(|(number, phase): (usize, _)| {
            json!({
                "rebase_group": number,
                "n": phase.n,
                "mean": phase.mean,
                "lpl": phase.lower,
                "upl": phase.upper,
                "short_group_warning": phase.is_short,
                "false_alarm_probability": u32::try_from(phase.n).ok().and_then(nhs::false_alarm_probability),
            })
        })
        .collect();
    let last: Vec<Option<Meaning>> =
        (0..phases.len()).map(|number| in_phase(number).next_back().map(|point| point.cause.meaning(better))).collect();
    Ok(json!({
        "kind": "nhs",
        "target": number(input, "target")?,
        "groups": groups,
        "summary": {
            "mean_col": of_phase(&|phase| json!(phase.mean)),
            "lpl": of_phase(&|phase| json!(phase.lower)),
            "upl": of_phase(&|phase| json!(phase.upper)),
            "n": of_phase(&|phase| json!(phase.n)),
            "common_cause": tally(Meaning::Common),
            "special_cause_improvement": tally(Meaning::Improvement),
            "special_cause_concern": tally(Meaning::Concern),
            "variation_type": last,
        },
        "points": {
            "y": column(&|point| json!(point.value)),
            "rebase_group": column(&|point| json!(point.phase)),
            "mean": column(&|point| json!(phase_of(point).and_then(|phase| phase.mean))),
            "lpl": column(&|point| json!(phase_of(point).and_then(|phase| phase.lower))),
            "upl": column(&|point| json!(phase_of(point).and_then(|phase| phase.upper))),
            "outside_limits": column(&|point| json!(point.outside)),
            "relative_to_mean": column(&|point| json!(point.side)),
            "close_to_limits": column(&|point| json!(point.close)),
            "special_cause_type": column(&|point| json!(point.cause)),
            "special_cause_flag": column(&|point| json!(point.cause != nhs::Cause::Common)),
            "point_type": column(&|point| json!(point.cause.meaning(better))),
        },
    }))
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
