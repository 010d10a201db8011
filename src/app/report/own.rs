//! What an indicator comes to in one unit: the written definition, and not a second reading of it, applied to the
//! unit's own episodes.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::super::{App, AppError, Result};
use super::findings;
use super::seen::{self, Basis, SETTLE_DAYS, Seen, settled};
use crate::catalogue::indicators::{self, IndicatorDefinition};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::indicator::figure::LeftOut;
use crate::domain::indicator::{Figure, Frame, Indicator, Part, Read, answered, figure};
use crate::domain::metric::Metric;
use crate::domain::registry::comparison::By;
use crate::domain::registry::course::{self, Course, Dated, Period};
use crate::store::report::Subject;
use crate::store::unit_results::Division;
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
    /// What it is never shown without, and is read from another form: a page of its own.
    pub elsewhere: Vec<&'static IndicatorDefinition>,
    /// The one that was asked for, month by month over at least the three years up to the end of the period, from the
    /// first with a value. Empty of one that has no value in a month.
    pub months: Vec<OwnMonth>,
}

/// An indicator in one calendar month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnMonth {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How many are counted; 0 where there is no value: for some definitions, how many is itself a result.
    pub n: u32,
    /// The share, or the mean; `None` of too few.
    pub value: Option<f64>,
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
    for read in &indicator.reads {
        let scale = seen::Read {
            instrument: &read.instrument,
            part: read.part.clone(),
            with_sessions: beside(definition, dated)?.iter().any(|one| one.indicator.needs_sessions()),
        };
        let Some(seen) = Seen::read(app, proof, (unit, Permission::ReadReports), scale).await? else { return Ok(None) };
        let days = indicator.settles_after().max(SETTLE_DAYS);
        let usual = Period::last_four_quarters(settled(seen.data_date, days));
        let judging = Judging { app, seen: &seen, read };
        let basis = judging.basis(indicator, (dated, days))?;
        let period = seen.cuts(app, proof, (unit, &basis)).await?.nearest(usual).unwrap_or(usual);
        let has_none = |place: &usize| seen.courses.get(*place).is_none_or(|one| one.scores.is_empty());
        let unused = seen.places(unit).iter().all(has_none);
        let mut reading = OwnReading {
            read: read.clone(),
            period,
            unused,
            figures: Vec::new(),
            elsewhere: Vec::new(),
            months: Vec::new(),
        };
        match seen.open(app, proof, (unit, &basis, period)).await {
            Ok(open) if judging.tells(&open, &basis) => reading.unused = false,
            Ok(open) => {
                for one in beside(definition, dated)? {
                    match judging.frame(&one.indicator, period)? {
                        Some(_) => reading.figures.push(judging.count(one, &open, period)?),
                        None => reading.elsewhere.push(one),
                    }
                }
                // Months of other patients than the report's would be pieces to lay beside its quarters and groups.
                if basis.main.as_ref().is_none_or(|main| basis.resting.iter().all(|rests| rests == main)) {
                    reading.months = judging.months(indicator, &open, period)?;
                }
                let what = format!("indicator {}: ", indicator.id);
                findings::note(app, proof, &what, &subject(unit, read, period), seen.now).await?;
            }
            Err(AppError::Withheld) => reading.unused = false,
            Err(error) => return Err(error),
        }
        readings.push(reading);
    }
    Ok(Some(readings))
}

/// Where several rules of the denominator read what was answered, how many they left out together, without a rule: each
/// by itself would say more of the answers than the figure does.
fn folded(indicator: &Indicator, left_out: Vec<LeftOut>) -> Vec<LeftOut> {
    let reads =
        |out: &LeftOut| indicator.denominator.iter().any(|rule| rule.name == out.rule && rule.what.reads_scores());
    let (reading, mut others): (Vec<_>, Vec<_>) = left_out.into_iter().partition(reads);
    match reading.as_slice() {
        [] | [_] => others.extend(reading),
        several => others.push(LeftOut { rule: String::new(), n: several.iter().map(|out| out.n).sum() }),
    }
    others
}

