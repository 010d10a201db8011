//! What became of the answers before a session. No row names a clinician, so that it can be counted for the
//! service and for nobody in it.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, OnConflict};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{self, col, is};
use super::{Result, TenantTx};
use crate::domain::care::{EpisodeId, SessionId};

/// What became of the answers before one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The session.
    pub session: SessionId,
    /// The episode.
    pub episode: EpisodeId,
    /// When somebody who treats the patient first opened them.
    pub opened_at: Option<DateTime<Utc>>,
    /// Whether they were spoken about; `None` until somebody says.
    pub discussed: Option<bool>,
    /// When that was said.
    pub discussed_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct FeedbackRow {
    session_id: Uuid,
    episode_id: Uuid,
    opened_at: Option<DateTime<Utc>>,
    discussed: Option<bool>,
    discussed_at: Option<DateTime<Utc>>,
}

/// What became of the answers in some episodes.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, episodes: &[EpisodeId]) -> Result<Vec<Feedback>> {
    let mut select = tx.select("feedback", &["session_id", "episode_id", "opened_at", "discussed", "discussed_at"]);
    select.and_where(col("feedback", "episode_id").is_in(episodes.iter().map(|episode| episode.0)));
    let rows = tx.all::<FeedbackRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Feedback {
            session: row.session_id.into(),
            episode: row.episode_id.into(),
            opened_at: row.opened_at,
            discussed: row.discussed,
            discussed_at: row.discussed_at,
        })
        .collect())
}

/// Notes that the answers before some sessions were opened now; those that were opened before keep their time.
///
/// # Errors
/// When a session is not of the episode's tenant, or the database refuses.
pub async fn open(tx: &mut TenantTx, episode: EpisodeId, sessions: &[SessionId]) -> Result<()> {
    let now = tx.now();
    tx.note(Act::Change, format_args!("episode:{episode}"), "feedback opened");
    let rows = sessions
        .iter()
        .map(|session| [("session_id", session.0.into()), ("episode_id", episode.0.into()), ("opened_at", now.into())]);
    for mut statement in sql::insert("feedback", Some(tx.tenant().0), rows) {
        // Two who open the page at once both write: the first row stands.
        statement.on_conflict(OnConflict::columns(["tenant_id", "session_id"]).do_nothing().to_owned());
        tx.execute(&statement).await?;
    }
    let mut update = tx.update("feedback");
    update
        .value("opened_at", now)
        .and_where(is("feedback", "episode_id", episode.0))
        .and_where(col("feedback", "session_id").is_in(sessions.iter().map(|session| session.0)))
        .and_where(col("feedback", "opened_at").is_null());
    tx.execute(&update).await.map(|_| ())
}

/// Says whether the answers before a session were spoken about; said again, the latest holds.
///
/// # Errors
/// When the session is not there, or the database refuses.
pub async fn set_discussed(tx: &mut TenantTx, episode: EpisodeId, session: SessionId, discussed: bool) -> Result<()> {
    let now = tx.now();
    tx.note(Act::Change, format_args!("session:{session}"), "feedback discussed");
    let row = [
        ("session_id", session.0.into()),
        ("episode_id", episode.0.into()),
        ("discussed", discussed.into()),
        ("discussed_at", now.into()),
    ];
    for mut statement in sql::insert("feedback", Some(tx.tenant().0), [row]) {
        let said =
            OnConflict::columns(["tenant_id", "session_id"]).update_columns(["discussed", "discussed_at"]).to_owned();
        statement.on_conflict(said);
        tx.execute(&statement).await?;
    }
    Ok(())
}
