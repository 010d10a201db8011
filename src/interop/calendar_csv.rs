//! Appointments from a table with a header line, row by row.
//!
//! Columns go by their usual names, Norwegian or English, or by those the mapping gives. Days are read as
//! `29.03.2026` or `2026-03-29`, times as `14:00`, `14.00` or `1400`.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use csv::{ReaderBuilder, StringRecord, Trim};

use super::calendar::{CalendarError, Mapping, quoted};
use crate::domain::care::calendar::{Batch, Entry, EntryState, Frame, MINUTES, Revision, Slot, Unread, What, Whole};
use crate::domain::care::{SessionKind, SessionMode};
use crate::domain::local_time;

/// Most columns of a table.
const MOST_COLUMNS: usize = 200;

/// A column's usual names, lower case.
const ID: &[&str] =
    &["id", "time-id", "timeid", "avtaleid", "avtale-id", "avtalenummer", "appointment", "appointment id"];
const PERSON: &[&str] = &["pasient", "pasientnr", "pasientnummer", "pasient-id", "brukernummer", "patient", "person"];
const CLINICIAN: &[&str] = &["behandler", "behandlerkode", "terapeut", "clinician", "therapist"];
const DATE: &[&str] = &["dato", "dag", "tidspunkt", "start", "date"];
const TIME: &[&str] = &["klokkeslett", "kl", "kl.", "tid", "starttid", "fra", "time", "from"];
const END: &[&str] = &["slutt", "sluttid", "til", "end", "to"];
const MINUTES_NAMES: &[&str] = &["varighet", "minutter", "lengde", "minutes", "duration"];
const STATUS: &[&str] = &["status", "oppmøte", "tilstand"];
const KIND: &[&str] = &["type", "kontakttype", "hensikt", "kind"];
const MODE: &[&str] = &["form", "kontaktform", "sted", "mode"];
const CHANGED: &[&str] = &["endret", "sist endret", "oppdatert", "changed", "modified"];

/// What tables write for what became of an appointment, lower case.
const STATES: &[(EntryState, &[&str])] = &[
    (
        EntryState::Agreed,
        &["", "avtalt", "planlagt", "bekreftet", "booket", "agreed", "planned", "booked", "confirmed"],
    ),
    (EntryState::Held, &["gjennomført", "holdt", "møtt", "utført", "held", "attended", "completed"]),
    (
        EntryState::NoShow,
        &["ikke møtt", "møtte ikke", "ikke oppmøte", "uteblitt", "no-show", "no show", "noshow", "did not attend"],
    ),
    (EntryState::Cancelled, &["avlyst", "avbestilt", "kansellert", "slettet", "cancelled", "canceled", "deleted"]),
];

struct Columns {
    id: usize,
    person: usize,
    clinician: Option<usize>,
    date: usize,
    time: Option<usize>,
    end: Option<usize>,
    minutes: Option<usize>,
    status: Option<usize>,
    kind: Option<usize>,
    mode: Option<usize>,
    changed: Option<usize>,
}

/// Reads every row; one that cannot be taken is named with its line and column.
pub(super) fn read(text: &str, mapping: &Mapping, frame: &Frame) -> Result<Batch, CalendarError> {
    let delimiter = delimiter(text, mapping)?;
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let form = |error: csv::Error| CalendarError::Form(error.to_string());
    let header = reader.headers().map_err(form)?.clone();
    if header.len() > MOST_COLUMNS {
        return Err(CalendarError::Form(format!("row 1: more than {MOST_COLUMNS} columns")));
    }
    let columns = columns(&header, mapping)?;
    let mut batch = Batch::default();
    for record in reader.records() {
        let record = record.map_err(form)?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let row = Row { record: &record, header: &header, line, columns: &columns, mapping, frame };
        match row.entry() {
            Ok(entry) => batch.entries.push(entry),
            Err(wrong) => {
                batch.seen.extend(row.cell(columns.id).map(str::to_owned));
                batch.unread.push(wrong);
            }
        }
    }
    if mapping.complete {
        batch.whole.push(Whole::Source);
    }
    Ok(batch)
}

/// The mapping's, else whichever of semicolon, tab and comma the header has most of.
fn delimiter(text: &str, mapping: &Mapping) -> Result<u8, CalendarError> {
    if let Some(given) = mapping.csv.delimiter {
        let byte = u8::try_from(given).ok().filter(u8::is_ascii);
        return byte.ok_or_else(|| CalendarError::Form("the delimiter must be one ASCII character".to_owned()));
    }
    let header = text.lines().next().unwrap_or_default();
    let count = |wanted: u8| header.bytes().filter(|byte| *byte == wanted).count();
    // Of equals the last is taken: a header of one column has none.
    Ok([b'\t', b',', b';'].into_iter().max_by_key(|wanted| count(*wanted)).unwrap_or(b';'))
}

