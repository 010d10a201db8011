//! Sending: answers, scores, request, links, receipt and audit in one transaction. The receipt is given
//! after the commit, and the same sending again gets the same receipt.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::committer::{self, Content, Sending};
use super::sheet::{Sheet, saved};
use super::{afterwards, draft_key, opened};
use crate::app::instruments::kept::Kept;
use crate::app::review::{Form, forms};
use crate::app::{App, AppError, Result, Tenancy};
use crate::auth::{OpenError, PersonKey, token};
use crate::catalogue::Definition;
use crate::domain::care::{
    EpisodeId, Event, Mode, Moment, PersonId, Provenance, Request, RequestId, Respondent, ResponseId, Session,
    SessionId, State, Timing,
};
use crate::domain::instrument::{Answer, Answers, Scale};
use crate::domain::scoring::{self, Outcome};
use crate::store::draft::Draft;
use crate::store::link::{LinkKind, Opened};
use crate::store::response::{Response, Score};
use crate::store::submission::Submission;
use crate::store::{self, TenantTx};

/// That the answers are stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// When they were.
    pub stored_at: DateTime<Utc>,
    /// When they were asked, which decides who reads them when.
    pub moment: Moment,
    /// Who was asked.
    pub respondent: Respondent,
    /// How whoever answered got there.
    pub mode: Mode,
    /// The episode, for staff who typed the answers in.
    pub episode: EpisodeId,
    /// The language of the pages.
    pub language: String,
    /// What the respondent wrote in own words, to take along into the conversation.
    pub own_words: Vec<String>,
    /// What the answers yield, where the organisation shows it.
    pub own_results: Vec<OwnResult>,
    /// Until when this browser may correct the answers or take them back, when it still may.
    pub mend_until: Option<DateTime<Utc>>,
    /// The answers over time can be asked for.
    pub over_time: bool,
}

/// What one scale of the answers just given yields.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnResult {
    /// The instrument, for its own words.
    pub definition: &'static Definition,
    /// The scale.
    pub scale: &'static Scale,
    /// The value; `None` when too little was answered.
    pub value: Option<f64>,
}

/// What became of a sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Stored, now or by the same sending before: the receipt can be shown.
    Stored,
    /// The answers, or what is asked, have changed since the form was shown: show it again.
    Changed,
    /// Nothing is answered.
    Empty,
    /// This browser has sent other answers before; these are not stored.
    Differs,
    /// An answer does not belong to what is asked, or the question does not take it; nothing is stored.
    Unfit,
}

/// What became of a sending, and when: for one that is stored, the instant on its receipt.
pub type Told = (Sent, DateTime<Utc>);

/// Sends what a browser has saved. `mark` is the one the review showed; `None` sends whatever is saved.
/// `None` comes back when the browser may not send.
///
/// # Errors
/// When the database refuses; nothing is stored then.
pub async fn send(app: &App, cookie: &str, mark: Option<&str>) -> Result<Option<Sent>> {
    let told = committer::submit(app, cookie, Content::Saved { mark: mark.map(str::to_owned) }).await?;
    // Other answers than the receipt speaks of: sent again on purpose, where this browser is correcting them.
    if let (Some((Sent::Differs, _)), Some(mark)) = (&told, mark)
        && let Some(sent) = afterwards::send(app, cookie, mark).await?
    {
        return Ok(Some(sent));
    }
    Ok(told.map(|(sent, _)| sent))
}

/// Sends answers that a browser kept to itself, by instrument; what it had saved here counts no more. `key`
/// is that of the sheet it was shown. Gives what became of it, and when.
///
/// # Errors
/// When the database refuses; nothing is stored then.
pub async fn submit(
    app: &App,
    cookie: &str,
    key: String,
    language: String,
    answers: BTreeMap<String, Answers>,
) -> Result<Option<Told>> {
    committer::submit(app, cookie, Content::Given { key, language, answers }).await
}

