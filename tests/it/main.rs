//! All integration tests, in one program: it links once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says what was not there and stops"
)]

mod annual;
mod audit;
mod beside;
mod calendar;
mod case_review;
mod chaos;
mod delivery;
mod editions;
mod expected;
mod fhir;
mod golden;
mod hands;
mod house;
mod import;
mod improvement;
mod indicators;
mod instruments;
mod instruments_own;
mod kin;
mod learning;
mod ledger;
mod mine;
mod network_exchange;
mod networks;
mod notices;
mod own_figures;
mod pages_render;
mod parity;
mod protocols;
mod quality;
mod registry_rules;
mod report;
mod report_mail;
mod requests;
mod routes;
mod rows;
mod session_page;
mod simulation;
mod spreadsheets;
mod store;
mod summary;
mod support;
mod walls;
mod ways_in;
mod year;
