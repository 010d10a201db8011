//! `/protocols`: what each unit asks, one protocol, and the page where it is changed.

pub(in crate::web) mod edit;
pub(in crate::web) mod follow;
mod forms;
pub(in crate::web) mod list;
pub(in crate::web) mod protocol;
mod say;
mod typed;
