//! `GET /protocols/{id}`: one protocol, in its newest version or an earlier one.

use std::collections::BTreeSet;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::staff::Staff;
use super::super::page;
use super::say;
use crate::app::protocols::{self, Entry, Opened};
use crate::view::pages::protocol::{Asked, Done, Protocol, UnitRow, VersionRow};
use crate::view::text::Text;

#[derive(Deserialize)]
pub(in crate::web) struct Wanted {
    version: Option<u32>,
    done: Option<String>,
    settled: Option<String>,
}

impl Wanted {
    fn done(&self) -> Option<Done> {
        let code = self.done.as_deref().filter(|code| ["saved", "followed"].contains(code))?;
        Some(Done { code: code.to_owned(), settled: self.settled.as_deref().and_then(|n| n.parse().ok()) })
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let text = web.text(staff.language());
    let opened = protocols::lookup(&web.app, &staff.who.proof, &id).await?.ok_or(Failure::NotFound)?;
    let shipped = opened.entry.shipped.then(|| web.app.protocols.get(&id)).flatten();
    let newest = opened.entry.protocol.version;
    let number = wanted.version.unwrap_or(newest);
    let shown = if number == newest {
        opened.entry.clone()
    } else {
        let saved = opened.versions.iter().map(|one| (&one.protocol, true));
        let mut all = saved.chain(shipped.map(|protocol| (protocol, false)));
        let (protocol, own) = all.find(|(protocol, _)| protocol.version == number).ok_or(Failure::NotFound)?;
        Entry { protocol: protocol.clone(), own, ..opened.entry.clone() }
    };
    let row = |number: u32| (format!("/protocols/{id}?version={number}"), number == shown.protocol.version);
    let mut versions: Vec<VersionRow> = opened
        .versions
        .iter()
        .map(|one| {
            let (url, shown) = row(one.protocol.version);
            let (by, reason) = (one.by.clone(), one.reason.clone());
            VersionRow { number: one.protocol.version, url, at: Some(one.saved_at), by, reason, shown }
        })
        .collect();
    if let Some(shipped) = shipped {
        let (url, shown) = row(shipped.version);
        let (by, reason) = (String::new(), String::new());
        versions.push(VersionRow { number: shipped.version, url, at: None, by, reason, shown });
    }
    let why = format!("protocol-{id}-why");
    let body = Protocol {
        card: say::card(&shown, &opened.units, &opened.instruments, text)?,
        // A service's own version may ask something else.
        why: if shown.own || !text.knows(&why) { String::new() } else { text.message(&why, &[])? },
        over_because: shown.protocol.over_budget_because.clone(),
        instruments: instruments(&shown, &opened, text),
        versions,
        newest: (number != newest).then_some(newest),
        units: units(&opened, &id, text)?,
        may_manage: opened.may_manage,
        done: wanted.done(),
    };
    page(&web, &body, &staff.chrome(&web))
}

fn instruments(shown: &Entry, opened: &Opened, text: &Text) -> Vec<Asked> {
    let mut seen = BTreeSet::new();
    let all = shown.protocol.ask.iter().flat_map(|ask| &ask.instruments);
    all.filter(|id| seen.insert(id.as_str()))
        .map(|id| Asked {
            url: format!("/instruments/{id}"),
            name: say::name(&opened.instruments, id, text),
            minutes: protocols::known(&opened.instruments, id).map_or(0.0, |known| known.minutes),
            standing: say::standing_of(&opened.instruments, id),
        })
        .collect()
}

fn units(opened: &Opened, id: &str, text: &Text) -> Result<Vec<UnitRow>, Failure> {
    let follows = |unit: &protocols::Follower| match opened.names.get(&unit.protocol) {
        Some(entry) => say::title(entry, text),
        None => Ok(unit.protocol.clone()),
    };
    opened.units.iter().map(|unit| Ok(say::unit(unit, id, follows(unit)?))).collect()
}
