//! Identity and secrets: passwords, second factors, tokens, and the keys that seal who a patient is.

mod challenge;
pub mod password;
mod seal;
pub mod second_factor;
pub mod signature;
pub mod token;

pub use challenge::{Challenge, ChallengeError};
pub use seal::{MasterKey, OpenError, PersonKey, TenantKey, claimed_tenant};
pub use signature::SigningKey;
