//! After the answers are sent: correcting them, taking them back, and looking at one's own answers over time.
//!
//! Only the browser that sent them, only while the request's own window is open, and only on a device that is
//! the respondent's own. What lies further back than this request is shown to nobody who has not said who they
//! are; five tries, counted for the request whoever makes them.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::committer::{Content, Sending};
use super::sending::{Sent, respond};
use super::sheet::{Sheet, to_draft};
use super::{advance, draft_key, opened};
use crate::app::mine::{self, Trace};
use crate::app::review::forms;
use crate::app::{App, AppError, Result, Tenancy, notices};
use crate::auth::token;
use crate::domain::care::{EpisodeId, Event, Mode, Request, Respondent, State, Timing};
use crate::domain::case_review::ItemState;
use crate::domain::instrument::Answers;
use crate::domain::local_time;
use crate::domain::notice::NoticeState;
use crate::store::link::{self, LinkKind, Opened};
use crate::store::response::{EndKind, Response};
use crate::store::{self, OpenPerson, TenantTx};

/// How often somebody may try to say who they are.
const TRIES: i64 = 5;

/// Whether what was sent can still be corrected or taken back.
pub(super) fn may_mend(request: &Request, now: DateTime<Utc>) -> bool {
    request.state == State::Completed && now < request.closes_at
}

/// Whether this browser sent the answers of this request.
async fn is_sender(tx: &mut TenantTx, request: &Request, cookie: &str) -> Result<bool> {
    let receipt = store::receipt::lookup(tx, request.id).await?;
    Ok(receipt.is_some_and(|receipt| receipt.browser == token::hash(cookie)[..]))
}

/// Whether this browser is correcting what it sent: it has begun to, and still may.
pub(super) async fn is_correcting(tx: &mut TenantTx, request: &Request, cookie: &str) -> Result<bool> {
    let now = tx.now();
    if !may_mend(request, now) || !is_sender(tx, request, cookie).await? {
        return Ok(false);
    }
    Ok(!store::draft::list(tx, request.id, &token::hash(cookie)).await?.is_empty())
}

/// The request of a browser that sent answers and may still mend them, held.
async fn mendable(app: &App, tx: &mut TenantTx, opened: &Opened, cookie: &str) -> Result<Option<Request>> {
    let now = app.ambient.now();
    let Some(request) = store::request::hold(tx, opened.request).await? else { return Ok(None) };
    // On a device that others use after this respondent, whoever comes next could do it.
    let own = opened.mode == Mode::Link;
    Ok((own && may_mend(&request, now) && is_sender(tx, &request, cookie).await?).then_some(request))
}

/// Begins a correction: the browser gets its answers back to change. What was sent counts until it is sent
/// again. `None` when it may not.
///
/// # Errors
/// When the database refuses.
pub async fn correct(app: &App, cookie: &str) -> Result<Option<()>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let tenancy = app.tenancy(opened.proof.tenant()).await?;
    let mut tx = app.db.tenant(&opened.proof, app.ambient.now(), "").await?;
    let Some(request) = mendable(app, &mut tx, &opened, cookie).await? else { return Ok(None) };
    let person = store::person::open_many(&mut tx, &[request.person], "answers of this request").await?;
    let key = draft_key(tx.tenant(), cookie);
    let browser = token::hash(cookie);
    for form in forms(app, &tenancy, &mut tx, &person, &[request.episode]).await? {
        if form.response.request != Some(request.id) {
            continue;
        }
        for (item, answer) in form.answers.iter() {
            let draft = to_draft(app, &key, &form.definition.instrument, item, answer);
            store::draft::save(&mut tx, request.id, &browser, &draft).await?;
        }
    }
    tx.commit().await?;
    Ok(Some(()))
}

