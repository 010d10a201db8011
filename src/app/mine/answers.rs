//! One's own answers to one form: reading them, taking them back, correcting them. At any time; never the answers that
//! parents, next of kin or teachers gave.

use chrono::{DateTime, Utc};

use super::look::episodes;
use crate::app::collect::{self, close_withdrawn};
use crate::app::review::{Form, forms};
use crate::app::{App, AppError, Result, Tenancy, notices};
use crate::domain::care::{Respondent, ResponseId};
use crate::domain::instrument::Answers;
use crate::domain::notice::NoticeState;
use crate::domain::scoring;
use crate::store::mine::{self, Correction, OwnSession};
use crate::store::response::{EndKind, Response};
use crate::store::{self, OpenPerson, TenantTx};

/// How long the reason for a correction may be, in characters.
const LONGEST_REASON: usize = 300;

/// One's own answers to one form.
#[derive(Clone, Debug)]
pub struct OwnAnswers {
    /// The answers.
    pub form: Form,
    /// Who treats, and so reads them.
    pub readers: Vec<String>,
    /// When they were corrected, and why, when they were from here.
    pub corrected: Option<(DateTime<Utc>, String)>,
}

/// The record, and the answers when they are the patient's own and count.
async fn find(
    app: &App,
    tenancy: &Tenancy,
    tx: &mut TenantTx,
    session: &OwnSession,
    id: ResponseId,
) -> Result<Option<(OpenPerson, Form, Vec<Form>)>> {
    let Some(open) = store::person::open(tx, session.person, "own page: answers").await? else { return Ok(None) };
    let ids: Vec<_> = episodes(tx, session).await?.iter().map(|episode| episode.id).collect();
    let mut all = forms(app, tenancy, tx, std::slice::from_ref(&open), &ids).await?;
    all.retain(|form| form.response.provenance.respondent == Respondent::Patient);
    let Some(place) = all.iter().position(|form| form.response.id == id) else { return Ok(None) };
    let form = all.remove(place);
    Ok(Some((open, form, all)))
}

/// One's own answers to one form; `None` when they are not one's own, or were taken back.
///
/// # Errors
/// When the database refuses or something sealed does not open.
pub async fn read(app: &App, session: &OwnSession, id: ResponseId) -> Result<Option<OwnAnswers>> {
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let mut tx = app.db.tenant(&session.proof, app.ambient.now(), "").await?;
    let Some((open, form, _)) = find(app, &tenancy, &mut tx, session, id).await? else { return Ok(None) };
    let tenant = tx.tenant();
    let treating = store::episode::list_clinicians(&mut tx, form.response.episode).await?;
    let names = store::account::list_names(&mut tx.local(), tenant).await?;
    let readers = names.into_iter().filter(|(account, _)| treating.contains(account)).map(|(_, name)| name).collect();
    let corrections = mine::list_corrections(&mut tx, &open).await?;
    let key = tenancy.person_key(&open)?;
    let corrected = corrections.into_iter().find(|one| one.response == id);
    let corrected = match corrected {
        Some(one) => Some((one.at, key.open("correction", id, "reason", &one.reason_sealed)?)),
        None => None,
    };
    tx.commit().await?;
    Ok(Some(OwnAnswers { form, readers, corrected }))
}

/// Takes answers back: they are kept as they were, shown to nobody, and count nowhere. `None` when they are not one's
/// own, or were taken back before.
///
/// # Errors
/// When the database refuses; nothing is changed then.
pub async fn withdraw(app: &App, session: &OwnSession, id: ResponseId) -> Result<Option<()>> {
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let mut tx = app.db.tenant(&session.proof, app.ambient.now(), "").await?;
    // Held first: of two presses at once, one finds the answers.
    mine::hold(&mut tx, session.person).await?;
    let Some((_, form, others)) = find(app, &tenancy, &mut tx, session, id).await? else { return Ok(None) };
    if store::response::end_one(&mut tx, id, EndKind::Withdrawn).await?.is_none() {
        return Ok(None);
    }
    store::notice::end_by_response(&mut tx, id, NoticeState::Withdrawn).await?;
    if let Some(request) = form.response.request
        && !others.iter().any(|other| other.response.request == Some(request))
        && let Some(request) = store::request::hold(&mut tx, request).await?
    {
        close_withdrawn(&mut tx, &request).await?;
    }
    tx.commit().await?;
    Ok(Some(()))
}

