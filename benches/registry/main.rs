//! How long a report over a whole country's episodes takes, side by side with `DuckDB`: the same question, from the same
//! two files, on the same two threads, in one run. No ratio is printed before both answers agree.
//!
//! `cargo bench --bench registry` writes 1,000,000 episodes with 10,000,000 scores (750 MB) to a temporary folder;
//! `-- --small` a fiftieth of that; `-- --episodes N --rounds N`. `DuckDB` is asked through Python's `duckdb` package, of
//! the Python named with `-- --python PATH`; without it, Lytt's figures stand alone. Nothing here fails on a slow
//! machine; on one that does something else, the processor times say more than the clock.

#![expect(clippy::expect_used, reason = "a bench that cannot start has nothing to report")]

mod answers;
mod data;
mod measure;

use std::path::Path;
use std::process::{Command, Stdio};

use measure::Cost;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lytt");
const QUESTION: &str = include_str!("question.sql");
const ASK: &str = include_str!("ask.py");
const FROM: &str = "2021-01-01";
const TO: &str = "2025-12-31";
const DATA_DATE: &str = "2026-01-10";

/// What is asked for on the command line.
struct Wanted {
    episodes: u64,
    rounds: usize,
    python: String,
}

fn wanted() -> Wanted {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|argument| argument == name)?;
        arguments.get(place + 1).cloned()
    };
    let small = arguments.iter().any(|argument| argument == "--small");
    let usual = if small { 20_000 } else { 1_000_000 };
    Wanted {
        episodes: value("--episodes").and_then(|text| text.parse().ok()).unwrap_or(usual),
        rounds: value("--rounds").and_then(|text| text.parse().ok()).unwrap_or(3),
        python: value("--python").unwrap_or_else(|| "python3".to_owned()),
    }
}

/// Lytt, from its tables.
fn from_tables(folder: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["compute", "report", "--tables"]).arg(folder);
    command.args(["--instrument", "phq-9", "--from", FROM, "--to", TO, "--data-date", DATA_DATE]);
    command
}

/// Lytt, from kept rows.
fn from_kept(file: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["compute", "report", "--from", FROM, "--to", TO, "--kept"]).arg(file);
    command
}

/// Whether that Python has `DuckDB`.
fn has_duckdb(python: &str) -> bool {
    let mut command = Command::new(python);
    command.args(["-c", "import duckdb"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// `DuckDB`, with the clock and the processor time of the question alone: a Python that starts is nothing of its own.
fn duckdb(python: &str, folder: &Path) -> (Value, Cost) {
    let question = QUESTION
        .replace("{folder}", folder.to_str().expect("a path"))
        .replace("{data_date}", DATA_DATE)
        .replace("{from}", FROM)
        .replace("{to}", TO);
    std::fs::write(folder.join("question.sql"), question).expect("room for the question");
    let mut command = Command::new(python);
    command.args(["-c", ASK]).arg(folder.join("question.sql"));
    let (printed, cost) = measure::run(&mut command, folder).expect("an answer from DuckDB");
    let answer: Value = serde_json::from_str(&printed).expect("an answer in JSON");
    let seconds = |name: &str| answer.get(name).and_then(Value::as_f64).expect("how long it took");
    let cost = Cost { wall: seconds("wall"), processor: seconds("processor"), ..cost };
    (answer, cost)
}

fn main() {
    let wanted = wanted();
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let written = data::write(folder, wanted.episodes).expect("room for the tables");
    println!(
        "{} episodes with {} scores; each figure is the middle of {} runs",
        written.episodes, written.scores, wanted.rounds
    );
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        println!(
            "{cores} cores; programs that wanted one in the last minute: {}",
            load.split(' ').next().unwrap_or("?")
        );
    }

    let kept = folder.join("kept");
    let (printed, keeping) =
        measure::run(from_tables(folder).arg("--keep").arg(&kept), folder).expect("an answer from the tables");
    let ours = answers::of_lytt(&printed).expect("the figures of a report");
    let (mut tables, mut rows, mut duck) = (Vec::new(), Vec::new(), Vec::new());
    let mut version = None;
    let compares = has_duckdb(&wanted.python);
    for _ in 0..wanted.rounds {
        let (answer, cost) = measure::run(&mut from_tables(folder), folder).expect("an answer from the tables");
        assert_eq!(answer, printed, "the same tables give the same answer");
        tables.push(cost);
        let (answer, cost) = measure::run(&mut from_kept(&kept), folder).expect("an answer from kept rows");
        assert_eq!(answer, printed, "kept rows give the answer of their tables");
        rows.push(cost);
        if compares {
            let (answer, cost) = duckdb(&wanted.python, folder);
            let theirs = answer.get("rows").and_then(answers::of_duckdb).expect("the figures of the question");
            let differ = answers::differences(&ours, &theirs);
            assert!(differ.is_empty(), "the answers differ, so nothing is compared:\n{}", differ.join("\n"));
            version = answer.get("version").and_then(Value::as_str).map(str::to_owned);
            duck.push(cost);
        }
    }
    println!("\n{:<34} {:>10} {:>14} {:>11}", "", "clock", "processor", "memory");
    let (tables, rows) = (Cost::middle(&tables), Cost::middle(&rows));
    tables.print("Lytt, from the tables");
    keeping.print("the same, keeping rows (once)");
    rows.print("Lytt, from kept rows");
    let Some(version) = version else {
        println!("\n{} has no duckdb, so that there is nothing to compare with: pip install duckdb", wanted.python);
        return;
    };
    let duck = Cost::middle(&duck);
    duck.print(&format!("DuckDB {version}, from the tables"));
    println!("\nBoth agree on {} shares and their intervals. Lytt also fills in and compares groups.", ours.0.len());
    for (what, of) in [("the tables", tables), ("kept rows", rows)] {
        println!(
            "DuckDB takes {:.1} times the clock and {:.1} times the processor of Lytt from {what}",
            duck.wall / of.wall,
            duck.processor / of.processor
        );
    }
}
