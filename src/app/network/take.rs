//! What comes in: checked, kept waiting, and decided by a person.

use uuid::Uuid;

use super::super::{App, Result};
use super::{Desk, charter, desk, members, own_key};
use crate::auth::signature;
use crate::domain::care::AccountId;
use crate::domain::edition::is_settled;
use crate::domain::network::{
    Charter, Document, Joining, KeyId, Kind, Member, Members, Refusal, Standing, State, Statement, Withdrawal,
};
use crate::interop::network::{self as text, Read, ReadError};
use crate::store::network::{Network, StoredDocument};
use crate::store::{self, Proof, TenantTx};

/// What became of a document that was brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// An invitation: it waits to be accepted.
    Invited(Uuid),
    /// It waits for a person.
    Waiting(Uuid),
    /// It holds at once: a list of members, or something taken back.
    Done(Uuid),
}

impl Taken {
    /// The network.
    #[must_use]
    pub const fn network(self) -> Uuid {
        match self {
            Self::Invited(network) | Self::Waiting(network) | Self::Done(network) => network,
        }
    }
}

/// Reads a file and checks its signature, and nothing else.
///
/// # Errors
/// Why it is refused.
pub fn check(given: &str) -> std::result::Result<Read, Refusal> {
    let read = text::read(&text::tidy(given)).map_err(|error| match error {
        ReadError::Form => Refusal::NotADocument,
        ReadError::Contents(_) | ReadError::Writing => Refusal::Altered,
    })?;
    if signature::is_signed(&read.signed, &read.key, &read.signature) { Ok(read) } else { Err(Refusal::Altered) }
}

/// Takes in a file that somebody brought. `None` when it is not theirs to do; `Err` within: why it is refused.
///
/// # Errors
/// When the database refuses.
pub async fn take_in(app: &App, proof: &Proof, given: &str) -> Result<Option<std::result::Result<Taken, Refusal>>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let read = match check(given) {
        Ok(read) => read,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let file = text::file(&read.signed, &read.signature);
    let id = read.document.network();
    let own = own_key(&mut desk.tx).await?;
    let Read { document, key, .. } = read;
    let known = store::network::hold(&mut desk.tx, id).await?;
    let done = match (document, known) {
        (Document::Charter(invited), None) => invite(&mut desk, &invited, &key, file).await?,
        (Document::Charter(_), Some(network)) => invited_again(&mut desk, network, &file).await?,
        (_, None) => Err(Refusal::UnknownNetwork),
        // What another unit takes part in is not there for whoever does not look after it.
        (_, Some(network)) if !desk.may(network.unit) => Err(Refusal::UnknownNetwork),
        (Document::Members(list), Some(network)) => {
            renewed(&mut desk, network, &list, &key, file, own.as_ref()).await?
        }
        (_, Some(_)) if own.as_ref() == Some(&key) => Err(Refusal::Own),
        (Document::Joining(joining), Some(network)) => {
            let of = (Kind::Joining, None);
            match may_join(&mut desk, &network, &joining, &key, own.as_ref()).await? {
                Ok(()) => keep(app, &mut desk, &network, &key, of, State::Waiting, file).await?,
                Err(refusal) => Err(refusal),
            }
        }
        (Document::Statement(statement), Some(network)) => {
            let of = (Kind::Statement, Some(statement.period.to_string()));
            match may_state(&mut desk, &network, &statement, &key).await? {
                Ok(()) => keep(app, &mut desk, &network, &key, of, State::Waiting, file).await?,
                Err(refusal) => Err(refusal),
            }
        }
        (Document::Withdrawal(withdrawal), Some(network)) => {
            withdrawn(app, &mut desk, network, &withdrawal, &key, file).await?
        }
    };
    if done.is_ok() {
        desk.tx.commit().await?;
    }
    Ok(Some(done))
}

pub(super) type Done = std::result::Result<Taken, Refusal>;

async fn invite(desk: &mut Desk, charter: &Charter, key: &KeyId, file: String) -> Result<Done> {
    // Which unit it is to be about is chosen when it is accepted.
    let all = desk.tree.root().map(|root| desk.tree.list_within(root.id)).unwrap_or_default();
    let unit = all.into_iter().map(|(unit, _)| unit.id).find(|unit| desk.may(*unit));
    let Some(unit) = unit else { return Ok(Err(Refusal::UnknownNetwork)) };
    if !charter.check().is_empty() {
        return Ok(Err(Refusal::Unfit));
    }
    let network = Network {
        id: charter.network,
        unit,
        founder_key: key.to_string(),
        invitation: file,
        standing: Standing::Invited,
        shows_name: false,
        member_number: 0,
        member_list: None,
        since: desk.tx.now(),
    };
    store::network::add(&mut desk.tx, &network).await?;
    Ok(Ok(Taken::Invited(network.id)))
}

/// The same invitation once more: of use to whoever said no to it, and never answered.
async fn invited_again(desk: &mut Desk, mut network: Network, file: &str) -> Result<Done> {
    let answered = !store::network::list_documents(&mut desk.tx, network.id).await?.is_empty();
    if !desk.may(network.unit) || network.standing != Standing::Left || network.invitation != file || answered {
        return Ok(Err(Refusal::Older));
    }
    (network.standing, network.since) = (Standing::Invited, desk.tx.now());
    store::network::change(&mut desk.tx, &network).await?;
    Ok(Ok(Taken::Invited(network.id)))
}

