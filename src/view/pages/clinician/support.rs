//! The questions a unit asks itself when it does not go as hoped, to be put in its own words.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::samples;
use crate::view::Page;
use crate::view::pages::{Choice, FieldError};

/// One topic of the form.
#[derive(Debug, Clone, Serialize)]
pub struct TopicForm {
    /// The field's name, `topic-<topic>`.
    pub field: String,
    /// The topic's name.
    pub title: String,
    /// Its questions, one a line.
    pub text: String,
}

/// One version that was saved.
#[derive(Debug, Clone, Serialize)]
pub struct SupportVersion {
    /// Its number, from 1.
    pub version: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// `GET /support?unit=`, `POST /support` (csrf, unit, seen, topic-..., reason).
#[derive(Debug, Clone, Serialize)]
pub struct SupportPage {
    /// The units the person looks after.
    pub units: Vec<Choice>,
    /// The unit that is shown.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// The version that was read.
    pub seen: i64,
    /// They are the unit's own, or those of a unit above it.
    pub own: bool,
    /// The topics.
    pub topics: Vec<TopicForm>,
    /// What was typed as reason.
    pub reason: String,
    /// The unit's versions, the newest first.
    pub versions: Vec<SupportVersion>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// Something was just stored: `saved`.
    pub done: Option<String>,
}

impl Page for SupportPage {
    const TEMPLATE: &'static str = "staff/support.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            units: vec![Choice::new("1", "Eksempelbyen", false), Choice::new("2", "Team Øst", true)],
            unit: "2".into(),
            name: "Team Øst".into(),
            seen: 1,
            own: true,
            topics: vec![TopicForm {
                field: "topic-alliance".into(),
                title: "Samarbeidet".into(),
                text: "Er vi enige om hva vi arbeider med?".into(),
            }],
            reason: String::new(),
            versions: vec![SupportVersion {
                version: 1,
                at: samples::instant(9, 0),
                by: "Cecilie Leder".into(),
                reason: "Våre egne ord".into(),
            }],
            errors: vec![],
            done: Some("saved".into()),
        };
        let wrong = Self {
            units: vec![Choice::new("2", "Team Øst", true)],
            own: false,
            versions: vec![],
            errors: vec![FieldError::new("reason", "missing"), FieldError::new("topic-alliance", "too-long")],
            done: None,
            ..full.clone()
        };
        vec![full, wrong]
    }
}
