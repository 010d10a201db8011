//! Many tasks over few connections, some given up in the middle: nobody sees a foreign row.

use std::str::FromStr as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use lytt::store::audit::Act;
use lytt::store::{Db, Kind, person, request, unit};
use sqlx::Executor as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::support::database::{Database, on_both};
use crate::support::morning;
use crate::support::twins::{A, B, C, PERSON, REQUEST, Twin};

/// The database with fewer connections than there are tasks.
async fn crowded(database: &Database) -> Db {
    match database.db.kind() {
        Kind::Sqlite => database.db.clone(),
        Kind::Postgres => Db::Postgres(
            PgPoolOptions::new()
                .max_connections(3)
                .acquire_timeout(Duration::from_mins(1))
                .after_connect(|connection, _| {
                    Box::pin(async move { connection.execute("SET ROLE lytt_app").await.map(|_| ()) })
                })
                .connect_with(PgConnectOptions::from_str(&database.url).unwrap())
                .await
                .unwrap(),
        ),
    }
}

/// Reads what is the tenant's, slowly. Gives how many rows were another's.
async fn work(db: &Db, twin: Twin, write: bool, seen: &AtomicUsize) -> usize {
    let mut tx = if write {
        db.tenant(&twin.proof(), morning(), "pool").await.unwrap()
    } else {
        db.tenant_snapshot(&twin.proof(), morning()).await.unwrap()
    };
    let mut foreign = 0;
    for _ in 0..3 {
        if write {
            let open = person::open(&mut tx, PERSON, "test").await.unwrap().unwrap();
            foreign += usize::from(open.identity_sealed != twin.mark().into_bytes());
        }
        let asked = request::lookup(&mut tx, REQUEST).await.unwrap().unwrap();
        foreign += usize::from(!asked.instruments.contains(&twin.mark()));
        let tree = unit::tree(&mut tx).await.unwrap();
        foreign += usize::from(!tree.root().unwrap().name.contains(&twin.mark()));
        seen.fetch_add(2, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    if write {
        tx.note(Act::Read, "person:test", "pool");
        tx.commit().await.unwrap();
    }
    foreign
}

#[test]
fn nobody_sees_a_foreign_row_in_a_crowd() {
    on_both(async |database| {
        for twin in [A, B, C] {
            twin.seed(&database.db).await;
        }
        let db = crowded(&database).await;
        let seen = Arc::new(AtomicUsize::new(0));
        let mut tasks = Vec::new();
        for number in 0..120_u64 {
            let (db, seen) = (db.clone(), Arc::clone(&seen));
            tasks.push(tokio::spawn(async move {
                let twin = [A, B, C][usize::try_from(number % 3).unwrap()];
                let work = work(&db, twin, number % 2 == 0, &seen);
                if number % 4 == 3 {
                    // Given up in the middle, as when a browser goes away.
                    tokio::time::timeout(Duration::from_millis(number % 9), work).await.unwrap_or(0)
                } else {
                    work.await
                }
            }));
        }
        let mut foreign = 0;
        for task in tasks {
            foreign += task.await.unwrap();
        }
        assert_eq!(foreign, 0);
        assert!(seen.load(Ordering::Relaxed) >= 90 * 6, "too few rows were looked at");
    });
}

/// Whoever is given up while a transaction begins leaves nothing open to the next.
#[test]
fn a_transaction_that_nobody_waits_for_any_more_is_over() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let db = crowded(&database).await;
        let proof = A.proof();
        let mut given_up = 0;
        for _ in 0..20 {
            let begins = db.tenant_snapshot(&proof, morning());
            given_up += usize::from(tokio::time::timeout(Duration::ZERO, begins).await.is_err());
            let mut tx = db.tenant(&proof, morning(), "pool").await.unwrap();
            tx.note(Act::Read, "person:test", "pool");
            tx.commit().await.unwrap();
        }
        // A file may be opened before anybody could give up.
        assert!(given_up > 0 || db.kind() == Kind::Sqlite, "every transaction began at once, so nothing was tried");
    });
}
