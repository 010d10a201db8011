//! Answers that somebody is to see, and into whose hands they went. A row never holds the answer.

use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, SelectStatement, Value};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, is_one_of, read};
use super::{Result, StoreError, TenantTx};
use crate::domain::care::{AccountId, EpisodeId, NoticeId, RequestId, ResponseId, UnitId};
use crate::domain::notice::{Notice, NoticeState};

const COLUMNS: [&str; 16] = [
    "id",
    "episode_id",
    "person_id",
    "response_id",
    "instrument",
    "item",
    "chosen",
    "owner_id",
    "answered_at",
    "due_at",
    "shown_at",
    "seen_at",
    "seen_by",
    "reached_leader_at",
    "state",
    "ended_at",
];

#[derive(FromRow)]
struct NoticeRow {
    id: Uuid,
    episode_id: Uuid,
    person_id: Uuid,
    response_id: Uuid,
    instrument: String,
    item: String,
    chosen: Option<String>,
    owner_id: Option<Uuid>,
    answered_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    shown_at: Option<DateTime<Utc>>,
    seen_at: Option<DateTime<Utc>>,
    seen_by: Option<Uuid>,
    reached_leader_at: Option<DateTime<Utc>>,
    state: String,
    ended_at: Option<DateTime<Utc>>,
}

impl TryFrom<NoticeRow> for Notice {
    type Error = StoreError;

    fn try_from(row: NoticeRow) -> Result<Self> {
        let unreadable = |value: &str| StoreError::Corrupt {
            table: "notice",
            column: "chosen",
            row: row.id.to_string(),
            value: value.to_owned(),
        };
        let chosen = row.chosen.as_deref();
        let chosen = chosen.map(|text| serde_json::from_str(text).map_err(|_| unreadable(text))).transpose()?;
        Ok(Self {
            state: read(&row.state, "notice", "state", row.id)?,
            id: row.id.into(),
            episode: row.episode_id.into(),
            person: row.person_id.into(),
            response: row.response_id.into(),
            instrument: row.instrument,
            item: row.item,
            chosen,
            owner: row.owner_id.map(AccountId),
            answered_at: row.answered_at,
            due_at: row.due_at,
            shown_at: row.shown_at,
            seen_at: row.seen_at,
            seen_by: row.seen_by.map(AccountId),
            reached_leader_at: row.reached_leader_at,
            ended_at: row.ended_at,
        })
    }
}

