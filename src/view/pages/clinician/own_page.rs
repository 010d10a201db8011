//! The way to a patient's own pages.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{DeskCode, NewLink, samples};
use crate::view::Page;

/// A way that stands.
#[derive(Debug, Clone, Serialize)]
pub struct StandingWay {
    /// Who made it.
    pub by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Until when it stands.
    pub expires_at: DateTime<Utc>,
}

/// `/episodes/{id}/own-page`: makes the way to the patient's own pages, ends it, and shows a code.
///
/// Forms: `POST {base}/own-page` (csrf, how = `screen` | `sms` | `email`), `POST {base}/own-page/end` (csrf),
/// `POST {base}/own-page/code` (csrf).
#[derive(Debug, Clone, Serialize)]
pub struct OwnPage {
    /// The patient's page, `/episodes/<id>`.
    pub base: String,
    /// The patient's name.
    pub name: String,
    /// The date of birth is known; without it nobody gets in.
    pub born: bool,
    /// The way that stands.
    pub standing: Option<StandingWay>,
    /// By which ways the link can be sent: `sms`, `email`.
    pub ways: Vec<String>,
    /// Why it cannot be sent (text `unreached-<why>`); may be empty where there are ways, or none is switched on.
    pub unreached: String,
    /// A link that was just made.
    pub new_link: Option<NewLink>,
    /// By which way it is sent as well.
    pub sent: Option<String>,
    /// A code for the one who is in the room.
    pub code: Option<DeskCode>,
    /// The way was ended just now.
    pub ended: bool,
}

impl Page for OwnPage {
    const TEMPLATE: &'static str = "staff/own_page.html";
    fn samples() -> Vec<Self> {
        let none = Self {
            base: "/episodes/1".into(),
            name: "Askeladd Eksempel".into(),
            born: true,
            standing: None,
            ways: vec![],
            unreached: "no-address".into(),
            new_link: None,
            sent: None,
            code: None,
            ended: true,
        };
        let way = StandingWay {
            by: "Bjørn Behandler".into(),
            made_at: samples::instant(9, 1),
            expires_at: samples::instant(20, 1),
        };
        let standing = Self {
            standing: Some(way),
            ways: vec!["sms".into(), "email".into()],
            unreached: String::new(),
            ended: false,
            ..none.clone()
        };
        let link = NewLink {
            url: "https://lytt.example/mine/example".into(),
            qr_svg: "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>".into(),
            expires_at: samples::instant(20, 1),
        };
        let code = DeskCode { digits: "123456".into(), expires_at: samples::instant(9, 1) };
        vec![
            none.clone(),
            Self { born: false, ended: false, ..none.clone() },
            standing.clone(),
            Self { new_link: Some(link.clone()), ..standing.clone() },
            Self { new_link: Some(link), sent: Some("sms".into()), ..standing.clone() },
            Self { code: Some(code), ways: vec![], unreached: "opted-out".into(), ..standing },
        ]
    }
}
