//! The rows of one unit, read from the store table by table and put together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::app::{App, AppError, Result};
use crate::domain::care::{EpisodeId, RequestId, ResponseId, SessionId, UnitId};
use crate::domain::instrument::{Answer, Answers, Instrument};
use crate::domain::metric::Metric;
use crate::domain::quality::burden::{self, Use};
use crate::domain::quality::data::{self, Data};
use crate::domain::quality::rows::{Appointment, Asked, Episode, Form, General, Service, Year};
use crate::store::quality::Given;
use crate::store::{self, TenantTx};

/// Where something stands in its episode.
type Place = (EpisodeId, usize);

/// A unit with everything below it, and what its data and their use are like.
pub(super) struct Rows {
    pub(super) service: Service,
    /// The ids of the service's episodes, in their order.
    pub(super) ids: Vec<EpisodeId>,
    pub(super) data: Data,
    pub(super) uses: Use,
}

/// Reads a unit's rows.
pub(super) async fn read(app: &App, tx: &mut TenantTx, units: &[UnitId], year: Year) -> Result<Rows> {
    let zone = app.tenancy(tx.tenant()).await?.zone;
    let since = year.first();
    let mut episodes: BTreeMap<EpisodeId, Episode> = store::episode::list_by_units(tx, units)
        .await?
        .into_iter()
        .filter(|episode| episode.ended_on.is_none_or(|ended| ended >= since))
        .map(|episode| (episode.id, bare(&episode, year)))
        .collect();
    let sessions = add_appointments(tx, units, (zone, year), &mut episodes).await?;
    let moments = add_asked(tx, units, (zone, year), &mut episodes).await?;
    let given = store::quality::list_given(tx, units, since).await?;
    let instruments = app.instruments(tx).await?;
    let newest = |id: &str| instruments.newest(id).map(|asked| &asked.definition.instrument);
    let chosen = general(&given, newest);
    let values: HashMap<ResponseId, f64> = match &chosen {
        Some((general, scale, version)) => {
            let of = (general.instrument.as_str(), scale.as_str(), *version);
            store::quality::list_values(tx, units, since, of).await?.into_iter().collect()
        }
        None => HashMap::new(),
    };
    let mixed = mixed(&given, newest);
    let mut flat: HashMap<ResponseId, bool> = HashMap::new();
    for (response, instrument, version, answers) in store::quality::list_answers(tx, units, since, &mixed).await? {
        let Ok(definition) = instruments.version(app.catalogue, &instrument, version) else { continue };
        if let Some(same) = data::same_throughout(&definition.instrument, &parse(response, &answers)?) {
            flat.insert(response, same);
        }
    }
    let reported: BTreeSet<String> = store::quality::list_reported(tx, units).await?.into_iter().collect();
    for one in given {
        // Later than the twelve months: not known when they ended. Without a day: not known when at all.
        if !one.dated || local(zone, one.answered_at).date() > year.last() {
            continue;
        }
        let Some(episode) = episodes.get_mut(&one.episode) else { continue };
        episode.forms.push(Form {
            moment: one
                .request
                .and_then(|request| moments.get(&request))
                .and_then(|(_, at)| episode.asked.get(*at).map(|asked| asked.moment)),
            appointment: one.session.and_then(|session| sessions.get(&session)).map(|(_, at)| *at),
            at: local(zone, one.answered_at),
            mode: one.mode,
            value: values.get(&one.id).copied(),
            same_throughout: flat.get(&one.id).copied(),
            instrument: one.instrument,
        });
    }
    let general = chosen.map(|(general, ..)| general);
    let (ids, episodes) = episodes.into_iter().unzip();
    let service = Service { period: year, general, episodes };
    let data = data::data(&service);
    let minutes = |id: &str| newest(id).map_or(0.0, |instrument| instrument.minutes);
    let mut read_elsewhere = reported;
    read_elsewhere.extend(service.general.as_ref().map(|general| general.instrument.clone()));
    let uses = burden::uses(&service, minutes, &read_elsewhere);
    Ok(Rows { service, ids, data, uses })
}

