//! What units want to think about together, and what was made of it.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, is_one_of, read};
use super::{OpenPerson, Result, TenantTx};
use crate::domain::care::{AccountId, CaseItemId, EpisodeId, UnitId};
use crate::domain::case_review::{Item, ItemState};

const COLUMNS: [&str; 12] = [
    "id",
    "episode_id",
    "person_id",
    "state",
    "told",
    "question_sealed",
    "asked_at",
    "asked_by",
    "changed_at",
    "changed_by",
    "ended_at",
    "ended_by",
];

/// An item as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredItem {
    /// The item.
    pub item: Item,
    /// The question to the team, sealed with the patient's own key.
    pub question_sealed: Vec<u8>,
}

/// What was said and agreed about an item, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredNote {
    /// Its id.
    pub id: Uuid,
    /// The item.
    pub item: CaseItemId,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
    /// What was said, sealed with the patient's own key; `None` when nothing was written.
    pub said_sealed: Option<Vec<u8>>,
    /// What was agreed, sealed likewise.
    pub agreed_sealed: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct ItemRow {
    id: Uuid,
    episode_id: Uuid,
    person_id: Uuid,
    state: String,
    told: bool,
    question_sealed: Vec<u8>,
    asked_at: DateTime<Utc>,
    asked_by: Uuid,
    changed_at: Option<DateTime<Utc>>,
    changed_by: Option<Uuid>,
    ended_at: Option<DateTime<Utc>>,
    ended_by: Option<Uuid>,
}

impl TryFrom<ItemRow> for StoredItem {
    type Error = super::StoreError;

    fn try_from(row: ItemRow) -> Result<Self> {
        let item = Item {
            state: read(&row.state, "case_review", "state", row.id)?,
            id: row.id.into(),
            episode: row.episode_id.into(),
            person: row.person_id.into(),
            told: row.told,
            asked: (row.asked_at, row.asked_by.into()),
            changed: row.changed_at.zip(row.changed_by.map(AccountId)),
            ended: row.ended_at.zip(row.ended_by.map(AccountId)),
        };
        Ok(Self { item, question_sealed: row.question_sealed })
    }
}

/// Puts an item on the list.
///
/// # Errors
/// [`super::StoreError::Conflict`] when one stands there for the same episode.
pub async fn add(tx: &mut TenantTx, stored: &StoredItem) -> Result<()> {
    let item = &stored.item;
    tx.note(Act::Create, format_args!("case_review:{}", item.id), "question, told");
    tx.insert(
        "case_review",
        [[
            ("id", item.id.0.into()),
            ("episode_id", item.episode.0.into()),
            ("person_id", item.person.0.into()),
            ("state", item.state.code().into()),
            ("told", item.told.into()),
            ("question_sealed", stored.question_sealed.clone().into()),
            ("asked_at", item.asked.0.into()),
            ("asked_by", item.asked.1.0.into()),
            ("changed_at", item.changed.map(|(at, _)| at).into()),
            ("changed_by", item.changed.map(|(_, by)| by.0).into()),
            ("ended_at", item.ended.map(|(at, _)| at).into()),
            ("ended_by", item.ended.map(|(_, by)| by.0).into()),
        ]],
    )
    .await
}

/// Changes the question, and whether the patient knows. Who put it there first stays.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn set_question(
    tx: &mut TenantTx,
    id: CaseItemId,
    question_sealed: &[u8],
    told: bool,
    by: AccountId,
) -> Result<()> {
    tx.note(Act::Change, format_args!("case_review:{id}"), "question, told");
    let now = tx.now();
    let mut update = tx.update("case_review");
    update
        .value("question_sealed", question_sealed.to_vec())
        .value("told", told)
        .value("changed_at", now)
        .value("changed_by", by.0)
        .and_where(is("case_review", "id", id.0));
    tx.execute_one("case_review", &update).await
}

/// Ends an item.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn end(tx: &mut TenantTx, id: CaseItemId, state: ItemState, by: AccountId) -> Result<()> {
    tx.note(Act::Change, format_args!("case_review:{id}"), state.code());
    let now = tx.now();
    let mut update = tx.update("case_review");
    update.value("state", state.code()).value("ended_at", now).value("ended_by", by.0).and_where(is(
        "case_review",
        "id",
        id.0,
    ));
    tx.execute_one("case_review", &update).await
}

