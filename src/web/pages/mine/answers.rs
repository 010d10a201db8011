//! `/mine/answers/{response}`: what was answered to one form; taking it back.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::link::Confirm;
use super::super::{page, see_other};
use super::{Inside, answered, named};
use crate::app::mine;
use crate::domain::care::ResponseId;
use crate::view::pages::patient::{OwnAnswers, OwnWithdraw};

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let inside = Inside::read(&web, &headers).await?;
    let own = mine::read_answers(&web.app, &inside.session, ResponseId(id)).await?.ok_or(Failure::Gone)?;
    let (rows, direction) = answered(&own.form);
    let (corrected_at, reason) = own.corrected.map_or((None, String::new()), |(at, reason)| (Some(at), reason));
    let body = OwnAnswers {
        form: named(&own.form),
        direction,
        rows,
        readers: own.readers,
        corrected_at,
        reason,
        may_correct: !own.form.definition.instrument.is_total_only(),
    };
    page(&web, &body, &inside.chrome(&web, &headers, &format!("/mine/answers/{id}")))
}

pub(in crate::web) async fn ask(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let inside = Inside::read(&web, &headers).await?;
    let own = mine::read_answers(&web.app, &inside.session, ResponseId(id)).await?.ok_or(Failure::Gone)?;
    let body = OwnWithdraw { form: named(&own.form) };
    page(&web, &body, &inside.chrome(&web, &headers, &format!("/mine/answers/{id}/withdraw")))
}

pub(in crate::web) async fn withdraw(
    State(web): State<Web>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Fields(form): Fields<Confirm>,
) -> Result<Response, Failure> {
    let inside = Inside::sent(&web, &headers, &form.csrf).await?;
    mine::withdraw(&web.app, &inside.session, ResponseId(id)).await?.ok_or(Failure::Gone)?;
    Ok(see_other("/mine?done=withdrawn"))
}
