//! Who may do what: the whole permission table, in one place.

use super::care::{UnitId, UnitTree};
use crate::codes;

codes! {
    /// What a member of staff is, in one unit and everything below it.
    pub enum Role {
        /// Treats patients: reads the answers of own patients.
        Clinician = "clinician",
        /// Leads a unit: reads reports, never who a patient is.
        Leader = "leader",
        /// Works on the registry: reads reports, never who a patient is.
        Analyst = "analyst",
        /// Speaks for patients: reads reports and writes interpretation.
        PatientRepresentative = "patient-representative",
        /// Looks after units and accounts; reads neither patients nor reports.
        Administrator = "administrator",
    }
}

codes! {
    /// Something that needs permission.
    pub enum Permission {
        /// Open the pages of patients one treats.
        ReadOwnPatients = "read-own-patients",
        /// Register patients, episodes and sessions.
        Enrol = "enrol",
        /// Read registry reports.
        ReadReports = "read-reports",
        /// Write, date and sign what one reads out of a report.
        Interpret = "interpret",
        /// Freeze a report as a version.
        Freeze = "freeze",
        /// Start and follow improvement work, and write down what was decided over a report.
        Improve = "improve",
        /// Look after units and accounts.
        Administer = "administer",
        /// Write instruments, record permissions and load wordings.
        ManageInstruments = "manage-instruments",
        /// Write what is asked of whom and when, and choose what a unit follows.
        ManageProtocols = "manage-protocols",
        /// Learn which answers nobody has seen in time, without whose or which they are, and hand them over.
        LeadNotices = "lead-notices",
        /// Keep a unit's ledger of activity indicators: take up, enter figures, decide.
        KeepLedger = "keep-ledger",
    }
}

impl Role {
    /// What this role may do.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission as P;
        match self {
            Self::Clinician => &[P::ReadOwnPatients, P::Enrol, P::ReadReports, P::Interpret, P::Improve],
            Self::Leader => &[
                P::ReadReports,
                P::Interpret,
                P::Freeze,
                P::Improve,
                P::ManageInstruments,
                P::ManageProtocols,
                P::LeadNotices,
                P::KeepLedger,
            ],
            Self::Analyst => &[P::ReadReports, P::Freeze, P::Improve, P::KeepLedger],
            Self::PatientRepresentative => &[P::ReadReports, P::Interpret],
            Self::Administrator => &[P::Administer, P::ManageInstruments, P::ManageProtocols],
        }
    }
}

/// One role in one unit; it reaches everything below that unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit.
    pub unit: UnitId,
}

/// Everything one member of staff has been granted in one tenant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants(pub Vec<Grant>);

impl Grants {
    /// Whether any grant, in whichever unit, carries `permission`.
    #[must_use]
    pub fn allow(&self, permission: Permission) -> bool {
        self.0.iter().any(|grant| grant.role.permissions().contains(&permission))
    }

    /// Whether a grant that reaches `unit` carries `permission`.
    #[must_use]
    pub fn allow_in(&self, permission: Permission, unit: UnitId, tree: &UnitTree) -> bool {
        self.0
            .iter()
            .filter(|grant| grant.role.permissions().contains(&permission))
            .any(|grant| tree.is_within(unit, grant.unit))
    }
}