async fn fetch(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<Notice>> {
    tx.all::<NoticeRow>(select).await?.into_iter().map(Notice::try_from).collect()
}

/// Adds notices.
///
/// # Errors
/// [`StoreError::Conflict`] when one about the same answer is there.
pub async fn add_many(tx: &mut TenantTx, notices: &[Notice]) -> Result<()> {
    for notice in notices {
        tx.note(Act::Create, format_args!("notice:{}", notice.id), "owner_id, due_at");
    }
    insert(tx, notices.iter()).await
}

/// The rows of notices; what is noted of them is the caller's.
pub(super) async fn insert<'a>(tx: &mut TenantTx, notices: impl Iterator<Item = &'a Notice>) -> Result<()> {
    let mut rows: Vec<[(&'static str, Value); COLUMNS.len()]> = Vec::new();
    for notice in notices {
        let chosen = notice.chosen.map(|test| serde_json::to_string(&test)).transpose();
        let chosen = chosen.map_err(|error| StoreError::Unfit(format!("a test cannot be written: {error}")))?;
        rows.push([
            ("id", notice.id.0.into()),
            ("episode_id", notice.episode.0.into()),
            ("person_id", notice.person.0.into()),
            ("response_id", notice.response.0.into()),
            ("instrument", notice.instrument.as_str().into()),
            ("item", notice.item.as_str().into()),
            ("chosen", chosen.into()),
            ("owner_id", notice.owner.map(|owner| owner.0).into()),
            ("answered_at", notice.answered_at.into()),
            ("due_at", notice.due_at.into()),
            ("shown_at", notice.shown_at.into()),
            ("seen_at", notice.seen_at.into()),
            ("seen_by", notice.seen_by.map(|who| who.0).into()),
            ("reached_leader_at", notice.reached_leader_at.into()),
            ("state", notice.state.code().into()),
            ("ended_at", notice.ended_at.into()),
        ]);
    }
    tx.insert("notice", rows).await
}

/// What decides whose a notice is, and by when: the unit of an episode, and who treats its patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// The episode.
    pub episode: EpisodeId,
    /// The unit that gives the care.
    pub unit: UnitId,
    /// Who treats and can sign in, by since when.
    pub treating: Vec<AccountId>,
}

/// The circumstances of some episodes.
///
/// # Errors
/// When the database refuses.
pub async fn list_circumstances(tx: &mut TenantTx, episodes: &[EpisodeId]) -> Result<Vec<Circumstances>> {
    #[derive(FromRow)]
    struct UnitRow {
        id: Uuid,
        unit_id: Uuid,
    }
    #[derive(FromRow)]
    struct TreatingRow {
        episode_id: Uuid,
        account_id: Uuid,
    }
    let mut select = tx.select("episode", &["id", "unit_id"]);
    select
        .and_where(is_one_of("episode", "id", episodes.iter().map(|id| id.0)))
        .order_by(("episode", "id"), Order::Asc);
    let mut found: Vec<Circumstances> = tx
        .all::<UnitRow>(&select)
        .await?
        .into_iter()
        .map(|row| Circumstances { episode: row.id.into(), unit: row.unit_id.into(), treating: Vec::new() })
        .collect();
    let mut select = tx.select("episode_clinician", &["episode_id", "account_id"]);
    select
        .inner_join("account", col("account", "id").equals(("episode_clinician", "account_id")))
        .and_where(is("account", "active", true))
        .and_where(is_one_of("episode_clinician", "episode_id", episodes.iter().map(|id| id.0)))
        .order_by(("episode_clinician", "since"), Order::Asc)
        .order_by(("episode_clinician", "account_id"), Order::Asc);
    for row in tx.all::<TreatingRow>(&select).await? {
        if let Some(known) = found.iter_mut().find(|known| known.episode.0 == row.episode_id) {
            known.treating.push(row.account_id.into());
        }
    }
    Ok(found)
}

/// One notice, held until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, id: NoticeId) -> Result<Option<Notice>> {
    let mut select = tx.select("notice", &COLUMNS);
    select.and_where(is("notice", "id", id.0)).lock_exclusive();
    Ok(fetch(tx, &select).await?.into_iter().next())
}

/// The notices of an episode whose answers count, by when they were answered.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_episode(tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<Notice>> {
    let mut select = tx.select("notice", &COLUMNS);
    select
        .and_where(is("notice", "episode_id", episode.0))
        .and_where(is_live())
        .order_by(("notice", "answered_at"), Order::Asc)
        .order_by(("notice", "id"), Order::Asc);
    fetch(tx, &select).await
}

fn is_live() -> Expr {
    col("notice", "state").is_in(NoticeState::ALL.iter().filter(|state| state.is_live()).map(|state| state.code()))
}

/// Somebody's notices that wait, by when they were answered.
///
/// # Errors
/// When the database refuses.
pub async fn list_waiting(tx: &mut TenantTx, owner: AccountId) -> Result<Vec<Notice>> {
    let mut select = tx.select("notice", &COLUMNS);
    select
        .and_where(is("notice", "owner_id", owner.0))
        .and_where(is("notice", "state", NoticeState::Waiting.code()))
        .order_by(("notice", "answered_at"), Order::Asc)
        .order_by(("notice", "id"), Order::Asc);
    fetch(tx, &select).await
}

/// Somebody's notices that were seen, the latest answer first.
///
/// # Errors
/// When the database refuses.
pub async fn list_seen(tx: &mut TenantTx, owner: AccountId, limit: u64) -> Result<Vec<Notice>> {
    let mut select = tx.select("notice", &COLUMNS);
    select
        .and_where(is("notice", "owner_id", owner.0))
        .and_where(is("notice", "state", NoticeState::Seen.code()))
        .order_by(("notice", "answered_at"), Order::Desc)
        .order_by(("notice", "id"), Order::Desc)
        .limit(limit);
    fetch(tx, &select).await
}

/// A notice that nobody has seen in time, as a leader sees it: neither whose answer it is about nor which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Its id.
    pub id: NoticeId,
    /// The episode, to know who treats; never shown.
    pub episode: EpisodeId,
    /// The unit that gives the care.
    pub unit: UnitId,
    /// Whose it is.
    pub owner: Option<AccountId>,
    /// When the answer was given.
    pub answered_at: DateTime<Utc>,
    /// By when it was to have been seen.
    pub due_at: DateTime<Utc>,
}

