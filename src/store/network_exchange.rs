//! What goes from server to server in a network: addresses, what came, and what goes out.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, LockBehavior, LockType, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, read};
use super::{Result, TenantTx};
use crate::domain::care::AccountId;
use crate::domain::network::exchange::{Arrived, Sent, What};

/// Where another organisation takes in documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The row's id.
    pub id: Uuid,
    /// The network.
    pub network: Uuid,
    /// Its public key.
    pub key: String,
    /// Its address.
    pub address: String,
    /// When it was written, and by whom.
    pub written: (DateTime<Utc>, AccountId),
}

#[derive(FromRow)]
struct PartnerRow {
    id: Uuid,
    network_id: Uuid,
    partner: String,
    address: String,
    written_at: DateTime<Utc>,
    written_by: Uuid,
}

/// Stores an address.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the organisation has one in the network.
pub async fn add_partner(tx: &mut TenantTx, partner: &Partner) -> Result<()> {
    tx.note(Act::Create, format_args!("network_partner:{}", partner.id), "address");
    tx.insert(
        "network_partner",
        [[
            ("id", partner.id.into()),
            ("network_id", partner.network.into()),
            ("partner", partner.key.as_str().into()),
            ("address", partner.address.as_str().into()),
            ("written_at", partner.written.0.into()),
            ("written_by", partner.written.1.0.into()),
        ]],
    )
    .await
}

/// Removes an address.
///
/// # Errors
/// When it is gone.
pub async fn remove_partner(tx: &mut TenantTx, id: Uuid) -> Result<()> {
    tx.note(Act::Remove, format_args!("network_partner:{id}"), "address");
    let mut delete = tx.delete("network_partner");
    delete.and_where(is("network_partner", "id", id));
    tx.execute_one("network_partner", &delete).await
}

/// The addresses of a network, in the order they were written.
///
/// # Errors
/// When the database refuses.
pub async fn list_partners(tx: &mut TenantTx, network: Uuid) -> Result<Vec<Partner>> {
    let columns = ["id", "network_id", "partner", "address", "written_at", "written_by"];
    let mut select = tx.select("network_partner", &columns);
    select.and_where(is("network_partner", "network_id", network)).order_by(("network_partner", "id"), Order::Asc);
    let rows = tx.all::<PartnerRow>(&select).await?.into_iter().map(|row| Partner {
        id: row.id,
        network: row.network_id,
        key: row.partner,
        address: row.address,
        written: (row.written_at, row.written_by.into()),
    });
    Ok(rows.collect())
}

/// Something that came from another organisation's server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub id: Uuid,
    /// The network.
    pub network: Uuid,
    /// The SHA-256 of the file, by which it is known when it comes again.
    pub digest: String,
    /// What it is.
    pub what: What,
    /// The public key it is signed with.
    pub signer: String,
    /// The period's written form.
    pub period: Option<String>,
    /// Where it stands.
    pub state: Arrived,
    /// The file, as long as somebody has to decide about it.
    pub document: Option<String>,
    /// When it came.
    pub came: DateTime<Utc>,
    /// When it was decided about, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
}

#[derive(FromRow)]
struct ArrivalRow {
    id: Uuid,
    network_id: Uuid,
    digest: String,
    kind: String,
    signer: String,
    period: Option<String>,
    state: String,
    document: Option<String>,
    came_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<Uuid>,
}

impl TryFrom<ArrivalRow> for Arrival {
    type Error = super::StoreError;

    fn try_from(row: ArrivalRow) -> Result<Self> {
        Ok(Self {
            what: read(&row.kind, "network_arrival", "kind", row.id)?,
            state: read(&row.state, "network_arrival", "state", row.id)?,
            id: row.id,
            network: row.network_id,
            digest: row.digest,
            signer: row.signer,
            period: row.period,
            document: row.document,
            came: row.came_at,
            decided: row.decided_at.zip(row.decided_by.map(AccountId::from)),
        })
    }
}

const ARRIVAL: [&str; 11] = [
    "id",
    "network_id",
    "digest",
    "kind",
    "signer",
    "period",
    "state",
    "document",
    "came_at",
    "decided_at",
    "decided_by",
];

