//! From answers to scores: the instrument's own declared rules, in exact arithmetic.
//!
//! Item values are taken as whole thousandths, added as integers and divided
//! once at the end, so that a score does not depend on the order of the answers
//! and comes out the same every time it is worked out.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::instrument::{Answer, Answers, Instrument, Item, Method, Missing, Rounding, Scale, Then};

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
    let scales = instrument
        .scales
        .iter()
        .map(|scale| ScaleScore { scale: scale.id.clone(), score: score_scale(instrument, scale, answers) })
        .collect();
    let mut risks = Vec::new();
    let mut unanswered_risks = Vec::new();
    for risk in &instrument.risks {
        match answers.value(&risk.item) {
            Some(value) if value >= risk.at_least => {
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

fn score_scale(instrument: &Instrument, scale: &Scale, answers: &Answers) -> Score {
    if scale.method == Method::Total {
        return Score::NotScorable { reason: Reason::ImportedOnly };
    }
    let undefined = Score::NotScorable { reason: Reason::Undefined };
    let Some(rule) = &scale.missing else {
        return undefined;
    };
    let mut sum = 0_i64;
    let mut answered = 0_u32;
    let mut missing = 0_u32;
    for id in &scale.items {
        let Some(item) = instrument.item(id) else {
            return undefined;
        };
        match answers.value(id) {
            Some(value) => {
                let Some(counted) = counted(item, scale, value) else {
                    return undefined;
                };
                sum += counted;
                answered += 1;
            }
            None => missing += 1,
        }
    }
    if missing > rule.up_to || answered == 0 {
        return Score::NotScorable { reason: Reason::TooManyMissing { missing, allowed: rule.up_to } };
    }
    match combine(scale.method, rule, sum, answered, missing) {
        Some(value) => scored(scale, value, missing),
        None => undefined,
    }
}

/// The item's value in thousandths, turned round (lowest + highest - answer) when
/// the scale says so.
fn counted(item: &Item, scale: &Scale, value: f64) -> Option<i64> {
    let value = thousandths(value)?;
    if !scale.reverse.contains(&item.id) {
        return Some(value);
    }
    let (lowest, highest) = item.bounds()?;
    Some(thousandths(lowest)? + thousandths(highest)? - value)
}

fn combine(method: Method, rule: &Missing, sum: i64, answered: u32, missing: u32) -> Option<f64> {
    let items = i64::from(answered) + i64::from(missing);
    let (numerator, denominator) = match (method, rule.then) {
        (Method::Sum, _) if missing == 0 => (sum, 1_000),
        (Method::Sum, Then::MeanTimesItems) => (sum * items, i64::from(answered) * 1_000),
        (Method::Mean, Then::MeanOfAnswered) => (sum, i64::from(answered) * 1_000),
        (Method::Mean, Then::MeanTimesItems) | (Method::Sum, Then::MeanOfAnswered) | (Method::Total, _) => return None,
    };
    match rule.round {
        // floor(x + 1/2), in whole numbers: 2.5 becomes 3.
        Rounding::HalfUp => Some(to_float((2 * numerator + denominator).div_euclid(2 * denominator))),
        Rounding::None => Some(to_float(numerator) / to_float(denominator)),
    }
}

fn scored(scale: &Scale, value: f64, prorated: u32) -> Score {
    Score::Scored { value, band: scale.band(value).map(|band| band.name.clone()), prorated }
}

/// A declared value in whole thousandths; `None` when it has more than three
/// decimals or is too large to be an answer.
pub fn thousandths(value: f64) -> Option<i64> {
    let scaled = value * 1_000.0;
    let whole = scaled.round();
    if !whole.is_finite() || whole.abs() > 1e12 || (scaled - whole).abs() > 1e-6 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a whole number below 1e12")]
    Some(whole as i64)
}

fn to_float(value: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "sums of answers stay far below 2^53")]
    {
        value as f64
    }
}
