//! What other systems said of appointments, and the calendars that are read again and again.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, read};
use super::{Result, TenantTx};
use crate::domain::care::calendar::{EntryState, Known, Revision};
use crate::domain::care::{SessionId, UnitId};

/// What is known of one entry of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its key, hashed.
    pub mac: Vec<u8>,
    /// The key of the series it is an instance of, hashed.
    pub series: Option<Vec<u8>>,
    /// What is known.
    pub known: Known,
    /// The appointment that stands for it, or last did.
    pub session: Option<SessionId>,
}

const COLUMNS: [&str; 7] =
    ["external_mac", "series_mac", "revision", "revision_at", "state", "content_hash", "session_id"];

#[derive(FromRow)]
struct EntryRow {
    external_mac: Vec<u8>,
    series_mac: Option<Vec<u8>>,
    revision: i64,
    revision_at: Option<DateTime<Utc>>,
    state: String,
    content_hash: Vec<u8>,
    session_id: Option<Uuid>,
}

impl TryFrom<EntryRow> for StoredEntry {
    type Error = super::StoreError;

    fn try_from(row: EntryRow) -> Result<Self> {
        let named = data_encoding::HEXLOWER.encode(&row.external_mac);
        let state: EntryState = read(&row.state, "calendar_entry", "state", named)?;
        Ok(Self {
            mac: row.external_mac,
            series: row.series_mac,
            known: Known {
                revision: Revision { number: row.revision, at: row.revision_at },
                state,
                content: row.content_hash,
                stands: state != EntryState::Cancelled && row.session_id.is_some(),
            },
            session: row.session_id.map(SessionId),
        })
    }
}

async fn fetch(tx: &mut TenantTx, select: &SelectStatement) -> Result<Vec<StoredEntry>> {
    tx.all::<EntryRow>(select).await?.into_iter().map(StoredEntry::try_from).collect()
}

/// The entries of a source with these keys.
///
/// # Errors
/// When the database refuses.
pub async fn find_entries(tx: &mut TenantTx, source: &str, macs: &[Vec<u8>]) -> Result<Vec<StoredEntry>> {
    let mut found = Vec::new();
    for some in macs.chunks(1000) {
        let mut select = tx.select("calendar_entry", &COLUMNS);
        select
            .and_where(is("calendar_entry", "source", source))
            .and_where(col("calendar_entry", "external_mac").is_in(some.iter().cloned()));
        found.extend(fetch(tx, &select).await?);
    }
    Ok(found)
}

