//! Seals: who a patient is, and every free text, is stored encrypted under the patient's own key.
//!
//! Master key (kept outside the database) → one key a tenant → one key a person. Destroying a
//! person's key destroys identity and free text; destroying a tenant's key destroys all of them.
//! Each seal is bound to its place (tenant, table, row, column), so that a sealed value moved to
//! another row does not open.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use thiserror::Error;
use zeroize::Zeroizing;

use super::token;
use crate::ambient::Ambient;
use crate::domain::care::TenantId;

/// The version of the form below: one byte, 24 bytes of nonce, ciphertext with its tag.
const FORM: u8 = 1;
const NONCE: usize = 24;

/// Something sealed does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// Cut short, altered, moved, or sealed under another key.
    #[error("a sealed value does not open: it was altered, moved, or sealed under another key")]
    Sealed,
    /// The master key file does not hold 64 hexadecimal digits.
    #[error("the master key must be 64 hexadecimal digits")]
    MasterKey,
    /// What was sealed is not what was expected there.
    #[error("a sealed value holds something else than expected")]
    Content,
}

#[derive(Clone)]
struct Key(Zeroizing<[u8; 32]>);

impl Key {
    fn seal(&self, ambient: &Ambient, place: &str, plain: &[u8]) -> Vec<u8> {
        let nonce = ambient.bytes::<NONCE>();
        let cipher = XChaCha20Poly1305::new((&*self.0).into());
        let payload = Payload { msg: plain, aad: place.as_bytes() };
        // Encrypting fails only beyond 256 GiB.
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        [&[FORM][..], &nonce, &sealed].concat()
    }

    fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (&form, rest) = sealed.split_first().ok_or(OpenError::Sealed)?;
        let (nonce, body) = rest.split_at_checked(NONCE).ok_or(OpenError::Sealed)?;
        if form != FORM {
            return Err(OpenError::Sealed);
        }
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| OpenError::Sealed)?;
        let cipher = XChaCha20Poly1305::new((&*self.0).into());
        let payload = Payload { msg: body, aad: place.as_bytes() };
        cipher.decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new).map_err(|_| OpenError::Sealed)
    }

    fn open_key(&self, place: &str, sealed: &[u8]) -> Result<Self, OpenError> {
        let plain = self.open(place, sealed)?;
        let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| OpenError::Sealed)?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

/// The key that everything hangs on. It lies outside the database: whoever has only one of the two
/// reads nothing.
#[derive(Clone)]
pub struct MasterKey(Key);

impl MasterKey {
    /// A fresh key.
    #[must_use]
    pub fn fresh(ambient: &Ambient) -> Self {
        Self(Key(Zeroizing::new(ambient.bytes())))
    }

    /// From 64 hexadecimal digits.
    ///
    /// # Errors
    /// When it is anything else.
    pub fn from_hex(text: &str) -> Result<Self, OpenError> {
        let bytes = HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).map_err(|_| OpenError::MasterKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| OpenError::MasterKey)?;
        Ok(Self(Key(Zeroizing::new(bytes))))
    }

    /// As 64 hexadecimal digits, to be kept in a file only the server reads.
    #[must_use]
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(HEXLOWER_PERMISSIVE.encode(&*self.0.0))
    }

    /// A key for another use, which tells nothing of this one.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(token::mac(&*self.0.0, purpose.as_bytes()))
    }

    /// A fresh tenant key, and how it is stored.
    #[must_use]
    pub fn fresh_tenant(&self, ambient: &Ambient, tenant: TenantId) -> (TenantKey, Vec<u8>) {
        let key = Key(Zeroizing::new(ambient.bytes()));
        let sealed = self.0.seal(ambient, &format!("{tenant}/tenant/{tenant}/key"), &*key.0);
        (TenantKey { tenant, key }, sealed)
    }

    /// Opens a tenant's key.
    ///
    /// # Errors
    /// When it was altered or belongs to another master key.
    pub fn open_tenant(&self, tenant: TenantId, sealed: &[u8]) -> Result<TenantKey, OpenError> {
        let key = self.0.open_key(&format!("{tenant}/tenant/{tenant}/key"), sealed)?;
        Ok(TenantKey { tenant, key })
    }

    /// Seals an account's second-factor secret.
    #[must_use]
    pub fn seal_account(&self, ambient: &Ambient, account: impl std::fmt::Display, plain: &[u8]) -> Vec<u8> {
        self.0.seal(ambient, &format!("-/account/{account}/totp"), plain)
    }

    /// Opens an account's second-factor secret.
    ///
    /// # Errors
    /// When it was altered or moved.
    pub fn open_account(
        &self,
        account: impl std::fmt::Display,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.0.open(&format!("-/account/{account}/totp"), sealed)
    }
}

/// One tenant's key.
#[derive(Clone)]
pub struct TenantKey {
    tenant: TenantId,
    key: Key,
}

