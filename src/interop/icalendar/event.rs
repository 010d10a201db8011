//! One VEVENT: what of it is kept, and what is wrong with it.

use std::fmt::Display;

use calcard::icalendar::{
    ICalendarComponent, ICalendarEntry, ICalendarParameterName, ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use chrono::{DateTime, Utc};

use super::times::{self, Time, When};
use super::{Context, place};
use crate::domain::care::calendar::{MINUTES, Revision, Slot, Unread};
use crate::interop::calendar::Mapping;

/// Longest patient's number in square brackets.
const LONGEST_NUMBER: usize = 40;

/// One event of a patient, or one that is called off.
pub(super) struct Event<'a> {
    pub(super) component: &'a ICalendarComponent,
    number: usize,
    pub(super) uid: &'a str,
    /// When the instance it replaces was to be.
    pub(super) instance: Option<DateTime<Utc>>,
    pub(super) revision: Revision,
    pub(super) cancelled: bool,
    pub(super) person: Option<String>,
    pub(super) clinician: Option<String>,
    /// When it begins, as written; nothing when it is called off without saying.
    pub(super) start: Option<Time>,
    pub(super) slot: Option<Slot>,
}

impl<'a> Event<'a> {
    /// Reads an event. `None` when it is nobody's appointment: unless it is called off, some event of its
    /// UID must be `ours`, with a patient's number.
    pub(super) fn read(
        component: &'a ICalendarComponent,
        number: usize,
        ours: bool,
        context: &Context,
    ) -> Result<Option<Self>, Unread> {
        let uid = component.uid().map(str::trim).filter(|uid| !uid.is_empty());
        let wrong = |property: &str, fact: &dyn Display| Unread::new(place(number, uid, property), fact.to_string());
        let cancelled = context.cancels() || component.status() == Some(&ICalendarStatus::Cancelled);
        if !ours && !cancelled {
            return Ok(None);
        }
        let person = person(component, context.mapping).map_err(|fact| wrong("the patient's number", &fact))?;
        let replaced = component.property(&ICalendarProperty::RecurrenceId);
        let uid = uid.ok_or_else(|| wrong("UID", &"missing; an appointment needs a key of its own"))?;
        let instance = match replaced {
            None => None,
            Some(entry) if entry.has_parameter(&ICalendarParameterName::Range) => {
                let fact = "RANGE is not read; please let the source send the later appointments as a series of \
                            their own";
                return Err(wrong("RECURRENCE-ID", &fact));
            }
            Some(entry) => match times::one(entry, context) {
                Ok(When::At(time)) => Some(time.instant()),
                Ok(When::Day(_)) => return Err(wrong("RECURRENCE-ID", &"it names a day without a time")),
                Err(fact) => return Err(wrong("RECURRENCE-ID", &fact)),
            },
        };
        let mut event = Self {
            component,
            number,
            uid,
            instance,
            revision: revision(component, context).map_err(|(property, fact)| wrong(property, &fact))?,
            cancelled,
            person,
            clinician: clinician(component, context.mapping),
            start: None,
            slot: None,
        };
        if !cancelled {
            event.start = Some(event.starts(context)?);
            event.slot = event.start.map(|start| event.slot(start, context)).transpose()?;
        }
        Ok(Some(event))
    }

    /// What is wrong with one of its properties.
    pub(super) fn wrong(&self, property: &str, fact: impl Display) -> Unread {
        Unread::new(place(self.number, Some(self.uid), property), fact.to_string())
    }

    /// Whether it stands for more than one appointment.
    pub(super) fn repeats(&self) -> bool {
        self.instance.is_none() && repeats(self.component)
    }

    fn starts(&self, context: &Context) -> Result<Time, Unread> {
        let entry =
            self.component.property(&ICalendarProperty::Dtstart).ok_or_else(|| self.wrong("DTSTART", "missing"))?;
        match times::one(entry, context).map_err(|fact| self.wrong("DTSTART", fact))? {
            When::At(time) => Ok(time),
            When::Day(_) => Err(self.wrong("DTSTART", "it is a whole day; an appointment needs a time")),
        }
    }

