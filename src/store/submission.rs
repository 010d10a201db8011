//! What respondents send, stored whole: answers, scores, the request's new state, the receipt and the
//! audit row stand or fall together, however many are stored at once.

use std::fmt::Write as _;

use sea_query::ExprTrait;

use super::audit::Act;
use super::link;
use super::message;
use super::receipt::{self, Receipt};
use super::response::{self, Response, Score};
use super::sql::{col, is_one_of};
use super::{Proof, Result, StoreError, TenantTx};
use crate::domain::care::{RequestId, State};

/// What one respondent sent, ready to be stored.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Who sent it.
    pub proof: Proof,
    /// The answers to each instrument, with their scores.
    pub responses: Vec<(Response, Vec<Score>)>,
    /// What the respondent is told once it is stored.
    pub receipt: Receipt,
}

/// Stores submissions. What was saved on the way goes, and the links end. Each is one audit row, under its
/// respondent's name.
///
/// The requests are held by the caller, who has seen that they can be completed.
///
/// # Errors
/// [`StoreError::Conflict`] or [`StoreError::Touched`] when one of them is answered already; then nothing
/// of any may be kept.
pub async fn add_many(tx: &mut TenantTx, submissions: &[Submission]) -> Result<()> {
    let requests: Vec<RequestId> = submissions.iter().map(|submission| submission.receipt.request).collect();
    let by = tx.actor();
    for Submission { proof, responses, receipt } in submissions {
        let mut fields = format!("state {}, receipt, drafts, messages", State::Completed);
        for (response, _) in responses {
            let _ = write!(fields, ", {} response:{}", response.instrument, response.id);
        }
        tx.act_for(proof)?;
        tx.note(Act::Create, format_args!("request:{}", receipt.request), &fields);
    }
    tx.act_as(by);
    receipt::insert(tx, submissions.iter().map(|submission| &submission.receipt)).await?;
    response::insert(tx, submissions.iter().flat_map(|submission| &submission.responses)).await?;
    let (tenant, now) = (tx.tenant(), tx.now());
    // Said by what it is not: "one of the open states" would lead SQLite through every open request there is.
    let over = State::ALL.iter().filter(|state| state.is_final()).map(|state| state.code());
    let mut update = tx.update("request");
    update
        .value("state", State::Completed.code())
        .value("state_at", now)
        .and_where(is_one_of("request", "id", requests.iter().map(|request| request.0)))
        .and_where(col("request", "state").is_not_in(over));
    let touched = tx.execute(&update).await?;
    let expected = u64::try_from(requests.len()).unwrap_or(u64::MAX);
    if touched != expected {
        return Err(StoreError::Touched { table: "request", touched, expected });
    }
    let mut delete = tx.delete("draft");
    delete.and_where(is_one_of("draft", "request_id", requests.iter().map(|request| request.0)));
    tx.execute(&delete).await?;
    message::call_off(tx, &requests, "the request is over").await?;
    link::end_ways_in(&mut tx.local(), tenant, &requests, now).await
}
