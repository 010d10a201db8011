//! The audit chain: every write, and every read of a person, in the same transaction as the act.
//!
//! Each row's hash covers the row and the hash before it, so that an altered, removed or reordered
//! row is found by walking the chain. A removed end is found against a checkpoint kept elsewhere.

use chrono::{DateTime, SecondsFormat, Utc};
use sea_query::{ExprTrait, Order, Query};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::{self, Tx, is};
use super::{Actor, OpenPerson, Result, StoreError, TenantTx};
use crate::codes;
use crate::domain::care::{AccountId, TenantId};

codes! {
    /// What was done.
    pub enum Act {
        /// Somebody saw who a person is, or what a person answered.
        Read = "read",
        /// Something was made.
        Create = "create",
        /// Something was changed.
        Change = "change",
        /// Something was removed.
        Remove = "remove",
        /// Somebody tried what they may not, or what did not succeed.
        Refused = "refused",
        /// Somebody signed in.
        SignIn = "sign-in",
        /// Somebody signed out.
        SignOut = "sign-out",
        /// Figures about many were computed or taken out.
        Report = "report",
        /// Data came in from a file.
        Import = "import",
    }
}

/// One thing to be chained.
pub(super) struct Note {
    pub(super) actor: Actor,
    pub(super) act: Act,
    pub(super) subject: String,
    pub(super) fields: String,
    pub(super) reason: String,
}

/// The hash before the first row.
pub const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One row of the chain.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, as `account:ID`, `respondent:ID`, `patient:ID`, `recipient`, `partner`, `operator` or `scheduler`.
    pub actor: String,
    /// What; see [`Act`].
    pub act: String,
    /// On what, as `kind:ID`.
    pub subject: String,
    /// Names of the fields concerned, never their contents.
    pub fields: String,
    /// The reason given, when one was asked for.
    pub reason: String,
    /// What ties it to a line in the server's log; empty where nothing does.
    pub correlation: String,
    /// The hash of the row before.
    pub previous: String,
    /// The hash of this row.
    pub hash: String,
}

impl Entry {
    /// SHA-256, in hex, of the row's canonical text: a JSON list of strings, the time in
    /// milliseconds (our clock gives nothing finer; a row that has it was altered, and hashes as it
    /// stands). The same on both databases.
    #[must_use]
    pub fn digest(&self, tenant: TenantId) -> String {
        let (seq, tenant) = (self.seq.to_string(), tenant.to_string());
        let is_ours = self.at.timestamp_subsec_nanos().is_multiple_of(1_000_000);
        let form = if is_ours { SecondsFormat::Millis } else { SecondsFormat::Nanos };
        let at = self.at.to_rfc3339_opts(form, true);
        let parts = [
            &tenant,
            &seq,
            &at,
            &self.actor,
            &self.act,
            &self.subject,
            &self.fields,
            &self.reason,
            &self.correlation,
            &self.previous,
        ];
        let text = serde_json::Value::from(parts.map(|part| serde_json::Value::from(part.as_str())).to_vec());
        data_encoding::HEXLOWER.encode(&Sha256::digest(text.to_string()))
    }
}

#[derive(FromRow)]
struct Head {
    seq: i64,
    hash: String,
}

/// Appends notes to the tenant's chain. The head row is locked, so that chains never fork.
pub(super) async fn append(
    tx: &mut Tx,
    tenant: TenantId,
    now: DateTime<Utc>,
    correlation: &str,
    notes: Vec<Note>,
) -> Result<()> {
    let mut select = Query::select();
    select
        .columns(["seq", "hash"])
        .from("audit_head")
        .and_where(is("audit_head", "tenant_id", tenant.0))
        .lock_exclusive();
    let mut head = match tx.optional::<Head>(&select).await? {
        Some(head) => head,
        None => Head { seq: 0, hash: BEGINNING.to_owned() },
    };
    let began = head.seq;
    let mut rows = Vec::with_capacity(notes.len());
    for note in notes {
        let mut entry = Entry {
            seq: head.seq + 1,
            at: now,
            actor: note.actor.to_string(),
            act: note.act.code().to_owned(),
            subject: note.subject,
            fields: note.fields,
            reason: note.reason,
            correlation: correlation.to_owned(),
            previous: head.hash,
            hash: String::new(),
        };
        entry.hash = entry.digest(tenant);
        head = Head { seq: entry.seq, hash: entry.hash.clone() };
        rows.push([
            ("seq", entry.seq.into()),
            ("at", entry.at.into()),
            ("actor", entry.actor.into()),
            ("act", entry.act.into()),
            ("subject", entry.subject.into()),
            ("fields", entry.fields.into()),
            ("reason", entry.reason.into()),
            ("correlation", entry.correlation.into()),
            ("previous", entry.previous.into()),
            ("hash", entry.hash.into()),
        ]);
    }
    for statement in sql::insert("audit", Some(tenant.0), rows) {
        tx.execute(&statement).await?;
    }
    if began == 0 {
        for statement in
            sql::insert("audit_head", Some(tenant.0), [[("seq", head.seq.into()), ("hash", head.hash.into())]])
        {
            tx.execute(&statement).await?;
        }
    } else {
        let mut update = Query::update();
        update.table("audit_head").value("seq", head.seq).value("hash", head.hash).and_where(is(
            "audit_head",
            "tenant_id",
            tenant.0,
        ));
        tx.execute(&update).await?;
    }
    Ok(())
}

