//! What a browser sees while answering: the questions that apply, and what it has answered so far.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::afterwards::is_correcting;
use super::{advance, draft_key, opened, times};
use crate::app::instruments::kept::Kept;
use crate::app::{App, Result};
use crate::auth::{PersonKey, token};
use crate::catalogue::Definition;
use crate::domain::care::{Device, Event, GRACE, Mode, Request, State};
use crate::domain::instrument::{Answer, Answers, Instrument, Item};
use crate::store::draft::Draft;
use crate::store::link::{LinkKind, Opened};
use crate::store::{self, TenantTx};

/// One question that applies, in the order it is shown.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The definition it belongs to.
    pub definition: &'static Definition,
    /// The item.
    pub item: &'static Item,
}

/// What a browser sees while answering.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The request.
    pub request: Request,
    /// The language of the pages.
    pub language: String,
    /// The kind of device that started.
    pub device: Device,
    /// How whoever answers got there.
    pub mode: Mode,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// The questions that apply to what has been answered so far.
    pub steps: Vec<Step>,
    /// The answers so far, by instrument.
    pub answers: BTreeMap<String, Answers>,
    /// What is asked, in order.
    pub definitions: Vec<&'static Definition>,
    /// About how long all of it takes here, in minutes.
    pub minutes: f64,
    /// Answers that were sent are being corrected.
    pub correcting: bool,
    /// Under which name the browser keeps the form while there is no line: tells nothing of its cookie.
    pub kept: String,
}

impl Sheet {
    pub(super) async fn load(
        app: &App,
        tx: &mut TenantTx,
        opened: &Opened,
        request: Request,
        cookie: &str,
    ) -> Result<Self> {
        let drafts = store::draft::list(tx, request.id, &token::hash(cookie)).await?;
        let instruments = app.instruments(tx).await?;
        let answers = saved(&instruments, drafts, &draft_key(tx.tenant(), cookie))?;
        let mut sheet = Self::build(&instruments, opened, request, answers)?;
        sheet.kept = kept(cookie);
        sheet.minutes = times::minutes(app, tx, &sheet.request, &sheet.definitions).await?;
        Ok(sheet)
    }

    /// The questions that apply to these answers. Answers to what is shown to nobody any more are left out.
    pub(super) fn build(
        instruments: &Kept,
        opened: &Opened,
        request: Request,
        answers: BTreeMap<String, Answers>,
    ) -> Result<Self> {
        let mut sheet = Self {
            language: opened.language.clone().unwrap_or_else(|| "nb".to_owned()),
            device: opened.device,
            mode: opened.mode,
            started_at: opened.created_at,
            steps: Vec::new(),
            definitions: Vec::new(),
            minutes: 0.0,
            correcting: request.state == State::Completed,
            kept: String::new(),
            answers,
            request,
        };
        let none = Answers::new();
        for id in &sheet.request.instruments {
            let Some(definition) = instruments.askable(id)? else {
                sheet.answers.remove(id);
                continue;
            };
            sheet.definitions.push(definition);
            let given = sheet.answers.get(id).unwrap_or(&none);
            let asked = definition.instrument.asked(given);
            sheet.steps.extend(asked.into_iter().map(|item| Step { definition, item }));
        }
        Ok(sheet)
    }

    /// How long it takes here, beside what the definitions say.
    #[must_use]
    pub fn pace(&self) -> f64 {
        let stated = times::stated(&self.definitions);
        if stated > 0.0 { self.minutes / stated } else { 1.0 }
    }

    /// Until when a browser keeps the form at most: as long as somebody in the middle of it may go on.
    #[must_use]
    pub fn until(&self) -> DateTime<Utc> {
        self.request.closes_at.max(self.request.state_at) + GRACE
    }

    /// What was answered to a question.
    #[must_use]
    pub fn answer(&self, step: &Step) -> Option<&Answer> {
        self.answers.get(&step.definition.instrument.id)?.lookup(&step.item.id)
    }

    /// The number, from 1, of the first question without an answer; `None` when all have one.
    #[must_use]
    pub fn first_open(&self) -> Option<usize> {
        self.steps.iter().position(|step| self.is_open(step)).map(|index| index + 1)
    }

    /// How many questions have no answer.
    #[must_use]
    pub fn count_open(&self) -> usize {
        self.steps.iter().filter(|step| self.is_open(step)).count()
    }

    fn is_open(&self, step: &Step) -> bool {
        step.item.is_answered() && self.answer(step).is_none()
    }

    /// What names a sending of this sheet, made when the form is opened: the same for as long as this browser
    /// is asked the same, so that nothing has to be stored before.
    #[must_use]
    pub fn key(&self, cookie: &str) -> String {
        let mut text = "lytt sending".to_owned();
        for definition in &self.definitions {
            let _ = write!(text, " {}@{}", definition.instrument.id, definition.instrument.version);
        }
        let mac = token::mac(cookie.as_bytes(), text.as_bytes());
        data_encoding::BASE64URL_NOPAD.encode(mac.get(..18).unwrap_or_default())
    }

