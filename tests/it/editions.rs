//! What leaves: whatever is made, no two editions cut the same patients differently; and an edition is seen, made once,
//! and says the same in every file, through public routes on both databases.

use std::collections::BTreeMap;
use std::io::Cursor;

use axum::http::{Method, StatusCode};
use calamine::{Data, Reader, Xlsx};
use chrono::{Days, NaiveDate};
use lytt::app::App;
use lytt::domain::access::Role;
use lytt::domain::care::{Unit, UnitId, UnitTree};
use lytt::domain::edition::release::{Counts, Release};
use lytt::domain::edition::table::COLUMNS;
use lytt::domain::edition::{Edition, MetricKey, left, overlap};
use lytt::domain::ledger::{Every, Period};
use proptest::prelude::*;

use crate::learning::{Treated, treat};
use crate::report::measure;
use crate::support::cast::Organisation;
use crate::support::database::{app, on_both};
use crate::support::visitor::{Visitor, hidden};

const SEEN: StatusCode = StatusCode::SEE_OTHER;
const MEND: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const NOTHING: StatusCode = StatusCode::NOT_FOUND;

fn id(n: u128) -> UnitId {
    UnitId(uuid::Uuid::from_u128(n))
}

fn edition(period: Period) -> Edition {
    let counts =
        Counts { referred: 30, started: 30, ended: 25, measured: 20, improved: 8, deteriorated: 5, neither: 7 };
    let metric = MetricKey {
        instrument: "phq-9".into(),
        version: 1,
        scale: "total".into(),
        norms: "nhs-tt".into(),
        rules: "x".into(),
    };
    let release = Release::new(&[counts]).unwrap();
    Edition { period, data_date: NaiveDate::default(), metrics: vec![metric], release }
}

proptest! {
    /// Seven units in three storeys, and months, quarters, tertials and years of three years, in whatever order
    /// somebody asks for them.
    #[test]
    fn no_two_editions_cut_the_same_patients_differently(
        wishes in proptest::collection::vec((0_u128..7, 0_usize..Every::ALL.len(), 0_u64..1096), 1..40),
    ) {
        let unit = |n: u128| Unit { id: id(n), parent: (n > 0).then(|| id((n - 1) / 2)), name: n.to_string() };
        let tree = UnitTree::new((0..7).map(unit).collect());
        let mut book: Vec<(UnitId, Edition)> = Vec::new();
        for (n, every, day) in wishes {
            let first: NaiveDate = "2023-01-01".parse().unwrap();
            let period = Period::of(Every::ALL[every], first + Days::new(day));
            let found = left(book.iter().map(|(unit, edition)| (*unit, edition)), &tree, id(n), period).map(Option::<&Edition>::cloned);
            let cuts = |(unit, edition): &(UnitId, Edition)| {
                let shared = tree.is_within(*unit, id(n)) || tree.is_within(id(n), *unit);
                shared && overlap(edition.period, period) && (*unit, edition.period) != (id(n), period)
            };
            prop_assert_eq!(found.is_err(), book.iter().any(cuts), "refused where, and only where, patients are shared");
            if found == Ok(None) {
                book.push((id(n), edition(period)));
            }
        }
    }
}

/// The figures of a file by metric and figure.
type Said = BTreeMap<(String, String), Vec<String>>;

fn by_figure(rows: impl Iterator<Item = Vec<String>>) -> Said {
    rows.map(|row| ((row[5].clone(), row[9].clone()), row)).collect()
}

fn of_csv(bytes: &[u8]) -> Said {
    let mut reader = csv::Reader::from_reader(bytes);
    assert_eq!(reader.headers().unwrap(), &COLUMNS[..]);
    by_figure(reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()))
}

