//! `/protocols/{id}/edit`: a protocol as a form. Nothing is stored until somebody saves.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::instruments::forms::Sent;
use super::super::{mend, page, see_other};
use super::typed::Typed;
use super::{forms, say};
use crate::app::protocols::{self, Opened, Saved, Settled, Version};
use crate::domain::access::Permission;
use crate::domain::care::{Protocol, ProtocolError, whole};
use crate::view::pages::protocol::{Edit, Late, Wrong};
use crate::view::text::Text;

/// More fields than the longest protocol has.
const MOST_FIELDS: usize = 2_000;

/// What happened, in an address.
pub(super) fn settled(settled: Settled) -> String {
    match settled {
        Settled::Now(changed) => changed.to_string(),
        Settled::Soon => "soon".to_owned(),
    }
}

/// What the page says beside what was typed.
#[derive(Default)]
struct Beside {
    /// What must be mended, for the summary.
    wrong: Vec<Wrong>,
    /// The same, line by line; also before anybody has saved.
    by_line: Vec<Wrong>,
    late: Option<Late>,
}

fn body(opened: &Opened, typed: &Typed, protocol: &Protocol, beside: Beside, text: &Text) -> Result<Edit, Failure> {
    let sums = say::sums(protocol, &opened.instruments);
    Ok(Edit {
        url: format!("/protocols/{}", opened.entry.protocol.id),
        title: say::title(&opened.entry, text)?,
        seen: typed.seen,
        may_save: opened.may_save,
        name: typed.name.clone(),
        purpose: typed.purpose.clone(),
        service: typed.service.clone(),
        reviewed: typed.reviewed.clone(),
        minutes: typed.minutes.clone(),
        sessions: typed.sessions.clone(),
        because: typed.because.clone(),
        over: sums.iter().any(|sum| sum.over),
        reason: typed.reason.clone(),
        lines: forms::lines(typed, protocol, &beside.by_line, &opened.instruments, text)?,
        sums,
        wrong: beside.wrong,
        late: beside.late,
        followed_by: say::names_of(&opened.entry.followed_by, &opened.units, text)?,
    })
}

async fn opened(web: &Web, staff: &Staff, id: &str) -> Result<Opened, Failure> {
    staff.need(Permission::ManageProtocols)?;
    protocols::lookup(&web.app, &staff.who.proof, id).await?.ok_or(Failure::NotFound)
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let text = web.text(staff.language());
    let opened = opened(&web, &staff, &id).await?;
    let entry = &opened.entry;
    // Whoever changes one of the product's begins with its name and purpose in their own language.
    let protocol = Protocol {
        name: say::title(entry, text)?,
        purpose: say::said(entry, "purpose", &entry.protocol.purpose, text)?,
        service: say::said(entry, "service", &entry.protocol.service, text)?,
        ..entry.protocol.clone()
    };
    let typed = Typed::of(&protocol);
    page(&web, &body(&opened, &typed, &protocol, Beside::default(), text)?, &staff.chrome(&web))
}

pub(in crate::web) async fn save(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(fields): Fields<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    if fields.len() > MOST_FIELDS {
        return Err(Failure::TooLarge);
    }
    let sent = Sent(fields);
    staff.check(sent.get("csrf"))?;
    let opened = opened(&web, &staff, &id).await?;
    let text = web.text(staff.language());
    let chrome = staff.chrome_at(&web, format!("/protocols/{id}/edit"));
    let mut typed = Typed::sent(&sent).ok_or(Failure::Form)?;
    let (action, about) = sent.pressed();
    typed.press(action, about);
    let (mut protocol, slips) = typed.protocol(&id);
    if !is_over(&protocol, &opened) {
        protocol.over_budget_because = String::new();
    }
    let errors = protocol.check(|id| protocols::known(&opened.instruments, id)).err().unwrap_or_default();
    if !matches!(action, "save" | "save-new") {
        // A line that was just added is not yet wrong for being empty.
        let told: Vec<ProtocolError> = errors
            .into_iter()
            .filter(|error| error.line().is_some() && !matches!(error, ProtocolError::NoInstrument { .. }))
            .collect();
        let by_line = forms::wrong(&slips, &told, &opened.instruments, text)?;
        return page(&web, &body(&opened, &typed, &protocol, Beside { by_line, ..Beside::default() }, text)?, &chrome);
    }
    let mut wrong = forms::wrong(&slips, &errors, &opened.instruments, text)?;
    let own = |place: &str, id: &str| -> Result<Wrong, Failure> {
        Ok(Wrong { place: place.to_owned(), text: text.message(id, &[])? })
    };
    if action == "save-new" && is_taken(&opened, &protocol.name, text)? {
        wrong.push(own("field-name", "protocol-wrong-name-taken")?);
    }
    if typed.reason.trim().is_empty() {
        wrong.push(own("field-reason", "protocol-wrong-reason")?);
    }
    if !wrong.is_empty() {
        let beside = Beside { by_line: wrong.clone(), wrong, late: None };
        return mend(&web, &body(&opened, &typed, &protocol, beside, text)?, &chrome);
    }
    let proof = &staff.who.proof;
    let saved = if action == "save-new" {
        protocols::save_new(&web.app, proof, protocol.clone(), &typed.reason).await?
    } else {
        protocols::save(&web.app, proof, typed.seen, protocol.clone(), &typed.reason).await?
    };
    match saved.ok_or(Failure::NotFound)? {
        Saved::Stored { id, settled: done, .. } => {
            Ok(see_other(&format!("/protocols/{id}?done=saved&settled={}", settled(done))))
        }
        Saved::Wrong(errors) => {
            let wrong = forms::wrong(&[], &errors, &opened.instruments, text)?;
            let beside = Beside { by_line: wrong.clone(), wrong, late: None };
            mend(&web, &body(&opened, &typed, &protocol, beside, text)?, &chrome)
        }
        Saved::Late { newest } => {
            typed.seen = newest.protocol.version;
            let beside = Beside { late: Some(late(&newest, &opened, text)?), ..Beside::default() };
            let response = page(&web, &body(&opened, &typed, &protocol, beside, text)?, &chrome)?;
            Ok((StatusCode::CONFLICT, response).into_response())
        }
    }
}

fn late(newest: &Version, opened: &Opened, text: &Text) -> Result<Late, Failure> {
    Ok(Late {
        by: newest.by.clone(),
        version: newest.protocol.version,
        reason: newest.reason.clone(),
        lines: say::lines(&newest.protocol, &opened.instruments, text)?,
    })
}

fn is_over(protocol: &Protocol, opened: &Opened) -> bool {
    let burden = protocol.burden(|id| protocols::known(&opened.instruments, id));
    burden.iter().any(|(_, of)| whole(of.fullest) > protocol.minutes_a_month)
}

fn is_taken(opened: &Opened, name: &str, text: &Text) -> Result<bool, Failure> {
    let name = name.trim().to_lowercase();
    for entry in opened.names.values() {
        if [say::title(entry, text)?, entry.protocol.name.clone()].iter().any(|known| known.to_lowercase() == name) {
            return Ok(true);
        }
    }
    Ok(false)
}
