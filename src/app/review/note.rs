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
    /// What it says.
    pub text: String,
}

/// Adds a note to an episode the actor treats; `None` when it is not theirs.
///
/// # Errors
/// When the note is empty or too long, or the database refuses.
pub async fn add(app: &App, proof: &Proof, note: NewNote) -> Result<Option<DiscussionId>> {
    let text = note.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
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
    let discussion = Discussion {
        id,
        episode: episode.id,
        person: episode.person,
        session: note.session,
        author,
        at: now,
        shared: note.shared,
        note_sealed: tenancy.person_key(&open)?.seal(&app.ambient, "discussion", id, "note", text),
    };
    store::discussion::add(&mut tx, &discussion).await?;
    tx.commit().await?;
    Ok(Some(id))
}
