//! Databases, fresh and migrated, opened as the server opens them, with a way round the store to see
//! what is really there.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;

use lytt::ambient::Ambient;
use lytt::app::App;
use lytt::auth::MasterKey;
use lytt::domain::care::TenantId;
use lytt::store::{self, Db, Kind};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use uuid::Uuid;

use super::morning;
use super::postgres::{Cluster, cluster};

/// The address of the service in tests.
pub(crate) const ORIGIN: &str = "https://lytt.example";

/// A fresh database.
pub(crate) struct Database {
    /// As the server has it.
    pub(crate) db: Db,
    /// Round the store: every row, no walls.
    pub(crate) raw: Raw,
    /// Where it is, as an operator would write it.
    pub(crate) url: String,
    folder: Option<TempDir>,
    cluster: Option<(Arc<Cluster>, String)>,
}

/// A connection that no wall stops.
#[derive(Clone)]
pub(crate) enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs one test body on SQLite, then on PostgreSQL, each time on a database of its own.
pub(crate) fn on_both(body: impl AsyncFn(Database)) {
    on_sqlite(&body);
    on_postgres(&body);
}

/// The same on SQLite alone.
pub(crate) fn on_sqlite(body: impl AsyncFn(Database)) {
    block_on(async {
        eprintln!("on SQLite");
        body(Database::sqlite().await).await;
    });
}

/// The same on PostgreSQL alone.
pub(crate) fn on_postgres(body: impl AsyncFn(Database)) {
    block_on(async {
        eprintln!("on PostgreSQL");
        body(Database::postgres().await).await;
    });
}

/// Runs something that waits.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(future)
}

/// An application over a database, at [`morning`], with the same chance every time.
pub(crate) fn app(db: &Db) -> App {
    app_with_chance(db, 1)
}

/// The same with other chance, for a database that the first has filled: no id comes twice.
pub(crate) fn app_with_chance(db: &Db, seed: u64) -> App {
    let master = MasterKey::fresh(&Ambient::held(morning(), 0));
    App::new(db.clone(), Ambient::held(morning(), seed), master, ORIGIN.to_owned()).unwrap()
}

impl Database {
    /// An SQLite database.
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("lytt.db").to_str().unwrap().to_owned();
        store::migrate(&url).await.unwrap();
        Self::open_sqlite(folder, url).await
    }

    async fn open_sqlite(folder: TempDir, url: String) -> Self {
        let db = Db::connect(&url).await.unwrap();
        db.check().await.unwrap();
        let raw = Raw::Sqlite(sqlite_pool(Path::new(&url)).await);
        Self { db, raw, url, folder: Some(folder), cluster: None }
    }

    /// A PostgreSQL database.
    pub(crate) async fn postgres() -> Self {
        let cluster = cluster();
        let name = cluster.fresh_name();
        on_server(&cluster, &format!("CREATE DATABASE {name}")).await;
        let url = cluster.url("postgres", &name);
        store::migrate(&url).await.unwrap();
        Self::open_postgres(cluster, name).await
    }

    async fn open_postgres(cluster: Arc<Cluster>, name: String) -> Self {
        let url = cluster.url("postgres", &name);
        let db = Db::connect(&url).await.unwrap();
        db.check().await.unwrap();
        let options = PgConnectOptions::from_str(&url).unwrap();
        let raw = Raw::Postgres(PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap());
        Self { db, raw, url, folder: None, cluster: Some((cluster, name)) }
    }

    /// Ends every connection.
    pub(crate) async fn close(&self) {
        self.db.close().await;
        match &self.raw {
            Raw::Sqlite(pool) => pool.close().await,
            Raw::Postgres(pool) => pool.close().await,
        }
    }

    /// Closes the database and makes copies of it possible.
    pub(crate) async fn freeze(self) -> Frozen {
        self.close().await;
        Frozen { url: self.url, _folder: self.folder, cluster: self.cluster }
    }

    /// Where another role reaches the same PostgreSQL database.
    pub(crate) fn url_as(&self, user: &str) -> String {
        let (cluster, name) = self.cluster.as_ref().unwrap();
        cluster.url(user, name)
    }
}

/// A database that is closed, to be copied.
pub(crate) struct Frozen {
    url: String,
    _folder: Option<TempDir>,
    cluster: Option<(Arc<Cluster>, String)>,
}

impl Frozen {
    /// A database with the same rows.
    pub(crate) async fn copy(&self) -> Database {
        if let Some((cluster, name)) = &self.cluster {
            let copy = cluster.fresh_name();
            on_server(cluster, &format!("CREATE DATABASE {copy} TEMPLATE {name}")).await;
            Database::open_postgres(Arc::clone(cluster), copy).await
        } else {
            let folder = tempfile::tempdir().unwrap();
            let copy: PathBuf = folder.path().join("lytt.db");
            std::fs::copy(&self.url, &copy).unwrap();
            let url = copy.to_str().unwrap().to_owned();
            Database::open_sqlite(folder, url).await
        }
    }
}

