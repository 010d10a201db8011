//! Networks: organisations compare by signed, suppressed aggregates that people approved. See `docs/networks.md`.
//!
//! | module | what |
//! | --- | --- |
//! | [`agree`] | founding, accepting an invitation, leaving |
//! | [`share`](mod@share) | what leaves: seen first, then signed; taken back |
//! | [`take`] | what comes in: checked, kept waiting, decided by a person |
//! | [`receive`](mod@receive) | what comes from another server: kept in an inbox, decided by a person |
//! | [`send`] | what goes to another server: addresses, the outbox, and what became of it |
//! | [`read`] | what there is to read |

mod agree;
mod read;
mod receive;
mod send;
mod share;
mod take;

pub use crate::store::network_exchange::Sending;
pub use agree::{Acceptance, NewNetwork, accept, found, leave};
pub use read::{Compared, Held, Listed, Opened, Options, compare, file, list, names, open, options};
pub use receive::{Came, Received, answer, receive};
pub use send::{Claimed, Exchange, Outcome, claim, exchange, record, send_again, write_address};
pub use share::{Preview, ShareRefusal, preview, share, withdraw};
pub use take::{Taken, check, decide, take_in};

use chrono::NaiveDate;
use uuid::Uuid;

use super::{App, AppError, Result, Tenancy};
use crate::auth::SigningKey;
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::local_time;
use crate::domain::network::exchange::Arrived;
use crate::domain::network::{Charter, Document, KeyId, Kind, Member, Members, State};
use crate::interop::network as text;
use crate::store::audit::Act;
use crate::store::network::{Network, StoredDocument, StoredKey};
use crate::store::{self, Actor, Proof, TenantTx};

fn broken(error: impl std::fmt::Display) -> AppError {
    AppError::Broken(format!("a network document does not read: {error}"))
}

/// The charter in a signed invitation that was checked when it came.
fn charter(network: &Network) -> Result<Charter> {
    match text::read(&network.invitation).map_err(broken)?.document {
        Document::Charter(charter) => Ok(charter),
        _ => Err(broken("an invitation is something else")),
    }
}

/// Who takes part, as far as this organisation knows.
fn members(network: &Network) -> Result<Vec<Member>> {
    let Some(list) = &network.member_list else { return Ok(Vec::new()) };
    match text::read(list).map_err(broken)?.document {
        Document::Members(members) => Ok(members.members),
        _ => Err(broken("a list of members is something else")),
    }
}

/// An open transaction of somebody who may change networks.
struct Desk {
    tx: TenantTx,
    tree: UnitTree,
    by: AccountId,
    today: NaiveDate,
    tenancy: std::sync::Arc<Tenancy>,
    /// Everything may be done: by the operator, or by what another organisation signed.
    everywhere: bool,
    grants: crate::domain::access::Grants,
}

impl Desk {
    /// Whether a unit is theirs to share of.
    fn may(&self, unit: UnitId) -> bool {
        let there = self.tree.lookup(unit).is_some();
        there && (self.everywhere || self.grants.allow_in(Permission::Administer, unit, &self.tree))
    }

    /// A network that is theirs to change, held until the transaction ends.
    async fn network(&mut self, id: Uuid) -> Result<Option<Network>> {
        Ok(store::network::hold(&mut self.tx, id).await?.filter(|network| self.may(network.unit)))
    }

    /// The key the organisation signs with; made when it is needed for the first time.
    async fn key(&mut self, app: &App) -> Result<SigningKey> {
        let tenant = self.tx.tenant();
        if let Some(stored) = store::network::lookup_key(&mut self.tx).await? {
            let secret = self.tenancy.key.open_setting("signing_key", stored.id, &stored.secret_sealed)?;
            return Ok(SigningKey::from_secret(&secret)?);
        }
        let fresh = SigningKey::fresh(&app.ambient);
        // One organisation has one: its id is the organisation's.
        let id = tenant.0;
        let secret_sealed = self.tenancy.key.seal_setting(&app.ambient, "signing_key", id, &fresh.secret());
        let stored = StoredKey { id, public_key: fresh.public()?.to_string(), secret_sealed };
        store::network::add_key(&mut self.tx, &stored).await?;
        Ok(fresh)
    }

    /// Stores a document of the organisation's own, and gives its id.
    async fn add_own(
        &mut self,
        app: &App,
        key: &SigningKey,
        (kind, document): (Kind, &Document),
        period: Option<String>,
    ) -> Result<Uuid> {
        let own = StoredDocument {
            id: app.ambient.id(),
            network: document.network(),
            kind,
            own: true,
            signer: key.public()?.to_string(),
            period,
            state: State::Taken,
            document: signed(key, document)?,
            came: self.tx.now(),
            decided: Some((self.tx.now(), self.by)),
        };
        store::network::add_document(&mut self.tx, &own).await?;
        Ok(own.id)
    }

    /// Signs a new list of members.
    fn renew(&self, network: &mut Network, key: &SigningKey, members: Vec<Member>) -> Result<()> {
        let number = u32::try_from(network.member_number).map_err(broken)? + 1;
        let list = Document::Members(Members { network: network.id, number, members, on: self.today });
        network.member_list = Some(signed(key, &list)?);
        network.member_number = i64::from(number);
        Ok(())
    }

    /// Removes what was received from those that `gone` names, by the signer's key and the period; only that it was there
    /// remains. What of it waits in the inbox is overtaken.
    async fn remove_received(&mut self, network: Uuid, gone: impl Fn(&str, Option<&str>) -> bool) -> Result<()> {
        for document in store::network::list_documents(&mut self.tx, network).await? {
            let is_gone = gone(&document.signer, document.period.as_deref());
            if !document.own && document.kind == Kind::Statement && is_gone {
                store::network::remove_document(&mut self.tx, document.id).await?;
            }
        }
        for arrival in store::network_exchange::list_arrivals(&mut self.tx, network).await? {
            if arrival.state == Arrived::Waiting && gone(&arrival.signer, arrival.period.as_deref()) {
                store::network_exchange::decide_arrival(&mut self.tx, arrival.id, Arrived::Overtaken, None).await?;
            }
        }
        Ok(())
    }
}

/// A document as a signed file.
pub(in crate::app) fn signed(key: &SigningKey, document: &Document) -> Result<String> {
    let to_sign = text::to_sign(document, &key.public()?).map_err(broken)?;
    Ok(text::file(&to_sign, &key.sign(&to_sign)))
}

/// Opens a transaction for whoever looks after the organisation, or some unit of it. `None`, and a line in the audit
/// chain, for others.
async fn desk(app: &App, proof: &Proof) -> Result<Option<Desk>> {
    let mut desk = desk_of(app, proof, proof.actor() == Actor::Operator).await?;
    if !desk.everywhere && !proof.grants().allow(Permission::Administer) {
        desk.tx.note(Act::Refused, "network:-", "networks");
        desk.tx.commit().await?;
        return Ok(None);
    }
    Ok(Some(desk))
}

async fn desk_of(app: &App, proof: &Proof, everywhere: bool) -> Result<Desk> {
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    // What the operator or another organisation does is nobody's among the staff.
    let by = proof.account().unwrap_or(AccountId(Uuid::nil()));
    let today = local_time::day_of(tenancy.zone, now);
    Ok(Desk { tx, tree, by, today, tenancy, everywhere, grants: proof.grants().clone() })
}

/// Whether a key is the organisation's own.
async fn own_key(tx: &mut TenantTx) -> Result<Option<KeyId>> {
    let stored = store::network::lookup_key(tx).await?;
    stored.map(|stored| KeyId::try_from(stored.public_key).map_err(broken)).transpose()
}
