//! What changes a unit's ledger.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{mend, see_other};
use super::indicator::{self, Typed, read_decision};
use super::list;
use crate::app::ledger;
use crate::domain::care::UnitId;
use crate::domain::ledger::{Every, Period};
use crate::interop::ledger_csv::{self, Fault};
use crate::view::pages::FieldError;
use crate::view::pages::ledger::DecisionForm;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct TakeUpForm {
    csrf: String,
    every: String,
}

pub(in crate::web) async fn take_up(
    State(web): State<Web>,
    staff: Staff,
    Path((unit, id)): Path<(Uuid, String)>,
    Fields(form): Fields<TakeUpForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let every = Every::from_code(&form.every).ok_or(Failure::Form)?;
    ledger::take_up(&web.app, &staff.who.proof, UnitId(unit), &id, every).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/ledger/{unit}/{id}?done=ledger-taken-up")))
}

/// One figure, or pasted rows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct FiguresForm {
    csrf: String,
    #[serde(default)]
    period: String,
    #[serde(default)]
    value: String,
    rows: Option<String>,
}

/// What a page says of a fault of one figure.
const fn of_field(fault: Fault) -> (&'static str, &'static str) {
    match fault {
        Fault::Every => ("period", "another-length"),
        Fault::Future => ("period", "not-ended"),
        Fault::Range => ("value", "out-of-range"),
        Fault::Value => ("value", "not-a-number"),
        _ => ("period", "not-a-period"),
    }
}

async fn one_figure(
    web: &Web,
    staff: &Staff,
    (unit, id): (UnitId, &str),
    form: &FiguresForm,
) -> Result<Result<(), Fault>, Failure> {
    let Ok(period) = form.period.parse::<Period>() else { return Ok(Err(Fault::Period)) };
    let value = match form.value.trim() {
        "" => None,
        typed => match ledger_csv::number(typed) {
            Some(value) => Some(value),
            None => return Ok(Err(Fault::Value)),
        },
    };
    let stored = ledger::add_figures(&web.app, &staff.who.proof, unit, id, &[(period, value)]).await?;
    Ok(stored.ok_or(Failure::NotFound)?.map_err(|(_, fault)| fault))
}

pub(in crate::web) async fn figures(
    State(web): State<Web>,
    staff: Staff,
    Path((unit, id)): Path<(Uuid, String)>,
    Fields(form): Fields<FiguresForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let place = (UnitId(unit), id.as_str());
    let typed = match &form.rows {
        None => match one_figure(&web, &staff, place, &form).await? {
            Ok(()) => None,
            Err(fault) => {
                let (field, kind) = of_field(fault);
                let figure = Some((form.period.clone(), form.value.clone()));
                Some(Typed { errors: vec![FieldError::new(field, kind)], figure, ..Typed::default() })
            }
        },
        Some(rows) => {
            let wrong = match ledger_csv::read(rows, 2) {
                Err(wrong) => Err(wrong),
                Ok(read) => ledger::import(&web.app, &staff.who.proof, place.0, Some(place.1), &read)
                    .await?
                    .ok_or(Failure::NotFound)?,
            };
            wrong.err().map(|wrong| Typed { rows: Some((rows.clone(), wrong)), ..Typed::default() })
        }
    };
    match typed {
        None => Ok(see_other(&format!("/ledger/{unit}/{id}?done=ledger-figures"))),
        Some(typed) => mended(&web, &staff, place, typed).await,
    }
}

/// The page again with what has to be mended; for whoever may write alone.
async fn mended(web: &Web, staff: &Staff, place: (UnitId, &str), typed: Typed) -> Result<Response, Failure> {
    let body = indicator::body(web, staff, place, typed, None).await?;
    if !body.may_write || body.taken.is_none() {
        return Err(Failure::NotFound);
    }
    mend(web, &body, &staff.chrome_at(web, body.base.clone()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ImportForm {
    csrf: String,
    rows: String,
}

pub(in crate::web) async fn import(
    State(web): State<Web>,
    staff: Staff,
    Path(unit): Path<Uuid>,
    Fields(form): Fields<ImportForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let wrong = match ledger_csv::read(&form.rows, 3) {
        Err(wrong) => wrong,
        Ok(rows) => match ledger::import(&web.app, &staff.who.proof, UnitId(unit), None, &rows).await? {
            None => return Err(Failure::NotFound),
            Some(Ok(_)) => return Ok(see_other(&format!("/ledger?unit={unit}&done=ledger-figures"))),
            Some(Err(wrong)) => wrong,
        },
    };
    let body = list::body(&web, &staff, Some(UnitId(unit)), (form.rows, &wrong), None).await?;
    if !body.may_write {
        return Err(Failure::NotFound);
    }
    mend(&web, &body, &staff.chrome_at(&web, format!("/ledger?unit={unit}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct DecideForm {
    csrf: String,
    #[serde(default)]
    status: String,
    decided_on: String,
    decided_by: String,
    because: String,
    sunset_on: String,
}

pub(in crate::web) async fn decide(
    State(web): State<Web>,
    staff: Staff,
    Path((unit, id)): Path<(Uuid, String)>,
    Fields(form): Fields<DecideForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let place = (UnitId(unit), id.as_str());
    let opened = ledger::open(&web.app, &staff.who.proof, place.0, &id).await?.ok_or(Failure::NotFound)?;
    if !opened.may_write {
        // The use case refuses it too, and records the try.
        return Err(Failure::NotFound);
    }
    let typed = DecisionForm {
        statuses: Vec::new(),
        decided_on: form.decided_on,
        decided_by: form.decided_by,
        because: form.because,
        sunset_on: form.sunset_on,
    };
    let (status, new) = read_decision(&form.status, &typed);
    let errors = match new {
        Err(errors) => errors,
        Ok(new) => {
            let wrong = opened.indicator.check(&new, opened.today);
            if wrong.is_empty() {
                ledger::decide(&web.app, &staff.who.proof, place.0, &id, new).await?.ok_or(Failure::NotFound)?;
                return Ok(see_other(&format!("/ledger/{unit}/{id}?done=ledger-decided")));
            }
            wrong.into_iter().map(|(field, kind)| FieldError::new(field, kind)).collect()
        }
    };
    mended(&web, &staff, place, Typed { errors, decision: Some((status, typed)), ..Typed::default() }).await
}
