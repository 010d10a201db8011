//! `/account`: one's own sign-ins, and where one is written to.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::{mend, page, see_other, words};
use crate::app::{report, sign_in};
use crate::view::pages::FieldError;
use crate::view::pages::sign_in::{Account, MailWish, OwnSession};

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct End {
    csrf: String,
}

async fn body(web: &Web, staff: &Staff) -> Result<Account, Failure> {
    let mut sessions: Vec<OwnSession> = sign_in::list_own(&web.app, &staff.who)
        .await?
        .into_iter()
        .map(|one| OwnSession {
            id: one.id.to_string(),
            started_at: one.created_at,
            last_used_at: one.seen_at,
            current: one.id == staff.who.sign_in.id,
            device: one.device,
        })
        .collect();
    sessions.sort_by_key(|one| !one.current);
    let tag = web.text(staff.language()).language().tag();
    let wishes = report::list_wishes(&web.app, &staff.who.proof).await?.into_iter().map(|own| MailWish {
        id: own.wish.id.to_string(),
        unit: own.unit,
        measure: own.definition.map_or(own.wish.subject.instrument, |definition| words::name(definition, tag)),
        told: own.wish.subject.to,
        reason: own.wish.telling.reason,
    });
    let account = &staff.who.account;
    Ok(Account {
        name: account.name.clone(),
        login: account.login.clone(),
        second_factor: account.totp_sealed.is_some(),
        sessions,
        email: account.email.clone().unwrap_or_default(),
        wishes: wishes.collect(),
        errors: Vec::new(),
        done: None,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let done = came
        .done
        .filter(|done| ["session-ended", "email-saved", "email-removed", "mail-stopped"].contains(&done.as_str()));
    page(&web, &Account { done, ..body(&web, &staff).await? }, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct EmailForm {
    csrf: String,
    email: String,
}

pub(in crate::web) async fn set_email(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<EmailForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    if sign_in::set_own_email(&web.app, &staff.who, &form.email).await? {
        let done = if form.email.trim().is_empty() { "email-removed" } else { "email-saved" };
        return Ok(see_other(&format!("/account?done={done}")));
    }
    let errors = vec![FieldError::new("email", "invalid")];
    let again = Account { email: form.email, errors, ..body(&web, &staff).await? };
    mend(&web, &again, &staff.chrome_at(&web, "/account".to_owned()))
}

pub(in crate::web) async fn end(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<End>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    sign_in::end_own(&web.app, &staff.who, id).await?;
    Ok(see_other("/account?done=session-ended"))
}

pub(in crate::web) async fn end_others(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<End>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    for one in sign_in::list_own(&web.app, &staff.who).await? {
        if one.id != staff.who.sign_in.id {
            sign_in::end_own(&web.app, &staff.who, one.id).await?;
        }
    }
    Ok(see_other("/account?done=session-ended"))
}
