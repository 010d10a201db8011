//! The real server, killed while people send.

use crate::support::database::{Database, on_postgres, on_sqlite};
use crate::support::storm::Storm;

async fn blow(storm: Storm, database: Database) {
    let folder = tempfile::tempdir().unwrap();
    let weather = storm.blow(env!("CARGO_BIN_EXE_lytt"), &database.url, folder.path()).await;
    eprintln!("{storm:?}: {weather:?}");
    assert_eq!(weather.kills, storm.kills);
    assert!(weather.again > 0, "nobody was interrupted: the server was killed when nothing was under way");
}

const BREEZE: Storm = Storm { submissions: 400, clients: 16, kills: 4 };

const STORM: Storm = Storm { submissions: 20_000, clients: 16, kills: 100 };

#[test]
fn what_is_receipted_is_there_on_sqlite() {
    on_sqlite(async |database| blow(BREEZE, database).await);
}

#[test]
fn what_is_receipted_is_there_on_postgres() {
    on_postgres(async |database| blow(BREEZE, database).await);
}

/// Minutes: `cargo nextest run full_storm --run-ignored only --no-capture`.
#[test]
#[ignore = "takes minutes"]
fn full_storm_on_sqlite() {
    on_sqlite(async |database| blow(STORM, database).await);
}

#[test]
#[ignore = "takes minutes"]
fn full_storm_on_postgres() {
    on_postgres(async |database| blow(STORM, database).await);
}
