//! What the clinician sees before the conversation, and the note of what was made of it.

mod case;
mod note;
mod series;
mod support;
mod today;
mod tool_use;

pub use case::{CaseFile, Correction, Form, LOOKED_AT, Note, open, open_for};
pub(super) use case::{answers, forms};
pub use note::{NewNote, add as add_note, set_discussed};
pub use series::{by_patient, instruments, metric};
pub use support::{
    OpenedSupport, Questions, Support, TOPICS, lookup as lookup_support, parse as parse_questions, save as save_support,
};
pub use today::{Patient, Slot, list_patients, list_today};
pub use tool_use::{Reported, list_tool_use};
