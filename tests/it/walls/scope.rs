//! The first wall alone: the typed scope. On SQLite there is no other but the keys; on PostgreSQL
//! row-level security is switched off for these tests.

use lytt::store::Kind as Engine;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::operations::{Kind, OPERATIONS, Operation};
use crate::support::database::{Database, Frozen, Raw, block_on, on_both, on_postgres};
use crate::support::morning;
use crate::support::twins::{A, B, C, Twin};

async fn without_row_security(database: &Database) {
    if database.raw.kind() == Engine::Postgres {
        for table in database.raw.tenant_tables().await {
            database.raw.execute(&format!("ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")).await;
            database.raw.execute(&format!("ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")).await;
        }
    }
}

/// Calls an operation in one tenant and keeps what it did. Gives what it gave, or how it failed.
async fn call(database: &Database, operation: &Operation, twin: Twin, new: u128) -> Result<String, String> {
    let mut tx = database.db.tenant(&operation.proof(twin), morning(), "test").await.unwrap();
    let done = (operation.run)(&mut tx, twin, new).await.map_err(|error| error.to_string())?;
    tx.commit().await.map_err(|error| error.to_string())?;
    Ok(done)
}

/// What an operation would give, undone at once.
async fn peek(database: &Database, operation: &Operation, twin: Twin) -> Result<String, String> {
    let mut tx = database.db.tenant(&operation.proof(twin), morning(), "test").await.unwrap();
    let found = (operation.run)(&mut tx, twin, 999_999).await.map_err(|error| error.to_string());
    drop(tx);
    // It is undone a moment after; until then its rows are held, and whoever takes only free ones finds none.
    while let Raw::Postgres(_) = &database.raw {
        let open = "SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() \
                    AND state LIKE 'idle in transaction%'";
        if database.raw.texts(open).await.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    found
}

/// Every operation, in a tenant that is alone in its database and in one that has a neighbour with
/// the same ids: it gives the same, and leaves the neighbour as it was.
async fn try_every_operation(beside: Database, alone: Database) {
    A.seed(&alone.db).await;
    A.seed(&beside.db).await;
    B.seed(&beside.db).await;
    assert_eq!(alone.raw.dump_of(A.tenant()).await, beside.raw.dump_of(A.tenant()).await);
    let neighbour = beside.raw.dump_of(B.tenant()).await;
    for table in beside.raw.tenant_tables().await {
        let condition = format!("tenant_id = {}", beside.raw.id(B.tenant()));
        assert!(beside.raw.count(&table, &condition).await > 0, "the neighbour has nothing in {table}");
    }
    for (index, operation) in OPERATIONS.iter().enumerate() {
        let name = operation.name;
        if operation.kind == Kind::Read {
            let (own, theirs) =
                (peek(&beside, operation, A).await.unwrap(), peek(&beside, operation, B).await.unwrap());
            assert_ne!(own, theirs, "{name} gives the same in both tenants, so this test could not tell");
        }
        let before = beside.raw.dump_of(A.tenant()).await;
        let new = 10_000 + u128::try_from(index).unwrap();
        let with_neighbour = call(&beside, operation, A, new).await;
        assert_eq!(with_neighbour, call(&alone, operation, A, new).await, "{name} is not the same beside a neighbour");
        assert!(with_neighbour.is_ok(), "{name}: {with_neighbour:?}");
        assert!(!with_neighbour.unwrap().contains(&B.mark()), "{name} gives what is the neighbour's");
        assert_eq!(neighbour, beside.raw.dump_of(B.tenant()).await, "{name} changed the neighbour");
        if operation.kind == Kind::Write {
            let after = beside.raw.dump_of(A.tenant()).await;
            let without_audit = |dump: &str| -> Vec<String> {
                dump.lines().filter(|line| !line.starts_with("audit")).map(str::to_owned).collect()
            };
            assert_ne!(without_audit(&before), without_audit(&after), "{name} changed nothing");
        }
        assert_eq!(alone.raw.dump_of(A.tenant()).await, beside.raw.dump_of(A.tenant()).await, "after {name}");
    }
}

#[test]
fn holds_on_sqlite_for_every_function() {
    block_on(async { try_every_operation(Database::sqlite().await, Database::sqlite().await).await });
}

#[test]
fn holds_on_postgres_for_every_function_without_row_security() {
    block_on(async {
        let (beside, alone) = (Database::postgres().await, Database::postgres().await);
        without_row_security(&beside).await;
        without_row_security(&alone).await;
        try_every_operation(beside, alone).await;
    });
}

#[test]
fn holds_on_postgres_for_every_function_with_row_security() {
    block_on(async { try_every_operation(Database::postgres().await, Database::postgres().await).await });
}

/// A function that is not scoped would be found: the test's own question, asked without a tenant.
#[test]
fn row_security_is_really_off_where_it_is_said_to_be() {
    on_postgres(async |database| {
        A.seed(&database.db).await;
        B.seed(&database.db).await;
        without_row_security(&database).await;
        let lytt::store::Db::Postgres(pool) = &database.db else { unreachable!() };
        let seen: i64 =
            sqlx::query_scalar("SELECT count(DISTINCT tenant_id) FROM person").fetch_one(pool).await.unwrap();
        assert_eq!(seen, 2);
    });
}

/// One step of a history: which operation, in which tenant, and whether it is kept.
#[derive(Clone, Copy, Debug)]
struct Step {
    operation: usize,
    tenant: u8,
    kept: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..OPERATIONS.len(), 1..=3_u8, prop::bool::weighted(0.8));
    prop::collection::vec(step.prop_map(|(operation, tenant, kept)| Step { operation, tenant, kept }), 1..14)
}

