//! The ways to the questions: a code that is typed, a letter, and a link that does not open them.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde::Serialize;

use crate::view::Page;

/// A link that was opened before its time: nothing is wrong, come back later.
#[derive(Debug, Clone, Serialize)]
pub struct Early {
    /// From when it works.
    pub opens_at: DateTime<Utc>,
}

impl Page for Early {
    const TEMPLATE: &'static str = "patient/early.html";
    fn samples() -> Vec<Self> {
        vec![Self { opens_at: Utc.with_ymd_and_hms(2026, 3, 3, 12, 42, 0).single().unwrap_or_default() }]
    }
}

/// The one neutral page for a link that is expired, revoked, used or unknown.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Gone {}

impl Page for Gone {
    const TEMPLATE: &'static str = "patient/gone.html";
    fn samples() -> Vec<Self> {
        vec![Self {}]
    }
}

/// `GET /code` and `GET /room`: a short code is typed.
///
/// Form: `POST {action}` (csrf, code).
#[derive(Debug, Clone, Serialize)]
pub struct Code {
    /// Where the code is posted.
    pub action: String,
    /// A tablet in a waiting room: large, and it starts over by itself.
    pub kiosk: bool,
    /// The six digits of the desk work here.
    pub digits: bool,
    /// The last code opened nothing.
    pub wrong: bool,
}

impl Page for Code {
    const TEMPLATE: &'static str = "patient/code.html";
    fn samples() -> Vec<Self> {
        let first = Self { action: "/code".into(), kiosk: false, digits: false, wrong: false };
        vec![
            first.clone(),
            Self { wrong: true, ..first.clone() },
            Self { action: "/room".into(), kiosk: true, ..first.clone() },
            Self { action: "/room".into(), kiosk: true, digits: true, wrong: true },
        ]
    }
}

/// A letter to print: a square for the camera and a code to type. It names nobody but the one it is to.
#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    /// Whom it is to.
    pub name: String,
    /// The day it is printed.
    pub on: NaiveDate,
    /// The square.
    pub qr_svg: String,
    /// Where the code is typed, without the scheme.
    pub place: String,
    /// The code, in groups of four.
    pub code: String,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// Asked of somebody near the patient.
    pub near: bool,
    /// What stands above the letter on the screen alone, in the language of whoever prints it.
    pub bar: LetterBar,
}

/// What stands above a letter on the screen alone.
#[derive(Debug, Clone, Serialize)]
pub struct LetterBar {
    /// The tag of its language.
    pub language: String,
    /// The word on the button.
    pub print: String,
    /// The words of the way back.
    pub back: String,
    /// Where that leads.
    pub back_to: String,
    /// What to mind.
    pub note: String,
}

impl Page for Letter {
    const TEMPLATE: &'static str = "letter/letter.html";
    fn samples() -> Vec<Self> {
        let first = Self {
            name: "Anna Eksempel".into(),
            on: NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default(),
            qr_svg: "<svg viewBox=\"0 0 8 8\"><path d=\"M0 0h4v4z\"/></svg>".into(),
            place: "lytt.example/code".into(),
            code: "4K7Q-0ZM2-9XVA".into(),
            expires_at: Utc.with_ymd_and_hms(2026, 3, 10, 12, 0, 0).single().unwrap_or_default(),
            near: false,
            bar: LetterBar {
                language: "nb".into(),
                print: "Skriv ut".into(),
                back: "Tilbake".into(),
                back_to: "/episodes/1".into(),
                note: "Vises denne ene gangen.".into(),
            },
        };
        vec![first.clone(), Self { near: true, ..first }]
    }
}
