//! Recording an owner's permission and loading the owner's words.

use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::super::super::Web;
use super::super::super::failure::Failure;
use super::super::super::form::Fields;
use super::super::super::staff::Staff;
use super::super::new_patient::date;
use super::super::{mend, see_other};
use super::instrument::{Typed, filled};
use crate::app::AppError;
use crate::app::instruments::licence::{self, NewPermission, Words};
use crate::domain::access::Permission;
use crate::view::pages::FieldError;
use crate::view::pages::instrument::PermissionForm;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Form {
    csrf: String,
    holder: String,
    document: String,
    valid_from: String,
    valid_until: String,
}

/// `POST /instruments/{id}/permission`.
pub(in crate::web) async fn record(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Form>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ManageInstruments)?;
    let mut errors = Vec::new();
    for (field, text) in [("holder", &form.holder), ("document", &form.document)] {
        match text.trim().chars().count() {
            0 => errors.push(FieldError::new(field, "missing")),
            1..=300 => {}
            _ => errors.push(FieldError::new(field, "too-long")),
        }
    }
    let from = date(&form.valid_from);
    if from.is_none() {
        errors
            .push(FieldError::new("valid_from", if form.valid_from.trim().is_empty() { "missing" } else { "invalid" }));
    }
    let until = date(&form.valid_until);
    let before = from.zip(until).is_some_and(|(from, until)| until < from);
    if (until.is_none() && !form.valid_until.trim().is_empty()) || before {
        errors.push(FieldError::new("valid_until", "invalid"));
    }
    if let (Some(valid_from), true) = (from, errors.is_empty()) {
        let (holder, document) = (form.holder.clone(), form.document.clone());
        let new = NewPermission { holder, document, valid_from, valid_until: until };
        licence::record_permission(&web.app, &staff.who.proof, &id, new).await?.ok_or(Failure::NotFound)?;
        return Ok(see_other(&format!("/instruments/{id}?done=permission")));
    }
    let Form { holder, document, valid_from, valid_until, .. } = form;
    let form = PermissionForm { holder, document, valid_from, valid_until };
    let body = filled(&web, &staff, &id, Typed { form, errors, ..Typed::default() }).await?;
    mend(&web, &body, &staff.chrome_at(&web, format!("/instruments/{id}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Revoke {
    csrf: String,
    permission: String,
}

/// `POST /instruments/{id}/revoke`.
pub(in crate::web) async fn revoke(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Revoke>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ManageInstruments)?;
    let permission: Uuid = form.permission.parse().map_err(|_| Failure::Form)?;
    licence::revoke_permission(&web.app, &staff.who.proof, &id, permission).await?.ok_or(Failure::NotFound)?;
    Ok(see_other(&format!("/instruments/{id}?done=revoked")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Load {
    csrf: String,
    language: String,
    text: String,
}

/// `POST /instruments/{id}/wording`.
pub(in crate::web) async fn load(
    State(web): State<Web>,
    staff: Staff,
    Path(id): Path<String>,
    Fields(form): Fields<Load>,
) -> Result<Response, Failure> {
    staff.check(&form.csrf)?;
    staff.need(Permission::ManageInstruments)?;
    let words = Words::File(form.text.replace("\r\n", "\n"));
    match licence::load_words(&web.app, &staff.who.proof, &id, &form.language, words).await {
        Ok(Some(())) => Ok(see_other(&format!("/instruments/{id}?done=words"))),
        Ok(None) => Err(Failure::NotFound),
        Err(AppError::Refused(said)) => {
            let typed = Typed {
                language: form.language,
                words: form.text,
                words_wrong: said.lines().map(str::to_owned).collect(),
                ..Typed::default()
            };
            let body = filled(&web, &staff, &id, typed).await?;
            mend(&web, &body, &staff.chrome_at(&web, format!("/instruments/{id}")))
        }
        Err(error) => Err(error.into()),
    }
}