fn columns(header: &StringRecord, mapping: &Mapping) -> Result<Columns, CalendarError> {
    let at = |name: &str| header.iter().position(|known| known.to_lowercase() == name.to_lowercase());
    let known = || header.iter().map(quoted).collect::<Vec<_>>().join(", ");
    let optional = |given: &Option<String>, usual: &[&str]| match given {
        Some(name) => at(name).map(Some).ok_or_else(|| {
            CalendarError::Form(format!("row 1: there is no column {}; there is {}", quoted(name), known()))
        }),
        None => Ok(usual.iter().find_map(|name| at(name))),
    };
    let needed = |given: &Option<String>, usual: &[&str], what: &str| {
        optional(given, usual)?.ok_or_else(|| {
            CalendarError::Form(format!(
                "row 1: no column for {what}, such as {}; there is {}. Please name it in the mapping, under [csv]",
                usual.iter().take(3).map(|name| quoted(name)).collect::<Vec<_>>().join(" or "),
                known()
            ))
        })
    };
    let given = &mapping.csv;
    Ok(Columns {
        id: needed(&given.id, ID, "the appointment's own number")?,
        person: needed(&given.person, PERSON, "the patient's number")?,
        date: needed(&given.date, DATE, "the day")?,
        clinician: optional(&given.clinician, CLINICIAN)?,
        time: optional(&given.time, TIME)?,
        end: optional(&given.end, END)?,
        minutes: optional(&given.minutes, MINUTES_NAMES)?,
        status: optional(&given.status, STATUS)?,
        kind: optional(&given.kind, KIND)?,
        mode: optional(&given.mode, MODE)?,
        changed: optional(&given.changed, CHANGED)?,
    })
}

struct Row<'a> {
    record: &'a StringRecord,
    header: &'a StringRecord,
    line: u64,
    columns: &'a Columns,
    mapping: &'a Mapping,
    frame: &'a Frame,
}

