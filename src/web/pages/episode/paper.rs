//! `/episodes/{id}/paper`: the page as PDF, for the record of the patient that the service keeps elsewhere.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::document::{Paper, document};
use super::Extra;
use crate::domain::care::EpisodeId;
use crate::view::pages::paper::EpisodePaper;

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    /// The scale that is drawn large.
    scale: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let extra = Extra { scale: which.scale, read_as: Some("identity, answers, notes, as pdf"), ..Extra::default() };
    let page = super::body(&web, &staff, EpisodeId(id), extra).await?;
    let title = page.name.clone();
    let paper = EpisodePaper { page, made_at: web.app.ambient.now(), made_by: staff.who.account.name.clone() };
    document(&web, &staff, &paper, Paper { title: &title, file: None, most_pages: None })
}
