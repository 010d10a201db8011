//! `/report/paper`: the report as it is now, as PDF.

use axum::extract::{Query, State};
use axum::response::Response;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::document::{Paper, document, in_file_name};
use super::{Asked, Opened, choose, open};
use crate::view::format;
use crate::view::pages::leader::Body;
use crate::view::pages::leader_meeting::ReportPaper;

/// What the document is called: unit and period.
pub(in crate::web::pages) fn title(body: &Body, staff: &Staff) -> String {
    let language = staff.language();
    format!("{}, {} – {}", body.unit, format::date(body.from, language), format::date(body.to, language))
}

/// What its file is called.
pub(in crate::web::pages) fn file(body: &Body) -> String {
    format!("{}{}-{}", in_file_name(&body.unit), body.from, body.to)
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let chosen = choose(&web, &staff, &asked).await?;
    let Opened { body, .. } = open(&web, &staff, &chosen).await?.found()?;
    let (title, file) = (title(&body, &staff), Some(file(&body)));
    let paper = ReportPaper {
        body,
        row: None,
        published: false,
        intact: true,
        made_at: web.app.ambient.now(),
        made_by: staff.who.account.name.clone(),
    };
    document(&web, &staff, &paper, Paper { title: &title, file, most_pages: None })
}
