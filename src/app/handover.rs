//! Other ways in than a link that was sent: a short code on a letter, six digits at the desk, this very
//! device, and answers that staff type in. How it was done is kept with the answers.

use chrono::{DateTime, TimeDelta, Utc};

use super::{App, AppError, Result, Tenancy, collect, enrol};
use crate::auth::token;
use crate::domain::care::{Contact, Device, EpisodeId, Event, Mode, Request, RequestId, Respondent, TenantId};
use crate::store::link::{self, LinkKind, NewLink, Opened};
use crate::store::{self, Proof, TenantTx};

/// The letters of a short code: Crockford's base 32, which leaves out I, L, O and U.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P',
    'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// How many letters a short code has: 60 bits, far beyond what can be guessed at twenty tries a minute.
const LETTERS: usize = 12;

/// How many digits a desk code has. Few enough to say across a counter; what keeps it is that it works once,
/// for a quarter of an hour, from the organisation's own tablet alone, and that the tablet may be wrong only
/// a few times a minute.
const DIGITS: usize = 6;

/// How long a desk code works.
pub const DESK_LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// What was typed, as codes are written: capitals, no spaces or hyphens, O as 0, I and L as 1.
#[must_use]
pub fn tidy(typed: &str) -> String {
    typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '.'))
        .flat_map(char::to_uppercase)
        .map(|letter| match letter {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .take(LETTERS + 1)
        .collect()
}

/// A code in groups of four, as it is printed.
#[must_use]
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn fresh_code(app: &App) -> String {
    let letter = |byte: u8| ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or('0');
    app.ambient.bytes::<LETTERS>().into_iter().map(letter).collect()
}

fn fresh_digits(app: &App) -> String {
    format!("{:06}", u32::from_be_bytes(app.ambient.bytes()) % 1_000_000)
}

/// What is stored of a code. A plain hash of so short a text could be reversed by trying all of them, so it
/// is keyed.
fn letter_hash(app: &App, code: &str) -> [u8; 32] {
    token::mac(&*app.master().derive("short codes"), format!("letter {code}").as_bytes())
}

/// The same of six digits, on the day they were made: on another day they may stand for somebody else.
fn desk_hash(app: &App, digits: &str, tenant: TenantId, made_at: DateTime<Utc>) -> [u8; 32] {
    let text = format!("desk {tenant} {} {digits}", made_at.date_naive());
    token::mac(&*app.master().derive("short codes"), text.as_bytes())
}

/// The organisation of a tablet's address; `None` when there is no such room.
///
/// # Errors
/// When the database refuses.
pub async fn find_room(app: &App, secret: &str) -> Result<Option<TenantId>> {
    if !token::is_well_formed(secret) {
        return Ok(None);
    }
    let mut local = app.db.local_snapshot().await?;
    Ok(store::room::lookup(&mut local.local(), &token::hash(secret)).await?)
}

/// What a code opens, and whether it works only once.
async fn find_code(app: &App, typed: &str, room: Option<TenantId>) -> Result<Option<([u8; 32], Opened, bool)>> {
    let code = tidy(typed);
    let now = app.ambient.now();
    let once = code.len() == DIGITS;
    let hashes = match (code.len(), room) {
        (LETTERS, _) => vec![letter_hash(app, &code)],
        // Made just before midnight, typed just after.
        (DIGITS, Some(tenant)) => [now, now - DESK_LIFETIME].map(|at| desk_hash(app, &code, tenant, at)).to_vec(),
        _ => return Ok(None),
    };
    let mut local = app.db.local_snapshot().await?;
    for hash in hashes {
        if let Some(opened) = link::prove(&mut local.local(), &hash, LinkKind::Code, now).await? {
            return Ok(Some((hash, opened, once)));
        }
    }
    Ok(None)
}

/// Types a code: gives the cookie that the browser answers with. `room` is the organisation whose tablet
/// this is, if it is one: only there do the six digits of the desk work. `None` for whatever does not open,
/// for whichever reason.
///
/// # Errors
/// When the database refuses.
pub async fn enter(
    app: &App,
    typed: &str,
    room: Option<TenantId>,
    kiosk: bool,
    language: &str,
    device: Device,
) -> Result<Option<String>> {
    let Some((hash, opened, once)) = find_code(app, typed, room).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&opened.proof, now, "").await?;
    if once && !link::end_one(&mut tx.local(), &hash, now).await? {
        return Ok(None);
    }
    let mode = if kiosk { Mode::Room } else { opened.mode };
    let cookie = collect::begin(app, &mut tx, opened.request, mode, Some(language), device).await?;
    if cookie.is_some() {
        tx.commit().await?;
    }
    Ok(cookie)
}

/// The request, held, when it is of an episode the actor treats.
async fn held(tx: &mut TenantTx, proof: &Proof, episode: EpisodeId, id: RequestId) -> Result<Option<Request>> {
    let Some(request) = store::request::hold(tx, id).await?.filter(|request| request.episode == episode) else {
        return Ok(None);
    };
    Ok(enrol::treated(tx, proof, episode).await?.map(|_| request))
}

