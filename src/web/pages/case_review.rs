//! `/case-review`: what the reader's teams want to think about together.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::{mend, page, see_other};
use crate::app::case_review::{self, Entry, LONGEST, NewNote, Opened};
use crate::domain::care::{AccountId, CaseItemId};
use crate::view::pages::FieldError;
use crate::view::pages::case_review::{CaseReview, TeamItem, TeamList, TeamNote, TeamRow};

/// Names of staff, by id.
type Names = BTreeMap<AccountId, String>;

/// An item as pages show it.
pub(super) fn item(opened: &Opened, names: &Names) -> TeamItem {
    let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
    let item = &opened.item;
    TeamItem {
        id: item.id.to_string(),
        question: opened.question.clone(),
        told: item.told,
        state: item.state.code().to_owned(),
        asked_at: item.asked.0,
        asked_by: name(item.asked.1),
        changed_at: item.changed.map(|(at, _)| at),
        changed_by: item.changed.map_or_else(String::new, |(_, by)| name(by)),
        ended_at: item.ended.map(|(at, _)| at),
        notes: opened
            .notes
            .iter()
            .map(|note| TeamNote {
                at: note.at,
                by: name(note.by),
                said: note.said.clone(),
                agreed: note.agreed.clone(),
            })
            .collect(),
    }
}

/// A note that has to be mended, and of which item.
struct Typed {
    item: CaseItemId,
    said: String,
    agreed: String,
    errors: Vec<FieldError>,
}

fn row(entry: &Entry, names: &Names, typed: Option<&Typed>) -> TeamRow {
    let typed = typed.filter(|typed| typed.item == entry.opened.item.id);
    let treats = entry.identity.as_ref();
    TeamRow {
        item: item(&entry.opened, names),
        name: treats.map(crate::domain::care::Identity::name),
        url: treats.map(|_| format!("/episodes/{}", entry.opened.item.episode)),
        of: entry.treating.iter().map(|id| names.get(id).cloned().unwrap_or_default()).collect(),
        said: typed.map_or_else(String::new, |typed| typed.said.clone()),
        agreed: typed.map_or_else(String::new, |typed| typed.agreed.clone()),
        mend: typed.is_some(),
    }
}

async fn body(web: &Web, staff: &Staff, typed: Option<Typed>, done: Option<String>) -> Result<CaseReview, Failure> {
    let listed = case_review::list(&web.app, &staff.who.proof).await?.ok_or(Failure::NotFound)?;
    let rows = |entries: &[Entry]| -> Vec<TeamRow> {
        entries.iter().map(|entry| row(entry, &listed.names, typed.as_ref())).collect()
    };
    Ok(CaseReview {
        teams: listed
            .teams
            .iter()
            .map(|team| TeamList {
                name: team.name.clone(),
                standing: rows(&team.standing),
                earlier: rows(&team.earlier),
            })
            .collect(),
        errors: typed.map(|typed| typed.errors).unwrap_or_default(),
        done,
    })
}

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let done = came.done.filter(|done| ["case-note", "case-taken-up"].contains(&done.as_str()));
    page(&web, &body(&web, &staff, None, done).await?, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct NoteForm {
    csrf: String,
    said: String,
    agreed: String,
    #[serde(rename = "do")]
    act: String,
}

pub(in crate::web) async fn note(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<NoteForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let taken_up = match form.act.as_str() {
        "taken-up" => true,
        "note" => false,
        _ => return Err(Failure::Form),
    };
    let item = CaseItemId(id);
    let mut errors = Vec::new();
    for (field, text) in [("said", &form.said), ("agreed", &form.agreed)] {
        if text.trim().chars().count() > LONGEST {
            errors.push(FieldError::new(field, "too-long"));
        }
    }
    if !taken_up && form.said.trim().is_empty() && form.agreed.trim().is_empty() {
        errors.push(FieldError::new("said", "missing"));
    }
    if errors.is_empty() {
        let new = NewNote { said: form.said, agreed: form.agreed, taken_up };
        case_review::add_note(&web.app, &staff.who.proof, item, &new).await?.ok_or(Failure::NotFound)?;
        let done = if taken_up { "case-taken-up" } else { "case-note" };
        return Ok(see_other(&format!("/case-review?done={done}")));
    }
    let typed = Typed { item, said: form.said, agreed: form.agreed, errors };
    mend(&web, &body(&web, &staff, Some(typed), None).await?, &staff.chrome_at(&web, "/case-review".to_owned()))
}
