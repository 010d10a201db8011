//! What a meeting over a report needs and leaves: what was decided last time, what people read now, what they decide.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::super::improvement::{self, Work};
use super::super::{App, AppError, Result};
use super::interpretation::{self, LONGEST, Reading, report, role_for};
use crate::domain::access::{Permission, Role};
use crate::domain::care::{AccountId, ReportId, UnitTree};
use crate::domain::report_state::ReportState;
use crate::store::meeting::{Decision, StateChange};
use crate::store::report::{Report, Subject};
use crate::store::{self, Actor, Proof, TenantTx};

/// How many other reports of the same unit and metric are listed.
const BESIDE_SHOWN: usize = 12;

/// Something that was decided over a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it down.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// What it says.
    pub text: String,
}

/// What came out of the last published report of the same unit and metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastTime {
    /// That report.
    pub report: ReportId,
    /// Its version.
    pub version: i64,
    /// When it was published.
    pub at: DateTime<Utc>,
    /// Its period's first day.
    pub from: NaiveDate,
    /// Its period's last day.
    pub to: NaiveDate,
    /// What was decided.
    pub decisions: Vec<Decided>,
    /// The improvements that were started from it, as they stand.
    pub works: Vec<Work>,
}

/// What a version keeps beside figures and readings. A version from before there was any of it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// Where the report stood.
    pub state: Option<ReportState>,
    /// What was decided over it.
    pub decisions: Vec<Decided>,
    /// What was decided last time.
    pub last_time: Option<LastTime>,
    /// The unit's improvements, in the order they began.
    pub works: Vec<Work>,
    /// Whether the patient representative has written; `None` when the unit has none.
    pub representative: Option<bool>,
}

/// One change of a report's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it became.
    pub state: ReportState,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
    /// Why; of a step back.
    pub reason: String,
    /// The version that was published.
    pub version: Option<i64>,
}

/// Another report of the same unit and metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Its period's first day.
    pub from: NaiveDate,
    /// Its period's last day.
    pub to: NaiveDate,
    /// Where it stands.
    pub state: ReportState,
}

/// Everything about a report but its figures.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// What people read out of it, in the order it was written.
    pub readings: Vec<Reading>,
    /// What a version would keep.
    pub kept: Kept,
    /// Where it stands.
    pub state: ReportState,
    /// The number of the change that brought it there; 0 when there is none.
    pub seq: i64,
    /// How it came there, the oldest first.
    pub changes: Vec<Change>,
    /// A clinician has written a reading.
    pub clinician: bool,
    /// Other reports of the same unit and metric, the latest period first.
    pub beside: Vec<Beside>,
    /// What the actor may do.
    pub may: May,
}

/// What somebody may do with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct May {
    /// Move it on or back.
    pub change: bool,
    /// Publish it.
    pub publish: bool,
    /// Write down what was decided, and start improvements.
    pub decide: bool,
}

/// Everything about a report but its figures. `None` when the unit is not there or not the actor's to read.
///
/// # Errors
/// When the database refuses.
pub async fn open(app: &App, proof: &Proof, subject: &Subject) -> Result<Option<Meeting>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    gather(&mut tx, proof, subject).await
}

