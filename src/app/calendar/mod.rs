//! Appointments from other systems: files, messages and feeds become sessions.
//!
//! Everything that was read of a source in one go is one transaction. What an entry does is
//! [`crate::domain::care::calendar::settle`]'s; here the sessions are made so, and what is asked follows
//! from [`super::plan`]. A patient, episode or clinician is never made from a calendar.

pub mod feed;
mod receive;

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::{App, AppError, Result, Tenancy};
use crate::domain::care::calendar::{Batch, Frame, Unread, Verdict};
use crate::domain::care::{TenantId, UnitId};
use crate::interop::calendar::{self as form, Format, Mapping};
use crate::store::Proof;

/// A source of appointments, as it is configured.
#[derive(Clone, Debug)]
pub struct Source {
    /// What it is called; keys are its own.
    pub name: String,
    /// The unit whose patients' episodes its appointments belong to, with the units below it.
    pub unit: UnitId,
    /// How it writes things.
    pub mapping: Mapping,
}

/// Days before and after today within which appointments are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// An appointment that is not known and began earlier is not taken in.
    pub back: u16,
    /// How far ahead a series is worked out.
    pub ahead: u16,
}

impl Default for Reach {
    fn default() -> Self {
        Self { back: 14, ahead: 180 }
    }
}

/// An entry that was not taken, and what to mend. It is tried again whenever it comes again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {reason}")]
pub struct Refused {
    /// What the source calls the appointment.
    pub key: String,
    /// Why.
    pub reason: String,
}

/// What came of reading a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many entries did what; those that do nothing among them.
    pub counts: BTreeMap<Verdict, usize>,
    /// Appointments called off because their source no longer has them.
    pub gone: usize,
    /// Appointments that were not known and began before the reach.
    pub past: usize,
    /// Events without a patient: meetings, and what is not agreed yet.
    pub left_aside: usize,
    /// Appointments whose clinician is not among those who treat the patient, and so cannot see answers.
    pub strangers: usize,
    /// Entries that were read and could not be taken.
    pub refused: Vec<Refused>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

impl Report {
    /// How many entries had this verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.get(&verdict).copied().unwrap_or_default()
    }

    /// Whether everything was taken.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.refused.is_empty() && self.unread.is_empty()
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "added {}, moved {}, held {}, no-show {}, called off {}, unchanged {}, older than known {}",
            self.count(Verdict::Added),
            self.count(Verdict::Moved),
            self.count(Verdict::Held),
            self.count(Verdict::NoShow),
            self.count(Verdict::Cancelled) + self.gone,
            self.count(Verdict::Unchanged) + self.count(Verdict::Remembered),
            self.count(Verdict::Older),
        )?;
        for (count, what) in [
            (self.past, "too long ago"),
            (self.left_aside, "left aside (no patient, or not agreed)"),
            (self.strangers, "with a clinician who does not treat the patient"),
            (self.refused.len(), "refused"),
            (self.unread.len(), "not readable"),
        ] {
            if count > 0 {
                write!(formatter, ", {what} {count}")?;
            }
        }
        Ok(())
    }
}

/// The window around now, in the tenant's zone.
///
/// # Errors
/// When there is no such tenant.
pub async fn frame(app: &App, tenant: TenantId, reach: Reach) -> Result<Frame> {
    let tenancy: std::sync::Arc<Tenancy> = app.tenancy(tenant).await?;
    let now = app.ambient.now();
    Ok(Frame {
        zone: tenancy.zone,
        from: now - TimeDelta::days(reach.back.into()),
        to: now + TimeDelta::days(reach.ahead.into()),
    })
}

/// Reads a file or feed and takes in what it says.
///
/// # Errors
/// [`AppError::Refused`] when the whole cannot be read or the unit is not there; else when the database
/// refuses. Nothing is changed then.
pub async fn take(
    app: &App,
    proof: &Proof,
    source: &Source,
    format: Format,
    bytes: Vec<u8>,
    reach: Reach,
) -> Result<Report> {
    let frame = frame(app, proof.tenant(), reach).await?;
    let mapping = source.mapping.clone();
    // A long series takes a while to work out; and whatever a stranger's file makes a reader do ends here.
    let read = tokio::task::spawn_blocking(move || form::read(format, &bytes, &mapping, &frame)).await;
    let batch = read
        .map_err(|_| AppError::Refused("it could not be read: something in it made the reader stop".to_owned()))?
        .map_err(|error| AppError::Refused(error.to_string()))?;
    receive(app, proof, source, batch, &frame).await
}

/// Takes in what was read of a source.
///
/// # Errors
/// [`AppError::Refused`] when the unit is not there; else when the database refuses. Nothing is changed then.
pub async fn receive(app: &App, proof: &Proof, source: &Source, batch: Batch, frame: &Frame) -> Result<Report> {
    receive::Receiver::run(app, proof, source, batch, frame).await
}
