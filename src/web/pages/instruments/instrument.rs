//! `GET /instruments/{id}`: everything about one instrument; and what can be done from there.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{page, see_other, words};
use super::library::row;
use super::{Came, Only, score_words};
use crate::app::instruments::library::{self, Opened};
use crate::app::instruments::sheet::LANGUAGES;
use crate::app::instruments::{draft, draft::From};
use crate::catalogue::Definition;
use crate::domain::instrument::{Item, ItemKind, LicenceClass};
use crate::view::pages::instrument::{
    Asked, Changed, Instrument, PermissionForm, PermissionRow, VersionRow, WordingRow,
};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Arg, Text};

/// What was typed into the forms of the page, and what was wrong with it.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) form: PermissionForm,
    pub(super) language: String,
    pub(super) words: String,
    pub(super) words_wrong: Vec<String>,
    pub(super) errors: Vec<FieldError>,
    pub(super) done: Option<String>,
}

fn asked(definition: &Definition, text: &Text) -> Result<Vec<Asked>, Failure> {
    let language = text.language().tag();
    let wording = definition.wording_in(language);
    let mut group = None;
    let mut last = String::new();
    let mut list = Vec::new();
    for item in &definition.instrument.items {
        let said = wording.and_then(|wording| wording.item(&item.id)).filter(|text| !text.is_empty());
        let mut heading = None;
        if item.group != group {
            group.clone_from(&item.group);
            heading = group.as_ref().and_then(|group| wording?.groups.get(group)).cloned();
        }
        // Said once for questions in a row that are answered alike.
        let how = how(definition, item, text)?;
        let is_same = how == last;
        last.clone_from(&how);
        list.push(Asked {
            number: list.len() + 1,
            text: said.map_or_else(|| words::topic(definition, item, language), str::to_owned),
            language: said.and(wording).map_or_else(|| language.to_owned(), |wording| wording.language.clone()),
            heading,
            how: if is_same { String::new() } else { how },
            condition: score_words::condition(definition, item, text)?,
        });
    }
    Ok(list)
}

/// How a question is answered, in a few words.
fn how(definition: &Definition, item: &Item, text: &Text) -> Result<String, Failure> {
    let wording = definition.wording_in(text.language().tag());
    let ends = wording.and_then(|wording| wording.ends.get(&item.id));
    let number = |value: f64| score_words::number(value, text);
    let line = |id: &str, from: f64, to: f64| -> Result<String, Failure> {
        let said = text.message(id, &[("from", Arg::Number(from)), ("to", Arg::Number(to))])?;
        Ok(ends.map_or_else(|| said.clone(), |ends| format!("{said}: {} – {}", ends.low, ends.high)))
    };
    Ok(match &item.kind {
        ItemKind::Choice { answers, values, highest_first, .. } => {
            let mut labels: Vec<String> = values
                .iter()
                .map(|value| {
                    let label = wording.and_then(|wording| wording.label(answers, *value));
                    label.map_or_else(|| number(*value), |label| format!("{label} ({})", number(*value)))
                })
                .collect();
            if *highest_first {
                labels.reverse();
            }
            labels.join(" · ")
        }
        ItemKind::Scale { from, to, .. } => line("how-scale", *from, *to)?,
        ItemKind::Analogue { from, to, .. } => line("how-analogue", *from, *to)?,
        ItemKind::Number { from, to, .. } => line("how-number", *from, *to)?,
        ItemKind::Text { .. } => text.message("kind-text", &[])?,
        ItemKind::Date => text.message("kind-date", &[])?,
        ItemKind::Display => text.message("kind-display", &[])?,
    })
}

