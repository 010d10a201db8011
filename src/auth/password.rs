//! Passwords: argon2id, and a list of those that everybody tries first.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use thiserror::Error;

use crate::ambient::Ambient;

/// Memory in KiB, passes and lanes: the least that REQUIREMENTS of today's guidance (OWASP) allows.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// The shortest password that is taken.
pub const SHORTEST: usize = 8;
/// The longest that is taken; longer would only cost time.
pub const LONGEST: usize = 256;

const COMMON: &str = include_str!("common_passwords.txt");

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// Too short.
    #[error("a password needs at least 8 characters")]
    Short,
    /// Too long.
    #[error("a password may have at most 256 characters")]
    Long,
    /// Everybody tries it first.
    #[error("this password is on the list of those that are tried first")]
    Common,
    /// The hash could not be made.
    #[error("the password could not be hashed")]
    Hash,
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Whether a password may be used: 8 to 256 characters, any characters, not one of the common ones.
///
/// # Errors
/// Why not.
pub fn check(password: &str) -> Result<(), PasswordError> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordError::Short);
    }
    if length > LONGEST {
        return Err(PasswordError::Long);
    }
    let lower = password.to_lowercase();
    if COMMON.lines().any(|common| common == lower) {
        return Err(PasswordError::Common);
    }
    Ok(())
}

/// The PHC string to store. Takes some tens of milliseconds: never call it on an async thread or
/// inside a transaction.
///
/// # Errors
/// When the password may not be used.
pub fn hash(password: &str, ambient: &Ambient) -> Result<String, PasswordError> {
    check(password)?;
    let salt = ambient.bytes::<16>();
    argon2()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|_| PasswordError::Hash)
}

/// Whether `password` is the one that was hashed. Takes as long for an unknown account: pass
/// [`NOBODY`] then.
#[must_use]
pub fn verify(password: &str, stored: &str) -> bool {
    PasswordHash::new(stored).is_ok_and(|stored| argon2().verify_password(password.as_bytes(), &stored).is_ok())
}

/// A hash that no password was ever made for, so that an unknown login takes as long as a known one.
pub const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LW5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