async fn on_server(cluster: &Cluster, sql: &str) {
    let options = PgConnectOptions::from_str(&cluster.url("postgres", "postgres")).unwrap();
    let mut connection = PgConnection::connect_with(&options).await.unwrap();
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn sqlite_pool(path: &Path) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(path).foreign_keys(true).busy_timeout(super::PATIENCE);
    // One, so that what a PRAGMA sets is there at the next statement.
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
}

impl Raw {
    /// Which database this is.
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }

    /// An id as SQL writes it here.
    pub(crate) fn id(&self, id: impl Into<Uuid>) -> String {
        let id: Uuid = id.into();
        match self {
            Self::Sqlite(_) => format!("x'{}'", id.simple()),
            Self::Postgres(_) => format!("'{id}'::uuid"),
        }
    }

    /// Runs a statement and gives how many rows it touched, or what the database said.
    pub(crate) async fn try_execute(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query(sql).execute(pool).await?.rows_affected(),
            Self::Postgres(pool) => sqlx::query(sql).execute(pool).await?.rows_affected(),
        })
    }

    /// Runs a statement that must work.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        self.try_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// The one text column of a query.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let text = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(pool) => sqlx::query_scalar(text).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(text).fetch_all(pool).await,
        }
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// How many rows of a table meet a condition.
    pub(crate) async fn count(&self, table: &str, condition: &str) -> i64 {
        let sql = format!("SELECT CAST(count(*) AS text) FROM {table} WHERE {condition}");
        self.texts(&sql).await[0].parse().unwrap()
    }

    /// The product's tables, by name.
    pub(crate) async fn tables(&self) -> Vec<String> {
        self.texts(match self {
            Self::Sqlite(_) => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' \
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
            }
            Self::Postgres(_) => {
                "SELECT tablename::text COLLATE \"C\" FROM pg_tables WHERE schemaname = 'public' \
                 AND tablename NOT LIKE '\\_sqlx%' ORDER BY 1"
            }
        })
        .await
    }

    /// The columns of a table, in order.
    pub(crate) async fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&match self {
            Self::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid"),
            Self::Postgres(_) => format!(
                "SELECT column_name::text FROM information_schema.columns WHERE table_schema = 'public' \
                 AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        })
        .await
    }

    /// The tables whose rows belong to a tenant and that the tenant wall covers.
    pub(crate) async fn tenant_tables(&self) -> Vec<String> {
        let mut found = Vec::new();
        for table in self.tables().await {
            if !LOCAL.contains(&table.as_str()) {
                assert_eq!(self.columns(&table).await[0], "tenant_id", "{table} is neither a tenant's nor local");
                found.push(table);
            }
        }
        found
    }

    /// Everything in the database.
    pub(crate) async fn dump(&self) -> String {
        self.dump_where(|_| Some("1 = 1".to_owned())).await
    }

    /// Everything that belongs to a tenant, in tenant tables and in local ones.
    pub(crate) async fn dump_of(&self, tenant: TenantId) -> String {
        let id = self.id(tenant);
        self.dump_where(|table| match table {
            "account" | "used_definition" => None,
            "tenant" => Some(format!("id = {id}")),
            _ => Some(format!("tenant_id = {id}")),
        })
        .await
    }

    /// Every row that meets its table's condition, in two questions: there may be hundreds of dumps in a test.
    async fn dump_where(&self, condition: impl Fn(&str) -> Option<String>) -> String {
        let rows: Vec<(String, String)> = match self {
            Self::Sqlite(_) => {
                let columns = "SELECT s.name || ' ' || group_concat('quote(\"' || c.name || '\")', '||''|''||') \
                               FROM sqlite_schema s, pragma_table_info(s.name) c \
                               WHERE s.type = 'table' AND s.name NOT LIKE '\\_sqlx%' ESCAPE '\\' \
                               AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' GROUP BY s.name ORDER BY s.name";
                let found = self.texts(columns).await;
                found
                    .iter()
                    .filter_map(|line| line.split_once(' '))
                    .map(|(t, r)| (t.to_owned(), r.to_owned()))
                    .collect()
            }
            Self::Postgres(_) => {
                self.tables().await.into_iter().map(|table| (table.clone(), format!("{table}::text"))).collect()
            }
        };
        let parts: Vec<String> = rows
            .iter()
            .filter_map(|(table, row)| {
                Some(format!("SELECT '{table}: ' || {row} AS line FROM {table} WHERE {}", condition(table)?))
            })
            .collect();
        let mut lines = self.texts(&parts.join(" UNION ALL ")).await;
        lines.sort_unstable();
        lines.push(String::new());
        lines.join("\n")
    }
}

/// The tables that are read before a tenant is known.
pub(crate) const LOCAL: [&str; 10] = [
    "account",
    "link",
    "membership",
    "own_link",
    "own_session",
    "room",
    "sign_in",
    "stop_link",
    "tenant",
    "used_definition",
];
