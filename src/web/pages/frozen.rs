//! `/report/versions/{report}/{number}`: a report as it was, unchangeable.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::{Failure, escape};
use super::super::staff::Staff;
use super::document::{Paper, document};
use super::report::paper::{file, title};
use super::report_body::Rules;
use super::{page, report_body};
use crate::app::report;
use crate::domain::access::Permission;
use crate::domain::care::ReportId;
use crate::view::pages::leader::{Frozen, FrozenRow};
use crate::view::pages::leader_meeting::ReportPaper;

async fn open(web: &Web, staff: &Staff, id: Uuid, number: i64) -> Result<Frozen, Failure> {
    staff.need(Permission::ReadReports)?;
    let frozen =
        report::open_frozen(&web.app, &staff.who.proof, ReportId(id), number).await?.ok_or(Failure::NotFound)?;
    let subject = &frozen.subject;
    let definition = web.app.definition(&subject.instrument)?;
    let text = web.text(staff.language());
    let metric = [&subject.instrument, &subject.scale, &subject.norms, &subject.first, &subject.last]
        .map(String::as_str)
        .join("~");
    let query = format!("unit={}&metric={}&from={}&to={}", subject.unit, escape(&metric), subject.from, subject.to);
    let beside = (frozen.readings.as_slice(), &frozen.kept);
    Ok(Frozen {
        row: FrozenRow {
            number: u32::try_from(frozen.version.version).unwrap_or(0),
            at: frozen.version.frozen_at,
            by: frozen.by.clone(),
            checksum: frozen.version.checksum.clone(),
            url: format!("/report/versions/{id}/{number}"),
        },
        body: report_body::body(definition, subject, &frozen.findings, beside, (Rules::default(), text))?,
        intact: frozen.intact,
        published: frozen.published,
        report: format!("/report?{query}"),
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Result<Response, Failure> {
    page(&web, &open(&web, &staff, id, number).await?, &staff.chrome(&web))
}

/// The same as PDF.
pub(in crate::web) async fn paper(
    State(web): State<Web>,
    staff: Staff,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Result<Response, Failure> {
    let Frozen { row, body, intact, published, .. } = open(&web, &staff, id, number).await?;
    let (title, file) = (title(&body, &staff), Some(file(&body)));
    let (made_at, made_by) = (web.app.ambient.now(), staff.who.account.name.clone());
    let paper = ReportPaper { body, row: Some(row), published, intact, made_at, made_by };
    document(&web, &staff, &paper, Paper { title: &title, file, most_pages: None })
}
