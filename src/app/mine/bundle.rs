//! Everything about oneself, for machines: a FHIR R4 Bundle of what FHIR has a place for, and plain JSON of the rest.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::export::Everything;
use crate::app::exchange::package;
use crate::app::review::Form;
use crate::domain::care::Sex;
use crate::domain::instrument::Answer;
use crate::domain::scoring;
use crate::interop::fhir::{self, About};

/// An instant as both halves write it.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Everything as one JSON object: `fhir` is a Bundle that any reader of FHIR R4 takes, `rest` what it has no place
/// for. `base_url` is the address of this server; the addresses of the resources begin with it and name them only.
#[must_use]
pub fn written(everything: &Everything, base_url: &str) -> Value {
    json!({
        "format": "lytt-own-export/1",
        "written_at": instant(everything.at),
        "organisation": everything.organisation,
        "fhir": bundle(everything, &format!("{base_url}/fhir")),
        "rest": rest(everything),
    })
}

fn bundle(everything: &Everything, base: &str) -> Value {
    let subject = format!("Patient/{}", everything.person.id);
    let mut resources = vec![patient(everything)];
    for form in &everything.forms {
        resources.extend(answered(form, &subject, base));
    }
    let entry = |resource: Value| {
        let part = |name: &str| resource.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        json!({"fullUrl": format!("{base}/{}/{}", part("resourceType"), part("id")), "resource": resource})
    };
    let entries: Vec<Value> = resources.into_iter().map(entry).collect();
    json!({"resourceType": "Bundle", "type": "collection", "timestamp": instant(everything.at), "entry": entries})
}

fn patient(everything: &Everything) -> Value {
    let identity = &everything.identity;
    let mut telecom = Vec::new();
    for (system, value) in [("phone", &identity.phone), ("email", &identity.email)] {
        telecom.extend(value.as_ref().map(|value| json!({"system": system, "value": value})));
    }
    let mut patient = json!({
        "resourceType": "Patient",
        "id": everything.person.id.to_string(),
        "name": [{"family": identity.family, "given": identity.given.split_whitespace().collect::<Vec<_>>()}],
        "gender": match everything.person.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Other => "other",
            Sex::Unknown => "unknown",
        },
        "communication": [{"language": {
            "coding": [{"system": "urn:ietf:bcp:47", "code": everything.person.language}],
        }, "preferred": true}],
    });
    if let Some(fields) = patient.as_object_mut() {
        if let Some(born) = identity.birth_date {
            fields.insert("birthDate".to_owned(), json!(born.to_string()));
        }
        if !telecom.is_empty() {
            fields.insert("telecom".to_owned(), Value::Array(telecom));
        }
    }
    patient
}

/// One form as a response with its scores. A total that was only imported stands in the rest.
fn answered(form: &Form, subject: &str, base: &str) -> Vec<Value> {
    let response = &form.response;
    let package = package(form.definition);
    let language = response.provenance.language.as_str();
    let questionnaire = fhir::questionnaire(&package, language, base);
    let about = About {
        id: response.id.to_string(),
        complete: true,
        authored: instant(response.answered_at),
        subject: Some(subject.to_owned()),
        author: None,
        source: Some(subject.to_owned()),
        encounter: None,
    };
    let mut written = fhir::response(&questionnaire, &form.answers, &about);
    // R4: a completed one that was changed afterwards.
    if response.revision > 1
        && let Some(fields) = written.as_object_mut()
    {
        fields.insert("status".to_owned(), json!("amended"));
    }
    let mut resources = vec![written];
    if let Ok(outcome) = scoring::score(&form.definition.instrument, &form.answers) {
        resources.extend(fhir::observations(&package, &outcome, &about, language, base));
    }
    resources
}

