//! What lies ahead for one patient: sessions, what will be asked, and how everybody is reached.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{KinPlan, samples};
use crate::view::Page;
use crate::view::pages::{Choice, FieldError};

/// `GET /episodes/{id}/plan`: sessions, what will be asked, and how everybody is reached.
///
/// Forms: `POST {base}/sessions/{session}/change` (csrf, date, time, minutes, state, last),
/// `POST {base}/reach` (csrf, phone, email, language, protected), `POST {base}/people` (csrf, name,
/// respondent, phone, email, language), `POST {base}/people/{contact}/end` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct CoursePlan {
    /// The episode's path.
    pub base: String,
    /// The patient.
    pub name: String,
    /// Sessions that lie ahead, and the latest that do not, in order.
    pub sessions: Vec<PlannedSession>,
    /// What will be asked, in the order it opens.
    pub asked: Vec<PlannedRequest>,
    /// How the patient is reached.
    pub reach: ReachForm,
    /// Those who are asked too.
    pub people: Vec<Person>,
    /// Somebody new.
    pub new: PersonForm,
    /// Next of kin.
    pub kin: KinPlan,
    /// Languages, in their own names, for the patient.
    pub languages: Vec<Choice>,
    /// What was just done: `moved`, `reach`, `person`, `person-ended`, `kin` (text `done-<what>`).
    pub done: Option<String>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

/// One session that can be changed.
#[derive(Debug, Clone, Serialize)]
pub struct PlannedSession {
    /// Its id.
    pub id: String,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// yyyy-mm-dd, for the field.
    pub date: String,
    /// hh:mm, for the field.
    pub time: String,
    /// Length in minutes.
    pub minutes: String,
    /// `planned`, `held`, `cancelled` or `no-show`.
    pub state: String,
    /// Whether it is the one agreed to be the last.
    pub last: bool,
    /// Shown open: it is the one with something to mend.
    pub open: bool,
}

/// One thing that will be asked.
#[derive(Debug, Clone, Serialize)]
pub struct PlannedRequest {
    /// The moment, as in the protocol: text `moment-<code>`.
    pub moment: String,
    /// Who is asked: text `respondent-<code>`.
    pub respondent: String,
    /// From when it can be answered.
    pub opens_at: DateTime<Utc>,
    /// Until when.
    pub closes_at: DateTime<Utc>,
    /// Where it stands: text `request-state-<code>`.
    pub state: String,
    /// What was written about it, in the order it was made.
    pub written: Vec<Written>,
    /// Why nobody could be written to: text `unreached-<code>`.
    pub unreached: Option<String>,
}

/// A message about a request.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    /// Text `message-kind-<code>`.
    pub kind: String,
    /// Text `channel-<code>`.
    pub channel: String,
    /// Text `message-state-<code>`.
    pub state: String,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// How the patient is reached, as typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReachForm {
    /// Mobile number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// The address is protected.
    pub protected: bool,
    /// They want no messages.
    pub quiet: bool,
    /// It was so when the page was first shown: what a patient said meanwhile stays.
    pub quiet_before: bool,
}

/// Somebody who is asked too.
#[derive(Debug, Clone, Serialize)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// What the patient calls them.
    pub name: String,
    /// `parent`, `next-of-kin` or `teacher`.
    pub respondent: String,
    /// Telephone and e-mail, as one line; empty when nothing is known.
    pub reach: String,
}

/// Somebody new, as typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PersonForm {
    /// Their name.
    pub contact_name: String,
    /// What they are to the patient.
    pub respondents: Vec<Choice>,
    /// Mobile number.
    pub contact_phone: String,
    /// E-mail address.
    pub contact_email: String,
    /// Languages, in their own names.
    pub languages: Vec<Choice>,
}

impl Page for CoursePlan {
    const TEMPLATE: &'static str = "staff/plan.html";
    fn samples() -> Vec<Self> {
        let session = |hour, state: &str, last| PlannedSession {
            id: format!("{hour}"),
            starts_at: samples::instant(hour, 0),
            date: "2026-03-10".into(),
            time: "09:00".into(),
            minutes: "45".into(),
            state: state.into(),
            last,
            open: last,
        };
        let request = |moment: &str, respondent: &str, state: &str| PlannedRequest {
            moment: moment.into(),
            respondent: respondent.into(),
            opens_at: samples::instant(9, 0),
            closes_at: samples::instant(12, 0),
            state: state.into(),
            written: vec![],
            unreached: None,
        };
        let written = |kind: &str, channel: &str, state: &str| Written {
            kind: kind.into(),
            channel: channel.into(),
            state: state.into(),
            at: samples::instant(9, 1),
        };
        let languages = vec![Choice::new("nb", "Norsk bokmål", true), Choice::new("ar", "العربية", false)];
        let [kin_empty, kin_full] = KinPlan::samples();
        let empty = Self {
            base: "/episodes/1".into(),
            name: "Askeladd Eksempel".into(),
            sessions: vec![],
            asked: vec![],
            reach: ReachForm::default(),
            people: vec![],
            new: PersonForm {
                respondents: vec![Choice::new("parent", "Forelder", true)],
                languages: languages.clone(),
                ..PersonForm::default()
            },
            kin: kin_empty,
            languages,
            done: None,
            errors: vec![],
        };
        let moments = ["referral", "start", "before-session", "after-session", "every-weeks", "end", "after-end"];
        let states = ["due", "invited", "opened", "partial", "completed", "declined", "expired", "superseded"];
        let respondents = ["patient", "parent", "next-of-kin", "teacher", "clinician"];
        let asked = states.iter().enumerate().map(|(index, state)| {
            let of = |list: &[&'static str]| list.get(index % list.len()).copied().unwrap_or_default();
            request(of(&moments), of(&respondents), state)
        });
        let mut asked: Vec<PlannedRequest> = asked.collect();
        let states = ["waiting", "sent", "delivered", "failed", "cancelled"];
        let whys = ["protected", "no-address", "bad-address", "opted-out", "gone"];
        for ((one, state), why) in asked.iter_mut().zip(states).zip(whys) {
            one.written = vec![written("invitation", "sms", "sent"), written("reminder", "email", state)];
            one.unreached = Some(why.to_owned());
        }
        let full = Self {
            sessions: vec![session(8, "held", false), session(10, "planned", true), session(12, "no-show", false)],
            asked,
            reach: ReachForm {
                phone: "90000000".into(),
                email: "askeladd@example.org".into(),
                protected: true,
                quiet: true,
                quiet_before: true,
            },
            people: vec![Person {
                id: "7".into(),
                name: "Mor Eksempel".into(),
                respondent: "parent".into(),
                reach: "90000001".into(),
            }],
            kin: kin_full,
            ..empty.clone()
        };
        let dones = ["moved", "reach", "person", "person-ended", "kin"];
        let mut samples = vec![empty.clone(), full.clone()];
        samples.extend(dones.iter().map(|done| Self { done: Some((*done).to_owned()), ..empty.clone() }));
        samples.push(Self {
            errors: vec![
                FieldError::new("contact_name", "missing"),
                FieldError::new("email", "invalid"),
                FieldError::new("extent", "missing"),
                FieldError::new("kin_words", "missing"),
                FieldError::new("involved_on", "in-the-future"),
                FieldError::new("who_words", "missing"),
                FieldError::new("children", "missing"),
            ],
            ..full
        });
        samples
    }
}
