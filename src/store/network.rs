//! Networks of organisations that compare: the key that signs, what was agreed, what was released, and the documents
//! sent and received. Nothing of it is about a person in care.

use chrono::{DateTime, Utc};
use sea_query::{LockType, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{is, read};
use super::{Result, TenantTx};
use crate::domain::care::{AccountId, UnitId};
use crate::domain::network::{Kind, Standing, State};

/// The key an organisation signs with.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct StoredKey {
    /// Its id.
    pub id: Uuid,
    /// The public half, as hexadecimal digits.
    pub public_key: String,
    /// The secret half, sealed.
    pub secret_sealed: Vec<u8>,
}

/// The key, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn lookup_key(tx: &mut TenantTx) -> Result<Option<StoredKey>> {
    let mut select = tx.select("signing_key", &["id", "public_key", "secret_sealed"]);
    select.order_by(("signing_key", "made_at"), Order::Asc).limit(1);
    tx.optional(&select).await
}

/// Stores the key.
///
/// # Errors
/// When the database refuses.
pub async fn add_key(tx: &mut TenantTx, key: &StoredKey) -> Result<()> {
    tx.note(Act::Create, format_args!("signing_key:{}", key.id), "public_key secret_sealed");
    let now = tx.now();
    tx.insert(
        "signing_key",
        [[
            ("id", key.id.into()),
            ("public_key", key.public_key.as_str().into()),
            ("secret_sealed", key.secret_sealed.clone().into()),
            ("made_at", now.into()),
        ]],
    )
    .await
}

/// A network as an organisation has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// Its id, the same everywhere.
    pub id: Uuid,
    /// The organisation's unit whose results it is about.
    pub unit: UnitId,
    /// The founder's public key.
    pub founder_key: String,
    /// The signed invitation.
    pub invitation: String,
    /// Where the organisation stands.
    pub standing: Standing,
    /// It may be shown by name.
    pub shows_name: bool,
    /// The number of the list below; 0 without one.
    pub member_number: i64,
    /// The founder's signed list of members.
    pub member_list: Option<String>,
    /// Since when it stands so.
    pub since: DateTime<Utc>,
}

#[derive(FromRow)]
struct NetworkRow {
    id: Uuid,
    unit_id: Uuid,
    founder_key: String,
    invitation: String,
    standing: String,
    shows_name: bool,
    member_number: i64,
    member_list: Option<String>,
    since_at: DateTime<Utc>,
}

impl TryFrom<NetworkRow> for Network {
    type Error = super::StoreError;

    fn try_from(row: NetworkRow) -> Result<Self> {
        Ok(Self {
            standing: read(&row.standing, "network", "standing", row.id)?,
            id: row.id,
            unit: row.unit_id.into(),
            founder_key: row.founder_key,
            invitation: row.invitation,
            shows_name: row.shows_name,
            member_number: row.member_number,
            member_list: row.member_list,
            since: row.since_at,
        })
    }
}

const NETWORK: [&str; 9] = [
    "id",
    "unit_id",
    "founder_key",
    "invitation",
    "standing",
    "shows_name",
    "member_number",
    "member_list",
    "since_at",
];

/// Stores a network.
///
/// # Errors
/// [`super::StoreError::Conflict`] when it is there.
pub async fn add(tx: &mut TenantTx, network: &Network) -> Result<()> {
    tx.note(Act::Create, format_args!("network:{}", network.id), network.standing.code());
    tx.insert(
        "network",
        [[
            ("id", network.id.into()),
            ("unit_id", network.unit.0.into()),
            ("founder_key", network.founder_key.as_str().into()),
            ("invitation", network.invitation.as_str().into()),
            ("standing", network.standing.code().into()),
            ("shows_name", network.shows_name.into()),
            ("member_number", network.member_number.into()),
            ("member_list", network.member_list.clone().into()),
            ("since_at", network.since.into()),
        ]],
    )
    .await
}

/// Stores what has changed of a network.
///
/// # Errors
/// When it is gone.
pub async fn change(tx: &mut TenantTx, network: &Network) -> Result<()> {
    let what = format!("{}, list {}", network.standing, network.member_number);
    tx.note(Act::Change, format_args!("network:{}", network.id), &what);
    let mut update = tx.update("network");
    update
        .values([
            ("unit_id", network.unit.0.into()),
            ("standing", network.standing.code().into()),
            ("shows_name", network.shows_name.into()),
            ("member_number", network.member_number.into()),
            ("member_list", network.member_list.clone().into()),
            ("since_at", network.since.into()),
        ])
        .and_where(is("network", "id", network.id));
    tx.execute_one("network", &update).await
}

/// One network.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: Uuid) -> Result<Option<Network>> {
    let mut select = tx.select("network", &NETWORK);
    select.and_where(is("network", "id", id));
    tx.optional::<NetworkRow>(&select).await?.map(Network::try_from).transpose()
}

