//! Both databases have the same tables, and every table keeps to the wall between tenants.

use std::collections::BTreeSet;
use std::fs;

use lytt::domain::access::Role;
use lytt::domain::care::calendar::EntryState;
use lytt::domain::care::{
    Course, Device, EndKind, Mode, Moment, Problem, Respondent, SessionKind, SessionMode, SessionState, Sex, State,
    Timing,
};
use lytt::domain::case_review::ItemState;
use lytt::domain::kin::{Children, Extent, How};
use lytt::domain::ledger::{Every, Status};
use lytt::domain::network::{self, Standing, exchange};
use lytt::domain::notice::NoticeState;
use lytt::domain::quality::Pattern;
use lytt::store::link::LinkKind;
use lytt::store::message::MessageKind;
use lytt::store::mine::CodeWay;
use lytt::store::model_fit::Source;
use lytt::store::report::Stance;

use crate::support::database::{Database, LOCAL, Raw, block_on, on_both};
use crate::support::path;

/// The PostgreSQL types that stand for one SQLite type.
const TYPES: [(&str, &[&str]); 4] = [
    ("BLOB", &["uuid", "bytea"]),
    ("TEXT", &["text", "date", "timestamp with time zone"]),
    ("INTEGER", &["bigint", "boolean"]),
    ("REAL", &["double precision"]),
];

struct Column {
    name: String,
    kind: String,
    nullable: bool,
}