/// By when they were put on the list: nothing is ranked.
fn in_order(select: &mut SelectStatement) {
    select.order_by(("case_review", "asked_at"), Order::Asc).order_by(("case_review", "id"), Order::Asc);
}

/// One item, held until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, id: CaseItemId) -> Result<Option<StoredItem>> {
    let mut select = tx.select("case_review", &COLUMNS);
    select.and_where(is("case_review", "id", id.0)).lock_exclusive();
    tx.optional::<ItemRow>(&select).await?.map(StoredItem::try_from).transpose()
}

/// The items of an episode, in the order they were put on the list.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_episode(tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<StoredItem>> {
    let mut select = tx.select("case_review", &COLUMNS);
    select.and_where(is("case_review", "episode_id", episode.0));
    in_order(&mut select);
    tx.all::<ItemRow>(&select).await?.into_iter().map(StoredItem::try_from).collect()
}

/// What stands on the lists of some units, and what was taken up after `since`, each with its unit, in the order
/// they were put there.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_units(
    tx: &mut TenantTx,
    units: &[UnitId],
    since: DateTime<Utc>,
) -> Result<Vec<(StoredItem, UnitId)>> {
    #[derive(FromRow)]
    struct ListedRow {
        unit_id: Uuid,
        #[sqlx(flatten)]
        item: ItemRow,
    }
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let taken_up = is("case_review", "state", ItemState::TakenUp.code()).and(col("case_review", "ended_at").gt(since));
    let shown = is("case_review", "state", ItemState::Standing.code()).or(taken_up);
    let mut select = tx.select("case_review", &COLUMNS);
    tx.join(&mut select, "episode", "id", ("case_review", "episode_id"));
    select
        .column(("episode", "unit_id"))
        .and_where(is_one_of("episode", "unit_id", units.iter().map(|unit| unit.0)))
        .and_where(shown);
    in_order(&mut select);
    let rows = tx.all::<ListedRow>(&select).await?;
    rows.into_iter().map(|row| Ok((StoredItem::try_from(row.item)?, row.unit_id.into()))).collect()
}

/// Adds a note.
///
/// # Errors
/// When the item is not there, or the database refuses.
pub async fn add_note(tx: &mut TenantTx, note: &StoredNote) -> Result<()> {
    tx.note(Act::Create, format_args!("case_note:{}", note.id), "said, agreed");
    tx.insert(
        "case_note",
        [[
            ("id", note.id.into()),
            ("case_review_id", note.item.0.into()),
            ("said_sealed", note.said_sealed.clone().into()),
            ("agreed_sealed", note.agreed_sealed.clone().into()),
            ("written_at", note.at.into()),
            ("written_by", note.by.0.into()),
        ]],
    )
    .await
}

/// The notes about open patients' items, in the order they were written.
///
/// # Errors
/// When the database refuses.
pub async fn list_notes(tx: &mut TenantTx, opened: &[OpenPerson]) -> Result<Vec<StoredNote>> {
    #[derive(FromRow)]
    struct NoteRow {
        id: Uuid,
        case_review_id: Uuid,
        said_sealed: Option<Vec<u8>>,
        agreed_sealed: Option<Vec<u8>>,
        written_at: DateTime<Utc>,
        written_by: Uuid,
    }
    if opened.is_empty() {
        return Ok(Vec::new());
    }
    let mut select =
        tx.select("case_note", &["id", "case_review_id", "said_sealed", "agreed_sealed", "written_at", "written_by"]);
    tx.join(&mut select, "case_review", "id", ("case_note", "case_review_id"));
    select
        .and_where(is_one_of("case_review", "person_id", opened.iter().map(|open| open.id().0)))
        .order_by(("case_note", "written_at"), Order::Asc)
        .order_by(("case_note", "id"), Order::Asc);
    let rows = tx.all::<NoteRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| StoredNote {
            id: row.id,
            item: row.case_review_id.into(),
            at: row.written_at,
            by: row.written_by.into(),
            said_sealed: row.said_sealed,
            agreed_sealed: row.agreed_sealed,
        })
        .collect())
}
