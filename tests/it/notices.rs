//! Answers that somebody is to see: the rule and its clock, the way of a notice through both databases, and the
//! pages.

mod clock;
mod pages;
mod story;
mod unwatched;
