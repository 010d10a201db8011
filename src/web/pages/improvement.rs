//! `/improvements`: what units try to become better.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::{Failure, escape};
use super::super::form::Fields;
use super::super::staff::Staff;
use super::report::{Asked, choose, metric_key, metric_name, metrics, units};
use super::{mend, page, report_meeting, see_other};
use crate::app::improvement::{self, NewImprovement, NewStep, Opened, Wrong};
use crate::app::report;
use crate::domain::access::Permission;
use crate::domain::care::{ImprovementId, UnitId};
use crate::domain::improvement::{Figure, StepKind};
use crate::store::report::Subject;
use crate::view::pages::improvement::{Improvement, Improvements, NewWork, StepRow};
use crate::view::pages::{Choice, FieldError};

/// Days until an improvement is looked at together when nothing else is chosen: a quarter. A judgement of ours.
const USUAL_REVIEW: Days = Days::new(91);

fn field_errors(wrong: &[Wrong]) -> Vec<FieldError> {
    wrong.iter().map(|(field, kind)| FieldError::new(*field, *kind)).collect()
}

/// The list of the chosen unit; `typed` fills the form.
async fn listed(
    web: &Web,
    staff: &Staff,
    asked: &Asked,
    typed: Option<NewForm>,
    errors: Vec<FieldError>,
) -> Result<Improvements, Failure> {
    staff.need(Permission::ReadReports)?;
    let wanted = asked.unit.parse::<Uuid>().ok().map(UnitId);
    let listed = improvement::list(&web.app, &staff.who.proof, wanted).await?.ok_or(Failure::NotFound)?;
    let named = Asked { unit: listed.unit.to_string(), ..asked.clone() };
    let chosen = choose(web, staff, &named).await?;
    let text = web.text(staff.language());
    let over_report = !asked.from.is_empty() && !asked.to.is_empty();
    let open = over_report || !errors.is_empty();
    let typed = typed.unwrap_or_default();
    let or = |typed: String, usual: NaiveDate| if typed.is_empty() { usual.to_string() } else { typed };
    let review = listed.today.checked_add_days(USUAL_REVIEW).unwrap_or(listed.today);
    let figure = |figure: &Figure| {
        let code = figure.code();
        let usual = typed.figure.is_empty() && *figure == Figure::Improvement;
        Choice::new(code, code, usual || code == typed.figure)
    };
    let new = NewWork {
        unit: listed.unit.to_string(),
        metrics: metrics(&chosen.options.metrics, chosen.metric.as_ref(), text)?,
        figures: Figure::ALL.iter().map(figure).collect(),
        direction: typed.direction,
        aim: typed.aim,
        tried: typed.tried,
        start_on: or(typed.start_on, listed.today),
        review_on: or(typed.review_on, review),
        from: if over_report { asked.from.clone() } else { String::new() },
        to: if over_report { asked.to.clone() } else { String::new() },
        open,
    };
    let measured = !chosen.options.metrics.is_empty();
    let name = listed.units.iter().find(|(id, ..)| *id == listed.unit).map(|(_, name, _)| name.clone());
    let rows =
        |works: &[improvement::Work]| works.iter().map(|work| report_meeting::work(work, "", listed.today)).collect();
    Ok(Improvements {
        units: units(&listed.units, listed.unit),
        name: name.unwrap_or_default(),
        running: rows(&listed.running),
        ended: rows(&listed.ended),
        new: (listed.may_write && measured).then_some(new),
        unmeasured: listed.may_write && !measured,
        report: format!("/report?unit={}", listed.unit),
        errors,
    })
}

