//! Next of kin in an episode: what the patient wants, what was done, and children under 18. Every row stays.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{Row, is, read};
use super::{OpenPerson, Result, TenantTx};
use crate::domain::care::{AccountId, EpisodeId};
use crate::domain::kin::{Children, Extent, How};

/// When something was written, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
}

/// What the patient wants next of kin to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWish {
    /// Its id.
    pub id: Uuid,
    /// The episode.
    pub episode: EpisodeId,
    /// How much.
    pub extent: Extent,
    /// What was agreed, sealed with the patient's own key.
    pub words_sealed: Option<Vec<u8>>,
    /// When it was written, and by whom.
    pub written: Written,
}

/// What was done with next of kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvolvement {
    /// Its id.
    pub id: Uuid,
    /// The episode.
    pub episode: EpisodeId,
    /// The day.
    pub on: NaiveDate,
    /// How.
    pub how: How,
    /// With whom, sealed with the patient's own key.
    pub who_sealed: Vec<u8>,
    /// What about, sealed likewise.
    pub words_sealed: Option<Vec<u8>>,
    /// When it was written, and by whom.
    pub written: Written,
}

/// What is known of children under 18.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChildren {
    /// Its id.
    pub id: Uuid,
    /// The episode.
    pub episode: EpisodeId,
    /// Whether it was asked, and whether there are any.
    pub answer: Children,
    /// What is arranged, sealed with the patient's own key.
    pub arranged_sealed: Option<Vec<u8>>,
    /// When it was written, and by whom.
    pub written: Written,
}

/// Adds a wish.
///
/// # Errors
/// When the episode is not there, or the database refuses.
pub async fn add_wish(tx: &mut TenantTx, wish: &StoredWish) -> Result<()> {
    tx.note(Act::Create, format_args!("kin_wish:{}", wish.id), "extent, words");
    let row = [
        ("id", wish.id.into()),
        ("episode_id", wish.episode.0.into()),
        ("extent", wish.extent.code().into()),
        ("words_sealed", wish.words_sealed.clone().into()),
        ("written_at", wish.written.at.into()),
        ("written_by", wish.written.by.0.into()),
    ];
    tx.insert("kin_wish", [row]).await
}

/// Adds something that was done.
///
/// # Errors
/// As [`add_wish`].
pub async fn add_involvement(tx: &mut TenantTx, done: &StoredInvolvement) -> Result<()> {
    tx.note(Act::Create, format_args!("kin_involved:{}", done.id), "day, how, who, words");
    let row = [
        ("id", done.id.into()),
        ("episode_id", done.episode.0.into()),
        ("involved_on", done.on.into()),
        ("how", done.how.code().into()),
        ("who_sealed", done.who_sealed.clone().into()),
        ("words_sealed", done.words_sealed.clone().into()),
        ("written_at", done.written.at.into()),
        ("written_by", done.written.by.0.into()),
    ];
    tx.insert("kin_involved", [row]).await
}

/// Adds what is known of children.
///
/// # Errors
/// As [`add_wish`].
pub async fn add_children(tx: &mut TenantTx, known: &StoredChildren) -> Result<()> {
    tx.note(Act::Create, format_args!("kin_children:{}", known.id), "answer, arranged");
    let row = [
        ("id", known.id.into()),
        ("episode_id", known.episode.0.into()),
        ("answer", known.answer.code().into()),
        ("arranged_sealed", known.arranged_sealed.clone().into()),
        ("written_at", known.written.at.into()),
        ("written_by", known.written.by.0.into()),
    ];
    tx.insert("kin_children", [row]).await
}

/// The rows of an open patient's episode, the newest first.
async fn newest_first<T: Row>(
    tx: &mut TenantTx,
    table: &'static str,
    open: &OpenPerson,
    episode: EpisodeId,
    mut select: SelectStatement,
) -> Result<Vec<T>> {
    tx.join(&mut select, "episode", "id", (table, "episode_id"));
    select
        .and_where(is(table, "episode_id", episode.0))
        .and_where(is("episode", "person_id", open.id().0))
        .order_by((table, "written_at"), Order::Desc)
        .order_by((table, "id"), Order::Desc);
    tx.all(&select).await
}

/// What an open patient has wanted in an episode, the newest first: that one holds.
///
/// # Errors
/// When the database refuses.
pub async fn list_wishes(tx: &mut TenantTx, open: &OpenPerson, episode: EpisodeId) -> Result<Vec<StoredWish>> {
    #[derive(FromRow)]
    struct WishRow {
        id: Uuid,
        extent: String,
        words_sealed: Option<Vec<u8>>,
        written_at: DateTime<Utc>,
        written_by: Uuid,
    }
    let select = tx.select("kin_wish", &["id", "extent", "words_sealed", "written_at", "written_by"]);
    let rows: Vec<WishRow> = newest_first(tx, "kin_wish", open, episode, select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredWish {
                extent: read(&row.extent, "kin_wish", "extent", row.id)?,
                id: row.id,
                episode,
                words_sealed: row.words_sealed,
                written: Written { at: row.written_at, by: row.written_by.into() },
            })
        })
        .collect()
}

/// What was done with an open patient's next of kin in an episode, the latest day first.
///
/// # Errors
/// When the database refuses.
pub async fn list_involvements(
    tx: &mut TenantTx,
    open: &OpenPerson,
    episode: EpisodeId,
) -> Result<Vec<StoredInvolvement>> {
    #[derive(FromRow)]
    struct InvolvedRow {
        id: Uuid,
        involved_on: NaiveDate,
        how: String,
        who_sealed: Vec<u8>,
        words_sealed: Option<Vec<u8>>,
        written_at: DateTime<Utc>,
        written_by: Uuid,
    }
    let columns = ["id", "involved_on", "how", "who_sealed", "words_sealed", "written_at", "written_by"];
    let mut select = tx.select("kin_involved", &columns);
    select.order_by(("kin_involved", "involved_on"), Order::Desc);
    let rows: Vec<InvolvedRow> = newest_first(tx, "kin_involved", open, episode, select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredInvolvement {
                how: read(&row.how, "kin_involved", "how", row.id)?,
                id: row.id,
                episode,
                on: row.involved_on,
                who_sealed: row.who_sealed,
                words_sealed: row.words_sealed,
                written: Written { at: row.written_at, by: row.written_by.into() },
            })
        })
        .collect()
}

/// What was known of an open patient's children in an episode, the newest first: that one holds.
///
/// # Errors
/// When the database refuses.
pub async fn list_children(tx: &mut TenantTx, open: &OpenPerson, episode: EpisodeId) -> Result<Vec<StoredChildren>> {
    #[derive(FromRow)]
    struct ChildrenRow {
        id: Uuid,
        answer: String,
        arranged_sealed: Option<Vec<u8>>,
        written_at: DateTime<Utc>,
        written_by: Uuid,
    }
    let select = tx.select("kin_children", &["id", "answer", "arranged_sealed", "written_at", "written_by"]);
    let rows: Vec<ChildrenRow> = newest_first(tx, "kin_children", open, episode, select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredChildren {
                answer: read(&row.answer, "kin_children", "answer", row.id)?,
                id: row.id,
                episode,
                arranged_sealed: row.arranged_sealed,
                written: Written { at: row.written_at, by: row.written_by.into() },
            })
        })
        .collect()
}
