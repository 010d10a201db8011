//! `lytt compute chart`: run charts and control charts of one series. What each field is stands in [`HELP`].

use serde_json::{Map, Value, json};

use super::fields::{flag, grouped, labels, number, numbers, object, one_length, text};
use crate::domain::variation::boxes::RunsMethod;
use crate::domain::variation::chance::false_signals_of_box;
use crate::domain::variation::chart::{
    Chart, Kind, Limits, Phase, Point, Screening, Settings, Subgroup, draw_subgroups,
};
use crate::domain::variation::nhs::{self, Better, Meaning};
use crate::domain::variation::runs::{false_alarm_probability, sides};

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
  method    by what runs and crossings are judged: anhoej (the default), bestbox or cutbox
Points count from 1. With --kind nhs also:
  improvement_direction  increase (the default), decrease or neutral
  there, freeze is how many points of each phase decide, and exclude and method are refused
Output: parts (counts of runs and crossings with their bounds) and points, column by column.
The boxes (Anhøj & Wentzel-Larsen 2020) are for 10 to 100 useful points; a part with fewer or more is judged by the
Anhøj rules and says \"falls_back_to_anhoej\": true. Their longest_run_max and n_crossings_min are chosen together, and
at least 0.925 (\"specificity\") of series about a line known beforehand lie within when nothing has changed.
\"cut\" holds the stricter limits of a cut box on its border: its longest_run_max where there are just n_crossings_min
crossings, and its n_crossings_min where the longest run is just longest_run_max. \"false_alarm_probability\" is then
counted over all orders of the sides of the line that the points lie on, and null with freeze and for mr.";

const FIELDS: [&str; 11] =
    ["y", "n", "x", "part", "freeze", "exclude", "target", "multiply", "screened", "method", "improvement_direction"];

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
        method: method(input)?,
        multiply: number(input, "multiply")?.unwrap_or(1.0),
    };
    let chart = draw_subgroups(&series, &settings)
        .map_err(|error| format!("{error} (see \"y\", \"n\", \"part\", \"freeze\", \"exclude\")"))?;
    Ok(json!({
        "kind": kind,
        "method": settings.method,
        "target": number(input, "target")?,
        "parts": chart.phases.iter().map(|phase| part(&chart, phase, &settings)).collect::<Vec<_>>(),
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

fn part(chart: &Chart, phase: &Phase, settings: &Settings) -> Value {
    let bounds = match phase.region {
        Some(region) => (Some(region.longest_run_max), Some(region.n_crossings_min)),
        None => (phase.runs.longest_run_max, phase.runs.n_crossings_min),
    };
    let mut part = json!({
        "part": phase.number,
        "n_obs": phase.n_observations,
        "n_useful": phase.runs.n_useful,
        "longest_run": phase.runs.longest_run,
        "longest_run_max": bounds.0,
        "n_crossings": phase.runs.n_crossings,
        "n_crossings_min": bounds.1,
        "runs_signal": phase.runs_signal,
        "sigma_signals": phase.n_outside,
        "false_alarm_probability": false_alarms(chart, phase, settings),
    });
    let mut say = |field: &str, value: Value| {
        part.as_object_mut().and_then(|part| part.insert(field.to_owned(), value));
    };
    if settings.method != RunsMethod::Anhoej {
        say("falls_back_to_anhoej", json!(phase.region.is_none()));
    }
    if let Some(region) = phase.region {
        say("specificity", json!(region.specificity));
        say("cut", json!(region.cut));
    }
    if phase.collapsed {
        let note = "screening left no variation, so the limits lie on the centre line; use \"screened\": true or false";
        say("note", json!(note));
    }
    part
}

/// How often chance alone makes the rules for runs speak. Of a box it is counted from the sides that the points lie on;
/// about a line that only some of them decided, and of moving ranges, not every order of the sides is equally likely.
fn false_alarms(chart: &Chart, phase: &Phase, settings: &Settings) -> Option<f64> {
    let Some(region) = phase.region else {
        return false_alarm_probability(phase.runs.n_useful);
    };
    let alike = settings.freeze.is_none() && settings.kind != Kind::MovingRange;
    let centre = phase.centre.filter(|_| alike)?;
    let counted = chart.points.iter().filter(|point| point.phase == phase.number && point.included);
    let (above, below) = sides(counted.map(|point| point.value), centre);
    false_signals_of_box(&region, above, below)
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
    if input.get("method").is_some_and(|method| !method.is_null()) {
        return Err("\"method\" is not of these rules; leave it out, or use another kind".to_owned());
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

fn method(input: &Map<String, Value>) -> Result<RunsMethod, String> {
    text(input, "method")?
        .map_or(Ok(RunsMethod::default()), |method| method.parse().map_err(|error| format!("\"method\": {error}")))
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
