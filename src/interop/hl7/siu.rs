//! A scheduling message (HL7 2.5, chapter 10) as a calendar entry.

use chrono::{DateTime, Utc};

use super::message::{Message, instant};
use super::{Answer, Said};
use crate::domain::care::calendar::{Entry, Frame, MINUTES, Revision, Slot, Unread, What};
use crate::interop::calendar::{Mapping, quoted};

/// What the sender says has become of the appointment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Became {
    Agreed,
    Held,
    NoShow,
    Cancelled,
    NotAgreed,
}

type Wrong = (Answer, Unread);

fn error(place: &str, fact: impl Into<String>) -> Wrong {
    (Answer::Error, Unread::new(place, fact))
}

/// Reads a message of any kind; other kinds than scheduling are rejected.
pub(super) fn read(message: &Message, mapping: &Mapping, frame: &Frame) -> Result<Said, Wrong> {
    let trigger = trigger(message)?;
    if message.count("SCH") == 0 {
        return Err(error("SCH", "the segment is missing"));
    }
    let external = key(message)?;
    let became = became(message, trigger.as_str());
    if became == Became::NotAgreed {
        return Ok(Said::LeftAside);
    }
    if message.count("PID") > 1 {
        return Err(error("PID", "there are several patients; please send one message a patient"));
    }
    let person = person(message, mapping);
    let what = if became == Became::Cancelled {
        What::Cancelled
    } else {
        if person.is_none() {
            return Ok(Said::LeftAside);
        }
        let slot = slot(message, mapping, frame)?;
        match became {
            Became::Held => What::Held(slot),
            Became::NoShow => What::NoShow(slot),
            _ => What::Agreed(slot),
        }
    };
    let at = match message.component("MSH", 7, 1) {
        Some(written) => Some(instant(&written, frame.zone).map_err(|fact| error("MSH-7", fact))?),
        None => None,
    };
    let revision = Revision { number: 0, at };
    Ok(Said::Entry(Entry { external, series: None, revision, person, clinician: clinician(message, mapping), what }))
}

fn trigger(message: &Message) -> Result<String, Wrong> {
    let kind = message.component("MSH", 9, 1).unwrap_or_default();
    let trigger = message.component("MSH", 9, 2).unwrap_or_default();
    if kind == "SIU" && ["S12", "S13", "S14", "S15", "S17", "S26"].contains(&trigger.as_str()) {
        return Ok(trigger);
    }
    let seen = quoted(&format!("{kind}^{trigger}"));
    let fact = format!("{seen} is not read here; SIU^S12, S13, S14, S15, S17 and S26 are");
    Err((Answer::Reject, Unread::new("MSH-9", fact)))
}

/// The filler's number of the appointment, else the placer's, with its namespace and the occurrence.
fn key(message: &Message) -> Result<String, Wrong> {
    let of = |field| {
        let number = message.component("SCH", field, 1)?;
        let namespace = message.component("SCH", field, 2);
        Some(namespace.map_or_else(|| number.clone(), |namespace| format!("{number}^{namespace}")))
    };
    let number = of(2).or_else(|| of(1));
    let number = number.ok_or_else(|| error("SCH-2", "no appointment number there or in SCH-1"))?;
    let occurrence = message.component("SCH", 3, 1).filter(|occurrence| occurrence != "0");
    Ok(occurrence.map_or_else(|| number.clone(), |occurrence| format!("{number}\n{occurrence}")))
}

/// By the event that the message tells of, and by the filler's status (HL7 table 0278).
fn became(message: &Message, trigger: &str) -> Became {
    match trigger {
        "S15" | "S17" => return Became::Cancelled,
        "S26" => return Became::NoShow,
        _ => {}
    }
    let status = message.component("SCH", 25, 1).unwrap_or_default();
    match status.to_ascii_lowercase().as_str() {
        "cancelled" | "canceled" | "deleted" | "dc" => Became::Cancelled,
        "noshow" | "no-show" => Became::NoShow,
        "complete" | "completed" => Became::Held,
        "pending" | "waitlist" | "blocked" => Became::NotAgreed,
        _ => Became::Agreed,
    }
}