async fn columns(raw: &Raw, table: &str) -> Vec<Column> {
    let rows = raw
        .texts(&match raw {
            Raw::Sqlite(_) => format!(
                "SELECT name || '/' || type || '/' || CASE \"notnull\" WHEN 0 THEN 'YES' ELSE 'NO' END \
                 FROM pragma_table_info('{table}') ORDER BY cid"
            ),
            Raw::Postgres(_) => format!(
                "SELECT column_name || '/' || data_type || '/' || is_nullable FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        })
        .await;
    rows.into_iter()
        .map(|row| {
            let parts: Vec<_> = row.split('/').collect();
            Column { name: parts[0].to_owned(), kind: parts[1].to_owned(), nullable: parts[2] == "YES" }
        })
        .collect()
}

/// Keys and indexes of a table, written the same way for both.
async fn keys(raw: &Raw, table: &str) -> BTreeSet<String> {
    let queries = match raw {
        Raw::Sqlite(_) => vec![
            format!(
                "SELECT 'PRIMARY KEY (' || group_concat(name, ', ') || ')' FROM \
                 (SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk)"
            ),
            format!(
                "SELECT 'UNIQUE (' || (SELECT group_concat(name, ', ') FROM \
                 (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')' \
                 FROM pragma_index_list('{table}') i WHERE origin = 'u'"
            ),
            format!(
                "SELECT 'FOREIGN KEY (' || group_concat(\"from\", ', ') || ') REFERENCES ' || \"table\" || '(' || \
                 group_concat(\"to\", ', ') || ')' FROM \
                 (SELECT * FROM pragma_foreign_key_list('{table}') ORDER BY id, seq) GROUP BY id"
            ),
            format!(
                "SELECT 'INDEX ' || i.name || CASE i.\"unique\" WHEN 1 THEN ' unique' ELSE '' END || ' (' || \
                 (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) \
                 || ')' FROM pragma_index_list('{table}') i WHERE origin = 'c'"
            ),
        ],
        Raw::Postgres(_) => vec![
            format!(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'public.{table}'::regclass \
                 AND contype IN ('p', 'u', 'f')"
            ),
            format!(
                "SELECT 'INDEX ' || c.relname || CASE WHEN i.indisunique THEN ' unique' ELSE '' END || ' (' || \
                 (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM \
                 unnest(i.indkey::int2[]) WITH ORDINALITY k (number, place) JOIN pg_attribute a \
                 ON a.attrelid = i.indrelid AND a.attnum = k.number) || ')' \
                 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid \
                 WHERE i.indrelid = 'public.{table}'::regclass \
                 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u'))"
            ),
        ],
    };
    let mut found = BTreeSet::new();
    for query in queries {
        found.extend(raw.texts(&query).await);
    }
    found
}

/// The columns that a key or index begins with.
fn first_column(key: &str) -> &str {
    key.split(['(', ',', ')']).nth(1).unwrap_or_default().trim()
}

#[test]
fn both_folders_hold_the_same_migrations() {
    let [sqlite, postgres] = ["sqlite", "postgres"].map(|folder| {
        let entries = fs::read_dir(path("migrations").join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect::<BTreeSet<_>>()
    });
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}

#[test]
fn both_databases_have_the_same_tables() {
    block_on(async {
        let (sqlite, postgres) = (Database::sqlite().await, Database::postgres().await);
        let tables = sqlite.raw.tables().await;
        assert_eq!(tables, postgres.raw.tables().await);
        assert!(tables.len() > 15, "{tables:?}");
        for table in &tables {
            let (lite, post) = (columns(&sqlite.raw, table).await, columns(&postgres.raw, table).await);
            let names = |columns: &[Column]| columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&lite), names(&post), "{table}");
            for (lite, post) in lite.iter().zip(&post) {
                let column = format!("{table}.{}", lite.name);
                let known = TYPES.iter().find(|(kind, _)| *kind == lite.kind);
                let (_, kinds) = known.unwrap_or_else(|| panic!("{column}: {} on SQLite", lite.kind));
                assert!(kinds.contains(&post.kind.as_str()), "{column}: {} and {}", lite.kind, post.kind);
                assert_eq!(lite.nullable, post.nullable, "{column} may be empty on one only");
            }
            assert_eq!(keys(&sqlite.raw, table).await, keys(&postgres.raw, table).await, "{table}");
        }
    });
}

#[test]
fn every_key_of_a_tenant_begins_with_the_tenant() {
    block_on(async {
        let sqlite = Database::sqlite().await;
        let mut checked = 0;
        for table in sqlite.raw.tenant_tables().await {
            for key in keys(&sqlite.raw, &table).await {
                // Tenants and accounts are local: their own ids are their keys.
                if key.ends_with("REFERENCES account(id)") {
                    continue;
                }
                assert_eq!(first_column(&key), "tenant_id", "{table}: {key}");
                if let Some((_, parent)) = key.split_once("REFERENCES ") {
                    let wanted = if parent.starts_with("tenant(") { "id" } else { "tenant_id" };
                    assert_eq!(first_column(parent), wanted, "{table}: {key}");
                }
                checked += 1;
            }
        }
        assert!(checked > 50, "only {checked} keys were found");
    });
}

/// Members of staff are local, and outlive what they wrote: these point at accounts without a key.
const NO_KEY: [&str; 5] = [
    "session.clinician_id",
    "discussion.author_id",
    "interpretation.author_id",
    "notice.owner_id",
    "summary.author_id",
];

#[test]
fn every_id_of_another_row_is_a_key() {
    block_on(async {
        let sqlite = Database::sqlite().await;
        for table in sqlite.raw.tenant_tables().await {
            let keys = keys(&sqlite.raw, &table).await;
            for column in columns(&sqlite.raw, &table).await {
                let name = format!("{table}.{}", column.name);
                let pointing = column.name.ends_with("_id");
                let has_key = keys.iter().filter_map(|key| key.strip_prefix("FOREIGN KEY (")).any(|key| {
                    let own = key.split(')').next().unwrap_or_default();
                    own.split(", ").any(|part| part == column.name)
                });
                assert_eq!(pointing && !NO_KEY.contains(&name.as_str()), has_key, "{name}");
            }
        }
    });
}

#[test]
fn every_sqlite_table_is_strict() {
    block_on(async {
        let sqlite = Database::sqlite().await;
        let loose = sqlite
            .raw
            .texts(
                "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main' AND name NOT LIKE 'sqlite%'",
            )
            .await;
        assert_eq!(loose, ["_sqlx_migrations"], "a table of ours takes any type in any column");
    });
}

#[test]
fn every_tenant_table_of_postgres_has_its_wall() {
    block_on(async {
        let postgres = Database::postgres().await;
        let raw = &postgres.raw;
        let own = "(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)";
        for table in raw.tenant_tables().await {
            let wall = raw
                .texts(&format!(
                    "SELECT relrowsecurity || '/' || relforcerowsecurity FROM pg_class \
                     WHERE oid = 'public.{table}'::regclass"
                ))
                .await;
            assert_eq!(wall, ["true/true"], "{table}: row-level security is not enabled and forced");
            let policies = raw
                .texts(&format!(
                    "SELECT permissive || '/' || roles::text || '/' || cmd || '/' || coalesce(qual, '-') || '/' || \
                     coalesce(with_check, '-') FROM pg_policies WHERE tablename = '{table}'"
                ))
                .await;
            assert_eq!(policies, [format!("PERMISSIVE/{{public}}/ALL/{own}/{own}")], "{table}");
        }
        for table in LOCAL {
            assert!(raw.columns(table).await.len() > 2, "{table} is not there");
        }
    });
}

#[test]
fn the_servers_role_has_no_more_than_it_needs() {
    block_on(async {
        let postgres = Database::postgres().await;
        let raw = &postgres.raw;
        for table in raw.tables().await {
            let rights = raw
                .texts(&format!(
                    "SELECT privilege_type::text FROM information_schema.role_table_grants \
                     WHERE grantee = 'lytt_app' AND table_name = '{table}' ORDER BY 1"
                ))
                .await;
            // What is kept as evidence is neither changed nor removed; nobody truncates: that passes
            // row-level security by.
            let wanted: &[&str] = match table.as_str() {
                "audit" | "report_version" | "own_instrument" | "wording_permission" | "licensed_wording"
                | "used_definition" | "own_protocol" | "support" | "stop_link" | "model_fit" | "learning_grant"
                | "learning_look" | "case_note" | "kin_wish" | "kin_involved" | "kin_children" | "report_state"
                | "report_decision" | "improvement" | "improvement_step" | "ledger_entry" | "ledger_figure"
                | "ledger_decision" | "quality_look" | "quality_answer" | "signing_key" | "edition" | "annual_text" => {
                    &["INSERT", "SELECT"]
                }
                "receipt" => &["DELETE", "INSERT", "SELECT"],
                _ => &["DELETE", "INSERT", "SELECT", "UPDATE"],
            };
            assert_eq!(rights, wanted, "{table}");
        }
        // Views that their owner reads pass row-level security by.
        assert_eq!(raw.count("pg_views", "schemaname = 'public'").await, 0);
        assert_eq!(raw.count("pg_matviews", "schemaname = 'public'").await, 0);
        assert_eq!(raw.count("pg_proc p", "p.prosecdef AND p.pronamespace = 'public'::regnamespace").await, 0);
        assert_eq!(raw.count("pg_trigger", "NOT tgisinternal").await, 0);
    });
}

/// The words that a column's CHECK permits, as the database has them.
async fn checked(raw: &Raw, table: &str, column: &str) -> Vec<String> {
    let text = match raw {
        Raw::Sqlite(_) => raw.texts(&format!("SELECT sql FROM sqlite_master WHERE name = '{table}'")).await.remove(0),
        Raw::Postgres(_) => {
            let check = format!(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' \
                 AND conrelid = '{table}'::regclass AND conname = '{table}_{column}_check'"
            );
            format!("{column} {}", raw.texts(&check).await.remove(0)).replace("::text", "")
        }
    };
    let line = text.lines().find(|line| line.trim_start().starts_with(&format!("{column} ")));
    let line = line.unwrap_or_else(|| panic!("{table}.{column}"));
    let list = line.split_once("IN (").or_else(|| line.split_once("ARRAY[")).unwrap_or_else(|| panic!("{line}")).1;
    let list = list.split([')', ']']).next().unwrap();
    list.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_closed_list_is_the_same_in_code_and_in_both_databases() {
    fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|one| code(*one)).collect()
    }
    on_both(async |database| {
        for (column, codes) in [
            ("membership.role", codes(Role::ALL, Role::code)),
            ("link.kind", codes(LinkKind::ALL, LinkKind::code)),
            ("person.sex", codes(Sex::ALL, Sex::code)),
            ("episode.end_kind", codes(EndKind::ALL, EndKind::code)),
            ("episode.problem", codes(Problem::ALL, Problem::code)),
            ("episode.course", codes(Course::ALL, Course::code)),
            ("session.state", codes(SessionState::ALL, SessionState::code)),
            ("session.kind", codes(SessionKind::ALL, SessionKind::code)),
            ("session.mode", codes(SessionMode::ALL, SessionMode::code)),
            ("request.respondent", codes(Respondent::ALL, Respondent::code)),
            ("request.moment", codes(Moment::ALL, Moment::code)),
            ("request.state", codes(State::ALL, State::code)),
            ("response.respondent", codes(Respondent::ALL, Respondent::code)),
            ("response.mode", codes(Mode::ALL, Mode::code)),
            ("response.device", codes(Device::ALL, Device::code)),
            ("response.timing", codes(Timing::ALL, Timing::code)),
            ("calendar_entry.state", codes(EntryState::ALL, EntryState::code)),
            ("message.kind", codes(MessageKind::ALL, MessageKind::code)),
            ("own_page.code_way", codes(CodeWay::ALL, CodeWay::code)),
            ("contact.respondent", vec!["parent", "next-of-kin", "teacher"]),
            ("link.mode", vec!["link", "room", "staff", "paper"]),
            ("notice.state", codes(NoticeState::ALL, NoticeState::code)),
            ("case_review.state", codes(ItemState::ALL, ItemState::code)),
            ("kin_wish.extent", codes(Extent::ALL, Extent::code)),
            ("kin_involved.how", codes(How::ALL, How::code)),
            ("kin_children.answer", codes(Children::ALL, Children::code)),
            ("ledger_entry.every", codes(Every::ALL, Every::code)),
            ("ledger_decision.status", codes(Status::ALL, Status::code)),
            ("quality_question.pattern", codes(Pattern::ALL, Pattern::code)),
            ("network.standing", codes(Standing::ALL, Standing::code)),
            ("network_document.kind", codes(network::Kind::ALL, network::Kind::code)),
            ("network_document.state", codes(network::State::ALL, network::State::code)),
            ("network_arrival.kind", codes(exchange::What::ALL, exchange::What::code)),
            ("network_arrival.state", codes(exchange::Arrived::ALL, exchange::Arrived::code)),
            ("network_sending.kind", codes(exchange::What::ALL, exchange::What::code)),
            ("network_sending.state", codes(exchange::Sent::ALL, exchange::Sent::code)),
            ("model_fit.source", codes(Source::ALL, Source::code)),
            ("interpretation.role", codes(Role::ALL, Role::code)),
            ("interpretation.stance", codes(Stance::ALL, Stance::code)),
        ] {
            let (table, name) = column.split_once('.').unwrap();
            assert_eq!(checked(&database.raw, table, name).await, codes, "{column}");
        }
    });
}
