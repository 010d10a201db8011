//! From the link, past both proofs, to a browser that is in; and out again. Whatever leads nowhere is `None`,
//! whichever the reason.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::door::close;
use crate::app::deliver::{self, Letter};
use crate::app::{App, AppError, Result, Tenancy};
use crate::auth::token;
use crate::domain::care::{Channel, PersonId, TenantId};
use crate::store::audit::Act;
use crate::store::message::{self, MessageKind};
use crate::store::mine::{self, CodeWay, OwnLink, OwnPage, OwnSession};
use crate::store::{self, OpenPerson, TenantTx};

/// Wrong dates of birth until the link is ended, counted whoever makes them and never forgotten.
const TRIES: i64 = 5;

/// Wrong tries until a code works no more.
const CODE_TRIES: i64 = 5;

/// Wrong codes, over all of them, until the link is ended: with link and date of birth in the wrong hands, at most
/// this many of the million can be tried.
const MISSES: i64 = 15;

/// How long a code works.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// How long after a code was right one may take everything along.
pub const FRESH: TimeDelta = TimeDelta::minutes(10);

/// How long a browser is in at most.
pub const LIFETIME: TimeDelta = mine::ABSOLUTE;

/// No code is sent this soon after another.
const BETWEEN: TimeDelta = TimeDelta::minutes(1);

/// How seldom it is written down that a browser was used.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Six digits.
pub(super) fn fresh_digits(app: &App) -> String {
    format!("{:06}", u32::from_be_bytes(app.ambient.bytes()) % 1_000_000)
}

/// What is stored of a code. A plain hash of six digits could be reversed by trying all of them, so it is keyed, and
/// it is one person's alone.
pub(super) fn code_mac(app: &App, (tenant, person): (TenantId, PersonId), digits: &str) -> [u8; 32] {
    let text = format!("own page {tenant} {person} {digits}");
    token::mac(&*app.master().derive("own page codes"), text.as_bytes())
}

async fn proved(app: &App, secret: &str) -> Result<Option<OwnLink>> {
    if !token::is_well_formed(secret) {
        return Ok(None);
    }
    let mut local = app.db.local_snapshot().await?;
    let link = mine::prove_link(&mut local.local(), &token::hash(secret), app.ambient.now()).await?;
    match link {
        Some(link) if app.tenancy(link.proof.tenant()).await?.settings.after.own_page => Ok(Some(link)),
        _ => Ok(None),
    }
}

/// Whether a link leads anywhere, and the language to begin in; changes nothing, however often it is opened.
///
/// # Errors
/// When the database refuses.
pub async fn look(app: &App, secret: &str) -> Result<Option<String>> {
    Ok(proved(app, secret).await?.map(|link| link.language))
}

/// What became of saying when one was born.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Born {
    /// Right: the cookie of a browser that is asked for a code now.
    Right(String),
    /// Wrong; there are more tries.
    Wrong,
}

async fn open_for(tx: &mut TenantTx, person: PersonId, what: &str) -> Result<OpenPerson> {
    let open = store::person::open(tx, person, what).await?;
    open.ok_or_else(|| AppError::Broken(format!("person {person} is gone")))
}

/// Says when one was born. Right, a code is sent where there is somewhere to send it. `None` when the link leads
/// nowhere, from this try on too.
///
/// # Errors
/// When the database refuses.
pub async fn say_born(app: &App, secret: &str, born: NaiveDate, language: &str) -> Result<Option<Born>> {
    let Some(link) = proved(app, secret).await? else { return Ok(None) };
    let tenancy = app.tenancy(link.proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&link.proof, now, "").await?;
    let Some(page) = mine::hold(&mut tx, link.person).await?.filter(|page| page.stands(now)) else { return Ok(None) };
    let open = open_for(&mut tx, link.person, "date of birth").await?;
    // Erased meanwhile: the link leads nowhere.
    let Ok(identity) = tenancy.identity(&open) else { return Ok(None) };
    if identity.birth_date != Some(born) {
        let tries = page.tries + 1;
        let last = tries >= TRIES;
        if last {
            close(&mut tx, &page, "too many wrong dates of birth").await?;
        }
        let page = OwnPage { tries, ended_at: last.then_some(now), ..page };
        mine::save(&mut tx, &page, Act::Refused, "date of birth tried").await?;
        tx.commit().await?;
        return Ok((!last).then_some(Born::Wrong));
    }
    let page = with_code(app, &tenancy, &mut tx, &open, page).await?;
    mine::save(&mut tx, &page, Act::Change, "date of birth right, code").await?;
    let cookie = token::fresh(&app.ambient);
    let session = OwnSession {
        proof: link.proof.clone(),
        person: link.person,
        language: language.to_owned(),
        created_at: now,
        seen_at: now,
        proved_at: None,
    };
    mine::add_session(&mut tx.local(), &token::hash(&cookie), &session).await?;
    tx.commit().await?;
    Ok(Some(Born::Right(cookie)))
}

