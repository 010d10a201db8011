//! An HL7 v2 message taken apart: segments, fields, repetitions, components, escapes.
//!
//! HL7 2.5, chapter 2: fields are counted from 1 after the segment's name; of MSH, the separator itself
//! is the first.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::super::calendar::quoted;
use crate::domain::local_time;

/// Most segments read of one message.
const MOST_SEGMENTS: usize = 500;

/// The characters a message is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Separators {
    field: char,
    component: char,
    repetition: char,
    escape: char,
    subcomponent: char,
}

/// One message.
#[derive(Debug)]
pub(super) struct Message<'a> {
    separators: Separators,
    segments: Vec<Segment<'a>>,
}

#[derive(Debug)]
struct Segment<'a> {
    name: &'a str,
    /// From field 1 on.
    fields: Vec<&'a str>,
}

impl<'a> Message<'a> {
    /// Takes a message apart. Segments end with a carriage return; a line feed is put up with.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        let mut lines = text.split(['\r', '\n']).map(str::trim_start).filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default();
        let head = first.strip_prefix("MSH").ok_or("MSH: the message does not begin with it")?;
        let mut letters = head.chars();
        let field = letters.next().filter(|c| !c.is_alphanumeric()).ok_or("MSH-1: no field separator")?;
        let encoding: Vec<char> = letters.clone().take_while(|c| *c != field).collect();
        let [component, repetition, escape, subcomponent, ..] = encoding.as_slice() else {
            return Err("MSH-2: fewer than four encoding characters; usual are ^~\\&".to_owned());
        };
        let separators = Separators {
            field,
            component: *component,
            repetition: *repetition,
            escape: *escape,
            subcomponent: *subcomponent,
        };
        let mut msh = vec!["|"];
        msh.extend(letters.as_str().split(field));
        let mut segments = vec![Segment { name: "MSH", fields: msh }];
        for line in lines {
            if segments.len() == MOST_SEGMENTS {
                return Err(format!("the message has more than {MOST_SEGMENTS} segments"));
            }
            let (name, rest) = line.split_once(field).unwrap_or((line, ""));
            segments.push(Segment { name: name.trim(), fields: rest.split(field).collect() });
        }
        Ok(Self { separators, segments })
    }

    /// How often a segment comes.
    pub(super) fn count(&self, segment: &str) -> usize {
        self.segments.iter().filter(|known| known.name == segment).count()
    }

    /// A field as it was written, of the first such segment; empty when it is not there.
    pub(super) fn raw(&self, segment: &str, field: usize) -> &'a str {
        let first = self.segments.iter().find(|known| known.name == segment);
        first.and_then(|known| known.fields.get(field.checked_sub(1)?)).copied().unwrap_or_default()
    }

    /// The repetitions of a field.
    pub(super) fn repetitions(&self, segment: &str, field: usize) -> impl Iterator<Item = &'a str> {
        self.raw(segment, field).split(self.separators.repetition).filter(|written| !written.is_empty())
    }

    /// A component of the first repetition of a field, plain; nothing when empty.
    pub(super) fn component(&self, segment: &str, field: usize, component: usize) -> Option<String> {
        self.component_of(self.repetitions(segment, field).next()?, component)
    }

    /// A component of what stands in a field, its first subcomponent, plain; nothing when empty or when
    /// the sender says it is to be empty (`""`).
    pub(super) fn component_of(&self, written: &str, component: usize) -> Option<String> {
        let part = written.split(self.separators.component).nth(component.checked_sub(1)?)?;
        let first = part.split(self.separators.subcomponent).next().unwrap_or_default();
        let plain = self.plain(first);
        let plain = plain.trim();
        (!plain.is_empty() && plain != "\"\"").then(|| plain.to_owned())
    }

    /// Text without escapes: `\F\ \S\ \R\ \E\ \T\ \Xhh\`. Others, which set type, are left out.
    fn plain<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let escape = self.separators.escape;
        if !text.contains(escape) {
            return Cow::Borrowed(text);
        }
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(escape) {
            plain.push_str(before);
            let Some((code, after)) = after.split_once(escape) else {
                // A lone escape character stands for itself.
                plain.push(escape);
                rest = after;
                break;
            };
            match code {
                "F" => plain.push(self.separators.field),
                "S" => plain.push(self.separators.component),
                "R" => plain.push(self.separators.repetition),
                "E" => plain.push(escape),
                "T" => plain.push(self.separators.subcomponent),
                _ => plain.extend(code.strip_prefix('X').and_then(hexadecimal).into_iter().flatten()),
            }
            rest = after;
        }
        plain.push_str(rest);
        Cow::Owned(plain)
    }

    /// Text with escapes, for a field of a message written as this one is.
    pub(super) fn escaped(&self, text: &str) -> String {
        let own = &self.separators;
        let mut escaped = String::with_capacity(text.len());
        for letter in text.chars() {
            let code = match letter {
                _ if letter == own.escape => 'E',
                _ if letter == own.field => 'F',
                _ if letter == own.component => 'S',
                _ if letter == own.repetition => 'R',
                _ if letter == own.subcomponent => 'T',
                _ if letter.is_control() => {
                    escaped.push(' ');
                    continue;
                }
                _ => {
                    escaped.push(letter);
                    continue;
                }
            };
            escaped.extend([own.escape, code, own.escape]);
        }
        escaped
    }

    /// The field separator and the encoding characters, as MSH-1 and MSH-2 have them.
    pub(super) fn written_with(&self) -> (char, String) {
        let own = &self.separators;
        (own.field, [own.component, own.repetition, own.escape, own.subcomponent].iter().collect())
    }
}

/// The characters that pairs of hexadecimal digits stand for.
fn hexadecimal(digits: &str) -> Option<Vec<char>> {
    let bytes: Option<Vec<u8>> =
        digits.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    Some(bytes?.into_iter().map(char::from).collect())
}

/// A point in time as HL7 writes it: `YYYYMMDDHHMM[SS[.S…]][+/-ZZZZ]`. Without an offset it is a clock on
/// the wall in `zone`.
pub(super) fn instant(written: &str, zone: Tz) -> Result<DateTime<Utc>, String> {
    let wrong = || format!("{} is no time of the form 202603291400", quoted(written));
    let (stamp, offset) = match written.find(['+', '-']) {
        Some(at) => written.split_at(at),
        None => (written, ""),
    };
    let digits = stamp.split('.').next().unwrap_or_default();
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) || ![12, 14].contains(&digits.len()) {
        return Err(wrong());
    }
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let wall = || -> Option<NaiveDateTime> {
        let year = i32::try_from(part(0, 4)?).ok()?;
        let second = if digits.len() == 14 { part(12, 14)? } else { 0 };
        NaiveDate::from_ymd_opt(year, part(4, 6)?, part(6, 8)?)?.and_hms_opt(part(8, 10)?, part(10, 12)?, second)
    };
    let wall = wall().filter(|wall| local_time::is_plausible(wall.date())).ok_or_else(wrong)?;
    if offset.is_empty() {
        return Ok(local_time::instant(zone, wall));
    }
    let (sign, digits) = offset.split_at(1);
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<i32>().ok());
    let seconds = match (digits.len(), number(0, 2), number(2, 4)) {
        (4, Some(hours), Some(minutes)) => hours * 3600 + minutes * 60,
        _ => return Err(wrong()),
    };
    let offset = FixedOffset::east_opt(if sign == "-" { -seconds } else { seconds }).ok_or_else(wrong)?;
    offset.from_local_datetime(&wall).single().map(|at| at.with_timezone(&Utc)).ok_or_else(wrong)
}
