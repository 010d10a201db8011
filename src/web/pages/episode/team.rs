//! What the team is asked, from a patient's page.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::case_review::item;
use super::super::{mend, see_other};
use super::{Extra, body};
use crate::app::case_review;
use crate::app::review::CaseFile;
use crate::domain::care::{CaseItemId, EpisodeId};
use crate::view::pages::FieldError;
use crate::view::pages::case_review::TeamFold;

/// The fold of a patient's page. `typed`: what has to be mended.
pub(super) fn fold(case: &CaseFile, typed: Option<(String, Option<bool>)>) -> TeamFold {
    let standing = case.team.iter().find(|opened| opened.item.stands());
    let open = typed.is_some();
    let (question, told) = typed.unwrap_or_else(|| {
        standing.map_or((String::new(), None), |opened| (opened.question.clone(), Some(opened.item.told)))
    });
    TeamFold {
        standing: standing.map(|opened| item(opened, &case.names)),
        earlier: case
            .team
            .iter()
            .rev()
            .filter(|opened| !opened.item.stands())
            .map(|opened| item(opened, &case.names))
            .collect(),
        question,
        told,
        open,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AskForm {
    csrf: String,
    /// What stands on the list on the page that was shown; empty: nothing.
    item: String,
    question: String,
    told: Option<String>,
}

/// An item as a form names it; empty: none.
fn named(item: &str) -> Result<Option<CaseItemId>, Failure> {
    if item.is_empty() {
        return Ok(None);
    }
    item.parse().map(|id| Some(CaseItemId(id))).map_err(|_| Failure::Form)
}

pub(in crate::web) async fn put(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<AskForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = EpisodeId(id);
    let standing = named(&form.item)?;
    let told = match form.told.as_deref() {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        Some(_) => return Err(Failure::Form),
        None => None,
    };
    let mut errors = Vec::new();
    match form.question.trim().chars().count() {
        0 => errors.push(FieldError::new("question", "missing")),
        1..=case_review::LONGEST => {}
        _ => errors.push(FieldError::new("question", "too-long")),
    }
    match told {
        None => errors.push(FieldError::new("told", "missing")),
        Some(told) if errors.is_empty() => {
            let proof = &staff.who.proof;
            match case_review::put(&web.app, proof, id, standing, &form.question, told).await? {
                None => return Err(Failure::NotFound),
                Some(true) => {
                    let done = if standing.is_some() { "case-changed" } else { "case-put" };
                    return Ok(see_other(&format!("/episodes/{id}?done={done}#team")));
                }
                Some(false) => errors.push(FieldError::new("question", "changed-since")),
            }
        }
        Some(_) => {}
    }
    let extra = Extra { team: Some((form.question, told)), errors, ..Extra::default() };
    mend(&web, &body(&web, &staff, id, extra).await?, &staff.chrome_at(&web, format!("/episodes/{id}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct OffForm {
    csrf: String,
    item: String,
}

pub(in crate::web) async fn take_off(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<OffForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = EpisodeId(id);
    let item = named(&form.item)?.ok_or(Failure::Form)?;
    case_review::take_off(&web.app, &staff.who.proof, id, item).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/episodes/{id}?done=case-off")))
}
