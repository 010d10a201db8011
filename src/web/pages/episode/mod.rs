//! `/episodes/{id}`: one patient's page.

mod acts;
mod answers;
mod curves;
mod paper;
mod together;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use uuid::Uuid;

use self::curves::Drawing;
use super::super::Web;
use super::super::failure::Failure;
use super::super::staff::Staff;
use super::words::{self, Story};
use super::{notices, page, support};
use crate::app::review::{self, CaseFile, Form};
use crate::domain::access::Permission;
use crate::domain::care::{EpisodeId, Moment, Request, Respondent, Session, SessionState};
use crate::domain::local_time;
use crate::view::pages::FieldError;
use crate::view::pages::clinician::{Answering, DeskCode, Discussion, Episode, NewLink, RequestRow, SessionNow};

pub(in crate::web) use acts::{Only, discussed, end, invite, note, session_state};
pub(in crate::web) use paper::show as show_paper;
pub(in crate::web) use together::show as show_together;

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
    /// The scale to draw large.
    scale: Option<String>,
}

/// What is shown besides what is stored.
#[derive(Default)]
pub(super) struct Extra {
    pub(super) done: Option<String>,
    pub(super) new_link: Option<NewLink>,
    pub(super) desk_code: Option<DeskCode>,
    pub(super) note_text: String,
    pub(super) note_change: String,
    pub(super) scale: Option<String>,
    /// What is read, when it is not to be looked at here.
    pub(super) read_as: Option<&'static str>,
    pub(super) errors: Vec<FieldError>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let known =
        ["note", "seen", "handed", "state", "session", "registered", "ended", "entered", "declined", "discussed"];
    let done = came.done.filter(|done| known.contains(&done.as_str()));
    let body = body(&web, &staff, EpisodeId(id), Extra { done, scale: came.scale, ..Extra::default() }).await?;
    page(&web, &body, &staff.chrome(&web))
}

pub(super) async fn body(web: &Web, staff: &Staff, id: EpisodeId, extra: Extra) -> Result<Episode, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let proof = &staff.who.proof;
    let case = review::open_for(&web.app, proof, id, extra.read_as.unwrap_or(review::LOOKED_AT))
        .await?
        .ok_or(Failure::NotFound)?;
    let tenancy = web.app.tenancy(proof.tenant()).await?;
    let zone = tenancy.zone;
    let now = web.app.ambient.now();
    let today = local_time::day_of(zone, now);
    let language = staff.language();
    let text = web.text(language);
    let session = session_now(&case, today, zone);
    let asked = session.and_then(|session| before(&case, session));
    let own: Vec<&Form> = words::by_patient(&case.forms);
    let rule = case.notice_rule.as_ref();
    let story = Story { forms: &own, language: language.tag(), now: asked, rule };
    let drawing = Drawing { case: &case, zone, language: language.tag(), text };
    let curves = curves::draw(web, proof, &drawing, extra.scale.as_deref()).await?;
    let held = case.sessions.iter().filter(|session| session.state == SessionState::Held).count();
    let name = |id| case.names.get(id).cloned().unwrap_or_default();
    Ok(Episode {
        base: format!("/episodes/{id}"),
        name: case.identity.name(),
        birth_date: case.identity.birth_date,
        age: case.identity.birth_date.and_then(|born| today.years_since(born)),
        problem: case.episode.problem.code().to_owned(),
        course: case.episode.course.code().to_owned(),
        unit: case.unit.clone(),
        referred_on: Some(case.episode.referred_on),
        started_on: case.episode.started_on,
        ended_on: case.episode.ended_on,
        end_kind: case.episode.end_kind.map_or_else(String::new, |kind| kind.code().to_owned()),
        clinicians: case.clinicians.iter().map(name).collect(),
        sessions_held: u32::try_from(held).unwrap_or(0),
        session: session.map(|session| SessionNow {
            id: session.id.to_string(),
            starts_at: session.starts_at,
            mode: session.mode.code().to_owned(),
            state: session.state.code().to_owned(),
            number: number_of(&case, session),
            answers: answering(&case, asked),
            discussed: case.feedback.iter().find(|one| one.session == session.id).and_then(|one| one.discussed),
        }),
        changed: story.remarks(),
        notices: notices::cards(web, staff, &case).await?,
        chosen: curves.chosen,
        choices: curves.choices,
        all: curves.all,
        others: curves.others,
        support: support::shown(&case.support, text)?,
        forms: answers::forms(&story, &case.corrections, text)?,
        words: answers::own_words(&case.forms, Respondent::Patient, language.tag()),
        requests: requests(&case, now),
        new_link: extra.new_link,
        desk_code: extra.desk_code,
        notes: case
            .notes
            .iter()
            .map(|note| Discussion {
                at: note.at,
                by: name(&note.author),
                text: note.text.clone(),
                change: note.change.clone(),
                shared: note.shared,
            })
            .collect(),
        note_text: extra.note_text,
        note_change: extra.note_change,
        errors: extra.errors,
        may_write: true,
        may_share: tenancy.settings.after.over_time || tenancy.settings.after.own_page,
        own_page: tenancy.settings.after.own_page,
        done: extra.done,
    })
}

/// The session the page is read for: today's; else an earlier one of which nobody has said what became;
/// else the next; else the last.
fn session_now(case: &CaseFile, today: NaiveDate, zone: Tz) -> Option<&Session> {
    let day = |session: &&Session| local_time::day_of(zone, session.starts_at);
    let live = || case.sessions.iter().filter(|session| session.state != SessionState::Cancelled);
    live()
        .find(|session| day(session) == today)
        .or_else(|| live().find(|session| session.state == SessionState::Planned && day(session) < today))
        .or_else(|| live().find(|session| day(session) > today))
        .or_else(|| live().next_back())
}

fn before<'a>(case: &'a CaseFile, session: &Session) -> Option<&'a Request> {
    case.requests.iter().find(|request| request.session == Some(session.id) && request.moment != Moment::AfterSession)
}

/// Which session of the episode it is, from 1; those called off do not count.
fn number_of(case: &CaseFile, session: &Session) -> u32 {
    let counts = |other: &&Session| {
        other.starts_at <= session.starts_at
            && (other.id == session.id || matches!(other.state, SessionState::Held | SessionState::Planned))
    };
    u32::try_from(case.sessions.iter().filter(counts).count()).unwrap_or(0)
}

/// How far a request has come; what was taken back says so.
fn answering(case: &CaseFile, request: Option<&Request>) -> Answering {
    match request {
        Some(request) if case.withdrawn.contains(&request.id) => Answering::Withdrawn,
        request => words::answering(request),
    }
}

/// The latest dozen requests, the latest first.
fn requests(case: &CaseFile, now: chrono::DateTime<chrono::Utc>) -> Vec<RequestRow> {
    case.requests
        .iter()
        .rev()
        .take(12)
        .map(|request| RequestRow {
            id: request.id.to_string(),
            moment: match request.moment {
                Moment::AfterSession => "after",
                Moment::BeforeSession => "before",
                _ => "other",
            }
            .to_owned(),
            session_at: request
                .session
                .and_then(|id| case.sessions.iter().find(|session| session.id == id))
                .map(|session| session.starts_at),
            answers: answering(case, Some(request)),
            may_link: !request.state.is_final() && !request.lapsed(now) && request.respondent != Respondent::Clinician,
            may_here: request.accepts(now),
            asked: (request.respondent != Respondent::Patient).then(|| request.respondent.code().to_owned()),
        })
        .collect()
}
