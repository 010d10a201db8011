//! `/report`: one unit's own results.

pub(in crate::web) mod annual;
pub(in crate::web) mod mail;
pub(in crate::web) mod meet;
pub(in crate::web) mod paper;
pub(in crate::web) mod write;

use std::collections::BTreeSet;

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::{Failure, escape};
use super::super::staff::Staff;
use super::report_body::Rules;
use super::{page, report_body, report_meeting, words};
use crate::app::AppError;
use crate::app::report::{self, MetricOption, Options, write_point};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::local_time;
use crate::domain::registry::course::Period;
use crate::domain::registry::cuts::Cuts;
use crate::store::report::Subject;
use crate::view::pages::leader::{Body, FrozenRow, Hands, Report};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Arg, Text};

/// What a page about a report is asked for.
#[derive(Clone, Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) metric: String,
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) to: String,
    pub(super) done: Option<String>,
    /// `nhs` for the NHS's rules on the months.
    #[serde(default)]
    pub(super) rules: String,
}

/// A metric in an address: instrument, scale, norm set and the two points.
pub(super) fn metric_key(option: &MetricOption) -> String {
    let metric = &option.metric;
    let (from, to) = (write_point(option.from), write_point(option.to));
    [&metric.instrument.id, &metric.scale.id, &metric.norms.id, &from, &to].map(String::as_str).join("~")
}

/// A metric in a list.
pub(super) fn metric_name(option: &MetricOption, text: &Text) -> Result<String, Failure> {
    use crate::domain::instrument::Reliable;
    let rule = match option.metric.norms.reliable {
        Some(Reliable::Points(points)) => text.message("rule-points", &[("points", Arg::from(points))])?,
        Some(Reliable::Rci { .. } | Reliable::RciOfSample { .. }) | None => {
            text.message("rule-index", &[("norms", Arg::from(option.metric.norms.id.as_str()))])?
        }
    };
    let args = [
        ("measure", Arg::from(words::name(option.definition, text.language().tag()))),
        ("rule", Arg::from(rule)),
        ("points", Arg::from(report_body::points(option.from, option.to, text)?.to_lowercase())),
    ];
    Ok(text.message("metric-points", &args)?)
}

/// What is asked for, filled in with what is usual where nothing is.
pub(super) struct Chosen {
    pub(super) options: Options,
    pub(super) unit: UnitId,
    pub(super) metric: Option<MetricOption>,
    from: NaiveDate,
    to: NaiveDate,
    /// The period that was asked for cannot be seen by itself; this is the nearest that can.
    pub(super) moved: bool,
    cuts: Cuts,
    today: NaiveDate,
    rules: Rules,
}

impl Chosen {
    pub(super) fn subject(&self) -> Option<Subject> {
        let option = self.metric.as_ref()?;
        Some(Subject {
            unit: self.unit,
            instrument: option.metric.instrument.id.clone(),
            scale: option.metric.scale.id.clone(),
            norms: option.metric.norms.id.clone(),
            first: write_point(option.from),
            last: write_point(option.to),
            from: self.from,
            to: self.to,
        })
    }

    pub(super) fn query(&self) -> String {
        let metric = self.metric.as_ref().map(metric_key).unwrap_or_default();
        let rules = if self.rules == Rules::Nhs { "&rules=nhs" } else { "" };
        format!("unit={}&metric={}&from={}&to={}{rules}", self.unit, escape(&metric), self.from, self.to)
    }
}