/// Stores something that came.
///
/// # Errors
/// [`super::StoreError::Conflict`] when it came before.
pub async fn add_arrival(tx: &mut TenantTx, arrival: &Arrival) -> Result<()> {
    let what = format!("{}, {}", arrival.what, arrival.state);
    tx.note(Act::Import, format_args!("network_arrival:{}", arrival.id), &what);
    tx.insert(
        "network_arrival",
        [[
            ("id", arrival.id.into()),
            ("network_id", arrival.network.into()),
            ("digest", arrival.digest.as_str().into()),
            ("kind", arrival.what.code().into()),
            ("signer", arrival.signer.as_str().into()),
            ("period", arrival.period.clone().into()),
            ("state", arrival.state.code().into()),
            ("document", arrival.document.clone().into()),
            ("came_at", arrival.came.into()),
            ("decided_at", arrival.decided.map(|(at, _)| at).into()),
            ("decided_by", arrival.decided.map(|(_, by)| by.0).into()),
        ]],
    )
    .await
}

/// What came in a network, in the order it came.
///
/// # Errors
/// When the database refuses.
pub async fn list_arrivals(tx: &mut TenantTx, network: Uuid) -> Result<Vec<Arrival>> {
    let mut select = tx.select("network_arrival", &ARRIVAL);
    select
        .and_where(is("network_arrival", "network_id", network))
        .order_by(("network_arrival", "came_at"), Order::Asc)
        .order_by(("network_arrival", "id"), Order::Asc);
    tx.all::<ArrivalRow>(&select).await?.into_iter().map(Arrival::try_from).collect()
}

/// Stores what became of something that came, and forgets its text. `by`: who decided; `None` when nobody did.
///
/// # Errors
/// When it is gone.
pub async fn decide_arrival(tx: &mut TenantTx, id: Uuid, state: Arrived, by: Option<AccountId>) -> Result<()> {
    tx.note(Act::Change, format_args!("network_arrival:{id}"), state.code());
    let now = tx.now();
    let mut update = tx.update("network_arrival");
    update
        .values([
            ("state", state.code().into()),
            ("document", None::<String>.into()),
            ("decided_at", by.map(|_| now).into()),
            ("decided_by", by.map(|by| by.0).into()),
        ])
        .and_where(is("network_arrival", "id", id));
    tx.execute_one("network_arrival", &update).await
}

/// Something that goes to another organisation's server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its id.
    pub id: Uuid,
    /// The network.
    pub network: Uuid,
    /// The public key of whoever it goes to.
    pub partner: String,
    /// The SHA-256 of the file.
    pub digest: String,
    /// What it is.
    pub what: What,
    /// The period's written form.
    pub period: Option<String>,
    /// The file: these bytes go, and no others.
    pub document: String,
    /// Where it stands.
    pub state: Sent,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next: DateTime<Utc>,
    /// Why it stands where it stands, as a code; empty when all is well.
    pub reason: String,
    /// When it was made ready.
    pub made: DateTime<Utc>,
    /// Since when it stands there.
    pub since: DateTime<Utc>,
}

#[derive(FromRow)]
struct SendingRow {
    id: Uuid,
    network_id: Uuid,
    partner: String,
    digest: String,
    kind: String,
    period: Option<String>,
    document: String,
    state: String,
    attempts: i64,
    next_at: DateTime<Utc>,
    reason: String,
    made_at: DateTime<Utc>,
    state_at: DateTime<Utc>,
}

impl TryFrom<SendingRow> for Sending {
    type Error = super::StoreError;

    fn try_from(row: SendingRow) -> Result<Self> {
        Ok(Self {
            what: read(&row.kind, "network_sending", "kind", row.id)?,
            state: read(&row.state, "network_sending", "state", row.id)?,
            id: row.id,
            network: row.network_id,
            partner: row.partner,
            digest: row.digest,
            period: row.period,
            document: row.document,
            attempts: row.attempts,
            next: row.next_at,
            reason: row.reason,
            made: row.made_at,
            since: row.state_at,
        })
    }
}

const SENDING: [&str; 13] = [
    "id",
    "network_id",
    "partner",
    "digest",
    "kind",
    "period",
    "document",
    "state",
    "attempts",
    "next_at",
    "reason",
    "made_at",
    "state_at",
];

