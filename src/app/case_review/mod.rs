//! What a team wants to think about together: put on the list by whoever treats the patient, seen by the unit's
//! clinicians without whom it is about, taken up with a note. See `docs/case-review.md`.

mod list;

pub use list::{Entry, Listed, Team, list};

use chrono::{DateTime, Utc};

use super::enrol::treated;
use super::{App, AppError, Result, Tenancy};
use crate::auth::PersonKey;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, CaseItemId, Episode, EpisodeId};
use crate::domain::case_review::{Item, ItemState};
use crate::store::audit::Act;
use crate::store::case_review::{StoredItem, StoredNote};
use crate::store::{self, OpenPerson, Proof, TenantTx};

/// The longest question, and the longest part of a note, in characters.
pub const LONGEST: usize = 4000;

/// What was said about an item and what was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
    /// What was said; may be empty.
    pub said: String,
    /// What was agreed; may be empty.
    pub agreed: String,
}

/// An item with its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The item.
    pub item: Item,
    /// The question to the team.
    pub question: String,
    /// What was said and agreed, in the order it was written.
    pub notes: Vec<Note>,
}

fn open_one(key: &PersonKey, stored: StoredItem, notes: &[StoredNote]) -> Result<Opened> {
    let id = stored.item.id;
    let part = |note: &StoredNote, column: &str, sealed: Option<&[u8]>| -> Result<String> {
        Ok(sealed.map(|sealed| key.open("case_note", note.id, column, sealed)).transpose()?.unwrap_or_default())
    };
    let notes = notes.iter().filter(|note| note.item == id).map(|note| {
        Ok(Note {
            at: note.at,
            by: note.by,
            said: part(note, "said", note.said_sealed.as_deref())?,
            agreed: part(note, "agreed", note.agreed_sealed.as_deref())?,
        })
    });
    Ok(Opened {
        question: key.open("case_review", id, "question", &stored.question_sealed)?,
        notes: notes.collect::<Result<_>>()?,
        item: stored.item,
    })
}

/// The items of an open patient's episode, in the order they were put on the list.
pub(super) async fn of_episode(
    tx: &mut TenantTx,
    key: &PersonKey,
    open: &OpenPerson,
    episode: EpisodeId,
) -> Result<Vec<Opened>> {
    let items = store::case_review::list_by_episode(tx, episode).await?;
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let notes = store::case_review::list_notes(tx, std::slice::from_ref(open)).await?;
    items.into_iter().map(|stored| open_one(key, stored, &notes)).collect()
}

async fn opened(tenancy: &Tenancy, tx: &mut TenantTx, episode: &Episode) -> Result<PersonKey> {
    let open = store::person::open(tx, episode.person, "key")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))?;
    tenancy.person_key(&open)
}

/// A try at what is not theirs is in the chain too.
async fn refused<T>(mut tx: TenantTx, subject: String, what: &str) -> Result<Option<T>> {
    tx.note(Act::Refused, subject, what);
    tx.commit().await?;
    Ok(None)
}

/// Puts an episode on its unit's list, or changes the question of what stands there: `standing` is what the
/// actor saw. `None` when they do not treat the patient; `false` when something else stands there by now, and
/// nothing is stored then.
///
/// # Errors
/// [`AppError::Refused`] when the question is empty or longer than [`LONGEST`].
pub async fn put(
    app: &App,
    proof: &Proof,
    episode: EpisodeId,
    standing: Option<CaseItemId>,
    question: &str,
    told: bool,
) -> Result<Option<bool>> {
    let question = question.trim();
    if question.is_empty() || question.chars().count() > LONGEST {
        return Err(AppError::Refused(format!("a question to the team has 1 to {LONGEST} characters")));
    }
    let Some(by) = proof.account() else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(episode) = treated(&mut tx, proof, episode).await? else {
        return refused(tx, format!("episode:{episode}"), "case review").await;
    };
    // Held: of two who put it there at once, the second is told.
    store::episode::hold(&mut tx, episode.id).await?;
    let items = store::case_review::list_by_episode(&mut tx, episode.id).await?;
    let there = items.iter().find(|stored| stored.item.stands()).map(|stored| stored.item.id);
    if there != standing {
        return Ok(Some(false));
    }
    let key = opened(&tenancy, &mut tx, &episode).await?;
    let seal = |id: CaseItemId| key.seal(&app.ambient, "case_review", id, "question", question);
    if let Some(id) = there {
        store::case_review::set_question(&mut tx, id, &seal(id), told, by).await?;
    } else {
        let id = CaseItemId(app.ambient.id());
        let item = Item {
            id,
            episode: episode.id,
            person: episode.person,
            state: ItemState::Standing,
            told,
            asked: (now, by),
            changed: None,
            ended: None,
        };
        store::case_review::add(&mut tx, &StoredItem { item, question_sealed: seal(id) }).await?;
    }
    tx.commit().await?;
    Ok(Some(true))
}

