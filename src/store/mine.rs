//! A patient's own pages: the way there, the tries at it, the browsers that are in, and why answers were
//! corrected from there. Links and browsers are local and hold only hashes.

use chrono::{DateTime, TimeDelta, Utc};
use sea_query::{ExprTrait, OnConflict, Order, Query, SelectStatement, UpdateStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::audit::Act;
use super::sql::{col, insert, is, read};
use super::{Actor, Local, OpenPerson, Proof, Result, TenantTx};
use crate::codes;
use crate::domain::access::Grants;
use crate::domain::care::{AccountId, PersonId, ResponseId, TenantId};

codes! {
    /// How a code gets to whoever asked for it.
    pub enum CodeWay {
        /// By text message.
        Sms = "sms",
        /// By e-mail.
        Email = "email",
        /// Shown by whoever treats, to the one who is in the room.
        Room = "room",
    }
}

/// A browser is in for this long at most, whatever happens.
pub const ABSOLUTE: TimeDelta = TimeDelta::hours(2);

/// A browser is out when nothing has been asked for this long.
pub const IDLE: TimeDelta = TimeDelta::minutes(20);

/// The way to a patient's own pages, as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPage {
    /// Whose pages.
    pub person: PersonId,
    /// Who made the way there.
    pub made_by: AccountId,
    /// When.
    pub made_at: DateTime<Utc>,
    /// From when it leads nowhere.
    pub expires_at: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Wrong dates of birth so far.
    pub tries: i64,
    /// Wrong codes so far, over all codes.
    pub misses: i64,
    /// A keyed hash of the code that was asked for last; `None` when there is none, or it was used.
    pub code_mac: Option<Vec<u8>>,
    /// When that code was made.
    pub code_at: Option<DateTime<Utc>>,
    /// Wrong tries at that code.
    pub code_tries: i64,
    /// How that code went.
    pub code_way: Option<CodeWay>,
}

