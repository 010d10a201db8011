//! The third wall alone: PostgreSQL's row-level security, under raw SQL that names no tenant; and what
//! the server refuses to work as.

use std::str::FromStr as _;

use lytt::store::{Db, StoreError};
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};

use crate::support::database::{Database, Raw, block_on, on_postgres, on_sqlite};
use crate::support::morning;
use crate::support::twins::{A, B};

async fn twins(database: &Database) {
    A.seed(&database.db).await;
    B.seed(&database.db).await;
}

/// A connection of a superuser who has stepped down to the server's role.
async fn as_server(database: &Database) -> PgConnection {
    let mut connection = PgConnection::connect(&database.url).await.unwrap();
    connection.execute("SET ROLE lytt_app").await.unwrap();
    connection
}

async fn count(connection: &mut PgConnection, table: &str) -> i64 {
    let sql = AssertSqlSafe(format!("SELECT count(*) FROM {table}"));
    sqlx::query_scalar(sql).fetch_one(connection).await.unwrap()
}

async fn open_door(connection: &mut PgConnection, tenant: &str) {
    sqlx::query("SELECT set_config('app.tenant', $1, true)").bind(tenant).execute(connection).await.unwrap();
}

async fn refused(connection: &mut PgConnection, sql: String) -> String {
    connection.execute("SAVEPOINT before").await.unwrap();
    let error = connection.execute(AssertSqlSafe(sql.clone())).await.expect_err(&sql);
    connection.execute("ROLLBACK TO before").await.unwrap();
    error.to_string()
}

/// The tables whose rows the server may not rewrite or remove.
const KEPT: [&str; 27] = [
    "audit",
    "report_version",
    "own_instrument",
    "wording_permission",
    "licensed_wording",
    "own_protocol",
    "support",
    "receipt",
    "model_fit",
    "learning_grant",
    "learning_look",
    "case_note",
    "kin_wish",
    "kin_involved",
    "kin_children",
    "report_state",
    "report_decision",
    "improvement",
    "improvement_step",
    "ledger_entry",
    "ledger_figure",
    "ledger_decision",
    "quality_look",
    "quality_answer",
    "signing_key",
    "edition",
    "annual_text",
];

#[test]
fn raw_sql_sees_and_writes_one_tenant() {
    on_postgres(async |database| {
        twins(&database).await;
        let tables = database.raw.tenant_tables().await;
        let mut connection = as_server(&database).await;
        connection.execute("BEGIN").await.unwrap();
        open_door(&mut connection, &A.tenant().to_string()).await;
        let (a, b) = (database.raw.id(A.tenant()), database.raw.id(B.tenant()));
        for table in &tables {
            let both = database.raw.count(table, "true").await;
            let own = database.raw.count(table, &format!("tenant_id = {a}")).await;
            assert!(own > 0 && own < both, "{table}");
            assert_eq!(count(&mut connection, table).await, own, "{table}");
            let rest = database.raw.columns(table).await[1..].join(", ");
            let said = refused(&mut connection, format!("INSERT INTO {table} SELECT {b}, {rest} FROM {table}")).await;
            assert!(said.contains("row-level security"), "{table}: {said}");
            if !KEPT.contains(&table.as_str()) {
                let said = refused(&mut connection, format!("UPDATE {table} SET tenant_id = {b}")).await;
                assert!(said.contains("row-level security"), "{table}: {said}");
                for sql in [
                    format!("UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = {b}"),
                    format!("DELETE FROM {table} WHERE tenant_id = {b}"),
                ] {
                    let touched = connection.execute(AssertSqlSafe(sql)).await.unwrap().rows_affected();
                    assert_eq!(touched, 0, "{table}");
                }
            }
            let said = refused(&mut connection, format!("TRUNCATE {table} CASCADE")).await;
            assert!(said.contains("permission denied"), "{table}: {said}");
        }
    });
}

#[test]
fn without_a_tenant_there_is_nothing() {
    on_postgres(async |database| {
        twins(&database).await;
        let tables = database.raw.tenant_tables().await;
        let mut connection = as_server(&database).await;
        for table in &tables {
            assert_eq!(count(&mut connection, table).await, 0, "{table}, nothing set");
        }
        connection.execute("BEGIN").await.unwrap();
        open_door(&mut connection, &A.tenant().to_string()).await;
        assert_eq!(count(&mut connection, "unit").await, 2);
        connection.execute("COMMIT").await.unwrap();
        // After the transaction the setting is an empty text, not nothing.
        let left: Option<String> =
            sqlx::query_scalar("SELECT current_setting('app.tenant', true)").fetch_one(&mut connection).await.unwrap();
        assert_eq!(left.as_deref(), Some(""));
        for table in &tables {
            assert_eq!(count(&mut connection, table).await, 0, "{table}, after a transaction");
        }
        connection.execute("BEGIN").await.unwrap();
        open_door(&mut connection, &A.tenant().to_string()).await;
        connection.execute("ROLLBACK").await.unwrap();
        for table in &tables {
            assert_eq!(count(&mut connection, table).await, 0, "{table}, after one that was undone");
        }
    });
}

