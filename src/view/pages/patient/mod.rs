//! The pages of the person who answers.
//!
//! Nothing here carries a name, a unit, a score or a diagnosis: a link may be opened by anybody.

mod afterwards;
mod mine;
mod ways_in;

use chrono::{DateTime, TimeZone, Utc};
use serde::Serialize;

pub use afterwards::{
    Declined, LookBack, Opening, OverTime, Receipt, SharedNote, Trace, TracePoint, Withdraw, Withdrawn,
};
pub use mine::{
    AskedNow, FileEpisode, FileForm, FileOthers, FileRequest, FileSession, Mine, NextSession, OpenedOn, OwnAnswer,
    OwnAnswers, OwnCode, OwnCorrect, OwnDoor, OwnExport, OwnFile, OwnForm, OwnLog, OwnQuestion, OwnSummary,
    OwnWithdraw, SentMessage,
};
pub use ways_in::{Code, Early, Gone, Letter, LetterBar};

use crate::view::Page;

/// When the questions are asked and of whom, which decides what the page says about who reads the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// Before a session: read before it begins.
    Before,
    /// After a session: read before the next one.
    After,
    /// At the start of care.
    Other,
    /// While waiting, from the referral on.
    Referral,
    /// Every so many weeks, whatever the sessions.
    EveryWeeks,
    /// Around the session agreed to be the last.
    End,
    /// Some time after the ending.
    AfterEnd,
    /// Asked of a parent.
    Parent,
    /// Asked of next of kin.
    NextOfKin,
    /// Asked of a teacher.
    Teacher,
}

impl Moment {
    const ALL: [Self; 10] = [
        Self::Before,
        Self::After,
        Self::Other,
        Self::Referral,
        Self::EveryWeeks,
        Self::End,
        Self::AfterEnd,
        Self::Parent,
        Self::NextOfKin,
        Self::Teacher,
    ];
}

/// `GET /s/{token}`: what this is, before anything is opened.
///
/// Forms: `POST {path}/start` (csrf, language) and a link to `{path}/decline`.
#[derive(Debug, Clone, Serialize)]
pub struct Landing {
    /// The link's own path, `/s/<token>`.
    pub path: String,
    /// Expected time in whole minutes, from real medians where there are any; at least 1.
    pub minutes: u32,
    /// How many questions there are.
    pub questions: u32,
    /// When the questions are asked.
    pub moment: Moment,
    /// Already begun on this device: the button says "continue".
    pub begun: bool,
}

impl Page for Landing {
    const TEMPLATE: &'static str = "patient/landing.html";
    fn samples() -> Vec<Self> {
        let first = Self { path: "/s/example".into(), minutes: 4, questions: 24, moment: Moment::Before, begun: false };
        let begun = Self { minutes: 1, questions: 5, moment: Moment::After, begun: true, ..first.clone() };
        std::iter::once(begun).chain(Moment::ALL.map(|moment| Self { moment, ..first.clone() })).collect()
    }
}

/// "I would rather not answer", asked once more before it is stored.
///
/// Form: `POST {action}` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct Decline {
    /// Where the confirmation is posted: `/s/<token>/decline` or `/answer/decline`.
    pub action: String,
    /// Where "go back" leads.
    pub back: String,
}

impl Page for Decline {
    const TEMPLATE: &'static str = "patient/decline.html";
    fn samples() -> Vec<Self> {
        vec![Self { action: "/answer/decline".into(), back: "/answer/3".into() }]
    }
}

/// One answer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What the form sends in `answer`.
    pub value: String,
    /// The instrument's own words; for a step on a scale, the number.
    pub label: String,
    /// Chosen now. Nothing is ever chosen beforehand.
    pub chosen: bool,
}

/// How an item is answered.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Field {
    /// One of a few worded answers.
    Choice {
        /// In the instrument's order.
        answers: Vec<Answer>,
    },
    /// A numbered line with named ends. Unanswered is not the middle.
    Scale {
        /// From the lowest step to the highest.
        steps: Vec<Answer>,
        /// What the lowest step means.
        low: String,
        /// What the highest step means.
        high: String,
    },
    /// A visual analogue line with named ends. Nothing is marked before it is touched.
    Analogue {
        /// The left end.
        from: f64,
        /// The right end.
        to: f64,
        /// How finely it is read.
        step: f64,
        /// What the left end means.
        low: String,
        /// What the right end means.
        high: String,
        /// What is stored so far, as it is written.
        value: String,
    },
    /// A typed number.
    Number {
        /// Lowest, as it is written.
        from: String,
        /// Highest, as it is written.
        to: String,
        /// Whether it has no decimals.
        whole: bool,
        /// The word behind it; may be empty.
        unit: String,
        /// What is stored so far, as it is written.
        value: String,
    },
    /// A day.
    Date {
        /// What is stored so far, as year-month-day.
        value: String,
    },
    /// Only read.
    Display,
    /// Own words.
    Text {
        /// What is stored so far.
        value: String,
        /// Longest text in characters.
        max_chars: u32,
    },
}