fn form_rest(form: &Form) -> Value {
    let answers: Map<String, Value> = form
        .answers
        .iter()
        .map(|(item, answer)| {
            let value = match answer {
                Answer::Value(value) => json!(value),
                Answer::Text(text) => json!(text),
                Answer::Declined => json!({"declined": true}),
            };
            (item.to_owned(), value)
        })
        .collect();
    let response = &form.response;
    let scores: Vec<Value> = form
        .scores
        .iter()
        .map(|score| json!({"scale": score.scale, "value": score.value, "band": score.band, "reason": score.reason}))
        .collect();
    json!({
        "id": response.id.to_string(),
        "request": response.request.map(|request| request.to_string()),
        "instrument": response.instrument,
        "version": response.version,
        "language": response.provenance.language,
        "mode": response.provenance.mode.code(),
        "device": response.provenance.device.code(),
        "wording_hash": response.wording_hash,
        "answered_at": instant(response.answered_at),
        "date_is_known": response.dated,
        "revision": response.revision,
        "answers": answers,
        "scores": scores,
    })
}

fn rest(everything: &Everything) -> Value {
    let episodes = everything.episodes.iter().map(|one| {
        let episode = &one.episode;
        json!({
            "id": episode.id.to_string(),
            "unit": one.unit,
            "clinicians": one.clinicians,
            "referred_on": episode.referred_on,
            "started_on": episode.started_on,
            "ended_on": episode.ended_on,
            "end_kind": episode.end_kind.map(crate::domain::care::EndKind::code),
            "problem": episode.problem.code(),
            "course": episode.course.code(),
        })
    });
    let sessions = everything.sessions.iter().map(|session| {
        json!({
            "id": session.id.to_string(),
            "starts_at": instant(session.starts_at),
            "minutes": session.minutes,
            "state": session.state.code(),
            "kind": session.kind.code(),
            "mode": session.mode.code(),
        })
    });
    let requests = everything.requests.iter().map(|request| {
        json!({
            "id": request.id.to_string(),
            "moment": request.moment.code(),
            "instruments": request.instruments,
            "opens_at": instant(request.opens_at),
            "closes_at": instant(request.closes_at),
            "state": request.state.code(),
            "state_at": instant(request.state_at),
        })
    });
    let messages = everything.messages.iter().map(|message| {
        json!({
            "kind": message.kind.code(),
            "channel": message.channel.code(),
            "state": message.state.code(),
            "created_at": instant(message.created_at),
            "state_at": instant(message.state_at),
        })
    });
    let ended = everything
        .ended
        .iter()
        .map(|(form, at, kind)| json!({"response": form_rest(form), "ended_at": instant(*at), "because": kind.code()}));
    let corrections = everything.corrections.iter().map(
        |(response, (at, reason))| json!({"response": response.to_string(), "at": instant(*at), "reason": reason}),
    );
    let summaries = everything.summaries.iter().map(|one| {
        json!({
            "at": instant(one.state_at), "state": one.state.code(), "to": one.words.to,
            "recipient": one.recipient.code(), "worked_on": one.words.worked_on, "helped": one.words.helped,
            "wishes": one.words.wishes, "agreed": one.words.agreed, "comment": one.comment, "facts": one.facts,
        })
    });
    let shared =
        everything.shared.iter().map(|(at, note, change)| json!({"at": instant(*at), "note": note, "change": change}));
    let opened = everything.opened.iter().map(|one| json!({"on": one.on.to_string(), "by": one.by, "what": one.what}));
    let by_others = everything.by_others.iter().map(|(who, count)| (who.code().to_owned(), json!(count)));
    json!({
        "episodes": episodes.collect::<Vec<_>>(),
        "sessions": sessions.collect::<Vec<_>>(),
        "requests": requests.collect::<Vec<_>>(),
        "responses": everything.forms.iter().map(form_rest).collect::<Vec<_>>(),
        "responses_that_count_no_longer": ended.collect::<Vec<_>>(),
        "corrections": corrections.collect::<Vec<_>>(),
        "shared_notes": shared.collect::<Vec<_>>(),
        "summaries": summaries.collect::<Vec<_>>(),
        "notes_not_shared_written_at": everything.unshared.iter().map(|at| instant(*at)).collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
        "opened_by_staff": opened.collect::<Vec<_>>(),
        "forms_answered_by_others": by_others.collect::<Map<_, _>>(),
    })
}
