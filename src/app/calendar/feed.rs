//! Calendars that are read again and again.
//!
//! The address of a feed often is its only secret, so it is sealed and never shown. Asking for it is the
//! caller's: [`poll`] is given a function that fetches, and no transaction is open meanwhile.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{App, AppError, Result, administer};
use super::{Reach, Report, Source, take};
use crate::domain::care::UnitId;
use crate::interop::calendar::{Format, Mapping};
use crate::store::calendar::Feed;
use crate::store::{self, Proof, StoreError};

/// Fewest and most minutes between two readings.
pub const MINUTES: std::ops::RangeInclusive<i64> = 5..=1440;

/// A new feed.
#[derive(Clone, Debug)]
pub struct NewFeed {
    /// What the source is called.
    pub source: String,
    /// The unit whose patients' appointments it holds.
    pub unit: UnitId,
    /// Its address: https.
    pub url: String,
    /// The mapping file, as it was written; may be empty.
    pub mapping: String,
    /// Minutes from one reading to the next.
    pub every_minutes: i64,
}

/// A feed without its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// What the source is called.
    pub source: String,
    /// The unit.
    pub unit: UnitId,
    /// The host it is asked of.
    pub host: String,
    /// Minutes from one reading to the next.
    pub every_minutes: i64,
    /// When it was last read.
    pub read_at: Option<DateTime<Utc>>,
    /// What came of the last try.
    pub outcome: String,
}

/// The host of an address, when it is one that may be asked: https, a name with a dot, no user name, no port
/// but 443. A number in place of a name would go round the list of allowed hosts.
///
/// # Errors
/// What is wrong with it.
pub fn host(url: &str) -> std::result::Result<&str, &'static str> {
    let rest = url.strip_prefix("https://").ok_or("the address must begin with https://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("the address must not hold a user name; put the secret in the path");
    }
    let host = authority.strip_suffix(":443").unwrap_or(authority);
    let well_formed = host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && host.len() <= 253
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-');
    // Of a name the last part is never a number; resolvers read 127.1 as an address.
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    if !well_formed || is_number || host.parse::<IpAddr>().is_ok() {
        return Err("the address must name a host, such as calendar.example.no, and port 443");
    }
    Ok(host)
}

/// Whether an allow-list has this host: by its name, or by `*.` and what its name ends with.
#[must_use]
pub fn is_allowed(host: &str, allowed: &[String]) -> bool {
    allowed.iter().any(|rule| match rule.strip_prefix("*.") {
        Some(ending) => {
            let before = host.len().checked_sub(ending.len());
            before.is_some_and(|at| {
                host.get(at..).is_some_and(|own| own.eq_ignore_ascii_case(ending))
                    && host.get(..at).is_some_and(|own| own.ends_with('.'))
            })
        }
        None => rule.eq_ignore_ascii_case(host),
    })
}

/// Adds a feed.
///
/// # Errors
/// [`AppError::Refused`] when its address, mapping or interval is not well formed, the unit is not there, or
/// the source has a feed.
pub async fn add(app: &App, proof: &Proof, new: NewFeed) -> Result<()> {
    let refused = |what: String| Err(AppError::Refused(what));
    if let Err(what) = host(&new.url) {
        return refused(what.to_owned());
    }
    check_name(&new.source)?;
    if let Err(error) = Mapping::parse(&new.mapping) {
        return refused(format!("the mapping, {error}"));
    }
    if !MINUTES.contains(&new.every_minutes) {
        return refused(format!("every {} minutes; 5 to 1440 are possible", new.every_minutes));
    }
    let units = administer::list_units(app, proof.tenant()).await?;
    if !units.iter().any(|(unit, _)| unit.id == new.unit) {
        return refused("the unit is not there; see `lytt tenant units`".to_owned());
    }
    let tenancy = app.tenancy(proof.tenant()).await?;
    let id = app.ambient.id();
    let feed = Feed {
        id,
        unit: new.unit,
        mapping: new.mapping,
        url_sealed: tenancy.key.seal_setting(&app.ambient, "calendar_feed", id, &new.url),
        every_minutes: new.every_minutes,
        tried_at: None,
        read_at: None,
        outcome: String::new(),
        source: new.source,
    };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    match store::calendar::add_feed(&mut tx, &feed).await {
        Err(StoreError::Conflict(_)) => {
            return refused(format!("the source \"{}\" has a feed; remove that first", feed.source));
        }
        other => other?,
    }
    Ok(tx.commit().await?)
}

