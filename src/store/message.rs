//! The outbox: what is to be sent, and what became of it.
//!
//! A message waits until a worker takes it, which puts `next_at` off by the worker's lease in the same
//! statement that is committed before anything is sent: a worker that dies sends nothing twice by itself,
//! and another takes over when the lease is over. `sealed` (the address and the link) is gone as soon as
//! nothing more is to be sent.

use chrono::{DateTime, Utc};
use sea_query::{Cond, ExprTrait, LockBehavior, LockType, Order, SelectStatement, UpdateStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, is_one_of, read};
use super::{OpenPerson, Result, TenantTx};
use crate::codes;
use crate::domain::care::{Channel, PersonId, RequestId, Respondent};

codes! {
    /// What a message is.
    pub enum MessageKind {
        /// The first word of a request.
        Invitation = "invitation",
        /// To whoever has not answered.
        Reminder = "reminder",
        /// The way to a patient's own pages.
        OwnPage = "own-page",
        /// The code that somebody asked for just now.
        Code = "code",
    }
}

codes! {
    /// Where a message stands.
    pub enum MessageState {
        /// To be sent, for the first time or again.
        Waiting = "waiting",
        /// The gateway or mail server took it.
        Sent = "sent",
        /// It arrived, says the gateway.
        Delivered = "delivered",
        /// It will not arrive.
        Failed = "failed",
        /// It was called off before it was sent.
        Cancelled = "cancelled",
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// The request it tells of; `None` when it is about the patient's own pages.
    pub request: Option<RequestId>,
    /// The patient whose key seals it.
    pub person: PersonId,
    /// What it is.
    pub kind: MessageKind,
    /// The request's round: one invitation and one reminder in each.
    pub round: i64,
    /// How it is sent.
    pub channel: Channel,
    /// A keyed hash of the address.
    pub address_mac: Vec<u8>,
    /// Address and link, sealed with the patient's key; `None` when nothing more is to be sent.
    pub sealed: Option<Vec<u8>>,
    /// Where it stands.
    pub state: MessageState,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// From when it is too late.
    pub not_after: DateTime<Utc>,
    /// Who took it.
    pub provider: String,
    /// What they call it.
    pub reference: Option<String>,
    /// Why it stands where it stands, in words that name nobody.
    pub reason: String,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// Since when it stands there.
    pub state_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct MessageRow {
    id: Uuid,
    request_id: Option<Uuid>,
    person_id: Option<Uuid>,
    kind: String,
    round: i64,
    channel: String,
    address_mac: Vec<u8>,
    sealed: Option<Vec<u8>>,
    state: String,
    attempts: i64,
    next_at: DateTime<Utc>,
    not_after: DateTime<Utc>,
    provider: String,
    reference: Option<String>,
    reason: String,
    created_at: DateTime<Utc>,
    state_at: DateTime<Utc>,
}

const COLUMNS: [&str; 17] = [
    "id",
    "request_id",
    "person_id",
    "kind",
    "round",
    "channel",
    "address_mac",
    "sealed",
    "state",
    "attempts",
    "next_at",
    "not_after",
    "provider",
    "reference",
    "reason",
    "created_at",
    "state_at",
];

impl TryFrom<MessageRow> for Message {
    type Error = super::StoreError;

    fn try_from(row: MessageRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            request: row.request_id.map(RequestId),
            person: PersonId(row.person_id.unwrap_or_default()),
            kind: read(&row.kind, "message", "kind", row.id)?,
            round: row.round,
            channel: read(&row.channel, "message", "channel", row.id)?,
            address_mac: row.address_mac,
            sealed: row.sealed,
            state: read(&row.state, "message", "state", row.id)?,
            attempts: row.attempts,
            next_at: row.next_at,
            not_after: row.not_after,
            provider: row.provider,
            reference: row.reference,
            reason: row.reason,
            created_at: row.created_at,
            state_at: row.state_at,
        })
    }
}

