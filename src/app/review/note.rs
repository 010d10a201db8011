//! The discussion note: what clinician and patient made of the answers.

use crate::app::{App, AppError, Result, enrol};
use crate::domain::care::{DiscussionId, EpisodeId, SessionId};
use crate::store::discussion::Discussion;
use crate::store::{self, Actor, Proof};

/// The longest note, in characters.
const LONGEST: usize = 4000;

/// A new note.
#[derive(Clone, Debug)]
pub struct NewNote {
    /// The episode.
    pub episode: EpisodeId,
    /// About which session, when it is about one.
    pub session: Option<SessionId>,
    /// The patient sees it.
    pub shared: bool,
    /// What they made of the answers; may be empty when `change` is not.
    pub text: String,
    /// What they change from here on; may be empty.
    pub change: String,
}

/// Adds a note to an episode the actor treats; `None` when it is not theirs.
///
/// # Errors
/// When the note is empty or too long, or the database refuses.
pub async fn add(app: &App, proof: &Proof, note: NewNote) -> Result<Option<DiscussionId>> {
    let (text, change) = (note.text.trim(), note.change.trim());
    let too_long = |text: &str| text.chars().count() > LONGEST;
    if (text.is_empty() && change.is_empty()) || too_long(text) || too_long(change) {
        return Err(AppError::Refused(format!("a note has 1 to {LONGEST} characters")));
    }
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(episode) = enrol::treated(&mut tx, proof, note.episode).await? else { return Ok(None) };
    let open = store::person::open(&mut tx, episode.person, "key")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))?;
    if let Some(session) = note.session {
        let known = store::session::lookup(&mut tx, session).await?;
        if known.is_none_or(|known| known.episode != episode.id) {
            return Ok(None);
        }
    }
    let id = DiscussionId(app.ambient.id());
    let key = tenancy.person_key(&open)?;
    let discussion = Discussion {
        id,
        episode: episode.id,
        person: episode.person,
        session: note.session,
        author,
        at: now,
        shared: note.shared,
        note_sealed: key.seal(&app.ambient, "discussion", id, "note", text),
        change_sealed: (!change.is_empty()).then(|| key.seal(&app.ambient, "discussion", id, "change", change)),
    };
    store::discussion::add(&mut tx, &discussion).await?;
    // Whoever writes down what they made of the answers has spoken about them.
    if let Some(session) = note.session {
        store::feedback::set_discussed(&mut tx, episode.id, session, true).await?;
    }
    tx.commit().await?;
    Ok(Some(id))
}

/// Says whether the answers before a session were spoken about; `None` when the episode is not the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn set_discussed(
    app: &App,
    proof: &Proof,
    episode: EpisodeId,
    session: SessionId,
    discussed: bool,
) -> Result<Option<()>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(episode) = enrol::treated(&mut tx, proof, episode).await? else { return Ok(None) };
    let known = store::session::lookup(&mut tx, session).await?;
    if known.is_none_or(|known| known.episode != episode.id) {
        return Ok(None);
    }
    store::feedback::set_discussed(&mut tx, episode.id, session, discussed).await?;
    tx.commit().await?;
    Ok(Some(()))
}
