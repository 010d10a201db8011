//! Frozen versions: a report as it was on a day, with a checksum over every byte.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::{App, AppError, Result};
use super::findings::{Findings, compute, list_shut};
use super::interpretation::{self, Reading};
use super::meeting::{Kept, gather};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, ReportId};
use crate::domain::report_state::ReportState;
use crate::store::report::{Report, Subject, Version};
use crate::store::{self, Actor, Proof, TenantTx};

/// What a version keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Content {
    findings: Findings,
    readings: Vec<Reading>,
    #[serde(flatten)]
    kept: Kept,
}

/// A frozen version, read back.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// What it is about.
    pub subject: Subject,
    /// The version as it is stored.
    pub version: Version,
    /// Who froze it.
    pub by: String,
    /// What it says.
    pub findings: Findings,
    /// What people had read out of it by then.
    pub readings: Vec<Reading>,
    /// What else there was by then.
    pub kept: Kept,
    /// Whether it was published; otherwise it was frozen on the way.
    pub published: bool,
    /// Whether the checksum, computed anew, agrees.
    pub intact: bool,
}

fn checksum(content: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(content.as_bytes()))
}

/// Freezes a report as its next version. `None` when the unit is not there or not the actor's to freeze.
///
/// # Errors
/// When the report cannot be computed, or the database refuses.
pub async fn freeze(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<(ReportId, i64)>> {
    let findings = match compute(app, proof, subject).await? {
        // What few clinicians lend one reader is not kept for others.
        Some(findings) if findings.lent => return Err(AppError::Withheld),
        Some(findings) => findings,
        None => return Ok(None),
    };
    let Actor::Account(account) = proof.actor() else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::Freeze, subject.unit, &tree) {
        return Ok(None);
    }
    let Some(meeting) = gather(&mut tx, proof, subject).await? else { return Ok(None) };
    let report = interpretation::report(app, &mut tx, subject).await?;
    let version = add(&mut tx, report.id, account, findings, meeting.readings, meeting.kept).await?;
    tx.commit().await?;
    Ok(Some((report.id, version)))
}

/// Freezes a report for somebody, as it is in a state. `None` when there is nothing to compute.
///
/// # Errors
/// When the report cannot be computed, or the database refuses.
pub(in crate::app) async fn freeze_as(
    app: &App,
    proof: &Proof,
    subject: &Subject,
    by: AccountId,
    state: ReportState,
) -> Result<Option<(ReportId, i64)>> {
    let Some(findings) = compute(app, proof, subject).await? else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let Some(meeting) = gather(&mut tx, proof, subject).await? else { return Ok(None) };
    let report = interpretation::report(app, &mut tx, subject).await?;
    let kept = Kept { state: Some(state), ..meeting.kept };
    let version = add(&mut tx, report.id, by, findings, meeting.readings, kept).await?;
    tx.commit().await?;
    Ok(Some((report.id, version)))
}

/// Adds the next version of a report. Gives its number.
pub(super) async fn add(
    tx: &mut TenantTx,
    report: ReportId,
    frozen_by: AccountId,
    findings: Findings,
    readings: Vec<Reading>,
    kept: Kept,
) -> Result<i64> {
    let last = store::report::list_versions(tx, report).await?.first().map_or(0, |version| version.version);
    let data_at = findings.data_at;
    let content = serde_json::to_string(&Content { findings, readings, kept })
        .map_err(|error| AppError::Broken(format!("the report cannot be written: {error}")))?;
    let (version, frozen_at) = (last + 1, tx.now());
    let checksum = checksum(&content);
    let row = Version { version, data_at, content, checksum, frozen_at, frozen_by };
    store::report::add_version(tx, report, &row).await?;
    Ok(version)
}

/// The versions of a report, the latest first, with who froze each.
///
/// # Errors
/// When the database refuses.
pub async fn list_frozen(app: &App, proof: &Proof, subject: &Subject) -> Result<Vec<(ReportId, Version, String)>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let Some(report) = store::report::find_by_subject(&mut tx, subject).await? else { return Ok(Vec::new()) };
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let versions = store::report::list_versions(&mut tx, report.id).await?;
    Ok(versions
        .into_iter()
        .map(|version| {
            let by = named(&names, &version);
            (report.id, version, by)
        })
        .collect())
}

fn named(names: &[(crate::domain::care::AccountId, String)], version: &Version) -> String {
    names.iter().find(|(id, _)| *id == version.frozen_by).map_or_else(String::new, |(_, name)| name.clone())
}

/// One frozen version. `None` when there is none, or the unit is not the actor's to read.
///
/// # Errors
/// When what was frozen does not read, somebody could be read out of it by what the actor has been let read since, or
/// the database refuses.
pub async fn open_frozen(app: &App, proof: &Proof, id: ReportId, number: i64) -> Result<Option<Frozen>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let Some(Report { subject, .. }) = store::report::lookup(&mut tx, id).await? else { return Ok(None) };
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::ReadReports, subject.unit, &tree) {
        return Ok(None);
    }
    if list_shut(app, &mut tx, proof.actor(), std::slice::from_ref(&subject)).await?.contains(&true) {
        return Err(AppError::Withheld);
    }
    let versions = store::report::list_versions(&mut tx, id).await?;
    let Some(version) = versions.into_iter().find(|version| version.version == number) else { return Ok(None) };
    let tenant = tx.tenant();
    let by = named(&store::account::list_names(&mut tx.local(), tenant).await?, &version);
    let content: Content = serde_json::from_str(&version.content)
        .map_err(|error| AppError::Broken(format!("version {number} of report {id} does not read: {error}")))?;
    let changes = store::meeting::list_states(&mut tx, &[id]).await?;
    let published = changes.iter().any(|change| change.version == Some(number));
    let intact = checksum(&version.content) == version.checksum;
    let Content { findings, readings, kept } = content;
    Ok(Some(Frozen { subject, version, by, findings, readings, kept, published, intact }))
}
