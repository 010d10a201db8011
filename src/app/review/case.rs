//! One patient's page: everything about one episode, opened and put in order of time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::support::{self, Support};
use crate::app::kin::Kin;
use crate::app::{App, AppError, Result, Tenancy, case_review, enrol, kin};
use crate::auth::PersonKey;
use crate::catalogue::Definition;
use crate::domain::care::{
    AccountId, DiscussionId, Episode, EpisodeId, Identity, Moment, PersonId, Request, RequestId, ResponseId, Session,
    SessionId, State,
};
use crate::domain::instrument::{Answer, Answers};
use crate::domain::notice::Rule;
use crate::store::audit::Act;
use crate::store::feedback::Feedback;
use crate::store::person::Person;
use crate::store::response::{Response, Score};
use crate::store::{self, OpenPerson, Proof, TenantTx};

/// One filled-in form with its scores.
#[derive(Clone, Debug)]
pub struct Form {
    /// The response.
    pub response: Response,
    /// What was asked.
    pub definition: &'static Definition,
    /// What was answered.
    pub answers: Answers,
    /// What it yielded.
    pub scores: Vec<Score>,
}

impl Form {
    /// Whether it was answered in a version whose scores may share a curve with those of `definition`.
    pub fn is_comparable_with(&self, definition: &Definition) -> bool {
        let instrument = &definition.instrument;
        self.response.instrument == instrument.id && self.response.version >= i64::from(instrument.comparable_since())
    }

    /// The score of one scale.
    #[must_use]
    pub fn score(&self, scale: &str) -> Option<&Score> {
        self.scores.iter().find(|score| score.scale == scale)
    }
}

/// A note of what clinician and patient made of the answers.
#[derive(Clone, Debug)]
pub struct Note {
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub author: AccountId,
    /// About which session.
    pub session: Option<SessionId>,
    /// The patient sees it.
    pub shared: bool,
    /// What they made of it; may be empty.
    pub text: String,
    /// What they change from here on; may be empty.
    pub change: String,
}

/// That the patient corrected answers from the own pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The response that counts since.
    pub response: ResponseId,
    /// When.
    pub at: DateTime<Utc>,
    /// Why, in the patient's words.
    pub reason: String,
}

/// Everything about one episode.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Who it is.
    pub identity: Identity,
    /// The patient.
    pub person: Person,
    /// The episode.
    pub episode: Episode,
    /// The unit's name.
    pub unit: String,
    /// Who treats.
    pub clinicians: Vec<AccountId>,
    /// Names of staff, by id.
    pub names: BTreeMap<AccountId, String>,
    /// The appointments, in order.
    pub sessions: Vec<Session>,
    /// The requests, in the order they open.
    pub requests: Vec<Request>,
    /// The requests whose answers were taken back.
    pub withdrawn: Vec<RequestId>,
    /// The forms, in order of time.
    pub forms: Vec<Form>,
    /// What the patient corrected afterwards, and why, in order of time; of other episodes too.
    pub corrections: Vec<Correction>,
    /// The notes, the latest first.
    pub notes: Vec<Note>,
    /// What the team was asked, in the order it was put on the list.
    pub team: Vec<case_review::Opened>,
    /// Next of kin.
    pub kin: Kin,
    /// What became of the answers before each session, where something did.
    pub feedback: Vec<Feedback>,
    /// The questions to ask oneself when it does not go as hoped.
    pub support: Support,
    /// Which answers its unit wants to be told of; `None`: the organisation has not switched answer notices on.
    pub notice_rule: Option<Rule>,
}

impl CaseFile {
    /// The forms of one instrument, in order of time.
    pub fn forms_of(&self, definition: &'static Definition) -> impl DoubleEndedIterator<Item = &Form> {
        self.forms.iter().filter(move |form| form.is_comparable_with(definition))
    }
}

/// What is read when a page is looked at.
pub const LOOKED_AT: &str = "identity, answers, notes";

/// Opens the page of an episode the actor treats; `None` when there is no such episode or it is not
/// theirs.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn open(app: &App, proof: &Proof, id: EpisodeId) -> Result<Option<CaseFile>> {
    open_for(app, proof, id, LOOKED_AT).await
}

