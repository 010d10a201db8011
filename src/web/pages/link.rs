//! `/s/{token}`: the link. Looking changes nothing, however often; start and decline are POSTs.

use std::net::IpAddr;

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::client::Client;
use super::super::failure::Failure;
use super::super::form::{self, Fields};
use super::super::{Web, cookies, display};
use super::{page, see_other, with_header};
use crate::app::collect;
use crate::auth::token;
use crate::domain::care;
use crate::view::pages::patient::{Decline, Declined, Early, Landing, Moment};
use crate::view::{Chrome, Display, Language};

/// How long the answering cookie stays, in seconds: a form is picked up again within a day.
pub(super) const COOKIE_SECONDS: u32 = 86_400;

/// Where "leave this page quickly" leads: somewhere everybody goes.
const ELSEWHERE: &str = "https://www.yr.no/";

#[derive(Deserialize)]
pub(in crate::web) struct Choice {
    lang: Option<String>,
}

impl Choice {
    /// The language that was chosen; else the one that is usual here.
    pub(super) fn language(&self, usual: &str) -> Language {
        self.lang.as_deref().and_then(Language::lookup).or_else(|| Language::lookup(usual)).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Start {
    pub(super) csrf: String,
    language: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Confirm {
    pub(super) csrf: String,
}

/// A link that opens nothing. Counted by address: guessing ends in 429.
pub(in crate::web) fn dead(web: &Web, address: IpAddr) -> Failure {
    if web.limits.dead_links.check_key(&address).is_err() { Failure::TooMany } else { Failure::Gone }
}

/// Which words the page uses: those for whoever is asked, or, of the patient, for the moment.
pub(super) const fn moment(moment: care::Moment, respondent: care::Respondent) -> Moment {
    match (respondent, moment) {
        (care::Respondent::Parent, _) => Moment::Parent,
        (care::Respondent::NextOfKin, _) => Moment::NextOfKin,
        (care::Respondent::Teacher, _) => Moment::Teacher,
        (_, care::Moment::BeforeSession) => Moment::Before,
        (_, care::Moment::AfterSession) => Moment::After,
        (_, care::Moment::Start) => Moment::Other,
        (_, care::Moment::Referral) => Moment::Referral,
        (_, care::Moment::EveryWeeks) => Moment::EveryWeeks,
        (_, care::Moment::End) => Moment::End,
        (_, care::Moment::AfterEnd) => Moment::AfterEnd,
    }
}

fn chrome(web: &Web, headers: &HeaderMap, secret: &str, language: Language, path: String) -> Chrome {
    Chrome {
        language,
        csrf: token::form_token(secret),
        language_link: Some(format!("{path}?lang=")),
        path,
        demo: web.demo,
        display: Some(display::of(web, headers)),
        ..Chrome::default()
    }
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(invitation) = collect::look(&web.app, &secret).await? else { return Err(dead(&web, address)) };
    let language = choice.language(&invitation.language);
    if let Some(opens_at) = invitation.opens_at {
        return page(&web, &Early { opens_at }, &chrome(&web, &headers, &secret, language, format!("/s/{secret}")));
    }
    let begun = match cookies::read(&headers, cookies::ANSWER) {
        Some(cookie) => collect::has_begun(&web.app, &secret, cookie).await?,
        None => false,
    };
    let path = format!("/s/{secret}");
    let landing = Landing {
        path: path.clone(),
        minutes: whole_minutes(invitation.minutes).max(1),
        questions: u32::try_from(invitation.questions).unwrap_or(u32::MAX),
        moment: moment(invitation.moment, invitation.respondent),
        begun,
    };
    page(&web, &landing, &chrome(&web, &headers, &secret, language, path))
}

/// Minutes as a person says them: rounded up.
pub(super) fn whole_minutes(minutes: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 1000")]
    let whole = minutes.ceil().clamp(0.0, 1000.0) as u32;
    whole
}

pub(in crate::web) async fn start(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Fields(form): Fields<Start>,
) -> Result<Response, Failure> {
    form::check(&form.csrf, &secret)?;
    if let Some(cookie) = cookies::read(&headers, cookies::ANSWER)
        && collect::has_begun(&web.app, &secret, cookie).await?
    {
        collect::set_language(&web.app, cookie, language_tag(&form.language)).await?;
        return Ok(see_other("/answer"));
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let device = care::Device::from_user_agent(agent);
    match collect::start(&web.app, &secret, language_tag(&form.language), device).await? {
        Some(cookie) => Ok(with_header(cookies::set(cookies::ANSWER, &cookie, COOKIE_SECONDS), see_other("/answer"))),
        None => Err(dead(&web, address)),
    }
}

fn language_tag(language: &str) -> &'static str {
    Language::lookup(language).unwrap_or_default().tag()
}

pub(in crate::web) async fn ask_decline(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(invitation) = collect::look(&web.app, &secret).await? else { return Err(dead(&web, address)) };
    if invitation.opens_at.is_some() {
        return Ok(see_other(&format!("/s/{secret}")));
    }
    let language = choice.language(&invitation.language);
    let decline = Decline { action: format!("/s/{secret}/decline"), back: format!("/s/{secret}") };
    page(&web, &decline, &chrome(&web, &headers, &secret, language, format!("/s/{secret}/decline")))
}

pub(in crate::web) async fn decline(
    State(web): State<Web>,
    Client(address): Client,
    Path(secret): Path<String>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
    Fields(form): Fields<Confirm>,
) -> Result<Response, Failure> {
    form::check(&form.csrf, &secret)?;
    let language = choice.lang.as_deref().and_then(Language::lookup).unwrap_or_default();
    let Some(stored_at) = collect::decline(&web.app, &secret).await? else { return Err(dead(&web, address)) };
    declined(&web, &headers, stored_at, language)
}

/// How a page looks that cannot be come back to: no form to change it.
fn looks(web: &Web, headers: &HeaderMap) -> Display {
    Display { token: String::new(), ..display::of(web, headers) }
}

/// The receipt for a no. The browser forgets what it had.
pub(super) fn declined(
    web: &Web,
    headers: &HeaderMap,
    stored_at: chrono::DateTime<chrono::Utc>,
    language: Language,
) -> Result<Response, Failure> {
    let chrome = Chrome { language, demo: web.demo, display: Some(looks(web, headers)), ..Chrome::default() };
    let response = page(web, &Declined { stored_at }, &chrome)?;
    Ok(with_header(cookies::remove(cookies::ANSWER), with_header(forget(), response)))
}

/// Tells a browser to forget what it kept of these pages.
pub(super) fn forget() -> (HeaderName, HeaderValue) {
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""))
}

/// `GET /leave`: away from here at once. Nothing changes on the server; the browser loses its cookie,
/// so that whoever has the phone next cannot go back in.
///
/// A tablet in a waiting room goes back to its own first page instead.
pub(in crate::web) async fn leave(headers: HeaderMap) -> Response {
    let kiosk = cookies::read(&headers, cookies::ROOM).is_some();
    let away = if kiosk { see_other("/room") } else { away() };
    with_header(cookies::remove(cookies::ANSWER), with_header(forget(), away))
}

/// On to somewhere everybody goes.
pub(super) fn away() -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static(ELSEWHERE))]).into_response()
}
