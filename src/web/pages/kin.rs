//! Next of kin: a section of `/episodes/{id}/plan`, and one line on the patient's page.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::new_patient::{choices, date};
use super::plan;
use crate::app::kin::{self, Kin, LONGEST, NewInvolvement, Who};
use crate::app::people::Known;
use crate::app::review::CaseFile;
use crate::domain::access::Permission;
use crate::domain::care::{ContactId, EpisodeId};
use crate::domain::kin::{Children, Extent, How, last_involved};
use crate::domain::local_time;
use crate::view::pages::clinician::{KinDone, KinEntry, KinLine, KinPlan};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::Text;

/// What was typed and has to be mended.
#[derive(Default)]
pub(super) struct Typed {
    wish: Option<WishForm>,
    involved: Option<InvolvedForm>,
    children: Option<ChildrenForm>,
}

/// The line on the patient's page; `None` when nothing is written.
pub(super) fn line(known: &Kin) -> Option<KinLine> {
    let children = known.children.first().is_some_and(|known| known.answer == Children::Some);
    let last_on = last_involved(known.involvements.iter().map(|done| (done.on, done.how)));
    let wish = known.wishes.first();
    (wish.is_some() || last_on.is_some() || children).then(|| KinLine {
        extent: wish.map_or_else(String::new, |wish| wish.extent.code().to_owned()),
        last_on,
        children,
    })
}

/// The section of the plan.
pub(super) fn section(
    case: &CaseFile,
    contacts: &[Known],
    typed: Typed,
    today: NaiveDate,
    text: &Text,
) -> Result<KinPlan, Failure> {
    let name = |id| case.names.get(&id).cloned().unwrap_or_default();
    let known = &case.kin;
    let mend = match (&typed.wish, &typed.involved, &typed.children) {
        (Some(_), ..) => "wish",
        (_, Some(_), _) => "involved",
        (.., Some(_)) => "children",
        _ => "",
    };
    let wish = typed.wish.unwrap_or_default();
    let involved = typed.involved.unwrap_or_else(|| InvolvedForm {
        involved_on: today.to_string(),
        who: contacts.first().map(|known| known.id.to_string()).unwrap_or_default(),
        ..InvolvedForm::default()
    });
    let children = typed.children.unwrap_or_default();
    let mut whos: Vec<Choice> = contacts
        .iter()
        .map(|known| {
            let id = known.id.to_string();
            let chosen = id == involved.who;
            Choice::new(id, known.contact.name.clone(), chosen)
        })
        .collect();
    whos.push(Choice::new("", text.message("kin-who-other", &[])?, involved.who.is_empty()));
    Ok(KinPlan {
        wishes: known
            .wishes
            .iter()
            .map(|wish| KinEntry {
                code: wish.extent.code().to_owned(),
                words: wish.words.clone(),
                by: name(wish.by),
                at: wish.at,
            })
            .collect(),
        done: known
            .involvements
            .iter()
            .map(|done| KinDone {
                on: done.on,
                how: done.how.code().to_owned(),
                who: done.who.clone(),
                words: done.words.clone(),
                by: name(done.by),
            })
            .collect(),
        children: known
            .children
            .iter()
            .map(|known| KinEntry {
                code: known.answer.code().to_owned(),
                words: known.arranged.clone(),
                by: name(known.by),
                at: known.at,
            })
            .collect(),
        extents: choices(codes(Extent::ALL, Extent::code), "extent", wish.extent.as_deref().unwrap_or(""), text)?,
        kin_words: wish.kin_words,
        involved_on: involved.involved_on,
        hows: choices(codes(How::ALL, How::code), "involved", &involved.how, text)?,
        whos,
        who_words: involved.who_words,
        involved_words: involved.involved_words,
        answers: choices(
            codes(Children::ALL, Children::code),
            "children",
            children.children.as_deref().unwrap_or(""),
            text,
        )?,
        arranged: children.arranged,
        mend: mend.to_owned(),
    })
}

fn codes<T: Copy>(all: &'static [T], code: fn(T) -> &'static str) -> impl Iterator<Item = &'static str> {
    all.iter().map(move |one| code(*one))
}

