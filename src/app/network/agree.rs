//! Founding a network, accepting an invitation, leaving.

use uuid::Uuid;

use super::super::edition::metric_key;
use super::super::{App, AppError, Result};
use super::{charter, desk, signed};
use crate::auth::signature;
use crate::domain::care::UnitId;
use crate::domain::ledger::Every;
use crate::domain::metric::Metric;
use crate::domain::network::{Charter, Document, Joining, Kind, Member, Standing, State, Withdrawal, Wrong};
use crate::store::network::Network;
use crate::store::{self, Proof};

/// What somebody is about to found.
#[derive(Clone, Debug)]
pub struct NewNetwork {
    /// The unit whose results it is about.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Instrument, scale and norm set of each metric.
    pub metrics: Vec<(String, String, String)>,
    /// How long a period is.
    pub every: Every,
    /// Whether members who agree are shown by name.
    pub names: bool,
}

/// Founds a network and signs its invitation. `None` when it is not theirs to do; `Err` within: what is wrong with it.
///
/// # Errors
/// When a metric is unknown, or the database refuses.
pub async fn found(app: &App, proof: &Proof, new: NewNetwork) -> Result<Option<std::result::Result<Uuid, Vec<Wrong>>>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    if !desk.may(new.unit) {
        return Ok(None);
    }
    let instruments = app.instruments(&mut desk.tx).await?;
    let mut metrics = Vec::with_capacity(new.metrics.len());
    for (instrument, scale, norms) in &new.metrics {
        let definition = instruments.definition(instrument)?;
        let unknown = || AppError::Refused(format!("{instrument} has no scale {scale} with norm set {norms} to share"));
        let metric = Metric::lookup(&definition.instrument, scale, norms).ok_or_else(unknown)?;
        metrics.push(metric_key(definition, &metric)?.ok_or_else(unknown)?);
    }
    let charter = Charter {
        network: app.ambient.id(),
        name: new.name.trim().to_owned(),
        purpose: new.purpose.trim().to_owned(),
        metrics,
        every: new.every,
        names: new.names,
        founder: desk.tenancy.name.clone(),
        founded_on: desk.today,
    };
    let wrong = charter.check();
    if !wrong.is_empty() {
        return Ok(Some(Err(wrong)));
    }
    let key = desk.key(app).await?;
    let id = charter.network;
    let name = new.names.then(|| charter.founder.clone());
    let mut network = Network {
        id,
        unit: new.unit,
        founder_key: key.public()?.to_string(),
        invitation: signed(&key, &Document::Charter(charter))?,
        standing: Standing::Member,
        shows_name: new.names,
        member_number: 0,
        member_list: None,
        since: desk.tx.now(),
    };
    desk.renew(&mut network, &key, vec![Member { key: key.public()?, name }])?;
    store::network::add(&mut desk.tx, &network).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(id)))
}

/// What somebody accepts for the organisation.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// The unit whose results it is about.
    pub unit: UnitId,
    /// Who decided it, by name.
    pub by: String,
    /// Whether the organisation is shown by name to the others.
    pub shows_name: bool,
}

/// Accepts an invitation and signs the answer to the founder. `None` when it is not theirs to do, or there is no
/// invitation waiting.
///
/// # Errors
/// When the database refuses.
pub async fn accept(
    app: &App,
    proof: &Proof,
    network: Uuid,
    acceptance: Acceptance,
) -> Result<Option<std::result::Result<(), Vec<Wrong>>>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(mut network) = desk.network(network).await? else { return Ok(None) };
    if network.standing != Standing::Invited || !desk.may(acceptance.unit) {
        return Ok(None);
    }
    let by = acceptance.by.trim();
    match by.chars().count() {
        0 => return Ok(Some(Err(vec![("accepted_by", "missing")]))),
        long if long > crate::domain::network::LONGEST_NAME => {
            return Ok(Some(Err(vec![("accepted_by", "too-long")])));
        }
        _ => {}
    }
    let key = desk.key(app).await?;
    let shows_name = acceptance.shows_name && charter(&network)?.names;
    let joining = Document::Joining(Joining {
        network: network.id,
        invitation: signature::digest(&network.invitation),
        organisation: desk.tenancy.name.clone(),
        shows_name,
        accepted_by: by.to_owned(),
        accepted_on: desk.today,
    });
    desk.add_own(app, &key, (Kind::Joining, &joining), None).await?;
    (network.unit, network.shows_name, network.standing) = (acceptance.unit, shows_name, Standing::Asked);
    network.since = desk.tx.now();
    store::network::change(&mut desk.tx, &network).await?;
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(())))
}

/// Leaves a network, or ends one's own: everything the others sent is removed, and a withdrawal is signed by which they
/// remove what they have. Gives the withdrawal's id; `None` within where there was nothing to withdraw. `None` when it
/// is not theirs to do, or they have left.
///
/// # Errors
/// When the database refuses.
pub async fn leave(app: &App, proof: &Proof, network: Uuid) -> Result<Option<Option<Uuid>>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(mut network) = desk.network(network).await? else { return Ok(None) };
    let invited = match network.standing {
        Standing::Invited => true,
        Standing::Asked | Standing::Member => false,
        Standing::Left | Standing::Ended => return Ok(None),
    };
    let key = desk.key(app).await?;
    let founder = network.founder_key == key.public()?.as_str();
    desk.remove_received(network.id, |_, _| true).await?;
    for document in store::network::list_documents(&mut desk.tx, network.id).await? {
        if document.own && document.kind == Kind::Statement && document.state == State::Taken {
            store::network::decide_document(&mut desk.tx, document.id, State::Withdrawn, desk.by).await?;
        }
    }
    let withdrawal = Document::Withdrawal(Withdrawal { network: network.id, period: None, on: desk.today });
    // An invitation that nobody accepted leaves no trace elsewhere.
    let made = if invited { None } else { Some(desk.add_own(app, &key, (Kind::Withdrawal, &withdrawal), None).await?) };
    network.standing = if founder { Standing::Ended } else { Standing::Left };
    network.since = desk.tx.now();
    store::network::change(&mut desk.tx, &network).await?;
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(made))
}
