//! From answers to scores: the instrument's own declared rules, in exact arithmetic.
//!
//! Scales are worked out in the order they stand, so that one can be made of those
//! before it.

mod exact;
mod function;

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use exact::Exact;
pub use exact::millionths;
pub use function::{DSM_5_GROUPS, GOAL_CORRELATION, PRESENT, arity};

use super::instrument::{Answer, Answers, Function, Instrument, Item, Method, Missing, Rounding, Scale, Then};

/// An answer that the instrument does not take. Nothing is scored then.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("item {item}: {value}")]
pub struct Invalid {
    /// The item, or the name that is not an item.
    pub item: String,
    /// What was given; a text stands in quotes.
    pub value: String,
}

/// Why there is no score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Reason {
    /// More items are unanswered than the missing-item rule allows.
    TooManyMissing {
        /// Unanswered or declined items of the scale.
        missing: u32,
        /// How many the rule allows.
        allowed: u32,
    },
    /// Items are unanswered that the rule does not let go unanswered.
    NeededMissing {
        /// Which, in the order they are asked.
        items: Vec<String>,
    },
    /// A scale that this one is made of has no score.
    PartMissing {
        /// Which scale.
        scale: String,
    },
    /// The scale has no items here: its total is only imported.
    ImportedOnly,
    /// The definition does not hold together; a checked definition never gives this.
    Undefined,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyMissing { missing, allowed: 0 } => {
                write!(f, "{missing} unanswered, none allowed")
            }
            Self::TooManyMissing { missing, allowed } => {
                write!(f, "{missing} unanswered, at most {allowed} allowed")
            }
            Self::NeededMissing { items } => write!(f, "{} unanswered, which may not be", items.join(", ")),
            Self::PartMissing { scale } => write!(f, "{scale} has no score"),
            Self::ImportedOnly => f.write_str("the total is imported, not worked out from answers"),
            Self::Undefined => f.write_str("the definition has no rule for this"),
        }
    }
}

/// A value, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum Score {
    /// There is a value.
    Scored {
        /// The value, in points.
        value: f64,
        /// Name of the band it lies in, when the scale has bands.
        band: Option<String>,
        /// Number of unanswered items that the rule stood in for; 0 when all were answered.
        prorated: u32,
    },
    /// There is none.
    NotScorable {
        /// Why.
        reason: Reason,
    },
}

impl Score {
    /// The value, when there is one.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Scored { value, .. } => Some(*value),
            Self::NotScorable { .. } => None,
        }
    }

    /// The band, when there is one.
    pub fn band(&self) -> Option<&str> {
        match self {
            Self::Scored { band, .. } => band.as_deref(),
            Self::NotScorable { .. } => None,
        }
    }
}

/// The score of one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaleScore {
    /// The scale.
    pub scale: String,
    /// Its score.
    pub score: Score,
}

/// An answer that must not be overlooked, on the item itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskFlag {
    /// The item.
    pub item: String,
    /// The value answered.
    pub value: f64,
}

/// Everything that one set of answers yields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: u32,
    /// One score per scale, in the definition's order.
    pub scales: Vec<ScaleScore>,
    /// Answers that must not be overlooked, whatever the total.
    pub risks: Vec<RiskFlag>,
    /// Risk items that were skipped or declined. Not knowing is not the same as no.
    pub unanswered_risks: Vec<String>,
}

impl Outcome {
    /// The score of a scale.
    pub fn score(&self, scale: &str) -> Option<&Score> {
        self.scales.iter().find(|entry| entry.scale == scale).map(|entry| &entry.score)
    }

    /// The value of a scale, when it could be scored.
    pub fn value(&self, scale: &str) -> Option<f64> {
        self.score(scale).and_then(Score::value)
    }
}

/// Scores one set of answers by the instrument's own rules.
///
/// # Errors
/// [`Invalid`] for the first item, in the order they are asked, whose answer the
/// instrument does not take, or for an answer to an item it does not have.
pub fn score(instrument: &Instrument, answers: &Answers) -> Result<Outcome, Invalid> {
    check(instrument, answers)?;
    let mut worked: Vec<Worked> = Vec::new();
    for scale in &instrument.scales {
        let found = work_out(instrument, scale, answers, &worked);
        worked.push(Worked { scale, found });
    }
    let scales = worked
        .into_iter()
        .map(|Worked { scale, found }| ScaleScore { scale: scale.id.clone(), score: given(scale, found) })
        .collect();
    let mut risks = Vec::new();
    let mut unanswered_risks = Vec::new();
    for risk in &instrument.risks {
        match answers.value(&risk.item) {
            Some(value) if risk.when.holds(value) => {
                risks.push(RiskFlag { item: risk.item.clone(), value });
            }
            None if risk.report_unanswered => unanswered_risks.push(risk.item.clone()),
            Some(_) | None => {}
        }
    }
    Ok(Outcome { instrument: instrument.id.clone(), version: instrument.version, scales, risks, unanswered_risks })
}

