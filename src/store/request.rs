//! Requests: one respondent asked at one moment.

use chrono::{DateTime, Utc};
use sea_query::{Cond, Expr, ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::message::{MessageKind, MessageState};
use super::sql::{col, is, is_one_of, read};
use super::{Result, TenantTx};
use crate::domain::care::{Channel, ContactId, EpisodeId, Request, RequestId, SessionId, State};
use crate::domain::schedule::Planned;

const COLUMNS: [&str; 16] = [
    "id",
    "episode_id",
    "person_id",
    "session_id",
    "respondent",
    "moment",
    "instruments",
    "opens_at",
    "closes_at",
    "state",
    "state_at",
    "slot",
    "round",
    "contact_id",
    "channels",
    "remind_at",
];

#[derive(FromRow)]
struct RequestRow {
    id: Uuid,
    episode_id: Uuid,
    person_id: Uuid,
    session_id: Option<Uuid>,
    respondent: String,
    moment: String,
    instruments: String,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
    state: String,
    state_at: DateTime<Utc>,
    slot: String,
    round: i64,
    contact_id: Option<Uuid>,
    channels: String,
    remind_at: Option<DateTime<Utc>>,
}

impl TryFrom<RequestRow> for Request {
    type Error = super::StoreError;

    fn try_from(row: RequestRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            episode: row.episode_id.into(),
            person: row.person_id.into(),
            session: row.session_id.map(SessionId),
            respondent: read(&row.respondent, "request", "respondent", row.id)?,
            moment: read(&row.moment, "request", "moment", row.id)?,
            instruments: row.instruments.split(' ').map(str::to_owned).collect(),
            opens_at: row.opens_at,
            closes_at: row.closes_at,
            state: read(&row.state, "request", "state", row.id)?,
            state_at: row.state_at,
            slot: row.slot,
            round: row.round,
            contact: row.contact_id.map(ContactId),
            channels: row
                .channels
                .split_whitespace()
                .map(|channel| read(channel, "request", "channels", row.id))
                .collect::<Result<_>>()?,
            remind_at: row.remind_at,
        })
    }
}

/// Adds requests.
///
/// # Errors
/// [`super::StoreError::Conflict`] when something is already asked in the same slot of the episode.
pub async fn add_many(tx: &mut TenantTx, requests: &[Request]) -> Result<()> {
    for request in requests {
        tx.note(Act::Create, format_args!("request:{}", request.id), "all");
    }
    tx.insert(
        "request",
        requests.iter().map(|request| {
            [
                ("id", request.id.0.into()),
                ("episode_id", request.episode.0.into()),
                ("person_id", request.person.0.into()),
                ("session_id", request.session.map(|session| session.0).into()),
                ("respondent", request.respondent.code().into()),
                ("moment", request.moment.code().into()),
                ("instruments", request.instruments.join(" ").into()),
                ("opens_at", request.opens_at.into()),
                ("closes_at", request.closes_at.into()),
                ("state", request.state.code().into()),
                ("state_at", request.state_at.into()),
                ("slot", request.slot.as_str().into()),
                ("round", request.round.into()),
                ("contact_id", request.contact.map(|contact| contact.0).into()),
                ("channels", channels(&request.channels).into()),
                ("remind_at", request.remind_at.into()),
            ]
        }),
    )
    .await
}

fn channels(channels: &[Channel]) -> String {
    channels.iter().map(|channel| channel.code()).collect::<Vec<_>>().join(" ")
}

/// Gives an open request the time, session and instruments it is planned with now.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn set_plan(tx: &mut TenantTx, id: RequestId, planned: &Planned) -> Result<()> {
    tx.note(
        Act::Change,
        format_args!("request:{id}"),
        "session_id, instruments, opens_at, closes_at, channels, remind_at",
    );
    let mut update = tx.update("request");
    update
        .value("session_id", planned.session.map(|session| session.0))
        .value("instruments", planned.instruments.join(" "))
        .value("opens_at", planned.opens_at)
        .value("closes_at", planned.closes_at)
        .value("channels", channels(&planned.channels))
        .value("remind_at", planned.remind_at)
        .and_where(is("request", "id", id.0));
    tx.execute_one("request", &update).await
}

/// Counts one round more: it is planned anew after having been called off.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn add_round(tx: &mut TenantTx, id: RequestId) -> Result<()> {
    tx.note(Act::Change, format_args!("request:{id}"), "round");
    let mut update = tx.update("request");
    update.value("round", col("request", "round").add(1)).and_where(is("request", "id", id.0));
    tx.execute_one("request", &update).await
}

async fn fetch(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<Request>> {
    tx.all::<RequestRow>(select).await?.into_iter().map(Request::try_from).collect()
}

/// One request.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: RequestId) -> Result<Option<Request>> {
    let mut select = tx.select("request", &COLUMNS);
    select.and_where(is("request", "id", id.0));
    Ok(fetch(tx, &select).await?.into_iter().next())
}

/// One request, held until the transaction ends, so that of two tabs one comes first.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, id: RequestId) -> Result<Option<Request>> {
    let mut select = tx.select("request", &COLUMNS);
    select.and_where(is("request", "id", id.0)).lock_exclusive();
    Ok(fetch(tx, &select).await?.into_iter().next())
}

/// Some requests.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_ids(tx: &mut TenantTx, ids: &[RequestId]) -> Result<Vec<Request>> {
    let mut select = tx.select("request", &COLUMNS);
    select.and_where(is_one_of("request", "id", ids.iter().map(|id| id.0)));
    fetch(tx, &select).await
}

