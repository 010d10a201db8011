//! History from a CSV file: everything is checked before anything is written, and the same file again
//! changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::{App, AppError, Result, Tenancy, enrol};
use crate::catalogue::Definition;
use crate::domain::care::{
    Course, Device, EndKind, Episode, EpisodeId, Identity, Mode, PersonId, Problem, Provenance, Respondent, ResponseId,
    Timing, UnitId,
};
use crate::domain::local_time;
use crate::domain::scoring;
use crate::interop::csv::{self, Measurement, Rejected};
use crate::interop::mapping::Mapping;
use crate::store::audit::Act;
use crate::store::response::{Response, Score};
use crate::store::{self, Proof, TenantTx};

/// What an import found and did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Rows in the file.
    pub rows: usize,
    /// Scores written.
    pub accepted: usize,
    /// Scores that were there already, or stand twice in the file with the same value.
    pub duplicates: usize,
    /// Rows without any score: nothing to write, and nothing wrong.
    pub empty: usize,
    /// Rows that cannot be taken.
    pub rejected: Vec<Rejected>,
    /// Patients made.
    pub persons: usize,
    /// Scores whose date is assumed.
    pub assumed_dates: usize,
    /// Nothing was written, because rows were rejected and skipping them was not asked for.
    pub refused: bool,
}

/// One score to be written.
struct Entry {
    line: u64,
    column: String,
    person: String,
    key: String,
    definition: &'static Definition,
    scale: String,
    value: f64,
    band: Option<String>,
    measurement: usize,
}

/// Imports a file into a unit. `progress` hears how many of how many scores are written.
///
/// # Errors
/// When the file does not read, names an unknown instrument, or the database refuses. Nothing is
/// written then.
pub async fn run(
    app: &App,
    proof: &Proof,
    unit: UnitId,
    bytes: &[u8],
    mapping: &Mapping,
    skip_rejected: bool,
    mut progress: impl FnMut(usize, usize),
) -> Result<Summary> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let definitions = definitions(app, mapping)?;
    let rows = csv::read(bytes, mapping).map_err(|error| AppError::Refused(error.to_string()))?;
    let mut summary = Summary { rows: rows.len(), ..Summary::default() };
    let mut measurements = Vec::new();
    for row in rows {
        match row {
            Ok(measurement) => measurements.push(measurement),
            Err(rejected) => summary.rejected.push(rejected),
        }
    }
    let entries = entries(&tenancy, mapping, &definitions, &measurements, &mut summary);
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if store::unit::tree(&mut tx).await?.lookup(unit).is_none() {
        return Err(AppError::Refused("the unit is not there".to_owned()));
    }
    let entries = without_known(&mut tx, entries, &mut summary).await?;
    if !summary.rejected.is_empty() && !skip_rejected {
        summary.refused = true;
        return Ok(summary);
    }
    if entries.is_empty() {
        return Ok(summary);
    }
    tx.note(Act::Import, format_args!("unit:{unit}"), &format!("{} {} scores", mapping.source, entries.len()));
    let episodes =
        episodes(app, &tenancy, &mut tx, (unit, &mapping.source), &entries, &measurements, &mut summary).await?;
    let total = entries.len();
    for some in entries.chunks(2000) {
        let mut responses = Vec::with_capacity(some.len());
        for entry in some {
            let Some(measurement) = measurements.get(entry.measurement) else { continue };
            let Some((person, episode)) = episodes.get(&entry.person) else { continue };
            summary.assumed_dates += usize::from(!measurement.dated);
            responses.push(response(app, &tenancy, entry, measurement, *person, *episode));
        }
        summary.accepted += responses.len();
        app.add_responses(&mut tx, &responses).await?;
        progress(summary.accepted, total);
    }
    tx.commit().await?;
    Ok(summary)
}

