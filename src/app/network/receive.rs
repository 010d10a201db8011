//! What comes from another organisation's server. A signature is checked against a key that is kept here before
//! anything is stored; whoever cannot sign so learns nothing, not even whether there is such a network. What was taken
//! back is gone at once, and somebody left out is left out; all else waits in an inbox for a person.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::{App, Result};
use super::take::{is_known, keep, may_join, may_renew, may_state, renewed, withdrawn};
use super::{Desk, broken, check, desk, desk_of, members, own_key};
use crate::auth::signature;
use crate::domain::care::AccountId;
use crate::domain::network::exchange::{Arrived, What};
use crate::domain::network::{Document, Joining, KeyId, Kind, Members, Refusal, State, Statement};
use crate::interop::network::{self as text, Read};
use crate::store::network::Network;
use crate::store::network_exchange::Arrival;
use crate::store::{self, Proof, TenantTx};

/// The most documents of one organisation in one network: more than a century of quarters.
const MOST_OF_ONE: usize = 500;

/// The most organisations that wait to be admitted at once: whoever has the invitation can ask.
const MOST_ASKING: usize = 20;

/// What another server is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is here, now or since before.
    Here,
    /// It is not taken, because; told to those alone whose key is kept here, or who have the invitation.
    Refused(Refusal),
    /// Too much waits; later.
    Full,
    /// Nothing is said: there may be no such organisation or network, or the signature does not hold.
    Unknown,
}

/// Whether the key is one that is kept here for such a document, or, of an answer to an invitation, whether it answers
/// the very invitation that was sent.
async fn is_pinned(tx: &mut TenantTx, network: &Network, read: &Read) -> Result<bool> {
    let own = own_key(tx).await?;
    if own.as_ref() == Some(&read.key) {
        return Ok(false);
    }
    Ok(match &read.document {
        Document::Charter(_) => false,
        Document::Members(_) => read.key.as_str() == network.founder_key,
        Document::Joining(joining) => {
            own.is_some_and(|own| own.as_str() == network.founder_key)
                && joining.invitation == signature::digest(&network.invitation)
        }
        Document::Statement(_) => members(network)?.iter().any(|member| member.key == read.key),
        Document::Withdrawal(_) => is_known(tx, network, &read.key).await?,
    })
}

/// Takes what another server brought to an organisation, named by its short name. The same bytes once more change
/// nothing.
///
/// # Errors
/// When the database refuses.
pub async fn receive(app: &App, organisation: &str, given: &[u8]) -> Result<Received> {
    // Before anything is looked up: a signature that does not hold costs no question to the database.
    let Some(read) = std::str::from_utf8(given).ok().and_then(|given| check(given).ok()) else {
        return Ok(Received::Unknown);
    };
    let found = store::tenant::find_by_slug(&mut app.db.local_snapshot().await?.local(), organisation).await?;
    let Some(tenant) = found else { return Ok(Received::Unknown) };
    let proof = Proof::partner(tenant.id);
    let id = read.document.network();
    {
        let mut tx = app.db.tenant_snapshot(&proof, app.ambient.now()).await?;
        let Some(network) = store::network::lookup(&mut tx, id).await? else { return Ok(Received::Unknown) };
        if !is_pinned(&mut tx, &network, &read).await? {
            return Ok(Received::Unknown);
        }
    }
    let mut desk = desk_of(app, &proof, true).await?;
    // Once more, of what nobody can change meanwhile.
    let Some(network) = store::network::hold(&mut desk.tx, id).await? else { return Ok(Received::Unknown) };
    if !is_pinned(&mut desk.tx, &network, &read).await? {
        return Ok(Received::Unknown);
    }
    let (received, stored) = lay(app, &mut desk, network, read).await?;
    if stored {
        // Whoever leaves is off the founder's list, and the others learn it: taking back needs nobody's yes on its way.
        desk.dispatch(app, id).await?;
        desk.tx.commit().await?;
    }
    Ok(received)
}

