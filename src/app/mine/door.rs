//! Whoever treats a patient makes the way to the patient's own pages, ends it, and shows a code to the one who is in
//! the room.

use chrono::{DateTime, TimeDelta, Utc};

use super::enter::{CODE_LIFETIME, code_mac, fresh_digits};
use crate::app::deliver::{self, Letter};
use crate::app::{App, AppError, Result, Tenancy, enrol};
use crate::auth::token;
use crate::domain::care::{Channel, EpisodeId};
use crate::store::audit::Act;
use crate::store::message::{self, MessageKind};
use crate::store::mine::{self, CodeWay, OwnPage};
use crate::store::opt_out::Unreached;
use crate::store::{self, Actor, OpenPerson, Proof, TenantTx};

/// How long a way to the own pages stands.
const STANDS: TimeDelta = TimeDelta::days(90);

/// What is shown on the page where the way is made.
#[derive(Clone, Debug)]
pub struct Door {
    /// What the patient is called.
    pub name: String,
    /// There is a date of birth to hold against what is typed: without one, nobody gets in.
    pub born: bool,
    /// The way that stands, if one does.
    pub standing: Option<Standing>,
    /// The ways by which the link can be sent; or why there is none.
    pub ways: std::result::Result<Vec<Channel>, Unreached>,
}

/// A way that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Until when it stands.
    pub expires_at: DateTime<Utc>,
}

/// A way that was just made. The secret is shown once and stored nowhere.
#[derive(Clone, Debug)]
pub struct Made {
    /// The whole address.
    pub url: String,
    /// Until when it stands.
    pub expires_at: DateTime<Utc>,
    /// How it is sent, when it is.
    pub sent: Option<Channel>,
}

/// A code for the one who is in the room. Shown once; only a keyed hash is stored.
#[derive(Clone, Debug)]
pub struct ShownCode {
    /// Six digits.
    pub digits: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// The patient of an episode the actor treats, where the organisation has own pages at all.
async fn open(app: &App, tx: &mut TenantTx, proof: &Proof, id: EpisodeId) -> Result<Option<OpenPerson>> {
    if !app.tenancy(proof.tenant()).await?.settings.after.own_page {
        return Ok(None);
    }
    let Some(episode) = enrol::treated(tx, proof, id).await? else { return Ok(None) };
    let open = store::person::open(tx, episode.person, "own page").await?;
    open.map(Some).ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))
}

async fn standing(tx: &mut TenantTx, open: &OpenPerson) -> Result<Option<OwnPage>> {
    let now = tx.now();
    Ok(mine::hold(tx, open.id()).await?.filter(|page| page.stands(now)))
}

/// How the way to the own pages of an episode's patient stands. `None` when it is not the actor's, or the organisation
/// has no such pages.
///
/// # Errors
/// When the database refuses.
pub async fn read(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Option<Door>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(open) = open(app, &mut tx, proof, episode).await? else { return Ok(None) };
    let identity = tenancy.identity(&open)?;
    let tenant = tx.tenant();
    let standing = match standing(&mut tx, &open).await? {
        None => None,
        Some(page) => {
            let names = store::account::list_names(&mut tx.local(), tenant).await?;
            let by = names.into_iter().find(|(id, _)| *id == page.made_by).map(|(_, name)| name).unwrap_or_default();
            Some(Standing { by, made_at: page.made_at, expires_at: page.expires_at })
        }
    };
    let ways = deliver::ways(app, &tenancy, &mut tx, &open).await?;
    tx.commit().await?;
    Ok(Some(Door { name: identity.name(), born: identity.birth_date.is_some(), standing, ways }))
}

/// Ends what leads to the pages: links, browsers that are in, what waits to be sent.
pub(super) async fn close(tx: &mut TenantTx, page: &OwnPage, why: &str) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    mine::end_ways(&mut tx.local(), tenant, page.person, now).await?;
    message::cancel_own(tx, page.person, &[MessageKind::OwnPage, MessageKind::Code], why).await?;
    Ok(())
}