/// Whether the code that was made last still works.
fn works(page: &OwnPage, now: DateTime<Utc>) -> bool {
    page.code_mac.is_some()
        && page.code_tries < CODE_TRIES
        && page.code_at.is_some_and(|at| now >= at && now < at + CODE_LIFETIME)
}

/// The page with a code under way, where there is somewhere to send one: a code that works and is a moment old stays.
async fn with_code(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    open: &OpenPerson,
    page: OwnPage,
) -> Result<OwnPage> {
    let now = tx.now();
    if works(&page, now) && page.code_at.is_some_and(|at| now < at + BETWEEN) {
        return Ok(page);
    }
    let digits = fresh_digits(app);
    let until = now + CODE_LIFETIME;
    message::cancel_own(tx, open.id(), &[MessageKind::Code], "another code was asked for").await?;
    let ways = [Channel::Sms, Channel::Email];
    let sent = deliver::write_own(app, tenancy, tx, open, (Letter::Code(&digits), until), &ways).await?;
    Ok(match sent {
        Ok(channel) => OwnPage {
            code_mac: Some(code_mac(app, (tx.tenant(), open.id()), &digits).to_vec()),
            code_at: Some(now),
            code_tries: 0,
            code_way: Some(if channel == Channel::Sms { CodeWay::Sms } else { CodeWay::Email }),
            ..page
        },
        // Nowhere to send one: whoever treats shows it. One that was shown a moment ago works.
        Err(_) if works(&page, now) => page,
        Err(_) => OwnPage { code_mac: None, code_at: None, code_tries: 0, code_way: Some(CodeWay::Room), ..page },
    })
}

async fn session(app: &App, cookie: &str) -> Result<Option<OwnSession>> {
    if !token::is_well_formed(cookie) {
        return Ok(None);
    }
    let mut local = app.db.local_snapshot().await?;
    let session = mine::prove_session(&mut local.local(), &token::hash(cookie), app.ambient.now()).await?;
    match session {
        Some(session) if app.tenancy(session.proof.tenant()).await?.settings.after.own_page => Ok(Some(session)),
        _ => Ok(None),
    }
}

/// Where a browser stands that is asked for a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// How the code goes.
    pub way: CodeWay,
    /// There is a code that works, or one that somebody shows; otherwise another has to be asked for.
    pub works: bool,
    /// The browser is in already, and proves it anew.
    pub inside: bool,
    /// The language of the pages.
    pub language: String,
}

/// How a browser is asked for a code; `None` when it is nowhere near.
///
/// # Errors
/// When the database refuses.
pub async fn asking(app: &App, cookie: &str) -> Result<Option<Asking>> {
    let Some(session) = session(app, cookie).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(&session.proof, now).await?;
    let page = mine::lookup(&mut tx, session.person).await?.filter(|page| page.stands(now));
    Ok(page.map(|page| {
        let way = page.code_way.unwrap_or(CodeWay::Room);
        let works = works(&page, now) || (way == CodeWay::Room && page.code_tries < CODE_TRIES);
        Asking { way, works, inside: session.proved_at.is_some(), language: session.language }
    }))
}