async fn fetch(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<Message>> {
    tx.all::<MessageRow>(select).await?.into_iter().map(Message::try_from).collect()
}

/// Adds a message.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the request has one of its kind in this round.
pub async fn add(tx: &mut TenantTx, message: &Message) -> Result<()> {
    tx.note(Act::Create, format_args!("message:{}", message.id), &format!("{} {}", message.kind, message.channel));
    tx.insert(
        "message",
        [[
            ("id", message.id.into()),
            ("request_id", message.request.map(|request| request.0).into()),
            ("person_id", message.person.0.into()),
            ("kind", message.kind.code().into()),
            ("round", message.round.into()),
            ("channel", message.channel.code().into()),
            ("address_mac", message.address_mac.clone().into()),
            ("sealed", message.sealed.clone().into()),
            ("state", message.state.code().into()),
            ("attempts", message.attempts.into()),
            ("next_at", message.next_at.into()),
            ("not_after", message.not_after.into()),
            ("provider", message.provider.as_str().into()),
            ("reference", message.reference.clone().into()),
            ("reason", message.reason.as_str().into()),
            ("created_at", message.created_at.into()),
            ("state_at", message.state_at.into()),
        ]],
    )
    .await
}

/// One message.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: Uuid) -> Result<Option<Message>> {
    let mut select = tx.select("message", &COLUMNS);
    select.and_where(is("message", "id", id));
    Ok(fetch(tx, &select).await?.into_iter().next())
}

/// The message that a gateway calls so.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_reference(tx: &mut TenantTx, provider: &str, reference: &str) -> Result<Option<Message>> {
    let mut select = tx.select("message", &COLUMNS);
    select
        .and_where(is("message", "reference", reference))
        .and_where(is("message", "provider", provider))
        .order_by(("message", "id"), Order::Desc)
        .limit(1);
    Ok(fetch(tx, &select).await?.into_iter().next())
}

/// The messages about some requests, in the order they were made.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_requests(tx: &mut TenantTx, requests: &[RequestId]) -> Result<Vec<Message>> {
    let mut found = Vec::new();
    for some in requests.chunks(1000) {
        let mut select = tx.select("message", &COLUMNS);
        select
            .and_where(col("message", "request_id").is_in(some.iter().map(|request| request.0)))
            .order_by(("message", "id"), Order::Asc);
        found.extend(fetch(tx, &select).await?);
    }
    Ok(found)
}

/// What was written to an open patient, in the order it was made: about what the patient was asked, and about
/// the own pages. What went to somebody near the patient is theirs.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_person(tx: &mut TenantTx, open: &OpenPerson) -> Result<Vec<Message>> {
    let mut others = tx.select("request", &["id"]);
    others
        .and_where(is("request", "person_id", open.id().0))
        .and_where(col("request", "respondent").ne(Respondent::Patient.code()));
    let mut select = tx.select("message", &COLUMNS);
    select
        .and_where(is("message", "person_id", open.id().0))
        .cond_where(
            Cond::any()
                .add(col("message", "request_id").is_null())
                .add(col("message", "request_id").not_in_subquery(others)),
        )
        .order_by(("message", "created_at"), Order::Asc)
        .order_by(("message", "id"), Order::Asc);
    fetch(tx, &select).await
}

/// Calls off what waits of these kinds about a patient's own pages. Gives how many waited.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_own(tx: &mut TenantTx, person: PersonId, kinds: &[MessageKind], reason: &str) -> Result<u64> {
    let mut update = cancelling(tx, reason);
    update
        .and_where(is("message", "person_id", person.0))
        .and_where(col("message", "request_id").is_null())
        .and_where(col("message", "kind").is_in(kinds.iter().map(|kind| kind.code())));
    let waited = tx.execute(&update).await?;
    if waited > 0 {
        tx.note_because(Act::Change, format_args!("own-page:{person}"), "messages cancelled", reason);
    }
    Ok(waited)
}