/// The notices of some units that wait though their time has gone by, or that nobody owns, by when they were
/// answered.
///
/// # Errors
/// When the database refuses.
pub async fn list_unseen(tx: &mut TenantTx, units: &[UnitId]) -> Result<Vec<Unseen>> {
    #[derive(FromRow)]
    struct UnseenRow {
        id: Uuid,
        episode_id: Uuid,
        unit_id: Uuid,
        owner_id: Option<Uuid>,
        answered_at: DateTime<Utc>,
        due_at: DateTime<Utc>,
    }
    let now = tx.now();
    let mut select = tx.select("notice", &["id", "episode_id", "owner_id", "answered_at", "due_at"]);
    select.column(("episode", "unit_id"));
    tx.join(&mut select, "episode", "id", ("notice", "episode_id"));
    let late = col("notice", "due_at")
        .lte(now)
        .or(col("notice", "reached_leader_at").is_not_null())
        .or(col("notice", "owner_id").is_null());
    select
        .and_where(is("notice", "state", NoticeState::Waiting.code()))
        .and_where(late)
        .and_where(col("episode", "unit_id").is_in(units.iter().map(|unit| unit.0)))
        .order_by(("notice", "answered_at"), Order::Asc)
        .order_by(("notice", "id"), Order::Asc);
    let rows = tx.all::<UnseenRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Unseen {
            id: row.id.into(),
            episode: row.episode_id.into(),
            unit: row.unit_id.into(),
            owner: row.owner_id.map(AccountId),
            answered_at: row.answered_at,
            due_at: row.due_at,
        })
        .collect())
}

/// Notices that are late and were not put before the leaders yet, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_overdue(tx: &mut TenantTx, limit: u64) -> Result<Vec<Notice>> {
    let now = tx.now();
    let mut select = tx.select("notice", &COLUMNS);
    select
        .and_where(is("notice", "state", NoticeState::Waiting.code()))
        .and_where(col("notice", "due_at").lte(now))
        .and_where(col("notice", "reached_leader_at").is_null())
        .order_by(("notice", "due_at"), Order::Asc)
        .order_by(("notice", "id"), Order::Asc)
        .limit(limit);
    fetch(tx, &select).await
}

/// Writes down that notices are put before the leaders now. One that was seen meanwhile, or is there already, is
/// left. Gives how many were.
///
/// # Errors
/// When the database refuses.
pub async fn set_reached(tx: &mut TenantTx, ids: &[NoticeId]) -> Result<u64> {
    let now = tx.now();
    let mut reached = 0;
    for id in ids {
        let mut update = tx.update("notice");
        update
            .value("reached_leader_at", now)
            .and_where(is("notice", "id", id.0))
            .and_where(is("notice", "state", NoticeState::Waiting.code()))
            .and_where(col("notice", "reached_leader_at").is_null());
        let touched = tx.execute(&update).await?;
        if touched > 0 {
            tx.note(Act::Change, format_args!("notice:{id}"), "reached_leader_at");
        }
        reached += touched;
    }
    Ok(reached)
}

/// Writes down that an owner is shown these notices now; the first time counts.
///
/// # Errors
/// When the database refuses.
pub async fn set_shown(tx: &mut TenantTx, owner: AccountId, ids: &[NoticeId]) -> Result<()> {
    let now = tx.now();
    for id in ids {
        let mut update = tx.update("notice");
        update
            .value("shown_at", now)
            .and_where(is("notice", "id", id.0))
            .and_where(is("notice", "owner_id", owner.0))
            .and_where(col("notice", "shown_at").is_null());
        if tx.execute(&update).await? > 0 {
            tx.note(Act::Change, format_args!("notice:{id}"), "shown_at");
        }
    }
    Ok(())
}

/// Writes down that somebody has seen a notice that waits.
///
/// # Errors
/// When it does not wait, or the database refuses.
pub async fn set_seen(tx: &mut TenantTx, id: NoticeId, by: AccountId) -> Result<()> {
    let now = tx.now();
    tx.note(Act::Change, format_args!("notice:{id}"), "seen_at, seen_by, state");
    let mut update = tx.update("notice");
    update
        .value("state", NoticeState::Seen.code())
        .value("seen_at", now)
        .value("seen_by", by.0)
        .and_where(is("notice", "id", id.0))
        .and_where(is("notice", "state", NoticeState::Waiting.code()));
    tx.execute_one("notice", &update).await
}

