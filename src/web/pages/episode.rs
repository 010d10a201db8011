//! `/episodes/{id}`: one patient's page, and what a clinician does from it.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::ask_by::square;
use super::new_patient::date;
use super::words::{self, Story};
use super::{mend, notices, page, see_other};
use crate::app::review::{self, CaseFile, Form, NewNote};
use crate::app::{AppError, enrol};
use crate::domain::access::Permission;
use crate::domain::care::{
    EndKind, EpisodeId, Moment, Request, RequestId, Respondent, Session, SessionId, SessionState,
};
use crate::domain::change;
use crate::domain::instrument::{Answer, Status, WordingStatus};
use crate::domain::local_time;
use crate::view::chart::{Better, Multiples, Point, Trajectory};
use crate::view::pages::FieldError;
use crate::view::pages::clinician::{
    AnswerRow, Answering, DeskCode, Discussion, Episode, FormAnswers, Measure, NewLink, OwnWords, RequestRow,
    SessionNow,
};
use crate::view::text::Text;

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

/// What is shown besides what is stored.
#[derive(Default)]
pub(super) struct Extra {
    pub(super) done: Option<String>,
    pub(super) new_link: Option<NewLink>,
    pub(super) desk_code: Option<DeskCode>,
    pub(super) note_text: String,
    pub(super) errors: Vec<FieldError>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let known = ["note", "seen", "handed", "state", "session", "registered", "ended", "entered", "declined"];
    let done = came.done.filter(|done| known.contains(&done.as_str()));
    let body = body(&web, &staff, EpisodeId(id), Extra { done, ..Extra::default() }).await?;
    page(&web, &body, &staff.chrome(&web))
}

pub(super) async fn body(web: &Web, staff: &Staff, id: EpisodeId, extra: Extra) -> Result<Episode, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    let proof = &staff.who.proof;
    let case = review::open(&web.app, proof, id).await?.ok_or(Failure::NotFound)?;
    let tenancy = web.app.tenancy(proof.tenant()).await?;
    let zone = tenancy.zone;
    let now = web.app.ambient.now();
    let today = local_time::day_of(zone, now);
    let language = staff.language();
    let text = web.text(language);
    let session = session_now(&case, today, zone);
    let asked = session.and_then(|session| before(&case, session));
    let rule = case.notice_rule.as_ref();
    let story = Story { forms: &case.forms, language: language.tag(), now: asked, rule };
    let measures = measures(&case, &story, zone, text)?;
    let alliance = alliance(&case, &story, zone, &measures);
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
        }),
        changed: story.remarks(),
        notices: notices::cards(web, staff, &case).await?,
        measures,
        alliance,
        forms: forms(&story, text)?,
        words: own_words(&case.forms, language.tag()),
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
                shared: note.shared,
            })
            .collect(),
        note_text: extra.note_text,
        errors: extra.errors,
        may_write: true,
        may_share: tenancy.settings.after.over_time,
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

fn points(case: &CaseFile, forms: &[&Form], scale: &str, zone: Tz, language: &str) -> Vec<Point> {
    forms
        .iter()
        .map(|form| {
            let score = form.score(scale);
            let words = form.definition.feedback_in(language);
            let band = score.and_then(|score| score.band.as_ref());
            let note = match (score.and_then(|score| score.value), band) {
                (Some(_), Some(band)) => words.and_then(|words| words.bands.get(band)).unwrap_or(band).clone(),
                (Some(_), None) => String::new(),
                (None, _) => words.map_or_else(String::new, |words| words.no_score.clone()),
            };
            let session = form.response.session.and_then(|id| case.sessions.iter().find(|session| session.id == id));
            Point {
                on: local_time::day_of(zone, form.response.answered_at),
                session: session.map(|session| number_of(case, session)),
                value: score.and_then(|score| score.value).map(words::two_decimals),
                prorated: score.is_some_and(|score| score.value.is_some() && score.unanswered > 0),
                note,
            }
        })
        .collect()
}

