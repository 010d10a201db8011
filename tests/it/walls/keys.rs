//! The second wall alone: the keys. No row can point at another tenant's.

use chrono::TimeDelta;
use lytt::domain::care::{
    CaseItemId, ContactId, ImprovementId, LedgerEntryId, Moment, NoticeId, PersonId, ReportId, RequestId, ResponseId,
    SessionId, SessionState, State, Unit, UnitId,
};
use lytt::domain::notice::NoticeState;
use lytt::store::report::{self, Report};
use lytt::store::{
    case_review, contact, episode, improvement, instrument, learning, ledger, network, notice, person, quality,
    request, response, session, unit,
};

use crate::support::database::{Database, Raw, on_both};
use crate::support::morning;
use crate::support::twins::{A, B, ELSEWHERE, EVERYWHERE, ROOT, day, id, subject};

/// The rows that only the first tenant has, one in every table that others point at.
const ONLY_IN_A: [(&str, u128); 16] = [
    ("network", 661),
    ("ledger_entry", 599),
    ("unit", 503),
    ("person", 510),
    ("episode", 520),
    ("session", 530),
    ("request", 540),
    ("response", 550),
    ("notice", 560),
    ("report", 570),
    ("own_instrument_draft", 580),
    ("contact", 590),
    ("learning_grant", 595),
    ("case_review", 598),
    ("improvement", 605),
    ("quality_question", 599),
];

async fn seed(database: &Database) {
    A.seed(&database.db).await;
    B.seed(&database.db).await;
    let mut tx = database.db.tenant(&A.proof(), morning(), "").await.unwrap();
    let made = Unit { id: UnitId(id(503)), parent: Some(ROOT), name: "extra".to_owned() };
    unit::add(&mut tx, &made, "every-session").await.unwrap();
    person::add_many(&mut tx, &[A.person(PersonId(id(510)), None)]).await.unwrap();
    episode::add_many(&mut tx, &[A.episode(id(520).into())]).await.unwrap();
    session::add_many(&mut tx, &[A.session(SessionId(id(530)), SessionState::Planned)]).await.unwrap();
    let asked = A.request(RequestId(id(540)), None, Moment::Start, State::Due);
    request::add_many(&mut tx, &[asked]).await.unwrap();
    response::add_many(&mut tx, &[A.response(ResponseId(id(550)), None, "gad-7", None)]).await.unwrap();
    let raised = A.notice(NoticeId(id(560)), ResponseId(id(550)), "9", NoticeState::Waiting);
    notice::add_many(&mut tx, &[raised]).await.unwrap();
    report::add(&mut tx, &Report { id: ReportId(id(570)), subject: subject("gad-7") }).await.unwrap();
    instrument::add_draft(&mut tx, &A.instrument_draft(id(580), 1), "{}").await.unwrap();
    case_review::add(&mut tx, &A.case_item(CaseItemId(id(598)), id(520).into())).await.unwrap();
    improvement::add(&mut tx, &A.improvement(ImprovementId(id(605)), morning())).await.unwrap();
    let (look, question) = (A.quality_look(day("2025-12-31")), A.quality_question(id(599), day("2025-12-31")));
    quality::add_look(&mut tx, &look, &[question]).await.unwrap();
    contact::add(&mut tx, &A.contact(ContactId(id(590)))).await.unwrap();
    network::add(&mut tx, &A.network(id(661))).await.unwrap();
    ledger::add_entry(&mut tx, &A.ledger_entry(LedgerEntryId(id(599)), "only_in_a"), EVERYWHERE).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = database.db.tenant(&A.clinician(EVERYWHERE), morning(), "").await.unwrap();
    let until_at = morning() + TimeDelta::days(1);
    learning::add_grant(&mut tx, &A.grant(id(595), ELSEWHERE, until_at)).await.unwrap();
    tx.commit().await.unwrap();
}