/// Messages whose turn has come, the longest waiting first, at most `limit`. In a transaction that may
/// write they are held until it ends, and those that another worker holds are passed over.
///
/// # Errors
/// When the database refuses.
pub async fn list_due(tx: &mut TenantTx, limit: u64) -> Result<Vec<Message>> {
    let now = tx.now();
    let mut select = tx.select("message", &COLUMNS);
    select
        .and_where(is("message", "state", MessageState::Waiting.code()))
        .and_where(col("message", "next_at").lte(now))
        .order_by(("message", "next_at"), Order::Asc)
        .order_by(("message", "id"), Order::Asc)
        .limit(limit);
    if !tx.is_snapshot() {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    fetch(tx, &select).await
}

fn waiting(tx: &TenantTx, id: Uuid) -> UpdateStatement {
    let mut update = tx.update("message");
    update.and_where(is("message", "id", id)).and_where(is("message", "state", MessageState::Waiting.code()));
    update
}

/// Takes a waiting message to send it: one more try, and nobody else takes it before `until`.
///
/// # Errors
/// When it is not waiting, or the database refuses.
pub async fn take(tx: &mut TenantTx, id: Uuid, until: DateTime<Utc>) -> Result<()> {
    tx.note(Act::Change, format_args!("message:{id}"), "attempts, next_at");
    let mut update = waiting(tx, id);
    update.value("attempts", col("message", "attempts").add(1)).value("next_at", until);
    tx.execute_one("message", &update).await
}

/// Puts a waiting message off, when it was this try (counted from 1) that failed. Gives whether it was.
///
/// # Errors
/// When the database refuses.
pub async fn put_off(tx: &mut TenantTx, id: Uuid, attempt: i64, until: DateTime<Utc>, reason: &str) -> Result<bool> {
    tx.note_because(Act::Change, format_args!("message:{id}"), "next_at", reason);
    let mut update = waiting(tx, id);
    update.value("next_at", until).value("reason", reason).and_where(is("message", "attempts", attempt));
    Ok(tx.execute(&update).await? > 0)
}

/// Marks that somebody took a message. What was called off meanwhile was sent all the same, and says so;
/// a receipt that came first stands. Gives whether anything changed.
///
/// # Errors
/// When the database refuses.
pub async fn set_sent(tx: &mut TenantTx, id: Uuid, provider: &str, reference: Option<&str>) -> Result<bool> {
    tx.note(Act::Change, format_args!("message:{id}"), "state sent");
    let open = [MessageState::Waiting.code(), MessageState::Cancelled.code()];
    let mut update = settled(tx, id, MessageState::Sent, "");
    update
        .value("provider", provider)
        .value("reference", reference.map(str::to_owned))
        .and_where(col("message", "state").is_in(open));
    Ok(tx.execute(&update).await? > 0)
}

/// Gives a waiting message up, when nobody has tried it since this try. Gives whether it was.
///
/// # Errors
/// When the database refuses.
pub async fn set_failed(tx: &mut TenantTx, id: Uuid, attempt: i64, reason: &str) -> Result<bool> {
    tx.note_because(Act::Change, format_args!("message:{id}"), "state failed", reason);
    let mut update = settled(tx, id, MessageState::Failed, reason);
    update
        .and_where(is("message", "state", MessageState::Waiting.code()))
        .and_where(is("message", "attempts", attempt));
    Ok(tx.execute(&update).await? > 0)
}

/// What a gateway says became of a message: that it arrived is final; that it did not holds until the
/// gateway says that it did after all. Gives whether anything changed.
///
/// # Errors
/// When the database refuses.
pub async fn set_receipt(tx: &mut TenantTx, id: Uuid, delivered: bool, reason: &str) -> Result<bool> {
    let state = if delivered { MessageState::Delivered } else { MessageState::Failed };
    tx.note_because(Act::Change, format_args!("message:{id}"), &format!("state {state}"), reason);
    let before: &[MessageState] = if delivered {
        &[MessageState::Waiting, MessageState::Sent, MessageState::Failed, MessageState::Cancelled]
    } else {
        &[MessageState::Waiting, MessageState::Sent]
    };
    let mut update = settled(tx, id, state, reason);
    update.and_where(col("message", "state").is_in(before.iter().map(|state| state.code())));
    Ok(tx.execute(&update).await? > 0)
}

/// Sets a final state and forgets address and link.
fn settled(tx: &TenantTx, id: Uuid, state: MessageState, reason: &str) -> UpdateStatement {
    let now = tx.now();
    let mut update = tx.update("message");
    update
        .value("state", state.code())
        .value("state_at", now)
        .value("sealed", None::<Vec<u8>>)
        .value("reason", reason)
        .and_where(is("message", "id", id));
    update
}

fn cancelling(tx: &TenantTx, reason: &str) -> UpdateStatement {
    let now = tx.now();
    // Said by what it is not: "waiting" would lead SQLite through all that waits, instead of by request or address.
    let over = MessageState::ALL.iter().filter(|state| **state != MessageState::Waiting).map(|state| state.code());
    let mut update = tx.update("message");
    update
        .value("state", MessageState::Cancelled.code())
        .value("state_at", now)
        .value("sealed", None::<Vec<u8>>)
        .value("reason", reason)
        .and_where(col("message", "state").is_not_in(over));
    update
}

/// Calls a waiting message off. Gives whether it waited.
///
/// # Errors
/// When the database refuses.
pub async fn cancel(tx: &mut TenantTx, id: Uuid, reason: &str) -> Result<bool> {
    tx.note_because(Act::Change, format_args!("message:{id}"), "state cancelled", reason);
    let mut update = cancelling(tx, reason);
    update.and_where(is("message", "id", id));
    Ok(tx.execute(&update).await? > 0)
}

/// Calls off what waits about a request: it was answered, declined or called off. Gives how many waited.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_by_request(tx: &mut TenantTx, request: RequestId, reason: &str) -> Result<u64> {
    let waited = call_off(tx, &[request], reason).await?;
    if waited > 0 {
        tx.note_because(Act::Change, format_args!("request:{request}"), "messages cancelled", reason);
    }
    Ok(waited)
}

