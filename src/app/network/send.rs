//! What goes to another organisation's server: only documents that a person approved, in the very bytes that were
//! signed, to addresses that a person wrote, on hosts that the operator opened for.

use chrono::{DateTime, TimeDelta, Utc};
use url::{Host, Url};
use uuid::Uuid;

use super::super::{App, Result};
use super::{Came, Desk, desk, members, own_key};
use crate::auth::signature;
use crate::config::NetworkHosts;
use crate::domain::access::Permission;
use crate::domain::network::exchange::{Hindrance, MOST_ATTEMPTS, Sent, What, WrongAddress, wait_seconds};
use crate::domain::network::{KeyId, Kind, Refusal, Standing, State};
use crate::store::network::Network;
use crate::store::network_exchange::{Partner, Sending};
use crate::store::{self, Proof};

/// For how long something belongs to the worker that took it. Longer than a call may take.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// The longest address, in bytes.
const LONGEST_ADDRESS: usize = 300;

/// An address that documents may be sent to, as it is kept.
///
/// # Errors
/// What is wrong with it.
fn address(given: &str, hosts: &NetworkHosts) -> std::result::Result<String, WrongAddress> {
    let given = given.trim();
    if given.len() > LONGEST_ADDRESS {
        return Err(WrongAddress::TooLong);
    }
    let url = Url::parse(given).map_err(|_| WrongAddress::Invalid)?;
    // A secret has no place in an address that pages and logs show.
    let bare =
        url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    let host = match url.host() {
        Some(Host::Domain(name)) => name.to_ascii_lowercase(),
        Some(Host::Ipv4(number)) => number.to_string(),
        Some(Host::Ipv6(number)) => number.to_string(),
        None => return Err(WrongAddress::Invalid),
    };
    let this_machine = matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1");
    match url.scheme() {
        _ if !bare => Err(WrongAddress::Invalid),
        "https" => Ok(()),
        "http" if this_machine => Ok(()),
        _ => Err(WrongAddress::NotHttps),
    }?;
    if hosts.has(&host) { Ok(url.to_string()) } else { Err(WrongAddress::NotOpened) }
}

/// What there is to see of the exchange in a network.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The organisation's own address, for others to write down.
    pub own_address: String,
    /// The operator has opened for sending to somebody.
    pub opened: bool,
    /// Other organisations by key, with the address that is written; empty without one.
    pub partners: Vec<(KeyId, String)>,
    /// What came, the latest first.
    pub arrivals: Vec<Came>,
    /// What goes out, the latest first.
    pub sendings: Vec<Sending>,
}

/// The exchange in a network, for whoever looks after it. `None` for others.
///
/// # Errors
/// When the database refuses.
pub async fn exchange(app: &App, proof: &Proof, id: Uuid) -> Result<Option<Exchange>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(network) = store::network::lookup(&mut tx, id).await? else { return Ok(None) };
    let operator = proof.actor() == store::Actor::Operator;
    if !operator && !proof.grants().allow_in(Permission::Administer, network.unit, &tree) {
        return Ok(None);
    }
    let tenant = tx.tenant();
    let slug = store::tenant::lookup(&mut tx.local(), tenant).await?.map(|tenant| tenant.slug).unwrap_or_default();
    let arrivals = store::network_exchange::list_arrivals(&mut tx, id).await?;
    let written = store::network_exchange::list_partners(&mut tx, id).await?;
    let others = others(&mut tx, &network).await?.into_iter().map(|key| {
        let known = written.iter().find(|one| one.key == key.as_str());
        (key, known.map_or_else(String::new, |one| one.address.clone()))
    });
    Ok(Some(Exchange {
        own_address: format!("{}/network/{slug}", app.base_url),
        opened: !app.network_hosts.is_empty(),
        partners: others.collect(),
        arrivals: arrivals.into_iter().rev().map(Came::of).collect::<Result<_>>()?,
        sendings: store::network_exchange::list_sendings(&mut tx, id).await?.into_iter().rev().collect(),
    }))
}