impl TenantKey {
    /// A fresh person's key, and how it is stored.
    #[must_use]
    pub fn fresh_person(&self, ambient: &Ambient, person: impl std::fmt::Display) -> (PersonKey, Vec<u8>) {
        let key = Key(Zeroizing::new(ambient.bytes()));
        let sealed = self.key.seal(ambient, &format!("{}/person/{person}/key", self.tenant), &*key.0);
        (PersonKey { tenant: self.tenant, key }, sealed)
    }

    /// Opens a person's key.
    ///
    /// # Errors
    /// When it was altered, moved, or belongs to another tenant.
    pub fn open_person(&self, person: impl std::fmt::Display, sealed: &[u8]) -> Result<PersonKey, OpenError> {
        let key = self.key.open_key(&format!("{}/person/{person}/key", self.tenant), sealed)?;
        Ok(PersonKey { tenant: self.tenant, key })
    }

    /// A keyed hash of a number another system knows a person by. A plain hash could be reversed by
    /// trying all numbers.
    #[must_use]
    pub fn external_mac(&self, number: &str) -> Vec<u8> {
        token::mac(&token::mac(&*self.key.0, b"external number"), number.trim().as_bytes()).to_vec()
    }

    /// Seals a setting of the tenant's own for one place.
    #[must_use]
    pub fn seal_setting(&self, ambient: &Ambient, table: &str, row: impl std::fmt::Display, plain: &str) -> Vec<u8> {
        self.key.seal(ambient, &format!("{}/{table}/{row}/setting", self.tenant), plain.as_bytes())
    }

    /// Opens a setting of one place.
    ///
    /// # Errors
    /// When it was altered, moved, or is not text.
    pub fn open_setting(
        &self,
        table: &str,
        row: impl std::fmt::Display,
        sealed: &[u8],
    ) -> Result<Zeroizing<String>, OpenError> {
        let plain = self.key.open(&format!("{}/{table}/{row}/setting", self.tenant), sealed)?;
        String::from_utf8(plain.to_vec()).map(Zeroizing::new).map_err(|_| OpenError::Content)
    }

    /// A keyed hash of a number or address that messages are sent to, as [`crate::domain::message`] writes it.
    #[must_use]
    pub fn address_mac(&self, address: &str) -> Vec<u8> {
        token::mac(&token::mac(&*self.key.0, b"address"), address.as_bytes()).to_vec()
    }

    /// The short secret by which whoever reads at an address says that they want no more messages: 64
    /// bits in 11 letters, always the same for the same address. Guessing is limited where it is read.
    #[must_use]
    pub fn stop_token(&self, address_mac: &[u8]) -> String {
        let mac = token::mac(&token::mac(&*self.key.0, b"stop"), address_mac);
        BASE64URL_NOPAD.encode(mac.first_chunk::<8>().unwrap_or(&[0; 8]))
    }

    /// The secret in the address to which a gateway reports: the tenant, so that it is found, and 128 bits
    /// that only its key can make.
    #[must_use]
    pub fn receipt_secret(&self) -> String {
        let mac = token::mac(&token::mac(&*self.key.0, b"receipts"), self.tenant.0.as_bytes());
        let half = mac.first_chunk::<16>().unwrap_or(&[0; 16]);
        BASE64URL_NOPAD.encode(&[&self.tenant.0.as_bytes()[..], half].concat())
    }
}

/// The tenant that a receipt's secret claims to be of; whether it is, only that tenant's key can say.
#[must_use]
pub fn claimed_tenant(receipt_secret: &str) -> Option<TenantId> {
    let bytes = BASE64URL_NOPAD.decode(receipt_secret.as_bytes()).ok()?;
    let (tenant, rest) = bytes.split_first_chunk::<16>()?;
    (rest.len() == 16).then(|| TenantId(uuid::Uuid::from_bytes(*tenant)))
}

/// One person's key.
#[derive(Clone)]
pub struct PersonKey {
    tenant: TenantId,
    key: Key,
}

impl PersonKey {
    /// The key of what a browser has saved so far: made from its cookie, which is stored nowhere, so
    /// that nobody but that browser reads a text before it is sent.
    #[must_use]
    pub fn of_browser(tenant: TenantId, cookie: &str) -> Self {
        Self { tenant, key: Key(Zeroizing::new(token::mac(cookie.as_bytes(), b"lytt drafts"))) }
    }

    /// Seals a value for one place.
    #[must_use]
    pub fn seal(
        &self,
        ambient: &Ambient,
        table: &str,
        row: impl std::fmt::Display,
        column: &str,
        plain: &str,
    ) -> Vec<u8> {
        self.key.seal(ambient, &format!("{}/{table}/{row}/{column}", self.tenant), plain.as_bytes())
    }

    /// Opens a value of one place.
    ///
    /// # Errors
    /// When it was altered, moved, or is not text.
    pub fn open(
        &self,
        table: &str,
        row: impl std::fmt::Display,
        column: &str,
        sealed: &[u8],
    ) -> Result<String, OpenError> {
        let plain = self.key.open(&format!("{}/{table}/{row}/{column}", self.tenant), sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| OpenError::Content)
    }
}
