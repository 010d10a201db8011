//! What is written to people: invitations and reminders, and that somebody wants no more of it.
//!
//! | file | what |
//! | --- | --- |
//! | `settings` | how an organisation writes: by which ways, under which name, in which hours |
//! | `reach` | how somebody who is asked can be reached, or why not |
//! | `invite` | requests become messages, in one transaction with their link |
//! | `outbox` | a worker takes messages and says what became of them |
//! | `own` | the way to a patient's own pages, and the code that was asked for |
//! | `stop` | opting out, by link, by reply and by staff; receipts |
//!
//! **At least once.** A message is taken in one transaction, sent outside any, and what became of it is
//! written in another. When the server dies between the gateway's yes and that second transaction, the
//! message is sent once more after [`LEASE`]; nothing else sends anything twice.

mod invite;
mod outbox;
mod own;
mod reach;
mod settings;
mod stop;

use crate::domain::care::{Request, RequestId};
use crate::store::message::Message;
use crate::store::opt_out::Unreached;
use crate::store::{self, TenantTx};

use super::Result;

pub use invite::{invite_due, remind_due};
pub use outbox::{Claimed, LEASE, MOST_ATTEMPTS, Outcome, claim, record, wait};
pub(in crate::app) use own::{Letter, ways, write_own};
pub use settings::{Delivery, set_delivery, settings_of};
pub use stop::{
    Asked, Stop, look_stop, opt_out_patient, receipt_secret, set_stop, take_receipt, take_reply, tenant_of,
};

/// What has been written about a request, or why nothing could be.
#[derive(Clone, Debug)]
pub struct Told {
    /// The request.
    pub request: RequestId,
    /// Invitations and reminders of all its rounds, in the order they were made.
    pub messages: Vec<Message>,
    /// Why nobody could be told, at the latest try.
    pub unreached: Option<Unreached>,
}

/// What has been written about each of some requests: what a clinician's page shows.
///
/// # Errors
/// When the database refuses.
pub async fn list_told(tx: &mut TenantTx, requests: &[Request]) -> Result<Vec<Told>> {
    let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
    let messages = store::message::list_by_requests(tx, &ids).await?;
    let unreached = store::opt_out::list_unreached(tx, &ids).await?;
    Ok(ids
        .into_iter()
        .map(|id| Told {
            request: id,
            messages: messages.iter().filter(|message| message.request == Some(id)).cloned().collect(),
            unreached: unreached.iter().find(|(request, ..)| *request == id).map(|(_, why, _)| *why),
        })
        .collect())
}
