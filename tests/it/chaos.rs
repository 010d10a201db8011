//! The real server, killed while people send. `cargo bench --bench chaos` blows harder.

use crate::support::database::{Database, on_both};
use crate::support::storm::Storm;

#[test]
fn what_is_receipted_is_there_however_often_the_server_is_killed() {
    on_both(async |database: Database| {
        let folder = tempfile::tempdir().unwrap();
        let storm = Storm { submissions: 400, clients: 16, kills: 4 };
        let weather = storm.blow(env!("CARGO_BIN_EXE_lytt"), &database.url, folder.path()).await;
        eprintln!("{storm:?}: {weather:?}");
        assert_eq!(weather.kills, storm.kills);
        assert!(weather.again > 0, "nobody was interrupted: the server was killed when nothing was under way");
    });
}
