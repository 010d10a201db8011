//! `/patients`: my patients, in the order I choose.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::page;
use crate::app::review;
use crate::domain::access::Permission;
use crate::view::pages::Choice;
use crate::view::pages::clinician::{PatientRow, Patients};

#[derive(Deserialize)]
pub(in crate::web) struct Find {
    #[serde(default)]
    q: String,
    all: Option<String>,
    #[serde(default)]
    by: String,
}

/// What the list can be put in order of. Never a result.
const ORDERS: [&str; 4] = ["name", "next", "answered", "silent"];

/// Puts the list, which comes by name, in another order; who is equal stays by name.
fn sort(people: &mut [PatientRow], by: &str) {
    match by {
        "next" => people.sort_by_key(|row| (row.next_at.is_none(), row.next_at)),
        "answered" => people.sort_by_key(|row| std::cmp::Reverse(row.answered_at)),
        // Longest without an answer first; those who never answered before all.
        "silent" => people.sort_by_key(|row| row.answered_at),
        _ => {}
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(find): Query<Find>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let all = find.all.is_some();
    let wanted = find.q.trim().to_lowercase();
    let mut people: Vec<PatientRow> = review::list_patients(&web.app, &staff.who.proof, all)
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
    let by = ORDERS.into_iter().find(|order| *order == find.by).unwrap_or("name");
    sort(&mut people, by);
    let text = web.text(staff.language());
    let mut orders = Vec::with_capacity(ORDERS.len());
    for order in ORDERS {
        orders.push(Choice::new(order, text.message(&format!("by-{order}"), &[])?, order == by));
    }
    let may_register = staff.who.proof.grants().allow(Permission::Enrol);
    page(&web, &Patients { query: find.q, all, orders, people, may_register }, &staff.chrome(&web))
}
