//! `lytt compute interval`: intervals for proportions, differences, rates and means. What each field is stands in
//! [`HELP`].

use serde_json::{Map, Value, json};

use super::fields::{counts, every_number, number, object, one_length};
use crate::domain::change::Norm;
use crate::domain::variation::funnel::{exact_binomial, exact_poisson};
use crate::domain::variation::interval::{
    Interval, LEVEL, agresti_coull, clopper_pearson, jeffreys, mean, newcombe_difference, wilson, wilson_corrected,
};
use crate::domain::variation::rate::{byar, exact, profile};

/// What `lytt compute interval --help` says of the fields.
pub const HELP: &str = "\
Input, one JSON object a line, of one of these shapes; every column has one value a row:
  {\"x\": [..], \"n\": [..]}               x of n: Wilson (the one shown), with continuity correction,
                                       Clopper-Pearson, Agresti-Coull, Jeffreys
  {\"x1\", \"n1\", \"x2\", \"n2\": [..]}     the difference x1/n1 - x2/n2: Newcombe's method 10
  {\"count\": [..], \"exposure\": [..]}    rates: exact, Byar, and profile likelihood (lo, hi)
  {\"values\": [..]}                     a mean: Student's t
  {\"n\": [..], \"theta0\": [..]}          exact funnel limits about theta0, binomial and Poisson
Beside them:
  conf    the level, one number or one a row; 0.95 unless given
Output, one column for each end: wilson_lo, wilson_hi, ..; an end that is not defined is null.";

/// An interval for so many of so many, at a level.
type OfShare = fn(u32, u32, f64) -> Option<Interval>;
/// An interval for so many events in so much exposure, at a level.
type OfRate = fn(f64, f64, f64) -> Option<Interval>;

/// Works out the intervals of `input`.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value) -> Result<Value, String> {
    let has = |field: &str| input.get(field).is_some();
    if has("x1") {
        differences(input)
    } else if has("x") {
        proportions(input)
    } else if has("count") {
        rates(input)
    } else if has("values") {
        of_mean(input)
    } else if has("theta0") {
        funnel(input)
    } else {
        Err("the input has none of \"x\", \"x1\", \"count\", \"values\" and \"theta0\"; see --help".to_owned())
    }
}

/// The level of each row.
fn levels(input: &Map<String, Value>, rows: usize) -> Result<Vec<f64>, String> {
    let levels = match input.get("conf") {
        Some(Value::Array(_)) => every_number(input, "conf")?,
        _ => vec![number(input, "conf")?.unwrap_or(LEVEL); rows],
    };
    one_length(&[("rows", rows), ("conf", levels.len())])?;
    match levels.iter().find(|level| !(**level > 0.0 && **level < 1.0)) {
        Some(level) => Err(format!("\"conf\" holds {level}; give a level between 0 and 1, such as 0.95")),
        None => Ok(levels),
    }
}

/// Two columns of ends.
fn columns(answer: &mut Map<String, Value>, prefix: &str, intervals: &[Option<Interval>]) {
    let name = |end: &str| if prefix.is_empty() { end.to_owned() } else { format!("{prefix}_{end}") };
    answer.insert(name("lo"), intervals.iter().map(|one| one.map(|one| one.lower)).collect());
    answer.insert(name("hi"), intervals.iter().map(|one| one.map(|one| one.upper)).collect());
}

fn proportions(input: &Value) -> Result<Value, String> {
    let input = object(input, &["x", "n", "conf", "n_rows", "p"])?;
    let (x, n) = (counts(input, "x")?, counts(input, "n")?);
    one_length(&[("x", x.len()), ("n", n.len())])?;
    let levels = levels(input, x.len())?;
    if let Some((at, (x, n))) = (1..).zip(x.iter().zip(&n)).find(|(_, (x, n))| x > n) {
        return Err(format!("value {at}: {x} of {n} is no share; \"x\" is at most \"n\""));
    }
    let mut answer = Map::new();
    let share = |(x, n): (&u32, &u32)| (*n > 0).then(|| f64::from(*x) / f64::from(*n));
    answer.insert("p".to_owned(), x.iter().zip(&n).map(share).collect());
    let methods: [(&str, OfShare); 5] = [
        ("wilson", wilson),
        ("wilson_cc", wilson_corrected),
        ("clopper_pearson", clopper_pearson),
        ("agresti_coull", agresti_coull),
        ("jeffreys", jeffreys),
    ];
    for (name, method) in methods {
        let rows = x.iter().zip(&n).zip(&levels);
        columns(&mut answer, name, &rows.map(|((x, n), level)| method(*x, *n, *level)).collect::<Vec<_>>());
    }
    Ok(Value::Object(answer))
}

fn differences(input: &Value) -> Result<Value, String> {
    let input = object(input, &["x1", "n1", "x2", "n2", "conf", "n_rows", "diff"])?;
    let [x1, n1, x2, n2] = ["x1", "n1", "x2", "n2"].map(|field| counts(input, field));
    let (first, second) = (rows(x1?, n1?, ("x1", "n1"))?, rows(x2?, n2?, ("x2", "n2"))?);
    one_length(&[("x1", first.len()), ("x2", second.len())])?;
    let levels = levels(input, first.len())?;
    let mut answer = Map::new();
    let share = |(x, n): (u32, u32)| (n > 0).then(|| f64::from(x) / f64::from(n));
    let difference = |(one, two): (&(u32, u32), &(u32, u32))| share(*one).zip(share(*two)).map(|(one, two)| one - two);
    answer.insert("diff".to_owned(), first.iter().zip(&second).map(difference).collect());
    let intervals = first.iter().zip(&second).zip(&levels);
    let intervals: Vec<_> = intervals.map(|((one, two), level)| newcombe_difference(*one, *two, *level)).collect();
    columns(&mut answer, "newcombe10", &intervals);
    Ok(Value::Object(answer))
}

fn rows(x: Vec<u32>, n: Vec<u32>, names: (&str, &str)) -> Result<Vec<(u32, u32)>, String> {
    one_length(&[(names.0, x.len()), (names.1, n.len())])?;
    Ok(x.into_iter().zip(n).collect())
}

fn rates(input: &Value) -> Result<Value, String> {
    let input = object(input, &["count", "exposure", "conf", "n_rows", "rate"])?;
    let (events, exposure) = (every_number(input, "count")?, every_number(input, "exposure")?);
    one_length(&[("count", events.len()), ("exposure", exposure.len())])?;
    let levels = levels(input, events.len())?;
    let mut answer = Map::new();
    answer.insert("rate".to_owned(), events.iter().zip(&exposure).map(|(events, of)| json!(events / of)).collect());
    let methods: [(&str, OfRate); 4] = [("exact", exact), ("chisq", exact), ("byar", byar), ("", profile)];
    for (name, method) in methods {
        let rows = events.iter().zip(&exposure).zip(&levels);
        columns(&mut answer, name, &rows.map(|((x, of), level)| method(*x, *of, *level)).collect::<Vec<_>>());
    }
    Ok(Value::Object(answer))
}

fn of_mean(input: &Value) -> Result<Value, String> {
    let input = object(input, &["values", "conf"])?;
    let values = every_number(input, "values")?;
    let level = levels(input, 1)?.first().copied().unwrap_or(LEVEL);
    let norm = Norm::of_sample(&values).ok_or("\"values\" holds fewer than two numbers; an interval needs two")?;
    let interval = u32::try_from(values.len()).ok().and_then(|n| mean(norm.mean, norm.sd, n, level));
    let mut answer = Map::new();
    answer.insert("n".to_owned(), json!(values.len()));
    answer.insert("mean".to_owned(), json!(norm.mean));
    answer.insert("sd".to_owned(), json!(norm.sd));
    answer.insert("lo".to_owned(), json!(interval.map(|interval| interval.lower)));
    answer.insert("hi".to_owned(), json!(interval.map(|interval| interval.upper)));
    Ok(Value::Object(answer))
}

/// Limits at the tails of 95 and 99.8 %, as they come: a little below 0 is possible.
fn funnel(input: &Value) -> Result<Value, String> {
    let input = object(input, &["n", "theta0", "n_rows"])?;
    let (sizes, targets) = (counts(input, "n")?, every_number(input, "theta0")?);
    one_length(&[("n", sizes.len()), ("theta0", targets.len())])?;
    let mut answer = Map::new();
    for tail in [0.001, 0.025, 0.975, 0.999] {
        let rows = || sizes.iter().zip(&targets);
        let binomial = rows().map(|(n, target)| json!(exact_binomial(u64::from(*n), *target, tail)));
        answer.insert(format!("binom_{tail}"), binomial.collect());
        let poisson = rows().map(|(n, target)| json!(exact_poisson(f64::from(*n), *target, tail)));
        answer.insert(format!("pois_{tail}"), poisson.collect());
    }
    Ok(Value::Object(answer))
}