/// Ends the notices about the answers to a request: they were corrected or taken back. Gives them as they stood.
///
/// # Errors
/// When the database refuses.
pub async fn end_by_request(tx: &mut TenantTx, request: RequestId, end: NoticeState) -> Result<Vec<Notice>> {
    let mut select = tx.select("notice", &COLUMNS);
    tx.join(&mut select, "response", "id", ("notice", "response_id"));
    select.and_where(is("response", "request_id", request.0)).and_where(is_live());
    end_found(tx, select, end).await
}

/// The same of one response.
///
/// # Errors
/// When the database refuses.
pub async fn end_by_response(tx: &mut TenantTx, response: ResponseId, end: NoticeState) -> Result<Vec<Notice>> {
    let mut select = tx.select("notice", &COLUMNS);
    select.and_where(is("notice", "response_id", response.0)).and_where(is_live());
    end_found(tx, select, end).await
}

async fn end_found(tx: &mut TenantTx, mut select: SelectStatement, end: NoticeState) -> Result<Vec<Notice>> {
    select.order_by(("notice", "id"), Order::Asc);
    let ended = fetch(tx, &select).await?;
    let now = tx.now();
    for notice in &ended {
        tx.note(Act::Change, format_args!("notice:{}", notice.id), &format!("ended {end}"));
        let mut update = tx.update("notice");
        update.value("state", end.code()).value("ended_at", now).and_where(is("notice", "id", notice.id.0));
        tx.execute_one("notice", &update).await?;
    }
    Ok(ended)
}

/// That a notice went from one pair of hands to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Its id.
    pub id: Uuid,
    /// The notice.
    pub notice: NoticeId,
    /// Whose it was.
    pub from: Option<AccountId>,
    /// Whose it is from then on.
    pub to: AccountId,
    /// Who did it.
    pub by: AccountId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Puts a notice that waits into other hands; its clock goes on. The new owner has not been shown it.
///
/// # Errors
/// When it does not wait, or the database refuses.
pub async fn hand_over(tx: &mut TenantTx, handover: &Handover) -> Result<()> {
    tx.note(Act::Change, format_args!("notice:{}", handover.notice), &format!("owner_id account:{}", handover.to));
    let mut update = tx.update("notice");
    update
        .value("owner_id", handover.to.0)
        .value("shown_at", None::<DateTime<Utc>>)
        .and_where(is("notice", "id", handover.notice.0))
        .and_where(is("notice", "state", NoticeState::Waiting.code()));
    tx.execute_one("notice", &update).await?;
    tx.insert(
        "notice_handover",
        [[
            ("id", handover.id.into()),
            ("notice_id", handover.notice.0.into()),
            ("from_owner", handover.from.map(|from| from.0).into()),
            ("to_owner", handover.to.0.into()),
            ("handed_by", handover.by.0.into()),
            ("at", handover.at.into()),
        ]],
    )
    .await
}

/// The hand-overs of some notices, in order of time.
///
/// # Errors
/// When the database refuses.
pub async fn list_handovers(tx: &mut TenantTx, notices: &[NoticeId]) -> Result<Vec<Handover>> {
    #[derive(FromRow)]
    struct HandoverRow {
        id: Uuid,
        notice_id: Uuid,
        from_owner: Option<Uuid>,
        to_owner: Uuid,
        handed_by: Uuid,
        at: DateTime<Utc>,
    }
    let mut select = tx.select("notice_handover", &["id", "notice_id", "from_owner", "to_owner", "handed_by", "at"]);
    select
        .and_where(is_one_of("notice_handover", "notice_id", notices.iter().map(|notice| notice.0)))
        .order_by(("notice_handover", "at"), Order::Asc)
        .order_by(("notice_handover", "id"), Order::Asc);
    let rows = tx.all::<HandoverRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Handover {
            id: row.id,
            notice: row.notice_id.into(),
            from: row.from_owner.map(AccountId),
            to: row.to_owner.into(),
            by: row.handed_by.into(),
            at: row.at,
        })
        .collect())
}
