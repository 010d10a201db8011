//! `GET /demo/{login}`: one click to be somebody, in the demonstration alone. Its accounts hold nothing
//! but invented people, and their passwords are printed at start.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Path, State};
use axum::response::Response;

use super::super::Web;
use super::super::failure::Failure;
use super::sign_in::welcome;
use crate::app::demo;

pub(in crate::web) async fn show(
    State(web): State<Web>,
    ConnectInfo(address): ConnectInfo<SocketAddr>,
    Path(login): Path<String>,
) -> Result<Response, Failure> {
    let known = demo::people().iter().any(|person| person.login == login);
    if !web.demo || !known || !address.ip().is_loopback() {
        return Err(Failure::NotFound);
    }
    let cookie = demo::sign_in(&web.app, &login).await?.ok_or(Failure::NotFound)?;
    Ok(welcome(&cookie, "/"))
}
