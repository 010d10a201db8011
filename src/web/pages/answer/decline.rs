//! `/answer/decline`: no, after having started. Asked once more, since saved answers are removed.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::super::Web;
use super::super::super::cookies;
use super::super::super::failure::Failure;
use super::super::super::form::{self, Fields};
use super::super::link::{Confirm, declined};
use super::super::{page, with_header};
use super::{AGAIN_SECONDS, Answering, back_to_work, idle, is_staff};
use crate::app::collect;
use crate::domain::care::Mode;
use crate::view::pages::patient::Decline;

pub(in crate::web) async fn ask(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    let decline = Decline { action: "/answer/decline".to_owned(), back: "/answer".to_owned() };
    page(&web, &decline, &answering.chrome(&web, "/answer/decline".to_owned()))
}

pub(in crate::web) async fn confirm(
    State(web): State<Web>,
    headers: HeaderMap,
    Fields(form): Fields<Confirm>,
) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    form::check(&form.csrf, &answering.cookie)?;
    let stored_at = collect::decline(&web.app, &answering.cookie).await?.ok_or(Failure::Gone)?;
    if is_staff(answering.sheet.mode) {
        return Ok(back_to_work(answering.sheet.request.episode, "declined"));
    }
    let shown = declined(&web, &headers, stored_at, answering.language())?;
    let kiosk = answering.sheet.mode == Mode::Room && cookies::read(&headers, cookies::ROOM).is_some();
    Ok(if kiosk { with_header(idle("/room", AGAIN_SECONDS), shown) } else { shown })
}
