//! Walking the audit chain.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{App, AppError, Result};
use crate::auth::{MasterKey, token};
use crate::domain::care::TenantId;
use crate::store::Proof;
use crate::store::audit::{self, BEGINNING};

fn signature(master: &MasterKey, text: &str) -> String {
    HEXLOWER.encode(&token::mac(&*master.derive("audit checkpoint"), text.as_bytes()))
}

/// The end of a chain, signed, to be kept off the database: it shows a later truncation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The tenant.
    pub tenant: TenantId,
    /// The number of the last record.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// Keyed hash of the three, under a key derived from the master key.
    pub signature: String,
}

impl Checkpoint {
    fn text(&self) -> String {
        format!("{}/{}/{}", self.tenant, self.seq, self.hash)
    }
}

/// What a walk found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The chain holds.
    Whole {
        /// How many records it has.
        records: i64,
    },
    /// The first record that is not what it should be.
    Broken {
        /// Its number.
        seq: i64,
        /// What is wrong.
        why: String,
    },
}

/// Walks a tenant's chain from the beginning, against checkpoints when there are any.
///
/// # Errors
/// When the database refuses, or a checkpoint is forged or another tenant's.
pub async fn walk(app: &App, tenant: TenantId, checkpoints: &[Checkpoint]) -> Result<Verdict> {
    for checkpoint in checkpoints {
        if checkpoint.tenant != tenant {
            return Err(AppError::Refused("the checkpoint belongs to another tenant".to_owned()));
        }
        if signature(app.master(), &checkpoint.text()) != checkpoint.signature {
            return Err(AppError::Refused("the checkpoint's signature does not hold".to_owned()));
        }
    }
    let mut tx = app.db.tenant_snapshot(&Proof::operator(tenant), app.ambient.now()).await?;
    let (head_seq, head_hash) = audit::head(&mut tx).await?;
    let mut previous = BEGINNING.to_owned();
    let mut seq = 0;
    let mut at_once = 5000;
    loop {
        let entries = match audit::list(&mut tx, seq, at_once).await {
            Err(error) if error.is_unreadable() && at_once == 1 => {
                return Ok(Verdict::Broken { seq: seq + 1, why: "it does not read".to_owned() });
            }
            // One at a time from here, to name the record.
            Err(error) if error.is_unreadable() => {
                at_once = 1;
                continue;
            }
            entries => entries?,
        };
        if entries.is_empty() {
            break;
        }
        for entry in entries {
            let why = if entry.seq != seq + 1 {
                Some(format!("record {} is missing", seq + 1))
            } else if entry.previous != previous {
                Some("it does not follow from the record before it".to_owned())
            } else if entry.hash != entry.digest(tenant) {
                Some("its contents do not match its hash".to_owned())
            } else {
                checkpoints
                    .iter()
                    .any(|checkpoint| checkpoint.seq == entry.seq && checkpoint.hash != entry.hash)
                    .then(|| "it is not the record that a checkpoint saw".to_owned())
            };
            if let Some(why) = why {
                return Ok(Verdict::Broken { seq: seq + 1, why });
            }
            seq = entry.seq;
            previous = entry.hash;
        }
    }
    if (seq, &previous) != (head_seq, &head_hash) {
        // Too few records, too many, or another last one.
        let first = if seq == head_seq { seq } else { seq.min(head_seq) + 1 };
        let why = format!("the chain should end at record {head_seq} with hash {head_hash}");
        return Ok(Verdict::Broken { seq: first, why });
    }
    if let Some(checkpoint) = checkpoints.iter().find(|checkpoint| checkpoint.seq > seq) {
        let why = format!("a checkpoint saw record {}: the end has been cut off", checkpoint.seq);
        return Ok(Verdict::Broken { seq: seq + 1, why });
    }
    Ok(Verdict::Whole { records: seq })
}

/// The signed end of a tenant's chain.
///
/// # Errors
/// When the database refuses.
pub async fn checkpoint(app: &App, tenant: TenantId) -> Result<Checkpoint> {
    let mut tx = app.db.tenant_snapshot(&Proof::operator(tenant), app.ambient.now()).await?;
    let (seq, hash) = audit::head(&mut tx).await?;
    let mut checkpoint = Checkpoint { tenant, seq, hash, signature: String::new() };
    checkpoint.signature = signature(app.master(), &checkpoint.text());
    Ok(checkpoint)
}
