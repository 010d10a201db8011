//! What a report says, computed from the registry's rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::super::{App, AppError, Result};
use super::options::parse_point;
use crate::domain::access::Permission;
use crate::domain::care::{EpisodeId, SessionState, UnitId};
use crate::domain::change::{self, Norm};
use crate::domain::local_time;
use crate::domain::metric::Metric;
use crate::domain::registry::Fraction;
use crate::domain::registry::course::{Course, Observation, Period, Point};
use crate::domain::registry::outcome::{self, Month, Outcome, Question};
use crate::domain::registry::suppression::LEAST_INSIDE;
use crate::store::report::Subject;
use crate::store::{self, Actor, Proof};

/// Days after an ending in which the last answer may still arrive; until then the episode is not
/// observable, and in no figure.
pub const SETTLE_DAYS: u32 = 21;

/// What a report says. Serializes to what a frozen version keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// The unit's name.
    pub unit: String,
    /// The question that was asked of the rows; with them it gives the same answer again.
    pub question: Question,
    /// Mean and standard deviation taken from the sample, where the norm set asks for them.
    pub sample: Option<Norm>,
    /// The instant the data was read.
    pub data_at: DateTime<Utc>,
    /// Answers whose date an import had to assume.
    pub undated: i64,
    /// The outcome.
    pub outcome: Outcome,
    /// The same by month, over at least the three years up to the end of the period.
    pub months: Vec<Month>,
}

/// Computes a report. `None` when the unit is not there or not the actor's to read.
///
/// Reads rows without a name, in one snapshot, however long it takes; then notes in the audit chain
/// that figures were computed.
///
/// # Errors
/// When the metric is unknown or needs a sample that is not there, or the database refuses.
pub async fn compute(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<Findings>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let definition = app.instruments(&mut tx).await?.definition(&subject.instrument)?;
    let metric = Metric::lookup(&definition.instrument, &subject.scale, &subject.norms).ok_or_else(|| {
        AppError::Refused(format!(
            "{} has no scale \"{}\" with norm set \"{}\"",
            subject.instrument, subject.scale, subject.norms
        ))
    })?;
    let (Some(from), Some(to)) = (parse_point(&subject.first), parse_point(&subject.last)) else {
        return Err(AppError::Refused("a point in time is first, last or a number from 1".to_owned()));
    };
    let tree = store::unit::tree(&mut tx).await?;
    let readable =
        proof.actor() == Actor::Operator || proof.grants().allow_in(Permission::ReadReports, subject.unit, &tree);
    let Some(unit) = tree.lookup(subject.unit).filter(|_| readable) else { return Ok(None) };
    let unit = unit.name.clone();
    let within: Vec<UnitId> = tree.list_within(subject.unit).into_iter().map(|(unit, _)| unit.id).collect();
    let episodes = store::episode::list_by_units(&mut tx, &within).await?;
    let held: BTreeMap<EpisodeId, i64> =
        store::session::count_by_units(&mut tx, &within, SessionState::Held).await?.into_iter().collect();
    let mut scores: BTreeMap<EpisodeId, Vec<Observation>> = BTreeMap::new();
    let since = definition.instrument.comparable_since();
    let (instrument, scale) = (&subject.instrument, &subject.scale);
    for measured in store::response::list_measured(&mut tx, &within, instrument, scale, since).await? {
        let Some(value) = measured.value else { continue };
        scores.entry(measured.episode).or_default().push(Observation {
            on: Some(local_time::day_of(tenancy.zone, measured.answered_at)),
            occasion: measured.occasion.and_then(|occasion| u32::try_from(occasion).ok()),
            value,
        });
    }
    let undated = store::response::count_undated(&mut tx, &within, &subject.instrument).await?;
    drop(tx);
    let courses: Vec<Course> = episodes
        .into_iter()
        .map(|episode| Course {
            id: episode.id.to_string(),
            referred_on: episode.referred_on,
            started_on: episode.started_on,
            ended_on: episode.ended_on,
            end_kind: episode.end_kind,
            sessions_held: held.get(&episode.id).and_then(|n| u32::try_from(*n).ok()).unwrap_or(0),
            scores: scores.remove(&episode.id).unwrap_or_default(),
        })
        .collect();
    let data_date = local_time::day_of(tenancy.zone, now);
    let period = Period::new(subject.from, subject.to)?;
    let sample = if metric.norms.needs_sample() { sample(&courses, period, data_date, from, to) } else { None };
    let rule = metric.rule(sample).map_err(|error| AppError::Refused(error.to_string()))?;
    let question = Question { period, data_date, settle_days: SETTLE_DAYS, minimum_sessions: 0, from, to, rule };
    let findings = Findings {
        unit,
        sample,
        data_at: now,
        undated,
        outcome: outcome::outcome(&courses, &question)?,
        months: months(&courses, question)?,
        question,
    };
    let mut tx = app.db.tenant(proof, now, "").await?;
    tx.note(
        store::audit::Act::Report,
        format_args!("unit:{}", subject.unit),
        &format!("{} {} {} {} to {}", subject.instrument, subject.scale, subject.norms, subject.from, subject.to),
    );
    tx.commit().await?;
    Ok(Some(findings))
}

