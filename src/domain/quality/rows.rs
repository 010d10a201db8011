//! What one service did in a stretch of time, as rows without a name: no patient, no clinician.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use crate::domain::care::{Course, EndKind, Mode, Moment, Problem, SessionKind, SessionState, State};
use crate::domain::change::{ChangeRule, Side};

/// Twelve months, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    first: NaiveDate,
    last: NaiveDate,
}

impl Year {
    /// The twelve months that end on this day.
    #[must_use]
    pub fn to(last: NaiveDate) -> Self {
        let first = last.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt()).unwrap_or(last);
        Self { first, last }
    }

    /// The twelve months up to the end of the latest quarter that has been over for `settle` days on `today`: a service
    /// is looked at four times a year, since every look may speak by chance.
    #[must_use]
    pub fn of_quarter(today: NaiveDate, settle: i64) -> Self {
        let day = today - TimeDelta::days(settle);
        let month = (day.month0() / 3) * 3 + 1;
        let begun = NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        Self::to(begun.pred_opt().unwrap_or(begun))
    }

    /// The first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The last day.
    #[must_use]
    pub const fn last(self) -> NaiveDate {
        self.last
    }

    /// Whether the day lies within.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

/// One service's rows. All times are the wall clock of the service.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The days that are looked at. Rows before them are there for what came before.
    pub period: Year,
    /// The measure that nearly everybody answers; `None` where no scale has a cut-off to read it by.
    pub general: Option<General>,
    /// The episodes, in any order.
    pub episodes: Vec<Episode>,
}

/// The measure that nearly everybody answers.
#[derive(Clone, Debug, PartialEq)]
pub struct General {
    /// The instrument.
    pub instrument: String,
    /// When a change is reliable, and where the cut-off is.
    pub rule: ChangeRule,
    /// The lowest and highest score there is, in points.
    pub range: (f64, f64),
}

/// One episode of care.
#[derive(Clone, Debug, PartialEq)]
pub struct Episode {
    /// When the patient was referred.
    pub referred_on: NaiveDate,
    /// The ending.
    pub ended_on: Option<NaiveDate>,
    /// How it ended.
    pub end_kind: Option<EndKind>,
    /// What the help is mainly about.
    pub problem: Problem,
    /// The form of the help.
    pub course: Course,
    /// The appointments, in order of time.
    pub appointments: Vec<Appointment>,
    /// What the patient was asked, in order of time.
    pub asked: Vec<Asked>,
    /// What the patient answered and has not taken back, in order of time.
    pub forms: Vec<Form>,
}

/// One appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// When it begins.
    pub starts_at: NaiveDateTime,
    /// How long it is set to last, in minutes.
    pub minutes: i64,
    /// What became of it.
    pub state: SessionState,
    /// What it is for.
    pub kind: SessionKind,
    /// When the answers were first opened by somebody who treats the patient.
    pub opened_at: Option<NaiveDateTime>,
    /// Whether they were spoken about; `None` until somebody says.
    pub discussed: Option<bool>,
}

impl Appointment {
    /// When it is set to end.
    #[must_use]
    pub fn ends_at(&self) -> NaiveDateTime {
        self.starts_at + TimeDelta::minutes(self.minutes)
    }

    /// Whether it took place.
    #[must_use]
    pub const fn held(&self) -> bool {
        matches!(self.state, SessionState::Held)
    }
}

/// The patient asked at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// At which moment of the protocol.
    pub moment: Moment,
    /// Ids of the instruments.
    pub instruments: Vec<String>,
    /// When answering became possible.
    pub opens_at: NaiveDateTime,
    /// Where it stands.
    pub state: State,
}

/// The answers to one instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The instrument.
    pub instrument: String,
    /// At which moment of the protocol it was asked; `None` for what came from elsewhere.
    pub moment: Option<Moment>,
    /// The place in [`Episode::appointments`] of the one it was asked around.
    pub appointment: Option<usize>,
    /// When it was sent.
    pub at: NaiveDateTime,
    /// How the answers reached the service.
    pub mode: Mode,
    /// The score of the general measure, in points; `None` for other instruments and what could not be scored.
    pub value: Option<f64>,
    /// Whether the same point of the scale was chosen throughout, where that says something; see [`super::data`].
    pub same_throughout: Option<bool>,
}

impl Form {
    /// Whether staff gave the answers to the program while the patient answered.
    #[must_use]
    pub const fn helped(&self) -> bool {
        matches!(self.mode, Mode::Staff)
    }

    /// Whether the patient answered alone.
    #[must_use]
    pub const fn own(&self) -> bool {
        matches!(self.mode, Mode::Link | Mode::Room)
    }
}

impl Episode {
    /// The appointments that took place.
    pub fn held(&self) -> impl DoubleEndedIterator<Item = &Appointment> {
        self.appointments.iter().filter(|appointment| appointment.held())
    }

    /// The scored forms of the general measure with their scores, in order of time; of those sent on one day the
    /// last.
    #[must_use]
    pub fn scored(&self, general: &General) -> Vec<(&Form, f64)> {
        let mut days: Vec<(&Form, f64)> = Vec::new();
        for form in self.forms.iter().filter(|form| form.instrument == general.instrument) {
            let Some(value) = form.value else { continue };
            match days.last_mut() {
                Some(last) if last.0.at.date() == form.at.date() => *last = (form, value),
                _ => days.push((form, value)),
            }
        }
        days
    }

    /// Whether it ended in the period, in one of these ways.
    #[must_use]
    pub fn ended_in(&self, period: Year, kinds: &[EndKind]) -> bool {
        self.ended_on.is_some_and(|day| period.contains(day)) && self.end_kind.is_some_and(|kind| kinds.contains(&kind))
    }
}

impl General {
    /// Whether a score lies on the side of people who are well.
    #[must_use]
    pub fn is_well(&self, value: f64) -> bool {
        self.rule.side(value) == Some(Side::Functional)
    }

    /// The change in points towards better.
    #[must_use]
    pub fn gain(&self, from: f64, to: f64) -> f64 {
        self.rule.direction().gain(from, to)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Year;

    #[test]
    fn a_quarter_is_looked_at_once_it_has_settled() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (today, last) in [
            ("2026-04-20", "2025-12-31"),
            ("2026-04-22", "2026-03-31"),
            ("2026-07-21", "2026-03-31"),
            ("2026-07-22", "2026-06-30"),
            ("2026-01-05", "2025-09-30"),
        ] {
            let year = Year::of_quarter(day(today), 21);
            assert_eq!(year.last(), day(last), "{today}");
            assert!(year.contains(year.first()) && year.contains(year.last()));
            assert!(!year.contains(year.last() + chrono::Days::new(1)));
        }
        let leap = Year::to(day("2024-02-29"));
        assert_eq!((leap.first(), leap.last()), (day("2023-03-01"), day("2024-02-29")));
    }
}
