//! What an indicator comes to in one unit: the written definition, and not a second reading of it, applied to the
//! unit's own episodes.

use super::super::{App, AppError, Result};
use super::findings::{self, Gathered};
use crate::catalogue::indicators::{self, IndicatorDefinition};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::indicator::{Figure, Read, figure, judge};
use crate::domain::local_time;
use crate::domain::registry::course::{Dated, Period};
use crate::store::report::Subject;
use crate::store::{OpenUnit, Proof};

/// The figure of one definition.
#[derive(Clone, Debug)]
pub struct Own {
    /// The definition.
    pub definition: &'static IndicatorDefinition,
    /// What it comes to; `None` where it would rest on fewer patients than the definition lets be shown, or on fewer
    /// than three clinicians.
    pub figure: Option<Figure>,
}

/// What is read from one form.
#[derive(Clone, Debug)]
pub struct OwnReading {
    /// What it is read from.
    pub read: Read,
    /// The last four whole quarters, or the nearest period that may be seen.
    pub period: Period,
    /// Nobody here has answered it.
    pub unused: bool,
    /// The figures: the one that was asked for, then what it is never shown without. Empty where nothing may be seen.
    pub figures: Vec<Own>,
}

/// What an indicator comes to in a unit, by each form that it can be read from. `None` when the unit is not there or
/// not the actor's to read.
///
/// # Errors
/// When the database refuses.
pub async fn own(
    app: &App,
    proof: &Proof,
    unit: UnitId,
    definition: &'static IndicatorDefinition,
) -> Result<Option<Vec<OwnReading>>> {
    let indicator = &definition.indicator;
    let Some(dated) = indicator.dated() else { return Ok(Some(Vec::new())) };
    let mut readings = Vec::new();
    // The answers to single questions are not kept as scores; `lytt compute indicator` reads them from the tables.
    for read in indicator.reads.iter().filter(|read| !read.is_question) {
        let zone = app.tenancy(proof.tenant()).await?.zone;
        let days = indicator.settles_after();
        let today = local_time::day_of(zone, app.ambient.now());
        let usual = Period::last_four_quarters(findings::settled(today, days));
        let mut subject = subject(unit, read, usual);
        let basis = (dated, if indicator.needs_two_scores() { 2 } else { 1 }, days);
        let Some(cuts) = findings::cuts_of(app, proof, (&subject, basis)).await? else { return Ok(None) };
        let period = cuts.nearest(usual).unwrap_or(usual);
        (subject.from, subject.to) = (period.first(), period.last());
        let mut reading = OwnReading { read: read.clone(), period, unused: false, figures: Vec::new() };
        match findings::open(app, proof, (&subject, basis), Permission::ReadReports).await {
            Ok(Some(open)) => {
                let Some(gathered) = findings::gather(app, proof, &open, &subject).await? else { return Ok(None) };
                reading.unused = gathered.courses.iter().all(|course| course.scores.is_empty());
                for one in beside(definition, dated)? {
                    let own = counted(app, one, &reading, (&open, &gathered))?;
                    reading.figures.push(own);
                }
                let what = format!("indicator {}: ", indicator.id);
                findings::note(app, proof, &what, &subject, gathered.now).await?;
            }
            Err(AppError::Withheld) => {}
            Ok(None) => return Ok(None),
            Err(error) => return Err(error),
        }
        readings.push(reading);
    }
    Ok(Some(readings))
}

fn subject(unit: UnitId, read: &Read, period: Period) -> Subject {
    Subject {
        unit,
        instrument: read.instrument.clone(),
        scale: read.scale.clone(),
        norms: read.norms.clone().unwrap_or_default(),
        first: "first".to_owned(),
        last: "last".to_owned(),
        from: period.first(),
        to: period.last(),
    }
}

/// The definition, those it is never shown without, and its coverage, as far as they are about the same episodes.
fn beside(definition: &'static IndicatorDefinition, dated: Dated) -> Result<Vec<&'static IndicatorDefinition>> {
    let known = indicators::embedded().map_err(|error| AppError::Broken(error.to_string()))?;
    let mut found = vec![definition];
    for id in definition.indicator.always_with.iter().chain([&definition.indicator.missing.coverage]) {
        let Some(one) = known.get(id).filter(|one| one.indicator.dated() == Some(dated)) else { continue };
        if found.iter().all(|other| other.indicator.id != *id) {
            found.push(one);
        }
    }
    Ok(found)
}

/// Counts, and hides what rests on too few.
fn counted(
    app: &App,
    definition: &'static IndicatorDefinition,
    reading: &OwnReading,
    (open, gathered): (&OpenUnit, &Gathered),
) -> Result<Own> {
    let indicator = &definition.indicator;
    // What it is always shown with may name the same form with another norm set.
    let same = |read: &&Read| (&read.instrument, &read.scale) == (&reading.read.instrument, &reading.read.scale);
    let Some(read) = indicator.reads.iter().find(same) else { return Ok(Own { definition, figure: None }) };
    let at = (reading.period, gathered.data_date);
    let frame = indicators::frame(app.catalogue, read, at).map_err(AppError::Broken)?;
    let found = figure(indicator, &gathered.courses, &frame)?;
    let both = gathered.courses.iter().zip(&gathered.episodes);
    let those = both.filter(|(course, _)| judge(indicator, course, &frame).counted).map(|(_, episode)| *episode);
    let shown = found.counted >= indicator.small.none_below && !open.is_of_few(&those.collect::<Vec<_>>());
    Ok(Own { definition, figure: shown.then_some(found) })
}
