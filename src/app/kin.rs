//! Next of kin in an episode: what the patient wants, what was done, and children under 18.

use chrono::{DateTime, NaiveDate, Utc};

use super::enrol::treated;
use super::{App, AppError, Result, people};
use crate::auth::PersonKey;
use crate::domain::care::{AccountId, ContactId, EpisodeId};
use crate::domain::kin::{Children, Extent, How};
use crate::store::kin::{StoredChildren, StoredInvolvement, StoredWish, Written};
use crate::store::{self, Actor, OpenPerson, Proof, TenantTx};

/// The longest text, in characters.
pub const LONGEST: usize = 2000;

/// What the patient wants next of kin to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// How much.
    pub extent: Extent,
    /// What was agreed; may be empty.
    pub words: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
}

/// Something that was done with next of kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Involvement {
    /// The day.
    pub on: NaiveDate,
    /// How.
    pub how: How,
    /// With whom, as they were called then.
    pub who: String,
    /// What about; may be empty.
    pub words: String,
    /// Who wrote it.
    pub by: AccountId,
}

/// What is known of children under 18.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownChildren {
    /// Whether it was asked, and whether there are any.
    pub answer: Children,
    /// What is arranged; may be empty.
    pub arranged: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: AccountId,
}

/// Next of kin in one episode; each list has the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kin {
    /// What the patient has wanted: the first holds. Empty: not asked yet.
    pub wishes: Vec<Wish>,
    /// What was done.
    pub involvements: Vec<Involvement>,
    /// Children: the first holds. Empty: not asked yet.
    pub children: Vec<KnownChildren>,
}

/// Next of kin in an open patient's episode.
pub(super) async fn of_episode(
    tx: &mut TenantTx,
    key: &PersonKey,
    open: &OpenPerson,
    episode: EpisodeId,
) -> Result<Kin> {
    let unseal = |table: &str, id: uuid::Uuid, column: &str, sealed: Option<&[u8]>| -> Result<String> {
        Ok(sealed.map(|sealed| key.open(table, id, column, sealed)).transpose()?.unwrap_or_default())
    };
    let mut kin = Kin::default();
    for row in store::kin::list_wishes(tx, open, episode).await? {
        let words = unseal("kin_wish", row.id, "words", row.words_sealed.as_deref())?;
        kin.wishes.push(Wish { extent: row.extent, words, at: row.written.at, by: row.written.by });
    }
    for row in store::kin::list_involvements(tx, open, episode).await? {
        let who = unseal("kin_involved", row.id, "who", Some(&row.who_sealed))?;
        let words = unseal("kin_involved", row.id, "words", row.words_sealed.as_deref())?;
        kin.involvements.push(Involvement { on: row.on, how: row.how, who, words, by: row.written.by });
    }
    for row in store::kin::list_children(tx, open, episode).await? {
        let arranged = unseal("kin_children", row.id, "arranged", row.arranged_sealed.as_deref())?;
        kin.children.push(KnownChildren { answer: row.answer, arranged, at: row.written.at, by: row.written.by });
    }
    Ok(kin)
}

/// What is needed to write something about an episode the actor treats.
struct Desk {
    tx: TenantTx,
    open: OpenPerson,
    key: PersonKey,
    written: Written,
}

async fn desk(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Option<Desk>> {
    let Actor::Account(by) = proof.actor() else { return Ok(None) };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(episode) = treated(&mut tx, proof, episode).await? else { return Ok(None) };
    let open = store::person::open(&mut tx, episode.person, "next of kin")
        .await?
        .ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))?;
    let key = tenancy.person_key(&open)?;
    Ok(Some(Desk { tx, open, key, written: Written { at: now, by } }))
}

fn checked(text: &str) -> Result<&str> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(AppError::Refused(format!("what is written about next of kin has at most {LONGEST} characters")));
    }
    Ok(text)
}

/// Writes down what the patient wants next of kin to be told; what was written before stays. `None` when the actor
/// does not treat the patient.
///
/// # Errors
/// [`AppError::Refused`] when it is too long, or what was agreed is not said.
pub async fn add_wish(app: &App, proof: &Proof, episode: EpisodeId, extent: Extent, words: &str) -> Result<Option<()>> {
    let words = checked(words)?;
    if extent == Extent::Agreed && words.is_empty() {
        return Err(AppError::Refused("please say what was agreed that next of kin may be told".to_owned()));
    }
    let Some(mut desk) = desk(app, proof, episode).await? else { return Ok(None) };
    let id = app.ambient.id();
    let words_sealed = (!words.is_empty()).then(|| desk.key.seal(&app.ambient, "kin_wish", id, "words", words));
    let row = StoredWish { id, episode, extent, words_sealed, written: desk.written };
    store::kin::add_wish(&mut desk.tx, &row).await?;
    desk.tx.commit().await?;
    Ok(Some(()))
}

/// With whom something was done.
#[derive(Clone, Debug)]
pub enum Who {
    /// One of those who are asked too.
    Contact(ContactId),
    /// Somebody else, in words.
    Words(String),
}

/// Something that was done with next of kin.
#[derive(Clone, Debug)]
pub struct NewInvolvement {
    /// The day; not after today.
    pub on: NaiveDate,
    /// How.
    pub how: How,
    /// With whom.
    pub who: Who,
    /// What about; may be empty.
    pub words: String,
}

/// Writes down what was done with next of kin. `None` when the actor does not treat the patient, or there is no such
/// contact.
///
/// # Errors
/// [`AppError::Refused`] when it is too long, or nobody is named.
pub async fn add_involvement(app: &App, proof: &Proof, episode: EpisodeId, new: &NewInvolvement) -> Result<Option<()>> {
    let words = checked(&new.words)?;
    let Some(mut desk) = desk(app, proof, episode).await? else { return Ok(None) };
    let who = match &new.who {
        Who::Words(who) => checked(who)?.to_owned(),
        // The name is kept as it was: whoever is asked no more was still there.
        Who::Contact(id) => match people::contact_name(&mut desk.tx, &desk.key, &desk.open, *id).await? {
            Some(name) => name,
            None => return Ok(None),
        },
    };
    if who.is_empty() {
        return Err(AppError::Refused("please say who was involved".to_owned()));
    }
    let id = app.ambient.id();
    let row = StoredInvolvement {
        id,
        episode,
        on: new.on,
        how: new.how,
        who_sealed: desk.key.seal(&app.ambient, "kin_involved", id, "who", &who),
        words_sealed: (!words.is_empty()).then(|| desk.key.seal(&app.ambient, "kin_involved", id, "words", words)),
        written: desk.written,
    };
    store::kin::add_involvement(&mut desk.tx, &row).await?;
    desk.tx.commit().await?;
    Ok(Some(()))
}

/// Writes down whether there are children under 18 and what is arranged for them; what was written before stays.
/// `None` when the actor does not treat the patient.
///
/// # Errors
/// [`AppError::Refused`] when it is too long.
pub async fn add_children(
    app: &App,
    proof: &Proof,
    episode: EpisodeId,
    answer: Children,
    arranged: &str,
) -> Result<Option<()>> {
    let arranged = checked(arranged)?;
    let Some(mut desk) = desk(app, proof, episode).await? else { return Ok(None) };
    let id = app.ambient.id();
    let seal = || desk.key.seal(&app.ambient, "kin_children", id, "arranged", arranged);
    let arranged_sealed = (!arranged.is_empty()).then(seal);
    let row = StoredChildren { id, episode, answer, arranged_sealed, written: desk.written };
    store::kin::add_children(&mut desk.tx, &row).await?;
    desk.tx.commit().await?;
    Ok(Some(()))
}
