//! `/mine/answers/{response}/correct`: the form with what was answered, to change, on one page.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::answer::field;
use super::super::{mend, page, see_other};
use super::{Inside, named};
use crate::app::mine::{self, Corrected};
use crate::app::review::Form;
use crate::domain::care::ResponseId;
use crate::domain::instrument::{Answer, Answers, Item};
use crate::view::language::direction;
use crate::view::pages::patient::{AnswerError, OwnCorrect, OwnQuestion};

/// What the field of an item is called in the form.
fn name(item: &Item) -> String {
    format!("q.{}", item.id)
}

/// What is sent for "I would rather not answer".
const DECLINED: &str = "declined";

/// What was typed and has to be mended.
#[derive(Default)]
struct Typed {
    given: Option<BTreeMap<String, String>>,
    errors: BTreeMap<String, AnswerError>,
    reason: String,
    wrong: Option<String>,
}

/// What is sent for one item, when it is not empty.
fn sent<'a>(given: &'a BTreeMap<String, String>, item: &Item) -> Option<&'a str> {
    given.get(&name(item)).map(String::as_str).filter(|text| !text.trim().is_empty())
}

fn body(form: &Form, typed: Typed) -> OwnCorrect {
    let spoken = form.response.provenance.language.as_str();
    let wording = form.definition.wording_in(spoken);
    let questions = form.definition.instrument.items.iter().map(|item| {
        let typed_here = typed.given.as_ref().map(|given| sent(given, item));
        let kept = match typed_here {
            None => form.answers.lookup(&item.id).cloned(),
            Some(Some(DECLINED)) => Some(Answer::Declined),
            Some(given) => field::read(item, given).ok().flatten(),
        };
        let mut field = field::build(form.definition, item, spoken, kept.as_ref());
        if let (Some(Some(given)), true) = (typed_here, typed.errors.contains_key(&item.id)) {
            field::keep(&mut field, given);
        }
        OwnQuestion {
            name: name(item),
            text: wording.and_then(|wording| wording.item(&item.id)).unwrap_or(&item.topic).to_owned(),
            field,
            optional: !item.required,
            may_decline: item.may_decline && item.is_answered(),
            declined: kept == Some(Answer::Declined),
            error: typed.errors.get(&item.id).copied(),
        }
    });
    OwnCorrect {
        form: named(form),
        direction: direction(wording.map_or("nb", |wording| wording.language.as_str())).to_owned(),
        instruction: wording.map_or_else(String::new, |wording| wording.instruction.clone()),
        questions: questions.collect(),
        reason: typed.reason,
        wrong: typed.wrong,
    }
}

async fn read(web: &Web, inside: &Inside, id: Uuid) -> Result<Form, Failure> {
    let own = mine::read_answers(&web.app, &inside.session, ResponseId(id)).await?.ok_or(Failure::Gone)?;
    if own.form.definition.instrument.is_total_only() { Err(Failure::Gone) } else { Ok(own.form) }
}

fn path(id: Uuid) -> String {
    format!("/mine/answers/{id}/correct")
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let inside = Inside::read(&web, &headers).await?;
    let form = read(&web, &inside, id).await?;
    page(&web, &body(&form, Typed::default()), &inside.chrome(&web, &headers, &path(id)))
}

/// The answers that were sent, and what is wrong with those that are none.
fn answers(form: &Form, given: &BTreeMap<String, String>) -> (Answers, BTreeMap<String, AnswerError>) {
    let (mut answers, mut errors) = (Answers::new(), BTreeMap::new());
    for item in form.definition.instrument.items.iter().filter(|item| item.is_answered()) {
        let read = match sent(given, item) {
            Some(DECLINED) if item.may_decline => Ok(Some(Answer::Declined)),
            text => field::read(item, text),
        };
        match read {
            Ok(Some(answer)) => answers.add(item.id.clone(), answer),
            Ok(None) => {}
            Err(error) => {
                errors.insert(item.id.clone(), error);
            }
        }
    }
    // Needed where it applies, and where it was answered before: what was left open then may stay so.
    let missing = |item: &&Item| {
        item.required && item.is_answered() && answers.lookup(&item.id).is_none() && !errors.contains_key(&item.id)
    };
    let asked = form.definition.instrument.asked(&answers);
    let was = |item: &&Item| form.answers.lookup(&item.id).is_some();
    let open: Vec<String> = asked.into_iter().filter(missing).filter(was).map(|item| item.id.clone()).collect();
    errors.extend(open.into_iter().map(|item| (item, AnswerError::Missing)));
    (answers, errors)
}

pub(in crate::web) async fn save(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let mut given: BTreeMap<String, String> = fields.into_iter().collect();
    let csrf = given.remove("csrf").ok_or(Failure::Form)?;
    let inside = Inside::sent(&web, &headers, &csrf).await?;
    let reason = given.remove("reason").unwrap_or_default();
    let form = read(&web, &inside, id).await?;
    if !given.keys().all(|key| form.definition.instrument.items.iter().any(|item| name(item) == *key)) {
        return Err(Failure::Form);
    }
    let (answers, errors) = answers(&form, &given);
    let wrong = if errors.is_empty() {
        match mine::correct(&web.app, &inside.session, ResponseId(id), &answers, &reason).await? {
            None => return Err(Failure::Gone),
            Some(Corrected::Stored(_)) => return Ok(see_other("/mine?done=corrected")),
            Some(Corrected::Same) => Some("same"),
            Some(Corrected::Empty) => Some("empty"),
            Some(Corrected::Reason) => Some("reason"),
        }
    } else {
        None
    };
    let typed = Typed { given: Some(given), errors, reason, wrong: wrong.map(str::to_owned) };
    mend(&web, &body(&form, typed), &inside.chrome(&web, &headers, &path(id)))
}
