//! `lytt compute change`: what became of each patient between two scores, by Jacobson & Truax (1991).
//!
//! Input: an object with `pre` and `post` (numbers, null where missing), `id` (one each; 1, 2, 3 if
//! left out), `improvement_direction` (-1 when falling scores are better, 1 when rising ones are),
//! `reliability`, and `m_functional` and `sd_functional`, the norms of people who are well.
//! The clinical norms are those of the complete pairs' first scores, unless `m_clinical` and
//! `sd_clinical` are given. Optional: `cutoff_used` (a, b or c); or a manual's rule in points,
//! `reliable_points` and `caseness`, which then take the place of the index and the computed cut-off.
//!
//! Two groups, `a` and `b`, give their standardised difference; `clinical` and `nonclinical` samples the cut-off
//! between them; `sd` and `rel` the points that are reliable at 95 and 90 %.
//!
//! In the answer, `cutoffs.b` is the paper's: two *functional* standard deviations from the functional
//! mean. `b_jacobson_truax_1991` is the same value under a name that cannot be misread, since some
//! software prints another one as b; `b_with_clinical_sd` is that other one, only for recognising it.

use serde_json::{Map, Value, json};

use super::fields::{number, numbers, object, text};
use super::{effects, methods};
use crate::domain::change::{
    Category, Change, ChangeRule, Cutoff, Cutoffs, Direction, Norm, RELIABLE_INDEX, Reliable, Side, cutoffs,
    reliable_points, s_diff, sample_norms, standard_error,
};
use crate::domain::variation::interval::normal_quantile;

const FIELDS: [&str; 12] = [
    "id",
    "pre",
    "post",
    "reliability",
    "m_functional",
    "sd_functional",
    "m_clinical",
    "sd_clinical",
    "improvement_direction",
    "cutoff_used",
    "reliable_points",
    "caseness",
];

/// Classifies every patient of `input`.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value) -> Result<Value, String> {
    if let Some(answer) = effects::of_other_input(input) {
        return answer;
    }
    let input = object(input, &FIELDS)?;
    let (pre, post) = (numbers(input, "pre")?, numbers(input, "post")?);
    if pre.len() != post.len() {
        return Err(format!(
            "\"pre\" has {} values and \"post\" has {}; give one of each for every patient, null where it is missing",
            pre.len(),
            post.len()
        ));
    }
    let ids = ids(input, pre.len())?;
    let all: Vec<(Option<f64>, Option<f64>)> = pre.iter().copied().zip(post.iter().copied()).collect();
    let pairs: Vec<(f64, f64)> = all.iter().filter_map(|(pre, post)| pre.zip(*post)).collect();
    let metric = Metric::read(input, &all, pairs.len())?;
    let changes: Vec<Change> = pairs
        .iter()
        .map(|(pre, post)| metric.rule.classify(*pre, *post).map_err(|error| error.to_string()))
        .collect::<Result<_, _>>()?;
    let mut answer = Map::new();
    answer.insert("n_total".into(), json!(all.len()));
    answer.insert("n_complete".into(), json!(pairs.len()));
    answer.insert("descriptives".into(), descriptives(&all, &pairs));
    answer.insert("jacobson_truax".into(), metric.describe(&pairs, &changes));
    if let Some(sd_of_difference) = metric.s_diff() {
        let mut methods = Map::new();
        methods.insert("JT".into(), index(sd_of_difference, &changes));
        if let Some((_, reliability)) = metric.error {
            methods.extend(methods::answer(&pairs, reliability, direction(input)?));
        }
        answer.insert("rci_methods".into(), Value::Object(methods));
    }
    answer.extend(effects::paired(&pairs));
    answer.insert("categories".into(), categories(&ids, &all, &changes));
    Ok(Value::Object(answer))
}

/// The metric that the input describes.
struct Metric {
    rule: ChangeRule,
    cutoff_used: String,
    cutoffs: Option<Cutoffs>,
    cutoff_a: f64,
    b_with_clinical_sd: Option<f64>,
    error: Option<(f64, f64)>,
}