/// The agreed entries of a source whose appointments begin in `[from, to)` and have not been held or
/// called off: those of one series, or all.
///
/// # Errors
/// When the database refuses.
pub async fn list_standing(
    tx: &mut TenantTx,
    source: &str,
    series: Option<&[u8]>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<StoredEntry>> {
    let mut select = tx.select("calendar_entry", &COLUMNS);
    tx.join(&mut select, "session", "id", ("calendar_entry", "session_id"));
    select
        .and_where(is("calendar_entry", "source", source))
        .and_where(is("calendar_entry", "state", EntryState::Agreed.code()))
        .and_where(col("session", "starts_at").gte(from))
        .and_where(col("session", "starts_at").lt(to))
        .and_where(is("session", "state", "planned"))
        .order_by(("calendar_entry", "external_mac"), Order::Asc);
    if let Some(series) = series {
        select.and_where(is("calendar_entry", "series_mac", series.to_vec()));
    }
    fetch(tx, &select).await
}

/// Writes down what is known of some entries of a source, in place of what was.
///
/// # Errors
/// When an appointment is not there, or the database refuses.
pub async fn set_entries(tx: &mut TenantTx, source: &str, entries: &[StoredEntry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    tx.note(Act::Import, format_args!("calendar:{source}"), &format!("{} entries", entries.len()));
    let now = tx.now();
    for some in entries.chunks(1000) {
        let mut delete = tx.delete("calendar_entry");
        delete
            .and_where(is("calendar_entry", "source", source))
            .and_where(col("calendar_entry", "external_mac").is_in(some.iter().map(|entry| entry.mac.clone())));
        tx.execute(&delete).await?;
    }
    tx.insert(
        "calendar_entry",
        entries.iter().map(|entry| {
            [
                ("source", source.into()),
                ("external_mac", entry.mac.clone().into()),
                ("series_mac", entry.series.clone().into()),
                ("revision", entry.known.revision.number.into()),
                ("revision_at", entry.known.revision.at.into()),
                ("state", entry.known.state.code().into()),
                ("content_hash", entry.known.content.clone().into()),
                ("session_id", entry.session.map(|session| session.0).into()),
                ("seen_at", now.into()),
            ]
        }),
    )
    .await
}

/// A calendar that is read again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its id.
    pub id: Uuid,
    /// What the source is called; unique.
    pub source: String,
    /// The unit whose patients' appointments it holds.
    pub unit: UnitId,
    /// The mapping file, as it was written.
    pub mapping: String,
    /// Its address, sealed with the tenant's key.
    pub url_sealed: Vec<u8>,
    /// Minutes from one reading to the next.
    pub every_minutes: i64,
    /// When it was last asked for.
    pub tried_at: Option<DateTime<Utc>>,
    /// When it was last read.
    pub read_at: Option<DateTime<Utc>>,
    /// What came of it, in a sentence without names.
    pub outcome: String,
}

#[derive(FromRow)]
struct FeedRow {
    id: Uuid,
    source: String,
    unit_id: Uuid,
    mapping: String,
    url_sealed: Vec<u8>,
    every_minutes: i64,
    tried_at: Option<DateTime<Utc>>,
    read_at: Option<DateTime<Utc>>,
    outcome: String,
}

/// Adds a feed.
///
/// # Errors
/// [`super::StoreError::Conflict`] when there is one of that source.
pub async fn add_feed(tx: &mut TenantTx, feed: &Feed) -> Result<()> {
    tx.note(Act::Create, format_args!("calendar:{}", feed.source), "feed");
    let now = tx.now();
    tx.insert(
        "calendar_feed",
        [[
            ("id", feed.id.into()),
            ("source", feed.source.as_str().into()),
            ("unit_id", feed.unit.0.into()),
            ("mapping", feed.mapping.as_str().into()),
            ("url_sealed", feed.url_sealed.clone().into()),
            ("every_minutes", feed.every_minutes.into()),
            ("tried_at", feed.tried_at.into()),
            ("read_at", feed.read_at.into()),
            ("outcome", feed.outcome.as_str().into()),
            ("added_at", now.into()),
        ]],
    )
    .await
}

/// Every feed, by the name of its source.
///
/// # Errors
/// When the database refuses.
pub async fn list_feeds(tx: &mut TenantTx) -> Result<Vec<Feed>> {
    let columns =
        ["id", "source", "unit_id", "mapping", "url_sealed", "every_minutes", "tried_at", "read_at", "outcome"];
    let mut select = tx.select("calendar_feed", &columns);
    select.order_by(("calendar_feed", "source"), Order::Asc);
    let rows = tx.all::<FeedRow>(&select).await?;
    let feeds = rows.into_iter().map(|row| Feed {
        id: row.id,
        source: row.source,
        unit: row.unit_id.into(),
        mapping: row.mapping,
        url_sealed: row.url_sealed,
        every_minutes: row.every_minutes,
        tried_at: row.tried_at,
        read_at: row.read_at,
        outcome: row.outcome,
    });
    Ok(feeds.collect())
}

/// Says what came of asking for a feed now.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn set_feed_outcome(tx: &mut TenantTx, id: Uuid, was_read: bool, outcome: &str) -> Result<()> {
    tx.note(Act::Change, format_args!("feed:{id}"), "outcome");
    let now = tx.now();
    let mut update = tx.update("calendar_feed");
    update.value("tried_at", now).value("outcome", outcome).and_where(is("calendar_feed", "id", id));
    if was_read {
        update.value("read_at", now);
    }
    tx.execute_one("calendar_feed", &update).await
}

/// Reads a feed no more. What was read of it stays.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn remove_feed(tx: &mut TenantTx, id: Uuid) -> Result<()> {
    tx.note(Act::Remove, format_args!("feed:{id}"), "all");
    let mut delete = tx.delete("calendar_feed");
    delete.and_where(is("calendar_feed", "id", id));
    tx.execute_one("calendar_feed", &delete).await
}
