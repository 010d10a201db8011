//! The patient's own pages, behind two proofs.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::{AnswerError, Field, Given, SharedNote, Trace, TracePoint};
use crate::view::Page;
use crate::view::pages::summary::SummedScale;

fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, day, 12, 42, 0).single().unwrap_or_default()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default()
}

/// `GET /mine/{token}`: asks for the date of birth and tells nothing.
///
/// Form: `POST {action}` (csrf, lang, `birth_date`).
#[derive(Debug, Clone, Serialize)]
pub struct OwnDoor {
    /// The link's own path.
    pub action: String,
    /// The last date did not match, or was none.
    pub wrong: bool,
}

impl Page for OwnDoor {
    const TEMPLATE: &'static str = "patient/mine/door.html";
    fn samples() -> Vec<Self> {
        [false, true].map(|wrong| Self { action: "/mine/example".into(), wrong }).to_vec()
    }
}

/// `GET /mine/code`: asks for the code.
///
/// Forms: `POST /mine/code` (csrf, code), `POST /mine/code/again` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct OwnCode {
    /// How it goes: `sms`, `email` or `room` (text `mine-code-<way>`).
    pub way: String,
    /// There is a code that works, or one that somebody shows; otherwise another has to be asked for.
    pub works: bool,
    /// The last one was not right.
    pub wrong: bool,
    /// The browser is in already, and proves it anew.
    pub inside: bool,
}

impl Page for OwnCode {
    const TEMPLATE: &'static str = "patient/mine/code.html";
    fn samples() -> Vec<Self> {
        let first = Self { way: "sms".into(), works: true, wrong: false, inside: false };
        vec![
            first.clone(),
            Self { way: "email".into(), wrong: true, ..first.clone() },
            Self { way: "room".into(), ..first.clone() },
            Self { works: false, inside: true, ..first.clone() },
            Self { way: "room".into(), works: false, wrong: true, ..first },
        ]
    }
}

/// What is asked now.
#[derive(Debug, Clone, Serialize)]
pub struct AskedNow {
    /// The moment (text `mine-moment-<moment>`).
    pub moment: String,
    /// Until when it can be answered.
    pub closes_at: DateTime<Utc>,
}

/// The next session.
#[derive(Debug, Clone, Serialize)]
pub struct NextSession {
    /// When.
    pub starts_at: DateTime<Utc>,
    /// How it is held (text `mine-mode-<mode>`).
    pub mode: String,
}

/// A form that was answered.
#[derive(Debug, Clone, Serialize)]
pub struct OwnForm {
    /// The response's id.
    pub id: String,
    /// The form's name, in the language it was answered in.
    pub title: String,
    /// Language tag of the name.
    pub language: String,
    /// When it was answered.
    pub at: DateTime<Utc>,
}

/// What one of the staff opened on a day.
#[derive(Debug, Clone, Serialize)]
pub struct OpenedOn {
    /// The day.
    pub on: NaiveDate,
    /// Who.
    pub by: String,
    /// What (text `mine-what-<word>`).
    pub what: Vec<String>,
}

