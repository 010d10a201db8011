//! What clinician and patient made of the answers.

use chrono::{DateTime, Utc};
use sea_query::Order;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::is;
use super::{OpenPerson, Result, TenantTx};
use crate::domain::care::{AccountId, DiscussionId, EpisodeId, PersonId, SessionId};

/// A note of what clinician and patient made of the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussion {
    /// Its id.
    pub id: DiscussionId,
    /// The episode.
    pub episode: EpisodeId,
    /// Whose it is.
    pub person: PersonId,
    /// The session it is about, if any.
    pub session: Option<SessionId>,
    /// Who wrote it.
    pub author: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether the patient sees it.
    pub shared: bool,
    /// What they made of it, sealed with the person's own key.
    pub note_sealed: Vec<u8>,
    /// What they change from here on, sealed likewise; `None` when nothing was written.
    pub change_sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct DiscussionRow {
    id: Uuid,
    episode_id: Uuid,
    person_id: Uuid,
    session_id: Option<Uuid>,
    author_id: Uuid,
    at: DateTime<Utc>,
    shared: bool,
    note_sealed: Vec<u8>,
    change_sealed: Option<Vec<u8>>,
}

/// Adds a note.
///
/// # Errors
/// When the episode is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, note: &Discussion) -> Result<()> {
    tx.note(Act::Create, format_args!("discussion:{}", note.id), "note, change, shared");
    tx.insert(
        "discussion",
        [[
            ("id", note.id.0.into()),
            ("episode_id", note.episode.0.into()),
            ("person_id", note.person.0.into()),
            ("session_id", note.session.map(|session| session.0).into()),
            ("author_id", note.author.0.into()),
            ("at", note.at.into()),
            ("shared", note.shared.into()),
            ("note_sealed", note.note_sealed.clone().into()),
            ("change_sealed", note.change_sealed.clone().into()),
        ]],
    )
    .await
}

/// The notes of an open patient's episode, the latest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, open: &OpenPerson, episode: EpisodeId) -> Result<Vec<Discussion>> {
    let mut select = tx.select(
        "discussion",
        &["id", "episode_id", "person_id", "session_id", "author_id", "at", "shared", "note_sealed", "change_sealed"],
    );
    select
        .and_where(is("discussion", "episode_id", episode.0))
        .and_where(is("discussion", "person_id", open.id().0))
        .order_by(("discussion", "at"), Order::Desc);
    let rows = tx.all::<DiscussionRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Discussion {
            id: row.id.into(),
            episode: row.episode_id.into(),
            person: row.person_id.into(),
            session: row.session_id.map(SessionId),
            author: row.author_id.into(),
            at: row.at,
            shared: row.shared,
            note_sealed: row.note_sealed,
            change_sealed: row.change_sealed,
        })
        .collect())
}
