//! The library of instruments, and the organisation's own: who may send what, writing drafts, publishing.
//!
//! | module | what |
//! | --- | --- |
//! | [`library`] | every instrument there is, and whether it can be sent |
//! | [`kept`] | what is asked with, kept ready |
//! | [`licence`] | permissions and the owner's words |
//! | [`draft`] | writing: open, change, go back, publish |
//! | [`sheet`] | what a draft holds |
//! | [`edit`] | the changes to it |
//! | [`findings`] | what it still lacks |
//! | [`trial`] | filling it in, step by step |

pub mod draft;
pub mod edit;
pub mod findings;
mod form_words;
pub mod kept;
pub mod library;
pub mod licence;
mod read;
mod repair;
pub mod sheet;
pub mod trial;
mod write;

use std::collections::BTreeMap;

use super::{AppError, Result};
use crate::catalogue::{Catalogue, Definition, Problem};
use crate::domain::access::Permission;
use crate::domain::care::AccountId;
use crate::store::{Actor, Proof};

/// The beginning of every own instrument's id, so that it never is one of the product's.
pub const OWN: &str = "own-";

/// The member of staff who acts, when they may look after instruments.
fn manager(proof: &Proof) -> Option<AccountId> {
    match proof.actor() {
        Actor::Account(account) if proof.grants().allow(Permission::ManageInstruments) => Some(account),
        _ => None,
    }
}

/// Proves files of one instrument, by path below its folder.
fn prove(id: &str, files: &BTreeMap<String, String>) -> std::result::Result<Definition, Vec<Problem>> {
    let placed = files.iter().map(|(path, text)| (format!("{id}/{path}"), text.clone())).collect();
    let catalogue = Catalogue::read(&placed).map_err(|error| error.problems)?;
    catalogue.definition(id).cloned().ok_or_else(Vec::new)
}

/// The files of a published version.
fn unpack(files: &str) -> Result<BTreeMap<String, String>> {
    serde_json::from_str(files)
        .map_err(|error| AppError::Broken(format!("the files of a version do not read: {error}")))
}
