//! What only the service can say in its registry's annual report.

use crate::codes;

codes! {
    /// A section that people write, by its number.
    pub enum Section {
        /// Summary: what the figures mean to the service.
        Summary = "1",
        /// Who leads the registry, and who is responsible for the data.
        Leadership = "2-3",
        /// What patients say about the help.
        Experience = "3-2",
        /// Which units take part.
        Participation = "5-3",
        /// Contribution to guidelines.
        Guidelines = "6-3",
        /// Patient safety.
        Safety = "6-4",
        /// Who has seen the results.
        Dissemination = "7",
        /// Cooperation and research.
        Cooperation = "8",
        /// The plan.
        Plan = "9",
    }
}

/// The longest text, in characters.
pub const LONGEST: usize = 4000;
