//! The walls between tenants: the typed scope, the keys, and PostgreSQL's row-level security, each
//! held with the others out of the way.

mod kept;
mod keys;
pub(crate) mod operations;
mod pool;
mod rows;
mod scope;