/// Up to `limit` rows with a number above `after`, in order.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut TenantTx, after: i64, limit: u64) -> Result<Vec<Entry>> {
    let mut select = tx.select(
        "audit",
        &["seq", "at", "actor", "act", "subject", "fields", "reason", "correlation", "previous", "hash"],
    );
    select.and_where(sql::col("audit", "seq").gt(after)).order_by(("audit", "seq"), Order::Asc).limit(limit);
    tx.all(&select).await
}

/// That a member of staff opened something of a patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadBy {
    /// Its number in the chain.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub account: AccountId,
    /// What was opened, as it was noted; see [`Entry::fields`].
    pub fields: String,
}

/// When staff read who an open patient is or what they answered, the latest first, up to `limit` times; with
/// `before`, only what has a lower number in the chain.
///
/// # Errors
/// When the database refuses, or a row names no account.
pub async fn list_reads(tx: &mut TenantTx, open: &OpenPerson, before: Option<i64>, limit: u64) -> Result<Vec<ReadBy>> {
    #[derive(FromRow)]
    struct ReadRow {
        seq: i64,
        at: DateTime<Utc>,
        actor: String,
        fields: String,
    }
    let mut select = tx.select("audit", &["seq", "at", "actor", "fields"]);
    if let Some(before) = before {
        select.and_where(sql::col("audit", "seq").lt(before));
    }
    select
        .and_where(is("audit", "subject", format!("person:{}", open.id())))
        .and_where(is("audit", "act", Act::Read.code()))
        .and_where(sql::col("audit", "actor").like("account:%"))
        .order_by(("audit", "seq"), Order::Desc)
        .limit(limit);
    let rows = tx.all::<ReadRow>(&select).await?;
    rows.into_iter()
        .map(|row| {
            let account = row.actor.strip_prefix("account:").and_then(|id| id.parse::<Uuid>().ok());
            let read_by =
                |account| ReadBy { seq: row.seq, at: row.at, account: AccountId(account), fields: row.fields };
            account.map(read_by).ok_or_else(|| StoreError::Corrupt {
                table: "audit",
                column: "actor",
                row: row.seq.to_string(),
                value: row.actor.clone(),
            })
        })
        .collect()
}

/// The end of the chain: number and hash. `(0, BEGINNING)` when nothing has happened.
///
/// # Errors
/// When the database refuses.
pub async fn head(tx: &mut TenantTx) -> Result<(i64, String)> {
    let select = tx.select("audit_head", &["seq", "hash"]);
    Ok(tx.optional::<Head>(&select).await?.map_or((0, BEGINNING.to_owned()), |head| (head.seq, head.hash)))
}

/// The end of the chain, when nothing that figures rest on was written since `known` was its end: what stands there
/// since says only that something was read, that somebody came and went, that a message was sent, or that an answer was
/// saved that is not yet given. `None` when something was.
pub(super) async fn unchanged_since(tx: &mut TenantTx, known: &(i64, String)) -> Result<Option<(i64, String)>> {
    #[derive(FromRow)]
    struct ChangeRow {
        #[sqlx(rename = "seq")]
        _seq: i64,
    }
    let end = head(tx).await?;
    if end == *known {
        return Ok(Some(end));
    }
    // A database that was put back from a copy has another chain, or a shorter one.
    let mut select = tx.select("audit", &["seq"]);
    select.and_where(is("audit", "seq", known.0)).and_where(is("audit", "hash", known.1.as_str()));
    if known.0 > 0 && tx.optional::<ChangeRow>(&select).await?.is_none() {
        return Ok(None);
    }
    let quiet = [Act::Read, Act::Refused, Act::SignIn, Act::SignOut, Act::Report].map(Act::code);
    let mut select = tx.select("audit", &["seq"]);
    select
        .and_where(sql::col("audit", "seq").gt(known.0))
        .and_where(sql::col("audit", "act").is_not_in(quiet))
        .and_where(
            sql::col("audit", "subject").not_like("request:%").or(sql::col("audit", "fields").not_like("draft%")),
        )
        .and_where(sql::col("audit", "subject").not_like("message%"))
        .limit(1);
    Ok(tx.optional::<ChangeRow>(&select).await?.is_none().then_some(end))
}
