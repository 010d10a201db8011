//! Sending: answers, scores, request, links and audit in one transaction. The receipt is given after
//! the commit, and a second sending from the same browser gets the same receipt.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::afterwards::{is_correcting, may_look_back, may_mend};
use super::sheet::Sheet;
use super::{advance, opened};
use crate::app::review::{Form, forms};
use crate::app::{App, AppError, Result};
use crate::auth::{PersonKey, token};
use crate::catalogue::Definition;
use crate::domain::care::{EpisodeId, Event, Mode, Moment, Provenance, Respondent, ResponseId, State, Timing};
use crate::domain::instrument::{Answer, Answers, Scale};
use crate::domain::scoring::{self, Outcome};
use crate::store;
use crate::store::link::{self, LinkKind};
use crate::store::response::{EndKind, Response, Score};

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
    /// Stored, now or by this browser before: the receipt can be shown.
    Stored,
    /// The answers have changed since the review was shown: show it again.
    Changed,
    /// Nothing is answered.
    Empty,
}

/// Sends what a browser has answered. `mark` is the one the review showed; `None` sends whatever is saved.
///
/// # Errors
/// When the database refuses; nothing is stored then.
pub async fn send(app: &App, cookie: &str, mark: Option<&str>) -> Result<Option<Sent>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let now = app.ambient.now();
    let browser = token::hash(cookie);
    let proof = opened.proof.clone();
    // Before the transaction: what has to be read anew would wait for a second connection.
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(&proof, now, "").await?;
    let Some(request) = store::request::hold(&mut tx, opened.request).await? else { return Ok(None) };
    let correcting = is_correcting(&mut tx, &request, cookie).await?;
    if request.state == State::Completed && !correcting {
        let receipt = store::receipt::lookup(&mut tx, request.id).await?;
        return Ok(receipt.is_some_and(|receipt| receipt.browser == browser[..]).then_some(Sent::Stored));
    }
    if !correcting && !request.accepts(now) {
        return Ok(None);
    }
    let sheet = Sheet::load(app, &mut tx, opened, request, cookie).await?;
    if sheet.answers.is_empty() {
        return Ok(Some(Sent::Empty));
    }
    if mark.is_some_and(|mark| mark != sheet.mark()) {
        return Ok(Some(Sent::Changed));
    }
    let request = &sheet.request;
    if !correcting && !advance(&mut tx, request, Event::Complete).await? {
        return Ok(None);
    }
    let receipt = store::receipt::Receipt {
        request: request.id,
        key: sheet.mark(),
        body_hash: token::hash(&sheet.mark()).to_vec(),
        browser: browser.to_vec(),
        stored_at: now,
    };
    let revision = if correcting {
        store::receipt::replace(&mut tx, &receipt).await?;
        store::response::end(&mut tx, request.id, EndKind::Corrected).await? + 1
    } else {
        store::receipt::add_many(&mut tx, &[receipt]).await?;
        1
    };
    let open = store::person::open(&mut tx, request.person, "key")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", request.person)))?;
    let key = tenancy.person_key(&open)?;
    let session = match request.session {
        Some(id) => store::session::lookup(&mut tx, id).await?,
        None => None,
    };
    let timing = Timing::of(now, session.as_ref());
    let mut rows = Vec::with_capacity(request.instruments.len());
    for definition in &sheet.definitions {
        let (response, scores) = respond(app, &sheet, definition, timing, &key, now)?;
        rows.push((Response { revision, ..response }, scores));
    }
    app.add_responses(&mut tx, &rows).await?;
    store::draft::clear(&mut tx, request.id).await?;
    let tenant = tx.tenant();
    link::end(&mut tx.local(), tenant, request.id, LinkKind::Link, now).await?;
    tx.commit().await?;
    Ok(Some(Sent::Stored))
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
    let stored = store::receipt::lookup(&mut tx, request.id).await?;
    if request.state != State::Completed || stored.is_none_or(|stored| stored.browser != token::hash(cookie)[..]) {
        return Ok(None);
    }
    let person = store::person::open_many(&mut tx, &[request.person], "own words of this request").await?;
    let forms = forms(app, &tenancy, &mut tx, &person, &[request.episode]).await?;
    let over_time = match person.first() {
        Some(open) => may_look_back(&tenancy, &request, open)?,
        None => false,
    };
    tx.commit().await?;
    let now = app.ambient.now();
    let own = || forms.iter().filter(|form| form.response.request == Some(request.id));
    let own_results = if tenancy.settings.after.own_result { own().filter_map(own_result).collect() } else { Vec::new() };
    let own_words = own()
        .flat_map(|form| form.answers.iter())
        .filter_map(|(_, answer)| match answer {
            Answer::Text(text) => Some(text.clone()),
            Answer::Value(_) | Answer::Declined => None,
        })
        .collect();
    let language = opened.language.unwrap_or_else(|| "nb".to_owned());
    Ok(Some(Receipt {
        stored_at: request.state_at,
        moment: request.moment,
        respondent: request.respondent,
        mode: opened.mode,
        episode: request.episode,
        language,
        own_words,
        own_results,
        mend_until: may_mend(&request, now).then_some(request.closes_at),
        over_time,
    }))
}

/// The first scale of a form that has a name in our own words: what a patient can be told of it.
fn own_result(form: &Form) -> Option<OwnResult> {
    let definition = form.definition;
    let named = |scale: &&'static Scale| definition.feedback_in("nb").is_some_and(|words| words.scales.contains_key(&scale.id));
    let scale = definition.instrument.scales.iter().find(named)?;
    Some(OwnResult { definition, scale, value: form.score(&scale.id)?.value })
}

fn respond(
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
