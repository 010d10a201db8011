//! iCalendar: summer time both ways, series and what is changed in them, what is refused.

use std::fmt::Write as _;

use chrono::{NaiveDate, TimeDelta};
use lytt::domain::local_time;
use lytt::interop::calendar::Format;
use proptest::prelude::*;

use super::{all_shown, read, try_read, unread};

/// Events, each given by its lines, in a calendar.
pub(super) fn calendar(events: &[&str]) -> String {
    let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n".to_owned();
    for event in events {
        text.push_str("BEGIN:VEVENT\r\n");
        for line in event.lines() {
            text.push_str(line.trim());
            text.push_str("\r\n");
        }
        text.push_str("END:VEVENT\r\n");
    }
    text + "END:VCALENDAR\r\n"
}

/// A file with a bit of everything.
pub(super) fn rich() -> String {
    calendar(&[
        "UID:one
         X-PATIENT-ID:1001
         DTSTAMP:20260301T080000Z
         DTSTART;TZID=Europe/Oslo:20260320T090000
         DTEND;TZID=Europe/Oslo:20260320T094500
         SUMMARY:Samtale\\, første
         CATEGORIES:VIDEO,TERAPI",
        "UID:weekly
         X-PATIENT-ID:1002
         SEQUENCE:2
         DTSTAMP:20260301T080000Z
         LAST-MODIFIED:20260228T080000Z
         DTSTART;TZID=\"W. Europe Standard Time\":20260316T100000
         DURATION:PT1H
         RRULE:FREQ=WEEKLY;COUNT=6;BYDAY=MO
         EXDATE;TZID=Europe/Oslo:20260323T100000",
        "UID:weekly
         RECURRENCE-ID;TZID=Europe/Oslo:20260330T100000
         SEQUENCE:3
         DTSTAMP:20260301T080000Z
         DTSTART;TZID=Europe/Oslo:20260331T140000
         DTEND;TZID=Europe/Oslo:20260331T150000",
        "UID:meeting
         DTSTART;VALUE=DATE:20260320
         SUMMARY:Seminar",
    ])
}

fn series(rule: &str) -> Vec<String> {
    let text = calendar(&[&format!("UID:s\nX-PATIENT-ID:7\nDURATION:PT45M\n{rule}")]);
    let batch = read(Format::Ics, &text, "");
    assert_eq!(unread(&batch), [""; 0], "{rule}");
    assert_eq!(all_shown(&batch).first().map(String::as_str), Some("s 7 series"), "{rule}");
    all_shown(&batch).iter().skip(1).map(|line| line.split(' ').nth(3).unwrap().to_owned()).collect()
}

#[test]
fn a_file_with_a_bit_of_everything() {
    let batch = read(Format::Ics, &rich(), "kinds = { terapi = \"treatment\" }\nmodes = { video = \"video\" }");
    let wanted = [
        "one 1001 agreed 2026-03-20T08:00Z 45 treatment video",
        "weekly 1002 series",
        "weekly@20260316T090000Z 1002 agreed 2026-03-16T09:00Z 60",
        // The 23rd is excepted; the 30th is moved, in summer time.
        "weekly@20260406T080000Z 1002 agreed 2026-04-06T08:00Z 60",
        "weekly@20260413T080000Z 1002 agreed 2026-04-13T08:00Z 60",
        "weekly@20260420T080000Z 1002 agreed 2026-04-20T08:00Z 60",
        "weekly@20260330T080000Z 1002 agreed 2026-03-31T12:00Z 60",
    ];
    assert_eq!(all_shown(&batch), wanted);
    assert_eq!(batch.left_aside, 1);
    assert_eq!(batch.whole.len(), 2);
    let numbers: Vec<i64> = batch.entries.iter().map(|entry| entry.revision.number).collect();
    assert_eq!(numbers, [0, 2, 2, 2, 2, 2, 3]);
}

