//! An invented service: three years of episodes, sessions and answers up to a given day.
//!
//! Pure and seeded: the same seed and day give the same service on every machine. What the numbers are modelled on,
//! and what is made up, is written in `docs/demo.md`. All people are invented ([`super::names`]).

mod answers;
mod calendar;
mod cast;
pub(super) mod chance;
mod course;
mod growth;
mod outside;
mod replies;
mod texts;

use chrono::{Months, NaiveDate, NaiveDateTime};

pub use calendar::{easter, is_public_holiday, is_working_day};
pub use cast::Cast;

use crate::domain::care::{Course, EndKind, Problem, SessionKind, SessionMode, SessionState, Sex};
use crate::domain::instrument::{Answer, Answers};

/// The whole invented service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// The units: first the low-threshold municipal service, then the outpatient clinic.
    pub units: Vec<Unit>,
    /// All clinicians; the first one's day is the demo's day.
    pub clinicians: Vec<Staff>,
    /// One leader for each unit, in the units' order.
    pub leaders: Vec<Staff>,
    /// The episodes: first the ones placed by hand (see [`Cast`]), then the others by date of referral.
    pub episodes: Vec<Episode>,
    /// Which of the episodes were placed by hand, and why.
    pub cast: Cast,
    /// The change of routine that the data hold.
    pub improvement: Improvement,
}

/// A unit of the invented organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name, bokmål.
    pub name: &'static str,
    /// The id of the service model it works by: `rph` or `dps`.
    pub model: &'static str,
}

/// A clinician or a leader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Given name.
    pub given: &'static str,
    /// Family name.
    pub family: &'static str,
    /// Place in [`Service::units`].
    pub unit: usize,
}

/// A documented change of routine: from this day on, people in its unit get better more often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// Place in [`Service::units`].
    pub unit: usize,
    /// The first day of the new routine.
    pub started_on: NaiveDate,
    /// What it is called, bokmål.
    pub title: &'static str,
    /// What was changed and why, bokmål.
    pub text: &'static str,
}

/// An invented patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Date of birth; everybody is 18 to 75 at the referral.
    pub birth_date: NaiveDate,
    /// Female or male.
    pub sex: Sex,
    /// `nb` or `en`.
    pub language: &'static str,
    /// Eight digits that begin with two noughts, which no Norwegian subscriber can have.
    pub phone: String,
}

/// One episode of care.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    /// Whose it is; every patient has one episode.
    pub patient: Patient,
    /// Place in [`Service::units`].
    pub unit: usize,
    /// Place in [`Service::clinicians`].
    pub clinician: usize,
    /// When the patient was referred or asked for help.
    pub referred_on: NaiveDate,
    /// The first treatment session that was held.
    pub started_on: Option<NaiveDate>,
    /// The ending; never after the day of the simulation.
    pub ended_on: Option<NaiveDate>,
    /// How it ended; set exactly when `ended_on` is. Nobody who had treatment is "not started", and the reverse.
    pub end_kind: Option<EndKind>,
    /// What the help is mainly about.
    pub problem: Problem,
    /// The form of the help.
    pub course: Course,
    /// The appointments in time order.
    pub sessions: Vec<Session>,
    /// What was asked on days without a session, in time order; nothing of those placed by hand.
    pub outside: Vec<Outside>,
    /// What everybody would have answered, also those who did not. For tests of the product's bounds; not to be stored.
    pub truth: Option<Truth>,
}

/// The totals at the first and the last held session, whether or not the person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// At the first held session.
    pub first: Totals,
    /// At the last held session (the same as the first when only one was held).
    pub last: Totals,
}

/// Two totals of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// PHQ-9, 0-27.
    pub phq: u8,
    /// GAD-7, 0-21.
    pub gad: u8,
}

/// One appointment.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// When it begins, Norwegian wall-clock time.
    pub starts_at: NaiveDateTime,
    /// How long it is set to last, in minutes.
    pub minutes: u32,
    /// What became of it; everything from the day of the simulation on is planned.
    pub state: SessionState,
    /// Treatment or assessment.
    pub kind: SessionKind,
    /// How it is held.
    pub mode: SessionMode,
    /// What came of asking before it.
    pub before: Reply,
    /// What came of asking after it.
    pub after: Reply,
}