async fn play(seeded: &Frozen, history: &[Step]) -> Result<(), TestCaseError> {
    let database = seeded.copy().await;
    for (index, step) in history.iter().enumerate() {
        let own = Twin(step.tenant);
        let others: Vec<_> = [A, B, C].into_iter().filter(|twin| *twin != own).collect();
        let mut before = Vec::new();
        for other in &others {
            before.push(database.raw.dump_of(other.tenant()).await);
        }
        let operation = &OPERATIONS[step.operation];
        // A refusal is fine: an answer that is there already, a request that is not. Crossing over is not.
        let _ = if step.kept {
            call(&database, operation, own, 20_000 + u128::try_from(index).unwrap()).await
        } else {
            peek(&database, operation, own).await
        };
        for (other, before) in others.iter().zip(&before) {
            prop_assert_eq!(before, &database.raw.dump_of(other.tenant()).await, "{} in {:?}", operation.name, own);
        }
    }
    database.close().await;
    Ok(())
}

/// Whatever happens in one tenant, no other changes by a bit.
fn no_history_crosses_over(cases: u32, fresh: impl AsyncFn() -> Database) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let seeded = runtime.block_on(async {
        let database = fresh().await;
        for twin in [A, B, C] {
            twin.seed(&database.db).await;
        }
        without_row_security(&database).await;
        database.freeze().await
    });
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner.run(&steps(), |history| runtime.block_on(play(&seeded, &history))).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn no_history_crosses_over_on_sqlite() {
    no_history_crosses_over(20, async || Database::sqlite().await);
}

#[test]
fn no_history_crosses_over_on_postgres() {
    no_history_crosses_over(10, async || Database::postgres().await);
}

/// The tables outside the tenants hold whose a row is in a column; the functions that take a tenant
/// keep to it.
#[test]
fn links_and_grants_end_where_the_tenant_does() {
    use lytt::store::link::{self, LinkKind};
    use lytt::store::{account, tenant};
    on_both(async |database| {
        A.seed(&database.db).await;
        B.seed(&database.db).await;
        let neighbour = database.raw.dump_of(B.tenant()).await;
        let mut tx = database.db.local().await.unwrap();
        let now = morning();
        link::end(&mut tx.local(), A.tenant(), crate::support::twins::REQUEST, LinkKind::Link, now).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(neighbour, database.raw.dump_of(B.tenant()).await);
        let mut tx = database.db.local_snapshot().await.unwrap();
        let own = link::prove(&mut tx.local(), &[101; 32], LinkKind::Link, now).await.unwrap();
        assert!(own.is_none(), "the own link goes on");
        let theirs = link::prove(&mut tx.local(), &[102; 32], LinkKind::Link, now).await.unwrap().unwrap();
        assert_eq!(theirs.proof.tenant(), B.tenant());
        // Who is named in one tenant is not whoever belongs to another.
        let nobody = account::list(&mut tx.local(), C.tenant()).await.unwrap();
        assert!(nobody.is_empty());
        assert!(account::list_names(&mut tx.local(), C.tenant()).await.unwrap().is_empty());
        assert_eq!(account::list(&mut tx.local(), A.tenant()).await.unwrap().len(), 2);
        assert!(
            account::grants(&mut tx.local(), C.tenant(), crate::support::twins::EVERYWHERE).await.unwrap().0.is_empty()
        );
        assert!(tenant::lookup(&mut tx.local(), C.tenant()).await.unwrap().is_none());
    });
}
