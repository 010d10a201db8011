//! Episodes of care, and who treats whom.

use chrono::{DateTime, NaiveDate, Utc};
use sea_query::{ExprTrait, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, read};
use super::{Result, TenantTx};
use crate::domain::care::{AccountId, Episode, EpisodeId, PersonId, UnitId};

const COLUMNS: [&str; 9] =
    ["id", "person_id", "unit_id", "referred_on", "started_on", "ended_on", "end_kind", "problem", "course"];

#[derive(FromRow)]
struct EpisodeRow {
    id: Uuid,
    person_id: Uuid,
    unit_id: Uuid,
    referred_on: NaiveDate,
    started_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    end_kind: Option<String>,
    problem: String,
    course: String,
}

impl TryFrom<EpisodeRow> for Episode {
    type Error = super::StoreError;

    fn try_from(row: EpisodeRow) -> Result<Self> {
        let end_kind = row.end_kind.map(|code| read(&code, "episode", "end_kind", row.id)).transpose()?;
        Ok(Self {
            id: row.id.into(),
            person: row.person_id.into(),
            unit: row.unit_id.into(),
            referred_on: row.referred_on,
            started_on: row.started_on,
            ended_on: row.ended_on,
            end_kind,
            problem: read(&row.problem, "episode", "problem", row.id)?,
            course: read(&row.course, "episode", "course", row.id)?,
        })
    }
}

/// Adds episodes.
///
/// # Errors
/// When the person or unit is not there, or the database refuses.
pub async fn add_many(tx: &mut TenantTx, episodes: &[Episode]) -> Result<()> {
    for episode in episodes {
        tx.note(Act::Create, format_args!("episode:{}", episode.id), "all");
    }
    tx.insert(
        "episode",
        episodes.iter().map(|episode| {
            [
                ("id", episode.id.0.into()),
                ("person_id", episode.person.0.into()),
                ("unit_id", episode.unit.0.into()),
                ("referred_on", episode.referred_on.into()),
                ("started_on", episode.started_on.into()),
                ("ended_on", episode.ended_on.into()),
                ("end_kind", episode.end_kind.map(|kind| kind.code().to_owned()).into()),
                ("problem", episode.problem.code().into()),
                ("course", episode.course.code().into()),
            ]
        }),
    )
    .await
}

/// One episode.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, id: EpisodeId) -> Result<Option<Episode>> {
    let mut select = tx.select("episode", &COLUMNS);
    select.and_where(is("episode", "id", id.0));
    tx.optional::<EpisodeRow>(&select).await?.map(Episode::try_from).transpose()
}

/// One episode, held until the transaction ends.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, id: EpisodeId) -> Result<Option<Episode>> {
    let mut select = tx.select("episode", &COLUMNS);
    select.and_where(is("episode", "id", id.0)).lock_exclusive();
    tx.optional::<EpisodeRow>(&select).await?.map(Episode::try_from).transpose()
}

/// The episodes of these patients, by day of referral.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_persons(tx: &mut TenantTx, persons: &[PersonId]) -> Result<Vec<Episode>> {
    let mut found = Vec::new();
    for some in persons.chunks(1000) {
        let mut select = tx.select("episode", &COLUMNS);
        select
            .and_where(col("episode", "person_id").is_in(some.iter().map(|person| person.0)))
            .order_by(("episode", "referred_on"), Order::Asc)
            .order_by(("episode", "id"), Order::Asc);
        for row in tx.all::<EpisodeRow>(&select).await? {
            found.push(Episode::try_from(row)?);
        }
    }
    Ok(found)
}

/// The episodes whose patients a clinician treats, by day of referral. Says who treats whom, not who
/// they are: open the persons for that.
///
/// # Errors
/// When the database refuses.
pub async fn list_treated_by(tx: &mut TenantTx, clinician: AccountId) -> Result<Vec<Episode>> {
    let mut select = tx.select("episode", &COLUMNS);
    tx.join(&mut select, "episode_clinician", "episode_id", ("episode", "id"));
    select
        .and_where(is("episode_clinician", "account_id", clinician.0))
        .order_by(("episode", "referred_on"), Order::Asc)
        .order_by(("episode", "id"), Order::Asc);
    tx.all::<EpisodeRow>(&select).await?.into_iter().map(Episode::try_from).collect()
}

/// The episodes of some units, without a name: the registry's rows.
///
/// # Errors
/// When the database refuses.
pub async fn list_by_units(tx: &mut TenantTx, units: &[UnitId]) -> Result<Vec<Episode>> {
    let mut select = tx.select("episode", &COLUMNS);
    select
        .and_where(col("episode", "unit_id").is_in(units.iter().map(|unit| unit.0)))
        .order_by(("episode", "id"), Order::Asc);
    tx.all::<EpisodeRow>(&select).await?.into_iter().map(Episode::try_from).collect()
}

/// Sets when an episode started and ended, and how.
///
/// # Errors
/// When the episode is not there, or the database refuses.
pub async fn set_course(tx: &mut TenantTx, episode: &Episode) -> Result<()> {
    tx.note(Act::Change, format_args!("episode:{}", episode.id), "started_on, ended_on, end_kind");
    let mut update = tx.update("episode");
    update
        .value("started_on", episode.started_on)
        .value("ended_on", episode.ended_on)
        .value("end_kind", episode.end_kind.map(|kind| kind.code().to_owned()))
        .and_where(is("episode", "id", episode.id.0));
    tx.execute_one("episode", &update).await
}

/// Says who treats whom.
///
/// # Errors
/// When an episode or account is not there, or the database refuses.
pub async fn add_clinicians(tx: &mut TenantTx, pairs: &[(EpisodeId, AccountId)]) -> Result<()> {
    let now: DateTime<Utc> = tx.now();
    for (episode, account) in pairs {
        tx.note(Act::Create, format_args!("episode:{episode}"), &format!("clinician account:{account}"));
    }
    tx.insert(
        "episode_clinician",
        pairs.iter().map(|(episode, account)| {
            [("episode_id", episode.0.into()), ("account_id", account.0.into()), ("since", now.into())]
        }),
    )
    .await
}

/// Whether a clinician treats the patient of this episode.
///
/// # Errors
/// When the database refuses.
pub async fn is_treated_by(tx: &mut TenantTx, episode: EpisodeId, clinician: AccountId) -> Result<bool> {
    #[derive(FromRow)]
    struct AccountRow {
        #[sqlx(rename = "account_id")]
        _account_id: Uuid,
    }
    let mut select = tx.select("episode_clinician", &["account_id"]);
    select.and_where(is("episode_clinician", "episode_id", episode.0)).and_where(is(
        "episode_clinician",
        "account_id",
        clinician.0,
    ));
    Ok(tx.optional::<AccountRow>(&select).await?.is_some())
}

/// Who treats the patient of an episode.
///
/// # Errors
/// When the database refuses.
pub async fn list_clinicians(tx: &mut TenantTx, episode: EpisodeId) -> Result<Vec<AccountId>> {
    #[derive(FromRow)]
    struct ClinicianRow {
        account_id: Uuid,
    }
    let mut select = tx.select("episode_clinician", &["account_id"]);
    select
        .and_where(is("episode_clinician", "episode_id", episode.0))
        .order_by(("episode_clinician", "since"), Order::Asc)
        .order_by(("episode_clinician", "account_id"), Order::Asc);
    Ok(tx.all::<ClinicianRow>(&select).await?.into_iter().map(|row| row.account_id.into()).collect())
}
