//! Signatures under what an organisation sends to others (Ed25519, RFC 8032).
//!
//! Checked strictly: a key or a signature that several writings stand for is refused, so that what was signed once
//! cannot be passed on as something else.

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::OpenError;
use crate::ambient::Ambient;
use crate::domain::network::KeyId;

/// An organisation's signing key.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A fresh key.
    #[must_use]
    pub fn fresh(ambient: &Ambient) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&Zeroizing::new(ambient.bytes())))
    }

    /// The key that [`SigningKey::secret`] wrote.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn from_secret(text: &str) -> Result<Self, OpenError> {
        let bytes = Zeroizing::new(HEXLOWER.decode(text.as_bytes()).map_err(|_| OpenError::Content)?);
        let seed: [u8; 32] = bytes.as_slice().try_into().map_err(|_| OpenError::Content)?;
        Ok(Self(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// The secret, to be sealed.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(HEXLOWER.encode(&self.0.to_bytes()))
    }

    /// The public half.
    ///
    /// # Errors
    /// Never: 32 bytes are 64 digits.
    pub fn public(&self) -> Result<KeyId, OpenError> {
        KeyId::try_from(HEXLOWER.encode(self.0.verifying_key().as_bytes())).map_err(|_| OpenError::Content)
    }

    /// The signature under a text, as 128 hexadecimal digits.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        HEXLOWER.encode(&self.0.sign(text.as_bytes()).to_bytes())
    }
}

/// Whether `signature` is `key`'s under exactly this text.
#[must_use]
pub fn is_signed(text: &str, key: &KeyId, signature: &str) -> bool {
    let bytes = |text: &str| HEXLOWER.decode(text.as_bytes()).ok();
    let key = bytes(key.as_str()).and_then(|bytes| bytes.try_into().ok());
    let key = key.and_then(|bytes: [u8; 32]| VerifyingKey::from_bytes(&bytes).ok());
    let signature = bytes(signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    match (key, signature) {
        (Some(key), Some(signature)) => key.verify_strict(text.as_bytes(), &signature).is_ok(),
        _ => false,
    }
}

/// A key as it is read aloud: 30 digits in groups of five, made from its SHA-256. To find another key with the same
/// digits takes 10 to the power of 30 tries.
#[must_use]
pub fn fingerprint(key: &KeyId) -> String {
    let hash = Sha256::digest(key.as_str().as_bytes());
    let groups = hash.chunks(5).take(6).map(|bytes| {
        let number = bytes.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        format!("{:05}", number % 100_000)
    });
    groups.collect::<Vec<_>>().join(" ")
}

/// The SHA-256 of a text, as 64 hexadecimal digits.
#[must_use]
pub fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
