//! An invented network: the invented service and eleven other organisations that do not exist. Every figure of theirs
//! is made up; they go the same way as real ones, signed, taken in and approved.

use chrono::NaiveDate;
use uuid::Uuid;

use super::SLUG;
use crate::app::administer;
use crate::app::network::{self, NewNetwork, Taken, signed};
use crate::app::{App, AppError, Result};
use crate::auth::{SigningKey, signature};
use crate::domain::care::UnitId;
use crate::domain::edition::release::{Counts, Release};
use crate::domain::ledger::{Every, Period};
use crate::domain::local_time;
use crate::domain::network::{Charter, Document, Joining, Statement};
use crate::store::{self, Proof};

/// Whoever looks after the invented service.
pub(super) const ADMINISTRATOR: &str = "aud";

/// An organisation that does not exist: its name, whether it is shown by it, and how many of those who ended in a year
/// got better, got worse or neither, answered once, and not at all.
type Other = (&'static str, bool, [u32; 5]);

/// In no order of results. One hears from too few, one has too few to show, and one lies far out.
const OTHERS: [Other; 11] = [
    ("Fjordmo kommune (oppdiktet)", true, [212, 24, 178, 22, 61]),
    ("Skogvik kommune (oppdiktet)", false, [96, 11, 88, 14, 40]),
    ("Nesodd helsehus (oppdiktet)", true, [61, 6, 71, 9, 22]),
    ("Tindeby kommune (oppdiktet)", false, [154, 9, 96, 10, 33]),
    ("Elvestad kommune (oppdiktet)", false, [44, 7, 52, 12, 21]),
    ("Myrland kommune (oppdiktet)", true, [38, 2, 40, 5, 14]),
    ("Havnes kommune (oppdiktet)", false, [25, 0, 31, 6, 74]),
    ("Granholt kommune (oppdiktet)", true, [118, 12, 109, 11, 45]),
    ("Lynghei kommune (oppdiktet)", false, [3, 1, 11, 2, 3]),
    ("Storvann kommune (oppdiktet)", false, [71, 23, 158, 19, 52]),
    ("Bjerkedal kommune (oppdiktet)", true, [83, 8, 79, 9, 30]),
];

fn counts([improved, deteriorated, neither, once, silent]: [u32; 5]) -> Counts {
    let measured = improved + deteriorated + neither + once;
    let ended = measured + silent;
    let started = ended + ended / 3;
    Counts { referred: started + started / 5, started, ended, measured, improved, deteriorated, neither }
}

/// What an invented organisation sends: its answer to the invitation, and its statement.
fn files(
    app: &App,
    charter: &Charter,
    invitation: &str,
    (name, shows_name, way): Other,
    (period, today): (Period, NaiveDate),
) -> Result<[String; 2]> {
    let key = SigningKey::fresh(&app.ambient);
    let joining = Document::Joining(Joining {
        network: charter.network,
        invitation: signature::digest(invitation),
        organisation: name.to_owned(),
        shows_name,
        accepted_by: "Oppdiktet leder".to_owned(),
        accepted_on: today,
    });
    let each = vec![counts(way); charter.metrics.len()];
    let statement = Document::Statement(Statement {
        network: charter.network,
        period,
        data_date: today,
        metrics: charter.metrics.clone(),
        release: Release::new(&each).map_err(|error| AppError::Broken(error.to_string()))?,
    });
    Ok([signed(&key, &joining)?, signed(&key, &statement)?])
}

async fn take(app: &App, proof: &Proof, file: &str, approve: bool) -> Result<()> {
    let taken = network::take_in(app, proof, file).await?;
    let Some(Ok(Taken::Waiting(network))) = taken else {
        return Err(AppError::Broken(format!("an invented document is refused: {taken:?}")));
    };
    let opened = network::open(app, proof, network).await?;
    let last = opened.and_then(|opened| opened.documents.last().map(|document| document.stored.id));
    if let Some(document) = last.filter(|_| approve) {
        network::decide(app, proof, network, document, true).await?;
    }
    Ok(())
}

/// Founds the network for the unit of the invented leader, and lets the others join it.
///
/// # Errors
/// When the report cannot be computed, or the database refuses.
pub async fn meet_others(app: &App) -> Result<()> {
    let tenant = administer::find_tenant(app, SLUG).await?;
    let proof = Proof::operator(tenant.id);
    let now = app.ambient.now();
    let today = local_time::day_of(app.tenancy(tenant.id).await?.zone, now);
    let Some(unit) = unit_of_leader(app, &proof).await? else { return Ok(()) };
    let metrics = vec![("phq-9".to_owned(), "total".to_owned(), "nhs-tt".to_owned())];
    let new = NewNetwork {
        unit,
        name: "Rask psykisk helsehjelp i tolv kommuner (oppdiktet)".to_owned(),
        purpose: "Å finne ut hva de andre gjør for dem som ikke blir bedre, og prøve det selv.".to_owned(),
        metrics,
        every: Every::Year,
        names: true,
    };
    let Some(Ok(id)) = network::found(app, &proof, new).await? else { return Ok(()) };
    let Some(opened) = network::open(app, &proof, id).await? else { return Ok(()) };
    let Some(invitation) = network::file(app, &proof, id, "invitation").await? else { return Ok(()) };
    let Some(period) = opened.charter.periods(today).first().copied() else { return Ok(()) };
    for (place, other) in OTHERS.into_iter().enumerate() {
        let [joining, statement] = files(app, &opened.charter, &invitation, other, (period, today))?;
        take(app, &proof, &joining, true).await?;
        // The last one waits for whoever looks after the service.
        take(app, &proof, &statement, place + 1 < OTHERS.len()).await?;
    }
    share_own(app, &proof, id, period).await
}

async fn share_own(app: &App, proof: &Proof, network: Uuid, period: Period) -> Result<()> {
    if let Some(Ok(shown)) = network::preview(app, proof, network, period).await? {
        network::share(app, proof, network, period, &shown.seen).await?;
    }
    Ok(())
}

async fn unit_of_leader(app: &App, proof: &Proof) -> Result<Option<UnitId>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tenant = tx.tenant();
    let Some(leader) = store::account::find_by_login(&mut tx.local(), "cecilie").await? else { return Ok(None) };
    let grants = store::account::grants(&mut tx.local(), tenant, leader.id).await?;
    Ok(grants.0.first().map(|grant| grant.unit))
}
