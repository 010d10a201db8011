//! `lytt compute growth`: mixed growth models of scores over sessions, their percentiles, and what is expected
//! of a person once some scores are known. What each field is stands in [`HELP`].

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::fields::{number, numbers, object};
use crate::domain::expected::band::{Variances, percentile};
use crate::domain::expected::mixed::{self, Fit, Method, Random, Row};
use crate::domain::expected::quantile;

/// What `lytt compute growth --help` says of the fields.
pub const HELP: &str = "\
Input, one JSON object a line; the columns stand in it or in an object \"data\":
  id       whose score it is, one for each score
  intake   the score the person began with, one for each score
  session  the number of the session
  score    the score; a row with null anywhere is left out
Options beside them:
  random       intercept or slope; when left out both models are answered, under \"models\"
  reml         true (the default) or false for maximum likelihood; REML is the same
  interaction  true adds ic:logs, as the product's own model has; false unless given
  formula      instead of random and interaction: score ~ ic + logs + (1 | id),
               with ic:logs and (logs | id) if wanted
  centre       ic is intake minus this; 20 unless given
  time         log1p: logs = ln(1 + session), session 0 being the intake (the default);
               log: logs = ln(session), session 1 being the intake
  percentiles  {\"intake\": [..], \"session\": [..], \"p\": [10, 50, 90]}: where the curves are
               wanted; at the centre and the sessions of the data unless given
  conditional  {\"id\": [..], \"k\": [..]}: what the first k scores of each say; k is 1 up to
               all unless given
  quantiles    [0.1, 0.5, 0.9]: also the planes that these shares of the scores lie below,
               by the fixed effects alone
  n, service, meta and models are let through and not used.
Output, in the units of the scores:
  fixef, se      fixed effects and standard errors: (Intercept), ic, logs, ic:logs
  vcov_fixed     their covariance, in that order
  theta, sigma   relative covariance factor, residual standard deviation
  varcomp        variances (vcov), standard deviations and correlation (sdcor)
  criterion      -2 log (RE)ML, also as deviance_or_reml_criterion; with logLik, AIC, BIC
  singular       true when people differ in fewer ways than the model allows
  ranef          conditional means and standard deviations: levels, then slopes
  percentiles    mu, observed_pX (between people and noise), true_pX (between people alone)
  conditional    condval and condsd after the first k scores
  quantiles      tau, coefficients (of one of the best planes), objective (the check loss)
Criterion as in Bates et al. 2015, doi 10.18637/jss.v067.i01.";

const FIELDS: [&str; 19] = [
    "data",
    "id",
    "intake",
    "session",
    "score",
    "n",
    "service",
    "meta",
    "models",
    "random",
    "reml",
    "REML",
    "interaction",
    "formula",
    "centre",
    "time",
    "percentiles",
    "conditional",
    "quantiles",
];
const DEFAULT_CENTRE: f64 = 20.0;
const DEFAULT_PERCENTILES: [f64; 5] = [10.0, 25.0, 50.0, 75.0, 90.0];

/// Fits and describes what `input` asks for.
///
/// # Errors
/// A sentence that names the field and how to mend it.
pub fn answer(input: &Value) -> Result<Value, String> {
    let input = object(input, &FIELDS)?;
    let wish = Wish::read(input)?;
    let data = Data::read(input)?;
    if let Some(random) = wish.random {
        return wish.describe(input, &data, random);
    }
    let method = if wish.method == Method::Reml { "REML" } else { "ML" };
    let models = Random::ALL
        .iter()
        .map(|random| Ok((format!("random_{random}_{method}"), wish.describe(input, &data, *random)?)));
    Ok(json!({ "models": models.collect::<Result<Map<String, Value>, String>>()? }))
}

/// Which model is asked for.
struct Wish {
    random: Option<Random>,
    method: Method,
    interaction: bool,
    centre: f64,
    first_session: f64,
}

impl Wish {
    fn read(input: &Map<String, Value>) -> Result<Self, String> {
        let flag = |field: &str| match input.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(*value)),
            Some(other) => Err(format!("\"{field}\" is {other}; give true or false")),
        };
        let reml = flag("reml")?.or(flag("REML")?).unwrap_or(true);
        let random = match word(input, "random")? {
            None => None,
            Some(code) => Some(
                Random::from_code(code)
                    .ok_or_else(|| format!("\"random\" is \"{code}\"; give \"intercept\" or \"slope\""))?,
            ),
        };
        let (random, interaction) = match word(input, "formula")? {
            None => (random, flag("interaction")?.unwrap_or(false)),
            Some(_) if random.is_some() => {
                return Err("\"formula\" and \"random\" say the same; give one of them".to_owned());
            }
            Some(formula) => {
                let (random, interaction) = parse_formula(formula).ok_or_else(|| {
                    format!(
                        "\"formula\" is \"{formula}\"; known are score ~ ic + logs + (1 | id), with + ic:logs, and with \
                         (logs | id)"
                    )
                })?;
                (Some(random), interaction)
            }
        };
        let first_session = match word(input, "time")? {
            None | Some("log1p") => 1.0,
            Some("log") => 0.0,
            Some(other) => return Err(format!("\"time\" is \"{other}\"; give \"log1p\" or \"log\"")),
        };
        let method = if reml { Method::Reml } else { Method::Ml };
        let centre = number(input, "centre")?.unwrap_or(DEFAULT_CENTRE);
        Ok(Self { random, method, interaction, centre, first_session })
    }

    /// The variable of time at a session.
    fn time(&self, session: f64) -> f64 {
        (session + self.first_session).ln()
    }

    fn describe(&self, input: &Map<String, Value>, data: &Data, random: Random) -> Result<Value, String> {
        if self.interaction {
            self.with_columns(input, data, random, &["(Intercept)", "ic", "logs", "ic:logs"], |from, time| {
                [1.0, from, time, from * time]
            })
        } else {
            let columns = |from, time| [1.0, from, time];
            self.with_columns(input, data, random, &["(Intercept)", "ic", "logs"], columns)
        }
    }

    fn with_columns<const P: usize>(
        &self,
        input: &Map<String, Value>,
        data: &Data,
        random: Random,
        names: &[&str; P],
        columns: impl Fn(f64, f64) -> [f64; P],
    ) -> Result<Value, String> {
        let row = |point: &Point| {
            let time = self.time(point.session);
            let fixed = columns(point.intake - self.centre, time);
            Row { group: point.person, fixed, time, value: point.score }
        };
        if let Some(bad) = data.points.iter().find(|point| !self.time(point.session).is_finite()) {
            return Err(format!("\"session\" holds {}, which has no logarithm here; see \"time\"", bad.session));
        }
        let rows: Vec<Row<P>> = data.points.iter().map(row).collect();
        let fit = mixed::fit(&rows, random, self.method).map_err(|error| error.to_string())?;
        let mean = |intake: f64, time: f64| -> f64 {
            columns(intake - self.centre, time).iter().zip(fit.fixed).map(|(column, effect)| column * effect).sum()
        };
        let variances = Variances { between: fit.between.0, residual: fit.residual };
        let mut answer = describe(&fit, names, &data.people);
        answer.insert("centre".into(), json!(self.centre));
        answer.insert("percentiles".into(), self.percentiles(input, data, variances, mean)?);
        if let Some(wanted) = input.get("conditional").filter(|wanted| !wanted.is_null()) {
            answer.insert("conditional".into(), self.conditional(wanted, data, random, variances, mean)?);
        }
        if input.get("quantiles").is_some_and(|wanted| !wanted.is_null()) {
            answer.insert("quantiles".into(), quantiles(&rows, names, &numbers(input, "quantiles")?)?);
        }
        Ok(Value::Object(answer))
    }

    fn percentiles(
        &self,
        input: &Map<String, Value>,
        data: &Data,
        variances: Variances,
        mean: impl Fn(f64, f64) -> f64,
    ) -> Result<Value, String> {
        let wanted = match input.get("percentiles") {
            None | Some(Value::Null) => &Map::new(),
            Some(wanted) => object(wanted, &["intake", "session", "p"])?,
        };
        let list = |field: &str, otherwise: Vec<f64>| -> Result<Vec<f64>, String> {
            match wanted.get(field) {
                None | Some(Value::Null) => Ok(otherwise),
                Some(one @ Value::Number(_)) => Ok(one.as_f64().into_iter().collect()),
                Some(_) => Ok(numbers(wanted, field)?.into_iter().flatten().collect()),
            }
        };
        let intakes = list("intake", vec![self.centre])?;
        let sessions = list("session", data.sessions())?;
        let shares = list("p", DEFAULT_PERCENTILES.to_vec())?;
        if let Some(bad) = shares.iter().find(|share| !(**share > 0.0 && **share < 100.0)) {
            return Err(format!("\"p\" holds {bad}; give percentiles between 0 and 100"));
        }
        let places: Vec<(f64, f64)> =
            intakes.iter().flat_map(|intake| sessions.iter().map(move |session| (*intake, *session))).collect();
        let means: Vec<f64> = places.iter().map(|(intake, session)| mean(*intake, self.time(*session))).collect();
        let mut columns = Map::new();
        columns.insert("intake".into(), places.iter().map(|(intake, _)| *intake).collect());
        columns.insert("session".into(), places.iter().map(|(_, session)| *session).collect());
        columns.insert("mu".into(), json!(means));
        for (kind, observed) in [("observed", true), ("true", false)] {
            for share in &shares {
                let curve = places.iter().zip(&means).map(|((_, session), mean)| {
                    let spread = variances.spread(self.time(*session));
                    percentile(*mean, if observed { spread.observed } else { spread.steady }, share / 100.0)
                });
                columns.insert(format!("{kind}_p{share}"), json!(curve.collect::<Vec<_>>()));
            }
        }
        Ok(Value::Object(columns))
    }

    fn conditional(
        &self,
        wanted: &Value,
        data: &Data,
        random: Random,
        variances: Variances,
        mean: impl Fn(f64, f64) -> f64,
    ) -> Result<Value, String> {
        let wanted = object(wanted, &["id", "k"])?;
        let ids: Vec<String> = match wanted.get("id") {
            None | Some(Value::Null) => data.people.clone(),
            Some(Value::Array(ids)) => ids.iter().map(label).collect(),
            Some(one) => vec![label(one)],
        };
        let ks: Option<Vec<usize>> = match wanted.get("k") {
            None | Some(Value::Null) => None,
            Some(Value::Array(ks)) => Some(ks.iter().map(whole).collect::<Result<_, _>>()?),
            Some(one) => Some(vec![whole(one)?]),
        };
        let terms: &[&str] = if random == Random::Slope { &["(Intercept)", "logs"] } else { &["(Intercept)"] };
        let mut rows = Vec::new();
        for id in ids {
            let place = data.people.iter().position(|known| *known == id);
            let person = place.ok_or_else(|| format!("\"conditional\": there is no id {id} in the data"))?;
            let own: Vec<(f64, f64)> = data
                .points
                .iter()
                .filter(|point| point.person == person)
                .map(|point| {
                    let time = self.time(point.session);
                    (time, point.score - mean(point.intake, time))
                })
                .collect();
            for k in ks.clone().unwrap_or_else(|| (1..=own.len()).collect()) {
                let first = own.get(..k).ok_or_else(|| {
                    format!("\"conditional\": id {id} has {} scores, fewer than \"k\" {k}", own.len())
                })?;
                let known = variances.given(first);
                for ((term, value), variance) in terms.iter().zip(known.mean).zip(known.covariance.diagonal()) {
                    rows.push(json!({ "id": id, "k": k, "term": term, "condval": value, "condsd": variance.sqrt() }));
                }
            }
        }
        Ok(Value::Array(rows))
    }
}