/// Asks for another code. `None` when the browser is nowhere near.
///
/// # Errors
/// When the database refuses.
pub async fn ask_again(app: &App, cookie: &str) -> Result<Option<()>> {
    let Some(session) = session(app, cookie).await? else { return Ok(None) };
    let now = app.ambient.now();
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let mut tx = app.db.tenant(&session.proof, now, "").await?;
    let page = mine::hold(&mut tx, session.person).await?.filter(|page| page.stands(now));
    let Some(page) = page else { return Ok(None) };
    let open = open_for(&mut tx, session.person, "address to write to").await?;
    let page = with_code(app, &tenancy, &mut tx, &open, page).await?;
    mine::save(&mut tx, &page, Act::Change, "code").await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// What became of typing a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coded {
    /// Right: the browser is in, with this cookie from now on. Whether it was in before.
    In(String, bool),
    /// Wrong; there are more tries.
    Wrong,
    /// This code works no more, if it ever did: another has to be asked for.
    Spent,
}

/// Types a code. `None` when the browser is nowhere near, from this try on too.
///
/// # Errors
/// When the database refuses.
pub async fn say_code(app: &App, cookie: &str, typed: &str) -> Result<Option<Coded>> {
    let Some(session) = session(app, cookie).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&session.proof, now, "").await?;
    let page = mine::hold(&mut tx, session.person).await?.filter(|page| page.stands(now));
    let Some(page) = page else { return Ok(None) };
    if !works(&page, now) {
        return Ok(Some(Coded::Spent));
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(7).collect();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let given = hex(&code_mac(app, (tx.tenant(), session.person), &digits));
    if !page.code_mac.as_deref().is_some_and(|known| token::same(&hex(known), &given)) {
        let (code_tries, misses) = (page.code_tries + 1, page.misses + 1);
        let last = misses >= MISSES;
        if last {
            close(&mut tx, &page, "too many wrong codes").await?;
        }
        let page = OwnPage { code_tries, misses, ended_at: last.then_some(now), ..page };
        mine::save(&mut tx, &page, Act::Refused, "code tried").await?;
        tx.commit().await?;
        return Ok((!last).then_some(if code_tries >= CODE_TRIES { Coded::Spent } else { Coded::Wrong }));
    }
    // Used up: a code works once.
    let page = OwnPage { code_mac: None, code_at: None, code_tries: 0, ..page };
    mine::save(&mut tx, &page, Act::SignIn, "code right").await?;
    let inside = session.proved_at.is_some();
    let new = token::fresh(&app.ambient);
    let began = if inside { session.created_at } else { now };
    let entered = OwnSession { created_at: began, seen_at: now, proved_at: Some(now), ..session };
    mine::end_session(&mut tx.local(), &token::hash(cookie), now).await?;
    mine::add_session(&mut tx.local(), &token::hash(&new), &entered).await?;
    tx.commit().await?;
    Ok(Some(Coded::In(new, inside)))
}

/// Whose pages a browser is on; `None` when it has not been let in, or is out again.
///
/// # Errors
/// When the database refuses.
pub async fn who(app: &App, cookie: &str) -> Result<Option<OwnSession>> {
    let Some(session) = session(app, cookie).await?.filter(|session| session.proved_at.is_some()) else {
        return Ok(None);
    };
    let now = app.ambient.now();
    if now - session.seen_at >= SEEN_EVERY {
        let mut local = app.db.local().await?;
        mine::touch_session(&mut local.local(), &token::hash(cookie), now).await?;
        local.commit().await?;
    }
    Ok(Some(session))
}

/// Whether a browser has typed a code so lately that it may take everything along.
#[must_use]
pub fn is_fresh(session: &OwnSession, now: DateTime<Utc>) -> bool {
    session.proved_at.is_some_and(|at| now < at + FRESH)
}

/// Changes the language in a browser.
///
/// # Errors
/// When the database refuses.
pub async fn set_language(app: &App, cookie: &str, language: &str) -> Result<()> {
    if session(app, cookie).await?.is_some() {
        let mut local = app.db.local().await?;
        mine::set_language(&mut local.local(), &token::hash(cookie), language).await?;
        local.commit().await?;
    }
    Ok(())
}

/// Puts a browser out.
///
/// # Errors
/// When the database refuses.
pub async fn leave(app: &App, cookie: &str) -> Result<()> {
    if token::is_well_formed(cookie) {
        let mut local = app.db.local().await?;
        mine::end_session(&mut local.local(), &token::hash(cookie), app.ambient.now()).await?;
        local.commit().await?;
    }
    Ok(())
}
