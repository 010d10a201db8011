//! What a report says, computed from the registry's rows.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::super::{App, AppError, Result};
use super::options::parse_point;
use crate::catalogue::{CatalogueError, Definition, indicators};
use crate::domain::access::Permission;
use crate::domain::care::{EpisodeId, PersonId, SessionState, UnitId, UnitTree};
use crate::domain::change::{self, Norm};
use crate::domain::indicator::Shown;
use crate::domain::local_time;
use crate::domain::metric::Metric;
use crate::domain::registry::Fraction;
use crate::domain::registry::comparison::{self, AgeBand, Background, By, Comparison, Spoken, Whole};
use crate::domain::registry::course::{Course, Dated, Observation, Period, Point};
use crate::domain::registry::cuts::Cuts;
use crate::domain::registry::months::{self, Month};
use crate::domain::registry::outcome::{self, Outcome, Question};
use crate::domain::registry::spread::{self, Spread};
use crate::domain::registry::suppression::LEAST_INSIDE;
use crate::store::audit::Act;
use crate::store::person::Traits;
use crate::store::report::Subject;
use crate::store::unit_results::Results;
use crate::store::{self, Actor, OpenUnit, Proof, TenantTx};

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

/// The rows of a report, without a name, and what they are read by.
pub(super) struct Gathered {
    pub(super) unit: String,
    pub(super) courses: Vec<Course>,
    /// Those of the courses, in their order.
    pub(super) episodes: Vec<EpisodeId>,
    undated: i64,
    pub(super) now: DateTime<Utc>,
    pub(super) data_date: NaiveDate,
    definition: &'static Definition,
}

/// Of which episodes figures are: the day by which they belong to a period, how many scores they need, and how many
/// days after that day the last of these may come.
pub(super) type Basis = (Dated, i64, u32);

/// A report is of episodes that ended, and a change needs two scores.
const CHANGE: Basis = (Dated::Ended, 2, SETTLE_DAYS);

/// The last day whose episodes are settled, where answers may come for some days.
#[must_use]
pub fn settled(today: NaiveDate, days: u32) -> NaiveDate {
    today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
}

/// Whose results a report is about.
fn results<'a>(tree: &'a UnitTree, subject: &'a Subject, today: NaiveDate, basis: Basis) -> Results<'a> {
    let (dated, scores, days) = basis;
    let scale = (subject.instrument.as_str(), subject.scale.as_str());
    Results { tree, unit: subject.unit, scale, settled: settled(today, days), dated, scores }
}

/// Opens a unit's results for whoever acts. `None` when the unit is not there or not the actor's to read.
pub(super) async fn open(
    app: &App,
    proof: &Proof,
    (subject, basis): (&Subject, Basis),
    need: Permission,
) -> Result<Option<OpenUnit>> {
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(proof.tenant()).await?.zone, now);
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let readable = proof.actor() == Actor::Operator || proof.grants().allow_in(need, subject.unit, &tree);
    if !readable || tree.lookup(subject.unit).is_none() {
        return Ok(None);
    }
    let period = Period::new(subject.from, subject.to)?;
    let results = results(&tree, subject, today, basis);
    let opened = store::unit_results::open(&mut tx, results, period, &|| app.ambient.id()).await?;
    // A try that was refused is in the chain.
    tx.commit().await?;
    opened.map(Some).ok_or(AppError::Withheld)
}

/// Where the time of a unit may be cut for the actor, by the metric of a report. `None` when the unit is not there or
/// not the actor's to read.
///
/// # Errors
/// When the database refuses.
pub async fn cuts(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<Cuts>> {
    cuts_of(app, proof, (subject, CHANGE)).await
}

/// The same of figures that rest on other episodes.
pub(super) async fn cuts_of(app: &App, proof: &Proof, (subject, basis): (&Subject, Basis)) -> Result<Option<Cuts>> {
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(proof.tenant()).await?.zone, now);
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let operator = proof.actor() == Actor::Operator;
    let readable = operator || proof.grants().allow_in(Permission::ReadReports, subject.unit, &tree);
    if !readable || tree.lookup(subject.unit).is_none() {
        return Ok(None);
    }
    Ok(Some(store::unit_results::cuts(&mut tx, results(&tree, subject, today, basis)).await?))
}

/// From which of some results that were kept the actor could take what colleagues have let them read, and have those of
/// fewer than three others.
pub(in crate::app) async fn list_shut(tx: &mut TenantTx, actor: Actor, kept: &[Subject]) -> Result<Vec<bool>> {
    let tree = store::unit::tree(tx).await?;
    let today = tx.now().date_naive();
    let asked =
        kept.iter().map(|subject| Ok((results(&tree, subject, today, CHANGE), Period::new(subject.from, subject.to)?)));
    let left = store::unit_results::list_left(tx, &asked.collect::<Result<Vec<_>>>()?).await?;
    Ok(left.iter().map(|owners| owners.iter().any(|owner| actor != Actor::Account(*owner))).collect())
}