#[test]
fn evidence_can_be_neither_changed_nor_removed() {
    on_postgres(async |database| {
        twins(&database).await;
        let mut connection = as_server(&database).await;
        connection.execute("BEGIN").await.unwrap();
        open_door(&mut connection, &A.tenant().to_string()).await;
        for (table, column) in [("audit", "actor"), ("report_version", "content"), ("learning_grant", "purpose")] {
            for sql in [
                format!("UPDATE {table} SET {column} = 'another'"),
                format!("DELETE FROM {table}"),
                format!("TRUNCATE {table}"),
                format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"),
                format!("DROP POLICY tenant_wall ON {table}"),
            ] {
                let said = refused(&mut connection, sql.clone()).await;
                assert!(said.contains("permission denied") || said.contains("must be owner"), "{sql}: {said}");
            }
        }
    });
}

async fn pool(url: &str, role: Option<&'static str>, settings: &[(&str, &str)]) -> PgPool {
    let options = PgConnectOptions::from_str(url).unwrap().options(settings.iter().copied());
    PgPoolOptions::new()
        .max_connections(1)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if let Some(role) = role {
                    connection.execute(AssertSqlSafe(format!("SET ROLE {role}"))).await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .unwrap()
}

async fn unfit(db: Db, what: &str) {
    match db.check().await {
        Err(StoreError::Unfit(said)) => assert!(said.contains(what), "{said}"),
        other => panic!("{what}: {other:?}"),
    }
}

#[test]
fn the_server_refuses_a_role_that_walks_through_walls() {
    on_postgres(async |database| {
        for sql in [
            "CREATE ROLE bypasser_of_this_test LOGIN BYPASSRLS",
            "CREATE ROLE owner_of_this_test LOGIN",
            "GRANT lytt_app TO owner_of_this_test",
            "CREATE ROLE member_of_this_test LOGIN",
            "GRANT lytt_app TO member_of_this_test",
        ] {
            let _ = database.raw.try_execute(sql).await;
        }
        unfit(Db::Postgres(pool(&database.url, None, &[]).await), "is a superuser").await;
        let bypasser = pool(&database.url, Some("bypasser_of_this_test"), &[]).await;
        unfit(Db::Postgres(bypasser), "may bypass row-level security").await;
        // A login of its own, as the manual advises, is fine.
        let member = Db::connect(&database.url_as("member_of_this_test")).await.unwrap();
        member.check().await.unwrap();
        assert!(!member.login_is_powerful().await.unwrap());
        assert!(database.db.login_is_powerful().await.unwrap());
        database.raw.execute("ALTER TABLE person OWNER TO owner_of_this_test").await;
        let owner = pool(&database.url, Some("owner_of_this_test"), &[]).await;
        unfit(Db::Postgres(owner), "owns the tables").await;
    });
}

#[test]
fn the_server_refuses_a_database_that_forgets() {
    on_postgres(async |database| {
        for value in ["off", "local"] {
            let pool = pool(&database.url, Some("lytt_app"), &[("synchronous_commit", value)]).await;
            unfit(Db::Postgres(pool), "synchronous_commit").await;
        }
        Db::Postgres(pool(&database.url, Some("lytt_app"), &[]).await).check().await.unwrap();
    });
    on_sqlite(async |database| {
        database.db.close().await;
        if let Raw::Sqlite(pool) = &database.raw {
            pool.close().await;
        }
        let fit = || {
            SqliteConnectOptions::new()
                .filename(&database.url)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
        };
        for (options, is_fit) in [
            (fit(), true),
            (fit().synchronous(SqliteSynchronous::Extra), true),
            (fit().synchronous(SqliteSynchronous::Normal), false),
            (fit().foreign_keys(false), false),
            (fit().journal_mode(SqliteJournalMode::Delete), false),
        ] {
            let write = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
            let db = Db::Sqlite { read: write.clone(), write };
            assert_eq!(db.check().await.is_ok(), is_fit);
            db.close().await;
        }
    });
}

#[test]
fn the_door_does_not_stay_open_on_a_pooled_connection() {
    block_on(async {
        let database = Database::postgres().await;
        twins(&database).await;
        let pool = pool(&database.url, Some("lytt_app"), &[]).await;
        let db = Db::Postgres(pool.clone());
        for kept in [true, false] {
            let mut tx = db.tenant(&A.proof(), morning(), "").await.unwrap();
            assert!(lytt::store::unit::tree(&mut tx).await.unwrap().root().unwrap().name.contains(&A.mark()));
            if kept {
                tx.commit().await.unwrap();
            } else {
                drop(tx);
            }
            let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM unit").fetch_one(&pool).await.unwrap();
            assert_eq!(seen, 0, "the next borrower of the connection sees rows (kept: {kept})");
            let snapshot = db.tenant_snapshot(&A.proof(), morning()).await.unwrap();
            drop(snapshot);
            let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM unit").fetch_one(&pool).await.unwrap();
            assert_eq!(seen, 0, "after a snapshot");
        }
    });
}
