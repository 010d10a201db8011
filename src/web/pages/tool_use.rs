//! `/feedback-tool`: whose course is to be registered with the national code for a feedback tool that was used.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::page;
use crate::app::AppError;
use crate::app::review::{self, Reported};
use crate::domain::access::Permission;
use crate::domain::tool_use::{EVENT, OUTCOME, Regular};
use crate::interop::tool_use::{Course, write};
use crate::view::pages::clinician::{ToolRow, ToolUsePage};

fn is_to_register(one: &Reported) -> bool {
    one.used.regular() == Regular::Yes
}

pub(in crate::web) async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let listed = review::list_tool_use(&web.app, &staff.who.proof, "name, use of answers").await?;
    let rows = listed.iter().map(|one| ToolRow {
        name: one.identity.name(),
        url: format!("/episodes/{}", one.episode.id),
        started_on: one.episode.started_on,
        ended_on: one.episode.ended_on,
        held: one.used.held,
        used: one.used.used,
        regular: one.used.regular().code().to_owned(),
    });
    let shown = ToolUsePage {
        rows: rows.collect(),
        yes: listed.iter().filter(|one| is_to_register(one)).count(),
        codes: [EVENT, OUTCOME].map(|code| (code.code.to_owned(), code.system.to_string())),
    };
    page(&web, &shown, &staff.chrome(&web))
}

/// Those that are to be registered, as a table with names.
pub(in crate::web) async fn file(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let what = "identity, use of answers, as a file";
    let listed = review::list_tool_use(&web.app, &staff.who.proof, what).await?;
    let courses: Vec<Course> = listed
        .iter()
        .filter(|one| is_to_register(one))
        .map(|one| Course {
            family: &one.identity.family,
            given: &one.identity.given,
            birth_date: one.identity.birth_date,
            started_on: one.episode.started_on,
            ended_on: one.episode.ended_on,
            used: one.used,
        })
        .collect();
    let bytes = write(&courses).map_err(|error| AppError::Broken(format!("the list cannot be written: {error}")))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"lytt-feedback-tool.csv\"")),
    ];
    Ok((headers, bytes).into_response())
}
