//! Calendars of other systems: what they have in common, and the mapping file that says how one of
//! them writes patients, clinicians and kinds. See `docs/calendar.md`.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::codes;
use crate::domain::care::calendar::{Batch, Frame};
use crate::domain::care::{SessionKind, SessionMode};

/// Most bytes of one file, feed or message.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Most appointments taken from one file or feed.
pub const MOST_ENTRIES: usize = 50_000;

codes! {
    /// The form a calendar comes in.
    pub enum Format {
        /// iCalendar (RFC 5545): a file or a feed.
        Ics = "ics",
        /// HL7 version 2 scheduling messages.
        Hl7 = "hl7",
        /// FHIR R4 Appointment, or a Bundle of them.
        Fhir = "fhir",
        /// A table with a header line.
        Csv = "csv",
    }
}

impl Format {
    /// The form that a file name's ending tells.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Some(match ending.as_str() {
            "ics" | "ical" | "ifb" => Self::Ics,
            "hl7" | "siu" | "er7" => Self::Hl7,
            "json" | "fhir" => Self::Fhir,
            "csv" | "tsv" | "txt" => Self::Csv,
            _ => return None,
        })
    }
}

/// How one source writes its appointments. Written in TOML; every line may be left out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// What it is for; ignored.
    pub note: String,
    /// The file or feed always holds every appointment to come: what is no longer in it is called off.
    pub complete: bool,
    /// The source also tells of patients who are not registered here: their appointments are left aside, not
    /// reported as refused.
    pub others: bool,
    /// Minutes of an appointment whose source gives no end.
    pub minutes: Option<u16>,
    /// Where the patient's number stands.
    pub person: PersonPlace,
    /// Where the clinician stands.
    pub clinician: ClinicianPlace,
    /// What the source calls a clinician, and the login it means.
    pub clinicians: BTreeMap<String, String>,
    /// The source's words or codes for what an appointment is for.
    pub kinds: BTreeMap<String, SessionKind>,
    /// The source's words or codes for how it is held.
    pub modes: BTreeMap<String, SessionMode>,
    /// The columns of a table.
    pub csv: Columns,
}

/// Where the patient's number stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PersonPlace {
    /// Put before every number, such as `ward-2020/` where the history was imported as that source.
    pub prefix: String,
    /// iCalendar: the property with the number; `X-PATIENT-ID` when left out.
    pub property: Option<String>,
    /// iCalendar: a property in whose text the number stands in square brackets, such as `SUMMARY`.
    pub brackets_in: Option<String>,
    /// FHIR: the system of the identifier. HL7: its assigning authority or type (PID-3.4 or PID-3.5).
    pub system: Option<String>,
}

/// Where the clinician stands.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClinicianPlace {
    /// The login of whoever holds the appointments when the source does not say.
    pub usual: Option<String>,
    /// iCalendar: the property with the clinician's address or number; `ORGANIZER` when left out.
    pub property: Option<String>,
    /// FHIR: the system of the identifier. HL7: its assigning authority (AIP-3.9).
    pub system: Option<String>,
}

/// The columns of a table. What is left out goes by its usual names, Norwegian or English.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// The appointment's own number.
    pub id: Option<String>,
    /// The patient's number.
    pub person: Option<String>,
    /// The clinician.
    pub clinician: Option<String>,
    /// The day, or day and time.
    pub date: Option<String>,
    /// The time of day.
    pub time: Option<String>,
    /// The time it ends.
    pub end: Option<String>,
    /// How many minutes it lasts.
    pub minutes: Option<String>,
    /// What became of it.
    pub status: Option<String>,
    /// What it is for.
    pub kind: Option<String>,
    /// How it is held.
    pub mode: Option<String>,
    /// When the row was last changed.
    pub changed: Option<String>,
    /// The character between cells; found out when left out.
    pub delimiter: Option<char>,
    /// Texts that mean "missing". An empty cell always does.
    pub missing: Vec<String>,
}