/// One network, held until the transaction ends: what comes and what goes in it is decided one at a time.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, id: Uuid) -> Result<Option<Network>> {
    let mut select = tx.select("network", &NETWORK);
    select.and_where(is("network", "id", id));
    if !tx.is_snapshot() {
        select.lock(LockType::NoKeyUpdate);
    }
    tx.optional::<NetworkRow>(&select).await?.map(Network::try_from).transpose()
}

/// Every network, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx) -> Result<Vec<Network>> {
    let mut select = tx.select("network", &NETWORK);
    select.order_by(("network", "id"), Order::Asc);
    tx.all::<NetworkRow>(&select).await?.into_iter().map(Network::try_from).collect()
}

/// A signed document, sent or received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its id.
    pub id: Uuid,
    /// The network.
    pub network: Uuid,
    /// What it is.
    pub kind: Kind,
    /// It is the organisation's own.
    pub own: bool,
    /// The public key it is signed with.
    pub signer: String,
    /// The period's written form.
    pub period: Option<String>,
    /// What was decided about it.
    pub state: State,
    /// The file.
    pub document: String,
    /// When it came, or was made.
    pub came: DateTime<Utc>,
    /// When it was decided about, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
}

#[derive(FromRow)]
struct DocumentRow {
    id: Uuid,
    network_id: Uuid,
    kind: String,
    own: bool,
    signer: String,
    period: Option<String>,
    state: String,
    document: String,
    came_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<Uuid>,
}

impl TryFrom<DocumentRow> for StoredDocument {
    type Error = super::StoreError;

    fn try_from(row: DocumentRow) -> Result<Self> {
        Ok(Self {
            kind: read(&row.kind, "network_document", "kind", row.id)?,
            state: read(&row.state, "network_document", "state", row.id)?,
            id: row.id,
            network: row.network_id,
            own: row.own,
            signer: row.signer,
            period: row.period,
            document: row.document,
            came: row.came_at,
            decided: row.decided_at.zip(row.decided_by.map(AccountId::from)),
        })
    }
}

const DOCUMENT: [&str; 11] =
    ["id", "network_id", "kind", "own", "signer", "period", "state", "document", "came_at", "decided_at", "decided_by"];

/// Stores a document.
///
/// # Errors
/// When the database refuses.
pub async fn add_document(tx: &mut TenantTx, document: &StoredDocument) -> Result<()> {
    let what = format!("{}, {}", document.kind, if document.own { "own" } else { "received" });
    let act = if document.own { Act::Create } else { Act::Import };
    tx.note(act, format_args!("network_document:{}", document.id), &what);
    tx.insert(
        "network_document",
        [[
            ("id", document.id.into()),
            ("network_id", document.network.into()),
            ("kind", document.kind.code().into()),
            ("own", document.own.into()),
            ("signer", document.signer.as_str().into()),
            ("period", document.period.clone().into()),
            ("state", document.state.code().into()),
            ("document", document.document.as_str().into()),
            ("came_at", document.came.into()),
            ("decided_at", document.decided.map(|(at, _)| at).into()),
            ("decided_by", document.decided.map(|(_, by)| by.0).into()),
        ]],
    )
    .await
}

/// The documents of a network, in the order they came.
///
/// # Errors
/// When the database refuses.
pub async fn list_documents(tx: &mut TenantTx, network: Uuid) -> Result<Vec<StoredDocument>> {
    let mut select = tx.select("network_document", &DOCUMENT);
    select
        .and_where(is("network_document", "network_id", network))
        .order_by(("network_document", "came_at"), Order::Asc)
        .order_by(("network_document", "id"), Order::Asc);
    tx.all::<DocumentRow>(&select).await?.into_iter().map(StoredDocument::try_from).collect()
}

/// Stores what was decided about a document.
///
/// # Errors
/// When it is gone.
pub async fn decide_document(tx: &mut TenantTx, document: Uuid, state: State, by: AccountId) -> Result<()> {
    tx.note(Act::Change, format_args!("network_document:{document}"), state.code());
    let now = tx.now();
    let mut update = tx.update("network_document");
    update
        .values([("state", state.code().into()), ("decided_at", Some(now).into()), ("decided_by", Some(by.0).into())])
        .and_where(is("network_document", "id", document));
    tx.execute_one("network_document", &update).await
}

/// Removes a document: only that it was there remains, in the audit chain.
///
/// # Errors
/// When it is gone.
pub async fn remove_document(tx: &mut TenantTx, document: Uuid) -> Result<()> {
    tx.note(Act::Remove, format_args!("network_document:{document}"), "document");
    let mut delete = tx.delete("network_document");
    delete.and_where(is("network_document", "id", document));
    tx.execute_one("network_document", &delete).await
}
