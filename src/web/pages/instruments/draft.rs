//! `/instruments/drafts/{id}/{section}`: writing an instrument.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{page, see_other};
use super::forms::{self, Sent};
use super::sections::{self, Tried};
use super::{Came, Only, preview};
use crate::app::instruments::draft::{self, Open, Publishing, Saved};
use crate::app::instruments::edit::Edit;
use crate::app::instruments::findings::Section;
use crate::app::instruments::trial;
use crate::domain::access::Permission;
use crate::view::pages::instrument::editor::{Editor, Step};

/// More fields than the largest draft has.
const MOST_FIELDS: usize = 5_000;

#[derive(Default, Deserialize)]
pub(in crate::web) struct Wanted {
    #[serde(default)]
    show: String,
    #[serde(default)]
    language: String,
    done: Option<String>,
}

/// What the page shows beside the draft itself.
#[derive(Default)]
struct Beside {
    show: String,
    language: String,
    tried: Tried,
    late: Option<String>,
    done: Option<String>,
}

fn body(web: &Web, staff: &Staff, open: &Open, section: Section, beside: Beside) -> Result<Editor, Failure> {
    let text = web.text(staff.language());
    let base = format!("/instruments/drafts/{}", open.draft.id);
    let definition = draft::preview(&open.sheet);
    let steps = Section::ALL.iter().map(|one| Step {
        code: one.code().to_owned(),
        url: format!("{base}/{one}"),
        findings: open.findings.iter().filter(|finding| finding.section == *one).count(),
        current: *one == section,
    });
    let here = open.findings.iter().filter(|finding| finding.section == section);
    let tongue = if section == Section::Languages {
        sections::other_language(&open.sheet, &beside.language)
    } else {
        open.sheet.first_language()
    };
    let preview = match &definition {
        Some(definition) => preview::of(web, definition, &beside.show, tongue)?,
        None => None,
    };
    let after = Section::ALL.iter().skip_while(|one| **one != section).nth(1);
    Ok(Editor {
        section: section.code().to_owned(),
        steps: steps.collect(),
        next: after.map(|one| format!("{base}/{one}")),
        name: open.draft.name.clone(),
        revision: open.draft.revision,
        saved_at: open.draft.updated_at,
        saved_by: open.by.clone(),
        may_undo: open.may_undo,
        findings: here.map(|finding| sections::said(finding, &base, text)).collect::<Result<_, _>>()?,
        preview,
        language: open.sheet.first_language().to_owned(),
        content: sections::content(section, open, definition.as_ref(), (&beside.language, &beside.tried), text)?,
        late: beside.late,
        done: beside.done,
        base,
    })
}

async fn opened(web: &Web, staff: &Staff, id: Uuid) -> Result<Open, Failure> {
    staff.need(Permission::ManageInstruments)?;
    draft::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let open = opened(&web, &staff, id).await?;
    let section = Section::from_code(&section).ok_or(Failure::NotFound)?;
    let done = Came { done: wanted.done }.done();
    let beside = Beside { show: wanted.show, language: wanted.language, done, ..Beside::default() };
    page(&web, &body(&web, &staff, &open, section, beside)?, &staff.chrome(&web))
}

pub(in crate::web) async fn save(
    State(web): State<Web>,
    staff: Staff,
    Path((id, section)): Path<(Uuid, String)>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    if fields.len() > MOST_FIELDS {
        return Err(Failure::TooLarge);
    }
    let sent = Sent(fields);
    staff.check(sent.get("csrf"))?;
    let open = opened(&web, &staff, id).await?;
    let section = Section::from_code(&section).ok_or(Failure::NotFound)?;
    let seen: i64 = sent.get("revision").parse().map_err(|_| Failure::Form)?;
    let base = format!("/instruments/drafts/{id}");
    let chrome = staff.chrome_at(&web, format!("{base}/{section}"));
    let quietly = headers.contains_key("x-save");
    let mut edits = forms::edits(section, &sent, &open.sheet);
    let mut beside = Beside { show: show_of(&sent), language: sent.get("other").to_owned(), ..Beside::default() };
    if section == Section::Try {
        beside.tried = tried(&sent, &open);
        edits.extend(kept(&sent, &open, &beside.tried));
        // Trying changes nothing: only what is kept or removed is stored.
        if edits.is_empty() && sent.pressed().0 == "next" {
            return Ok(see_other(&place_after(&base, section, sent.pressed(), &open, &beside)));
        }
        if edits.is_empty() {
            return page(&web, &body(&web, &staff, &open, section, beside)?, &chrome);
        }
    }
    let saved = draft::change(&web.app, &staff.who.proof, id, seen, edits).await?.ok_or(Failure::NotFound)?;
    let after = match saved {
        Saved::Late { kept } => {
            beside.late = Some(kept.map_or_else(String::new, |kept| format!("/instruments/drafts/{kept}/{section}")));
            let response = page(&web, &body(&web, &staff, &open, section, beside)?, &chrome)?;
            return Ok((StatusCode::CONFLICT, response).into_response());
        }
        Saved::Stored(after) => *after,
    };
    if quietly {
        return page(&web, &body(&web, &staff, &after, section, beside)?, &chrome);
    }
    let (pressed, about) = sent.pressed();
    if pressed == "publish" {
        return publish(&web, &staff, id, after.draft.revision).await;
    }
    Ok(see_other(&place_after(&base, section, (pressed, about), &after, &beside)))
}

