//! The service that is measured: the real router over a database with patients who are about to send.

use std::net::SocketAddr;
use std::str::FromStr as _;

use lytt::ambient::Ambient;
use lytt::app::App;
use lytt::app::verify::{self, Verdict};
use lytt::auth::MasterKey;
use lytt::store::{self, Db};
use lytt::web::{self, Web};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use super::client::Load;
use super::crowd::Crowd;
use super::postgres::Cluster;

/// A served service.
pub(crate) struct Service {
    url: String,
    app: App,
    address: SocketAddr,
    crowd: Crowd,
}

/// A database of its own.
pub(crate) async fn fresh_database(cluster: &Cluster) -> String {
    let name = cluster.fresh_name();
    let options = PgConnectOptions::from_str(&cluster.url("postgres", "postgres")).expect("an address");
    let mut connection = PgConnection::connect_with(&options).await.expect("a connection");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await.expect("a database");
    let url = cluster.url("postgres", &name);
    store::migrate(&url).await.expect("tables");
    let options = PgConnectOptions::from_str(&url).expect("an address");
    let mut connection = PgConnection::connect_with(&options).await.expect("a connection");
    let table = "CREATE TABLE raw (id bigserial PRIMARY KEY, body text NOT NULL); \
                 GRANT ALL ON raw TO lytt_app; GRANT ALL ON raw_id_seq TO lytt_app";
    sqlx::raw_sql(table).execute(&mut connection).await.expect("a table");
    url
}

impl Service {
    pub(crate) async fn open(url: &str) -> Self {
        store::migrate(url).await.expect("tables");
        let db = Db::connect(url).await.expect("a database");
        db.check().await.expect("a database that keeps what it says");
        let ambient = Ambient::system().expect("chance");
        let app = App::new(db, ambient.clone(), MasterKey::fresh(&ambient), "http://localhost".to_owned());
        let app = app.expect("the application");
        let crowd = Crowd::gather(&app, "bench").await;
        let routes = web::router::router(Web::new(app.clone(), false).expect("pages"));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let routes = routes.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url: url.to_owned(), app, address, crowd }
    }

    /// So many browsers that have answered and are about to send.
    pub(crate) async fn load(&self, count: usize) -> Load {
        let senders = self.crowd.senders(&self.app, count).await;
        // What the seed wrote is not to be paid for by what follows.
        if let Db::Sqlite { write, .. } = &self.app.db {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await.expect("a checkpoint");
        } else {
            // PostgreSQL does it by itself within a minute; what it planned for empty tables is of no use now.
            let options = PgConnectOptions::from_str(&self.url).expect("an address");
            let mut owner = PgConnection::connect_with(&options).await.expect("a connection");
            sqlx::raw_sql("VACUUM ANALYZE").execute(&mut owner).await.expect("statistics");
        }
        Load::each(self.address, senders.iter().map(super::crowd::Sender::post).collect())
    }

    /// Counts what is stored, and walks the chain.
    pub(crate) async fn check(&self) -> i64 {
        let count = async |sql: &'static str| -> i64 {
            match &self.app.db {
                Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await.expect("a count"),
                Db::Postgres(pool) => {
                    let mut tx = pool.begin().await.expect("a transaction");
                    sqlx::query("SELECT set_config('app.tenant', $1, true)")
                        .bind(self.crowd.tenant.to_string())
                        .execute(&mut *tx)
                        .await
                        .expect("the tenant");
                    sqlx::query_scalar(sql).fetch_one(&mut *tx).await.expect("a count")
                }
            }
        };
        let receipts = count("SELECT count(*) FROM receipt").await;
        let responses = count("SELECT count(*) FROM response").await;
        let scored = count("SELECT count(DISTINCT response_id) FROM score").await;
        assert_eq!(responses, 3 * receipts, "three responses a receipt");
        assert_eq!(scored, responses, "each scored");
        let verdict = verify::walk(&self.app, self.crowd.tenant, &[]).await.expect("a walk");
        assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
        receipts
    }
}
