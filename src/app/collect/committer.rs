//! Storing what is sent, together: whatever waits is read, judged and written with a few statements, one
//! transaction and one flush to disk. See docs/decisions/0006.
//!
//! Two batches are under way at a time: while one is written, the next is read and judged. Nobody is
//! answered before the commit has returned. A request that has changed in between, or a batch that the
//! database refuses, is done again one by one, so that each sender is told what became of their own.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use super::sending::{Decision, Facts, Sent, Told, decide};
use crate::app::{App, AppError, Result, Tenancy, notices};
use crate::auth::token;
use crate::domain::care::{Request, RequestId, TenantId};
use crate::domain::instrument::Answers;
use crate::store::link::{self, LinkKind, Opened};
use crate::store::receipt::Receipt;
use crate::store::response::Response;
use crate::store::submission::{self, Submission};
use crate::store::{self, StoreError, TenantTx};

/// The most that is stored in one transaction.
const MOST_TOGETHER: usize = 128;

/// The most that may wait, a few seconds' work; whoever comes after is asked to come again.
const MOST_WAITING: usize = 10_000;

/// How many batches are under way: one being judged, one being written.
const WORKERS: usize = 2;

/// What is sent.
pub(super) enum Content {
    /// What the browser has saved here.
    Saved {
        /// The mark of the review it was shown.
        mark: Option<String>,
    },
    /// What it kept to itself.
    Given {
        /// The key of the sheet it was shown.
        key: String,
        /// The language it was answered in.
        language: String,
        /// The answers, by instrument.
        answers: BTreeMap<String, Answers>,
    },
}

/// One sending.
pub(super) struct Sending {
    pub(super) cookie: String,
    /// The hash of the cookie.
    pub(super) browser: [u8; 32],
    pub(super) content: Content,
}

/// How much of a body hash says what was sent; the rest says which review it was sent from.
const CONTENT_HASH: usize = 32;

impl Sending {
    /// What tells one body from another: keyed with the cookie, which is stored nowhere, so that nobody can
    /// try out what a short answer was.
    pub(super) fn body_hash(&self, language: &str, answers: &BTreeMap<String, Answers>, mark: &str) -> Vec<u8> {
        [self.content_hash(language, answers), self.mark_hash(mark)].concat()
    }

    fn content_hash(&self, language: &str, answers: &BTreeMap<String, Answers>) -> [u8; CONTENT_HASH] {
        let text = serde_json::to_string(&("lytt body", language, answers)).unwrap_or_default();
        token::mac(self.cookie.as_bytes(), text.as_bytes())
    }

    fn mark_hash(&self, mark: &str) -> [u8; 32] {
        token::mac(self.cookie.as_bytes(), format!("lytt mark {mark}").as_bytes())
    }

    /// What this sending is told when its browser has a receipt already.
    pub(super) fn replay(&self, receipt: &Receipt) -> Told {
        let same = match &self.content {
            Content::Saved { mark: None } => true,
            // Older receipts do not say what was sent.
            Content::Saved { .. } if receipt.body_hash.is_empty() => true,
            Content::Saved { mark: Some(mark) } => receipt.body_hash.get(CONTENT_HASH..) == Some(&self.mark_hash(mark)),
            Content::Given { language, answers, .. } => {
                receipt.body_hash.get(..CONTENT_HASH) == Some(&self.content_hash(language, answers))
            }
        };
        (if same { Sent::Stored } else { Sent::Differs }, receipt.stored_at)
    }
}

/// Where a sender hears what became of it.
type Reply = oneshot::Sender<Result<Option<Told>>>;

struct Waiting {
    sending: Sending,
    reply: Reply,
}

/// What waits to be stored, and who stores it.
#[derive(Default)]
pub(in crate::app) struct Committer {
    queue: Mutex<Queue>,
    /// Held by the batch that is being read and judged.
    judging: tokio::sync::Mutex<()>,
    /// Held by the batch that is being written; taken while the other is still held, so that batches stay
    /// in order and the next grows while this one is written.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    workers: usize,
}

impl Committer {
    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a sending in the queue; says whether another worker is to begin.
    fn add(&self, waiting: Waiting) -> Result<bool> {
        let mut queue = self.queue();
        if queue.waiting.len() >= MOST_WAITING {
            return Err(AppError::Busy);
        }
        queue.waiting.push_back(waiting);
        let begin = queue.workers < WORKERS;
        queue.workers += usize::from(begin);
        Ok(begin)
    }

    fn take(&self) -> Vec<Waiting> {
        let mut queue = self.queue();
        let most = queue.waiting.len().min(MOST_TOGETHER);
        queue.waiting.drain(..most).collect()
    }

