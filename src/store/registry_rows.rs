//! The registry's rows: every episode of a tenant with its scores on one scale, without a name. Reading them takes
//! seconds where there are many, and figures of ended episodes seldom change: rows are kept in memory until anything in
//! the tenant is written. That is seen in the audit chain, in which every write stands, whichever program wrote.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use sea_query::{Expr, ExprTrait, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::response::{self, ScaleUsed};
use super::sql::{is, read as parse};
use super::{Result, TenantTx, audit};
use crate::domain::care::{AccountId, EpisodeId, SessionKind, SessionState, TenantId, UnitId};
use crate::domain::indicator::Part;
use crate::domain::instrument::Instrument;
use crate::domain::local_time;
use crate::domain::registry::comparison::{AgeBand, Background, Spoken};
use crate::domain::registry::course::{Course, Observation};

/// Which scores are wanted.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The instrument. Scores of versions that do not compare with it are left out.
    pub instrument: &'a Instrument,
    /// What of it.
    pub part: &'a Part,
    /// Which sessions were held around each score is wanted too: many rows, and few figures need them.
    pub with_sessions: bool,
    /// Where the organisation is: an answer belongs to the day that it was there.
    pub zone: Tz,
}

/// One episode.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its id.
    pub episode: EpisodeId,
    /// The unit.
    pub unit: UnitId,
    /// What the registry knows of it.
    pub course: Course,
    /// Answers to the instrument whose day an import assumed.
    pub undated: i64,
    /// The places of the scores among them.
    pub assumed: Vec<usize>,
}

/// Every episode of a tenant, by id; and who treated it, which nobody outside this layer sees as a list.
#[derive(Debug)]
pub struct Rows {
    all: Vec<Row>,
    teams: Vec<Vec<AccountId>>,
    weight: u64,
}

impl Rows {
    /// The episodes, in the order of their ids. What is said of one by its place is said of this order.
    #[must_use]
    pub fn all(&self) -> &[Row] {
        &self.all
    }

    /// Whether anybody is recorded as having treated any of them.
    #[must_use]
    pub fn are_anybodys(&self) -> bool {
        self.teams.iter().any(|team| !team.is_empty())
    }

    /// Who treated the episode in a place.
    pub(super) fn team(&self, place: usize) -> &[AccountId] {
        self.teams.get(place).map_or(&[], Vec::as_slice)
    }
}

/// How many bytes are kept at once, by the size of what is in them; what was asked for last stays whatever its size.
const MOST: u64 = 100_000_000;

/// What is kept, of every tenant. The rows that were asked for longest ago go first.
#[derive(Debug, Default)]
pub struct Kept {
    shelves: Mutex<HashMap<Key, Arc<Shelf>>>,
    scales: Mutex<HashMap<TenantId, Arc<Slot<Vec<ScaleUsed>>>>>,
    asked: AtomicU64,
}

type Key = (TenantId, Tz, String, u32, Part, bool);

/// What was read, with the end of the chain at which it was. Who waits for it waits for whoever is reading.
type Slot<T> = tokio::sync::Mutex<Option<((i64, String), Arc<T>)>>;

#[derive(Debug, Default)]
struct Shelf {
    rows: Slot<Rows>,
    asked: AtomicU64,
    weight: AtomicU64,
}

