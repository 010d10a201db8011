//! HL7 messages over a plain connection (MLLP): a byte 0x0b, the message, 0x1c and a carriage return; each
//! is answered in the same way once it is stored.
//!
//! The protocol knows neither password nor encryption: [`is_private`] says where it may be listened for.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::app::App;
use crate::app::calendar::{self, Reach, Source};
use crate::domain::care::TenantId;
use crate::domain::care::calendar::Batch;
use crate::interop::hl7::{self, Answer, END_OF_BLOCK, START_OF_BLOCK, Said};
use crate::store::Proof;

/// Most bytes of one message.
const LONGEST: usize = 256 * 1024;
/// Most connections at a time; a system that sends usually has one.
const MOST_CONNECTIONS: usize = 16;
/// How long a connection may say nothing, or take no answer.
const PATIENCE: Duration = Duration::from_hours(1);

/// Whether an address is this machine's own, or one that is not reached from outside.
#[must_use]
pub const fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => is_private_v6(address),
    }
}

const fn is_private_v6(address: Ipv6Addr) -> bool {
    address.is_loopback() || address.is_unique_local()
}

/// Takes in messages until told to stop.
pub async fn serve(app: App, tenant: TenantId, source: Source, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let source = Arc::new(source);
    let free = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "an HL7 connection was not taken");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    continue;
                }
            },
            _ = stop.changed() => break,
        };
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&free).try_acquire_owned() else {
            tracing::warn!("an HL7 connection was closed: {MOST_CONNECTIONS} are open");
            continue;
        };
        let (app, source, stop) = (app.clone(), Arc::clone(&source), stop.clone());
        connections.spawn(async move {
            let _place = place;
            let (from, to) = stream.into_split();
            if let Err(error) = converse(&app, tenant, &source, from, to, stop).await {
                tracing::info!(%error, "an HL7 connection ended");
            }
        });
    }
    while connections.join_next().await.is_some() {}
}

/// What came of reading up to the end of a message.
enum Framed {
    Message(Vec<u8>),
    TooLong,
    End,
}

/// Answers one connection's messages, one after another, until it ends or it is time to stop.
///
/// # Errors
/// When the connection breaks, or says nothing for too long.
pub async fn converse(
    app: &App,
    tenant: TenantId,
    source: &Source,
    from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let mut incoming = Frames { from, buffer: Vec::new() };
    loop {
        let block = tokio::select! {
            read = tokio::time::timeout(PATIENCE, incoming.next()) => read??,
            _ = stop.changed() => return Ok(()),
        };
        let answer = match block {
            Framed::End => return Ok(()),
            Framed::Message(bytes) => answer(app, tenant, source, &bytes).await,
            Framed::TooLong => refusal(app, &format!("longer than {LONGEST} bytes")),
        };
        let mut framed = Vec::with_capacity(answer.len() + 3);
        framed.push(START_OF_BLOCK);
        framed.extend_from_slice(answer.as_bytes());
        framed.extend([END_OF_BLOCK, b'\r']);
        tokio::time::timeout(PATIENCE, to.write_all(&framed)).await??;
        to.flush().await?;
    }
}

struct Frames<R> {
    from: R,
    /// Read but not yet used.
    buffer: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// The next message. What stands between messages is skipped. Giving up in between loses nothing: what has
    /// been read stays in the buffer.
    async fn next(&mut self) -> std::io::Result<Framed> {
        let mut too_long = false;
        let mut searched = 0;
        loop {
            let end = self.buffer.iter().skip(searched).position(|byte| *byte == END_OF_BLOCK);
            if let Some(end) = end.map(|end| end + searched) {
                searched = 0;
                let mut block: Vec<u8> = self.buffer.drain(..=end).collect();
                block.pop();
                if too_long {
                    return Ok(Framed::TooLong);
                }
                // A message that was never ended is lost; the one that began last counts.
                let Some(start) = block.iter().rposition(|byte| *byte == START_OF_BLOCK) else { continue };
                return Ok(Framed::Message(block.split_off(start + 1)));
            }
            if self.buffer.len() > LONGEST {
                too_long = true;
                self.buffer.clear();
            }
            searched = self.buffer.len();
            self.buffer.reserve(8 * 1024);
            if self.from.read_buf(&mut self.buffer).await? == 0 {
                return Ok(Framed::End);
            }
        }
    }
}

/// Takes in one message and says what became of it, once that is stored.
async fn answer(app: &App, tenant: TenantId, source: &Source, bytes: &[u8]) -> String {
    let text = hl7::text(bytes);
    let frame = match calendar::frame(app, tenant, Reach::default()).await {
        Ok(frame) => frame,
        Err(error) => {
            tracing::error!(%error, "an HL7 message was not taken");
            return refusal(app, "not now; please send it again");
        }
    };
    let received = match hl7::receive(&text, &source.mapping, &frame) {
        Ok(received) => received,
        Err(error) => return refusal(app, &error.to_string()),
    };
    let (answer, why) = match &received.said {
        Err((answer, unread)) => (*answer, unread.to_string()),
        Ok(Said::LeftAside) => (Answer::Accept, String::new()),
        Ok(Said::Entry(entry)) => {
            let batch = Batch { entries: vec![entry.clone()], ..Batch::default() };
            match calendar::receive(app, &Proof::scheduler(tenant), source, batch, &frame).await {
                Ok(report) => match report.refused.first() {
                    None => (Answer::Accept, String::new()),
                    Some(refused) => (Answer::Error, refused.reason.clone()),
                },
                Err(error) => {
                    tracing::error!(%error, "an HL7 message was not stored");
                    (Answer::Reject, "not stored; please send it again".to_owned())
                }
            }
        }
    };
    if answer != Answer::Accept {
        tracing::warn!(source = source.name, %answer, why, "an HL7 message was not taken");
    }
    received.acknowledge(answer, &why, &app.ambient.id().simple().to_string(), app.ambient.now())
}

fn refusal(app: &App, why: &str) -> String {
    hl7::refusal(why, &app.ambient.id().simple().to_string(), app.ambient.now())
}