    /// Whether a worker may end: nothing waits.
    fn may_end(&self) -> bool {
        let mut queue = self.queue();
        let end = queue.waiting.is_empty();
        queue.workers -= usize::from(end);
        end
    }
}

/// Stores one sending, with whatever else is sent at the moment.
pub(super) async fn submit(app: &App, cookie: &str, content: Content) -> Result<Option<Told>> {
    if !token::is_well_formed(cookie) {
        return Ok(None);
    }
    let sending = Sending { cookie: cookie.to_owned(), browser: token::hash(cookie), content };
    let (reply, told) = oneshot::channel();
    if app.committer.add(Waiting { sending, reply })? {
        tokio::spawn(work(app.clone()));
    }
    // A task of its own stores it: whoever hangs up in the middle does not spoil it for the others.
    told.await.unwrap_or_else(|_| Err(AppError::Broken("storing was interrupted".to_owned())))
}

/// A worker's place. Given back when it ends, also when its runtime is shut down around it.
struct Turn {
    app: App,
    ended: bool,
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.ended {
            self.app.committer.queue().workers -= 1;
        }
    }
}

async fn work(app: App) {
    let mut turn = Turn { app, ended: false };
    while !turn.ended {
        // A batch that panics is a bug in one batch, not the end of all storing.
        if let Err(error) = tokio::spawn(batch(turn.app.clone())).await {
            tracing::error!(%error, "a batch of what was sent was interrupted");
        }
        turn.ended = turn.app.committer.may_end();
    }
}

/// One sending whose browser has proved itself. Whoever has been told has no reply any more.
struct Entry {
    proven: (Sending, Opened),
    reply: Option<Reply>,
    ready: Option<(Submission, Request)>,
}

impl Entry {
    fn tell(&mut self, result: Result<Option<Told>>) {
        if let Some(reply) = self.reply.take() {
            // Whoever has hung up hears it when the same is sent again.
            let _ = reply.send(result);
        }
    }

    const fn request(&self) -> RequestId {
        self.proven.1.request
    }
}

/// Reads, judges and writes what waits.
async fn batch(app: App) {
    let judging = app.committer.judging.lock().await;
    let now = app.ambient.now();
    let mut tenants = prove(&app, app.committer.take(), now).await;
    if tenants.is_empty() {
        return;
    }
    for (tenant, entries) in &mut tenants {
        // One alone is judged in the transaction that writes it.
        if entries.len() > 1
            && let Err(error) = judge(&app, *tenant, entries, now).await
        {
            give_up(entries, &error);
        }
    }
    let writing = app.committer.writing.lock().await;
    drop(judging);
    for entries in tenants.values_mut() {
        if let Err(error) = write(&app, entries, now).await {
            tracing::warn!(%error, together = entries.len(), "what was sent at once is stored one by one");
            give_up(entries, &error);
        }
        for entry in entries.iter_mut().filter(|entry| entry.reply.is_some()) {
            let result = alone(&app, &entry.proven).await;
            entry.tell(result);
        }
    }
    drop(writing);
}

/// Tells everybody, when what went wrong would go wrong for each of them again.
fn give_up(entries: &mut [Entry], error: &AppError) {
    let AppError::Store(store) = error else { return };
    let full = matches!(store, StoreError::Full(_));
    if full || store.is_unreachable() {
        for entry in entries {
            entry.tell(Err(if full { AppError::Full } else { AppError::Broken(error.to_string()) }));
        }
    }
}

/// Which tenant and request each browser belongs to; whoever may not send is told.
async fn prove(app: &App, waiting: Vec<Waiting>, now: DateTime<Utc>) -> HashMap<TenantId, Vec<Entry>> {
    let hashes: Vec<Vec<u8>> = waiting.iter().map(|waiting| waiting.sending.browser.to_vec()).collect();
    let mut tenants: HashMap<TenantId, Vec<Entry>> = HashMap::new();
    if hashes.is_empty() {
        return tenants;
    }
    let found = proven(app, &hashes, now).await;
    for Waiting { sending, reply } in waiting {
        let opened = found.as_ref().map(|found| found.get(&sending.browser[..]).cloned());
        match opened {
            Ok(Some(opened)) => {
                let entry = Entry { proven: (sending, opened.clone()), reply: Some(reply), ready: None };
                tenants.entry(opened.proof.tenant()).or_default().push(entry);
            }
            Ok(None) => drop(reply.send(Ok(None))),
            Err(error) => drop(reply.send(Err(AppError::Broken(error.to_string())))),
        }
    }
    tenants
}

