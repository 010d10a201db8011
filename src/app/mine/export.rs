//! Everything about oneself, to take along.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::look::episodes;
use super::traces::{Opened, list_opened, list_shared};
use crate::app::enrol::unit_name;
use crate::app::review::{Form, forms};
use crate::app::summary::{self, CourseSummary};
use crate::app::{App, Result};
use crate::domain::care::{Episode, Identity, Request, Respondent, ResponseId, Session};
use crate::domain::instrument::Answers;
use crate::store::message::Message;
use crate::store::mine::{self, OwnSession};
use crate::store::person::Person;
use crate::store::response::EndKind;
use crate::store::{self};

/// Everything a service has about one patient, as far as it is the patient's to take along. Notes that were not shared
/// are there by date; what others answered is counted.
#[derive(Clone, Debug)]
pub struct Everything {
    /// Who it is.
    pub identity: Identity,
    /// The record.
    pub person: Person,
    /// When it was taken out.
    pub at: DateTime<Utc>,
    /// The organisation's time zone.
    pub zone: Tz,
    /// What the organisation is called.
    pub organisation: String,
    /// The episodes of care.
    pub episodes: Vec<OwnEpisode>,
    /// The answers that count, in order of time.
    pub forms: Vec<Form>,
    /// The answers that count no longer: when and why that ended.
    pub ended: Vec<(Form, DateTime<Utc>, EndKind)>,
    /// Why answers were corrected, by the response that counts since.
    pub corrections: BTreeMap<ResponseId, (DateTime<Utc>, String)>,
    /// The appointments, in order.
    pub sessions: Vec<Session>,
    /// What the patient was asked, in the order it opened; a no is an answer.
    pub requests: Vec<Request>,
    /// What was written to the patient, in order.
    pub messages: Vec<Message>,
    /// What was shared of what came of the answers, the latest first.
    pub shared: Vec<(DateTime<Utc>, String, String)>,
    /// The summaries of the own courses that were shown, the latest first.
    pub summaries: Vec<CourseSummary>,
    /// When notes were written that were not shared.
    pub unshared: Vec<DateTime<Utc>>,
    /// Who opened what, the latest first.
    pub opened: Vec<Opened>,
    /// How many forms others answered about the patient.
    pub by_others: BTreeMap<Respondent, usize>,
}

/// One episode of care.
#[derive(Clone, Debug)]
pub struct OwnEpisode {
    /// The episode.
    pub episode: Episode,
    /// The unit's name.
    pub unit: String,
    /// Who treats.
    pub clinicians: Vec<String>,
}

/// Everything about whoever a browser has proved to be; the caller has seen that the code was typed lately. Taking it
/// out is in the audit chain. `None` when the patient's record is gone.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn read(app: &App, session: &OwnSession) -> Result<Option<Everything>> {
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&session.proof, now, "").await?;
    let opened = store::person::open(&mut tx, session.person, "export of everything").await?;
    let Some(open) = opened.filter(|open| open.person.key_sealed.is_some()) else { return Ok(None) };
    let (tenant, one) = (tx.tenant(), std::slice::from_ref(&open));
    let key = tenancy.person_key(&open)?;
    let rows = episodes(&mut tx, session).await?;
    let ids: Vec<_> = rows.iter().map(|episode| episode.id).collect();
    let names: BTreeMap<_, _> = store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect();
    let tree = store::unit::tree(&mut tx).await?;
    let (mut episodes, mut requests, mut shared, mut unshared) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for episode in rows {
        let treating = store::episode::list_clinicians(&mut tx, episode.id).await?;
        requests.extend(store::request::list_by_episode(&mut tx, episode.id).await?);
        shared.extend(list_shared(&tenancy, &mut tx, &open, episode.id).await?);
        let notes = store::discussion::list(&mut tx, &open, episode.id).await?;
        unshared.extend(notes.iter().filter(|note| !note.shared).map(|note| note.at));
        let clinicians = treating.iter().filter_map(|id| names.get(id).cloned()).collect();
        episodes.push(OwnEpisode { unit: unit_name(&tree, episode.unit), clinicians, episode });
    }
    requests.retain(|request| request.respondent == Respondent::Patient);
    shared.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let all = forms(app, &tenancy, &mut tx, one, &ids).await?;
    let mut by_others = BTreeMap::new();
    for form in all.iter().filter(|form| form.response.provenance.respondent != Respondent::Patient) {
        *by_others.entry(form.response.provenance.respondent).or_insert(0) += 1;
    }
    let own = all.into_iter().filter(|form| form.response.provenance.respondent == Respondent::Patient);
    let forms: Vec<Form> = own.collect();
    let instruments = app.instruments(&mut tx).await?;
    let mut ended = Vec::new();
    for (response, at, kind) in store::response::list_ended(&mut tx, &open).await? {
        let definition = instruments.version(app.catalogue, &response.instrument, response.version)?;
        let answers: Answers = crate::app::review::answers(&response, Some(&key))?;
        ended.push((Form { response, definition, answers, scores: Vec::new() }, at, kind));
    }
    let mut corrections = BTreeMap::new();
    for one in mine::list_corrections(&mut tx, &open).await? {
        let reason = key.open("correction", one.response, "reason", &one.reason_sealed)?;
        corrections.insert(one.response, (one.at, reason));
    }
    let sessions = store::session::list_by_episodes(&mut tx, one, &ids).await?;
    let messages = store::message::list_by_person(&mut tx, &open).await?;
    let (mut opened, mut next) = list_opened(&tenancy, &mut tx, &open, None).await?;
    while let Some(before) = next {
        let (more, on) = list_opened(&tenancy, &mut tx, &open, Some(before)).await?;
        opened.extend(more);
        next = on;
    }
    let identity = tenancy.identity(&open)?;
    let summaries = summary::list_own(app, &tenancy, &mut tx, &open).await?;
    tx.commit().await?;
    Ok(Some(Everything {
        identity,
        person: open.person,
        at: now,
        zone: tenancy.zone,
        organisation: tenancy.name.clone(),
        episodes,
        forms,
        ended,
        corrections,
        sessions,
        requests,
        messages,
        shared,
        summaries,
        unshared,
        opened,
        by_others,
    }))
}