impl Metric {
    fn read(input: &Map<String, Value>, all: &[(Option<f64>, Option<f64>)], n: usize) -> Result<Self, String> {
        let direction = direction(input)?;
        let clinical = match norm(input, "m_clinical", "sd_clinical")? {
            Some(given) => given,
            None => sample_norms(all).ok_or_else(|| {
                format!(
                    "\"pre\" and \"post\" hold {n} complete pairs, too few for norms of their own; \
                     give at least 2, or \"m_clinical\" and \"sd_clinical\""
                )
            })?,
        };
        let functional = norm(input, "m_functional", "sd_functional")?;
        let reliability = number(input, "reliability")?;
        let reliable = match (number(input, "reliable_points")?, reliability) {
            (Some(points), _) => Reliable::Points(points),
            (None, Some(reliability)) => Reliable::Index { sd: clinical.sd, reliability },
            (None, None) => {
                return Err("\"reliability\" is missing; give it (0 up to 1), or \"reliable_points\"".to_owned());
            }
        };
        let lines = functional.map(|functional| cutoffs(direction, clinical, functional)).transpose();
        let lines = lines.map_err(|error| format!("{error}; see \"sd_functional\" and the values of \"pre\""))?;
        let better = direction.gain(0.0, 1.0);
        let cutoff_a = clinical.mean + better * 2.0 * clinical.sd;
        let (cutoff_used, cutoff) = match (number(input, "caseness")?, text(input, "cutoff_used")?, lines) {
            (Some(case), _, _) => ("caseness", Cutoff::Case(case)),
            (None, Some("a"), _) | (None, None, None) => ("a", Cutoff::Line(cutoff_a)),
            (None, Some("b"), Some(lines)) => ("b", Cutoff::Line(lines.b)),
            (None, Some("c") | None, Some(lines)) => ("c", Cutoff::Line(lines.c)),
            (None, Some("b" | "c"), None) => {
                return Err("\"cutoff_used\" b and c need \"m_functional\" and \"sd_functional\"".to_owned());
            }
            (None, Some(other), _) => {
                return Err(format!("\"cutoff_used\" is \"{other}\"; give \"a\", \"b\" or \"c\""));
            }
        };
        Ok(Self {
            rule: ChangeRule::new(direction, reliable, Some(cutoff)).map_err(|error| {
                format!("{error}; see \"reliability\", \"reliable_points\" and the values of \"pre\"")
            })?,
            cutoff_used: cutoff_used.to_owned(),
            cutoffs: lines,
            cutoff_a,
            b_with_clinical_sd: functional.map(|functional| functional.mean - better * 2.0 * clinical.sd),
            error: reliability.map(|reliability| (clinical.sd, reliability)),
        })
    }

    fn s_diff(&self) -> Option<f64> {
        self.error.map(|(sd, reliability)| s_diff(sd, reliability))
    }

    fn describe(&self, pairs: &[(f64, f64)], changes: &[Change]) -> Value {
        let is = |score: f64, side| self.rule.side(score) == Some(side);
        let n = |category| changes.iter().filter(|change| change.category == category).count();
        json!({
            "sem": self.error.map(|(sd, reliability)| standard_error(sd, reliability)),
            "s_diff": self.s_diff(),
            "reliable_change_1.96": self.error.map(|(sd, reliability)| reliable_points(sd, reliability)),
            "reliable_change_exact_z": self.s_diff().zip(normal_quantile(0.975)).map(|(s_diff, z)| z * s_diff),
            "cutoffs": {
                "a": self.cutoff_a,
                "b": self.cutoffs.map(|lines| lines.b),
                "c": self.cutoffs.map(|lines| lines.c),
                "b_jacobson_truax_1991": self.cutoffs.map(|lines| lines.b),
                "b_with_clinical_sd": self.b_with_clinical_sd,
            },
            "cutoff_used": self.cutoff_used,
            "four_way_plus_harm": {
                "n": changes.len(),
                "recovered": n(Category::Recovered),
                "improved_not_recovered": n(Category::Improved),
                "unchanged": n(Category::Unchanged),
                "deteriorated_not_harmed": n(Category::Deteriorated),
                "harmed": n(Category::Harmed),
            },
            "recovered": changes.iter().map(|change| change.category == Category::Recovered).collect::<Vec<_>>(),
            "clinical_pre": pairs.iter().map(|(pre, _)| is(*pre, Side::Clinical)).collect::<Vec<_>>(),
            "functional_post": pairs.iter().map(|(_, post)| is(*post, Side::Functional)).collect::<Vec<_>>(),
        })
    }
}

