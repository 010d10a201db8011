//! The patient's own pages, behind two proofs: the date of birth, and a code on something they have.
//!
//! | file | what |
//! | --- | --- |
//! | `door` | whoever treats makes the way there, ends it, and shows a code to the one in the room |
//! | `enter` | from the link, past both proofs, to a browser that is in; and out again |
//! | `look` | what is there |
//! | `traces` | own answers over time, what was shared, who opened: also what is shown after answering |
//! | `answers` | one's own answers to one form: reading, taking back, correcting |
//! | `agree` | whether a summary may go on |
//! | `export` | everything about oneself, to take along |
//! | `bundle` | the same for machines |
//!
//! Everything is read for the one person that the browser has proved to be; no address names another. Only the
//! patient's own answers are shown, never those of parents, next of kin or teachers.

mod agree;
mod answers;
mod bundle;
mod door;
mod enter;
mod export;
mod look;
mod traces;

pub use agree::agree;
pub use answers::{Corrected, OwnAnswers, correct, read as read_answers, withdraw};
pub use bundle::written;
pub use door::{Door, Made, ShownCode, Standing, end, make, read as read_door, show_code};
pub use enter::{
    Asking, Born, CODE_LIFETIME, Coded, FRESH, LIFETIME, ask_again, asking, is_fresh, leave, look as look_at_link,
    say_born, say_code, set_language, who,
};
pub use export::{Everything, OwnEpisode, read as read_everything};
pub use look::{Mine, opened, read};
pub(in crate::app) use traces::told_scale;
pub use traces::{Opened, Trace};
pub(in crate::app) use traces::{list_opened, list_shared, list_traces};
