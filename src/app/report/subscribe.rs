//! Drafts by e-mail: whoever wants it is written a link when a quarter is over and settled.
//!
//! The link names no unit and no measure, and opens nothing by itself: whoever follows it signs in. Where the answers
//! of a quarter may still come in, there is nothing to read yet: the link goes [`SETTLE_DAYS`] days after its end.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::super::deliver::{LEASE, MOST_ATTEMPTS, Outcome, wait};
use super::super::{App, Result, Tenancy};
use super::{SETTLE_DAYS, settled};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{Channel, TenantId};
use crate::domain::local_time;
use crate::domain::registry::course::Period;
use crate::store::report::Subject;
use crate::store::report_subscription::{self as wishes, Subscription, Telling};
use crate::store::{self, Actor, Proof, StoreError};

/// How long a wish waits whose owner has no address any more.
const WITHOUT_ADDRESS: TimeDelta = TimeDelta::hours(24);

/// The period of the draft that is the latest on a day: four whole quarters, all settled.
fn latest(day: NaiveDate) -> Period {
    Period::last_four_quarters(settled(day, SETTLE_DAYS))
}

/// The day from which the next link goes: the last quarter has been over for [`SETTLE_DAYS`] days.
fn next_day(day: NaiveDate) -> NaiveDate {
    let told = latest(day).last();
    let quarter = told
        .succ_opt()
        .map_or(told, |first| Period::new(first, first).map_or(first, |one| one.whole_quarters().last()));
    quarter.checked_add_days(Days::new(u64::from(SETTLE_DAYS) + 1)).unwrap_or(quarter)
}

fn same(a: &Subject, b: &Subject) -> bool {
    let about = |one: &Subject| [&one.instrument, &one.scale, &one.norms, &one.first, &one.last].map(String::clone);
    a.unit == b.unit && about(a) == about(b)
}

/// What a reader of a report can have sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailing {
    /// The organisation sends e-mail.
    pub sends: bool,
    /// The reader has an address.
    pub address: bool,
    /// The wish, when there is one.
    pub wish: Option<Uuid>,
    /// The day the next link goes.
    pub next: NaiveDate,
}

fn sends(app: &App, tenancy: &Tenancy) -> bool {
    tenancy.channels(app).contains(&Channel::Email)
}

/// What the actor can have sent of the report about `subject`, whatever its period.
///
/// # Errors
/// When the database refuses.
pub async fn mailing(app: &App, proof: &Proof, subject: &Subject) -> Result<Mailing> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let next = next_day(local_time::day_of(tenancy.zone, now));
    let Actor::Account(account) = proof.actor() else {
        return Ok(Mailing { sends: false, address: false, wish: None, next });
    };
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let own = wishes::list_of(&mut tx, account).await?;
    let wish = own.iter().find(|one| same(&one.subject, subject)).map(|one| one.id);
    let account = store::account::lookup(&mut tx.local(), account).await?;
    let address = account.is_some_and(|account| account.email.is_some());
    Ok(Mailing { sends: sends(app, &tenancy), address, wish, next })
}