/// Child table, child column and parent table of every key between tenants' tables.
async fn references(raw: &Raw) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for table in raw.tenant_tables().await {
        let rows = raw
            .texts(&match raw {
                Raw::Sqlite(_) => {
                    format!("SELECT \"from\" || '/' || \"table\" FROM pragma_foreign_key_list('{table}') WHERE seq = 1")
                }
                Raw::Postgres(_) => format!(
                    "SELECT a.attname || '/' || p.relname FROM pg_constraint c \
                     JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[2] \
                     JOIN pg_class p ON p.oid = c.confrelid \
                     WHERE c.contype = 'f' AND c.conrelid = 'public.{table}'::regclass"
                ),
            })
            .await;
        for row in rows {
            let (column, parent) = row.split_once('/').unwrap();
            found.push((table.clone(), column.to_owned(), parent.to_owned()));
        }
    }
    found
}

fn is_foreign_key_error(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_foreign_key_violation)
}

#[test]
fn no_row_can_point_at_another_tenants() {
    on_both(async |database| {
        seed(&database).await;
        let raw = &database.raw;
        let before = raw.dump().await;
        let references = references(raw).await;
        assert!(references.len() >= 20, "{references:?}");
        let place = match raw {
            Raw::Sqlite(_) => "rowid",
            Raw::Postgres(_) => "ctid",
        };
        let (a, b) = (raw.id(A.tenant()), raw.id(B.tenant()));
        for (table, column, parent) in &references {
            let (_, only) = ONLY_IN_A.iter().find(|(name, _)| name == parent).unwrap_or_else(|| panic!("{parent}"));
            let only = raw.id(id(*only));
            let one = format!("{place} = (SELECT min({place}) FROM {table} WHERE tenant_id = {b})");
            let refused = raw.try_execute(&format!("UPDATE {table} SET {column} = {only} WHERE {one}")).await;
            let error = refused.expect_err(&format!("{table}.{column} of one tenant points at another's {parent}"));
            assert!(is_foreign_key_error(&error), "{table}.{column}: {error}");
            // The same parent, from its own tenant, is fine: it was the tenant that was refused.
            let keys = "identity score draft report_version own_instrument_draft_content receipt unreached";
            if !keys.split(' ').any(|name| name == table) {
                let one = format!("{place} = (SELECT min({place}) FROM {table} WHERE tenant_id = {a})");
                raw.execute(&format!("UPDATE {table} SET {column} = {column} WHERE {one} AND {only} IS NOT NULL"))
                    .await;
            }
        }
        assert_eq!(before, raw.dump().await);
    });
}

#[test]
fn rows_cannot_be_carried_over() {
    on_both(async |database| {
        A.seed(&database.db).await;
        let raw = &database.raw;
        // The other tenant exists, and has nothing.
        let (a, b) = (raw.id(A.tenant()), raw.id(B.tenant()));
        let columns = raw.columns("tenant").await;
        let values: Vec<_> = columns
            .iter()
            .map(|column| match column.as_str() {
                "id" => b.clone(),
                "slug" => "'another'".to_owned(),
                other => other.to_owned(),
            })
            .collect();
        raw.execute(&format!("INSERT INTO tenant SELECT {} FROM tenant", values.join(", "))).await;
        let mut refused = 0;
        for table in raw.tenant_tables().await {
            // These hang on nothing but the tenant itself.
            let roots = [
                "unit",
                "person",
                "audit",
                "audit_head",
                "own_instrument_draft",
                "own_instrument",
                "wording_permission",
                "licensed_wording",
                "opt_out",
                "own_protocol",
                "signing_key",
                // On members of staff alone, who may be in several.
                "learning_grant",
            ];
            if roots.contains(&table.as_str()) {
                continue;
            }
            let columns = raw.columns(&table).await;
            let rest = columns[1..].join(", ");
            let copied = raw
                .try_execute(&format!("INSERT INTO {table} SELECT {b}, {rest} FROM {table} WHERE tenant_id = {a}"))
                .await;
            let error = copied.expect_err(&table);
            assert!(is_foreign_key_error(&error), "{table}: {error}");
            refused += 1;
        }
        assert!(refused >= 12);
    });
}