#[test]
fn series_over_the_change_of_the_clock_and_other_rules() {
    for (rule, wanted) in [
        (
            // Nine o'clock stays nine o'clock: 29 March 2026.
            "DTSTART;TZID=Europe/Oslo:20260325T090000\nRRULE:FREQ=WEEKLY;COUNT=2",
            "2026-03-25T08:00Z 2026-04-01T07:00Z",
        ),
        (
            // And back: 25 October 2026.
            "DTSTART;TZID=Europe/Oslo:20261022T090000\nRRULE:FREQ=WEEKLY;COUNT=2",
            "2026-10-22T07:00Z 2026-10-29T08:00Z",
        ),
        (
            // 02:30 does not exist on the 29th: with the offset before the gap it is 01:30 UTC.
            "DTSTART;TZID=Europe/Oslo:20260328T023000\nRRULE:FREQ=DAILY;COUNT=3",
            "2026-03-28T01:30Z 2026-03-29T01:30Z 2026-03-30T00:30Z",
        ),
        (
            // 02:30 comes twice on 25 October: the first is meant.
            "DTSTART;TZID=Europe/Oslo:20261024T023000\nRRULE:FREQ=DAILY;COUNT=3",
            "2026-10-24T00:30Z 2026-10-25T00:30Z 2026-10-26T01:30Z",
        ),
        (
            // In UTC nothing changes.
            "DTSTART:20260325T080000Z\nRRULE:FREQ=WEEKLY;COUNT=2",
            "2026-03-25T08:00Z 2026-04-01T08:00Z",
        ),
        (
            // A time without a zone is the service's own.
            "DTSTART:20260325T090000\nRRULE:FREQ=WEEKLY;COUNT=2",
            "2026-03-25T08:00Z 2026-04-01T07:00Z",
        ),
        (
            // A zone of another maker's name.
            "DTSTART;TZID=W. Europe Standard Time:20260325T090000\nRRULE:FREQ=WEEKLY;COUNT=2",
            "2026-03-25T08:00Z 2026-04-01T07:00Z",
        ),
        (
            // UNTIL is in UTC and counts in: 16:00 in Oslo is 14:00 UTC in summer.
            "DTSTART;TZID=Europe/Oslo:20260401T160000\nRRULE:FREQ=WEEKLY;UNTIL=20260415T140000Z",
            "2026-04-01T14:00Z 2026-04-08T14:00Z 2026-04-15T14:00Z",
        ),
        (
            "DTSTART;TZID=Europe/Oslo:20260401T160000\nRRULE:FREQ=WEEKLY;UNTIL=20260415T135959Z",
            "2026-04-01T14:00Z 2026-04-08T14:00Z",
        ),
        (
            // UNTIL as a day: all of that day.
            "DTSTART;TZID=Europe/Oslo:20260401T160000\nRRULE:FREQ=WEEKLY;UNTIL=20260408",
            "2026-04-01T14:00Z 2026-04-08T14:00Z",
        ),
        (
            // Every other week on two days; the week begins on Monday.
            "DTSTART;TZID=Europe/Oslo:20260407T130000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=4",
            "2026-04-07T11:00Z 2026-04-09T11:00Z 2026-04-21T11:00Z 2026-04-23T11:00Z",
        ),
        (
            // The last Friday of the month.
            "DTSTART;TZID=Europe/Oslo:20260327T100000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3",
            "2026-03-27T09:00Z 2026-04-24T08:00Z 2026-05-29T08:00Z",
        ),
        (
            // Months without a 31st have none.
            "DTSTART;TZID=Europe/Oslo:20260331T100000\nRRULE:FREQ=MONTHLY;COUNT=3",
            "2026-03-31T08:00Z 2026-05-31T08:00Z 2026-07-31T08:00Z",
        ),
        (
            // A whole day excepted, and one date more.
            "DTSTART;TZID=Europe/Oslo:20260504T100000\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20260511\n\
             RDATE;TZID=Europe/Oslo:20260513T120000",
            "2026-05-04T08:00Z 2026-05-13T10:00Z 2026-05-18T08:00Z",
        ),
        (
            // Exceptions in UTC, two on one line.
            "DTSTART;TZID=Europe/Oslo:20260504T100000\nRRULE:FREQ=WEEKLY;COUNT=4\n\
             EXDATE:20260511T080000Z,20260518T080000Z",
            "2026-05-04T08:00Z 2026-05-25T08:00Z",
        ),
        (
            // Begun long ago and without an end: only the window, which ends on 1 December.
            "DTSTART;TZID=Europe/Oslo:20100104T100000\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=-1MO",
            "2026-11-30T09:00Z",
        ),
    ] {
        assert_eq!(series(rule).join(" "), wanted, "{rule}");
    }
}

#[test]
fn the_leap_day() {
    let text = calendar(&["UID:leap\nX-PATIENT-ID:7\nDTSTART;TZID=Europe/Oslo:20280229T090000\nDURATION:PT45M"]);
    assert_eq!(all_shown(&read(Format::Ics, &text, "")), ["leap 7 agreed 2028-02-29T08:00Z 45"]);
    let text = text.replace("2028", "2027");
    let wanted = ["event 1 (UID \"leap\"), DTSTART: there is no such date or time"];
    assert_eq!(unread(&read(Format::Ics, &text, "")), wanted);
}

