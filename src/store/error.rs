//! What can go wrong with stored data.

use thiserror::Error;

/// What can go wrong with stored data. "Not there" is never an error: it is `Ok(None)`.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The database refused or was not reachable.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// There is no room left to store anything; what was received before is safe.
    #[error("the disk of the database is full")]
    Full(#[source] sqlx::Error),
    /// Something with the same identity is already there.
    #[error("already there: {0}")]
    Conflict(String),
    /// A row holds what no program of ours writes.
    #[error("corrupt row: {table}.{column} of {row} holds \"{value}\"")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// What it holds.
        value: String,
    },
    /// Rows were written but no audit row says so; nothing was stored.
    #[error("{0} statement(s) wrote without an audit row; nothing was stored")]
    Unaudited(usize),
    /// A change expected one row and found another number; nothing was stored.
    #[error("changing {table} touched {touched} rows where {expected} was expected")]
    Touched {
        /// The table.
        table: &'static str,
        /// How many it touched.
        touched: u64,
        /// How many it should have.
        expected: u64,
    },
    /// The database is not fit to hold patients' answers.
    #[error("{0}")]
    Unfit(String),
    /// The migrations are not all in place.
    #[error("{0}")]
    Migration(String),
}

impl StoreError {
    /// Whether the database could not be asked, as opposed to one that refused what it was asked.
    #[must_use]
    pub const fn is_unreachable(&self) -> bool {
        use sqlx::Error as E;
        matches!(
            self,
            Self::Database(E::Io(_) | E::Tls(_) | E::Protocol(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed)
        )
    }

    /// Whether a row was there but does not read, as opposed to a database that does not answer.
    #[must_use]
    pub const fn is_unreadable(&self) -> bool {
        matches!(self, Self::Corrupt { .. } | Self::Database(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(inner) = &error {
            // SQLITE_FULL is 13; 53100 is PostgreSQL's disk_full.
            if matches!(inner.code().as_deref(), Some("13" | "53100")) {
                return Self::Full(error);
            }
            if inner.is_unique_violation() {
                return Self::Conflict(inner.message().to_owned());
            }
        }
        Self::Database(error)
    }
}
