//! `GET /instruments`: every instrument there is, and whether it can be sent.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::{page, words};
use super::DONE;
use crate::app::instruments::draft;
use crate::app::instruments::library::{self, Entry};
use crate::domain::access::Permission;
use crate::domain::instrument::gate::NotSendable;
use crate::domain::instrument::{Area, LicenceClass, Status};
use crate::view::pages::Choice;
use crate::view::pages::instrument::{DraftRow, Library, Row, Shelf, Standing};
use crate::view::text::Text;

#[derive(Deserialize)]
pub(in crate::web) struct Find {
    #[serde(default)]
    q: String,
    #[serde(default)]
    area: String,
    sendable: Option<String>,
    done: Option<String>,
}

/// A group in an address and in the names of texts.
pub(super) fn area_code(area: Area) -> String {
    area.name().replace(' ', "-")
}

/// Whether an instrument can be sent, as pages say it.
pub(in crate::web::pages) fn standing(standing: Result<(), NotSendable>) -> Standing {
    match standing {
        Ok(()) => Standing { code: "ok".to_owned(), day: None },
        Err(reason) => Standing { code: reason.code().to_owned(), day: reason.day() },
    }
}

/// What a list says of an instrument.
pub(super) fn row(entry: &Entry, language: &str) -> Row {
    let definition = &entry.definition;
    let instrument = &definition.instrument;
    let class = match instrument.licence.class {
        _ if entry.own && instrument.licence.class == LicenceClass::A => "own",
        LicenceClass::A => "a",
        LicenceClass::B => "b",
        LicenceClass::C => "c",
        LicenceClass::D => "d",
    };
    Row {
        url: format!("/instruments/{}", instrument.id),
        name: words::name(definition, language),
        about: definition
            .feedback_in(language)
            .map_or_else(|| instrument.measures.clone(), |words| words.short.clone()),
        minutes: instrument.minutes,
        questions: instrument.items.iter().filter(|item| item.is_answered()).count(),
        answered_by: instrument.answered_by.iter().map(|one| one.code().to_owned()).collect(),
        languages: definition.wording.keys().cloned().collect(),
        class: class.to_owned(),
        unreviewed: instrument.status() == Status::Draft,
        validated: instrument.validated,
        withdrawn: entry.withdrawn_at.is_some(),
        standing: standing(entry.standing),
    }
}

/// Whether an instrument is what somebody looks for: every word somewhere in what it is called or about.
fn matches(entry: &Entry, row: &Row, wanted: &str) -> bool {
    let instrument = &entry.definition.instrument;
    let text =
        [&row.name, &row.about, &instrument.id, &instrument.name, &instrument.measures].map(|text| text.to_lowercase());
    wanted.split_whitespace().all(|word| text.iter().any(|text| text.contains(word)))
}

fn shelves(entries: &[Entry], find: &Find, language: &str) -> Vec<Shelf> {
    let wanted = find.q.trim().to_lowercase();
    let mut shelves = Vec::new();
    let on = |area: Option<Area>| {
        let mut rows: Vec<Row> = entries
            .iter()
            .filter(|entry| match area {
                None => entry.own,
                Some(area) => !entry.own && entry.definition.instrument.area == area,
            })
            .filter(|entry| find.area.is_empty() || area_code(entry.definition.instrument.area) == find.area)
            .map(|entry| (entry, row(entry, language)))
            .filter(|(entry, row)| matches(entry, row, &wanted))
            .map(|(_, row)| row)
            .filter(|row| find.sendable.is_none() || (row.standing.code == "ok" && !row.withdrawn))
            .collect();
        rows.sort_by_key(|row| row.name.to_lowercase());
        rows
    };
    for (area, code) in
        std::iter::once((None, "own".to_owned())).chain(Area::ALL.into_iter().map(|area| (Some(area), area_code(area))))
    {
        let rows = on(area);
        if !rows.is_empty() {
            shelves.push(Shelf { area: code, rows });
        }
    }
    shelves
}

pub(super) fn areas(chosen: &str, text: &Text) -> Result<Vec<Choice>, Failure> {
    let mut areas = Vec::new();
    for area in Area::ALL {
        let code = area_code(area);
        areas.push(Choice::new(&code, text.message(&format!("area-{code}"), &[])?, code == chosen));
    }
    Ok(areas)
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(find): Query<Find>,
) -> Result<Response, Failure> {
    let proof = &staff.who.proof;
    let text = web.text(staff.language());
    let entries = library::list(&web.app, proof).await?;
    let shelves = shelves(&entries, &find, text.language().tag());
    let drafts = draft::list(&web.app, proof).await?;
    let mut choices = vec![Choice::new("", text.message("area-all", &[])?, find.area.is_empty())];
    choices.extend(areas(&find.area, text)?);
    let body = Library {
        areas: choices,
        sendable: find.sendable.is_some(),
        count: shelves.iter().map(|shelf| shelf.rows.len()).sum(),
        shelves,
        drafts: drafts
            .into_iter()
            .map(|(draft, saved_by)| DraftRow {
                url: format!("/instruments/drafts/{}/about", draft.id),
                name: draft.name,
                saved_at: draft.updated_at,
                saved_by,
            })
            .collect(),
        may_manage: proof.grants().allow(Permission::ManageInstruments),
        done: find.done.filter(|done| DONE.contains(&done.as_str())),
        query: find.q,
    };
    page(&web, &body, &staff.chrome(&web))
}
