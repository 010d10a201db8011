//! Patients. Who they are, and what they answered, is read through an [`OpenPerson`], and opening one
//! is an audit row.

use chrono::{DateTime, Utc};
use sea_query::ExprTrait;
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, is_one_of, read};
use super::{Result, TenantTx};
use crate::domain::care::{PersonId, Sex};

/// A patient, without anything that says who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its id.
    pub id: PersonId,
    /// Year of birth, for norms.
    pub birth_year: Option<i64>,
    /// Sex as registered, for norms.
    pub sex: Sex,
    /// The language to write to the patient in.
    pub language: String,
    /// The person's own key, sealed with the tenant's; `None` once the person is erased.
    pub key_sealed: Option<Vec<u8>>,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// A patient whose record is open, and whose opening is in the audit chain of this transaction.
/// Functions that return what a patient answered ask for one.
#[derive(Clone, Debug)]
pub struct OpenPerson {
    /// The patient.
    pub person: Person,
    /// Who it is, sealed with the person's own key.
    pub identity_sealed: Vec<u8>,
}

impl OpenPerson {
    /// The patient's id.
    #[must_use]
    pub const fn id(&self) -> PersonId {
        self.person.id
    }
}

/// A new patient.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The patient.
    pub person: Person,
    /// Who it is, sealed with the person's own key.
    pub identity_sealed: Vec<u8>,
    /// A keyed hash of the number another system knows the person by.
    pub external_mac: Option<Vec<u8>>,
}

/// Adds patients.
///
/// # Errors
/// [`super::StoreError::Conflict`] when one with the same outside number is there.
pub async fn add_many(tx: &mut TenantTx, persons: &[NewPerson]) -> Result<()> {
    for new in persons {
        tx.note(Act::Create, format_args!("person:{}", new.person.id), "identity, birth_year, sex, language");
    }
    tx.insert(
        "person",
        persons.iter().map(|NewPerson { person, .. }| {
            [
                ("id", person.id.0.into()),
                ("birth_year", person.birth_year.into()),
                ("sex", person.sex.code().into()),
                ("language", person.language.as_str().into()),
                ("key_sealed", person.key_sealed.clone().into()),
                ("created_at", person.created_at.into()),
            ]
        }),
    )
    .await?;
    tx.insert(
        "identity",
        persons.iter().map(|new| {
            [
                ("person_id", new.person.id.0.into()),
                ("sealed", new.identity_sealed.clone().into()),
                ("external_mac", new.external_mac.clone().into()),
            ]
        }),
    )
    .await
}

/// Which of these outside numbers are known, with the patient each belongs to. Says nothing else
/// about them.
///
/// # Errors
/// When the database refuses.
pub async fn find_by_external(tx: &mut TenantTx, macs: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, PersonId)>> {
    #[derive(FromRow)]
    struct MacRow {
        external_mac: Vec<u8>,
        person_id: Uuid,
    }
    let mut found = Vec::new();
    for some in macs.chunks(1000) {
        let mut select = tx.select("identity", &["external_mac", "person_id"]);
        select.and_where(col("identity", "external_mac").is_in(some.iter().cloned()));
        found.extend(tx.all::<MacRow>(&select).await?.into_iter().map(|row| (row.external_mac, row.person_id.into())));
    }
    Ok(found)
}

#[derive(FromRow)]
struct PersonRow {
    id: Uuid,
    birth_year: Option<i64>,
    sex: String,
    language: String,
    key_sealed: Option<Vec<u8>>,
    created_at: DateTime<Utc>,
    sealed: Vec<u8>,
}

impl TryFrom<PersonRow> for OpenPerson {
    type Error = super::StoreError;

    fn try_from(row: PersonRow) -> Result<Self> {
        Ok(Self {
            person: Person {
                id: row.id.into(),
                birth_year: row.birth_year,
                sex: read(&row.sex, "person", "sex", row.id)?,
                language: row.language,
                key_sealed: row.key_sealed,
                created_at: row.created_at,
            },
            identity_sealed: row.sealed,
        })
    }
}

/// Opens patients' records and notes of each that it was read, and what for.
///
/// # Errors
/// When the transaction is a snapshot, which cannot keep the note, or the database refuses.
pub async fn open_many(tx: &mut TenantTx, ids: &[PersonId], fields: &str) -> Result<Vec<OpenPerson>> {
    tx.need_notes()?;
    let mut select = tx.select("person", &["id", "birth_year", "sex", "language", "key_sealed", "created_at"]);
    select.column(("identity", "sealed"));
    tx.join(&mut select, "identity", "person_id", ("person", "id"));
    select.and_where(col("person", "id").is_in(ids.iter().map(|id| id.0)));
    let rows = tx.all::<PersonRow>(&select).await?;
    for row in &rows {
        tx.note(Act::Read, format_args!("person:{}", row.id), fields);
    }
    rows.into_iter().map(OpenPerson::try_from).collect()
}

/// The sealed keys of some patients, to seal their own words with; an erased patient has none. Opens nobody:
/// a key says neither who somebody is nor what was answered.
///
/// # Errors
/// When the database refuses.
pub async fn keys(tx: &mut TenantTx, ids: &[PersonId]) -> Result<Vec<(PersonId, Vec<u8>)>> {
    #[derive(FromRow)]
    struct KeyRow {
        id: Uuid,
        key_sealed: Vec<u8>,
    }
    let mut select = tx.select("person", &["id", "key_sealed"]);
    select
        .and_where(is_one_of("person", "id", ids.iter().map(|id| id.0)))
        .and_where(col("person", "key_sealed").is_not_null());
    Ok(tx.all::<KeyRow>(&select).await?.into_iter().map(|row| (row.id.into(), row.key_sealed)).collect())
}

/// Opens one patient's record and notes that it was read, and what for.
///
/// # Errors
/// As [`open_many`].
pub async fn open(tx: &mut TenantTx, id: PersonId, fields: &str) -> Result<Option<OpenPerson>> {
    Ok(open_many(tx, &[id], fields).await?.into_iter().next())
}

/// Writes down anew how a patient is reached: the sealed identity, and the language to write in.
///
/// # Errors
/// When there is no such patient, or the database refuses.
pub async fn set_reach(tx: &mut TenantTx, id: PersonId, sealed: &[u8], language: &str) -> Result<()> {
    tx.note(Act::Change, format_args!("person:{id}"), "identity, language");
    let mut update = tx.update("identity");
    update.value("sealed", sealed.to_vec()).and_where(super::sql::is("identity", "person_id", id.0));
    tx.execute_one("identity", &update).await?;
    let mut update = tx.update("person");
    update.value("language", language).and_where(super::sql::is("person", "id", id.0));
    tx.execute_one("person", &update).await
}

/// A patient's year of birth, without opening the record.
///
/// # Errors
/// When the database refuses.
pub async fn birth_year(tx: &mut TenantTx, id: PersonId) -> Result<Option<i64>> {
    #[derive(FromRow)]
    struct YearRow {
        birth_year: Option<i64>,
    }
    let mut select = tx.select("person", &["birth_year"]);
    select.and_where(super::sql::is("person", "id", id.0));
    Ok(tx.optional::<YearRow>(&select).await?.and_then(|row| row.birth_year))
}