fn of_workbook(bytes: &[u8]) -> Said {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    assert_eq!(book.sheet_names(), ["Read this first", "Figures", "Codebook"]);
    let first = book.worksheet_range("Read this first").unwrap();
    let lines: Vec<String> = first.rows().flatten().map(ToString::to_string).collect();
    for said in ["Referred ", "Both measurements: ", "Reliably better: ", "Reliably worse: "] {
        assert!(lines.iter().any(|line| line.starts_with(said)), "a board reads {said:?} first: {lines:?}");
    }
    let sheet = book.worksheet_range("Figures").unwrap();
    let mut rows = sheet.rows();
    assert_eq!(rows.next().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(), COLUMNS);
    let cell = |cell: &Data| if matches!(cell, Data::Empty) { String::new() } else { cell.to_string() };
    by_figure(rows.map(|row| row.iter().map(cell).collect()))
}

/// What a leader sees before it is made, and the answer to making it.
async fn make(leader: &Visitor<'_>, unit: UnitId, period: &str) -> (StatusCode, String) {
    let page = leader.main(&format!("/report/editions?unit={unit}&period={period}")).await;
    let seen = hidden(&page, "seen");
    leader.post("/report/editions", &format!("unit={unit}&period={period}&seen={seen}&approve=yes")).await
}

fn address(page: &str) -> String {
    let page = page.replace("&#x2f;", "/");
    let file = page.split("href=\"/report/editions/").nth(1).unwrap();
    format!("/report/editions/{}", file.split('/').next().unwrap())
}

#[test]
fn an_edition_is_seen_made_once_and_the_same_in_every_file() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "own").await;
        measure(&app, &own).await;
        let leader = Visitor::new(&app, &own, own.account(Role::Leader));
        let reader = Visitor::new(&app, &own, own.account(Role::PatientRepresentative));
        let at = format!("/report/editions?unit={}", own.team);

        let shown = leader.main(&format!("{at}&period=2025")).await;
        let fields = format!("unit={}&period=2025&seen={}", own.team, hidden(&shown, "seen"));
        assert_eq!(leader.send(Method::POST, "/report/editions", &fields).await.status, MEND, "a person approves");
        let other = format!("unit={}&period=2025&seen=0&approve=yes", own.team);
        let changed = leader.send(Method::POST, "/report/editions", &other).await;
        assert_eq!(changed.status, MEND);
        assert_eq!(reader.post("/report/editions", &format!("{fields}&approve=yes")).await.0, NOTHING);
        assert!(!reader.main(&format!("{at}&period=2025")).await.contains("name=\"seen\""), "to read, not to make");
        assert!(leader.main(&format!("{at}&period=2026-Q1")).await.contains("28 days after"), "not over");
        for period in ["2025-05", "2025-T1"] {
            assert!(period.parse::<Period>().is_ok_and(|period| period.every() != Every::Quarter));
            assert_eq!(
                leader.send(Method::GET, &format!("{at}&period={period}"), "").await.status,
                NOTHING,
                "{period}"
            );
            let fields = format!("unit={}&period={period}&seen=0&approve=yes", own.team);
            assert_eq!(leader.post("/report/editions", &fields).await.0, NOTHING, "{period}");
        }
        assert_eq!(make(&leader, own.team, "2025").await.0, SEEN);

        let edition = address(&reader.main(&at).await);
        let csv = reader.send(Method::GET, &format!("{edition}/figures.csv"), "").await.bytes;
        let said = of_csv(&csv);
        let xlsx = reader.send(Method::GET, &format!("{edition}/edition.xlsx"), "").await.bytes;
        assert_eq!(of_workbook(&xlsx), said, "the spreadsheet says what the table says");
        let json: serde_json::Value =
            serde_json::from_str(&reader.get(&format!("{edition}/edition.json")).await).unwrap();
        let figures = &json["edition"]["release"]["figures"][0];
        let better = &said[&("phq-9".to_owned(), "better".to_owned())];
        assert_eq!(
            (better[11].as_str(), better[13].as_str()),
            (&*figures["better"]["count"].to_string(), &*figures["better"]["of"].to_string(),)
        );
        let rows = json["figures"].as_array().unwrap();
        assert_eq!(rows.len(), said.len());
        for row in rows {
            let (metric, figure) = (row["instrument"].as_str().unwrap_or_default(), row["figure"].as_str().unwrap());
            for (column, cell) in COLUMNS.iter().zip(&said[&(metric.to_owned(), figure.to_owned())]) {
                let same = match &row[*column] {
                    serde_json::Value::Null => cell.is_empty(),
                    serde_json::Value::Number(number) => cell.parse::<f64>().ok() == number.as_f64(),
                    other => other.as_str() == Some(cell),
                };
                assert!(same, "{column} {cell} {}", row[*column]);
            }
        }
        // Every code in the figures is in the codebook, with what it means.
        let codebook = reader.get(&format!("{edition}/codebook.csv")).await;
        for row in said.values() {
            for column in [9, 10] {
                assert!(
                    codebook.contains(&format!("{},{},", COLUMNS[column], row[column])),
                    "{} {codebook}",
                    row[column]
                );
            }
        }
        assert!(COLUMNS.iter().all(|column| codebook.contains(&format!("{column},,"))));
        let audited = database.raw.count("audit", "fields LIKE 'edition 2025, as %'").await;
        assert_eq!(audited, 4, "what was taken out is in the chain");

        // What comes later changes nothing in it; and the same patients leave in no other way.
        live_on(&app, &own).await;
        assert_eq!(reader.send(Method::GET, &format!("{edition}/figures.csv"), "").await.bytes, csv);
        for (unit, period) in [(own.team, "2025-Q3"), (own.root, "2025"), (own.root, "2025-Q1")] {
            let page = leader.main(&format!("/report/editions?unit={unit}&period={period}")).await;
            assert!(page.contains("have left in another way") && !page.contains("name=\"seen\""), "{unit} {period}");
        }
        assert!(!leader.main(&format!("{at}&period=2024")).await.contains("have left in another way"));

        // Another organisation's people find nothing.
        let theirs = Organisation::found(&app, "theirs").await;
        let stranger = Visitor::new(&app, &theirs, theirs.account(Role::Leader));
        assert_eq!(stranger.send(Method::GET, &format!("{edition}/edition.json"), "").await.status, NOTHING);
        assert_eq!(stranger.send(Method::GET, &at, "").await.status, NOTHING);
    });
}