fn definitions(app: &App, mapping: &Mapping) -> Result<Vec<&'static Definition>> {
    mapping
        .score
        .iter()
        .map(|score| {
            let definition = app.catalogue.definition(&score.instrument).ok_or_else(|| {
                let known: Vec<_> = app.catalogue.definitions().map(|known| known.instrument.id.as_str()).collect();
                AppError::Refused(format!(
                    "column \"{}\": there is no instrument \"{}\"; there is: {}",
                    score.column,
                    score.instrument,
                    known.join(", ")
                ))
            })?;
            if definition.instrument.scale(&score.scale).is_none() {
                let known: Vec<_> = definition.instrument.scales.iter().map(|scale| scale.id.as_str()).collect();
                return Err(AppError::Refused(format!(
                    "column \"{}\": {} has no scale \"{}\"; it has: {}",
                    score.column,
                    score.instrument,
                    score.scale,
                    known.join(", ")
                )));
            }
            Ok(definition)
        })
        .collect()
}

fn entries(
    tenancy: &Tenancy,
    mapping: &Mapping,
    definitions: &[&'static Definition],
    measurements: &[Measurement],
    summary: &mut Summary,
) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen: BTreeMap<String, f64> = BTreeMap::new();
    for (place, measurement) in measurements.iter().enumerate() {
        summary.empty += usize::from(measurement.scores.is_empty());
        for (index, value) in &measurement.scores {
            let (Some(column), Some(definition)) = (mapping.score.get(*index), definitions.get(*index)) else {
                continue;
            };
            let reject = |message: String| Rejected { line: measurement.line, column: column.column.clone(), message };
            let band = if let Ok(score) = scoring::imported(&definition.instrument, &column.scale, *value) {
                score.band().map(str::to_owned)
            } else {
                let range = definition.instrument.scale(&column.scale).map_or((0.0, 0.0), |scale| scale.range);
                let message = format!(
                    "{value} is not a score of {}, which runs from {} to {}",
                    column.instrument, range.0, range.1
                );
                summary.rejected.push(reject(message));
                continue;
            };
            let when = measurement.occasion.map_or_else(|| measurement.on.to_string(), |occasion| occasion.to_string());
            let text =
                format!("{}\n{}\n{}\n{}\n{when}", mapping.source, measurement.person, column.instrument, column.scale);
            let key = data_encoding::HEXLOWER.encode(&tenancy.key.external_mac(&text));
            match seen.get(&key) {
                Some(before) if (before - value).abs() < 1e-9 => {
                    summary.duplicates += 1;
                    continue;
                }
                Some(before) => {
                    let message = format!("{value}, but an earlier row has {before} for the same person and time");
                    summary.rejected.push(reject(message));
                    continue;
                }
                None => seen.insert(key.clone(), *value),
            };
            entries.push(Entry {
                line: measurement.line,
                column: column.column.clone(),
                person: measurement.person.clone(),
                key,
                definition,
                scale: column.scale.clone(),
                value: *value,
                band,
                measurement: place,
            });
        }
    }
    entries
}

/// Leaves out what is there already. A different value for the same person and time is refused:
/// history is not written over.
async fn without_known(tx: &mut TenantTx, entries: Vec<Entry>, summary: &mut Summary) -> Result<Vec<Entry>> {
    let keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    let known: BTreeMap<String, Option<f64>> =
        store::response::find_by_import_key(tx, &keys).await?.into_iter().collect();
    let mut fresh = Vec::with_capacity(entries.len());
    for entry in entries {
        match known.get(&entry.key) {
            None => fresh.push(entry),
            Some(Some(before)) if (before - entry.value).abs() > 1e-9 => summary.rejected.push(Rejected {
                line: entry.line,
                column: entry.column,
                message: format!("{}, but {before} was imported before for the same person and time", entry.value),
            }),
            Some(_) => summary.duplicates += 1,
        }
    }
    Ok(fresh)
}

