//! `/answer`: one question a page, until everything is sent. The address says only how far one has come.

pub(in crate::web) mod all;
pub(in crate::web) mod decline;
pub(in crate::web) mod field;
pub(in crate::web) mod question;
pub(in crate::web) mod review;
pub(in crate::web) mod sent;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::super::failure::Failure;
use super::super::{Web, cookies};
use super::see_other;
use crate::app::collect::{self, Sheet};
use crate::auth::token;
use crate::view::{Chrome, Language};

/// What a browser that is answering has: its cookie and its sheet.
struct Answering {
    cookie: String,
    sheet: Sheet,
}

impl Answering {
    async fn read(web: &Web, headers: &HeaderMap) -> Result<Self, Failure> {
        let cookie = cookies::read(headers, cookies::ANSWER).ok_or(Failure::Gone)?.to_owned();
        let sheet = collect::read(&web.app, &cookie).await?.ok_or(Failure::Gone)?;
        Ok(Self { cookie, sheet })
    }

    fn language(&self) -> Language {
        Language::lookup(&self.sheet.language).unwrap_or_default()
    }

    fn chrome(&self, web: &Web, path: String) -> Chrome {
        chrome(web, &self.cookie, self.language(), path)
    }
}

fn chrome(web: &Web, cookie: &str, language: Language, path: String) -> Chrome {
    Chrome { language, csrf: token::form_token(cookie), path, demo: web.demo, who: None, language_link: None }
}

/// `GET /answer`: on to the first question without an answer, or to the review.
pub(in crate::web) async fn resume(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    Ok(see_other(&match answering.sheet.first_open() {
        Some(number) => format!("/answer/{number}"),
        None => "/answer/review".to_owned(),
    }))
}