/// Others end, in the year that has left.
async fn live_on(app: &App, own: &Organisation) {
    let ended_on = Some("2025-05-02".parse().unwrap());
    let scores: &[(&str, &str, &[f64])] = &[("phq-9", "total", &[16.0, 4.0])];
    let course = || Treated { by: &[], ended_on, scores, older: false };
    treat(app, own, &std::array::from_fn::<_, 12, _>(|_| course())).await;
}

#[test]
fn the_results_of_few_clinicians_do_not_leave() {
    on_both(async |database| {
        let app = app(&database.db);
        let own = Organisation::found(&app, "few").await;
        let by = [own.account(Role::Clinician)];
        let ended_on = Some("2025-05-02".parse().unwrap());
        let scores: &[(&str, &str, &[f64])] = &[("phq-9", "total", &[16.0, 4.0])];
        let courses: Vec<Treated> = (0..30).map(|_| Treated { by: &by, ended_on, scores, older: false }).collect();
        treat(&app, &own, &courses).await;
        let leader = Visitor::new(&app, &own, own.account(Role::Leader));
        let page = leader.main(&format!("/report/editions?unit={}&period=2025", own.team)).await;
        assert!(page.contains("fewer than three clinicians") && !page.contains("name=\"seen\""));
        let fields = format!("unit={}&period=2025&seen=0&approve=yes", own.team);
        let refused = leader.send(Method::POST, "/report/editions", &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(database.raw.count("edition", "1 = 1").await, 0);
    });
}