fn local(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// An episode without what happened in it, as it stood on the last of the twelve months.
fn bare(episode: &crate::domain::care::Episode, year: Year) -> Episode {
    let ended_on = episode.ended_on.filter(|ended| *ended <= year.last());
    Episode {
        referred_on: episode.referred_on,
        ended_on,
        end_kind: episode.end_kind.filter(|_| ended_on.is_some()),
        problem: episode.problem,
        course: episode.course,
        appointments: Vec::new(),
        asked: Vec::new(),
        forms: Vec::new(),
    }
}

async fn add_appointments(
    tx: &mut TenantTx,
    units: &[UnitId],
    (zone, year): (Tz, Year),
    episodes: &mut BTreeMap<EpisodeId, Episode>,
) -> Result<HashMap<SessionId, Place>> {
    let since = year.first();
    let uses: HashMap<SessionId, (Option<DateTime<Utc>>, Option<bool>)> = store::quality::list_uses(tx, units, since)
        .await?
        .into_iter()
        .map(|(session, opened, discussed)| (session, (opened, discussed)))
        .collect();
    let mut places = HashMap::new();
    for session in store::quality::list_appointments(tx, units, since).await? {
        let starts_at = local(zone, session.starts_at);
        let Some(episode) = episodes.get_mut(&session.episode).filter(|_| starts_at.date() <= year.last()) else {
            continue;
        };
        places.insert(session.id, (session.episode, episode.appointments.len()));
        let (opened, discussed) = uses.get(&session.id).copied().unwrap_or_default();
        episode.appointments.push(Appointment {
            starts_at,
            minutes: session.minutes,
            state: session.state,
            kind: session.kind,
            opened_at: opened.map(|at| local(zone, at)),
            discussed,
        });
    }
    Ok(places)
}

async fn add_asked(
    tx: &mut TenantTx,
    units: &[UnitId],
    (zone, year): (Tz, Year),
    episodes: &mut BTreeMap<EpisodeId, Episode>,
) -> Result<HashMap<RequestId, Place>> {
    let mut places = HashMap::new();
    for asked in store::quality::list_asked(tx, units, year.first()).await? {
        let opens_at = local(zone, asked.opens_at);
        let Some(episode) = episodes.get_mut(&asked.episode).filter(|_| opens_at.date() <= year.last()) else {
            continue;
        };
        places.insert(asked.id, (asked.episode, episode.asked.len()));
        let (moment, instruments, state) = (asked.moment, asked.instruments, asked.state);
        episode.asked.push(Asked { moment, instruments, opens_at, state });
    }
    Ok(places)
}

/// The measure most forms are of, with its scale and the version from which it is comparable; among equals the last
/// by name. Only what has a cut-off by figures that need no sample.
fn general<'i>(given: &[Given], newest: impl Fn(&str) -> Option<&'i Instrument>) -> Option<(General, String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for one in given {
        *counts.entry(&one.instrument).or_default() += 1;
    }
    let readable = |(id, n): (&str, u32)| {
        let instrument = newest(id)?;
        let with_cutoff = |metric: &Metric<'_>| metric.rule(None).is_ok_and(|rule| rule.cutoff().is_some());
        let metric = Metric::list(instrument).find(with_cutoff)?;
        let rule = metric.rule(None).ok()?;
        let general = General { instrument: id.to_owned(), rule, range: metric.scale.range };
        Some(((n, id.to_owned()), (general, metric.scale.id.clone(), instrument.comparable_since())))
    };
    counts.into_iter().filter_map(readable).max_by(|one, other| one.0.cmp(&other.0)).map(|(_, general)| general)
}

/// The instruments of which the same answer throughout says something: some questions run the other way.
fn mixed<'i>(given: &[Given], newest: impl Fn(&str) -> Option<&'i Instrument>) -> Vec<String> {
    let ids: BTreeSet<&str> = given.iter().map(|one| one.instrument.as_str()).collect();
    let is_mixed = |id: &&str| {
        newest(id).is_some_and(|instrument| instrument.scales.iter().any(|scale| !scale.reverse.is_empty()))
    };
    ids.into_iter().filter(is_mixed).map(str::to_owned).collect()
}

fn parse(response: ResponseId, answers: &str) -> Result<Answers> {
    let values: BTreeMap<String, Option<f64>> = serde_json::from_str(answers)
        .map_err(|error| AppError::Broken(format!("the answers of response {response} do not read: {error}")))?;
    Ok(values.into_iter().filter_map(|(item, value)| Some((item, Answer::Value(value?)))).collect())
}
