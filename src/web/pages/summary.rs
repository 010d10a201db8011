//! `/episodes/{id}/summary`: one page about a course is written, shown to the patient, answered and handed over.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::document::{Paper, document};
use super::episode::Only;
use super::{mend, page, see_other, with_header, words};
use crate::app::AppError;
use crate::app::summary::{self, CourseSummary, Noted, Said, Summaries};
use crate::catalogue::Definition;
use crate::domain::access::Permission;
use crate::domain::care::{EpisodeId, Identity};
use crate::domain::summary::{Measured, Recipient, Seen, SummaryState, SummaryWords};
use crate::interop::fhir::{self, Document, DocumentScale};
use crate::view::chart::{Better, Draw, Multiples, Point, Trajectory};
use crate::view::pages::paper::SummaryPaper;
use crate::view::pages::summary::{GoneOn, ScaleLine, Sheet, SummaryForm, SummaryPage, SummedScale};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::Text;

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

/// What is read when the page is looked at.
const LOOKED_AT: &str = "identity, answers, summary";

/// What is shown besides what is stored.
#[derive(Default)]
struct Extra {
    done: Option<String>,
    typed: Option<(Recipient, SummaryWords)>,
    errors: Vec<FieldError>,
}

async fn read(web: &Web, staff: &Staff, id: Uuid, what: &str) -> Result<Summaries, Failure> {
    staff.need(Permission::ReadOwnPatients)?;
    summary::open(&web.app, &staff.who.proof, EpisodeId(id), what).await?.ok_or(Failure::NotFound)
}

/// What a scale is about, in a language.
fn topic(definition: &Definition, scale: &str, language: &str) -> String {
    let words = definition.feedback_in(language).and_then(|words| words.scales.get(scale)).cloned();
    words.unwrap_or_else(|| definition.instrument.measures.clone())
}

/// One scale from its first score to its last.
pub(super) fn summed(definition: &Definition, measured: &Measured, language: &str) -> SummedScale {
    let none = (NaiveDate::default(), 0.0);
    let (first_on, first) = measured.points.first().copied().unwrap_or(none);
    let (last_on, last) = measured.points.last().copied().unwrap_or(none);
    SummedScale {
        name: words::name(definition, language),
        topic: topic(definition, &measured.scale, language),
        first: words::two_decimals(first),
        first_on,
        last: words::two_decimals(last),
        last_on,
    }
}

/// One scale as the sheet draws it: the cut-off and the band of measurement error where there are norms.
fn trajectory(definition: &'static Definition, measured: &Measured, language: &str) -> Trajectory {
    let rule = words::metric(definition).filter(|(metric, _)| metric.scale.id == measured.scale);
    let (cutoff, reliable) = rule.map_or((None, None), |(_, rule)| {
        let (cutoff, reliable) = words::drawn(&rule);
        (cutoff, Some(reliable))
    });
    let scale = definition.instrument.scale(&measured.scale);
    let (lowest, highest) = scale.map_or((0.0, 1.0), |scale| scale.range);
    let points = measured.points.iter().map(|(on, value)| Point {
        on: *on,
        session: None,
        value: Some(words::two_decimals(*value)),
        prorated: false,
        note: String::new(),
    });
    Trajectory {
        id: format!("summary-{}-{}", measured.instrument, measured.scale),
        measure: words::name(definition, language),
        topic: topic(definition, &measured.scale, language),
        lowest,
        highest,
        better: scale.map_or_else(Better::default, |scale| words::better(scale.direction)),
        cutoff,
        reliable,
        margin: None,
        usual: Vec::new(),
        points: points.collect(),
    }
}

/// The sheet in a language.
pub(super) fn sheet(identity: &Identity, one: &CourseSummary, text: &Text) -> Result<Sheet, Failure> {
    let language = text.language().tag();
    let (mut scales, mut panels) = (Vec::new(), Vec::new());
    for (definition, measured) in one.definitions.iter().zip(&one.facts.measures) {
        let drawn = trajectory(definition, measured, language);
        scales.push(ScaleLine { scale: summed(definition, measured, language), sentence: drawn.draw(text)?.summary });
        if measured.points.len() > 1 {
            panels.push(drawn);
        }
    }
    let SummaryWords { to, worked_on, helped, wishes, agreed } = one.words.clone();
    let facts = &one.facts;
    Ok(Sheet {
        name: identity.name(),
        birth_date: identity.birth_date,
        unit: facts.unit.clone(),
        clinicians: facts.clinicians.clone(),
        problem: facts.problem.code().to_owned(),
        course: facts.course.code().to_owned(),
        started_on: facts.started_on,
        ended_on: facts.ended_on,
        end_kind: facts.end_kind.map_or_else(String::new, |kind| kind.code().to_owned()),
        sessions_held: facts.sessions_held,
        recipient: one.recipient.code().to_owned(),
        to,
        worked_on,
        helped,
        wishes,
        agreed_on: agreed,
        comment: one.comment.clone(),
        author: one.author.clone(),
        at: one.state_at,
        scales,
        curves: (!panels.is_empty()).then(|| Multiples { id: format!("summary-{}", one.id), panels }),
    })
}