/// The same for something else than to look at it: `what` is read stands in the record of who read what.
///
/// # Errors
/// As [`open`].
pub async fn open_for(app: &App, proof: &Proof, id: EpisodeId, what: &str) -> Result<Option<CaseFile>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(episode) = enrol::treated(&mut tx, proof, id).await? else {
        // A try at a patient one does not treat is in the chain too.
        tx.note(Act::Refused, format_args!("episode:{id}"), "open");
        tx.commit().await?;
        return Ok(None);
    };
    let opened = store::person::open(&mut tx, episode.person, what)
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))?;
    let key = tenancy.person_key(&opened)?;
    let one = std::slice::from_ref(&opened);
    let forms = forms(app, &tenancy, &mut tx, one, &[episode.id]).await?;
    let notes = store::discussion::list(&mut tx, &opened, episode.id).await?;
    let mut corrections = Vec::new();
    for one in store::mine::list_corrections(&mut tx, &opened).await? {
        let reason = key.open("correction", one.response, "reason", &one.reason_sealed)?;
        corrections.push(Correction { response: one.response, at: one.at, reason });
    }
    let tree = store::unit::tree(&mut tx).await?;
    let tenant = tx.tenant();
    let requests = store::request::list_by_episode(&mut tx, episode.id).await?;
    opened_now(&mut tx, episode.id, &requests).await?;
    let case = CaseFile {
        team: case_review::of_episode(&mut tx, &key, &opened, episode.id).await?,
        kin: kin::of_episode(&mut tx, &key, &opened, episode.id).await?,
        feedback: store::feedback::list(&mut tx, &[episode.id]).await?,
        support: support::of_unit(&mut tx, &tree, episode.unit).await?,
        identity: tenancy.identity(&opened)?,
        unit: enrol::unit_name(&tree, episode.unit),
        notice_rule: tenancy.notices_on().then(|| tenancy.notice_rule(episode.unit, &tree)),
        clinicians: store::episode::list_clinicians(&mut tx, episode.id).await?,
        names: store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect(),
        sessions: store::session::list_by_episodes(&mut tx, one, &[episode.id]).await?,
        requests,
        withdrawn: store::response::list_withdrawn(&mut tx, episode.id).await?,
        forms,
        corrections,
        notes: notes
            .into_iter()
            .map(|note| {
                Ok(Note {
                    text: open_note(&key, note.id, "note", Some(&note.note_sealed))?,
                    change: open_note(&key, note.id, "change", note.change_sealed.as_deref())?,
                    at: note.at,
                    author: note.author,
                    session: note.session,
                    shared: note.shared,
                })
            })
            .collect::<Result<_>>()?,
        person: opened.person,
        episode,
    };
    // The read is in the chain before anything of it leaves.
    tx.commit().await?;
    Ok(Some(case))
}

fn open_note(key: &PersonKey, id: DiscussionId, column: &str, sealed: Option<&[u8]>) -> Result<String> {
    Ok(sealed.map(|sealed| key.open("discussion", id, column, sealed)).transpose()?.unwrap_or_default())
}

/// Notes that the answers before sessions are opened now, where nobody has opened them before.
async fn opened_now(tx: &mut TenantTx, episode: EpisodeId, requests: &[Request]) -> Result<()> {
    let known = store::feedback::list(tx, &[episode]).await?;
    // A set: before one session several may be asked.
    let new: BTreeSet<SessionId> = requests
        .iter()
        .filter(|request| request.state == State::Completed && request.moment == Moment::BeforeSession)
        .filter_map(|request| request.session)
        .filter(|session| !known.iter().any(|one| one.session == *session && one.opened_at.is_some()))
        .collect();
    if !new.is_empty() {
        store::feedback::open(tx, episode, &new.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// The forms of open patients' episodes, in order of time.
pub(crate) async fn forms(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    opened: &[OpenPerson],
    episodes: &[EpisodeId],
) -> Result<Vec<Form>> {
    let mut keys: BTreeMap<PersonId, PersonKey> = BTreeMap::new();
    for open in opened {
        keys.insert(open.id(), tenancy.person_key(open)?);
    }
    let responses = store::response::list(tx, opened, episodes).await?;
    let mut scores: BTreeMap<ResponseId, Vec<Score>> = BTreeMap::new();
    for score in store::response::list_scores(tx, opened, episodes).await? {
        scores.entry(score.response).or_default().push(score);
    }
    let instruments = app.instruments(tx).await?;
    responses
        .into_iter()
        .map(|response| {
            let key = keys.get(&response.person);
            Ok(Form {
                definition: instruments.version(app.catalogue, &response.instrument, response.version)?,
                answers: answers(&response, key)?,
                scores: scores.remove(&response.id).unwrap_or_default(),
                response,
            })
        })
        .collect()
}

fn corrupt(response: &Response) -> AppError {
    AppError::Broken(format!("the answers of response {} do not read", response.id))
}

/// What was answered, opened with the patient's key.
pub(crate) fn answers(response: &Response, key: Option<&PersonKey>) -> Result<Answers> {
    let numbers: BTreeMap<String, Option<f64>> =
        serde_json::from_str(&response.answers).map_err(|_| corrupt(response))?;
    let mut answers: Answers =
        numbers.into_iter().map(|(item, value)| (item, value.map_or(Answer::Declined, Answer::Value))).collect();
    if let (Some(sealed), Some(key)) = (&response.text_sealed, key) {
        let text = key.open("response", response.id, "text", sealed)?;
        let texts: BTreeMap<String, String> = serde_json::from_str(&text).map_err(|_| corrupt(response))?;
        for (item, text) in texts {
            answers.add(item, Answer::Text(text));
        }
    }
    Ok(answers)
}
