//! Signing in, the second factor and a person's own account.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use super::FieldError;
use crate::view::Page;

/// Why a step of signing in was refused. Never says whether the name or the password was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInError {
    /// The name and password, or the code, do not fit.
    Refused,
    /// Too many attempts; wait.
    TooMany,
    /// The step between password and code took too long: start again.
    Expired,
}

/// A made-up person to sign in as, on a demonstration server only.
#[derive(Debug, Clone, Serialize)]
pub struct DemoAccount {
    /// Display name.
    pub name: String,
    /// `clinician`, `leader`, `analyst` or `administrator`.
    pub role: String,
    /// Login name.
    pub login: String,
}

/// `GET /sign-in`: name and password.
///
/// Form: `POST /sign-in` (csrf, login, password, next).
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignIn {
    /// What was typed as login name; the password is never echoed.
    pub login: String,
    /// Where to go afterwards: a path on this server.
    pub next: String,
    /// Why the last attempt was refused.
    pub error: Option<SignInError>,
    /// Made-up people to sign in as; empty outside the demonstration.
    pub demo: Vec<DemoAccount>,
    /// Just signed out.
    pub signed_out: bool,
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "staff/sign_in.html";
    fn samples() -> Vec<Self> {
        vec![
            Self { next: "/".into(), ..Self::default() },
            Self { login: "bjorn".into(), next: "/today".into(), error: Some(SignInError::Refused), ..Self::default() },
            Self {
                error: Some(SignInError::TooMany),
                demo: vec![
                    DemoAccount { name: "Bjørn Behandler".into(), role: "clinician".into(), login: "bjorn".into() },
                    DemoAccount { name: "Cecilie Leder".into(), role: "leader".into(), login: "cecilie".into() },
                ],
                ..Self::default()
            },
            Self { signed_out: true, ..Self::default() },
        ]
    }
}

/// `GET /sign-in/code`: six digits from the authenticator.
///
/// Form: `POST /sign-in/code` (csrf, step, code, next).
#[derive(Debug, Clone, Default, Serialize)]
pub struct Code {
    /// The signed, short-lived proof that the password was right; may be empty when a cookie holds it.
    pub step: String,
    /// Where to go afterwards.
    pub next: String,
    /// Why the last attempt was refused.
    pub error: Option<SignInError>,
}

impl Page for Code {
    const TEMPLATE: &'static str = "staff/code.html";
    fn samples() -> Vec<Self> {
        vec![
            Self::default(),
            Self { error: Some(SignInError::Refused), ..Self::default() },
            Self { error: Some(SignInError::Expired), ..Self::default() },
        ]
    }
}

/// One of a person's own open sign-ins.
#[derive(Debug, Clone, Serialize)]
pub struct OwnSession {
    /// Its id in the form's path.
    pub id: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
    /// Browser and system in a few words; empty when unknown.
    pub device: String,
    /// The one this page is read in.
    pub current: bool,
}

/// `GET /account`: a person's own sign-ins and second factor.
///
/// Forms: `POST /account/sessions/{id}/end` (csrf), `POST /account/sessions/end-others` (csrf),
/// `POST /account/email` (csrf, email), `POST /report/mail/{id}/stop` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Display name.
    pub name: String,
    /// Login name.
    pub login: String,
    /// A second factor is set up.
    pub second_factor: bool,
    /// Open sign-ins, the current one first.
    pub sessions: Vec<OwnSession>,
    /// Where this person is written to, or what was typed as it; empty when nowhere.
    pub email: String,
    /// What they have sent.
    pub wishes: Vec<MailWish>,
    /// What was wrong with the form.
    pub errors: Vec<FieldError>,
    /// Something was just done: `session-ended`, `email-saved` or `mail-stopped`.
    pub done: Option<String>,
}

/// A report whose drafts somebody is written a link to.
#[derive(Debug, Clone, Serialize)]
pub struct MailWish {
    /// Its id in the form's path.
    pub id: String,
    /// The unit.
    pub unit: String,
    /// The measure.
    pub measure: String,
    /// The last day of the quarters told of last.
    pub told: NaiveDate,
    /// Why the latest letter did not arrive; empty when it did.
    pub reason: String,
}

impl Page for Account {
    const TEMPLATE: &'static str = "staff/account.html";
    fn samples() -> Vec<Self> {
        let at = |hour| Utc.with_ymd_and_hms(2026, 3, 3, hour, 5, 0).single().unwrap_or_default();
        vec![
            Self {
                name: "Bjørn Behandler".into(),
                login: "bjorn".into(),
                second_factor: true,
                sessions: vec![
                    OwnSession {
                        id: "1".into(),
                        started_at: at(6),
                        last_used_at: at(11),
                        device: "Firefox, Windows".into(),
                        current: true,
                    },
                    OwnSession {
                        id: "2".into(),
                        started_at: at(7),
                        last_used_at: at(8),
                        device: String::new(),
                        current: false,
                    },
                ],
                email: "bjorn@nordby.example".into(),
                wishes: vec![
                    MailWish {
                        id: "1".into(),
                        unit: "Rask psykisk helsehjelp".into(),
                        measure: "PHQ-9".into(),
                        told: at(6).date_naive(),
                        reason: String::new(),
                    },
                    MailWish {
                        id: "2".into(),
                        unit: "Poliklinikken".into(),
                        measure: "GAD-7".into(),
                        told: at(6).date_naive(),
                        reason: "550 unknown".into(),
                    },
                ],
                errors: vec![],
                done: Some("session-ended".into()),
            },
            Self {
                name: "Bjørn Behandler".into(),
                login: "bjorn".into(),
                second_factor: false,
                sessions: vec![],
                email: "bjorn@".into(),
                wishes: vec![],
                errors: vec![FieldError::new("email", "invalid")],
                done: None,
            },
        ]
    }
}

/// `GET /account/second-factor`: setting up the authenticator.
///
/// Form: `POST /account/second-factor` (csrf, code).
#[derive(Debug, Clone, Serialize)]
pub struct SecondFactor {
    /// The enrolment address as an SVG picture, made by this server.
    pub qr_svg: String,
    /// The secret in base32, for typing; shown in groups of four.
    pub secret: String,
    /// Why the last code was refused.
    pub error: Option<SignInError>,
    /// Required before anything else can be opened.
    pub required: bool,
}

impl Page for SecondFactor {
    const TEMPLATE: &'static str = "staff/second_factor.html";
    fn samples() -> Vec<Self> {
        let svg = r##"<?xml version="1.0" standalone="yes"?><svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="210" height="210" viewBox="0 0 210 210" shape-rendering="crispEdges"><rect x="0" y="0" width="210" height="210" fill="#fff"/><path fill="#000" d="M40 40h70v70H40V40M120 120h40v40h-40z"/></svg>"##;
        vec![
            Self { qr_svg: svg.into(), secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".into(), error: None, required: true },
            Self {
                qr_svg: svg.into(),
                secret: "JBSWY3DPEHPK3PXP".into(),
                error: Some(SignInError::Refused),
                required: false,
            },
        ]
    }
}