/// What is wrong with a mapping file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {message}")]
pub struct MappingError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Mapping {
    /// Reads a mapping file. Empty text is the usual mapping.
    ///
    /// # Errors
    /// The line, and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        toml::from_str(text).map_err(|error| MappingError {
            line: error
                .span()
                .and_then(|span| text.get(..span.start))
                .map_or(1, |before| before.matches('\n').count() + 1),
            message: error.message().to_owned(),
        })
    }

    /// A patient's number as it is looked up; nothing when it is empty.
    #[must_use]
    pub fn number(&self, written: &str) -> Option<String> {
        let written = written.trim();
        (!written.is_empty()).then(|| format!("{}{written}", self.person.prefix))
    }

    /// The login that a source's name for a clinician means. A name without a line in the mapping
    /// stands for itself; without a name, the usual clinician.
    #[must_use]
    pub fn login(&self, written: Option<&str>) -> Option<String> {
        let Some(written) = written.map(str::trim).filter(|written| !written.is_empty()) else {
            return self.clinician.usual.clone();
        };
        let mapped = self.clinicians.iter().find(|(known, _)| known.eq_ignore_ascii_case(written));
        Some(mapped.map_or_else(|| written.to_lowercase(), |(_, login)| login.clone()))
    }

    /// What an appointment with these codes is for.
    #[must_use]
    pub fn kind<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> Option<SessionKind> {
        named(&self.kinds, codes)
    }

    /// How an appointment with these codes is held.
    #[must_use]
    pub fn mode<'a>(&self, codes: impl IntoIterator<Item = &'a str>) -> Option<SessionMode> {
        named(&self.modes, codes)
    }

    /// Minutes of an appointment whose source gives no end.
    #[must_use]
    pub fn usual_minutes(&self) -> i64 {
        i64::from(self.minutes.unwrap_or(45))
    }
}

fn named<'a, T: Copy>(table: &BTreeMap<String, T>, codes: impl IntoIterator<Item = &'a str>) -> Option<T> {
    codes.into_iter().find_map(|code| {
        let code = code.trim();
        table.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, meant)| *meant)
    })
}

/// The whole of a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarError {
    /// Longer than [`MOST_BYTES`].
    #[error("it is {0} bytes long; at most {MOST_BYTES} are read. Please export a shorter period")]
    Size(usize),
    /// More entries than [`MOST_ENTRIES`].
    #[error("it holds more than {MOST_ENTRIES} appointments. Please export a shorter period")]
    Entries,
    /// Not text in a known encoding.
    #[error("it is not UTF-8 text, from byte {0} on. Please save it as UTF-8")]
    Encoding(usize),
    /// Not in this form, or cut off.
    #[error("{0}")]
    Form(String),
}

/// Reads a file or feed of any form.
///
/// # Errors
/// When the whole cannot be read. A part that cannot be taken is in [`Batch::unread`], and the rest
/// goes through.
pub fn read(format: Format, bytes: &[u8], mapping: &Mapping, frame: &Frame) -> Result<Batch, CalendarError> {
    if bytes.len() > MOST_BYTES {
        return Err(CalendarError::Size(bytes.len()));
    }
    let batch = match format {
        Format::Ics => super::icalendar::read(text(bytes)?, mapping, frame)?,
        Format::Hl7 => super::hl7::read(bytes, mapping, frame)?,
        Format::Fhir => super::fhir::appointments(text(bytes)?, mapping)?,
        Format::Csv => super::calendar_csv::read(text(bytes)?, mapping, frame)?,
    };
    if batch.entries.len() > MOST_ENTRIES { Err(CalendarError::Entries) } else { Ok(batch) }
}

/// UTF-8 text without its byte order mark.
fn text(bytes: &[u8]) -> Result<&str, CalendarError> {
    let text = std::str::from_utf8(bytes).map_err(|error| CalendarError::Encoding(error.valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// A code or key from outside, short enough to quote.
pub(super) fn quoted(text: &str) -> String {
    let mut short: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(40).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    format!("\"{short}\"")
}