/// What became of a correction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corrected {
    /// It counts from now on, under this id; what was there before is kept.
    Stored(ResponseId),
    /// The answers are what they were.
    Same,
    /// Nothing is answered: that is taking back.
    Empty,
    /// The reason is missing, or too long.
    Reason,
}

/// Corrects answers: `given` is everything that was answered, corrected or not. The new answers stand where the
/// earlier ones stood, on the day they were given; scores and notices are worked out anew. `None` when they are not
/// one's own, count no more, or have no questions here.
///
/// # Errors
/// [`AppError::Broken`] when an answer is none; or when the database refuses: nothing is changed then.
pub async fn correct(
    app: &App,
    session: &OwnSession,
    id: ResponseId,
    given: &Answers,
    reason: &str,
) -> Result<Option<Corrected>> {
    let reason = reason.trim();
    let tenancy = app.tenancy(session.proof.tenant()).await?;
    let now = app.ambient.now();
    let mut tx = app.db.tenant(&session.proof, now, "").await?;
    mine::hold(&mut tx, session.person).await?;
    let Some((open, form, _)) = find(app, &tenancy, &mut tx, session, id).await? else { return Ok(None) };
    let instrument = &form.definition.instrument;
    if instrument.is_total_only() {
        return Ok(None);
    }
    let given = applying(&form, given);
    if given.is_empty() {
        return Ok(Some(Corrected::Empty));
    }
    if given == form.answers {
        return Ok(Some(Corrected::Same));
    }
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Ok(Some(Corrected::Reason));
    }
    let outcome = scoring::score(instrument, &given)
        .map_err(|invalid| AppError::Broken(format!("{}: no such answer ({invalid})", instrument.id)))?;
    let Some(revision) = store::response::end_one(&mut tx, id, EndKind::Corrected).await? else { return Ok(None) };
    let earlier = store::notice::end_by_response(&mut tx, id, NoticeState::Corrected).await?;
    let new = ResponseId(app.ambient.id());
    let key = tenancy.person_key(&open)?;
    let (answers, texts) = collect::split(&given);
    let response = Response {
        id: new,
        answers,
        text_sealed: texts.map(|texts| key.seal(&app.ambient, "response", new, "text", &texts)),
        // The row that an import brought keeps its key: brought again, it is known.
        import_key: None,
        revision: revision + 1,
        ..form.response.clone()
    };
    let scores = collect::scores_of(new, instrument, &outcome, &given);
    app.add_responses(&mut tx, &[(response.clone(), scores)]).await?;
    // Somebody is to see it from now on, however long ago the form was filled in.
    let fresh = Response { answered_at: now, ..response };
    let raised = notices::raise(app, &tenancy, &mut tx, &[&fresh], &earlier).await?;
    store::notice::add_many(&mut tx, &raised).await?;
    let reason_sealed = key.seal(&app.ambient, "correction", new, "reason", reason);
    mine::add_correction(&mut tx, open.id(), &Correction { response: new, at: now, reason_sealed }).await?;
    tx.commit().await?;
    Ok(Some(Corrected::Stored(new)))
}

/// The answers to questions that apply: an answer to one that no longer does is not an answer.
fn applying(form: &Form, given: &Answers) -> Answers {
    let asked = form.definition.instrument.asked(given);
    let applies = |item: &str| asked.iter().any(|asked| asked.id == item);
    given.iter().filter(|(item, _)| applies(item)).map(|(item, answer)| (item, answer.clone())).collect()
}