/// Refuses a source's name that could not be typed or told apart.
///
/// # Errors
/// What to mend.
pub fn check_name(source: &str) -> Result<()> {
    let well_formed = (1..=60).contains(&source.len())
        && source.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-');
    if well_formed {
        return Ok(());
    }
    Err(AppError::Refused(format!("the source \"{source}\" may hold only a-z, 0-9 and hyphens, at most 60")))
}

/// The tenant's feeds.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Vec<Listed>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let feeds = store::calendar::list_feeds(&mut tx).await?;
    let mut listed = Vec::with_capacity(feeds.len());
    for feed in feeds {
        let url = tenancy.key.open_setting("calendar_feed", feed.id, &feed.url_sealed)?;
        listed.push(Listed {
            host: host(&url).unwrap_or("?").to_owned(),
            source: feed.source,
            unit: feed.unit,
            every_minutes: feed.every_minutes,
            read_at: feed.read_at,
            outcome: feed.outcome,
        });
    }
    Ok(listed)
}

/// Reads a feed no more. `None` when there is none of that source.
///
/// # Errors
/// When the database refuses.
pub async fn remove(app: &App, proof: &Proof, source: &str) -> Result<Option<()>> {
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let feeds = store::calendar::list_feeds(&mut tx).await?;
    let Some(feed) = feeds.into_iter().find(|feed| feed.source == source) else { return Ok(None) };
    store::calendar::remove_feed(&mut tx, feed.id).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Reads every feed of a tenant whose time has come. `fetch` is given an address whose host is in `allowed`
/// and gives the bytes, or why there are none; it must follow no redirect and ask no private address.
///
/// # Errors
/// When the database refuses. What goes wrong with one feed is its outcome and stops no other.
pub async fn poll<F>(app: &App, proof: &Proof, allowed: &[String], fetch: F) -> Result<Vec<(String, Outcome)>>
where
    F: AsyncFn(&str) -> std::result::Result<Vec<u8>, String>,
{
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let feeds = {
        let mut tx = app.db.tenant_snapshot(proof, now).await?;
        store::calendar::list_feeds(&mut tx).await?
    };
    let is_due = |feed: &Feed| feed.tried_at.is_none_or(|tried| tried + TimeDelta::minutes(feed.every_minutes) <= now);
    let mut outcomes = Vec::new();
    for feed in feeds.into_iter().filter(is_due) {
        let url = tenancy.key.open_setting("calendar_feed", feed.id, &feed.url_sealed)?;
        let outcome = match fetch_allowed(&url, allowed, &fetch).await {
            Ok(bytes) => read(app, proof, &feed, bytes).await,
            Err(why) => Err(why),
        };
        let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
        let told = match &outcome {
            Ok(report) => report.to_string(),
            Err(why) => why.clone(),
        };
        // Somebody may have removed it meanwhile.
        if store::calendar::list_feeds(&mut tx).await?.iter().any(|known| known.id == feed.id) {
            store::calendar::set_feed_outcome(&mut tx, feed.id, outcome.is_ok(), &told).await?;
            tx.commit().await?;
        }
        outcomes.push((feed.source, outcome));
    }
    Ok(outcomes)
}

/// What came of one feed: its report, or why it was not read.
pub type Outcome = std::result::Result<Report, String>;

async fn fetch_allowed<F>(url: &str, allowed: &[String], fetch: &F) -> std::result::Result<Vec<u8>, String>
where
    F: AsyncFn(&str) -> std::result::Result<Vec<u8>, String>,
{
    let host = host(url)?;
    if !is_allowed(host, allowed) {
        return Err(format!("{host} is not among the hosts that may be asked"));
    }
    fetch(url).await
}

async fn read(app: &App, proof: &Proof, feed: &Feed, bytes: Vec<u8>) -> Outcome {
    let mapping = Mapping::parse(&feed.mapping).map_err(|error| format!("the mapping, {error}"))?;
    let source = Source { name: feed.source.clone(), unit: feed.unit, mapping };
    let format = match bytes.trim_ascii_start().first() {
        Some(b'{') => Format::Fhir,
        _ => Format::Ics,
    };
    match take(app, proof, &source, format, bytes, Reach::default()).await {
        Ok(report) => Ok(report),
        Err(AppError::Refused(what)) => Err(what),
        Err(_) => Err("it could not be taken in: the database refused".to_owned()),
    }
}