fn body(opened: Opened, typed: Typed, text: &Text) -> Result<Instrument, Failure> {
    let language = text.language().tag();
    let entry = &opened.entry;
    let definition = &entry.definition;
    let instrument = &definition.instrument;
    let licence = &instrument.licence;
    let row = row(entry, language);
    let ages = match (instrument.ages.from, instrument.ages.to) {
        (None, None) => String::new(),
        (from, to) => {
            let year = |age: Option<u32>| age.map_or_else(String::new, |age| age.to_string());
            format!("{}–{}", year(from), year(to))
        }
    };
    let licensed = licence.class != LicenceClass::A || !entry.loaded.is_empty() || definition.wording.is_empty();
    let wanted = if typed.language.is_empty() { language } else { &typed.language };
    let languages =
        LANGUAGES.iter().map(|tag| Ok(Choice::new(*tag, text.message(&format!("tongue-{tag}"), &[])?, *tag == wanted)));
    Ok(Instrument {
        id: instrument.id.clone(),
        full_name: instrument.name.clone(),
        version: instrument.version,
        looks_back: instrument.looks_back.clone(),
        ages,
        purpose: instrument.purpose.clone(),
        not_for: instrument.not_for.clone(),
        words: !definition.wording.is_empty(),
        questions: asked(definition, text)?,
        flagged: score_words::flagged(definition, text)?,
        scores: score_words::scores(definition, text)?,
        against: score_words::against(definition, text)?,
        doubts: instrument.doubts.clone(),
        sources: instrument.sources.iter().map(score_words::cited).collect(),
        holder: licence.holder.clone(),
        terms: licence.terms.clone(),
        notice: licence.notice.clone().unwrap_or_default(),
        electronic: licence.electronic_use,
        may_change: licence.wording_may_change,
        terms_source: score_words::cited(&licence.source),
        changes: instrument
            .history
            .iter()
            .map(|note| Changed { version: note.version, what: note.what.clone(), comparable: note.comparable })
            .collect(),
        versions: opened
            .versions
            .into_iter()
            .map(|(version, by)| VersionRow {
                number: version.version,
                at: version.published_at,
                by,
                checksum: version.checksum,
            })
            .collect(),
        permissions: opened
            .permissions
            .into_iter()
            .map(|(one, by)| PermissionRow {
                id: one.id.to_string(),
                holder: one.holder,
                document: one.document,
                from: one.valid_from,
                until: one.valid_until,
                by,
                at: one.recorded_at,
                revoked_at: one.revoked_at,
            })
            .collect(),
        wordings: opened
            .wordings
            .into_iter()
            .map(|(one, by)| WordingRow {
                language: one.language,
                version: one.instrument_version,
                hash: one.hash,
                by,
                at: one.loaded_at,
            })
            .collect(),
        languages: languages.collect::<Result<_, Failure>>()?,
        own: entry.own,
        licensed: licensed && !instrument.is_total_only(),
        may_manage: opened.may_manage,
        form: typed.form,
        words_text: typed.words,
        words_wrong: typed.words_wrong,
        errors: typed.errors,
        done: typed.done,
        row,
    })
}

/// The page with what was typed.
pub(super) async fn filled(web: &Web, staff: &Staff, id: &str, typed: Typed) -> Result<Instrument, Failure> {
    let opened = library::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    body(opened, typed, web.text(staff.language()))
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let typed = Typed { done: came.done(), ..Typed::default() };
    page(&web, &filled(&web, &staff, &id, typed).await?, &staff.chrome(&web))
}

/// `GET /instruments/{id}/files`: the files as one text.
pub(in crate::web) async fn files(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let text = library::export(&web.app, &staff.who.proof, &id).await?.ok_or(Failure::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

async fn begin(web: &Web, staff: &Staff, csrf: &str, from: From) -> Result<Response, Failure> {
    staff.check(csrf)?;
    let language = staff.language().tag();
    let id = draft::add(&web.app, &staff.who.proof, language, from).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/instruments/drafts/{id}/about")))
}

/// `POST /instruments/{id}/copy`: a draft of another instrument, made from this one.
pub(in crate::web) async fn copy(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    begin(&web, &staff, &form.csrf, From::Copy { id }).await
}

/// `POST /instruments/{id}/next`: a draft of an own instrument's next version.
pub(in crate::web) async fn next(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    begin(&web, &staff, &form.csrf, From::Next { id }).await
}

/// `POST /instruments/{id}/withdraw`: asked of nobody any more.
pub(in crate::web) async fn withdraw(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    draft::withdraw(&web.app, &staff.who.proof, &id).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/instruments/{id}?done=withdrawn")))
}
