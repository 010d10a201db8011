//! Invented services to try the detectors on: honest ones, with all the untidiness of honest work, and ones that bend
//! in one known way.
//!
//! Every share below is made up \[own\]: none is measured anywhere. What is honest differs from service to service:
//! staff help, answers given early in the hour, forms forgotten until its end, forms sent twice, typed in from paper,
//! first sessions that are no assessment (oftener in guided self-help, which is shorter too), people who wait for a
//! group to begin, special forms left out by people who are tired, endings that wait until two good scores in a row.

mod chance;
mod course;
mod power;

use chrono::{Days, NaiveDate};

use self::chance::Chance;
use super::Pattern;
use super::rows::{General, Service, Year};
use crate::domain::change::{ChangeRule, Cutoff, Direction, Reliable};

pub use power::{Found, Line, SHOWN_SIZES, Table, found, table};

/// Where the chance of `docs/gaming.md` begins.
pub const SEED: u64 = 2026;

/// The yearly referrals of the services that are tried.
pub const SIZES: [u32; 7] = [60, 90, 130, 190, 280, 410, 600];

/// What is planted, and how strongly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plant {
    /// The pattern.
    pub pattern: Pattern,
    /// The share of the occasions at which it happens, 0-1; see [`strength`].
    pub share: f64,
}

/// How strongly each pattern is planted where nothing else is said: the share of the occasions at which it happens.
#[must_use]
#[expect(clippy::match_same_arms, reason = "each is a share of something else")]
pub const fn strength(pattern: Pattern) -> f64 {
    match pattern {
        // Of the last forms; three points kinder.
        Pattern::Helped => 0.4,
        // Of the first forms on the side of people who are well.
        Pattern::Discharge => 0.5,
        // Of the forms before sessions.
        Pattern::Late => 0.2,
        // Of the forms on the side of patients, from the third session on.
        Pattern::Repeated => 0.15,
        // Of the assessments in courses of at most two held sessions.
        Pattern::Assessment => 0.7,
        // Of the people who stopped coming.
        Pattern::WhoLeft => 0.5,
        // Of the people who had a first session.
        Pattern::Parked => 0.4,
        // Of the special forms from the third session on, where the general measure has not fallen by 6.
        Pattern::LeftOut => 0.8,
    }
}

/// How one service works, honestly. All but the first are shares.
#[derive(Clone, Copy, Debug)]
struct Habits {
    per_year: u32,
    answers: f64,
    help: f64,
    in_the_hour: f64,
    forgotten: f64,
    twice: f64,
    paper: f64,
    no_assessment: f64,
    queue: f64,
    special_missing: f64,
    tired: f64,
    leaves: f64,
    waits_for_two: f64,
    sees_it: f64,
}

impl Habits {
    fn draw(chance: &mut Chance, per_year: u32) -> Self {
        Self {
            per_year,
            answers: chance.within(0.55, 0.92),
            help: chance.within(0.005, 0.06),
            in_the_hour: chance.within(0.02, 0.15),
            forgotten: chance.within(0.0, 0.03),
            twice: chance.within(0.003, 0.02),
            paper: chance.within(0.0, 0.03),
            no_assessment: chance.within(0.02, 0.3),
            queue: chance.within(0.0, 0.1),
            special_missing: chance.within(0.02, 0.1),
            tired: chance.within(0.0, 0.04),
            leaves: chance.within(0.015, 0.045),
            waits_for_two: chance.within(0.0, 0.5),
            sees_it: chance.within(0.0, 0.15),
        }
    }
}

/// The last day of the data.
fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 6, 30).unwrap_or_default()
}

/// An invented service with so many referrals a year, over two years, of which the second is looked at. The same seed
/// gives the same service on every machine.
#[must_use]
pub fn service(seed: u64, per_year: u32, plant: Option<Plant>) -> Service {
    let mut chance = Chance::new(seed);
    let habits = Habits::draw(&mut chance, per_year);
    let last = last_day();
    let period = Year::to(last);
    let episodes = (0..2 * habits.per_year)
        .map(|_| {
            let ago = u64::try_from(chance.between(0, 729)).unwrap_or(0);
            let referred_on = last.checked_sub_days(Days::new(ago)).unwrap_or(last);
            course::episode(&mut chance, &habits, plant, referred_on, last)
        })
        .collect();
    Service { period, general: general(), episodes }
}

/// PHQ-9 as NHS Talking Therapies reads it: a case from 10, reliable from 6 points.
fn general() -> Option<General> {
    let rule = ChangeRule::new(Direction::HigherIsWorse, Reliable::Points(6.0), Some(Cutoff::Case(10.0))).ok()?;
    Some(General { instrument: "phq-9".to_owned(), rule, range: (0.0, 27.0) })
}