/// Whether a list of members is the founder's, and newer than what is here.
pub(super) fn may_renew(
    network: &Network,
    list: &Members,
    key: &KeyId,
    own: Option<&KeyId>,
) -> std::result::Result<(), Refusal> {
    if key.as_str() != network.founder_key {
        return Err(Refusal::NotTheFounder);
    }
    if own == Some(key) {
        return Err(Refusal::Own);
    }
    if !matches!(network.standing, Standing::Asked | Standing::Member) {
        return Err(Refusal::NotTakingPart);
    }
    if i64::from(list.number) <= network.member_number {
        return Err(Refusal::Older);
    }
    Ok(())
}

/// A new list of members: whoever is not on it any more is forgotten.
pub(super) async fn renewed(
    desk: &mut Desk,
    mut network: Network,
    list: &Members,
    key: &KeyId,
    file: String,
    own: Option<&KeyId>,
) -> Result<Done> {
    if let Err(refusal) = may_renew(&network, list, key, own) {
        return Ok(Err(refusal));
    }
    let within = |key: &str| list.members.iter().any(|member| member.key.as_str() == key);
    let takes_part = own.is_some_and(|own| within(own.as_str()));
    let standing = match (takes_part, network.standing) {
        (true, _) => Standing::Member,
        (false, Standing::Member) => Standing::Left,
        (false, standing) => standing,
    };
    desk.remove_received(network.id, |signer, _| standing == Standing::Left || !within(signer)).await?;
    if standing != network.standing {
        (network.standing, network.since) = (standing, desk.tx.now());
    }
    (network.member_number, network.member_list) = (i64::from(list.number), Some(file));
    store::network::change(&mut desk.tx, &network).await?;
    Ok(Ok(Taken::Done(network.id)))
}

pub(super) async fn may_join(
    desk: &mut Desk,
    network: &Network,
    joining: &Joining,
    key: &KeyId,
    own: Option<&KeyId>,
) -> Result<std::result::Result<(), Refusal>> {
    if own.map(KeyId::as_str) != Some(&network.founder_key) {
        return Ok(Err(Refusal::NotForUs));
    }
    if network.standing != Standing::Member {
        return Ok(Err(Refusal::NotTakingPart));
    }
    if joining.invitation != signature::digest(&network.invitation) {
        return Ok(Err(Refusal::OtherInvitation));
    }
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let mut theirs = documents.iter().filter(|one| one.signer == key.as_str());
    Ok(match theirs.next() {
        None => Ok(()),
        Some(_) if documents.iter().any(|one| has_left(one, key)) => Err(Refusal::TakenBack),
        Some(_) => Err(Refusal::Older),
    })
}

/// Whether this says that its signer has left.
fn has_left(document: &StoredDocument, key: &KeyId) -> bool {
    document.kind == Kind::Withdrawal && document.signer == key.as_str() && document.period.is_none()
}

pub(super) async fn may_state(
    desk: &mut Desk,
    network: &Network,
    statement: &Statement,
    key: &KeyId,
) -> Result<std::result::Result<(), Refusal>> {
    if network.standing != Standing::Member {
        return Ok(Err(Refusal::NotTakingPart));
    }
    if !members(network)?.iter().any(|member| member.key == *key) {
        return Ok(Err(Refusal::NotAMember));
    }
    let charter = charter(network)?;
    let same = statement.metrics == charter.metrics && statement.release.figures().len() == charter.metrics.len();
    if !same || statement.period.every() != charter.every {
        return Ok(Err(Refusal::OtherMetrics));
    }
    if !is_settled(statement.period, statement.data_date) || statement.data_date > desk.today {
        return Ok(Err(Refusal::TooEarly));
    }
    let period = Some(statement.period.to_string());
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let mut of_period = documents.iter().filter(|one| one.signer == key.as_str() && one.period == period);
    Ok(match of_period.next() {
        _ if documents.iter().any(|one| has_left(one, key)) => Err(Refusal::TakenBack),
        Some(one) if one.kind == Kind::Withdrawal => Err(Refusal::TakenBack),
        Some(_) => Err(Refusal::Twice),
        None => Ok(()),
    })
}

/// Whether there is something of whoever has this key, or there was.
pub(super) async fn is_known(tx: &mut TenantTx, network: &Network, key: &KeyId) -> Result<bool> {
    if key.as_str() == network.founder_key || members(network)?.iter().any(|member| member.key == *key) {
        return Ok(true);
    }
    let documents = store::network::list_documents(tx, network.id).await?;
    let arrivals = store::network_exchange::list_arrivals(tx, network.id).await?;
    let mut signers = documents.iter().map(|one| &one.signer).chain(arrivals.iter().map(|one| &one.signer));
    Ok(signers.any(|signer| signer == key.as_str()))
}

