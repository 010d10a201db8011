//! Appointments.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, is_one_of, read};
use super::{OpenPerson, Result, TenantTx};
use crate::domain::care::{AccountId, EpisodeId, Session, SessionId};

const COLUMNS: [&str; 11] =
    ["id", "episode_id", "person_id", "clinician_id", "starts_at", "minutes", "state", "kind", "mode", "last", "also"];

#[derive(FromRow)]
struct SessionRow {
    id: Uuid,
    episode_id: Uuid,
    person_id: Uuid,
    clinician_id: Uuid,
    starts_at: DateTime<Utc>,
    minutes: i64,
    state: String,
    kind: String,
    mode: String,
    last: bool,
    also: String,
}

impl TryFrom<SessionRow> for Session {
    type Error = super::StoreError;

    fn try_from(row: SessionRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            episode: row.episode_id.into(),
            person: row.person_id.into(),
            clinician: row.clinician_id.into(),
            starts_at: row.starts_at,
            minutes: row.minutes,
            state: read(&row.state, "session", "state", row.id)?,
            kind: read(&row.kind, "session", "kind", row.id)?,
            mode: read(&row.mode, "session", "mode", row.id)?,
            last: row.last,
            also: row.also.split_whitespace().map(str::to_owned).collect(),
        })
    }
}

/// Adds appointments.
///
/// # Errors
/// When the episode is not there, or the database refuses.
pub async fn add_many(tx: &mut TenantTx, sessions: &[Session]) -> Result<()> {
    for session in sessions {
        tx.note(Act::Create, format_args!("session:{}", session.id), "all");
    }
    tx.insert(
        "session",
        sessions.iter().map(|session| {
            [
                ("id", session.id.0.into()),
                ("episode_id", session.episode.0.into()),
                ("person_id", session.person.0.into()),
                ("clinician_id", session.clinician.0.into()),
                ("starts_at", session.starts_at.into()),
                ("minutes", session.minutes.into()),
                ("state", session.state.code().into()),
                ("kind", session.kind.code().into()),
                ("mode", session.mode.code().into()),
                ("last", session.last.into()),
                ("also", session.also.join(" ").into()),
            ]
        }),
    )
    .await
}

async fn fetch(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<Session>> {
    tx.all::<SessionRow>(select).await?.into_iter().map(Session::try_from).collect()
}

/// One appointment.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: SessionId) -> Result<Option<Session>> {
    let mut select = tx.select("session", &COLUMNS);
    select.and_where(is("session", "id", id.0));
    Ok(fetch(tx, &select).await?.into_iter().next())
}

/// Some appointments.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_ids(tx: &mut TenantTx, ids: &[SessionId]) -> Result<Vec<Session>> {
    let mut select = tx.select("session", &COLUMNS);
    select.and_where(is_one_of("session", "id", ids.iter().map(|id| id.0)));
    fetch(tx, &select).await
}

/// The appointments of one episode, in order; of what a plan follows from, and nothing says whose it is.
///
/// # Errors
/// When the database refuses.
pub async fn list_of_episode(tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<Session>> {
    let mut select = tx.select("session", &COLUMNS);
    select.and_where(is("session", "episode_id", episode.0)).order_by(("session", "starts_at"), Order::Asc);
    fetch(tx, &select).await
}

/// A clinician's appointments that begin in `[from, to)`, in order.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_clinician(
    tx: &mut TenantTx,
    clinician: AccountId,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Session>> {
    let mut select = tx.select("session", &COLUMNS);
    select
        .and_where(is("session", "clinician_id", clinician.0))
        .and_where(col("session", "starts_at").gte(from))
        .and_where(col("session", "starts_at").lt(to))
        .order_by(("session", "starts_at"), Order::Asc);
    fetch(tx, &select).await
}

/// The appointments of open patients' episodes, in order.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_episodes(tx: &mut TenantTx, open: &[OpenPerson], episodes: &[EpisodeId]) -> Result<Vec<Session>> {
    let mut select = tx.select("session", &COLUMNS);
    select
        .and_where(col("session", "episode_id").is_in(episodes.iter().map(|episode| episode.0)))
        .and_where(col("session", "person_id").is_in(open.iter().map(|open| open.id().0)))
        .order_by(("session", "starts_at"), Order::Asc);
    fetch(tx, &select).await
}

/// Writes down what an appointment is now: its time, who holds it, and what became of it.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn set(tx: &mut TenantTx, session: &Session) -> Result<()> {
    tx.note(
        Act::Change,
        format_args!("session:{}", session.id),
        "clinician_id, starts_at, minutes, state, kind, mode, last, also",
    );
    let mut update = tx.update("session");
    update
        .value("clinician_id", session.clinician.0)
        .value("starts_at", session.starts_at)
        .value("minutes", session.minutes)
        .value("state", session.state.code())
        .value("kind", session.kind.code())
        .value("mode", session.mode.code())
        .value("last", session.last)
        .value("also", session.also.join(" "))
        .and_where(is("session", "id", session.id.0));
    tx.execute_one("session", &update).await
}
