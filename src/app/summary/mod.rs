//! One page about a course that follows the patient on. It is written by whoever treats, seen by the patient
//! first, and goes nowhere without the patient's yes; what goes on is what the patient saw.

mod facts;

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::instruments::kept::Kept;
use super::{App, AppError, Result, Tenancy, enrol, plan};
use crate::auth::PersonKey;
use crate::catalogue::Definition;
use crate::domain::care::{AccountId, Episode, EpisodeId, Identity, SummaryId};
use crate::domain::summary::{
    LONGEST, Measured, Recipient, Seen, SummaryEvent, SummaryFacts, SummaryState, SummaryWords,
};
use crate::store::{self, Actor, OpenPerson, Proof, TenantTx, summary};

/// A summary, opened.
#[derive(Clone, Debug)]
pub struct CourseSummary {
    /// Its id.
    pub id: SummaryId,
    /// Where it stands.
    pub state: SummaryState,
    /// Since when.
    pub state_at: DateTime<Utc>,
    /// To whom it goes.
    pub recipient: Recipient,
    /// What is written in it.
    pub words: SummaryWords,
    /// What is known of the course: as it was when the patient saw it, or as it is now while it is a draft.
    pub facts: SummaryFacts,
    /// The definitions of what was measured, in the order of the facts.
    pub definitions: Vec<&'static Definition>,
    /// How the patient saw it.
    pub seen: Option<Seen>,
    /// What the patient said of it; may be empty.
    pub comment: String,
    /// Who wrote it last, by name.
    pub author: String,
    /// Tells this text from every other it has had: a yes is to what was read.
    pub mark: String,
}

/// What became of words or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// They are stored.
    Stored,
    /// They were to another text than the one that stands there now; nothing is stored.
    Changed,
}

/// The summaries of one episode.
#[derive(Clone, Debug)]
pub struct Summaries {
    /// Who the patient is.
    pub identity: Identity,
    /// The one that is being written or waits for the patient.
    pub current: Option<CourseSummary>,
    /// Those that have gone on, the latest first.
    pub handed_over: Vec<CourseSummary>,
}

/// What was opened to work on.
struct Opened {
    tenancy: std::sync::Arc<Tenancy>,
    episode: Episode,
    person: OpenPerson,
    key: PersonKey,
}

async fn begin(app: &App, tx: &mut TenantTx, proof: &Proof, id: EpisodeId, why: &str) -> Result<Option<Opened>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    if enrol::treated(tx, proof, id).await?.is_none() {
        return Ok(None);
    }
    // Held: two who write at once write one after the other.
    let Some(episode) = store::episode::hold(tx, id).await? else { return Ok(None) };
    let person = store::person::open(tx, episode.person, why)
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))?;
    let key = tenancy.person_key(&person)?;
    Ok(Some(Opened { tenancy, episode, person, key }))
}

fn unsealed<T: serde::de::DeserializeOwned>(key: &PersonKey, id: SummaryId, column: &str, sealed: &[u8]) -> Result<T> {
    let text = key.open("summary", id, column, sealed)?;
    serde_json::from_str(&text).map_err(|_| AppError::Broken(format!("{column} of summary {id} does not read")))
}

fn sealed<T: serde::Serialize>(app: &App, key: &PersonKey, id: SummaryId, column: &str, value: &T) -> Vec<u8> {
    key.seal(&app.ambient, "summary", id, column, &serde_json::to_string(value).unwrap_or_default())
}

/// The mark of what is written: sealing never gives the same twice, and an answer seals neither words nor facts.
fn mark(row: &summary::Summary) -> String {
    let mut hash = Sha256::new();
    hash.update(&row.words_sealed);
    hash.update(row.facts_sealed.as_deref().unwrap_or_default());
    HEXLOWER.encode(&hash.finalize())
}

/// What is needed to open summaries.
struct Reader<'a> {
    app: &'a App,
    key: &'a PersonKey,
    names: Vec<(AccountId, String)>,
    instruments: std::sync::Arc<Kept>,
}

impl<'a> Reader<'a> {
    async fn new(app: &'a App, tx: &mut TenantTx, key: &'a PersonKey) -> Result<Self> {
        let tenant = tx.tenant();
        let names = store::account::list_names(&mut tx.local(), tenant).await?;
        Ok(Self { app, key, names, instruments: app.instruments(tx).await? })
    }

