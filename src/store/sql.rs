//! One text for two databases: statements are built once and bound to whichever is open.

use sea_query::{Expr, ExprTrait, InsertStatement, PostgresQueryBuilder, Query, SqliteQueryBuilder, Value};
use sea_query_sqlx::SqlxBinder;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, FromRow, Postgres, Sqlite, Transaction};
use uuid::Uuid;

use super::{Result, StoreError};

/// A row that both databases can fill.
pub(super) trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Statements longer than this, in bytes, are not kept prepared: each would hold megabytes for as long as
/// its connection lives. The longest insert of [`MOST_ROWS`] rows is shorter.
const LONGEST_KEPT: usize = 16 * 1024;

/// The most rows one insert has. Inserts have 1, 2, 4 … 64 rows, so that each table's few statements are
/// prepared once and used again, however many rows come together.
const MOST_ROWS: usize = 64;

/// An open transaction on either database.
pub(super) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

// The text is safe to assert: sea-query writes it from names in this crate and binds every value.
impl Tx {
    pub(super) async fn all<T: Row>(&mut self, query: &impl SqlxBinder) -> Result<Vec<T>> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let (sql, values) = query.build_sqlx(SqliteQueryBuilder);
                sqlx::query_as_with(AssertSqlSafe(sql), values).fetch_all(&mut **tx).await?
            }
            Self::Postgres(tx) => {
                let (sql, values) = query.build_sqlx(PostgresQueryBuilder);
                sqlx::query_as_with(AssertSqlSafe(sql), values).fetch_all(&mut **tx).await?
            }
        })
    }

    pub(super) async fn optional<T: Row>(&mut self, query: &impl SqlxBinder) -> Result<Option<T>> {
        Ok(self.all(query).await?.into_iter().next())
    }

    /// Runs a statement that changes rows and says how many it touched.
    pub(super) async fn execute(&mut self, query: &impl SqlxBinder) -> Result<u64> {
        Ok(match self {
            Self::Sqlite(tx) => {
                let (sql, values) = query.build_sqlx(SqliteQueryBuilder);
                let keep = sql.len() < LONGEST_KEPT;
                sqlx::query_with(AssertSqlSafe(sql), values).persistent(keep).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                let (sql, values) = query.build_sqlx(PostgresQueryBuilder);
                let keep = sql.len() < LONGEST_KEPT;
                sqlx::query_with(AssertSqlSafe(sql), values).persistent(keep).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// A column of a table, as an expression.
pub(super) fn col(table: &'static str, column: &'static str) -> Expr {
    Expr::col((table, column))
}

/// Rows to insert, each a list of column and value in the same order, with the tenant before them.
pub(super) fn insert<const N: usize>(
    table: &'static str,
    tenant: Option<Uuid>,
    rows: impl IntoIterator<Item = [(&'static str, Value); N]>,
) -> Vec<InsertStatement> {
    let rows: Vec<_> = rows.into_iter().collect();
    let mut left = rows.len();
    let mut rows = rows.into_iter();
    let mut statements = Vec::new();
    while left > 0 {
        // The largest power of two that is left.
        let take = MOST_ROWS.min(1 << left.ilog2());
        left -= take;
        let mut statement = Query::insert();
        statement.into_table(table);
        for (index, row) in rows.by_ref().take(take).enumerate() {
            if index == 0 {
                statement.columns(tenant.map(|_| "tenant_id").into_iter().chain(row.iter().map(|(column, _)| *column)));
            }
            let values = row.into_iter().map(|(_, value)| Expr::from(value));
            statement.values_panic(tenant.map(Expr::from).into_iter().chain(values));
        }
        statements.push(statement);
    }
    statements
}

/// The condition that a column holds one of these values. The list is filled up with its last to a power
/// of two, so that the statements of a few sizes are prepared once and used again.
pub(super) fn is_one_of<T: Into<Value> + Clone>(
    table: &'static str,
    column: &'static str,
    values: impl IntoIterator<Item = T>,
) -> Expr {
    let mut values: Vec<T> = values.into_iter().collect();
    if let Some(last) = values.last().cloned() {
        values.resize(values.len().next_power_of_two(), last);
    }
    col(table, column).is_in(values.into_iter().map(|value| Expr::from(value.into())))
}

/// The condition that a column holds this value.
pub(super) fn is(table: &'static str, column: &'static str, value: impl Into<Value>) -> Expr {
    col(table, column).eq(Expr::from(value.into()))
}

/// Reads a closed list's member from its written form.
pub(super) fn read<T: std::str::FromStr>(
    value: &str,
    table: &'static str,
    column: &'static str,
    row: impl std::fmt::Display,
) -> Result<T> {
    value.parse().map_err(|_| StoreError::Corrupt { table, column, row: row.to_string(), value: value.to_owned() })
}
