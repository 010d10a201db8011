//! One indicator, with what patients report beside it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::{Failure, escape};
use super::super::super::staff::Staff;
use super::super::report::{metric_key, metric_name};
use super::super::{indicators, page, words};
use super::charts::{self, Axis};
use super::list::standing;
use super::row_problems;
use crate::app::ledger::{self, Beside, Opened, Taken};
use crate::domain::access::{Permission, Role};
use crate::domain::care::UnitId;
use crate::domain::ledger::{Every, Figure, Indicator, Measure, NewDecision, Period, Status, Stays};
use crate::domain::registry::suppression::LEAST_INSIDE;
use crate::interop::ledger_csv::RowError;
use crate::view::pages::ledger::{
    BesideView, DecisionForm, DecisionLine, EarlierFigure, FormLink, LedgerPage, MeasureLine, TakenView,
};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::Text;

/// What was typed and has to be mended.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) errors: Vec<FieldError>,
    /// Period and value of one figure.
    pub(super) figure: Option<(String, String)>,
    /// Pasted rows, and what is wrong with them.
    pub(super) rows: Option<(String, Vec<RowError>)>,
    /// The form to decide, with the status that was chosen.
    pub(super) decision: Option<(Option<Status>, DecisionForm)>,
}

fn beside_view(beside: &Beside, axis: Axis, text: &Text) -> Result<BesideView, Failure> {
    let covered = beside.findings.outcome.coverage.share;
    let subject = &beside.subject;
    let metric = escape(&metric_key(&beside.metric));
    Ok(BesideView {
        measure: metric_name(&beside.metric, text)?,
        benefit: charts::benefit(beside, axis),
        coverage: charts::coverage(beside, axis),
        pairs: (covered.numerator(), covered.denominator()),
        covered: covered.value().filter(|_| covered.denominator() >= LEAST_INSIDE),
        interpreted: beside.readings.iter().any(|reading| reading.role == Role::Clinician),
        url: format!("/report?unit={}&metric={metric}&from={}&to={}", subject.unit, subject.from, subject.to),
    })
}

fn measure_line(web: &Web, measure: &Measure, beside: bool, text: &Text) -> Result<MeasureLine, Failure> {
    let said = measure.words(text.language().tag());
    let form = |id: &String| {
        let definition = web.app.catalogue.definition(id)?;
        Some(FormLink { url: format!("/instruments/{id}"), name: words::name(definition, text.language().tag()) })
    };
    Ok(MeasureLine {
        id: measure.id.clone(),
        name: said.name.clone(),
        computation: said.computation.clone(),
        instruments: said.instruments.clone(),
        forms: measure.forms.iter().filter_map(form).collect(),
        drawn: measure.figure.is_some() && beside,
        computed: measure.figure.is_some(),
        defined: indicators::defining(&measure.id, text.language().tag())?,
    })
}

fn usual_form(indicator: &Indicator, opened: &Opened, typed: Option<(Option<Status>, DecisionForm)>) -> DecisionForm {
    let (chosen, mut form) = typed.unwrap_or_else(|| {
        let now = opened.taken.as_ref().and_then(Taken::decision).map(|decision| decision.what.status);
        let form = DecisionForm { decided_on: opened.today.to_string(), ..DecisionForm::default() };
        (now, form)
    });
    form.statuses = Status::ALL
        .iter()
        .filter(|status| indicator.may(**status))
        .map(|status| Choice::new(status.code(), "", chosen == Some(*status)))
        .collect();
    form
}

fn taken_view(opened: &Opened, taken: &Taken, axis: Axis, typed: Typed, text: &Text) -> Result<TakenView, Failure> {
    let name = &opened.indicator.words(text.language().tag()).name;
    let by = |id| opened.names.get(&id).cloned().unwrap_or_default();
    let held = taken.figures();
    let earlier = taken.entered.iter().rev().filter(|one| !held.contains(one)).map(|one| {
        Ok(EarlierFigure {
            at: charts::stretch(one.period).name(text)?,
            value: one.value,
            written_at: one.written_at,
            written_by: by(one.written_by),
        })
    });
    let earlier = earlier.collect::<Result<Vec<_>, Failure>>()?;
    let every = taken.entry.every;
    let next = held.last().map_or_else(|| Period::of(every, opened.today).previous(), |last| last.period.next());
    let (period, value) = typed.figure.unwrap_or_else(|| (next.to_string(), String::new()));
    let (rows, wrong) = typed.rows.unwrap_or_default();
    Ok(TakenView {
        every: every.code().to_owned(),
        chart: charts::counted(taken, name, axis),
        decisions: taken
            .decisions
            .iter()
            .rev()
            .map(|decision| DecisionLine {
                standing: standing(decision, opened.today),
                decided_by: decision.what.decided_by.clone(),
                because: decision.what.reason.clone(),
                written_at: decision.written_at,
                written_by: by(decision.written_by),
            })
            .collect(),
        earlier,
        next: period,
        value,
        rows,
        problems: row_problems(&wrong),
        form: usual_form(opened.indicator, opened, typed.decision),
    })
}

