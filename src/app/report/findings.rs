//! What a report says, computed from the registry's rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::super::{App, AppError, Result};
use super::options::parse_point;
use super::seen::{Basis, Read, SETTLE_DAYS, Seen, at};
use crate::catalogue::{CatalogueError, indicators};
use crate::domain::access::Permission;
use crate::domain::change::{self, Norm};
use crate::domain::indicator::Shown;
use crate::domain::metric::Metric;
use crate::domain::registry::Fraction;
use crate::domain::registry::comparison::{self, By, Comparison, Whole};
use crate::domain::registry::course::{Course, Period, Point};
use crate::domain::registry::cuts::Cuts;
use crate::domain::registry::months::{self, Month};
use crate::domain::registry::outcome::{self, Outcome, Question};
use crate::domain::registry::spread::{self, Spread};
use crate::domain::registry::suppression::LEAST_INSIDE;
use crate::store::audit::Act;
use crate::store::report::Subject;
use crate::store::unit_results::Division;
use crate::store::{self, Actor, OpenUnit, Proof, TenantTx};

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
    /// Open to this reader alone, by the grants of the few clinicians whose results these are.
    #[serde(default)]
    pub lent: bool,
    /// The outcome.
    pub outcome: Outcome,
    /// Where the pairs lie.
    #[serde(default)]
    pub spread: Spread,
    /// The same by month, over at least the three years up to the end of the period.
    pub months: Vec<Month>,
    /// The written definitions that the figures are, as they were; none between other points than first and last.
    #[serde(default)]
    pub definitions: Vec<Defined>,
}

/// Which definition, in which version, a figure is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defined {
    /// The figure.
    pub figure: Shown,
    /// The indicator's id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// SHA-256 of its files.
    pub fingerprint: String,
}

/// The definitions of a report's figures. They speak of the first and the last score.
fn defined(from: Point, to: Point) -> Result<Vec<Defined>> {
    if (from, to) != (Point::First, Point::Last) {
        return Ok(Vec::new());
    }
    let broken = |error: CatalogueError| AppError::Broken(error.to_string());
    let mut found = Vec::new();
    for figure in Shown::ALL {
        if let Some(one) = indicators::of_figure(*figure).map_err(broken)? {
            found.push(Defined {
                figure: *figure,
                id: one.indicator.id.clone(),
                version: one.indicator.version,
                fingerprint: one.fingerprint.clone(),
            });
        }
    }
    Ok(found)
}

/// The points in time of a report.
fn points(subject: &Subject) -> Result<(Point, Point)> {
    parse_point(&subject.first)
        .zip(parse_point(&subject.last))
        .ok_or_else(|| AppError::Refused("a point in time is first, last or a number from 1".to_owned()))
}