/// Reads an imported total, as a historical record gives it.
///
/// # Errors
/// [`Invalid`] when there is no such scale, when the total lies outside its range,
/// or is not a whole number on a scale of whole numbers.
pub fn imported(instrument: &Instrument, scale: &str, total: f64) -> Result<Score, Invalid> {
    let invalid = || Invalid { item: scale.to_owned(), value: total.to_string() };
    let scale = instrument.scale(scale).ok_or_else(invalid)?;
    let (lowest, highest) = scale.range;
    let fits = total >= lowest && total <= highest && (!scale.whole_numbers || total.fract() == 0.0);
    if !fits {
        return Err(invalid());
    }
    Ok(scored(scale, total, 0))
}

fn check(instrument: &Instrument, answers: &Answers) -> Result<(), Invalid> {
    let invalid = |item: &str, answer: &Answer| Invalid { item: item.to_owned(), value: answer.to_string() };
    for item in &instrument.items {
        if let Some(answer) = answers.lookup(&item.id)
            && !item.accepts(answer)
        {
            return Err(invalid(&item.id, answer));
        }
    }
    match answers.iter().find(|(id, _)| instrument.item(id).is_none()) {
        Some((id, answer)) => Err(invalid(id, answer)),
        None => Ok(()),
    }
}

/// The value of a scale before its rounding to decimals, and how many items its rule
/// stood in for.
type Found = Result<(Exact, u32), Reason>;

/// A scale that has been worked out.
struct Worked<'a> {
    scale: &'a Scale,
    found: Found,
}

/// What is known of one item of a scale.
enum Counted {
    /// It counts as this much.
    Value(Exact),
    /// It was not answered.
    Missing,
}