/// Patient and episode of everybody in the file; those who are new are made.
async fn episodes(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    (unit, source): (UnitId, &str),
    entries: &[Entry],
    measurements: &[Measurement],
    summary: &mut Summary,
) -> Result<BTreeMap<String, (PersonId, EpisodeId)>> {
    let people: BTreeSet<&str> = entries.iter().map(|entry| entry.person.as_str()).collect();
    let mut spans: BTreeMap<&str, (NaiveDate, NaiveDate, &Measurement)> = BTreeMap::new();
    for measurement in measurements.iter().filter(|one| people.contains(one.person.as_str())) {
        let span = spans.entry(&measurement.person).or_insert((measurement.on, measurement.on, measurement));
        span.0 = span.0.min(measurement.on);
        span.1 = span.1.max(measurement.on);
    }
    // Two sources may both have a "patient 1".
    let number = |person: &str| format!("{source}/{person}");
    let macs: Vec<Vec<u8>> = spans.keys().map(|person| tenancy.key.external_mac(&number(person))).collect();
    let known: BTreeMap<Vec<u8>, PersonId> = store::person::find_by_external(tx, &macs).await?.into_iter().collect();
    let persons: Vec<PersonId> = known.values().copied().collect();
    let mut of_person: BTreeMap<PersonId, Episode> = BTreeMap::new();
    for episode in store::episode::list_by_persons(tx, &persons).await? {
        if episode.unit == unit {
            of_person.insert(episode.person, episode);
        }
    }
    let mut found = BTreeMap::new();
    let (mut new_persons, mut new_episodes) = (Vec::new(), Vec::new());
    for (external, (first, last, measurement)) in spans {
        let person = if let Some(id) = known.get(&tenancy.key.external_mac(&number(external))) {
            *id
        } else {
            let identity = Identity {
                given: String::new(),
                family: external.to_owned(),
                birth_date: None,
                phone: None,
                external: Some(number(external)),
                email: None,
                protected: false,
            };
            let mut new = enrol::seal(app, tenancy, &identity, measurement.sex, "nb");
            // Only the year follows from an age, and only about.
            new.person.birth_year = measurement.age.map(|age| i64::from(measurement.on.year()) - age);
            let id = new.person.id;
            new_persons.push(new);
            id
        };
        let episode = if let Some(episode) = of_person.get_mut(&person) {
            let ended = episode.ended_on.map_or(last, |ended| ended.max(last));
            let started = episode.started_on.map_or(first, |started| started.min(first));
            if (episode.started_on, episode.ended_on) != (Some(started), Some(ended)) {
                episode.started_on = Some(started);
                episode.ended_on = Some(ended);
                episode.end_kind = episode.end_kind.or(Some(EndKind::Unknown));
                store::episode::set_course(tx, episode).await?;
            }
            episode.id
        } else {
            let id = EpisodeId(app.ambient.id());
            new_episodes.push(Episode {
                id,
                person,
                unit,
                referred_on: first,
                started_on: Some(first),
                ended_on: Some(last),
                end_kind: Some(EndKind::Unknown),
                problem: Problem::Unknown,
                course: Course::Unknown,
            });
            id
        };
        found.insert(external.to_owned(), (person, episode));
    }
    summary.persons = new_persons.len();
    store::person::add_many(tx, &new_persons).await?;
    store::episode::add_many(tx, &new_episodes).await?;
    Ok(found)
}

fn response(
    app: &App,
    tenancy: &Tenancy,
    entry: &Entry,
    measurement: &Measurement,
    person: PersonId,
    episode: EpisodeId,
) -> (Response, Vec<Score>) {
    let instrument = &entry.definition.instrument;
    let id = ResponseId(app.ambient.id());
    // Noon, so that the day stays the day in every zone nearby.
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or(NaiveTime::MIN);
    let response = Response {
        id,
        request: None,
        episode,
        person,
        session: None,
        instrument: instrument.id.clone(),
        version: i64::from(instrument.version),
        provenance: Provenance {
            respondent: instrument.answered_by.first().copied().unwrap_or(Respondent::Patient),
            mode: Mode::Import,
            device: Device::Unknown,
            timing: Timing::Unscheduled,
            language: String::new(),
        },
        wording_hash: String::new(),
        started_at: None,
        answered_at: local_time::instant(tenancy.zone, measurement.on.and_time(noon)),
        dated: measurement.dated,
        occasion: measurement.occasion.map(i64::from),
        answers: "{}".to_owned(),
        text_sealed: None,
        import_key: Some(entry.key.clone()),
        revision: 1,
    };
    let score = Score {
        response: id,
        scale: entry.scale.clone(),
        value: Some(entry.value),
        band: entry.band.clone(),
        reason: None,
        unanswered: 0,
    };
    (response, vec![score])
}