/// A message that was written to the patient.
#[derive(Debug, Clone, Serialize)]
pub struct SentMessage {
    /// What it was (text `mine-sent-<kind>`).
    pub kind: String,
    /// How it went: `sms` or `email` (text `mine-by-<channel>`).
    pub channel: String,
    /// What became of it (text `mine-state-<state>`).
    pub state: String,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// A summary of a course that the patient may read and answer.
///
/// Form: `POST /mine/summary/{id}` (csrf, mark, answer=yes|no, comment), until it has gone on.
#[derive(Debug, Clone, Serialize)]
pub struct OwnSummary {
    /// Its id in the path.
    pub id: String,
    /// `shown`, `agreed`, `declined` or `handed-over` (text `mine-summary-<state>`).
    pub state: String,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Whom it goes to.
    pub to: String,
    /// What was worked on.
    pub worked_on: String,
    /// What helped; may be empty.
    pub helped: String,
    /// What the patient wants the next ones to know; may be empty.
    pub wishes: String,
    /// What is agreed from here on.
    pub agreed: String,
    /// What the patient has said of it; may be empty.
    pub comment: String,
    /// The scales.
    pub scales: Vec<SummedScale>,
    /// Tells the text that is answered from every other it has had.
    pub mark: String,
}

/// `GET /mine`: the first page.
#[derive(Debug, Clone, Serialize)]
pub struct Mine {
    /// What the patient is called.
    pub name: String,
    /// The summaries of the own courses, the latest first.
    pub summaries: Vec<OwnSummary>,
    /// What was just done: `withdrawn`, `corrected` or `summary` (text `mine-done-<done>`).
    pub done: Option<String>,
    /// The next session.
    pub next: Option<NextSession>,
    /// What is asked now.
    pub asked: Vec<AskedNow>,
    /// The own answers over time.
    pub traces: Vec<Trace>,
    /// The forms that were answered, the latest first.
    pub forms: Vec<OwnForm>,
    /// What was shared of what came of them, the latest first.
    pub shared: Vec<SharedNote>,
    /// Who opened what, the latest first.
    pub opened: Vec<OpenedOn>,
    /// There is more of that.
    pub more_opened: bool,
    /// What was written to the patient, the latest first.
    pub messages: Vec<SentMessage>,
}

/// Every word of [`OpenedOn::what`].
const WHAT: [&str; 13] =
    ["who", "answers", "notes", "summary", "copy", "team", "kin", "wrote", "near", "reach", "door", "letter", "other"];

fn opened() -> Vec<OpenedOn> {
    let what = WHAT.map(str::to_owned).to_vec();
    vec![
        OpenedOn { on: day(8), by: "Bjørn Behandler".into(), what },
        OpenedOn { on: day(3), by: "Berit Behandler".into(), what: vec!["answers".into()] },
    ]
}

fn trace() -> Trace {
    let points = [(day(1), 14.0), (day(8), 9.0)];
    let sentence = "Plager: 9 nå, 14 første gang.";
    Trace {
        topic: "Plager".into(),
        sentence: sentence.into(),
        svg: crate::view::chart::line::draw(
            "trace-phq-9",
            &points,
            (0.0, 27.0),
            ("Plager", sentence),
            crate::view::Language::Nb,
        ),
        points: points.map(|(on, value)| TracePoint { on, value }).to_vec(),
    }
}

impl Page for Mine {
    const TEMPLATE: &'static str = "patient/mine/home.html";
    fn samples() -> Vec<Self> {
        let empty = Self {
            name: "Askeladd Eksempel".into(),
            summaries: vec![],
            done: None,
            next: None,
            asked: vec![],
            traces: vec![],
            forms: vec![],
            shared: vec![],
            opened: vec![],
            more_opened: false,
            messages: vec![],
        };
        let moments = ["before-session", "after-session", "start", "referral", "every-weeks", "end", "after-end"];
        let (kinds, states) =
            (["invitation", "reminder", "own-page", "code"], ["waiting", "sent", "delivered", "failed", "cancelled"]);
        let messages = states.iter().enumerate().map(|(index, state)| SentMessage {
            kind: kinds.get(index % kinds.len()).copied().unwrap_or_default().into(),
            channel: if index % 2 == 0 { "sms".into() } else { "email".into() },
            state: (*state).into(),
            at: at(8),
        });
        let summary = |state: &str| OwnSummary {
            id: "1".into(),
            state: state.into(),
            at: at(8),
            to: "Legekontoret på torget".into(),
            worked_on: "Søvn, og å komme seg ut om morgenen.".into(),
            helped: "Faste tider.".into(),
            wishes: "Spør meg om søvnen først.".into(),
            agreed: "Time hos fastlegen i april.".into(),
            mark: "0".into(),
            comment: if state == "shown" { String::new() } else { "Det stemmer.".into() },
            scales: vec![SummedScale {
                name: "PHQ-9".into(),
                topic: "Plager".into(),
                first: 17.0,
                first_on: day(1),
                last: 8.0,
                last_on: day(8),
            }],
        };
        let full = Self {
            summaries: ["shown", "agreed", "declined", "handed-over"].map(summary).to_vec(),
            done: Some("corrected".into()),
            next: Some(NextSession { starts_at: at(10), mode: "in-person".into() }),
            asked: moments.map(|moment| AskedNow { moment: moment.into(), closes_at: at(10) }).to_vec(),
            traces: vec![trace()],
            forms: vec![
                OwnForm { id: "1".into(), title: "PHQ-9".into(), language: "nb".into(), at: at(8) },
                OwnForm { id: "2".into(), title: "PHQ-9".into(), language: "en".into(), at: at(1) },
            ],
            shared: vec![SharedNote {
                at: at(3),
                text: "Søvnen er verst.".into(),
                change: "Vi begynner med søvnen.".into(),
            }],
            opened: opened(),
            more_opened: true,
            messages: messages.collect(),
            ..empty.clone()
        };
        let modes = ["video", "phone", "group", "guided-self-help"];
        let mut samples = vec![empty.clone(), full];
        samples.extend(modes.map(|mode| Self {
            done: Some(match mode {
                "video" => "summary".into(),
                "phone" => "summary-changed".into(),
                _ => "withdrawn".into(),
            }),
            next: Some(NextSession { starts_at: at(10), mode: mode.into() }),
            ..empty.clone()
        }));
        samples
    }
}

/// `GET /mine/opened`: the whole log of who opened what, a page at a time.
#[derive(Debug, Clone, Serialize)]
pub struct OwnLog {
    /// A line a day and person, the latest first.
    pub opened: Vec<OpenedOn>,
    /// Where it goes on.
    pub next: Option<i64>,
}

impl Page for OwnLog {
    const TEMPLATE: &'static str = "patient/mine/opened.html";
    fn samples() -> Vec<Self> {
        vec![Self { opened: opened(), next: Some(7) }, Self { opened: vec![], next: None }]
    }
}

/// A question and its answer.
#[derive(Debug, Clone, Serialize)]
pub struct OwnAnswer {
    /// The whole question.
    pub text: String,
    /// What was answered.
    pub given: Given,
}

/// `GET /mine/answers/{response}`: what was answered.
#[derive(Debug, Clone, Serialize)]
pub struct OwnAnswers {
    /// The form.
    pub form: OwnForm,
    /// Direction of the questions: `ltr` or `rtl`.
    pub direction: String,
    /// The questions, in the form's order.
    pub rows: Vec<OwnAnswer>,
    /// Who treats, and so reads it.
    pub readers: Vec<String>,
    /// When it was corrected from here.
    pub corrected_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: String,
    /// There are questions here to correct.
    pub may_correct: bool,
}

fn form() -> OwnForm {
    OwnForm { id: "1".into(), title: "Depresjon".into(), language: "nb".into(), at: at(8) }
}

impl Page for OwnAnswers {
    const TEMPLATE: &'static str = "patient/mine/answers.html";
    fn samples() -> Vec<Self> {
        let rows = [Given::Answered { text: "Noen dager".into() }, Given::Declined, Given::Unanswered];
        let first = Self {
            form: form(),
            direction: "ltr".into(),
            rows: rows.map(|given| OwnAnswer { text: "Lite energi".into(), given }).to_vec(),
            readers: vec!["Bjørn Behandler".into(), "Berit Behandler".into()],
            corrected_at: Some(at(9)),
            reason: "Jeg bommet på linjen.".into(),
            may_correct: true,
        };
        let imported = Self {
            rows: vec![],
            readers: vec![],
            corrected_at: None,
            reason: String::new(),
            may_correct: false,
            ..first.clone()
        };
        vec![first, imported]
    }
}

/// `GET /mine/answers/{response}/withdraw`: taking back, asked once more.
///
/// Form: `POST` the same (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct OwnWithdraw {
    /// The form.
    pub form: OwnForm,
}