pub(super) async fn choose(web: &Web, staff: &Staff, asked: &Asked) -> Result<Chosen, Failure> {
    staff.need(Permission::ReadReports)?;
    let proof = &staff.who.proof;
    let zone = web.app.tenancy(proof.tenant()).await?.zone;
    let today = local_time::day_of(zone, web.app.ambient.now());
    let wanted = asked.unit.parse::<Uuid>().ok().map(UnitId);
    let options = report::list_options(&web.app, proof, wanted).await?;
    let first = options.units.first().map(|(id, ..)| *id).ok_or(Failure::NotFound)?;
    let unit = match wanted {
        // Somebody else's unit is not there.
        Some(unit) if !options.units.iter().any(|(id, ..)| *id == unit) => return Err(Failure::NotFound),
        Some(unit) => unit,
        None => first,
    };
    let metric = options
        .metrics
        .iter()
        .find(|option| metric_key(option) == asked.metric)
        .or_else(|| options.metrics.iter().find(|option| option.metric.instrument.id == "phq-9"))
        .or_else(|| options.metrics.first())
        .copied();
    let usual = Period::last_four_quarters(report::settled(today, report::SETTLE_DAYS));
    let day = |text: &str, usual| text.parse().ok().filter(|day| local_time::is_plausible(*day)).unwrap_or(usual);
    let (from, to) = (day(&asked.from, usual.first()), day(&asked.to, usual.last()));
    // Whole quarters only: two periods a day apart would differ by one patient.
    let whole = Period::new(from.min(to), from.max(to)).unwrap_or(usual).whole_quarters();
    let (from, to) = (whole.first(), whole.last());
    let rules = if asked.rules == "nhs" { Rules::Nhs } else { Rules::Runs };
    let mut chosen = Chosen { options, unit, metric, from, to, moved: false, cuts: Cuts::default(), today, rules };
    let Some(subject) = chosen.subject() else { return Ok(chosen) };
    chosen.cuts = report::cuts(&web.app, proof, &subject).await?.unwrap_or_default();
    if let Some(nearest) = chosen.cuts.nearest(whole) {
        chosen.moved = nearest != whole;
        (chosen.from, chosen.to) = (nearest.first(), nearest.last());
    }
    Ok(chosen)
}

fn periods(chosen: &Chosen, text: &Text) -> Result<Vec<Choice>, Failure> {
    let metric = chosen.metric.as_ref().map(metric_key).unwrap_or_default();
    let one = |from: NaiveDate, to: NaiveDate, label: String| {
        let nearest = Period::new(from, to).ok().and_then(|wished| chosen.cuts.nearest(wished))?;
        let (from, to) = (nearest.first(), nearest.last());
        let query = format!("unit={}&metric={}&from={from}&to={to}", chosen.unit, escape(&metric));
        Some(Choice::new(query, label, (from, to) == (chosen.from, chosen.to)))
    };
    let usual = Period::last_four_quarters(report::settled(chosen.today, report::SETTLE_DAYS));
    let (from, to) = (usual.first(), usual.last());
    let mut periods: Vec<Choice> = one(from, to, text.message("last-12-months", &[])?).into_iter().collect();
    let year = chosen.today.year();
    for year in (year - 3..=year).rev() {
        let bounds = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
        if let Some((from, to)) = bounds {
            periods.extend(one(from, to, year.to_string()));
        }
    }
    let all = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or(from);
    periods.extend(one(all, to, text.message("all-time", &[])?));
    // Two wishes can come to the same.
    let mut seen = BTreeSet::new();
    periods.retain(|period| seen.insert(period.value.clone()));
    Ok(periods)
}

/// What was typed where something has to be mended, and what has just been stored.
#[derive(Default)]
struct Typed {
    reading: String,
    decision: String,
    reason: String,
    errors: Vec<FieldError>,
    done: Option<String>,
}

/// The report with everything about it.
pub(super) struct Opened {
    pub(super) body: Body,
    pub(super) meeting: report::Meeting,
    /// Open to this reader alone, by the grants of the few clinicians whose results these are.
    pub(super) lent: bool,
}

/// What came of looking for a report.
pub(super) enum Opening {
    /// The report.
    Report(Box<Opened>),
    /// Too little to compute from.
    TooLittle,
    /// It would be the own results of fewer than three clinicians.
    Withheld,
}

impl Opening {
    /// The report; nothing there in the other cases.
    pub(super) fn found(self) -> Result<Opened, Failure> {
        match self {
            Self::Report(opened) => Ok(*opened),
            Self::TooLittle | Self::Withheld => Err(Failure::NotFound),
        }
    }
}

/// Computes what is asked for.
pub(super) async fn open(web: &Web, staff: &Staff, chosen: &Chosen) -> Result<Opening, Failure> {
    let proof = &staff.who.proof;
    let (Some(subject), Some(option)) = (chosen.subject(), &chosen.metric) else { return Ok(Opening::TooLittle) };
    let findings = match report::compute(&web.app, proof, &subject).await {
        Ok(Some(findings)) => findings,
        // Neither is a failure: the page says so.
        Ok(None) | Err(AppError::Refused(_)) => return Ok(Opening::TooLittle),
        Err(AppError::Withheld) => return Ok(Opening::Withheld),
        Err(error) => return Err(error.into()),
    };
    let Some(meeting) = report::open_meeting(&web.app, proof, &subject).await? else {
        return Ok(Opening::TooLittle);
    };
    let beside = (meeting.readings.as_slice(), &meeting.kept);
    let text = web.text(staff.language());
    let body = report_body::body(option.definition, &subject, &findings, beside, (chosen.rules, text))?;
    Ok(Opening::Report(Box::new(Opened { body, meeting, lent: findings.lent })))
}

