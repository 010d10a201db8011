//! What was asked of people, in minutes, and whether it was used.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months};
use serde::{Deserialize, Serialize};

use super::rows::{Appointment, Episode, Form, Service};
use super::{LEAST, Share};
use crate::domain::care::{Moment, State};

/// A scale is looked at over so many months before it is said that nobody opens it \[own\].
pub const MONTHS: u32 = 6;

/// Minutes asked of one person in one month in which anything was asked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Minutes {
    /// Half of the months hold at most so many.
    pub median: f64,
    /// Nine of ten months hold at most so many.
    pub most: f64,
    /// Months, each of one person.
    pub months: u32,
}

/// An instrument whose answers nobody opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unopened {
    /// The instrument.
    pub instrument: String,
    /// Answers before held sessions in the last [`MONTHS`] months; none of them was opened.
    pub answers: u32,
}

/// What was asked and whether it was used, in the period of the service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Use {
    /// Minutes; `None` when nothing was asked.
    pub minutes: Option<Minutes>,
    /// Held sessions with answers before them, of which the answers were opened before the session began.
    pub opened_before: Share,
    /// The same, opened at all.
    pub opened: Share,
    /// The same, of which it was said that the answers were spoken about.
    pub discussed: Share,
    /// Instruments that nobody opens: the service may want to stop asking them.
    pub unopened: Vec<Unopened>,
}

/// What was asked and used. `minutes`: how long an instrument takes, 0 for one that is not known. `read_elsewhere`:
/// instruments that are used without being opened, such as those a report is made of.
#[must_use]
pub fn uses(service: &Service, minutes: impl Fn(&str) -> f64, read_elsewhere: &BTreeSet<String>) -> Use {
    let (mut opened_before, mut opened, mut discussed) = (Share::default(), Share::default(), Share::default());
    for (_, session, _) in answered(service) {
        opened_before.add(session.opened_at.is_some_and(|at| at <= session.starts_at));
        opened.add(session.opened_at.is_some());
        discussed.add(session.discussed == Some(true));
    }
    let unopened = unopened(service, read_elsewhere);
    Use { minutes: asked(service, minutes), opened_before, opened, discussed, unopened }
}

/// The held sessions of the period with the forms answered before them.
fn answered(service: &Service) -> impl Iterator<Item = (&Episode, &Appointment, Vec<&Form>)> {
    service.episodes.iter().flat_map(move |episode| {
        episode.appointments.iter().enumerate().filter_map(move |(place, session)| {
            let inside = session.held() && service.period.contains(session.starts_at.date());
            let before = |form: &&Form| {
                let moment = matches!(form.moment, Some(Moment::Start | Moment::BeforeSession | Moment::End));
                moment && form.appointment == Some(place) && form.at < session.starts_at
            };
            let forms: Vec<&Form> = episode.forms.iter().filter(|_| inside).filter(before).collect();
            (!forms.is_empty()).then_some((episode, session, forms))
        })
    })
}

fn asked(service: &Service, minutes: impl Fn(&str) -> f64) -> Option<Minutes> {
    let mut months: Vec<f64> = Vec::new();
    for episode in &service.episodes {
        let mut own: BTreeMap<(i32, u32), f64> = BTreeMap::new();
        let counts = |state: State| !matches!(state, State::Due | State::Superseded);
        for asked in episode.asked.iter().filter(|asked| counts(asked.state)) {
            let day = asked.opens_at.date();
            if service.period.contains(day) {
                let all: f64 = asked.instruments.iter().map(|instrument| minutes(instrument)).sum();
                *own.entry((day.year(), day.month())).or_default() += all;
            }
        }
        months.extend(own.into_values());
    }
    months.sort_by(f64::total_cmp);
    let at = |tenths: usize| months.get((months.len() * tenths).div_ceil(10).saturating_sub(1)).copied();
    Some(Minutes { median: at(5)?, most: at(9)?, months: u32::try_from(months.len()).ok()? })
}

fn unopened(service: &Service, read_elsewhere: &BTreeSet<String>) -> Vec<Unopened> {
    let last = service.period.last();
    let from = last.checked_sub_months(Months::new(MONTHS)).unwrap_or(last);
    let mut by_instrument: BTreeMap<&str, Share> = BTreeMap::new();
    for (_, session, forms) in answered(service).filter(|(_, session, _)| session.starts_at.date() > from) {
        for form in forms {
            by_instrument.entry(&form.instrument).or_default().add(session.opened_at.is_some());
        }
    }
    by_instrument
        .into_iter()
        .filter(|(instrument, share)| share.n == 0 && share.of >= LEAST && !read_elsewhere.contains(*instrument))
        .map(|(instrument, share)| Unopened { instrument: instrument.to_owned(), answers: share.of })
        .collect()
}
