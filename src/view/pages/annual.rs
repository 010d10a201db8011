//! The registry's annual report: one unit, one calendar year, under the headings that Norwegian medical quality
//! registries report under. What the program knows is filled in; what only the service can say is left to it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::Choice;
use super::leader::{Body, sample_body, sample_small};
use crate::view::Page;

/// `GET /report/annual?unit=&metric=&year=`.
#[derive(Debug, Clone, Serialize)]
pub struct Annual {
    /// Units this person may see, as a tree.
    pub units: Vec<Choice>,
    /// Metrics.
    pub metrics: Vec<Choice>,
    /// Years that are offered: value and label are the year.
    pub years: Vec<Choice>,
    /// The chosen year.
    pub year: i32,
    /// What the year's figures say; `None` when nothing can be shown.
    pub body: Option<Body>,
    /// The choices as a query string, for the report itself and the paper.
    pub query: String,
}

impl Page for Annual {
    const TEMPLATE: &'static str = "staff/annual.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            units: vec![Choice::new("1", "Eksempelbyen", true)],
            metrics: vec![Choice::new("phq-9.nhs-tt", "PHQ-9, minst 6 poeng", true)],
            years: vec![Choice::new("2025", "2025", true), Choice::new("2024", "2024", false)],
            year: 2025,
            body: Some(sample_body()),
            query: "unit=1&metric=phq-9.nhs-tt&year=2025".into(),
        };
        vec![full.clone(), Self { body: Some(sample_small()), ..full.clone() }, Self { body: None, ..full }]
    }
}

/// `GET /report/annual/paper?..`: the same to keep.
#[derive(Debug, Clone, Serialize)]
pub struct AnnualPaper {
    /// The year.
    pub year: i32,
    /// What its figures say.
    pub body: Body,
    /// When the paper was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: String,
}

impl Page for AnnualPaper {
    const TEMPLATE: &'static str = "paper/annual.html";
    fn samples() -> Vec<Self> {
        [sample_body(), sample_small()]
            .map(|body| Self {
                year: 2025,
                body,
                made_at: DateTime::from_timestamp(1_772_524_800, 0).unwrap_or_default(),
                made_by: "Cecilie Leder".into(),
            })
            .to_vec()
    }
}