/// Makes the way to the own pages; what led there before leads nowhere from now on. `how` sends the link as well.
/// `None` when it is not the actor's, or the organisation has no such pages.
///
/// # Errors
/// [`AppError::Refused`] when there is no date of birth, or nowhere to send the link.
pub async fn make(app: &App, proof: &Proof, episode: EpisodeId, how: Option<Channel>) -> Result<Option<Made>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let (Some(open), Actor::Account(made_by)) = (open(app, &mut tx, proof, episode).await?, proof.actor()) else {
        return Ok(None);
    };
    if tenancy.identity(&open)?.birth_date.is_none() {
        return Err(AppError::Refused("the date of birth is not known; please write it down first".to_owned()));
    }
    if let Some(before) = mine::hold(&mut tx, open.id()).await? {
        close(&mut tx, &before, "another link was made").await?;
    }
    let (tenant, secret, expires_at) = (tx.tenant(), token::fresh(&app.ambient), now + STANDS);
    let whose = (tenant, open.id());
    mine::add_link(&mut tx.local(), &token::hash(&secret), whose, &open.person.language, (now, expires_at)).await?;
    let page = OwnPage {
        person: open.id(),
        made_by,
        made_at: now,
        expires_at,
        ended_at: None,
        tries: 0,
        misses: 0,
        code_mac: None,
        code_at: None,
        code_tries: 0,
        code_way: None,
    };
    mine::save(&mut tx, &page, Act::Create, "link").await?;
    let url = format!("{}/mine/{secret}", app.base_url);
    let sent = match how {
        None => None,
        Some(channel) => Some(send(app, &tenancy, &mut tx, &open, (&url, expires_at), channel).await?),
    };
    tx.commit().await?;
    Ok(Some(Made { url, expires_at, sent }))
}

async fn send(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    open: &OpenPerson,
    (url, until): (&str, DateTime<Utc>),
    channel: Channel,
) -> Result<Channel> {
    let letter = (Letter::Link(url), until);
    deliver::write_own(app, tenancy, tx, open, letter, &[channel]).await?.map_err(|why| {
        AppError::Refused(format!("the link cannot be sent this way ({}); please show it instead", why.code()))
    })
}

/// Ends the way to the own pages in one press. `None` when it is not the actor's, or none stands.
///
/// # Errors
/// When the database refuses.
pub async fn end(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Option<()>> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(open) = open(app, &mut tx, proof, episode).await? else { return Ok(None) };
    let Some(page) = standing(&mut tx, &open).await? else { return Ok(None) };
    close(&mut tx, &page, "the way to the pages was ended").await?;
    let ended = OwnPage { ended_at: Some(now), code_mac: None, code_at: None, code_way: None, ..page };
    mine::save(&mut tx, &ended, Act::Remove, "link").await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Shows a code to the one who is in the room, where there is nowhere to send one: otherwise nobody but the patient
/// sees it. `None` when it is not the actor's, no way stands, or codes can be sent.
///
/// # Errors
/// When the database refuses.
pub async fn show_code(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Option<ShownCode>> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(open) = open(app, &mut tx, proof, episode).await? else { return Ok(None) };
    let Some(page) = standing(&mut tx, &open).await? else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    if deliver::ways(app, &tenancy, &mut tx, &open).await?.is_ok() {
        return Ok(None);
    }
    message::cancel_own(&mut tx, open.id(), &[MessageKind::Code], "a code was shown instead").await?;
    let digits = fresh_digits(app);
    let page = OwnPage {
        code_mac: Some(code_mac(app, (tx.tenant(), open.id()), &digits).to_vec()),
        code_at: Some(now),
        code_tries: 0,
        code_way: Some(CodeWay::Room),
        ..page
    };
    mine::save(&mut tx, &page, Act::Change, "code shown").await?;
    tx.commit().await?;
    Ok(Some(ShownCode { digits, expires_at: now + CODE_LIFETIME }))
}
