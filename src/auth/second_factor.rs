//! Time-based codes (RFC 6238): six digits, thirty seconds, one step of slack either way.

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use thiserror::Error;
use totp_rs::{Builder, Secret, Totp};

use crate::ambient::Ambient;

/// The second factor's secret is not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the second factor's secret is not usable")]
pub struct SecretError;

/// A fresh secret of 160 bits, as RFC 4226 recommends.
#[must_use]
pub fn fresh(ambient: &Ambient) -> [u8; 20] {
    ambient.bytes()
}

/// The secret as people type it.
#[must_use]
pub fn to_text(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The secret from what people type; spaces and case do not matter.
///
/// # Errors
/// When it is not base 32.
pub fn from_text(text: &str) -> Result<Vec<u8>, SecretError> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    BASE32_NOPAD.decode(text.to_uppercase().as_bytes()).map_err(|_| SecretError)
}

fn totp(secret: &[u8], login: &str) -> Result<Totp, SecretError> {
    Builder::new()
        .with_secret(Secret::from(secret.to_vec()))
        .with_issuer(Some("Lytt"))
        // A colon would split the label in authenticator apps.
        .with_account_name(login.replace(':', "."))
        .build()
        .map_err(|_| SecretError)
}

/// The address that authenticator apps read from a QR code.
///
/// # Errors
/// When the secret is too short.
pub fn enrolment_url(secret: &[u8], login: &str) -> Result<String, SecretError> {
    totp(secret, login)?.to_url().map_err(|_| SecretError)
}

/// The time step a code belongs to; `None` when it is wrong or too old. A step may be used once:
/// the caller keeps the last one.
///
/// # Errors
/// When the secret is not usable.
pub fn verify(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>, SecretError> {
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    if code.len() != 6 {
        return Ok(None);
    }
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Ok(totp(secret, "account")?.check(&code, seconds).and_then(|step| i64::try_from(step).ok()))
}

/// The code that an authenticator shows at `now`; the demo prints it, since nobody enrolled a phone.
///
/// # Errors
/// When the secret is not usable.
pub fn code(secret: &[u8], now: DateTime<Utc>) -> Result<String, SecretError> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Ok(totp(secret, "account")?.generate(seconds).to_string())
}
