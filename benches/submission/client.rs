//! The load: as many connections as wanted, each asking again as soon as it is answered. Written by hand,
//! since every microsecond spent here is one the server does not get.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What is asked, and where.
#[derive(Clone)]
pub(crate) struct Load {
    address: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    /// The same request again and again.
    again: usize,
}

impl Load {
    /// Each once.
    pub(crate) fn each(address: SocketAddr, requests: Vec<Vec<u8>>) -> Self {
        let again = requests.len();
        Self { address, requests: Arc::new(requests), again }
    }

    /// One so many times.
    pub(crate) fn same(address: SocketAddr, request: &[u8], times: usize) -> Self {
        Self { address, requests: Arc::new(vec![request.to_vec()]), again: times }
    }
}

/// How it went.
pub(crate) struct Outcome {
    took: Duration,
    /// Of each, rising.
    latencies: Vec<Duration>,
}

impl Outcome {
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }

    /// The latency, in milliseconds, that this share stays within.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list"
    )]
    pub(crate) fn at(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        let place = (last as f64 * share).round() as usize;
        self.latencies.get(place).map_or(0.0, |latency| latency.as_secs_f64() * 1e3)
    }
}

/// Runs a load over so many connections.
pub(crate) async fn run(load: Load, connections: usize) -> Outcome {
    let next = Arc::new(AtomicUsize::new(0));
    let mut streams = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(load.address).await.expect("the server answers");
        stream.set_nodelay(true).expect("a socket option");
        streams.push(stream);
    }
    let began = Instant::now();
    let tasks: Vec<_> =
        streams.into_iter().map(|stream| tokio::spawn(ask(stream, load.clone(), Arc::clone(&next)))).collect();
    let mut latencies = Vec::new();
    for task in tasks {
        latencies.extend(task.await.expect("a client that does not stop"));
    }
    let took = began.elapsed();
    latencies.sort();
    Outcome { took, latencies }
}

async fn ask(mut stream: TcpStream, load: Load, next: Arc<AtomicUsize>) -> Vec<Duration> {
    let mut latencies = Vec::new();
    let mut buffer = vec![0; 8192];
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        if place >= load.again {
            return latencies;
        }
        let request = load.requests.get(place % load.requests.len()).expect("there is one");
        let began = Instant::now();
        stream.write_all(request).await.expect("the server listens");
        let mut read = 0;
        loop {
            let more = stream.read(buffer.get_mut(read..).expect("room")).await.expect("the server answers");
            assert!(more > 0, "the server hung up");
            read += more;
            if is_whole(buffer.get(..read).expect("what was read")) {
                break;
            }
        }
        latencies.push(began.elapsed());
        let answer = buffer.get(..read).expect("what was read");
        assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(answer));
    }
}

/// Whether head and body are there.
fn is_whole(answer: &[u8]) -> bool {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let text = std::str::from_utf8(answer.get(..head).unwrap_or_default()).expect("a head is ASCII");
    let length = text.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    answer.len() >= head + 4 + length.expect("the server says how long its answer is")
}