fn measures(case: &CaseFile, story: &Story<'_>, zone: Tz, text: &Text) -> Result<Vec<Measure>, Failure> {
    let mut measures = Vec::new();
    for definition in story.instruments() {
        let Some((metric, rule)) = words::metric(definition) else { continue };
        let forms: Vec<&Form> = case.forms_of(definition).collect();
        let (cutoff, reliable) = words::drawn(&rule);
        let feedback = definition.feedback_in(story.language);
        measures.push(Measure {
            trajectory: Trajectory {
                id: definition.instrument.id.clone(),
                measure: words::name(definition, story.language),
                topic: feedback
                    .and_then(|words| words.scales.get(&metric.scale.id))
                    .cloned()
                    .unwrap_or_else(|| definition.instrument.measures.clone()),
                lowest: metric.scale.range.0,
                highest: metric.scale.range.1,
                better: match metric.scale.direction {
                    change::Direction::HigherIsWorse => Better::Lower,
                    change::Direction::HigherIsBetter => Better::Higher,
                },
                cutoff,
                reliable: Some(reliable),
                points: points(case, &forms, &metric.scale.id, zone, story.language),
            },
            norms: Some(words::norms(&metric, &rule, text)?),
        });
    }
    Ok(measures)
}

/// The first symptom measure with the experience of the work together under it, on one time axis.
fn alliance(case: &CaseFile, story: &Story<'_>, zone: Tz, measures: &[Measure]) -> Option<Multiples> {
    let definition = story.instruments().into_iter().find(|definition| words::is_alliance(definition))?;
    let scale = words::alliance_scale(definition)?;
    let forms: Vec<&Form> = case.forms_of(definition).collect();
    let together = Trajectory {
        id: "together".to_owned(),
        measure: words::name(definition, story.language),
        topic: definition
            .feedback_in(story.language)
            .and_then(|words| words.scales.get(&scale.id))
            .cloned()
            .unwrap_or_default(),
        lowest: scale.range.0,
        highest: scale.range.1,
        better: Better::Higher,
        cutoff: None,
        reliable: None,
        points: points(case, &forms, &scale.id, zone, story.language),
    };
    let mut panels: Vec<Trajectory> = measures
        .first()
        .map(|measure| Trajectory { id: format!("{}-beside", measure.trajectory.id), ..measure.trajectory.clone() })
        .into_iter()
        .collect();
    panels.push(together);
    Some(Multiples { id: "symptoms-and-together".to_owned(), panels })
}

fn doubts(form: &Form, language: &str, text: &Text) -> Result<Vec<String>, Failure> {
    let mut doubts = Vec::new();
    let instrument = &form.definition.instrument;
    if !instrument.validated {
        doubts.push(text.message("doubt-not-validated", &[])?);
    } else if instrument.status() == Status::Draft {
        doubts.push(text.message("doubt-draft", &[])?);
    }
    let wording = form.definition.wording_in(language);
    if wording.is_some_and(|wording| wording.status() == WordingStatus::NotCompared) {
        doubts.push(text.message("doubt-unreviewed", &[])?);
    }
    Ok(doubts)
}

/// The latest answers to each form, beside last time's and the first.
fn forms(story: &Story<'_>, text: &Text) -> Result<Vec<FormAnswers>, Failure> {
    let mut shown = Vec::new();
    for definition in story.instruments() {
        let series: Vec<&Form> = story
            .forms
            .iter()
            .filter(|form| form.response.instrument == definition.instrument.id && !form.answers.is_empty())
            .collect();
        let Some((now, earlier)) = series.split_last() else { continue };
        let (last, start) = (earlier.last(), earlier.first());
        let wording = definition.wording_in(story.language);
        let rows = definition.instrument.asked(&now.answers).into_iter().map(|item| {
            let given = |form: &Form| {
                form.answers.lookup(&item.id).and_then(|answer| words::label(definition, item, answer, story.language))
            };
            let moved = match (now.answers.value(&item.id), last.and_then(|last| last.answers.value(&item.id))) {
                (Some(now), Some(last)) if now < last => "lower",
                (Some(now), Some(last)) if now > last => "higher",
                (Some(_), Some(_)) => "same",
                _ => "",
            };
            AnswerRow {
                text: wording.and_then(|wording| wording.item(&item.id)).unwrap_or(&item.topic).to_owned(),
                now: given(now),
                last: last.and_then(|form| given(form)),
                start: start.and_then(|form| given(form)),
                moved: moved.to_owned(),
                declined: matches!(now.answers.lookup(&item.id), Some(Answer::Declined)),
            }
        });
        shown.push(FormAnswers {
            title: wording.map_or_else(|| words::name(definition, story.language), |wording| wording.title.clone()),
            language: wording.map_or_else(|| story.language.to_owned(), |wording| wording.language.clone()),
            now: now.response.answered_at,
            last: last.map(|form| form.response.answered_at),
            start: start.map(|form| form.response.answered_at),
            rows: rows.collect(),
            how: now.response.provenance.mode.code().to_owned(),
            doubts: doubts(now, story.language, text)?,
        });
    }
    Ok(shown)
}