fn descriptives(all: &[(Option<f64>, Option<f64>)], pairs: &[(f64, f64)]) -> Value {
    let pre = Norm::of_sample(&pairs.iter().map(|(pre, _)| *pre).collect::<Vec<_>>());
    let post = Norm::of_sample(&pairs.iter().map(|(_, post)| *post).collect::<Vec<_>>());
    let change = Norm::of_sample(&pairs.iter().map(|(pre, post)| post - pre).collect::<Vec<_>>());
    let every_pre = Norm::of_sample(&all.iter().filter_map(|(pre, _)| *pre).collect::<Vec<_>>());
    let lost: Vec<f64> = all.iter().filter(|(_, post)| post.is_none()).filter_map(|(pre, _)| *pre).collect();
    let m_lost = u32::try_from(lost.len()).ok().filter(|n| *n > 0).map(|n| lost.iter().sum::<f64>() / f64::from(n));
    // Var(post - pre) = Var(pre) + Var(post) - 2 Cov(pre, post), solved for the correlation.
    let correlation = pre
        .zip(post)
        .zip(change)
        .map(|((pre, post), change)| (pre.sd.powi(2) + post.sd.powi(2) - change.sd.powi(2)) / (2.0 * pre.sd * post.sd));
    json!({
        "m_pre": pre.map(|norm| norm.mean),
        "sd_pre": pre.map(|norm| norm.sd),
        "m_post": post.map(|norm| norm.mean),
        "sd_post": post.map(|norm| norm.sd),
        "r_pre_post": correlation.filter(|r| r.is_finite()),
        "mean_change": change.map(|norm| norm.mean),
        "sd_change": change.map(|norm| norm.sd),
        "m_pre_all": every_pre.map(|norm| norm.mean),
        "sd_pre_all": every_pre.map(|norm| norm.sd),
        "m_pre_of_missing": m_lost,
    })
}

fn index(s_diff: f64, changes: &[Change]) -> Value {
    let are = |of: fn(Category) -> bool| changes.iter().map(|change| of(change.category)).collect::<Vec<_>>();
    json!({
        "s_diff": s_diff,
        "critical_value": RELIABLE_INDEX,
        "rci": changes.iter().map(|change| change.points / s_diff).collect::<Vec<_>>(),
        "improved": are(Category::is_reliable_improvement),
        "deteriorated": are(Category::is_reliable_deterioration),
        "unchanged": are(|category| category == Category::Unchanged),
    })
}

/// One line for every patient; a patient without both scores has no category.
fn categories(ids: &[Value], all: &[(Option<f64>, Option<f64>)], changes: &[Change]) -> Value {
    let mut changes = changes.iter();
    ids.iter()
        .zip(all)
        .map(|(id, (pre, post))| match pre.and(*post).and_then(|_| changes.next()) {
            Some(change) => json!({ "id": id, "category": change.category, "change": change.points }),
            None => json!({ "id": id, "category": null, "change": null }),
        })
        .collect()
}

fn ids(input: &Map<String, Value>, n: usize) -> Result<Vec<Value>, String> {
    match input.get("id") {
        None | Some(Value::Null) => Ok((1..=n).map(Value::from).collect()),
        Some(Value::Array(ids)) if ids.len() == n => Ok(ids.clone()),
        Some(Value::Array(ids)) => Err(format!("\"id\" has {} values for {n} patients; give one for each", ids.len())),
        Some(_) => Err("\"id\" must be a list with one value for each patient".to_owned()),
    }
}

fn direction(input: &Map<String, Value>) -> Result<Direction, String> {
    match number(input, "improvement_direction")? {
        Some(-1.0) => Ok(Direction::HigherIsWorse),
        Some(1.0) => Ok(Direction::HigherIsBetter),
        Some(other) => Err(format!(
            "\"improvement_direction\" is {other}; give -1 if lower scores are better, 1 if higher ones are"
        )),
        None => {
            Err("\"improvement_direction\" is missing; give -1 if lower scores are better, 1 if higher ones are"
                .to_owned())
        }
    }
}

fn norm(input: &Map<String, Value>, mean: &str, sd: &str) -> Result<Option<Norm>, String> {
    match (number(input, mean)?, number(input, sd)?) {
        (Some(mean), Some(sd)) => Ok(Some(Norm { mean, sd })),
        (None, None) => Ok(None),
        _ => Err(format!("\"{mean}\" and \"{sd}\" belong together; give both or neither")),
    }
}
