//! A server that is killed again and again while people send, and what must be there afterwards.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use lytt::ambient::Ambient;
use lytt::app::App;
use lytt::app::verify::{self, Verdict};
use lytt::auth::MasterKey;
use lytt::domain::care::{RequestId, State};
use lytt::store::audit::Act;
use lytt::store::{self, Db, Proof};
use serde_json::Value;

use super::crowd::{Crowd, INSTRUMENTS, Sender, answer};

/// How long anything may take before the storm is given up.
const PATIENCE: Duration = Duration::from_mins(2);

/// How hard it blows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Storm {
    /// How many submissions.
    pub(crate) submissions: usize,
    /// How many clients send them.
    pub(crate) clients: usize,
    /// How often the server is killed.
    pub(crate) kills: usize,
}

/// What it was like.
#[derive(Debug)]
pub(crate) struct Weather {
    /// How often the server was killed.
    pub(crate) kills: usize,
    /// How often a client had to send again, because the line went dead.
    pub(crate) again: usize,
    /// The longest from a new start until ready.
    pub(crate) slowest_start: Duration,
    /// How long it took in all.
    pub(crate) took: Duration,
}

/// The server as its own process, with its log in a file.
struct Server {
    program: PathBuf,
    folder: PathBuf,
    database: String,
    address: SocketAddr,
}

impl Server {
    fn start(&self) -> (Child, Duration) {
        let began = Instant::now();
        let log = File::options().create(true).append(true).open(self.folder.join("log")).expect("a log");
        let child = Command::new(&self.program)
            .args(["serve", "--listen", &self.address.to_string(), "--database", &self.database])
            .arg("--key-file")
            .arg(self.folder.join("key"))
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        while ask(self.address, b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .is_none_or(|(status, _)| status != 200)
        {
            assert!(began.elapsed() < PATIENCE, "not ready: {}", self.log());
            thread::sleep(Duration::from_millis(5));
        }
        (child, began.elapsed())
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}

/// One question on a line of its own; `None` when the line went dead.
fn ask(address: SocketAddr, request: &[u8]) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    on_line(&mut stream, request)
}

/// One question on a line that stays open.
fn on_line(stream: &mut TcpStream, request: &[u8]) -> Option<(u16, String)> {
    stream.write_all(request).ok()?;
    let mut read = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let more = stream.read(&mut buffer).ok().filter(|more| *more > 0)?;
        read.extend_from_slice(buffer.get(..more)?);
        let text = std::str::from_utf8(&read).ok()?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        })?;
        if body.len() >= length {
            let status = head.split(' ').nth(1)?.parse().ok()?;
            return Some((status, body.to_owned()));
        }
    }
}

/// What a client holds of one submission: the receipt.
fn stored_at(body: &str) -> String {
    let body: Value = serde_json::from_str(body).expect("a receipt");
    body["stored_at"].as_str().expect("when it was stored").to_owned()
}

impl Storm {
    /// Sends, kills, and looks at what is there. `program` is the server's; `database` is migrated and empty.
    pub(crate) async fn blow(self, program: &str, database: &str, folder: &Path) -> Weather {
        let ambient = Ambient::system().expect("chance");
        let master = MasterKey::fresh(&ambient);
        std::fs::write(folder.join("key"), master.to_hex().as_bytes()).expect("a key");
        let open = async || {
            let db = Db::connect(database).await.expect("a database");
            App::new(db, ambient.clone(), master.clone(), "http://localhost".to_owned()).expect("the application")
        };
        let app = open().await;
        let crowd = Crowd::gather(&app, "storm").await;
        let senders = crowd.senders(&app, self.submissions).await;
        app.db.close().await;

        let server = Server {
            program: PathBuf::from(program),
            folder: folder.to_owned(),
            database: database.to_owned(),
            address: free_address(),
        };
        let began = Instant::now();
        let (receipts, mut weather) = self.rage(&server, &senders);
        weather.took = began.elapsed();
        let app = open().await;
        check(&app, &crowd, &senders, &receipts).await;
        app.db.close().await;
        weather
    }

