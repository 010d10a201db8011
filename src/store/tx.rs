//! The tenant wall: transactions that know whose they are.

use chrono::{DateTime, Utc};
use sea_query::{DeleteStatement, Expr, ExprTrait, Func, Query, SelectStatement, UpdateStatement, Value};
use sea_query_sqlx::SqlxBinder;

use super::audit::{self, Act, Note};
use super::sql::{self, Row, Tx, col};
use super::{Db, Result, StoreError};
use crate::domain::access::Grants;
use crate::domain::care::{AccountId, PersonId, RequestId, TenantId};

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff.
    Account(AccountId),
    /// Whoever holds the link of a request.
    Respondent(RequestId),
    /// The patient, on the own pages, after both proofs.
    Patient(PersonId),
    /// Whoever reads at an address that was written to: by the link in a message, or by replying.
    Recipient,
    /// Another organisation, by its signature under what it sent.
    Partner,
    /// The operator, from the command line.
    Operator,
    /// The service itself: what happens at its time.
    Scheduler,
}

impl std::fmt::Display for Actor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Account(id) => write!(formatter, "account:{id}"),
            Self::Respondent(id) => write!(formatter, "respondent:{id}"),
            Self::Patient(id) => write!(formatter, "patient:{id}"),
            Self::Recipient => formatter.write_str("recipient"),
            Self::Partner => formatter.write_str("partner"),
            Self::Operator => formatter.write_str("operator"),
            Self::Scheduler => formatter.write_str("scheduler"),
        }
    }
}

/// Proof that the actor belongs to the tenant. Made only from a sign-in, a link, or by the operator
/// and the scheduler, who stand on the server itself.
#[derive(Clone, Debug)]
pub struct Proof {
    tenant: TenantId,
    actor: Actor,
    grants: Grants,
}

impl Proof {
    pub(super) const fn new(tenant: TenantId, actor: Actor, grants: Grants) -> Self {
        Self { tenant, actor, grants }
    }

    /// The operator, who runs the server and needs no grant: what commands do, and the demonstration.
    #[must_use]
    pub const fn operator(tenant: TenantId) -> Self {
        Self::new(tenant, Actor::Operator, Grants(Vec::new()))
    }

    /// Whoever reads at an address that the tenant wrote to; no grant. The caller has seen the secret that
    /// was in the message, or that the gateway reports with.
    #[must_use]
    pub const fn recipient(tenant: TenantId) -> Self {
        Self::new(tenant, Actor::Recipient, Grants(Vec::new()))
    }

    /// Another organisation of a network; no grant. The caller has checked its signature against the key that is kept of
    /// it.
    #[must_use]
    pub const fn partner(tenant: TenantId) -> Self {
        Self::new(tenant, Actor::Partner, Grants(Vec::new()))
    }

    /// Somebody who is signing in, or failing to: no grant yet.
    #[must_use]
    pub const fn signing_in(tenant: TenantId, account: AccountId) -> Self {
        Self::new(tenant, Actor::Account(account), Grants(Vec::new()))
    }

    /// The service itself. For `jobs` alone.
    #[must_use]
    pub const fn scheduler(tenant: TenantId) -> Self {
        Self::new(tenant, Actor::Scheduler, Grants(Vec::new()))
    }

    /// The tenant it opens.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The member of staff who acts; `None` when it is somebody else.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self.actor {
            Actor::Account(account) => Some(account),
            Actor::Respondent(_)
            | Actor::Patient(_)
            | Actor::Recipient
            | Actor::Partner
            | Actor::Operator
            | Actor::Scheduler => None,
        }
    }

    /// What the actor has been granted.
    #[must_use]
    pub const fn grants(&self) -> &Grants {
        &self.grants
    }
}

/// A transaction inside one tenant.
///
/// Whatever is not committed is undone. A transaction that wrote rows but no audit row refuses to
/// commit: see [`TenantTx::note`].
pub struct TenantTx {
    tx: Tx,
    tenant: TenantId,
    actor: Actor,
    now: DateTime<Utc>,
    correlation: String,
    notes: Vec<Note>,
    writes: usize,
    read_only: bool,
}

