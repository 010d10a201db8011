//! What the data are like: who answered, when, how, and what looks odd.

use serde::{Deserialize, Serialize};

use super::Share;
use super::rows::{Form, General, Service};
use crate::domain::care::{Mode, Moment, State};
use crate::domain::instrument::{Answers, Instrument, Scale};

/// What became of those asked at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completeness {
    /// The moment.
    pub moment: Moment,
    /// Asked, and the time to answer is over: answered, said no, or let it go by.
    pub asked: u32,
    /// Answered.
    pub answered: u32,
    /// Said no, which is an answer.
    pub declined: u32,
}

/// When forms about a session were sent, seen from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// Before it began.
    pub before: u32,
    /// While it was set to last.
    pub during: u32,
    /// After it was set to end, on the same day.
    pub after: u32,
    /// On a later day.
    pub late: u32,
}

impl When {
    /// All of them.
    #[must_use]
    pub const fn total(self) -> u32 {
        self.before + self.during + self.after + self.late
    }
}

/// What the data of one service are like in its period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// What became of those asked, in the order of the moments; moments nobody was asked at are left out.
    pub completeness: Vec<Completeness>,
    /// When the forms that are asked before sessions were sent.
    pub when: When,
    /// How the forms reached the service; ways that were not used are left out.
    pub modes: Vec<(Mode, u32)>,
    /// Forms of the general measure that repeat one of the three days before, of all.
    pub repeats: Share,
    /// Forms with the same point of the scale throughout, of those in which that says something.
    pub same_throughout: Share,
    /// Changes between two forms at most a week apart that are both more than half the range of the scale and far
    /// beyond the service's own, of all changes at most a week apart.
    pub leaps: Share,
}

/// How close two answers lie to be a repeat, in days \[own\].
const NEAR: i64 = 3;

/// A leap lies between two forms at most so many days apart \[own\].
const A_WEEK: i64 = 7;

/// A leap is at least so much of the scale's range \[own\].
const OF_RANGE: f64 = 0.5;

/// A leap lies so many standard deviations from no change, by the median size of the service's own changes \[own\].
const BEYOND: f64 = 4.0;

/// The standard deviation of a normal distribution around nought in median sizes.
const OF_MEDIAN: f64 = 1.482_602_218_505_602;

/// Own changes are a distribution from so many on \[own\].
const ENOUGH: usize = 30;

/// What the data of a service are like. Counts only, over rows without a name.
#[must_use]
pub fn data(service: &Service) -> Data {
    let inside = |at: chrono::NaiveDateTime| service.period.contains(at.date());
    let mut completeness: Vec<Completeness> =
        Moment::ALL.iter().map(|moment| Completeness { moment: *moment, asked: 0, answered: 0, declined: 0 }).collect();
    let mut modes: Vec<(Mode, u32)> = Mode::ALL.iter().map(|mode| (*mode, 0)).collect();
    let (mut when, mut repeats, mut same) = (When::default(), Share::default(), Share::default());
    for episode in &service.episodes {
        for asked in episode.asked.iter().filter(|asked| inside(asked.opens_at)) {
            let of_moment = completeness.iter_mut().find(|counts| counts.moment == asked.moment);
            let over = matches!(asked.state, State::Completed | State::Declined | State::Expired);
            let Some(counts) = of_moment.filter(|_| over) else { continue };
            counts.asked += 1;
            counts.answered += u32::from(asked.state == State::Completed);
            counts.declined += u32::from(asked.state == State::Declined);
        }
        for form in episode.forms.iter().filter(|form| inside(form.at)) {
            if let Some((_, n)) = modes.iter_mut().find(|(mode, _)| *mode == form.mode) {
                *n += 1;
            }
            if let Some(flat) = form.same_throughout {
                same.add(flat);
            }
            let before = matches!(form.moment, Some(Moment::Start | Moment::BeforeSession | Moment::End));
            let session = form.appointment.and_then(|at| episode.appointments.get(at)).filter(|_| before);
            if let Some(session) = session {
                *match form.at {
                    at if at < session.starts_at => &mut when.before,
                    at if at < session.ends_at() => &mut when.during,
                    at if at.date() == session.starts_at.date() => &mut when.after,
                    _ => &mut when.late,
                } += 1;
            }
        }
        if let Some(general) = &service.general {
            let forms: Vec<&Form> = episode.forms.iter().filter(|form| form.instrument == general.instrument).collect();
            for (at, form) in forms.iter().enumerate().filter(|(_, form)| inside(form.at)) {
                let before = at.checked_sub(1).and_then(|at| forms.get(at));
                repeats.add(before.is_some_and(|before| (form.at - before.at).num_days() <= NEAR));
            }
        }
    }
    completeness.retain(|counts| counts.asked > 0);
    modes.retain(|(_, n)| *n > 0);
    let leaps = service.general.as_ref().map_or_else(Share::default, |general| leaps(service, general));
    Data { completeness, when, modes, repeats, same_throughout: same, leaps }
}

/// Changes no course explains. A typing error, another person, a form read upside down, or a week in which much
/// happened.
fn leaps(service: &Service, general: &General) -> Share {
    let changes: Vec<f64> = service
        .episodes
        .iter()
        .flat_map(|episode| {
            let scored = episode.scored(general);
            let pairs: Vec<f64> = scored
                .windows(2)
                .filter_map(|pair| match pair {
                    [(one, from), (next, to)] => {
                        let near = (next.at - one.at).num_days() <= A_WEEK && service.period.contains(next.at.date());
                        near.then_some(to - from)
                    }
                    _ => None,
                })
                .collect();
            pairs
        })
        .collect();
    let mut share = Share { n: 0, of: u32::try_from(changes.len()).unwrap_or(u32::MAX) };
    let mut sizes: Vec<f64> = changes.iter().map(|change| change.abs()).collect();
    let Some(usual) = median(&mut sizes).filter(|_| sizes.len() >= ENOUGH) else { return share };
    let of_range = OF_RANGE * (general.range.1 - general.range.0);
    let leapt = sizes.iter().filter(|size| **size >= of_range && **size > BEYOND * OF_MEDIAN * usual).count();
    share.n = u32::try_from(leapt).unwrap_or(u32::MAX);
    share
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 { Some(upper) } else { Some(values.get(middle - 1)?.midpoint(upper)) }
}

/// So few answers alike are no pattern \[own\].
const FEWEST_ITEMS: usize = 5;

/// Whether the same point of the scale was chosen throughout. `None` where that says nothing: the questions of a scale
/// all run the same way (whoever has no trouble answers nought to all of them), or too few were answered.
#[must_use]
pub fn same_throughout(instrument: &Instrument, answers: &Answers) -> Option<bool> {
    let mixed = |scale: &&Scale| !scale.reverse.is_empty() && scale.reverse.len() < scale.items.len();
    let scale = instrument.scales.iter().filter(mixed).max_by_key(|scale| scale.items.len())?;
    let values: Vec<f64> = scale.items.iter().filter_map(|item| answers.value(item)).collect();
    let first = *values.first().filter(|_| values.len() >= FEWEST_ITEMS)?;
    Some(values.iter().all(|value| (value - first).abs() < f64::EPSILON))
}
