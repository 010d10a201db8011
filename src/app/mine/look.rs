//! What is there for a patient to see.

use chrono::{DateTime, Utc};

use super::traces::{Opened, Trace, list_opened, list_shared, list_traces};
use crate::app::review::{Form, forms};
use crate::app::summary::{self, CourseSummary};
use crate::app::{App, Result};
use crate::domain::care::{Episode, Request, Respondent, Session, SessionState};
use crate::store::message::Message;
use crate::store::mine::OwnSession;
use crate::store::{self, TenantTx};

/// What a patient sees first.
#[derive(Clone, Debug)]
pub struct Mine {
    /// What the patient is called.
    pub name: String,
    /// The own answers over time, of all episodes.
    pub traces: Vec<Trace>,
    /// The own answers, the latest first.
    pub forms: Vec<Form>,
    /// What was shared of what came of them, the latest first: when, what, and what is changed.
    pub shared: Vec<(DateTime<Utc>, String, String)>,
    /// The summaries of the own courses that were shown, the latest first.
    pub summaries: Vec<CourseSummary>,
    /// What is asked now, in the order it closes.
    pub asked: Vec<Request>,
    /// The next session.
    pub next: Option<Session>,
    /// Who opened what, the latest first.
    pub opened: Vec<Opened>,
    /// Where the log of that goes on.
    pub opened_next: Option<i64>,
    /// What was written to the patient, the latest first.
    pub messages: Vec<Message>,
}

/// The episodes of whoever a browser has proved to be.
pub(super) async fn episodes(tx: &mut TenantTx, session: &OwnSession) -> Result<Vec<Episode>> {
    Ok(store::episode::list_by_persons(tx, &[session.person]).await?)
}

/// Everything on the first page. `None` when the patient's record is gone.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn read(app: &App, session: &OwnSession) -> Result<Option<Mine>> {
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&session.proof, now, "").await?;
    let opened = store::person::open(&mut tx, session.person, "own page: identity, answers, notes").await?;
    let Some(open) = opened.filter(|open| open.person.key_sealed.is_some()) else { return Ok(None) };
    let episodes = episodes(&mut tx, session).await?;
    let ids: Vec<_> = episodes.iter().map(|episode| episode.id).collect();
    let one = std::slice::from_ref(&open);
    let mut forms = forms(app, &tenancy, &mut tx, one, &ids).await?;
    forms.retain(|form| form.response.provenance.respondent == Respondent::Patient);
    let (mut shared, mut asked) = (Vec::new(), Vec::new());
    for id in &ids {
        shared.extend(list_shared(&tenancy, &mut tx, &open, *id).await?);
        asked.extend(store::request::list_by_episode(&mut tx, *id).await?);
    }
    shared.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    asked.retain(|request| request.respondent == Respondent::Patient && request.accepts(now));
    asked.sort_by_key(|request| request.closes_at);
    let sessions = store::session::list_by_episodes(&mut tx, one, &ids).await?;
    let ahead = |session: &Session| session.state == SessionState::Planned && session.ends_at() > now;
    let next = sessions.into_iter().filter(ahead).min_by_key(|session| session.starts_at);
    let mut messages = store::message::list_by_person(&mut tx, &open).await?;
    messages.reverse();
    let (opened, opened_next) = list_opened(&tenancy, &mut tx, &open, None).await?;
    let name = tenancy.identity(&open)?.name();
    let summaries = summary::list_own(app, &tenancy, &mut tx, &open).await?;
    let traces = list_traces(&forms);
    forms.reverse();
    tx.commit().await?;
    Ok(Some(Mine { name, traces, forms, shared, summaries, asked, next, opened, opened_next, messages }))
}

/// Who opened what, from a place in the log on. `None` when the patient's record is gone.
///
/// # Errors
/// When the database refuses.
pub async fn opened(
    app: &App,
    session: &OwnSession,
    before: Option<i64>,
) -> Result<Option<(Vec<Opened>, Option<i64>)>> {
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let mut tx = app.db.tenant(&session.proof, app.ambient.now(), "").await?;
    let Some(open) = store::person::open(&mut tx, session.person, "own page: who opened").await? else {
        return Ok(None);
    };
    let page = list_opened(&tenancy, &mut tx, &open, before).await?;
    tx.commit().await?;
    Ok(Some(page))
}
