//! A clinician's own results, and for whom else the clinician has opened them.
//!
//! The one door to results by clinician: whatever gives them asks for an [`OpenLearning`], and only [`open`]
//! makes one, for the clinician alone or for a colleague whom the clinician let in. Grants are given, listed
//! and taken back by whoever acts, never in somebody's name: no function here takes an owner but [`open`].
//! Nothing here says who a patient is, and nothing is in an order that a result decides.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_query::{ExprTrait, Order, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::response::{self, Measured};
use super::sql::{col, is, read};
use super::{Actor, Result, StoreError, TenantTx, account};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, EndKind, EpisodeId, TenantId};

/// The longest a grant may last: a year, leap years included.
pub const LONGEST: TimeDelta = TimeDelta::days(366);

/// That a clinician lets a colleague read the own results for a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearningGrant {
    /// Its id.
    pub id: Uuid,
    /// Whose results.
    pub owner: AccountId,
    /// Who may read them.
    pub reader: AccountId,
    /// What for, in the owner's words.
    pub purpose: String,
    /// From when.
    pub from_at: DateTime<Utc>,
    /// Until when; at that instant it is over.
    pub until_at: DateTime<Utc>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl LearningGrant {
    /// Whether it opens anything at an instant.
    #[must_use]
    pub fn runs_at(&self, at: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.from_at <= at && at < self.until_at
    }
}

#[derive(FromRow)]
struct GrantRow {
    id: Uuid,
    owner_id: Uuid,
    reader_id: Uuid,
    purpose: String,
    from_at: DateTime<Utc>,
    until_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<GrantRow> for LearningGrant {
    fn from(row: GrantRow) -> Self {
        Self {
            id: row.id,
            owner: row.owner_id.into(),
            reader: row.reader_id.into(),
            purpose: row.purpose,
            from_at: row.from_at,
            until_at: row.until_at,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        }
    }
}

const GRANT: [&str; 8] = ["id", "owner_id", "reader_id", "purpose", "from_at", "until_at", "created_at", "revoked_at"];

fn latest_first(tx: &TenantTx) -> SelectStatement {
    let mut select = tx.select("learning_grant", &GRANT);
    select.order_by(("learning_grant", "until_at"), Order::Desc).order_by(("learning_grant", "id"), Order::Desc);
    select
}

/// Those that run at the transaction's instant.
fn running(tx: &TenantTx) -> SelectStatement {
    let now = tx.now();
    let mut select = latest_first(tx);
    select
        .and_where(col("learning_grant", "revoked_at").is_null())
        .and_where(col("learning_grant", "from_at").lte(now))
        .and_where(col("learning_grant", "until_at").gt(now));
    select
}

/// The member of staff who acts.
fn acting(tx: &TenantTx) -> Result<AccountId> {
    match tx.actor() {
        Actor::Account(account) => Ok(account),
        other => Err(StoreError::Unfit(format!("only a member of staff has results of their own; {other} has none"))),
    }
}

/// The results of one clinician, open for whoever acts, and only in this tenant. Made by [`open`] alone.
#[derive(Debug)]
pub struct OpenLearning {
    tenant: TenantId,
    actor: Actor,
    of: AccountId,
    grant: Option<LearningGrant>,
}

impl OpenLearning {
    /// Whose they are.
    #[must_use]
    pub const fn of(&self) -> AccountId {
        self.of
    }

    /// By which grant they are read; `None` when by their owner.
    #[must_use]
    pub const fn grant(&self) -> Option<&LearningGrant> {
        self.grant.as_ref()
    }