/// What has to be known of some requests to judge what is sent to them.
pub(super) struct Facts {
    instruments: std::sync::Arc<Kept>,
    requests: HashMap<RequestId, Request>,
    receipts: HashMap<RequestId, store::receipt::Receipt>,
    sessions: HashMap<SessionId, Session>,
    keys: HashMap<PersonId, Vec<u8>>,
    drafts: HashMap<(RequestId, Vec<u8>), Vec<Draft>>,
}

impl Facts {
    /// Reads it, each table once.
    pub(super) async fn read(app: &App, tx: &mut TenantTx, sendings: &[&(Sending, Opened)]) -> Result<Self> {
        let ids: Vec<RequestId> = sendings.iter().map(|(_, opened)| opened.request).collect();
        let requests = store::request::list_by_ids(tx, &ids).await?;
        let (done, open): (Vec<&Request>, Vec<&Request>) =
            requests.iter().partition(|request| request.state == State::Completed);
        let done: Vec<RequestId> = done.iter().map(|request| request.id).collect();
        let receipts = if done.is_empty() { Vec::new() } else { store::receipt::list_by_requests(tx, &done).await? };
        let sessions: Vec<SessionId> = open.iter().filter_map(|request| request.session).collect();
        let sessions =
            if sessions.is_empty() { Vec::new() } else { store::session::list_by_ids(tx, &sessions).await? };
        let persons: Vec<PersonId> = open.iter().map(|request| request.person).collect();
        let keys = if persons.is_empty() { Vec::new() } else { store::person::keys(tx, &persons).await? };
        let saved: Vec<_> = sendings
            .iter()
            .filter(|(sending, _)| matches!(sending.content, Content::Saved { .. }))
            .map(|(sending, opened)| (opened.request, sending.browser.to_vec()))
            .collect();
        let drafts = if saved.is_empty() { HashMap::new() } else { store::draft::list_many(tx, &saved).await? };
        Ok(Self {
            instruments: app.instruments(tx).await?,
            requests: requests.into_iter().map(|request| (request.id, request)).collect(),
            receipts: receipts.into_iter().map(|receipt| (receipt.request, receipt)).collect(),
            sessions: sessions.into_iter().map(|session| (session.id, session)).collect(),
            keys: keys.into_iter().collect(),
            drafts,
        })
    }
}

/// What is to be done with a sending.
pub(super) enum Decision {
    /// Nothing is to be stored; `None` when the browser may not send.
    Tell(Option<Told>),
    /// To be stored, as long as the request is still this.
    Store(Box<Submission>, Box<Request>),
}

/// Judges one sending: validates, scores and seals. Touches no database.
pub(super) fn decide(
    app: &App,
    tenancy: &Tenancy,
    facts: &mut Facts,
    (sending, opened): &(Sending, Opened),
    now: DateTime<Utc>,
) -> Result<Decision> {
    let tell = |sent| Ok(Decision::Tell(Some((sent, now))));
    let Some(request) = facts.requests.get(&opened.request) else { return Ok(Decision::Tell(None)) };
    if request.state == State::Completed {
        let receipt = facts.receipts.get(&request.id).filter(|receipt| receipt.browser == sending.browser);
        return Ok(Decision::Tell(receipt.map(|receipt| sending.replay(receipt))));
    }
    if !request.accepts(now) || request.state.after(Event::Complete).is_err() {
        return Ok(Decision::Tell(None));
    }
    let cookie = sending.cookie.as_str();
    let (answers, language) = match &sending.content {
        Content::Saved { .. } => {
            let drafts = facts.drafts.remove(&(request.id, sending.browser.to_vec())).unwrap_or_default();
            (saved(&facts.instruments, drafts, &draft_key(tenancy.id, cookie))?, None)
        }
        Content::Given { answers, language, .. } => {
            if !fits(&facts.instruments, request, answers)? {
                return tell(Sent::Unfit);
            }
            (answers.clone(), Some(language))
        }
    };
    let mut sheet = Sheet::build(&facts.instruments, opened, request.clone(), answers)?;
    if let Some(language) = language {
        sheet.language.clone_from(language);
    }
    let key = sheet.key(cookie);
    let mark = sheet.mark();
    let changed = match &sending.content {
        Content::Saved { mark: shown } => shown.as_ref().is_some_and(|shown| *shown != mark),
        Content::Given { key: shown, .. } => *shown != key,
    };
    if sheet.answers.values().all(Answers::is_empty) {
        return tell(Sent::Empty);
    }
    if changed {
        return tell(Sent::Changed);
    }
    let sealed = facts.keys.get(&request.person).ok_or(OpenError::Sealed)?;
    let person = tenancy.key.open_person(request.person, sealed)?;
    let timing = Timing::of(now, request.session.and_then(|id| facts.sessions.get(&id)));
    let mut responses = Vec::with_capacity(sheet.definitions.len());
    for definition in &sheet.definitions {
        responses.push(respond(app, &sheet, definition, timing, &person, now)?);
    }
    let body_hash = match &sending.content {
        Content::Saved { .. } => sending.body_hash(&sheet.language, &sheet.answers, &mark),
        Content::Given { language, answers, .. } => sending.body_hash(language, answers, &mark),
    };
    let receipt = store::receipt::Receipt {
        request: request.id,
        key,
        body_hash,
        browser: sending.browser.to_vec(),
        stored_at: now,
    };
    let submission = Submission { proof: opened.proof.clone(), responses, notices: Vec::new(), receipt };
    Ok(Decision::Store(Box::new(submission), Box::new(request.clone())))
}

