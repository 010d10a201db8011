//! For whom a clinician opens the own results, for how long, and who looked.

use chrono::{DateTime, Months, NaiveDate, Utc};
use uuid::Uuid;

use super::super::{App, Result};
use crate::domain::access::{Permission, Role};
use crate::domain::care::AccountId;
use crate::domain::local_time;
use crate::store::learning::{self, LearningGrant};
use crate::store::{self, Actor, Proof};

/// The longest purpose, in characters.
pub const LONGEST_PURPOSE: usize = 200;

/// How long a grant lasts when nothing else is wished, in months.
const USUAL_MONTHS: u32 = 3;

/// The longest a grant may last, in months.
const MOST_MONTHS: u32 = 12;

/// How many looks are shown.
const LOOKS_SHOWN: u64 = 100;

/// A grant as somebody wants to give it.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// To whom.
    pub reader: AccountId,
    /// What for.
    pub purpose: String,
    /// Its last day.
    pub until: NaiveDate,
}

/// What has to be mended before a grant can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// No colleague who treats patients here.
    Reader,
    /// No purpose.
    NoPurpose,
    /// A purpose longer than [`LONGEST_PURPOSE`].
    LongPurpose,
    /// A last day that is over.
    Past,
    /// A last day more than a year away.
    Far,
}

/// Somebody a grant can be given to.
#[derive(Clone, Debug)]
pub struct Colleague {
    /// Who.
    pub id: AccountId,
    /// Their name.
    pub name: String,
    /// They lead as well, which whoever lets them in should know.
    pub leads: bool,
}

/// Whom a clinician has let in, and who has let the clinician in.
#[derive(Clone, Debug)]
pub struct Doors {
    /// Colleagues a grant can be given to, by name: those who treat patients here.
    pub colleagues: Vec<Colleague>,
    /// Grants that open the results now, each with the reader's name.
    pub running: Vec<(LearningGrant, String)>,
    /// Grants that are over or taken back, each with the reader's name.
    pub past: Vec<(LearningGrant, String)>,
    /// Who looked, the latest first: name and instant; the latest hundred.
    pub looks: Vec<(String, DateTime<Utc>)>,
    /// Grants by which the clinician may read a colleague's results now, each with the owner's name.
    pub received: Vec<(LearningGrant, String)>,
    /// The last day that is proposed for a grant.
    pub usual: NaiveDate,
    /// The latest last day there can be.
    pub latest: NaiveDate,
}

/// The clinician who acts; `None` for everybody else.
fn clinician(proof: &Proof) -> Option<AccountId> {
    match proof.actor() {
        Actor::Account(account) if proof.grants().allow(Permission::ReadOwnPatients) => Some(account),
        _ => None,
    }
}

/// The last days of a grant given on `today`: the usual one and the latest.
fn last_days(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let after = |months| today.checked_add_months(Months::new(months)).unwrap_or(today);
    // A year from today ends the day before.
    (after(USUAL_MONTHS), after(MOST_MONTHS).pred_opt().unwrap_or(today))
}

/// The actor's own grants, in and out, and who looked. `None` for whoever treats no patients.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Option<Doors>> {
    let Some(account) = clinician(proof) else { return Ok(None) };
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(proof.tenant()).await?.zone, now);
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tenant = tx.tenant();
    let leaders = store::account::list_names_by_role(&mut tx.local(), tenant, Role::Leader).await?;
    let clinicians = store::account::list_names_by_role(&mut tx.local(), tenant, Role::Clinician).await?;
    let colleagues = clinicians
        .into_iter()
        .filter(|(colleague, _)| *colleague != account)
        .map(|(id, name)| Colleague { id, name, leads: leaders.iter().any(|(leader, _)| *leader == id) })
        .collect();
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let name = |wanted: AccountId| {
        names.iter().find(|(id, _)| *id == wanted).map_or_else(String::new, |(_, name)| name.clone())
    };
    let grants = learning::list_grants(&mut tx).await?.into_iter().map(|grant| {
        let reader = name(grant.reader);
        (grant, reader)
    });
    let (running, past) = grants.partition(|(grant, _)| grant.runs_at(now));
    let looks = learning::list_looks(&mut tx, LOOKS_SHOWN).await?;
    let received = learning::list_received(&mut tx).await?;
    let (usual, latest) = last_days(today);
    Ok(Some(Doors {
        colleagues,
        running,
        past,
        looks: looks.into_iter().map(|look| (name(look.reader), look.at)).collect(),
        received: received
            .into_iter()
            .map(|grant| {
                let owner = name(grant.owner);
                (grant, owner)
            })
            .collect(),
        usual,
        latest,
    }))
}

/// Opens the actor's own results for a colleague, from now until the end of the last day. `None` for whoever
/// treats no patients; what has to be mended otherwise.
///
/// # Errors
/// When the database refuses.
pub async fn grant(app: &App, proof: &Proof, new: NewGrant) -> Result<Option<std::result::Result<(), Vec<Wrong>>>> {
    let Some(doors) = list(app, proof).await? else { return Ok(None) };
    let now = app.ambient.now();
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let purpose = new.purpose.trim();
    let mut wrong = Vec::new();
    if !doors.colleagues.iter().any(|colleague| colleague.id == new.reader) {
        wrong.push(Wrong::Reader);
    }
    match purpose.chars().count() {
        0 => wrong.push(Wrong::NoPurpose),
        length if length > LONGEST_PURPOSE => wrong.push(Wrong::LongPurpose),
        _ => {}
    }
    if new.until < local_time::day_of(zone, now) {
        wrong.push(Wrong::Past);
    } else if new.until > doors.latest {
        wrong.push(Wrong::Far);
    }
    if !wrong.is_empty() {
        return Ok(Some(Err(wrong)));
    }
    let (_, until_at) = local_time::day_bounds(zone, new.until);
    let mut tx = app.db.tenant(proof, now, "").await?;
    let id = app.ambient.id();
    let purpose = purpose.to_owned();
    learning::add_grant(&mut tx, &learning::NewGrant { id, reader: new.reader, purpose, until_at }).await?;
    tx.commit().await?;
    Ok(Some(Ok(())))
}

/// Takes a grant of the actor's back. `None` when it is not theirs, or is taken back already.
///
/// # Errors
/// When the database refuses.
pub async fn revoke(app: &App, proof: &Proof, grant: Uuid) -> Result<Option<()>> {
    if clinician(proof).is_none() {
        return Ok(None);
    }
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if !learning::revoke(&mut tx, grant).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some(()))
}
