//! From what the use cases know to what the pages of protocols say.

use super::super::super::failure::Failure;
use super::super::instruments::library::standing;
use super::super::words;
use crate::app::instruments::kept::Kept;
use crate::app::protocols::{self, Entry, Follower};
use crate::domain::care::{Ask, Protocol, ProtocolError, UnitId, whole};
use crate::view::pages::instrument::Standing;
use crate::view::pages::protocol::{Card, Line, Sum, UnitRow, Wrong};
use crate::view::sentence;
use crate::view::text::{Arg, Text};

type Made<T> = Result<T, Failure>;

/// What people call an instrument; its id when there is none any more.
pub(super) fn name(instruments: &Kept, id: &str, text: &Text) -> String {
    let asked = instruments.newest(id);
    asked.map_or_else(|| id.to_owned(), |asked| words::name(asked.definition, text.language().tag()))
}

pub(super) fn standing_of(instruments: &Kept, id: &str) -> Standing {
    match instruments.newest(id) {
        Some(asked) if !asked.withdrawn => standing(asked.standing),
        _ => Standing { code: "withdrawn".to_owned(), day: None },
    }
}

pub(super) fn sendable(instruments: &Kept, id: &str) -> bool {
    instruments.newest(id).is_some_and(|asked| !asked.withdrawn && asked.standing.is_ok())
}

/// The name of a protocol in the page's language: the product's own are translated until somebody here
/// has saved a version.
pub(super) fn title(entry: &Entry, text: &Text) -> Made<String> {
    said(entry, "name", &entry.protocol.name, text)
}

/// What is said of a protocol in the page's language.
pub(super) fn said(entry: &Entry, what: &str, stored: &str, text: &Text) -> Made<String> {
    let id = format!("protocol-{}-{what}", entry.protocol.id);
    if entry.own || !text.knows(&id) { Ok(stored.to_owned()) } else { Ok(text.message(&id, &[])?) }
}

pub(super) fn line(ask: &Ask, instruments: &Kept, text: &Text) -> Made<Line> {
    let waiting: Vec<String> =
        ask.instruments.iter().filter(|id| !sendable(instruments, id)).map(|id| name(instruments, id, text)).collect();
    Ok(Line {
        silent: !ask.instruments.is_empty() && waiting.len() == ask.instruments.len(),
        waiting: if waiting.is_empty() { String::new() } else { sentence::list(text, &waiting)? },
        read: sentence::read(text, ask, |id| name(instruments, id, text))?,
    })
}

pub(super) fn lines(protocol: &Protocol, instruments: &Kept, text: &Text) -> Made<Vec<Line>> {
    protocol.ask.iter().map(|ask| line(ask, instruments, text)).collect()
}

pub(super) fn sums(protocol: &Protocol, instruments: &Kept) -> Vec<Sum> {
    let burden = protocol.burden(|id| protocols::known(instruments, id));
    let sum = |(who, of): &(crate::domain::care::Respondent, crate::domain::care::Burden)| {
        Sum::new(who.code(), of.usual, whole(of.fullest), protocol.minutes_a_month)
    };
    burden.iter().map(sum).collect()
}

/// The names of units, as one text; empty when there are none.
pub(super) fn names_of(ids: &[UnitId], units: &[Follower], text: &Text) -> Made<String> {
    let names: Vec<String> = units.iter().filter(|unit| ids.contains(&unit.id)).map(|unit| unit.name.clone()).collect();
    if names.is_empty() { Ok(String::new()) } else { Ok(sentence::list(text, &names)?) }
}

pub(super) fn card(entry: &Entry, units: &[Follower], instruments: &Kept, text: &Text) -> Made<Card> {
    let protocol = &entry.protocol;
    Ok(Card {
        url: format!("/protocols/{}", protocol.id),
        name: title(entry, text)?,
        purpose: said(entry, "purpose", &protocol.purpose, text)?,
        service: said(entry, "service", &protocol.service, text)?,
        version: protocol.version,
        own: entry.own,
        reviewed: protocol.reviewed.clone(),
        lines: lines(protocol, instruments, text)?,
        sums: sums(protocol, instruments),
        sessions: protocol.sessions_a_month,
        followed_by: names_of(&entry.followed_by, units, text)?,
    })
}