/// Stores something that is to go out.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the same goes to the same already.
pub async fn add_sending(tx: &mut TenantTx, sending: &Sending) -> Result<()> {
    tx.note(Act::Create, format_args!("network_sending:{}", sending.id), sending.what.code());
    tx.insert(
        "network_sending",
        [[
            ("id", sending.id.into()),
            ("network_id", sending.network.into()),
            ("partner", sending.partner.as_str().into()),
            ("digest", sending.digest.as_str().into()),
            ("kind", sending.what.code().into()),
            ("period", sending.period.clone().into()),
            ("document", sending.document.as_str().into()),
            ("state", sending.state.code().into()),
            ("attempts", sending.attempts.into()),
            ("next_at", sending.next.into()),
            ("reason", sending.reason.as_str().into()),
            ("made_at", sending.made.into()),
            ("state_at", sending.since.into()),
        ]],
    )
    .await
}

/// What goes out in a network, in the order it was made ready.
///
/// # Errors
/// When the database refuses.
pub async fn list_sendings(tx: &mut TenantTx, network: Uuid) -> Result<Vec<Sending>> {
    let mut select = tx.select("network_sending", &SENDING);
    select
        .and_where(is("network_sending", "network_id", network))
        .order_by(("network_sending", "made_at"), Order::Asc)
        .order_by(("network_sending", "id"), Order::Asc);
    tx.all::<SendingRow>(&select).await?.into_iter().map(Sending::try_from).collect()
}

/// What goes out next, of all networks, the longest waiting first, at most `limit`. In a transaction that may write it is
/// held until that ends, and what another worker holds is passed over.
///
/// # Errors
/// When the database refuses.
pub async fn list_due_sendings(tx: &mut TenantTx, limit: u64) -> Result<Vec<Sending>> {
    let now = tx.now();
    let mut select = tx.select("network_sending", &SENDING);
    select
        .and_where(is("network_sending", "state", Sent::Waiting.code()))
        .and_where(col("network_sending", "next_at").lte(now))
        .order_by(("network_sending", "next_at"), Order::Asc)
        .order_by(("network_sending", "id"), Order::Asc)
        .limit(limit);
    if !tx.is_snapshot() {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    tx.all::<SendingRow>(&select).await?.into_iter().map(Sending::try_from).collect()
}

/// Takes something to send it: one more try, and nobody else takes it before `until`.
///
/// # Errors
/// When it is not waiting.
pub async fn take_sending(tx: &mut TenantTx, id: Uuid, until: DateTime<Utc>) -> Result<()> {
    tx.note(Act::Change, format_args!("network_sending:{id}"), "attempts, next_at");
    let mut update = tx.update("network_sending");
    update
        .value("attempts", col("network_sending", "attempts").add(1))
        .value("next_at", until)
        .and_where(is("network_sending", "id", id))
        .and_where(is("network_sending", "state", Sent::Waiting.code()));
    tx.execute_one("network_sending", &update).await
}

/// Puts something off that waits, when it was this try (counted from 1) that failed. Gives whether it was.
///
/// # Errors
/// When the database refuses.
pub async fn put_off_sending(
    tx: &mut TenantTx,
    id: Uuid,
    attempt: i64,
    until: DateTime<Utc>,
    reason: &str,
) -> Result<bool> {
    tx.note(Act::Change, format_args!("network_sending:{id}"), &format!("put off, {reason}"));
    let mut update = tx.update("network_sending");
    update
        .values([("next_at", until.into()), ("reason", reason.into())])
        .and_where(is("network_sending", "id", id))
        .and_where(is("network_sending", "attempts", attempt))
        .and_where(is("network_sending", "state", Sent::Waiting.code()));
    Ok(tx.execute(&update).await? > 0)
}

/// Stores where something stands, and why. `from`: only when it stands in one of these. Gives whether it did.
///
/// # Errors
/// When the database refuses.
pub async fn set_sending(tx: &mut TenantTx, id: Uuid, from: &[Sent], to: Sent, reason: &str) -> Result<bool> {
    tx.note(Act::Change, format_args!("network_sending:{id}"), &format!("{to} {reason}"));
    let now = tx.now();
    let mut update = tx.update("network_sending");
    update
        .values([("state", to.code().into()), ("reason", reason.into()), ("state_at", now.into())])
        .and_where(is("network_sending", "id", id))
        .and_where(col("network_sending", "state").is_in(from.iter().map(|state| state.code())));
    if to == Sent::Waiting {
        update.values([("attempts", 0_i64.into()), ("next_at", now.into())]);
    }
    Ok(tx.execute(&update).await? > 0)
}