/// Reads the rows of a report in one snapshot, however long it takes. `None` when the unit is no longer there.
pub(super) async fn gather(app: &App, proof: &Proof, open: &OpenUnit, subject: &Subject) -> Result<Option<Gathered>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(proof, now).await?;
    let definition = app.instruments(&mut tx).await?.definition(&subject.instrument)?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(unit) = tree.lookup(open.unit()) else { return Ok(None) };
    let unit = unit.name.clone();
    let within: Vec<UnitId> = tree.list_within(open.unit()).into_iter().map(|(unit, _)| unit.id).collect();
    let episodes = store::episode::list_by_units(&mut tx, &within).await?;
    let traits: BTreeMap<PersonId, Traits> =
        store::person::list_traits(&mut tx, &within).await?.into_iter().map(|traits| (traits.id, traits)).collect();
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
    let ids = episodes.iter().map(|episode| episode.id).collect();
    let courses = episodes
        .into_iter()
        .map(|episode| Course {
            id: episode.id.to_string(),
            referred_on: episode.referred_on,
            started_on: episode.started_on,
            ended_on: episode.ended_on,
            end_kind: episode.end_kind,
            sessions_held: held.get(&episode.id).and_then(|n| u32::try_from(*n).ok()).unwrap_or(0),
            background: traits.get(&episode.person).map_or_else(Background::default, |who| Background {
                age: AgeBand::of(who.birth_year.and_then(|year| i32::try_from(year).ok()), episode.referred_on),
                sex: who.sex,
                language: Spoken::of(&who.language),
            }),
            scores: scores.remove(&episode.id).unwrap_or_default(),
        })
        .collect();
    let data_date = local_time::day_of(tenancy.zone, now);
    Ok(Some(Gathered { unit, courses, episodes: ids, undated, now, data_date, definition }))
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
    let Some(open) = open(app, proof, (subject, CHANGE), Permission::ReadReports).await? else { return Ok(None) };
    let Some(Gathered { courses, now, .. }) = gather(app, proof, &open, subject).await? else { return Ok(None) };
    note(app, proof, "rows taken out: ", subject, now).await?;
    // New ids each time: an episode's own stands in addresses, and two lists could be laid together by it.
    // They rise in the order they are given, so rows are given them by referral and not as they came.
    let mut rows = courses;
    // The door was opened to a period. Of other episodes the rows say that they were, and nothing that was answered.
    let opened = Period::new(subject.from, subject.to)?;
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
    let Some(open) = open(app, proof, (subject, CHANGE), need).await? else { return Ok(None) };
    let Some(gathered) = gather(app, proof, &open, subject).await? else { return Ok(None) };
    let Gathered { unit, courses, episodes, undated, now, data_date, definition } = gathered;
    let metric = Metric::lookup(&definition.instrument, &subject.scale, &subject.norms).ok_or_else(|| {
        AppError::Refused(format!(
            "{} has no scale \"{}\" with norm set \"{}\"",
            subject.instrument, subject.scale, subject.norms
        ))
    })?;
    let (Some(from), Some(to)) = (parse_point(&subject.first), parse_point(&subject.last)) else {
        return Err(AppError::Refused("a point in time is first, last or a number from 1".to_owned()));
    };
    let period = Period::new(subject.from, subject.to)?;
    let sample = if metric.norms.needs_sample() { sample(&courses, period, data_date, from, to) } else { None };
    let rule = metric.rule(sample).map_err(|error| AppError::Refused(error.to_string()))?;
    let question = Question { period, data_date, settle_days: SETTLE_DAYS, minimum_sessions: 0, from, to, rule };
    let mut outcome = outcome::outcome(&courses, &question)?;
    outcome.comparison = groups(&courses, &question, (&open, &episodes), &outcome)?;
    let findings = Findings {
        unit,
        sample,
        data_at: now,
        undated,
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

/// Who is heard from, by group, without the groups that fewer than three clinicians treated; of the report's period or,
/// where that is not made of whole calendar years, of the last such year. `episodes` are those of the courses, in the
/// same order.
fn groups(
    courses: &[Course],
    question: &Question,
    beside: (&OpenUnit, &[EpisodeId]),
    found: &Outcome,
) -> Result<Comparison> {
    let Some(period) = beside.0.years_for_parts(question.period) else {
        return Ok(Comparison { groups: Vec::new(), ..found.comparison.clone() });
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
        comparison = Comparison { whole: Some(whole), start: comparison.start, ..of.comparison };
    }
    comparison.withhold(&withheld_groups(courses, &asked, beside)?);
    Ok(comparison)
}

/// Groups that fewer than three clinicians treated, or would be left with when the others are taken from all.
/// `episodes` are those of the courses, in the same order.
fn withheld_groups(
    courses: &[Course],
    question: &Question,
    (open, episodes): (&OpenUnit, &[EpisodeId]),
) -> Result<BTreeSet<comparison::Name>> {
    let mut found = BTreeSet::new();
    for members in comparison::members(courses, question)? {
        for by in By::ALL {
            let own = members.iter().filter(|((of, _), _)| of == by);
            let at = |places: &Vec<usize>| places.iter().filter_map(|place| episodes.get(*place).copied()).collect();
            found.extend(open.list_withheld(question.period, &own.map(|(name, places)| (*name, at(places))).collect()));
        }
    }
    Ok(found)
}

/// Months drawn over time, whatever the period of the figures: own development comes first, and twelve
/// months are few for the runs rules.
const MONTHS_DRAWN: u32 = 36;

/// The first day that is drawn.
fn drawn_from(first: NaiveDate, last: NaiveDate) -> NaiveDate {
    let from = last.checked_sub_months(Months::new(MONTHS_DRAWN)).and_then(|day| day.succ_opt());
    from.unwrap_or(last).min(first)
}

/// The months that are drawn, from the first in which an episode ended. Those that are withheld are empty.
fn drawn_months(courses: &[Course], question: Question, open: &OpenUnit) -> Result<Vec<Month>> {
    let (first, last) = (question.period.first(), question.period.last());
    let drawn = Question { period: Period::new(drawn_from(first, last), last)?, ..question };
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
        // By how it ended they are few, and nobody has looked at whose they are.
        hide("/outcome/coverage/by_end");
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
