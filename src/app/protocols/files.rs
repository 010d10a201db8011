//! Protocols as files, for whoever runs the server.

use super::super::{App, AppError, Result};
use super::save::checked;
use super::{entries, known};
use crate::catalogue;
use crate::domain::access::Permission;
use crate::domain::care::{Protocol, ProtocolError, TenantId};
use crate::store::protocol::OwnProtocol;
use crate::store::{self, Proof};

/// A protocol as an organisation has it, for whoever runs the server.
///
/// # Errors
/// When the database refuses, or a saved version does not read.
pub async fn export(app: &App, tenant: TenantId, id: &str) -> Result<Option<Protocol>> {
    let proof = Proof::operator(tenant);
    let mut tx = app.db.tenant_snapshot(&proof, app.ambient.now()).await?;
    Ok(entries(app, &mut tx).await?.into_iter().map(|entry| entry.protocol).find(|protocol| protocol.id == id))
}

/// Saves a file as the next version of the protocol it names, on behalf of the account with this login
/// name. Gives the id and version, or what is wrong with it. What is asked is planned anew by the server.
///
/// # Errors
/// When there is no such account, the reason is missing, or the database refuses.
pub async fn import(
    app: &App,
    tenant: TenantId,
    login: &str,
    protocol: Protocol,
    reason: &str,
) -> Result<std::result::Result<(String, u32), Vec<ProtocolError>>> {
    let reason = checked(reason)?;
    let letters = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if protocol.id.is_empty() || protocol.id.len() > 60 || !protocol.id.chars().all(letters) {
        return Err(AppError::Refused("the protocol's id must be small letters, digits and hyphens".to_owned()));
    }
    let proof = Proof::operator(tenant);
    let mut tx = app.db.tenant(&proof, app.ambient.now(), "").await?;
    let staff = store::account::list(&mut tx.local(), tenant).await?;
    let by = staff.iter().find(|(account, grants)| {
        account.login == login && account.active && grants.allow(Permission::ManageProtocols)
    });
    let Some((by, _)) = by else {
        return Err(AppError::Refused(format!("\"{login}\" is not somebody who looks after protocols here")));
    };
    let instruments = app.instruments(&mut tx).await?;
    let newest = entries(app, &mut tx).await?.into_iter().find(|entry| entry.protocol.id == protocol.id);
    let version = newest.map_or(1, |entry| entry.protocol.version.saturating_add(1));
    let protocol = Protocol { version, ..protocol };
    if let Err(wrong) = protocol.check(|id| known(&instruments, id)) {
        return Ok(Err(wrong));
    }
    let own = OwnProtocol {
        protocol: protocol.id.clone(),
        version: i64::from(version),
        content: catalogue::protocols::write(&protocol),
        reason: reason.to_owned(),
        saved_at: tx.now(),
        saved_by: by.id,
    };
    store::protocol::add(&mut tx, &own).await?;
    tx.commit().await?;
    Ok(Ok((protocol.id, version)))
}