#[test]
fn what_is_called_off() {
    let base = "X-PATIENT-ID:7\nSEQUENCE:4\nDTSTART:20260504T080000Z\nDURATION:PT45M";
    // By status: a single event, a whole series, one instance.
    let single = calendar(&[&format!("UID:a\n{base}\nSTATUS:CANCELLED")]);
    assert_eq!(all_shown(&read(Format::Ics, &single, "")), ["a 7 cancelled"]);
    let whole = calendar(&[&format!("UID:a\n{base}\nRRULE:FREQ=WEEKLY\nSTATUS:CANCELLED")]);
    let batch = read(Format::Ics, &whole, "");
    assert_eq!(all_shown(&batch), ["a 7 cancelled"]);
    assert_eq!(batch.whole.len(), 1);
    let one = calendar(&["UID:a\nSEQUENCE:5\nRECURRENCE-ID:20260511T080000Z\nSTATUS:CANCELLED"]);
    let batch = read(Format::Ics, &one, "");
    assert_eq!(all_shown(&batch), ["a@20260511T080000Z - cancelled"]);
    assert!(batch.whole.is_empty(), "the rest of the series is not spoken of");
    // By method, with hardly anything else.
    let text = calendar(&["UID:a\nSEQUENCE:6"]).replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:CANCEL");
    assert_eq!(all_shown(&read(Format::Ics, &text, "")), ["a - cancelled"]);
    // An answer to an invitation is not the appointment.
    let text = single.replace("VERSION:2.0", "VERSION:2.0\r\nMETHOD:REPLY");
    let batch = read(Format::Ics, &text, "");
    assert_eq!((batch.entries.len(), batch.left_aside), (0, 1));
}

#[test]
fn the_patients_number_and_the_clinician() {
    let event = |lines: &str| calendar(&[&format!("UID:a\nDTSTART:20260504T080000Z\nDURATION:PT45M\n{lines}")]);
    let brackets = "[person]\nprefix = \"ward/\"\nbrackets_in = \"SUMMARY\"";
    for (lines, wanted) in [
        ("SUMMARY:Samtale [12-34]", "ward/12-34"),
        ("SUMMARY:[A17] samtale\\, rom [blå]", "ward/A17"),
        ("SUMMARY:Samtale [ 99 ] [99]", "ward/99"),
        ("X-PATIENT-ID:5\nSUMMARY:Samtale [99]", "ward/5"),
    ] {
        let batch = read(Format::Ics, &event(lines), brackets);
        assert_eq!(batch.entries[0].person.as_deref(), Some(wanted), "{lines}");
    }
    for lines in ["SUMMARY:Samtale", "SUMMARY:Samtale [uten tall]", "SUMMARY:Åpent [12", "DESCRIPTION:[12]"] {
        let batch = read(Format::Ics, &event(lines), brackets);
        assert_eq!((batch.entries.len(), batch.left_aside), (0, 1), "{lines}");
    }
    let batch = read(Format::Ics, &event("SUMMARY:[12] og [13]"), brackets);
    let wanted =
        "event 1 (UID \"a\"), the patient's number: several numbers stand in square brackets; please leave one";
    assert_eq!(unread(&batch), [wanted]);
    let batch = read(Format::Ics, &event("X-PATIENT-ID:5\nORGANIZER;CN=Somebody:MAILTO:kari@example.no"), "");
    assert_eq!(batch.entries[0].clinician.as_deref(), Some("kari@example.no"));
    let batch = read(Format::Ics, &event("X-PATIENT-ID:5\nX-WHO:17"), "[clinician]\nproperty = \"X-WHO\"");
    assert_eq!(batch.entries[0].clinician.as_deref(), Some("17"));
}

