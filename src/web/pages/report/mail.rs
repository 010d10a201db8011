//! `/report/mail`: links to drafts, for whoever wants them.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::{Failure, escape};
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::see_other;
use super::{Asked, Chosen, choose};
use crate::app::report;
use crate::domain::access::Permission;
use crate::view::pages::leader::Mail;

/// What can be sent of the report that is shown.
pub(super) async fn offer(web: &Web, staff: &Staff, chosen: &Chosen) -> Result<Option<Mail>, Failure> {
    let Some(subject) = chosen.subject() else { return Ok(None) };
    let mailing = report::mailing(&web.app, &staff.who.proof, &subject).await?;
    // Where nothing is sent there is nothing to choose; a wish from before can still be taken back.
    let offered = mailing.sends || mailing.wish.is_some();
    Ok(offered.then(|| Mail {
        address: mailing.address,
        wish: mailing.wish.map(|id| id.to_string()),
        next: mailing.next,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct WishForm {
    csrf: String,
    unit: String,
    metric: String,
    from: String,
    to: String,
}

pub(in crate::web) async fn subscribe(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<WishForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let asked = Asked { unit: form.unit, metric: form.metric, from: form.from, to: form.to, ..Asked::default() };
    let chosen = choose(&web, &staff, &asked).await?;
    let subject = chosen.subject().ok_or(Failure::NotFound)?;
    if !report::subscribe(&web.app, &staff.who.proof, &subject).await? {
        return Err(Failure::NotFound);
    }
    Ok(see_other(&format!("/report?{}&done=report-mail#report-mail", chosen.query())))
}

/// Where the link in a letter leads: the report of the quarters it was about.
pub(in crate::web) async fn open(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadReports)?;
    let subject = report::open_wish(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let metric = [&subject.instrument, &subject.scale, &subject.norms, &subject.first, &subject.last];
    let metric = metric.map(String::as_str).join("~");
    let (unit, from, to) = (subject.unit, subject.from, subject.to);
    Ok(see_other(&format!("/report?unit={unit}&metric={}&from={from}&to={to}", escape(&metric))))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct StopForm {
    csrf: String,
}

pub(in crate::web) async fn stop(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<StopForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    if !report::unsubscribe(&web.app, &staff.who.proof, id).await? {
        return Err(Failure::NotFound);
    }
    Ok(see_other("/account?done=mail-stopped#report-mail"))
}