/// Why an answer was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerError {
    /// Nothing chosen where an answer is needed.
    Missing,
    /// The text is longer than its limit.
    TooLong,
    /// Not one of the possible answers.
    Invalid,
    /// Not a number, or not one between the ends.
    Number,
    /// Not a day.
    Day,
}

/// `GET /answer/{n}`: one item a screen.
///
/// Form: `POST {action}` (csrf, key, item, answer, return?, go = `next` | `previous` | `decline`).
/// The script posts the same fields with the header `X-Save: 1` when an answer changes and takes
/// any 2xx as stored: 204 when it was news, 200 when the service had that answer already.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent thing the page says or leaves out")]
pub struct Question {
    /// Which question this is, from 1.
    pub number: u32,
    /// How many there are for this person now.
    pub of: u32,
    /// Remaining time in whole minutes; 0 means less than one.
    pub minutes_left: u32,
    /// Where the form is posted, `/answer/<n>`.
    pub action: String,
    /// Idempotency key made when the form was opened.
    pub key: String,
    /// Under which name a script keeps the form on the device; the same for all of its questions.
    pub kept: String,
    /// Until when it is kept there at most.
    pub kept_until: DateTime<Utc>,
    /// The item's identity, so that an answer cannot land on another item after branching.
    pub item: String,
    /// Language tag of the instrument's text.
    pub text_language: String,
    /// Direction of the instrument's text: `ltr` or `rtl`.
    pub text_direction: String,
    /// The instrument's instruction and recall period.
    pub instruction: Option<String>,
    /// The heading that the question shares with its neighbours.
    pub heading: Option<String>,
    /// The owner's line, which stands wherever the owner's words do.
    pub notice: Option<String>,
    /// The whole question.
    pub text: String,
    /// How it is answered.
    pub field: Field,
    /// An answer (or declining) is needed before the next question.
    pub required: bool,
    /// "I would rather not answer this one" is offered.
    pub may_decline: bool,
    /// Declined earlier.
    pub declined: bool,
    /// An answer is already stored.
    pub saved: bool,
    /// Why the last attempt was not taken.
    pub error: Option<AnswerError>,
    /// The wording has not been reviewed by a second person: said in small print.
    pub unreviewed: bool,
    /// The form has a question about harm: say that nobody watches in real time.
    pub not_watched: bool,
    /// Opened from the review, and leads back there.
    pub from_review: bool,
}

impl Page for Question {
    const TEMPLATE: &'static str = "patient/question.html";
    fn samples() -> Vec<Self> {
        let frequency = |chosen: Option<usize>| Field::Choice {
            answers: ["Ikke i det hele tatt", "Noen dager", "Mer enn halvparten av dagene", "Nesten hver dag"]
                .iter()
                .enumerate()
                .map(|(n, label)| Answer { value: n.to_string(), label: (*label).into(), chosen: chosen == Some(n) })
                .collect(),
        };
        let first = Self {
            number: 3,
            of: 11,
            minutes_left: 2,
            action: "/answer/3".into(),
            key: "0197f3c2".into(),
            kept: "5f1c0d2e".into(),
            kept_until: Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default(),
            item: "phq-9.3".into(),
            text_language: "nb".into(),
            text_direction: "ltr".into(),
            instruction: Some(
                "Hvor ofte har du vært plaget av ett eller flere av de følgende problemene i løpet av de siste 2 ukene?"
                    .into(),
            ),
            heading: None,
            notice: None,
            text: "Vansker med å sovne, sove uten avbrudd eller sovet for mye".into(),
            field: frequency(None),
            required: true,
            may_decline: true,
            declined: false,
            saved: false,
            error: None,
            unreviewed: true,
            not_watched: false,
            from_review: false,
        };
        let steps = |chosen: Option<u32>| Field::Scale {
            steps: (0..=10)
                .map(|n: u32| Answer { value: n.to_string(), label: n.to_string(), chosen: chosen == Some(n) })
                .collect(),
            low: "Veldig tung".into(),
            high: "Veldig god".into(),
        };
        let mut samples = vec![
            first.clone(),
            Self { field: frequency(Some(2)), saved: true, unreviewed: false, ..first.clone() },
            Self { error: Some(AnswerError::Missing), ..first.clone() },
            Self {
                number: 1,
                action: "/answer/1".into(),
                instruction: None,
                text: "Hvordan har uka vært?".into(),
                field: steps(None),
                unreviewed: false,
                not_watched: true,
                may_decline: false,
                ..first.clone()
            },
            Self {
                number: 10,
                instruction: None,
                text: "Hvordan har uka vært?".into(),
                field: steps(Some(7)),
                saved: true,
                unreviewed: false,
                from_review: true,
                ..first.clone()
            },
            Self {
                number: 11,
                minutes_left: 0,
                instruction: None,
                text: "Hva er viktigst å snakke om i dag?".into(),
                field: Field::Text { value: String::new(), max_chars: 600 },
                required: false,
                unreviewed: false,
                ..first.clone()
            },
            Self {
                field: Field::Text { value: "x".repeat(620), max_chars: 600 },
                error: Some(AnswerError::TooLong),
                ..first.clone()
            },
            Self {
                text: "Beveget deg eller snakket så langsomt at andre kan ha merket det? Eller motsatt – følt deg så urolig eller rastløs at du har beveget deg mye mer enn vanlig".into(),
                ..first.clone()
            },
            Self { declined: true, error: Some(AnswerError::Invalid), ..first.clone() },
        ];
        samples.extend(other_fields(&first));
        samples
    }
}