impl Page for OwnWithdraw {
    const TEMPLATE: &'static str = "patient/mine/withdraw.html";
    fn samples() -> Vec<Self> {
        vec![Self { form: form() }]
    }
}

/// One question of a form that is being corrected.
#[derive(Debug, Clone, Serialize)]
pub struct OwnQuestion {
    /// The name its answer is sent under.
    pub name: String,
    /// The whole question.
    pub text: String,
    /// How it is answered, with what was answered.
    pub field: Field,
    /// It may be left without an answer.
    pub optional: bool,
    /// "I would rather not answer" is offered.
    pub may_decline: bool,
    /// Declined.
    pub declined: bool,
    /// Why what was sent was not taken.
    pub error: Option<AnswerError>,
}

/// `GET /mine/answers/{response}/correct`: the form with what was answered, to change.
///
/// Form: `POST` the same (csrf, reason, one field for each question).
#[derive(Debug, Clone, Serialize)]
pub struct OwnCorrect {
    /// The form.
    pub form: OwnForm,
    /// Direction of the questions: `ltr` or `rtl`.
    pub direction: String,
    /// What the form says first; may be empty.
    pub instruction: String,
    /// The questions.
    pub questions: Vec<OwnQuestion>,
    /// The reason, as typed.
    pub reason: String,
    /// What has to be mended beside single questions: `reason`, `same` or `empty` (text `mine-wrong-<what>`).
    pub wrong: Option<String>,
}