fn quantiles<const P: usize>(rows: &[Row<P>], names: &[&str; P], shares: &[Option<f64>]) -> Result<Value, String> {
    let shares: Vec<f64> = shares.iter().flatten().copied().collect();
    if let Some(bad) = shares.iter().find(|share| !(**share > 0.0 && **share < 1.0)) {
        return Err(format!("\"quantiles\" holds {bad}; give shares between 0 and 1"));
    }
    let planes = shares.iter().map(|share| quantile::fit(rows, *share)).collect::<Result<Vec<_>, _>>();
    let planes = planes.map_err(|error| error.to_string())?;
    let coefficients = planes.iter().map(|plane| -> Map<String, Value> {
        names.iter().zip(plane.fixed).map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
    });
    Ok(json!({
        "tau": shares,
        "coefficients": coefficients.collect::<Vec<_>>(),
        "objective": planes.iter().map(|plane| plane.loss).collect::<Vec<_>>(),
    }))
}

/// The parts of `score ~ ic + logs + ic:logs + (1 | id)`: what is random, and whether `ic:logs` is there.
fn parse_formula(formula: &str) -> Option<(Random, bool)> {
    let plain: String = formula.chars().filter(|letter| !letter.is_whitespace()).collect();
    let terms = plain.strip_prefix("score~")?;
    let (fixed, random) = terms.rsplit_once("+(")?;
    let random = match random {
        "1|id)" => Random::Intercept,
        "logs|id)" | "1+logs|id)" => Random::Slope,
        _ => return None,
    };
    match fixed {
        "ic+logs" => Some((random, false)),
        "ic*logs" | "ic+logs+ic:logs" => Some((random, true)),
        _ => None,
    }
}

