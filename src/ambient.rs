//! Time and chance, the two things a program may not simply reach for.
//!
//! Everything that needs an instant, a random id or a secret takes an [`Ambient`]; nothing else in
//! the crate may ask the operating system (clippy refuses it). Tests hold both still, so that ids
//! and times in what they compare are literal.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use uuid::Uuid;

/// Where "now" comes from.
#[derive(Clone, Debug)]
enum Clock {
    System,
    Held(Arc<Mutex<DateTime<Utc>>>),
}

/// The source of every instant and every random byte. Cheap to clone; clones share their source.
#[derive(Clone)]
pub struct Ambient {
    clock: Clock,
    chance: Arc<Mutex<ChaCha20Rng>>,
    last_id: Arc<Mutex<(u64, u16)>>,
}

impl Ambient {
    /// The machine's clock, and a `ChaCha20` generator seeded from the operating system.
    ///
    /// # Errors
    /// When the operating system has no randomness to give.
    pub fn system() -> Result<Self, std::io::Error> {
        let mut seed = [0_u8; 32];
        rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut seed)
            .map_err(|error| std::io::Error::other(error.to_string()))?;
        Ok(Self {
            clock: Clock::System,
            chance: Arc::new(Mutex::new(ChaCha20Rng::from_seed(seed))),
            last_id: Arc::default(),
        })
    }

    /// A clock that stands still at `now`, and chance that is the same at every run.
    #[must_use]
    pub fn held(now: DateTime<Utc>, seed: u64) -> Self {
        Self {
            clock: Clock::Held(Arc::new(Mutex::new(now))),
            chance: Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))),
            last_id: Arc::default(),
        }
    }

    /// The present instant, cut to whole milliseconds: both databases keep that exactly.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.clock {
            #[expect(clippy::disallowed_methods, reason = "this is the one door to the machine's clock")]
            Clock::System => Utc::now().trunc_subsecs(3),
            Clock::Held(at) => at.lock().unwrap_or_else(PoisonError::into_inner).trunc_subsecs(3),
        }
    }

    /// Moves a held clock forward; the machine's own clock is left alone.
    pub fn advance(&self, by: TimeDelta) {
        if let Clock::Held(at) = &self.clock {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at += by;
        }
    }

    /// `N` random bytes, fit for keys and tokens.
    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A version 7 UUID: ordered by the instant it was made, and within a millisecond by the order in
    /// which it was asked for (RFC 9562, 6.2, method 1), so that rows written together keep their order.
    #[must_use]
    pub fn id(&self) -> Uuid {
        let now = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        let mut bytes = self.bytes::<10>();
        let (millis, count) = {
            let mut last = self.last_id.lock().unwrap_or_else(PoisonError::into_inner);
            *last = match *last {
                (millis, count) if now <= millis && count < 0x0fff => (millis, count + 1),
                (millis, _) if now <= millis => (millis + 1, 0),
                _ => (now, 0),
            };
            *last
        };
        if let Some(counter) = bytes.get_mut(..2) {
            counter.copy_from_slice(&count.to_be_bytes());
        }
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}
