//! Courses to register with the national code for a feedback tool that was used, as a table.

use chrono::NaiveDate;
use csv::Error;
use serde::Serialize;

use super::outgoing_csv::{finished, words, writer};
use crate::domain::tool_use::{EVENT, OUTCOME, ToolUse};

/// One course.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    /// Family name.
    pub family: &'a str,
    /// Given name.
    pub given: &'a str,
    /// Date of birth, when known.
    pub birth_date: Option<NaiveDate>,
    /// The first day of the course.
    pub started_on: Option<NaiveDate>,
    /// The last; none while it goes on.
    pub ended_on: Option<NaiveDate>,
    /// What happened.
    pub used: ToolUse,
}

/// The file: one row a course, with the codes.
///
/// # Errors
/// When it cannot be written.
pub fn write(courses: &[Course<'_>]) -> Result<Vec<u8>, Error> {
    #[derive(Serialize)]
    struct Row {
        family: String,
        given: String,
        birth_date: Option<NaiveDate>,
        started_on: Option<NaiveDate>,
        ended_on: Option<NaiveDate>,
        sessions_held: u32,
        sessions_used: u32,
        event: &'static str,
        event_system: u32,
        outcome: &'static str,
        outcome_system: u32,
    }
    let mut writer = writer();
    for course in courses {
        writer.serialize(Row {
            family: words(course.family),
            given: words(course.given),
            birth_date: course.birth_date,
            started_on: course.started_on,
            ended_on: course.ended_on,
            sessions_held: course.used.held,
            sessions_used: course.used.used,
            event: EVENT.code,
            event_system: EVENT.system,
            outcome: OUTCOME.code,
            outcome_system: OUTCOME.system,
        })?;
    }
    finished(writer)
}
