//! The care that is given: who, in which unit, through which episode and sessions, what they were
//! asked and what they answered.

mod burden;
pub mod calendar;
mod episode;
mod ids;
mod person;
mod protocol;
mod request;
mod response;
mod session;
mod unit;

pub use burden::{Burden, Known, whole};
pub use episode::{Course, EndKind, Episode, Problem};
pub use ids::{
    AccountId, CaseItemId, ContactId, DiscussionId, EpisodeId, ImprovementId, InterpretationId, LedgerEntryId,
    NoticeId, PersonId, ReportId, RequestId, ResponseId, SessionId, SummaryId, TenantId, UnitId,
};
pub use person::{Contact, Identity, Sex};
pub use protocol::{Ask, Channel, MOST_LINES, Moment, Protocol, ProtocolError};
pub use request::{Event, GRACE, Refused, Request, State};
pub use response::{Device, Mode, Provenance, Respondent, Timing};
pub use session::{Session, SessionKind, SessionMode, SessionState};
pub use unit::{Unit, UnitTree};