async fn body(web: &Web, staff: &Staff, id: Uuid, extra: Extra) -> Result<SummaryPage, Failure> {
    let all = read(web, staff, id, LOOKED_AT).await?;
    let text = web.text(staff.language());
    let current = all.current.as_ref();
    let (recipient, words) = extra
        .typed
        .or_else(|| current.map(|one| (one.recipient, one.words.clone())))
        .unwrap_or((Recipient::Municipality, SummaryWords::default()));
    let mut recipients = Vec::new();
    for code in Recipient::ALL {
        recipients.push(Choice::new(
            code.code().to_owned(),
            text.message(&format!("recipient-{code}"), &[])?,
            *code == recipient,
        ));
    }
    Ok(SummaryPage {
        base: format!("/episodes/{id}/summary"),
        back: format!("/episodes/{id}"),
        name: all.identity.name(),
        state: current.map_or("new", |one| one.state.code()).to_owned(),
        id: current.map_or_else(String::new, |one| one.id.to_string()),
        mark: current.map_or_else(String::new, |one| one.mark.clone()),
        state_at: current.map(|one| one.state_at),
        seen: current.and_then(|one| one.seen).map_or_else(String::new, |seen| seen.code().to_owned()),
        form: SummaryForm {
            recipients,
            to: words.to,
            worked_on: words.worked_on,
            helped: words.helped,
            wishes: words.wishes,
            agreed_on: words.agreed,
        },
        sheet: current.map(|one| sheet(&all.identity, one, text)).transpose()?,
        gone_on: all
            .handed_over
            .iter()
            .map(|one| GoneOn { id: one.id.to_string(), to: one.words.to.clone(), at: one.state_at })
            .collect(),
        errors: extra.errors,
        done: extra.done,
    })
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let known = ["summary", "summary-shown", "summary-answered", "summary-changed", "summary-handed-over"];
    let done = came.done.filter(|done| known.contains(&done.as_str()));
    page(&web, &body(&web, &staff, id, Extra { done, ..Extra::default() }).await?, &staff.chrome(&web))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Written {
    csrf: String,
    mark: String,
    recipient: String,
    to: String,
    worked_on: String,
    helped: String,
    wishes: String,
    agreed_on: String,
}

fn errors(wrong: Vec<(&'static str, &'static str)>) -> Vec<FieldError> {
    wrong.into_iter().map(|(field, kind)| FieldError::new(field, kind)).collect()
}

fn done(id: Uuid, what: &str) -> Response {
    see_other(&format!("/episodes/{id}/summary?done={what}"))
}

pub(in crate::web) async fn write(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Written>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ReadOwnPatients)?;
    let recipient = Recipient::from_code(&form.recipient).ok_or(Failure::Form)?;
    // A browser sends two letters for the end of a line.
    let text = |text: String| text.replace("\r\n", "\n").trim().to_owned();
    let words = SummaryWords {
        to: text(form.to),
        worked_on: text(form.worked_on),
        helped: text(form.helped),
        wishes: text(form.wishes),
        agreed: text(form.agreed_on),
    };
    let mut wrong = words.wrong(false);
    if wrong.is_empty() {
        match summary::write(&web.app, &staff.who.proof, EpisodeId(id), recipient, &words, &form.mark).await? {
            Some(Noted::Stored) => return Ok(done(id, "summary")),
            // What was typed stays in the form, beside what somebody else wrote.
            Some(Noted::Changed) => wrong.push(("summary", "written-since")),
            None => return Err(Failure::NotFound),
        }
    }
    let extra = Extra { typed: Some((recipient, words)), errors: errors(wrong), done: None };
    let chrome = staff.chrome_at(&web, format!("/episodes/{id}/summary"));
    mend(&web, &body(&web, &staff, id, extra).await?, &chrome)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Shown {
    csrf: String,
    mark: String,
    seen: String,
}

pub(in crate::web) async fn show_to_patient(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Shown>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ReadOwnPatients)?;
    let seen = Seen::from_code(&form.seen).ok_or(Failure::Form)?;
    match summary::show(&web.app, &staff.who.proof, EpisodeId(id), seen, &form.mark).await {
        Ok(Some(Noted::Stored)) => Ok(done(id, "summary-shown")),
        Ok(Some(Noted::Changed)) => {
            let extra = Extra { errors: errors(vec![("summary", "not-read")]), ..Extra::default() };
            let chrome = staff.chrome_at(&web, format!("/episodes/{id}/summary"));
            mend(&web, &body(&web, &staff, id, extra).await?, &chrome)
        }
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let wrong =
                read(&web, &staff, id, LOOKED_AT).await?.current.map(|one| one.words.wrong(true)).unwrap_or_default();
            let extra = Extra { errors: errors(wrong), ..Extra::default() };
            let chrome = staff.chrome_at(&web, format!("/episodes/{id}/summary"));
            mend(&web, &body(&web, &staff, id, extra).await?, &chrome)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct AnswerForm {
    csrf: String,
    answer: String,
    comment: String,
    mark: String,
}

pub(in crate::web) async fn answer(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<AnswerForm>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ReadOwnPatients)?;
    let agreed = words::yes_or_no(&form.answer).ok_or(Failure::Form)?;
    let said = Said { agreed, comment: &form.comment, mark: &form.mark };
    match summary::answer(&web.app, &staff.who.proof, EpisodeId(id), said).await {
        Ok(Some(Noted::Stored)) => Ok(done(id, "summary-answered")),
        Ok(Some(Noted::Changed)) => Ok(done(id, "summary-changed")),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(_)) => {
            let extra = Extra { errors: vec![FieldError::new("comment", "too-long")], ..Extra::default() };
            let chrome = staff.chrome_at(&web, format!("/episodes/{id}/summary"));
            mend(&web, &body(&web, &staff, id, extra).await?, &chrome)
        }
        Err(error) => Err(error.into()),
    }
}

