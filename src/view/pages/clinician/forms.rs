//! Registering patients and appointments.

use serde::Serialize;

use crate::view::Page;
use crate::view::pages::{Choice, FieldError};

/// What was typed in the form for a new patient.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewPatientForm {
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// Date of birth as typed: dd.mm.yyyy or yyyy-mm-dd.
    pub birth_date: String,
    /// Mobile number; may be empty.
    pub phone: String,
    /// E-mail address; may be empty.
    pub email: String,
    /// Date of referral, yyyy-mm-dd.
    pub referred_on: String,
}

/// `GET /patients/new`: registering a patient and an episode.
///
/// Form: `POST /patients/new` (csrf, given, family, `birth_date`, phone, email, language, unit, problem, course, `referred_on`).
#[derive(Debug, Clone, Serialize)]
pub struct NewPatient {
    /// What was typed.
    pub form: NewPatientForm,
    /// Units this person may register in.
    pub units: Vec<Choice>,
    /// Languages of the questions, in their own names.
    pub languages: Vec<Choice>,
    /// Problem areas.
    pub problems: Vec<Choice>,
    /// Kinds of course.
    pub courses: Vec<Choice>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl Page for NewPatient {
    const TEMPLATE: &'static str = "staff/new_patient.html";
    fn samples() -> Vec<Self> {
        let empty = Self {
            form: NewPatientForm { referred_on: "2026-03-03".into(), ..NewPatientForm::default() },
            units: vec![Choice::new("1", "Eksempelbyen psykiske helsetjeneste", true)],
            languages: vec![Choice::new("nb", "Norsk bokmål", true), Choice::new("ar", "العربية", false)],
            problems: vec![Choice::new("depression", "Depresjon", true), Choice::new("anxiety", "Angst", false)],
            courses: vec![Choice::new("individual", "Individuelt", true)],
            errors: vec![],
        };
        vec![
            empty.clone(),
            Self {
                form: NewPatientForm {
                    given: "Askeladd".into(),
                    birth_date: "31.02.1990".into(),
                    ..NewPatientForm::default()
                },
                errors: vec![FieldError::new("family", "missing"), FieldError::new("birth_date", "invalid")],
                ..empty
            },
        ]
    }
}

/// `GET /episodes/{id}/sessions/new`: a new appointment.
///
/// Form: `POST {base}/sessions/new` (csrf, date, time, minutes, mode, purpose, also).
#[derive(Debug, Clone, Serialize)]
pub struct NewSession {
    /// The episode's path.
    pub base: String,
    /// The patient.
    pub name: String,
    /// yyyy-mm-dd as typed.
    pub date: String,
    /// hh:mm as typed.
    pub time: String,
    /// Length in minutes as typed.
    pub minutes: String,
    /// Ways to meet; values as [`TodaySession::mode`](super::TodaySession::mode).
    pub modes: Vec<Choice>,
    /// `treatment` or `assessment`.
    pub purposes: Vec<Choice>,
    /// Instruments that can be asked before it as well.
    pub also: Vec<Choice>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
}

impl Page for NewSession {
    const TEMPLATE: &'static str = "staff/new_session.html";
    fn samples() -> Vec<Self> {
        let empty = Self {
            base: "/episodes/1".into(),
            name: "Askeladd Eksempel".into(),
            date: "2026-03-10".into(),
            time: "09:00".into(),
            minutes: "45".into(),
            modes: vec![Choice::new("in-person", "Oppmøte", true), Choice::new("video", "Video", false)],
            purposes: vec![
                Choice::new("treatment", "Behandling", true),
                Choice::new("assessment", "Kartlegging", false),
            ],
            also: vec![Choice::new("who-5", "WHO-5 (1 min)", false)],
            errors: vec![],
        };
        vec![empty.clone(), Self { time: "25:00".into(), errors: vec![FieldError::new("time", "invalid")], ..empty }]
    }
}