/// What was asked on a day without a session: at the referral, at the ending, and after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outside {
    /// The day the questions open.
    pub on: NaiveDate,
    /// What came of it.
    pub reply: Reply,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Nobody asked (yet).
    NotAsked,
    /// Asked, no answer. For a planned session the request is still open.
    NoAnswer,
    /// The patient said no.
    Declined,
    /// The patient answered.
    Answered {
        /// When the answers were sent, Norwegian wall-clock time.
        at: NaiveDateTime,
        /// How long it took.
        seconds: u32,
        /// The filled-in forms in the order they were shown.
        forms: Vec<Form>,
    },
}

/// The answers to one instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The instrument's id.
    pub instrument: &'static str,
    /// Item ids with what was answered, in the order shown; `None` was shown and left open.
    /// An item that was never shown (PHQ-9 item 10 when all the others are 0) is not in the list.
    pub items: Vec<(&'static str, Option<ItemValue>)>,
}

impl Form {
    /// The answers as the product keeps them.
    pub fn answers(&self) -> Answers {
        self.items
            .iter()
            .filter_map(|(item, value)| {
                let answer = match value.as_ref()? {
                    ItemValue::Number(value) => Answer::Value(*value),
                    ItemValue::Text(text) => Answer::Text(text.clone()),
                };
                Some((*item, answer))
            })
            .collect()
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub enum ItemValue {
    /// A chosen value.
    Number(f64),
    /// The person's own words.
    Text(String),
}

/// How many months of referrals are simulated.
const MONTHS: u32 = 36;
/// How many months before the day of the simulation the routine changed.
const IMPROVED_MONTHS_AGO: u32 = 16;

/// The low-threshold service, in [`Service::units`].
const MUNICIPAL: usize = 0;

const UNITS: [Unit; 2] = [
    Unit { name: "Rask psykisk helsehjelp Eventyrdal", model: "rph" },
    Unit { name: "DPS Eventyrdal, poliklinikk", model: "dps" },
];

const CLINICIANS: [Staff; 7] = [
    Staff { given: "Bjørn", family: "Behandlereksempel", unit: 0 },
    Staff { given: "Huldra", family: "Hjelpeli", unit: 0 },
    Staff { given: "Tyrihans", family: "Lyttestad", unit: 0 },
    Staff { given: "Nattergal", family: "Samtalesen", unit: 0 },
    Staff { given: "Kvitebjørn", family: "Kongvalemon", unit: 1 },
    Staff { given: "Solstreif", family: "Timebok", unit: 1 },
    Staff { given: "Steinrøys", family: "Utredningsrud", unit: 1 },
];

const LEADERS: [Staff; 2] = [
    Staff { given: "Cecilie", family: "Ledereksempel", unit: 0 },
    Staff { given: "Veslefrikk", family: "Ledereksempel", unit: 1 },
];

/// Simulates the service as it looks on the morning of `today`, which counts as a working day whatever it is.
///
/// The same `seed` and `today` give the same service everywhere. Takes some tens of milliseconds in a release build.
pub fn simulate(seed: u64, today: NaiveDate) -> Service {
    let from = today.checked_sub_months(Months::new(MONTHS)).unwrap_or(today);
    let improved_from = today.checked_sub_months(Months::new(IMPROVED_MONTHS_AGO)).unwrap_or(today);
    let mut maker = course::Maker::new(seed, from, today, improved_from);
    let (cast, mut episodes) = cast::place(&mut maker);
    let mut referred = maker.all();
    outside::ask(seed, today, improved_from, &mut referred);
    episodes.extend(referred);
    Service {
        units: UNITS.to_vec(),
        clinicians: CLINICIANS.to_vec(),
        leaders: LEADERS.to_vec(),
        episodes,
        cast,
        improvement: Improvement {
            unit: MUNICIPAL,
            started_on: improved_from,
            title: "Svarene åpner timen, og teamet ser sammen på dem som ikke blir bedre",
            text: "Hver time begynner med svarene fra i går. Den som ikke har det bedre etter tre timer, blir tatt opp \
                   i teamet samme uke, og arbeidsmåten blir vurdert sammen med pasienten.",
        },
    }
}