/// Sends a correction: the answers of before are kept as they were and count no more. `None` when this browser
/// is not correcting anything.
///
/// # Errors
/// When the database refuses; nothing is changed then.
pub(super) async fn send(app: &App, cookie: &str, mark: &str) -> Result<Option<Sent>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let now = app.ambient.now();
    let tenancy = app.tenancy(opened.proof.tenant()).await?;
    let mut tx = app.db.tenant(&opened.proof, now, "").await?;
    let Some(request) = mendable(app, &mut tx, &opened, cookie).await? else { return Ok(None) };
    if !is_correcting(&mut tx, &request, cookie).await? {
        return Ok(None);
    }
    let sheet = Sheet::load(app, &mut tx, &opened, request, cookie).await?;
    if sheet.answers.values().all(Answers::is_empty) {
        return Ok(Some(Sent::Empty));
    }
    if mark != sheet.mark() {
        return Ok(Some(Sent::Changed));
    }
    let request = &sheet.request;
    let open = store::person::open(&mut tx, request.person, "key")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", request.person)))?;
    let key = tenancy.person_key(&open)?;
    let session = match request.session {
        Some(id) => store::session::lookup(&mut tx, id).await?,
        None => None,
    };
    let timing = Timing::of(now, session.as_ref());
    let revision = store::response::end(&mut tx, request.id, EndKind::Corrected).await? + 1;
    let earlier = store::notice::end_by_request(&mut tx, request.id, NoticeState::Corrected).await?;
    let mut rows = Vec::with_capacity(sheet.definitions.len());
    for definition in &sheet.definitions {
        let (response, scores) = respond(app, &sheet, definition, timing, &key, now)?;
        rows.push((Response { revision, ..response }, scores));
    }
    app.add_responses(&mut tx, &rows).await?;
    let responses: Vec<&Response> = rows.iter().map(|(response, _)| response).collect();
    let raised = notices::raise(app, &tenancy, &mut tx, &responses, &earlier).await?;
    store::notice::add_many(&mut tx, &raised).await?;
    let sending = Sending {
        cookie: cookie.to_owned(),
        browser: token::hash(cookie),
        content: Content::Saved { mark: Some(mark.to_owned()) },
    };
    let receipt = store::receipt::Receipt {
        request: request.id,
        key: sheet.key(cookie),
        body_hash: sending.body_hash(&sheet.language, &sheet.answers, mark),
        browser: sending.browser.to_vec(),
        stored_at: now,
    };
    store::receipt::replace(&mut tx, &receipt).await?;
    store::draft::clear(&mut tx, request.id).await?;
    tx.commit().await?;
    Ok(Some(Sent::Stored))
}

/// Takes back what this browser sent: it is kept as it was and shown to nobody, and nothing is worked out from
/// it. Gives when; `None` when it may not.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(app: &App, cookie: &str) -> Result<Option<DateTime<Utc>>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&opened.proof, now, "").await?;
    let Some(request) = mendable(app, &mut tx, &opened, cookie).await? else { return Ok(None) };
    if !advance(&mut tx, &request, Event::Withdraw).await? {
        return Ok(None);
    }
    store::response::end(&mut tx, request.id, EndKind::Withdrawn).await?;
    store::notice::end_by_request(&mut tx, request.id, NoticeState::Withdrawn).await?;
    shut(&mut tx, &request).await?;
    tx.commit().await?;
    Ok(Some(now))
}

/// Moves a request on whose answers have all been taken back, and ends every way to it.
pub(in crate::app) async fn close_withdrawn(tx: &mut TenantTx, request: &Request) -> Result<()> {
    advance(tx, request, Event::Withdraw).await?;
    shut(tx, request).await
}

/// Leaves nothing half written about a request, and no way to it.
async fn shut(tx: &mut TenantTx, request: &Request) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    store::draft::clear(tx, request.id).await?;
    for kind in [LinkKind::Link, LinkKind::Code, LinkKind::Browser] {
        link::end(&mut tx.local(), tenant, request.id, kind, now).await?;
    }
    Ok(())
}

