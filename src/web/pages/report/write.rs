//! What is written over a report: readings, decisions, where it stands, versions.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{mend, see_other};
use super::{Asked, Chosen, Typed, body, choose, meet};
use crate::app::AppError;
use crate::app::report::{self, NewReading, NewState, Wrong};
use crate::store::report::Stance;
use crate::view::pages::FieldError;

/// The report that a form is about, by its first fields: token, unit, metric, first and last day.
async fn chosen(web: &Web, staff: &Staff, [csrf, unit, metric, from, to]: [String; 5]) -> Result<Chosen, Failure> {
    staff.check(&csrf)?;
    choose(web, staff, &Asked { unit, metric, from, to, ..Asked::default() }).await
}

/// The page of the report again, with what has to be mended.
async fn again(web: &Web, staff: &Staff, chosen: &Chosen, typed: Typed) -> Result<Response, Failure> {
    let page = body(web, staff, chosen, typed).await?;
    mend(web, &page, &staff.chrome_at(web, format!("/report?{}", chosen.query())))
}

/// What is wrong with a text that was refused.
fn kind(text: &str) -> &'static str {
    if text.trim().is_empty() { "missing" } else { "too-long" }
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
    /// The meeting's minutes, when it was written there.
    #[serde(default)]
    meeting: String,
}

pub(in crate::web) async fn read(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<ReadForm>,
) -> Result<Response, Failure> {
    let chosen = chosen(&web, &staff, [form.csrf, form.unit, form.metric, form.from, form.to]).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    let stance = match form.stance.as_str() {
        "reads" => Stance::Reading,
        "agrees" => Stance::Agrees,
        "dissents" => Stance::Dissents,
        _ => return Err(Failure::Form),
    };
    if !report::FIGURES.contains(&form.about.as_str()) {
        return Err(Failure::Form);
    }
    let new = NewReading { figure: form.about.clone(), stance, text: form.text.clone() };
    match report::add_reading(&web.app, &staff.who.proof, &subject, new).await {
        Ok(Some(())) if form.meeting.is_empty() => {
            Ok(see_other(&format!("/report?{}&done=reading#said", chosen.query())))
        }
        Ok(Some(())) => Ok(see_other(&meet::address(&chosen, &form.meeting, "reading", &form.about))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let errors = vec![FieldError::new("text", kind(&form.text))];
            if form.meeting.is_empty() {
                again(&web, &staff, &chosen, Typed { reading: form.text, errors, ..Typed::default() }).await
            } else {
                meet::again(&web, &staff, &chosen, &form.meeting, (form.about, form.text, errors)).await
            }
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct DecideForm {
    csrf: String,
    unit: String,
    metric: String,
    from: String,
    to: String,
    decision: String,
    #[serde(default)]
    meeting: String,
}

pub(in crate::web) async fn decide(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<DecideForm>,
) -> Result<Response, Failure> {
    let chosen = chosen(&web, &staff, [form.csrf, form.unit, form.metric, form.from, form.to]).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    match report::decide(&web.app, &staff.who.proof, &subject, &form.decision).await {
        Ok(Some(())) if form.meeting.is_empty() => {
            Ok(see_other(&format!("/report?{}&done=decision#said", chosen.query())))
        }
        Ok(Some(())) => Ok(see_other(&meet::address(&chosen, &form.meeting, "decision", "decide"))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let errors = vec![FieldError::new("decision", kind(&form.decision))];
            if form.meeting.is_empty() {
                again(&web, &staff, &chosen, Typed { decision: form.decision, errors, ..Typed::default() }).await
            } else {
                let typed = ("decide".to_owned(), form.decision, errors);
                meet::again(&web, &staff, &chosen, &form.meeting, typed).await
            }
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct StateForm {
    csrf: String,
    unit: String,
    metric: String,
    from: String,
    to: String,
    /// Written out: a form's numbers are texts.
    seen: String,
    state: String,
    back_reason: String,
}

pub(in crate::web) async fn change(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<StateForm>,
) -> Result<Response, Failure> {
    let chosen = chosen(&web, &staff, [form.csrf, form.unit, form.metric, form.from, form.to]).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    let (Ok(to), Ok(seen)) = (form.state.parse(), form.seen.parse()) else { return Err(Failure::Form) };
    let new = NewState { to, seen, reason: form.back_reason.clone() };
    let wrong = match report::change_state(&web.app, &staff.who.proof, &subject, &new).await? {
        Some(Ok(_)) => return Ok(see_other(&format!("/report?{}&done=report-moved", chosen.query()))),
        Some(Err(wrong)) => wrong,
        None => return Err(Failure::NotFound),
    };
    let error = match wrong {
        Wrong::Moved => FieldError::new("state", "moved"),
        Wrong::NoReading => FieldError::new("state", "no-reading"),
        Wrong::NoReason => FieldError::new("back_reason", "missing"),
        Wrong::LongReason => FieldError::new("back_reason", "too-long"),
    };
    again(&web, &staff, &chosen, Typed { reason: form.back_reason, errors: vec![error], ..Typed::default() }).await
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
    let chosen = chosen(&web, &staff, [form.csrf, form.unit, form.metric, form.from, form.to]).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    match report::freeze(&web.app, &staff.who.proof, &subject).await? {
        Some(_) => Ok(see_other(&format!("/report?{}&done=frozen#said", chosen.query()))),
        None => Err(Failure::NotFound),
    }
}