impl Page for OwnCorrect {
    const TEMPLATE: &'static str = "patient/mine/correct.html";
    fn samples() -> Vec<Self> {
        let mut questions: Vec<OwnQuestion> = super::Question::samples()
            .into_iter()
            .enumerate()
            .map(|(index, question)| OwnQuestion {
                name: format!("q.{index}"),
                text: question.text,
                optional: !question.required,
                may_decline: question.may_decline,
                declined: question.declined,
                error: question.error,
                field: question.field,
            })
            .collect();
        let with_errors = Self {
            form: form(),
            direction: "ltr".into(),
            instruction: "De siste to ukene.".into(),
            questions: questions.clone(),
            reason: String::new(),
            wrong: Some("reason".into()),
        };
        for question in &mut questions {
            question.error = None;
        }
        let plain = Self { questions, wrong: None, instruction: String::new(), ..with_errors.clone() };
        let mut samples = vec![plain.clone(), with_errors];
        samples.extend(["same", "empty"].map(|wrong| Self { wrong: Some(wrong.into()), ..plain.clone() }));
        samples
    }
}

/// `GET /mine/export`: everything to take along.
///
/// Forms: `POST /mine/export` (csrf, what = `page` | `data`), `POST /mine/code/again` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct OwnExport {
    /// A code was typed lately; else another has to be typed first.
    pub fresh: bool,
}

impl Page for OwnExport {
    const TEMPLATE: &'static str = "patient/mine/export.html";
    fn samples() -> Vec<Self> {
        [true, false].map(|fresh| Self { fresh }).to_vec()
    }
}

/// An episode in the file to read.
#[derive(Debug, Clone, Serialize)]
pub struct FileEpisode {
    /// The unit's name.
    pub unit: String,
    /// Who treats.
    pub clinicians: Vec<String>,
    /// Day of the referral.
    pub referred_on: NaiveDate,
    /// Day it began.
    pub started_on: Option<NaiveDate>,
    /// Day it ended.
    pub ended_on: Option<NaiveDate>,
}

/// A form in the file to read.
#[derive(Debug, Clone, Serialize)]
pub struct FileForm {
    /// The form.
    pub form: OwnForm,
    /// Direction of the questions: `ltr` or `rtl`.
    pub direction: String,
    /// The questions.
    pub rows: Vec<OwnAnswer>,
    /// What it yielded, each in a few words.
    pub scores: Vec<String>,
    /// It counts no longer: `corrected` or `withdrawn` (text `mine-ended-<kind>`).
    pub ended: Option<String>,
    /// When that was.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it was corrected to this; may be empty.
    pub reason: String,
}

/// A session in the file to read.
#[derive(Debug, Clone, Serialize)]
pub struct FileSession {
    /// When it began.
    pub starts_at: DateTime<Utc>,
    /// How it was held (text `mine-mode-<mode>`).
    pub mode: String,
    /// What became of it (text `mine-session-<state>`).
    pub state: String,
}

/// A request in the file to read.
#[derive(Debug, Clone, Serialize)]
pub struct FileRequest {
    /// The moment (text `mine-moment-<moment>`).
    pub moment: String,
    /// From when it could be answered.
    pub opens_at: DateTime<Utc>,
    /// What became of it (text `mine-request-<state>`).
    pub state: String,
}

