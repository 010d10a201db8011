//! Signing in: login and password, then a code; the first time, a second factor is enrolled instead.
//! The step between lives in a cookie of its own, signed, for five minutes.

use std::net::IpAddr;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qrcode::render::svg;
use serde::Deserialize;

use super::super::client::Client;
use super::super::failure::{self, Failure};
use super::super::form::{self, Fields};
use super::super::staff::Staff;
use super::super::{Web, cookies};
use super::{page, see_other, with_header};
use crate::app::demo;
use crate::app::sign_in::{self, Enrolment, Next, Verdict};
use crate::auth::token;
use crate::domain::care::Device;
use crate::store::account;
use crate::view::pages::sign_in::{Code, DemoAccount, SecondFactor, SignIn, SignInError};
use crate::view::{Chrome, Language};

#[derive(Deserialize)]
pub(in crate::web) struct Came {
    next: Option<String>,
    lang: Option<String>,
    out: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct PasswordForm {
    csrf: String,
    next: String,
    login: String,
    password: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct CodeForm {
    csrf: String,
    step: String,
    next: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct EnrolForm {
    csrf: String,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Out {
    csrf: String,
}

/// How long the visitor's and the step's cookies stay, in seconds.
const VISITOR_SECONDS: u32 = 3600;

/// `GET /`: on to where this person's work begins.
pub(in crate::web) async fn home(staff: Staff) -> Response {
    see_other(staff.home())
}

fn chrome(web: &Web, language: Language, visitor: &str, next: &str) -> Chrome {
    Chrome {
        language,
        csrf: token::form_token(visitor),
        path: "/sign-in".to_owned(),
        demo: web.demo,
        language_link: Some(format!("/sign-in?next={}&lang=", failure::escape(next))),
        ..Chrome::default()
    }
}

fn demo_people(web: &Web) -> Vec<DemoAccount> {
    if !web.demo {
        return Vec::new();
    }
    demo::people()
        .into_iter()
        .map(|person| DemoAccount {
            name: person.name,
            role: person.role.code().to_owned(),
            login: person.login.to_owned(),
        })
        .collect()
}

pub(in crate::web) async fn show(
    State(web): State<Web>,
    Query(came): Query<Came>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let language = came.lang.as_deref().and_then(Language::lookup).unwrap_or_else(|| failure::language(&headers));
    let visitor = match cookies::read(&headers, cookies::VISITOR).filter(|cookie| token::is_well_formed(cookie)) {
        Some(visitor) => visitor.to_owned(),
        None => token::fresh(&web.app.ambient),
    };
    let next = form::local_path(came.next.as_deref().unwrap_or("/")).to_owned();
    let chrome = chrome(&web, language, &visitor, &next);
    let body = SignIn { next, demo: demo_people(&web), signed_out: came.out.is_some(), ..SignIn::default() };
    let response = with_header(cookies::set(cookies::VISITOR, &visitor, VISITOR_SECONDS), page(&web, &body, &chrome)?);
    Ok(match came.lang {
        Some(_) => with_header(cookies::set(cookies::LANGUAGE, language.tag(), VISITOR_SECONDS), response),
        None => response,
    })
}

fn visitor(headers: &HeaderMap, csrf: &str) -> Result<String, Failure> {
    let visitor = cookies::read(headers, cookies::VISITOR).ok_or(Failure::Form)?;
    form::check(csrf, visitor)?;
    Ok(visitor.to_owned())
}

/// Whether this address and this account may try once more.
fn may_try(web: &Web, address: IpAddr, key: &str) -> bool {
    let address = web.limits.sign_in_address.check_key(&address).is_ok();
    // Hashed: a name may be as long as a form.
    address && web.limits.sign_in.check_key(&token::hash(key)).is_ok()
}

pub(in crate::web) async fn password(
    State(web): State<Web>,
    Client(address): Client,
    headers: HeaderMap,
    Fields(form): Fields<PasswordForm>,
) -> Result<Response, Failure> {
    let visitor = visitor(&headers, &form.csrf)?;
    let next = form::local_path(&form.next).to_owned();
    let language = failure::language(&headers);
    let chrome = chrome(&web, language, &visitor, &next);
    let again = |error: SignInError, status: StatusCode| -> Result<Response, Failure> {
        let body = SignIn {
            login: form.login.clone(),
            next: next.clone(),
            error: Some(error),
            demo: demo_people(&web),
            signed_out: false,
        };
        Ok((status, page(&web, &body, &chrome)?).into_response())
    };
    if !may_try(&web, address, &form.login.trim().to_lowercase()) {
        return again(SignInError::TooMany, StatusCode::TOO_MANY_REQUESTS);
    }
    match sign_in::check_password(&web.app, &form.login, form.password.clone()).await? {
        None => again(SignInError::Refused, StatusCode::UNPROCESSABLE_ENTITY),
        Some(Next::Code { challenge }) => {
            let body = Code { step: String::new(), next, error: None };
            Ok(with_header(step_cookie(&challenge), page(&web, &body, &chrome)?))
        }
        Some(Next::Enrol(enrolment)) => enrol_page(&web, &enrolment, None, &chrome),
    }
}

fn step_cookie(challenge: &str) -> (header::HeaderName, axum::http::HeaderValue) {
    cookies::set(cookies::STEP, challenge, 300)
}

fn enrol_page(
    web: &Web,
    enrolment: &Enrolment,
    error: Option<SignInError>,
    chrome: &Chrome,
) -> Result<Response, Failure> {
    let code = qrcode::QrCode::new(enrolment.url.as_bytes()).map_err(|error| Failure::Broken(error.to_string()))?;
    let body = SecondFactor {
        qr_svg: code.render::<svg::Color<'_>>().min_dimensions(210, 210).build(),
        secret: enrolment.secret.clone(),
        error,
        required: true,
    };
    Ok(with_header(step_cookie(&enrolment.challenge), page(web, &body, chrome)?))
}

pub(in crate::web) async fn code(
    State(web): State<Web>,
    Client(address): Client,
    headers: HeaderMap,
    Fields(form): Fields<CodeForm>,
) -> Result<Response, Failure> {
    let visitor = visitor(&headers, &form.csrf)?;
    check(&web, address, &headers, &visitor, &form.step, &form.code, &form.next).await
}

pub(in crate::web) async fn enrol(
    State(web): State<Web>,
    Client(address): Client,
    headers: HeaderMap,
    Fields(form): Fields<EnrolForm>,
) -> Result<Response, Failure> {
    let visitor = visitor(&headers, &form.csrf)?;
    check(&web, address, &headers, &visitor, "", &form.code, "/").await
}

async fn check(
    web: &Web,
    address: IpAddr,
    headers: &HeaderMap,
    visitor: &str,
    step: &str,
    code: &str,
    next: &str,
) -> Result<Response, Failure> {
    let next = form::local_path(next).to_owned();
    let chrome = chrome(web, failure::language(headers), visitor, &next);
    let step = if step.is_empty() { cookies::read(headers, cookies::STEP).unwrap_or_default() } else { step };
    let wrong = |error: SignInError, status: StatusCode| -> Result<Response, Failure> {
        let body = Code { step: String::new(), next: next.clone(), error: Some(error) };
        Ok((status, page(web, &body, &chrome)?).into_response())
    };
    // By account, whatever step it hangs on: each right password makes another.
    let whose = sign_in::challenged(&web.app, step).map_or_else(String::new, |account| account.to_string());
    if !may_try(web, address, &whose) {
        return wrong(SignInError::TooMany, StatusCode::TOO_MANY_REQUESTS);
    }
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    match sign_in::check_code(&web.app, step, code, Device::from_user_agent(agent)).await? {
        Verdict::TooLate => wrong(SignInError::Expired, StatusCode::UNPROCESSABLE_ENTITY),
        Verdict::Wrong { enrolment: None } => wrong(SignInError::Refused, StatusCode::UNPROCESSABLE_ENTITY),
        Verdict::Wrong { enrolment: Some(enrolment) } => {
            enrol_page(web, &enrolment, Some(SignInError::Refused), &chrome)
        }
        Verdict::SignedIn(signed_in) => Ok(welcome(&signed_in.cookie, &next)),
    }
}

/// On to work, with the cookie that says who this is.
pub(super) fn welcome(cookie: &str, next: &str) -> Response {
    let seconds = u32::try_from(account::ABSOLUTE.num_seconds()).unwrap_or(0);
    let response = with_header(cookies::set(cookies::STAFF, cookie, seconds), see_other(next));
    with_header(cookies::remove(cookies::STEP), response)
}

pub(in crate::web) async fn out(
    State(web): State<Web>,
    staff: Staff,
    Fields(form): Fields<Out>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    sign_in::end_own(&web.app, &staff.who, staff.who.sign_in.id).await?;
    Ok(with_header(cookies::remove(cookies::STAFF), see_other("/sign-in?out=1")))
}