async fn proven(app: &App, hashes: &[Vec<u8>], now: DateTime<Utc>) -> Result<HashMap<Vec<u8>, Opened>> {
    let mut local = app.db.local_snapshot().await?;
    Ok(link::prove_many(&mut local.local(), hashes, LinkKind::Browser, now).await?.into_iter().collect())
}

/// Judges each by what a snapshot shows; whoever has nothing stored is told.
async fn judge(app: &App, tenant: TenantId, entries: &mut [Entry], now: DateTime<Utc>) -> Result<()> {
    let Some(first) = entries.first() else { return Ok(()) };
    let tenancy = app.tenancy(tenant).await?;
    let mut tx = app.db.tenant_snapshot(&first.proven.1.proof, now).await?;
    let all: Vec<_> = entries.iter().map(|entry| &entry.proven).collect();
    let mut facts = Facts::read(app, &mut tx, &all).await?;
    drop(tx);
    let mut seen = HashSet::new();
    for (place, entry) in entries.iter_mut().enumerate() {
        // The same twice at once: the second is judged when the first is stored.
        if !seen.insert(entry.request()) {
            continue;
        }
        match decide(app, &tenancy, &mut facts, &entry.proven, now) {
            Ok(Decision::Tell(sent)) => entry.tell(Ok(sent)),
            Ok(Decision::Store(submission, request)) => entry.ready = Some((*submission, *request)),
            Err(error) => entry.tell(Err(error)),
        }
        if place % 8 == 7 {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

/// Writes what is ready, in one transaction. What has changed since it was judged is left.
async fn write(app: &App, entries: &mut [Entry], now: DateTime<Utc>) -> Result<()> {
    let ready: Vec<&mut Entry> = entries.iter_mut().filter(|entry| entry.ready.is_some()).collect();
    let Some(first) = ready.first() else { return Ok(()) };
    let ids: Vec<RequestId> = ready.iter().map(|entry| entry.request()).collect();
    let tenancy = app.tenancy(first.proven.1.proof.tenant()).await?;
    let mut tx = app.db.tenant(&first.proven.1.proof, now, "").await?;
    let held = store::request::hold_many(&mut tx, &ids).await?;
    let held: HashMap<RequestId, Request> = held.into_iter().map(|request| (request.id, request)).collect();
    let mut written = Vec::with_capacity(ready.len());
    let mut submissions = Vec::with_capacity(ready.len());
    for entry in ready {
        let Some((submission, request)) = entry.ready.take() else { continue };
        if held.get(&request.id) == Some(&request) {
            submissions.push(submission);
            written.push(entry);
        }
    }
    if submissions.is_empty() {
        return Ok(());
    }
    app.mark_all_used(&mut tx, submissions.iter().flat_map(|submission| &submission.responses)).await?;
    raise(app, &tenancy, &mut tx, &mut submissions).await?;
    submission::add_many(&mut tx, &submissions).await?;
    tx.commit().await?;
    for (entry, submission) in written.into_iter().zip(&submissions) {
        entry.tell(Ok(Some((Sent::Stored, submission.receipt.stored_at))));
    }
    Ok(())
}

/// Finds the answers that somebody is to see, and gives each submission its own.
async fn raise(app: &App, tenancy: &Tenancy, tx: &mut TenantTx, submissions: &mut [Submission]) -> Result<()> {
    let responses = submissions.iter().flat_map(|submission| &submission.responses);
    let responses: Vec<&Response> = responses.map(|(response, _)| response).collect();
    for notice in notices::raise(app, tenancy, tx, &responses, &[]).await? {
        let of = |submission: &&mut Submission| submission.responses.iter().any(|(one, _)| one.id == notice.response);
        if let Some(submission) = submissions.iter_mut().find(of) {
            submission.notices.push(notice);
        }
    }
    Ok(())
}

/// Judges and stores one sending in a transaction of its own.
async fn alone(app: &App, proven: &(Sending, Opened)) -> Result<Option<Told>> {
    let now = app.ambient.now();
    let proof = &proven.1.proof;
    // Before the transaction: what has to be read anew would wait for a second connection.
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, now, "").await?;
    store::request::hold(&mut tx, proven.1.request).await?;
    let mut facts = Facts::read(app, &mut tx, &[proven]).await?;
    let mut submission = match decide(app, &tenancy, &mut facts, proven, now)? {
        Decision::Tell(sent) => return Ok(sent),
        Decision::Store(submission, _) => submission,
    };
    app.mark_all_used(&mut tx, &submission.responses).await?;
    raise(app, &tenancy, &mut tx, std::slice::from_mut(&mut *submission)).await?;
    submission::add_many(&mut tx, std::slice::from_ref(&*submission)).await?;
    tx.commit().await?;
    Ok(Some((Sent::Stored, submission.receipt.stored_at)))
}