impl Kept {
    fn shelf(&self, key: Key) -> Arc<Shelf> {
        let mut all = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        let found = Arc::clone(all.entry(key).or_default());
        found.asked.store(self.asked.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        found
    }

    fn scales_of(&self, tenant: TenantId) -> Arc<Slot<Vec<ScaleUsed>>> {
        Arc::clone(self.scales.lock().unwrap_or_else(PoisonError::into_inner).entry(tenant).or_default())
    }

    /// Lets go of what was asked for longest ago, until the rest is little enough.
    fn tidy(&self) {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        while shelves.len() > 1
            && shelves.values().map(|shelf| shelf.weight.load(Ordering::Relaxed)).sum::<u64>() > MOST
        {
            let oldest = shelves.iter().min_by_key(|(_, shelf)| shelf.asked.load(Ordering::Relaxed));
            let Some(key) = oldest.map(|(key, _)| key.clone()) else { break };
            shelves.remove(&key);
        }
    }
}

/// What lies in a slot, where nothing was written since; else what is read now. A transaction that may have written
/// itself reads for itself alone.
async fn fresh<T>(
    tx: &mut TenantTx,
    slot: &Slot<T>,
    read: impl AsyncFnOnce(&mut TenantTx) -> Result<T>,
) -> Result<Arc<T>> {
    if !tx.is_snapshot() {
        return Ok(Arc::new(read(tx).await?));
    }
    let mut slot = slot.lock().await;
    if let Some((known, found)) = slot.as_mut()
        && let Some(end) = audit::unchanged_since(tx, known).await?
    {
        *known = end;
        return Ok(Arc::clone(found));
    }
    let end = audit::head(tx).await?;
    let found = Arc::new(read(tx).await?);
    *slot = Some((end, Arc::clone(&found)));
    Ok(found)
}

/// The rows as they are now.
///
/// # Errors
/// When the database refuses.
pub async fn read(tx: &mut TenantTx, kept: &Kept, asked: Asked<'_>) -> Result<Arc<Rows>> {
    let Asked { instrument, part, with_sessions, zone } = asked;
    let form = (instrument.id.clone(), instrument.comparable_since());
    let shelf = kept.shelf((tx.tenant(), zone, form.0, form.1, part.clone(), with_sessions));
    let rows = fresh(tx, &shelf.rows, async |tx| read_all(tx, asked).await).await?;
    shelf.weight.store(rows.weight, Ordering::Relaxed);
    kept.tidy();
    Ok(rows)
}

/// Which scales there are scores of, as they are now; see [`response::list_scales`].
///
/// # Errors
/// When the database refuses.
pub async fn scales(tx: &mut TenantTx, kept: &Kept) -> Result<Arc<Vec<ScaleUsed>>> {
    fresh(tx, &kept.scales_of(tx.tenant()), async |tx| response::list_scales(tx).await).await
}

async fn read_all(tx: &mut TenantTx, asked: Asked<'_>) -> Result<Rows> {
    let mut rows = episodes(tx).await?;
    let places: HashMap<EpisodeId, usize> = (0..).zip(&rows).map(|(place, row)| (row.episode, place)).collect();
    for (episode, held) in count_held(tx).await? {
        if let Some(row) = places.get(&episode).and_then(|place| rows.get_mut(*place)) {
            row.course.sessions_held = u32::try_from(held).unwrap_or(u32::MAX);
        }
    }
    let held = if asked.with_sessions { sessions_held(tx).await? } else { HashMap::new() };
    let around = |episode: EpisodeId, at: DateTime<Utc>| {
        if !asked.with_sessions {
            return (None, None);
        }
        let held = held.get(&episode).map_or(&[][..], Vec::as_slice);
        let before = held.partition_point(|session| session.ends_at < at);
        let discussed = held.iter().skip(before).position(|session| session.discussed).map(|place| place + 1);
        (u16::try_from(before).ok(), discussed.and_then(|place| u16::try_from(place).ok()))
    };
    let assumed = response::list_assumed(tx, &asked.instrument.id).await?;
    for (episode, _) in &assumed {
        if let Some(row) = places.get(episode).and_then(|place| rows.get_mut(*place)) {
            row.undated += 1;
        }
    }
    let assumed: HashSet<_> = assumed.into_iter().collect();
    let found = match asked.part {
        Part::Scale(scale) => {
            let since = asked.instrument.comparable_since();
            response::list_measured(tx, &asked.instrument.id, scale, since).await?
        }
        part => response::list_answered(tx, asked.instrument, part).await?,
    };
    for measured in found {
        let Some(value) = measured.value else { continue };
        let Some(row) = places.get(&measured.episode).and_then(|place| rows.get_mut(*place)) else { continue };
        if assumed.contains(&(measured.episode, measured.answered_at)) {
            row.assumed.push(row.course.scores.len());
        }
        let (sessions, discussed) = around(measured.episode, measured.answered_at);
        row.course.scores.push(Observation {
            on: Some(local_time::day_of(asked.zone, measured.answered_at)),
            occasion: measured.occasion.and_then(|occasion| u32::try_from(occasion).ok()),
            value,
            sessions,
            discussed,
        });
    }
    let mut teams = vec![Vec::new(); rows.len()];
    for (episode, clinician) in hands(tx).await? {
        if let Some(team) = places.get(&episode).and_then(|place| teams.get_mut(*place)) {
            team.push(clinician);
        }
    }
    let weigh = |row: &Row| {
        let lists = size_of_val(row.course.scores.as_slice()) + size_of_val(row.assumed.as_slice());
        size_of::<Row>() + row.course.id.len() + lists
    };
    let weight =
        rows.iter().map(weigh).sum::<usize>() + teams.iter().map(|team| size_of_val(team.as_slice())).sum::<usize>();
    Ok(Rows { all: rows, teams, weight: weight.try_into().unwrap_or(u64::MAX) })
}

async fn episodes(tx: &mut TenantTx) -> Result<Vec<Row>> {
    #[derive(FromRow)]
    struct EpisodeRow {
        id: Uuid,
        unit_id: Uuid,
        referred_on: NaiveDate,
        started_on: Option<NaiveDate>,
        ended_on: Option<NaiveDate>,
        end_kind: Option<String>,
        birth_year: Option<i64>,
        sex: String,
        language: String,
    }
    let columns = ["id", "unit_id", "referred_on", "started_on", "ended_on", "end_kind"];
    let mut select = tx.select("episode", &columns);
    tx.join(&mut select, "person", "id", ("episode", "person_id"));
    select
        .columns([("person", "birth_year"), ("person", "sex"), ("person", "language")])
        .order_by(("episode", "id"), Order::Asc);
    let read = |row: EpisodeRow| {
        let born = row.birth_year.and_then(|year| i32::try_from(year).ok());
        let end_kind = row.end_kind.map(|code| parse(&code, "episode", "end_kind", row.id)).transpose()?;
        Ok(Row {
            episode: row.id.into(),
            unit: row.unit_id.into(),
            undated: 0,
            assumed: Vec::new(),
            course: Course {
                id: row.id.to_string(),
                referred_on: row.referred_on,
                started_on: row.started_on,
                ended_on: row.ended_on,
                end_kind,
                sessions_held: 0,
                background: Background {
                    age: AgeBand::of(born, row.referred_on),
                    sex: parse(&row.sex, "person", "sex", row.id)?,
                    language: Spoken::of(&row.language),
                },
                scores: Vec::new(),
            },
        })
    };
    tx.all::<EpisodeRow>(&select).await?.into_iter().map(read).collect()
}

/// Which sessions are treatment, and were held.
fn treating() -> Expr {
    let held = is("session", "state", SessionState::Held.code());
    held.and(is("session", "kind", SessionKind::Treatment.code()))
}

/// How many treatment sessions each episode had, of those that had any.
async fn count_held(tx: &mut TenantTx) -> Result<Vec<(EpisodeId, i64)>> {
    #[derive(FromRow)]
    struct CountRow {
        episode_id: Uuid,
        n: i64,
    }
    let mut select = tx.count("session");
    select.column(("session", "episode_id")).and_where(treating()).group_by_col(("session", "episode_id"));
    Ok(tx.all::<CountRow>(&select).await?.into_iter().map(|row| (row.episode_id.into(), row.n)).collect())
}

/// A treatment session that was held.
struct Held {
    /// When it was set to end: who answers while it runs answers before it.
    ends_at: DateTime<Utc>,
    /// The answers given before it were noted as spoken about.
    discussed: bool,
}

/// Each episode's treatment sessions that were held, in order of time.
async fn sessions_held(tx: &mut TenantTx) -> Result<HashMap<EpisodeId, Vec<Held>>> {
    #[derive(FromRow)]
    struct HeldRow {
        id: Uuid,
        episode_id: Uuid,
        starts_at: DateTime<Utc>,
        minutes: i64,
    }
    #[derive(FromRow)]
    struct DiscussedRow {
        session_id: Uuid,
    }
    let mut select = tx.select("feedback", &["session_id"]);
    select.and_where(is("feedback", "discussed", true));
    let discussed: HashSet<Uuid> =
        tx.all::<DiscussedRow>(&select).await?.into_iter().map(|row| row.session_id).collect();
    let mut select = tx.select("session", &["id", "episode_id", "starts_at", "minutes"]);
    select
        .and_where(treating())
        .order_by(("session", "episode_id"), Order::Asc)
        .order_by(("session", "starts_at"), Order::Asc);
    let mut held: HashMap<EpisodeId, Vec<Held>> = HashMap::new();
    for HeldRow { id, episode_id, starts_at, minutes } in tx.all::<HeldRow>(&select).await? {
        let ends_at = starts_at + TimeDelta::minutes(minutes);
        let session = Held { ends_at, discussed: discussed.contains(&id) };
        held.entry(episode_id.into()).or_default().push(session);
    }
    Ok(held)
}

/// Who treated what.
async fn hands(tx: &mut TenantTx) -> Result<Vec<(EpisodeId, AccountId)>> {
    #[derive(FromRow)]
    struct ClinicianRow {
        episode_id: Uuid,
        account_id: Uuid,
    }
    let select = tx.select("episode_clinician", &["episode_id", "account_id"]);
    let rows = tx.all::<ClinicianRow>(&select).await?;
    Ok(rows.into_iter().map(|row| (row.episode_id.into(), row.account_id.into())).collect())
}
