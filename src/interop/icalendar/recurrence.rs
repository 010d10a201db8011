//! When the instances of a series are.
//!
//! A rule is worked out on the clock on the wall and each result then read in the series' own zone,
//! so that nine o'clock stays nine o'clock when summer time begins. An instance in the hour that is
//! skipped begins an hour later on the wall.

use std::collections::BTreeSet;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::dates::CalendarErrorType;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarFrequency, ICalendarProperty,
    ICalendarRecurrenceRule, ICalendarValue,
};
use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::Context;
use super::event::Event;
use super::times::{self, Time, When};
use crate::domain::care::calendar::Unread;

/// Most instances worked out from the start of a series to the end of the window: forty years of days.
const MOST_INSTANCES: usize = 15_000;

/// When the instances of a series in the window were to be: by its rule, with its extra dates, without
/// its exceptions.
pub(super) fn instances(event: &Event, context: &Context) -> Result<BTreeSet<DateTime<Utc>>, Unread> {
    let Some(start) = event.start else { return Err(event.wrong("DTSTART", "missing")) };
    if event.component.has_property(&ICalendarProperty::Exrule) {
        return Err(event.wrong("EXRULE", "it is not read; please let the source write EXDATE"));
    }
    let mut walls = BTreeSet::new();
    let rules: Vec<_> = event.component.properties(&ICalendarProperty::Rrule).collect();
    match rules.as_slice() {
        [] => {
            walls.insert(start.wall);
        }
        [rule] => {
            let Some(ICalendarValue::RecurrenceRule(rule)) = rule.values.first() else {
                return Err(event.wrong("RRULE", "it does not read as a recurrence rule"));
            };
            walls.extend(by_rule(rule, start, context).map_err(|fact| event.wrong("RRULE", fact))?);
        }
        _ => return Err(event.wrong("RRULE", "there are several; please let the source write one")),
    }
    let mut starts: BTreeSet<_> = walls.into_iter().map(|wall| start.zone.instant(wall)).collect();
    for (entry, value) in values(event, &ICalendarProperty::Rdate) {
        match times::of_value(entry, value, context).map_err(|fact| event.wrong("RDATE", fact))? {
            When::At(time) => starts.insert(time.instant()),
            When::Day(day) => starts.insert(start.zone.instant(day.and_time(start.wall.time()))),
        };
    }
    for (entry, value) in values(event, &ICalendarProperty::Exdate) {
        match times::of_value(entry, value, context).map_err(|fact| event.wrong("EXDATE", fact))? {
            When::At(time) => {
                starts.remove(&time.instant());
            }
            When::Day(day) => starts.retain(|at| start.zone.wall(*at).date() != day),
        }
    }
    starts.retain(|at| context.frame.holds(*at));
    Ok(starts)
}

fn values<'a>(event: &Event<'a>, property: &ICalendarProperty) -> Vec<(&'a ICalendarEntry, &'a ICalendarValue)> {
    let named = event.component.entries.iter().filter(|entry| entry.name == *property);
    named.flat_map(|entry| entry.values.iter().map(move |value| (entry, value))).collect()
}

/// The instances of a rule up to the end of the window, on the wall of the series' zone.
fn by_rule(rule: &ICalendarRecurrenceRule, start: Time, context: &Context) -> Result<Vec<NaiveDateTime>, String> {
    if rule.freq > ICalendarFrequency::Daily || rule.byhour.len() > 1 || rule.byminute.len() > 1 {
        return Err("it repeats several times a day; appointments do not".to_owned());
    }
    if rule.bysecond.iter().any(|second| *second != 0) {
        return Err("BYSECOND is not read".to_owned());
    }
    let mut until = start.zone.wall(context.frame.to);
    if let Some(written) = &rule.until {
        let last = match times::of_written(written, || Ok(start.zone))? {
            When::At(time) => start.zone.wall(time.instant()),
            // The whole of that day.
            When::Day(day) => day.and_time(NaiveTime::MIN) + TimeDelta::days(1) - TimeDelta::seconds(1),
        };
        until = until.min(last);
    }
    if until < start.wall {
        return Ok(Vec::new());
    }
    let bounded = ICalendarRecurrenceRule { until: Some(floating(until)), ..rule.clone() };
    let expanded = alone(bounded, start.wall).expand_dates(Tz::Floating, MOST_INSTANCES);
    if let Some(error) = expanded.errors.first() {
        return Err(match &error.error {
            CalendarErrorType::RRule(_) => "one of its parts is out of range, or does not go with FREQ".to_owned(),
            _ => "it does not read as a recurrence rule".to_owned(),
        });
    }
    if expanded.events.len() >= MOST_INSTANCES {
        return Err(format!("it makes more than {MOST_INSTANCES} appointments; please let the source end it"));
    }
    Ok(expanded.events.into_iter().map(|event| event.start.naive_local()).collect())
}

/// A time on the wall as iCalendar writes it.
fn floating(wall: NaiveDateTime) -> PartialDateTime {
    let small = |number: u32| u8::try_from(number).ok();
    PartialDateTime {
        year: u16::try_from(wall.year()).ok(),
        month: small(wall.month()),
        day: small(wall.day()),
        hour: small(wall.hour()),
        minute: small(wall.minute()),
        second: small(wall.second()),
        ..PartialDateTime::default()
    }
}

/// A calendar with nothing in it but a rule and a start that names no zone.
fn alone(rule: ICalendarRecurrenceRule, start: NaiveDateTime) -> ICalendar {
    let entry = |name, value| ICalendarEntry { name, params: Vec::new(), values: vec![value] };
    let part = |component_type, entries, component_ids| ICalendarComponent { component_type, entries, component_ids };
    let entries = vec![
        entry(ICalendarProperty::Dtstart, ICalendarValue::PartialDateTime(Box::new(floating(start)))),
        entry(ICalendarProperty::Rrule, ICalendarValue::RecurrenceRule(Box::new(rule))),
    ];
    ICalendar {
        components: vec![
            part(ICalendarComponentType::VCalendar, Vec::new(), vec![1]),
            part(ICalendarComponentType::VEvent, entries, Vec::new()),
        ],
    }
}