async fn versions(web: &Web, staff: &Staff, chosen: &Chosen) -> Result<Vec<FrozenRow>, Failure> {
    let Some(subject) = chosen.subject() else { return Ok(Vec::new()) };
    let listed = report::list_frozen(&web.app, &staff.who.proof, &subject).await?;
    let rows = listed.into_iter().map(|(id, version, by)| FrozenRow {
        number: u32::try_from(version.version).unwrap_or(0),
        at: version.frozen_at,
        by,
        url: format!("/report/versions/{id}/{}", version.version),
        checksum: version.checksum,
    });
    Ok(rows.collect())
}

/// Units as a list of choices, indented as the tree is.
pub(super) fn units(units: &[(UnitId, String, usize)], chosen: UnitId) -> Vec<Choice> {
    let one = |(id, name, depth): &(UnitId, String, usize)| {
        Choice::new(id.to_string(), format!("{}{name}", "\u{2002}".repeat(*depth)), *id == chosen)
    };
    units.iter().map(one).collect()
}

/// Metrics as a list of choices.
pub(super) fn metrics(
    options: &[MetricOption],
    chosen: Option<&MetricOption>,
    text: &Text,
) -> Result<Vec<Choice>, Failure> {
    let chosen = chosen.map(metric_key);
    let one = |option: &MetricOption| {
        let key = metric_key(option);
        let is_chosen = chosen.as_ref() == Some(&key);
        Ok(Choice::new(key, metric_name(option, text)?, is_chosen))
    };
    options.iter().map(one).collect()
}

async fn body(web: &Web, staff: &Staff, chosen: &Chosen, typed: Typed) -> Result<Report, Failure> {
    let text = web.text(staff.language());
    let opening = open(web, staff, chosen).await?;
    let hands = match &opening {
        Opening::Withheld => Hands::Withheld,
        Opening::Report(opened) if opened.lent => Hands::Lent,
        Opening::Report(_) | Opening::TooLittle => Hands::Enough,
    };
    let opened = opening.found().ok();
    let versions = if opened.is_some() { versions(web, staff, chosen).await? } else { Vec::new() };
    let metric = chosen.metric.as_ref().map(metric_key).unwrap_or_default();
    let (body, meeting) = opened.map(|Opened { body, meeting, .. }| (body, meeting)).unzip();
    Ok(Report {
        mail: mail::offer(web, staff, chosen).await?,
        units: units(&chosen.options.units, chosen.unit),
        metrics: metrics(&chosen.options.metrics, chosen.metric.as_ref(), text)?,
        periods: periods(chosen, text)?,
        unit: chosen.unit.to_string(),
        standing: meeting.as_ref().map(report_meeting::standing).unwrap_or_default(),
        others: meeting
            .as_ref()
            .map(|meeting| report_meeting::others(meeting, chosen.unit, &metric))
            .unwrap_or_default(),
        metric,
        body,
        versions,
        query: chosen.query(),
        moved: chosen.moved,
        rules: if chosen.rules == Rules::Nhs { "nhs" } else { "runs" }.to_owned(),
        figures: report::FIGURES.map(str::to_owned).to_vec(),
        may_read: chosen.options.interpretable.contains(&chosen.unit),
        may_freeze: hands == Hands::Enough && chosen.options.freezable.contains(&chosen.unit),
        hands,
        reading_text: typed.reading,
        decision_text: typed.decision,
        reason_text: typed.reason,
        errors: typed.errors,
        done: typed.done,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let chosen = choose(&web, &staff, &asked).await?;
    let done = asked
        .done
        .filter(|done| ["reading", "frozen", "decision", "report-moved", "report-mail"].contains(&done.as_str()));
    let body = body(&web, &staff, &chosen, Typed { done, ..Typed::default() }).await?;
    page(&web, &body, &staff.chrome(&web))
}
