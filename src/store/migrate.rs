//! Bringing a database to the shape this program knows.

use std::str::FromStr;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection, Executor};

use super::{Db, Result, StoreError};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

fn failed(error: impl std::fmt::Display) -> StoreError {
    StoreError::Migration(format!("migrating failed: {error}"))
}

/// Applies the migrations that are not in place yet; each is one transaction.
///
/// On SQLite a table that changes its rules is made anew, which foreign keys would not allow: they are
/// off meanwhile, and every one is checked afterwards.
///
/// On PostgreSQL `url` must log in as a role that may create tables and roles: the tables are to be
/// owned by another than the role the server works as.
///
/// # Errors
/// When a migration fails, or one that was applied has changed since.
pub async fn migrate(url: &str) -> Result<()> {
    if url.starts_with("postgres") {
        let mut connection = PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await?;
        POSTGRES.run_direct(None, &mut connection, false).await.map_err(failed)?;
        // The list of migrations is sqlx's own table: without this the server cannot see what is applied.
        connection.execute("GRANT SELECT ON _sqlx_migrations TO lytt_app").await.map_err(failed)?;
        connection.close().await?;
        return Ok(());
    }
    // The file is made, and its journal set, as the server will have it.
    Db::connect(url).await?.close().await;
    let mut connection = SqliteConnection::connect_with(&super::db::sqlite_options(url).foreign_keys(false)).await?;
    SQLITE.run_direct(None, &mut connection, false).await.map_err(failed)?;
    let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await?.len();
    connection.close().await?;
    if broken > 0 {
        return Err(failed(format!("{broken} row(s) refer to something that is not there")));
    }
    Ok(())
}

impl Db {
    /// How many migrations this program knows that the database does not have yet.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn pending_migrations(&self) -> Result<usize> {
        let known = match self {
            Self::Sqlite { .. } => SQLITE.iter().count(),
            Self::Postgres(_) => POSTGRES.iter().count(),
        };
        let text = "SELECT count(*) FROM _sqlx_migrations WHERE success";
        let applied: std::result::Result<i64, sqlx::Error> = match self {
            Self::Sqlite { write, .. } => sqlx::query_scalar(text).fetch_one(write).await,
            Self::Postgres(pool) => sqlx::query_scalar(text).fetch_one(pool).await,
        };
        // No table at all: nothing has been applied.
        let applied = match applied {
            Err(sqlx::Error::Database(_)) => 0,
            other => usize::try_from(other?).unwrap_or(0),
        };
        Ok(known.saturating_sub(applied))
    }
}