/// The page, with what was typed and has to be mended.
pub(super) async fn body(
    web: &Web,
    staff: &Staff,
    (unit, id): (UnitId, &str),
    mut typed: Typed,
    done: Option<String>,
) -> Result<LedgerPage, Failure> {
    let opened = ledger::open(&web.app, &staff.who.proof, unit, id).await?.ok_or(Failure::NotFound)?;
    let beside = ledger::beside(&web.app, &staff.who.proof, unit).await?;
    let text = web.text(staff.language());
    let indicator = opened.indicator;
    let said = indicator.words(text.language().tag());
    let axis = Axis::new(opened.taken.as_ref(), beside.as_ref(), opened.today);
    let measures = ledger::measures(indicator)?;
    let answers = |measure: &&Measure| matches!(measure.figure, Some(Figure::Improvement | Figure::Deterioration));
    let errors = std::mem::take(&mut typed.errors);
    Ok(LedgerPage {
        base: format!("/ledger/{unit}/{}", indicator.id),
        list_url: format!("/ledger?unit={unit}"),
        unit: opened.unit.clone(),
        unit_id: unit.to_string(),
        theme: indicator.theme.code().to_owned(),
        areas: indicator.areas.iter().map(|area| area.code().to_owned()).collect(),
        name: said.name.clone(),
        definition: said.definition.clone(),
        target: said.target.clone(),
        wanted: indicator.better.code().to_owned(),
        protects: said.protects.clone(),
        misleads: said.misleads.clone(),
        instead: said.instead.clone(),
        note: said.note.clone(),
        relation: indicator.relation.code().to_owned(),
        stays: indicator.stays.map(Stays::code).map(str::to_owned),
        verified: indicator.verified.code().to_owned(),
        english_unreviewed: !indicator.english_reviewed,
        register: indicator.register.clone(),
        sources: indicator.sources.clone(),
        percent: indicator.value.is_percent(),
        answered: measures.iter().any(answers),
        measures: measures
            .into_iter()
            .map(|one| measure_line(web, one, beside.is_some(), text))
            .collect::<Result<_, _>>()?,
        taken: match &opened.taken {
            Some(taken) => Some(taken_view(&opened, taken, axis, typed, text)?),
            None => None,
        },
        every: Every::ALL.iter().map(|every| Choice::new(every.code(), "", *every == Every::Month)).collect(),
        beside: beside.as_ref().map(|beside| beside_view(beside, axis, text)).transpose()?,
        may_write: opened.may_write,
        errors,
        done,
    })
}

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path((unit, id)): Path<(Uuid, String)>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let known = ["ledger-taken-up", "ledger-figures", "ledger-decided"];
    let done = came.done.filter(|done| known.contains(&done.as_str()));
    let body = body(&web, &staff, (UnitId(unit), &id), Typed::default(), done).await?;
    page(&web, &body, &staff.chrome(&web))
}

/// What a form to decide says, and what is wrong with it already.
pub(super) fn read_decision(
    status: &str,
    form: &DecisionForm,
) -> (Option<Status>, Result<NewDecision, Vec<FieldError>>) {
    let mut errors = Vec::new();
    let chosen = Status::from_code(status);
    if chosen.is_none() {
        errors.push(FieldError::new("status", "missing"));
    }
    let day = |text: &str| {
        let day = crate::view::format::read_day(text).and_then(|day| day.parse().ok());
        day.filter(|day| crate::domain::local_time::is_plausible(*day))
    };
    let decided_on = day(&form.decided_on);
    if decided_on.is_none() {
        let kind = if form.decided_on.trim().is_empty() { "missing" } else { "invalid" };
        errors.push(FieldError::new("decided_on", kind));
    }
    let sunset_on = day(&form.sunset_on);
    if sunset_on.is_none() && !form.sunset_on.trim().is_empty() {
        errors.push(FieldError::new("sunset_on", "invalid"));
    }
    let new = match (chosen, decided_on) {
        (Some(status), Some(decided_on)) if errors.is_empty() => Ok(NewDecision {
            status,
            decided_on,
            decided_by: form.decided_by.clone(),
            reason: form.because.clone(),
            sunset_on,
        }),
        _ => Err(errors),
    };
    (chosen, new)
}
