//! Other formats to and from the domain: bytes in, plain values out, and back.

pub mod calendar;
pub mod calendar_csv;
pub mod csv;
pub mod edition;
pub mod fhir;
pub mod hl7;
pub mod icalendar;
pub mod ledger_csv;
pub mod mapping;
pub mod network;
mod outgoing_csv;
pub mod rows;
pub mod tool_use;
pub mod xlsform;
