//! How a patient is reached, and who near them is asked too.

use super::deliver::{self, Told};
use super::enrol::treated;
use super::{App, AppError, Result, plan};
use crate::auth::{OpenError, PersonKey};
use crate::domain::care::{Contact, ContactId, EpisodeId, Identity, Respondent};
use crate::store::{self, OpenPerson, Proof, TenantTx};

/// How a patient is reached, and who near them is asked too.
#[derive(Clone, Debug)]
pub struct People {
    /// Who the patient is, with telephone and e-mail.
    pub identity: Identity,
    /// The language the patient is written to in.
    pub language: String,
    /// Those who are asked too.
    pub contacts: Vec<Known>,
    /// What has been written about each request of the episode.
    pub told: Vec<Told>,
}

/// Somebody who is asked too.
#[derive(Clone, Debug)]
pub struct Known {
    /// Their id.
    pub id: ContactId,
    /// What they are to the patient.
    pub respondent: Respondent,
    /// The language they are written to in.
    pub language: String,
    /// Who it is.
    pub contact: Contact,
}

/// How a patient is reached from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Mobile number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// The address is protected: nothing is sent, and no address is shown.
    pub protected: bool,
    /// The language to write in.
    pub language: String,
}

async fn open(tx: &mut TenantTx, proof: &Proof, episode: EpisodeId, why: &str) -> Result<Option<OpenPerson>> {
    let Some(episode) = treated(tx, proof, episode).await? else { return Ok(None) };
    let open = store::person::open(tx, episode.person, why).await?;
    open.map(Some).ok_or_else(|| AppError::Broken(format!("person {} is gone", episode.person)))
}

/// What somebody who is asked too around an open patient is called; `None` when there is no such contact.
pub(super) async fn contact_name(
    tx: &mut TenantTx,
    key: &PersonKey,
    open: &OpenPerson,
    id: ContactId,
) -> Result<Option<String>> {
    let known = store::contact::list(tx, open.id()).await?;
    let Some(row) = known.into_iter().find(|known| known.id == id) else { return Ok(None) };
    Ok(Some(contact(key, &row)?.name))
}

fn contact(key: &PersonKey, row: &store::contact::Contact) -> Result<Contact> {
    let text = key.open("contact", row.id, "sealed", &row.sealed)?;
    Ok(serde_json::from_str(&text).map_err(|_| OpenError::Content)?)
}

/// How the patient of an episode is reached. `None` when it is not the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn read(app: &App, proof: &Proof, episode: EpisodeId) -> Result<Option<People>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(open) = open(&mut tx, proof, episode, "identity, contacts").await? else { return Ok(None) };
    let identity = tenancy.identity(&open)?;
    let key = tenancy.person_key(&open)?;
    let mut contacts = Vec::new();
    for row in store::contact::list(&mut tx, open.id()).await? {
        let contact = contact(&key, &row)?;
        contacts.push(Known { id: row.id, respondent: row.respondent, language: row.language, contact });
    }
    let requests = store::request::list_by_episode(&mut tx, episode).await?;
    let told = deliver::list_told(&mut tx, &requests).await?;
    tx.commit().await?;
    Ok(Some(People { identity, language: open.person.language, contacts, told }))
}

/// Changes how the patient is reached. `None` when the episode is not the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn set_reach(app: &App, proof: &Proof, episode: EpisodeId, reach: Reach) -> Result<Option<()>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(open) = open(&mut tx, proof, episode, "identity").await? else { return Ok(None) };
    let identity =
        Identity { phone: reach.phone, email: reach.email, protected: reach.protected, ..tenancy.identity(&open)? };
    let text = serde_json::to_string(&identity).unwrap_or_default();
    let sealed = tenancy.person_key(&open)?.seal(&app.ambient, "identity", open.id(), "sealed", &text);
    store::person::set_reach(&mut tx, open.id(), &sealed, &reach.language).await?;
    store::opt_out::forget_unreached_of(&mut tx, open.id()).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// Adds somebody who is asked too: what is planned follows. `None` when the episode is not the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn add_contact(
    app: &App,
    proof: &Proof,
    episode: EpisodeId,
    respondent: Respondent,
    language: &str,
    contact: &Contact,
) -> Result<Option<ContactId>> {
    if matches!(respondent, Respondent::Patient | Respondent::Clinician) {
        return Err(AppError::Refused(
            "only a parent, next of kin or a teacher can be asked beside the patient".to_owned(),
        ));
    }
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(open) = open(&mut tx, proof, episode, "contacts").await? else { return Ok(None) };
    let id = ContactId(app.ambient.id());
    let text = serde_json::to_string(contact).unwrap_or_default();
    let sealed = tenancy.person_key(&open)?.seal(&app.ambient, "contact", id, "sealed", &text);
    let row = store::contact::Contact { id, person: open.id(), respondent, language: language.to_owned(), sealed };
    store::contact::add(&mut tx, &row).await?;
    plan::settle_episode(app, &tenancy, &mut tx, episode).await?;
    tx.commit().await?;
    Ok(Some(id))
}

/// Asks somebody no more: what they were asked and have not answered is called off. `None` when it is not
/// the actor's.
///
/// # Errors
/// When the database refuses.
pub async fn end_contact(app: &App, proof: &Proof, episode: EpisodeId, id: ContactId) -> Result<Option<()>> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(open) = open(&mut tx, proof, episode, "contacts").await? else { return Ok(None) };
    if !store::contact::list(&mut tx, open.id()).await?.iter().any(|known| known.id == id) {
        return Ok(None);
    }
    store::contact::end(&mut tx, id).await?;
    plan::settle_episode(app, &tenancy, &mut tx, episode).await?;
    tx.commit().await?;
    Ok(Some(()))
}