    fn slot(&self, start: Time, context: &Context) -> Result<Slot, Unread> {
        let starts_at = start.instant();
        let end = self.component.property(&ICalendarProperty::Dtend);
        let duration = self.component.property(&ICalendarProperty::Duration);
        let (property, minutes) = if let Some(entry) = end {
            match times::one(entry, context).map_err(|fact| self.wrong("DTEND", fact))? {
                When::At(time) => ("DTEND", (time.instant() - starts_at).num_minutes()),
                When::Day(_) => return Err(self.wrong("DTEND", "it is a whole day; an appointment needs a time")),
            }
        } else if let Some(entry) = duration {
            match entry.values.first() {
                Some(ICalendarValue::Duration(duration)) => ("DURATION", duration.as_seconds() / 60),
                _ => return Err(self.wrong("DURATION", "it is no duration of the form PT45M")),
            }
        } else {
            ("DTEND", context.mapping.usual_minutes())
        };
        if !MINUTES.contains(&minutes) {
            let fact = format!("it makes the appointment {minutes} minutes long; 1 to 480 are possible");
            return Err(self.wrong(property, fact));
        }
        let codes: Vec<&str> = self.texts(&ICalendarProperty::Categories).collect();
        let codes = || codes.iter().copied();
        Ok(Slot { starts_at, minutes, kind: context.mapping.kind(codes()), mode: context.mapping.mode(codes()) })
    }

    fn texts(&self, property: &ICalendarProperty) -> impl Iterator<Item = &str> {
        let entries = self.component.entries.iter().filter(move |entry| entry.name == *property);
        entries.flat_map(|entry| entry.values.iter().filter_map(ICalendarValue::as_text))
    }
}

fn repeats(component: &ICalendarComponent) -> bool {
    use ICalendarProperty as P;
    [P::Rrule, P::Rdate].iter().any(|property| component.has_property(property))
}

/// The version: SEQUENCE, then LAST-MODIFIED, or DTSTAMP where that is all there is.
fn revision(component: &ICalendarComponent, context: &Context) -> Result<Revision, (&'static str, String)> {
    let number = match component.property(&ICalendarProperty::Sequence).map(|entry| entry.values.first()) {
        None => 0,
        Some(Some(ICalendarValue::Integer(number))) if (0..=i64::from(i32::MAX)).contains(number) => *number,
        Some(_) => return Err(("SEQUENCE", "it is no whole number from 0 to 2147483647".to_owned())),
    };
    let stamps = [("LAST-MODIFIED", ICalendarProperty::LastModified), ("DTSTAMP", ICalendarProperty::Dtstamp)];
    let stamp = stamps.into_iter().find_map(|(name, property)| Some((name, component.property(&property)?)));
    let at = match stamp {
        None => None,
        Some((name, entry)) => match times::one(entry, context).map_err(|fact| (name, fact))? {
            When::At(time) => Some(time.instant()),
            When::Day(_) => return Err((name, "it is a whole day; please give a time".to_owned())),
        },
    };
    Ok(Revision { number, at })
}

fn is_named(entry: &ICalendarEntry, name: &str) -> bool {
    entry.name.as_str().eq_ignore_ascii_case(name)
}

fn property<'a>(component: &'a ICalendarComponent, name: &str) -> Option<&'a str> {
    component.entries.iter().find(|entry| is_named(entry, name))?.values.first()?.as_text()
}

/// The patient's number: a property of its own, or what stands in square brackets.
fn person(component: &ICalendarComponent, mapping: &Mapping) -> Result<Option<String>, &'static str> {
    let own = mapping.person.property.as_deref().unwrap_or("X-PATIENT-ID");
    if let Some(number) = property(component, own).and_then(|written| mapping.number(written)) {
        return Ok(Some(number));
    }
    let Some(name) = mapping.person.brackets_in.as_deref() else { return Ok(None) };
    let Some(text) = property(component, name) else { return Ok(None) };
    Ok(bracketed(text)?.and_then(|number| mapping.number(number)))
}

/// Whether an event has a patient's number, be it a wrong one.
pub(super) fn has_patient(component: &ICalendarComponent, mapping: &Mapping) -> bool {
    !matches!(person(component, mapping), Ok(None))
}

/// The one number in square brackets; nothing when there are no brackets with a digit in them.
fn bracketed(text: &str) -> Result<Option<&str>, &'static str> {
    let is_number = |inner: &&str| {
        inner.len() <= LONGEST_NUMBER
            && inner.chars().any(|c| c.is_ascii_digit())
            && inner.chars().all(|c| c.is_ascii_alphanumeric() || "-./_".contains(c))
    };
    let mut found = None;
    for part in text.split('[').skip(1) {
        let Some(number) = part.split_once(']').map(|(inner, _)| inner.trim()).filter(is_number) else { continue };
        if found.is_some_and(|earlier| earlier != number) {
            return Err("several numbers stand in square brackets; please leave one");
        }
        found = Some(number);
    }
    Ok(found)
}

/// What the source knows the clinician by, without `mailto:`.
fn clinician(component: &ICalendarComponent, mapping: &Mapping) -> Option<String> {
    let name = mapping.clinician.property.as_deref().unwrap_or("ORGANIZER");
    let written = property(component, name)?;
    let scheme = written.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    let plain = scheme.and_then(|_| written.get(7..)).unwrap_or(written).trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}