/// Where the time of a unit may be cut for the actor, by the metric of a report. `None` when the unit is not there or
/// not the actor's to read.
///
/// # Errors
/// When a point is none, or the database refuses.
pub async fn cuts(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<Cuts>> {
    let (from, to) = points(subject)?;
    let Some(seen) = see(app, proof, subject, Permission::ReadReports).await? else { return Ok(None) };
    match Basis::change(&seen, from, to) {
        Ok(basis) => seen.cuts(app, proof, (subject.unit, &basis)).await.map(Some),
        // Whoever opens it is told.
        Err(AppError::Withheld) => Ok(Some(Cuts::default())),
        Err(error) => Err(error),
    }
}

async fn see(app: &App, proof: &Proof, subject: &Subject, need: Permission) -> Result<Option<Seen>> {
    Seen::read(app, proof, (subject.unit, need), (subject.instrument.as_str(), subject.scale.as_str()).into()).await
}

/// From which of some results that were kept the actor could take what colleagues have let them read, and have those of
/// fewer than three others.
pub(in crate::app) async fn list_shut(
    app: &App,
    tx: &mut TenantTx,
    actor: Actor,
    kept: &[Subject],
) -> Result<Vec<bool>> {
    if store::learning::list_received(tx).await?.is_empty() {
        return Ok(vec![false; kept.len()]);
    }
    let tree = store::unit::tree(tx).await?;
    let mut shut = Vec::with_capacity(kept.len());
    for subject in kept {
        let (from, to) = points(subject)?;
        let seen =
            Seen::read_in(app, tx, tree.clone(), (subject.instrument.as_str(), subject.scale.as_str()).into()).await?;
        let Ok(basis) = Basis::change(&seen, from, to) else {
            shut.push(true);
            continue;
        };
        let asked = (seen.results(subject.unit, &basis), Period::new(subject.from, subject.to)?);
        let left = store::unit_results::list_left(tx, &[asked]).await?;
        shut.push(left.iter().flatten().any(|owner| actor != Actor::Account(*owner)));
    }
    Ok(shut)
}

/// Notes in the audit chain that figures were computed, or rows taken out.
pub(super) async fn note(app: &App, proof: &Proof, what: &str, subject: &Subject, now: DateTime<Utc>) -> Result<()> {
    let mut tx = app.db.tenant(proof, now, "").await?;
    tx.note(
        Act::Report,
        format_args!("unit:{}", subject.unit),
        &format!("{what}{} {} {} {} to {}", subject.instrument, subject.scale, subject.norms, subject.from, subject.to),
    );
    Ok(tx.commit().await?)
}

/// The rows behind a report, without a name: what every figure of it can be recomputed from. `None` when the unit is
/// not there. For the operator alone: rows leave the service only with the whole registry.
///
/// # Errors
/// When the instrument is unknown, the rows are of fewer than three clinicians, or the database refuses.
pub async fn rows(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<Vec<Course>>> {
    if proof.actor() != Actor::Operator {
        return Ok(None);
    }
    let (from, to) = points(subject)?;
    // Whoever recomputes from them may ask about the sessions too.
    let read = Read { with_sessions: true, ..(subject.instrument.as_str(), subject.scale.as_str()).into() };
    let seen = Seen::read(app, proof, (subject.unit, Permission::ReadReports), read).await?;
    let Some(seen) = seen else { return Ok(None) };
    let opened = Period::new(subject.from, subject.to)?;
    seen.open(app, proof, (subject.unit, &Basis::change(&seen, from, to)?, opened)).await?;
    let (mut rows, now) = (at(&seen.courses, &seen.places(subject.unit)), seen.now);
    note(app, proof, "rows taken out: ", subject, now).await?;
    // New ids each time: an episode's own stands in addresses, and two lists could be laid together by it.
    // They rise in the order they are given, so rows are given them by referral and not as they came.
    // The door was opened to a period. Of other episodes the rows say that they were, and nothing that was answered.
    for course in rows.iter_mut().filter(|course| course.ended_on.is_none_or(|day| !opened.contains(day))) {
        course.scores.clear();
    }
    rows.sort_by_key(|course| (course.referred_on, course.ended_on));
    for course in &mut rows {
        course.id = app.ambient.id().simple().to_string();
    }
    Ok(Some(rows))
}

/// Computes a report. `None` when the unit is not there or not the actor's to read. Notes in the audit chain that
/// figures were computed.
///
/// # Errors
/// When the metric is unknown or needs a sample that is not there, the results are of fewer than three clinicians who
/// have not all let the reader in, or the database refuses.
pub async fn compute(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<Findings>> {
    compute_with(app, proof, subject, Permission::ReadReports).await
}

/// The same for whoever may do `need` there, of which nothing is shown before what is small is hidden.
pub(in crate::app) async fn compute_to_share(
    app: &App,
    proof: &Proof,
    subject: &Subject,
    need: Permission,
) -> Result<Option<Findings>> {
    match compute_with(app, proof, subject, need).await? {
        // What few clinicians lend one reader goes nowhere.
        Some(findings) if findings.lent => Err(AppError::Withheld),
        found => Ok(found),
    }
}

async fn compute_with(app: &App, proof: &Proof, subject: &Subject, need: Permission) -> Result<Option<Findings>> {
    let (from, to) = points(subject)?;
    let Some(seen) = see(app, proof, subject, need).await? else { return Ok(None) };
    let (period, basis) = (Period::new(subject.from, subject.to)?, Basis::change(&seen, from, to)?);
    let open = seen.open(app, proof, (subject.unit, &basis, period)).await?;
    let places = seen.places(subject.unit);
    let courses = at(&seen.courses, &places);
    let Seen { definition, data_date, now, .. } = seen;
    let metric = Metric::lookup(&definition.instrument, &subject.scale, &subject.norms).ok_or_else(|| {
        AppError::Refused(format!(
            "{} has no scale \"{}\" with norm set \"{}\"",
            subject.instrument, subject.scale, subject.norms
        ))
    })?;
    let sample = if metric.norms.needs_sample() { sample(&courses, period, data_date, from, to) } else { None };
    let rule = metric.rule(sample).map_err(|error| AppError::Refused(error.to_string()))?;
    let question = Question { period, data_date, settle_days: SETTLE_DAYS, minimum_sessions: 0, from, to, rule };
    let mut outcome = outcome::outcome(&courses, &question)?;
    outcome.comparison = groups(&courses, &question, (&open, &places), &outcome)?;
    let findings = Findings {
        unit: seen.tree.lookup(subject.unit).map_or_else(String::new, |unit| unit.name.clone()),
        sample,
        data_at: now,
        undated: seen.undated(&places),
        outcome,
        spread: spread::spread(&courses, &question)?,
        months: drawn_months(&courses, question, &open)?,
        lent: open.is_lent(),
        definitions: defined(from, to)?,
        question,
    };
    note(app, proof, "", subject, now).await?;
    Ok(Some(findings))
}

/// Who is heard from, by group and by how they began, without what fewer than three clinicians treated; of the report's
/// period or, where that is not made of whole calendar years, of the last such year. `places` are those of the courses.
fn groups(
    courses: &[Course],
    question: &Question,
    beside: (&OpenUnit, &[usize]),
    found: &Outcome,
) -> Result<Comparison> {
    let Some(period) = beside.0.years_for_parts(question.period) else {
        return Ok(Comparison { groups: Vec::new(), start: None, ..found.comparison.clone() });
    };
    let asked = Question { period, ..*question };
    let mut comparison = found.comparison.clone();
    if period != question.period {
        let of = outcome::outcome(courses, &asked)?;
        let rates = &of.rates;
        let whole = Whole {
            period,
            share: of.coverage.share,
            improved: rates.improvement.completers(),
            deteriorated: rates.deterioration.completers(),
        };
        comparison = Comparison { whole: Some(whole), ..of.comparison };
    }
    comparison.withhold(&withheld_groups(courses, &asked, beside)?);
    if !beside.0.list_withheld(period, &by_silence(courses, &asked, beside.1)).is_empty() {
        comparison.start = None;
    }
    Ok(comparison)
}

/// Those who began with a score: whether they also gave one at the second point. `places` are those of the courses.
fn by_silence(courses: &[Course], question: &Question, places: &[usize]) -> BTreeMap<bool, Vec<usize>> {
    let mut parts: BTreeMap<bool, Vec<usize>> = BTreeMap::new();
    for (course, place) in courses.iter().zip(places) {
        let entry = course.entry(question.from, question.to, question.data_date);
        if entry.pair.from.is_some() {
            parts.entry(entry.pair.to.is_some()).or_default().push(*place);
        }
    }
    parts
}

/// Groups that fewer than three clinicians treated, or would be left with when the others are taken from all; and all of
/// a kind that would leave such a rest beside groups of another kind, or beside time as it is cut.
/// `places` are those of the courses.
fn withheld_groups(
    courses: &[Course],
    question: &Question,
    (open, places): (&OpenUnit, &[usize]),
) -> Result<BTreeSet<comparison::Name>> {
    let mut found = BTreeSet::new();
    for members in comparison::members(courses, question)? {
        let of = |by: &By| -> Division<comparison::Name> {
            let own = members.iter().filter(|((of, _), _)| of == by);
            own.map(|(name, some)| (*name, at(places, some))).collect()
        };
        let kinds: Vec<_> = By::ALL.iter().map(of).collect();
        found.extend(kinds.iter().flat_map(|kind| open.list_withheld(question.period, kind)));
        for telling in open.list_telling(question.period, &kinds) {
            found.extend(kinds.get(telling).into_iter().flat_map(BTreeMap::keys));
        }
    }
    Ok(found)
}

/// Months drawn over time, whatever the period of the figures: own development comes first, and twelve
/// months are few for the runs rules.
const MONTHS_DRAWN: u32 = 36;

/// What is drawn over time beside the figures of a period.
pub(super) fn drawn(period: Period) -> Result<Period> {
    let (first, last) = (period.first(), period.last());
    let from = last.checked_sub_months(Months::new(MONTHS_DRAWN)).and_then(|day| day.succ_opt());
    Ok(Period::new(from.unwrap_or(last).min(first), last)?)
}

/// The months that are drawn, from the first in which an episode ended. Those that are withheld are empty.
fn drawn_months(courses: &[Course], question: Question, open: &OpenUnit) -> Result<Vec<Month>> {
    let drawn = Question { period: drawn(question.period)?, ..question };
    let months = months::by_month(courses, &drawn, LEAST_INSIDE)?
        .into_iter()
        .map(|month| if open.has_month(month.month) { month } else { Month::empty(month.month) });
    Ok(months.skip_while(|month| month.ended == 0).collect())
}

/// Mean and standard deviation of the first measurement among the complete pairs of the period.
fn sample(courses: &[Course], period: Period, data_date: NaiveDate, from: Point, to: Point) -> Option<Norm> {
    let pairs: Vec<_> = courses
        .iter()
        .map(|course| course.entry(from, to, data_date))
        .filter(|entry| entry.is_settled(data_date, SETTLE_DAYS))
        .filter(|entry| entry.started_on.is_some() && entry.ended_on.is_some_and(|day| period.contains(day)))
        .map(|entry| (entry.pair.from, entry.pair.to))
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
        for (index, group) in outcome.comparison.groups.iter().enumerate() {
            for (name, share) in
                [("share", group.share), ("improved", group.improved), ("deteriorated", group.deteriorated)]
            {
                if few(share) {
                    hide(&format!("/outcome/comparison/groups/{index}/{name}"));
                }
            }
        }
        if outcome.comparison.start.is_some_and(|start| start.answered.min(start.silent) < LEAST_INSIDE) {
            hide("/outcome/comparison/start");
        }
        if outcome.categories.total() < LEAST_INSIDE {
            hide("/outcome/categories");
            hide("/spread");
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