/// Lets staff begin on this very device: handed over to the respondent ([`Mode::Room`]), or typed in by
/// staff ([`Mode::Staff`], [`Mode::Paper`]). Gives the cookie that the browser answers with; `None` when the
/// request is not theirs or is not open.
///
/// # Errors
/// When the database refuses.
pub async fn begin_here(
    app: &App,
    proof: &Proof,
    episode: EpisodeId,
    id: RequestId,
    mode: Mode,
    device: Device,
) -> Result<Option<String>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if held(&mut tx, proof, episode, id).await?.is_none() {
        return Ok(None);
    }
    let cookie = collect::begin(app, &mut tx, id, mode, None, device).await?;
    if cookie.is_some() {
        tx.commit().await?;
    }
    Ok(cookie)
}

/// Six digits for the tablet in the waiting room.
#[derive(Clone, Debug)]
pub struct DeskCode {
    /// The digits; stored nowhere.
    pub digits: String,
    /// When they stop working.
    pub expires_at: DateTime<Utc>,
}

/// Makes a desk code; earlier codes for the request stop working. `None` when the request is not theirs or
/// is not open.
///
/// # Errors
/// When the database refuses.
pub async fn make_desk_code(app: &App, proof: &Proof, episode: EpisodeId, id: RequestId) -> Result<Option<DeskCode>> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(request) = held(&mut tx, proof, episode, id).await?.filter(|request| request.accepts(now)) else {
        return Ok(None);
    };
    let tenant = tx.tenant();
    let expires_at = now + DESK_LIFETIME;
    // Digits that were given out today, to whomever, do not come up again.
    for _ in 0..20 {
        let digits = fresh_digits(app);
        let hash = desk_hash(app, &digits, tenant, now);
        if link::is_taken(&mut tx.local(), &hash).await? {
            continue;
        }
        add_code(&mut tx, &request, &hash, Mode::Room, expires_at).await?;
        tx.commit().await?;
        return Ok(Some(DeskCode { digits, expires_at }));
    }
    Err(AppError::Broken("no desk code is free".to_owned()))
}

async fn add_code(
    tx: &mut TenantTx,
    request: &Request,
    hash: &[u8],
    mode: Mode,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let (tenant, now) = (tx.tenant(), tx.now());
    if let Ok(state) = request.state.after(Event::Invite) {
        store::request::set_state(tx, request.id, state).await?;
    }
    link::end(&mut tx.local(), tenant, request.id, LinkKind::Code, now).await?;
    let code = NewLink {
        hash,
        kind: LinkKind::Code,
        tenant,
        request: request.id,
        language: None,
        device: Device::Unknown,
        mode,
        created_at: now,
        expires_at,
    };
    Ok(link::add(&mut tx.local(), &code).await?)
}

/// A letter to print. Its secrets stand nowhere else.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Whom it is to.
    pub name: String,
    /// The address in the square.
    pub url: String,
    /// The code to type, twelve letters.
    pub code: String,
    /// The language to write in.
    pub language: String,
    /// Who is asked.
    pub respondent: Respondent,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// The person's address is protected: the letter is handed over, never posted.
    pub protected: bool,
}

/// Makes a letter with a fresh link and a fresh code; earlier ones for the request stop working. `None` when
/// the request is not theirs or is over.
///
/// # Errors
/// When the database refuses.
pub async fn make_letter(app: &App, proof: &Proof, episode: EpisodeId, id: RequestId) -> Result<Option<Letter>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(request) = held(&mut tx, proof, episode, id).await?.filter(|request| !request.lapsed(now)) else {
        return Ok(None);
    };
    let Some(fresh) = enrol::make_link(app, &mut tx, &request).await? else { return Ok(None) };
    let code = fresh_code(app);
    let expires_at = request.closes_at + crate::domain::care::GRACE;
    let state = store::request::lookup(&mut tx, id).await?.unwrap_or(request);
    add_code(&mut tx, &state, &letter_hash(app, &code), Mode::Link, expires_at).await?;
    let (name, language, protected) = addressee(&tenancy, &mut tx, &state).await?;
    let respondent = state.respondent;
    tx.commit().await?;
    let enrol::FreshLink { url, expires_at } = fresh;
    Ok(Some(Letter { name, url, code, language, respondent, expires_at, protected }))
}

/// Whom a letter is to, in which language, and whether the patient's address is protected.
async fn addressee(tenancy: &Tenancy, tx: &mut TenantTx, request: &Request) -> Result<(String, String, bool)> {
    let open = store::person::open(tx, request.person, "identity, letter")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", request.person)))?;
    let identity = tenancy.identity(&open)?;
    if let Some(contact) = request.contact
        && let Some(contact) = store::contact::list(tx, request.person).await?.into_iter().find(|one| one.id == contact)
    {
        let key = tenancy.person_key(&open)?;
        let text = key.open("contact", contact.id, "sealed", &contact.sealed)?;
        let known: Contact = serde_json::from_str(&text)
            .map_err(|_| AppError::Broken(format!("contact {} does not read", contact.id)))?;
        return Ok((known.name, contact.language, identity.protected));
    }
    Ok((identity.name(), open.person.language, identity.protected))
}
