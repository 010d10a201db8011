//! What comes after answering: receipts, one's own answers over time, and taking back.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::Moment;
use crate::view::Page;

/// `GET /answer/sent`: the receipt. Shown only after the answers are on disk.
#[derive(Debug, Clone, Serialize)]
pub struct Receipt {
    /// When the answers were stored.
    pub stored_at: DateTime<Utc>,
    /// When the questions were asked, which decides who reads them when.
    pub moment: Moment,
    /// Something of value back, in the service's own plain words; empty when it allows none.
    pub lines: Vec<String>,
    /// Language tag of `lines`.
    pub lines_language: String,
    /// What these answers yield, in plain words; empty where the organisation shows nothing.
    pub results: Vec<String>,
    /// There is a page of answers over time to ask for.
    pub over_time: bool,
    /// Until when this browser may correct the answers or take them back.
    pub mend_until: Option<DateTime<Utc>>,
}

impl Page for Receipt {
    const TEMPLATE: &'static str = "patient/receipt.html";
    fn samples() -> Vec<Self> {
        let stored_at = Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default();
        vec![Self {
            stored_at,
            moment: Moment::Before,
            lines: vec![
                "Du skrev at søvnen er det viktigste å snakke om i dag.".into(),
                "Du har svart litt lavere på plager enn sist.".into(),
            ],
            lines_language: "nb".into(),
            results: vec!["Plager: 12 på en skala fra 0 til 27. Et høyere tall betyr at det plager deg mer.".into()],
            over_time: true,
            mend_until: Some(stored_at),
        }]
        .into_iter()
        .chain(Moment::ALL.map(|moment| Self {
            stored_at,
            moment,
            lines: vec![],
            lines_language: "nb".into(),
            results: vec![],
            over_time: false,
            mend_until: None,
        }))
        .collect()
    }
}

/// The receipt for declining.
#[derive(Debug, Clone, Serialize)]
pub struct Declined {
    /// When it was stored.
    pub stored_at: DateTime<Utc>,
}

impl Page for Declined {
    const TEMPLATE: &'static str = "patient/declined.html";
    fn samples() -> Vec<Self> {
        vec![Self { stored_at: Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default() }]
    }
}

/// `GET /answer/withdraw`: taking back what was sent, asked once more.
///
/// Form: `POST /answer/withdraw` (csrf).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Withdraw {}

impl Page for Withdraw {
    const TEMPLATE: &'static str = "patient/withdraw.html";
    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// The receipt for taking back.
#[derive(Debug, Clone, Serialize)]
pub struct Withdrawn {
    /// When it was stored.
    pub stored_at: DateTime<Utc>,
}

impl Page for Withdrawn {
    const TEMPLATE: &'static str = "patient/withdrawn.html";
    fn samples() -> Vec<Self> {
        vec![Self { stored_at: Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default() }]
    }
}

/// `/answer/over-time`: one's own answers over time, after a second factor.
///
/// Form: `POST /answer/over-time` (csrf, `birth_date`).
#[derive(Debug, Clone, Serialize)]
pub struct LookBack {
    /// What is shown.
    pub body: OverTime,
}

/// What the page over time shows.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OverTime {
    /// Who is it?
    Ask {
        /// The last date did not match, or was none.
        wrong: bool,
    },
    /// There were too many tries.
    Closed,
    /// The answers.
    Shown {
        /// One for each instrument.
        traces: Vec<Trace>,
        /// What came of them, where it was shared, the latest first.
        shared: Vec<SharedNote>,
        /// The days on which the team talked about the treatment.
        talked_about: Vec<NaiveDate>,
        /// Who opened them, once a day each, the latest first.
        opened: Vec<Opening>,
    },
}

/// One instrument over time.
#[derive(Debug, Clone, Serialize)]
pub struct Trace {
    /// What it is about.
    pub topic: String,
    /// What the picture shows, in one sentence.
    pub sentence: String,
    /// The picture.
    pub svg: String,
    /// The numbers.
    pub points: Vec<TracePoint>,
}

/// One number of a trace.
#[derive(Debug, Clone, Serialize)]
pub struct TracePoint {
    /// The day.
    pub on: NaiveDate,
    /// The value.
    pub value: f64,
}

/// That one of the staff opened the answers on a day.
#[derive(Debug, Clone, Serialize)]
pub struct Opening {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
}

/// What clinician and patient made of the answers, shared.
#[derive(Debug, Clone, Serialize)]
pub struct SharedNote {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What they made of the answers; may be empty.
    pub text: String,
    /// What they change from here on; may be empty.
    pub change: String,
}

impl Page for LookBack {
    const TEMPLATE: &'static str = "patient/over_time.html";
    fn samples() -> Vec<Self> {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default();
        let points = [(day(1), 14.0), (day(8), 9.0)];
        let trace = Trace {
            topic: "Plager".into(),
            sentence: "Plager: 9 nå, 14 første gang.".into(),
            svg: crate::view::chart::line::draw(
                "trace-phq-9",
                &points,
                (0.0, 27.0),
                ("Plager", "Plager: 9 nå, 14 første gang."),
                crate::view::Language::Nb,
            ),
            points: points.map(|(on, value)| TracePoint { on, value }).to_vec(),
        };
        let at = Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default();
        let shared =
            vec![SharedNote { at, text: "Søvnen er verst.".into(), change: "Vi begynner med søvnen.".into() }];
        vec![
            Self { body: OverTime::Ask { wrong: false } },
            Self { body: OverTime::Ask { wrong: true } },
            Self { body: OverTime::Closed },
            Self {
                body: OverTime::Shown {
                    traces: vec![trace],
                    shared,
                    talked_about: vec![day(2)],
                    opened: vec![Opening { on: day(8), by: "Bjørn Behandler".into() }],
                },
            },
        ]
    }
}
