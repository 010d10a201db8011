//! Who is written a link to the draft of a report when a quarter is over.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{ExprTrait, LockBehavior, LockType, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::report::Subject;
use super::sql::{col, is};
use super::{Result, TenantTx};
use crate::domain::care::AccountId;

/// Somebody's wish to be told of the drafts of one unit's report by one metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub account: AccountId,
    /// What the report is about; its period is the last one that was told of.
    pub subject: Subject,
    /// Since when.
    pub since: DateTime<Utc>,
    /// How far the telling of the next draft has come.
    pub telling: Telling,
}

/// How far the telling of a draft has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// How often it was tried.
    pub attempts: i64,
    /// When it is tried next.
    pub next_at: DateTime<Utc>,
    /// Why the latest try came to nothing, in words that name nobody; empty when it did not.
    pub reason: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    unit_id: Uuid,
    instrument: String,
    scale: String,
    norms: String,
    first_point: String,
    last_point: String,
    from_on: NaiveDate,
    to_on: NaiveDate,
    since: DateTime<Utc>,
    attempts: i64,
    next_at: DateTime<Utc>,
    reason: String,
}

impl From<Row> for Subscription {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            account: row.account_id.into(),
            subject: Subject {
                unit: row.unit_id.into(),
                instrument: row.instrument,
                scale: row.scale,
                norms: row.norms,
                first: row.first_point,
                last: row.last_point,
                from: row.from_on,
                to: row.to_on,
            },
            since: row.since,
            telling: Telling { attempts: row.attempts, next_at: row.next_at, reason: row.reason },
        }
    }
}

const COLUMNS: [&str; 14] = [
    "id",
    "account_id",
    "unit_id",
    "instrument",
    "scale",
    "norms",
    "first_point",
    "last_point",
    "from_on",
    "to_on",
    "since",
    "attempts",
    "next_at",
    "reason",
];

/// Adds a wish.
///
/// # Errors
/// [`super::StoreError::Conflict`] when the account has this wish already.
pub async fn add(tx: &mut TenantTx, wish: &Subscription) -> Result<()> {
    let Subscription { id, account, subject, since, telling } = wish;
    tx.note(Act::Create, format_args!("report-subscription:{id}"), "account, unit, metric");
    tx.insert(
        "report_subscription",
        [[
            ("id", (*id).into()),
            ("account_id", account.0.into()),
            ("unit_id", subject.unit.0.into()),
            ("instrument", subject.instrument.as_str().into()),
            ("scale", subject.scale.as_str().into()),
            ("norms", subject.norms.as_str().into()),
            ("first_point", subject.first.as_str().into()),
            ("last_point", subject.last.as_str().into()),
            ("from_on", subject.from.into()),
            ("to_on", subject.to.into()),
            ("since", (*since).into()),
            ("attempts", telling.attempts.into()),
            ("next_at", telling.next_at.into()),
            ("reason", telling.reason.as_str().into()),
        ]],
    )
    .await
}

/// An account's wishes, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_of(tx: &mut TenantTx, account: AccountId) -> Result<Vec<Subscription>> {
    let mut select = tx.select("report_subscription", &COLUMNS);
    select
        .and_where(is("report_subscription", "account_id", account.0))
        .order_by(("report_subscription", "since"), Order::Asc)
        .order_by(("report_subscription", "id"), Order::Asc);
    Ok(tx.all::<Row>(&select).await?.into_iter().map(Subscription::from).collect())
}

/// Wishes whose last told period ends before `to` and whose turn has come, at most `limit`. In a transaction that may
/// write they are held until it ends, and those that another worker holds are passed over.
///
/// # Errors
/// When the database refuses.
pub async fn list_due(tx: &mut TenantTx, to: NaiveDate, limit: u64) -> Result<Vec<Subscription>> {
    let now = tx.now();
    let mut select = tx.select("report_subscription", &COLUMNS);
    select
        .and_where(col("report_subscription", "to_on").lt(to))
        .and_where(col("report_subscription", "next_at").lte(now))
        .order_by(("report_subscription", "next_at"), Order::Asc)
        .order_by(("report_subscription", "id"), Order::Asc)
        .limit(limit);
    if !tx.is_snapshot() {
        select.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    Ok(tx.all::<Row>(&select).await?.into_iter().map(Subscription::from).collect())
}

/// Writes down how far the telling has come, and the period that was told of last, where no other try has been made
/// since `seen` of them. Gives whether it was so.
///
/// # Errors
/// When the database refuses.
pub async fn set_telling(
    tx: &mut TenantTx,
    id: Uuid,
    seen: i64,
    telling: &Telling,
    (from, to): (NaiveDate, NaiveDate),
) -> Result<bool> {
    tx.note_because(
        Act::Change,
        format_args!("report-subscription:{id}"),
        "attempts, next_at, period",
        &telling.reason,
    );
    let mut update = tx.update("report_subscription");
    update
        .value("attempts", telling.attempts)
        .value("next_at", telling.next_at)
        .value("reason", telling.reason.as_str())
        .value("from_on", from)
        .value("to_on", to)
        .and_where(is("report_subscription", "id", id))
        .and_where(is("report_subscription", "attempts", seen));
    Ok(tx.execute(&update).await? > 0)
}

/// Takes a wish of an account away. Gives whether there was one.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut TenantTx, account: AccountId, id: Uuid, reason: &str) -> Result<bool> {
    tx.note_because(Act::Remove, format_args!("report-subscription:{id}"), "the whole", reason);
    let mut delete = tx.delete("report_subscription");
    delete.and_where(is("report_subscription", "id", id)).and_where(is("report_subscription", "account_id", account.0));
    Ok(tx.execute(&delete).await? > 0)
}
