//! `/patients/new`: registering a patient with an episode.

use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::super::Web;
use super::super::failure::Failure;
use super::super::form::Fields;
use super::super::staff::Staff;
use super::{mend, page, see_other};
use crate::app::enrol;
use crate::domain::access::Permission;
use crate::domain::care::{Course, Identity, Problem, Sex, UnitId};
use crate::domain::{local_time, message};
use crate::view::Language;
use crate::view::pages::clinician::{NewPatient, NewPatientForm};
use crate::view::pages::{Choice, FieldError};
use crate::view::text::Text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Typed {
    csrf: String,
    given: String,
    family: String,
    birth_date: String,
    phone: String,
    #[serde(default)]
    email: String,
    language: String,
    unit: String,
    problem: String,
    course: String,
    referred_on: String,
}

/// A date as people type it: dd.mm.yyyy, or as a date field sends it.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text, "%d.%m.%Y")
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d"))
        .ok()
        .filter(|day| local_time::is_plausible(*day))
}

async fn body(
    web: &Web,
    staff: &Staff,
    typed: Option<&Typed>,
    today: NaiveDate,
    errors: Vec<FieldError>,
) -> Result<NewPatient, Failure> {
    let text = web.text(staff.language());
    let chosen =
        |of: fn(&Typed) -> &String, usual: &str| typed.map_or_else(|| usual.to_owned(), |typed| of(typed).clone());
    let units = enrol::list_units(&web.app, &staff.who.proof).await?;
    let unit = chosen(|typed| &typed.unit, "");
    let (problem, course) = (chosen(|typed| &typed.problem, "unknown"), chosen(|typed| &typed.course, "unknown"));
    let language = chosen(|typed| &typed.language, "nb");
    Ok(NewPatient {
        form: NewPatientForm {
            given: chosen(|typed| &typed.given, ""),
            family: chosen(|typed| &typed.family, ""),
            birth_date: chosen(|typed| &typed.birth_date, ""),
            phone: chosen(|typed| &typed.phone, ""),
            email: chosen(|typed| &typed.email, ""),
            referred_on: chosen(|typed| &typed.referred_on, &today.to_string()),
        },
        units: units
            .into_iter()
            .enumerate()
            .map(|(index, (id, name))| {
                let id = id.to_string();
                let is_chosen = id == unit || (unit.is_empty() && index == 0);
                Choice::new(id, name, is_chosen)
            })
            .collect(),
        languages: Language::ALL
            .iter()
            .map(|one| Choice::new(one.tag(), one.own_name(), one.tag() == language))
            .collect(),
        problems: choices(Problem::ALL.iter().map(|one| one.code()), "problem", &problem, text)?,
        courses: choices(Course::ALL.iter().map(|one| one.code()), "course", &course, text)?,
        errors,
    })
}

pub(super) fn choices<'a>(
    codes: impl Iterator<Item = &'a str>,
    family: &str,
    chosen: &str,
    text: &Text,
) -> Result<Vec<Choice>, Failure> {
    codes.map(|code| Ok(Choice::new(code, text.word(family, code)?, code == chosen))).collect()
}

async fn today(web: &Web, staff: &Staff) -> Result<NaiveDate, Failure> {
    let zone = web.app.tenancy(staff.who.proof.tenant()).await?.zone;
    Ok(local_time::day_of(zone, web.app.ambient.now()))
}

pub(in crate::web) async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    let today = today(&web, &staff).await?;
    page(&web, &body(&web, &staff, None, today, Vec::new()).await?, &staff.chrome(&web))
}

fn read(typed: &Typed, today: NaiveDate) -> Result<enrol::NewPatient, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, kind: &str| errors.push(FieldError::new(field, kind));
    for (field, value) in [("given", &typed.given), ("family", &typed.family)] {
        match value.trim().chars().count() {
            0 => wrong(field, "missing"),
            1..=120 => {}
            _ => wrong(field, "too-long"),
        }
    }
    let birth_date = match typed.birth_date.trim() {
        "" => None,
        text => match date(text) {
            None => {
                wrong("birth_date", "invalid");
                None
            }
            Some(day) if day > today => {
                wrong("birth_date", "in-the-future");
                None
            }
            day => day,
        },
    };
    let referred_on = match date(&typed.referred_on) {
        Some(day) if day > today => {
            wrong("referred_on", "in-the-future");
            today
        }
        Some(day) => day,
        None => {
            wrong("referred_on", if typed.referred_on.trim().is_empty() { "missing" } else { "invalid" });
            today
        }
    };
    let phone: String = typed.phone.chars().filter(|letter| !letter.is_whitespace()).collect();
    if !phone.chars().all(|letter| letter.is_ascii_digit() || letter == '+') || phone.len() > 20 {
        wrong("phone", "invalid");
    }
    let email = message::email(&typed.email);
    if email.is_none() && !typed.email.trim().is_empty() {
        wrong("email", "invalid");
    }
    let unit = typed.unit.parse::<uuid::Uuid>();
    if unit.is_err() {
        wrong("unit", "invalid");
    }
    let (problem, course) = (Problem::from_code(&typed.problem), Course::from_code(&typed.course));
    if problem.is_none() {
        wrong("problem", "invalid");
    }
    if course.is_none() {
        wrong("course", "invalid");
    }
    let language = Language::lookup(&typed.language).unwrap_or_default().tag().to_owned();
    match (unit, problem, course) {
        (Ok(unit), Some(problem), Some(course)) if errors.is_empty() => Ok(enrol::NewPatient {
            identity: Identity {
                given: typed.given.trim().to_owned(),
                family: typed.family.trim().to_owned(),
                birth_date,
                phone: Some(phone).filter(|phone| !phone.is_empty()),
                external: None,
                email,
                protected: false,
            },
            sex: Sex::Unknown,
            language,
            unit: UnitId(unit),
            referred_on,
            problem,
            course,
        }),
        _ => Err(errors),
    }
}

pub(in crate::web) async fn add(
    State(web): State<Web>,
    staff: Staff,
    Fields(typed): Fields<Typed>,
) -> Result<Response, Failure> {
    staff.need(Permission::Enrol)?;
    staff.check(&typed.csrf)?;
    let today = today(&web, &staff).await?;
    let new = match read(&typed, today) {
        Ok(new) => new,
        Err(errors) => {
            return mend(&web, &body(&web, &staff, Some(&typed), today, errors).await?, &staff.chrome(&web));
        }
    };
    match enrol::add_patient(&web.app, &staff.who.proof, new).await? {
        Some(episode) => Ok(see_other(&format!("/episodes/{episode}?done=registered"))),
        None => Err(Failure::NotFound),
    }
}