/// Everybody in a network but the organisation itself: the founder first, members, and whoever asks.
async fn others(tx: &mut store::TenantTx, network: &Network) -> Result<Vec<KeyId>> {
    let own = own_key(tx).await?;
    let mut keys = vec![KeyId::try_from(network.founder_key.clone()).map_err(super::broken)?];
    keys.extend(members(network)?.into_iter().map(|member| member.key));
    for document in store::network::list_documents(tx, network.id).await? {
        if document.kind == Kind::Joining {
            keys.push(KeyId::try_from(document.signer).map_err(super::broken)?);
        }
    }
    for arrival in store::network_exchange::list_arrivals(tx, network.id).await? {
        if arrival.what == What::Joining {
            keys.push(KeyId::try_from(arrival.signer).map_err(super::broken)?);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| Some(key) != own.as_ref() && seen.insert(key.clone()));
    Ok(keys)
}

/// Writes down where another organisation takes in documents; an empty address removes it. From then on, what was
/// approved and not sent there goes. `None` when it is not theirs to do, or there is no such organisation.
///
/// # Errors
/// When the database refuses.
pub async fn write_address(
    app: &App,
    proof: &Proof,
    network: Uuid,
    key: &str,
    given: &str,
) -> Result<Option<std::result::Result<(), WrongAddress>>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    if !others(&mut desk.tx, &network).await?.iter().any(|other| other.as_str() == key) {
        return Ok(None);
    }
    let address = match given.trim() {
        "" => String::new(),
        given => match address(given, &app.network_hosts) {
            Ok(address) => address,
            Err(wrong) => return Ok(Some(Err(wrong))),
        },
    };
    let written = store::network_exchange::list_partners(&mut desk.tx, network.id).await?;
    let known = written.iter().find(|one| one.key == key);
    if known.map_or("", |known| known.address.as_str()) == address {
        return Ok(Some(Ok(())));
    }
    if let Some(known) = known {
        store::network_exchange::remove_partner(&mut desk.tx, known.id).await?;
    }
    if !address.is_empty() {
        let written = (desk.tx.now(), desk.by);
        let (id, key) = (app.ambient.id(), key.to_owned());
        let partner = Partner { id, network: network.id, key, address, written };
        store::network_exchange::add_partner(&mut desk.tx, &partner).await?;
    }
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(())))
}

/// A document of the organisation's own that goes out: what it is, its period and its file.
type Own = (What, Option<String>, String);

impl Desk {
    /// Makes ready for each address what was approved and has not gone there, and calls off what waits and was taken
    /// back or replaced meanwhile.
    pub(super) async fn dispatch(&mut self, app: &App, id: Uuid) -> Result<()> {
        let partners = store::network_exchange::list_partners(&mut self.tx, id).await?;
        let sendings = store::network_exchange::list_sendings(&mut self.tx, id).await?;
        if partners.is_empty() && sendings.is_empty() {
            return Ok(());
        }
        let Some(network) = store::network::lookup(&mut self.tx, id).await? else { return Ok(()) };
        let mut wanted = std::collections::BTreeSet::new();
        for partner in &partners {
            for (what, period, document) in self.goes_to(&network, &partner.key).await? {
                let digest = signature::digest(&document);
                wanted.insert((partner.key.clone(), digest.clone()));
                match sendings.iter().find(|one| one.partner == partner.key && one.digest == digest) {
                    Some(before) if before.state == Sent::CalledOff => {
                        let from = [Sent::CalledOff];
                        store::network_exchange::set_sending(&mut self.tx, before.id, &from, Sent::Waiting, "").await?;
                    }
                    Some(_) => {}
                    None => {
                        let now = self.tx.now();
                        let sending = Sending {
                            id: app.ambient.id(),
                            network: id,
                            partner: partner.key.clone(),
                            digest,
                            what,
                            period,
                            document,
                            state: Sent::Waiting,
                            attempts: 0,
                            next: now,
                            reason: String::new(),
                            made: now,
                            since: now,
                        };
                        store::network_exchange::add_sending(&mut self.tx, &sending).await?;
                    }
                }
            }
        }
        let open = [Sent::Waiting, Sent::Refused, Sent::GivenUp];
        for one in sendings.iter().filter(|one| open.contains(&one.state)) {
            if !wanted.contains(&(one.partner.clone(), one.digest.clone())) {
                store::network_exchange::set_sending(&mut self.tx, one.id, &open, Sent::CalledOff, "").await?;
            }
        }
        Ok(())
    }

    /// What is to be with another organisation as things stand.
    async fn goes_to(&mut self, network: &Network, partner: &str) -> Result<Vec<Own>> {
        let own = own_key(&mut self.tx).await?;
        let founder = own.is_some_and(|own| own.as_str() == network.founder_key);
        let documents = store::network::list_documents(&mut self.tx, network.id).await?;
        let admitted = |one: &store::network::StoredDocument| {
            !one.own && one.kind == Kind::Joining && one.signer == partner && one.state != State::Waiting
        };
        let gone = |one: &store::network::StoredDocument| {
            !one.own && one.kind == Kind::Withdrawal && one.signer == partner && one.period.is_none()
        };
        let was_admitted = documents.iter().any(admitted) && !documents.iter().any(gone);
        let is_member = members(network)?.iter().any(|member| member.key.as_str() == partner);
        let (member, asked) = (network.standing == Standing::Member, network.standing == Standing::Asked);
        let mut goes = Vec::new();
        for one in documents.into_iter().filter(|one| one.own) {
            let (what, wanted) = match one.kind {
                // The answer names the organisation: it is the founder's alone.
                Kind::Joining => (What::Joining, partner == network.founder_key && (asked || member)),
                Kind::Statement => (What::Statement, member && is_member && one.state == State::Taken),
                Kind::Withdrawal => (What::Withdrawal, true),
            };
            if wanted {
                goes.push((what, one.period, one.document));
            }
        }
        // Whoever was put out is to learn it, too.
        if founder && member && was_admitted {
            goes.extend(network.member_list.clone().map(|list| (What::Members, None, list)));
        }
        Ok(goes)
    }
}