#[test]
fn what_is_wrong_is_named_by_event_and_property() {
    for (lines, wanted) in [
        ("DTSTART;VALUE=DATE:20260504", "DTSTART: it is a whole day; an appointment needs a time"),
        ("DURATION:PT45M", "DTSTART: missing"),
        ("DTSTART:soon", "DTSTART: it is no date and time of the form 20260329T090000"),
        ("DTSTART:18000101T080000Z", "DTSTART: the year is not from 1900 to 2100"),
        (
            "DTSTART;TZID=Atlantis:20260504T080000",
            "DTSTART: \"Atlantis\" is not a time zone we know; please use names such as Europe/Oslo",
        ),
        (
            "DTSTART:20260504T080000Z\nDTEND:20260504T080000Z",
            "DTEND: it makes the appointment 0 minutes long; 1 to 480 are possible",
        ),
        (
            "DTSTART:20260504T080000Z\nDURATION:P1D",
            "DURATION: it makes the appointment 1440 minutes long; 1 to 480 are possible",
        ),
        ("DTSTART:20260504T080000Z\nSEQUENCE:-1", "SEQUENCE: it is no whole number from 0 to 2147483647"),
        ("DTSTART:20260504T080000Z\nRRULE:FREQ=HOURLY", "RRULE: it repeats several times a day; appointments do not"),
        ("DTSTART:20260504T080000Z\nRRULE:OFTEN", "RRULE: it does not read as a recurrence rule"),
        (
            "DTSTART:20260504T080000Z\nRRULE:FREQ=WEEKLY;BYMONTHDAY=3",
            "RRULE: one of its parts is out of range, or does not go with FREQ",
        ),
        (
            "DTSTART:20260504T080000Z\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260504T080000Z",
            "RECURRENCE-ID: RANGE is not read; please let the source send the later appointments as a series of their own",
        ),
    ] {
        let good = "UID:good\nX-PATIENT-ID:1\nDTSTART:20260504T080000Z";
        let batch = read(Format::Ics, &calendar(&[&format!("UID:bad\nX-PATIENT-ID:7\n{lines}"), good]), "");
        assert_eq!(unread(&batch), [format!("event 1 (UID \"bad\"), {wanted}")], "{lines}");
        assert_eq!(batch.seen, ["bad"], "{lines}");
        assert_eq!(all_shown(&batch), ["good 1 agreed 2026-05-04T08:00Z 45"], "the others go through");
    }
    let batch = read(Format::Ics, &calendar(&["X-PATIENT-ID:7\nDTSTART:20260504T080000Z"]), "");
    assert_eq!(unread(&batch), ["event 1, UID: missing; an appointment needs a key of its own"]);
}

#[test]
fn a_file_that_was_cut_off_is_refused() {
    let text = rich();
    for cut in [text.len() - 20, text.len() / 2, 40] {
        let error = try_read(Format::Ics, &text.as_bytes()[..cut], "complete = true").unwrap_err().to_string();
        assert_eq!(error, "it is cut off: END:VCALENDAR or END:VEVENT is missing");
    }
    let error = try_read(Format::Ics, b"<html>sign in</html>", "").unwrap_err().to_string();
    assert_eq!(error, "it is not iCalendar: BEGIN:VCALENDAR is missing");
}

#[test]
fn names_and_texts_are_dropped() {
    let text = calendar(&["UID:a
        X-PATIENT-ID:1
        DTSTART:20260504T080000Z
        SUMMARY:Samtale med Tyttebær Eksempel
        DESCRIPTION:Om søvn
        LOCATION:Rom 3
        ATTENDEE;CN=Tyttebær Eksempel:mailto:tyttebaer@example.no
        COMMENT:husk skjema"]);
    let kept = format!("{:?}", read(Format::Ics, &text, ""));
    for dropped in ["Tyttebær", "søvn", "Rom 3", "tyttebaer@", "husk"] {
        assert!(!kept.contains(dropped), "{kept}");
    }
}

proptest! {
    #[test]
    fn a_plain_rule_is_a_step_on_the_wall(
        day in 0..240_i64,
        minute in 0..1440_i64,
        weekly: bool,
        interval in 1..5_i64,
        count in 1..9_i64,
        except in prop::option::of(0..9_i64),
    ) {
        let midnight = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let start = midnight + TimeDelta::days(day) + TimeDelta::minutes(minute);
        let (name, step) = if weekly { ("WEEKLY", 7) } else { ("DAILY", 1) };
        let wall = |index: i64| start + TimeDelta::days(index * step * interval);
        let mut rule = format!(
            "DTSTART;TZID=Europe/Oslo:{}\nRRULE:FREQ={name};INTERVAL={interval};COUNT={count}",
            start.format("%Y%m%dT%H%M%S")
        );
        if let Some(except) = except {
            write!(rule, "\nEXDATE;TZID=Europe/Oslo:{}", wall(except).format("%Y%m%dT%H%M%S")).unwrap();
        }
        let wanted: Vec<String> = (0..count)
            .filter(|index| Some(*index) != except)
            .map(|index| local_time::instant(chrono_tz::Europe::Oslo, wall(index)))
            .filter(|at| super::frame().holds(*at))
            .map(|at| at.format("%Y-%m-%dT%H:%MZ").to_string())
            .collect();
        prop_assert_eq!(series(&rule), wanted, "{}", rule);
    }
}
