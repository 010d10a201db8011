//! A protocol read as sentences. The grammar is the locale's (`protocol.ftl`); here is only which message
//! says what, and with which values.

use serde::Serialize;

use super::text::{Arg, Text, TextError};
use crate::domain::care::{Ask, Channel, Moment};

/// One line of a protocol, read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sentences {
    /// Who answers what, when.
    pub ask: String,
    /// For whom only, how long the link works, how they are told, and whether they are reminded.
    pub details: Vec<String>,
}

/// Reads a line. `name` gives what people call an instrument.
///
/// # Errors
/// When the language lacks a message.
pub fn read(text: &Text, ask: &Ask, name: impl Fn(&str) -> String) -> Result<Sentences, TextError> {
    let names = ask.instruments.iter().map(|id| called(text, name(id))).collect::<Result<Vec<_>, _>>()?;
    let what = list(text, &names)?;
    let args = [
        ("who", Arg::from(ask.respondent.code())),
        ("what", Arg::from(what)),
        ("every", Arg::from(ask.every)),
        ("days", Arg::from(ask.days.unwrap_or_default())),
    ];
    let mut details = Vec::new();
    if let Some((from, to)) = ask.ages {
        let same = if from == to { "yes" } else { "no" };
        details.push(
            text.message("protocol-ages", &[("from", from.into()), ("to", to.into()), ("same", Arg::from(same))])?,
        );
    }
    details.push(window(text, ask)?);
    details.push(told(text, ask)?);
    if let Some(hours) = ask.remind_hours.filter(|_| reaches(ask)) {
        let before = matches!(ask.moment, Moment::Start | Moment::BeforeSession | Moment::End);
        let id = if before { "protocol-remind-before" } else { "protocol-remind-after" };
        details.push(text.message(id, &[("hours", duration(text, hours)?.into())])?);
    }
    Ok(Sentences { ask: text.message(&format!("protocol-ask-{}", ask.moment), &args)?, details })
}

/// A name of several words would run into the sentence: "Before the session before every session".
fn called(text: &Text, name: String) -> Result<String, TextError> {
    if name.contains(' ') { text.message("protocol-called", &[("name", name.into())]) } else { Ok(name) }
}

/// Whether somebody can be reminded: only a message can, not a letter or a tablet.
fn reaches(ask: &Ask) -> bool {
    ask.channels.iter().any(|channel| matches!(channel, Channel::Sms | Channel::Email))
}

fn window(text: &Text, ask: &Ask) -> Result<String, TextError> {
    let kind = match ask.moment {
        Moment::Start | Moment::BeforeSession => "before",
        Moment::AfterSession => "after",
        Moment::End => "end",
        Moment::Referral | Moment::EveryWeeks | Moment::AfterEnd => "day",
    };
    let args = [
        ("opens_hours", Arg::from(ask.opens_hours)),
        ("opens", duration(text, ask.opens_hours)?.into()),
        ("closes_hours", Arg::from(ask.closes_hours)),
        ("closes", duration(text, ask.closes_hours)?.into()),
    ];
    text.message(&format!("protocol-window-{kind}"), &args)
}

fn told(text: &Text, ask: &Ask) -> Result<String, TextError> {
    let mut how = None;
    for channel in &ask.channels {
        let next = text.message(&format!("protocol-by-{channel}"), &[])?;
        how = Some(match how {
            None => next,
            Some(first) => text.message("protocol-else", &[("first", Arg::Text(first)), ("second", next.into())])?,
        });
    }
    match how {
        Some(how) => text.message("protocol-told", &[("how", how.into())]),
        None => text.message("protocol-told-nobody", &[]),
    }
}

/// A number of hours in the largest unit that it is a whole number of.
fn duration(text: &Text, hours: u32) -> Result<String, TextError> {
    let (id, n) = match hours {
        0 => ("protocol-hours", 0),
        hours if hours % (24 * 7) == 0 => ("protocol-weeks", hours / (24 * 7)),
        hours if hours % 24 == 0 => ("protocol-days", hours / 24),
        hours => ("protocol-hours", hours),
    };
    text.message(id, &[("n", n.into())])
}

/// Names one after the other, as the language lists them.
///
/// # Errors
/// When the language lacks a message.
pub fn list(text: &Text, names: &[String]) -> Result<String, TextError> {
    match names {
        [] => text.message("protocol-nothing", &[]),
        [only] => Ok(only.clone()),
        [first @ .., last] => {
            let first = first.join(", ");
            text.message("protocol-and", &[("first", first.into()), ("last", Arg::from(last.as_str()))])
        }
    }
}