/// The same for many; what is noted of them is the caller's.
pub(super) async fn call_off(tx: &mut TenantTx, requests: &[RequestId], reason: &str) -> Result<u64> {
    let mut update = cancelling(tx, reason);
    update.and_where(is_one_of("message", "request_id", requests.iter().map(|request| request.0)));
    tx.execute(&update).await
}

/// Calls off what waits for an address. Gives how many waited.
///
/// # Errors
/// When the database refuses.
pub async fn cancel_by_address(tx: &mut TenantTx, address_mac: &[u8], reason: &str) -> Result<u64> {
    let mut update = cancelling(tx, reason);
    update.and_where(is("message", "address_mac", address_mac.to_vec()));
    let waited = tx.execute(&update).await?;
    if waited > 0 {
        tx.note_because(Act::Change, format_args!("messages:{waited}"), "state cancelled", reason);
    }
    Ok(waited)
}

/// Lets what waits about a request follow it to another time.
///
/// # Errors
/// When the database refuses.
pub async fn move_by_request(
    tx: &mut TenantTx,
    request: RequestId,
    opens_at: DateTime<Utc>,
    closes_at: DateTime<Utc>,
) -> Result<()> {
    let waits = |tx: &TenantTx| {
        let mut update = tx.update("message");
        update.and_where(is("message", "request_id", request.0)).and_where(is(
            "message",
            "state",
            MessageState::Waiting.code(),
        ));
        update
    };
    let mut update = waits(tx);
    update.value("not_after", closes_at);
    if tx.execute(&update).await? > 0 {
        tx.note(Act::Change, format_args!("request:{request}"), "messages moved");
    }
    let mut update = waits(tx);
    update.value("next_at", opens_at).and_where(col("message", "next_at").lt(opens_at));
    tx.execute(&update).await.map(|_| ())
}
