//! `/account`: one's own sign-ins.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::{page, see_other};
use crate::app::sign_in;
use crate::view::pages::sign_in::{Account, OwnSession};

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    ended: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct End {
    csrf: String,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
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
    let account = &staff.who.account;
    let body = Account {
        name: account.name.clone(),
        login: account.login.clone(),
        second_factor: account.totp_sealed.is_some(),
        sessions,
        ended: came.ended.is_some(),
    };
    page(&web, &body, &staff.chrome(&web))
}

pub(in crate::web) async fn end(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<End>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    sign_in::end_own(&web.app, &staff.who, id).await?;
    Ok(see_other("/account?ended=1"))
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
    Ok(see_other("/account?ended=1"))
}