/// Whether every answer belongs to a question of the request and is one that the question takes.
fn fits(instruments: &Kept, request: &Request, answers: &BTreeMap<String, Answers>) -> Result<bool> {
    for (instrument, given) in answers {
        if !request.instruments.contains(instrument) {
            return Ok(false);
        }
        // What is shown to nobody any more is left out of the sheet, as it is while answering.
        let Some(definition) = instruments.askable(instrument)? else { continue };
        let taken = |(item, answer)| definition.instrument.item(item).is_some_and(|item| item.accepts(answer));
        if !given.iter().all(taken) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The receipt of the browser that sent the answers; nobody else gets one.
///
/// # Errors
/// When the database refuses.
pub async fn find_receipt(app: &App, cookie: &str) -> Result<Option<Receipt>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let tenancy = app.tenancy(opened.proof.tenant()).await?;
    let mut tx = app.db.tenant(&opened.proof, app.ambient.now(), "").await?;
    let Some(request) = store::request::lookup(&mut tx, opened.request).await? else { return Ok(None) };
    let receipt = store::receipt::lookup(&mut tx, request.id).await?;
    let own = receipt.filter(|receipt| receipt.browser == token::hash(cookie));
    let Some(receipt) = own.filter(|_| request.state == State::Completed) else { return Ok(None) };
    let person = store::person::open_many(&mut tx, &[request.person], "own words of this request").await?;
    let forms = forms(app, &tenancy, &mut tx, &person, &[request.episode]).await?;
    let over_time = match person.first() {
        Some(open) => afterwards::may_look_back(&tenancy, &request, open)?,
        None => false,
    };
    tx.commit().await?;
    let own = || forms.iter().filter(|form| form.response.request == Some(request.id));
    let shown = tenancy.settings.after.own_result;
    let own_results = if shown { own().filter_map(own_result).collect() } else { Vec::new() };
    let own_words = own()
        .flat_map(|form| form.answers.iter())
        .filter_map(|(_, answer)| match answer {
            Answer::Text(text) => Some(text.clone()),
            Answer::Value(_) | Answer::Declined => None,
        })
        .collect();
    let language = opened.language.unwrap_or_else(|| "nb".to_owned());
    Ok(Some(Receipt {
        stored_at: receipt.stored_at,
        moment: request.moment,
        respondent: request.respondent,
        mode: opened.mode,
        episode: request.episode,
        language,
        own_words,
        own_results,
        mend_until: afterwards::may_mend(&request, app.ambient.now()).then_some(request.closes_at),
        over_time,
    }))
}

/// The first scale of a form that has a name in our own words: what a patient can be told of it.
fn own_result(form: &Form) -> Option<OwnResult> {
    let definition = form.definition;
    let scale = crate::app::mine::told_scale(definition)?;
    Some(OwnResult { definition, scale, value: form.score(&scale.id)?.value })
}

pub(super) fn respond(
    app: &App,
    sheet: &Sheet,
    definition: &Definition,
    timing: Timing,
    key: &PersonKey,
    now: DateTime<Utc>,
) -> Result<(Response, Vec<Score>)> {
    let instrument = definition.instrument.id.as_str();
    let empty = Answers::new();
    let given = sheet.answers.get(instrument).unwrap_or(&empty);
    // An answer to a question that no longer applies is not an answer: the branch was changed.
    let asked = definition.instrument.asked(given);
    let given: Answers = given
        .iter()
        .filter(|(item, _)| asked.iter().any(|asked| asked.id == *item))
        .map(|(item, answer)| (item, answer.clone()))
        .collect();
    let outcome = scoring::score(&definition.instrument, &given)
        .map_err(|invalid| AppError::Broken(format!("{instrument}: a saved answer is not one ({invalid})")))?;
    let request = &sheet.request;
    let id = ResponseId(app.ambient.id());
    let (answers, texts) = split(&given);
    let wording = definition.wording_in(&sheet.language);
    let response = Response {
        id,
        request: Some(request.id),
        episode: request.episode,
        person: request.person,
        session: request.session,
        instrument: instrument.to_owned(),
        version: i64::from(definition.instrument.version),
        provenance: Provenance {
            respondent: request.respondent,
            mode: sheet.mode,
            device: sheet.device,
            timing,
            language: wording.map_or_else(String::new, |wording| wording.language.clone()),
        },
        wording_hash: wording.map_or_else(String::new, |wording| wording.hash.clone()),
        started_at: Some(sheet.started_at),
        answered_at: now,
        dated: true,
        occasion: None,
        answers,
        text_sealed: texts.map(|texts| key.seal(&app.ambient, "response", id, "text", &texts)),
        import_key: None,
        revision: 1,
    };
    let scores = scores_of(id, &definition.instrument, &outcome, &given);
    Ok((response, scores))
}

/// Numbers (with `null` for a no) and texts of a set of answers, each as canonical JSON.
pub(crate) fn split(given: &Answers) -> (String, Option<String>) {
    let mut numbers = Map::new();
    let mut texts = Map::new();
    for (item, answer) in given.iter() {
        match answer {
            Answer::Value(value) => numbers.insert(item.to_owned(), number(*value)),
            Answer::Declined => numbers.insert(item.to_owned(), Value::Null),
            Answer::Text(text) => texts.insert(item.to_owned(), Value::from(text.as_str())),
        };
    }
    let texts = (!texts.is_empty()).then(|| Value::from(texts).to_string());
    (Value::from(numbers).to_string(), texts)
}

/// Whole numbers without a decimal point.
fn number(value: f64) -> Value {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "guarded: item values are small whole numbers or kept as they are"
    )]
    if value.fract() == 0.0 && value.abs() < 1e15 { Value::from(value as i64) } else { Value::from(value) }
}

/// The rows to store of what a response yielded.
pub(crate) fn scores_of(
    response: ResponseId,
    instrument: &crate::domain::instrument::Instrument,
    outcome: &Outcome,
    given: &Answers,
) -> Vec<Score> {
    outcome
        .scales
        .iter()
        .map(|entry| {
            let unanswered = instrument
                .scale(&entry.scale)
                .map_or(0, |scale| scale.items.iter().filter(|item| given.value(item).is_none()).count());
            let reason = match &entry.score {
                scoring::Score::NotScorable { reason } => Some(reason.to_string()),
                scoring::Score::Scored { .. } => None,
            };
            Score {
                response,
                scale: entry.scale.clone(),
                value: entry.score.value(),
                band: entry.score.band().map(str::to_owned),
                reason,
                unanswered: i64::try_from(unanswered).unwrap_or(i64::MAX),
            }
        })
        .collect()
}
