//! `/today`: my sessions, in time order.

use axum::extract::{Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::page;
use super::words::{Story, answering, by_patient};
use crate::app::review;
use crate::domain::access::Permission;
use crate::domain::local_time;
use crate::view::pages::clinician::{Today, TodaySession};

/// How much is said of each session: what can be read on the way to the door.
const WORTH_ASKING: usize = 3;

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    day: Option<NaiveDate>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let proof = &staff.who.proof;
    let tenancy = web.app.tenancy(proof.tenant()).await?;
    let zone = tenancy.zone;
    let today = local_time::day_of(zone, web.app.ambient.now());
    let day = which.day.filter(|day| local_time::is_plausible(*day)).unwrap_or(today);
    let language = staff.language().tag();
    let mut sessions = Vec::new();
    for slot in review::list_today(&web.app, proof, day).await? {
        let own = by_patient(&slot.forms);
        let rule = slot.notice_rule.as_ref();
        let story = Story { forms: &own, language, now: slot.request.as_ref(), rule };
        sessions.push(TodaySession {
            starts_at: slot.session.starts_at,
            minutes: u32::try_from(slot.session.minutes).unwrap_or(0),
            name: slot.identity.name(),
            url: format!("/episodes/{}", slot.session.episode),
            mode: slot.session.mode.code().to_owned(),
            state: slot.session.state.code().to_owned(),
            number: u32::try_from(slot.number).unwrap_or(0),
            answers: answering(slot.request.as_ref()),
            notices: u32::try_from(slot.waiting).unwrap_or(u32::MAX),
            // That nothing new has come is said first: what follows is from the time before.
            worth_asking: story.remarks().into_iter().take(WORTH_ASKING).collect(),
        });
    }
    let body = Today {
        day,
        is_today: day == today,
        previous: day.pred_opt().unwrap_or(day),
        next: day.succ_opt().unwrap_or(day),
        sessions,
    };
    page(&web, &body, &staff.chrome(&web))
}