    /// Refuses what was opened by somebody else or elsewhere.
    fn check(&self, tx: &TenantTx) -> Result<()> {
        if (self.tenant, self.actor) == (tx.tenant(), tx.actor()) {
            return Ok(());
        }
        Err(StoreError::Unfit("results that one person opened were read by another".to_owned()))
    }
}

/// Opens a clinician's results: for the clinician, or for the reader of a grant that runs at the transaction's
/// instant and whose owner still has an open account. Notes that they were read; a reader leaves a look, with
/// the id `look`, that the owner sees. `None` for everybody else, which is noted too: please commit also then.
///
/// # Errors
/// When the transaction is a snapshot, which cannot keep the note, or the database refuses.
pub async fn open(tx: &mut TenantTx, of: AccountId, look: Uuid) -> Result<Option<OpenLearning>> {
    tx.need_notes()?;
    let (tenant, actor) = (tx.tenant(), tx.actor());
    if actor == Actor::Account(of) {
        tx.note(Act::Read, format_args!("learning:{of}"), "results");
        return Ok(Some(OpenLearning { tenant, actor, of, grant: None }));
    }
    let Some(grant) = find_running(tx, of).await? else {
        tx.note(Act::Refused, format_args!("learning:{of}"), "results");
        return Ok(None);
    };
    tx.note(Act::Read, format_args!("learning:{of}"), &format!("results, by learning-grant:{}", grant.id));
    leave_look(tx, &grant, look).await?;
    Ok(Some(OpenLearning { tenant, actor, of, grant: Some(grant) }))
}

/// Leaves a look that the owner of a grant sees.
pub(super) async fn leave_look(tx: &mut TenantTx, grant: &LearningGrant, look: Uuid) -> Result<()> {
    let now = tx.now();
    tx.insert(
        "learning_look",
        [[
            ("id", look.into()),
            ("owner_id", grant.owner.0.into()),
            ("reader_id", grant.reader.0.into()),
            ("grant_id", grant.id.into()),
            ("at", now.into()),
        ]],
    )
    .await
}

/// The grant by which whoever acts may read the results of `of` now. An owner who can sign in no more can
/// take nothing back, so nothing of theirs stays open.
pub(super) async fn find_running(tx: &mut TenantTx, of: AccountId) -> Result<Option<LearningGrant>> {
    let Actor::Account(reader) = tx.actor() else { return Ok(None) };
    // Between colleagues: a grant opens nothing for somebody who no longer treats.
    let tenant = tx.tenant();
    if !account::grants(&mut tx.local(), tenant, reader).await?.allow(Permission::ReadOwnPatients) {
        return Ok(None);
    }
    if !account::lookup(&mut tx.local(), of).await?.is_some_and(|owner| owner.active) {
        return Ok(None);
    }
    let mut select = running(tx);
    select
        .and_where(is("learning_grant", "owner_id", of.0))
        .and_where(is("learning_grant", "reader_id", reader.0))
        .limit(1);
    Ok(tx.optional::<GrantRow>(&select).await?.map(LearningGrant::from))
}

/// An episode that the clinician treats or treated, without a word on whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEpisode {
    /// The episode.
    pub id: EpisodeId,
    /// When the patient was referred.
    pub referred_on: NaiveDate,
    /// The first treatment session.
    pub started_on: Option<NaiveDate>,
    /// The ending.
    pub ended_on: Option<NaiveDate>,
    /// How it ended.
    pub end_kind: Option<EndKind>,
}

/// The clinician's episodes, in the order they were registered.
///
/// # Errors
/// When the results were opened by somebody else, or the database refuses.
pub async fn list_episodes(tx: &mut TenantTx, open: &OpenLearning) -> Result<Vec<OwnEpisode>> {
    #[derive(FromRow)]
    struct EpisodeRow {
        id: Uuid,
        referred_on: NaiveDate,
        started_on: Option<NaiveDate>,
        ended_on: Option<NaiveDate>,
        end_kind: Option<String>,
    }
    open.check(tx)?;
    let mut select = tx.select("episode", &["id", "referred_on", "started_on", "ended_on", "end_kind"]);
    tx.join(&mut select, "episode_clinician", "episode_id", ("episode", "id"));
    select.and_where(is("episode_clinician", "account_id", open.of.0)).order_by(("episode", "id"), Order::Asc);
    let rows = tx.all::<EpisodeRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            let end_kind = row.end_kind.map(|code| read(&code, "episode", "end_kind", row.id)).transpose()?;
            Ok(OwnEpisode {
                id: row.id.into(),
                referred_on: row.referred_on,
                started_on: row.started_on,
                ended_on: row.ended_on,
                end_kind,
            })
        })
        .collect()
}

