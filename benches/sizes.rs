//! How large the program is, how soon it is ready, and how much memory it takes when nobody asks.
//!
//! `cargo bench --bench sizes` prints each figure beside the one to hold. Nothing here fails: machines
//! differ. With `-- --build` it also builds the program from nothing, into a folder of its own.

#![expect(clippy::expect_used, reason = "a bench that cannot start has nothing to report")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_lytt");

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    asked.is_ok() && stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
}

fn start(folder: &std::path::Path, address: SocketAddr) -> (Child, Duration) {
    let began = Instant::now();
    let child = Command::new(PROGRAM)
        .arg("serve")
        .args(["--listen", &address.to_string()])
        .arg("--database")
        .arg(folder.join("lytt.db"))
        .arg("--key-file")
        .arg(folder.join("lytt.key"))
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    while !is_ready(address) && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    (child, began.elapsed())
}

/// Resident memory in MB, as Linux counts it.
fn resident(child: &Child) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

fn report(what: &str, found: &str, hold: &str) {
    println!("{what:<40} {found:>12}   to hold: {hold}");
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = std::fs::metadata(PROGRAM).map_or(0, |file| file.len());
    #[expect(clippy::cast_precision_loss, reason = "megabytes are read by people")]
    let megabytes = bytes as f64 / 1e6;
    report("program", &format!("{megabytes:.1} MB"), "under 40 MB");

    let address = free_address();
    let (mut first, migrating) = start(folder.path(), address);
    let _ = first.kill();
    let _ = first.wait();
    report("start on an empty disk, with migrations", &format!("{} ms", migrating.as_millis()), "-");

    let address = free_address();
    let (mut child, starting) = start(folder.path(), address);
    report("start", &format!("{} ms", starting.as_millis()), "under 300 ms");
    std::thread::sleep(Duration::from_secs(1));
    if let Some(memory) = resident(&child) {
        report("memory when idle", &format!("{memory:.1} MB"), "under 60 MB");
    }
    let _ = child.kill();
    let _ = child.wait();

    if std::env::args().any(|argument| argument == "--build") {
        let target = folder.path().join("target");
        let began = Instant::now();
        let status =
            Command::new("cargo").args(["build", "--release", "--offline"]).env("CARGO_TARGET_DIR", target).status();
        let seconds = began.elapsed().as_secs();
        let found =
            if status.is_ok_and(|status| status.success()) { format!("{seconds} s") } else { "failed".to_owned() };
        report("release build from nothing", &found, "under 360 s on two cores");
    }
}
