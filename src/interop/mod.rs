//! Other formats to and from the domain: bytes in, plain values out, and back.

pub mod csv;
pub mod mapping;
pub mod xlsform;