/// Questions that are typed, marked on a line, or only read.
fn other_fields(first: &Question) -> Vec<Question> {
    vec![
        Question {
            text: "Hvor mange dager har du drukket alkohol de siste fire ukene?".into(),
            heading: Some("De siste fire ukene".into()),
            field: Field::Number {
                from: "0".into(),
                to: "28".into(),
                whole: true,
                unit: "dager".into(),
                value: "30".into(),
            },
            error: Some(AnswerError::Number),
            ..first.clone()
        },
        Question {
            text: "Når begynte du i jobben?".into(),
            field: Field::Date { value: "2026-01-31".into() },
            ..first.clone()
        },
        Question {
            text: "Hvordan har du hatt det?".into(),
            field: Field::Analogue {
                from: 0.0,
                to: 10.0,
                step: 0.1,
                low: "Svært dårlig".into(),
                high: "Svært bra".into(),
                value: String::new(),
            },
            notice: Some("Skjemaet er gjengitt med eierens tillatelse.".into()),
            ..first.clone()
        },
        Question {
            text: "De neste spørsmålene handler om den siste uka.".into(),
            field: Field::Display,
            required: false,
            may_decline: false,
            ..first.clone()
        },
    ]
}

/// What was answered to one question, for the review.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Given {
    /// The chosen words or number, or the person's own text.
    Answered {
        /// As the person chose or wrote it.
        text: String,
    },
    /// "I would rather not answer."
    Declined,
    /// Nothing yet.
    Unanswered,
}

/// One line of the review.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewLine {
    /// Which question, from 1.
    pub number: u32,
    /// The whole question.
    pub text: String,
    /// Language tag of the question.
    pub text_language: String,
    /// Direction of the question: `ltr` or `rtl`.
    pub text_direction: String,
    /// What was answered.
    pub given: Given,
    /// Where it can be changed.
    pub change: String,
}

/// `GET /answer/review`: everything before it is sent.
///
/// Form: `POST /answer/review` (csrf, key, mark).
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// Every question in order.
    pub lines: Vec<ReviewLine>,
    /// How many have no answer; 0 says nothing.
    pub unanswered: u32,
    /// Idempotency key of the sending.
    pub key: String,
    /// See [`Question::kept`].
    pub kept: String,
    /// See [`Question::kept_until`].
    pub kept_until: DateTime<Utc>,
    /// What the review showed: what is sent must be the same.
    pub mark: String,
    /// Back to the last question.
    pub previous: String,
}

impl Page for Review {
    const TEMPLATE: &'static str = "patient/review.html";
    fn samples() -> Vec<Self> {
        let line = |number: u32, text: &str, given: Given| ReviewLine {
            number,
            text: text.into(),
            text_language: "nb".into(),
            text_direction: "ltr".into(),
            given,
            change: format!("/answer/{number}?return=review"),
        };
        let lines = vec![
            line(1, "Hvordan har uka vært?", Given::Answered { text: "7".into() }),
            line(
                2,
                "Vansker med å sovne, sove uten avbrudd eller sovet for mye",
                Given::Answered { text: "Mer enn halvparten av dagene".into() },
            ),
            line(3, "Dårlig matlyst eller å spise for mye", Given::Declined),
            line(4, "Hva er viktigst å snakke om i dag?", Given::Unanswered),
        ];
        let first = Self {
            lines,
            unanswered: 1,
            key: "0197f3c3".into(),
            mark: "5f0e".into(),
            kept: "5f1c0d2e".into(),
            kept_until: Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default(),
            previous: "/answer/4".into(),
        };
        vec![
            first.clone(),
            Self {
                lines: first.lines.into_iter().take(3).collect(),
                unanswered: 0,
                key: "0197f3c3".into(),
                kept: "5f1c0d2e".into(),
                kept_until: first.kept_until,
                mark: "5f0e".into(),
                previous: "/answer/3".into(),
            },
        ]
    }
}

/// `GET /answer/offline`: what a browser keeps and shows when there is no line. It holds no answer and no
/// question; a script fills it with what is kept.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Offline {}

impl Page for Offline {
    const TEMPLATE: &'static str = "patient/offline.html";
    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}
