//! What people read out of a report: dated, signed, with dissent kept beside agreement.

use chrono::{DateTime, Utc};

use super::super::{App, AppError, Result};
use crate::domain::access::{Permission, Role};
use crate::domain::care::{InterpretationId, ReportId, UnitTree};
use crate::store::report::{Interpretation, Report, Stance, Subject};
use crate::store::{self, Actor, Proof, TenantTx};

/// The longest text, in characters.
pub(super) const LONGEST: usize = 4000;

/// The figures a text can be about; `over-time` is all that is drawn month by month.
pub const FIGURES: [&str; 12] = [
    "whole",
    "over-time",
    "month-improvement",
    "month-deterioration",
    "month-change",
    "month-coverage",
    "flow",
    "coverage",
    "groups",
    "outcome",
    "categories",
    "spread",
];

/// What somebody is about to write.
#[derive(Clone, Debug)]
pub struct NewReading {
    /// About which figure.
    pub figure: String,
    /// How it stands to the others.
    pub stance: Stance,
    /// What it says.
    pub text: String,
}

/// What somebody reads out of a report.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reading {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub by: String,
    /// In which role.
    pub role: Role,
    /// About which figure.
    pub figure: String,
    /// How it stands to the others.
    pub stance: Stance,
    /// What it says.
    pub text: String,
}

/// The role in which an actor writes: a clinician's or patient representative's before a leader's.
pub(super) fn role_for(proof: &Proof, to: Permission, subject: &Subject, tree: &UnitTree) -> Option<Role> {
    let may = |role: &Role| role.permissions().contains(&to);
    let mut roles: Vec<Role> = proof
        .grants()
        .0
        .iter()
        .filter(|grant| tree.is_within(subject.unit, grant.unit))
        .map(|grant| grant.role)
        .filter(may)
        .collect();
    roles.sort_by_key(|role| (*role == Role::Leader, role.code()));
    roles.first().copied()
}

/// The report about a subject; made when there is none yet.
pub(in crate::app) async fn report(app: &App, tx: &mut TenantTx, subject: &Subject) -> Result<Report> {
    if let Some(report) = store::report::find_by_subject(tx, subject).await? {
        return Ok(report);
    }
    let report = Report { id: ReportId(app.ambient.id()), subject: subject.clone() };
    store::report::add(tx, &report).await?;
    Ok(report)
}

/// Adds what somebody reads out of a report. `None` when the unit is not there or not theirs.
///
/// # Errors
/// When the text is empty or too long, or the database refuses.
pub async fn add(app: &App, proof: &Proof, subject: &Subject, new: NewReading) -> Result<Option<()>> {
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Err(AppError::Refused(format!("an interpretation has 1 to {LONGEST} characters")));
    }
    if !FIGURES.contains(&new.figure.as_str()) {
        return Err(AppError::Refused(format!("there is no figure \"{}\"", new.figure)));
    }
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let Some(role) = role_for(proof, Permission::Interpret, subject, &tree) else { return Ok(None) };
    let report = report(app, &mut tx, subject).await?;
    let interpretation = Interpretation {
        id: InterpretationId(app.ambient.id()),
        figure: new.figure,
        author,
        role,
        at: now,
        stance: new.stance,
        body: text.to_owned(),
    };
    store::report::add_interpretation(&mut tx, report.id, &interpretation).await?;
    tx.commit().await?;
    Ok(Some(()))
}

/// What people have read out of a report, in the order it was written.
///
/// # Errors
/// When the database refuses.
pub async fn list(app: &App, proof: &Proof, subject: &Subject) -> Result<Vec<Reading>> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    read(&mut tx, subject).await
}

pub(super) async fn read(tx: &mut TenantTx, subject: &Subject) -> Result<Vec<Reading>> {
    let Some(report) = store::report::find_by_subject(tx, subject).await? else { return Ok(Vec::new()) };
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let texts = store::report::list_interpretations(tx, report.id).await?;
    Ok(texts
        .into_iter()
        .map(|text| Reading {
            by: names.iter().find(|(id, _)| *id == text.author).map_or_else(String::new, |(_, name)| name.clone()),
            at: text.at,
            role: text.role,
            figure: text.figure,
            stance: text.stance,
            text: text.body,
        })
        .collect())
}