struct Point {
    person: usize,
    intake: f64,
    session: f64,
    score: f64,
}

/// The rows that hold everything, and whose they are.
struct Data {
    points: Vec<Point>,
    people: Vec<String>,
}

impl Data {
    fn read(input: &Map<String, Value>) -> Result<Self, String> {
        let columns = match input.get("data") {
            None | Some(Value::Null) => input,
            Some(data) => data.as_object().ok_or("\"data\" must be an object with the columns")?,
        };
        let (intake, session) = (numbers(columns, "intake")?, numbers(columns, "session")?);
        let score = numbers(columns, "score")?;
        let Some(Value::Array(ids)) = columns.get("id") else {
            return Err("\"id\" is missing; give a list with one id for each score".to_owned());
        };
        for (name, length) in [("id", ids.len()), ("intake", intake.len()), ("session", session.len())] {
            if length != score.len() {
                return Err(format!("\"{name}\" has {length} values and \"score\" has {}; give as many", score.len()));
            }
        }
        let complete = ids.iter().zip(intake).zip(session).zip(score).filter_map(|(((id, intake), session), score)| {
            Some((id, intake?, session?, score?)).filter(|(id, ..)| !id.is_null())
        });
        let complete: Vec<_> = complete.collect();
        let mut known: BTreeMap<(Option<i64>, String), usize> =
            complete.iter().map(|(id, ..)| ((id.as_i64(), label(id)), 0)).collect();
        for (place, person) in known.values_mut().enumerate() {
            *person = place;
        }
        let points = complete.into_iter().map(|(id, intake, session, score)| {
            let person = known.get(&(id.as_i64(), label(id))).copied().unwrap_or_default();
            Point { person, intake, session, score }
        });
        Ok(Self { points: points.collect(), people: known.keys().map(|(_, label)| label.clone()).collect() })
    }