fn work_out(instrument: &Instrument, scale: &Scale, answers: &Answers, earlier: &[Worked<'_>]) -> Found {
    let value = match scale.method {
        Method::Total => return Err(Reason::ImportedOnly),
        Method::Lookup => {
            let (value, missing) = part(scale.of.first().map_or("", String::as_str), earlier)?;
            let table = scale.table.as_ref().ok_or(Reason::Undefined)?;
            let value = table.of(value.value()).and_then(Exact::declared).ok_or(Reason::Undefined)?;
            (value, missing)
        }
        Method::Function => {
            let function = scale.function.ok_or(Reason::Undefined)?;
            function_of(instrument, scale, function, answers)?
        }
        Method::Sum | Method::Mean if scale.of.is_empty() => of_items(instrument, scale, answers)?,
        Method::Sum | Method::Mean => of_scales(scale, earlier)?,
    };
    let whole = if scale.round == Rounding::HalfUp { value.0.rounded(Rounding::HalfUp) } else { Some(value.0) };
    whole.map(|whole| (whole, value.1)).ok_or(Reason::Undefined)
}

/// The score as it is given: rounded to its decimals, with its band.
fn given(scale: &Scale, found: Found) -> Score {
    let rounded = found
        .and_then(|(value, missing)| value.rounded(scale.round).map(|value| (value, missing)).ok_or(Reason::Undefined));
    match rounded {
        Ok((value, missing)) => scored(scale, value.value(), missing),
        Err(reason) => Score::NotScorable { reason },
    }
}

fn part(id: &str, earlier: &[Worked<'_>]) -> Found {
    let worked = earlier.iter().find(|worked| worked.scale.id == id).ok_or(Reason::Undefined)?;
    worked.found.clone().map_err(|_| Reason::PartMissing { scale: id.to_owned() })
}

fn of_scales(scale: &Scale, earlier: &[Worked<'_>]) -> Found {
    let mut sum = Exact::ZERO;
    let mut missing = 0;
    for id in &scale.of {
        let (value, stood_in) = part(id, earlier)?;
        sum = sum.plus(value).ok_or(Reason::Undefined)?;
        missing += stood_in;
    }
    let parts = u32::try_from(scale.of.len()).map_err(|_| Reason::Undefined)?;
    let value = if scale.method == Method::Mean { sum.over(parts) } else { Some(sum) };
    value.and_then(|value| moved(scale, value)).map(|value| (value, missing)).ok_or(Reason::Undefined)
}

fn of_items(instrument: &Instrument, scale: &Scale, answers: &Answers) -> Found {
    let rule = scale.missing.as_ref().ok_or(Reason::Undefined)?;
    let mut sum = Exact::ZERO;
    let mut answered = 0_u32;
    let mut missing = Vec::new();
    for id in &scale.items {
        let item = instrument.item(id).ok_or(Reason::Undefined)?;
        match counted(instrument, scale, item, answers).ok_or(Reason::Undefined)? {
            Counted::Value(value) => {
                sum = sum.plus(value).ok_or(Reason::Undefined)?;
                answered += 1;
            }
            Counted::Missing => missing.push(id.clone()),
        }
    }
    let unanswered = allowed(rule, &missing, answered)?;
    let value = combine(scale.method, rule.then, sum, answered, unanswered);
    value.and_then(|value| moved(scale, value)).map(|value| (value, unanswered)).ok_or(Reason::Undefined)
}

/// How many are unanswered, when the rule allows it.
fn allowed(rule: &Missing, missing: &[String], answered: u32) -> Result<u32, Reason> {
    let count = u32::try_from(missing.len()).map_err(|_| Reason::Undefined)?;
    if count > rule.up_to || answered == 0 {
        return Err(Reason::TooManyMissing { missing: count, allowed: rule.up_to });
    }
    let needed: Vec<String> = missing.iter().filter(|id| !rule.only.contains(id)).cloned().collect();
    if !rule.only.is_empty() && !needed.is_empty() {
        return Err(Reason::NeededMissing { items: needed });
    }
    Ok(count)
}

/// What an item counts as: by the table of points, turned round (lowest + highest -
/// answer) when the scale says so, or as a question that was rightly not asked.
/// `None` when the definition has no rule for it.
fn counted(instrument: &Instrument, scale: &Scale, item: &Item, answers: &Answers) -> Option<Counted> {
    let Some(value) = answers.value(&item.id) else {
        return match scale.not_asked_counts {
            Some(counts) if instrument.asks(item, answers) == Some(false) => {
                Exact::declared(counts).map(Counted::Value)
            }
            _ => Some(Counted::Missing),
        };
    };
    let points = match &scale.points {
        Some(points) => points.of(&item.id, value)?,
        None => value,
    };
    let exact = Exact::declared(points)?;
    if !scale.reverse.contains(&item.id) {
        return Some(Counted::Value(exact));
    }
    let (lowest, highest) = item.bounds()?;
    Exact::declared(lowest)?.plus(Exact::declared(highest)?)?.minus(exact).map(Counted::Value)
}

fn combine(method: Method, then: Then, sum: Exact, answered: u32, missing: u32) -> Option<Exact> {
    match (method, then) {
        (Method::Sum, _) if missing == 0 => Some(sum),
        (Method::Sum, Then::MeanTimesItems) => sum.times(Exact::count(answered + missing))?.over(answered),
        (Method::Mean, Then::MeanOfAnswered) => sum.over(answered),
        _ => None,
    }
}

/// Multiplied and moved, as the scale says.
fn moved(scale: &Scale, value: Exact) -> Option<Exact> {
    value.times(Exact::declared(scale.times)?)?.plus(Exact::declared(scale.plus)?)
}

fn function_of(instrument: &Instrument, scale: &Scale, function: Function, answers: &Answers) -> Found {
    let mut values = Vec::new();
    let mut missing = Vec::new();
    for id in &scale.items {
        let item = instrument.item(id).ok_or(Reason::Undefined)?;
        let (_, highest) = item.bounds().ok_or(Reason::Undefined)?;
        match answers.value(id) {
            Some(value) => values.push((value, highest)),
            None => missing.push(id.clone()),
        }
    }
    let answered = u32::try_from(values.len()).map_err(|_| Reason::Undefined)?;
    let unanswered = match &scale.missing {
        Some(rule) => allowed(rule, &missing, answered)?,
        None if missing.is_empty() => 0,
        None => {
            let missing = u32::try_from(missing.len()).map_err(|_| Reason::Undefined)?;
            return Err(Reason::TooManyMissing { missing, allowed: 0 });
        }
    };
    function::evaluate(function, &values).map(|value| (value, unanswered)).ok_or(Reason::Undefined)
}

fn scored(scale: &Scale, value: f64, prorated: u32) -> Score {
    Score::Scored { value, band: scale.band(value).map(|band| band.name.clone()), prorated }
}
