//! Random tokens. Only their hashes are ever stored.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::ambient::Ambient;

/// A fresh secret of 256 random bits, as 43 letters that fit in a link.
#[must_use]
pub fn fresh(ambient: &Ambient) -> String {
    BASE64URL_NOPAD.encode(&ambient.bytes::<32>())
}

/// What is stored of a token: its SHA-256. A token carries 256 bits of chance, so no salt is needed.
#[must_use]
pub fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Whether a text has the form of a token; anything else needs no look-up.
#[must_use]
pub fn is_well_formed(token: &str) -> bool {
    token.len() == 43 && BASE64URL_NOPAD.decode(token.as_bytes()).is_ok()
}

/// HMAC-SHA-256 of `message` under `key`, which may have any length.
#[must_use]
pub fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes keys of any length, so the error cannot happen; an empty key would be no secret.
    match <Hmac<Sha256> as KeyInit>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(message);
            mac.finalize().into_bytes().into()
        }
        Err(_) => [0; 32],
    }
}

/// The hidden form field that goes with a cookie: a keyed hash of it, so that nothing need be stored.
#[must_use]
pub fn form_token(cookie: &str) -> String {
    BASE64URL_NOPAD.encode(&mac(cookie.as_bytes(), b"lytt form token"))
}

/// Compares two secrets in a time that does not depend on where they differ.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    hash(a) == hash(b)
}