    /// A short mark of everything answered so far, and of the words it was asked in: what the review
    /// shows is what is sent, or the sending is refused.
    #[must_use]
    pub fn mark(&self) -> String {
        let shown = |definition: &&Definition| {
            let hash = definition.wording_in(&self.language).map_or("", |wording| wording.hash.as_str());
            format!("{}@{} {hash}", definition.instrument.id, definition.instrument.version)
        };
        let asked: Vec<String> = self.definitions.iter().map(shown).collect();
        let text = serde_json::to_string(&(&self.answers, asked)).unwrap_or_default();
        data_encoding::HEXLOWER.encode(token::hash(&text).get(..8).unwrap_or_default())
    }
}

/// The name a browser keeps its form under.
fn kept(cookie: &str) -> String {
    data_encoding::HEXLOWER.encode(token::mac(cookie.as_bytes(), b"lytt kept form").get(..8).unwrap_or_default())
}

/// What a browser has saved, opened with its own key.
pub(super) fn saved(instruments: &Kept, drafts: Vec<Draft>, key: &PersonKey) -> Result<BTreeMap<String, Answers>> {
    let mut answers: BTreeMap<String, Answers> = BTreeMap::new();
    for draft in drafts {
        // A new version may have been published since, and asks something else: unanswered again.
        let now = instruments.definition(&draft.instrument).map(|definition| definition.instrument.version);
        if now.ok().map(i64::from) != Some(draft.version) {
            continue;
        }
        let answer = if draft.declined {
            Answer::Declined
        } else if let Some(value) = draft.value {
            Answer::Value(value)
        } else if let Some(sealed) = &draft.text_sealed {
            Answer::Text(key.open("draft", place(&draft.instrument, &draft.item), "text", sealed)?)
        } else {
            continue;
        };
        answers.entry(draft.instrument).or_default().add(draft.item, answer);
    }
    Ok(answers)
}

/// The place a draft's text is sealed for.
fn place(instrument: &str, item: &str) -> String {
    format!("{instrument}.{item}")
}

/// What a browser sees; `None` when its cookie opens nothing any more.
///
/// # Errors
/// When the database refuses.
pub async fn read(app: &App, cookie: &str) -> Result<Option<Sheet>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant_snapshot(&opened.proof, now).await?;
    let Some(request) = store::request::lookup(&mut tx, opened.request).await? else { return Ok(None) };
    if !request.accepts(now) && !is_correcting(&mut tx, &request, cookie).await? {
        return Ok(None);
    }
    Sheet::load(app, &mut tx, &opened, request, cookie).await.map(Some)
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is on disk.
    Stored,
    /// The instrument does not take such an answer to this item.
    Refused,
}

/// Saves one answer, or takes it back when `answer` is `None`. Once it returns `Stored`, it is on disk.
///
/// # Errors
/// When the database refuses.
pub async fn save(
    app: &App,
    cookie: &str,
    instrument: &str,
    item: &str,
    answer: Option<Answer>,
) -> Result<Option<Saved>> {
    let Some(opened) = opened(app, cookie, LinkKind::Browser).await? else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&opened.proof, now, "").await?;
    let Some(request) = store::request::hold(&mut tx, opened.request).await? else { return Ok(None) };
    if !request.accepts(now) && !is_correcting(&mut tx, &request, cookie).await? {
        return Ok(None);
    }
    if !request.instruments.iter().any(|asked| asked == instrument) {
        return Ok(Some(Saved::Refused));
    }
    let Some(definition) = app.instruments(&mut tx).await?.askable(instrument)? else {
        return Ok(Some(Saved::Refused));
    };
    let Some(known) = definition.instrument.item(item) else { return Ok(Some(Saved::Refused)) };
    let browser = token::hash(cookie);
    match answer {
        None => store::draft::remove(&mut tx, request.id, &browser, instrument, item).await?,
        Some(answer) if !known.accepts(&answer) => return Ok(Some(Saved::Refused)),
        Some(answer) => {
            let key = draft_key(tx.tenant(), cookie);
            let draft = to_draft(app, &key, &definition.instrument, item, &answer);
            store::draft::save(&mut tx, request.id, &browser, &draft).await?;
        }
    }
    advance(&mut tx, &request, Event::Save).await?;
    tx.commit().await?;
    Ok(Some(Saved::Stored))
}

pub(super) fn to_draft(app: &App, key: &PersonKey, of: &Instrument, item: &str, answer: &Answer) -> Draft {
    let instrument = of.id.as_str();
    let empty = Draft {
        instrument: instrument.to_owned(),
        version: i64::from(of.version),
        item: item.to_owned(),
        value: None,
        text_sealed: None,
        declined: false,
    };
    match answer {
        Answer::Value(value) => Draft { value: Some(*value), ..empty },
        Answer::Declined => Draft { declined: true, ..empty },
        Answer::Text(text) => {
            let sealed = key.seal(&app.ambient, "draft", place(instrument, item), "text", text);
            Draft { text_sealed: Some(sealed), ..empty }
        }
    }
}
