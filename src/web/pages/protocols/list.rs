//! `GET /protocols`: what each unit follows, and what there is to choose from.

use axum::extract::State;
use axum::response::Response;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::page;
use super::say;
use crate::app::protocols;
use crate::view::pages::protocol::Protocols;

pub(in crate::web) async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    let text = web.text(staff.language());
    let library = protocols::list(&web.app, &staff.who.proof).await?;
    let (mut own, mut models) = (Vec::new(), Vec::new());
    for entry in &library.entries {
        let card = say::card(entry, &library.units, &library.instruments, text)?;
        if entry.own { own.push(card) } else { models.push(card) }
    }
    let mut units = Vec::new();
    for unit in &library.units {
        let followed = library.entries.iter().find(|entry| entry.protocol.id == unit.protocol);
        let follows = followed.map_or_else(|| Ok(unit.protocol.clone()), |entry| say::title(entry, text))?;
        units.push(say::unit(unit, "", follows));
    }
    page(&web, &Protocols { units, own, models }, &staff.chrome(&web))
}
