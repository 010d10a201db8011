//! `/answer`: one question a page, until everything is sent. The address says only how far one has come.

pub(in crate::web) mod all;
pub(in crate::web) mod begin;
pub(in crate::web) mod decline;
pub(in crate::web) mod field;
pub(in crate::web) mod mend;
pub(in crate::web) mod offline;
pub(in crate::web) mod over_time;
pub(in crate::web) mod question;
pub(in crate::web) mod review;
pub(in crate::web) mod sent;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use super::super::failure::Failure;
use super::super::{Web, cookies, display};
use super::{see_other, with_header};
use crate::app::collect::{self, Sheet};
use crate::auth::token;
use crate::domain::care::{EpisodeId, Mode};
use crate::view::{Chrome, Display, Language};

/// What a browser that is answering has: its cookie and its sheet.
struct Answering {
    cookie: String,
    sheet: Sheet,
    display: Display,
}

impl Answering {
    async fn read(web: &Web, headers: &HeaderMap) -> Result<Self, Failure> {
        let cookie = cookies::read(headers, cookies::ANSWER).ok_or(Failure::Gone)?.to_owned();
        let sheet = collect::read(&web.app, &cookie).await?.ok_or(Failure::Gone)?;
        Ok(Self { cookie, sheet, display: display::of(web, headers) })
    }

    fn language(&self) -> Language {
        Language::lookup(&self.sheet.language).unwrap_or_default()
    }

    fn chrome(&self, web: &Web, path: String) -> Chrome {
        let told = if self.sheet.correcting { "correcting" } else { self.sheet.mode.code() };
        let entry = (told != Mode::Link.code()).then(|| told.to_owned());
        Chrome { entry, display: Some(self.display.clone()), ..chrome(web, &self.cookie, self.language(), path) }
    }

    /// A page on a device that others use after this respondent goes away by itself when nobody touches it.
    fn watched(&self, response: Response) -> Response {
        if self.sheet.mode == Mode::Room { with_header(idle("/leave", IDLE_SECONDS), response) } else { response }
    }
}

fn chrome(web: &Web, cookie: &str, language: Language, path: String) -> Chrome {
    Chrome { language, csrf: token::form_token(cookie), path, demo: web.demo, ..Chrome::default() }
}

/// How long a page stays on a shared device that nobody touches, in seconds.
const IDLE_SECONDS: u32 = 300;

/// How long a receipt stays on a tablet in a waiting room, in seconds.
const AGAIN_SECONDS: u32 = 25;

/// The header that leads on after some seconds, without a script.
fn idle(to: &str, seconds: u32) -> (HeaderName, HeaderValue) {
    let text = format!("{seconds}; url={to}");
    (HeaderName::from_static("refresh"), HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("300")))
}

/// Where whoever typed in somebody else's answers goes back to; the browser forgets the form.
fn back_to_work(episode: EpisodeId, done: &str) -> Response {
    with_header(cookies::remove(cookies::ANSWER), see_other(&format!("/episodes/{episode}?done={done}")))
}

/// Whether the answers are typed in by staff.
const fn is_staff(mode: Mode) -> bool {
    matches!(mode, Mode::Staff | Mode::Paper)
}

/// `GET /answer`: on to the first question without an answer, or to the review.
pub(in crate::web) async fn resume(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    let answering = Answering::read(&web, &headers).await?;
    Ok(see_other(&match answering.sheet.first_open() {
        Some(number) => format!("/answer/{number}"),
        None => "/answer/review".to_owned(),
    }))
}
