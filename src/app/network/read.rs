//! What there is to read of networks.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::edition::metric_key;
use super::super::report::{Measure, MetricOption, metrics_of, scales};
use super::super::{App, Result};
use super::{broken, charter, members, own_key};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, UnitId, UnitTree};
use crate::domain::ledger::Period;
use crate::domain::local_time;
use crate::domain::network::compare::Shared;
use crate::domain::network::exchange::Arrived;
use crate::domain::network::{Charter, Document, Joining, KeyId, Kind, Member, Standing, State, Statement};
use crate::interop::network as text;
use crate::store::network::{Network, StoredDocument};
use crate::store::{self, Actor, Proof, TenantTx};

/// A network in the list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// What it is.
    pub charter: Charter,
    /// Where the organisation stands.
    pub standing: Standing,
    /// How many documents wait for somebody.
    pub waiting: usize,
    /// The actor looks after it.
    pub may_keep: bool,
    /// The actor may read what is compared.
    pub may_read: bool,
}

/// What somebody who founds a network chooses from.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The units that are theirs to share of, with their depth.
    pub units: Vec<(UnitId, String, usize)>,
    /// What has been measured in them.
    pub metrics: Vec<MetricOption>,
}

/// A document as it is listed.
#[derive(Clone, Debug)]
pub struct Held {
    /// The row.
    pub stored: StoredDocument,
    /// An organisation that asks.
    pub joining: Option<Joining>,
    /// Results.
    pub statement: Option<Statement>,
}

/// One network.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it is.
    pub charter: Charter,
    /// The founder's key.
    pub founder_key: KeyId,
    /// The organisation founded it.
    pub founder: bool,
    /// Where it stands.
    pub standing: Standing,
    /// The unit whose results it is about, by name.
    pub unit: String,
    /// Who takes part.
    pub members: Vec<Member>,
    /// The organisation's own key; `None` before it has signed anything.
    pub own_key: Option<KeyId>,
    /// What was sent and received, in the order it came.
    pub documents: Vec<Held>,
    /// Units that are the actor's to share of.
    pub units: Vec<(UnitId, String, usize)>,
    /// Today, where the organisation is.
    pub today: NaiveDate,
    /// The actor may read what is compared.
    pub may_read: bool,
}

/// Who asks, and what they may.
struct Reader<'a> {
    proof: &'a Proof,
    tree: UnitTree,
}

impl Reader<'_> {
    fn may(&self, permission: Permission, unit: UnitId) -> bool {
        let operator = self.proof.actor() == Actor::Operator;
        operator || self.proof.grants().allow_in(permission, unit, &self.tree)
    }

    fn units(&self) -> Vec<(UnitId, String, usize)> {
        let Some(root) = self.tree.root() else { return Vec::new() };
        let all = self.tree.list_within(root.id).into_iter();
        all.filter(|(unit, _)| self.may(Permission::Administer, unit.id))
            .map(|(unit, depth)| (unit.id, unit.name.clone(), depth))
            .collect()
    }
}

async fn reader<'a>(app: &App, proof: &'a Proof) -> Result<(TenantTx, Reader<'a>)> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    Ok((tx, Reader { proof, tree }))
}

/// Every network that the actor looks after or may read of, the oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof) -> Result<Vec<Listed>> {
    let (mut tx, reader) = reader(app, proof).await?;
    let mut listed = Vec::new();
    for network in store::network::list(&mut tx).await? {
        let may_keep = reader.may(Permission::Administer, network.unit);
        let may_read = reader.may(Permission::ReadReports, network.unit) && network.standing == Standing::Member;
        if may_keep || may_read {
            let documents = store::network::list_documents(&mut tx, network.id).await?;
            let arrivals = store::network_exchange::list_arrivals(&mut tx, network.id).await?;
            let waiting = documents.iter().filter(|one| one.state == State::Waiting).count()
                + arrivals.iter().filter(|one| one.state == Arrived::Waiting).count();
            let standing = network.standing;
            listed.push(Listed { charter: charter(&network)?, standing, waiting, may_keep, may_read });
        }
    }
    Ok(listed)
}

/// What a network can be founded of.
///
/// # Errors
/// When the database refuses.
pub async fn options(app: &App, proof: &Proof) -> Result<Options> {
    let (mut tx, reader) = reader(app, proof).await?;
    let units = reader.units();
    let within: Vec<UnitId> = units.iter().map(|(unit, ..)| *unit).collect();
    let mut metrics = Vec::new();
    for Measure { definition, scale, .. } in scales(app, &mut tx, &within).await? {
        for option in metrics_of(definition, &scale, None) {
            if metric_key(definition, &option.metric)?.is_some() {
                metrics.push(option);
            }
        }
    }
    Ok(Options { units, metrics })
}

fn held(stored: StoredDocument) -> Result<Held> {
    let (joining, statement) = match text::read(&stored.document).map_err(broken)?.document {
        Document::Joining(joining) => (Some(joining), None),
        Document::Statement(statement) => (None, Some(statement)),
        _ => (None, None),
    };
    Ok(Held { stored, joining, statement })
}

