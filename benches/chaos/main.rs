//! Twenty thousand submissions from sixteen clients, while the server is killed a hundred times, on SQLite
//! and on PostgreSQL: nothing lost, nothing twice, nothing in part, the audit chain whole. It stops where
//! that is not so. `cargo bench --bench chaos -- --submissions N --clients N --kills N --only sqlite`.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "as in tests: says what was not there and stops"
)]

#[path = "../../tests/it/support/crowd.rs"]
mod crowd;
#[path = "../../tests/it/support/postgres.rs"]
mod postgres;
#[path = "../../tests/it/support/storm.rs"]
mod storm;

use std::str::FromStr as _;

use lytt::store;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use storm::Storm;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lytt");

fn argument(name: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args().collect();
    let place = arguments.iter().position(|argument| argument == name)?;
    arguments.get(place + 1).cloned()
}

async fn blow(name: &str, url: &str, storm: Storm) {
    let folder = tempfile::tempdir().expect("a folder");
    let weather = storm.blow(PROGRAM, url, folder.path()).await;
    println!(
        "{name}: {} submissions from {} clients in {:.0} s, killed {} times, sent again {} times\n\
         {name}: 0 lost, 0 twice, 0 in part; the audit chain is whole; ready again within {:.2} s (to hold: 2 s)",
        storm.submissions,
        storm.clients,
        weather.took.as_secs_f64(),
        weather.kills,
        weather.again,
        weather.slowest_start.as_secs_f64()
    );
}

fn main() {
    let number = |name: &str, usual: usize| argument(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let storm = Storm {
        submissions: number("--submissions", 20_000),
        clients: number("--clients", 16),
        kills: number("--kills", 100),
    };
    let only = argument("--only");
    let is_wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if is_wanted("sqlite") {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("lytt.db");
            let url = path.to_str().expect("a path");
            store::migrate(url).await.expect("tables");
            blow("SQLite", url, storm).await;
        }
        if is_wanted("postgres") {
            let cluster = postgres::cluster();
            let database = cluster.fresh_name();
            let options = PgConnectOptions::from_str(&cluster.url("postgres", "postgres")).expect("an address");
            let mut connection = PgConnection::connect_with(&options).await.expect("a connection");
            let create = AssertSqlSafe(format!("CREATE DATABASE {database}"));
            sqlx::query(create).execute(&mut connection).await.expect("a database");
            let url = cluster.url("postgres", &database);
            store::migrate(&url).await.expect("tables");
            blow("PostgreSQL", &url, storm).await;
        }
    });
}