pub(in crate::web) async fn hand_over(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Fields(form): Fields<Only>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ReadOwnPatients)?;
    let handed = summary::hand_over(&web.app, &staff.who.proof, EpisodeId(id)).await?;
    handed.map(|()| done(id, "summary-handed-over")).ok_or(Failure::NotFound)
}

/// One that the patient has said yes to: before that it leaves in no form.
async fn agreed(
    web: &Web,
    staff: &Staff,
    (id, summary): (Uuid, Uuid),
    what: &str,
) -> Result<(Identity, CourseSummary), Failure> {
    let all = read(web, staff, id, what).await?;
    let found = all.current.into_iter().chain(all.handed_over).find(|one| one.id.0 == summary);
    let free = |one: &CourseSummary| matches!(one.state, SummaryState::Agreed | SummaryState::HandedOver);
    Ok((all.identity, found.filter(free).ok_or(Failure::NotFound)?))
}

/// The sheet as PDF.
pub(in crate::web) async fn show_paper(
    State(web): State<Web>,
    staff: Staff,
    Path(path): Path<(Uuid, Uuid)>,
) -> Result<Response, Failure> {
    let (identity, one) = agreed(&web, &staff, path, "identity, answers, summary, as pdf").await?;
    let sheet = sheet(&identity, &one, web.text(staff.language()))?;
    let title = sheet.name.clone();
    let paper = SummaryPaper { sheet, made_at: web.app.ambient.now() };
    document(&web, &staff, &paper, Paper { title: &title, file: None, most_pages: Some(1) })
}

/// The sheet as a FHIR document.
pub(in crate::web) async fn show_document(
    State(web): State<Web>,
    staff: Staff,
    Path(path): Path<(Uuid, Uuid)>,
) -> Result<Response, Failure> {
    let (identity, one) = agreed(&web, &staff, path, "identity, answers, summary, as FHIR document").await?;
    let text = web.text(staff.language());
    let mut sections = Vec::new();
    let SummaryWords { to: _, worked_on, helped, wishes, agreed } = &one.words;
    let parts = [
        ("worked_on", worked_on),
        ("helped", helped),
        ("wishes", wishes),
        ("agreed_on", agreed),
        ("comment", &one.comment),
    ];
    for (part, written) in parts {
        sections.push((text.message(&format!("summary-{part}"), &[])?, written.clone()));
    }
    let scales = one.definitions.iter().zip(&one.facts.measures).map(|(definition, measured)| DocumentScale {
        instrument: measured.instrument.clone(),
        scale: measured.scale.clone(),
        name: words::name(definition, staff.language().tag()),
        loinc: definition.instrument.scale(&measured.scale).and_then(|scale| scale.loinc.clone()),
        points: measured.points.clone(),
    });
    let bundle = fhir::document(&Document {
        id: one.id.to_string(),
        base: web.app.base_url.trim_end_matches('/').to_owned(),
        at: one.state_at,
        language: staff.language().tag().to_owned(),
        title: text.message("summary-title", &[])?,
        patient: (identity.given.clone(), identity.family.clone()),
        birth_date: identity.birth_date,
        unit: one.facts.unit.clone(),
        author: one.author.clone(),
        sections,
        scores_title: text.message("summary-scales", &[])?,
        scales: scales.collect(),
    });
    let kind = (header::CONTENT_TYPE, HeaderValue::from_static("application/fhir+json"));
    let name = (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"lytt-summary.json\""));
    let mut response = Json(bundle).into_response();
    response.headers_mut().insert(kind.0, kind.1);
    Ok(with_header(name, response))
}
