//! Next of kin: what the patient wants them to be told, what was done, and children under 18.

use chrono::NaiveDate;

use crate::codes;

codes! {
    /// What the patient wants next of kin to be told.
    pub enum Extent {
        /// Nothing.
        Nothing = "nothing",
        /// General guidance, with nothing about the patient.
        General = "general",
        /// What patient and clinician have agreed, in words.
        Agreed = "agreed",
        /// Everything.
        Everything = "everything",
    }
}

codes! {
    /// How next of kin were involved.
    pub enum How {
        /// A conversation.
        Conversation = "conversation",
        /// By telephone.
        Phone = "phone",
        /// A meeting with the family.
        FamilyMeeting = "family-meeting",
        /// A course or a group.
        Course = "course",
        /// It was offered, and they said no.
        Declined = "declined",
    }
}

codes! {
    /// Whether the patient has children under 18 whose needs are to be seen to: a duty of health personnel
    /// (the Norwegian Health Personnel Act, helsepersonelloven, section 10 a).
    pub enum Children {
        /// Nobody has asked.
        NotAsked = "not-asked",
        /// Asked: none.
        None = "none",
        /// Asked: there are.
        Some = "some",
        /// Asked: the patient would rather not say.
        Unsaid = "unsaid",
    }
}

/// The day next of kin were involved last: what was only offered does not count.
pub fn last_involved(all: impl IntoIterator<Item = (NaiveDate, How)>) -> Option<NaiveDate> {
    all.into_iter().filter(|(_, how)| *how != How::Declined).map(|(day, _)| day).max()
}
