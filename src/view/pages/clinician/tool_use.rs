//! The national code for a feedback tool that was used.

use chrono::{Duration, NaiveDate};
use serde::Serialize;

use super::samples;
use crate::view::Page;

/// One course.
#[derive(Debug, Clone, Serialize)]
pub struct ToolRow {
    /// The patient.
    pub name: String,
    /// The patient's page.
    pub url: String,
    /// The first day of the course.
    pub started_on: Option<NaiveDate>,
    /// The last; none while it goes on.
    pub ended_on: Option<NaiveDate>,
    /// Treatment sessions that were held.
    pub held: u32,
    /// Those in which the answers were used.
    pub used: u32,
    /// `yes`, `no` or `too-few` (text `tool-use-<regular>`).
    pub regular: String,
}

/// `GET /feedback-tool`: one's own patients, by name.
#[derive(Debug, Clone, Serialize)]
pub struct ToolUsePage {
    /// The courses.
    pub rows: Vec<ToolRow>,
    /// How many of them are to be registered.
    pub yes: usize,
    /// The event's and the outcome's code with the number of its code system.
    pub codes: [(String, String); 2],
}

impl Page for ToolUsePage {
    const TEMPLATE: &'static str = "staff/tool_use.html";
    fn samples() -> Vec<Self> {
        let row = |name: &str, (held, used): (u32, u32), regular: &str| ToolRow {
            name: name.into(),
            url: "/episodes/1".into(),
            started_on: Some(samples::day() - Duration::days(70)),
            ended_on: (regular == "yes").then(samples::day),
            held,
            used,
            regular: regular.into(),
        };
        let codes = [("U".into(), "9322".into()), ("F".into(), "9325".into())];
        let rows = vec![
            row("Askeladd Eksempel", (9, 7), "yes"),
            row("Gullhår Oppdiktet", (9, 2), "no"),
            ToolRow { started_on: None, ..row("Kari Trestakk", (1, 1), "too-few") },
        ];
        vec![Self { rows, yes: 1, codes: codes.clone() }, Self { rows: vec![], yes: 0, codes }]
    }
}