/// Whether a patient may ask for the answers over time: the organisation shows them, and there is a date of
/// birth to hold against what is typed.
///
/// # Errors
/// When the identity does not open.
pub fn may_look_back(tenancy: &Tenancy, request: &Request, open: &OpenPerson) -> Result<bool> {
    let asked = tenancy.settings.after.over_time && request.respondent == Respondent::Patient;
    Ok(asked && tenancy.identity(open)?.birth_date.is_some())
}

/// What a patient sees of earlier times.
#[derive(Clone, Debug, PartialEq)]
pub struct OverTime {
    /// The scales.
    pub traces: Vec<Trace>,
    /// What clinician and patient made of it, where it was shared: when, what, and what they change.
    pub shared: Vec<(DateTime<Utc>, String, String)>,
    /// The days on which the team talked about the treatment, in order.
    pub talked_about: Vec<NaiveDate>,
    /// Which of the staff opened who they are or what they answered, once a day each, the latest first.
    pub opened: Vec<(NaiveDate, String)>,
}

/// The days on which the team took something of an episode up.
async fn talked_about(tenancy: &Tenancy, tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<NaiveDate>> {
    let items = store::case_review::list_by_episode(tx, episode).await?;
    let taken_up = items.iter().filter(|stored| stored.item.state == ItemState::TakenUp);
    let days = taken_up.filter_map(|stored| Some(local_time::day_of(tenancy.zone, stored.item.ended?.0)));
    Ok(days.collect::<BTreeSet<_>>().into_iter().collect())
}

/// What became of saying who one is.
#[derive(Clone, Debug, PartialEq)]
pub enum Confirmed {
    /// Right.
    Yes(OverTime),
    /// Nothing was said, or it was wrong; more tries are left.
    No,
    /// There were too many tries.
    Closed,
}

/// Says who one is, with the date of birth; nothing said only asks whether it can be tried. `None` when there
/// is nothing to see here.
///
/// # Errors
/// When the database refuses.
pub async fn over_time(app: &App, cookie: &str, born: Option<NaiveDate>) -> Result<Option<Confirmed>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let tenancy = app.tenancy(opened.proof.tenant()).await?;
    let mut tx = app.db.tenant(&opened.proof, app.ambient.now(), "").await?;
    // Held: of two tries at once, one is counted first.
    let Some(request) = store::request::hold(&mut tx, opened.request).await? else { return Ok(None) };
    let sent = request.state == State::Completed && opened.mode == Mode::Link;
    if !sent || !is_sender(&mut tx, &request, cookie).await? {
        return Ok(None);
    }
    let open = store::person::open(&mut tx, request.person, "date of birth")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", request.person)))?;
    if !may_look_back(&tenancy, &request, &open)? {
        return Ok(None);
    }
    if store::identity_try::count(&mut tx, request.id).await? >= TRIES {
        return Ok(Some(Confirmed::Closed));
    }
    let Some(born) = born else { return Ok(Some(Confirmed::No)) };
    let right = tenancy.identity(&open)?.birth_date == Some(born);
    store::identity_try::add(&mut tx, request.id, right).await?;
    let seen = if right { Some(look_back(app, &tenancy, &mut tx, &request, &open).await?) } else { None };
    let last = store::identity_try::count(&mut tx, request.id).await? >= TRIES;
    tx.commit().await?;
    Ok(Some(match seen {
        Some(seen) => Confirmed::Yes(seen),
        None if last => Confirmed::Closed,
        None => Confirmed::No,
    }))
}

async fn look_back(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    request: &Request,
    open: &OpenPerson,
) -> Result<OverTime> {
    let forms = forms(app, tenancy, tx, std::slice::from_ref(open), &[request.episode]).await?;
    let (opened, _) = mine::list_opened(tenancy, tx, open, None).await?;
    Ok(OverTime {
        traces: mine::list_traces(&forms),
        shared: mine::list_shared(tenancy, tx, open, request.episode).await?,
        talked_about: talked_about(tenancy, tx, request.episode).await?,
        opened: opened.into_iter().map(|one| (one.on, one.by)).collect(),
    })
}