pub(in crate::web) async fn list(
    State(web): State<Web>,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    page(&web, &listed(&web, &staff, &asked, None, Vec::new()).await?, &staff.chrome(&web))
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct NewForm {
    csrf: String,
    unit: String,
    metric: String,
    figure: String,
    #[serde(default)]
    direction: String,
    aim: String,
    tried: String,
    start_on: String,
    review_on: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

pub(in crate::web) async fn add(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<NewForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let asked = Asked {
        unit: form.unit.clone(),
        metric: form.metric.clone(),
        from: form.from.clone(),
        to: form.to.clone(),
        ..Asked::default()
    };
    let chosen = choose(&web, &staff, &asked).await?;
    // Whoever may not write here is not told what is wrong with the form.
    let grants = improvement::list(&web.app, &staff.who.proof, Some(chosen.unit)).await?;
    if !grants.is_some_and(|listed| listed.may_write) {
        return Err(Failure::NotFound);
    }
    // The measure is what was chosen, never the usual one in its place.
    let known = chosen.metric.as_ref().is_some_and(|metric| metric_key(metric) == form.metric);
    let (Some(subject), true) = (chosen.subject(), known) else { return Err(Failure::Form) };
    let figure = form.figure.parse().map_err(|_| Failure::Form)?;
    let wrong = match form.direction.parse() {
        Ok(direction) => {
            let new = NewImprovement {
                subject,
                decided_over_report: !form.from.is_empty() && !form.to.is_empty(),
                figure,
                direction,
                aim: form.aim.clone(),
                tried: form.tried.clone(),
                start_on: form.start_on.parse().ok(),
                review_on: form.review_on.parse().ok(),
            };
            match improvement::add(&web.app, &staff.who.proof, new).await?.ok_or(Failure::NotFound)? {
                Ok(id) => return Ok(see_other(&format!("/improvements/{id}?done=work"))),
                Err(wrong) => wrong,
            }
        }
        Err(_) => vec![("direction", "missing")],
    };
    let back = format!("/improvements?unit={}", chosen.unit);
    let body = listed(&web, &staff, &asked, Some(form), field_errors(&wrong)).await?;
    mend(&web, &body, &staff.chrome_at(&web, back))
}

/// The report about a subject.
fn report_address(subject: &Subject) -> String {
    format!("{}&from={}&to={}", unit_report_address(subject), subject.from, subject.to)
}

fn unit_report_address(subject: &Subject) -> String {
    let parts = [&subject.instrument, &subject.scale, &subject.norms, &subject.first, &subject.last];
    format!("/report?unit={}&metric={}", subject.unit, escape(&parts.map(String::as_str).join("~")))
}

async fn body(web: &Web, staff: &Staff, opened: &Opened, form: StepForm) -> Result<Improvement, Failure> {
    let plan = &opened.plan;
    let measured = &plan.measured;
    let text = web.text(staff.language());
    let key = [&measured.instrument, &measured.scale, &measured.norms, &measured.first, &measured.last]
        .map(String::as_str)
        .join("~");
    let options = report::list_options(&web.app, &staff.who.proof, Some(plan.unit)).await?;
    let metric = match options.metrics.iter().find(|option| metric_key(option) == key) {
        Some(option) => metric_name(option, text)?,
        None => measured.instrument.clone(),
    };
    let over = opened.work.ended.is_some();
    let kinds = StepKind::ALL.iter().filter(|kind| !over || matches!(kind, StepKind::Do | StepKind::Study));
    let usual = if form.kind.is_empty() { StepKind::Do.code() } else { &form.kind };
    Ok(Improvement {
        work: report_meeting::work(&opened.work, "", opened.today),
        metric,
        figure: plan.figure.code().to_owned(),
        direction: plan.direction.code().to_owned(),
        at: plan.at,
        by: opened.by.clone(),
        decided: opened.report.as_ref().map(report_address),
        report: format!("/report?unit={}&metric={}", plan.unit, escape(&key)),
        list: format!("/improvements?unit={}", plan.unit),
        steps: opened
            .steps
            .iter()
            .map(|(step, by)| StepRow {
                kind: step.kind.code().to_owned(),
                on: step.on,
                verdict: step.verdict.map_or_else(String::new, |verdict| verdict.code().to_owned()),
                text: step.body.clone(),
                at: step.at,
                by: by.clone(),
            })
            .collect(),
        action: if opened.may_write { format!("/improvements/{}/steps", plan.id) } else { String::new() },
        kinds: kinds.map(|kind| Choice::new(kind.code(), kind.code(), kind.code() == usual)).collect(),
        on: if form.on.is_empty() { opened.today.to_string() } else { form.on },
        verdict: form.verdict,
        typed: form.body,
        errors: Vec::new(),
        done: None,
    })
}

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let opened = improvement::open(&web.app, &staff.who.proof, ImprovementId(id)).await?.ok_or(Failure::NotFound)?;
    let mut shown = body(&web, &staff, &opened, StepForm::default()).await?;
    shown.done = came.done.filter(|done| done == "work" || done == "work-step");
    page(&web, &shown, &staff.chrome(&web))
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct StepForm {
    csrf: String,
    kind: String,
    on: String,
    #[serde(default)]
    verdict: String,
    body: String,
}

pub(in crate::web) async fn step(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<StepForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = ImprovementId(id);
    let kind = form.kind.parse().map_err(|_| Failure::Form)?;
    let verdict = if form.verdict.is_empty() { None } else { Some(form.verdict.parse().map_err(|_| Failure::Form)?) };
    let new = NewStep { kind, on: form.on.parse().ok(), verdict, body: form.body.clone() };
    match improvement::add_step(&web.app, &staff.who.proof, id, new).await?.ok_or(Failure::NotFound)? {
        Ok(()) => Ok(see_other(&format!("/improvements/{id}?done=work-step"))),
        Err(wrong) => {
            let opened = improvement::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
            let shown = body(&web, &staff, &opened, form).await?;
            let page = Improvement { errors: field_errors(&wrong), ..shown };
            mend(&web, &page, &staff.chrome_at(&web, format!("/improvements/{id}")))
        }
    }
}
