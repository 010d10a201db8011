//! `/report/versions/{report}/{number}`: a report as it was, unchangeable.

use axum::extract::{Path, State};
use axum::response::Response;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::{Failure, escape};
use super::super::staff::Staff;
use super::{page, report_body};
use crate::app::report;
use crate::domain::access::Permission;
use crate::domain::care::ReportId;
use crate::view::pages::leader::{Frozen, FrozenRow};

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path((id, number)): Path<(Uuid, i64)>,
) -> Result<Response, Failure> {
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
    let body = Frozen {
        row: FrozenRow {
            number: u32::try_from(frozen.version.version).unwrap_or(0),
            at: frozen.version.frozen_at,
            by: frozen.by.clone(),
            checksum: frozen.version.checksum.clone(),
            url: format!("/report/versions/{id}/{number}"),
        },
        body: report_body::body(definition, subject, &frozen.findings, &frozen.readings, text)?,
        intact: frozen.intact,
        report: format!("/report?{query}"),
    };
    page(&web, &body, &staff.chrome(&web))
}
