//! The step between password and code: a signed note that the password was right, good for five
//! minutes and for nothing else.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::MasterKey;
use crate::domain::care::AccountId;

const LIFETIME: TimeDelta = TimeDelta::minutes(5);
const AUDIENCE: &str = "second-factor";

/// The note is missing, forged or too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the sign-in took too long or was not begun here")]
pub struct ChallengeError;

/// That an account's password was right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Whose.
    pub account: AccountId,
    /// A second-factor secret that is being enrolled and is not stored yet, sealed.
    pub enrolling: Option<Vec<u8>>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    aud: String,
    exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    enrolling: Option<Vec<u8>>,
}

impl Challenge {
    /// The signed note.
    ///
    /// # Errors
    /// When it cannot be signed.
    pub fn issue(&self, master: &MasterKey, now: DateTime<Utc>) -> Result<String, ChallengeError> {
        let claims = Claims {
            sub: self.account.0,
            aud: AUDIENCE.to_owned(),
            exp: (now + LIFETIME).timestamp(),
            enrolling: self.enrolling.clone(),
        };
        let key = EncodingKey::from_secret(&*master.derive("sign-in challenge"));
        encode(&Header::new(Algorithm::HS256), &claims, &key).map_err(|_| ChallengeError)
    }

    /// Reads a note back.
    ///
    /// # Errors
    /// When it is forged, for another use, or too old.
    pub fn read(note: &str, master: &MasterKey, now: DateTime<Utc>) -> Result<Self, ChallengeError> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[AUDIENCE]);
        // The library would ask the machine's clock; ours is compared below.
        validation.validate_exp = false;
        let key = DecodingKey::from_secret(&*master.derive("sign-in challenge"));
        let claims = decode::<Claims>(note, &key, &validation).map_err(|_| ChallengeError)?.claims;
        if now.timestamp() >= claims.exp {
            return Err(ChallengeError);
        }
        Ok(Self { account: claims.sub.into(), enrolling: claims.enrolling })
    }
}
