//! The shape of `indicator.toml`, as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::domain::indicator::{Asks, Better, CaseMix, Kind, Method, Shown, Status, Take};
use crate::domain::instrument::Seen;
use crate::domain::registry::comparison::By;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) id: Spanned<String>,
    pub(super) version: Spanned<u32>,
    pub(super) status: Spanned<Status>,
    pub(super) kind: Spanned<Kind>,
    pub(super) asks: Asks,
    pub(super) better_is: Better,
    pub(super) answers: Spanned<Vec<String>>,
    pub(super) report_figure: Option<Shown>,
    pub(super) always_with: Spanned<Vec<String>>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) case_mix: Vec<CaseMix>,
    #[serde(default)]
    pub(super) split_by: Vec<By>,
    pub(super) review: RawReview,
    pub(super) reads: Vec<Spanned<RawRead>>,
    pub(super) denominator: BTreeMap<String, Spanned<RawRule>>,
    #[serde(default)]
    pub(super) numerator: BTreeMap<String, Spanned<RawRule>>,
    #[serde(default)]
    pub(super) value: BTreeMap<String, Spanned<RawRule>>,
    pub(super) points: BTreeMap<String, Spanned<RawPoint>>,
    pub(super) missing: Spanned<RawMissing>,
    pub(super) small_numbers: Spanned<RawSmall>,
    pub(super) interval: Spanned<RawInterval>,
    #[expect(dead_code, reason = "the only way there is; written so that the file says it")]
    pub(super) over_time: RawOverTime,
    pub(super) between_services: Spanned<RawBetween>,
    pub(super) examples: Spanned<RawExamples>,
    pub(super) sources: BTreeMap<String, Spanned<RawSource>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub(super) written_by: String,
    #[serde(default)]
    pub(super) checked_by: String,
    #[serde(default)]
    pub(super) checked_on: String,
    #[serde(default)]
    pub(super) check_again: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRead {
    pub(super) instrument: String,
    pub(super) scale: Option<String>,
    pub(super) question: Option<String>,
    pub(super) questions: Option<Vec<String>>,
    #[serde(rename = "as")]
    pub(super) held: Option<Held>,
    pub(super) norms: Option<String>,
}

/// How some questions of one answer are held together.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Held {
    Lowest,
    Difference,
}

/// Everything any rule takes; which of it a rule does take stands in the program's list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRule {
    pub(super) rule: String,
    pub(super) days: Option<u32>,
    pub(super) number: Option<f64>,
    pub(super) by: Option<String>,
    pub(super) direction: Option<String>,
    pub(super) at: Option<String>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
}

impl RawRule {
    /// The names of what is given.
    pub(super) fn given(&self) -> Vec<&'static str> {
        let is = [
            ("days", self.days.is_some()),
            ("number", self.number.is_some()),
            ("by", self.by.is_some()),
            ("direction", self.direction.is_some()),
            ("at", self.at.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
        ];
        is.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPoint {
    pub(super) take: Take,
    pub(super) to: Option<String>,
    pub(super) occasion: Option<u32>,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMissing {
    pub(super) coverage: String,
    pub(super) methods: Vec<Method>,
    #[serde(default)]
    pub(super) compare: Vec<CaseMix>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSmall {
    pub(super) nothing_below: u32,
    pub(super) hide_outside_below: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInterval {
    pub(super) method: IntervalMethod,
    pub(super) level: f64,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
pub(super) enum IntervalMethod {
    #[serde(rename = "wilson")]
    Wilson,
    #[serde(rename = "student")]
    Student,
    #[serde(rename = "log-log")]
    LogLog,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the only way there is; written so that the file says it")]
pub(super) struct RawOverTime {
    pub(super) step: Step,
    pub(super) chart: Chart,
    pub(super) signal: Signal,
}

#[derive(Deserialize)]
pub(super) enum Step {
    #[serde(rename = "month")]
    Month,
}

#[derive(Deserialize)]
pub(super) enum Chart {
    #[serde(rename = "run chart")]
    Run,
}

#[derive(Deserialize)]
pub(super) enum Signal {
    #[serde(rename = "anhoej")]
    Anhoej,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBetween {
    pub(super) allowed: bool,
    #[expect(dead_code, reason = "the only way there is; written so that the file says it")]
    pub(super) order: Option<Order>,
    #[expect(dead_code, reason = "the only way there is; written so that the file says it")]
    pub(super) others: Option<Others>,
    #[expect(dead_code, reason = "the only way there is; written so that the file says it")]
    pub(super) limits: Option<Limits>,
    pub(super) coverage_at_least: Option<f64>,
}

#[derive(Deserialize)]
pub(super) enum Order {
    #[serde(rename = "by size")]
    BySize,
}

#[derive(Deserialize)]
pub(super) enum Others {
    #[serde(rename = "without names")]
    WithoutNames,
}

#[derive(Deserialize)]
pub(super) enum Limits {
    #[serde(rename = "exact binomial")]
    ExactBinomial,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExamples {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) data_date: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) seen: Seen,
    pub(super) cite: String,
}
