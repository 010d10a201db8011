//! The language of `instrument.toml`, word for word: its keys and its closed lists.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::domain::care::Respondent;
use crate::domain::instrument::{
    Area, Beyond, Function, Group, LicenceClass, Method, ModeVerdict, Otherwise, Quantifier, Rounding, RuleStatus,
    Seen, ShareAtOrAbove, Test, Then, VersionNote, Yields,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInstrument {
    pub(super) id: Spanned<String>,
    pub(super) version: Spanned<u32>,
    pub(super) name: Spanned<String>,
    pub(super) measures: Spanned<String>,
    pub(super) group: Area,
    pub(super) answered_by: Spanned<Vec<Respondent>>,
    #[serde(default)]
    pub(super) ages: RawAges,
    pub(super) looks_back: String,
    pub(super) minutes: Spanned<f64>,
    pub(super) higher_is: HigherIs,
    pub(super) validated: bool,
    #[serde(default)]
    pub(super) doubts: Vec<String>,
    #[serde(rename = "use")]
    pub(super) used: RawUse,
    pub(super) review: Spanned<RawReview>,
    pub(super) questions: Option<RawQuestions>,
    #[serde(default)]
    pub(super) answers: BTreeMap<String, Spanned<RawAnswers>>,
    pub(super) scale: Vec<Spanned<RawScale>>,
    #[serde(default)]
    pub(super) norms: Vec<Spanned<RawNorms>>,
    #[serde(default)]
    pub(super) cutoff: Vec<Spanned<RawThreshold>>,
    #[serde(default)]
    pub(super) important: Vec<Spanned<RawImportant>>,
    #[serde(default)]
    pub(super) history: Vec<Spanned<VersionNote>>,
    #[serde(default)]
    pub(super) reference: Vec<Spanned<RawReference>>,
    #[serde(default)]
    pub(super) mode: Vec<RawMode>,
    #[serde(default)]
    pub(super) risk: Vec<Spanned<RawRisk>>,
    pub(super) licence: Spanned<RawLicence>,
    #[serde(default)]
    pub(super) codes: RawCodes,
    pub(super) sources: BTreeMap<String, RawSource>,
}

#[derive(Deserialize, Clone, Copy)]
pub(super) enum HigherIs {
    #[serde(rename = "worse")]
    Worse,
    #[serde(rename = "better")]
    Better,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAges {
    pub(super) from: Option<u32>,
    pub(super) to: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUse {
    #[serde(rename = "for")]
    pub(super) purpose: String,
    pub(super) not_for: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReview {
    pub(super) written_by: String,
    pub(super) checked_by: String,
    pub(super) checked_on: String,
    pub(super) check_again: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuestions {
    pub(super) answers: Option<String>,
    pub(super) items: Vec<Spanned<RawItem>>,
    #[serde(default)]
    pub(super) only_if: BTreeMap<String, Spanned<RawOnlyIf>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawItem {
    pub(super) id: String,
    pub(super) topic: String,
    pub(super) loinc: Option<String>,
    pub(super) answers: Option<String>,
    pub(super) scale: Option<RawLine>,
    pub(super) analogue: Option<RawLine>,
    pub(super) number: Option<RawNumber>,
    pub(super) text: Option<RawText>,
    pub(super) date: Option<RawDate>,
    #[serde(default)]
    pub(super) display: bool,
    pub(super) group: Option<String>,
    #[serde(default = "yes")]
    pub(super) required: bool,
    #[serde(default = "yes")]
    pub(super) may_decline: bool,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLine {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) step: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNumber {
    pub(super) from: f64,
    pub(super) to: f64,
    #[serde(default)]
    pub(super) decimals: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDate {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawText {
    pub(super) max_chars: u32,
}

/// A branching rule: one way to look at earlier questions, and one test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOnlyIf {
    any_of: Option<Vec<String>>,
    all_of: Option<Vec<String>>,
    sum_of: Option<Vec<String>>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    is: Option<f64>,
}

impl RawOnlyIf {
    /// The rule; `None` when it names no or several ways or tests.
    pub(super) fn rule(self) -> Option<(Quantifier, Vec<String>, Test)> {
        let mut ways = [
            self.any_of.map(|items| (Quantifier::AnyOf, items)),
            self.all_of.map(|items| (Quantifier::AllOf, items)),
            self.sum_of.map(|items| (Quantifier::SumOf, items)),
        ]
        .into_iter()
        .flatten();
        let (quantifier, items) = ways.next()?;
        if ways.next().is_some() {
            return None;
        }
        test(self.at_least, self.at_most, self.is).map(|test| (quantifier, items, test))
    }
}

/// The one test that is given.
pub(super) fn test(at_least: Option<f64>, at_most: Option<f64>, is: Option<f64>) -> Option<Test> {
    match (at_least, at_most, is) {
        (Some(value), None, None) => Some(Test::AtLeast(value)),
        (None, Some(value), None) => Some(Test::AtMost(value)),
        (None, None, Some(value)) => Some(Test::Is(value)),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAnswers {
    pub(super) values: Vec<f64>,
    #[serde(default)]
    pub(super) loinc: Vec<String>,
    #[serde(default)]
    pub(super) highest_first: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawScale {
    pub(super) id: String,
    pub(super) method: Method,
    #[serde(default)]
    pub(super) items: Vec<String>,
    #[serde(default)]
    pub(super) of: Vec<String>,
    #[serde(default)]
    pub(super) reverse: Vec<String>,
    pub(super) points: Option<Spanned<String>>,
    pub(super) times: Option<f64>,
    pub(super) plus: Option<f64>,
    pub(super) table: Option<Spanned<String>>,
    pub(super) function: Option<Function>,
    #[serde(default)]
    pub(super) yields: Yields,
    pub(super) not_asked_counts: Option<f64>,
    #[serde(default)]
    pub(super) round: Rounding,
    pub(super) higher_is: Option<HigherIs>,
    pub(super) range: Spanned<(f64, f64)>,
    pub(super) loinc: Option<String>,
    pub(super) whole_numbers: Option<bool>,
    pub(super) missing: Option<Spanned<RawMissing>>,
    #[serde(default)]
    pub(super) bands: Vec<Spanned<RawBand>>,
    pub(super) bands_source: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMissing {
    pub(super) up_to: u32,
    #[serde(default)]
    pub(super) only: Vec<String>,
    pub(super) then: Then,
    #[serde(rename = "else")]
    pub(super) otherwise: Otherwise,
    pub(super) status: RuleStatus,
    pub(super) source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBand {
    pub(super) from: f64,
    pub(super) name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNorms {
    pub(super) id: String,
    pub(super) population: String,
    pub(super) country: Option<String>,
    pub(super) language: Option<String>,
    pub(super) year: Option<String>,
    pub(super) n: Option<u32>,
    #[serde(default)]
    pub(super) ages: String,
    pub(super) scale: String,
    pub(super) mean: Option<f64>,
    pub(super) sd: Option<f64>,
    pub(super) reliability: Option<f64>,
    pub(super) reliable: Option<RawReliable>,
    pub(super) cutoff: Option<RawCutoff>,
    #[serde(default)]
    pub(super) note: String,
    pub(super) source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum RawReliable {
    Points(f64),
    Rci { sd: f64, reliability: f64 },
    RciOfSample { reliability: f64 },
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum RawCutoff {
    AtLeast(f64),
    Below(f64),
    MethodC { functional_mean: f64, functional_sd: f64, clinical: RawClinical },
}

/// The clinical population of cut-off c.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum RawClinical {
    Figures { mean: f64, sd: f64 },
    Named(ClinicalName),
}

#[derive(Deserialize)]
pub(super) enum ClinicalName {
    #[serde(rename = "from the sample's first measurements")]
    OfSample,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawThreshold {
    pub(super) scale: String,
    at_least: Option<f64>,
    at_most: Option<f64>,
    below: Option<f64>,
    above: Option<f64>,
    pub(super) means: String,
    pub(super) source: Spanned<String>,
}

impl RawThreshold {
    /// Which values are meant; `None` when none or several are given.
    pub(super) fn side(&self) -> Option<Beyond> {
        match (self.at_least, self.at_most, self.below, self.above) {
            (Some(value), None, None, None) => Some(Beyond::AtLeast(value)),
            (None, Some(value), None, None) => Some(Beyond::AtMost(value)),
            (None, None, Some(value), None) => Some(Beyond::Below(value)),
            (None, None, None, Some(value)) => Some(Beyond::Above(value)),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawImportant {
    pub(super) scale: String,
    pub(super) points: f64,
    pub(super) means: String,
    pub(super) source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReference {
    pub(super) id: String,
    pub(super) scale: String,
    pub(super) population: String,
    pub(super) country: String,
    pub(super) years: String,
    pub(super) n: u32,
    #[serde(default)]
    pub(super) groups: Vec<Group>,
    #[serde(default)]
    pub(super) at_or_above: Vec<ShareAtOrAbove>,
    pub(super) source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMode {
    pub(super) mode: String,
    pub(super) compared_with: String,
    pub(super) verdict: ModeVerdict,
    pub(super) finding: String,
    pub(super) source: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRisk {
    pub(super) item: String,
    pub(super) at_least: Option<f64>,
    pub(super) at_most: Option<f64>,
    pub(super) if_unanswered: IfUnanswered,
}

#[derive(Deserialize)]
pub(super) enum IfUnanswered {
    #[serde(rename = "say that it was not answered")]
    Say,
    #[serde(rename = "nothing")]
    Nothing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLicence {
    pub(super) class: LicenceClass,
    pub(super) holder: String,
    pub(super) terms: String,
    pub(super) wording_shipped: bool,
    pub(super) electronic_use: bool,
    pub(super) wording_may_change: bool,
    pub(super) notice: Option<String>,
    pub(super) source: Spanned<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCodes {
    pub(super) loinc_panel: Option<Spanned<String>>,
    pub(super) loinc_checked: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) seen: Seen,
    pub(super) cite: String,
}
