//! What would leave, and the approval by which it does; and taking it back.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{mend, page, see_other};
use super::released;
use crate::app::network::{self, ShareRefusal};
use crate::domain::access::Permission;
use crate::domain::ledger::Period;
use crate::view::pages::FieldError;
use crate::view::pages::network::NetworkShare;

async fn body(
    web: &Web,
    staff: &Staff,
    (id, period): (Uuid, Period),
    refused: Option<ShareRefusal>,
) -> Result<NetworkShare, Failure> {
    let opened = network::open(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)?;
    let shown = network::preview(&web.app, &staff.who.proof, id, period).await?.ok_or(Failure::NotFound)?;
    let text = web.text(staff.language());
    let mut body = NetworkShare {
        base: format!("/networks/{id}"),
        name: opened.charter.name,
        unit: opened.unit,
        period: period.to_string(),
        released: None,
        frozen: false,
        seen: String::new(),
        refused: refused.map(|why| why.code().to_owned()),
        errors: vec![],
    };
    match shown {
        Ok(shown) => {
            body.released = Some(released(web, &shown.edition, text)?);
            (body.frozen, body.seen) = (shown.frozen, shown.seen);
        }
        Err(why) => body.refused = Some(why.code().to_owned()),
    }
    Ok(body)
}

#[derive(Deserialize)]
pub(in crate::web) struct Asked {
    #[serde(default)]
    period: String,
}

fn read(period: &str) -> Result<Period, Failure> {
    period.parse().map_err(|_| Failure::NotFound)
}

pub(in crate::web) async fn ask(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    staff.need(Permission::Administer)?;
    page(&web, &body(&web, &staff, (id, read(&asked.period)?), None).await?, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct ShareForm {
    csrf: String,
    period: String,
    seen: String,
    #[serde(default)]
    approve: String,
}

pub(in crate::web) async fn share(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<ShareForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    let period = read(&form.period)?;
    let back = staff.chrome_at(&web, format!("/networks/{id}/share?period={period}"));
    if form.approve != "yes" {
        let mut shown = body(&web, &staff, (id, period), None).await?;
        shown.errors.push(FieldError::new("approve", "missing"));
        return mend(&web, &shown, &back);
    }
    match network::share(&web.app, &staff.who.proof, id, period, &form.seen).await?.ok_or(Failure::NotFound)? {
        Ok(_) => Ok(see_other(&format!("/networks/{id}?done=network-shared"))),
        Err(why) => mend(&web, &body(&web, &staff, (id, period), Some(why)).await?, &back),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct WithdrawForm {
    csrf: String,
    period: String,
}

pub(in crate::web) async fn withdraw(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<WithdrawForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::Administer)?;
    network::withdraw(&web.app, &staff.who.proof, id, read(&form.period)?).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/networks/{id}?done=network-withdrawn")))
}
