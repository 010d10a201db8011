//! `/instruments`: the library, one instrument's page, and the editor.

pub(in crate::web) mod draft;
pub(super) mod forms;
pub(in crate::web) mod instrument;
pub(in crate::web) mod library;
pub(in crate::web) mod licence;
pub(in crate::web) mod new;
mod preview;
mod score_words;
mod sections;

use serde::Deserialize;

/// What was just done, in an address.
#[derive(Deserialize)]
pub(in crate::web) struct Came {
    done: Option<String>,
}

/// The things that can have been done (texts `instrument-done-<code>`).
const DONE: [&str; 7] = ["permission", "revoked", "words", "withdrawn", "published", "draft-removed", "undone"];

impl Came {
    fn done(self) -> Option<String> {
        self.done.filter(|done| DONE.contains(&done.as_str()))
    }
}

/// A form that holds nothing but its token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::web) struct Only {
    csrf: String,
}
