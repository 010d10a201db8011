//! A PostgreSQL cluster of the test's own: in a folder that nobody else uses, on a socket, gone
//! afterwards. Nothing has to be set up before, except that PostgreSQL is installed.
//!
//! `initdb` takes seconds, so it runs once and its result is kept; every test process copies it.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A running server. It stops when the last test that holds it is done.
pub(crate) struct Cluster {
    server: Child,
    /// Dropped after the server has stopped: fields drop after `Drop::drop`.
    folder: TempDir,
    made: AtomicU32,
}

static RUNNING: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

/// The server of this process, started when none runs.
pub(crate) fn cluster() -> Arc<Cluster> {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(cluster) = running.upgrade() {
        return cluster;
    }
    let cluster = Arc::new(Cluster::start());
    *running = Arc::downgrade(&cluster);
    cluster
}

impl Cluster {
    /// A name for a database that no other test of this process uses.
    pub(crate) fn fresh_name(&self) -> String {
        format!("lytt_{}", self.made.fetch_add(1, Ordering::Relaxed))
    }

    /// Where `user` reaches a database of this server.
    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        format!("postgres://{user}@localhost/{database}?host={}", self.folder.path().display())
    }

    fn start() -> Self {
        sweep();
        let programs = programs();
        let template = template(&programs);
        let folder = folder();
        let data = folder.path().join("data");
        run(Command::new("cp").args(["-a", "--reflink=auto"]).arg(&template).arg(&data));
        let log = File::create(folder.path().join("log")).unwrap();
        let mut command = as_owner(&programs.join("postgres"));
        command
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(folder.path())
            // Durability stays as in production: the store refuses anything less.
            .args(["-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=32MB"])
            .args(["-c", "max_wal_size=256MB", "-c", "jit=off", "-c", "timezone=UTC"])
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        let server = Self { server: spawn_for_life(command), folder, made: AtomicU32::new(0) };
        server.wait_until_ready(&data);
        server
    }

    fn wait_until_ready(&self, data: &Path) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_mins(1) {
            // The eighth line of this file is the server's own word for where it stands.
            let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        panic!("the PostgreSQL of this test did not start within a minute:\n{log}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // QUIT: at once, without writing out what nobody will read.
        let pid = self.server.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        let _ = self.server.wait();
    }
}

/// Starts a program from a thread that lives as long as the process: the signal a child gets when its
/// parent dies is sent when the parent's *thread* ends, and test threads end early.
fn spawn_for_life(mut command: Command) -> Child {
    let (give, take) = mpsc::channel();
    thread::spawn(move || {
        give.send(command.spawn()).unwrap();
        loop {
            thread::park();
        }
    });
    take.recv().unwrap().unwrap_or_else(|error| panic!("PostgreSQL cannot be started: {error}"))
}

fn run(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{command:?}: {said}");
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

/// PostgreSQL refuses to run as root; then it runs as its own user.
fn is_root() -> bool {
    run(Command::new("id").arg("-u")) == "0"
}

/// A command that runs as the user who owns the data, and ends when this process does, however that
/// happens.
fn as_owner(program: &Path) -> Command {
    if Command::new("setpriv").arg("--version").output().is_err() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.args(["--pdeathsig", "QUIT", "--"]).arg(program);
    command
}

/// A folder of this process, owned by whoever PostgreSQL runs as. Its name is short, since a socket's
/// path may have a hundred letters, and holds the process id, for [`sweep`].
fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix(&format!("lytt-pg-{}-", std::process::id())).tempdir().unwrap();
    if is_root() {
        run(Command::new("chown").arg("postgres:").arg(folder.path()));
    }
    folder
}

/// Removes what killed test processes left behind.
fn sweep() {
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(pid) = name.strip_prefix("lytt-pg-").and_then(|rest| rest.split('-').next()) else { continue };
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|then| then.elapsed().ok());
        // An hour, in case another machine or container shares the folder.
        if !Path::new("/proc").join(pid).exists() && age.is_some_and(|age| age > Duration::from_hours(1)) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The folder with `initdb` and `postgres`.
fn programs() -> PathBuf {
    let on_path = Command::new("sh").args(["-c", "command -v initdb"]).output().ok();
    let on_path = on_path.map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned());
    let on_path = on_path.filter(|found| !found.is_empty()).map(PathBuf::from);
    let linked = on_path.as_ref().and_then(|found| fs::canonicalize(found).ok());
    let mut places: Vec<PathBuf> =
        linked.into_iter().chain(on_path).filter_map(|found| found.parent().map(Path::to_path_buf)).collect();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort();
    places.extend(versions.into_iter().rev().map(|(_, folder)| folder));
    places.into_iter().find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists()).unwrap_or_else(
        || {
            panic!(
                "these tests need PostgreSQL 15 or later on this machine: please install it (Debian, Ubuntu: \
                 `apt-get install postgresql`; macOS: `brew install postgresql`) or put `initdb` on the PATH"
            )
        },
    )
}

/// A cluster as `initdb` leaves it, made once and kept beside what cargo builds.
fn template(programs: &Path) -> PathBuf {
    let version = run(Command::new(programs.join("postgres")).arg("--version"));
    let version: String =
        version.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(kept).unwrap();
    let template = kept.join(format!("template-{version}"));
    let lock = File::options().create(true).truncate(false).write(true).open(kept.join("template.lock")).unwrap();
    lock.lock().unwrap();
    if template.exists() {
        return template;
    }
    let folder = folder();
    let data = folder.path().join("data");
    let password_less = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"];
    run(as_owner(&programs.join("initdb")).args(password_less).args(["--no-sync", "--wal-segsize=1", "-D"]).arg(&data));
    // Renamed when it is whole: a killed run leaves no half of one.
    let partial = kept.join(format!("template-partial-{}", std::process::id()));
    run(Command::new("cp").arg("-a").arg(&data).arg(&partial));
    fs::rename(&partial, &template).unwrap();
    (&lock).write_all(version.as_bytes()).unwrap();
    template
}