impl Row<'_> {
    fn cell(&self, column: usize) -> Option<&str> {
        let written = self.record.get(column)?;
        let missing = written.is_empty() || self.mapping.csv.missing.iter().any(|word| word == written);
        (!missing).then_some(written)
    }

    fn optional(&self, column: Option<usize>) -> Option<&str> {
        self.cell(column?)
    }

    fn wrong(&self, column: usize, fact: impl Into<String>) -> Unread {
        let name = self.header.get(column).unwrap_or_default();
        Unread::new(format!("row {}, column {}", self.line, quoted(name)), fact)
    }

    fn entry(&self) -> Result<Entry, Unread> {
        if self.record.len() != self.header.len() {
            let fact = format!("{} cells where the header has {}", self.record.len(), self.header.len());
            return Err(Unread::new(format!("row {}", self.line), fact));
        }
        let own = self.columns;
        let external =
            self.cell(own.id).ok_or_else(|| self.wrong(own.id, "empty; every row needs a number of its own"))?;
        let state = self.state()?;
        let person = self.cell(own.person).and_then(|number| self.mapping.number(number));
        let what = if state == EntryState::Cancelled {
            What::Cancelled
        } else {
            if person.is_none() {
                return Err(self.wrong(own.person, "empty; every row needs a patient"));
            }
            let slot = self.slot()?;
            match state {
                EntryState::Held => What::Held(slot),
                EntryState::NoShow => What::NoShow(slot),
                EntryState::Agreed | EntryState::Cancelled => What::Agreed(slot),
            }
        };
        let at = match (own.changed, self.optional(own.changed)) {
            (Some(column), Some(written)) => Some(self.changed(column, written)?),
            _ => None,
        };
        Ok(Entry {
            external: external.to_owned(),
            series: None,
            revision: Revision { number: 0, at },
            person,
            clinician: self.optional(own.clinician).map(str::to_owned),
            what,
        })
    }

    fn state(&self) -> Result<EntryState, Unread> {
        let Some(column) = self.columns.status else { return Ok(EntryState::Agreed) };
        let written = self.cell(column).unwrap_or_default().to_lowercase();
        let found = STATES.iter().find(|(_, words)| words.contains(&written.as_str()));
        found.map(|(state, _)| *state).ok_or_else(|| {
            let fact = format!("{} is none of avtalt, gjennomført, ikke møtt, avlyst", quoted(&written));
            self.wrong(column, fact)
        })
    }

    fn slot(&self) -> Result<Slot, Unread> {
        let own = self.columns;
        let written = self.cell(own.date).ok_or_else(|| self.wrong(own.date, "empty; every row needs a day"))?;
        let (day, with_time) = day_and_time(written)
            .ok_or_else(|| self.wrong(own.date, format!("{} is no day such as 29.03.2026", quoted(written))))?;
        let begins = match (own.time, self.optional(own.time), with_time) {
            (Some(column), Some(written), _) => self.time(column, written)?,
            (_, _, Some(time)) => time,
            (column, _, None) => {
                return Err(self.wrong(column.unwrap_or(own.date), "there is no time of day, such as 14:00"));
            }
        };
        let starts_at = local_time::instant(self.frame.zone, day.and_time(begins));
        let (column, minutes) = match (own.end, self.optional(own.end), own.minutes, self.optional(own.minutes)) {
            (_, _, Some(column), Some(written)) => {
                let number = written.trim_end_matches(|c: char| c.is_alphabetic() || c == '.' || c == ' ').parse().ok();
                (column, number.ok_or_else(|| self.wrong(column, format!("{} is no number", quoted(written))))?)
            }
            (Some(column), Some(written), _, _) => (column, self.until(column, written, day, starts_at)?),
            _ => (own.date, self.mapping.usual_minutes()),
        };
        if !MINUTES.contains(&minutes) {
            let fact = format!("it makes the appointment {minutes} minutes long; 1 to 480 are possible");
            return Err(self.wrong(column, fact));
        }
        let kind = self.optional(own.kind);
        let mode = self.optional(own.mode);
        Ok(Slot {
            starts_at,
            minutes,
            kind: self.mapping.kind(kind).or_else(|| kind.and_then(SessionKind::from_code)),
            mode: self.mapping.mode(mode).or_else(|| mode.and_then(SessionMode::from_code)),
        })
    }

    fn time(&self, column: usize, written: &str) -> Result<NaiveTime, Unread> {
        time(written).ok_or_else(|| self.wrong(column, format!("{} is no time such as 14:00", quoted(written))))
    }

    /// Minutes to the end, which is a time or a day and time.
    fn until(&self, column: usize, written: &str, day: NaiveDate, starts_at: DateTime<Utc>) -> Result<i64, Unread> {
        let wall: NaiveDateTime = match day_and_time(written) {
            Some((day, Some(time))) => day.and_time(time),
            _ => day.and_time(self.time(column, written)?),
        };
        Ok((local_time::instant(self.frame.zone, wall) - starts_at).num_minutes())
    }

    fn changed(&self, column: usize, written: &str) -> Result<DateTime<Utc>, Unread> {
        if let Ok(at) = DateTime::parse_from_rfc3339(written) {
            return Ok(at.with_timezone(&Utc));
        }
        match day_and_time(written) {
            Some((day, time)) => Ok(local_time::instant(self.frame.zone, day.and_time(time.unwrap_or(NaiveTime::MIN)))),
            None => Err(self.wrong(column, format!("{} is no time such as 29.03.2026 14:00", quoted(written)))),
        }
    }
}

/// A day as Norwegian or ISO text, with a time of day after it or not.
fn day_and_time(written: &str) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let (day, rest) = written.split_once([' ', 'T']).unwrap_or((written, ""));
    let day = ["%d.%m.%Y", "%Y-%m-%d"].iter().find_map(|form| {
        // Two digits of a year would be read as one in the first century.
        NaiveDate::parse_from_str(day, form).ok().filter(|day| local_time::is_plausible(*day))
    })?;
    let rest = rest.trim().trim_start_matches("kl.").trim_start_matches("kl").trim();
    if rest.is_empty() { Some((day, None)) } else { Some((day, Some(time(rest)?))) }
}

/// A time of day: `14:00`, `14.00`, `1400`, with seconds or not.
fn time(written: &str) -> Option<NaiveTime> {
    let written = written.replace('.', ":");
    let plain = match written.len() {
        3 | 4 if written.bytes().all(|byte| byte.is_ascii_digit()) => {
            let (hour, minute) = written.split_at(written.len() - 2);
            format!("{hour}:{minute}")
        }
        _ => written,
    };
    ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(&plain, form).ok())
}
