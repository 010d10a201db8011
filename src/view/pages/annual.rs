//! The registry's annual report: one unit, one calendar year, under the headings that Norwegian medical quality
//! registries report under. What the program knows is filled in; what only the service can say is left to it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::leader::{Body, sample_body, sample_small};
use super::{Choice, FieldError};
use crate::domain::annual::Section;
use crate::view::Page;

/// What the service writes in a section.
#[derive(Debug, Clone, Serialize)]
pub struct OwnSection {
    /// Its number, as in the texts.
    pub section: String,
    /// What it says.
    pub body: String,
    /// What was typed, where there is something to mend.
    pub typed: Option<String>,
    /// The version that is written over; empty when nothing stands there.
    pub read: String,
    /// When it was written, and by whom.
    pub written: Option<(DateTime<Utc>, String)>,
    /// Shown open, with what is wrong: there is something to mend.
    pub errors: Vec<FieldError>,
}

/// `GET /report/annual?unit=&metric=&year=`. Form: `POST /report/annual` (csrf, unit, metric, year, and for each
/// section `text-` and `read-` with its number).
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
    /// The chosen unit and metric, for the form.
    pub chosen: (String, String),
    /// What only the service can say.
    pub own: Vec<OwnSection>,
    /// This person may write it.
    pub may_write: bool,
    /// What was just done.
    pub done: Option<String>,
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
            chosen: ("1".into(), "phq-9.nhs-tt".into()),
            own: sample_own(),
            may_write: true,
            done: Some("annual".into()),
        };
        let read = Self { body: Some(sample_small()), may_write: false, done: None, ..full.clone() };
        let mut mend = full.clone();
        for section in &mut mend.own {
            section.errors = vec![FieldError::new("text", "written-since")];
            section.typed = Some("Noe annet".into());
        }
        vec![full.clone(), read, mend, Self { body: None, ..full }]
    }
}

fn sample_own() -> Vec<OwnSection> {
    let at = DateTime::from_timestamp(1_772_524_800, 0).unwrap_or_default();
    Section::ALL
        .iter()
        .enumerate()
        .map(|(place, section)| OwnSection {
            section: section.code().into(),
            body: if place % 2 == 0 { "Flere svarer.\n\nVi vet ikke hvorfor <ennå>.".into() } else { String::new() },
            typed: None,
            read: "1".into(),
            written: (place % 2 == 0).then(|| (at, "Cecilie Leder".into())),
            errors: vec![],
        })
        .collect()
}

/// `GET /report/annual/paper?..`: the same to keep.
#[derive(Debug, Clone, Serialize)]
pub struct AnnualPaper {
    /// The year.
    pub year: i32,
    /// What its figures say.
    pub body: Body,
    /// What only the service can say.
    pub own: Vec<OwnSection>,
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
                own: sample_own(),
                made_at: DateTime::from_timestamp(1_772_524_800, 0).unwrap_or_default(),
                made_by: "Cecilie Leder".into(),
            })
            .to_vec()
    }
}
