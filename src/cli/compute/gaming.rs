//! How often each detector of bent outcome data speaks, over invented services.

use crate::domain::quality::simulate;

/// The table of `docs/gaming.md`, as Markdown.
pub(super) fn answer(seed: u64, services: u32) -> String {
    simulate::table(seed, services).to_string()
}