/// Something that was taken, to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its id.
    pub id: Uuid,
    /// Which try this is, from 1.
    pub attempt: i64,
    /// Where to.
    pub address: String,
    /// The file.
    pub document: String,
}

/// What became of something that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The other side has it.
    Received,
    /// The other side does not take it, because.
    Refused(Refusal),
    /// It may go better later.
    Later(Hindrance),
}

/// Takes what is to go out now, at most `limit`.
///
/// # Errors
/// When the database refuses.
pub async fn claim(app: &App, proof: &Proof, limit: u64) -> Result<Vec<Claimed>> {
    let now = app.ambient.now();
    {
        let mut tx = app.db.tenant_snapshot(proof, now).await?;
        if store::network_exchange::list_due_sendings(&mut tx, 1).await?.is_empty() {
            return Ok(Vec::new());
        }
    }
    let mut tx = app.db.tenant(proof, now, "").await?;
    let mut claimed = Vec::new();
    for sending in store::network_exchange::list_due_sendings(&mut tx, limit).await? {
        let partners = store::network_exchange::list_partners(&mut tx, sending.network).await?;
        let partner = partners.into_iter().find(|one| one.key == sending.partner);
        let (from, reason) = ([Sent::Waiting], sending.reason.as_str());
        if sending.attempts >= MOST_ATTEMPTS {
            store::network_exchange::set_sending(&mut tx, sending.id, &from, Sent::GivenUp, reason).await?;
        } else if let Some(partner) = partner {
            store::network_exchange::take_sending(&mut tx, sending.id, now + LEASE).await?;
            let (id, attempt) = (sending.id, sending.attempts + 1);
            claimed.push(Claimed { id, attempt, address: partner.address, document: sending.document });
        } else {
            store::network_exchange::set_sending(&mut tx, sending.id, &from, Sent::CalledOff, reason).await?;
        }
    }
    tx.commit().await?;
    Ok(claimed)
}

/// When something is tried again.
fn again(now: DateTime<Utc>, attempt: i64, chance: u8) -> DateTime<Utc> {
    now + TimeDelta::seconds(wait_seconds(attempt, chance))
}

/// Writes down what became of something that was taken.
///
/// # Errors
/// When the database refuses: then it is sent again after its lease, which changes nothing at the other side.
pub async fn record(app: &App, proof: &Proof, claimed: &Claimed, outcome: Outcome) -> Result<()> {
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    // What was called off while it was under way arrived all the same, and says so.
    let open = [Sent::Waiting, Sent::CalledOff];
    match outcome {
        Outcome::Received => {
            store::network_exchange::set_sending(&mut tx, claimed.id, &open, Sent::Received, "").await?;
        }
        Outcome::Refused(why) => {
            let from = [Sent::Waiting];
            store::network_exchange::set_sending(&mut tx, claimed.id, &from, Sent::Refused, why.code()).await?;
        }
        Outcome::Later(why) if claimed.attempt >= MOST_ATTEMPTS => {
            let from = [Sent::Waiting];
            store::network_exchange::set_sending(&mut tx, claimed.id, &from, Sent::GivenUp, why.code()).await?;
        }
        Outcome::Later(why) => {
            let [chance] = app.ambient.bytes::<1>();
            let until = again(now, claimed.attempt, chance);
            store::network_exchange::put_off_sending(&mut tx, claimed.id, claimed.attempt, until, why.code()).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Tries something once more, from now, that was refused or given up, or waits for its next try. `None` when it is not
/// theirs to do, or not so.
///
/// # Errors
/// When the database refuses.
pub async fn send_again(app: &App, proof: &Proof, network: Uuid, sending: Uuid) -> Result<Option<()>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let sendings = store::network_exchange::list_sendings(&mut desk.tx, network.id).await?;
    if !sendings.iter().any(|one| one.id == sending) {
        return Ok(None);
    }
    let from = [Sent::Waiting, Sent::Refused, Sent::GivenUp];
    if !store::network_exchange::set_sending(&mut desk.tx, sending, &from, Sent::Waiting, "").await? {
        return Ok(None);
    }
    desk.tx.commit().await?;
    Ok(Some(()))
}
