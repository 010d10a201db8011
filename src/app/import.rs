//! History from a CSV file: everything is checked before anything is written, and the same file again
//! changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

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
use crate::store::person::NewPerson;
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

/// About how many scores are written in one transaction: few enough that whoever sends answers meanwhile
/// hardly waits, and that memory does not grow with the file.
const AT_ONCE: usize = 1000;

/// How long others are let in between two transactions. Another program that waits for the lock of an
/// SQLite file looks for it only so often.
const PAUSE: Duration = Duration::from_millis(20);

/// Imports a file into a unit. `progress` hears how many of how many scores are written.
///
/// Everything is checked before anything is written. Then it is written a thousand scores at a time, each
/// person whole; whatever stops it in the middle leaves what is written so far, and the same file again
/// writes the rest.
///
/// # Errors
/// When the file does not read, names an unknown instrument, or the database refuses.
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
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    if store::unit::tree(&mut tx).await?.lookup(unit).is_none() {
        return Err(AppError::Refused("the unit is not there".to_owned()));
    }
    let entries = without_known(&mut tx, entries, &mut summary).await?;
    drop(tx);
    if !summary.rejected.is_empty() && !skip_rejected {
        summary.refused = true;
        return Ok(summary);
    }
    let mut spans: BTreeMap<&str, Span<'_>> = BTreeMap::new();
    for measurement in &measurements {
        let span = spans.entry(&measurement.person).or_insert(Span::of(measurement));
        span.first = span.first.min(measurement.on);
        span.last = span.last.max(measurement.on);
    }
    let total = entries.len();
    let place = Place { app, tenancy: &tenancy, proof, unit, source: &mapping.source };
    for some in portions(entries) {
        let written = place.write(&some, &spans, &measurements, &mut summary).await;
        written.map_err(|error| stopped(error, summary.accepted, total))?;
        progress(summary.accepted, total);
        if summary.accepted < total {
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(summary)
}

/// What stopped an import, and what to do.
fn stopped(error: AppError, written: usize, total: usize) -> AppError {
    if written == 0 {
        return error;
    }
    AppError::Broken(format!(
        "{error}; {written} of {total} scores are written, and the same file again writes the rest"
    ))
}

/// Scores in portions of about [`AT_ONCE`]; nobody's are divided.
fn portions(entries: Vec<Entry>) -> Vec<Vec<Entry>> {
    let mut people: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        people.entry(entry.person.clone()).or_default().push(entry);
    }
    let mut found = Vec::new();
    let mut portion: Vec<Entry> = Vec::new();
    for own in people.into_values() {
        portion.extend(own);
        if portion.len() >= AT_ONCE {
            found.push(std::mem::take(&mut portion));
        }
    }
    found.extend(Some(portion).filter(|portion| !portion.is_empty()));
    found
}

/// When somebody was measured, first and last.
#[derive(Clone, Copy)]
struct Span<'a> {
    first: NaiveDate,
    last: NaiveDate,
    /// The row that says what is known of the person.
    row: &'a Measurement,
}

impl<'a> Span<'a> {
    const fn of(row: &'a Measurement) -> Self {
        Self { first: row.on, last: row.on, row }
    }
}

/// Where a file goes.
struct Place<'a> {
    app: &'a App,
    tenancy: &'a Tenancy,
    proof: &'a Proof,
    unit: UnitId,
    source: &'a str,
}

