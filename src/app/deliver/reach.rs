//! How somebody who is asked can be reached, or why not.

use crate::app::{Result, Tenancy};
use crate::auth::{OpenError, PersonKey};
use crate::domain::care::{Channel, Contact, Request, Respondent};
use crate::domain::message;
use crate::store::opt_out::Unreached;
use crate::store::{self, TenantTx};

/// How somebody is reached.
pub(super) struct Reached {
    /// By which way.
    pub(super) channel: Channel,
    /// The number or address, in its one form.
    pub(super) address: String,
    /// Its keyed hash.
    pub(super) mac: Vec<u8>,
    /// The language to write in.
    pub(super) language: String,
    /// The patient's key.
    pub(super) key: PersonKey,
}

/// Who somebody near a patient is.
fn open_contact(key: &PersonKey, contact: &store::contact::Contact) -> Result<Contact> {
    let text = key.open("contact", contact.id, "sealed", &contact.sealed)?;
    serde_json::from_str(&text).map_err(|_| OpenError::Content.into())
}

/// How whoever is asked is reached by one of these ways, the first that the request names; or why not.
/// Opens the patient's record, which is noted.
pub(super) async fn reach(
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    request: &Request,
    channels: &[Channel],
) -> Result<std::result::Result<Reached, Unreached>> {
    let Some(open) = store::person::open(tx, request.person, "address to write to").await? else {
        return Ok(Err(Unreached::Gone));
    };
    // Erased, or not to be opened: nobody to write to, and the others are not held up.
    let (Ok(key), Ok(identity)) = (tenancy.person_key(&open), tenancy.identity(&open)) else {
        return Ok(Err(Unreached::Gone));
    };
    if identity.protected {
        return Ok(Err(Unreached::Protected));
    }
    let (phone, email, language) = match request.respondent {
        Respondent::Patient => (identity.phone, identity.email, open.person.language),
        Respondent::Clinician => return Ok(Err(Unreached::NoAddress)),
        Respondent::Parent | Respondent::NextOfKin | Respondent::Teacher => {
            let contacts = store::contact::list(tx, request.person).await?;
            let contact = contacts.into_iter().find(|contact| Some(contact.id) == request.contact);
            let opened = contact.and_then(|contact| Some((open_contact(&key, &contact).ok()?, contact.language)));
            let Some((contact, language)) = opened else { return Ok(Err(Unreached::Gone)) };
            (contact.phone, contact.email, language)
        }
    };
    let wanted: Vec<Channel> = request.channels.iter().copied().filter(|channel| channels.contains(channel)).collect();
    let found = first_way(tenancy, tx, (phone.as_deref(), email.as_deref()), &wanted).await?;
    Ok(found.map(|(channel, address, mac)| Reached { channel, address, mac, language, key }))
}

/// The first of these ways that leads to somebody with this number and this address, unless they want no more
/// of it: the way, the address in its one form and its keyed hash.
pub(super) async fn first_way(
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    (phone, email): (Option<&str>, Option<&str>),
    wanted: &[Channel],
) -> Result<std::result::Result<(Channel, String, Vec<u8>), Unreached>> {
    let mut why = Unreached::NoAddress;
    for channel in wanted {
        let (known, address) = match channel {
            Channel::Sms => (phone, phone.and_then(message::phone)),
            Channel::Email => (email, email.and_then(message::email)),
            Channel::Letter | Channel::Room | Channel::Hand => continue,
        };
        let Some(address) = address else {
            if known.is_some_and(|known| !known.trim().is_empty()) && why == Unreached::NoAddress {
                why = Unreached::BadAddress;
            }
            continue;
        };
        let mac = tenancy.key.address_mac(&address);
        if store::opt_out::list(tx, std::slice::from_ref(&mac)).await?.is_empty() {
            return Ok(Ok((*channel, address, mac)));
        }
        why = Unreached::OptedOut;
    }
    Ok(Err(why))
}