/// Something is taken back: what was received is removed, and the withdrawal stays, so that it cannot come again.
pub(super) async fn withdrawn(
    app: &App,
    desk: &mut Desk,
    mut network: Network,
    withdrawal: &Withdrawal,
    key: &KeyId,
    file: String,
) -> Result<Done> {
    let period = withdrawal.period.map(|period| period.to_string());
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let mut members = members(&network)?;
    let founder = key.as_str() == network.founder_key;
    if !is_known(&mut desk.tx, &network, key).await? {
        return Ok(Err(Refusal::NotAMember));
    }
    let same =
        |one: &StoredDocument| one.kind == Kind::Withdrawal && one.signer == key.as_str() && one.period == period;
    if documents.iter().any(same) {
        return Ok(Err(Refusal::Older));
    }
    let ends = founder && period.is_none();
    desk.remove_received(network.id, |signer, of| {
        ends || signer == key.as_str() && (period.is_none() || of == period.as_deref())
    })
    .await?;
    if ends && network.standing != Standing::Left {
        (network.standing, network.since) = (Standing::Ended, desk.tx.now());
        store::network::change(&mut desk.tx, &network).await?;
    }
    let own = own_key(&mut desk.tx).await?;
    if period.is_none() && own.is_some_and(|own| own.as_str() == network.founder_key) {
        for joined in documents.iter().filter(|one| one.kind == Kind::Joining && one.signer == key.as_str()) {
            store::network::decide_document(&mut desk.tx, joined.id, State::Withdrawn, desk.by).await?;
        }
        let before = members.len();
        members.retain(|member| member.key != *key);
        if members.len() < before {
            let signing = desk.key(app).await?;
            desk.renew(&mut network, &signing, members)?;
            store::network::change(&mut desk.tx, &network).await?;
        }
    }
    keep(app, desk, &network, key, (Kind::Withdrawal, period), State::Taken, file).await
}

pub(super) async fn keep(
    app: &App,
    desk: &mut Desk,
    network: &Network,
    key: &KeyId,
    (kind, period): (Kind, Option<String>),
    state: State,
    document: String,
) -> Result<Done> {
    let decided: Option<(_, AccountId)> = (state == State::Taken).then_some((desk.tx.now(), desk.by));
    let received = StoredDocument {
        id: app.ambient.id(),
        network: network.id,
        kind,
        own: false,
        signer: key.to_string(),
        period,
        state,
        document,
        came: desk.tx.now(),
        decided,
    };
    store::network::add_document(&mut desk.tx, &received).await?;
    let waits = state == State::Waiting;
    Ok(Ok(if waits { Taken::Waiting(network.id) } else { Taken::Done(network.id) }))
}

/// Decides about something received. `yes`: the organisation is admitted, or its results are shown. No: results are
/// removed, an organisation is not admitted, or put out again. `None` when it is not theirs to do, or there is nothing
/// to decide.
///
/// # Errors
/// When the database refuses.
pub async fn decide(app: &App, proof: &Proof, network: Uuid, document: Uuid, yes: bool) -> Result<Option<()>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(mut network) = desk.network(network).await? else { return Ok(None) };
    if decide_here(app, &mut desk, &mut network, document, yes).await?.is_none() {
        return Ok(None);
    }
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(()))
}

/// The same, inside a transaction.
pub(super) async fn decide_here(
    app: &App,
    desk: &mut Desk,
    network: &mut Network,
    document: Uuid,
    yes: bool,
) -> Result<Option<()>> {
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let Some(found) = documents.iter().find(|one| one.id == document && !one.own) else { return Ok(None) };
    let active = network.standing == Standing::Member;
    match (found.kind, found.state, yes) {
        (Kind::Statement, State::Waiting, true) if active => {
            store::network::decide_document(&mut desk.tx, found.id, State::Taken, desk.by).await?;
        }
        (Kind::Statement, _, false) | (Kind::Joining, State::Waiting, false) => {
            store::network::remove_document(&mut desk.tx, found.id).await?;
        }
        (Kind::Joining, State::Waiting, true) if active => {
            let Document::Joining(joining) = text::read(&found.document).map_err(super::broken)?.document else {
                return Ok(None);
            };
            store::network::decide_document(&mut desk.tx, found.id, State::Taken, desk.by).await?;
            let key = KeyId::try_from(found.signer.clone()).map_err(super::broken)?;
            let shown = joining.shows_name && charter(network)?.names;
            let mut members = members(network)?;
            members.push(Member { key, name: shown.then_some(joining.organisation) });
            let signing = desk.key(app).await?;
            desk.renew(network, &signing, members)?;
            store::network::change(&mut desk.tx, network).await?;
        }
        (Kind::Joining, State::Taken, false) if active => {
            store::network::decide_document(&mut desk.tx, found.id, State::Withdrawn, desk.by).await?;
            desk.remove_received(network.id, |signer, _| signer == found.signer).await?;
            let mut members = members(network)?;
            members.retain(|member| member.key.as_str() != found.signer);
            let signing = desk.key(app).await?;
            desk.renew(network, &signing, members)?;
            store::network::change(&mut desk.tx, network).await?;
        }
        _ => return Ok(None),
    }
    Ok(Some(()))
}
