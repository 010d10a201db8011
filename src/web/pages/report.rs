//! `/report`: one unit's own results.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::{Failure, escape};
use super::super::form::Fields;
use super::super::staff::Staff;
use super::{mend, page, report_body, see_other, words};
use crate::app::AppError;
use crate::app::report::{self, MetricOption, NewReading, Options, write_point};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::domain::local_time;
use crate::store::report::{Stance, Subject};
use crate::view::pages::leader::{FrozenRow, Report};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Arg, Text};

#[derive(Clone, Default, Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    unit: String,
    #[serde(default)]
    metric: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    done: Option<String>,
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
struct Chosen {
    options: Options,
    unit: UnitId,
    metric: Option<MetricOption>,
    from: NaiveDate,
    to: NaiveDate,
    today: NaiveDate,
}

impl Chosen {
    fn subject(&self) -> Option<Subject> {
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

    fn query(&self) -> String {
        let metric = self.metric.as_ref().map(metric_key).unwrap_or_default();
        format!("unit={}&metric={}&from={}&to={}", self.unit, escape(&metric), self.from, self.to)
    }
}

/// The twelve months up to yesterday.
fn last_year(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let to = today.checked_sub_days(Days::new(1)).unwrap_or(today);
    let from = to.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt()).unwrap_or(to);
    (from, to)
}

async fn choose(web: &Web, staff: &Staff, asked: &Asked) -> Result<Chosen, Failure> {
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
    let (usual_from, usual_to) = last_year(today);
    let day = |text: &str, usual| text.parse().ok().filter(|day| local_time::is_plausible(*day)).unwrap_or(usual);
    let (from, to) = (day(&asked.from, usual_from), day(&asked.to, usual_to));
    let (from, to) = if from <= to { (from, to) } else { (to, from) };
    Ok(Chosen { options, unit, metric, from, to, today })
}

fn periods(chosen: &Chosen, text: &Text) -> Result<Vec<Choice>, Failure> {
    let metric = chosen.metric.as_ref().map(metric_key).unwrap_or_default();
    let one = |from: NaiveDate, to: NaiveDate, label: String| {
        let query = format!("unit={}&metric={}&from={from}&to={to}", chosen.unit, escape(&metric));
        Choice::new(query, label, (from, to) == (chosen.from, chosen.to))
    };
    let (from, to) = last_year(chosen.today);
    let mut periods = vec![one(from, to, text.message("last-12-months", &[])?)];
    let year = chosen.today.year();
    for year in (year - 3..=year).rev() {
        let bounds = NaiveDate::from_ymd_opt(year, 1, 1).zip(NaiveDate::from_ymd_opt(year, 12, 31));
        if let Some((from, to)) = bounds {
            periods.push(one(from, to, year.to_string()));
        }
    }
    let all = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap_or(from);
    periods.push(one(all, to, text.message("all-time", &[])?));
    Ok(periods)
}

async fn body(
    web: &Web,
    staff: &Staff,
    chosen: &Chosen,
    (reading_text, errors, done): (String, Vec<FieldError>, Option<String>),
) -> Result<Report, Failure> {
    let proof = &staff.who.proof;
    let text = web.text(staff.language());
    let mut found = None;
    let mut versions = Vec::new();
    if let (Some(subject), Some(option)) = (chosen.subject(), &chosen.metric) {
        match report::compute(&web.app, proof, &subject).await {
            Ok(Some(findings)) => {
                let readings = report::list_readings(&web.app, proof, &subject).await?;
                found = Some(report_body::body(option.definition, &subject, &findings, &readings, text)?);
                versions = report::list_frozen(&web.app, proof, &subject)
                    .await?
                    .into_iter()
                    .map(|(id, version, by)| FrozenRow {
                        number: u32::try_from(version.version).unwrap_or(0),
                        at: version.frozen_at,
                        by,
                        url: format!("/report/versions/{id}/{}", version.version),
                        checksum: version.checksum,
                    })
                    .collect();
            }
            // Too little to compute from is no failure: the page says so.
            Ok(None) | Err(AppError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let metrics = chosen.options.metrics.iter().map(|option| {
        let key = metric_key(option);
        let is_chosen = chosen.metric.as_ref().is_some_and(|chosen| metric_key(chosen) == key);
        Ok(Choice::new(key, metric_name(option, text)?, is_chosen))
    });
    Ok(Report {
        units: chosen
            .options
            .units
            .iter()
            .map(|(id, name, depth)| {
                Choice::new(id.to_string(), format!("{}{name}", "\u{2002}".repeat(*depth)), *id == chosen.unit)
            })
            .collect(),
        metrics: metrics.collect::<Result<_, Failure>>()?,
        periods: periods(chosen, text)?,
        unit: chosen.unit.to_string(),
        metric: chosen.metric.as_ref().map(metric_key).unwrap_or_default(),
        body: found,
        versions,
        may_read: chosen.options.interpretable.contains(&chosen.unit),
        may_freeze: chosen.options.freezable.contains(&chosen.unit),
        reading_text,
        errors,
        done,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let chosen = choose(&web, &staff, &asked).await?;
    let done = asked.done.filter(|done| done == "reading" || done == "frozen");
    let body = body(&web, &staff, &chosen, (String::new(), Vec::new(), done)).await?;
    page(&web, &body, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ReadForm {
    csrf: String,
    unit: String,
    metric: String,
    from: String,
    to: String,
    about: String,
    stance: String,
    text: String,
}

pub(in crate::web) async fn read(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<ReadForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let asked = Asked { unit: form.unit, metric: form.metric, from: form.from, to: form.to, done: None };
    let chosen = choose(&web, &staff, &asked).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    let stance = match form.stance.as_str() {
        "reads" => Stance::Reading,
        "agrees" => Stance::Agrees,
        "dissents" => Stance::Dissents,
        _ => return Err(Failure::Form),
    };
    let new = NewReading { figure: form.about, stance, text: form.text.clone() };
    match report::add_reading(&web.app, &staff.who.proof, &subject, new).await {
        Ok(Some(())) => Ok(see_other(&format!("/report?{}&done=reading", chosen.query()))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let kind = if form.text.trim().is_empty() { "missing" } else { "too-long" };
            let errors = vec![FieldError::new("text", kind)];
            let body = body(&web, &staff, &chosen, (form.text, errors, None)).await?;
            mend(&web, &body, &staff.chrome_at(&web, format!("/report?{}", chosen.query())))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct FreezeForm {
    csrf: String,
    unit: String,
    metric: String,
    from: String,
    to: String,
}

pub(in crate::web) async fn freeze(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<FreezeForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let asked = Asked { unit: form.unit, metric: form.metric, from: form.from, to: form.to, done: None };
    let chosen = choose(&web, &staff, &asked).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    match report::freeze(&web.app, &staff.who.proof, &subject).await? {
        Some(_) => Ok(see_other(&format!("/report?{}&done=frozen", chosen.query()))),
        None => Err(Failure::NotFound),
    }
}