/// Lays it in the inbox, or lets it hold at once. Gives what is said, and whether something was stored.
async fn lay(app: &App, desk: &mut Desk, network: Network, read: Read) -> Result<(Received, bool)> {
    let Some((what, period)) = What::of(&read.document) else { return Ok((Received::Unknown, false)) };
    let file = text::file(&read.signed, &read.signature);
    let digest = signature::digest(&file);
    let arrivals = store::network_exchange::list_arrivals(&mut desk.tx, network.id).await?;
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let brought = documents.iter().any(|one| one.document == file) || network.member_list.as_ref() == Some(&file);
    if brought || arrivals.iter().any(|one| one.digest == digest) {
        return Ok((Received::Here, false));
    }
    let of_one = arrivals.iter().filter(|one| one.signer == read.key.as_str()).count();
    let asking = |one: &&Arrival| one.what == What::Joining && one.state == Arrived::Waiting;
    let full = what == What::Joining && arrivals.iter().filter(asking).count() >= MOST_ASKING;
    // Taking back is never too much.
    if full || of_one >= MOST_OF_ONE && what != What::Withdrawal {
        return Ok((Received::Full, false));
    }
    let period = period.map(|period| period.to_string());
    let came = desk.tx.now();
    let arrival = |state: Arrived| Arrival {
        id: app.ambient.id(),
        network: network.id,
        digest: digest.clone(),
        what,
        signer: read.key.to_string(),
        period: period.clone(),
        state,
        document: (state == Arrived::Waiting).then(|| file.clone()),
        came,
        decided: None,
    };
    let (waiting, at_once) = (arrival(Arrived::Waiting), arrival(Arrived::AtOnce));
    let waits = |what: What| arrivals.iter().filter(move |one| one.what == what && one.state == Arrived::Waiting);
    let theirs = |one: &Arrival| one.signer == read.key.as_str();
    let settled = match &read.document {
        Document::Charter(_) => return Ok((Received::Unknown, false)),
        Document::Withdrawal(withdrawal) => {
            match withdrawn(app, desk, network, withdrawal, &read.key, file).await? {
                Ok(_) => Ok(at_once),
                // It was taken back before, in other words.
                Err(Refusal::Older) => return Ok((Received::Here, false)),
                Err(refusal) => Err(refusal),
            }
        }
        Document::Members(list) => {
            let own = own_key(&mut desk.tx).await?;
            let newer = list_numbers(waits(What::Members))?.iter().any(|(_, number)| *number >= list.number);
            match may_renew(&network, list, &read.key, own.as_ref()) {
                Ok(()) if newer => Err(Refusal::Older),
                Ok(()) if admits_nobody(&network, list)? => {
                    overtake(desk, waits(What::Members)).await?;
                    match renewed(desk, network, list, &read.key, file, own.as_ref()).await? {
                        Ok(_) => Ok(at_once),
                        Err(refusal) => Err(refusal),
                    }
                }
                Ok(()) => {
                    overtake(desk, waits(What::Members)).await?;
                    Ok(waiting)
                }
                Err(refusal) => Err(refusal),
            }
        }
        Document::Statement(statement) => {
            let twice = waits(What::Statement).any(|one| theirs(one) && one.period == period);
            let may = may_state(desk, &network, statement, &read.key).await?;
            may.and(if twice { Err(Refusal::Twice) } else { Ok(waiting) })
        }
        Document::Joining(joining) => {
            let twice = waits(What::Joining).any(theirs);
            let own = own_key(&mut desk.tx).await?;
            let may = may_join(desk, &network, joining, &read.key, own.as_ref()).await?;
            may.and(if twice { Err(Refusal::Older) } else { Ok(waiting) })
        }
    };
    match settled {
        Ok(arrival) => {
            store::network_exchange::add_arrival(&mut desk.tx, &arrival).await?;
            Ok((Received::Here, true))
        }
        Err(refusal) => Ok((Received::Refused(refusal), false)),
    }
}

/// Whether a list names nobody that is not on the one here: then it only leaves out, and there is nobody to look at.
fn admits_nobody(network: &Network, list: &Members) -> Result<bool> {
    let here = members(network)?;
    Ok(list.members.iter().all(|member| here.contains(member)))
}

/// The numbers of lists that wait.
fn list_numbers<'a>(waiting: impl Iterator<Item = &'a Arrival>) -> Result<Vec<(Uuid, u32)>> {
    let mut numbers = Vec::new();
    for arrival in waiting {
        if let Some(Document::Members(list)) = written(arrival)? {
            numbers.push((arrival.id, list.number));
        }
    }
    Ok(numbers)
}

async fn overtake(desk: &mut Desk, waiting: impl Iterator<Item = &Arrival>) -> Result<()> {
    for one in waiting {
        store::network_exchange::decide_arrival(&mut desk.tx, one.id, Arrived::Overtaken, None).await?;
    }
    Ok(())
}

/// What an arrival says, as long as its text is kept.
fn written(arrival: &Arrival) -> Result<Option<Document>> {
    let read = arrival.document.as_deref().map(text::read).transpose().map_err(broken)?;
    Ok(read.map(|read| read.document))
}