/// Some requests, held until the transaction ends. In the order of their ids, so that two who hold several
/// do not wait for each other.
///
/// # Errors
/// When the database refuses.
pub async fn hold_many(tx: &mut TenantTx, ids: &[RequestId]) -> Result<Vec<Request>> {
    let mut select = tx.select("request", &COLUMNS);
    select
        .and_where(is_one_of("request", "id", ids.iter().map(|id| id.0)))
        .order_by(("request", "id"), Order::Asc)
        .lock_exclusive();
    fetch(tx, &select).await
}

/// The requests around some sessions.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_sessions(tx: &mut TenantTx, sessions: &[SessionId]) -> Result<Vec<Request>> {
    let mut found = Vec::new();
    for some in sessions.chunks(1000) {
        let mut select = tx.select("request", &COLUMNS);
        select
            .and_where(col("request", "session_id").is_in(some.iter().map(|session| session.0)))
            .order_by(("request", "opens_at"), Order::Asc)
            .order_by(("request", "id"), Order::Asc);
        found.extend(fetch(tx, &select).await?);
    }
    Ok(found)
}

/// The requests of an episode, in the order they open.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_episode(tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<Request>> {
    let mut select = tx.select("request", &COLUMNS);
    select
        .and_where(is("request", "episode_id", episode.0))
        .order_by(("request", "opens_at"), Order::Asc)
        .order_by(("request", "id"), Order::Asc);
    fetch(tx, &select).await
}

/// Requests that are still open though their time has gone by, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn list_overdue(tx: &mut TenantTx, limit: u64) -> Result<Vec<Request>> {
    let open = State::ALL.iter().filter(|state| !state.is_final()).map(|state| state.code());
    let now = tx.now();
    let mut select = tx.select("request", &COLUMNS);
    select
        .and_where(col("request", "state").is_in(open))
        .and_where(col("request", "closes_at").lte(now))
        .order_by(("request", "closes_at"), Order::Asc)
        .limit(limit);
    fetch(tx, &select).await
}

/// Requests that are open and that nobody has been told of, to be told of by message: in the order they
/// opened, after the one at `after`, at most `limit`. Left out: those that somebody tried to tell of after
/// `tried_before` and could not.
///
/// # Errors
/// When the database refuses.
pub async fn list_untold(
    tx: &mut TenantTx,
    channels: &[Channel],
    after: Option<(DateTime<Utc>, RequestId)>,
    tried_before: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<Request>> {
    let now = tx.now();
    let mut tried = tx.select("unreached", &["request_id"]);
    tried.and_where(col("unreached", "tried_at").gt(tried_before));
    let mut by_message = Cond::any();
    for channel in channels {
        by_message = by_message.add(col("request", "channels").like(format!("%{channel}%")));
    }
    let mut select = tx.select("request", &COLUMNS);
    select
        .and_where(is("request", "state", State::Due.code()))
        .and_where(col("request", "opens_at").lte(now))
        .and_where(col("request", "closes_at").gt(now))
        .and_where(col("request", "id").not_in_subquery(tried))
        .cond_where(by_message)
        .order_by(("request", "opens_at"), Order::Asc)
        .order_by(("request", "id"), Order::Asc)
        .limit(limit);
    if let Some((opens_at, id)) = after {
        let later = col("request", "opens_at").gt(opens_at);
        let same = is("request", "opens_at", opens_at).and(col("request", "id").gt(id.0));
        select.and_where(later.or(same));
    }
    fetch(tx, &select).await
}

/// Requests that were not answered though it is time to remind of them, whose invitation was sent and
/// that nobody was reminded of in this round; at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn list_unreminded(tx: &mut TenantTx, limit: u64) -> Result<Vec<Request>> {
    let now = tx.now();
    let told = |tx: &TenantTx, kind: MessageKind| {
        let mut select = tx.select("message", &["id"]);
        select
            .and_where(col("message", "request_id").equals(("request", "id")))
            .and_where(col("message", "round").equals(("request", "round")))
            .and_where(is("message", "kind", kind.code()));
        select
    };
    let mut invited = told(tx, MessageKind::Invitation);
    let sent = [MessageState::Sent.code(), MessageState::Delivered.code()];
    invited.and_where(col("message", "state").is_in(sent));
    let reminded = told(tx, MessageKind::Reminder);
    let open = State::ALL.iter().filter(|state| !state.is_final()).map(|state| state.code());
    let mut select = tx.select("request", &COLUMNS);
    select
        .and_where(col("request", "state").is_in(open))
        .and_where(col("request", "remind_at").lte(now))
        .and_where(col("request", "opens_at").lte(now))
        .and_where(col("request", "closes_at").gt(now))
        .and_where(Expr::exists(invited))
        .and_where(Expr::not_exists(reminded))
        .order_by(("request", "remind_at"), Order::Asc)
        .order_by(("request", "id"), Order::Asc)
        .limit(limit);
    fetch(tx, &select).await
}

/// Moves a request to a new state.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn set_state(tx: &mut TenantTx, id: RequestId, state: State) -> Result<()> {
    tx.note(Act::Change, format_args!("request:{id}"), &format!("state {state}"));
    let now = tx.now();
    let mut update = tx.update("request");
    update.value("state", state.code()).value("state_at", now).and_where(is("request", "id", id.0));
    tx.execute_one("request", &update).await
}

/// The language of the person a request is about, without opening the person's record.
///
/// # Errors
/// When the database refuses.
pub async fn language(tx: &mut TenantTx, request: &Request) -> Result<Option<String>> {
    #[derive(FromRow)]
    struct LanguageRow {
        language: String,
    }
    let mut select = tx.select("person", &["language"]);
    select.and_where(is("person", "id", request.person.0));
    Ok(tx.optional::<LanguageRow>(&select).await?.map(|row| row.language))
}
