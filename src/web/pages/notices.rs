//! `/notices`: answers that somebody is to see, and the cards of them on a patient's page.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::{page, see_other, words};
use crate::app::notices::{self, Entry, Handed, Late, Mine};
use crate::app::review::{CaseFile, Form};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, NoticeId, Respondent};
use crate::domain::instrument::{Answer, Test};
use crate::domain::notice::NoticeState;
use crate::store::Actor;
use crate::view::pages::Choice;
use crate::view::pages::notice::{HandedOver, LateRow, NoticeCard, NoticeRow, Notices};
use crate::view::text::{Arg, Text};

/// Names of staff, by id.
type Names = std::collections::BTreeMap<AccountId, String>;

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

/// The notices of a patient's page, by when they were answered: those that wait, and those that were seen until the
/// same form is answered again.
pub(super) async fn cards(web: &Web, staff: &Staff, case: &CaseFile) -> Result<Vec<NoticeCard>, Failure> {
    let entries = notices::list_by_episode(&web.app, &staff.who.proof, case.episode.id).await?;
    let text = web.text(staff.language());
    let mut cards = Vec::new();
    for entry in entries {
        let Some(form) = case.forms.iter().find(|form| form.response.id == entry.notice.response) else { continue };
        let newest = case.forms.iter().rev().find(|other| other.response.instrument == form.response.instrument);
        let answered_since = newest.is_some_and(|newest| newest.response.answered_at > form.response.answered_at);
        if entry.notice.state == NoticeState::Waiting || !answered_since {
            cards.extend(card(web, staff, &entry, form, &case.names, text)?);
        }
    }
    Ok(cards)
}

/// One notice with the answer it quotes; `None` when the form has no such question any more.
fn card(
    web: &Web,
    staff: &Staff,
    entry: &Entry,
    form: &Form,
    names: &Names,
    text: &Text,
) -> Result<Option<NoticeCard>, Failure> {
    let Actor::Account(reader) = staff.who.proof.actor() else { return Ok(None) };
    let notice = &entry.notice;
    let definition = form.definition;
    let Some(item) = definition.instrument.item(&notice.item) else { return Ok(None) };
    let Some(answer) = form.answers.lookup(&item.id) else { return Ok(None) };
    let language = text.language().tag();
    let wording = definition.wording_in(language);
    let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
    let now = web.app.ambient.now();
    let waits = notice.state == NoticeState::Waiting;
    let mine = notice.owner == Some(reader);
    let others = entry.treating.iter().filter(|account| notice.owner != Some(**account) && **account != reader);
    Ok(Some(NoticeCard {
        id: notice.id.to_string(),
        question: wording.and_then(|wording| wording.item(&item.id)).unwrap_or(&item.topic).to_owned(),
        answer: words::label(definition, item, answer, language).unwrap_or_default(),
        text_language: wording.map_or_else(|| language.to_owned(), |wording| wording.language.clone()),
        asked: Some(form.response.provenance.respondent)
            .filter(|who| *who != Respondent::Patient)
            .map(|who| who.code().to_owned()),
        why: why(entry, form, text)?,
        answered_at: notice.answered_at,
        shown_at: notice.shown_at,
        due_at: notice.due_at,
        late: notice.is_late(now),
        seen_at: notice.seen_at,
        seen_by: notice.seen_by.map_or_else(String::new, name),
        owner: notice.owner.map_or_else(String::new, name),
        handed: entry
            .handovers
            .iter()
            .map(|one| HandedOver { at: one.at, from: one.from.map_or_else(String::new, name), to: name(one.to) })
            .collect(),
        may_see: notice.may_be_seen_by(reader),
        to: if waits && mine {
            others.map(|account| Choice::new(account.to_string(), name(*account), false)).collect()
        } else {
            Vec::new()
        },
        may_take: waits && !mine && notice.owner.is_some() && entry.treating.contains(&reader),
    }))
}