/// A scale of an instrument's version that is measured in the clinician's episodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnScale {
    /// The instrument.
    pub instrument: String,
    /// Its version.
    pub version: u32,
    /// Its scale.
    pub scale: String,
    /// The lowest and highest measurement number, when an import gave any.
    pub occasions: Option<(u32, u32)>,
}

/// Which scales have at least one score in the clinician's episodes, by name and version.
///
/// # Errors
/// When the results were opened by somebody else, or the database refuses.
pub async fn list_scales(tx: &mut TenantTx, open: &OpenLearning) -> Result<Vec<OwnScale>> {
    #[derive(FromRow)]
    struct ScaleRow {
        instrument: String,
        scale: String,
        version: i64,
        lowest: Option<i64>,
        highest: Option<i64>,
    }
    open.check(tx)?;
    let columns = ["instrument", "scale", "version"];
    let mut select = tx.select("score", &columns);
    select.expr_as(col("score", "occasion").min(), "lowest").expr_as(col("score", "occasion").max(), "highest");
    tx.join(&mut select, "episode_clinician", "episode_id", ("score", "episode_id"));
    select.and_where(is("episode_clinician", "account_id", open.of.0));
    for column in columns {
        select.group_by_col(("score", column)).order_by(("score", column), Order::Asc);
    }
    let number = |number: i64| u32::try_from(number).ok();
    Ok(tx
        .all::<ScaleRow>(&select)
        .await?
        .into_iter()
        .map(|row| OwnScale {
            instrument: row.instrument,
            version: number(row.version).unwrap_or_default(),
            scale: row.scale,
            occasions: row.lowest.and_then(number).zip(row.highest.and_then(number)),
        })
        .collect())
}

/// Every value of one scale in the clinician's episodes, in order of time, as versions from `since` on gave
/// it.
///
/// # Errors
/// When the results were opened by somebody else, or the database refuses.
pub async fn list_measured(
    tx: &mut TenantTx,
    open: &OpenLearning,
    instrument: &str,
    scale: &str,
    since: u32,
) -> Result<Vec<Measured>> {
    open.check(tx)?;
    let mut select = response::measuring(tx, instrument, scale, since);
    tx.join(&mut select, "episode_clinician", "episode_id", ("score", "episode_id"));
    select.and_where(is("episode_clinician", "account_id", open.of.0));
    response::measured(tx, &select).await
}

/// Which answers to an instrument in the clinician's episodes carry a day that an import assumed; see
/// [`response::list_assumed`].
///
/// # Errors
/// When the results were opened by somebody else, or the database refuses.
pub async fn list_assumed(
    tx: &mut TenantTx,
    open: &OpenLearning,
    instrument: &str,
) -> Result<Vec<(EpisodeId, DateTime<Utc>)>> {
    open.check(tx)?;
    let mut select = response::assuming(tx, instrument);
    tx.join(&mut select, "episode_clinician", "episode_id", ("response", "episode_id"));
    select.and_where(is("episode_clinician", "account_id", open.of.0));
    response::assumed(tx, &select).await
}

/// A grant that is about to be given, by whoever acts.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Its id.
    pub id: Uuid,
    /// Who may read.
    pub reader: AccountId,
    /// What for.
    pub purpose: String,
    /// Until when.
    pub until_at: DateTime<Utc>,
}