/// What is wrong with a text, if anything.
fn too_long(field: &str, text: &str) -> Option<FieldError> {
    (text.trim().chars().count() > LONGEST).then(|| FieldError::new(field, "too-long"))
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct WishForm {
    csrf: String,
    extent: Option<String>,
    kin_words: String,
}

pub(in crate::web) async fn wish(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<WishForm>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    let extent = form.extent.as_deref().map(|code| Extent::from_code(code).ok_or(Failure::Form)).transpose()?;
    let mut errors: Vec<FieldError> = too_long("kin_words", &form.kin_words).into_iter().collect();
    if extent == Some(Extent::Agreed) && form.kin_words.trim().is_empty() {
        errors.push(FieldError::new("kin_words", "missing"));
    }
    match extent {
        None => errors.push(FieldError::new("extent", "missing")),
        Some(extent) if errors.is_empty() => {
            let done = kin::add_wish(&web.app, &staff.who.proof, EpisodeId(id), extent, &form.kin_words).await?;
            return done.map(|()| plan::done(id, "kin#kin")).ok_or(Failure::NotFound);
        }
        Some(_) => {}
    }
    let kin = Typed { wish: Some(form), ..Typed::default() };
    plan::mend_kin(&web, &staff, id, kin, errors).await
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct InvolvedForm {
    csrf: String,
    involved_on: String,
    how: String,
    /// One of those who are asked too; empty: somebody else.
    who: String,
    who_words: String,
    involved_words: String,
}

pub(in crate::web) async fn involved(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<InvolvedForm>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    let how = How::from_code(&form.how).ok_or(Failure::Form)?;
    let who = match form.who.as_str() {
        "" => Who::Words(form.who_words.clone()),
        contact => Who::Contact(ContactId(contact.parse().map_err(|_| Failure::Form)?)),
    };
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let today = local_time::day_of(zone, web.app.ambient.now());
    let texts = [("who_words", &form.who_words), ("involved_words", &form.involved_words)];
    let mut errors: Vec<FieldError> = texts.iter().filter_map(|(field, text)| too_long(field, text)).collect();
    if form.who.is_empty() && form.who_words.trim().is_empty() {
        errors.push(FieldError::new("who_words", "missing"));
    }
    let on = match date(&form.involved_on) {
        None if form.involved_on.trim().is_empty() => Err("missing"),
        None => Err("invalid"),
        Some(day) if day > today => Err("in-the-future"),
        Some(day) => Ok(day),
    };
    match on {
        Err(wrong) => errors.push(FieldError::new("involved_on", wrong)),
        Ok(on) if errors.is_empty() => {
            let new = NewInvolvement { on, how, who, words: form.involved_words };
            let done = kin::add_involvement(&web.app, &staff.who.proof, EpisodeId(id), &new).await?;
            return done.map(|()| plan::done(id, "kin#kin")).ok_or(Failure::NotFound);
        }
        Ok(_) => {}
    }
    let kin = Typed { involved: Some(form), ..Typed::default() };
    plan::mend_kin(&web, &staff, id, kin, errors).await
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ChildrenForm {
    csrf: String,
    children: Option<String>,
    arranged: String,
}

pub(in crate::web) async fn children(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<ChildrenForm>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&form.csrf)?;
    let answer = form.children.as_deref().map(|code| Children::from_code(code).ok_or(Failure::Form)).transpose()?;
    let mut errors: Vec<FieldError> = too_long("arranged", &form.arranged).into_iter().collect();
    match answer {
        None => errors.push(FieldError::new("children", "missing")),
        Some(answer) if errors.is_empty() => {
            let done = kin::add_children(&web.app, &staff.who.proof, EpisodeId(id), answer, &form.arranged).await?;
            return done.map(|()| plan::done(id, "kin#kin")).ok_or(Failure::NotFound);
        }
        Some(_) => {}
    }
    let kin = Typed { children: Some(form), ..Typed::default() };
    plan::mend_kin(&web, &staff, id, kin, errors).await
}