/// Why a notice is shown: the test that the answer met, in the words of the form's own answers, and whose test it is.
fn why(entry: &Entry, form: &Form, text: &Text) -> Result<String, Failure> {
    let notice = &entry.notice;
    let instrument = &form.definition.instrument;
    let met = notice.chosen.or_else(|| instrument.risk(&notice.item).map(|risk| risk.when));
    let whose = text.message(if notice.chosen.is_some() { "notice-why-unit" } else { "notice-why-form" }, &[])?;
    let (Some(met), Some(item)) = (met, instrument.item(&notice.item)) else { return Ok(whose) };
    let answer = words::label(form.definition, item, &Answer::Value(met.value()), text.language().tag());
    let id = match met {
        Test::AtLeast(_) => "notice-why-at-least",
        Test::AtMost(_) => "notice-why-at-most",
        Test::Is(_) => "notice-why-is",
    };
    let said = text.message(id, &[("answer", Arg::from(answer.unwrap_or_default()))])?;
    Ok(format!("{said} {whose}"))
}

fn row(web: &Web, staff: &Staff, mine: &Mine, names: &Names, text: &Text) -> Result<Option<NoticeRow>, Failure> {
    let Some(form) = &mine.form else { return Ok(None) };
    let item = form.definition.instrument.item(&mine.entry.notice.item);
    let topic = item.map_or_else(String::new, |item| words::topic(form.definition, item, text.language().tag()));
    let url = format!("/episodes/{}", mine.entry.notice.episode);
    let card = card(web, staff, &mine.entry, form, names, text)?;
    Ok(card.map(|card| NoticeRow { name: mine.identity.name(), url, topic, card }))
}

fn late(web: &Web, notice: Late) -> LateRow {
    let hours = (web.app.ambient.now() - notice.answered_at).num_hours();
    LateRow {
        id: notice.id.to_string(),
        unit: notice.unit,
        owned: notice.owned,
        answered_at: notice.answered_at,
        due_at: notice.due_at,
        hours: u32::try_from(hours).unwrap_or(0),
        to: notice.others.into_iter().map(|(id, name)| Choice::new(id.to_string(), name, false)).collect(),
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let proof = &staff.who.proof;
    let own = notices::list_own(&web.app, proof).await?;
    let led = notices::list_late(&web.app, proof).await?;
    // Whoever may decide only finds the way to the rule.
    let decides = staff.notices && proof.grants().allow(Permission::ManageProtocols);
    if own.is_none() && led.is_none() && !decides {
        return Err(Failure::NotFound);
    }
    let text = web.text(staff.language());
    let (mut waiting, mut seen) = (Vec::new(), Vec::new());
    let (treats, leads) = (own.is_some(), led.is_some());
    let own = own.unwrap_or_default();
    for mine in &own.notices {
        let row = row(&web, &staff, mine, &own.names, text)?;
        if mine.entry.notice.state == NoticeState::Waiting { waiting.extend(row) } else { seen.extend(row) }
    }
    let body = Notices {
        treats,
        leads,
        decides,
        waiting,
        seen,
        late: led.unwrap_or_default().into_iter().map(|notice| late(&web, notice)).collect(),
        done: came.done.filter(|done| ["seen", "handed"].contains(&done.as_str())),
    };
    page(&web, &body, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct SeenForm {
    csrf: String,
    back: String,
}

pub(in crate::web) async fn seen(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<SeenForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let episode = notices::see(&web.app, &staff.who.proof, NoticeId(id)).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&match form.back.as_str() {
        "episode" => format!("/episodes/{episode}?done=seen"),
        _ => "/notices?done=seen".to_owned(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct HandForm {
    csrf: String,
    back: String,
    /// An account; empty: the reader takes it over.
    to: String,
}

pub(in crate::web) async fn hand_over(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<HandForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let to = match form.to.as_str() {
        "" => staff.who.account.id,
        given => AccountId(given.parse().map_err(|_| Failure::Form)?),
    };
    let handed = notices::hand_over(&web.app, &staff.who.proof, NoticeId(id), to).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&match (handed, form.back.as_str()) {
        (Handed::OfEpisode(episode), "episode") => format!("/episodes/{episode}?done=handed"),
        _ => "/notices?done=handed".to_owned(),
    }))
}
