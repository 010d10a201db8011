//! `/support`: the questions a unit asks itself when it does not go as hoped, in its own words.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::instruments::forms::Sent;
use super::{mend, page, see_other};
use crate::app::AppError;
use crate::app::review::{self, OpenedSupport, Questions, Support, TOPICS};
use crate::domain::access::Permission;
use crate::domain::care::UnitId;
use crate::view::pages::clinician::{SupportPage, SupportTopic, SupportVersion, TopicForm};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::{Text, TextError};

/// The questions of the product's own about each topic: texts `support-<topic>-1` to this.
const SHIPPED: usize = 3;

/// More fields than the form has.
const MOST_FIELDS: usize = 32;

fn title(topic: &str, text: &Text) -> Result<String, TextError> {
    text.message(&format!("support-topic-{topic}"), &[])
}

fn questions(support: &Support, topic: &str, text: &Text) -> Result<Vec<String>, TextError> {
    match support {
        Support::Own(own) => Ok(own.get(topic).cloned().unwrap_or_default()),
        Support::Shipped => (1..=SHIPPED).map(|n| text.message(&format!("support-{topic}-{n}"), &[])).collect(),
    }
}

/// The questions as they stand on a patient's page.
pub(super) fn shown(support: &Support, text: &Text) -> Result<Vec<SupportTopic>, TextError> {
    let mut topics = Vec::with_capacity(TOPICS.len());
    for topic in TOPICS {
        let questions = questions(support, topic, text)?;
        if !questions.is_empty() {
            topics.push(SupportTopic { title: title(topic, text)?, questions });
        }
    }
    Ok(topics)
}

/// What was typed, where something was.
#[derive(Default)]
struct Typed {
    topics: Vec<(&'static str, String)>,
    reason: String,
    errors: Vec<FieldError>,
    done: Option<String>,
}

fn body(web: &Web, staff: &Staff, opened: OpenedSupport, typed: Typed) -> Result<SupportPage, Failure> {
    let text = web.text(staff.language());
    let mut topics = Vec::with_capacity(TOPICS.len());
    for topic in TOPICS {
        let given = typed.topics.iter().find(|(name, _)| *name == topic).map(|(_, given)| given.clone());
        topics.push(TopicForm {
            field: format!("topic-{topic}"),
            title: title(topic, text)?,
            text: match given {
                Some(given) => given,
                None => questions(&opened.support, topic, text)?.join("\n"),
            },
        });
    }
    let units = opened.units.iter().map(|(id, name)| Choice::new(id.to_string(), name.clone(), *id == opened.unit));
    let versions =
        opened.versions.into_iter().map(|(version, at, by, reason)| SupportVersion { version, at, by, reason });
    Ok(SupportPage {
        units: units.collect(),
        unit: opened.unit.to_string(),
        name: opened.name,
        seen: opened.version,
        own: opened.support != Support::Shipped,
        topics,
        reason: typed.reason,
        versions: versions.collect(),
        errors: typed.errors,
        done: typed.done,
    })
}

#[derive(Deserialize)]
pub(in crate::web) struct Which {
    unit: Option<Uuid>,
    done: Option<String>,
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    staff.need(Permission::ManageProtocols)?;
    let unit = which.unit.map(UnitId);
    let opened = review::lookup_support(&web.app, &staff.who.proof, unit).await?.ok_or(Failure::NotFound)?;
    let done = which.done.filter(|done| done == "support");
    page(&web, &body(&web, &staff, opened, Typed { done, ..Typed::default() })?, &staff.chrome(&web))
}

pub(in crate::web) async fn save(
    State(web): State<Web>,
    staff: Staff,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    if fields.len() > MOST_FIELDS {
        return Err(Failure::TooLarge);
    }
    let sent = Sent(fields);
    staff.check(sent.get("csrf"))?;
    staff.need(Permission::ManageProtocols)?;
    let unit = UnitId(sent.get("unit").parse::<Uuid>().map_err(|_| Failure::Form)?);
    let seen: i64 = sent.get("seen").parse().map_err(|_| Failure::Form)?;
    let proof = &staff.who.proof;
    let opened = review::lookup_support(&web.app, proof, Some(unit)).await?.ok_or(Failure::NotFound)?;
    let mut typed = Typed { reason: sent.get("reason").to_owned(), ..Typed::default() };
    let mut questions = Questions::new();
    for topic in TOPICS {
        let field = format!("topic-{topic}");
        let given = sent.get(&field).to_owned();
        match review::parse_questions(&given) {
            Ok(lines) if lines.is_empty() => {}
            Ok(lines) => drop(questions.insert(topic.to_owned(), lines)),
            Err(kind) => typed.errors.push(FieldError::new(field, kind)),
        }
        typed.topics.push((topic, given));
    }
    if typed.reason.trim().is_empty() {
        typed.errors.push(FieldError::new("reason", "missing"));
    }
    if typed.errors.is_empty() {
        match review::save_support(&web.app, proof, unit, seen, &questions, &typed.reason).await {
            Ok(Some(true)) => return Ok(see_other(&format!("/support?unit={unit}&done=support"))),
            Ok(Some(false)) => typed.errors.push(FieldError::new("seen", "taken")),
            Ok(None) => return Err(Failure::NotFound),
            Err(AppError::Refused(_)) => typed.errors.push(FieldError::new("reason", "too-long")),
            Err(error) => return Err(error.into()),
        }
    }
    mend(&web, &body(&web, &staff, opened, typed)?, &staff.chrome_at(&web, format!("/support?unit={unit}")))
}
