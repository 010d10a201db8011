//! iCalendar (RFC 5545 and, for its methods, RFC 5546): events of patients as calendar entries.
//!
//! The content lines and the arithmetic of recurrence rules are `calcard`'s. Ours is what time an
//! instance is at in which zone, which instance an override replaces, and what is left out. An event
//! without a patient's number is nobody's appointment here and is left aside; of the others only
//! times, numbers and codes are kept.

mod event;
mod recurrence;
mod times;

use std::collections::{BTreeMap, BTreeSet};

use calcard::icalendar::timezone::TzResolver;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarMethod, ICalendarProperty, ICalendarValue,
};
use calcard::{Entry as Parsed, Parser};

use super::calendar::{CalendarError, Mapping, quoted};
use crate::domain::care::calendar::{Batch, Entry, Frame, Revision, Unread, What, Whole};
use event::Event;

/// Most recurring events read from one file: each may take a while to work out.
const MOST_SERIES: usize = 2_000;

/// What reading one calendar object needs to know.
struct Context<'a> {
    mapping: &'a Mapping,
    frame: &'a Frame,
    zones: TzResolver<&'a str>,
    method: Option<&'a ICalendarMethod>,
}

/// Reads every calendar object of a file.
pub(super) fn read(text: &str, mapping: &Mapping, frame: &Frame) -> Result<Batch, CalendarError> {
    complete(text)?;
    let mut parser = Parser::new(text);
    let mut batch = Batch::default();
    let mut series = 0;
    loop {
        match parser.entry() {
            Parsed::ICalendar(calendar) => {
                series += read_one(&calendar, mapping, frame, &mut batch, MOST_SERIES - series)?;
            }
            Parsed::Eof => return Ok(batch),
            Parsed::InvalidLine(_) => {}
            _ => {
                return Err(CalendarError::Form("it holds other things than calendars".to_owned()));
            }
        }
    }
}

/// Refuses a file that was cut off: what would be missing from it must not look called off.
fn complete(text: &str) -> Result<(), CalendarError> {
    let count = |wanted: &str| text.lines().filter(|line| line.trim_end().eq_ignore_ascii_case(wanted)).count();
    let (begun, ended) = (count("BEGIN:VCALENDAR"), count("END:VCALENDAR"));
    if begun == 0 {
        return Err(CalendarError::Form("it is not iCalendar: BEGIN:VCALENDAR is missing".to_owned()));
    }
    if begun != ended || count("BEGIN:VEVENT") != count("END:VEVENT") {
        return Err(CalendarError::Form("it is cut off: END:VCALENDAR or END:VEVENT is missing".to_owned()));
    }
    Ok(())
}

/// Reads one calendar object. Gives how many series it held.
fn read_one(
    calendar: &ICalendar,
    mapping: &Mapping,
    frame: &Frame,
    batch: &mut Batch,
    most_series: usize,
) -> Result<usize, CalendarError> {
    let method = calendar.components.first().and_then(|root| root.property(&ICalendarProperty::Method));
    let method = match method.and_then(|entry| entry.values.first()) {
        Some(ICalendarValue::Method(method)) => Some(method),
        _ => None,
    };
    let context = Context { mapping, frame, zones: calendar.build_tz_resolver(), method };
    let is_event = |part: &&ICalendarComponent| part.component_type == ICalendarComponentType::VEvent;
    let events = calendar.components.iter().filter(is_event);
    let of_patients: BTreeSet<&str> =
        events.clone().filter(|event| event::has_patient(event, mapping)).filter_map(ICalendarComponent::uid).collect();
    if context.speaks_for_the_organiser() {
        let mut by_uid: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
        let mut order = Vec::new();
        for (index, component) in events.enumerate() {
            let ours =
                component.uid().map_or_else(|| event::has_patient(component, mapping), |uid| of_patients.contains(uid));
            match Event::read(component, index + 1, ours, &context) {
                Ok(Some(event)) => {
                    let uid = event.uid;
                    by_uid.entry(uid).or_insert_with(|| {
                        order.push(uid);
                        Vec::new()
                    });
                    by_uid.entry(uid).and_modify(|events| events.push(event));
                }
                Ok(None) => batch.left_aside += 1,
                Err(wrong) => {
                    batch.seen.extend(component.uid().map(str::to_owned));
                    batch.unread.push(wrong);
                }
            }
        }
        let mut series = 0;
        for uid in order {
            let events = by_uid.remove(uid).unwrap_or_default();
            series += usize::from(events.iter().any(Event::repeats));
            if series > most_series {
                return Err(CalendarError::Form(format!("it holds more than {MOST_SERIES} series of events")));
            }
            take(uid, &events, &context, batch);
        }
        if mapping.complete && !batch.whole.contains(&Whole::Source) {
            batch.whole.push(Whole::Source);
        }
        return Ok(series);
    }
    batch.left_aside += events.count();
    Ok(0)
}

