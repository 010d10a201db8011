//! What leaves: a person sees it, letter for letter, before it is signed; and can take it back.

use uuid::Uuid;

use super::super::edition::{self, EditionRefusal};
use super::super::{App, Result};
use super::{broken, charter, desk};
use crate::auth::signature;
use crate::domain::access::Permission;
use crate::domain::edition::release::Release;
use crate::domain::edition::{Edition, is_settled};
use crate::domain::ledger::Period;
use crate::domain::network::{Document, Kind, Standing, State, Statement, Withdrawal};
use crate::store::{self, Proof};

crate::codes! {
    /// Why a period cannot be shared; what to do stands in the texts.
    pub enum ShareRefusal {
        /// The organisation takes no part.
        NotTakingPart = "not-taking-part",
        /// The period is not over, or its last answers may still come.
        TooEarly = "too-early",
        /// It is shared already, or was and was taken back.
        Done = "done",
        /// Days of it have left in another period, or of another unit, or by other metrics.
        OtherCut = "other-cut",
        /// This program's rules for a metric are not the charter's.
        OtherRules = "other-rules",
        /// The data changed since they were shown.
        Changed = "changed",
    }
}

/// What would leave.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The figures of the period, by the charter's metrics.
    pub edition: Edition,
    /// The same has left before: it is frozen.
    pub frozen: bool,
    /// What the form gives back, so that what leaves is what was seen.
    pub seen: String,
}

type Previewed = std::result::Result<Preview, ShareRefusal>;

fn seen(release: &Release) -> Result<String> {
    Ok(signature::digest(&serde_json::to_string(release).map_err(broken)?))
}

impl From<EditionRefusal> for ShareRefusal {
    fn from(why: EditionRefusal) -> Self {
        match why {
            EditionRefusal::TooEarly => Self::TooEarly,
            EditionRefusal::OtherCut | EditionRefusal::Nothing => Self::OtherCut,
            EditionRefusal::OtherRules => Self::OtherRules,
            EditionRefusal::Changed => Self::Changed,
        }
    }
}

/// What would leave of a period. `None` when it is not theirs to share.
///
/// # Errors
/// When a figure cannot be computed, or the database refuses.
pub async fn preview(app: &App, proof: &Proof, network: Uuid, period: Period) -> Result<Option<Previewed>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let charter = charter(&network)?;
    if network.standing != Standing::Member {
        return Ok(Some(Err(ShareRefusal::NotTakingPart)));
    }
    if period.every() != charter.every || !is_settled(period, desk.today) {
        return Ok(Some(Err(ShareRefusal::TooEarly)));
    }
    let own = store::network::list_documents(&mut desk.tx, network.id).await?;
    let written = period.to_string();
    if own.iter().any(|one| one.own && one.kind == Kind::Statement && one.period.as_ref() == Some(&written)) {
        return Ok(Some(Err(ShareRefusal::Done)));
    }
    let left = edition::left(&mut desk.tx, &desk.tree, network.unit, period).await?;
    let today = desk.today;
    // Computing takes time, and reads in a snapshot of its own.
    drop(desk);
    let (edition, frozen) = match left {
        Err(_) => return Ok(Some(Err(ShareRefusal::OtherCut))),
        Ok(Some(before)) if before.metrics != charter.metrics => return Ok(Some(Err(ShareRefusal::OtherCut))),
        Ok(Some(before)) => (before, true),
        Ok(None) => {
            let what = (network.unit, period, today);
            match edition::compute(app, proof, what, charter.metrics, Permission::Administer).await? {
                None => return Ok(None),
                Some(Err(why)) => return Ok(Some(Err(why.into()))),
                Some(Ok(edition)) => (edition, false),
            }
        }
    };
    let seen = seen(&edition.release)?;
    Ok(Some(Ok(Preview { edition, frozen, seen })))
}

/// Signs what was seen, and keeps it to be sent. From then on the period is frozen: it leaves in these figures or not
/// at all. `None` when it is not theirs to share; within, the statement's id.
///
/// # Errors
/// As for [`preview`].
pub async fn share(
    app: &App,
    proof: &Proof,
    network: Uuid,
    period: Period,
    seen: &str,
) -> Result<Option<std::result::Result<Uuid, ShareRefusal>>> {
    let shown = match preview(app, proof, network, period).await? {
        None => return Ok(None),
        Some(Err(refusal)) => return Ok(Some(Err(refusal))),
        Some(Ok(shown)) if shown.seen != seen => return Ok(Some(Err(ShareRefusal::Changed))),
        Some(Ok(shown)) => shown,
    };
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let edition = shown.edition;
    // Between seeing and sharing, the same may have been shared here by somebody else.
    let own = store::network::list_documents(&mut desk.tx, network.id).await?;
    let written = period.to_string();
    if own.iter().any(|one| one.own && one.kind == Kind::Statement && one.period.as_ref() == Some(&written)) {
        return Ok(Some(Err(ShareRefusal::Done)));
    }
    // Between seeing and sharing, something else may have left.
    let by = Some(desk.by);
    if let Err(why) = edition::keep(app, &mut desk.tx, &desk.tree, (network.unit, edition.clone()), by).await? {
        return Ok(Some(Err(why.into())));
    }
    let Edition { period, data_date, metrics, release } = edition;
    let statement = Statement { network: network.id, period, data_date, metrics, release };
    let key = desk.key(app).await?;
    let statement = Document::Statement(statement);
    let id = desk.add_own(app, &key, (Kind::Statement, &statement), Some(period.to_string())).await?;
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(Ok(id)))
}

/// Takes a statement back, for good, and signs a withdrawal by which the others remove it. Gives the withdrawal's id;
/// `None` when it is not theirs to do, or not shared.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw(app: &App, proof: &Proof, network: Uuid, period: Period) -> Result<Option<Uuid>> {
    let Some(mut desk) = desk(app, proof).await? else { return Ok(None) };
    let Some(network) = desk.network(network).await? else { return Ok(None) };
    let written = period.to_string();
    let documents = store::network::list_documents(&mut desk.tx, network.id).await?;
    let shared = documents.iter().find(|one| {
        one.own && one.kind == Kind::Statement && one.state == State::Taken && one.period.as_ref() == Some(&written)
    });
    let Some(shared) = shared else { return Ok(None) };
    store::network::decide_document(&mut desk.tx, shared.id, State::Withdrawn, desk.by).await?;
    let key = desk.key(app).await?;
    let withdrawal = Document::Withdrawal(Withdrawal { network: network.id, period: Some(period), on: desk.today });
    let id = desk.add_own(app, &key, (Kind::Withdrawal, &withdrawal), Some(written)).await?;
    desk.dispatch(app, network.id).await?;
    desk.tx.commit().await?;
    Ok(Some(id))
}
