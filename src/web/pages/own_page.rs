//! `/episodes/{id}/own-page`: the way to the patient's own pages. Made, ended, and a code shown, by whoever treats.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::ask_by::square;
use super::episode::Only;
use super::{mend, page};
use crate::app::AppError;
use crate::app::mine::{self, Made, ShownCode};
use crate::domain::access::Permission;
use crate::domain::care::{Channel, EpisodeId};
use crate::view::pages::clinician::{DeskCode, NewLink, OwnPage, StandingWay};

async fn body(web: &Web, staff: &Staff, id: Uuid) -> Result<OwnPage, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let door = mine::read_door(&web.app, &staff.who.proof, EpisodeId(id)).await?.ok_or(Failure::NotFound)?;
    let (ways, unreached) = match door.ways {
        Ok(ways) => (ways.iter().map(|way| way.code().to_owned()).collect(), String::new()),
        Err(why) => (Vec::new(), why.code().to_owned()),
    };
    Ok(OwnPage {
        base: format!("/episodes/{id}"),
        name: door.name,
        born: door.born,
        standing: door.standing.map(|way| StandingWay { by: way.by, made_at: way.made_at, expires_at: way.expires_at }),
        ways,
        unreached,
        new_link: None,
        sent: None,
        code: None,
        ended: false,
    })
}

fn answer(web: &Web, staff: &Staff, id: Uuid, body: &OwnPage) -> Result<Response, Failure> {
    page(web, body, &staff.chrome_at(web, format!("/episodes/{id}/own-page")))
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
) -> Result<Response, Failure> {
    let body = body(&web, &staff, id).await?;
    answer(&web, &staff, id, &body)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Make {
    csrf: String,
    how: String,
}

/// Makes the link and shows it this once: it is stored nowhere.
pub(in crate::web) async fn make(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Make>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let how = match form.how.as_str() {
        "screen" => None,
        "sms" => Some(Channel::Sms),
        "email" => Some(Channel::Email),
        _ => return Err(Failure::Form),
    };
    match mine::make(&web.app, &staff.who.proof, EpisodeId(id), how).await {
        Ok(Some(Made { url, expires_at, sent })) => {
            let qr_svg = square(&url)?;
            let new_link = Some(NewLink { url, qr_svg, expires_at });
            let sent = sent.map(|channel| channel.code().to_owned());
            let body = OwnPage { new_link, sent, ..body(&web, &staff, id).await? };
            answer(&web, &staff, id, &body)
        }
        Ok(None) => Err(Failure::NotFound),
        // The page says by itself what is missing: the date of birth, or an address.
        Err(AppError::Refused(_)) => {
            let body = body(&web, &staff, id).await?;
            mend(&web, &body, &staff.chrome_at(&web, format!("/episodes/{id}/own-page")))
        }
        Err(error) => Err(error.into()),
    }
}

pub(in crate::web) async fn end(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    mine::end(&web.app, &staff.who.proof, EpisodeId(id)).await?.ok_or(Failure::NotFound)?;
    let body = OwnPage { ended: true, ..body(&web, &staff, id).await? };
    answer(&web, &staff, id, &body)
}

/// Six digits for the one who is in the room, shown this once.
pub(in crate::web) async fn code(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let shown = mine::show_code(&web.app, &staff.who.proof, EpisodeId(id)).await?.ok_or(Failure::NotFound)?;
    let ShownCode { digits, expires_at } = shown;
    let body = OwnPage { code: Some(DeskCode { digits, expires_at }), ..body(&web, &staff, id).await? };
    answer(&web, &staff, id, &body)
}