fn subject(unit: UnitId, read: &Read, period: Period) -> Subject {
    Subject {
        unit,
        instrument: read.instrument.clone(),
        scale: read.part.name(),
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

/// Definitions about one scale, applied to every episode of the organisation: whose a figure is depends on all.
struct Judging<'a> {
    app: &'a App,
    seen: &'a Seen,
    read: &'a Read,
}

impl Judging<'_> {
    /// How one definition asks here; `None` where it does not ask about this scale.
    fn frame(&self, indicator: &Indicator, period: Period) -> Result<Option<Frame>> {
        // What it is always shown with may name the same form with another norm set.
        let same = |read: &&Read| read.instrument == self.read.instrument && read.part == self.read.part;
        let Some(read) = indicator.reads.iter().find(same) else { return Ok(None) };
        let at = (period, self.seen.data_date);
        indicators::frame(self.app.catalogue, read, at).map(Some).map_err(AppError::Broken)
    }

    /// What a definition may know of the episode in a place: what was answered long after the ending, where it looks for
    /// that.
    fn course(&self, indicator: &Indicator, place: usize) -> Option<&Course> {
        if indicator.follows_up() {
            self.seen.rows.all().get(place).map(|row| &row.course)
        } else {
            self.seen.courses.get(place)
        }
    }

    /// Whose a definition's figures are: by themselves, and beside those of the report, where that is read from the same
    /// scale, and the episodes belong to a period by their ending as there.
    fn basis(&self, indicator: &Indicator, (dated, days): (Dated, u32)) -> Result<Basis> {
        let is_reported = match &self.read.part {
            Part::Scale(scale) => {
                Metric::list(&self.seen.definition.instrument).any(|metric| metric.scale.id == *scale)
            }
            _ => false,
        };
        let main =
            (is_reported && dated == Dated::Ended).then(|| self.seen.paired(course::Point::First, course::Point::Last));
        let sets = self.resting(indicator)?;
        // The last is of those who answered all. What it leaves of the report's is told by its left-out rows, or by
        // taking the one from the other; where it leaves nothing, what the report's leaves of it.
        let apart = main.as_ref().zip(sets.last()).map(|(main, all)| {
            let without = seen::left(main, all);
            if without.contains(&true) { without } else { seen::left(all, main) }
        });
        Ok(Basis::of((dated, days), sets.into_iter().chain(apart), main))
    }

    /// Whether what a definition counts and what the report's figures of the same scale count leave something of few of
    /// each other.
    fn tells(&self, open: &OpenUnit, basis: &Basis) -> bool {
        let Some(main) = &basis.main else { return false };
        let group = |by: By| {
            let mut parts: Division<&str> = Division::new();
            let reported = self.seen.courses.iter().enumerate().filter(|(place, _)| main.get(*place) == Some(&true));
            for (place, course) in reported {
                if let Some(code) = by.code_of(course) {
                    parts.entry(code).or_default().push(place);
                }
            }
            parts
        };
        let groups: Vec<_> = By::ALL.iter().map(|by| group(*by)).collect();
        basis.resting.iter().filter(|rests| *rests != main).any(|rests| open.tells_beside(rests, main, &groups))
    }

    /// Whose answers each rule of a definition rests on, whatever the period and whatever they answered: who is asked in
    /// which form is known to colleagues, and what patients answer is not.
    fn resting(&self, indicator: &Indicator) -> Result<Vec<Vec<bool>>> {
        let ever = Period::new(NaiveDate::MIN, self.seen.data_date)?;
        let Some(frame) = self.frame(indicator, ever)? else { return Ok(Vec::new()) };
        let all: Vec<_> = (0..self.seen.courses.len())
            .map(|place| answered(indicator, self.course(indicator, place)?, &frame))
            .map(Option::unwrap_or_default)
            .collect();
        let rules = all.iter().map(Vec::len).max().unwrap_or(0);
        Ok((0..rules).map(|rule| all.iter().map(|one| one.get(rule) == Some(&true)).collect()).collect())
    }

    /// The same month by month. The door was opened with all that the definition rests on, so that what it says of
    /// months is said of this.
    fn months(&self, indicator: &Indicator, open: &OpenUnit, period: Period) -> Result<Vec<OwnMonth>> {
        let drawn = findings::drawn(period)?;
        let mut courses: BTreeMap<NaiveDate, Vec<Course>> = BTreeMap::new();
        for place in self.seen.places(open.unit()) {
            let Some(course) = self.course(indicator, place) else { continue };
            let day = match indicator.dated() {
                Some(Dated::Started) => course.started_on,
                _ => course.ended_on,
            };
            let month = day.filter(|day| drawn.contains(*day) && open.has_month(*day)).and_then(|day| day.with_day(1));
            if let Some(month) = month {
                courses.entry(month).or_default().push(course.clone());
            }
        }
        let mut months = Vec::new();
        for month in drawn.months() {
            let Some(frame) = self.frame(indicator, month)? else { break };
            let here = courses.remove(&month.first()).unwrap_or_default();
            let found = figure(indicator, &here, &frame)?;
            let value = found.share.map_or(found.mean.map(|mean| mean.value), |share| share.completers().value());
            let value = value.filter(|_| found.counted >= indicator.small.none_below);
            months.push(OwnMonth { month: month.first(), n: value.map_or(0, |_| found.counted), value });
        }
        let begun = months.iter().position(|month| month.value.is_some()).unwrap_or(months.len());
        Ok(months.split_off(begun))
    }

    /// Counts, and hides what rests on too few.
    fn count(&self, definition: &'static IndicatorDefinition, open: &OpenUnit, period: Period) -> Result<Own> {
        let indicator = &definition.indicator;
        let none = Own { definition, figure: None };
        let Some(frame) = self.frame(indicator, period)? else { return Ok(none) };
        let places = self.seen.places(open.unit());
        let courses: Vec<Course> = places.iter().filter_map(|place| self.course(indicator, *place)).cloned().collect();
        let found = figure(indicator, &courses, &frame)?;
        let Some(dated) = indicator.dated() else { return Ok(none) };
        let basis = self.basis(indicator, (dated, 0))?;
        let is_open = basis.resting.iter().all(|rests| open.shows(rests)) && !self.tells(open, &basis);
        let shown = found.counted >= indicator.small.none_below && is_open;
        let left_out = folded(indicator, found.left_out);
        Ok(Own { figure: shown.then_some(Figure { left_out, ..found }), ..none })
    }
}
