//! Rows that are kept in memory: a tenant's own, and never older than what was written.

use std::sync::Arc;

use lytt::domain::care::Episode;
use lytt::domain::indicator::Part;
use lytt::store::audit::Act;
use lytt::store::registry_rows::{Asked, Kept, Rows};
use lytt::store::{Db, episode, registry_rows};

use super::operations::{Kind, OPERATIONS};
use crate::support::database::on_both;
use crate::support::twins::{A, B, EPISODE, PERSON, TEAM, Twin, day, id};
use crate::support::{form, morning};

async fn read(db: &Db, twin: Twin, kept: &Kept) -> Arc<Rows> {
    read_of(db, twin, kept, "phq-9").await
}

async fn read_of(db: &Db, twin: Twin, kept: &Kept, instrument: &str) -> Arc<Rows> {
    let mut tx = db.tenant_snapshot(&twin.proof(), morning()).await.unwrap();
    let asked = Asked {
        instrument: form(instrument),
        part: &Part::Scale("total".to_owned()),
        with_sessions: true,
        zone: chrono_tz::Europe::Oslo,
    };
    registry_rows::read(&mut tx, kept, asked).await.unwrap()
}

#[test]
fn kept_rows_are_a_tenants_own_and_go_when_something_is_written() {
    on_both(async |database| {
        let (db, kept) = (&database.db, &Kept::default());
        A.seed(db).await;
        B.seed(db).await;
        let [first, others] = [read(db, A, kept).await, read(db, B, kept).await];
        let courses = |rows: &Rows| rows.all().iter().map(|row| row.course.clone()).collect::<Vec<_>>();
        assert!(first.all().iter().any(|row| row.episode == EPISODE && !row.course.scores.is_empty()));
        assert_ne!(courses(&first), courses(&others), "of the same ids, each tenant has its own");
        assert!(Arc::ptr_eq(&first, &read(db, A, kept).await), "they are kept");

        // What is only read, or not yet given, leaves them.
        let mut tx = db.tenant(&A.proof(), morning(), "").await.unwrap();
        tx.note(Act::Read, format_args!("person:{PERSON}"), "test");
        tx.commit().await.unwrap();
        assert!(Arc::ptr_eq(&first, &read(db, A, kept).await), "a reading changes nothing");

        let mut tx = db.tenant(&A.proof(), morning(), "").await.unwrap();
        let mut known = episode::lookup(&mut tx, EPISODE).await.unwrap().unwrap();
        known.ended_on = Some(day("2026-03-01"));
        episode::set_course(&mut tx, &known).await.unwrap();
        tx.commit().await.unwrap();
        let after = read(db, A, kept).await;
        let ended = |rows: &Rows| rows.all().iter().find(|row| row.episode == EPISODE).unwrap().course.ended_on;
        assert_eq!(ended(&after), Some(day("2026-03-01")));
        assert_ne!(ended(&first), ended(&after));
        assert!(Arc::ptr_eq(&others, &read(db, B, kept).await), "another tenant's stay");

        // A transaction that writes sees what it wrote, and leaves nothing of it where others read.
        let mut tx = db.tenant(&A.proof(), morning(), "").await.unwrap();
        let new = Episode { id: id(4712).into(), unit: TEAM, ..known };
        episode::add_many(&mut tx, &[new]).await.unwrap();
        let asked = Asked {
            instrument: form("phq-9"),
            part: &Part::Scale("total".to_owned()),
            with_sessions: true,
            zone: chrono_tz::Europe::Oslo,
        };
        let inside = registry_rows::read(&mut tx, kept, asked).await.unwrap();
        assert_eq!(inside.all().len(), after.all().len() + 1);
        drop(tx);
        assert!(Arc::ptr_eq(&after, &read(db, A, kept).await), "it was given up");
    });
}

#[test]
fn no_function_that_writes_leaves_kept_rows_older_than_the_database() {
    on_both(async |database| {
        let (db, kept) = (&database.db, &Kept::default());
        A.seed(db).await;
        let (mut changed, mut left) = (Vec::new(), Vec::new());
        for (index, operation) in OPERATIONS.iter().filter(|one| one.kind == Kind::Write).enumerate() {
            let before = read_of(db, A, kept, "gad-7").await;
            let mut tx = db.tenant(&operation.proof(A), morning(), "").await.unwrap();
            (operation.run)(&mut tx, A, 20_000 + u128::try_from(index).unwrap()).await.unwrap();
            tx.commit().await.unwrap();
            let after = read_of(db, A, kept, "gad-7").await;
            let now = read_of(db, A, &Kept::default(), "gad-7").await;
            assert_eq!(format!("{after:?}"), format!("{now:?}"), "after {}", operation.name);
            if format!("{before:?}") != format!("{now:?}") {
                changed.push(operation.name);
            }
            if Arc::ptr_eq(&before, &after) {
                left.push(operation.name);
            }
        }
        for name in ["submission::add_many", "response::add_many", "episode::set_course"] {
            assert!(changed.contains(&name), "{name} changes no row, so this test could not tell: {changed:?}");
        }
        assert!(
            left.iter().any(|name| name.starts_with("message::")),
            "a message makes nothing be read anew: {left:?}"
        );
    });
}
