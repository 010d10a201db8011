//! The only place that names a database.
//!
//! * [`Db`]: SQLite or PostgreSQL, opened and checked.
//! * [`TenantTx`]: the only door to tenant data. It needs a [`Proof`] of membership, puts the tenant
//!   into every statement, tells PostgreSQL's row-level security which tenant it is, and writes the
//!   audit rows in the same transaction.
//! * [`Local`]: the tables that are read before a tenant is known (tenants, accounts, sign-ins, links).
//! * one file for each kind of thing stored; functions take the transaction first.

pub mod account;
pub mod annual;
pub mod audit;
pub mod calendar;
pub mod case_review;
pub mod contact;
mod db;
pub mod definition;
pub mod discussion;
pub mod draft;
pub mod edition;
pub mod episode;
mod error;
pub mod feedback;
pub mod identity_try;
pub mod improvement;
pub mod instrument;
pub mod kin;
pub mod learning;
pub mod ledger;
pub mod link;
pub mod meeting;
pub mod message;
mod migrate;
pub mod mine;
pub mod model_fit;
pub mod network;
pub mod network_exchange;
pub mod notice;
pub mod opt_out;
pub mod person;
pub mod protocol;
pub mod quality;
pub mod receipt;
pub mod registry_rows;
pub mod report;
pub mod report_subscription;
pub mod request;
pub mod response;
pub mod room;
pub mod session;
mod sql;
pub mod submission;
pub mod summary;
pub mod support;
pub mod tenant;
mod tx;
pub mod unit;
pub mod unit_results;

pub use db::{Db, Kind};
pub use error::StoreError;
pub use learning::OpenLearning;
pub use migrate::migrate;
pub use person::OpenPerson;
pub use tx::{Actor, Local, LocalTx, Proof, TenantTx};
pub use unit_results::OpenUnit;

/// What every function of the store returns.
pub type Result<T> = std::result::Result<T, StoreError>;
