//! What a clinician's own results say, computed from rows without a name.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Months, NaiveDate, Utc};
use uuid::Uuid;

use super::super::report::{Measure, MetricOption, SETTLE_DAYS, metrics_of, widest};
use super::super::{App, AppError, Result, Tenancy};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::alliance::{self, Pattern};
use crate::domain::care::{AccountId, EpisodeId};
use crate::domain::local_time;
use crate::domain::registry::comparison::Background;
use crate::domain::registry::course::{Course, Observation, Period};
use crate::domain::registry::months::{self, Ended};
use crate::domain::registry::outcome::{self, Outcome, Question};
use crate::store::audit::Act;
use crate::store::learning::{LearningGrant, OwnEpisode};
use crate::store::response::Measured;
use crate::store::{self, OpenLearning, Proof, TenantTx};

/// How far back is looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// Twelve months.
    Year,
    /// Three years: one person's episodes are few.
    #[default]
    ThreeYears,
    /// Everything since 2000, as in the service's report.
    All,
}

impl Span {
    /// The days it holds, up to today.
    fn period(self, today: NaiveDate) -> Result<Period> {
        let months = match self {
            Self::Year => Some(12),
            Self::ThreeYears => Some(36),
            Self::All => None,
        };
        let first = match months {
            Some(months) => today.checked_sub_months(Months::new(months)).and_then(|day| day.succ_opt()),
            None => NaiveDate::from_ymd_opt(2000, 1, 1),
        };
        Ok(Period::new(first.unwrap_or(today), today)?)
    }
}

/// What somebody wants to see.
pub struct Asked<'a> {
    /// Whose results.
    pub of: AccountId,
    /// How far back.
    pub span: Span,
    /// Which of the metrics there are.
    pub choose: &'a (dyn Fn(&[MetricOption]) -> Option<MetricOption> + Sync),
}

/// One metric over the clinician's episodes.
#[derive(Clone, Debug)]
pub struct OwnMetric {
    /// The metric, between two points in time.
    pub option: MetricOption,
    /// The question that was asked of the rows.
    pub question: Question,
    /// Answers whose date an import had to assume.
    pub undated: i64,
    /// The outcome, as in the service's report.
    pub outcome: Outcome,
    /// The episodes that count, in the order in which they ended.
    pub in_order: Vec<Ended>,
}

/// How patients answered on the work together.
#[derive(Clone, Debug)]
pub struct Alliance {
    /// The instrument.
    pub definition: &'static Definition,
    /// The ends of its scale.
    pub range: (f64, f64),
    /// What was found.
    pub pattern: Pattern,
}

/// A clinician's own results.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The clinician's name.
    pub name: String,
    /// By which grant they are read; `None` when by the clinician.
    pub grant: Option<LearningGrant>,
    /// The days that are looked at.
    pub period: Period,
    /// The day the data was read.
    pub data_date: NaiveDate,
    /// The metrics there are.
    pub options: Vec<MetricOption>,
    /// The chosen one.
    pub chosen: Option<OwnMetric>,
    /// The work together, one entry for each instrument that asks about it.
    pub alliance: Vec<Alliance>,
}

/// Opens a clinician's results. `None` when they are not the actor's to read, which is noted.
///
/// Metrics whose rule needs a sample are left out: a handful of one clinician's patients would make the very
/// rule that they are then judged by.
///
/// # Errors
/// When the database refuses.
pub async fn compute(app: &App, proof: &Proof, asked: Asked<'_>) -> Result<Option<Findings>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let data_date = local_time::day_of(tenancy.zone, now);
    let mut tx = app.db.tenant(proof, now, "").await?;
    let opened = if proof.grants().allow(Permission::ReadOwnPatients) {
        store::learning::open(&mut tx, asked.of, app.ambient.id()).await?
    } else {
        tx.note(Act::Refused, format_args!("learning:{}", asked.of), "results");
        None
    };
    let Some(open) = opened else {
        // The try is in the chain.
        tx.commit().await?;
        return Ok(None);
    };
    let name = store::account::lookup(&mut tx.local(), open.of()).await?.map(|account| account.name);
    let rows = Rows::read(app, &tenancy, &mut tx, &open, &asked).await?;
    let grant = open.grant().cloned();
    tx.commit().await?;
    let period = asked.span.period(data_date)?;
    let chosen = rows.chosen.map(|chosen| own_metric(chosen, &rows.episodes, (period, data_date)));
    let mut alliance = Vec::with_capacity(rows.together.len());
    for Together { definition, range, series } in rows.together {
        alliance.push(Alliance { definition, range, pattern: alliance::pattern(&series, range, period)? });
    }
    Ok(Some(Findings {
        name: name.unwrap_or_default(),
        grant,
        period,
        data_date,
        options: rows.options,
        chosen: chosen.transpose()?,
        alliance,
    }))
}

/// Each episode's scores in order of time, with when they were answered.
type Scores = BTreeMap<EpisodeId, Vec<(Observation, DateTime<Utc>)>>;

/// What is read of the chosen metric.
struct Chosen {
    option: MetricOption,
    scores: Scores,
    /// The answers whose day an import assumed.
    assumed: HashSet<(EpisodeId, DateTime<Utc>)>,
}

