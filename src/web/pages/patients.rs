//! `/patients`: my patients, by name.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::page;
use crate::app::review;
use crate::domain::access::Permission;
use crate::view::pages::clinician::{PatientRow, Patients};

#[derive(Deserialize)]
pub(in crate::web) struct Find {
    #[serde(default)]
    q: String,
    all: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(find): Query<Find>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let all = find.all.is_some();
    let wanted = find.q.trim().to_lowercase();
    let people = review::list_patients(&web.app, &staff.who.proof, all)
        .await?
        .into_iter()
        .filter(|patient| patient.identity.name().to_lowercase().contains(&wanted))
        .map(|patient| PatientRow {
            name: patient.identity.name(),
            url: format!("/episodes/{}", patient.episode.id),
            started_on: patient.episode.started_on,
            ended_on: patient.episode.ended_on,
            sessions: u32::try_from(patient.held).unwrap_or(0),
            answered_at: patient.answered_at,
            next_at: patient.next_at,
            unit: patient.unit,
        })
        .collect();
    let may_register = staff.who.proof.grants().allow(Permission::Enrol);
    page(&web, &Patients { query: find.q, all, people, may_register }, &staff.chrome(&web))
}
