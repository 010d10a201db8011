//! Ids that cannot be mistaken for each other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }
    )+};
}

id! {
    /// An organisation: the wall that no data crosses.
    TenantId;
    /// A team, clinic or ward inside a tenant.
    UnitId;
    /// A member of staff who signs in.
    AccountId;
    /// A patient.
    PersonId;
    /// Somebody near a patient who is asked too.
    ContactId;
    /// An episode of care.
    EpisodeId;
    /// An appointment.
    SessionId;
    /// One respondent asked at one moment.
    RequestId;
    /// The answers to one instrument version.
    ResponseId;
    /// What clinician and patient made of the answers.
    DiscussionId;
    /// A summary of a course.
    SummaryId;
    /// A registry report: one unit, one metric, one period.
    ReportId;
    /// What somebody reads out of a report.
    InterpretationId;
    /// Something a unit tries, to become better.
    ImprovementId;
    /// An answer that somebody is to see.
    NoticeId;
    /// Something a team wants to think about together.
    CaseItemId;
    /// An activity indicator that a unit has taken up.
    LedgerEntryId;
}