/// What is read while the results are open.
struct Rows {
    episodes: Vec<OwnEpisode>,
    options: Vec<MetricOption>,
    chosen: Option<Chosen>,
    together: Vec<Together>,
}

/// One scale of the work together, with each episode's scores.
struct Together {
    definition: &'static Definition,
    range: (f64, f64),
    series: Vec<Vec<Observation>>,
}

impl Rows {
    async fn read(
        app: &App,
        tenancy: &Tenancy,
        tx: &mut TenantTx,
        open: &OpenLearning,
        asked: &Asked<'_>,
    ) -> Result<Self> {
        let episodes = store::learning::list_episodes(tx, open).await?;
        let (mut options, mut together) = (Vec::new(), Vec::new());
        for Measure { definition, scale, occasions } in Self::scales(app, tx, open).await? {
            let metrics = metrics_of(definition, &scale, occasions);
            options.extend(metrics.into_iter().filter(|option| !option.metric.norms.needs_sample()));
            let own = definition.instrument.scale(&scale).filter(|scale| scale.id == "alliance");
            if let Some(range) = own.map(|own| own.range) {
                let found = scores(tx, open, (definition, &scale), tenancy).await?.into_values();
                let series = found.map(|own| own.into_iter().map(|(score, _)| score).collect()).collect();
                together.push(Together { definition, range, series });
            }
        }
        let chosen = match (asked.choose)(&options) {
            None => None,
            Some(option) => {
                let scale = option.metric.scale.id.as_str();
                let scores = scores(tx, open, (option.definition, scale), tenancy).await?;
                let assumed = store::learning::list_assumed(tx, open, &option.metric.instrument.id).await?;
                Some(Chosen { option, scores, assumed: assumed.into_iter().collect() })
            }
        };
        Ok(Self { episodes, options, chosen, together })
    }

    async fn scales(app: &App, tx: &mut TenantTx, open: &OpenLearning) -> Result<Vec<Measure>> {
        let instruments = app.instruments(tx).await?;
        let mut scales: Vec<Measure> = Vec::new();
        // Versions of one scale come one after the other.
        for own in store::learning::list_scales(tx, open).await? {
            let Ok(definition) = instruments.definition(&own.instrument) else { continue };
            // Earlier versions that do not compare are in no figure.
            if own.version < definition.instrument.comparable_since() {
                continue;
            }
            match scales.last_mut() {
                Some(last) if last.definition.instrument.id == own.instrument && last.scale == own.scale => {
                    last.occasions = widest(last.occasions, own.occasions);
                }
                _ => scales.push(Measure { definition, scale: own.scale, occasions: own.occasions }),
            }
        }
        Ok(scales)
    }
}

/// The scores of one scale by episode, each in order of time.
async fn scores(
    tx: &mut TenantTx,
    open: &OpenLearning,
    (definition, scale): (&Definition, &str),
    tenancy: &Tenancy,
) -> Result<Scores> {
    let (instrument, since) = (&definition.instrument.id, definition.instrument.comparable_since());
    let mut scores = Scores::new();
    for Measured { episode, value, answered_at, occasion } in
        store::learning::list_measured(tx, open, instrument, scale, since).await?
    {
        let Some(value) = value else { continue };
        let on = Some(local_time::day_of(tenancy.zone, answered_at));
        let occasion = occasion.and_then(|occasion| u32::try_from(occasion).ok());
        scores
            .entry(episode)
            .or_default()
            .push((Observation { on, occasion, value, sessions: None, discussed: None }, answered_at));
    }
    Ok(scores)
}

fn own_metric(
    Chosen { option, mut scores, assumed }: Chosen,
    episodes: &[OwnEpisode],
    (period, data_date): (Period, NaiveDate),
) -> Result<OwnMetric> {
    let course = |episode: &OwnEpisode| {
        let own = scores.remove(&episode.id).unwrap_or_default();
        let is_assumed = |at: &DateTime<Utc>| assumed.contains(&(episode.id, *at));
        let places: Vec<usize> =
            (0..).zip(&own).filter(|(_, (_, at))| is_assumed(at)).map(|(place, _)| place).collect();
        let course = Course {
            id: Uuid::from(episode.id).to_string(),
            referred_on: episode.referred_on,
            started_on: episode.started_on,
            ended_on: episode.ended_on,
            end_kind: episode.end_kind,
            // Nothing here asks for a least number of sessions.
            sessions_held: 0,
            // Nor are a clinician's own few patients divided into groups.
            background: Background::default(),
            scores: own.into_iter().map(|(score, _)| score).collect(),
        };
        course.without_follow_ups(SETTLE_DAYS, &places)
    };
    let courses: Vec<Course> = episodes.iter().map(course).collect();
    let rule = option.metric.rule(None).map_err(|error| AppError::Refused(error.to_string()))?;
    let MetricOption { from, to, .. } = option;
    let question = Question { period, data_date, settle_days: SETTLE_DAYS, minimum_sessions: 0, from, to, rule };
    Ok(OwnMetric {
        option,
        undated: i64::try_from(assumed.len()).unwrap_or(i64::MAX),
        outcome: outcome::outcome(&courses, &question)?,
        in_order: months::in_order_of_end(&courses, &question)?,
        question,
    })
}
