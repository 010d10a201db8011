//! What a patient says of a summary: whether it may go on.

use super::super::summary::{self, Noted, Said};
use crate::app::{App, Result};
use crate::domain::care::SummaryId;
use crate::store::mine::OwnSession;
use crate::store::{self, mine};

/// Says it. `None` when there is no such summary of theirs, or it has gone on.
///
/// # Errors
/// When the comment is too long, or the database refuses.
pub async fn agree(app: &App, session: &OwnSession, id: SummaryId, said: Said<'_>) -> Result<Option<Noted>> {
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let mut tx = app.db.tenant(&session.proof, app.ambient.now(), "").await?;
    // Held first: of two presses at once, one is said first.
    mine::hold(&mut tx, session.person).await?;
    let opened = store::person::open(&mut tx, session.person, "own page: summary").await?;
    let Some(open) = opened.filter(|open| open.person.key_sealed.is_some()) else { return Ok(None) };
    let answered = summary::answer_own(app, &tenancy, &mut tx, &open, id, said).await?;
    tx.commit().await?;
    Ok(answered)
}
