//! What somebody has typed on the edit page, kept as typed until it reads.

use super::super::instruments::forms::Sent;
use crate::domain::care::{Ask, Channel, MOST_LINES, Moment, Protocol, Respondent};

/// The longest text of one field, in characters.
const LONGEST: usize = 1000;

/// The whole form.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) seen: u32,
    pub(super) name: String,
    pub(super) purpose: String,
    pub(super) service: String,
    pub(super) reviewed: String,
    pub(super) minutes: String,
    pub(super) sessions: String,
    pub(super) because: String,
    pub(super) reason: String,
    pub(super) lines: Vec<TypedLine>,
}

/// One line.
#[derive(Clone, Debug)]
pub(super) struct TypedLine {
    pub(super) moment: Moment,
    pub(super) respondent: Respondent,
    pub(super) every: String,
    pub(super) days: String,
    pub(super) age_from: String,
    pub(super) age_to: String,
    pub(super) instruments: Vec<String>,
    pub(super) opens: String,
    pub(super) closes: String,
    pub(super) channels: Vec<Channel>,
    pub(super) remind: String,
}

/// What does not read, before the protocol can be proved.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slip {
    /// Not a whole number: the line, from 1, and the field.
    Number(Option<usize>, &'static str),
    /// A text that is too long.
    TooLong(&'static str),
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

impl TypedLine {
    fn of(ask: &Ask) -> Self {
        Self {
            moment: ask.moment,
            respondent: ask.respondent,
            every: ask.every.to_string(),
            days: shown(ask.days),
            age_from: shown(ask.ages.map(|ages| ages.0)),
            age_to: shown(ask.ages.map(|ages| ages.1)),
            instruments: ask.instruments.clone(),
            opens: ask.opens_hours.to_string(),
            closes: ask.closes_hours.to_string(),
            channels: ask.channels.clone(),
            remind: shown(ask.remind_hours),
        }
    }

    /// What a new line begins as: the most usual one.
    fn fresh() -> Self {
        Self {
            moment: Moment::BeforeSession,
            respondent: Respondent::Patient,
            every: "1".to_owned(),
            days: String::new(),
            age_from: String::new(),
            age_to: String::new(),
            instruments: Vec::new(),
            opens: "48".to_owned(),
            closes: "0".to_owned(),
            channels: vec![Channel::Sms, Channel::Email],
            remind: "3".to_owned(),
        }
    }

    fn sent(sent: &Sent, n: usize) -> Option<Self> {
        let get = |name: &str| sent.get(&format!("{name}-{n}"));
        let chosen = format!("instrument-{n}");
        let mut instruments: Vec<String> = sent.all(&chosen).map(str::to_owned).collect();
        let added = get("add").to_owned();
        if !added.is_empty() && !instruments.contains(&added) {
            instruments.push(added);
        }
        let mut channels = Vec::new();
        for channel in sent.all(&format!("channel-{n}")).filter_map(Channel::from_code) {
            if !channels.contains(&channel) {
                channels.push(channel);
            }
        }
        Some(Self {
            moment: Moment::from_code(get("moment"))?,
            respondent: Respondent::from_code(get("respondent"))?,
            every: get("every").to_owned(),
            days: get("days").to_owned(),
            age_from: get("age_from").to_owned(),
            age_to: get("age_to").to_owned(),
            instruments,
            opens: get("opens").to_owned(),
            closes: get("closes").to_owned(),
            channels,
            remind: get("remind").to_owned(),
        })
    }

    /// The line as it reads; what does not read is as if it were not there, and named.
    fn ask(&self, line: usize, slips: &mut Vec<Slip>) -> Ask {
        let mut number = |field, typed: &str| match typed.trim() {
            "" => None,
            typed => typed.parse::<u32>().map_err(|_| slips.push(Slip::Number(Some(line), field))).ok(),
        };
        // A field that the page does not show for this moment says nothing.
        let every = if self.moment.repeats() { number("every", &self.every) } else { None };
        let days = if self.moment == Moment::AfterEnd { number("days", &self.days) } else { None };
        let ages = match (number("age_from", &self.age_from), number("ages", &self.age_to)) {
            (None, None) => None,
            (from, to) => Some((from.unwrap_or(0), to.unwrap_or(120))),
        };
        Ask {
            moment: self.moment,
            respondent: self.respondent,
            instruments: self.instruments.clone(),
            every: every.unwrap_or(1),
            days,
            ages,
            opens_hours: number("opens_hours", &self.opens).unwrap_or(0),
            closes_hours: number("closes_hours", &self.closes).unwrap_or(0),
            channels: self.channels.clone(),
            remind_hours: number("remind_hours", &self.remind),
        }
    }
}

impl Typed {
    /// A stored protocol as a form.
    pub(super) fn of(protocol: &Protocol) -> Self {
        Self {
            seen: protocol.version,
            name: protocol.name.clone(),
            purpose: protocol.purpose.clone(),
            service: protocol.service.clone(),
            // Who reviewed the last version has not seen the next.
            reviewed: String::new(),
            minutes: protocol.minutes_a_month.to_string(),
            sessions: protocol.sessions_a_month.to_string(),
            because: protocol.over_budget_because.clone(),
            reason: String::new(),
            lines: protocol.ask.iter().map(TypedLine::of).collect(),
        }
    }

    /// A form as it was sent; `None` when it was not made here.
    pub(super) fn sent(sent: &Sent) -> Option<Self> {
        let own = |name: &str| sent.get(name).replace("\r\n", "\n");
        let count: usize = sent.get("lines").parse().ok().filter(|count| *count <= MOST_LINES + 1)?;
        Some(Self {
            seen: sent.get("seen").parse().ok()?,
            name: own("name"),
            purpose: own("purpose"),
            service: own("service"),
            reviewed: own("reviewed"),
            minutes: own("minutes"),
            sessions: own("sessions"),
            because: own("because"),
            reason: own("reason"),
            lines: (1..=count).map(|n| TypedLine::sent(sent, n)).collect::<Option<_>>()?,
        })
    }

    /// Does what a button asks of the lines.
    pub(super) fn press(&mut self, action: &str, about: &str) {
        let place = about.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|n| *n < self.lines.len());
        match (action, place) {
            ("add", _) if self.lines.len() <= MOST_LINES => self.lines.push(TypedLine::fresh()),
            ("up", Some(place)) if place > 0 => self.lines.swap(place, place - 1),
            ("down", Some(place)) if place + 1 < self.lines.len() => self.lines.swap(place, place + 1),
            ("remove", Some(place)) => drop(self.lines.remove(place)),
            _ => {}
        }
    }

    /// The protocol as it reads, and what does not.
    pub(super) fn protocol(&self, id: &str) -> (Protocol, Vec<Slip>) {
        let mut slips = Vec::new();
        let texts = [
            ("name", &self.name),
            ("purpose", &self.purpose),
            ("service", &self.service),
            ("reviewed", &self.reviewed),
            ("because", &self.because),
            ("reason", &self.reason),
        ];
        let most = |field: &str| {
            if ["name", "reviewed"].contains(&field) {
                120
            } else if field == "reason" {
                500
            } else {
                LONGEST
            }
        };
        slips.extend(
            texts
                .iter()
                .filter(|(field, text)| text.chars().count() > most(field))
                .map(|(field, _)| Slip::TooLong(field)),
        );
        let mut number = |field, typed: &str| {
            typed.trim().parse().unwrap_or_else(|_| {
                slips.push(Slip::Number(None, field));
                1
            })
        };
        let minutes_a_month = number("minutes_a_month", &self.minutes);
        let sessions_a_month = number("sessions_a_month", &self.sessions);
        let ask = self.lines.iter().enumerate().map(|(place, line)| line.ask(place + 1, &mut slips)).collect();
        let protocol = Protocol {
            id: id.to_owned(),
            version: self.seen,
            name: self.name.clone(),
            purpose: self.purpose.clone(),
            service: self.service.clone(),
            reviewed: self.reviewed.clone(),
            minutes_a_month,
            over_budget_because: self.because.clone(),
            sessions_a_month,
            ask,
        };
        (protocol, slips)
    }
}
