//! From what somebody has typed to the fields of the edit page.

use super::super::super::failure::Failure;
use super::say;
use super::typed::{Slip, Typed, TypedLine};
use crate::app::instruments::kept::Kept;
use crate::app::protocols;
use crate::domain::care::{Ask, Channel, Moment, Protocol, ProtocolError, Respondent};
use crate::view::format;
use crate::view::pages::Choice;
use crate::view::pages::protocol::{LineForm, Pick, Wrong};
use crate::view::text::{Arg, Text};

type Made<T> = Result<T, Failure>;

/// How many ways of telling somebody a line offers at least.
const WAYS: usize = 3;

/// What is wrong, in sentences.
pub(super) fn wrong(slips: &[Slip], errors: &[ProtocolError], instruments: &Kept, text: &Text) -> Made<Vec<Wrong>> {
    let mut found = Vec::new();
    for slip in slips {
        found.push(match slip {
            Slip::Number(Some(line), what) => Wrong {
                place: format!("line-{line}"),
                text: text.message(
                    "protocol-wrong-line-number",
                    &[("line", say::count(*line)), ("field", say::field(what, text)?.into())],
                )?,
            },
            Slip::Number(None, what) => Wrong {
                place: if *what == "minutes_a_month" { "field-minutes" } else { "field-sessions" }.to_owned(),
                text: text.message("protocol-wrong-number", &[("field", say::field(what, text)?.into())])?,
            },
            Slip::TooLong(what) => Wrong {
                place: format!("field-{what}"),
                text: text.message("protocol-wrong-text", &[("field", say::field(what, text)?.into())])?,
            },
        });
    }
    for error in errors {
        found.push(say::wrong(error, instruments, text)?);
    }
    Ok(found)
}

/// The lines as forms. `wrong` holds what is wrong with them all.
pub(super) fn lines(
    typed: &Typed,
    protocol: &Protocol,
    wrong: &[Wrong],
    instruments: &Kept,
    text: &Text,
) -> Made<Vec<LineForm>> {
    let all = typed.lines.iter().zip(&protocol.ask).enumerate();
    all.map(|(place, (typed_line, ask))| {
        let number = place + 1;
        let at = format!("line-{number}");
        let said: Vec<String> = wrong.iter().filter(|one| one.place == at).map(|one| one.text.clone()).collect();
        line(typed_line, ask, (number, typed.lines.len()), said, instruments, text)
    })
    .collect()
}

fn line(
    typed: &TypedLine,
    ask: &Ask,
    (number, count): (usize, usize),
    wrong: Vec<String>,
    instruments: &Kept,
    text: &Text,
) -> Made<LineForm> {
    let choices = |family: &str, codes: Vec<&'static str>, chosen: &str| {
        let choice =
            |code: &'static str| Ok(Choice::new(code, text.message(&format!("{family}-{code}"), &[])?, code == chosen));
        codes.into_iter().map(choice).collect::<Made<Vec<Choice>>>()
    };
    let label = |id: &str| -> Made<String> {
        let minutes = protocols::known(instruments, id).map_or(0.0, |known| known.minutes);
        let minutes = Arg::from(format::number(minutes, text.language()));
        Ok(text
            .message("protocol-option", &[("name", say::name(instruments, id, text).into()), ("minutes", minutes)])?)
    };
    let pick = |id: &String| Ok(Pick { id: id.clone(), label: label(id)?, waiting: !say::sendable(instruments, id) });
    let (mut sendable, mut waiting) = (Vec::new(), Vec::new());
    for id in instruments.ids() {
        let fits = protocols::known(instruments, id).is_some_and(|known| known.answered_by.contains(&typed.respondent));
        if !fits || typed.instruments.iter().any(|chosen| chosen == id) {
            continue;
        }
        let choice = Choice::new(id, label(id)?, false);
        if say::sendable(instruments, id) { sendable.push(choice) } else { waiting.push(choice) }
    }
    sendable.sort_by_key(|choice| choice.label.to_lowercase());
    waiting.sort_by_key(|choice| choice.label.to_lowercase());
    Ok(LineForm {
        number,
        first: number == 1,
        last: number == count,
        line: say::line(ask, instruments, text)?,
        moments: choices("protocol-moment", Moment::ALL.iter().map(|one| one.code()).collect(), typed.moment.code())?,
        respondents: choices(
            "protocol-who",
            Respondent::ALL.iter().map(|one| one.code()).collect(),
            typed.respondent.code(),
        )?,
        every: typed.every.clone(),
        days: typed.days.clone(),
        age_from: typed.age_from.clone(),
        age_to: typed.age_to.clone(),
        chosen: typed.instruments.iter().map(pick).collect::<Made<_>>()?,
        sendable,
        waiting,
        opens: typed.opens.clone(),
        closes: typed.closes.clone(),
        channels: channels(&typed.channels, text)?,
        remind: typed.remind.clone(),
        open: !wrong.is_empty(),
        wrong,
    })
}

fn channels(chosen: &[Channel], text: &Text) -> Made<Vec<Vec<Choice>>> {
    let ways = (0..WAYS.max(chosen.len())).map(|place| {
        let here = chosen.get(place).copied();
        let none = if place == 0 { "protocol-channel-none" } else { "protocol-channel-none-more" };
        let mut choices = vec![Choice::new("", text.message(none, &[])?, here.is_none())];
        for channel in Channel::ALL {
            let label = text.message(&format!("protocol-by-{channel}"), &[])?;
            choices.push(Choice::new(channel.code(), label, here == Some(*channel)));
        }
        Ok(choices)
    });
    ways.collect()
}
