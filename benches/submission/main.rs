//! How many submissions are stored a second, and how long each takes, through the real server, beside what
//! this machine can do at most: a handler that does nothing but store one row durably, for the same load.
//!
//! `cargo bench --bench submission` prints both on SQLite and on PostgreSQL. Nothing here fails: machines
//! differ, and the load comes from the same cores. `-- --count N --connections N --rounds N --only sqlite`.

#![expect(clippy::expect_used, reason = "a bench that cannot start has nothing to report")]

mod client;
#[path = "../../tests/it/support/crowd.rs"]
#[expect(dead_code, reason = "the storm reads more of it")]
mod crowd;
#[path = "../../tests/it/support/postgres.rs"]
#[expect(clippy::unwrap_used, clippy::panic, reason = "as in tests: says what was not there and stops")]
mod postgres;
mod raw;
mod seed;

use client::{Load, Outcome};

/// What is asked for on the command line.
struct Wanted {
    count: usize,
    connections: usize,
    rounds: usize,
    only: Option<String>,
}

fn wanted() -> Wanted {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let number = |name: &str, usual: usize| value(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    Wanted {
        count: number("--count", 20_000),
        connections: number("--connections", 64),
        rounds: number("--rounds", 3),
        only: value("--only"),
    }
}

fn print(what: &str, outcome: &Outcome) {
    println!(
        "{what:<44} {:>8.0}/s   p50 {:>6.2} ms   p99 {:>6.2} ms   longest {:>7.2} ms",
        outcome.per_second(),
        outcome.at(0.5),
        outcome.at(0.99),
        outcome.at(1.0)
    );
}

async fn compare(name: &str, url: &str, wanted: &Wanted) {
    let service = seed::Service::open(url).await;
    let raw = raw::serve(url).await;
    let mut ratios = Vec::new();
    for round in 1..=wanted.rounds {
        // A hundred first, so that neither starts with empty caches.
        client::run(Load::same(raw.address, &raw::request(), 100), 4).await;
        let limit = client::run(Load::same(raw.address, &raw::request(), wanted.count), wanted.connections).await;
        print(&format!("{name}, limit, {} at once", wanted.connections), &limit);
        client::run(service.load(100).await, 4).await;
        let load = service.load(wanted.count).await;
        let found = client::run(load, wanted.connections).await;
        print(&format!("{name}, submission, {} at once", wanted.connections), &found);
        ratios.push(found.per_second() / limit.per_second());
        if round == wanted.rounds {
            let one = client::run(Load::same(raw.address, &raw::request(), 500), 1).await;
            print(&format!("{name}, limit, one at a time"), &one);
            let one = client::run(service.load(500).await, 1).await;
            print(&format!("{name}, submission, one at a time"), &one);
        }
    }
    ratios.sort_by(f64::total_cmp);
    let middle = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    println!("{name}: {:.0} % of the limit (the middle of {} rounds; to hold: 50 %)", middle * 100.0, ratios.len());
    let stored = service.check().await;
    println!("{name}: {stored} submissions, each stored once and whole; the audit chain holds\n");
}

fn main() {
    // What the server warns of belongs beside its figures.
    tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_writer(std::io::stderr).init();
    let wanted = wanted();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let is_wanted = |name: &str| wanted.only.as_deref().is_none_or(|only| only == name);
        if is_wanted("sqlite") {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("lytt.db");
            compare("SQLite", path.to_str().expect("a path"), &wanted).await;
        }
        if is_wanted("postgres") {
            let cluster = postgres::cluster();
            let url = seed::fresh_database(&cluster).await;
            compare("PostgreSQL", &url, &wanted).await;
        }
    });
}