pub(super) async fn gather(tx: &mut TenantTx, proof: &Proof, subject: &Subject) -> Result<Option<Meeting>> {
    let tree = store::unit::tree(tx).await?;
    let allowed = |permission| proof.grants().allow_in(permission, subject.unit, &tree);
    if !(allowed(Permission::ReadReports) || proof.actor() == Actor::Operator) {
        return Ok(None);
    }
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let name =
        |by: AccountId| names.iter().find(|(known, _)| *known == by).map_or_else(String::new, |(_, name)| name.clone());
    let reports = store::report::list_beside(tx, subject).await?;
    let ids: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
    let changes = store::meeting::list_states(tx, &ids).await?;
    let own = reports.iter().find(|report| report.subject == *subject).map(|report| report.id);
    let works = improvement::list_within(tx, &tree, subject.unit).await?;
    let readings = interpretation::read(tx, subject).await?;
    let decisions = match own {
        Some(own) => decided(store::meeting::list_decisions(tx, own).await?, &name),
        None => Vec::new(),
    };
    let last_time = match last_published(&reports, &changes, subject) {
        Some((report, change)) => Some(LastTime {
            report: report.id,
            version: change.version.unwrap_or(0),
            at: change.at,
            from: report.subject.from,
            to: report.subject.to,
            decisions: decided(store::meeting::list_decisions(tx, report.id).await?, &name),
            works: works.iter().filter(|work| work.report == Some(report.id)).cloned().collect(),
        }),
        None => None,
    };
    let of_own: Vec<&StateChange> = changes.iter().filter(|change| Some(change.report) == own).collect();
    let state = of_own.last().map_or(ReportState::Draft, |change| change.state);
    let wrote = |role: Role| readings.iter().any(|reading| reading.role == role);
    let represented = has_representative(tx, subject, &tree).await?;
    let beside = reports.iter().filter(|report| Some(report.id) != own).take(BESIDE_SHOWN).map(|report| Beside {
        from: report.subject.from,
        to: report.subject.to,
        state: state_of(&changes, report.id),
    });
    Ok(Some(Meeting {
        state,
        seq: of_own.last().map_or(0, |change| change.seq),
        changes: of_own
            .iter()
            .map(|change| Change {
                state: change.state,
                at: change.at,
                by: name(change.by),
                reason: change.reason.clone(),
                version: change.version,
            })
            .collect(),
        clinician: wrote(Role::Clinician),
        beside: beside.collect(),
        may: May {
            change: allowed(Permission::Interpret) || allowed(Permission::Freeze),
            publish: allowed(Permission::Freeze),
            decide: allowed(Permission::Improve),
        },
        kept: Kept {
            state: Some(state),
            decisions,
            last_time,
            works,
            representative: represented.then(|| wrote(Role::PatientRepresentative)),
        },
        readings,
    }))
}

fn state_of(changes: &[StateChange], report: ReportId) -> ReportState {
    changes.iter().rfind(|change| change.report == report).map_or(ReportState::Draft, |change| change.state)
}

fn decided(decisions: Vec<Decision>, name: &impl Fn(AccountId) -> String) -> Vec<Decided> {
    decisions
        .into_iter()
        .map(|one| Decided { at: one.at, by: name(one.author), role: one.role, text: one.body })
        .collect()
}

/// The report that was published last about the same, of a period that ends no later. One that was published and then
/// taken up again still has the version that was.
fn last_published<'a>(
    reports: &'a [Report],
    changes: &'a [StateChange],
    subject: &Subject,
) -> Option<(&'a Report, &'a StateChange)> {
    reports
        .iter()
        .filter(|report| report.subject != *subject && report.subject.to <= subject.to)
        .filter_map(|report| {
            let mut published = changes.iter().filter(|change| change.report == report.id && change.version.is_some());
            published.next_back().map(|change| (report, change))
        })
        .max_by_key(|(report, change)| (report.subject.to, change.at))
}

/// Whether somebody speaks for patients in the unit.
async fn has_representative(tx: &mut TenantTx, subject: &Subject, tree: &UnitTree) -> Result<bool> {
    let tenant = tx.tenant();
    let role = Role::PatientRepresentative;
    for (account, _) in store::account::list_names_by_role(&mut tx.local(), tenant, role).await? {
        let grants = store::account::grants(&mut tx.local(), tenant, account).await?;
        if grants.0.iter().any(|grant| grant.role == role && tree.is_within(subject.unit, grant.unit)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Writes down what was decided over a report. `None` when the unit is not there or not the actor's to write in.
///
/// # Errors
/// [`AppError::Refused`] when the text is empty or too long; when the database refuses.
pub async fn decide(app: &App, proof: &Proof, subject: &Subject, text: &str) -> Result<Option<()>> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(AppError::Refused(format!("a decision has 1 to {LONGEST} characters")));
    }
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(role) = role_for(proof, Permission::Improve, subject, &tree) else { return Ok(None) };
    let report = report(app, &mut tx, subject).await?;
    let decision = Decision { id: app.ambient.id(), author, role, at: now, body: text.to_owned() };
    store::meeting::add_decision(&mut tx, report.id, &decision).await?;
    tx.commit().await?;
    Ok(Some(()))
}