impl Context<'_> {
    /// An answer to an invitation, or a question about one, says nothing of the appointment itself.
    fn speaks_for_the_organiser(&self) -> bool {
        use ICalendarMethod as M;
        matches!(self.method, None | Some(M::Publish | M::Request | M::Add | M::Cancel))
    }

    fn cancels(&self) -> bool {
        self.method == Some(&ICalendarMethod::Cancel)
    }
}

/// All events of one UID: a single appointment, or a series with what was changed in it.
fn take(uid: &str, events: &[Event], context: &Context, batch: &mut Batch) {
    // The same event may stand twice in an archive; its latest version counts.
    let master = events.iter().filter(|event| event.instance.is_none()).max_by_key(|event| event.revision);
    let mut overrides: BTreeMap<_, &Event> = BTreeMap::new();
    for event in events {
        let Some(instance) = event.instance else { continue };
        let kept = overrides.entry(instance).or_insert(event);
        if event.revision > kept.revision {
            *kept = event;
        }
    }
    let least = master.map_or_else(Revision::default, |master| master.revision);
    if let Some(master) = master
        && let Err(wrong) = take_master(uid, master, &overrides, context, batch)
    {
        batch.seen.push(uid.to_owned());
        batch.unread.push(wrong);
        return;
    }
    for (instance, event) in overrides {
        // An instance whose time is neither in the window nor was to be is of no concern yet.
        let near = context.frame.holds(instance) || event.slot.is_none_or(|slot| context.frame.holds(slot.starts_at));
        if !near && master.is_some() {
            continue;
        }
        let what = match event.slot {
            _ if event.cancelled => What::Cancelled,
            Some(slot) => What::Agreed(slot),
            None => What::Cancelled,
        };
        let person = event.person.clone().or_else(|| master.and_then(|master| master.person.clone()));
        if person.is_none() && what != What::Cancelled {
            batch.left_aside += 1;
            continue;
        }
        batch.entries.push(Entry {
            external: key(uid, instance),
            series: Some(uid.to_owned()),
            // In one file with its series it is at least as new as that.
            revision: event.revision.max(least),
            person,
            clinician: event.clinician.clone().or_else(|| master.and_then(|master| master.clinician.clone())),
            what,
        });
    }
}

fn take_master(
    uid: &str,
    master: &Event,
    overrides: &BTreeMap<chrono::DateTime<chrono::Utc>, &Event>,
    context: &Context,
    batch: &mut Batch,
) -> Result<(), Unread> {
    let entry = |what| Entry {
        external: uid.to_owned(),
        series: None,
        revision: master.revision,
        person: master.person.clone(),
        clinician: master.clinician.clone(),
        what,
    };
    let whole = Whole::Series { external: uid.to_owned(), revision: master.revision };
    if master.cancelled {
        batch.entries.push(entry(What::Cancelled));
        batch.whole.push(whole);
        return Ok(());
    }
    if master.person.is_none() {
        batch.left_aside += 1;
        return Ok(());
    }
    let Some(slot) = master.slot else { return Err(master.wrong("DTSTART", "missing")) };
    if !master.repeats() {
        batch.entries.push(entry(What::Agreed(slot)));
        batch.whole.push(whole);
        return Ok(());
    }
    let starts: BTreeSet<_> = recurrence::instances(master, context)?;
    batch.entries.push(entry(What::Series));
    for start in starts.into_iter().filter(|start| !overrides.contains_key(start)) {
        batch.entries.push(Entry {
            external: key(uid, start),
            series: Some(uid.to_owned()),
            ..entry(What::Agreed(crate::domain::care::calendar::Slot { starts_at: start, ..slot }))
        });
    }
    batch.whole.push(whole);
    Ok(())
}

/// The key of one instance of a series: the series' own and when the instance was to be at first.
fn key(uid: &str, instance: chrono::DateTime<chrono::Utc>) -> String {
    format!("{uid}\n{}", instance.format("%Y%m%dT%H%M%SZ"))
}

/// How an event is named in what is said of it.
fn place(number: usize, uid: Option<&str>, property: &str) -> String {
    match uid {
        Some(uid) => format!("event {number} (UID {}), {property}", quoted(uid)),
        None => format!("event {number}, {property}"),
    }
}