/// Takes an item off the list, not talked about. `None` when the actor does not treat the patient, or there is no
/// such item of this episode. One that has ended stays as it ended.
///
/// # Errors
/// When the database refuses.
pub async fn take_off(app: &App, proof: &Proof, episode: EpisodeId, id: CaseItemId) -> Result<Option<()>> {
    let Some(by) = proof.account() else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    if treated(&mut tx, proof, episode).await?.is_none() {
        return refused(tx, format!("episode:{episode}"), "case review").await;
    }
    let held = store::case_review::hold(&mut tx, id).await?;
    let Some(held) = held.filter(|held| held.item.episode == episode) else { return Ok(None) };
    if held.item.stands() {
        store::case_review::end(&mut tx, id, ItemState::TakenOff, by).await?;
        tx.commit().await?;
    }
    Ok(Some(()))
}

/// What is written from a meeting.
#[derive(Clone, Debug, Default)]
pub struct NewNote {
    /// What was said; may be empty.
    pub said: String,
    /// What was agreed; may be empty.
    pub agreed: String,
    /// The team has taken it up: the item ends.
    pub taken_up: bool,
}

impl NewNote {
    fn is_empty(&self) -> bool {
        self.said.trim().is_empty() && self.agreed.trim().is_empty()
    }
}

/// Adds what was said and agreed about an item the actor's team sees, and ends the item when it was taken up. A note
/// is taken also just after somebody else has ended it. `None` when the item is not theirs to see.
///
/// # Errors
/// [`AppError::Refused`] when there is nothing to store, or something is longer than [`LONGEST`].
pub async fn add_note(app: &App, proof: &Proof, id: CaseItemId, new: &NewNote) -> Result<Option<()>> {
    let too_long = |text: &str| text.trim().chars().count() > LONGEST;
    if (new.is_empty() && !new.taken_up) || too_long(&new.said) || too_long(&new.agreed) {
        return Err(AppError::Refused(format!("what was said or agreed has 1 to {LONGEST} characters")));
    }
    let Some(by) = proof.account() else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(held) = store::case_review::hold(&mut tx, id).await? else { return Ok(None) };
    let Some(episode) = store::episode::lookup(&mut tx, held.item.episode).await? else { return Ok(None) };
    let treats = treated(&mut tx, proof, episode.id).await?.is_some();
    let tree = store::unit::tree(&mut tx).await?;
    let in_team = proof.grants().allow_in(Permission::ReadOwnPatients, episode.unit, &tree);
    let sees = treats || (in_team && held.item.is_shown_to_team(now));
    if !sees {
        return refused(tx, format!("case_review:{id}"), "note").await;
    }
    if !new.is_empty() {
        let key = opened(&tenancy, &mut tx, &episode).await?;
        let note = app.ambient.id();
        let sealed = |column: &str, text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| key.seal(&app.ambient, "case_note", note, column, text))
        };
        let stored = StoredNote {
            id: note,
            item: id,
            at: now,
            by,
            said_sealed: sealed("said", &new.said),
            agreed_sealed: sealed("agreed", &new.agreed),
        };
        store::case_review::add_note(&mut tx, &stored).await?;
    }
    if new.taken_up && held.item.stands() {
        store::case_review::end(&mut tx, id, ItemState::TakenUp, by).await?;
    }
    tx.commit().await?;
    Ok(Some(()))
}