/// One network, for whoever looks after it. `None` for others.
///
/// # Errors
/// When the database refuses.
pub async fn open(app: &App, proof: &Proof, id: Uuid) -> Result<Option<Opened>> {
    let zone = app.tenancy(proof.tenant()).await?.zone;
    let (mut tx, reader) = reader(app, proof).await?;
    let found = store::network::lookup(&mut tx, id).await?;
    let Some(network) = found.filter(|one| reader.may(Permission::Administer, one.unit)) else { return Ok(None) };
    let own_key = own_key(&mut tx).await?;
    let documents = store::network::list_documents(&mut tx, id).await?;
    Ok(Some(Opened {
        charter: charter(&network)?,
        founder: own_key.as_ref().map(KeyId::as_str) == Some(&network.founder_key),
        members: members(&network)?,
        founder_key: KeyId::try_from(network.founder_key.clone()).map_err(broken)?,
        standing: network.standing,
        unit: reader.tree.lookup(network.unit).map_or_else(String::new, |unit| unit.name.clone()),
        own_key,
        documents: documents.into_iter().map(held).collect::<Result<_>>()?,
        units: reader.units(),
        today: local_time::day_of(zone, app.ambient.now()),
        may_read: reader.may(Permission::ReadReports, network.unit),
    }))
}

/// Names of staff, for what they approved.
///
/// # Errors
/// When the database refuses.
pub async fn names(app: &App, proof: &Proof) -> Result<BTreeMap<AccountId, String>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tenant = tx.tenant();
    Ok(store::account::list_names(&mut tx.local(), tenant).await?.into_iter().collect())
}

/// A file to send: a document of the organisation's own, or `invitation`, or the founder's list of `members`. `None`
/// when there is no such file, or it is not theirs.
///
/// # Errors
/// When the database refuses.
pub async fn file(app: &App, proof: &Proof, id: Uuid, what: &str) -> Result<Option<String>> {
    let (mut tx, reader) = reader(app, proof).await?;
    let found = store::network::lookup(&mut tx, id).await?;
    let Some(network) = found.filter(|one| reader.may(Permission::Administer, one.unit)) else { return Ok(None) };
    match what {
        "invitation" => Ok(Some(network.invitation)),
        "members" => Ok(network.member_list),
        document => {
            let documents = store::network::list_documents(&mut tx, id).await?;
            Ok(documents.into_iter().find(|one| one.own && one.id.to_string() == document).map(|one| one.document))
        }
    }
}

/// What organisations of a network shared of one period.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What the network is.
    pub charter: Charter,
    /// The organisation's unit.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Periods of which there is something, the latest first.
    pub periods: Vec<Period>,
    /// The chosen one; `None` when nothing is shared.
    pub period: Option<Period>,
    /// What was shared of it: the organisation's own, and what a person has taken in.
    pub shared: Vec<Shared>,
}

fn of_period(network: &Network, documents: &[Held], members: &[Member], period: Period) -> Vec<Shared> {
    let taken = documents.iter().filter(|one| one.stored.state == State::Taken);
    let of_period = taken.filter_map(|one| Some((one, one.statement.as_ref()?)));
    let of_period = of_period.filter(|(_, statement)| statement.period == period);
    let member = |one: &Held| members.iter().find(|member| member.key.as_str() == one.stored.signer);
    of_period
        .filter_map(|(one, statement)| {
            let member = member(one)?;
            Some(Shared {
                key: member.key.clone(),
                own: one.stored.own,
                // Both have to agree: who keeps its own name back reads nobody else's.
                name: member.name.clone().filter(|_| network.shows_name || one.stored.own),
                release: statement.release.clone(),
            })
        })
        .collect()
}

/// What organisations of a network shared; of the latest period when none is named. `None` when the network is not the
/// actor's to read, or the organisation takes no part.
///
/// # Errors
/// When the database refuses.
pub async fn compare(app: &App, proof: &Proof, id: Uuid, period: Option<Period>) -> Result<Option<Compared>> {
    let (mut tx, reader) = reader(app, proof).await?;
    let found = store::network::lookup(&mut tx, id).await?;
    let found = found.filter(|one| reader.may(Permission::ReadReports, one.unit) && one.standing == Standing::Member);
    let Some(network) = found else { return Ok(None) };
    let documents = store::network::list_documents(&mut tx, id).await?;
    let taken = documents.into_iter().filter(|one| one.kind == Kind::Statement && one.state == State::Taken);
    let taken = taken.map(held).collect::<Result<Vec<_>>>()?;
    let mut periods: Vec<Period> = taken.iter().filter_map(|one| Some(one.statement.as_ref()?.period)).collect();
    periods.sort_by_key(|period| std::cmp::Reverse(period.first()));
    periods.dedup();
    let period = match period {
        Some(period) if !periods.contains(&period) => return Ok(None),
        Some(period) => Some(period),
        None => periods.first().copied(),
    };
    let members = members(&network)?;
    Ok(Some(Compared {
        charter: charter(&network)?,
        unit: network.unit,
        unit_name: reader.tree.lookup(network.unit).map_or_else(String::new, |unit| unit.name.clone()),
        shared: period.map_or_else(Vec::new, |period| of_period(&network, &taken, &members, period)),
        periods,
        period,
    }))
}