/// Something that came, as it is listed.
#[derive(Clone, Debug)]
pub struct Came {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub what: What,
    /// The key it is signed with.
    pub signer: KeyId,
    /// The period's written form.
    pub period: Option<String>,
    /// Where it stands.
    pub state: Arrived,
    /// When it came.
    pub came: DateTime<Utc>,
    /// When it was decided about, and by whom.
    pub decided: Option<(DateTime<Utc>, AccountId)>,
    /// An organisation that asks; while it waits.
    pub joining: Option<Joining>,
    /// Results; while they wait.
    pub statement: Option<Statement>,
    /// A list; while it waits.
    pub members: Option<Members>,
}

impl Came {
    /// From the row.
    pub(super) fn of(arrival: Arrival) -> Result<Self> {
        let (joining, statement, members) = match written(&arrival)? {
            Some(Document::Joining(one)) => (Some(one), None, None),
            Some(Document::Statement(one)) => (None, Some(one), None),
            Some(Document::Members(one)) => (None, None, Some(one)),
            _ => (None, None, None),
        };
        Ok(Self {
            id: arrival.id,
            what: arrival.what,
            signer: KeyId::try_from(arrival.signer).map_err(broken)?,
            period: arrival.period,
            state: arrival.state,
            came: arrival.came,
            decided: arrival.decided,
            joining,
            statement,
            members,
        })
    }
}

/// A person takes in what waits in the inbox, or refuses it. `None` when it is not theirs to do, or does not wait;
/// `Err` within: it cannot be taken in any more, and does not wait longer.
///
/// # Errors
/// When the database refuses.
pub async fn answer(
    app: &App,
    proof: &Proof,
    network: Uuid,
    arrival: Uuid,
    yes: bool,
) -> Result<Option<std::result::Result<(), Refusal>>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let arrivals = store::network_exchange::list_arrivals(&mut desk.tx, network.id).await?;
    let found = arrivals.into_iter().find(|one| one.id == arrival && one.state == Arrived::Waiting);
    let Some((found, file)) = found.and_then(|found| found.document.clone().map(|file| (found, file))) else {
        return Ok(None);
    };
    let id = network.id;
    let (state, done) = if yes {
        match take(app, &mut desk, network, file).await? {
            Ok(()) => (Arrived::Taken, Ok(())),
            Err(refusal) => (Arrived::Overtaken, Err(refusal)),
        }
    } else {
        (Arrived::Refused, Ok(()))
    };
    let by = Some(desk.by);
    store::network_exchange::decide_arrival(&mut desk.tx, found.id, state, by).await?;
    desk.dispatch(app, id).await?;
    desk.tx.commit().await?;
    Ok(Some(done))
}

/// What a person says yes to: the same checks as of a file that somebody brings, for time has passed since it came.
async fn take(
    app: &App,
    desk: &mut Desk,
    mut network: Network,
    file: String,
) -> Result<std::result::Result<(), Refusal>> {
    let Read { document, key, .. } = text::read(&file).map_err(broken)?;
    let own = own_key(&mut desk.tx).await?;
    match document {
        Document::Members(list) => Ok(renewed(desk, network, &list, &key, file, own.as_ref()).await?.map(|_| ())),
        Document::Statement(statement) => {
            if let Err(refusal) = may_state(desk, &network, &statement, &key).await? {
                return Ok(Err(refusal));
            }
            let of = (Kind::Statement, Some(statement.period.to_string()));
            Ok(keep(app, desk, &network, &key, of, State::Taken, file).await?.map(|_| ()))
        }
        Document::Joining(joining) => {
            if let Err(refusal) = may_join(desk, &network, &joining, &key, own.as_ref()).await? {
                return Ok(Err(refusal));
            }
            let of = (Kind::Joining, None);
            if let Err(refusal) = keep(app, desk, &network, &key, of, State::Waiting, file).await? {
                return Ok(Err(refusal));
            }
            let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
            let kept = documents
                .iter()
                .find(|one| one.kind == Kind::Joining && one.state == State::Waiting && one.signer == key.as_str());
            let kept = kept.ok_or_else(|| broken("an answer was not kept"))?.id;
            let admitted = super::take::decide_here(app, desk, &mut network, kept, true).await?;
            Ok(admitted.ok_or(Refusal::NotTakingPart))
        }
        Document::Charter(_) | Document::Withdrawal(_) => Ok(Err(Refusal::NotADocument)),
    }
}