    /// Every submission is sent until it is receipted; in between, the server is killed.
    fn rage(self, server: &Server, senders: &[Sender]) -> (HashMap<RequestId, String>, Weather) {
        let (next, done, again) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let receipts = Mutex::new(HashMap::new());
        let failed = AtomicBool::new(false);
        let mut weather = Weather { kills: 0, again: 0, slowest_start: Duration::ZERO, took: Duration::ZERO };
        let (mut child, _) = server.start();
        thread::scope(|scope| {
            for _ in 0..self.clients {
                scope.spawn(|| {
                    let _told = Told(&failed);
                    let mut line = None;
                    while let Some(sender) = senders.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let post = sender.post();
                        let first = insist(server, &mut line, &post, &again, &failed);
                        // One in four does not trust the first answer: the same again is the same.
                        if sender.place % 4 == 0 {
                            assert_eq!(first, insist(server, &mut line, &post, &again, &failed), "another receipt");
                        }
                        receipts.lock().unwrap_or_else(PoisonError::into_inner).insert(sender.request, first);
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
            for kill in 1..=self.kills {
                let at = kill * senders.len() / (self.kills + 1);
                while done.load(Ordering::Relaxed) < at && !failed.load(Ordering::Relaxed) {
                    thread::sleep(Duration::from_micros(200));
                }
                // KILL: nothing is finished, nothing is flushed.
                child.kill().expect("killed");
                child.wait().expect("ended");
                let (fresh, ready) = server.start();
                child = fresh;
                weather.kills += 1;
                weather.slowest_start = weather.slowest_start.max(ready);
            }
        });
        let _ = child.kill();
        let _ = child.wait();
        weather.again = again.load(Ordering::Relaxed);
        (receipts.into_inner().unwrap_or_else(PoisonError::into_inner), weather)
    }
}

/// Says that a client gave up, so that nobody waits for the rest.
struct Told<'a>(&'a AtomicBool);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// Sends the same until it is receipted.
fn insist(
    server: &Server,
    line: &mut Option<TcpStream>,
    post: &[u8],
    again: &AtomicUsize,
    failed: &AtomicBool,
) -> String {
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < PATIENCE && !failed.load(Ordering::Relaxed), "no receipt: {}", server.log());
        if line.is_none() {
            let fresh = TcpStream::connect_timeout(&server.address, Duration::from_secs(5));
            *line = fresh.ok().filter(|line| line.set_read_timeout(Some(Duration::from_secs(20))).is_ok());
        }
        match line.as_mut().and_then(|line| on_line(line, post)) {
            Some((200, body)) => return stored_at(&body),
            // The database may be coming up again.
            Some((500 | 503, _)) => thread::sleep(Duration::from_millis(20)),
            Some((status, body)) => panic!("{status}: {body}\n{}", server.log()),
            None => {
                *line = None;
                again.fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(5));
            }
        }
    }
}

/// Nothing lost, nothing twice, nothing in part, and the chain holds.
async fn check(app: &App, crowd: &Crowd, senders: &[Sender], receipts: &HashMap<RequestId, String>) {
    assert_eq!(receipts.len(), senders.len(), "somebody has no receipt");
    let proof = Proof::operator(crowd.tenant);
    let mut tx = app.db.tenant(&proof, app.ambient.now(), "").await.expect("a transaction");
    let persons: Vec<_> = crowd.patients.iter().map(|(person, _)| *person).collect();
    let episodes: Vec<_> = crowd.patients.iter().map(|(_, episode)| *episode).collect();
    let open = store::person::open_many(&mut tx, &persons, "what is there").await.expect("patients");
    let mut responses: HashMap<RequestId, Vec<_>> = HashMap::new();
    for response in store::response::list(&mut tx, &open, &episodes).await.expect("responses") {
        responses.entry(response.request.expect("of a request")).or_default().push(response);
    }
    let scored: HashSet<_> = store::response::list_scores(&mut tx, &open, &episodes)
        .await
        .expect("scores")
        .into_iter()
        .map(|score| score.response)
        .collect();
    let mut audited: HashMap<String, Vec<String>> = HashMap::new();
    let mut after = 0;
    loop {
        let page = store::audit::list(&mut tx, after, 5000).await.expect("the chain");
        let Some(last) = page.last() else { break };
        after = last.seq;
        let receipts_made =
            page.into_iter().filter(|entry| entry.act == Act::Create.code() && entry.fields.contains("receipt"));
        for entry in receipts_made {
            assert_eq!(entry.actor.trim_start_matches("respondent:"), entry.subject.trim_start_matches("request:"));
            audited.entry(entry.subject).or_default().push(entry.fields);
        }
    }
    for some in senders.chunks(100) {
        let ids: Vec<_> = some.iter().map(|sender| sender.request).collect();
        let standing = store::receipt::list_by_requests(&mut tx, &ids).await.expect("receipts");
        let requests = store::request::list_by_ids(&mut tx, &ids).await.expect("requests");
        assert!(requests.iter().all(|request| request.state == State::Completed), "a request is still open");
        for sender in some {
            let request = sender.request;
            let own = standing.iter().filter(|receipt| receipt.request == request).collect::<Vec<_>>();
            let at = own.first().map(|receipt| receipt.stored_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true));
            assert_eq!(at.as_ref(), receipts.get(&request), "{request}: the receipt is not the one that was given");
            let found = responses.get(&request).map(Vec::as_slice).unwrap_or_default();
            let mut instruments: Vec<_> = found.iter().map(|response| response.instrument.as_str()).collect();
            instruments.sort_unstable();
            let mut wanted = INSTRUMENTS;
            wanted.sort_unstable();
            assert_eq!(instruments, wanted, "{request}: responses");
            let notes = audited.get(&format!("request:{request}")).map(Vec::as_slice).unwrap_or_default();
            assert_eq!(notes.len(), 1, "{request}: audit rows {notes:?}");
            for response in found {
                assert!(scored.contains(&response.id), "{request}: {} has no score", response.instrument);
                assert!(notes.iter().any(|note| note.contains(&format!("response:{}", response.id))), "{notes:?}");
                let given: Value = serde_json::from_str(&response.answers).expect("answers");
                if response.instrument == "gad-7" {
                    for item in 1..=7 {
                        let given = &given[item.to_string()];
                        assert_eq!(given.as_u64(), u64::try_from(answer(sender.place, item)).ok(), "{request}: {item}");
                    }
                }
                assert_eq!(
                    response.text_sealed.is_some(),
                    response.instrument == "lytt-before",
                    "{request}: own words"
                );
            }
        }
    }
    drop(tx);
    let verdict = verify::walk(app, crowd.tenant, &[]).await.expect("a walk");
    assert!(matches!(verdict, Verdict::Whole { .. }), "{verdict:?}");
}
