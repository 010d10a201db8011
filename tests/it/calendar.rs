//! Calendars of other systems: each form read into the same entries, and entries in any order ending in
//! the same appointments.

mod csv;
mod doors;
mod fhir;
mod hl7;
mod ics;
mod order;
mod taking;

use chrono::{DateTime, SecondsFormat, Utc};
use lytt::domain::care::calendar::{Batch, Entry, Frame, What};
use lytt::interop::calendar::{self, CalendarError, Format, Mapping};
use proptest::prelude::*;

use crate::support::at;

/// March to November 2026 in Oslo, with both changes of the clock.
pub(super) fn frame() -> Frame {
    Frame { zone: chrono_tz::Europe::Oslo, from: at("2026-03-01T00:00:00Z"), to: at("2026-12-01T00:00:00Z") }
}

pub(super) fn mapping(text: &str) -> Mapping {
    Mapping::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

pub(super) fn try_read(format: Format, bytes: &[u8], with: &str) -> Result<Batch, CalendarError> {
    calendar::read(format, bytes, &mapping(with), &frame())
}

pub(super) fn read(format: Format, text: &str, with: &str) -> Batch {
    try_read(format, text.as_bytes(), with).unwrap_or_else(|error| panic!("{error}"))
}

fn minute(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true).replace(":00Z", "Z")
}

/// An entry in one line: key, patient, what.
pub(super) fn shown(entry: &Entry) -> String {
    let key = entry.external.replace('\n', "@");
    let person = entry.person.as_deref().unwrap_or("-");
    let what = match &entry.what {
        What::Cancelled => "cancelled".to_owned(),
        What::Series => "series".to_owned(),
        What::Agreed(slot) | What::Held(slot) | What::NoShow(slot) => {
            let mut text = format!("{} {} {}", entry.what.state(), minute(slot.starts_at), slot.minutes);
            text.extend(slot.kind.map(|kind| format!(" {kind}")));
            text.extend(slot.mode.map(|mode| format!(" {mode}")));
            text
        }
    };
    format!("{key} {person} {what}")
}

pub(super) fn all_shown(batch: &Batch) -> Vec<String> {
    batch.entries.iter().map(shown).collect()
}

pub(super) fn unread(batch: &Batch) -> Vec<String> {
    batch.unread.iter().map(ToString::to_string).collect()
}

/// A good file of each form, to be spoilt.
fn good() -> Vec<(Format, String)> {
    vec![
        (Format::Ics, ics::rich()),
        (Format::Hl7, format!("{}{}", hl7::booking(), hl7::with_tq1())),
        (Format::Fhir, fhir::bundle()),
        (Format::Csv, csv::NORWEGIAN.to_owned()),
    ]
}

#[test]
fn the_good_files_are_good() {
    for (format, text) in good() {
        let batch = read(format, &text, "");
        assert!(batch.unread.is_empty() && !batch.entries.is_empty(), "{format}: {batch:?}");
    }
}

#[test]
fn what_is_too_long_or_no_text_is_refused() {
    let long = vec![b'A'; calendar::MOST_BYTES + 1];
    for format in Format::ALL {
        assert_eq!(try_read(*format, &long, "").unwrap_err(), CalendarError::Size(long.len()), "{format}");
        let error = try_read(*format, b"", "").unwrap_err().to_string();
        assert!(!error.is_empty(), "{format}");
    }
    let error = try_read(Format::Csv, b"id;pasient;dato\n\xe6;1;2", "").unwrap_err();
    assert_eq!(error, CalendarError::Encoding(16));
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(try_read(Format::Fhir, deep.as_bytes(), "").is_err());
    let nested = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", "BEGIN:X-A\r\n".repeat(50_000));
    let _ = try_read(Format::Ics, nested.as_bytes(), "");
}

#[test]
fn a_mapping_says_where_it_is_wrong() {
    for (text, wanted) in [
        ("complete = \"yes\"", "line 1: invalid type: string \"yes\", expected a boolean"),
        ("\n[person]\nnumber = 1", "line 3: unknown field `number`"),
        ("[kinds]\nA = \"terapi\"", "line 2: unknown variant `terapi`"),
    ] {
        let error = Mapping::parse(text).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn spoilt_bytes_never_stop_the_reader(
        which in 0..4_usize,
        cut in 0.0..=1.0_f64,
        changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..12),
    ) {
        let (format, text) = good().swap_remove(which);
        let mut bytes = text.into_bytes();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "a share of a short length")]
        let place = |share: f64, length: usize| (share * length as f64) as usize;
        for (share, byte) in changes {
            let index = place(share, bytes.len());
            bytes[index] = byte;
        }
        bytes.truncate(place(cut, bytes.len()));
        for other in Format::ALL {
            let _ = try_read(*other, &bytes, "complete = true\n[person]\nbrackets_in = \"SUMMARY\"");
        }
        if let Ok(batch) = try_read(format, &bytes, "") {
            for entry in &batch.entries {
                if let Some(slot) = entry.what.slot() {
                    prop_assert!((1..=480).contains(&slot.minutes));
                    prop_assert!(entry.person.is_some());
                }
            }
        }
    }

    #[test]
    fn invented_lines_never_stop_the_reader(
        lines in prop::collection::vec((0..PROPERTIES.len(), 0..VALUES.len()), 0..12),
    ) {
        let mut text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nX-PATIENT-ID:1\r\n".to_owned();
        for (property, value) in lines {
            text.push_str(PROPERTIES[property]);
            text.push(':');
            text.push_str(VALUES[value]);
            text.push_str("\r\n");
        }
        text.push_str("END:VEVENT\r\nEND:VCALENDAR\r\n");
        let _ = try_read(Format::Ics, text.as_bytes(), "");
    }
}

const PROPERTIES: [&str; 14] = [
    "DTSTART",
    "DTSTART;TZID=Europe/Oslo",
    "DTEND",
    "DTSTART;VALUE=DATE",
    "DURATION",
    "RRULE",
    "RDATE",
    "EXDATE",
    "RECURRENCE-ID",
    "RECURRENCE-ID;RANGE=THISANDFUTURE",
    "SEQUENCE",
    "STATUS",
    "DTSTAMP",
    "RRULE;VALUE=TEXT",
];
const VALUES: [&str; 30] = [
    "20260329T023000",
    "20261025T023000",
    "20260329T003000Z",
    "20260329",
    "99999999T999999",
    "00000101T000000",
    "65535",
    "-1",
    "99999999999999999999",
    "PT45M",
    "-PT1H",
    "P99999999W",
    "FREQ=DAILY",
    "FREQ=SECONDLY",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO",
    "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=MO,TU,WE,TH,FR;COUNT=4",
    "FREQ=MONTHLY;BYSETPOS=366;BYDAY=MO",
    "FREQ=WEEKLY;INTERVAL=0",
    "FREQ=WEEKLY;INTERVAL=65535",
    "FREQ=WEEKLY;COUNT=0",
    "FREQ=WEEKLY;COUNT=4294967295",
    "FREQ=WEEKLY;UNTIL=20200101",
    "FREQ=WEEKLY;UNTIL=20260601T000000Z;BYDAY=-54MO",
    "FREQ=YEARLY;BYDAY=54MO",
    "FREQ=YEARLY;BYYEARDAY=-366,366",
    "FREQ=DAILY;BYHOUR=25;BYMINUTE=61",
    "CANCELLED",
    "20260302T080000/PT1H",
    "",
];
