//! People near a patient who are asked too.

use chrono::{DateTime, Utc};
use sea_query::{ExprTrait, Order};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is, read};
use super::{Result, TenantTx};
use crate::domain::care::{ContactId, PersonId, Respondent};

/// Somebody near a patient who is asked too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The patient.
    pub person: PersonId,
    /// What they are to the patient: parent, next of kin or teacher.
    pub respondent: Respondent,
    /// The language to write in.
    pub language: String,
    /// Who it is and how to reach them, sealed with the patient's key.
    pub sealed: Vec<u8>,
}

/// Adds somebody.
///
/// # Errors
/// When the patient is not there, or the database refuses.
pub async fn add(tx: &mut TenantTx, contact: &Contact) -> Result<()> {
    tx.note(Act::Create, format_args!("contact:{}", contact.id), "respondent, language, identity");
    let now = tx.now();
    tx.insert(
        "contact",
        [[
            ("id", contact.id.0.into()),
            ("person_id", contact.person.0.into()),
            ("respondent", contact.respondent.code().into()),
            ("language", contact.language.as_str().into()),
            ("sealed", contact.sealed.clone().into()),
            ("added_at", now.into()),
            ("ended_at", None::<DateTime<Utc>>.into()),
        ]],
    )
    .await
}

/// Those who are asked too around a patient, in the order they were added.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Contact>> {
    #[derive(FromRow)]
    struct ContactRow {
        id: Uuid,
        respondent: String,
        language: String,
        sealed: Vec<u8>,
    }
    let mut select = tx.select("contact", &["id", "respondent", "language", "sealed"]);
    select
        .and_where(is("contact", "person_id", person.0))
        .and_where(col("contact", "ended_at").is_null())
        .order_by(("contact", "id"), Order::Asc);
    let rows = tx.all::<ContactRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Contact {
                respondent: read(&row.respondent, "contact", "respondent", row.id)?,
                id: row.id.into(),
                person,
                language: row.language,
                sealed: row.sealed,
            })
        })
        .collect()
}

/// Asks somebody no more.
///
/// # Errors
/// When it is not there, or the database refuses.
pub async fn end(tx: &mut TenantTx, id: ContactId) -> Result<()> {
    tx.note(Act::Change, format_args!("contact:{id}"), "ended_at");
    let now = tx.now();
    let mut update = tx.update("contact");
    update.value("ended_at", now).and_where(is("contact", "id", id.0));
    tx.execute_one("contact", &update).await
}