pub(super) fn unit(unit: &Follower, this: &str, follows: String) -> UnitRow {
    UnitRow {
        id: unit.id.to_string(),
        name: unit.name.clone(),
        depth: unit.depth,
        url: format!("/protocols/{}", unit.protocol),
        follows,
        this: unit.protocol == this,
        may_choose: unit.may_choose,
    }
}

/// A number's name on the page.
pub(super) fn field(what: &str, text: &Text) -> Made<String> {
    let id = match what {
        "minutes_a_month" => "protocol-field-minutes",
        "sessions_a_month" => "protocol-field-sessions",
        "every" => "protocol-every-sessions",
        "days" => "protocol-days-label",
        "ages" => "protocol-age-to",
        "age_from" => "protocol-age-from",
        "opens_hours" => "protocol-opens",
        "closes_hours" => "protocol-closes",
        "remind_hours" => "protocol-remind",
        "purpose" => "protocol-field-purpose",
        "service" => "protocol-field-service",
        "reviewed" => "protocol-field-reviewed",
        "because" => "protocol-field-because",
        "reason" => "protocol-field-reason",
        _ => "protocol-field-name",
    };
    Ok(text.message(id, &[])?)
}

/// What is wrong, in a sentence, with the place on the page where it is mended.
pub(super) fn wrong(error: &ProtocolError, instruments: &Kept, text: &Text) -> Made<Wrong> {
    use ProtocolError as E;
    let line = error.line();
    let mut args: Vec<(&str, Arg)> = Vec::new();
    if let Some(line) = line {
        args.push(("line", count(line)));
    }
    let (code, place) = match error {
        E::Empty => ("empty", "add"),
        E::TooLong { lines } => {
            args.push(("n", count(*lines)));
            ("too-long", "add")
        }
        E::Unnamed => ("unnamed", "field-name"),
        E::Sum { what, from, to } => {
            args.extend([("field", field(what, text)?.into()), ("from", (*from).into()), ("to", (*to).into())]);
            ("sum", if *what == "minutes_a_month" { "field-minutes" } else { "field-sessions" })
        }
        E::NoInstrument { .. } => ("no-instrument", ""),
        E::Repeated { instrument, .. } => {
            args.push(("instrument", name(instruments, instrument, text).into()));
            ("repeated", "")
        }
        E::Twice { first, .. } => {
            args.push(("first", count(*first)));
            ("twice", "")
        }
        E::UnknownInstrument { instrument, .. } => {
            args.push(("instrument", name(instruments, instrument, text).into()));
            ("unknown", "")
        }
        E::NotForRespondent { instrument, .. } => {
            args.push(("instrument", name(instruments, instrument, text).into()));
            ("respondent", "")
        }
        E::Range { what, from, to, .. } => {
            args.extend([("field", field(what, text)?.into()), ("from", (*from).into()), ("to", (*to).into())]);
            ("range", "")
        }
        E::Every { .. } => ("every", ""),
        E::Days { .. } => ("days", ""),
        E::Ages { .. } => ("ages", ""),
        E::NeverOpen { .. } => ("never-open", ""),
        E::OverBudget { respondent, asked, budget } => {
            args.extend([
                ("who", Arg::from(respondent.code())),
                ("asked", (*asked).into()),
                ("budget", (*budget).into()),
            ]);
            ("over-budget", "field-because")
        }
    };
    let place = line.map_or_else(|| place.to_owned(), |line| format!("line-{line}"));
    Ok(Wrong { place, text: text.message(&format!("protocol-wrong-{code}"), &args)? })
}

/// A small whole number put into a text.
pub(super) fn count(n: usize) -> Arg {
    Arg::from(u32::try_from(n).unwrap_or(u32::MAX))
}
