//! What the service writes in its annual report.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::{App, Result};
use crate::domain::access::Permission;
use crate::domain::annual::{LONGEST, Section};
use crate::domain::care::UnitId;
use crate::store::annual::AnnualText;
use crate::store::{self, Actor, Proof};

/// What stands in a section.
#[derive(Clone, Debug)]
pub struct Written {
    /// The version.
    pub id: Uuid,
    /// The section.
    pub section: Section,
    /// What it says.
    pub body: String,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: String,
}

/// What stands in the sections of a unit's year, and whether the actor may write there.
#[derive(Clone, Debug, Default)]
pub struct OwnWords {
    /// Sections that something stands in.
    pub written: Vec<Written>,
    /// The actor may write.
    pub may_write: bool,
}

/// What stands in the sections of a unit's year. Nothing when the unit is not the actor's to read.
///
/// # Errors
/// When the database refuses.
pub async fn read(app: &App, proof: &Proof, unit: UnitId, year: i32) -> Result<OwnWords> {
    let mut tx = app.db.tenant_snapshot(proof, app.ambient.now()).await?;
    let tree = store::unit::tree(&mut tx).await?;
    if !proof.grants().allow_in(Permission::ReadReports, unit, &tree) {
        return Ok(OwnWords::default());
    }
    let tenant = tx.tenant();
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let versions = store::annual::list(&mut tx, unit, year).await?;
    let mut written = Vec::new();
    for section in Section::ALL {
        let latest = versions.iter().rfind(|one| one.section == *section);
        written.extend(latest.map(|one| Written {
            id: one.id,
            section: one.section,
            body: one.body.clone(),
            at: one.at,
            by: names.iter().find(|(id, _)| *id == one.author).map(|(_, name)| name.clone()).unwrap_or_default(),
        }));
    }
    Ok(OwnWords { written, may_write: proof.grants().allow_in(Permission::Freeze, unit, &tree) })
}

/// What somebody writes.
#[derive(Clone, Copy, Debug)]
pub struct NewWords<'a> {
    /// The section.
    pub section: Section,
    /// What it is to say.
    pub body: &'a str,
    /// The version that was read; `None` when nothing stood there.
    pub read: Option<Uuid>,
}

crate::codes! {
    /// Why words were not stored.
    pub enum NotWritten {
        /// Somebody else wrote there after it was read.
        WrittenSince = "written-since",
        /// Longer than [`LONGEST`].
        TooLong = "too-long",
    }
}

/// Writes sections, each over the version that was read, and gives those that were not written. A section that says
/// what it said when it was read is left as it stands now. `None` when the unit is not the actor's to write of.
///
/// # Errors
/// When the database refuses.
pub async fn write(
    app: &App,
    proof: &Proof,
    (unit, year): (UnitId, i32),
    new: &[NewWords<'_>],
) -> Result<Option<Vec<(Section, NotWritten)>>> {
    let Actor::Account(author) = proof.actor() else { return Ok(None) };
    let mut tx = app.db.tenant(proof, app.ambient.now(), "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    if tree.lookup(unit).is_none() || !proof.grants().allow_in(Permission::Freeze, unit, &tree) {
        return Ok(None);
    }
    // One at a time: of two who write at once, the second is to see the first.
    let tenant = tx.tenant();
    store::tenant::hold(&mut tx.local(), tenant).await?;
    let versions = store::annual::list(&mut tx, unit, year).await?;
    let mut refused = Vec::new();
    for NewWords { section, body, read } in new {
        let body = body.replace("\r\n", "\n").trim().to_owned();
        let was = versions.iter().find(|one| Some(one.id) == *read).map_or("", |one| one.body.as_str());
        if body == was {
            continue;
        }
        if body.chars().count() > LONGEST {
            refused.push((*section, NotWritten::TooLong));
        } else if versions.iter().rfind(|one| one.section == *section).map(|one| one.id) != *read {
            refused.push((*section, NotWritten::WrittenSince));
        } else {
            let id = app.ambient.id();
            let text = AnnualText { id, unit, year, section: *section, body, at: tx.now(), author };
            store::annual::add(&mut tx, &text).await?;
        }
    }
    tx.commit().await?;
    Ok(Some(refused))
}
