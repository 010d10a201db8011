//! Times as iCalendar writes them: with a zone's name, in UTC, or floating.

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{ICalendarEntry, ICalendarValue};
use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone, Utc};

use super::super::calendar::quoted;
use super::Context;
use crate::domain::local_time;

/// Where a clock on the wall is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Named(chrono_tz::Tz),
    Fixed(FixedOffset),
}

impl Zone {
    /// The instant at which a clock here shows `wall`. RFC 5545, 3.3.5: the first of an hour that comes
    /// twice; in an hour that is skipped, the offset before it.
    pub(super) fn instant(self, wall: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::Named(zone) => local_time::instant(zone, wall),
            Self::Fixed(offset) => {
                offset.from_local_datetime(&wall).single().map_or_else(|| wall.and_utc(), |at| at.with_timezone(&Utc))
            }
        }
    }

    /// What a clock here shows at an instant.
    pub(super) fn wall(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Named(zone) => at.with_timezone(&zone).naive_local(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
        }
    }
}

/// A point in time as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time {
    pub(super) wall: NaiveDateTime,
    pub(super) zone: Zone,
}

impl Time {
    pub(super) fn instant(self) -> DateTime<Utc> {
        self.zone.instant(self.wall)
    }
}

/// What a date property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A whole day.
    Day(chrono::NaiveDate),
    /// A point in time.
    At(Time),
}

/// The first value of a property as a time.
pub(super) fn one(entry: &ICalendarEntry, context: &Context) -> Result<When, String> {
    let value = entry.values.first().ok_or("it is empty")?;
    of_value(entry, value, context)
}

/// One value of a property as a time.
pub(super) fn of_value(entry: &ICalendarEntry, value: &ICalendarValue, context: &Context) -> Result<When, String> {
    let ICalendarValue::PartialDateTime(written) = value else {
        return Err("it is no date and time of the form 20260329T090000".to_owned());
    };
    of_written(written, || zone(entry, context))
}

/// A written time; its zone is asked for only where it names no offset.
pub(super) fn of_written(
    written: &PartialDateTime,
    zone: impl FnOnce() -> Result<Zone, String>,
) -> Result<When, String> {
    let read = written.to_date_time().ok_or("there is no such date or time")?;
    if !local_time::is_plausible(read.date_time.date()) {
        return Err("the year is not from 1900 to 2100".to_owned());
    }
    if !written.has_time() {
        return Ok(When::Day(read.date_time.date()));
    }
    let zone = match read.offset {
        Some(offset) if offset.local_minus_utc() == 0 => Zone::Named(chrono_tz::UTC),
        Some(offset) => Zone::Fixed(offset),
        None => zone()?,
    };
    Ok(When::At(Time { wall: read.date_time, zone }))
}

/// The zone that a property names; the service's own where it names none.
fn zone(entry: &ICalendarEntry, context: &Context) -> Result<Zone, String> {
    let Some(name) = entry.tz_id() else { return Ok(Zone::Named(context.frame.zone)) };
    match context.zones.resolve(name) {
        Some(Tz::Tz(zone)) => Ok(Zone::Named(zone)),
        Some(Tz::Fixed(offset)) => Ok(Zone::Fixed(offset)),
        Some(Tz::Floating) => Ok(Zone::Named(context.frame.zone)),
        None => Err(format!("{} is not a time zone we know; please use names such as Europe/Oslo", quoted(name))),
    }
}
