//! `/instruments/new`: where a draft begins.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::{mend, page, see_other};
use crate::app::AppError;
use crate::app::instruments::draft::{self, From};
use crate::domain::access::Permission;
use crate::view::pages::FieldError;
use crate::view::pages::instrument::New;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Typed {
    csrf: String,
    name: String,
    text: String,
}

pub(in crate::web) async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Failure> {
    staff.need(Permission::ManageInstruments)?;
    page(&web, &New::default(), &staff.chrome(&web))
}

pub(in crate::web) async fn add(
    State(web): State<Web>,
    staff: Staff,
    Fields(typed): Fields<Typed>,
) -> Result<Response, Failure> {
    staff.check(&typed.csrf)?;
    staff.need(Permission::ManageInstruments)?;
    let (name, text) = (typed.name.trim(), typed.text.trim());
    let chrome = staff.chrome_at(&web, "/instruments/new".to_owned());
    if name.is_empty() && text.is_empty() {
        let errors = vec![FieldError::new("name", "missing")];
        return mend(&web, &New { errors, ..New::default() }, &chrome);
    }
    let from =
        if text.is_empty() { From::Blank { name: name.to_owned() } } else { From::Files { text: typed.text.clone() } };
    match draft::add(&web.app, &staff.who.proof, staff.language().tag(), from).await {
        Ok(Some(id)) => Ok(see_other(&format!("/instruments/drafts/{id}/about"))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(wrong)) => mend(&web, &New { text: typed.text, wrong, ..New::default() }, &chrome),
        Err(error) => Err(error.into()),
    }
}