/// The question to show: one that a button of the preview asks for comes after the field that holds the
/// present one.
fn show_of(sent: &Sent) -> String {
    let shown = sent.0.iter().rev().find(|(name, _)| name == "show");
    shown.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// Where to go on after a form was stored.
fn place_after(base: &str, section: Section, (pressed, about): (&str, &str), open: &Open, beside: &Beside) -> String {
    let here = format!("{base}/{section}");
    let last = open.sheet.questions.last().map_or("", |question| question.id.as_str());
    match pressed {
        "next" => {
            let next = Section::ALL.iter().skip_while(|one| **one != section).nth(1).copied();
            format!("{base}/{}", next.unwrap_or(section))
        }
        "add" | "several" => format!("{here}?show={last}#q-{last}"),
        "up" | "down" | "copy" => format!("{here}?show={about}#q-{about}"),
        "language" => format!("{here}?language={about}"),
        "add-score" | "remove-score" | "remove" | "drop" | "remove-language" | "add-language" | "keep" => here,
        _ if section == Section::Languages => format!("{here}?language={}", beside.language),
        _ if beside.show.is_empty() => here,
        _ => format!("{here}?show={}", beside.show),
    }
}

fn tried(sent: &Sent, open: &Open) -> Tried {
    let expected =
        open.sheet.scales.iter().map(|score| (score.id.clone(), sent.get(&format!("expect-{}", score.id)).to_owned()));
    Tried { answers: sent.tried(), expected: expected.collect(), name: sent.get("keep-name").to_owned() }
}

/// The filled-in form to keep, when that was asked for and what somebody worked out agrees with the rule.
fn kept(sent: &Sent, open: &Open, tried: &Tried) -> Option<Edit> {
    if sent.pressed().0 != "keep" {
        return None;
    }
    let definition = draft::preview(&open.sheet)?;
    let answers = trial::answers(&definition, &tried.answers);
    let done = trial::try_out(&open.sheet, &definition, &answers);
    let all_agree = !done.scores.is_empty()
        && done.scores.iter().all(|steps| {
            let expected = tried.expected.get(&steps.scale).map_or("", String::as_str);
            sections::agrees(expected, steps.score.value())
        });
    let name = if tried.name.is_empty() { format!("{}", open.sheet.examples.len() + 1) } else { tried.name.clone() };
    all_agree.then(|| Edit::Keep(trial::keep(&open.sheet, &name, &answers, &done)))
}

async fn publish(web: &Web, staff: &Staff, id: Uuid, seen: i64) -> Result<Response, Failure> {
    let done = draft::publish(&web.app, &staff.who.proof, id, seen).await?.ok_or(Failure::NotFound)?;
    let here = format!("/instruments/drafts/{id}/publish");
    Ok(match done {
        Publishing::Done { id, .. } => see_other(&format!("/instruments/{id}?done=published")),
        Publishing::Refused(_) | Publishing::Late => see_other(&here),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Undo {
    csrf: String,
    section: String,
    revision: i64,
}

/// `POST /instruments/drafts/{id}/undo`.
pub(in crate::web) async fn undo(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Undo>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let open = opened(&web, &staff, id).await?;
    let section = Section::from_code(&form.section).ok_or(Failure::Form)?;
    let undone = draft::undo(&web.app, &staff.who.proof, id, form.revision).await?;
    let done = if undone.is_some() { "?done=undone" } else { "" };
    Ok(see_other(&format!("/instruments/drafts/{}/{section}{done}", open.draft.id)))
}

/// `POST /instruments/drafts/{id}/remove`.
pub(in crate::web) async fn remove(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    draft::remove(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    Ok(see_other("/instruments?done=draft-removed"))
}
