//! A respondent's way from a link to a receipt.
//!
//! Looking changes nothing; pressing start exchanges the link for a browser's cookie; every answer is
//! saved as it is given; sending makes one response an instrument, with its scores, in one
//! transaction, shared by whatever is sent at the same moment. Whatever does not open, for whichever
//! reason, is `None`: nobody learns why.

mod afterwards;
mod committer;
mod sending;
mod sheet;
pub(super) mod times;

use chrono::{DateTime, TimeDelta, Utc};

use super::{App, Result};
use crate::auth::{PersonKey, token};
use crate::domain::care::{Device, Event, Mode, Moment, Request, RequestId, Respondent, TenantId};
use crate::store::link::{self, LinkKind, NewLink, Opened};
use crate::store::{self, TenantTx};

pub(super) use afterwards::close_withdrawn;
pub use afterwards::{Confirmed, OverTime, correct, may_look_back, over_time, withdraw};
pub(super) use committer::Committer;
pub use sending::{OwnResult, Receipt, Sent, Told, find_receipt, send, submit};
pub(super) use sending::{scores_of, split};
pub use sheet::{Saved, Sheet, Step, read, save};

/// How long a browser that has started may go on, whatever the request's own window says: the request
/// decides, this only lets stale cookies die.
const BROWSER_LIFETIME: TimeDelta = TimeDelta::days(14);

/// What a link leads to, before anything is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// About how long it takes, in minutes.
    pub minutes: f64,
    /// How many questions there are at most.
    pub questions: usize,
    /// When it is asked.
    pub moment: Moment,
    /// Who is asked.
    pub respondent: Respondent,
    /// The language to begin in.
    pub language: String,
    /// From when it can be answered, when that lies ahead.
    pub opens_at: Option<DateTime<Utc>>,
}

async fn opened(app: &App, secret: &str, kind: LinkKind) -> Result<Option<Opened>> {
    if !token::is_well_formed(secret) {
        return Ok(None);
    }
    let mut local = app.db.local_snapshot().await?;
    Ok(link::prove(&mut local.local(), &token::hash(secret), kind, app.ambient.now()).await?)
}

/// What a link leads to; changes nothing, however often it is opened.
///
/// # Errors
/// When the database refuses.
pub async fn look(app: &App, secret: &str) -> Result<Option<Invitation>> {
    let Some(opened) = opened(app, secret, LinkKind::Link).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(&opened.proof, now).await?;
    let request = store::request::lookup(&mut tx, opened.request).await?;
    let early = |request: &Request| !request.state.is_final() && now < request.opens_at;
    let Some(request) = request.filter(|request| request.accepts(now) || early(request)) else { return Ok(None) };
    let opens_at = early(&request).then_some(request.opens_at);
    let instruments = app.instruments(&mut tx).await?;
    let mut definitions = Vec::new();
    for id in &request.instruments {
        definitions.extend(instruments.askable(id)?);
    }
    let questions = definitions.iter().map(|definition| definition.instrument.items.len()).sum();
    let minutes = times::minutes(app, &mut tx, &request, &definitions).await?;
    let language = store::request::language(&mut tx, &request).await?.unwrap_or_else(|| "nb".to_owned());
    let Request { moment, respondent, .. } = request;
    Ok(Some(Invitation { minutes, questions, moment, respondent, language, opens_at }))
}

/// Whether a browser has already started on the request of this link.
///
/// # Errors
/// When the database refuses.
pub async fn has_begun(app: &App, secret: &str, cookie: &str) -> Result<bool> {
    let (link, browser) = (opened(app, secret, LinkKind::Link).await?, opened(app, cookie, LinkKind::Browser).await?);
    Ok(link.zip(browser).is_some_and(|(link, browser)| link.request == browser.request))
}

/// Presses start: gives the cookie that the browser answers with.
///
/// # Errors
/// When the database refuses.
pub async fn start(app: &App, secret: &str, language: &str, device: Device) -> Result<Option<String>> {
    let Some(opened) = opened(app, secret, LinkKind::Link).await? else { return Ok(None) };
    let mut tx = app.db.tenant(&opened.proof, app.ambient.now(), "").await?;
    let cookie = begin(app, &mut tx, opened.request, opened.mode, Some(language), device).await?;
    if cookie.is_some() {
        tx.commit().await?;
    }
    Ok(cookie)
}

/// Lets a browser begin on a request, whichever way it came: gives the cookie that it answers with. Without
/// a language the pages begin in that of the patient's record.
pub(super) async fn begin(
    app: &App,
    tx: &mut TenantTx,
    request: RequestId,
    mode: Mode,
    language: Option<&str>,
    device: Device,
) -> Result<Option<String>> {
    let now = tx.now();
    let Some(request) = store::request::hold(tx, request).await?.filter(|request| request.accepts(now)) else {
        return Ok(None);
    };
    let usual = match language {
        Some(language) => language.to_owned(),
        None => store::request::language(tx, &request).await?.unwrap_or_else(|| "nb".to_owned()),
    };
    advance(tx, &request, Event::Open).await?;
    let cookie = token::fresh(&app.ambient);
    let hash = token::hash(&cookie);
    let browser = NewLink {
        hash: &hash,
        kind: LinkKind::Browser,
        tenant: tx.tenant(),
        request: request.id,
        language: Some(&usual),
        device,
        mode,
        created_at: now,
        expires_at: now + BROWSER_LIFETIME,
    };
    link::add(&mut tx.local(), &browser).await?;
    Ok(Some(cookie))
}

/// Moves a request on. The rules are the domain's; an event it refuses changes nothing here.
async fn advance(tx: &mut TenantTx, request: &Request, event: Event) -> Result<bool> {
    match request.state.after(event) {
        Ok(state) => {
            store::request::set_state(tx, request.id, state).await?;
            Ok(true)
        }
        Err(_) => Ok(false),
    }
}

/// Says no, from the link or from a browser that has started. Saved answers are removed: no means no.
///
/// # Errors
/// When the database refuses.
pub async fn decline(app: &App, secret: &str) -> Result<Option<DateTime<Utc>>> {
    let now = app.ambient.now();
    let opened = match opened(app, secret, LinkKind::Link).await? {
        Some(opened) => Some(opened),
        None => opened(app, secret, LinkKind::Browser).await?,
    };
    let Some(opened) = opened else { return Ok(None) };
    let mut tx = app.db.tenant(&opened.proof, now, "").await?;
    let Some(request) = store::request::hold(&mut tx, opened.request).await?.filter(|request| request.accepts(now))
    else {
        return Ok(None);
    };
    if !advance(&mut tx, &request, Event::Decline).await? {
        return Ok(None);
    }
    store::draft::clear(&mut tx, request.id).await?;
    store::message::cancel_by_request(&mut tx, request.id, "the request is over").await?;
    let tenant = tx.tenant();
    link::end(&mut tx.local(), tenant, request.id, LinkKind::Link, now).await?;
    link::end(&mut tx.local(), tenant, request.id, LinkKind::Browser, now).await?;
    tx.commit().await?;
    Ok(Some(now))
}

/// Changes the language in a browser that has started.
///
/// # Errors
/// When the database refuses.
pub async fn set_language(app: &App, cookie: &str, language: &str) -> Result<()> {
    if opened(app, cookie, LinkKind::Browser).await?.is_some() {
        let mut local = app.db.local().await?;
        link::set_language(&mut local.local(), &token::hash(cookie), language).await?;
        local.commit().await?;
    }
    Ok(())
}

fn draft_key(tenant: TenantId, cookie: &str) -> PersonKey {
    PersonKey::of_browser(tenant, cookie)
}