    fn sessions(&self) -> Vec<f64> {
        let mut sessions: Vec<f64> = self.points.iter().map(|point| point.session).collect();
        sessions.sort_by(f64::total_cmp);
        sessions.dedup();
        sessions
    }
}

fn label(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

fn whole(value: &Value) -> Result<usize, String> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| format!("\"k\" holds {value}; give a whole number from 0"))
}

fn word<'a>(input: &'a Map<String, Value>, field: &str) -> Result<Option<&'a str>, String> {
    match input.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or_else(|| format!("\"{field}\" is {value}; give a text")),
    }
}

fn describe<const P: usize>(fit: &Fit<P>, names: &[&str; P], people: &[String]) -> Map<String, Value> {
    let slope = fit.random == Random::Slope;
    let fixed = names.iter().skip(1).copied().collect::<Vec<_>>().join(" + ");
    let by_name = |values: [f64; P]| -> Map<String, Value> {
        names.iter().zip(values).map(|(name, value)| ((*name).to_owned(), json!(value))).collect()
    };
    let mut answer = Map::new();
    let formula = format!("score ~ {fixed} + ({} | id)", if slope { "logs" } else { "1" });
    answer.insert("formula".into(), json!(formula));
    answer.insert("REML".into(), json!(fit.method == Method::Reml));
    answer.insert("nobs".into(), json!(fit.rows));
    answer.insert("ngroups".into(), json!(fit.groups));
    answer.insert("fixef".into(), Value::Object(by_name(fit.fixed)));
    answer.insert("se".into(), Value::Object(by_name(fit.standard_errors())));
    answer.insert("vcov_fixed".into(), fit.covariance.0.iter().map(|row| json!(row.to_vec())).collect());
    answer.insert("varcomp".into(), components(fit, slope));
    answer.insert("theta".into(), json!(fit.theta));
    answer.insert("sigma".into(), json!(fit.residual.sqrt()));
    answer.insert("criterion".into(), json!(fit.criterion));
    answer.insert("deviance_or_reml_criterion".into(), json!(fit.criterion));
    answer.insert("logLik".into(), json!(fit.log_likelihood()));
    answer.insert("AIC".into(), json!(fit.aic()));
    answer.insert("BIC".into(), json!(fit.bic()));
    answer.insert("singular".into(), json!(fit.singular));
    answer.insert("ranef".into(), effects(fit, slope, people));
    answer
}

