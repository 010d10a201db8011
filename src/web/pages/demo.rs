//! `GET /demo/{login}`: one click to be somebody, in the demonstration alone. Its accounts hold nothing
//! but invented people, and their passwords are printed at start.

use axum::extract::{Path, State};
use axum::response::Response;

use super::super::Web;
use super::super::client::Client;
use super::super::failure::Failure;
use super::sign_in::welcome;
use crate::app::demo;

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Client(address): Client,
    Path(login): Path<String>,
) -> Result<Response, Failure> {
    let known = demo::people().iter().any(|person| person.login == login);
    if !web.demo || !known || !address.is_loopback() {
        return Err(Failure::NotFound);
    }
    let cookie = demo::sign_in(&web.app, &login).await?.ok_or(Failure::NotFound)?;
    Ok(welcome(&cookie, "/"))
}