/// How many forms somebody else answered.
#[derive(Debug, Clone, Serialize)]
pub struct FileOthers {
    /// Who (text `mine-others-<who>`).
    pub who: String,
    /// How many.
    pub count: u32,
}

/// Everything about a patient as one page that needs nothing beside itself: what `POST /mine/export` gives to read.
#[derive(Debug, Clone, Serialize)]
pub struct OwnFile {
    /// Who it is about.
    pub name: String,
    /// Day of birth.
    pub birth_date: Option<NaiveDate>,
    /// Mobile number; may be empty.
    pub phone: String,
    /// E-mail address; may be empty.
    pub email: String,
    /// Who keeps it.
    pub organisation: String,
    /// When it was taken out.
    pub at: DateTime<Utc>,
    /// The episodes of care.
    pub episodes: Vec<FileEpisode>,
    /// The forms, in order of time, those that count no longer among them.
    pub forms: Vec<FileForm>,
    /// The sessions.
    pub sessions: Vec<FileSession>,
    /// What was asked.
    pub requests: Vec<FileRequest>,
    /// What was shared of what came of the answers.
    pub shared: Vec<SharedNote>,
    /// The summaries of the own courses.
    pub summaries: Vec<OwnSummary>,
    /// When notes were written that were not shared.
    pub unshared: Vec<DateTime<Utc>>,
    /// What others answered, counted.
    pub others: Vec<FileOthers>,
    /// What was written to the patient.
    pub messages: Vec<SentMessage>,
    /// Who opened what.
    pub opened: Vec<OpenedOn>,
}

impl Page for OwnFile {
    const TEMPLATE: &'static str = "patient/mine/file.html";
    fn samples() -> Vec<Self> {
        let mine = Mine::samples().into_iter().nth(1);
        let (shared, messages, summaries) =
            mine.map(|mine| (mine.shared, mine.messages, mine.summaries)).unwrap_or_default();
        let answered = FileForm {
            form: form(),
            direction: "ltr".into(),
            rows: OwnAnswers::samples().into_iter().next().map(|page| page.rows).unwrap_or_default(),
            scores: vec!["Plager: 12".into()],
            ended: None,
            ended_at: None,
            reason: "Jeg bommet på linjen.".into(),
        };
        let ended = |kind: &str| FileForm {
            ended: Some(kind.into()),
            ended_at: Some(at(9)),
            scores: vec![],
            reason: String::new(),
            ..answered.clone()
        };
        let states = ["due", "invited", "opened", "partial", "completed", "declined", "expired", "superseded"];
        let request =
            |state: &str| FileRequest { moment: "before-session".into(), opens_at: at(3), state: state.into() };
        let session = |state: &str| FileSession { starts_at: at(3), mode: "video".into(), state: state.into() };
        let full = Self {
            name: "Askeladd Eksempel".into(),
            birth_date: Some(day(1)),
            phone: "+4790000000".into(),
            email: "askeladd@example.org".into(),
            organisation: "Nordby".into(),
            at: at(9),
            episodes: vec![FileEpisode {
                unit: "Rask psykisk helsehjelp".into(),
                clinicians: vec!["Bjørn Behandler".into()],
                referred_on: day(1),
                started_on: Some(day(2)),
                ended_on: Some(day(9)),
            }],
            forms: vec![answered.clone(), ended("corrected"), ended("withdrawn")],
            sessions: ["planned", "held", "cancelled", "no-show"].map(session).to_vec(),
            requests: states.map(request).to_vec(),
            shared,
            summaries,
            unshared: vec![at(3)],
            others: ["parent", "next-of-kin", "teacher", "clinician"]
                .map(|who| FileOthers { who: who.into(), count: 2 })
                .to_vec(),
            messages,
            opened: opened(),
        };
        let empty = Self {
            name: "Askeladd Eksempel".into(),
            birth_date: None,
            phone: String::new(),
            email: String::new(),
            episodes: vec![],
            forms: vec![],
            sessions: vec![],
            requests: vec![],
            shared: vec![],
            summaries: vec![],
            unshared: vec![],
            others: vec![],
            messages: vec![],
            opened: vec![],
            ..full.clone()
        };
        vec![full, empty]
    }
}