/// The patient's number: the identifier of the system that the mapping names, else the first.
fn person(message: &Message, mapping: &Mapping) -> Option<String> {
    let wanted = mapping.person.system.as_deref();
    let is_wanted = |written: &&str| {
        wanted.is_none_or(|wanted| {
            [4, 5]
                .iter()
                .any(|at| message.component_of(written, *at).is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
        })
    };
    let listed = message.repetitions("PID", 3).find(is_wanted).and_then(|written| message.component_of(written, 1));
    let number = listed.or_else(|| message.component("PID", 2, 1).filter(|_| wanted.is_none()))?;
    mapping.number(&number)
}

/// The number of the person that the appointment is with, else of the general resource, else the
/// attending clinician's.
fn clinician(message: &Message, mapping: &Mapping) -> Option<String> {
    let wanted = mapping.clinician.system.as_deref();
    ["AIP", "AIG", "PV1"].into_iter().find_map(|segment| {
        let field = if segment == "PV1" { 7 } else { 3 };
        let is_wanted = |written: &&str| {
            wanted.is_none_or(|wanted| {
                message.component_of(written, 9).is_some_and(|own| own.eq_ignore_ascii_case(wanted))
            })
        };
        message.repetitions(segment, field).find(is_wanted).and_then(|written| message.component_of(written, 1))
    })
}

/// Where a time may stand, in the order it is looked for: field and component.
const STARTS: [(&str, usize, usize); 5] = [("SCH", 11, 4), ("TQ1", 7, 1), ("AIS", 4, 1), ("AIG", 8, 1), ("AIP", 6, 1)];
const ENDS: [(&str, usize, usize); 2] = [("SCH", 11, 5), ("TQ1", 8, 1)];
/// Where a duration may stand, and where its unit.
const DURATIONS: [(&str, usize, usize); 4] = [("SCH", 9, 10), ("AIS", 7, 8), ("AIG", 11, 12), ("AIP", 9, 10)];

fn slot(message: &Message, mapping: &Mapping, frame: &Frame) -> Result<Slot, Wrong> {
    let time = |places: &[(&str, usize, usize)]| -> Result<Option<(String, DateTime<Utc>)>, Wrong> {
        let found = places.iter().find_map(|(segment, field, component)| {
            Some((format!("{segment}-{field}"), message.component(segment, *field, *component)?))
        });
        let Some((place, written)) = found else { return Ok(None) };
        let at = instant(&written, frame.zone).map_err(|fact| error(&place, fact))?;
        Ok(Some((place, at)))
    };
    let Some((_, starts_at)) = time(&STARTS)? else {
        return Err(error("SCH-11", "no start there, in TQ1-7, AIS-4, AIG-8 or AIP-6"));
    };
    let (place, minutes) = match time(&ENDS)? {
        Some((place, end)) => (place, (end - starts_at).num_minutes()),
        None => duration(message)?.unwrap_or_else(|| ("SCH-9".to_owned(), mapping.usual_minutes())),
    };
    if !MINUTES.contains(&minutes) {
        let fact = format!("it makes the appointment {minutes} minutes long; 1 to 480 are possible");
        return Err(error(&place, fact));
    }
    let codes: Vec<String> = [(7, 1), (7, 2), (8, 1), (8, 2), (6, 1)]
        .into_iter()
        .filter_map(|(field, component)| message.component("SCH", field, component))
        .collect();
    let codes = || codes.iter().map(String::as_str);
    Ok(Slot { starts_at, minutes, kind: mapping.kind(codes()), mode: mapping.mode(codes()) })
}

/// How long it lasts, in minutes, and where that stands.
fn duration(message: &Message) -> Result<Option<(String, i64)>, Wrong> {
    let found = DURATIONS.iter().find_map(|(segment, field, unit)| {
        Some((segment, field, message.component(segment, *field, 1)?, message.component(segment, *unit, 1)))
    });
    let Some((segment, field, written, unit)) = found else { return Ok(None) };
    let place = format!("{segment}-{field}");
    let number = written.parse::<i64>().ok().filter(|number| (0..=100_000).contains(number));
    let Some(number) = number else {
        return Err(error(&place, format!("{} is no whole number", quoted(&written))));
    };
    let unit = unit.unwrap_or_default().to_ascii_lowercase();
    let minutes = match unit.as_str() {
        "" | "m" | "min" | "mins" | "minute" | "minutes" => number,
        "s" | "sec" | "secs" | "second" | "seconds" => number / 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => number * 60,
        _ => return Err(error(&place, format!("its unit {} is not known; please use MIN", quoted(&unit)))),
    };
    Ok(Some((place, minutes)))
}
