//! Moving a report on: from draft to published, and back with a reason.

use super::super::{App, AppError, Result};
use super::findings::compute;
use super::frozen;
use super::interpretation::report;
use super::meeting::{Kept, gather};
use crate::domain::report_state::ReportState;
use crate::store::meeting::StateChange;
use crate::store::report::Subject;
use crate::store::{self, Actor, Proof, StoreError};

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 1000;

/// What somebody wants a report to be.
#[derive(Clone, Debug)]
pub struct NewState {
    /// What it is to become.
    pub to: ReportState,
    /// The number of the change that whoever asks has seen last; 0 when there was none.
    pub seen: i64,
    /// Why; of a step back.
    pub reason: String,
}

/// Why a report was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Somebody has moved it meanwhile, or it cannot become that from where it stands.
    Moved,
    /// No clinician has written a reading.
    NoReading,
    /// A step back without a reason.
    NoReason,
    /// A reason longer than [`LONGEST_REASON`].
    LongReason,
}

/// Moves a report. Publishing freezes a version of it. `None` when the unit is not there or not the actor's to move;
/// otherwise the version that was published, if any, or what has to be mended.
///
/// # Errors
/// When the report cannot be computed, or the database refuses.
pub async fn change(
    app: &App,
    proof: &Proof,
    subject: &Subject,
    new: &NewState,
) -> Result<Option<std::result::Result<Option<i64>, Wrong>>> {
    let Actor::Account(by) = proof.actor() else { return Ok(None) };
    let publishes = new.to == ReportState::Published;
    let now = app.ambient.now();
    // Reads rows for as long as it takes: before the transaction that writes.
    let findings = if publishes { compute(app, proof, subject).await? } else { None };
    if findings.as_ref().is_some_and(|findings| findings.lent) {
        // What few clinicians lend one reader is not published to others.
        return Err(AppError::Withheld);
    }
    let mut tx = app.db.tenant(proof, now, "").await?;
    let Some(meeting) = gather(&mut tx, proof, subject).await? else { return Ok(None) };
    let may = if publishes { meeting.may.publish } else { meeting.may.change };
    if !may {
        return Ok(None);
    }
    let reason = new.reason.trim();
    let back = meeting.state.leads_to(new.to).filter(|_| meeting.seq == new.seen);
    let wrong = match back {
        None => Some(Wrong::Moved),
        Some(_) if reason.chars().count() > LONGEST_REASON => Some(Wrong::LongReason),
        Some(true) if reason.is_empty() => Some(Wrong::NoReason),
        Some(_) if new.to.needs_reading() && !meeting.clinician => Some(Wrong::NoReading),
        Some(_) => None,
    };
    if let Some(wrong) = wrong {
        return Ok(Some(Err(wrong)));
    }
    let id = report(app, &mut tx, subject).await?.id;
    let version = match findings {
        Some(findings) => {
            let kept = Kept { state: Some(ReportState::Published), ..meeting.kept };
            Some(frozen::add(&mut tx, id, by, findings, meeting.readings, kept).await?)
        }
        None => None,
    };
    let change = StateChange {
        report: id,
        seq: meeting.seq + 1,
        state: new.to,
        at: now,
        by,
        reason: reason.to_owned(),
        version,
    };
    match store::meeting::add_state(&mut tx, &change).await {
        Ok(()) => {}
        Err(StoreError::Conflict(_)) => return Ok(Some(Err(Wrong::Moved))),
        Err(error) => return Err(AppError::from(error)),
    }
    tx.commit().await?;
    Ok(Some(Ok(version)))
}
