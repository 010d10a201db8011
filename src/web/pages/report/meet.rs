//! `/report/meeting`: the plan of a meeting over a report.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::{mend, page};
use super::{Asked, Chosen, Opened, choose, metric_key, open};
use crate::view::pages::leader_meeting::{Meeting, lengths, parts};
use crate::view::pages::{Choice, FieldError};

/// How the meeting is to be.
#[derive(Clone, Default, Deserialize)]
pub(in crate::web) struct How {
    #[serde(flatten)]
    asked: Asked,
    #[serde(default)]
    minutes: String,
    #[serde(default)]
    screen: String,
}

/// Back to the part of the meeting where something was written.
pub(super) fn address(chosen: &Chosen, minutes: &str, done: &str, part: &str) -> String {
    let (minutes, _) = parts(minutes.parse().unwrap_or(0));
    format!("/report/meeting?{}&minutes={minutes}&done={done}#on-{part}", chosen.query())
}

async fn body(web: &Web, staff: &Staff, chosen: &Chosen, (minutes, screen): (&str, &str)) -> Result<Meeting, Failure> {
    let Opened { body, meeting, .. } = open(web, staff, chosen).await?.found()?;
    let (minutes, parts) = parts(minutes.parse().unwrap_or(0));
    let query = chosen.query();
    let wall = screen == "wall";
    let way = |wall: bool| if wall { "&screen=wall" } else { "" };
    Ok(Meeting {
        body,
        unit: chosen.unit.to_string(),
        metric: chosen.metric.as_ref().map(metric_key).unwrap_or_default(),
        minutes,
        lengths: lengths()
            .map(|length| {
                Choice::new(format!("{query}&minutes={length}{}", way(wall)), length.to_string(), length == minutes)
            })
            .collect(),
        parts,
        other_way: format!("{query}&minutes={minutes}{}", way(!wall)),
        query,
        may_read: !wall && chosen.options.interpretable.contains(&chosen.unit),
        may_decide: !wall && meeting.may.decide,
        wall,
        mend: String::new(),
        typed: String::new(),
        errors: Vec::new(),
        done: None,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(how): Query<How>,
) -> Result<Response, Failure> {
    let chosen = choose(&web, &staff, &how.asked).await?;
    let mut shown = body(&web, &staff, &chosen, (&how.minutes, &how.screen)).await?;
    shown.done = how.asked.done.filter(|done| done == "reading" || done == "decision");
    page(&web, &shown, &staff.chrome(&web))
}

/// The page again, with what has to be mended: of which figure, what was typed, what is wrong.
pub(super) async fn again(
    web: &Web,
    staff: &Staff,
    chosen: &Chosen,
    minutes: &str,
    (part, typed, errors): (String, String, Vec<FieldError>),
) -> Result<Response, Failure> {
    let shown = body(web, staff, chosen, (minutes, "")).await?;
    let path = format!("/report/meeting?{}&minutes={}", chosen.query(), shown.minutes);
    mend(web, &Meeting { mend: part, typed, errors, ..shown }, &staff.chrome_at(web, path))
}