    /// Opens one, with the facts it was shown with or those of now; `None` when it has neither.
    fn open(&self, row: &summary::Summary, now: Option<&SummaryFacts>) -> Result<Option<CourseSummary>> {
        let frozen = row.facts_sealed.as_deref().map(|sealed| unsealed(self.key, row.id, "facts", sealed));
        let Some(facts) = frozen.transpose()?.or_else(|| now.cloned()) else { return Ok(None) };
        let version = |one: &Measured| self.instruments.version(self.app.catalogue, &one.instrument, one.version);
        let comment = row.comment_sealed.as_deref().map(|sealed| self.key.open("summary", row.id, "comment", sealed));
        let author = self.names.iter().find(|(id, _)| *id == row.author).map(|(_, name)| name.clone());
        Ok(Some(CourseSummary {
            id: row.id,
            state: row.state,
            state_at: row.state_at,
            recipient: row.recipient,
            words: unsealed(self.key, row.id, "words", &row.words_sealed)?,
            definitions: facts.measures.iter().map(version).collect::<Result<_>>()?,
            facts,
            seen: row.seen,
            comment: comment.transpose()?.unwrap_or_default(),
            author: author.unwrap_or_default(),
            mark: mark(row),
        }))
    }
}

/// The summaries of an episode the actor treats; `None` when it is not theirs. `what` is read stands in the
/// record of who read what.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn open(app: &App, proof: &Proof, id: EpisodeId, what: &str) -> Result<Option<Summaries>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(at) = begin(app, &mut tx, proof, id, what).await? else { return Ok(None) };
    let facts = facts::gather(app, &at.tenancy, &mut tx, &at.person, &at.episode).await?;
    let reader = Reader::new(app, &mut tx, &at.key).await?;
    let (mut current, mut handed_over) = (None, Vec::new());
    for row in store::summary::list(&mut tx, &at.person).await?.iter().filter(|row| row.episode == id) {
        let Some(one) = reader.open(row, Some(&facts))? else { continue };
        if one.state == SummaryState::HandedOver {
            handed_over.push(one);
        } else {
            current = Some(one);
        }
    }
    tx.commit().await?;
    Ok(Some(Summaries { identity: at.tenancy.identity(&at.person)?, current, handed_over }))
}

/// The one summary of an episode that has not gone on.
async fn unfinished(tx: &mut TenantTx, at: &Opened) -> Result<Option<summary::Summary>> {
    let rows = store::summary::list(tx, &at.person).await?;
    Ok(rows.into_iter().find(|row| row.episode == at.episode.id && row.state != SummaryState::HandedOver))
}

fn refused(what: &str) -> AppError {
    AppError::Refused(what.to_owned())
}

/// Writes the words of a summary over those with the mark `read` (none when there were none); what the patient has
/// seen of it must then be seen anew. `None` when the episode is not the actor's.
///
/// # Errors
/// When a text is too long, or the database refuses.
pub async fn write(
    app: &App,
    proof: &Proof,
    id: EpisodeId,
    recipient: Recipient,
    words: &SummaryWords,
    read: &str,
) -> Result<Option<Noted>> {
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    if !words.wrong(false).is_empty() {
        return Err(refused(&format!("each text has at most {LONGEST} characters")));
    }
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(at) = begin(app, &mut tx, proof, id, "key").await? else { return Ok(None) };
    let known = unfinished(&mut tx, &at).await?;
    if known.as_ref().map(mark).unwrap_or_default() != read {
        return Ok(Some(Noted::Changed));
    }
    let key = known.as_ref().map_or_else(|| SummaryId(app.ambient.id()), |row| row.id);
    let row = summary::Summary {
        id: key,
        episode: id,
        person: at.episode.person,
        author,
        recipient,
        state: SummaryState::Draft,
        state_at: now,
        seen: None,
        words_sealed: sealed(app, &at.key, key, "words", words),
        facts_sealed: None,
        comment_sealed: None,
    };
    match known {
        Some(before) if before.state.after(SummaryEvent::Write).is_some() => {
            store::summary::set(&mut tx, &row).await?;
        }
        _ => store::summary::add(&mut tx, &row).await?,
    }
    tx.commit().await?;
    Ok(Some(Noted::Stored))
}