/// What the person wrote, the latest first.
fn own_words(forms: &[Form], language: &str) -> Vec<OwnWords> {
    forms
        .iter()
        .rev()
        .flat_map(|form| {
            form.answers.iter().filter_map(move |(item, answer)| match answer {
                Answer::Text(text) => Some(OwnWords {
                    at: form.response.answered_at,
                    question: form
                        .definition
                        .wording_in(language)
                        .and_then(|wording| wording.item(item))
                        .unwrap_or(item)
                        .to_owned(),
                    text: text.clone(),
                }),
                Answer::Value(_) | Answer::Declined => None,
            })
        })
        .collect()
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct NoteForm {
    csrf: String,
    session: String,
    text: String,
    shared: Option<String>,
}

pub(in crate::web) async fn note(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<NoteForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = EpisodeId(id);
    let session = form.session.parse::<Uuid>().ok().map(SessionId);
    let new = NewNote { episode: id, session, shared: form.shared.is_some(), text: form.text.clone() };
    match review::add_note(&web.app, &staff.who.proof, new).await {
        Ok(Some(_)) => Ok(see_other(&format!("/episodes/{id}?done=note"))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let kind = if form.text.trim().is_empty() { "missing" } else { "too-long" };
            let errors = vec![FieldError::new("text", kind)];
            let extra = Extra { note_text: form.text, errors, ..Extra::default() };
            mend(&web, &body(&web, &staff, id, extra).await?, &staff.chrome_at(&web, format!("/episodes/{id}")))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Only {
    pub(super) csrf: String,
}

/// Makes a link and shows it this once: it is stored nowhere.
pub(in crate::web) async fn invite(
    State(web): State<Web>,
    staff: Staff,
    Path((id, request)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let link =
        enrol::invite(&web.app, &staff.who.proof, EpisodeId(id), RequestId(request)).await?.ok_or(Failure::NotFound)?;
    let qr_svg = square(&link.url)?;
    let new_link = Some(NewLink { url: link.url, qr_svg, expires_at: link.expires_at });
    let body = body(&web, &staff, EpisodeId(id), Extra { new_link, ..Extra::default() }).await?;
    page(&web, &body, &staff.chrome_at(&web, format!("/episodes/{id}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct StateForm {
    csrf: String,
    state: String,
}

pub(in crate::web) async fn session_state(
    State(web): State<Web>,
    staff: Staff,
    Path((id, session)): Path<(Uuid, Uuid)>,
    Fields(form): Fields<StateForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let state = SessionState::from_code(&form.state).ok_or(Failure::Form)?;
    let change = enrol::SessionChange { state: Some(state), ..enrol::SessionChange::default() };
    match enrol::change_session(&web.app, &staff.who.proof, EpisodeId(id), SessionId(session), change).await? {
        Some(()) => Ok(see_other(&format!("/episodes/{id}?done=state"))),
        None => Err(Failure::NotFound),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct EndForm {
    csrf: String,
    ended_on: String,
    end_kind: String,
}

pub(in crate::web) async fn end(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<EndForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    let id = EpisodeId(id);
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    let today = local_time::day_of(zone, web.app.ambient.now());
    let kind = EndKind::from_code(&form.end_kind).ok_or(Failure::Form)?;
    let wrong = match date(&form.ended_on) {
        None if form.ended_on.trim().is_empty() => "missing",
        None => "invalid",
        Some(day) if day > today => "in-the-future",
        Some(day) => match enrol::end_episode(&web.app, &staff.who.proof, id, day, kind).await {
            Ok(Some(())) => return Ok(see_other(&format!("/episodes/{id}?done=ended"))),
            Ok(None) => return Err(Failure::NotFound),
            Err(AppError::Refused(_)) => "in-the-past",
            Err(error) => return Err(error.into()),
        },
    };
    let extra = Extra { errors: vec![FieldError::new("ended_on", wrong)], ..Extra::default() };
    mend(&web, &body(&web, &staff, id, extra).await?, &staff.chrome_at(&web, format!("/episodes/{id}")))
}