/// Months drawn over time, whatever the period of the figures: own development comes first, and twelve
/// months are few for the runs rules.
const MONTHS_DRAWN: u32 = 36;

/// The months that are drawn, from the first in which an episode ended.
fn months(courses: &[Course], question: Question) -> Result<Vec<Month>> {
    let last = question.period.last();
    let from = last.checked_sub_months(Months::new(MONTHS_DRAWN)).and_then(|day| day.succ_opt());
    let first = from.unwrap_or(last).min(question.period.first());
    let drawn = Question { period: Period::new(first, last)?, ..question };
    let months = outcome::by_month(courses, &drawn, LEAST_INSIDE)?;
    Ok(months.into_iter().skip_while(|month| month.ended == 0).collect())
}

/// Mean and standard deviation of the first measurement among the complete pairs of the period.
fn sample(courses: &[Course], period: Period, data_date: NaiveDate, from: Point, to: Point) -> Option<Norm> {
    let pairs: Vec<_> = courses
        .iter()
        .filter(|course| course.is_settled(data_date, SETTLE_DAYS))
        .filter(|course| course.started_on.is_some() && course.ended_on.is_some_and(|day| period.contains(day)))
        .map(|course| {
            let pair = course.pair(from, to, data_date);
            (pair.from, pair.to)
        })
        .collect();
    change::sample_norms(&pairs)
}

impl Findings {
    /// The findings as JSON with every share and category that rests on fewer than ten taken out: what
    /// may be shown inside the service.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn to_json(&self) -> Result<serde_json::Value> {
        let mut value = serde_json::to_value(self)
            .map_err(|error| AppError::Broken(format!("the report cannot be written: {error}")))?;
        let few = |share: Fraction| share.denominator() < LEAST_INSIDE;
        let outcome = &self.outcome;
        let mut hide = |pointer: &str| {
            if let Some(found) = value.pointer_mut(pointer) {
                *found = serde_json::Value::Null;
            }
        };
        if few(outcome.coverage.share) {
            hide("/outcome/coverage");
        }
        for (index, by_end) in outcome.coverage.by_end.iter().enumerate() {
            if few(by_end.share) {
                hide(&format!("/outcome/coverage/by_end/{index}/share"));
            }
        }
        if outcome.categories.total() < LEAST_INSIDE {
            hide("/outcome/categories");
        }
        let rates = &outcome.rates;
        for (name, rate) in [
            ("improvement", Some(rates.improvement)),
            ("deterioration", Some(rates.deterioration)),
            ("recovery", rates.recovery),
        ] {
            if rate.is_some_and(|rate| few(rate.completers())) {
                hide(&format!("/outcome/rates/{name}"));
            }
        }
        Ok(value)
    }
}