/// Lets the patient see the text with the mark `read`: from now on it stands as it is. `None` when there is nothing
/// to show here.
///
/// # Errors
/// When something is lacking in it, or the database refuses.
pub async fn show(app: &App, proof: &Proof, id: EpisodeId, seen: Seen, read: &str) -> Result<Option<Noted>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(at) = begin(app, &mut tx, proof, id, "answers, summary").await? else { return Ok(None) };
    let Some(mut row) = unfinished(&mut tx, &at).await? else { return Ok(None) };
    if mark(&row) != read {
        return Ok(Some(Noted::Changed));
    }
    let words: SummaryWords = unsealed(&at.key, row.id, "words", &row.words_sealed)?;
    if !words.wrong(true).is_empty() {
        return Err(refused("whom it goes to, what was worked on and what is agreed must be said"));
    }
    let Some(state) = row.state.after(SummaryEvent::Show) else { return Ok(None) };
    let facts = facts::gather(app, &at.tenancy, &mut tx, &at.person, &at.episode).await?;
    row.facts_sealed = Some(sealed(app, &at.key, row.id, "facts", &facts));
    row.seen = Some(seen);
    step(&mut tx, row, state).await?;
    tx.commit().await?;
    Ok(Some(Noted::Stored))
}

async fn step(tx: &mut TenantTx, mut row: summary::Summary, state: SummaryState) -> Result<()> {
    row.state = state;
    row.state_at = tx.now();
    Ok(store::summary::set(tx, &row).await?)
}

/// What is said of a summary.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// Whether it may go on.
    pub agreed: bool,
    /// In words; may be empty.
    pub comment: &'a str,
    /// The mark of the text it is said of.
    pub mark: &'a str,
}

/// Notes what the patient said of it in the room. `None` when there is nothing to say it of, or when it would
/// make a yes of a no that the patient said alone.
///
/// # Errors
/// When the comment is too long, or the database refuses.
pub async fn answer(app: &App, proof: &Proof, id: EpisodeId, said: Said<'_>) -> Result<Option<Noted>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(at) = begin(app, &mut tx, proof, id, "key").await? else { return Ok(None) };
    let Some(row) = unfinished(&mut tx, &at).await? else { return Ok(None) };
    let own_no = row.state == SummaryState::Declined && row.seen == Some(Seen::OwnPages);
    if own_no && said.agreed {
        return Ok(None);
    }
    let answered = say(app, &mut tx, &at.key, row, said, Seen::Together).await?;
    tx.commit().await?;
    Ok(answered)
}

async fn say(
    app: &App,
    tx: &mut TenantTx,
    key: &PersonKey,
    mut row: summary::Summary,
    Said { agreed, comment, mark: read }: Said<'_>,
    seen: Seen,
) -> Result<Option<Noted>> {
    let comment = comment.trim();
    if comment.chars().count() > LONGEST {
        return Err(refused(&format!("a comment has at most {LONGEST} characters")));
    }
    let Some(state) = row.state.after(SummaryEvent::Answer { agreed }) else { return Ok(None) };
    if mark(&row) != read {
        return Ok(Some(Noted::Changed));
    }
    row.seen = Some(seen);
    row.comment_sealed = (!comment.is_empty()).then(|| key.seal(&app.ambient, "summary", row.id, "comment", comment));
    step(tx, row, state).await?;
    Ok(Some(Noted::Stored))
}

/// Hands it over: it is changed no more, and the patient is asked how it went some days after. `None` when
/// there is none that the patient has said yes to.
///
/// # Errors
/// When the database refuses.
pub async fn hand_over(app: &App, proof: &Proof, id: EpisodeId) -> Result<Option<()>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(mut at) = begin(app, &mut tx, proof, id, "key").await? else { return Ok(None) };
    let Some(row) = unfinished(&mut tx, &at).await? else { return Ok(None) };
    let Some(state) = row.state.after(SummaryEvent::HandOver) else { return Ok(None) };
    step(&mut tx, row, state).await?;
    plan::settle(app, &at.tenancy, &mut tx, &mut at.episode).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// What a patient may read of the own summaries, the latest first; never a draft.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub(crate) async fn list_own(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    person: &OpenPerson,
) -> Result<Vec<CourseSummary>> {
    let key = tenancy.person_key(person)?;
    let reader = Reader::new(app, tx, &key).await?;
    let mut found = Vec::new();
    for row in store::summary::list(tx, person).await?.iter().filter(|row| row.state.is_shown()) {
        found.extend(reader.open(row, None)?);
    }
    Ok(found)
}

/// Notes what the patient says of it alone. `None` when there is no such summary of theirs, or it has gone on.
///
/// # Errors
/// When the comment is too long, or the database refuses.
pub(crate) async fn answer_own(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    person: &OpenPerson,
    id: SummaryId,
    said: Said<'_>,
) -> Result<Option<Noted>> {
    let key = tenancy.person_key(person)?;
    let Some(row) = store::summary::list(tx, person).await?.into_iter().find(|row| row.id == id) else {
        return Ok(None);
    };
    say(app, tx, &key, row, said, Seen::OwnPages).await
}