impl TenantTx {
    pub(super) async fn open(
        mut tx: Tx,
        proof: &Proof,
        now: DateTime<Utc>,
        correlation: String,
        read_only: bool,
    ) -> Result<Self> {
        if let Tx::Postgres(tx) = &mut tx {
            // `true`: for this transaction only. With `false` the setting would stay on the pooled
            // connection and open the next borrower's door.
            sqlx::query("SELECT set_config('app.tenant', $1, true)")
                .bind(proof.tenant.to_string())
                .execute(&mut **tx)
                .await?;
        }
        let (tenant, actor) = (proof.tenant, proof.actor);
        Ok(Self { tx, tenant, actor, now, correlation, notes: Vec::new(), writes: 0, read_only })
    }

    /// The tenant.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// What is noted next is done by somebody else of the same tenant, who has proved it: what many
    /// respondents send at once is stored at once, and each stands for their own.
    ///
    /// # Errors
    /// When the proof opens another tenant.
    pub(super) fn act_for(&mut self, proof: &Proof) -> Result<()> {
        if proof.tenant != self.tenant {
            return Err(StoreError::Unfit("a proof for one tenant was brought to another".to_owned()));
        }
        self.actor = proof.actor;
        Ok(())
    }

    /// Goes back to who opened the transaction, after [`TenantTx::act_for`].
    pub(super) const fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// The instant at which all of this happens.
    #[must_use]
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The tables outside the tenant, in this same transaction.
    pub const fn local(&mut self) -> Local<'_> {
        Local(&mut self.tx)
    }

    /// Records what is being done, to be chained when the transaction commits: the act, on what,
    /// and the names (never the contents) of the fields concerned.
    pub fn note(&mut self, act: Act, subject: impl std::fmt::Display, fields: &str) {
        self.note_because(act, subject, fields, "");
    }

    /// The same, with the reason the actor gave.
    pub fn note_because(&mut self, act: Act, subject: impl std::fmt::Display, fields: &str, reason: &str) {
        self.notes.push(Note {
            actor: self.actor,
            act,
            subject: subject.to_string(),
            fields: fields.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// Whether it only reads.
    pub(super) const fn is_snapshot(&self) -> bool {
        self.read_only
    }

    /// Refuses what must be noted in a transaction that cannot keep notes.
    pub(super) fn need_notes(&self) -> Result<()> {
        if self.read_only {
            return Err(StoreError::Unfit("a snapshot was asked to open what must be noted".to_owned()));
        }
        Ok(())
    }

    /// Chains the audit rows and commits.
    ///
    /// # Errors
    /// When rows were written without an audit row, or the database refuses.
    pub async fn commit(mut self) -> Result<()> {
        if self.writes > 0 && self.notes.is_empty() {
            return Err(StoreError::Unaudited(self.writes));
        }
        if !self.notes.is_empty() {
            let notes = std::mem::take(&mut self.notes);
            audit::append(&mut self.tx, self.tenant, self.now, &self.correlation, notes).await?;
        }
        self.tx.commit().await
    }

    /// Starts every read: columns of one table, within the tenant.
    pub(super) fn select(&self, table: &'static str, columns: &[&'static str]) -> SelectStatement {
        let mut select = Query::select();
        select.columns(columns.iter().map(|column| (table, *column))).from(table).and_where(self.own(table));
        select
    }

    /// Starts every count, within the tenant.
    pub(super) fn count(&self, table: &'static str) -> SelectStatement {
        let mut select = Query::select();
        select.expr_as(Func::count(col(table, "tenant_id")), "n").from(table).and_where(self.own(table));
        select
    }

    /// Starts every change, within the tenant.
    pub(super) fn update(&self, table: &'static str) -> UpdateStatement {
        let mut update = Query::update();
        update.table(table).and_where(self.own(table));
        update
    }

    /// Starts every removal, within the tenant.
    pub(super) fn delete(&self, table: &'static str) -> DeleteStatement {
        let mut delete = Query::delete();
        delete.from_table(table).and_where(self.own(table));
        delete
    }

    /// Joins another table of the same tenant: `table.column = other.id`.
    pub(super) fn join(
        &self,
        select: &mut SelectStatement,
        other: &'static str,
        id: &'static str,
        (table, column): (&'static str, &'static str),
    ) {
        let on = self.own(other).and(col(other, id).equals((table, column)));
        select.inner_join(other, on);
    }

    fn own(&self, table: &'static str) -> Expr {
        sql::is(table, "tenant_id", self.tenant.0)
    }

    pub(super) async fn all<T: Row>(&mut self, query: &SelectStatement) -> Result<Vec<T>> {
        self.tx.all(query).await
    }

    pub(super) async fn optional<T: Row>(&mut self, query: &SelectStatement) -> Result<Option<T>> {
        self.tx.optional(query).await
    }

    pub(super) async fn execute(&mut self, statement: &impl SqlxBinder) -> Result<u64> {
        if self.read_only {
            return Err(StoreError::Unfit("a read-only transaction was asked to write".to_owned()));
        }
        self.writes += 1;
        self.tx.execute(statement).await
    }

    /// Runs a change that must touch exactly one row.
    pub(super) async fn execute_one(&mut self, table: &'static str, statement: &impl SqlxBinder) -> Result<()> {
        match self.execute(statement).await? {
            1 => Ok(()),
            touched => Err(StoreError::Touched { table, touched, expected: 1 }),
        }
    }

    /// Inserts rows. The tenant goes in as a column of its own, so that no caller can name another.
    pub(super) async fn insert<const N: usize>(
        &mut self,
        table: &'static str,
        rows: impl IntoIterator<Item = [(&'static str, Value); N]>,
    ) -> Result<()> {
        for statement in sql::insert(table, Some(self.tenant.0), rows) {
            self.execute(&statement).await?;
        }
        Ok(())
    }
}

/// The tables that are read before a tenant is known: tenants, accounts, memberships, sign-ins, links.
/// None of them holds anything about a patient.
pub struct Local<'a>(pub(super) &'a mut Tx);

impl Local<'_> {
    pub(super) async fn all<T: Row>(&mut self, query: &SelectStatement) -> Result<Vec<T>> {
        self.0.all(query).await
    }

    pub(super) async fn optional<T: Row>(&mut self, query: &SelectStatement) -> Result<Option<T>> {
        self.0.optional(query).await
    }

    pub(super) async fn execute(&mut self, statement: &impl SqlxBinder) -> Result<u64> {
        self.0.execute(statement).await
    }

    pub(super) async fn insert<const N: usize>(
        &mut self,
        table: &'static str,
        row: [(&'static str, Value); N],
    ) -> Result<()> {
        for statement in sql::insert(table, None, [row]) {
            self.0.execute(&statement).await?;
        }
        Ok(())
    }
}

/// A transaction over local tables alone.
pub struct LocalTx(Tx);

impl LocalTx {
    /// The tables.
    pub const fn local(&mut self) -> Local<'_> {
        Local(&mut self.0)
    }

    /// Keeps what was done.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn commit(self) -> Result<()> {
        self.0.commit().await
    }
}

impl Db {
    /// Opens the tenant that `proof` belongs to, for reading and writing.
    ///
    /// On SQLite the whole transaction holds the write lock: keep it short, and never hash a
    /// password or call out inside it.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tenant(&self, proof: &Proof, now: DateTime<Utc>, correlation: &str) -> Result<TenantTx> {
        TenantTx::open(self.begin_write().await?, proof, now, correlation.to_owned(), false).await
    }

    /// Opens the tenant for reading what names no person: one snapshot, however long it takes.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tenant_snapshot(&self, proof: &Proof, now: DateTime<Utc>) -> Result<TenantTx> {
        TenantTx::open(self.begin_read().await?, proof, now, String::new(), true).await
    }

    /// Opens the local tables.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn local(&self) -> Result<LocalTx> {
        Ok(LocalTx(self.begin_write().await?))
    }

    /// Opens the local tables for reading.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn local_snapshot(&self) -> Result<LocalTx> {
        Ok(LocalTx(self.begin_read().await?))
    }
}
