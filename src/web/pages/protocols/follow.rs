//! `POST /protocols/{id}/follow`: a unit follows another protocol.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::see_other;
use super::edit::settled;
use crate::app::protocols;
use crate::domain::access::Permission;
use crate::domain::care::UnitId;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Form {
    csrf: String,
    unit: String,
}

pub(in crate::web) async fn follow(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Form>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ManageProtocols)?;
    let unit: Uuid = form.unit.parse().map_err(|_| Failure::Form)?;
    let done = protocols::follow(&web.app, &staff.who.proof, UnitId(unit), &id).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/protocols/{id}?done=followed&settled={}", settled(done))))
}
