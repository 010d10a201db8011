//! The day, and the patients by name.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::Serialize;

use super::{Answering, Remark, samples};
use crate::view::Page;
use crate::view::pages::Choice;

/// One appointment of the day.
#[derive(Debug, Clone, Serialize)]
pub struct TodaySession {
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// Length in minutes.
    pub minutes: u32,
    /// The patient.
    pub name: String,
    /// The patient's page.
    pub url: String,
    /// `in-person`, `video`, `phone`, `group` or `guided-self-help` (text `mode-<mode>`).
    pub mode: String,
    /// `planned`, `held`, `cancelled` or `no-show` (text `session-state-<state>`).
    pub state: String,
    /// Which session of the episode, from 1.
    pub number: u32,
    /// How far the answers before the session have come.
    pub answers: Answering,
    /// What may be worth asking about, in the order it is said on the patient's page.
    pub worth_asking: Vec<Remark>,
}

/// `GET /today?day=YYYY-MM-DD`: my sessions in time order.
#[derive(Debug, Clone, Serialize)]
pub struct Today {
    /// The day shown.
    pub day: NaiveDate,
    /// It is today.
    pub is_today: bool,
    /// The previous day that is offered.
    pub previous: NaiveDate,
    /// The next day that is offered.
    pub next: NaiveDate,
    /// In time order. Nothing is ranked.
    pub sessions: Vec<TodaySession>,
}

impl Page for Today {
    const TEMPLATE: &'static str = "staff/today.html";
    fn samples() -> Vec<Self> {
        let session = |hour, minute, name: &str, answers, worth_asking| TodaySession {
            starts_at: samples::instant(hour, minute),
            minutes: 45,
            name: name.into(),
            url: "/episodes/1".into(),
            mode: "in-person".into(),
            state: "planned".into(),
            number: 6,
            answers,
            worth_asking: Option::into_iter(worth_asking).collect(),
        };
        let answered = || Answering::Answered { at: samples::instant(6, 12) };
        let full = Self {
            day: samples::day(),
            is_today: true,
            previous: samples::day() - Duration::days(1),
            next: samples::day() + Duration::days(1),
            sessions: vec![
                TodaySession {
                    state: "held".into(),
                    ..session(
                        7,
                        0,
                        "Askeladd Eksempel",
                        answered(),
                        Some(Remark::OwnWords {
                            text: "Jeg sover nesten ikke, og jeg gruer meg til å begynne på jobb igjen.".into(),
                        }),
                    )
                },
                session(
                    8,
                    0,
                    "Veslefrikk Prøve",
                    answered(),
                    Some(Remark::Moved {
                        measure: "PHQ-9".into(),
                        from: 17.0,
                        to: 9.0,
                        since_start: true,
                        reliable: true,
                        better: true,
                    }),
                ),
                TodaySession {
                    mode: "video".into(),
                    ..session(
                        9,
                        15,
                        "Tyrihans Tenkt",
                        answered(),
                        Some(Remark::AnswerToNote {
                            question: "tanker om død eller om å skade seg selv".into(),
                            answer: "Noen dager".into(),
                        }),
                    )
                },
                session(11, 0, "Kari Trestakk", Answering::Waiting, None),
                TodaySession { mode: "phone".into(), ..session(12, 0, "Østenfor Sol", Answering::Declined, None) },
                TodaySession {
                    state: "cancelled".into(),
                    ..session(13, 0, "Gullhår Oppdiktet", Answering::NotAsked, None)
                },
                session(
                    14,
                    0,
                    "Tommeliten Prøve",
                    Answering::Begun,
                    Some(Remark::AllianceLower { from: 8.5, to: 6.0 }),
                ),
            ],
        };
        vec![
            full.clone(),
            Self { is_today: false, sessions: vec![], ..full.clone() },
            Self {
                sessions: samples::remarks()
                    .into_iter()
                    .map(|remark| session(8, 0, "Askeladd Eksempel", Answering::Expired, Some(remark)))
                    .collect(),
                ..full
            },
        ]
    }
}

/// One patient in a list.
#[derive(Debug, Clone, Serialize)]
pub struct PatientRow {
    /// The patient.
    pub name: String,
    /// The patient's page.
    pub url: String,
    /// When the episode began; `None` before the first session.
    pub started_on: Option<NaiveDate>,
    /// When it ended.
    pub ended_on: Option<NaiveDate>,
    /// Sessions held.
    pub sessions: u32,
    /// The latest answers.
    pub answered_at: Option<DateTime<Utc>>,
    /// The next appointment.
    pub next_at: Option<DateTime<Utc>>,
    /// The team or clinic.
    pub unit: String,
}

/// `GET /patients?q=&all=1&by=`: patients in the order that was chosen.
#[derive(Debug, Clone, Serialize)]
pub struct Patients {
    /// What was searched for.
    pub query: String,
    /// Ended episodes are listed too.
    pub all: bool,
    /// What the list can be put in order of.
    pub orders: Vec<Choice>,
    /// In that order.
    pub people: Vec<PatientRow>,
    /// The person may register patients.
    pub may_register: bool,
}

impl Page for Patients {
    const TEMPLATE: &'static str = "staff/patients.html";
    fn samples() -> Vec<Self> {
        let row = |name: &str, ended: bool| PatientRow {
            name: name.into(),
            url: "/episodes/1".into(),
            started_on: Some(samples::day() - Duration::days(70)),
            ended_on: ended.then(samples::day),
            sessions: 7,
            answered_at: Some(samples::instant(6, 12)),
            next_at: (!ended).then(|| samples::instant(8, 0)),
            unit: "Eksempelbyen psykiske helsetjeneste".into(),
        };
        vec![
            Self {
                query: String::new(),
                all: true,
                orders: vec![Choice::new("name", "navn", true), Choice::new("silent", "lengst uten svar", false)],
                people: vec![
                    row("Askeladd Eksempel", false),
                    row("Gullhår Oppdiktet", true),
                    PatientRow {
                        started_on: None,
                        sessions: 0,
                        answered_at: None,
                        next_at: None,
                        ..row("Kari Trestakk", false)
                    },
                ],
                may_register: true,
            },
            Self { query: "xyz".into(), all: false, orders: vec![], people: vec![], may_register: false },
        ]
    }
}
