//! Being asked, and answering: when, by which link, and exactly once.

mod answering;
mod histories;
mod planning;
mod states;
mod times;
mod together;
