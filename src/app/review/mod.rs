//! What the clinician sees before the conversation, and the note of what was made of it.

mod case;
mod note;
mod today;

pub(super) use case::forms;
pub use case::{CaseFile, Form, Note, open};
pub use note::{NewNote, add as add_note};
pub use today::{Patient, Slot, list_patients, list_today};