impl Place<'_> {
    /// Writes one portion.
    async fn write(
        &self,
        entries: &[Entry],
        spans: &BTreeMap<&str, Span<'_>>,
        measurements: &[Measurement],
        summary: &mut Summary,
    ) -> Result<()> {
        let mut tx = self.app.db.tenant(self.proof, self.app.ambient.now(), "").await?;
        tx.note(Act::Import, format_args!("unit:{}", self.unit), &format!("{} {} scores", self.source, entries.len()));
        let people: BTreeSet<&str> = entries.iter().map(|entry| entry.person.as_str()).collect();
        let (episodes, fresh) = self.episodes(&mut tx, &people, spans).await?;
        let (mut responses, mut assumed) = (Vec::with_capacity(entries.len()), 0);
        for entry in entries {
            let Some(measurement) = measurements.get(entry.measurement) else { continue };
            let Some((person, episode)) = episodes.get(&entry.person) else { continue };
            assumed += usize::from(!measurement.dated);
            responses.push(response(self.app, self.tenancy, entry, measurement, *person, *episode));
        }
        self.app.add_responses(&mut tx, &responses).await?;
        tx.commit().await?;
        summary.accepted += responses.len();
        summary.assumed_dates += assumed;
        summary.persons += fresh;
        Ok(())
    }

    /// Patient and episode of some people; those who are new are made, and counted.
    async fn episodes(
        &self,
        tx: &mut TenantTx,
        people: &BTreeSet<&str>,
        spans: &BTreeMap<&str, Span<'_>>,
    ) -> Result<(BTreeMap<String, (PersonId, EpisodeId)>, usize)> {
        // Two sources may both have a "patient 1".
        let number = |person: &str| format!("{}/{person}", self.source);
        let macs: Vec<Vec<u8>> = people.iter().map(|person| self.tenancy.key.external_mac(&number(person))).collect();
        let known: BTreeMap<Vec<u8>, PersonId> =
            store::person::find_by_external(tx, &macs).await?.into_iter().collect();
        let persons: Vec<PersonId> = known.values().copied().collect();
        let mut of_person: BTreeMap<PersonId, Episode> = BTreeMap::new();
        for episode in store::episode::list_by_persons(tx, &persons).await? {
            if episode.unit == self.unit {
                of_person.insert(episode.person, episode);
            }
        }
        let mut found = BTreeMap::new();
        let (mut new_persons, mut new_episodes) = (Vec::new(), Vec::new());
        for (external, mac) in people.iter().zip(macs) {
            let Some(span) = spans.get(external) else { continue };
            let person = if let Some(id) = known.get(&mac) {
                *id
            } else {
                let new = self.person(external, number(external), span.row);
                let id = new.person.id;
                new_persons.push(new);
                id
            };
            let episode = if let Some(episode) = of_person.get_mut(&person) {
                let ended = episode.ended_on.map_or(span.last, |ended| ended.max(span.last));
                let started = episode.started_on.map_or(span.first, |started| started.min(span.first));
                if (episode.started_on, episode.ended_on) != (Some(started), Some(ended)) {
                    episode.started_on = Some(started);
                    episode.ended_on = Some(ended);
                    episode.end_kind = episode.end_kind.or(Some(EndKind::Unknown));
                    store::episode::set_course(tx, episode).await?;
                }
                episode.id
            } else {
                let id = EpisodeId(self.app.ambient.id());
                new_episodes.push(Episode {
                    id,
                    person,
                    unit: self.unit,
                    referred_on: span.first,
                    started_on: Some(span.first),
                    ended_on: Some(span.last),
                    end_kind: Some(EndKind::Unknown),
                    problem: Problem::Unknown,
                    course: Course::Unknown,
                });
                id
            };
            found.insert((*external).to_owned(), (person, episode));
        }
        store::person::add_many(tx, &new_persons).await?;
        store::episode::add_many(tx, &new_episodes).await?;
        Ok((found, new_persons.len()))
    }

    /// A new patient, of whom a file knows little.
    fn person(&self, external: &str, number: String, row: &Measurement) -> NewPerson {
        let identity = Identity {
            given: String::new(),
            family: external.to_owned(),
            birth_date: None,
            phone: None,
            external: Some(number),
            email: None,
            protected: false,
        };
        let mut new = enrol::seal(self.app, self.tenancy, &identity, row.sex, "nb");
        // Only the year follows from an age, and only about.
        new.person.birth_year = row.age.map(|age| i64::from(row.on.year()) - age);
        new
    }
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