fn components<const P: usize>(fit: &Fit<P>, slope: bool) -> Value {
    let between = |row, column| fit.between.at(row, column);
    let (level, cross, along, left) = (between(0, 0), between(0, 1), between(1, 1), fit.residual);
    if !slope {
        return json!({
            "grp": ["id", "Residual"],
            "var1": ["(Intercept)", null],
            "var2": [null, null],
            "vcov": [level, left],
            "sdcor": [level.sqrt(), left.sqrt()],
        });
    }
    let correlation = Some(cross / (level * along).sqrt()).filter(|correlation| correlation.is_finite());
    json!({
        "grp": ["id", "id", "id", "Residual"],
        "var1": ["(Intercept)", "logs", "(Intercept)", null],
        "var2": [null, null, "logs", null],
        "vcov": [level, along, cross, left],
        "sdcor": [level.sqrt(), along.sqrt(), correlation, left.sqrt()],
    })
}

fn effects<const P: usize>(fit: &Fit<P>, slope: bool, people: &[String]) -> Value {
    let terms: &[&str] = if slope { &["(Intercept)", "logs"] } else { &["(Intercept)"] };
    let (mut groups, mut names, mut values, mut spreads) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, term) in terms.iter().enumerate() {
        for (person, effect) in people.iter().zip(&fit.effects) {
            groups.push(person.as_str());
            names.push(*term);
            values.push(effect.mean.get(place).copied());
            spreads.push(effect.covariance.at(place, place).sqrt());
        }
    }
    let variable = vec!["id"; groups.len()];
    json!({ "grpvar": variable, "term": names, "grp": groups, "condval": values, "condsd": spreads })
}