impl OwnPage {
    /// Whether it leads there at `now`.
    #[must_use]
    pub fn stands(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

#[derive(FromRow)]
struct PageRow {
    person_id: Uuid,
    made_by: Uuid,
    made_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    tries: i64,
    misses: i64,
    code_mac: Option<Vec<u8>>,
    code_at: Option<DateTime<Utc>>,
    code_tries: i64,
    code_way: Option<String>,
}

const PAGE: [&str; 11] = [
    "person_id",
    "made_by",
    "made_at",
    "expires_at",
    "ended_at",
    "tries",
    "misses",
    "code_mac",
    "code_at",
    "code_tries",
    "code_way",
];

impl TryFrom<PageRow> for OwnPage {
    type Error = super::StoreError;

    fn try_from(row: PageRow) -> Result<Self> {
        let way = row.code_way.as_deref();
        Ok(Self {
            code_way: way.map(|way| read(way, "own_page", "code_way", row.person_id)).transpose()?,
            person: row.person_id.into(),
            made_by: AccountId(row.made_by),
            made_at: row.made_at,
            expires_at: row.expires_at,
            ended_at: row.ended_at,
            tries: row.tries,
            misses: row.misses,
            code_mac: row.code_mac,
            code_at: row.code_at,
            code_tries: row.code_tries,
        })
    }
}

fn of_person(tx: &TenantTx, person: PersonId) -> SelectStatement {
    let mut select = tx.select("own_page", &PAGE);
    select.and_where(is("own_page", "person_id", person.0));
    select
}

/// The way to a patient's pages, the latest made, whether or not it stands.
///
/// # Errors
/// When the database refuses.
pub async fn lookup(tx: &mut TenantTx, person: PersonId) -> Result<Option<OwnPage>> {
    let select = of_person(tx, person);
    tx.optional::<PageRow>(&select).await?.map(OwnPage::try_from).transpose()
}

/// The same, held until the transaction ends: of two tries at once, one is counted first.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut TenantTx, person: PersonId) -> Result<Option<OwnPage>> {
    let mut select = of_person(tx, person);
    select.lock_exclusive();
    tx.optional::<PageRow>(&select).await?.map(OwnPage::try_from).transpose()
}

/// Writes down how the way to a patient's pages stands, in place of what was there. What was done is noted as
/// `act` on `fields`.
///
/// # Errors
/// When there is no such patient, or the database refuses.
pub async fn save(tx: &mut TenantTx, page: &OwnPage, act: Act, fields: &str) -> Result<()> {
    tx.note(act, format_args!("own-page:{}", page.person), fields);
    let row = [
        ("person_id", page.person.0.into()),
        ("made_by", page.made_by.0.into()),
        ("made_at", page.made_at.into()),
        ("expires_at", page.expires_at.into()),
        ("ended_at", page.ended_at.into()),
        ("tries", page.tries.into()),
        ("misses", page.misses.into()),
        ("code_mac", page.code_mac.clone().into()),
        ("code_at", page.code_at.into()),
        ("code_tries", page.code_tries.into()),
        ("code_way", page.code_way.map(|way| way.code().to_owned()).into()),
    ];
    for mut statement in insert("own_page", Some(tx.tenant().0), [row]) {
        let rest = PAGE.into_iter().filter(|column| *column != "person_id");
        statement.on_conflict(OnConflict::columns(["tenant_id", "person_id"]).update_columns(rest).to_owned());
        tx.execute(&statement).await?;
    }
    Ok(())
}

/// What a link leads to.
#[derive(Clone, Debug)]
pub struct OwnLink {
    /// The proof that opens the tenant, as whoever holds the link: nobody has said yet who they are.
    pub proof: Proof,
    /// Whose pages.
    pub person: PersonId,
    /// The language to begin in.
    pub language: String,
}

/// Adds a link by the SHA-256 of its secret.
///
/// # Errors
/// When the database refuses.
pub async fn add_link(
    local: &mut Local<'_>,
    hash: &[u8],
    (tenant, person): (TenantId, PersonId),
    language: &str,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    local
        .insert(
            "own_link",
            [
                ("hash", hash.to_vec().into()),
                ("tenant_id", tenant.0.into()),
                ("person_id", person.0.into()),
                ("language", language.into()),
                ("created_at", from.into()),
                ("expires_at", until.into()),
                ("ended_at", None::<DateTime<Utc>>.into()),
            ],
        )
        .await
}

/// What a link leads to; `None` when it is unknown, ended or too old.
///
/// # Errors
/// When the database refuses.
pub async fn prove_link(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<Option<OwnLink>> {
    #[derive(FromRow)]
    struct LinkRow {
        tenant_id: Uuid,
        person_id: Uuid,
        language: String,
    }
    let mut select = Query::select();
    select
        .columns(["tenant_id", "person_id", "language"])
        .from("own_link")
        .and_where(is("own_link", "hash", hash.to_vec()))
        .and_where(col("own_link", "ended_at").is_null())
        .and_where(col("own_link", "expires_at").gt(now));
    Ok(local.optional::<LinkRow>(&select).await?.map(|row| OwnLink {
        proof: Proof::recipient(row.tenant_id.into()),
        person: row.person_id.into(),
        language: row.language,
    }))
}

fn ending(table: &'static str, tenant: TenantId, person: PersonId, now: DateTime<Utc>) -> UpdateStatement {
    let mut update = Query::update();
    update
        .table(table)
        .value("ended_at", now)
        .and_where(is(table, "tenant_id", tenant.0))
        .and_where(is(table, "person_id", person.0))
        .and_where(col(table, "ended_at").is_null());
    update
}

/// Ends every link to a patient's pages, and puts every browser out.
///
/// # Errors
/// When the database refuses.
pub async fn end_ways(local: &mut Local<'_>, tenant: TenantId, person: PersonId, now: DateTime<Utc>) -> Result<()> {
    for table in ["own_link", "own_session"] {
        local.execute(&ending(table, tenant, person, now)).await?;
    }
    Ok(())
}

/// A browser on a patient's own pages, or on its way there.
#[derive(Clone, Debug)]
pub struct OwnSession {
    /// The proof that opens the tenant: as the patient once the code was right, before that as whoever holds
    /// the link.
    pub proof: Proof,
    /// Whose pages.
    pub person: PersonId,
    /// The language of the pages.
    pub language: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it last asked for something.
    pub seen_at: DateTime<Utc>,
    /// When a code was right last; `None` when only the date of birth was.
    pub proved_at: Option<DateTime<Utc>>,
}

/// Adds a browser by the SHA-256 of its cookie.
///
/// # Errors
/// When the database refuses.
pub async fn add_session(local: &mut Local<'_>, hash: &[u8], session: &OwnSession) -> Result<()> {
    local
        .insert(
            "own_session",
            [
                ("hash", hash.to_vec().into()),
                ("tenant_id", session.proof.tenant().0.into()),
                ("person_id", session.person.0.into()),
                ("language", session.language.as_str().into()),
                ("created_at", session.created_at.into()),
                ("seen_at", session.seen_at.into()),
                ("proved_at", session.proved_at.into()),
                ("ended_at", None::<DateTime<Utc>>.into()),
            ],
        )
        .await
}

/// Whose pages a browser is on; `None` when it is unknown, out, too old or idle too long.
///
/// # Errors
/// When the database refuses.
pub async fn prove_session(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<Option<OwnSession>> {
    #[derive(FromRow)]
    struct SessionRow {
        tenant_id: Uuid,
        person_id: Uuid,
        language: String,
        created_at: DateTime<Utc>,
        seen_at: DateTime<Utc>,
        proved_at: Option<DateTime<Utc>>,
    }
    let mut select = Query::select();
    select
        .columns(["tenant_id", "person_id", "language", "created_at", "seen_at", "proved_at"])
        .from("own_session")
        .and_where(is("own_session", "hash", hash.to_vec()))
        .and_where(col("own_session", "ended_at").is_null())
        .and_where(col("own_session", "created_at").gt(now - ABSOLUTE))
        .and_where(col("own_session", "seen_at").gt(now - IDLE));
    Ok(local.optional::<SessionRow>(&select).await?.map(|row| {
        let (tenant, person) = (row.tenant_id.into(), PersonId(row.person_id));
        let proof = match row.proved_at {
            Some(_) => Proof::new(tenant, Actor::Patient(person), Grants::default()),
            None => Proof::recipient(tenant),
        };
        OwnSession {
            proof,
            person,
            language: row.language,
            created_at: row.created_at,
            seen_at: row.seen_at,
            proved_at: row.proved_at,
        }
    }))
}

fn one_session(hash: &[u8]) -> UpdateStatement {
    let mut update = Query::update();
    update.table("own_session").and_where(is("own_session", "hash", hash.to_vec()));
    update
}

/// Marks that a browser asked for something now.
///
/// # Errors
/// When the database refuses.
pub async fn touch_session(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    local.execute(one_session(hash).value("seen_at", now)).await.map(|_| ())
}

/// Remembers the language chosen in a browser.
///
/// # Errors
/// When the database refuses.
pub async fn set_language(local: &mut Local<'_>, hash: &[u8], language: &str) -> Result<()> {
    local.execute(one_session(hash).value("language", language)).await.map(|_| ())
}

/// Puts a browser out.
///
/// # Errors
/// When the database refuses.
pub async fn end_session(local: &mut Local<'_>, hash: &[u8], now: DateTime<Utc>) -> Result<()> {
    local.execute(one_session(hash).value("ended_at", now)).await.map(|_| ())
}

/// Why a patient corrected answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The response that counts since.
    pub response: ResponseId,
    /// When.
    pub at: DateTime<Utc>,
    /// The reason in a few words, sealed with the person's own key.
    pub reason_sealed: Vec<u8>,
}

/// Adds the reason for a correction.
///
/// # Errors
/// When there is no such response, or the database refuses.
pub async fn add_correction(tx: &mut TenantTx, person: PersonId, correction: &Correction) -> Result<()> {
    tx.note(Act::Create, format_args!("correction:{}", correction.response), "reason");
    tx.insert(
        "correction",
        [[
            ("response_id", correction.response.0.into()),
            ("person_id", person.0.into()),
            ("at", correction.at.into()),
            ("reason_sealed", correction.reason_sealed.clone().into()),
        ]],
    )
    .await
}

/// Why an open patient corrected answers, in order of time.
///
/// # Errors
/// When the database refuses.
pub async fn list_corrections(tx: &mut TenantTx, open: &OpenPerson) -> Result<Vec<Correction>> {
    #[derive(FromRow)]
    struct CorrectionRow {
        response_id: Uuid,
        at: DateTime<Utc>,
        reason_sealed: Vec<u8>,
    }
    let mut select = tx.select("correction", &["response_id", "at", "reason_sealed"]);
    select
        .and_where(is("correction", "person_id", open.id().0))
        .order_by(("correction", "at"), Order::Asc)
        .order_by(("correction", "response_id"), Order::Asc);
    let rows = tx.all::<CorrectionRow>(&select).await?;
    Ok(rows
        .into_iter()
        .map(|row| Correction { response: row.response_id.into(), at: row.at, reason_sealed: row.reason_sealed })
        .collect())
}
