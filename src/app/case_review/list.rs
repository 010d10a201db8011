//! The lists of the actor's units.

use std::collections::{BTreeMap, BTreeSet};

use super::{Opened, open_one};
use crate::app::{App, Result, enrol};
use crate::domain::access::Permission;
use crate::domain::care::{AccountId, EpisodeId, Identity, PersonId, UnitId};
use crate::domain::case_review::SHOWN_FOR;
use crate::store::{self, Proof};

/// An item as one of the team sees it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The item with its words.
    pub opened: Opened,
    /// Who the patient is, for whoever treats them; nobody else is told.
    pub identity: Option<Identity>,
    /// Who treats the patient.
    pub treating: Vec<AccountId>,
}

/// One unit's list.
#[derive(Clone, Debug)]
pub struct Team {
    /// The unit's name.
    pub name: String,
    /// What stands on the list, in the order it was put there.
    pub standing: Vec<Entry>,
    /// What was taken up lately, the latest last.
    pub earlier: Vec<Entry>,
}

/// The lists of the units the actor is a clinician in.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The units with something on their lists, in the tree's order.
    pub teams: Vec<Team>,
    /// Names of staff, by id.
    pub names: BTreeMap<AccountId, String>,
}

/// The lists of the units the actor is a clinician in; `None` when there is none. Each patient whose question is
/// read has it in the chain.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn list(app: &App, proof: &Proof) -> Result<Option<Listed>> {
    let Some(reader) = proof.account().filter(|_| proof.grants().allow(Permission::ReadOwnPatients)) else {
        return Ok(None);
    };
    let tenancy = app.tenancy(proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(proof, now, "").await?;
    let tree = store::unit::tree(&mut tx).await?;
    let own: Vec<UnitId> = tree
        .root()
        .map(|root| tree.list_within(root.id))
        .unwrap_or_default()
        .into_iter()
        .map(|(unit, _)| unit.id)
        .filter(|unit| proof.grants().allow_in(Permission::ReadOwnPatients, *unit, &tree))
        .collect();
    let mut found = store::case_review::list_by_units(&mut tx, &own, now - SHOWN_FOR).await?;
    found.retain(|(stored, _)| stored.item.is_shown_to_team(now));
    if found.is_empty() {
        return Ok(Some(Listed::default()));
    }
    let treated: BTreeSet<EpisodeId> =
        store::episode::list_treated_by(&mut tx, reader).await?.into_iter().map(|episode| episode.id).collect();
    // What is read of a patient is said in the chain: of those the actor treats, the name too.
    let persons = |own: bool| -> Vec<PersonId> {
        let some = found.iter().map(|(stored, _)| &stored.item);
        let distinct: BTreeSet<PersonId> =
            some.filter(|item| treated.contains(&item.episode) == own).map(|item| item.person).collect();
        distinct.into_iter().collect()
    };
    let (named, others) = (persons(true), persons(false));
    let mut opened = store::person::open_many(&mut tx, &named, "name, question to the team").await?;
    opened.extend(store::person::open_many(&mut tx, &others, "question to the team").await?);
    let notes = store::case_review::list_notes(&mut tx, &opened).await?;
    let tenant = tx.tenant();
    let staff = store::account::list_names(&mut tx.local(), tenant).await?;
    let mut listed = Listed { teams: Vec::new(), names: staff.into_iter().collect() };
    let mut by_unit: BTreeMap<UnitId, (Vec<Entry>, Vec<Entry>)> = BTreeMap::new();
    for (stored, unit) in found {
        // Erased since: there is nothing left to read.
        let Some(open) = opened.iter().find(|open| open.id() == stored.item.person) else { continue };
        if open.person.key_sealed.is_none() {
            continue;
        }
        let item = &stored.item;
        let identity = treated.contains(&item.episode).then(|| tenancy.identity(open)).transpose()?;
        let treating = store::episode::list_clinicians(&mut tx, item.episode).await?;
        let stands = item.stands();
        let entry = Entry { opened: open_one(&tenancy.person_key(open)?, stored, &notes)?, identity, treating };
        let (standing, earlier) = by_unit.entry(unit).or_default();
        if stands { standing.push(entry) } else { earlier.push(entry) }
    }
    // The reads are in the chain before anything of it leaves.
    tx.commit().await?;
    for unit in own {
        if let Some((standing, mut earlier)) = by_unit.remove(&unit) {
            earlier.sort_by_key(|entry| entry.opened.item.ended);
            listed.teams.push(Team { name: enrol::unit_name(&tree, unit), standing, earlier });
        }
    }
    Ok(Some(listed))
}