/// Opens the results of whoever acts for a colleague, from the transaction's instant.
///
/// # Errors
/// When no member of staff acts, when it would be over before it begins or last longer than [`LONGEST`], and
/// when the reader is the owner or the database refuses.
pub async fn add_grant(tx: &mut TenantTx, new: &NewGrant) -> Result<()> {
    let (owner, now) = (acting(tx)?, tx.now());
    if new.until_at <= now || new.until_at - now > LONGEST {
        return Err(StoreError::Unfit("a grant lasts for at least a moment and at most a year".to_owned()));
    }
    if new.reader == owner {
        return Err(StoreError::Unfit("whoever owns results needs no grant to read them".to_owned()));
    }
    let fields = format!("reader account:{}, purpose, until_at", new.reader);
    tx.note(Act::Create, format_args!("learning-grant:{}", new.id), &fields);
    tx.insert(
        "learning_grant",
        [[
            ("id", new.id.into()),
            ("owner_id", owner.0.into()),
            ("reader_id", new.reader.0.into()),
            ("purpose", new.purpose.as_str().into()),
            ("from_at", now.into()),
            ("until_at", new.until_at.into()),
            ("created_at", now.into()),
        ]],
    )
    .await
}

/// Takes back a grant of whoever acts, from now on. Says whether there was one that was not taken back yet.
///
/// # Errors
/// When no member of staff acts, or the database refuses.
pub async fn revoke(tx: &mut TenantTx, grant: Uuid) -> Result<bool> {
    let (owner, now) = (acting(tx)?, tx.now());
    tx.note(Act::Change, format_args!("learning-grant:{grant}"), "revoked_at");
    let mut update = tx.update("learning_grant");
    update
        .value("revoked_at", now)
        .and_where(is("learning_grant", "id", grant))
        .and_where(is("learning_grant", "owner_id", owner.0))
        .and_where(col("learning_grant", "revoked_at").is_null());
    Ok(tx.execute(&update).await? > 0)
}

/// Every grant that whoever acts ever gave, the one that lasts longest first.
///
/// # Errors
/// When no member of staff acts, or the database refuses.
pub async fn list_grants(tx: &mut TenantTx) -> Result<Vec<LearningGrant>> {
    let owner = acting(tx)?;
    let mut select = latest_first(tx);
    select.and_where(is("learning_grant", "owner_id", owner.0));
    Ok(tx.all::<GrantRow>(&select).await?.into_iter().map(LearningGrant::from).collect())
}

/// The grants by which whoever acts may read a colleague's results now.
///
/// # Errors
/// When no member of staff acts, or the database refuses.
pub async fn list_received(tx: &mut TenantTx) -> Result<Vec<LearningGrant>> {
    let reader = acting(tx)?;
    let mut select = running(tx);
    select.and_where(is("learning_grant", "reader_id", reader.0));
    Ok(tx.all::<GrantRow>(&select).await?.into_iter().map(LearningGrant::from).collect())
}

/// That somebody opened the results of whoever acts.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Look {
    /// Its id.
    pub id: Uuid,
    /// Who.
    #[sqlx(rename = "reader_id", try_from = "Uuid")]
    pub reader: AccountId,
    /// By which grant.
    #[sqlx(rename = "grant_id")]
    pub grant: Uuid,
    /// When.
    pub at: DateTime<Utc>,
}

/// Who opened the results of whoever acts, the latest first, at most `limit`.
///
/// # Errors
/// When no member of staff acts, or the database refuses.
pub async fn list_looks(tx: &mut TenantTx, limit: u64) -> Result<Vec<Look>> {
    let owner = acting(tx)?;
    let mut select = tx.select("learning_look", &["id", "reader_id", "grant_id", "at"]);
    select
        .and_where(is("learning_look", "owner_id", owner.0))
        .order_by(("learning_look", "at"), Order::Desc)
        .order_by(("learning_look", "id"), Order::Desc)
        .limit(limit);
    tx.all(&select).await
}