/// Notes that the actor wants a link to every new draft. `false` when the unit is not there or not the actor's to
/// read, there is no address, or the organisation sends no e-mail. Asked for twice, it is one wish.
///
/// # Errors
/// When the database refuses.
pub async fn subscribe(app: &App, proof: &Proof, subject: &Subject) -> Result<bool> {
    let Actor::Account(by) = proof.actor() else { return Ok(false) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let there =
        tree.lookup(subject.unit).is_some() && proof.grants().allow_in(Permission::ReadReports, subject.unit, &tree);
    let account = store::account::lookup(&mut tx.local(), by).await?;
    if !there || !sends(app, &tenancy) || account.is_none_or(|account| account.email.is_none()) {
        return Ok(false);
    }
    let told = latest(local_time::day_of(tenancy.zone, now));
    let wish = Subscription {
        id: app.ambient.id(),
        account: by,
        subject: Subject { from: told.first(), to: told.last(), ..subject.clone() },
        since: now,
        telling: Telling { attempts: 0, next_at: now, reason: String::new() },
    };
    match wishes::add(&mut tx, &wish).await {
        Ok(()) => tx.commit().await?,
        Err(StoreError::Conflict(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(true)
}

/// A wish as its owner sees it.
#[derive(Clone, Debug)]
pub struct OwnWish {
    /// The wish.
    pub wish: Subscription,
    /// The unit's name; empty when it is gone.
    pub unit: String,
    /// The measure; `None` when the program does not have it any more.
    pub definition: Option<&'static Definition>,
}

/// The actor's own wishes, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list_wishes(app: &App, proof: &Proof) -> Result<Vec<OwnWish>> {
    let Actor::Account(account) = proof.actor() else { return Ok(Vec::new()) };
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let own = wishes::list_of(&mut tx, account).await?;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let tree = store::unit::tree(&mut tx).await?;
    let instruments = app.instruments(&mut tx).await?;
    let shown = own.into_iter().map(|wish| OwnWish {
        unit: tree.lookup(wish.subject.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        definition: instruments.definition(&wish.subject.instrument).ok(),
        wish,
    });
    Ok(shown.collect())
}

/// Where a link leads: what the actor's own wish is about, with the period told of last. `None` when it is not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn open_wish(app: &App, proof: &Proof, id: Uuid) -> Result<Option<Subject>> {
    let Actor::Account(account) = proof.actor() else { return Ok(None) };
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let own = wishes::list_of(&mut tx, account).await?;
    Ok(own.into_iter().find(|one| one.id == id).map(|one| one.subject))
}

/// Takes the actor's own wish away. Gives whether there was one.
///
/// # Errors
/// When the database refuses.
pub async fn unsubscribe(app: &App, proof: &Proof, id: Uuid) -> Result<bool> {
    let Actor::Account(account) = proof.actor() else { return Ok(false) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let was = wishes::remove(&mut tx, account, id, "by its owner").await?;
    if was {
        tx.commit().await?;
    }
    Ok(was)
}

/// A link that was taken, to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDraft {
    /// The wish.
    pub id: Uuid,
    /// The letter's own id, the same at every try: a mail program that gets it twice shows it once.
    pub letter: Uuid,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// Where to.
    pub address: String,
    /// The link.
    pub url: String,
    /// Where whoever gets it can say that they want no more.
    pub stop: String,
    /// The language to write in.
    pub language: String,
    before: (NaiveDate, NaiveDate),
    period: (NaiveDate, NaiveDate),
}

/// An id for the letter of one wish about the quarters that end on a day: another for every quarter, and no row of its
/// own to keep it in.
fn letter_id(wish: Uuid, to: NaiveDate) -> Uuid {
    let day = u128::from(to.signed_duration_since(NaiveDate::default()).num_days().unsigned_abs());
    Uuid::from_u128(wish.as_u128() ^ day)
}

/// Takes the links that are to be sent now, at most `limit`; none outside the hours of sending. A wish of somebody
/// who may not read the unit's reports any more is taken away.
///
/// # Errors
/// When the database refuses.
pub async fn claim_drafts(app: &App, tenant: TenantId, limit: u64) -> Result<Vec<DueDraft>> {
    let now = app.ambient.now();
    let tenancy = app.tenancy(tenant).await?;
    if !sends(app, &tenancy) || tenancy.sending_hours().next(tenancy.zone, now) != now {
        return Ok(Vec::new());
    }
    let period = latest(local_time::day_of(tenancy.zone, now));
    let period = (period.first(), period.last());
    let proof = Proof::scheduler(tenant);
    if wishes::list_due(&mut app.db.tenant_snapshot(&proof, now).await?, period.1, 1).await?.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = app.db.tenant(&proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let mut due = Vec::new();
    for wish in wishes::list_due(&mut tx, period.1, limit).await? {
        let (seen, before) = (wish.telling.attempts, (wish.subject.from, wish.subject.to));
        let account = store::account::lookup(&mut tx.local(), wish.account).await?.filter(|account| account.active);
        let grants = store::account::grants(&mut tx.local(), tenant, wish.account).await?;
        let Some(account) = account.filter(|_| grants.allow_in(Permission::ReadReports, wish.subject.unit, &tree))
        else {
            wishes::remove(&mut tx, wish.account, wish.id, "may not read the reports any more").await?;
            continue;
        };
        let Some(address) = account.email else {
            let telling =
                Telling { attempts: seen, next_at: now + WITHOUT_ADDRESS, reason: "there is no address".to_owned() };
            wishes::set_telling(&mut tx, wish.id, seen, &telling, before).await?;
            continue;
        };
        let telling = Telling { attempts: seen + 1, next_at: now + LEASE, reason: wish.telling.reason };
        wishes::set_telling(&mut tx, wish.id, seen, &telling, before).await?;
        due.push(DueDraft {
            id: wish.id,
            letter: letter_id(wish.id, period.1),
            attempt: seen + 1,
            address,
            url: format!("{}/report/mail/{}", app.base_url, wish.id),
            stop: format!("{}/account#report-mail", app.base_url),
            language: account.language,
            before,
            period,
        });
    }
    tx.commit().await?;
    Ok(due)
}

/// Writes down what became of a link that was taken. What was given up is not tried again for this quarter; the owner
/// sees why.
///
/// # Errors
/// When the database refuses: then it is sent again after its lease.
pub async fn record_draft(app: &App, tenant: TenantId, due: &DueDraft, outcome: &Outcome) -> Result<()> {
    let now = app.ambient.now();
    let over = |reason: String| (Telling { attempts: 0, next_at: now, reason }, due.period);
    let (telling, period) = match outcome {
        Outcome::Sent { .. } => over(String::new()),
        Outcome::Never(why) => over(why.clone()),
        Outcome::Later(why) if due.attempt >= MOST_ATTEMPTS => {
            over(format!("given up after {} tries: {why}", due.attempt))
        }
        Outcome::Later(why) => {
            let [chance] = app.ambient.bytes::<1>();
            let next_at: DateTime<Utc> = now + wait(due.attempt, chance);
            (Telling { attempts: due.attempt, next_at, reason: why.clone() }, due.before)
        }
    };
    let mut tx = app.db.tenant(&Proof::scheduler(tenant), now, "").await?;
    wishes::set_telling(&mut tx, due.id, due.attempt, &telling, period).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The calendar's own edges: the draft of a quarter is the latest from the 22nd day after its end.
    #[test]
    fn a_quarter_is_told_of_when_it_is_settled() {
        for (today, last, next) in [
            ("2026-01-21", "2025-09-30", "2026-01-22"),
            ("2026-01-22", "2025-12-31", "2026-04-22"),
            ("2026-04-21", "2025-12-31", "2026-04-22"),
            ("2026-04-22", "2026-03-31", "2026-07-22"),
            ("2026-12-31", "2026-09-30", "2027-01-22"),
        ] {
            assert_eq!((latest(day(today)).last(), next_day(day(today))), (day(last), day(next)), "{today}");
        }
    }
}
