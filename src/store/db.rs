//! Opening a database, and refusing one that is not fit for patients' answers.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor, Postgres, Row as _, Transaction};

use super::sql::Tx;
use super::{Result, StoreError};

/// Which database is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The embedded one: a single file.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open database. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One writer, many readers, one file.
    Sqlite {
        /// Readers; they see the last commit and wait for nobody.
        read: SqlitePool,
        /// The single writer. With more than one, `BEGIN IMMEDIATE` would fail as busy instead of waiting its turn.
        write: SqlitePool,
    },
    /// A pool whose connections work as `lytt_app`.
    Postgres(PgPool),
}

/// How many statements each connection keeps prepared: what is stored together comes in seven sizes of each
/// statement, and beside them stands everything else.
const STATEMENTS: usize = 400;

/// How every connection to an SQLite file is opened.
pub(super) fn sqlite_options(url: &str) -> SqliteConnectOptions {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    SqliteConnectOptions::new()
        .filename(Path::new(path))
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: an answer that was receipted survives a power cut. NORMAL would sync only at checkpoints.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(STATEMENTS)
        .pragma("secure_delete", "on")
}

/// The role the server works as on PostgreSQL.
const APP_ROLE: &str = "lytt_app";

impl Db {
    /// Opens the database at `url`: `postgres://…`, `sqlite:PATH` or a path.
    /// The file is made when it is not there; tables are not: see [`super::migrate`](fn@super::migrate).
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?.application_name("lytt");
            let options = options.statement_cache_capacity(STATEMENTS);
            let pool = PgPoolOptions::new()
                .max_connections(16)
                .acquire_timeout(Duration::from_secs(10))
                .after_connect(|connection, _| {
                    Box::pin(async move {
                        // Before the first migration the role is not there; `check` refuses to serve then.
                        let known: Option<i32> = sqlx::query_scalar("SELECT 1 FROM pg_roles WHERE rolname = $1")
                            .bind(APP_ROLE)
                            .fetch_optional(&mut *connection)
                            .await?;
                        if known.is_some() {
                            connection.execute("SET ROLE lytt_app").await?;
                        }
                        Ok(())
                    })
                })
                .connect_with(options)
                .await?;
            Ok(Self::Postgres(pool))
        } else {
            Self::connect_sqlite(sqlite_options(url)).await
        }
    }

    async fn connect_sqlite(options: SqliteConnectOptions) -> Result<Self> {
        let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        let read = SqlitePoolOptions::new().max_connections(4).connect_with(options.read_only(true)).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Which database this is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Sqlite { .. } => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// Refuses a database that may lose what it confirmed, or whose walls this role could walk through.
    ///
    /// # Errors
    /// [`StoreError::Unfit`], saying what to change.
    pub async fn check(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => {
                let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(write).await?;
                let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(write).await?;
                let keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(write).await?;
                if !mode.eq_ignore_ascii_case("wal") || synchronous < 2 || keys != 1 {
                    return Err(StoreError::Unfit(format!(
                        "SQLite must run with WAL, synchronous FULL and foreign keys; found {mode}, {synchronous}, {keys}. \
                         Is the file on a network disk?"
                    )));
                }
            }
            Self::Postgres(pool) => {
                for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
                    let value: String =
                        sqlx::query_scalar("SELECT current_setting($1)").bind(setting).fetch_one(pool).await?;
                    if matches!(value.as_str(), "off" | "local") {
                        return Err(StoreError::Unfit(format!(
                            "PostgreSQL runs with {setting} = {value}: an answer could be lost after its receipt. \
                             Please set {setting} = on"
                        )));
                    }
                }
                let role = sqlx::query(
                    "SELECT r.rolname, r.rolsuper, r.rolbypassrls, \
                     EXISTS (SELECT 1 FROM pg_tables t WHERE t.tableowner = r.rolname AND t.tablename = 'person') AS owns \
                     FROM pg_roles r WHERE r.rolname = current_user",
                )
                .fetch_one(pool)
                .await?;
                let name: String = role.try_get("rolname")?;
                for (attribute, what) in [
                    ("rolsuper", "is a superuser"),
                    ("rolbypassrls", "may bypass row-level security"),
                    ("owns", "owns the tables"),
                ] {
                    if role.try_get::<bool, _>(attribute)? {
                        return Err(StoreError::Unfit(format!(
                            "the database role \"{name}\" {what}, so the walls between tenants would not hold for it. \
                             Please run `lytt migrate` first, and let the login be a member of {APP_ROLE}"
                        )));
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether the login on PostgreSQL could step back out of the role the server works as.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn login_is_powerful(&self) -> Result<bool> {
        match self {
            Self::Sqlite { .. } => Ok(false),
            Self::Postgres(pool) => {
                Ok(sqlx::query_scalar("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user")
                    .fetch_one(pool)
                    .await?)
            }
        }
    }

    /// Answers when the database does.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        match self {
            Self::Sqlite { read, .. } => sqlx::query("SELECT 1").execute(read).await.map(|_| ())?,
            Self::Postgres(pool) => sqlx::query("SELECT 1").execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Finishes what is under way and closes.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    pub(super) async fn begin_write(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, .. } => match write.begin_with("BEGIN IMMEDIATE").await {
                // SQLite ends a transaction itself when the disk is full; the library then counts one that is
                // not there, and the connection can begin no other.
                Err(sqlx::Error::InvalidSavePointStatement) => {
                    write.acquire().await?.close().await?;
                    Tx::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
                }
                begun => Tx::Sqlite(begun?),
            },
            Self::Postgres(pool) => Tx::Postgres(begin(pool, "BEGIN").await?),
        })
    }

    pub(super) async fn begin_read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => Tx::Postgres(begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
        })
    }
}

/// Begins a transaction, also when whoever waits for it is given up, as when a browser goes away. The library would
/// return the connection with the transaction open, and the next to borrow it would work inside (sqlx 0.9.0, its
/// issue 4393).
async fn begin(pool: &PgPool, statement: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    Ok(begun.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
}
